//! What the ledger and the machine know, as facts for the gate.

use std::{collections::BTreeMap, ops::ControlFlow};

use chrono::{DateTime, Utc};

use super::{Site, around, backup_facts, leasing, site::Zones, work::Work};
use crate::{
    acceptance::{Heads, Timekeeping},
    backup::{Backups, RefutedLook},
    calendar::instant,
    change::{Change, ChangeId, Started, State},
    clock::Clock as _,
    exec::{Holder, HolderState, RunLock},
    gate::{Adoption, Around, BackupFacts, Busy, Facts, Halt, OldZone},
    halt::{Line, Reach, Stop},
    ledger::{
        self, Query, Question, Read, StoreError, Which,
        seen_head::{Estranged, Memory},
    },
    policy::{self, Standing, SystemId, ZoneDataSeen},
    record::{Aggregate as _, Digest, Entry, Head, LedgerIdentity, Subject, Unreadable, aggregate},
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
    /// When entries were really made.
    pub(super) timekeeping: Timekeeping,
    /// The last look at the backups, where it found the newest to be no good.
    pub(super) newest_refuted: Option<RefutedLook>,
}

/// The facts where there is no ledger yet; one that was there and is gone is not to be trusted.
pub(super) fn without_ledger(site: &Site<'_>) -> Learnt {
    let mut learnt = nothing(site);
    learnt.facts.ledger_fault = site.gone().map(|how| why(&how));
    learnt.facts.backups.unasked = learnt.facts.ledger_fault.is_some();
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
    Learnt {
        facts,
        around: Around::nothing(),
        head: None,
        interrupted: Vec::new(),
        older_zone_data: None,
        timekeeping: Timekeeping::default(),
        newest_refuted: None,
    }
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
    let fresh_from = looking.from.min(looking.now) - work.audience.rules.backup_max_age;
    if site.is_shared() {
        foresee_work(site, work, read, looking, fresh_from)?;
    }
    let mut learnt = nothing(site);
    learnt.facts.now = read.now()?.unwrap_or(looking.now);
    learnt.head = match read.head() {
        Ok(head) => head,
        Err(StoreError::Broken(fault)) => {
            learnt.facts.ledger_fault = Some(fault.to_string());
            learnt.facts.backups.unasked = true;
            return Ok(learnt);
        }
        Err(error) => return Err(error),
    };
    if let Some(how) = estranged(site, read)? {
        learnt.facts.ledger_fault = Some(why(&how));
        learnt.facts.backups.unasked = true;
        return Ok(learnt);
    }
    let system = &work.system.id;
    let facts = &mut learnt.facts;
    let timekeeping: Timekeeping = ledger::load(read, Timekeeping::NAME)?;
    let newest_at = match learnt.head {
        // foreseen
        Some(_) if site.is_shared() => newest(read, &Which::default())?.map(|entry| entry.stamp.at),
        head => head.map(|head| recorded_at(read, head)).transpose()?,
    };
    facts.newest_entry_at = newest_at.map(|at| timekeeping.shown_before(at).unwrap_or(at));
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
    let backups = backup_facts::learn(site, read, work.system, fresh_from, &timekeeping)?;
    facts.backups = backups.facts;
    // Nobody saw when an interrupted run ended: later than it began.
    let interrupted_since = facts.busy.as_ref().filter(|busy| busy.interrupted).map(|busy| busy.since);
    facts.backups.last_run_ended_at = facts.backups.last_run_ended_at.max(interrupted_since);
    learnt.newest_refuted = backups.newest_refuted;
    learnt.timekeeping = timekeeping;
    learnt.interrupted = interrupted(site, read)?;
    learnt.around = around::learn(site, work, read, &Looking { now: learnt.facts.now, ..looking })?;
    Ok(learnt)
}

fn halt(reach: &Reach, stop: &Stop) -> Halt {
    let Stop { by, reason, since } = stop.clone();
    Halt { by, why: reason, since, everywhere: *reach == Reach::Everywhere }
}

fn digests(work: &Work<'_>) -> BTreeMap<crate::calendar::ZoneName, Digest> {
    digests_of(&work.audience.zones)
}

/// A digest of each zone's rules.
pub(super) fn digests_of(zones: &Zones) -> BTreeMap<crate::calendar::ZoneName, Digest> {
    zones.iter().map(|(name, zone)| (name.clone(), Digest::of(zone.rules_text().as_bytes()))).collect()
}

/// Why this ledger is not the one that this machine saw last.
pub(super) fn estranged(site: &Site<'_>, read: &mut dyn Read) -> Result<Option<Estranged>, StoreError> {
    site.memory().map_or(Ok(None), |memory| memory.compare(read))
}

fn why(how: &Estranged) -> String {
    format!("{how}. If that was done on purpose, an administrator accepts it with `okno ledger accept --head`")
}

/// When the entry of that head was recorded, by its line.
fn recorded_at(read: &mut dyn Read, head: Head) -> Result<DateTime<Utc>, StoreError> {
    let mut line = Vec::new();
    read.stored(head.seq.saturating_sub(1), &mut |stored| {
        line = stored.line.to_vec();
        ControlFlow::Break(())
    })?;
    let line = String::from_utf8(line).map_err(|error| Unreadable::Line { why: error.to_string() })?;
    Ok(Entry::read(line, head.hash)?.stamp.at)
}

/// The newest entry of those.
pub(super) fn newest(read: &mut dyn Read, which: &Which<'_>) -> Result<Option<Entry>, StoreError> {
    let mut found = None;
    read.entries(&newest_of(which), &mut |entry| {
        found = Some(entry);
        ControlFlow::Break(())
    })?;
    Ok(found)
}

fn newest_of<'w>(which: &Which<'w>) -> Which<'w> {
    Which { newest_first: true, limit: Some(1), ..which.clone() }
}

/// The changes with an open run, with what became of their holders.
pub(super) fn open_runs(read: &mut dyn Read) -> Result<Vec<(ChangeId, Change)>, StoreError> {
    let mut found = Vec::new();
    for query in open_run_cards() {
        found.extend(read.find(&query)?);
    }
    let stories: Vec<_> = found.iter().map(|found| story_of(&found.subject)).collect();
    read.foresee(&stories)?;
    let mut open = Vec::new();
    for found in &found {
        if let Ok(id) = found.subject.name().parse::<ChangeId>() {
            open.push((id, ledger::load(read, found.subject.name())?));
        }
    }
    Ok(open)
}

fn open_run_cards() -> [Query<'static>; 2] {
    let of = |state: State| Query { stream: Some(Change::STREAM), state: Some(state.as_str()), ..Query::default() };
    [of(State::Running), of(State::Interrupted)]
}

/// All entries of a subject.
pub(super) fn story_of(subject: &Subject) -> Question<'_> {
    Question::Entries(Which { subject: Some(subject), ..Which::default() })
}

/// Announces what every look of the gate asks, and what is known already of this one.
pub(super) fn foresee(site: &Site<'_>, read: &mut dyn Read) -> Result<(), StoreError> {
    let mut subjects = vec![
        LedgerIdentity::own_subject(),
        policy::Adoption::subject(policy::Adoption::NAME),
        ZoneDataSeen::subject(ZoneDataSeen::NAME),
        Line::subject(Line::NAME),
        Timekeeping::subject(Timekeeping::NAME),
        Heads::subject(Heads::NAME),
    ];
    subjects.extend(site.about().map(|id| Change::subject(&id.to_string())));
    let mut questions: Vec<_> = subjects.iter().map(story_of).collect();
    questions.extend([Question::Head, Question::Leases, Question::Entries(newest_of(&Which::default()))]);
    questions.extend(open_run_cards().map(Question::Cards));
    questions.extend(site.memory().into_iter().flat_map(Memory::heads).map(|head| Question::Hash(head.seq)));
    read.foresee(&questions)
}

/// The same, once it is known which work it is about.
fn foresee_work(
    site: &Site<'_>,
    work: &Work<'_>,
    read: &mut dyn Read,
    looking: Looking,
    fresh_from: DateTime<Utc>,
) -> Result<(), StoreError> {
    let system = work.system;
    let leases = read.leases()?;
    let holder = leases.iter().find(|lease| lease.system == system.id.as_str());
    let mut stories: Vec<_> = holder.map(|lease| lease.run.clone()).into_iter().collect();
    for query in open_run_cards() {
        stories.extend(read.find(&query)?.into_iter().map(|found| found.subject));
    }
    let source = site.policy.backed_up_with(system);
    let (backups, covered) = (Backups::subject(source.id.as_str()), site.policy.covered_by(source));
    let mut questions: Vec<_> = stories.iter().map(story_of).collect();
    questions.push(backup_facts::newest_of(&backups));
    questions.extend(covered.iter().flat_map(|covered| backup_facts::ends_on(covered, fresh_from)));
    let around = around::cards(site, work, looking.from);
    questions.extend(around.into_iter().map(Question::Cards));
    read.foresee(&questions)
}

/// Whether nobody holds the change's open run any more.
pub(super) fn is_orphaned(site: &Site<'_>, change: &Change) -> bool {
    if change.state() == State::Interrupted {
        return true;
    }
    let Some(run) = change.open_run() else { return false };
    if site.is_shared() {
        return is_silent(site, &run.started);
    }
    let lock_held = RunLock::is_held(site.ledger_folder(), &lock_name(&run.started.mark)).unwrap_or(true);
    let holder = serde_json::from_value::<Holder>(run.started.holder.clone());
    // Whoever shares this ledger shares its locks, containers under other names too; a name alone proves nothing.
    !lock_held && holder.is_ok_and(|holder| holder.state() != HolderState::Alive)
}

/// Whether a run that may be on another machine has let its lease go by. Of a run that left its lock file here the process
/// tells at once; names of machines prove nothing, and processes of a container cannot be seen from the next.
fn is_silent(site: &Site<'_>, run: &Started) -> bool {
    let holder = serde_json::from_value::<Holder>(run.holder.clone());
    let state = holder.map_or(HolderState::Elsewhere, |holder| holder.state());
    let lock = lock_name(&run.mark);
    let left_here = || {
        RunLock::exists(site.ledger_folder(), &lock) && !RunLock::is_held(site.ledger_folder(), &lock).unwrap_or(true)
    };
    match state {
        HolderState::Alive => false,
        HolderState::Gone if left_here() => true,
        HolderState::Gone | HolderState::Elsewhere => {
            let until = site.lease_of(&run.holder.to_string()).and_then(|lease| lease.until);
            until.is_some_and(|until| until <= site.caller.clock.now())
        }
    }
}

/// How it was noticed that nobody holds the run any more.
pub(super) fn why_orphaned(site: &Site<'_>, run: &Started) -> String {
    let host = run.holder.get("host").and_then(serde_json::Value::as_str).unwrap_or("its machine");
    match site.lease_of(&run.holder.to_string()).and_then(|lease| lease.until) {
        Some(until) if until <= site.caller.clock.now() => {
            format!("{host} was last heard of at {}", instant::utc(until - leasing::HOLDS))
        }
        _ => "the process that held it is gone".to_owned(),
    }
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

/// Folds the entries of a change from its story.
pub(super) fn fold(story: &[Entry]) -> Result<Change, StoreError> {
    let mut change = Change::default();
    for entry in story {
        aggregate::apply(&mut change, entry)?;
    }
    Ok(change)
}
