//! Runs other programs: the only user of duct, and the only place that signals, waits for or looks at processes.
//!
//! [`run`] carries out a planned command in a session of its own; [`quick()`] asks a short question of a tool. Both take
//! an argv and never a shell.

mod capture;
mod holder;
mod launch;
mod process;
mod pump;
mod quick;
mod session;
mod signals;
mod supervisor;

use std::{path::Path, time::Duration};

use chrono::{DateTime, Utc};

pub use capture::{Capture, Captured};
pub use holder::{Holder, HolderState, RunLock};
pub use process::{processes_with, start_time_of};
pub use quick::{Answer, quick};
pub use session::run;
pub use signals::obey_signals;

/// A planned command.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Program and arguments; a program with a `/` in it is looked for from `cwd`, any other on the `PATH`.
    pub argv: &'a [String],
    /// The recorded working folder.
    pub cwd: &'a Path,
    /// Added to the inherited environment.
    pub env: &'a [(String, String)],
    /// Leaves terminal and stdin to the command; nothing is captured.
    pub interactive: bool,
    /// The window's end; `None`: there is none.
    pub deadline: Option<DateTime<Utc>>,
    /// What happens at the deadline.
    pub on_overrun: Overrun,
    /// Bytes of output kept, half of them from the beginning and half from the end.
    pub capture_limit: usize,
    /// The command's stdout goes where its stderr goes (when `--format json` owns stdout).
    pub stdout_to_stderr: bool,
}

/// What happens to a command that still runs at its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overrun {
    /// It is let run: killing a migration half-way does more harm.
    Warn,
    /// TERM to its whole session, KILL after a grace of five seconds.
    Terminate,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It ended by itself with this code.
    Exited(i32),
    /// A signal ended it.
    Signalled(i32),
    /// okno stopped it at its deadline.
    Terminated,
    /// There is no such program (127).
    NotFound,
    /// The program is there and cannot be executed (126): why.
    NotExecutable(String),
    /// It could not be started for another reason: its working folder is missing, the machine has no room.
    CouldNotStart(String),
}

impl End {
    /// Whether the command ran at all.
    pub fn was_started(&self) -> bool {
        matches!(self, Self::Exited(_) | Self::Signalled(_) | Self::Terminated)
    }
}

/// What is known of a command once it has ended.
#[derive(Debug, Clone)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// From its start to its end, by the clock that was given.
    pub elapsed: Duration,
    /// Its output; `None` when it was interactive or was never started.
    pub captured: Option<Captured>,
    /// Pid and command (secrets masked) of what it left running: in its session, or with its output still open.
    pub left_behind: Vec<(u32, String)>,
    /// The first INT or TERM that okno received meanwhile.
    pub interrupted_by: Option<i32>,
}

/// Where the streams and the news go while a command runs; always called on the thread that called [`run`].
pub trait Listener {
    /// The command has started; comes before any output.
    fn started(&mut self, pid: u32);
    /// Output as it comes. A listener that cannot pass it on must swallow that: the command must not notice.
    fn output(&mut self, bytes: &[u8], is_stderr: bool);
    /// The deadline has passed and the command still runs; comes at most once.
    fn overrun(&mut self, deadline: DateTime<Utc>);
    /// okno received INT, TERM or HUP. INT and TERM were forwarded, HUP was not; on the second INT the command is
    /// being killed.
    fn signalled(&mut self, signal: i32);
}
