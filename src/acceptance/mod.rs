//! What an administrator accepted although it looks wrong: a clock that lies behind the newest entry (row 21 of the
//! decision table), a ledger that is not the one that a machine saw last (row 22). Accepted zone data (row 24) belongs to
//! [`crate::policy::ZoneDataSeen`]. Pure.

mod clock;
mod head;

pub use clock::{ClockAccepted, ClockEvent, ClockRead, ClockRuling, Timekeeping};
pub use head::{HeadAccepted, HeadRuling, Heads};
