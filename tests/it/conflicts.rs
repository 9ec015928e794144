//! Changes in each other's way, and short stops that add up, by the whole program.

use chrono::TimeDelta;

use crate::house::{Answer, House, RULES, boris};

/// The shop database, on which the web shop depends, and that on which the till depends; a wiki apart.
fn house() -> House {
    let rules = r#"
[systems.web]
name = "Web shop"
customers = ["acme"]
depends-on = ["shop"]

[systems.till]
name = "Till"
customers = ["acme"]
depends-on = ["web"]

[systems.wiki]
name = "Wiki"
customers = ["acme"]
"#;
    let house = House::with_rules(&format!("{RULES}{rules}"));
    std::fs::create_dir(house.path("backups")).unwrap();
    house
}

fn plan(house: &House, system: &str, downtime: &str, at: &str) -> Answer {
    house.okno(&[
        "plan",
        "Work",
        "--system",
        system,
        "--downtime",
        downtime,
        "--at",
        at,
        "--format",
        "json",
        "--",
        "true",
    ])
}

#[test]
fn a_change_on_the_same_or_on_a_related_system_is_in_the_way_and_another_is_not() {
    for system in ["shop", "web", "till"] {
        let house = house();
        plan(&house, "shop", "45m", "2026-11-24 22:30").exits(0);
        let refused = plan(&house, system, "45m", "2026-11-24 23:00").exits(75);
        assert_eq!(refused.reasons(), ["conflict"], "{system}");
        let said = refused.json()["reasons"][0].clone();
        assert_eq!(said["retry_at"], "2026-11-24T18:15:00Z");
        assert!(said["message"].as_str().unwrap().starts_with("CHG-1 is planned for shop from 22:30"), "{said}");
        plan(&house, system, "45m", "2026-11-24 23:15").exits(0);
    }
    let house = house();
    plan(&house, "shop", "45m", "2026-11-24 22:30").exits(0);
    plan(&house, "wiki", "45m", "2026-11-24 23:00").exits(0);
}

#[test]
fn what_depends_on_a_system_is_in_the_way_of_the_system_too() {
    let house = house();
    plan(&house, "till", "45m", "2026-11-24 22:30").exits(0);
    assert_eq!(plan(&house, "shop", "45m", "2026-11-24 23:00").exits(75).reasons(), ["conflict"]);
    assert_eq!(plan(&house, "web", "45m", "2026-11-24 22:00").exits(75).reasons(), ["conflict"]);
}

#[test]
fn without_a_start_a_plan_goes_around_the_others() {
    let house = house();
    for start in ["2026-11-24T17:00:00Z", "2026-11-24T17:45:00Z", "2026-11-24T18:30:00Z"] {
        let planned =
            house.okno(&["plan", "Work", "--system", "shop", "--downtime", "45m", "--format", "json", "--", "true"]);
        assert_eq!(planned.exits(0).json()["start_at"], start);
    }
    let slots =
        house.okno(&["slots", "--system", "web", "--downtime", "1h", "--count", "1", "--format", "json"]).exits(0);
    assert_eq!(slots.json()["slots"][0]["start_at"], "2026-11-24T19:15:00Z");
}

#[test]
fn a_change_is_not_in_its_own_way_nor_is_one_that_is_over_or_missed() {
    let house = house();
    plan(&house, "shop", "45m", "2026-11-24 22:30").exits(0);
    house.okno(&["reschedule", "1", "--at", "2026-11-24 22:45"]).exits(0);
    house.okno(&["cancel", "1", "--reason", "not needed"]).exits(0);
    plan(&house, "shop", "45m", "2026-11-24 23:00").exits(0);
    plan(&house, "shop", "5m", "now").exits(0);
    house.pass(TimeDelta::minutes(31));
    // CHG-3 was to start by 12:30: the next one may lie where it did not.
    let checked = house.okno(&[
        "check",
        "--system",
        "shop",
        "--downtime",
        "5m",
        "--at",
        "2026-11-24T12:02:00Z",
        "--format",
        "json",
    ]);
    assert!(!checked.reasons().contains(&"conflict".to_owned()), "{checked:?}");
}

#[test]
fn a_planned_change_closes_the_gate_for_one_that_starts_late() {
    let house = house();
    plan(&house, "shop", "45m", "2026-11-24 22:00").exits(0);
    plan(&house, "shop", "45m", "2026-11-24 23:00").exits(0);
    house.at("2026-11-24T17:30:00Z").confirm_backup();
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(75);
    assert_eq!(refused.reasons(), ["conflict"]);
    assert_eq!(refused.json()["retry_at"], "2026-11-24T18:45:00Z");
    assert_eq!(house.kinds().last().unwrap(), "gate.refused");
}

#[test]
fn a_conflict_can_be_waived_by_name() {
    let house = house();
    plan(&house, "shop", "45m", "2026-11-24 22:00").exits(0);
    house.at("2026-11-24T17:10:00Z").confirm_backup();
    let emergency = ["plan", "Repair", "--system", "web", "--downtime", "45m", "--emergency", "INC-7", "--", "true"];
    let planned = house.okno(&emergency).exits(0);
    assert!(planned.flat().contains("--waive conflict"), "{planned:?}");
    let waive = [
        "override",
        "2",
        "--waive",
        "conflict",
        "--reason",
        "the web shop is down",
        "--ticket",
        "INC-7",
        "--expires",
        "2h",
    ];
    house.okno_as(&boris(), &waive).exits(0);
    let decided = house.okno(&["check", "2", "--format", "json"]).json();
    let conflict = decided["reasons"].as_array().unwrap().iter().find(|reason| reason["code"] == "conflict").unwrap();
    assert_eq!(conflict["waived_by"], "boris");
}

#[test]
fn short_stops_of_finished_and_planned_changes_add_up() {
    let house = house();
    house.confirm_backup();
    plan(&house, "shop", "4m", "now").exits(0);
    house.okno(&["run", "1"]).exits(0);
    plan(&house, "shop", "4m", "2026-11-24T12:20:00Z").exits(0);
    let refused = plan(&house, "shop", "4m", "2026-11-24T12:40:00Z").exits(75);
    assert_eq!(refused.reasons(), ["stops-add-up"]);
    let said = refused.json()["reasons"][0]["message"].as_str().unwrap().to_owned();
    assert!(said.contains("With CHG-1 and CHG-2") && said.contains("12 min of stops"), "{said}");
    // An hour that holds a stop from 12:58 on begins at 12:02 or later, and holds half of the first one.
    let at = refused.json()["retry_at"].as_str().unwrap().to_owned();
    assert_eq!(at, "2026-11-24T12:58:00Z");
    plan(&house, "shop", "4m", &at).exits(0);
    // Other systems have stops of their own.
    plan(&house, "wiki", "4m", "2026-11-24T12:40:00Z").exits(0);
}

#[test]
fn stops_that_add_up_can_be_waived_by_name() {
    let house = house();
    plan(&house, "shop", "6m", "2026-11-24T12:20:00Z").exits(0);
    let emergency = ["plan", "Repair", "--system", "shop", "--downtime", "6m", "--emergency", "INC-7", "--", "true"];
    let planned = house.okno(&emergency).exits(0);
    assert!(planned.flat().contains("--waive stops-add-up"), "{planned:?}");
    let waive = [
        "override",
        "2",
        "--waive",
        "stops-add-up",
        "--reason",
        "the shop is down",
        "--ticket",
        "INC-7",
        "--expires",
        "2h",
    ];
    house.okno_as(&boris(), &waive).exits(0);
    house.confirm_backup();
    house.okno(&["run", "2"]).exits(0);
}

#[test]
fn a_run_that_took_longer_than_declared_counts_for_as_long_as_it_took() {
    let house = house();
    house.confirm_backup();
    let until_told = "touch started; while [ ! -e go ]; do sleep 0.02; done";
    let planned = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--at", "now", "--", "sh", "-c", until_told];
    house.okno(&planned).exits(0);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| house.okno(&["run", "1"]).exits(0));
        while !house.path("started").exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        // While it runs it is in the way, and is expected to end any minute.
        let beside = plan(&house, "web", "2m", "now").exits(75);
        assert_eq!(beside.reasons(), ["conflict"]);
        assert_eq!(beside.json()["retry_at"], "2026-11-24T12:02:00Z");
        house.pass(TimeDelta::minutes(9));
        assert_eq!(plan(&house, "web", "2m", "now").exits(75).json()["retry_at"], "2026-11-24T12:10:00Z");
        house.write("go", "");
        running.join().unwrap();
    });
    let refused = plan(&house, "shop", "2m", "2026-11-24T12:30:00Z").exits(75);
    assert_eq!(refused.reasons(), ["stops-add-up"]);
    assert!(refused.flat().contains("make 11 min of stops"), "{refused:?}");
}
