//! What the ledger knows around a piece of work: other changes on the same and on related systems.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Site,
    facts::{self, Looking},
    freezes::{cards_since, recorded_since},
    work::Work,
};
use crate::{
    calendar::Interval,
    change::{Change, ChangeId, Outcome, Run, RunEnd, State},
    freeze::{Added, FreezeId},
    gate::{Around, OtherStop, OtherWork, RecordedFreeze},
    ledger::{self, Found, Query, Read, StoreError},
    policy::SystemId,
    record::Aggregate as _,
};

/// How far ahead the stops of planned changes are looked up one by one. Beyond, a stop counts as long as its whole work.
const LOOKED_UP: TimeDelta = TimeDelta::days(2);

/// What stands around work that starts at `from` or later. The change itself is not in its own way.
///
/// The cards of the systems concerned are all that is read, but for changes that have been started, those that are late,
/// and for a short stop those of the next days.
pub(super) fn learn(
    site: &Site<'_>,
    work: &Work<'_>,
    read: &mut dyn Read,
    looking: &Looking,
) -> Result<Around, StoreError> {
    let Looking { now, from, itself } = *looking;
    let mut search = Lookup { site, read, from, now, itself };
    let mut around = Around::nothing();
    let system = &work.system.id;
    let related = related(site, system);
    for system in &related {
        search.planned(system, &mut around)?;
    }
    search.running(&related, &mut around)?;
    around.freezes = freezes(search.read, from)?;
    if is_short(work) {
        search.stops(system, work.audience.rules.count_together, &mut around)?;
    }
    Ok(around)
}

/// The cards that [`learn`] reads, to be announced to a store that is far away.
pub(super) fn cards<'q>(site: &'q Site<'_>, work: &'q Work<'_>, from: DateTime<Utc>) -> Vec<Query<'q>> {
    let system = &work.system.id;
    let mut queries: Vec<_> = related(site, system)
        .into_iter()
        .map(|system| changes_of(system, Some(State::Planned), from))
        .chain([cards_since(from, false)])
        .collect();
    if is_short(work) {
        queries.push(changes_of(system, None, before(from, work.audience.rules.count_together)));
    }
    queries
}

/// The system, those that depend on it and those that it depends on.
fn related<'q>(site: &'q Site<'_>, system: &'q SystemId) -> BTreeSet<&'q SystemId> {
    let related = site.policy.dependents(system).into_iter().chain(site.policy.dependencies(system));
    related.map(|system| &system.id).chain([system]).collect()
}

/// Row 10 is about short stops, outside of windows too.
fn is_short(work: &Work<'_>) -> bool {
    work.downtime > TimeDelta::zero() && !work.needs_window()
}

/// The cards of the system's changes that reach beyond an instant.
fn changes_of(system: &SystemId, state: Option<State>, since: DateTime<Utc>) -> Query<'_> {
    // A change of no length ends where it starts, and still happens.
    let since = before(since, TimeDelta::milliseconds(1));
    Query {
        stream: Some(Change::STREAM),
        state: state.map(State::as_str),
        labels: vec![("system", system.as_str())],
        overlapping: Interval::new(since, DateTime::<Utc>::MAX_UTC),
        ..Query::default()
    }
}

fn before(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(by).unwrap_or(at)
}

/// The freezes that people recorded and that reach beyond an instant.
pub(super) fn freezes(read: &mut dyn Read, since: DateTime<Utc>) -> Result<Vec<RecordedFreeze>, StoreError> {
    let recorded = recorded_since(read, since, false)?.into_iter();
    Ok(recorded.filter_map(|(id, freeze)| Some(freeze_of(id, freeze.added()?, freeze.until_at()))).collect())
}

/// A freeze as the gate knows it, until when it holds as things stand.
pub(super) fn freeze_of(id: FreezeId, added: &Added, until_at: Option<DateTime<Utc>>) -> RecordedFreeze {
    let Added { from_at, customers, systems, reason, .. } = added.clone();
    let (customers, systems) = (customers.into_iter().collect(), systems.into_iter().collect());
    RecordedFreeze { id, why: reason, from_at, until_at, customers, systems }
}

struct Lookup<'l> {
    site: &'l Site<'l>,
    read: &'l mut dyn Read,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
    itself: Option<ChangeId>,
}

impl Lookup<'_> {
    /// The cards of the system's changes that reach beyond an instant, without that of the change itself.
    fn cards(
        &mut self,
        system: &SystemId,
        state: Option<State>,
        since: DateTime<Utc>,
    ) -> Result<Vec<(ChangeId, Found)>, StoreError> {
        let found = self.read.find(&changes_of(system, state, since))?;
        let itself = self.itself;
        let with_id = found.into_iter().filter_map(|found| Some((found.subject.name().parse().ok()?, found)));
        Ok(with_id.filter(|(id, _)| Some(*id) != itself).collect())
    }

    fn load(&mut self, id: ChangeId) -> Result<Change, StoreError> {
        ledger::load(self.read, &id.to_string())
    }

    /// Row 9: planned ones. One past its latest start is missed, and in nobody's way.
    fn planned(&mut self, system: &SystemId, around: &mut Around) -> Result<(), StoreError> {
        for (change, found) in self.cards(system, Some(State::Planned), self.from)? {
            let (Some(start_at), Some(end_at)) = (found.card.from, found.card.until) else { continue };
            if start_at < self.now && self.load(change)?.state_at(self.now) == State::Missed {
                continue;
            }
            let (system, end_at) = (system.clone(), Some(end_at));
            around.works.push(OtherWork { change, system, start_at, end_at, running: false });
        }
        Ok(())
    }

    /// Row 9: those that have been started.
    fn running(&mut self, related: &BTreeSet<&SystemId>, around: &mut Around) -> Result<(), StoreError> {
        for (id, change) in facts::open_runs(self.read)? {
            let (Some(plan), Some(run)) = (change.plan(), change.open_run()) else { continue };
            if Some(id) == self.itself || !related.contains(&plan.system) {
                continue;
            }
            let end_at = (!facts::is_orphaned(self.site, &change)).then(|| self.expected_end(run, plan.duration));
            let (system, start_at) = (plan.system.clone(), run.started_at);
            around.works.push(OtherWork { change: id, system, start_at, end_at, running: true });
        }
        Ok(())
    }

    /// A run that is past its time may end any minute.
    fn expected_end(&self, run: &Run, duration: TimeDelta) -> DateTime<Utc> {
        const MINUTE: i64 = 60_000;
        let minutes = self.now.timestamp_millis().div_euclid(MINUTE) + 1;
        let next_minute = DateTime::from_timestamp_millis(minutes * MINUTE).unwrap_or(self.now);
        (run.started_at + duration).max(next_minute)
    }

    /// Row 10: the stops of the system.
    fn stops(&mut self, system: &SystemId, span: TimeDelta, around: &mut Around) -> Result<(), StoreError> {
        let since = before(self.from, span);
        let cards = self.cards(system, None, since)?;
        let looked_up_until = self.now.max(self.from) + LOOKED_UP;
        let is_far = |found: &Found| {
            found.card.state == State::Planned.as_str() && found.card.from.is_some_and(|from| from > looked_up_until)
        };
        let near = cards.iter().filter(|(_, found)| !is_far(found));
        let stories: Vec<_> = near.map(|(_, found)| facts::story_of(&found.subject)).collect();
        self.read.foresee(&stories)?;
        for (id, found) in &cards {
            let (id, Some(from), Some(until)) = (*id, found.card.from, found.card.until) else { continue };
            if is_far(found) {
                let within = Interval::new(from, until);
                around.stops.extend(within.map(|within| OtherStop { change: id, within, length: within.length() }));
                continue;
            }
            let change = self.load(id)?;
            let stops = stops_of(id, &change, self.now);
            around.stops.extend(stops.into_iter().filter(|stop| stop.within.end() > since));
        }
        Ok(())
    }
}

/// The stop that a change is planned to make, or those that its runs made. What took longer than planned may have stopped
/// the service for all of that time too.
fn stops_of(id: ChangeId, change: &Change, now: DateTime<Utc>) -> Vec<OtherStop> {
    let Some(plan) = change.plan().filter(|plan| plan.downtime > TimeDelta::zero()) else { return Vec::new() };
    let stop = |start_at: DateTime<Utc>, elapsed: TimeDelta| {
        let length = plan.downtime + (elapsed - plan.duration).max(TimeDelta::zero());
        let within = Interval::new(start_at, start_at + elapsed.max(length))?;
        Some(OtherStop { change: id, within, length })
    };
    if change.state_at(now) == State::Planned {
        return stop(plan.start_at, plan.duration).into_iter().collect();
    }
    let of_run = |run: &Run| match &run.end {
        // A command that could not be started stopped nothing.
        Some(RunEnd::Finished { how, .. }) if how.outcome == Outcome::NotStarted => None,
        Some(RunEnd::Finished { at, .. }) => stop(run.started_at, *at - run.started_at),
        // Nobody saw how long it took.
        Some(RunEnd::Interrupted { .. } | RunEnd::Settled { .. }) => stop(run.started_at, plan.duration),
        None => stop(run.started_at, plan.duration.max(now - run.started_at)),
    };
    change.runs().iter().filter_map(of_run).collect()
}
