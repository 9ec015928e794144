//! What a process hands to [`crate::run`]: everything of the outside world that is not a file, a database or a process.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    io::{self, IsTerminal as _, Write},
    path::PathBuf,
};

use crate::{
    clock::{Clock, SystemClock},
    people::Account,
};

/// Which of the standard streams is a terminal, and how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terminal {
    /// Whether answers can be typed.
    pub stdin: bool,
    /// Whether results go to a person.
    pub stdout: bool,
    /// Whether all else does.
    pub stderr: bool,
    /// Its columns, where they are known.
    pub columns: Option<u16>,
}

/// The environment of one command.
pub struct Env<'a> {
    /// The variables.
    pub vars: BTreeMap<OsString, OsString>,
    /// The working folder.
    pub folder: PathBuf,
    /// Where this very program lies.
    pub program: Option<PathBuf>,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// The account, by uid.
    pub account: Account,
    /// The machine's name.
    pub host: Option<String>,
    /// The number of the process.
    pub pid: Option<u32>,
    /// What is a terminal.
    pub terminal: Terminal,
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where all else goes.
    pub err: &'a mut dyn Write,
}

impl Env<'_> {
    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<OsString> {
        self.vars.get(OsString::from(name).as_os_str()).filter(|value| !value.is_empty()).cloned()
    }

    /// The same, as text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.var(name)?.into_string().ok()
    }
}

/// The environment of this process.
///
/// # Errors
/// The working folder is gone.
pub fn of_this_process<'a>(out: &'a mut dyn Write, err: &'a mut dyn Write) -> io::Result<Env<'a>> {
    let uid = rustix::process::getuid().as_raw();
    let size = rustix::termios::tcgetwinsize(io::stdout()).or_else(|_| rustix::termios::tcgetwinsize(io::stderr()));
    let mut vars: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
    if let Some(zone) = zone_of_the_machine() {
        vars.entry("TZ".into()).or_insert(zone);
    }
    Ok(Env {
        vars,
        folder: std::env::current_dir()?,
        program: std::env::current_exe().ok(),
        clock: &SystemClock,
        account: Account::of_uid(uid, &fs::read_to_string("/etc/passwd").unwrap_or_default()),
        host: Some(rustix::system::uname().nodename().to_string_lossy().into_owned()),
        pid: Some(std::process::id()),
        terminal: Terminal {
            stdin: io::stdin().is_terminal(),
            stdout: io::stdout().is_terminal(),
            stderr: io::stderr().is_terminal(),
            columns: size.ok().map(|size| size.ws_col).filter(|columns| *columns > 0),
        },
        out,
        err,
    })
}

/// The zone that the machine shows times in, by the name of its file.
fn zone_of_the_machine() -> Option<OsString> {
    let file = fs::read_link("/etc/localtime").ok()?;
    let (_, name) = file.to_str()?.split_once("/zoneinfo/")?;
    Some(name.into())
}
