//! What is known of backups.

use chrono::TimeDelta;

use super::{Footing, Notice, Places};
use crate::{
    backup,
    gate::Reason,
    policy::{Evidence, System, SystemId},
    tools::Backup,
};

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
