//! `okno ledger accept`: what closes the gate for an operator alone, and is known to be all right, is accepted on record.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

use super::{
    Error, Site,
    answers::{Acceptance, Accepted, Notice},
    changes::SHORTEST_REASON,
    facts,
    planner::bare_footing,
    powers, recording, texts,
};
use crate::{
    acceptance::{ClockAccepted, ClockEvent, HeadAccepted, HeadRuling, Heads, Timekeeping},
    calendar::{instant, length},
    clock::Clock as _,
    ledger::{self, Read, StoreError, Which, Write},
    policy::{Standing, ZoneDataAccepted, ZoneDataEvent, ZoneDataRuling, ZoneDataSeen},
    record::{Aggregate as _, Digest},
};

/// How long an acceptance stands out in `okno status`.
const NEWS: TimeDelta = TimeDelta::days(7);

/// What is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepting {
    /// This machine's clock, although it is before the newest entry (row 21).
    Clock,
    /// This machine's zone data, although the ledger has seen a newer release (row 24).
    ZoneData,
    /// This ledger, although it is not the one that this machine saw last (row 22).
    Head,
}

/// Accepts it, for a reason that a person gives. What needs no acceptance is refused.
pub fn accept(site: &Site<'_>, what: Accepting, reason: &str) -> Result<Acceptance, Error> {
    texts::check("the reason", reason)?;
    if reason.trim().chars().count() < SHORTEST_REASON {
        return Err(Error::usage("the reason is too short", "say in a sentence how you know that it is right"));
    }
    let reason = reason.trim().to_owned();
    let recorded = match what {
        Accepting::Clock | Accepting::ZoneData => {
            // Nothing is accepted of a ledger that is not there yet.
            drop(site.ledger_that_exists()?);
            recording::record(site, site.release(), |write| match what {
                Accepting::ZoneData => zone_data(site, write, reason),
                Accepting::Clock | Accepting::Head => clock(site, write, reason),
            })?
        }
        Accepting::Head => {
            match site.gone() {
                // No file is made for somebody who may not accept it.
                Some(_) => drop(powers::by_windows_toml(site, "accept another ledger")?),
                None => drop(site.ledger_that_exists()?),
            }
            recording::record_estranged(site, site.release(), |write| head(site, write, reason))?
        }
    };
    let ((accepted, loudly), mut notices, head) = recorded.into_parts();
    notices.extend(loudly);
    Ok(Acceptance { accepted, notices, footing: bare_footing(site, head) })
}

type Done = Result<(Accepted, Option<Notice>), Error>;

fn clock(site: &Site<'_>, write: &mut dyn Write, reason: String) -> Done {
    let loudly = powers::administrator(site, write, "accept the clock")?;
    let now_at = site.caller.clock.now().trunc_subsecs(3);
    let newest = facts::newest(write, &Which::default())?;
    let timekeeping: Timekeeping = ledger::load(write, Timekeeping::NAME)?;
    let skew = site.policy.max_clock_skew;
    let suspect = newest.filter(|newest| timekeeping.lag(now_at, newest.stamp.at, skew).is_some());
    let Some(newest_entry_at) = suspect.map(|newest| newest.stamp.at) else {
        return Err(Error::refused(
            format!(
                "the clock is not suspect: it shows {}, no more than {} before the newest entry",
                instant::utc(now_at),
                length::words(skew)
            ),
            "there is nothing to accept; okno check tells what closes the gate",
        ));
    };
    let what = ClockAccepted { now_at, newest_entry_at, reason };
    let subject = Timekeeping::subject(Timekeeping::NAME);
    let timekeeping = ledger::append_event::<Timekeeping>(write, &subject, &ClockEvent::Accepted(what))?;
    let ruling = timekeeping.rulings().last().cloned();
    ruling.map(|ruling| (Accepted::Clock(ruling), loudly)).ok_or_else(lost)
}

fn zone_data(site: &Site<'_>, write: &mut dyn Write, reason: String) -> Done {
    let loudly = powers::administrator(site, write, "accept the zone data")?;
    let zones = site.zones(site.policy.customers.values().map(|customer| &customer.zone))?;
    let digests = zones.iter().map(|(name, zone)| (name.clone(), Digest::of(zone.rules_text().as_bytes()))).collect();
    let seen: ZoneDataSeen = ledger::load(write, ZoneDataSeen::NAME)?;
    let release = zones.oldest.as_str();
    let standings = seen.compare(release, &digests);
    let replaced = standings.into_values().find_map(|standing| match standing {
        Standing::Differs { newest } => Some(newest),
        Standing::Same | Standing::OlderButEqual => None,
    });
    let Some(replaced) = replaced else {
        return Err(Error::refused(
            format!("the rules of this machine's zone data ({release}) are not other ones than the ledger has seen"),
            "there is nothing to accept; okno check tells what closes the gate",
        ));
    };
    let zones = digests.into_iter().map(|(name, digest)| (name.as_str().to_owned(), digest)).collect();
    let what = ZoneDataAccepted { release: release.to_owned(), zones, replaced, reason };
    let subject = ZoneDataSeen::subject(ZoneDataSeen::NAME);
    let seen = ledger::append_event::<ZoneDataSeen>(write, &subject, &ZoneDataEvent::Accepted(what))?;
    seen.rulings().last().cloned().map(|ruling| (Accepted::ZoneData(ruling), loudly)).ok_or_else(lost)
}

/// Comes first in its transaction: what is recorded beside must not look like the history of the ledger that was there.
fn head(site: &Site<'_>, write: &mut dyn Write, reason: String) -> Done {
    let loudly = powers::administrator(site, write, "accept another ledger")?;
    let is_gone = ledger::ledger_id(write)?.is_none();
    let remembered = match site.memory() {
        _ if is_gone => site.seen_heads().and_then(|heads| heads.of_place(site.ledger_place())),
        Some(memory) if memory.compare(write)?.is_some() => memory.remembered(write)?,
        _ => None,
    };
    let Some((ledger, remembered)) = remembered else {
        return Err(Error::refused(
            "this machine remembers no other ledger there, and no later entry",
            "there is nothing to accept; okno check tells what closes the gate",
        ));
    };
    let found = write.head()?;
    let what = HeadAccepted { host: site.caller.claims.host.clone(), ledger, remembered, found, reason };
    let heads = ledger::append_event::<Heads>(write, &Heads::subject(Heads::NAME), &what)?;
    heads.rulings().last().cloned().map(|ruling| (Accepted::Head(ruling), loudly)).ok_or_else(lost)
}

/// What was appended a moment ago is not there.
fn lost() -> Error {
    Error::Environment { what: "the ledger did not keep what was recorded".to_owned(), hint: None }
}

/// What was accepted lately, or still weighs: it is not to be forgotten. The newest first.
pub(super) fn lately(site: &Site<'_>, read: &mut dyn Read) -> Result<Vec<Accepted>, StoreError> {
    let now = site.caller.now;
    let timekeeping: Timekeeping = ledger::load(read, Timekeeping::NAME)?;
    let (seen, heads): (ZoneDataSeen, Heads) =
        (ledger::load(read, ZoneDataSeen::NAME)?, ledger::load(read, Heads::NAME)?);
    let clocks = timekeeping.rulings().iter().map(|ruling| (ruling.what.now_at, Accepted::Clock(ruling.clone())));
    let zones = seen.rulings().iter().map(|ruling| {
        let at = timekeeping.made_at(ruling.seq, ruling.at);
        (at, Accepted::ZoneData(ZoneDataRuling { at, ..ruling.clone() }))
    });
    let heads = heads.rulings().iter().map(|ruling| {
        let at = timekeeping.made_at(ruling.seq, ruling.at);
        (at, Accepted::Head(HeadRuling { at, ..ruling.clone() }))
    });
    let weighs = |(at, accepted): &(DateTime<Utc>, Accepted)| {
        now - *at < NEWS || matches!(accepted, Accepted::Clock(ruling) if now <= ruling.what.newest_entry_at)
    };
    let mut all: Vec<_> = clocks.chain(zones).chain(heads).filter(weighs).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, accepted)| accepted).collect())
}
