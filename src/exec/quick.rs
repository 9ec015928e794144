//! Asks a short question of another program and returns its whole answer.

use std::{
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};

use super::{
    End,
    launch::{self, Outputs, Streams},
    pump::{Chunk, pump},
    signals::{self, Watch},
};
use crate::clock::{Clock, SystemClock};

/// How long a tool may take to obey TERM: enough to remove a lock of its own.
const GRACE: Duration = Duration::from_secs(2);
/// How long the pipes of a tool that has ended are still read.
const DRAIN: Duration = Duration::from_millis(500);

/// What a short command answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it ended. `Signalled` when it was stopped because of the two reasons below.
    pub end: End,
    /// Up to the cap.
    pub stdout: Vec<u8>,
    /// Up to the cap.
    pub stderr: Vec<u8>,
    /// It wrote more than the cap to one of its outputs, and was stopped.
    pub too_long: bool,
    /// It did not end in time, and was stopped.
    pub timed_out: bool,
}

enum Event {
    Stdout(Option<Chunk>),
    Stderr(Option<Chunk>),
    Ended,
    /// okno received this signal.
    Received(i32),
}

/// Runs a short command with stdin closed, `LC_ALL=C`, `TZ=UTC` and `env`, in a session of its own.
///
/// After `timeout`, or once it has written more than `cap` bytes to an output, its whole group is stopped: TERM, and
/// KILL two seconds later. It does not outlive okno: INT, TERM and HUP stop it in that way, and end okno when that is done.
pub fn quick(argv: &[String], cwd: &Path, env: &[(String, String)], timeout: Duration, cap: usize) -> Answer {
    let mut answer =
        Answer { end: End::NotFound, stdout: Vec::new(), stderr: Vec::new(), too_long: false, timed_out: false };
    let mut environment = vec![("LC_ALL".to_owned(), "C".to_owned()), ("TZ".to_owned(), "UTC".to_owned())];
    environment.extend_from_slice(env);
    let (post, inbox) = mpsc::channel();
    let received = post.clone();
    let watch = Watch::start(move |signal| received.send(Event::Received(signal)).is_ok());
    let started = launch::start(argv, cwd, &environment, Streams::Piped { dies_with_okno: true });
    let (child, outputs) = match started {
        Ok(started) => started,
        Err(end) => {
            drop(watch);
            signals::obey_signals();
            return Answer { end, ..answer };
        }
    };
    if let Some(Outputs { stdout, stderr }) = outputs {
        pump(stdout, post.clone(), Event::Stdout);
        pump(stderr, post.clone(), Event::Stderr);
    }
    let leader = child.pid();
    std::thread::spawn(move || {
        launch::wait_for_end(leader);
        let _ = post.send(Event::Ended);
    });

    let mut phase = Phase::Runs { until: now() + timeout };
    let mut open_outputs = 2;
    let mut ended_by = None;
    while !phase.is_over(open_outputs) {
        match inbox.recv_timeout(phase.until().saturating_sub(now())) {
            Ok(Event::Stdout(Some(chunk))) => answer.too_long |= keep(&mut answer.stdout, chunk, cap),
            Ok(Event::Stderr(Some(chunk))) => answer.too_long |= keep(&mut answer.stderr, chunk, cap),
            Ok(Event::Stdout(None) | Event::Stderr(None)) => open_outputs -= 1,
            Ok(Event::Ended) => phase = Phase::Drains { until: now() + DRAIN },
            Ok(Event::Received(signal)) => {
                ended_by.get_or_insert(signal);
                phase = phase.stop(leader);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if answer.too_long {
            phase = phase.stop(leader);
        }
        if now() >= phase.until() {
            answer.timed_out |= matches!(phase, Phase::Runs { .. });
            phase = phase.next(leader);
        }
    }
    if answer.timed_out || answer.too_long || ended_by.is_some() {
        // The leader may have obeyed TERM while others of its group did not.
        let _ = kill_process_group(leader, Signal::KILL);
    }
    drop(watch);
    if let Some(signal) = ended_by {
        signals::end_by(signal);
    }
    signals::obey_signals();
    Answer { end: child.end(), ..answer }
}

/// How far a short command has come; each phase lasts no longer than its instant.
#[derive(Debug, Clone, Copy)]
enum Phase {
    Runs { until: Duration },
    Stopping { until: Duration },
    Drains { until: Duration },
    Over,
}

impl Phase {
    fn until(self) -> Duration {
        match self {
            Self::Runs { until } | Self::Stopping { until } | Self::Drains { until } => until,
            Self::Over => Duration::MAX,
        }
    }

    fn is_over(self, open_outputs: u32) -> bool {
        matches!(self, Self::Over) || (matches!(self, Self::Drains { .. }) && open_outputs == 0)
    }

    /// Asks a command that still runs to stop.
    fn stop(self, leader: Pid) -> Self {
        if !matches!(self, Self::Runs { .. }) {
            return self;
        }
        let _ = kill_process_group(leader, Signal::TERM);
        Self::Stopping { until: now() + GRACE }
    }

    /// What follows once the time of this phase is over.
    fn next(self, leader: Pid) -> Self {
        match self {
            Self::Runs { .. } => self.stop(leader),
            Self::Stopping { .. } => {
                let _ = kill_process_group(leader, Signal::KILL);
                Self::Drains { until: now() + DRAIN }
            }
            Self::Drains { .. } | Self::Over => Self::Over,
        }
    }
}

/// Keeps what fits under the cap; whether something did not.
fn keep(kept: &mut Vec<u8>, chunk: Chunk, cap: usize) -> bool {
    let bytes = chunk.bytes();
    let room = cap - kept.len();
    kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    let overflows = bytes.len() > room;
    chunk.recycle();
    overflows
}

fn now() -> Duration {
    SystemClock.monotonic()
}
