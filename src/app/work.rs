//! A piece of work as the gate sees it: its system, its customers, their zones and the rules for all of them.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Error, Site,
    answers::{Place, Places},
    site::Zones,
};
use crate::{
    calendar::{Zone, length},
    gate::{Affected, Around, Question, Windows, ZonedFreeze},
    policy::{Customer, CustomerId, Freeze, Rules, System, SystemId},
};

/// The customers that a question is about, with their clocks and the rules for all of them.
pub(super) struct Audience<'s> {
    site: &'s Site<'s>,
    pub(super) customers: Vec<&'s Customer>,
    pub(super) rules: Rules,
    pub(super) zones: Zones,
    /// A system that would stop for some of its customers and not for the others, and is not divisible.
    pub(super) divided: Option<&'s SystemId>,
    /// Of customers that are reached through systems that depend on the one changed: these systems.
    through: BTreeMap<&'s CustomerId, Vec<SystemId>>,
}

impl<'s> Audience<'s> {
    /// One customer, by the rules of the policy and its own.
    pub(super) fn of_customer(site: &'s Site<'s>, customer: &'s Customer) -> Result<Self, Error> {
        let rules = site.policy.rules_for_customers(std::slice::from_ref(&customer.id));
        Self::new(site, vec![customer], rules)
    }

    /// The customers named of those whose service stops with a system, or all of them when none is.
    pub(super) fn of_system(site: &'s Site<'s>, system: &'s System, named: &[CustomerId]) -> Result<Self, Error> {
        let all = site.policy.affected_by(&system.id);
        let named: HashSet<&CustomerId> = named.iter().collect();
        let known: HashSet<&CustomerId> = all.iter().map(|who| &who.id).collect();
        if let Some(stranger) = named.iter().find(|id| !known.contains(*id)) {
            return Err(Error::usage(
                format!("{stranger} is no customer of {}", system.id),
                format!("its customers are {}", names(all.iter().map(|who| &who.id))),
            ));
        }
        let everybody = all.len();
        let customers: Vec<_> = all.into_iter().filter(|who| named.is_empty() || named.contains(&who.id)).collect();
        let ids: Vec<_> = customers.iter().map(|who| who.id.clone()).collect();
        let rules = site.policy.rules(&system.id, &ids);
        let mut through: BTreeMap<&CustomerId, Vec<SystemId>> = BTreeMap::new();
        let is_part = customers.len() < everybody;
        let mut divided = (is_part && !system.divisible).then_some(&system.id);
        for dependent in site.policy.dependents(&system.id) {
            for id in &dependent.customers {
                through.entry(id).or_default().push(dependent.id.clone());
            }
            let stops = dependent.customers.iter().filter(|id| named.is_empty() || named.contains(id)).count();
            if !dependent.divisible && (1..dependent.customers.len()).contains(&stops) {
                divided = divided.or(Some(&dependent.id));
            }
        }
        Ok(Self { divided, through, ..Self::new(site, customers, rules)? })
    }

    fn new(site: &'s Site<'s>, customers: Vec<&'s Customer>, rules: Rules) -> Result<Self, Error> {
        let of_freezes = site.policy.freezes.iter().filter_map(|freeze| freeze.zone.as_ref());
        let zones = site.zones(customers.iter().map(|who| &who.zone).chain(of_freezes))?;
        Ok(Self { site, customers, rules, zones, divided: None, through: BTreeMap::new() })
    }

    /// The windows that all of them have in common, from `from` on.
    pub(super) fn windows(&self, from: DateTime<Utc>) -> Windows<'_> {
        Windows::new(&self.affected(), &self.rules, from)
    }

    /// The customers as the gate sees them.
    pub(super) fn affected(&self) -> Vec<Affected<'_>> {
        let affected = |who: &&'s Customer| {
            let calendar = self.site.policy.calendars.get(&who.calendar)?;
            let zone = self.zones.get(&who.zone)?;
            let through = self.through.get(&who.id).map_or(&[][..], Vec::as_slice);
            Some(Affected { id: &who.id, zone, calendar: &calendar.id, days: &calendar.workdays, through })
        };
        self.customers.iter().filter_map(affected).collect()
    }

    /// The customers with their clocks.
    pub(super) fn places(&self) -> Places {
        places(&self.customers, &self.zones)
    }

    /// The ids of the customers.
    pub(super) fn ids(&self) -> Vec<CustomerId> {
        self.customers.iter().map(|who| who.id.clone()).collect()
    }

    /// The zone in which a bare reading of the wall clock is read; `None` when the customers live in several.
    pub(super) fn common_zone(&self) -> Option<&Zone> {
        let (first, rest) = self.customers.split_first()?;
        rest.iter().all(|who| who.zone == first.zone).then(|| self.zones.get(&first.zone)).flatten()
    }
}

/// Work on a system for some of its customers.
pub(super) struct Work<'s> {
    pub(super) audience: Audience<'s>,
    pub(super) system: &'s System,
    pub(super) downtime: TimeDelta,
    pub(super) duration: TimeDelta,
}

/// How long the service stands still, and how long the work takes.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    /// The stop.
    pub downtime: TimeDelta,
    /// The work; `None`: as long as the stop.
    pub duration: Option<TimeDelta>,
}

impl<'s> Work<'s> {
    /// Work on the system, for the customers named, or for all of its customers when none is.
    pub(super) fn new(
        site: &'s Site<'s>,
        system: &'s System,
        named: &[CustomerId],
        lengths: Lengths,
    ) -> Result<Self, Error> {
        let duration = lengths.duration.unwrap_or(lengths.downtime);
        if duration < lengths.downtime {
            return Err(Error::usage(
                "the work cannot be shorter than the stop that it makes",
                "--duration is the whole length of the work, --downtime included",
            ));
        }
        if duration > site.policy.horizon {
            return Err(Error::usage(
                format!("{} is longer than windows.toml looks ahead (horizon)", length::words(duration)),
                "plan shorter pieces",
            ));
        }
        let audience = Audience::of_system(site, system, named)?;
        Ok(Self { audience, system, downtime: lengths.downtime, duration })
    }

    /// Whether the work needs a window, or may be done at any hour.
    pub(super) fn needs_window(&self) -> bool {
        self.downtime > self.audience.rules.downtime_limit
    }

    /// The question for the gate, with what stands around the work.
    pub(super) fn question<'q>(&'q self, around: &'q Around) -> Question<'q> {
        let Audience { site, rules, zones, .. } = &self.audience;
        let zone_of = |freeze: &Freeze| freeze.zone.as_ref().and_then(|name| zones.get(name));
        let freezes = site.policy.freezes.iter();
        Question {
            system: self.system,
            rules,
            customers: self.audience.affected(),
            freezes: freezes.map(|freeze| ZonedFreeze { freeze, zone: zone_of(freeze) }).collect(),
            around,
            downtime: self.downtime,
            duration: self.duration,
            horizon: site.policy.horizon,
            max_clock_skew: site.policy.max_clock_skew,
        }
    }
}

/// Customers with their clocks.
pub(super) fn places(customers: &[&Customer], zones: &Zones) -> Places {
    let place = |who: &&Customer| {
        let zone = zones.get(&who.zone)?.clone();
        Some((who.id.clone(), Place { name: who.name.clone(), zone, calendar: who.calendar.clone() }))
    };
    Places {
        order: customers.iter().map(|who| who.id.clone()).collect(),
        known: customers.iter().filter_map(place).collect(),
    }
}

/// The first names in a row.
fn names<'n>(ids: impl ExactSizeIterator<Item = &'n CustomerId>) -> String {
    const NAMED: usize = 6;
    let more = ids.len().saturating_sub(NAMED);
    let mut named: Vec<_> = ids.take(NAMED).map(ToString::to_string).collect();
    named.extend((more > 0).then(|| format!("and {more} more")));
    named.join(", ")
}
