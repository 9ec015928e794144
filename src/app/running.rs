//! Carrying out a command: the one that a plan bound, or the one that takes a backup.

use std::{fmt::Write as _, path::Path};

use chrono::{DateTime, Utc};

use super::{
    Site,
    narrator::{Narrator, Step},
};
use crate::{
    backup::Taken,
    change::{Finished, LeftBehind, Outcome},
    exec::{self, Captured, End, Job, Listener, Overrun},
    exit,
    record::masking::{self, mask},
};

/// How much of a command's output is kept.
const CAPTURE_LIMIT: usize = 1024 * 1024;

/// Where a command's streams go while it runs.
pub trait Output {
    /// What it prints, as it comes.
    fn stdout(&mut self, bytes: &[u8]);
    /// What it prints to stderr.
    fn stderr(&mut self, bytes: &[u8]);
    /// Whether okno's stdout is taken by a machine-readable answer, so that the command's goes to stderr.
    fn stdout_is_taken(&self) -> bool;
}

/// A command to carry out.
pub(super) struct Order<'a> {
    pub(super) argv: &'a [String],
    pub(super) folder: &'a Path,
    pub(super) environment: &'a [(String, String)],
    pub(super) interactive: bool,
    pub(super) deadline: Option<DateTime<Utc>>,
    pub(super) on_overrun: Overrun,
}

/// How it ended, ready for the record.
pub(super) struct Ended {
    pub(super) finished: Finished,
    /// What is kept of its output, secrets masked.
    pub(super) kept: Option<Vec<u8>>,
    pub(super) captured: Option<Captured>,
    pub(super) interrupted_by: Option<i32>,
    /// When it passed its deadline.
    pub(super) overran: bool,
}

/// Carries out a command; `run` is its number within its change.
pub(super) fn carry_out(
    site: &Site<'_>,
    run: u32,
    order: &Order<'_>,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Ended {
    let job = Job {
        argv: order.argv,
        cwd: order.folder,
        env: order.environment,
        interactive: order.interactive,
        deadline: order.deadline,
        on_overrun: order.on_overrun,
        capture_limit: CAPTURE_LIMIT,
        stdout_to_stderr: output.stdout_is_taken(),
    };
    let stopping = order.on_overrun == Overrun::Terminate;
    let mut relay = Relay { output, narrator, stopping, overran: false };
    let exec::Finished { end, elapsed, captured, left_behind, interrupted_by } =
        exec::run(&job, &site.caller.clock, &mut relay);
    let overran = relay.overran;
    let (outcome, exit_code, signal, problem) = ending(&end);
    let left_behind = left_behind.into_iter().map(|(pid, command)| LeftBehind { pid, command }).collect();
    let finished = Finished {
        run,
        outcome,
        exit_code,
        signal,
        problem,
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        overrun: None,
        output: None,
        left_behind,
    };
    let secrets = masking::secrets(order.argv);
    let kept = captured.as_ref().map(|captured| masking::mask_output(&captured.kept, &secrets));
    Ended { finished, kept, captured, interrupted_by, overran }
}

/// How the command that takes a backup went, and what it printed.
pub(super) struct TakenBackup {
    pub(super) event: Taken,
    pub(super) output: Option<Vec<u8>>,
    /// The signal that was passed on to it, if one was.
    pub(super) interrupted_by: Option<i32>,
}

/// Runs a command of a backup's table, in the policy's folder.
pub(super) fn plainly(
    site: &Site<'_>,
    argv: &[String],
    environment: &[(String, String)],
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Ended {
    let order = Order {
        argv,
        folder: if site.folder.as_os_str().is_empty() { Path::new(".") } else { &site.folder },
        environment,
        interactive: false,
        deadline: None,
        on_overrun: Overrun::Warn,
    };
    carry_out(site, 1, &order, output, narrator)
}

/// Runs the command that takes a backup, in the policy's folder.
pub(super) fn take(
    site: &Site<'_>,
    argv: &[String],
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> TakenBackup {
    let ended = plainly(site, argv, &[], output, narrator);
    let interrupted_by = ended.interrupted_by;
    let Finished { exit_code, elapsed_ms, problem, .. } = ended.finished;
    let mut kept = ended.kept;
    if let Some(problem) = problem {
        let mut text = String::new();
        // Writing to a String does not fail.
        let _ = writeln!(text, "{problem}");
        output.stderr(text.as_bytes());
        kept = Some(text.into_bytes());
    }
    TakenBackup { event: Taken { argv: mask(argv), exit_code, elapsed_ms, output: None }, output: kept, interrupted_by }
}

/// Outcome, exit code, signal, and why it did not start.
fn ending(end: &End) -> (Outcome, u8, Option<i32>, Option<String>) {
    match end {
        End::Exited(0) => (Outcome::Succeeded, 0, None, None),
        End::Exited(code) => (Outcome::Failed, u8::try_from(*code).unwrap_or(u8::MAX), None, None),
        End::Signalled(signal) => (Outcome::Failed, exit::of_signal(*signal), Some(*signal), None),
        End::Terminated => (Outcome::Terminated, exit::DEADLINE, None, None),
        End::NotFound => (Outcome::NotStarted, exit::NOT_FOUND, None, Some("the command was not found".to_owned())),
        End::NotExecutable(why) => {
            (Outcome::NotStarted, exit::CANNOT_RUN, None, Some(format!("the command cannot be executed: {why}")))
        }
        End::CouldNotStart(why) => {
            (Outcome::NotStarted, exit::CANNOT_RUN, None, Some(format!("the command could not be started: {why}")))
        }
    }
}

/// Hands on what the command prints and what happens to it.
struct Relay<'a> {
    output: &'a mut dyn Output,
    narrator: &'a mut dyn Narrator,
    stopping: bool,
    overran: bool,
}

impl Listener for Relay<'_> {
    fn started(&mut self, _: u32) {}

    fn output(&mut self, bytes: &[u8], is_stderr: bool) {
        if is_stderr {
            self.output.stderr(bytes);
        } else {
            self.output.stdout(bytes);
        }
    }

    fn overrun(&mut self, deadline: DateTime<Utc>) {
        self.overran = true;
        self.narrator.step(&Step::Overrun { deadline, stopping: self.stopping });
    }

    fn signalled(&mut self, signal: i32) {
        self.narrator.step(&Step::Signalled { signal });
    }
}
