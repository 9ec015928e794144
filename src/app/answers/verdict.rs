//! What the gate says, and what came of a run.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BackupWay, Footing, Places};
use crate::{
    backup::RefutedLook,
    change::{ChangeId, Finished, Outcome},
    exit,
    gate::Decision,
    policy::{Rules, SystemId},
};

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
    /// The last look at the backups, where it found the newest to be no good: an older one may open the gate all the same.
    pub newest_refuted: Option<RefutedLook>,
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
