//! What happens to a change, as the ledger keeps it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use super::Plan;
use crate::{
    calendar::iso_length,
    policy::{CustomerId, Evidence, SystemId},
    record::Digest,
};

/// One entry of a change's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was planned.
    Planned(Box<Plan>),
    /// It got another start.
    Rescheduled(Rescheduled),
    /// It was withdrawn by its own people.
    Cancelled(Withdrawn),
    /// Another person agreed.
    Approved(Approved),
    /// Another person disagreed.
    Rejected(Withdrawn),
    /// It asked to run and the gate was closed.
    Refused(Refusal),
    /// The gate let it through; its command is about to start.
    Started(Started),
    /// Its command ended, or could not start.
    Finished(Finished),
    /// How a run ended, told after a person had settled it: its server was out of reach.
    EndedLate(Finished),
    /// Its run was found without a holder.
    Interrupted(Interrupted),
    /// A person said how an open end ended.
    Settled(Settled),
    /// A person waived some reasons, for one version.
    Overridden(Override),
    /// Another person looked at work that was done under a waiver.
    Reviewed(Review),
}

/// Another start for the same work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduled {
    /// When it starts now.
    pub start_at: DateTime<Utc>,
    /// The last instant at which it may start.
    pub latest_start_at: DateTime<Utc>,
    /// The night it moved to; approvals survive only within the same one.
    pub night_of: NaiveDate,
}

/// Why a change will not take place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// In a person's words.
    pub reason: String,
}

/// An approval of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The version that was looked at.
    pub version: u32,
}

/// A closed gate at the moment of execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The instant that was judged.
    pub at: DateTime<Utc>,
    /// Everything that was wrong.
    pub reasons: Vec<RefusedReason>,
}

/// One reason of a [`Refusal`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedReason {
    /// The row of the decision table.
    pub row: u8,
    /// Its code.
    pub code: String,
    /// Whose rule it was.
    pub customer: Option<CustomerId>,
    /// Who could have cured it.
    pub cure: String,
    /// When it would have passed by itself.
    pub retry_at: Option<DateTime<Utc>>,
    /// The sentence that was shown.
    pub message: String,
}

/// The intent to run, recorded before the command starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The version that was let through.
    pub version: u32,
    /// The first run of a change is 1.
    pub run: u32,
    /// Random; the command and what it starts carry it in their environment, so that survivors are found.
    pub mark: String,
    /// Who holds it: machine, boot, process.
    pub holder: serde_json::Value,
    /// The command, masked.
    pub argv: Vec<String>,
    /// The folder it runs in.
    pub folder: String,
    /// Terminal and standard input are the command's.
    pub interactive: bool,
    /// The end of the window, or of a short stop's planned time.
    pub deadline: Option<DateTime<Utc>>,
    /// The backup that the work is bound to.
    pub backup: Option<String>,
    /// What was known of it.
    pub evidence: Option<Evidence>,
    /// The system whose backup that is, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_of: Option<SystemId>,
    /// Why no backup was needed, as windows.toml said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_backup: Option<String>,
    /// The codes of the reasons that were waived for it.
    #[serde(default)]
    pub waived: Vec<String>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Which run.
    pub run: u32,
    /// Whether it went well.
    pub outcome: Outcome,
    /// The code that okno exits with: the command's own, or 124, 126, 127, 128+n.
    pub exit_code: u8,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Why the command did not start.
    pub problem: Option<String>,
    /// How long it ran, in milliseconds.
    pub elapsed_ms: u64,
    /// By how much it ran over its deadline or its planned duration.
    #[serde(with = "iso_length::option")]
    pub overrun: Option<TimeDelta>,
    /// What it printed; `None` when the terminal was its own.
    pub output: Option<Output>,
    /// What it left running.
    pub left_behind: Vec<LeftBehind>,
}

/// How a run went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The command exited with 0.
    Succeeded,
    /// The command exited otherwise, or was ended by a signal.
    Failed,
    /// The command could not be started.
    NotStarted,
    /// okno stopped it at its deadline.
    Terminated,
}

impl Outcome {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::NotStarted => "not-started",
            Self::Terminated => "terminated",
        }
    }
}

/// What a command printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The attachment with what was kept of it, secrets masked; `None`: there was no room for it on the ledger's disk.
    pub attachment: Option<Digest>,
    /// Its true length in bytes.
    pub bytes: u64,
    /// The digest of all of it.
    pub sha256: Digest,
    /// Whether the middle was left out.
    pub cut: bool,
}

/// A process that outlived its command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftBehind {
    /// Its process id.
    pub pid: u32,
    /// Its name.
    pub command: String,
}

/// A run whose holder is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// Which run.
    pub run: u32,
    /// How it was noticed.
    pub why: String,
}

/// A person's word on how a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// How it ended.
    #[serde(rename = "as")]
    pub settlement: Settlement,
    /// How the person knows.
    pub reason: String,
}

/// How a person settles a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The work is done.
    Done,
    /// It is not.
    Failed,
}

impl Settlement {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A named person's waiver of some reasons, for one version of one change: the break-glass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The version that it covers; any other is not covered.
    pub version: u32,
    /// The codes of the reasons that it waives; none is implied.
    pub codes: Vec<String>,
    /// Why, in a person's words.
    pub reason: String,
    /// The ticket that it belongs to.
    pub ticket: String,
    /// The first instant at which it holds no more.
    pub expires_at: DateTime<Utc>,
}

/// Another person's look at work that was done under a waiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What that person has to say, if anything.
    pub note: Option<String>,
}

impl Event {
    /// The entry's kind, the version of its data, and the data.
    pub(super) fn encode(&self) -> (&'static str, u16, Box<RawValue>) {
        match self {
            Self::Planned(data) => ("change.planned", 1, raw(data)),
            Self::Rescheduled(data) => ("change.rescheduled", 1, raw(data)),
            Self::Cancelled(data) => ("change.cancelled", 1, raw(data)),
            Self::Approved(data) => ("change.approved", 1, raw(data)),
            Self::Rejected(data) => ("change.rejected", 1, raw(data)),
            Self::Refused(data) => ("gate.refused", 1, raw(data)),
            Self::Started(data) => ("run.started", 1, raw(data)),
            Self::Finished(data) => ("run.finished", 1, raw(data)),
            Self::EndedLate(data) => ("run.ended-late", 1, raw(data)),
            Self::Interrupted(data) => ("run.interrupted", 1, raw(data)),
            Self::Settled(data) => ("change.settled", 1, raw(data)),
            Self::Overridden(data) => ("override.granted", 1, raw(data)),
            Self::Reviewed(data) => ("change.reviewed", 1, raw(data)),
        }
    }

    /// The event of an entry; `None` when this okno does not know the pair of kind and version.
    pub(super) fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<Self, serde_json::Error>> {
        fn read<T: DeserializeOwned>(data: &RawValue, wrap: fn(T) -> Event) -> Result<Event, serde_json::Error> {
            serde_json::from_str(data.get()).map(wrap)
        }
        Some(match (kind, dv) {
            ("change.planned", 1) => read(data, |plan| Self::Planned(Box::new(plan))),
            ("change.rescheduled", 1) => read(data, Self::Rescheduled),
            ("change.cancelled", 1) => read(data, Self::Cancelled),
            ("change.approved", 1) => read(data, Self::Approved),
            ("change.rejected", 1) => read(data, Self::Rejected),
            ("gate.refused", 1) => read(data, Self::Refused),
            ("run.started", 1) => read(data, Self::Started),
            ("run.finished", 1) => read(data, Self::Finished),
            ("run.ended-late", 1) => read(data, Self::EndedLate),
            ("run.interrupted", 1) => read(data, Self::Interrupted),
            ("change.settled", 1) => read(data, Self::Settled),
            ("override.granted", 1) => read(data, Self::Overridden),
            ("change.reviewed", 1) => read(data, Self::Reviewed),
            _ => return None,
        })
    }
}

fn raw(data: &impl Serialize) -> Box<RawValue> {
    to_raw_value(data).expect("the structs above serialise: their maps have text keys")
}
