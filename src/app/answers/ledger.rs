//! The record itself, and the rules that it was made under.

use chrono::{DateTime, Utc};

use super::{Footing, Notice, Places};
use crate::{
    acceptance::{ClockRuling, HeadRuling},
    policy::{Regime, Rules, SystemId, ZoneDataRuling},
    record::{Digest, Entry, Head},
};

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

/// `okno ledger accept`.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// What was accepted.
    pub accepted: Accepted,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// What an administrator accepted.
#[derive(Debug, Clone)]
pub enum Accepted {
    /// A clock that is before the newest entry.
    Clock(ClockRuling),
    /// Zone data that differ from the newest seen.
    ZoneData(ZoneDataRuling),
    /// A ledger that is not the one seen last.
    Head(HeadRuling),
}

impl Accepted {
    /// Who, when, and why.
    pub fn ruling(&self) -> (&str, DateTime<Utc>, &str) {
        match self {
            Self::Clock(ClockRuling { what, by }) => (by, what.now_at, &what.reason),
            Self::ZoneData(ZoneDataRuling { what, by, at, .. }) => (by, *at, &what.reason),
            Self::Head(HeadRuling { what, by, at, .. }) => (by, *at, &what.reason),
        }
    }
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
    /// When backups of its own are due; `None`: never, or they are another system's.
    pub regime: Option<Regime>,
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
