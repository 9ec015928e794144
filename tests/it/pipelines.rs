//! Pipelines: plan and run in one command, keys, and waiting for the start.

use crate::house::{House, boris};

/// A house whose ledger exists, with a fresh backup.
fn house() -> House {
    let house = House::new();
    house.confirm_backup();
    house
}

const SHORT: [&str; 5] = ["run", "--system", "shop", "--downtime", "2m"];
const LONG: [&str; 5] = ["run", "--system", "shop", "--downtime", "45m"];

fn with<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, more].concat()
}

#[test]
fn a_short_stop_is_planned_and_run_in_one_command() {
    let house = house();
    house.okno(&with(&SHORT, &["--title", "Add an index", "--", "true"])).exits(0);
    house.confirm_backup_later();
    assert_eq!(house.okno(&with(&SHORT, &["--", "sh", "-c", "exit 3"])).code, 3);
    let kinds = house.kinds();
    assert_eq!(kinds.iter().filter(|kind| *kind == "change.planned").count(), 2);
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).json()["title"], "Add an index");
}

#[test]
fn a_pipeline_does_not_make_a_ledger() {
    let house = House::new();
    let refused = house.okno(&with(&SHORT, &["--", "true"])).exits(77);
    assert!(refused.err.contains("no ledger"), "{}", refused.err);
    assert!(!house.ledger().exists());
}

#[test]
fn without_a_key_a_change_that_cannot_start_now_is_not_planned() {
    let house = house();
    let refused = house.okno(&with(&LONG, &["--format", "json", "--", "true"])).exits(75);
    assert_eq!(refused.reasons(), ["outside-window"]);
    assert!(!house.kinds().contains(&"change.planned".to_owned()));
}

#[test]
fn the_same_key_takes_up_the_same_change_after_a_refusal_and_after_a_failure() {
    let house = house();
    let keyed = |command: &str| house.okno(&with(&LONG, &["--key", "release-7", "--", "sh", "-c", command]));
    let script = "test -e ready";
    keyed(script).exits(75);
    house.at("2026-11-24T17:00:00Z").confirm_backup();
    assert_eq!(keyed(script).code, 1, "it ran and failed");
    house.write("ready", "");
    house.confirm_backup_later();
    keyed(script).exits(0);
    let changes = house.okno(&["list", "--all", "--format", "json"]).json();
    assert_eq!(changes["changes"].as_array().unwrap().len(), 1);
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).json()["runs"].as_array().unwrap().len(), 2);
    assert_eq!(keyed(script).code, 77, "what is done is not done again");
}

#[test]
fn a_key_whose_time_is_over_gets_the_next_slot() {
    let house = house();
    house.okno(&with(&LONG, &["--key", "k", "--", "true"])).exits(75);
    house.at("2026-11-25T17:00:00Z").confirm_backup();
    house.okno(&with(&LONG, &["--key", "k", "--", "true"])).exits(0);
    assert!(house.kinds().contains(&"change.rescheduled".to_owned()));
}

#[test]
fn a_key_belongs_to_one_command() {
    let house = house();
    house.okno(&with(&LONG, &["--key", "k", "--", "true"])).exits(75);
    house.at("2026-11-24T17:00:00Z").confirm_backup();
    let changed = house.okno(&with(&LONG, &["--key", "k", "--format", "json", "--", "false"])).exits(77);
    assert_eq!(changed.reasons(), ["command-changed"]);
}

#[test]
fn a_run_that_waits_starts_at_the_start() {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\ncp fresh.db \"backups/shop-20261124T164500Z.db\"\n");
    let made = house.make_backup(house.now());
    std::fs::rename(made, house.path("fresh.db")).unwrap();
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    let ran = house.okno(&["run", "1", "--wait", "--backup", "take", "--format", "json"]).exits(0).json();
    assert_eq!(ran["at"], "2026-11-24T17:00:00Z");
    assert!(ran["backup"]["id"].as_str().unwrap().starts_with("shop-20261124T164500Z.db"));
}

#[test]
fn waiting_tells_what_needs_somebody_and_ends_with_the_decision_at_the_start() {
    let house = House::new();
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    let waited = house.okno(&["wait", "1"]).exits(77);
    assert_eq!(house.now(), crate::house::instant("2026-11-24T17:00:00Z"));
    assert!(waited.err.contains("waiting until Tue 24 Nov 22:00"), "{}", waited.err);
    assert!(waited.out.contains("backup-missing"), "{}", waited.out);
}

#[test]
fn waiting_ends_with_75_at_its_timeout() {
    let house = House::new();
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    house.okno(&["wait", "1", "--timeout", "90m"]).exits(75);
    assert_eq!(house.now(), crate::house::instant("2026-11-24T13:30:00Z"));
}

#[test]
fn waiting_ends_at_once_when_the_change_is_over_or_the_line_is_halted() {
    let house = House::new();
    for _ in 0..2 {
        house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    }
    house.okno(&["cancel", "1", "--reason", "not needed"]).exits(0);
    house.okno(&["wait", "1"]).exits(77);
    house.okno_as(&boris(), &["halt", "--reason", "storage"]).exits(0);
    house.okno(&["wait", "2"]).exits(77);
    assert_eq!(house.now(), crate::house::instant("2026-11-24T12:00:00Z"), "nobody slept");
}

#[test]
fn a_real_wait_notices_a_cancelled_change() {
    let house = House::new();
    house
        .run_program(&["plan", "Later", "--system", "shop", "--downtime", "1m", "--at", &in_an_hour(), "--", "true"])
        .exits(0);
    let mut waiting = house.program(&["wait", "1"]);
    waiting.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let mut waiting = waiting.spawn().unwrap();
    let mut told = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(waiting.stderr.as_mut().unwrap()), &mut told).unwrap();
    assert!(told.contains("waiting until"), "{told}");
    house.run_program(&["cancel", "1", "--reason", "changed our minds"]).exits(0);
    assert_eq!(waiting.wait().unwrap().code(), Some(77));
}

fn in_an_hour() -> String {
    use okno::clock::Clock as _;
    (okno::clock::SystemClock.now() + chrono::TimeDelta::hours(1)).to_rfc3339()
}

#[test]
fn nobody_waits_for_a_start_that_a_failed_backup_forbids() {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\nexit 9\n");
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    let refused = house.okno(&["run", "1", "--wait", "--backup", "take", "--format", "json"]).exits(69);
    assert!(refused.reasons().contains(&"backup-source-down".to_owned()), "{:?}", refused.reasons());
    assert_eq!(house.now(), crate::house::instant("2026-11-24T16:45:00Z"), "a quarter of an hour is left");
}
