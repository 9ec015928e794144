//! The one place that says open or closed. Pure: facts in, a [`Decision`] out.
//!
//! Each time rule yields obstacles: [`decide()`] lists those that the work touches, [`Search`] steps over them. No
//! rule exists a second time, so what was promised at noon is what holds at night.

mod adding_up;
mod around;
mod backups;
mod decide;
mod explained;
mod facts;
mod obstacles;
mod outlook;
mod reason;
mod slots;
mod waves;
mod windows;

pub use around::{Around, OtherStop, OtherWork, RecordedFreeze};
pub use decide::{Decision, Missed, Rule, closed_at_any_time, decide, decide_without_slot};
pub use explained::{Bound, Closer, Closing, Explained, Section, bound_by, explain, window_bound_by};
pub use facts::{
    Adoption, Affected, Asking, BackupFacts, Busy, ChangeFacts, Facts, Halt, KnownBackup, NotRestored, OldZone,
    Paperwork, Question, Waiver, ZonedFreeze,
};
pub use obstacles::{Obstacle, Why};
pub use reason::{CODES, Cause, CommandDifference, Cure, Lack, Reason, Staleness, Waivable};
pub use slots::{Search, Slot, freezes, frozen_at};
pub use waves::{Wave, Waves, waves};
pub use windows::Windows;
