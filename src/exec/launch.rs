//! Starts a program, and tells apart why one does not start.

use std::{
    io::{self, ErrorKind, PipeReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, atomic::AtomicBool},
};

use rustix::{
    fs::Access,
    io::Errno,
    process::{Pid, Signal, WaitId, WaitIdOptions},
};
use signal_hook::consts::SIGCHLD;

use super::{End, process};

/// What a child gets as stdin, stdout and stderr, and whom it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Streams {
    /// okno's own, in okno's own session.
    Inherited { stdout_to_stderr: bool },
    /// stdin closed, a pipe for each output, a session of its own without a terminal.
    Piped { dies_with_okno: bool },
}

/// A program that was started. Whoever takes this is the one who reaps it.
pub(super) struct Child {
    handle: duct::Handle,
    pid: Pid,
}

/// The reading ends of a child's outputs.
pub(super) struct Outputs {
    pub stdout: PipeReader,
    pub stderr: PipeReader,
}

impl Child {
    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// Reaps the child; waits until it has ended.
    pub(super) fn end(&self) -> End {
        use std::os::unix::process::ExitStatusExt;
        match self.handle.wait() {
            Ok(output) => match output.status.code() {
                Some(code) => End::Exited(code),
                None => End::Signalled(output.status.signal().unwrap_or_default()),
            },
            Err(error) => End::CouldNotStart(format!("it was started, but its end could not be learnt: {error}")),
        }
    }
}

/// Waits until the process has ended, and leaves it to be reaped: until then nothing else can get its number, so that
/// a signal meant for its group cannot hit a stranger.
pub(super) fn wait_for_end(pid: Pid) {
    while matches!(
        rustix::process::waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT),
        Err(Errno::INTR)
    ) {}
}

/// Starts `argv` in `cwd`, with `env` added to the inherited environment.
pub(super) fn start(
    argv: &[String],
    cwd: &Path,
    env: &[(String, String)],
    streams: Streams,
) -> Result<(Child, Option<Outputs>), End> {
    let [name, arguments @ ..] = argv else { return Err(End::CouldNotStart("the command is empty".to_owned())) };
    if name.is_empty() {
        return Err(End::NotFound);
    }
    rustix::fs::access(cwd, Access::EXEC_OK).map_err(|error| {
        End::CouldNotStart(format!("the working folder {} cannot be entered: {error}", cwd.display()))
    })?;
    keep_ended_children();

    let program = program(name, cwd);
    let mut expression = duct::cmd(program.as_os_str(), arguments).dir(cwd).unchecked();
    for (variable, value) in env {
        expression = expression.env(variable, value);
    }
    let shown_name = name.clone();
    expression = expression.before_spawn(move |command| {
        command.arg0(&shown_name);
        Ok(())
    });
    spawn(expression, streams).map_err(|error| why_not(&error, &program))
}

fn spawn(expression: duct::Expression, streams: Streams) -> io::Result<(Child, Option<Outputs>)> {
    let (expression, outputs) = match streams {
        Streams::Inherited { stdout_to_stderr: false } => (expression, None),
        Streams::Inherited { stdout_to_stderr: true } => (expression.stdout_to_stderr(), None),
        Streams::Piped { dies_with_okno } => {
            let (stdout, stdout_writer) = io::pipe()?;
            let (stderr, stderr_writer) = io::pipe()?;
            let expression =
                expression.stdin_null().stdout_file(stdout_writer).stderr_file(stderr_writer).before_spawn(
                    move |command| {
                        in_its_own_session(command, dies_with_okno);
                        Ok(())
                    },
                );
            (expression, Some(Outputs { stdout, stderr }))
        }
    };
    // The expression holds the writing ends: it ends here, or the readers would never see the end of the output.
    let handle = expression.start()?;
    drop(expression);
    let pid = handle
        .pids()
        .first()
        .and_then(|pid| Pid::from_raw(i32::try_from(*pid).ok()?))
        .ok_or_else(|| io::Error::other("it was started, but has no process number"))?;
    Ok((Child { handle, pid }, outputs))
}

/// Puts the child into a session of its own: without a controlling terminal a prompt for a password fails at once
/// instead of hanging, and Ctrl-C at okno's terminal does not reach it unasked.
fn in_its_own_session(command: &mut Command, dies_with_okno: bool) {
    let between_fork_and_exec = move || {
        rustix::process::setsid()?;
        if dies_with_okno {
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        }
        Ok(())
    };
    #[expect(
        unsafe_code,
        reason = "setsid needs pre_exec; the closure makes two bare system calls: it allocates nothing, takes no lock, \
                  and touches no memory of the parent"
    )]
    // SAFETY: setsid and prctl are async-signal-safe, and an `Errno` becomes an `io::Error` without allocating.
    unsafe {
        command.pre_exec(between_fork_and_exec);
    }
}

/// A path is meant from the working folder; a bare name is left to the `PATH`.
fn program(name: &str, cwd: &Path) -> PathBuf {
    let path = Path::new(name);
    if !name.contains('/') || path.is_absolute() {
        return path.to_owned();
    }
    // duct would read it from okno's own folder; and the folder itself may be relative to that.
    std::path::absolute(cwd.join(path)).unwrap_or_else(|_| cwd.join(path))
}

fn why_not(error: &io::Error, program: &Path) -> End {
    match error.kind() {
        ErrorKind::NotFound if program.components().count() > 1 && program.exists() => {
            End::NotExecutable("the interpreter that it names does not exist".to_owned())
        }
        ErrorKind::NotFound | ErrorKind::NotADirectory => End::NotFound,
        // One folder of the PATH that may not be searched is what the kernel tells, even when the others have no such file.
        ErrorKind::PermissionDenied if is_bare(program) && !is_on_the_path(program) => End::NotFound,
        ErrorKind::PermissionDenied => End::NotExecutable(if program.is_dir() {
            "it is a folder".to_owned()
        } else {
            "permission denied".to_owned()
        }),
        _ if matches!(Errno::from_io_error(error), Some(Errno::NOEXEC)) => {
            End::NotExecutable("not a program that this machine can execute".to_owned())
        }
        _ => End::CouldNotStart(error.to_string()),
    }
}

fn is_bare(program: &Path) -> bool {
    program.components().count() == 1 && !program.is_absolute()
}

/// Whether a folder of the `PATH` holds a file of that name, executable or not.
fn is_on_the_path(program: &Path) -> bool {
    #[expect(clippy::disallowed_methods, reason = "the program was looked for by the PATH of this process")]
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// Whoever started okno may have told it to ignore the end of children; then the kernel throws their exit codes away.
fn keep_ended_children() {
    if process::ignored_signals() & (1 << (SIGCHLD - 1)) != 0 {
        // A handler, whatever it does, makes the kernel keep them. Without it the end cannot be learnt, and is told so.
        let _ = signal_hook::flag::register(SIGCHLD, Arc::new(AtomicBool::new(false)));
    }
}
