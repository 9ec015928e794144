//! What the use cases answer: plain values, before anything is put into words.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    backup,
    calendar::{NightBelongsTo, Window, Zone},
    change::{Change, ChangeId, Finished, Outcome, State},
    exit,
    gate::{Decision, Reason, Slot},
    halt::Line,
    policy::{CalendarId, CustomerId, Evidence, Rules, System, SystemId},
    record::{Digest, Entry, Head},
    tools::Backup,
};

/// What every answer carries: under which rules it was given.
#[derive(Debug, Clone)]
pub struct Footing {
    /// The present instant.
    pub now: DateTime<Utc>,
    /// The oldest release of the zone data that was used.
    pub tzdb: String,
    /// The digest of the policy in force; `None` when no policy was read.
    pub policy: Option<Digest>,
    /// The ledger's newest entry; `None` without a ledger.
    pub head: Option<Head>,
    /// The reader's own clock, where its zone is known.
    pub reader: Option<Zone>,
}

/// A customer with its clock, to show instants on.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name for people.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// Its calendar.
    pub calendar: CalendarId,
}

/// The customers of an answer, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Customers in the order of the question.
    pub order: Vec<CustomerId>,
    /// What is known of each.
    pub known: BTreeMap<CustomerId, Place>,
}

impl Places {
    /// The one zone in which all of them live; `None` when they differ.
    pub fn common_zone(&self) -> Option<&Zone> {
        let mut zones = self.order.iter().filter_map(|id| self.known.get(id)).map(|place| &place.zone);
        let first = zones.next()?;
        zones.all(|zone| zone.name() == first.name()).then_some(first)
    }
}

/// `okno windows`.
#[derive(Debug, Clone)]
pub struct Windows {
    /// Asked for one customer.
    pub customer: Option<CustomerId>,
    /// Asked for a system.
    pub system: Option<SystemId>,
    /// Whose windows they are.
    pub places: Places,
    /// The reading of each customer's nights.
    pub belongs: BTreeMap<CustomerId, NightBelongsTo>,
    /// The common windows.
    pub windows: Vec<Window>,
    /// The last date that all calendars know.
    pub known_until: NaiveDate,
    /// Whether more was asked for than the calendars know.
    pub ended_by_calendar: bool,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno slots`.
#[derive(Debug, Clone)]
pub struct Slots {
    /// The system.
    pub system: SystemId,
    /// The affected customers.
    pub places: Places,
    /// How long the service stands still.
    pub downtime: TimeDelta,
    /// How long the work takes.
    pub duration: TimeDelta,
    /// Whether the work needs a window.
    pub needs_window: bool,
    /// The slots.
    pub slots: Vec<Slot>,
    /// How far was searched.
    pub searched_until: DateTime<Utc>,
    /// Why there is none; empty when there is one.
    pub why_none: Vec<Reason>,
    /// Under which rules.
    pub footing: Footing,
}

/// How a backup of a system comes about, by what windows.toml says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupWay {
    /// okno can take one, and look at it.
    Take,
    /// okno can look at one that was taken otherwise.
    Look,
    /// A person attests one.
    Attest,
}

impl BackupWay {
    /// The way of that system.
    pub fn of(system: &System) -> Self {
        match &system.backup {
            None => Self::Attest,
            Some(backup) if backup.take.is_none() => Self::Look,
            Some(_) => Self::Take,
        }
    }
}

/// `okno check`, and the first half of `plan` and `run`.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The change and its version, if a change was asked about.
    pub change: Option<(ChangeId, u32)>,
    /// The system.
    pub system: SystemId,
    /// Its name for people.
    pub system_name: String,
    /// The affected customers.
    pub places: Places,
    /// How long the service stands still.
    pub downtime: TimeDelta,
    /// How long the work takes.
    pub duration: TimeDelta,
    /// The rules that it was held against.
    pub rules: Rules,
    /// How a backup of the system comes about.
    pub backup_way: BackupWay,
    /// What the gate says.
    pub decision: Decision,
    /// Runs that were found without a holder, by change: a person has to settle them.
    pub interrupted: Vec<ChangeId>,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno run`: the verdict, and what came of it.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// The verdict under which it ran or was refused.
    pub verdict: Verdict,
    /// The run; `None` when it was refused.
    pub run: Option<RunOutcome>,
}

impl RunReport {
    /// What okno exits with: the decision's code where it was refused, else the run's.
    pub fn exit_code(&self) -> u8 {
        let refused = || exit::of_cure(self.verdict.decision.gravest());
        self.run.as_ref().map_or_else(refused, RunOutcome::exit_code)
    }
}

/// A run that the gate let through.
#[derive(Debug, Clone)]
pub struct RunOutcome {
    /// Its number within the change, from 1.
    pub number: u32,
    /// When the intent was recorded.
    pub started_at: DateTime<Utc>,
    /// When its end was recorded, or would have been.
    pub finished_at: DateTime<Utc>,
    /// When it had to end: the end of the window, or of a short stop's planned time.
    pub deadline: Option<DateTime<Utc>>,
    /// How it ended.
    pub finished: Finished,
    /// The signal that was forwarded to it, if one was.
    pub interrupted_by: Option<i32>,
    /// Why its end could not be recorded.
    pub unrecorded: Option<String>,
}

impl RunOutcome {
    /// The word for how it ended: as the ledger has it, or `interrupted` when it failed after a signal was passed on to it.
    pub fn outcome(&self) -> &'static str {
        match self.finished.outcome {
            Outcome::Failed if self.interrupted_by.is_some() => "interrupted",
            outcome => outcome.as_str(),
        }
    }

    /// What okno exits with: the command's own code, unless its end could not be recorded.
    pub fn exit_code(&self) -> u8 {
        if self.unrecorded.is_some() { exit::INPUT_OUTPUT } else { self.finished.exit_code }
    }
}

/// One change: what `plan`, `reschedule`, `approve` … and `show` answer.
#[derive(Debug, Clone)]
pub struct ChangeView {
    /// Its id.
    pub id: ChangeId,
    /// Everything about it.
    pub change: Change,
    /// Its state now.
    pub state: State,
    /// Whose service stops.
    pub places: Places,
    /// Its story, oldest first; empty where nobody asked for it.
    pub story: Vec<Entry>,
    /// What is kept of the last run's output, secrets masked; `None` where nobody asked for it, or nothing is kept.
    pub output: Option<Vec<u8>>,
    /// Whether a person wants to see all of that, not just its end.
    pub whole_output: bool,
    /// What was noticed on the way and is worth a line: a masked command, approvals that fell away.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// Something a person should know that is no reason to refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The policy was adopted by this, the ledger's first entry.
    PolicyAdopted,
    /// The command holds what looks like a secret: it is recorded masked and has to be given again to run.
    CommandMasked,
    /// The move to another night voided the approvals.
    ApprovalsVoided(usize),
    /// The ledger was created.
    LedgerCreated(String),
    /// What the store said on creation.
    Ledger(String),
    /// A run was found without a holder.
    Interrupted(ChangeId),
    /// The zone data of this machine is older than the newest seen, with equal rules.
    OlderZoneData {
        /// This machine's.
        have: String,
        /// The newest seen.
        newest: String,
    },
    /// The change has no command: it is given at the run.
    NoCommand,
    /// The gate is closed for an emergency: these reasons have to be waived by name.
    OverrideNeeded {
        /// The change.
        id: ChangeId,
        /// The codes of the reasons.
        codes: Vec<String>,
        /// The incident.
        incident: String,
    },
    /// The program that the command names by its path is not there yet.
    ProgramMissing(String),
}

/// `okno list`.
#[derive(Debug, Clone)]
pub struct ChangeList {
    /// The changes, by start.
    pub changes: Vec<ChangeView>,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno status`: one screen.
#[derive(Debug, Clone)]
pub struct Status {
    /// Systems whose rules were edited and adopted by nobody: the gate is closed there.
    pub not_adopted: Vec<SystemId>,
    /// Each system, and whether its window is open now.
    pub systems: Vec<SystemStatus>,
    /// What is halted.
    pub line: Line,
    /// Changes that are done under a waiver and wait for somebody to review them.
    pub to_review: Vec<ChangeView>,
    /// Changes whose command runs.
    pub running: Vec<ChangeView>,
    /// Changes whose run lost its holder.
    pub interrupted: Vec<ChangeView>,
    /// Changes due within the next 24 hours.
    pub due: Vec<ChangeView>,
    /// Changes past their latest start.
    pub missed: Vec<ChangeView>,
    /// Changes whose last run failed.
    pub failed: Vec<ChangeView>,
    /// Under which rules.
    pub footing: Footing,
}

/// One system at a glance.
#[derive(Debug, Clone)]
pub struct SystemStatus {
    /// Its id.
    pub id: SystemId,
    /// Its customers.
    pub places: Places,
    /// The common window that is open now.
    pub open: Option<Window>,
    /// The next one that opens.
    pub next: Option<Window>,
    /// A freeze that holds now: why, and until when.
    pub frozen: Option<(String, Option<DateTime<Utc>>)>,
    /// Its newest backup.
    pub backup: Option<backup::Known>,
}

/// `okno halt`, `okno resume`.
#[derive(Debug, Clone)]
pub struct LineView {
    /// What is halted now.
    pub line: Line,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno backup status|list`.
#[derive(Debug, Clone)]
pub struct BackupReport {
    /// Each system asked about.
    pub systems: Vec<SystemBackups>,
    /// Under which rules.
    pub footing: Footing,
}

/// The backups of one system.
#[derive(Debug, Clone)]
pub struct SystemBackups {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// How they are looked at: `sqlite`, `command`, or by hand.
    pub tool: &'static str,
    /// How one comes about.
    pub way: BackupWay,
    /// What the policy asks for.
    pub need: Evidence,
    /// How old they may be.
    pub max_age: TimeDelta,
    /// Known ones, newest first.
    pub known: Vec<backup::Known>,
    /// What closes the gate, judged for work that starts now; `None` when a backup would open it.
    pub reason: Option<Reason>,
}

/// `okno backup confirm|take`.
#[derive(Debug, Clone)]
pub struct BackupAnswer {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// What came out.
    pub outcome: BackupOutcome,
    /// How the backup command ended (`take` only).
    pub taken: Option<backup::Taken>,
    /// What the policy asks for.
    pub need: Evidence,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// The three answers, and the one before them.
#[derive(Debug, Clone)]
pub enum BackupOutcome {
    /// Recorded as evidence.
    Confirmed(Box<Backup>),
    /// What was found is no good; recorded.
    Refuted(Vec<String>),
    /// It could not be told.
    Unknown(Vec<String>),
    /// The backup command failed; nothing was looked at.
    NotTaken,
}

/// `okno log`.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// Whether older ones were left out.
    pub cut: bool,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno policy show`.
#[derive(Debug, Clone)]
pub struct PolicyView {
    /// Where it was read.
    pub path: String,
    /// Its digest, the one last adopted, by whom and when.
    pub adopted: Option<(Digest, String, DateTime<Utc>)>,
    /// Systems whose rules differ from the adopted ones.
    pub differs: Vec<SystemId>,
    /// The rules of each system, resolved.
    pub systems: Vec<SystemRules>,
    /// Under which rules.
    pub footing: Footing,
}

/// The resolved rules of one system.
#[derive(Debug, Clone)]
pub struct SystemRules {
    /// The system.
    pub id: SystemId,
    /// Its customers.
    pub places: Places,
    /// The rules.
    pub rules: Rules,
}

/// `okno policy diff` and what `adopt` shows first.
#[derive(Debug, Clone)]
pub struct PolicyDiff {
    /// Where the new one was read.
    pub path: String,
    /// What was adopted last; `None` when nothing was.
    pub adopted: Option<Digest>,
    /// The two texts, old and new.
    pub texts: (String, String),
    /// Files that the policy refers to and whose content changed.
    pub files: Vec<String>,
    /// Systems whose rules differ.
    pub systems: Vec<SystemId>,
    /// What was noticed when it was adopted.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

impl PolicyDiff {
    /// Whether an adoption would change nothing.
    pub fn is_empty(&self) -> bool {
        let same_text = self.adopted.is_some() && self.texts.0 == self.texts.1;
        same_text && self.files.is_empty() && self.systems.is_empty()
    }
}

/// `okno log verify`.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Whether everything verifies.
    pub ok: bool,
    /// How many entries were looked at.
    pub entries: u64,
    /// The newest entry that verifies.
    pub head: Option<Head>,
    /// The first entry that does not, and what is wrong with it.
    pub first_bad: Option<(u64, String)>,
    /// Entries that verify, but that this okno does not understand.
    pub unreadable: Vec<String>,
    /// Subjects whose searchable card differs from their entries; `log rebuild` makes them anew.
    pub cards_differ: Vec<String>,
    /// Under which rules.
    pub footing: Footing,
}
