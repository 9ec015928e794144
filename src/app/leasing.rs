//! The lease of a run on a ledger that many machines share: as long as it is renewed, the others know that the run lives.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::Site;
use crate::{
    clock::{Ahead, Clock as _},
    ledger::{self, Store, address::Address},
    record::Subject,
};

/// How long a lease holds without being renewed.
pub(super) const HOLDS: TimeDelta = TimeDelta::seconds(90);

/// How often it is renewed.
const RENEWED_EVERY: Duration = Duration::from_secs(15);

/// Until when a lease given now holds; `None` where no other machine has to be told.
pub(super) fn until(site: &Site<'_>) -> Option<DateTime<Utc>> {
    site.is_shared().then(|| site.caller.clock.now() + HOLDS)
}

/// Does the work while the run's lease is renewed beside it.
pub(super) fn while_renewed<T>(site: &Site<'_>, run: &Subject, work: impl FnOnce() -> T) -> T {
    if !site.is_shared() {
        return work();
    }
    let (address, clock) = (site.ledger_address(), site.caller.clock);
    thread::scope(|threads| {
        let (stop, stopped) = mpsc::channel::<()>();
        threads.spawn(move || renew(address, run, clock, &stopped));
        let done = work();
        drop(stop);
        done
    })
}

/// Renews until it is stopped. What fails is tried again: the command must not hear of it.
fn renew(address: &Address, run: &Subject, clock: Ahead<'_>, stopped: &Receiver<()>) {
    let mut store: Option<Box<dyn Store>> = None;
    while stopped.recv_timeout(RENEWED_EVERY) == Err(RecvTimeoutError::Timeout) {
        let mut open = store.take().or_else(|| ledger::open_server(address).ok());
        let renewed = open.as_mut().map(|store| store.renew(run, clock.now() + HOLDS));
        store = open.filter(|_| matches!(renewed, Some(Ok(()))));
    }
}
