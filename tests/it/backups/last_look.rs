//! The look at the bound backup just before the command starts (rows 16 to 19).

use std::fs;

use chrono::TimeDelta;

use super::{
    assert_reason,
    by_command::{GOOD, tell, telling},
    confirm, plan,
};
use crate::house::House;

#[test]
fn a_backup_deleted_after_it_was_confirmed_stops_the_run() {
    let house = House::new();
    plan(&house);
    let path = house.make_backup(house.now());
    confirm(&house).exits(0);
    house.okno(&["check", "1"]).exits(0);
    fs::remove_file(path).unwrap();
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["backup-missing"]);
    assert!(!house.path("ran").exists());
    let kinds = house.kinds();
    assert_eq!(kinds[kinds.len() - 2..], ["backup.refuted", "gate.refused"]);
    assert!(house.okno(&["log", "--format", "jsonl"]).exits(0).out.contains("is gone"), "the log says why");
}

#[test]
fn a_backup_that_changed_after_it_was_confirmed_stops_the_run() {
    let house = House::new();
    plan(&house);
    let path = house.make_backup(house.now());
    confirm(&house).exits(0);
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    house.okno(&["run", "1"]).exits(77);
    assert!(house.okno(&["log", "--format", "jsonl"]).exits(0).out.contains("its content was sha256:"));
    assert!(!house.path("ran").exists());
}

#[test]
fn where_the_newest_backup_is_gone_the_run_is_bound_to_the_next_one_that_is_still_there() {
    let house = House::new();
    plan(&house);
    house.confirm_backup();
    house.pass(TimeDelta::minutes(5));
    let newest = house.make_backup(house.now());
    confirm(&house).exits(0);
    fs::remove_file(newest).unwrap();
    let ran = house.okno(&["run", "1", "--format", "json"]).exits(0).json();
    assert!(ran["backup"]["id"].as_str().unwrap().starts_with("shop-20261124T120000Z.db@"), "{ran}");
}

#[test]
fn where_every_backup_is_gone_none_is_relied_on() {
    let house = House::new();
    plan(&house);
    house.confirm_backup();
    house.pass(TimeDelta::minutes(5)).confirm_backup();
    for file in fs::read_dir(house.path("backups")).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["backup-missing"]);
    let kinds = house.kinds();
    assert_eq!(kinds[kinds.len() - 3..], ["backup.refuted", "backup.refuted", "gate.refused"]);
    assert!(!house.path("ran").exists());
}

#[test]
fn a_tool_that_fails_at_the_run_closes_the_gate_for_an_operator() {
    let house = telling(GOOD);
    plan(&house);
    confirm(&house).exits(0);
    house.okno(&["check", "1"]).exits(0);
    tell(&house, "#!/bin/sh\necho 'cannot reach the repository' >&2\nexit 3\n");
    house.okno(&["check", "1"]).exits(0);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(69).json();
    assert_eq!(refused["outcome"], "refused");
    let reason = &refused["reasons"][0];
    assert_reason(reason, "backup-source-down", &["exit code 3", "cannot reach the repository"]);
    assert_eq!((&reason["row"], &reason["cure"]), (&19.into(), &"operator".into()));
    assert!(!house.path("ran").exists());
    assert_eq!(house.kinds().last().map(String::as_str), Some("gate.refused"));
}

#[test]
fn another_backup_than_the_bound_one_is_not_taken_for_it() {
    let house = telling(GOOD);
    plan(&house);
    confirm(&house).exits(0);
    tell(&house, &GOOD.replace("b-1", "b-2"));
    house.okno(&["run", "1"]).exits(77);
    assert!(
        house
            .okno(&["log", "--format", "jsonl"])
            .exits(0)
            .out
            .contains("backup b-1 is bound, the tool reports b-2 instead")
    );
    house.okno(&["run", "1", "--backup", "confirm"]).exits(0);
}

#[test]
fn a_newer_backup_that_is_sound_is_bound_in_the_place_of_the_older_one() {
    let house = telling(GOOD);
    plan(&house);
    confirm(&house).exits(0);
    tell(
        &house,
        &GOOD.replace("b-1", "b-2").replace("T11:50", "T11:55").replace("T11:51", "T11:56").replace("T11:52", "T11:57"),
    );
    house.okno(&["run", "1"]).exits(0);
    let run = house.okno(&["show", "1", "--format", "json"]).exits(0).json()["runs"][0].clone();
    assert_eq!(run["backup"], "b-2");
}

#[test]
fn a_newer_backup_with_weaker_evidence_leaves_the_older_one_bound() {
    let house = telling(GOOD);
    plan(&house);
    confirm(&house).exits(0);
    let unverified = r#"#!/bin/sh
echo '{"id": "b-2", "level": 2, "started_at": "2026-11-24T11:55:00Z", "finished_at": "2026-11-24T11:56:00Z",
 "complete": true, "bytes": 1048576, "source": "s3://backups/shop"}'
"#;
    tell(&house, unverified);
    house.okno(&["run", "1"]).exits(0);
    let run = house.okno(&["show", "1", "--format", "json"]).exits(0).json()["runs"][0].clone();
    assert_eq!(run["backup"], "b-1");
}
