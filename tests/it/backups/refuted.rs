//! A backup that a later look refutes counts nowhere any more, until a look finds it sound again (R8.3).

use std::fs;

use chrono::TimeDelta;
use serde_json::Value;

use super::{confirm, only_reason, plan};
use crate::house::{Answer, House};

/// The shop's backup of now, and where it lies.
fn confirmed(house: &House) -> std::path::PathBuf {
    let path = house.make_backup(house.now());
    confirm(house).exits(0);
    path
}

/// Flips two bytes of a page.
fn damage(path: &std::path::Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[4100] ^= 0xff;
    bytes[4101] ^= 0xff;
    fs::write(path, bytes).unwrap();
}

fn check(house: &House) -> Answer {
    house.okno(&["check", "--system", "shop", "--downtime", "2m", "--format", "json"])
}

fn status(house: &House) -> Answer {
    house.okno(&["backup", "status", "--system", "shop", "--format", "json"])
}

fn by_id(house: &House, id: &str) -> Answer {
    house.okno(&["backup", "confirm", "--system", "shop", "--id", id, "--format", "json"])
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["systems"][0]["backups"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
}

fn last_refuted(house: &House) -> Value {
    let log = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    let mut entries = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    entries.rfind(|entry| entry["kind"] == "backup.refuted").unwrap()
}

#[test]
fn a_file_that_a_later_look_refutes_opens_no_gate_and_fills_no_slot_until_a_look_finds_it_sound() {
    let house = House::new();
    let path = confirmed(&house);
    check(&house).exits(0);
    plan(&house);
    let sound = fs::read(&path).unwrap();
    damage(&path);
    confirm(&house).exits(77);
    let entry = last_refuted(&house);
    assert_eq!((&entry["dv"], &entry["data"]["place"]), (&2.into(), &path.display().to_string().into()), "{entry}");
    assert_eq!(only_reason(&house, 77)["code"], "backup-missing");
    house.okno(&["run", "1"]).exits(77);
    assert!(!house.path("ran").exists());
    assert_eq!(ids(&status(&house).exits(77).json()), Vec::<&str>::new());
    house.okno(&["backup", "status", "--nagios"]).exits(2);
    let due = house.okno(&["backup", "due", "--format", "json"]).exits(77).json();
    assert_eq!(due["systems"][0]["ignored"][0]["why"], "refuted", "{due}");
    fs::write(&path, sound).unwrap();
    confirm(&house).exits(0);
    house.okno(&["check", "1"]).exits(0);
    house.okno(&["backup", "due"]).exits(0);
    house.okno(&["backup", "status", "--nagios"]).exits(0);
}

#[test]
fn an_empty_newest_file_says_nothing_against_the_older_one() {
    let house = House::new();
    confirmed(&house);
    house.pass(TimeDelta::minutes(5)).write("backups/shop-20261124T120500Z.db", "");
    confirm(&house).exits(77);
    assert_eq!(ids(&status(&house).exits(0).json()).len(), 1);
    check(&house).exits(0);
}

#[test]
fn an_older_copy_is_looked_at_by_its_id_and_that_says_nothing_of_the_newest() {
    let house = House::new();
    let older = house.make_backup(house.now());
    house.pass(TimeDelta::minutes(5));
    let newest = confirmed(&house);
    let name = older.file_name().unwrap().to_str().unwrap();
    let answer = by_id(&house, name).exits(0).json();
    let id = answer["backup"]["id"].as_str().unwrap();
    assert!(id.starts_with(name) && answer["backup"]["evidence"] == "verified", "{answer}");
    // By the id that the ledger knows, and by the beginning of the list's.
    by_id(&house, id).exits(0);
    by_id(&house, &name[..name.len() - 4]).exits(0);
    let several = by_id(&house, "shop-").exits(2);
    assert!(format!("{}{}", several.out, several.err).contains("several backups"), "{several:?}");
    by_id(&house, "nothing-like-it").exits(77);

    damage(&older);
    by_id(&house, name).exits(77);
    let known = status(&house).exits(0).json();
    assert_eq!((ids(&known).len(), &known["systems"][0]["newest_refuted"]), (1, &Value::Null), "{known}");

    damage(&newest);
    confirm(&house).exits(77);
    let again = house.path("sound");
    fs::copy(&newest, &again).unwrap();
    damage(&older);
    // The id that was refuted names what lies there now.
    by_id(&house, id).exits(0);
    let known = status(&house).exits(0).json();
    assert_eq!(ids(&known).len(), 1, "{known}");
    assert!(known["systems"][0]["newest_refuted"]["id"].as_str().is_some(), "the newest is as bad as before: {known}");
}
