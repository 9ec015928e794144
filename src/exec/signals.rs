//! The signals that ask okno to end: who hears of them, and when they end it.

use std::{
    io,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag,
    iterator::{Handle, Signals},
    low_level,
};

use super::process;

const ENDING: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// Whether they end okno, as they do where nobody ever watched for them: a handler that was once set stays set.
static END_OKNO: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(false)));

/// Tells of each INT, TERM and HUP for as long as it lives; they do not end okno then. Afterwards they are lost, until
/// [`obey_signals`]. Signals that okno was told to ignore when it was started stay ignored.
pub(super) struct Watch(Handle);

impl Watch {
    /// `tell` says whether it wants to hear more.
    pub(super) fn start(tell: impl Fn(i32) -> bool + Send + 'static) -> io::Result<Self> {
        let mut signals = Signals::new(not_ignored())?;
        END_OKNO.store(false, Ordering::SeqCst);
        let handle = signals.handle();
        thread::spawn(move || {
            for signal in signals.forever() {
                if !tell(signal) {
                    break;
                }
            }
        });
        Ok(Self(handle))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// From here on INT, TERM and HUP end okno again, though a command was watched over before.
pub fn obey_signals() {
    static SET: LazyLock<()> = LazyLock::new(|| {
        for signal in not_ignored() {
            // Without it the signal is lost, and KILL remains.
            drop(flag::register_conditional_default(signal, Arc::clone(&END_OKNO)));
        }
    });
    LazyLock::force(&SET);
    END_OKNO.store(true, Ordering::SeqCst);
}

/// Ends okno as the signal would have.
pub(super) fn end_by(signal: i32) {
    drop(low_level::emulate_default_handler(signal));
}

fn not_ignored() -> impl Iterator<Item = i32> {
    let ignored = process::ignored_signals();
    ENDING.into_iter().filter(move |signal| ignored & (1 << (signal - 1)) == 0)
}
