//! How old a backup may be (row 17).

use chrono::TimeDelta;

use super::{assert_reason, confirm, only_reason, plan};
use crate::house::House;

#[test]
fn a_backup_of_exactly_the_greatest_age_is_fresh_and_one_a_moment_older_is_not() {
    let house = House::new();
    house.confirm_backup();
    house.pass(TimeDelta::minutes(90));
    plan(&house);
    house.okno(&["check", "1"]).exits(0);
    house.pass(TimeDelta::milliseconds(1));
    let stale = only_reason(&house, 77);
    assert_reason(&stale, "backup-stale", &["shop-20261124T120000Z.db", "1 h 30 min is allowed", "okno backup take"]);
    house.pass(TimeDelta::minutes(10));
    assert_reason(&only_reason(&house, 77), "backup-stale", &["1 h 40 min old"]);
}

#[test]
fn a_backup_has_to_be_younger_than_the_end_of_the_last_run() {
    let house = House::new();
    plan(&house);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    house.okno(&["plan", "More", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    let check = |code: u8| house.okno(&["check", "2", "--format", "json"]).exits(code).json();
    let stale = check(77)["reasons"][0].clone();
    assert_reason(&stale, "backup-stale", &["a change ran on the system until 17:00", "may have altered the data"]);

    house.make_backup(house.now() + TimeDelta::seconds(1));
    house.pass(TimeDelta::seconds(2));
    confirm(&house).exits(0);
    check(0);
}

#[test]
fn while_the_work_is_far_away_waiting_cures_what_is_missing() {
    let house = House::new();
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    let reason = |code: u8| {
        let checked = house.okno(&["check", "1", "--format", "json"]).exits(code).json();
        let reasons = checked["reasons"].as_array().unwrap().clone();
        reasons.into_iter().find(|reason| reason["row"] == 16).unwrap()
    };
    let far = reason(75);
    assert_eq!((&far["cure"], &far["retry_at"]), (&"time".into(), &"2026-11-24T15:30:00Z".into()));
    assert_reason(&far, "backup-missing", &["can be made from 20:30"]);
    house.at("2026-11-24T15:30:00Z");
    assert_eq!(reason(77)["cure"], "somebody");
}

#[test]
fn the_status_of_backups_says_whether_one_would_open_the_gate() {
    let house = House::new();
    let status =
        |code: u8| house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(code).json();
    assert_eq!(status(77)["systems"][0]["reason"]["code"], "backup-missing");
    house.confirm_backup();
    let good = status(0);
    assert_eq!((&good["schema"], &good["systems"][0]["reason"]), (&"okno.backups/1".into(), &serde_json::Value::Null));
    assert!(house.okno(&["backup", "status"]).exits(0).out.contains("Good for work that starts now"));
    house.pass(TimeDelta::hours(2));
    assert_eq!(status(77)["systems"][0]["reason"]["code"], "backup-stale");
    house.confirm_backup();
    let listed = house.okno(&["backup", "list", "--format", "json"]).exits(0).json();
    let at = |index: usize| listed["systems"][0]["backups"][index]["at"].clone();
    assert_eq!([at(0), at(1)], ["2026-11-24T14:00:00Z", "2026-11-24T12:00:00Z"], "newest first");
}
