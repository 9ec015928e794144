//! What stands around a piece of work: other changes, and the stops that they make.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    calendar::Interval,
    change::ChangeId,
    freeze::FreezeId,
    policy::{CustomerId, SystemId},
};

/// What the ledger knows of that may stand in the way of work. Whatever ended long before is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// Planned and running changes on the system, on those that depend on it and on those that it depends on (row 9).
    pub works: Vec<OtherWork>,
    /// The stops of the system (row 10).
    pub stops: Vec<OtherStop>,
    /// Freezes that people recorded beside those of the rules (row 7).
    pub freezes: Vec<RecordedFreeze>,
}

impl Around {
    /// Nothing at all.
    pub const fn nothing() -> Self {
        Self { works: Vec::new(), stops: Vec::new(), freezes: Vec::new() }
    }
}

/// Another change that is planned or runs (row 9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWork {
    /// Which.
    pub change: ChangeId,
    /// What it stops.
    pub system: SystemId,
    /// Its planned start, or when it was started.
    pub start_at: DateTime<Utc>,
    /// When it ends, or is expected to; `None`: its run lost its holder, and nobody has said how it ended.
    pub end_at: Option<DateTime<Utc>>,
    /// Whether it has been started.
    pub running: bool,
}

/// A freeze that a person recorded (row 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFreeze {
    /// Which.
    pub id: FreezeId,
    /// Why.
    pub why: String,
    /// Its first instant.
    pub from_at: DateTime<Utc>,
    /// The first instant after it; `None`: it lasts until somebody ends it.
    pub until_at: Option<DateTime<Utc>>,
    /// Whom it protects; without any, and without systems, everybody.
    pub customers: BTreeSet<CustomerId>,
    /// The systems that it protects.
    pub systems: BTreeSet<SystemId>,
}

/// A stop of the system by another change (row 10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherStop {
    /// Whose.
    pub change: ChangeId,
    /// The work within which it happens, or happened: nobody knows when exactly.
    pub within: Interval,
    /// How long the service stands still; of a finished change the larger of declared and observed.
    pub length: TimeDelta,
}
