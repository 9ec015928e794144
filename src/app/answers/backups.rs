//! What is known of backups.

use chrono::TimeDelta;

use super::{DueState, Footing, Notice, Places};
use crate::{
    backup::{self, FailedRestore, FailedTake, NotRestored, RefutedLook},
    gate::Reason,
    policy::{Evidence, Policy, System, SystemId},
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
    /// Nothing has to be backed up.
    Needless,
}

impl BackupWay {
    /// The way of that system.
    pub fn of(policy: &Policy, system: &System) -> Self {
        if system.needless_backup().is_some() {
            return Self::Needless;
        }
        match policy.backed_up_with(system).own_backup() {
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
    /// The system whose backups they are, if it is another one.
    pub of: Option<SystemId>,
    /// Why there is nothing to back up, where windows.toml says so.
    pub needless: Option<String>,
    /// How they are looked at: `sqlite`, `files`, `command`, by hand; `none` where there is nothing to back up.
    pub tool: &'static str,
    /// How one comes about.
    pub way: BackupWay,
    /// What the policy asks for.
    pub need: Evidence,
    /// How old they may be.
    pub max_age: TimeDelta,
    /// Known ones, newest first.
    pub known: Vec<backup::Known>,
    /// Those of which a restore failed: they do not count. Newest first.
    pub not_restored: Vec<(String, NotRestored)>,
    /// The last look, where it found the newest to be no good: those that are known are older.
    pub refuted: Option<RefutedLook>,
    /// The last run of the backup command, where it failed and none was made since.
    pub take_failed: Option<FailedTake>,
    /// What closes the gate, judged for work that starts now; `None` when a backup would open it.
    pub reason: Option<Reason>,
    /// The backup that the gate would rely on.
    pub relies_on: Option<String>,
    /// The same, where the tool does not list it any more; `None` where nobody asked the tool.
    pub gone: Option<String>,
    /// How it stands with its backup regime; `None` where nobody asked.
    pub regime: Option<DueState>,
}

impl SystemBackups {
    /// Whether somebody should look at this one: the gate is closed, or something went wrong or is due. What goes wrong with
    /// the backups of another system is told there.
    pub fn needs_attention(&self) -> bool {
        let regime = self.regime.as_ref();
        if self.of.is_some() {
            return self.falls_short();
        }
        self.falls_short()
            || self.refuted.is_some()
            || self.take_failed.is_some()
            || !self.newest_not_restored().is_empty()
            || regime.is_some_and(|state| state.falls_short() || state.is_unknown())
    }

    /// Whether no backup would open the gate: none that is known, or it is not there any more.
    pub const fn falls_short(&self) -> bool {
        self.reason.is_some() || self.gone.is_some()
    }

    /// Those of which a restore failed, and none is known that is newer.
    pub fn newest_not_restored(&self) -> Vec<&(String, NotRestored)> {
        let newest = self.known.first().map(|known| known.backup.at);
        let made_at = |why: &NotRestored| why.known.as_ref().map_or(why.failed.at, |known| known.backup.at);
        self.not_restored.iter().filter(|(_, why)| newest.is_none_or(|newest| made_at(why) >= newest)).collect()
    }
}

/// `okno backup confirm|take`.
#[derive(Debug, Clone)]
pub struct BackupAnswer {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// The system whose backups cover it, if it is another one: what was looked at and recorded is that one's.
    pub of: Option<SystemId>,
    /// What came out.
    pub outcome: BackupOutcome,
    /// How the backup command ended (`take` only).
    pub taken: Option<backup::Taken>,
    /// The signal that was passed on to that command, if one was.
    pub interrupted_by: Option<i32>,
    /// What the policy asks for.
    pub need: Evidence,
    /// What whoever asked wants to be shown, where they said so.
    pub asked: Option<Evidence>,
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
    /// The backup command said that all went well, and made no new backup; recorded as the same.
    MadeNone(Vec<String>),
    /// The look is recorded, and does not count: a restore of that very backup failed.
    NotRestored(Box<Backup>, FailedRestore),
    /// It could not be told.
    Unknown(Vec<String>),
    /// The backup command failed; nothing was looked at.
    NotTaken,
    /// There is nothing to back up, and why: nothing was done and nothing recorded.
    Needless(String),
}
