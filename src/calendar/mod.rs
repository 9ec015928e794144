//! Time as the customer's wall clock shows it: intervals, zones, working days, nights. Pure.
//!
//! Every instant is a UTC instant, every interval is half-open `[start, end)`, every length is elapsed time.

pub mod ics;
pub mod instant;
pub mod interval;
pub mod iso_length;
pub mod length;
pub mod nights;
mod pieces;
pub mod workdays;
pub mod zone;

pub use interval::Interval;
pub use nights::{Hours, NightBelongsTo, Stretch, Stretches, Window, WindowRule, stretches};
pub use workdays::{Day, Workdays, weekday_word};
pub use zone::{Reading, Zone, ZoneError, ZoneName};
