//! Archives that a real `BorgBackup` made.

use std::{
    fs,
    io::Write as _,
    process::{Child, Command, Stdio},
    time::Duration,
};

use chrono::TimeDelta;
use okno::{
    clock::SystemClock,
    policy::{BackupTool, BorgBackup, Evidence, Repository},
    probe,
    tools::{self, Aim, Fault, Judgement, Next},
};

use super::{
    assert_reason,
    by_restic::{faults, flip, largest, noise},
    confirm, plan,
};
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
tool = "borg"
program = "./borg"
repository = "repo"
password-file = "password"
archives = "shop-*"
complete-suffix = "-complete"
min-bytes = 100000
max-shrink = "50%"
"#;

/// A house with an empty repository. Its `borg` is the one of the machine, with a home of its own.
fn house() -> House {
    let house = House::with_rules(RULES);
    house.script("borg", "#!/bin/sh\nexport BORG_BASE_DIR=\"$PWD/home\"\nexec borg \"$@\"\n");
    fs::create_dir(house.path("home")).unwrap();
    house.write("password", "a password\n");
    fs::create_dir(house.path("data")).unwrap();
    house.write("data/dump.sql", noise(300_000));
    run(&house, &["init", "--encryption=repokey", "repo"]);
    house
}

fn borg(house: &House, args: &[&str]) -> Command {
    let mut command = Command::new(house.path("borg"));
    command.args(args).current_dir(house.folder()).env("BORG_PASSCOMMAND", "cat password").env("TZ", "UTC");
    command
}

#[track_caller]
fn run(house: &House, args: &[&str]) {
    let output = borg(house, args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A backup as a job makes it, at the simulated time: the name is changed when borg has ended with 0.
fn back_up(house: &House, name: &str) {
    let (at, archive) = (house.now().format("%Y-%m-%dT%H:%M:%S").to_string(), format!("repo::{name}"));
    run(house, &["create", "--comment", "level=1 db=shop", "--timestamp", &at, &archive, "data"]);
    run(house, &["rename", &archive, &format!("{name}-complete")]);
}

/// A backup that runs until it is killed: its input does not end. It holds the lock once this returns.
fn running(house: &House) -> Child {
    let mut child = borg(house, &["create", "repo::shop-9", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(&noise(1000)).unwrap();
    while !house.path("repo/lock.exclusive").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

#[test]
fn a_good_archive_is_verified_and_a_run_is_bound_to_it() {
    let house = house();
    back_up(&house, "shop-1");
    let backup = confirm(&house).exits(0).json()["backup"].clone();
    assert_eq!((&backup["evidence"], &backup["level"]), (&"verified".into(), &1.into()));
    assert_eq!((&backup["bytes"], &backup["at"]), (&300_000.into(), &"2026-11-24T12:00:00Z".into()));
    assert!(backup["id"].as_str().unwrap().starts_with("shop-1-complete@"), "{backup}");
    plan(&house);
    house.okno(&["check", "1"]).exits(0);
    let shown = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    assert!(shown.contains("\"name\":\"borg\"") && !shown.contains("a password"), "{shown}");
    // Made again under the same name it is another one.
    run(&house, &["delete", "repo::shop-1-complete"]);
    back_up(&house, "shop-1");
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["backup-missing"]);
    assert!(house.okno(&["log", "--format", "jsonl"]).exits(0).out.contains("is gone from repo"));
    confirm(&house).exits(0);
    house.okno(&["run", "1"]).exits(0);
    assert!(house.path("ran").exists());
}

#[test]
fn a_repository_without_an_archive_of_that_name_has_no_backup() {
    let house = house();
    run(&house, &["create", "repo::other-1", "data"]);
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("repo holds no backup that is called shop-*, but other-1 of host "), "{answer}");
}

#[test]
fn an_archive_grows_stale_and_one_from_the_future_does_not_count() {
    let house = house();
    let status =
        |code: u8| house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(code).json();
    back_up(&house, "shop-1");
    confirm(&house).exits(0);
    status(0);
    house.pass(TimeDelta::minutes(91));
    confirm(&house).exits(0);
    assert_reason(&status(77)["systems"][0]["reason"], "backup-stale", &["1 h 30 min is allowed"]);
    house.pass(TimeDelta::hours(2));
    back_up(&house, "shop-2");
    house.pass(TimeDelta::hours(-1));
    confirm(&house).exits(0);
    assert_reason(&status(77)["systems"][0]["reason"], "backup-stale", &["ahead of the clock"]);
}

#[test]
fn a_running_backup_locks_the_repository_and_a_killed_one_leaves_no_archive() {
    let house = house();
    back_up(&house, "shop-1");
    let mut child = running(&house);
    let answer = confirm(&house).exits(69).json();
    assert!(faults(&answer).contains("is locked by another process"), "{answer}");
    child.kill().unwrap();
    child.wait().unwrap();
    let backup = confirm(&house).exits(0).json()["backup"].clone();
    assert!(backup["id"].as_str().unwrap().starts_with("shop-1-complete@"), "{backup}");
}

#[test]
fn a_run_that_was_not_renamed_at_its_end_is_not_complete() {
    let house = house();
    back_up(&house, "shop-1");
    run(&house, &["create", "--timestamp", "2026-11-24T12:00:01", "repo::shop-2", "data"]);
    house.pass(TimeDelta::minutes(1));
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("does not have the ending"), "{answer}");
}

#[test]
fn a_dump_that_shrank_and_one_of_nothing_are_refuted() {
    let house = house();
    back_up(&house, "shop-1");
    house.pass(TimeDelta::minutes(1));
    house.write("data/dump.sql", noise(120_000));
    back_up(&house, "shop-2");
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("120000 bytes, 60 % fewer"), "{answer}");
    house.pass(TimeDelta::minutes(1));
    house.write("data/dump.sql", "");
    back_up(&house, "shop-3");
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("has 0 bytes"), "{answer}");
}

#[test]
fn a_bit_that_flipped_in_the_data_is_found() {
    let house = house();
    back_up(&house, "shop-1");
    confirm(&house).exits(0);
    flip(&largest(&house.path("repo/data")));
    let answer = confirm(&house).exits(77).json();
    assert!(faults(&answer).contains("repo is damaged"), "{answer}");
    let status = house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(77).json();
    assert_eq!(
        status["systems"][0]["backups"],
        serde_json::json!([]),
        "what was sound before counts no more: {status}"
    );
    // The list alone stays green; all is read again all the same, whatever less is asked for.
    house.okno(&["backup", "confirm", "--system", "shop", "--evidence", "complete"]).exits(77);
}

#[test]
fn an_expired_archive_is_deleted_by_its_name_and_id() {
    let house = house();
    for name in ["shop-1", "shop-2"] {
        back_up(&house, name);
        house.pass(TimeDelta::minutes(1));
    }
    confirm(&house).exits(0);
    house.pass(TimeDelta::days(40));
    let args = ["backup", "prune", "--system", "shop", "--apply", "--yes", "--format", "json"];
    let done = house.okno(&args).exits(0).json();
    let deleted = done["systems"][0]["deleted"].as_array().unwrap().clone();
    assert_eq!(deleted.len(), 1, "the last one of a level stays: {done}");
    assert!(deleted[0].to_string().contains("repo::shop-1-complete"), "{done}");
    let listed = borg(&house, &["list", "--short", "repo"]).output().unwrap();
    assert_eq!(String::from_utf8(listed.stdout).unwrap(), "shop-2-complete\n");
}

#[test]
fn a_wrong_password_a_missing_repository_and_a_missing_program_tell_nothing() {
    let house = house();
    back_up(&house, "shop-1");
    let untold = |part: &str| {
        let answer = confirm(&house).exits(69).json();
        assert!(faults(&answer).contains(part), "{part:?} is missing in {answer}");
    };
    house.write("password", "another\n");
    untold("the password of repo is wrong");
    untold(" right?");
    fs::remove_file(house.path("password")).unwrap();
    untold(" is not there, or may not be read");
    untold("password-file = ");
    fs::rename(house.path("repo"), house.path("elsewhere")).unwrap();
    untold("there is no repository at repo");

    let rules = RULES.replace("program = \"./borg\"\n", "");
    let house = House::with_rules(&rules);
    let mut program = house.program(&["backup", "confirm", "--system", "shop", "--format", "json"]);
    let answer = crate::house::answer_of(program.env("PATH", house.folder())).exits(69).json();
    assert!(faults(&answer).contains("borg is not found"), "{answer}");
    assert!(!house.ledger().exists());
}

#[test]
fn a_borg_that_hangs_is_given_up() {
    let house = House::with_rules(RULES);
    house.script("borg", "#!/bin/sh\nexec sleep 71\n");
    let repository = Repository {
        program: "./borg".into(),
        location: "repo".into(),
        password_file: None,
        host: None,
        min_bytes: None,
        max_shrink: None,
    };
    let tool = BackupTool::Borg(BorgBackup { repository, archives: "*".into(), complete_suffix: None });
    let aim = Aim { need: Evidence::Present, now: house.now(), skew: TimeDelta::zero() };
    let Next::Ask(ask) = tools::look(&tool, &[], &aim) else { panic!("it asks first") };
    let answers = probe::carry_out(&ask, &SystemClock, house.folder(), Duration::from_millis(200));
    let Next::Done(Judgement::Unknown(faults)) = tools::look(&tool, &[answers], &aim) else { panic!("it is unknown") };
    assert_eq!(faults.iter().map(Fault::code).collect::<Vec<_>>(), ["no-answer"]);
}
