//! Snapshots that a real restic made.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use chrono::TimeDelta;
use okno::{
    clock::SystemClock,
    policy::{BackupTool, Evidence, Repository, ResticBackup},
    probe,
    tools::{self, Aim, Fault, Judgement, Next},
};
use serde_json::Value;

use super::{assert_reason, confirm, plan};
use crate::house::House;

const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2020-01-01..2199-12-31"

[customers.acme]
name = "ACME Retail"
time-zone = "UTC"
calendar = "office"

[systems.shop]
name = "Shop database"
customers = ["acme"]

[systems.shop.backup]
tool = "restic"
program = "./restic"
repository = "repo"
password-file = "password"
host = "db1"
complete-tag = "complete"
min-bytes = 100000
max-shrink = "50%"
"#;

/// A house with an empty repository, by the real clock: restic dates its snapshots itself. Its `restic` is the one of the
/// machine, with a home of its own.
fn house() -> House {
    let house = House::with_rules(RULES);
    house.follow_the_real_clock();
    house.script("restic", "#!/bin/sh\nexport HOME=\"$PWD/home\" XDG_CACHE_HOME=\"$PWD/cache\"\nexec restic \"$@\"\n");
    house.write("password", "a password\n");
    fs::create_dir(house.path("data")).unwrap();
    house.write("data/dump.sql", noise(300_000));
    run(&house, &["init"]);
    house
}

/// Bytes that do not pack.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

fn restic(house: &House, args: &[&str]) -> Command {
    let mut command = Command::new(house.path("restic"));
    command.args(["--repo=repo", "--password-file=password"]).args(args).current_dir(house.folder());
    command
}

#[track_caller]
fn run(house: &House, args: &[&str]) -> String {
    let output = restic(house, args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A backup as a job makes it: the tag is set when restic has ended with 0.
fn back_up(house: &House) {
    run(house, &["backup", "--host=db1", "--tag=level=0", "data"]);
    run(house, &["tag", "--host=db1", "--add=complete"]);
}

/// The largest file of a folder.
pub(super) fn largest(folder: &Path) -> PathBuf {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.into_iter().max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap()
}

/// Flips one bit in the middle of a file.
pub(super) fn flip(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// A backup that runs until it is killed: its input does not end. It holds a lock once this returns.
fn running(house: &House) -> Child {
    let mut child = restic(house, &["backup", "--host=db1", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(&noise(1000)).unwrap();
    while fs::read_dir(house.path("repo/locks")).unwrap().next().is_none() {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

pub(super) fn faults(answer: &Value) -> String {
    answer["faults"].to_string()
}

#[test]
fn a_good_snapshot_is_verified_and_a_run_is_bound_to_it() {
    let house = house();
    back_up(&house);
    house.follow_the_real_clock();
    let backup = confirm(&house).exits(0).json()["backup"].clone();
    assert_eq!((&backup["evidence"], &backup["level"]), (&"verified".into(), &0.into()));
    assert_eq!(backup["bytes"], 300_000);
    plan(&house);
    house.okno(&["check", "1"]).exits(0);
    let id = backup["id"].as_str().unwrap();
    let shown = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    assert!(shown.contains("--read-data") && shown.contains("\"name\":\"restic\""), "{shown}");
    run(&house, &["forget", id]);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["backup-missing"]);
    assert!(!house.path("ran").exists());
    assert!(house.okno(&["log", "--format", "jsonl"]).exits(0).out.contains("is gone from repo"));
}

#[test]
fn an_unchanged_repository_opens_the_gate() {
    let house = house();
    back_up(&house);
    house.follow_the_real_clock();
    confirm(&house).exits(0);
    plan(&house);
    house.okno(&["run", "1"]).exits(0);
    assert!(house.path("ran").exists());
}

#[test]
fn a_repository_without_a_snapshot_has_no_backup() {
    let house = house();
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("repo holds no backup of host db1"), "{answer}");
    run(&house, &["backup", "--host=db2", "data"]);
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("no backup of host db1, but db2:/"), "{answer}");
}

#[test]
fn a_snapshot_grows_stale_and_one_from_the_future_does_not_count() {
    let house = house();
    house.pass(TimeDelta::hours(-2));
    back_up(&house);
    let status =
        |code: u8| house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(code).json();
    confirm(&house).exits(0);
    assert_reason(&status(77)["systems"][0]["reason"], "backup-stale", &["ahead of the clock"]);
    house.pass(TimeDelta::hours(2) + TimeDelta::minutes(1));
    confirm(&house).exits(0);
    status(0);
    house.pass(TimeDelta::minutes(91));
    assert_reason(&status(77)["systems"][0]["reason"], "backup-stale", &["1 h 30 min is allowed"]);
}

#[test]
fn a_run_that_was_killed_leaves_no_snapshot_but_a_lock() {
    let house = house();
    back_up(&house);
    house.follow_the_real_clock();
    let mut child = running(&house);
    let locked = |word: &str| {
        let answer = confirm(&house).exits(69).json();
        assert!(faults(&answer).contains("already locked") && faults(&answer).contains("unlock"), "{word}: {answer}");
    };
    locked("while it runs");
    child.kill().unwrap();
    child.wait().unwrap();
    locked("when it was killed");
    run(&house, &["unlock"]);
    assert_eq!(confirm(&house).exits(0).json()["backup"]["bytes"], 300_000, "the one before it");
}

#[test]
fn a_run_that_was_not_tagged_at_its_end_is_not_complete() {
    let house = house();
    back_up(&house);
    run(&house, &["backup", "--host=db1", "data"]);
    house.follow_the_real_clock();
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("does not have the tag"), "{answer}");
}

#[test]
fn a_dump_of_nothing_and_one_that_shrank_are_refuted() {
    let house = house();
    back_up(&house);
    house.write("data/dump.sql", noise(120_000));
    back_up(&house);
    house.follow_the_real_clock();
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("120000 bytes, 60 % fewer"), "{answer}");
    house.write("data/dump.sql", "-- no such database\n");
    back_up(&house);
    house.follow_the_real_clock();
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("at least 100000 are expected"), "{answer}");
}

#[test]
fn a_bit_that_flipped_in_the_data_is_found() {
    let house = house();
    back_up(&house);
    flip(&largest(&house.path("repo/data")));
    house.follow_the_real_clock();
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("repo is damaged"), "{answer}");
    // What restic itself says without reading the data.
    run(&house, &["check"]);
}

#[test]
fn a_snapshot_that_cannot_be_read_does_not_let_an_older_one_pass_for_the_newest() {
    let house = house();
    back_up(&house);
    let first: Vec<PathBuf> = snapshots(&house);
    run(&house, &["backup", "--host=db1", "--tag=complete", "data"]);
    let newest = snapshots(&house).into_iter().find(|path| !first.contains(path)).unwrap();
    flip(&newest);
    // restic keeps a copy of it otherwise.
    fs::remove_dir_all(house.path("cache")).unwrap();
    house.follow_the_real_clock();
    let answer = confirm(&house).exits(69).json();
    assert!(faults(&answer).contains("the list of repo is not whole"), "{answer}");
}

#[test]
fn an_expired_snapshot_is_forgotten_by_its_id() {
    let house = house();
    for _ in 0..2 {
        run(&house, &["backup", "--host=db1", "--tag=level=2", "data"]);
        run(&house, &["tag", "--host=db1", "--add=complete"]);
    }
    house.follow_the_real_clock();
    confirm(&house).exits(0);
    house.pass(TimeDelta::days(10));
    let before = snapshots(&house);
    let args = ["backup", "prune", "--system", "shop", "--apply", "--yes", "--format", "json"];
    let done = house.okno(&args).exits(0).json();
    let deleted = done["systems"][0]["deleted"].as_array().unwrap().clone();
    assert_eq!(deleted.len(), 1, "the last one of a level stays: {done}");
    assert!(deleted[0].to_string().contains("forget"), "{done}");
    assert_eq!((before.len(), snapshots(&house).len()), (2, 1));
    let id = deleted[0]["id"].as_str().unwrap();
    assert!(!house.path(&format!("repo/snapshots/{id}")).exists(), "exactly that one");
}

fn snapshots(house: &House) -> Vec<PathBuf> {
    fs::read_dir(house.path("repo/snapshots")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_wrong_password_a_missing_repository_and_a_missing_program_tell_nothing() {
    let house = house();
    back_up(&house);
    house.follow_the_real_clock();
    let untold = |part: &str| {
        let answer = confirm(&house).exits(69).json();
        assert!(faults(&answer).contains(part), "{part:?} is missing in {answer}");
    };
    house.write("password", "another\n");
    untold("wrong password or no key found");
    untold(" right?");
    fs::rename(house.path("repo"), house.path("elsewhere")).unwrap();
    untold("there is no repository at repo");
    fs::remove_file(house.path("password")).unwrap();
    untold(" does not exist");
    untold("password-file = ");

    let rules = RULES.replace("program = \"./restic\"\n", "");
    let house = House::with_rules(&rules);
    let mut program = house.program(&["backup", "confirm", "--system", "shop", "--format", "json"]);
    let answer = crate::house::answer_of(program.env("PATH", house.folder())).exits(69).json();
    assert!(faults(&answer).contains("restic is not found"), "{answer}");
    assert!(!house.ledger().exists());
}

#[test]
fn a_restic_that_hangs_is_given_up() {
    let house = house();
    house.script("restic", "#!/bin/sh\nexec sleep 71\n");
    let repository = Repository {
        program: "./restic".into(),
        location: "repo".into(),
        password_file: None,
        host: None,
        min_bytes: None,
        max_shrink: None,
    };
    let tool = BackupTool::Restic(ResticBackup { repository, paths: vec![], tags: vec![], complete_tag: None });
    let aim = Aim { need: Evidence::Present, now: house.now(), skew: TimeDelta::zero() };
    let Next::Ask(ask) = tools::look(&tool, &[], &aim) else { panic!("it asks first") };
    let answers = probe::carry_out(&ask, &SystemClock, house.folder(), Duration::from_millis(200));
    let Next::Done(Judgement::Unknown(faults)) = tools::look(&tool, &[answers], &aim) else { panic!("it is unknown") };
    assert_eq!(faults.iter().map(Fault::code).collect::<Vec<_>>(), ["no-answer"]);
}

#[test]
fn damage_in_the_repository_takes_every_snapshot_out_until_a_look_proves_it_again() {
    let house = house();
    back_up(&house);
    house.follow_the_real_clock();
    confirm(&house).exits(0);
    std::thread::sleep(Duration::from_millis(1100));
    house.write("data/more.sql", noise(1000));
    back_up(&house);
    house.follow_the_real_clock();
    confirm(&house).exits(0);
    let status = |code| house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(code).json();
    let known = status(0)["systems"][0]["backups"].as_array().unwrap().clone();
    assert_eq!(known.len(), 2);
    let damaged = largest(&house.path("repo/data"));
    flip(&damaged);
    let refuted = confirm(&house).exits(77).json();
    assert_eq!(refuted["outcome"], "refuted", "{refuted}");
    let none = status(77);
    assert_eq!(none["systems"][0]["backups"].as_array().unwrap().len(), 0, "{none}");
    assert_eq!(none["systems"][0]["newest_refuted"]["all"], true);
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(77);
    let due = house.okno(&["backup", "due", "--format", "json"]).exits(77).json();
    let ignored = due["systems"][0]["ignored"].as_array().unwrap();
    assert!(ignored.len() == 2 && ignored.iter().all(|it| it["why"] == "refuted"), "{due}");
    flip(&damaged);
    let older = known[1]["id"].as_str().unwrap();
    let answer = house.okno(&["backup", "confirm", "--system", "shop", "--id", &older[..10], "--format", "json"]);
    assert_eq!(answer.exits(0).json()["backup"]["id"], older);
    assert_eq!(status(0)["systems"][0]["backups"].as_array().unwrap().len(), 1);
    confirm(&house).exits(0);
    assert_eq!(status(0)["systems"][0]["backups"].as_array().unwrap().len(), 2);
    house.okno(&["backup", "due"]).exits(0);
}
