//! The main job from end to end: plan, backup confirmed, check, run, log.

use chrono::{DateTime, TimeDelta, Utc};

use crate::house::{House, RULES, boris, instant, root};

#[test]
fn a_short_change_is_refused_without_a_backup_and_runs_with_one() {
    let house = House::new();
    house.okno(&["plan", "Add an index", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["backup-missing"]);
    assert_eq!(refused.json()["outcome"], "refused");

    house.confirm_backup();
    house.okno(&["check", "CHG-1"]).exits(0);
    let ran = house.okno(&["run", "CHG-1", "--format", "json"]).exits(0);
    assert_eq!(ran.json()["outcome"], "succeeded");
    assert_eq!(ran.json()["run"]["exit_code"], 0);
    let kinds = house.kinds();
    assert_eq!(
        kinds[kinds.len() - 5..],
        ["change.planned", "gate.refused", "backup.confirmed", "run.started", "run.finished"]
    );
    house.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_long_change_gets_the_next_slot_and_runs_in_it() {
    let house = House::new();
    let planned =
        house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--format", "json", "--", "true"]);
    let change = planned.exits(0).json();
    assert_eq!(change["start_at"], "2026-11-24T17:00:00Z");
    assert_eq!(change["latest_start_at"], "2026-11-25T00:15:00Z");

    let early = house.okno(&["check", "1", "--format", "json"]).exits(75);
    assert_eq!(early.reasons(), ["outside-window", "too-early", "backup-missing"]);
    assert_eq!(early.json()["retry_at"], "2026-11-24T17:00:00Z");

    house.at("2026-11-24T17:00:00Z").confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    assert_eq!(shown["state"], "closed");
}

#[test]
fn the_clock_of_the_simulation_is_what_okno_sees() {
    let house = House::new();
    assert_eq!(house.now(), instant("2026-11-24T12:00:00Z"));
}

#[test]
fn another_person_approves_and_neither_the_author_nor_root() {
    let house =
        House::with_rules(&RULES.replace("name = \"Shop database\"", "name = \"Shop database\"\napprovals = 1"));
    std::fs::create_dir(house.path("backups")).unwrap();
    house.okno(&["plan", "Add an index", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    house.confirm_backup();
    assert_eq!(house.okno(&["run", "1", "--format", "json"]).exits(77).reasons(), ["approval-missing"]);
    house.okno(&["approve", "1"]).exits(77);
    house.okno_as(&root(), &["approve", "1"]).exits(77);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    house.pass(TimeDelta::minutes(1)).okno(&["run", "1"]).exits(0);
}

#[test]
fn the_program_runs_a_script_in_the_folder_where_it_was_planned() {
    let house = House::new();
    let script = house.script("work", "#!/bin/sh\npwd\n");
    house.run_program(&["plan", "Where am I", "--system", "shop", "--downtime", "1m", "--", "./work"]).exits(0);
    assert!(house.ledger().is_file() && script.is_file());
    let now: DateTime<Utc> = std::fs::metadata(&script).unwrap().modified().unwrap().into();
    house.make_backup(now);
    house.run_program(&["backup", "confirm", "--system", "shop"]).exits(0);
    let ran = house.program(&["run", "1"]).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let folder = std::fs::canonicalize(house.folder()).unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), folder.to_string_lossy());
}

#[test]
fn the_rules_are_found_from_a_folder_below() {
    let house = House::new();
    house.okno_in("backups", &["policy", "check"]).exits(0);
}
