//! `okno backup`: what counts as evidence of a backup, and what does not (R8.3).

mod by_barman;
mod by_borg;
mod by_command;
mod by_files;
mod by_hand;
mod by_pg_basebackup;
mod by_pg_dump;
mod by_pgbackrest;
mod by_restic;
mod by_sqlite;
mod covered;
mod freshness;
mod last_look;
mod refuted;
mod taking;
mod terminal;

use serde_json::Value;

use crate::house::{Answer, House};

/// What `okno backup confirm` says of the shop.
fn confirm(house: &House) -> Answer {
    house.okno(&["backup", "confirm", "--system", "shop", "--format", "json"])
}

/// Plans CHG-1, a short stop now that does nothing.
fn plan(house: &House) {
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "touch", "ran"]).exits(0);
}

/// The only reason for which CHG-1 may not run now.
#[track_caller]
fn only_reason(house: &House, code: u8) -> Value {
    let checked = house.okno(&["check", "1", "--format", "json"]).exits(code).json();
    let reasons = checked["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 1, "{checked}");
    reasons[0].clone()
}

/// Holds a reason to its code and to parts of its sentence.
#[track_caller]
fn assert_reason(reason: &Value, code: &str, parts: &[&str]) {
    assert_eq!(reason["code"], code, "{reason}");
    let message = reason["message"].as_str().unwrap();
    for part in parts {
        assert!(message.contains(part), "{part:?} is missing in {message:?}");
    }
}
