//! When something can be done: windows, slots, and what is open now.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Accepted, ChangeView, Footing, Notice, Places};
use crate::{
    backup,
    calendar::{Interval, NightBelongsTo, Window},
    freeze::{Freeze, FreezeId},
    gate::{Bound, Explained, Reason, Slot, Waves},
    halt::Line,
    policy::{CustomerId, SystemId},
};

/// `okno windows`.
#[derive(Debug, Clone)]
pub struct Windows {
    /// Asked for one customer.
    pub customer: Option<CustomerId>,
    /// Asked for a system.
    pub system: Option<SystemId>,
    /// Whose windows they are.
    pub places: Places,
    /// The reading of each customer's nights.
    pub belongs: BTreeMap<CustomerId, NightBelongsTo>,
    /// The common windows.
    pub windows: Vec<Window>,
    /// Whose windows bound the first of them, where several customers share it.
    pub bound: Option<Bound>,
    /// The last date that all calendars know.
    pub known_until: NaiveDate,
    /// Whether more was asked for than the calendars know.
    pub ended_by_calendar: bool,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno slots`.
#[derive(Debug, Clone)]
pub struct Slots {
    /// The system.
    pub system: SystemId,
    /// The affected customers.
    pub places: Places,
    /// How long the service stands still.
    pub downtime: TimeDelta,
    /// How long the work takes.
    pub duration: TimeDelta,
    /// Whether the work needs a window.
    pub needs_window: bool,
    /// The slots.
    pub slots: Vec<Slot>,
    /// What bounds the first of them.
    pub bound: Option<Bound>,
    /// Who closes which hours of the next days, if that was asked.
    pub explained: Option<Explained>,
    /// What lies around the slots; `None` where there is no slot.
    pub timeline: Option<Timeline>,
    /// Waves that serve everybody, where they were asked for or are the only way.
    pub waves: Option<Waves>,
    /// Where the first slot is far away and waves, not asked for, are over before it: the customers that were named.
    pub sooner_in_waves: Option<Vec<CustomerId>>,
    /// Whether a change may stop the system for a part of its customers; waves can be planned only then.
    pub divisible: bool,
    /// How far was searched.
    pub searched_until: DateTime<Utc>,
    /// Why there is none; empty when there is one.
    pub why_none: Vec<Reason>,
    /// Why there are fewer than asked for, where somebody can do something about it.
    pub why_no_more: Vec<Reason>,
    /// Under which rules.
    pub footing: Footing,
}

/// What a picture of the next days needs.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub until: DateTime<Utc>,
    /// Where the work may lie: when all customers have a window, or, where it needs none, wherever nothing bars it.
    pub open: Vec<Interval>,
    /// When the system or a customer is frozen.
    pub freezes: Vec<Interval>,
    /// When other changes on the system are planned or run.
    pub others: Vec<Interval>,
}

/// `okno status`: one screen.
#[derive(Debug, Clone)]
pub struct Status {
    /// Systems whose rules were edited and adopted by nobody: the gate is closed there.
    pub not_adopted: Vec<SystemId>,
    /// Each system, and whether its window is open now.
    pub systems: Vec<SystemStatus>,
    /// What an administrator accepted lately, although it looked wrong.
    pub accepted: Vec<Accepted>,
    /// What is halted.
    pub line: Line,
    /// Changes that are done under a waiver and wait for somebody to review them.
    pub to_review: Vec<ChangeView>,
    /// Changes whose command runs.
    pub running: Vec<ChangeView>,
    /// Changes whose run lost its holder.
    pub interrupted: Vec<ChangeView>,
    /// Changes due within the next 24 hours.
    pub due: Vec<ChangeView>,
    /// Changes past their latest start.
    pub missed: Vec<ChangeView>,
    /// Changes whose last run failed.
    pub failed: Vec<ChangeView>,
    /// Under which rules.
    pub footing: Footing,
}

/// One system at a glance.
#[derive(Debug, Clone)]
pub struct SystemStatus {
    /// Its id.
    pub id: SystemId,
    /// Its customers.
    pub places: Places,
    /// The common window that is open now.
    pub open: Option<Window>,
    /// The next one that opens.
    pub next: Option<Window>,
    /// A freeze that holds now: why, and until when.
    pub frozen: Option<(String, Option<DateTime<Utc>>)>,
    /// The newest backup that covers it.
    pub backup: Option<backup::Known>,
    /// Why there is nothing to back up, where windows.toml says so.
    pub no_backup: Option<String>,
}

/// `okno halt`, `okno resume`.
#[derive(Debug, Clone)]
pub struct LineView {
    /// What is halted now.
    pub line: Line,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno freeze add|list|end`.
#[derive(Debug, Clone)]
pub struct FreezeView {
    /// Those that people recorded.
    pub recorded: Vec<(FreezeId, Freeze)>,
    /// Those of windows.toml.
    pub by_rules: Vec<FrozenBy>,
    /// What was noticed.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// A freeze of windows.toml.
#[derive(Debug, Clone)]
pub struct FrozenBy {
    /// As it is written.
    pub freeze: crate::policy::Freeze,
    /// Its first instant, where it names a zone; without one each customer reads it on its own clock.
    pub from_at: Option<DateTime<Utc>>,
    /// The first instant after it, where it names a zone.
    pub until_at: Option<DateTime<Utc>>,
}
