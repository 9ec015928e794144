//! `okno freeze add|list|end`.

use chrono::{DateTime, Utc};

use super::{
    Error, Site,
    answers::{FreezeView, FrozenBy, Notice},
    around, check, facts,
    instants::Clockface,
    planner::bare_footing,
    recording, texts,
    work::Audience,
};
use crate::{
    calendar::Interval,
    change::{Change, ChangeId, State},
    freeze::{Added, Ended, Event, Freeze, FreezeId},
    gate::Around,
    ledger::{self, Query, Read, StoreError, Which},
    policy::CustomerId,
    record::Aggregate as _,
};

/// A freeze that is to be recorded.
#[derive(Debug, Clone)]
pub struct FreezeAsked {
    /// From when, as it was typed; `None`: now.
    pub from: Option<String>,
    /// Until when, as it was typed; `None`: until somebody ends it.
    pub until: Option<String>,
    /// `--zone`.
    pub zone: Option<String>,
    /// The customers that it protects; without any, and without systems, everybody.
    pub customers: Vec<CustomerId>,
    /// The systems that it protects.
    pub systems: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Records a freeze.
pub fn add_freeze(site: &Site<'_>, asked: &FreezeAsked) -> Result<FreezeView, Error> {
    texts::check("the reason", &asked.reason)?;
    let systems = asked.systems.iter().map(|name| site.system(name)).collect::<Result<Vec<_>, _>>()?;
    let customers = asked.customers.iter().map(|id| site.customer(id.as_str())).collect::<Result<Vec<_>, _>>()?;
    // A bare reading is read on the clock of whoever is protected, if that is one.
    let audience = match (customers.as_slice(), systems.as_slice()) {
        ([customer], []) => Some(Audience::of_customer(site, customer)?),
        ([], [system]) => Some(Audience::of_system(site, system, &[])?),
        _ => None,
    };
    let clock = Clockface::new(site, audience.as_ref(), asked.zone.as_deref())?;
    let from_at = asked.from.as_deref().map_or(Ok(site.caller.now), |text| clock.read(text))?;
    let until_at = asked.until.as_deref().map(|text| clock.read(text)).transpose()?;
    if until_at.is_some_and(|until_at| until_at <= from_at || until_at <= site.caller.now) {
        return Err(Error::usage(
            "the freeze would be over before it begins, or already is",
            "give --until a later instant than --from and now, or leave it out: okno freeze end ends it",
        ));
    }
    let added = Added {
        from_at,
        until_at,
        customers: asked.customers.clone(),
        systems: systems.iter().map(|system| system.id.clone()).collect(),
        reason: asked.reason.trim().to_owned(),
    };
    // Asked before it is recorded: after that nothing may fail any more.
    let hit = recording::look(site, |read| planned_within(site, read, &added))?.unwrap_or_default();
    let recorded = recording::record(site, site.release(), |write| {
        let which = Which { kind: Some("freeze.added"), ..Which::default() };
        let newest = facts::newest(write, &which)?.and_then(|entry| entry.subject.name().parse::<FreezeId>().ok());
        let id = FreezeId::new(newest.map_or(1, |id| id.number() + 1));
        let subject = Freeze::subject(&id.to_string());
        Ok((id, ledger::append_event::<Freeze>(write, &subject, &Event::Added(added.clone()))?))
    })?;
    let (frozen, mut notices, head) = recorded.into_parts();
    notices.extend((!hit.is_empty()).then_some(Notice::PlansFrozen(hit)));
    Ok(FreezeView { recorded: vec![frozen], by_rules: Vec::new(), notices, footing: bare_footing(site, head) })
}

/// The planned changes that the freeze will keep from running: whoever adds it is the first to know.
fn planned_within(site: &Site<'_>, read: &mut dyn Read, added: &Added) -> Result<Vec<ChangeId>, Error> {
    let freeze = around::freeze_of(FreezeId::new(0), added, added.until_at);
    let planned = Query {
        stream: Some(Change::STREAM),
        state: Some(State::Planned.as_str()),
        overlapping: Interval::new(added.from_at, added.until_at.unwrap_or(DateTime::<Utc>::MAX_UTC)),
        ..Query::default()
    };
    let found = read.find(&planned)?;
    let mut hit = Vec::new();
    for found in found {
        let Ok(change_id) = found.subject.name().parse::<ChangeId>() else { continue };
        let change: Change = ledger::load(read, found.subject.name())?;
        let Some(plan) = change.plan().filter(|_| change.state_at(site.caller.now) == State::Planned) else { continue };
        // What windows.toml knows no more, no freeze keeps from running: it cannot run as it is.
        let Ok(work) = check::work_of(site, plan) else { continue };
        if work.question(&Around::nothing()).meets(&freeze) {
            hit.push(change_id);
        }
    }
    hit.sort();
    Ok(hit)
}

/// Ends a freeze, from now on.
pub fn end_freeze(site: &Site<'_>, id: FreezeId, reason: Option<&str>) -> Result<FreezeView, Error> {
    reason.map_or(Ok(()), |reason| texts::check("the reason", reason))?;
    let unknown = || Error::usage(format!("there is no freeze {id}"), "okno freeze list shows them");
    site.ledger_to_read()?.ok_or_else(unknown)?;
    let recorded = recording::record(site, site.release(), |write| {
        let freeze: Freeze = ledger::load(write, &id.to_string())?;
        if freeze.added().is_none() {
            return Err(unknown());
        }
        if freeze.until_at().is_some_and(|until_at| until_at <= site.caller.now) {
            return Err(Error::refused(format!("{id} is over"), "okno freeze list shows those that are not"));
        }
        let event = Event::Ended(Ended { reason: reason.map(|reason| reason.trim().to_owned()) });
        Ok((id, ledger::append_event::<Freeze>(write, &Freeze::subject(&id.to_string()), &event)?))
    })?;
    let (frozen, notices, head) = recorded.into_parts();
    Ok(FreezeView { recorded: vec![frozen], by_rules: Vec::new(), notices, footing: bare_footing(site, head) })
}

/// All freezes that are not over, of the ledger and of windows.toml; with `all` those that are, too.
pub fn freezes(site: &Site<'_>, all: bool) -> Result<FreezeView, Error> {
    let now = site.caller.now;
    let found = recording::look(site, |read| {
        let since = if all { DateTime::<Utc>::UNIX_EPOCH } else { now };
        Ok((recorded_since(read, since, !all)?, read.head()?))
    })?;
    let (recorded, head) = found.unwrap_or_default();
    let zones = site.zones(site.policy.freezes.iter().filter_map(|freeze| freeze.zone.as_ref()))?;
    let by_rules = site.policy.freezes.iter().map(|freeze| {
        let zone = freeze.zone.as_ref().and_then(|zone| zones.get(zone));
        let read = |local, later: bool| {
            let reading = zone?.reading(local);
            Some(if later { reading.later() } else { reading.earlier() })
        };
        FrozenBy { freeze: freeze.clone(), from_at: read(freeze.from, false), until_at: read(freeze.until, true) }
    });
    // On any clock of the earth a reading comes within half a day of the same one in UTC.
    let over = |frozen: &FrozenBy| frozen.freeze.until.and_utc() + chrono::TimeDelta::hours(14) <= now;
    let by_rules = by_rules.filter(|frozen| all || !over(frozen)).collect();
    Ok(FreezeView { recorded, by_rules, notices: Vec::new(), footing: bare_footing(site, head) })
}

/// The recorded freezes that reach beyond an instant, by number; of those that stand, or of all.
pub(super) fn recorded_since(
    read: &mut dyn Read,
    since: DateTime<Utc>,
    standing: bool,
) -> Result<Vec<(FreezeId, Freeze)>, StoreError> {
    let found = read.find(&cards_since(since, standing))?;
    let stories: Vec<_> = found.iter().map(|found| facts::story_of(&found.subject)).collect();
    read.foresee(&stories)?;
    let mut freezes = Vec::new();
    for found in found {
        if let Ok(id) = found.subject.name().parse::<FreezeId>() {
            freezes.push((id, ledger::load::<Freeze>(read, found.subject.name())?));
        }
    }
    Ok(freezes)
}

/// The cards of those freezes.
pub(super) fn cards_since(since: DateTime<Utc>, standing: bool) -> Query<'static> {
    let overlapping = Interval::new(since, DateTime::<Utc>::MAX_UTC);
    Query { stream: Some(Freeze::STREAM), live: standing.then_some(true), overlapping, ..Query::default() }
}
