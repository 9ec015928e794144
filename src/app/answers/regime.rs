//! How systems stand with their backup regime.

use chrono::{DateTime, Utc};

use super::{BackupAnswer, Footing, Places};
use crate::{
    app::Error,
    backup::RefutedLook,
    calendar::Zone,
    policy::{Satisfies, SystemId},
    regime::Standing,
    retention::Clash,
};

/// `okno backup due`.
#[derive(Debug, Clone)]
pub struct DueReport {
    /// Each system asked about.
    pub systems: Vec<SystemDue>,
    /// The instant that it is judged for.
    pub at: DateTime<Utc>,
    /// Under which rules.
    pub footing: Footing,
}

/// How one system stands.
#[derive(Debug, Clone)]
pub struct SystemDue {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// How it stands.
    pub state: DueState,
    /// The last look, where it found the newest backup to be no good; `None` where nobody keeps a regime.
    pub newest_refuted: Option<RefutedLook>,
    /// The holidays ahead of which copies of level 2 would expire before they have to be moved.
    pub clashes: Vec<Clash>,
}

/// How a system stands with its regime, as far as that can be told.
#[derive(Debug, Clone)]
pub enum DueState {
    /// `backup-regime = "none"`: nothing is due.
    NotKept,
    /// There is nothing to back up, and why.
    Needless(String),
    /// The backups of that system cover it, and its regime counts.
    CoveredBy(SystemId),
    /// Its backups cannot be told, and why.
    Unknown(Vec<String>),
    /// So.
    Kept(Box<RegimeStanding>),
}

/// A regime as it stands.
#[derive(Debug, Clone)]
pub struct RegimeStanding {
    /// Whose clock tells hours, days and weeks.
    pub zone: Zone,
    /// Nobody named a zone, and the customers live in several: it is UTC.
    pub zone_is_fallback: bool,
    /// Which levels fill a slot.
    pub satisfies: Satisfies,
    /// Its levels.
    pub standing: Standing,
}

impl DueState {
    /// Whether anything is due or was missed.
    pub fn falls_short(&self) -> bool {
        matches!(self, Self::Kept(kept) if kept.standing.falls_short())
    }

    /// Whether it cannot be told.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

/// `okno backup schedule`.
#[derive(Debug, Clone)]
pub struct BackupSchedule {
    /// The one system that it is about.
    pub system: Option<SystemId>,
    /// The command, by absolute paths.
    pub argv: Vec<String>,
    /// The account that asked.
    pub account: String,
}

/// `okno backup take --due`.
#[derive(Debug)]
pub struct TakenDue {
    /// Each system whose regime okno can keep.
    pub systems: Vec<SystemTaken>,
    /// Under which rules.
    pub footing: Footing,
}

/// What was taken of one system.
#[derive(Debug)]
pub struct SystemTaken {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// What was tried, in order.
    pub attempts: Vec<TakeAttempt>,
    /// How it stands now; the error is why it could not be told or tried at all.
    pub left: Result<DueState, Error>,
}

impl SystemTaken {
    /// The signal that was passed on to the last command, if one was: nothing more was begun then.
    pub fn interrupted_by(&self) -> Option<i32> {
        self.attempts.last()?.answer.as_ref().ok()?.interrupted_by
    }

    /// The levels that are due all the same.
    pub fn still_due(&self) -> Vec<u8> {
        let Ok(DueState::Kept(kept)) = &self.left else { return Vec::new() };
        kept.standing.levels.iter().filter(|level| level.is_due()).map(|level| level.level).collect()
    }
}

/// One run of a backup command for what was due.
#[derive(Debug)]
pub struct TakeAttempt {
    /// The level that was due.
    pub level: u8,
    /// What came of it.
    pub answer: Result<BackupAnswer, Error>,
}
