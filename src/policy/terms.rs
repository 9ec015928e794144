//! The `[policy]` keys, which a system and a customer may set too, and which of two values is the stricter.

use chrono::TimeDelta;

use super::Evidence;
use crate::calendar::{Hours, NightBelongsTo};

/// The `[policy]` keys as one table sets them; `None`: not set there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    /// The longest stop that may run at any time (R8.2).
    pub downtime_limit: Option<TimeDelta>,
    /// When longer stops may run on a working day (R8.1).
    pub window: Option<Hours>,
    /// Which working day the hours after midnight belong to.
    pub night_belongs_to: Option<NightBelongsTo>,
    /// How old the newest backup may be at the start of the work (R9.1).
    pub backup_max_age: Option<TimeDelta>,
    /// The weakest evidence of a backup that opens the gate.
    pub backup_evidence: Option<Evidence>,
    /// The span over which short stops add up.
    pub count_together: Option<TimeDelta>,
    /// How many people other than the author must approve.
    pub approvals: Option<u32>,
    /// How long before the planned start a change may start.
    pub early: Option<TimeDelta>,
    /// How long after the planned start it may.
    pub late: Option<Late>,
    /// What happens to a command that is still running at its deadline.
    pub on_overrun: Option<OnOverrun>,
    /// How long after its start a run may be rolled back at any hour.
    pub rollback_within: Option<TimeDelta>,
}

/// How long after its planned start a change may still start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Late {
    in_window: Option<TimeDelta>,
    short: TimeDelta,
}

impl Late {
    /// `late = "window"`: until the last start that still fits; half an hour for short stops.
    pub const WINDOW: Self = Self { in_window: None, short: TimeDelta::minutes(30) };

    /// `late = "2h"`.
    pub const fn after(length: TimeDelta) -> Self {
        Self { in_window: Some(length), short: length }
    }

    /// The stricter of two, for each kind of stop.
    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        let in_window = match (self.in_window, other.in_window) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (only, None) | (None, only) => only,
        };
        Self { in_window, short: self.short.min(other.short) }
    }

    /// For a stop that needs a window: at most so long after the planned start, and in the window all the same;
    /// `None`: until the last start that still fits.
    pub const fn for_long_stops(self) -> Option<TimeDelta> {
        self.in_window
    }

    /// For a stop that may run at any time: at most so long after the planned start.
    pub const fn for_short_stops(self) -> TimeDelta {
        self.short
    }
}

/// What happens to a command that still runs at its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnOverrun {
    /// It goes on; the overrun is recorded.
    Warn,
    /// It is ended: TERM, then KILL.
    Terminate,
}

impl OnOverrun {
    /// The word for it in windows.toml.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Terminate => "terminate",
        }
    }
}
