//! What may be deleted, and why the rest stays (R9.3); what has to be on the backup server, and by when (R9.2). Pure.
//!
//! Age decides nothing alone: [`plan()`] gives every copy all reasons for which it stays. Where a rule can be read in two
//! ways, the copy stays longer.

mod chains;
mod expiry;
mod moving;
mod plan;
mod years;

use chrono::{DateTime, NaiveDate, Utc};

pub use expiry::{Expiry, expiry};
pub use moving::{Clash, Due, clashes, due};
pub use plan::{Plan, Rules, plan};

use crate::policy::{Evidence, Stay};

/// One copy, as its tool and the ledger know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCopy {
    /// The tool's own id.
    pub id: String,
    /// 0 full, 1 daily, 2 hourly.
    pub level: u8,
    /// When its run began: the year that it belongs to.
    pub started_at: DateTime<Utc>,
    /// Its consistency point: its age is counted from here.
    pub at: DateTime<Utc>,
    /// The most that was ever shown of it.
    pub evidence: Evidence,
    /// Whether it was shown to be no good.
    pub is_refuted: bool,
    /// The copies that it cannot be restored without.
    pub refers_to: Vec<String>,
    /// Whether it is on the backup server.
    pub moved: Moved,
    /// The open changes that may need it.
    pub bound_to: Vec<String>,
}

/// Whether a copy is on the backup server (R9.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// No transfer is configured: it lies where it has to.
    NotAsked,
    /// It is here alone.
    NotYet,
    /// It was found there.
    Done,
}

/// Why a copy stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is not old enough.
    NotExpired,
    /// It is the first full one of its year, which stays for ever.
    FirstOfYear {
        /// The calendar year.
        year: i32,
    },
    /// Nobody looked whether it is complete; if it is, it may be the first full one of its year.
    PerhapsFirstOfYear {
        /// The calendar year.
        year: i32,
    },
    /// It takes the place of the first full one of its year, should that one be no good: nobody read that one's bytes again
    /// yet, or it is not on the backup server.
    StandsIn {
        /// The calendar year.
        year: i32,
        /// The first one.
        first: String,
    },
    /// Copies that stay cannot be restored without it.
    ReferredTo {
        /// One of them.
        by: String,
        /// How many there are beside it.
        others: usize,
    },
    /// It is the newest of its level that is complete.
    LastOfLevel,
    /// It is the newest of its level whose bytes were read again: newer ones are said to be complete, no more.
    LastVerified,
    /// No copy of its level is known to be complete.
    NoneComplete,
    /// It is not on the backup server yet.
    NotMoved,
    /// A change that is not closed yet relies on it.
    BoundTo {
        /// The change.
        change: String,
    },
    /// The clock cannot be trusted: nothing is old for sure.
    ClockInDoubt,
    /// It claims a time that is still to come.
    FromFuture,
    /// It is said to need copies that need it.
    Circular,
    /// Another copy has the same id: nobody could tell which would go.
    SameId,
    /// Its level is none of the regulation's.
    UnknownLevel,
}

impl Reason {
    /// The word for it in JSON.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotExpired => "not-expired",
            Self::FirstOfYear { .. } => "first-of-year",
            Self::PerhapsFirstOfYear { .. } => "perhaps-first-of-year",
            Self::StandsIn { .. } => "stands-in",
            Self::ReferredTo { .. } => "referred-to",
            Self::LastOfLevel => "last-of-level",
            Self::LastVerified => "last-verified",
            Self::NoneComplete => "none-complete",
            Self::NotMoved => "not-moved",
            Self::BoundTo { .. } => "bound-to",
            Self::ClockInDoubt => "clock-in-doubt",
            Self::FromFuture => "from-future",
            Self::Circular => "circular",
            Self::SameId => "same-id",
            Self::UnknownLevel => "unknown-level",
        }
    }
}

/// What becomes of one copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The rule of its level; `None`: there is none for that level.
    pub stay: Option<Stay>,
    /// When that rule lets it go; `None` without one.
    pub expiry: Option<Expiry>,
    /// Every reason for which it stays; none: it goes.
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// Whether it may be deleted.
    pub fn goes(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The last day on which the rule of its level keeps it.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.expiry.map(|expiry| expiry.last_day)
    }
}

/// How many copies may go at once where nobody says otherwise: ten, or a fifth of all, whichever is more. A wrong clock or
/// zone must not empty the shelf.
pub fn most_at_once(all: usize) -> usize {
    const FEW: usize = 10;
    (all / 5).max(FEW)
}
