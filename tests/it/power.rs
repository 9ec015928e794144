//! What is left when the disk is full, okno is killed, or the power fails, at any step of a command.
//!
//! `power/fault.c` is preloaded into the real program and lets one of its steps go wrong: neither privileges nor a debugger
//! are needed for that, and every step has its turn.

mod crashes;
mod full_disk;
mod power_cuts;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Output, Stdio},
    sync::OnceLock,
};

use okno::clock::{Clock as _, SystemClock};
use serde_json::Value;

use crate::house::House;

/// The library that lets steps go wrong; built once.
fn library() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (fresh, library) = (folder.join(format!("fault-{}.so", std::process::id())), folder.join("fault.so"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/power/fault.c");
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&fresh).arg(source).arg("-ldl");
        let Output { status, stderr, .. } = cc.output().expect("a C compiler");
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        // Other test processes may use the one that is there.
        fs::rename(&fresh, &library).unwrap();
        library
    })
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// The process is killed before the step.
    Kill,
    /// It is killed when half of what the step writes is written.
    Torn,
    /// From this step on there is no room on the disk.
    Full,
    /// The disk does not take what was written.
    Sync,
    /// Nothing; what is written is told.
    Trace,
}

/// What a faulty okno left.
struct Left {
    status: ExitStatus,
    /// stdout and stderr on one line.
    said: String,
}

/// The real program with a fault at a step, counted from 1; at step 0 nothing goes wrong.
fn faulty(house: &House, deed: Deed, at: u32, args: &[&str]) -> Command {
    let folder = fs::canonicalize(house.folder()).unwrap();
    let deed = match deed {
        Deed::Kill => "kill",
        Deed::Torn => "torn",
        Deed::Full => "full",
        Deed::Sync => "sync",
        Deed::Trace => "trace",
    };
    let mut okno = house.program(args);
    okno.env("LD_PRELOAD", library()).env("FAULT_UNDER", folder.join("")).env("FAULT_DEED", deed);
    okno.env("FAULT_AT", at.to_string()).current_dir(folder).stdin(Stdio::null());
    okno
}

fn left_by(mut okno: Command) -> Left {
    let Output { status, stdout, stderr } = okno.output().unwrap();
    let said = format!("{} {}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    Left { status, said: said.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// How many steps a command takes at which the deed could be done.
fn steps(house: &House, deed: Deed, args: &[&str]) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    fs::write(&trace, "").unwrap();
    let mut okno = faulty(house, deed, 0, args);
    let left = left_by({
        okno.env("FAULT_TRACE", &trace);
        okno
    });
    let steps =
        fs::read_to_string(&trace).unwrap().trim().parse().unwrap_or_else(|error| panic!("{error}: {}", left.said));
    assert!(steps > 0, "{args:?} takes {steps} steps");
    steps
}

/// The house as it was, to be brought back again and again: a change binds its folder, so it has to stay in place.
struct Before {
    kept: tempfile::TempDir,
}

impl Before {
    fn of(house: &House) -> Self {
        let kept = tempfile::tempdir().unwrap();
        for name in [".okno", "state"] {
            copy(&house.path(name), &kept.path().join(name));
        }
        Self { kept }
    }

    fn bring_back(&self, house: &House) {
        for name in [".okno", "state"] {
            remove(&house.path(name));
            copy(&self.kept.path().join(name), &house.path(name));
        }
        drop(fs::remove_file(house.path("ran")));
        house.follow_the_real_clock();
    }
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        return;
    }
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

fn remove(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => panic!("{}: {error}", folder.display()),
        _ => {}
    }
}

/// A house by the real clock with a backup that was confirmed. The command that takes another kills okno.
fn house() -> House {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\nkill -9 $PPID\n");
    house.follow_the_real_clock();
    let dated = house.make_backup(SystemClock.now());
    let undated = house.path("backups/shop-newest.db");
    fs::rename(&dated, &undated).unwrap();
    fs::File::options().write(true).open(&undated).unwrap().set_modified(SystemClock.now().into()).unwrap();
    house.follow_the_real_clock();
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    house
}

/// A house whose CHG-1, a short stop, may run now; its command leaves a line in `ran`.
fn ready_to_run() -> House {
    let house = house();
    house
        .run_program(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "sh", "-c", "echo x >> ran"])
        .exits(0);
    house
}

/// Every entry, with its hash. None while there is no ledger.
fn entries(house: &House) -> Vec<String> {
    house.follow_the_real_clock();
    if !house.ledger().exists() {
        return Vec::new();
    }
    let verified = house.okno(&["log", "verify", "--format", "json"]).exits(0).json();
    assert_eq!(verified["ok"], true, "{verified}");
    let exported = house.okno(&["log", "export"]).exits(0).out;
    exported.lines().map(str::to_owned).collect()
}

/// What happened, by the names of the kinds.
fn kinds(entries: &[String]) -> Vec<String> {
    let kind = |entry: &String| {
        let line: Value = serde_json::from_str(entry.split_once(' ').unwrap().1).unwrap();
        line["kind"].as_str().unwrap().to_owned()
    };
    entries.iter().map(kind).collect()
}

/// How often the command of [`ready_to_run`] ran.
fn times_run(house: &House) -> usize {
    fs::read_to_string(house.path("ran")).map_or(0, |lines| lines.lines().count())
}

fn state(house: &House) -> String {
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    shown["state"].as_str().unwrap().to_owned()
}
