//! The rules that hold for one change: the strictest of its system and its customers.
//!
//! A key set on a system or on a customer replaces the `[policy]` default; where both set it, the strictest holds. Of
//! several customers the strictest holds, each judged after its own replacement. For a customer that a change reaches
//! through a system that depends on the one changed, what that system sets counts too. Which of two values is the stricter:
//!
//! | key | stricter |
//! | --- | --- |
//! | `downtime-limit`, `backup-max-age`, `early`, `late`, `rollback-within` | the shorter |
//! | `count-together` | the longer |
//! | `backup-evidence` | the stronger |
//! | `approvals` | the more |
//! | `window` | the intersection, kept as a list of rules, customer by customer |
//! | `night-belongs-to` | `both` where they differ |
//! | `on-overrun` | the changed system's; of several customers `terminate` |

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveTime, TimeDelta};

use super::{CustomerId, Evidence, Late, OnOverrun, Policy, SystemId, Terms};
use crate::calendar::{Hours, NightBelongsTo, WindowRule};

/// The rules for one change on one system that some customers share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The longest stop that may run at any time (R8.2); exactly this long is short.
    pub downtime_limit: TimeDelta,
    /// How old the newest backup may be at the start of the work (R9.1).
    pub backup_max_age: TimeDelta,
    /// The span over which short stops add up.
    pub count_together: TimeDelta,
    /// How long after its start a run may be rolled back at any hour.
    pub rollback_within: TimeDelta,
    /// The weakest evidence of a backup that opens the gate.
    pub backup_evidence: Evidence,
    /// How many people other than the author must approve.
    pub approvals: u32,
    /// How long before the planned start a change may start.
    pub early: TimeDelta,
    /// How long after the planned start it may.
    pub late: Late,
    /// What happens to a command that still runs at its deadline.
    pub on_overrun: OnOverrun,
    /// The windows of each customer: a list to intersect, at least one (R8.1).
    pub windows: BTreeMap<CustomerId, Vec<WindowRule>>,
}

/// The values of keys that nobody sets.
mod built_in {
    use super::{Evidence, Hours, NaiveTime, NightBelongsTo, TimeDelta};

    pub(super) const DOWNTIME_LIMIT: TimeDelta = TimeDelta::minutes(10);
    pub(super) const NIGHT_BELONGS_TO: NightBelongsTo = NightBelongsTo::OpeningDay;
    pub(super) const BACKUP_MAX_AGE: TimeDelta = TimeDelta::minutes(90);
    pub(super) const BACKUP_EVIDENCE: Evidence = Evidence::Verified;
    pub(super) const COUNT_TOGETHER: TimeDelta = TimeDelta::hours(1);
    pub(super) const APPROVALS: u32 = 0;
    pub(super) const EARLY: TimeDelta = TimeDelta::zero();
    pub(super) const ROLLBACK_WITHIN: TimeDelta = TimeDelta::hours(24);
    pub(super) const WINDOW: Hours = match (NaiveTime::from_hms_opt(22, 0, 0), NaiveTime::from_hms_opt(6, 0, 0)) {
        (Some(from), to @ Some(_)) => Hours::FromTo { from, to },
        _ => Hours::AllDay,
    };
}

impl Policy {
    /// The strictest of what the system, those that depend on it, and these of their customers ask for.
    pub fn rules(&self, system: &SystemId, customers: &[CustomerId]) -> Rules {
        self.rules_through(system, &self.through(system), customers)
    }

    /// What the systems set that depend on this one, by the customers whose service stops through them.
    pub(super) fn through(&self, system: &SystemId) -> Through<'_> {
        let mut through = Through::new();
        for dependent in self.dependents(system).into_iter().filter(|dependent| dependent.terms != Terms::default()) {
            for customer in &dependent.customers {
                through.entry(customer).or_default().push(&dependent.terms);
            }
        }
        through
    }

    /// The rules, where it is known what stops through others.
    pub(super) fn rules_through(&self, system: &SystemId, through: &Through<'_>, customers: &[CustomerId]) -> Rules {
        let none_set = Terms::default();
        let changed = self.systems.get(system).map_or(&none_set, |system| &system.terms);
        self.strictest(changed, through, customers)
    }

    /// The strictest of what these customers ask for, whatever the system.
    pub fn rules_for_customers(&self, customers: &[CustomerId]) -> Rules {
        self.strictest(&Terms::default(), &Through::new(), customers)
    }

    fn strictest(&self, system: &Terms, through: &Through<'_>, customers: &[CustomerId]) -> Rules {
        let none_set = Terms::default();
        let own = |id: &CustomerId| self.customers.get(id).map_or(&none_set, |customer| &customer.terms);
        let terms_of =
            |id: &CustomerId| through.get(id).into_iter().flatten().copied().chain([own(id)]).collect::<Vec<&Terms>>();
        let layers = Layers { policy: &self.terms, system, customers: customers.iter().map(terms_of).collect() };
        Rules {
            downtime_limit: layers.strictest(|terms| terms.downtime_limit, built_in::DOWNTIME_LIMIT, Ord::min),
            backup_max_age: layers.strictest(|terms| terms.backup_max_age, built_in::BACKUP_MAX_AGE, Ord::min),
            count_together: layers.strictest(|terms| terms.count_together, built_in::COUNT_TOGETHER, Ord::max),
            rollback_within: layers.strictest(|terms| terms.rollback_within, built_in::ROLLBACK_WITHIN, Ord::min),
            backup_evidence: layers.strictest(|terms| terms.backup_evidence, built_in::BACKUP_EVIDENCE, Ord::max),
            approvals: layers.strictest(|terms| terms.approvals, built_in::APPROVALS, Ord::max),
            early: layers.strictest(|terms| terms.early, built_in::EARLY, Ord::min),
            late: layers.strictest(|terms| terms.late, Late::WINDOW, Late::earlier),
            on_overrun: system.on_overrun.unwrap_or_else(|| {
                layers.of_customers().strictest(|terms| terms.on_overrun, OnOverrun::Warn, Ord::max)
            }),
            windows: customers
                .iter()
                .zip(&layers.customers)
                .map(|(id, terms)| (id.clone(), windows(&self.terms, system, terms)))
                .collect(),
        }
    }
}

/// What systems set that lie between the one changed and a customer.
pub(super) type Through<'p> = HashMap<&'p CustomerId, Vec<&'p Terms>>;

/// Where a key may be set.
struct Layers<'a> {
    policy: &'a Terms,
    system: &'a Terms,
    /// Of each customer: what the systems between it and the changed one set, and what it sets itself.
    customers: Vec<Vec<&'a Terms>>,
}

impl Layers<'_> {
    /// Without the systems that only depend on the changed one: it is not their command that runs over.
    fn of_customers(&self) -> Self {
        let own = |terms: &Vec<_>| terms.last().copied().into_iter().collect();
        Self { policy: self.policy, system: self.system, customers: self.customers.iter().map(own).collect() }
    }

    /// The value of one key; `stricter` chooses between two.
    fn strictest<T: Copy>(&self, key: impl Fn(&Terms) -> Option<T>, built_in: T, stricter: fn(T, T) -> T) -> T {
        let default = key(self.policy).unwrap_or(built_in);
        let system = key(self.system);
        self.customers
            .iter()
            .map(|terms| merged(default, system, terms.iter().filter_map(|terms| key(terms)), stricter))
            .reduce(stricter)
            .unwrap_or_else(|| system.unwrap_or(default))
    }
}

/// What holds between one system and one customer, with whatever lies between them.
fn merged<T>(default: T, system: Option<T>, others: impl Iterator<Item = T>, stricter: fn(T, T) -> T) -> T {
    system.into_iter().chain(others).reduce(stricter).unwrap_or(default)
}

/// The windows between one system and one customer: all of the list at once.
fn windows(policy: &Terms, system: &Terms, customer: &[&Terms]) -> Vec<WindowRule> {
    let differing_are_both = |a, b| if a == b { a } else { NightBelongsTo::Both };
    let belongs = merged(
        policy.night_belongs_to.unwrap_or(built_in::NIGHT_BELONGS_TO),
        system.night_belongs_to,
        customer.iter().filter_map(|terms| terms.night_belongs_to),
        differing_are_both,
    );
    let mut hours: Vec<Hours> = Vec::new();
    for agreed in system.window.into_iter().chain(customer.iter().filter_map(|terms| terms.window)) {
        if !hours.contains(&agreed) {
            hours.push(agreed);
        }
    }
    if hours.is_empty() {
        hours.push(policy.window.unwrap_or(built_in::WINDOW));
    }
    hours.into_iter().map(|hours| WindowRule { hours, belongs }).collect()
}
