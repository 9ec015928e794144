//! Copies of SQLite databases: each way in which one can be no good.

use std::{fs, path::Path, time::Duration};

use chrono::TimeDelta;
use okno::{
    clock::SystemClock,
    policy::{BackupTool, SqliteBackup},
    probe::carry_out,
    tools::{Ask, Evidence},
};
use rusqlite::Connection;

use super::{assert_reason, confirm, only_reason, plan};
use crate::{
    house::{House, RULES},
    talk::{self, Looking},
};

const NAME: &str = "backups/shop-20261124T115900Z.db";

fn database(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// What is wrong with the newest copy; the gate stays closed, and the finding is recorded.
#[track_caller]
fn refuted(house: &House) -> String {
    let answer = confirm(house).exits(77).json();
    assert_eq!((&answer["schema"], &answer["outcome"]), (&"okno.backup/1".into(), &"refuted".into()));
    assert_eq!(house.kinds().last().map(String::as_str), Some("backup.refuted"));
    let faults: Vec<_> = answer["faults"].as_array().unwrap().iter().map(|fault| fault.as_str().unwrap()).collect();
    let said = house.okno(&["backup", "confirm", "--system", "shop"]).exits(77).flat();
    for fault in &faults {
        assert!(said.contains(fault), "a person is told too: {said}");
    }
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(77);
    faults.join("\n")
}

#[test]
fn no_copy_at_all_is_told_with_the_pattern() {
    let house = House::new();
    assert_eq!(refuted(&house), format!("no backup file matches backups/shop-*.db"));
    plan(&house);
    assert_reason(&only_reason(&house, 77), "backup-missing", &["Shop database", "okno backup take --system shop"]);
}

#[test]
fn a_folder_or_an_unfinished_file_is_no_copy() {
    let house = House::new();
    fs::create_dir(house.path(NAME)).unwrap();
    assert!(refuted(&house).contains("1 match is a folder"));
}

#[test]
fn an_empty_file_is_no_backup() {
    let house = House::new();
    house.write(NAME, "");
    assert!(refuted(&house).contains("shop-20261124T115900Z.db is empty"));
}

#[test]
fn a_copy_that_was_cut_off_is_no_backup() {
    let house = House::new();
    let path = house.make_backup(house.now());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..4096]).unwrap();
    let said = refuted(&house);
    assert!(said.contains("is cut off: it has 4096 bytes, its header tells of 8192"), "{said}");
}

#[test]
fn a_copy_with_a_damaged_page_is_no_backup() {
    let house = House::new();
    let path = house.make_backup(house.now());
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..4200].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    assert!(refuted(&house).contains("is corrupt"));
}

#[test]
fn another_kind_of_file_is_no_backup() {
    let house = House::new();
    house.write(NAME, "PGDMP".repeat(500));
    assert!(refuted(&house).contains("is not an SQLite database: it begins with \"PGDMPPGDMP"));
}

#[test]
fn a_copy_without_the_expected_table_is_no_backup() {
    let house = House::new();
    database(&house.path(NAME), "CREATE TABLE customers (id INTEGER); INSERT INTO customers VALUES (1)");
    assert!(refuted(&house).contains("has no table orders"));
}

#[test]
fn a_copy_with_an_empty_table_is_no_backup() {
    let house = House::new();
    database(&house.path(NAME), "CREATE TABLE orders (id INTEGER)");
    assert!(refuted(&house).contains("table orders of") && refuted(&house).contains("has no rows"));
}

#[test]
fn a_copy_smaller_than_the_policy_expects_is_no_backup() {
    let house = House::with_rules(&RULES.replace("tables =", "min-bytes = 1000000\ntables ="));
    fs::create_dir(house.path("backups")).unwrap();
    house.make_backup(house.now());
    assert!(refuted(&house).contains("has 8192 bytes, at least 1000000 are expected"));
}

#[test]
fn a_copy_whose_newest_changes_lie_beside_it_is_no_backup() {
    let house = House::new();
    let path = house.make_backup(house.now());
    fs::write(format!("{}-wal", path.display()), "x".repeat(100)).unwrap();
    assert!(refuted(&house).contains("100 bytes of its newest changes lie in a journal beside it"));
}

#[test]
fn a_broken_newest_copy_is_not_hidden_by_an_older_good_one() {
    let house = House::new();
    house.make_backup(house.now() - TimeDelta::minutes(30));
    house.write(NAME, "");
    assert!(refuted(&house).contains("shop-20261124T115900Z.db is empty"));
}

#[test]
fn a_folder_that_cannot_be_looked_at_proves_nothing_either_way() {
    let house = House::new();
    fs::remove_dir(house.path("backups")).unwrap();
    let answer = confirm(&house).exits(69).json();
    assert_eq!((&answer["outcome"], &answer["backup"]), (&"unknown".into(), &serde_json::Value::Null));
    assert!(answer["faults"][0].as_str().unwrap().contains("backups"), "{answer}");
    assert!(!house.ledger().exists(), "nothing was learnt, so nothing is recorded");
}

#[test]
fn a_sound_copy_is_evidence_with_everything_that_was_looked_at() {
    let house = House::new();
    let path = house.make_backup(house.now());
    let answer = confirm(&house).exits(0).json();
    assert_eq!((&answer["outcome"], &answer["enough"]), (&"confirmed".into(), &true.into()));
    let backup = &answer["backup"];
    assert_eq!((&backup["evidence"], &backup["at"]), (&"verified".into(), &"2026-11-24T12:00:00Z".into()));
    assert_eq!(backup["source"], path.to_str().unwrap());
    let checks: Vec<_> = backup["checks"].as_array().unwrap().iter().map(|check| check.as_str().unwrap()).collect();
    for check in ["integrity_check: ok", "table orders: 2 rows", "size: 8192 bytes"] {
        assert!(checks.contains(&check), "{check:?} is missing in {checks:?}");
    }
    plan(&house);
    house.okno(&["check", "1"]).exits(0);
}

#[test]
fn to_look_at_a_copy_changes_nothing_beside_it() {
    let house = House::new();
    let path = house.make_backup(house.now());
    let before = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    confirm(&house).exits(0);
    assert_eq!((fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap()), before);
    assert_eq!(fs::read_dir(house.path("backups")).unwrap().count(), 1, "no -wal, no -shm");
}

#[test]
fn a_copy_dated_tomorrow_by_its_name_is_reported_and_does_not_open_the_gate() {
    let house = House::new();
    house.make_backup(house.now() + TimeDelta::days(1));
    let answer = confirm(&house).exits(0).json();
    assert!(answer["backup"]["checks"].as_array().unwrap().contains(&"time: in the future".into()), "{answer}");
    plan(&house);
    assert_reason(&only_reason(&house, 77), "backup-stale", &["1 d ahead of the clock", "Compare the clocks"]);
}

#[test]
fn a_copy_written_tomorrow_is_reported_and_does_not_open_the_gate() {
    let house = House::new();
    let path = house.path("backups/shop-latest.db");
    database(&path, "CREATE TABLE orders (id INTEGER); INSERT INTO orders VALUES (1)");
    let tomorrow = std::time::SystemTime::from(crate::house::instant("2026-11-25T12:00:00Z"));
    fs::File::options().write(true).open(&path).unwrap().set_modified(tomorrow).unwrap();
    let answer = confirm(&house).exits(0).json();
    assert_eq!(answer["backup"]["at"], "2026-11-25T12:00:00Z");
    plan(&house);
    assert_reason(&only_reason(&house, 77), "backup-stale", &["ahead of the clock"]);
}

#[test]
fn two_clocks_may_differ_by_the_skew_that_the_policy_allows() {
    let house = House::new();
    house.make_backup(house.now() + TimeDelta::seconds(30));
    confirm(&house).exits(0);
    plan(&house);
    house.okno(&["check", "1"]).exits(0);
}

#[test]
fn a_look_that_takes_too_long_is_given_up_and_tells_nothing() {
    let house = House::new();
    house.make_backup(house.now());
    let tool = BackupTool::Sqlite(SqliteBackup {
        pattern: "backups/shop-*.db".to_owned(),
        tables: vec!["orders".to_owned()],
        min_bytes: None,
    });
    let looking = Looking { now: house.now(), need: Evidence::Verified };
    let folder = house.folder();
    let within = |patience: Duration| move |ask: &Ask| carry_out(ask, &SystemClock, folder, patience);
    assert_eq!(talk::unknown(looking.look(&tool, within(Duration::ZERO))), ["cannot-look"]);
    talk::confirmed(looking.look(&tool, within(Duration::from_mins(1))));
}
