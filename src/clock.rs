//! The only reader of the system clock.
//!
//! `now` is read once a command, cut to milliseconds, and passed down as a value. Only commands that wait or run hold a
//! [`Clock`]; nothing a user can set moves it.

use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};

/// A source of instants. Tests give a simulated one to [`crate::run`].
pub trait Clock: Send + Sync {
    /// The present instant, cut to milliseconds.
    fn now(&self) -> DateTime<Utc>;
    /// Time since an arbitrary fixed point, never going back: for lengths, not for instants.
    fn monotonic(&self) -> Duration;
}

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "this file owns the system clock")]
        Utc::now().trunc_subsecs(3)
    }

    fn monotonic(&self) -> Duration {
        let reading = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Duration::new(
            u64::try_from(reading.tv_sec).unwrap_or_default(),
            u32::try_from(reading.tv_nsec).unwrap_or_default(),
        )
    }
}
