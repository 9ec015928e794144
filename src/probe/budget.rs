//! How much time a look may still take.

use std::time::Duration;

use crate::{clock::Clock, tools::Trouble};

pub(super) struct Budget<'a> {
    clock: &'a dyn Clock,
    ends_at: Duration,
}

impl<'a> Budget<'a> {
    pub(super) fn new(clock: &'a dyn Clock, timeout: Duration) -> Self {
        Self { clock, ends_at: clock.monotonic().saturating_add(timeout) }
    }

    pub(super) fn left(&self) -> Duration {
        self.ends_at.saturating_sub(self.clock.monotonic())
    }

    /// # Errors
    ///
    /// [`Trouble::TimedOut`] once nothing is left.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        if self.left().is_zero() { Err(Trouble::TimedOut) } else { Ok(()) }
    }
}
