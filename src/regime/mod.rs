//! The backup regime as it stands (R9.1): which slots there are, and which of them the known backups fill. Pure.
//!
//! A slot is an hour, a day or a week of a wall clock, identified by the instant at which it begins. A backup belongs to
//! the slot that its consistency point lies in, and to no other.

mod ages;
mod known;
mod slots;
mod standing;

pub use ages::{Grade, old_from, period, too_old_from};
pub use known::{List, counting};
pub use slots::{Slot, first_kept, slack, slot_at, slots_since};
pub use standing::{Filling, Ignored, LevelStanding, SlotState, Standing, WhyIgnored, stand};
