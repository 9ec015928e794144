//! What `/proc` tells of processes: who is in a session, since when, and who still holds a pipe.

use std::{fs, path::PathBuf};

use crate::record::{masking::mask, typed};

/// One process, as `/proc/PID/stat` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    pub pid: u32,
    pub name: String,
    pub group: u32,
    pub session: u32,
    /// Ended, and only waiting for its parent to notice.
    pub is_zombie: bool,
    /// Clock ticks since boot.
    pub start_time: u64,
}

impl Process {
    /// The process, if it exists.
    pub(super) fn look_up(pid: u32) -> Option<Self> {
        // The name of a process is any bytes that its program chose.
        let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
        Self::parse(&String::from_utf8_lossy(&stat))
    }

    /// Reads `PID (NAME) STATE PPID PGRP SESSION …`; the name may hold blanks and parentheses.
    fn parse(stat: &str) -> Option<Self> {
        let (pid, rest) = stat.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        Some(Self {
            pid: pid.parse().ok()?,
            name: name.to_owned(),
            group: fields.get(2)?.parse().ok()?,
            session: fields.get(3)?.parse().ok()?,
            is_zombie: matches!(*fields.first()?, "Z" | "X"),
            start_time: fields.get(19)?.parse().ok()?,
        })
    }

    /// Its command line with secrets masked; `[name]` where the kernel does not tell.
    pub(super) fn command(&self) -> String {
        let argv: Vec<String> = fs::read(format!("/proc/{}/cmdline", self.pid))
            .unwrap_or_default()
            .split(|byte| *byte == 0)
            .filter(|argument| !argument.is_empty())
            .map(|argument| String::from_utf8_lossy(argument).into_owned())
            .collect();
        if argv.is_empty() { format!("[{}]", self.name) } else { typed(&mask(&argv)) }
    }

    /// Whether one of its open files is the pipe with this inode.
    pub(super) fn holds_pipe(&self, inode: u64) -> bool {
        let pipe = PathBuf::from(format!("pipe:[{inode}]"));
        let Ok(open_files) = fs::read_dir(format!("/proc/{}/fd", self.pid)) else { return false };
        open_files.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|target| target == pipe))
    }
}

/// All processes that can be seen and have not ended.
pub(super) fn living() -> impl Iterator<Item = Process> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(Process::look_up)
        .filter(|process| !process.is_zombie)
}

/// When the process started, in clock ticks since boot; `None` if there is no such process. One that has ended and was
/// not reaped still counts.
pub fn start_time_of(pid: u32) -> Option<u64> {
    Process::look_up(pid).map(|process| process.start_time)
}

/// Pid and command of what carries this variable in its environment: what a run whose okno died left alive.
///
/// Only processes whose environment this account may read are seen.
pub fn processes_with((name, value): &(String, String)) -> Vec<(u32, String)> {
    let wanted = format!("{name}={value}");
    let carries = |process: &Process| {
        let environment = fs::read(format!("/proc/{}/environ", process.pid)).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    };
    living().filter(carries).map(|process| (process.pid, process.command())).collect()
}

/// Signals that this process ignores, as bits: bit `n - 1` is signal `n`.
pub(super) fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAIL: &str = "S 1 4243 4242 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 987654 0 0";

    #[test]
    fn a_name_with_blanks_and_parentheses_does_not_shift_the_fields() {
        let process = Process::parse(&format!("17 (a) S (b ) c) {TAIL}")).unwrap();
        assert_eq!(process.name, "a) S (b ) c");
        assert_eq!((process.pid, process.group, process.session, process.start_time), (17, 4243, 4242, 987_654));
    }

    #[test]
    fn a_line_that_is_cut_short_is_no_process() {
        for length in 0..20 {
            assert_eq!(Process::parse(&format!("17 (sh) {TAIL}")[..length]), None);
        }
    }

    #[test]
    fn this_process_lives() {
        let pid = std::process::id();
        assert!(living().any(|process| process.pid == pid));
        assert!(start_time_of(pid).is_some_and(|ticks| ticks > 0));
    }
}
