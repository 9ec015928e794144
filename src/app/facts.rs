//! What the ledger and the machine know, as facts for the gate.

use std::{collections::BTreeMap, ops::ControlFlow};

use chrono::{DateTime, Utc};

use super::{Site, around, work::Work};
use crate::{
    backup::Backups,
    change::{Change, ChangeId, Event, Outcome, State},
    exec::{Holder, HolderState, RunLock},
    gate::{Adoption, Around, BackupFacts, Busy, Facts, Halt, KnownBackup, OldZone},
    halt::{Line, Reach, Stop},
    ledger::{self, Query, Read, StoreError, Which, seen_head::Estranged},
    policy::{self, Standing, SystemId, ZoneDataSeen},
    record::{Aggregate as _, Digest, Entry, Head, aggregate},
};

/// What was learnt, and what the answer should mention beside it.
pub(super) struct Learnt {
    pub(super) facts: Facts,
    /// What stands around the work.
    pub(super) around: Around,
    pub(super) head: Option<Head>,
    /// Changes whose run lost its holder.
    pub(super) interrupted: Vec<ChangeId>,
    /// This machine's zone data is older than the newest seen, with equal rules.
    pub(super) older_zone_data: Option<String>,
}

/// The facts where there is no ledger yet; one that was there and is gone is not to be trusted.
pub(super) fn without_ledger(site: &Site<'_>) -> Learnt {
    let mut learnt = nothing(site);
    learnt.facts.ledger_fault = site.gone().map(|how| why(&how));
    learnt
}

fn nothing(site: &Site<'_>) -> Learnt {
    let facts = Facts {
        now: site.caller.now,
        adoption: Adoption::EmptyLedger,
        halts: Vec::new(),
        newest_entry_at: None,
        ledger_fault: None,
        old_zones: Vec::new(),
        busy: None,
        backups: BackupFacts::default(),
    };
    Learnt { facts, around: Around::nothing(), head: None, interrupted: Vec::new(), older_zone_data: None }
}

/// What a judgement is about, beside the work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looking {
    /// The present, which is not that of the command's beginning after a wait.
    pub(super) now: DateTime<Utc>,
    /// Nothing that ends before is of interest.
    pub(super) from: DateTime<Utc>,
    /// The change itself, which is not in its own way.
    pub(super) itself: Option<ChangeId>,
}

impl Looking {
    /// From that instant on, for work that is no change yet.
    pub(super) fn from(site: &Site<'_>, from: DateTime<Utc>) -> Self {
        Self { now: site.caller.now, from, itself: None }
    }

    /// The same for a change.
    pub(super) fn of(self, change: ChangeId) -> Self {
        Self { itself: Some(change), ..self }
    }
}

/// The facts for work on a system.
///
/// A chain that is broken at its end is a fact of its own (row 22): what else such a ledger says is not asked.
pub(super) fn learn(
    site: &Site<'_>,
    work: &Work<'_>,
    read: &mut dyn Read,
    looking: Looking,
) -> Result<Learnt, StoreError> {
    let mut learnt = nothing(site);
    learnt.facts.now = read.now()?.unwrap_or(looking.now);
    learnt.head = match read.head() {
        Ok(head) => head,
        Err(StoreError::Broken(fault)) => {
            learnt.facts.ledger_fault = Some(fault.to_string());
            return Ok(learnt);
        }
        Err(error) => return Err(error),
    };
    if let Some(how) = estranged(site, read)? {
        learnt.facts.ledger_fault = Some(why(&how));
        return Ok(learnt);
    }
    let system = &work.system.id;
    let facts = &mut learnt.facts;
    facts.newest_entry_at = newest(read, &Which::default())?.map(|entry| entry.stamp.at);
    let adopted: policy::Adoption = ledger::load(read, policy::Adoption::NAME)?;
    facts.adoption = match adopted.newest() {
        None => Adoption::EmptyLedger,
        Some(_) if adopted.agrees(&site.policy, system) => Adoption::InForce,
        Some(_) => Adoption::Differs,
    };
    let seen: ZoneDataSeen = ledger::load(read, ZoneDataSeen::NAME)?;
    let own = work.audience.zones.oldest.as_str();
    for (zone, standing) in seen.compare(own, &digests(work)) {
        match standing {
            Standing::Same => {}
            Standing::OlderButEqual => learnt.older_zone_data = seen.newest().map(|newest| newest.release.clone()),
            Standing::Differs { newest } => facts.old_zones.push(OldZone { zone, have: own.to_owned(), newest }),
        }
    }
    let line: Line = ledger::load(read, Line::NAME)?;
    facts.halts =
        line.stops().filter(|(reach, _)| reach.covers(system)).map(|(reach, stop)| halt(reach, stop)).collect();
    facts.busy = busy(site, read, system)?;
    facts.backups = backups(read, system)?;
    learnt.interrupted = interrupted(site, read)?;
    learnt.around = around::learn(site, work, read, &Looking { now: learnt.facts.now, ..looking })?;
    Ok(learnt)
}

fn halt(reach: &Reach, stop: &Stop) -> Halt {
    let Stop { by, reason, since } = stop.clone();
    Halt { by, why: reason, since, everywhere: *reach == Reach::Everywhere }
}

fn digests(work: &Work<'_>) -> BTreeMap<crate::calendar::ZoneName, Digest> {
    work.audience.zones.iter().map(|(name, zone)| (name.clone(), Digest::of(zone.rules_text().as_bytes()))).collect()
}

/// Why this ledger is not the one that this machine saw last.
pub(super) fn estranged(site: &Site<'_>, read: &mut dyn Read) -> Result<Option<Estranged>, StoreError> {
    site.memory().map_or(Ok(None), |memory| memory.compare(read))
}

fn why(how: &Estranged) -> String {
    format!("{how}. If that was done on purpose, remove {}", how.note().display())
}

/// The newest entry of those.
pub(super) fn newest(read: &mut dyn Read, which: &Which<'_>) -> Result<Option<Entry>, StoreError> {
    let mut found = None;
    let which = Which { newest_first: true, limit: Some(1), ..which.clone() };
    read.entries(&which, &mut |entry| {
        found = Some(entry);
        ControlFlow::Break(())
    })?;
    Ok(found)
}

/// The changes with an open run, with what became of their holders.
pub(super) fn open_runs(read: &mut dyn Read) -> Result<Vec<(ChangeId, Change)>, StoreError> {
    let mut open = Vec::new();
    for state in [State::Running, State::Interrupted] {
        let query = Query { stream: Some(Change::STREAM), state: Some(state.as_str()), ..Query::default() };
        for found in read.find(&query)? {
            if let Ok(id) = found.subject.name().parse::<ChangeId>() {
                open.push((id, ledger::load(read, found.subject.name())?));
            }
        }
    }
    Ok(open)
}

/// Whether nobody holds the change's open run any more.
pub(super) fn is_orphaned(site: &Site<'_>, change: &Change) -> bool {
    if change.state() == State::Interrupted {
        return true;
    }
    let Some(run) = change.open_run() else { return false };
    let lock_held = RunLock::is_held(site.ledger_folder(), &lock_name(&run.started.mark)).unwrap_or(true);
    let holder = serde_json::from_value::<Holder>(run.started.holder.clone());
    // Whoever shares this ledger shares its locks, containers under other names too; a name alone proves nothing.
    !lock_held && holder.is_ok_and(|holder| holder.state() != HolderState::Alive)
}

/// The state of a change at an instant, as far as this machine can tell: a run whose holder is gone is interrupted.
pub(super) fn state_at(site: &Site<'_>, change: &Change, at: DateTime<Utc>) -> State {
    match change.state_at(at) {
        State::Running if is_orphaned(site, change) => State::Interrupted,
        state => state,
    }
}

/// The name of the lock file of the run with that mark.
pub(super) fn lock_name(mark: &str) -> String {
    format!("run-{mark}")
}

fn interrupted(site: &Site<'_>, read: &mut dyn Read) -> Result<Vec<ChangeId>, StoreError> {
    let open = open_runs(read)?.into_iter();
    Ok(open.filter(|(_, change)| is_orphaned(site, change)).map(|(id, _)| id).collect())
}

/// Who holds the system: the lease says which change, the change says since when.
fn busy(site: &Site<'_>, read: &mut dyn Read, system: &SystemId) -> Result<Option<Busy>, StoreError> {
    let Some(lease) = read.lease(system.as_str())? else { return Ok(None) };
    let change: Change = ledger::load(read, lease.run.name())?;
    let interrupted = is_orphaned(site, &change);
    Ok(Some(Busy { change: lease.run.name().to_owned(), since: lease.since, interrupted }))
}

fn backups(read: &mut dyn Read, system: &SystemId) -> Result<BackupFacts, StoreError> {
    let backups: Backups = ledger::load(read, system.as_str())?;
    let known = backups.newest_first().into_iter();
    let known =
        known.map(|known| KnownBackup { missing: backups.missing(&known.backup), backup: known.backup.clone() });
    Ok(BackupFacts { known: known.collect(), last_run_ended_at: last_run_ended_at(read, system)?, look_failed: None })
}

/// When the last run on the system ended, failed and interrupted ones included. What a person settles later ended before,
/// and a command that could not be started has altered nothing.
fn last_run_ended_at(read: &mut dyn Read, system: &SystemId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut last = None;
    for kind in ["run.finished", "run.interrupted"] {
        let label = Some(("system", system.as_str()));
        let which = Which { kind: Some(kind), label, newest_first: true, ..Which::default() };
        read.entries(&which, &mut |entry| {
            let event = Change::decode(&entry.kind, entry.dv, &entry.data).and_then(Result::ok);
            if matches!(&event, Some(Event::Finished(how)) if how.outcome == Outcome::NotStarted) {
                return ControlFlow::Continue(());
            }
            last = last.max(Some(entry.stamp.at));
            ControlFlow::Break(())
        })?;
    }
    Ok(last)
}

/// Folds the entries of a change from its story.
pub(super) fn fold(story: &[Entry]) -> Result<Change, StoreError> {
    let mut change = Change::default();
    for entry in story {
        aggregate::apply(&mut change, entry)?;
    }
    Ok(change)
}
