//! The plan: every copy with all reasons for which it stays.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Moved, Reason, StoredCopy, Verdict, chains::Chains, expiry, years};
use crate::{
    calendar::Zone,
    policy::{Evidence, Retention},
};

/// What copies are held against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// How long they stay.
    pub retention: &'a Retention,
    /// Whose days and years count; of several, whichever keeps longer. Without one nothing expires.
    pub zones: &'a [&'a Zone],
    /// By how much clocks may differ.
    pub skew: TimeDelta,
    /// Whether the clock cannot be trusted.
    pub clock_in_doubt: bool,
}

/// What becomes of the copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Of each copy, in the order in which they were given.
    pub verdicts: Vec<Verdict>,
    /// The places of those that go, in the order in which they have to: dependents before what they need.
    pub order: Vec<usize>,
}

/// What becomes of the copies at that instant. Time and memory grow as n log n of the copies and their references.
pub fn plan(copies: &[StoredCopy], now: DateTime<Utc>, rules: &Rules<'_>) -> Plan {
    let chains = Chains::of(copies);
    let whole = chains.whole(copies);
    let latest = now + rules.skew;
    let counts: Vec<bool> = copies.iter().map(|copy| copy.at <= latest && copy.started_at <= latest).collect();
    let mut verdicts: Vec<Verdict> = copies.iter().map(|copy| by_itself(copy, now, rules)).collect();
    for (place, verdict) in verdicts.iter_mut().enumerate() {
        if !counts[place] {
            verdict.reasons.push(Reason::FromFuture);
        }
        if chains.is_twin[place] {
            verdict.reasons.push(Reason::SameId);
        }
    }
    for &place in &chains.circular {
        verdicts[place].reasons.push(Reason::Circular);
    }
    for (place, reason) in last_of_levels(copies, &counts, &whole) {
        verdicts[place].reasons.push(reason);
    }
    if rules.retention.first_of_year {
        let by_zone = rules.zones.iter().flat_map(|zone| years::reasons(copies, &counts, &whole, zone));
        for (place, reason) in by_zone {
            let reasons = &mut verdicts[place].reasons;
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    keep_chains(copies, &chains, &mut verdicts);
    let order = chains.order.into_iter().filter(|place| verdicts[*place].goes()).collect();
    Plan { verdicts, order }
}

/// What can be said of a copy without the others.
fn by_itself(copy: &StoredCopy, now: DateTime<Utc>, rules: &Rules<'_>) -> Verdict {
    let stay = rules.retention.levels.get(usize::from(copy.level)).copied();
    // The later of two times that its age may be counted from keeps longer.
    let expiry = stay.map(|stay| expiry(stay, copy.at.max(copy.started_at), rules.zones));
    let mut reasons = Vec::new();
    match expiry {
        None => reasons.push(Reason::UnknownLevel),
        Some(expiry) if now < expiry.at => reasons.push(Reason::NotExpired),
        Some(_) => {}
    }
    // What is no good needs no second place.
    if copy.moved == Moved::NotYet && !copy.is_refuted {
        reasons.push(Reason::NotMoved);
    }
    reasons.extend(copy.bound_to.iter().map(|change| Reason::BoundTo { change: change.clone() }));
    if rules.clock_in_doubt {
        reasons.push(Reason::ClockInDoubt);
    }
    Verdict { stay, expiry, reasons }
}

/// The newest complete copy of each level, and the newest verified one where that is another; all of a level of which none
/// is complete.
fn last_of_levels(copies: &[StoredCopy], counts: &[bool], whole: &[bool]) -> Vec<(usize, Reason)> {
    let mut found = Vec::new();
    for level in 0..=2 {
        let of_level = || (0..copies.len()).filter(move |place| copies[*place].level == level);
        let newest_with = |least: Evidence| {
            of_level()
                .filter(|place| counts[*place] && whole[*place] && copies[*place].evidence >= least)
                .max_by_key(|place| (copies[*place].at, copies[*place].id.as_str()))
        };
        let Some(newest) = newest_with(Evidence::Complete) else {
            found.extend(of_level().map(|place| (place, Reason::NoneComplete)));
            continue;
        };
        found.push((newest, Reason::LastOfLevel));
        if let Some(verified) = newest_with(Evidence::Verified).filter(|verified| *verified != newest) {
            found.push((verified, Reason::LastVerified));
        }
    }
    found
}

/// Whatever a copy that stays refers to stays, however old it is.
fn keep_chains(copies: &[StoredCopy], chains: &Chains, verdicts: &mut [Verdict]) {
    let mut held_by: Vec<Option<(usize, usize)>> = vec![None; copies.len()];
    let hold = |ancestors: &[usize], by: usize, held_by: &mut Vec<Option<(usize, usize)>>| {
        for &ancestor in ancestors {
            held_by[ancestor] = Some(held_by[ancestor].map_or((by, 0), |(first, others)| (first, others + 1)));
        }
    };
    for &place in &chains.circular {
        hold(&chains.ancestors[place], place, &mut held_by);
    }
    for &place in &chains.order {
        if let Some((by, others)) = held_by[place] {
            verdicts[place].reasons.push(Reason::ReferredTo { by: copies[by].id.clone(), others });
        }
        if !verdicts[place].goes() {
            hold(&chains.ancestors[place], place, &mut held_by);
        }
    }
    for &place in &chains.circular {
        if let Some((by, others)) = held_by[place] {
            verdicts[place].reasons.push(Reason::ReferredTo { by: copies[by].id.clone(), others });
        }
    }
}
