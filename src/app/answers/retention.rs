//! Which copies may go, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Footing, Notice, Places};
use crate::{
    backup::{DrillEnd, Drilled},
    policy::{Evidence, SystemId},
    retention::{Clash, Due, Moved, Reason, Verdict},
    tools::Backup,
};

/// `okno backup prune`.
#[derive(Debug, Clone)]
pub struct PruneReport {
    /// The instant that was asked about.
    pub at: DateTime<Utc>,
    /// Whether it was to be carried out.
    pub applied: bool,
    /// Each system asked about.
    pub systems: Vec<SystemPlan>,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// What becomes of the copies of one system.
#[derive(Debug, Clone)]
pub struct SystemPlan {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// The tool that lists them.
    pub tool: &'static str,
    /// How long copies of each level stay, as windows.toml writes it.
    pub stays: [String; 3],
    /// The zones whose days and years count.
    pub zones: Vec<String>,
    /// Why no plan can be made, as sentences; empty when there is one.
    pub faults: Vec<String>,
    /// Whether the tool could have told: `faults` are for somebody to cure in windows.toml.
    pub is_untold: bool,
    /// Every copy, oldest first.
    pub copies: Vec<PlannedCopy>,
    /// The places in `copies` of those that go, in the order in which they have to.
    pub order: Vec<usize>,
    /// How many may go at once.
    pub most: usize,
    /// Whether nothing says how copies are deleted.
    pub has_no_way: bool,
    /// The code of the reason for which nothing goes at all: clock, zone data or ledger cannot be trusted.
    pub doubt: Option<&'static str>,
    /// Ids that the ledger knows and that the tool lists no more, though okno did not delete them.
    pub vanished: Vec<String>,
    /// Holidays that are longer than copies stay.
    pub clashes: Vec<Clash>,
    /// What was deleted, in its order.
    pub deleted: Vec<DeletedCopy>,
    /// Why it went no further.
    pub stopped: Option<Stopped>,
}

impl SystemPlan {
    /// Whether more would go than may at once.
    pub fn is_over_limit(&self) -> bool {
        self.order.len() > self.most
    }

    /// The years in which old copies stay since nobody knows which full one is the first, each with the earliest that may
    /// be.
    pub fn years_in_doubt(&self) -> BTreeMap<i32, &PlannedCopy> {
        let mut earliest: BTreeMap<i32, &PlannedCopy> = BTreeMap::new();
        let mut old = BTreeSet::new();
        for copy in &self.copies {
            let reasons = &copy.verdict.reasons;
            for reason in reasons {
                if let Reason::PerhapsFirstOfYear { year } = reason {
                    earliest.entry(*year).or_insert(copy);
                    if !reasons.contains(&Reason::NotExpired) {
                        old.insert(*year);
                    }
                }
            }
        }
        earliest.retain(|year, _| old.contains(year));
        earliest
    }
}

/// One copy and what becomes of it.
#[derive(Debug, Clone)]
pub struct PlannedCopy {
    /// As the tool lists it.
    pub backup: Backup,
    /// The most that was shown of it.
    pub evidence: Evidence,
    /// Whether it is on the backup server.
    pub moved: Moved,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// A copy that was deleted.
#[derive(Debug, Clone)]
pub struct DeletedCopy {
    /// Its id, as the tool lists it.
    pub id: String,
    /// How, secrets masked.
    pub way: Vec<String>,
}

/// Why the deletion went no further.
#[derive(Debug, Clone)]
pub enum Stopped {
    /// This copy could not be deleted.
    NotDeleted {
        /// Its id.
        id: String,
        /// Why.
        why: String,
    },
    /// This copy is deleted, and that could not be recorded.
    NotRecorded {
        /// Its id.
        id: String,
        /// Why.
        why: String,
    },
    /// What would go now is not what was shown.
    Changed,
    /// Another okno is at these copies.
    Busy,
}

/// `okno backup transfer`.
#[derive(Debug, Clone)]
pub struct TransferReport {
    /// Each system asked about.
    pub systems: Vec<SystemTransfer>,
    /// The signal that ended it before all was looked at, if one did.
    pub interrupted_by: Option<i32>,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// What became of the copies that one system owes the backup server.
#[derive(Debug, Clone)]
pub struct SystemTransfer {
    /// The system.
    pub system: SystemId,
    /// Its customers.
    pub places: Places,
    /// Why nothing could be done, as sentences.
    pub faults: Vec<String>,
    /// Whether another okno is at these copies.
    pub is_busy: bool,
    /// Each copy that was owed, oldest first.
    pub copies: Vec<OwedCopy>,
    /// How many more are owed that are not due yet.
    pub later: usize,
    /// Holidays that are longer than copies stay.
    pub clashes: Vec<Clash>,
}

/// A copy that is owed to the backup server.
#[derive(Debug, Clone)]
pub struct OwedCopy {
    /// Its id, as the tool lists it.
    pub id: String,
    /// 0, 1 or 2.
    pub level: u8,
    /// Its consistency point.
    pub at: DateTime<Utc>,
    /// By when it had to be there.
    pub due: Due,
    /// Whether it is late.
    pub is_late: bool,
    /// What became of it.
    pub outcome: TransferOutcome,
}

/// What became of a copy that was owed.
#[derive(Debug, Clone)]
pub enum TransferOutcome {
    /// It is there, sound, and recorded.
    Moved {
        /// What is proven of it there.
        evidence: Evidence,
        /// Whether it lay there before anything was copied.
        was_there: bool,
    },
    /// It is not, or not shown to be.
    NotMoved {
        /// Why, as sentences.
        why: Vec<String>,
    },
}

/// `okno backup drill`.
#[derive(Debug, Clone)]
pub struct DrillReport {
    /// The system.
    pub system: SystemId,
    /// The system whose backups cover it, if it is another one.
    pub of: Option<SystemId>,
    /// Its customers.
    pub places: Places,
    /// The copy.
    pub backup: Backup,
    /// How it went.
    pub drilled: Drilled,
    /// The signal that was passed on to the command, if one was.
    pub interrupted_by: Option<i32>,
    /// How long it took.
    pub took: TimeDelta,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

impl DrillReport {
    /// How it ended.
    pub fn end(&self) -> DrillEnd {
        self.drilled.end
    }
}
