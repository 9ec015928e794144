//! `okno.policy/1` and `okno.policy-diff/1`.

use std::path::Path;

use chrono::NaiveTime;
use serde::Serialize;

use super::{NoticeBody, answer, notices, prefixed};
use crate::{
    app::answers::{Footing, PolicyDiff, PolicyView, SystemRules},
    calendar::{Hours, WindowRule, ZoneName, instant, length},
    output::diff,
    policy::{CustomerId, Policy, Regime, Rhythm, SystemId},
};

/// `okno policy show --format json`.
pub fn policy_view(answered: &PolicyView) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        path: &'a str,
        adopted: Option<AdoptedBody<'a>>,
        /// Systems whose rules differ from the adopted ones.
        differs: Vec<&'a str>,
        systems: Vec<SystemBody<'a>>,
    }
    let adopted = answered.adopted.as_ref();
    let body = Body {
        path: &answered.path,
        adopted: adopted.map(|(digest, by, at)| AdoptedBody { policy: digest.prefixed(), by, at: instant::utc(*at) }),
        differs: ids(&answered.differs),
        systems: answered.systems.iter().map(SystemBody::new).collect(),
    };
    answer("okno.policy/1", body, &answered.footing)
}

/// `okno policy diff --format json`.
pub fn policy_diff(answered: &PolicyDiff) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        path: &'a str,
        adopted: Option<String>,
        /// Whether adopting would change anything.
        differs: bool,
        /// Systems whose rules differ.
        systems: Vec<&'a str>,
        /// Files that the policy refers to and whose content differs.
        files: &'a [String],
        /// The two texts as a unified diff; `null` when they are the same.
        diff: Option<String>,
        notices: Vec<NoticeBody>,
    }
    let diff = diff::unified(answered);
    let body = Body {
        path: &answered.path,
        adopted: prefixed(answered.adopted),
        differs: answered.adopted.is_none() || diff.is_some() || !answered.files.is_empty(),
        systems: ids(&answered.systems),
        files: &answered.files,
        diff,
        notices: notices(&answered.notices),
    };
    answer("okno.policy-diff/1", body, &answered.footing)
}

/// `okno policy check --format json`.
pub fn policy_check(path: &Path, policy: &Policy, footing: &Footing) -> String {
    #[derive(Serialize)]
    struct Body {
        ok: bool,
        path: String,
        customers: usize,
        systems: usize,
        calendars: usize,
        people: usize,
        freezes: usize,
    }
    let body = Body {
        ok: true,
        path: path.display().to_string(),
        customers: policy.customers.len(),
        systems: policy.systems.len(),
        calendars: policy.calendars.len(),
        people: policy.people.len(),
        freezes: policy.freezes.len(),
    };
    answer("okno.policy-check/1", body, footing)
}

fn ids(systems: &[SystemId]) -> Vec<&str> {
    systems.iter().map(SystemId::as_str).collect()
}

#[derive(Serialize)]
struct AdoptedBody<'a> {
    policy: String,
    by: &'a str,
    at: String,
}

/// The resolved rules of one system.
#[derive(Serialize)]
struct SystemBody<'a> {
    system: &'a str,
    customers: Vec<CustomerBody<'a>>,
    downtime_limit: String,
    backup_max_age: String,
    backup_evidence: &'static str,
    count_together: String,
    approvals: u32,
    early: String,
    /// For stops that need a window; `null`: until the last start that still fits.
    late_in_window: Option<String>,
    late_any_time: String,
    on_overrun: &'static str,
    rollback_within: String,
    /// When backups of its own are due; `null`: never, or they are another system's. It opens no gate.
    backup_regime: Option<RegimeBody<'a>>,
}

/// When backups are due: `hourly`, `daily`, a day of the week, or `null`.
#[derive(Serialize)]
struct RegimeBody<'a> {
    level_0: Option<&'static str>,
    level_1: Option<&'static str>,
    level_2: Option<&'static str>,
    /// Whose clock; `null`: the customers'.
    zone: Option<&'a str>,
    satisfies: &'static str,
}

impl<'a> RegimeBody<'a> {
    fn new(regime: &'a Regime) -> Self {
        let [level_0, level_1, level_2] = regime.rhythms.map(|rhythm| rhythm.map(Rhythm::as_str));
        let zone = regime.zone.as_ref().map(ZoneName::as_str);
        Self { level_0, level_1, level_2, zone, satisfies: regime.satisfies.as_str() }
    }
}

impl<'a> SystemBody<'a> {
    fn new(system: &'a SystemRules) -> Self {
        let rules = &system.rules;
        let customer = |id| CustomerBody::new(id, system);
        Self {
            system: system.id.as_str(),
            customers: system.places.order.iter().map(customer).collect(),
            downtime_limit: length::iso(rules.downtime_limit),
            backup_max_age: length::iso(rules.backup_max_age),
            backup_evidence: rules.backup_evidence.as_str(),
            count_together: length::iso(rules.count_together),
            approvals: rules.approvals,
            early: length::iso(rules.early),
            late_in_window: rules.late.for_long_stops().map(length::iso),
            late_any_time: length::iso(rules.late.for_short_stops()),
            on_overrun: rules.on_overrun.as_str(),
            rollback_within: length::iso(rules.rollback_within),
            backup_regime: system.regime.as_ref().map(RegimeBody::new),
        }
    }
}

/// A customer of the system and its windows: a list to intersect.
#[derive(Serialize)]
struct CustomerBody<'a> {
    customer: &'a str,
    time_zone: Option<&'a str>,
    calendar: Option<&'a str>,
    windows: Vec<WindowRuleBody>,
}

impl<'a> CustomerBody<'a> {
    fn new(id: &'a CustomerId, system: &'a SystemRules) -> Self {
        let place = system.places.known.get(id);
        Self {
            customer: id.as_str(),
            time_zone: place.map(|place| place.zone.name().as_str()),
            calendar: place.map(|place| place.calendar.as_str()),
            windows: system.rules.windows.get(id).into_iter().flatten().map(WindowRuleBody::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct WindowRuleBody {
    all_day: bool,
    from: Option<String>,
    to: Option<String>,
    night_belongs_to: &'static str,
}

impl WindowRuleBody {
    fn new(rule: &WindowRule) -> Self {
        let reading = |time: NaiveTime| time.format("%H:%M").to_string();
        let (from, to) = match rule.hours {
            Hours::AllDay => (None, None),
            Hours::FromTo { from, to } => (Some(reading(from)), Some(to.map_or_else(|| "24:00".to_owned(), reading))),
        };
        Self { all_day: rule.hours == Hours::AllDay, from, to, night_belongs_to: rule.belongs.as_str() }
    }
}
