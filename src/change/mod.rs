//! A change: one piece of work on a system, its plan, its approvals and its runs, folded from its entries. Pure.

mod event;
mod life;
mod plan;
mod state;

pub use event::{
    Approved, Event, Finished, Interrupted, LeftBehind, Outcome, Output, Override, Refusal, RefusedReason, Rescheduled,
    Review, Settled, Settlement, Started, Withdrawn,
};
pub use life::NotAllowed;
pub use plan::{ChangeId, Kind, Plan, PlannedCommand, ProgramFile, Specification, WaveOf};
pub use state::{Approval, Change, Granted, Run, RunEnd, State};
