//! What tells whether the rules that affect a system are still those that were adopted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::slice::from_ref;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::{
    Aftercare, Calendar, CalendarId, CustomerId, FileUser, Freeze, Policy, Responsible, Retention, Rules, Scope,
    System, SystemId, TakeCommand, Terms,
};
use crate::calendar::{Day, Hours, WindowRule, ZoneName};
use crate::record::Digest;

/// Facts about earlier dates decide nothing any more: no rules were adopted before this year.
const FACTS_SINCE: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date that exists");

impl Policy {
    /// The digest of the rules that affect the system (row 1 of the decision table), the same however they are written.
    ///
    /// Left out: names, mail and logins, people, the ledger, zone data, what only other systems use. A system that the
    /// policy does not know has a digest too, that of its absence.
    pub fn rules_digest(&self, system: &SystemId) -> Digest {
        let rules = self.systems.get(system).map_or(Value::Null, |system| self.rules_as_json(system));
        // serde_json keeps the keys of an object sorted
        Digest::of(rules.to_string().as_bytes())
    }

    fn rules_as_json(&self, system: &System) -> Value {
        let stopped = self.dependents(&system.id);
        let affected: Vec<&CustomerId> =
            self.affected_by(&system.id).into_iter().map(|customer| &customer.id).collect();
        let freezes: BTreeSet<String> = self
            .freezes
            .iter()
            .filter_map(|freeze| freeze_for(freeze, system, &stopped, &affected))
            .map(|freeze| freeze.to_string())
            .collect();
        let sorted = |ids: &[SystemId]| ids.iter().cloned().collect::<BTreeSet<_>>();
        let dependents: BTreeSet<&SystemId> = self
            .systems
            .values()
            .filter(|other| other.depends_on.contains(&system.id))
            .map(|other| &other.id)
            .collect();
        json!({
            "responsible": match system.responsible { Responsible::Us => "us", Responsible::Customer => "customer" },
            "divisible": system.divisible,
            "depends_on": sorted(&system.depends_on),
            "dependents": dependents,
            "customers": self.agreements(system),
            "freezes": freezes,
            "backup": self.backup_as_json(system),
            "max_clock_skew": length(self.max_clock_skew),
            "horizon": length(self.horizon),
        })
    }

    /// What was agreed with the customers, as JSON, and with which: thousands of them share a few agreements.
    fn agreements(&self, system: &System) -> BTreeMap<String, BTreeSet<&CustomerId>> {
        let mut alike: HashMap<(&ZoneName, &CalendarId, &Terms), BTreeSet<&CustomerId>> = HashMap::new();
        let through = self.through(&system.id);
        for customer in self.affected_by(&system.id) {
            alike.entry((&customer.zone, &customer.calendar, &customer.terms)).or_default().insert(&customer.id);
        }
        let mut known: HashMap<&CalendarId, Option<Digest>> = HashMap::new();
        let mut agreements: BTreeMap<String, BTreeSet<&CustomerId>> = BTreeMap::new();
        for ((zone, calendar, _), customers) in alike {
            let Some(one) = customers.first().copied() else { continue };
            let agreement = json!({
                "time_zone": zone.as_str(),
                "calendar": known.entry(calendar).or_insert_with(|| self.calendars.get(calendar).map(facts)),
                "rules": rules_of_one(&self.rules_through(&system.id, &through, from_ref(one)), one),
            });
            agreements.entry(agreement.to_string()).or_default().extend(customers);
        }
        agreements
    }

    /// Whose backups count, how they are looked at, and whose runs make them stale.
    fn backup_as_json(&self, system: &System) -> Value {
        if let Some(why) = system.needless_backup() {
            return json!({ "none": why });
        }
        let source = self.backed_up_with(system);
        let shared: BTreeSet<SystemId> = self.covered_by(source).into_iter().collect();
        let own = self.own_backup_as_json(source);
        if shared.len() == 1 { own } else { json!({ "of": source.id, "shared": shared, "own": own }) }
    }

    fn own_backup_as_json(&self, system: &System) -> Value {
        let Some(backup) = system.own_backup() else { return Value::Null };
        let files: BTreeMap<&str, Option<Digest>> = self
            .files
            .iter()
            .filter(|file| matches!(&file.used_by, FileUser::System(id) if *id == system.id))
            .map(|file| (file.path.as_str(), file.digest))
            .collect();
        let mut own = json!({ "tool": backup.tool.as_json(), "take": backup.take.as_ref().map(take), "files": files });
        // What okno did not know once is left out where nobody sets it: those digests stay as they were.
        let retention = self.retention(system);
        if retention != Retention::default() {
            own["retention"] = json!({
                "levels": retention.levels.map(|stay| stay.to_string()),
                "first_of_year": retention.first_of_year,
                "zone": retention.zone.as_ref().map(ZoneName::as_str),
            });
        }
        if let Some(within) = backup.look_within {
            own["look_within"] = json!(length(within));
        }
        let aftercare = &backup.aftercare;
        if *aftercare != Aftercare::default() {
            own["aftercare"] = aftercare.as_json();
        }
        own
    }
}

/// One command as a list, several by their level.
fn take(take: &TakeCommand) -> Value {
    match take {
        TakeCommand::Any(argv) => json!(argv),
        TakeCommand::ByLevel(commands) => {
            let [zero, one, two] = commands.as_ref();
            json!({ "level_0": zero, "level_1": one, "level_2": two })
        }
    }
}

/// What a calendar says of every date that it covers, built-in facts included.
fn facts(calendar: &Calendar) -> Digest {
    let covers = calendar.workdays.covers();
    let first = *covers.start().max(&FACTS_SINCE);
    let days = first.iter_days().take_while(|date| date <= covers.end());
    let signs = days.map(|date| match calendar.workdays.day(date) {
        Day::Working => 'w',
        Day::Free => 'f',
        Day::Unknown => '?',
    });
    let text: String = format!("{first} ").chars().chain(signs).collect();
    Digest::of(text.as_bytes())
}

fn rules_of_one(rules: &Rules, customer: &CustomerId) -> Value {
    let windows: BTreeSet<String> =
        rules.windows.get(customer).into_iter().flatten().map(|rule| window(*rule).to_string()).collect();
    json!({
        "downtime_limit": length(rules.downtime_limit),
        "backup_max_age": length(rules.backup_max_age),
        "count_together": length(rules.count_together),
        "rollback_within": length(rules.rollback_within),
        "backup_evidence": rules.backup_evidence,
        "approvals": rules.approvals,
        "early": length(rules.early),
        "late": { "in_window": rules.late.for_long_stops().map(length), "short": length(rules.late.for_short_stops()) },
        "on_overrun": rules.on_overrun.as_str(),
        "windows": windows,
    })
}

fn window(rule: WindowRule) -> Value {
    let (from, to) = match rule.hours {
        Hours::AllDay => (None, None),
        Hours::FromTo { from, to } => (Some(from.to_string()), to.map(|to| to.to_string())),
    };
    json!({ "from": from, "to": to, "night_belongs_to": rule.belongs.as_str() })
}

/// The freeze as far as it is about whoever stops with the system; `None` when it is not.
fn freeze_for(freeze: &Freeze, system: &System, stopped: &[&System], affected: &[&CustomerId]) -> Option<Value> {
    let whole = freeze.systems.covers(&system.id) || freeze.customers == Scope::All;
    let through = stopped.iter().filter(|other| freeze.systems.covers(&other.id));
    let frozen: BTreeSet<&CustomerId> = through.flat_map(|other| &other.customers).collect();
    let protected = |id: &&&CustomerId| whole || frozen.contains(**id) || freeze.customers.covers(id);
    let customers: BTreeSet<&CustomerId> = affected.iter().filter(protected).copied().collect();
    (whole || !customers.is_empty()).then(|| {
        json!({
            "from": freeze.from.to_string(),
            "until": freeze.until.to_string(),
            "zone": freeze.zone.as_ref().map(ZoneName::as_str),
            "customers": customers,
        })
    })
}

/// Milliseconds.
fn length(length: TimeDelta) -> i64 {
    length.num_milliseconds()
}
