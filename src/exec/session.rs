//! Runs a planned command from its start to its end.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use rustix::fs::fstat;

use super::{
    Capture, End, Finished, Job, Listener,
    launch::{self, Outputs, Streams},
    process,
    pump::{Chunk, pump},
    signals::Watch,
    supervisor::{Notice, Sign, Supervisor, Target, report_end},
};
use crate::clock::{Clock, SystemClock};

/// How long the output of what the command left running is still read.
const DRAIN: Duration = Duration::from_secs(2);

/// What reaches the thread that talks to the listener.
enum Event {
    Output {
        chunk: Chunk,
        is_stderr: bool,
    },
    /// One of the two outputs has ended.
    Closed,
    Notice(Notice),
}

/// Runs the command and returns once it has ended.
///
/// okno itself outlives INT, TERM and HUP meanwhile. INT and TERM are forwarded; a second INT kills the whole session
/// (TERM, then KILL after five seconds). Signals that okno was told to ignore when it was started stay ignored.
pub fn run(job: &Job<'_>, clock: &dyn Clock, listener: &mut dyn Listener) -> Finished {
    let begun = clock.monotonic();
    let (signs, signs_inbox) = mpsc::channel();
    let received = signs.clone();
    let signal_watch = match Watch::start(move |signal| received.send(Sign::Received(signal)).is_ok()) {
        Ok(watch) => watch,
        Err(error) => return never_started(End::CouldNotStart(format!("signals cannot be watched: {error}"))),
    };
    let streams = if job.interactive {
        Streams::Inherited { stdout_to_stderr: job.stdout_to_stderr }
    } else {
        Streams::Piped { dies_with_okno: false }
    };
    let (child, outputs) = match launch::start(job.argv, job.cwd, job.env, streams) {
        Ok(started) => started,
        Err(end) => return never_started(end),
    };
    let leader = child.pid();
    let leader_pid = leader.as_raw_pid().unsigned_abs();
    report_end(leader, signs);
    listener.started(leader_pid);

    let (events, inbox) = mpsc::channel();
    let pipes = outputs.as_ref().map(pipe_inodes).unwrap_or_default();
    let mut stream = Stream {
        capture: outputs.as_ref().map(|_| Capture::new(job.capture_limit)),
        open_outputs: if outputs.is_some() { 2 } else { 0 },
        stdout_to_stderr: job.stdout_to_stderr,
        listener,
    };
    if let Some(Outputs { stdout, stderr }) = outputs {
        pump(stdout, events.clone(), |chunk| output_event(chunk, false));
        pump(stderr, events.clone(), |chunk| output_event(chunk, true));
    }
    let target = if job.interactive { Target::SharesTerminal(leader) } else { Target::Session(leader) };
    let (terminated, interrupted_by) = thread::scope(|scope| {
        scope.spawn(move || {
            let post = |notice| drop(events.send(Event::Notice(notice)));
            Supervisor::new(target, clock, job.deadline, job.on_overrun, &post).watch(&signs_inbox);
        });
        stream.follow(&inbox)
    });
    let elapsed = clock.monotonic().saturating_sub(begun);
    stream.drain(&inbox);
    // Still unreaped, the leader keeps its number from being given to somebody else while its session is looked at.
    let left_behind = if job.interactive { Vec::new() } else { left_behind(leader_pid, &pipes) };
    let end = child.end();
    drop(signal_watch);
    Finished {
        end: if terminated { End::Terminated } else { end },
        elapsed,
        captured: stream.capture.map(Capture::finish),
        left_behind,
        interrupted_by,
    }
}

fn never_started(end: End) -> Finished {
    Finished { end, elapsed: Duration::ZERO, captured: None, left_behind: Vec::new(), interrupted_by: None }
}

fn output_event(chunk: Option<Chunk>, is_stderr: bool) -> Event {
    chunk.map_or(Event::Closed, |chunk| Event::Output { chunk, is_stderr })
}

/// Passes on what comes, on the thread of the caller.
struct Stream<'a> {
    listener: &'a mut dyn Listener,
    capture: Option<Capture>,
    stdout_to_stderr: bool,
    open_outputs: u32,
}

impl Stream<'_> {
    /// Until the command is over: whether it was terminated, and what okno was interrupted by.
    fn follow(&mut self, inbox: &Receiver<Event>) -> (bool, Option<i32>) {
        loop {
            match inbox.recv() {
                Ok(Event::Notice(Notice::Over { terminated, interrupted_by })) => return (terminated, interrupted_by),
                Ok(event) => self.pass_on(event),
                // The supervisor's last word comes before it goes.
                Err(mpsc::RecvError) => return (false, None),
            }
        }
    }

    /// What is left in the pipes, for as long as somebody holds them but no longer than [`DRAIN`].
    fn drain(&mut self, inbox: &Receiver<Event>) {
        let give_up_at = SystemClock.monotonic() + DRAIN;
        while self.open_outputs > 0 {
            let left = give_up_at.saturating_sub(SystemClock.monotonic());
            match inbox.recv_timeout(left) {
                Ok(event) => self.pass_on(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
            if left.is_zero() {
                return;
            }
        }
    }

    fn pass_on(&mut self, event: Event) {
        match event {
            Event::Output { chunk, is_stderr } => {
                if let Some(capture) = &mut self.capture {
                    capture.take(chunk.bytes());
                }
                self.listener.output(chunk.bytes(), is_stderr || self.stdout_to_stderr);
                chunk.recycle();
            }
            Event::Closed => self.open_outputs -= 1,
            Event::Notice(Notice::Overrun(deadline)) => self.listener.overrun(deadline),
            Event::Notice(Notice::Received(signal)) => self.listener.signalled(signal),
            Event::Notice(Notice::Over { .. }) => {}
        }
    }
}

fn pipe_inodes(outputs: &Outputs) -> Vec<u64> {
    [fstat(&outputs.stdout), fstat(&outputs.stderr)].into_iter().flatten().map(|stat| stat.st_ino).collect()
}

/// What still lives of the command: in its session, or, as a daemon does, outside it with an output still open.
fn left_behind(leader_pid: u32, pipes: &[u64]) -> Vec<(u32, String)> {
    let own_pid = std::process::id();
    process::living()
        .filter(|process| process.pid != leader_pid && process.pid != own_pid)
        .filter(|process| process.session == leader_pid || pipes.iter().any(|inode| process.holds_pipe(*inode)))
        .map(|process| (process.pid, process.command()))
        .collect()
}
