//! `okno run`: what runs, how its end is told and recorded, and what happens when somebody interferes.

mod dead_holders;
mod endings;
mod full_disk;
mod interrupted_backups;
mod overruns;
mod races;
mod refusals;
mod results;
mod signals;
mod streams;

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use okno::clock::{Clock as _, SystemClock};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::house::House;

/// A command that says that it runs, and runs until it is let go.
const HELD: &str = "touch started; while ! test -e go; do sleep 0.02; done; touch ended";

/// A house by the real clock with a backup that was confirmed.
fn house() -> House {
    let house = House::new();
    house.follow_the_real_clock();
    back_up(&house);
    house
}

/// Makes and confirms a backup that is younger than everything before it.
fn back_up(house: &House) {
    let dated = house.make_backup(SystemClock.now());
    // The name tells the second only; the time of the last write is finer.
    let undated = house.path("backups/shop-newest.db");
    fs::rename(&dated, &undated).unwrap();
    fs::File::options().write(true).open(&undated).unwrap().set_modified(SystemClock.now().into()).unwrap();
    house.follow_the_real_clock();
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
}

/// Plans the next change as a short stop now.
fn plan(house: &House, length: &str, command: &[&str]) {
    let args = ["plan", "Work", "--system", "shop", "--downtime", length, "--"];
    house.run_program(&[&args[..], command].concat()).exits(0);
}

/// What `okno show` tells of a change.
fn shown(house: &House, id: &str) -> Value {
    house.run_program(&["show", id, "--format", "json"]).exits(0).json()
}

/// The newest run of CHG-1.
fn last_run(house: &House) -> Value {
    shown(house, "1")["runs"].as_array().unwrap().last().unwrap().clone()
}

/// Waits for something that is certain to come; the limit only ends a test that hangs.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let give_up_at = SystemClock.monotonic() + Duration::from_secs(30);
    while !is_so() {
        assert!(SystemClock.monotonic() < give_up_at, "{what}: waited for it in vain");
        thread::sleep(Duration::from_millis(5));
    }
}

fn wait_for_file(path: &Path) {
    wait_until(&path.display().to_string(), || path.exists());
}

/// okno, started by another program: `outer` and then okno with its arguments.
fn started_by(outer: &[&str], house: &House, args: &[&str]) -> Command {
    let okno = house.program(args);
    let mut command = Command::new(outer[0]);
    command.args(&outer[1..]).arg(okno.get_program()).args(okno.get_args()).current_dir(house.folder()).env_clear();
    command.envs(okno.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// A running okno; killed when the test fails.
struct Running(Child);

impl Running {
    /// Starts okno and waits until its command says that it runs.
    fn start(house: &House, args: &[&str]) -> Self {
        let running = Self::start_unawaited(house, args);
        wait_for_file(&house.path("started"));
        running
    }

    fn start_unawaited(house: &House, args: &[&str]) -> Self {
        let mut command = house.program(args);
        Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }

    /// Waits for its end: status, stdout, stderr.
    fn end(mut self) -> (ExitStatus, String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.0.wait().unwrap(), out, err)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its end was waited for, unless the test fails.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
