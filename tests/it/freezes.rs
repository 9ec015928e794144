//! Freezes by command: recorded, counted beside those of windows.toml, and ended.

use chrono::TimeDelta;

use crate::house::{House, RULES, boris};

fn plan(house: &House, at: &str) -> crate::house::Answer {
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "45m", "--at", at, "--format", "json", "--", "true"])
}

fn freeze(house: &House, args: &[&str]) -> serde_json::Value {
    house.okno(&[&["freeze", "add", "--reason", "year end", "--format", "json"], args].concat()).exits(0).json()
}

#[test]
fn a_recorded_freeze_closes_the_gate_from_its_first_instant_to_its_end() {
    let house = House::new();
    let added = freeze(&house, &["--system", "shop", "--from", "2026-11-24 23:00", "--until", "2026-11-25 01:00"]);
    let told = &added["freezes"][0];
    assert_eq!((&told["id"], &told["author"], &told["reason"]), (&"FRZ-1".into(), &"olga".into(), &"year end".into()));
    assert_eq!((&told["from_at"], &told["until_at"]), (&"2026-11-24T18:00:00Z".into(), &"2026-11-24T20:00:00Z".into()));
    let refused = plan(&house, "2026-11-24 22:30").exits(75);
    assert_eq!(refused.reasons(), ["frozen"]);
    assert_eq!(refused.json()["reasons"][0]["retry_at"], "2026-11-24T20:00:00Z");
    plan(&house, "2026-11-24 22:15").exits(0);
    plan(&house, "2026-11-25 01:00").exits(0);
}

#[test]
fn slots_lie_around_a_recorded_freeze() {
    let house = House::new();
    freeze(&house, &["--customer", "acme", "--from", "2026-11-24 22:00", "--until", "2026-11-25 06:00"]);
    let slots = house.okno(&["slots", "--system", "shop", "--downtime", "45m", "--format", "json"]).exits(0).json();
    assert_eq!(slots["slots"][0]["start_at"], "2026-11-25T17:00:00Z");
}

#[test]
fn a_freeze_without_an_end_needs_somebody_who_ends_it() {
    let house = House::new();
    freeze(&house, &[]);
    let refused = plan(&house, "2026-12-01 22:30").exits(77);
    assert_eq!(refused.reasons(), ["frozen"]);
    let message = refused.json()["reasons"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("year end") && message.contains("okno freeze end FRZ-1"), "{message}");
    house.okno(&["slots", "--system", "shop", "--downtime", "45m"]).exits(77);
    house.pass(TimeDelta::minutes(5));
    let ended =
        house.okno_as(&boris(), &["freeze", "end", "1", "--reason", "over", "--format", "json"]).exits(0).json();
    assert_eq!(
        (&ended["freezes"][0]["ended_by"], &ended["freezes"][0]["until_at"]),
        (&"boris".into(), &"2026-11-24T12:05:00Z".into())
    );
    plan(&house, "2026-12-01 22:30").exits(0);
    assert_eq!(house.okno(&["freeze", "end", "1"]).exits(77).err.lines().next().unwrap(), "okno: FRZ-1 is over");
    house.okno(&["freeze", "end", "2"]).exits(2);
}

#[test]
fn a_freeze_of_somebody_else_is_in_nobodys_way() {
    let rules = "\n[customers.best]\ntime-zone = \"Europe/Berlin\"\ncalendar = \"office\"\n[systems.wiki]\ncustomers = [\"best\"]\n";
    let house = House::with_rules(&format!("{RULES}{rules}"));
    freeze(&house, &["--system", "wiki"]);
    freeze(&house, &["--customer", "best"]);
    plan(&house, "2026-11-24 22:30").exits(0);
    let wiki = ["check", "--system", "wiki", "--downtime", "5m", "--format", "json"];
    let reasons = house.okno(&wiki).reasons();
    assert_eq!(reasons.iter().filter(|code| *code == "frozen").count(), 2, "{reasons:?}");
}

#[test]
fn the_list_shows_recorded_freezes_and_those_of_the_rules_until_they_are_over() {
    let rules = "\n[[freezes]]\nfrom = \"2026-12-25 00:00\"\nuntil = \"2027-01-10 00:00\"\ncustomers = [\"*\"]\nreason = \"New Year sales\"\n";
    let house = House::with_rules(&format!("{RULES}{rules}"));
    freeze(&house, &["--until", "2026-11-24T13:00:00Z"]);
    let listed = |args: &[&str]| house.okno(&[&["freeze", "list"], args].concat()).exits(0).flat();
    let both = listed(&[]);
    assert!(
        both.contains("FRZ-1") && both.contains("New Year sales (windows.toml)") && both.contains("year end (olga)"),
        "{both}"
    );
    house.at("2026-11-24T13:00:00Z");
    assert!(!listed(&[]).contains("FRZ-1"));
    assert!(listed(&["--all"]).contains("FRZ-1"));
    house.at("2027-01-11T13:00:00Z");
    assert!(listed(&[]).contains("Nothing is frozen."));
}

#[test]
fn a_freeze_that_would_be_over_is_refused_and_leaves_no_trace() {
    let house = House::new();
    house.okno(&["freeze", "add", "--reason", "late", "--until", "2026-11-24T11:00:00Z"]).exits(2);
    house.okno(&["freeze", "add", "--reason", " "]).exits(2);
    house.okno(&["freeze", "add", "--reason", "x", "--system", "nowhere"]).exits(2);
    assert!(!house.ledger().exists());
}

#[test]
fn freezes_are_in_the_log_and_their_cards_verify() {
    let house = House::new();
    freeze(&house, &[]);
    house.okno(&["freeze", "end", "FRZ-1"]).exits(0);
    assert!(house.kinds().ends_with(&["freeze.added".to_owned(), "freeze.ended".to_owned()]));
    house.okno(&["log", "verify"]).exits(0);
    let log = house.okno(&["log"]).exits(0).flat();
    assert!(log.contains("frozen for everybody: year end") && log.contains("the freeze was ended"), "{log}");
}

#[test]
fn a_recorded_freeze_can_be_waived_by_name_and_status_shows_it() {
    let house = House::new();
    freeze(&house, &["--system", "shop"]);
    let status = house.okno(&["status"]).exits(0).flat();
    assert!(status.contains("year end"), "{status}");
    let emergency = ["plan", "Repair", "--system", "shop", "--downtime", "5m", "--emergency", "INC-7", "--", "true"];
    assert!(house.okno(&emergency).exits(0).flat().contains("--waive frozen"));
    let waive =
        ["override", "1", "--waive", "frozen", "--reason", "the shop is down", "--ticket", "INC-7", "--expires", "2h"];
    house.okno_as(&boris(), &waive).exits(0);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn whoever_adds_a_freeze_is_told_which_plans_it_hits() {
    let house = House::new();
    for at in ["2026-11-24 22:30", "2026-11-25 22:30", "2026-11-26 22:30"] {
        plan(&house, at).exits(0);
    }
    house.okno(&["cancel", "2", "--reason", "not needed any more"]).exits(0);
    let added =
        freeze(&house, &["--from", "2026-11-24 23:00", "--until", "2026-11-26 12:00", "--zone", "Asia/Yekaterinburg"]);
    let told = &added["notices"][0];
    assert_eq!(told["code"], "plans-frozen");
    assert!(told["message"].as_str().unwrap().starts_with("CHG-1 is planned within this freeze"), "{told}");
    assert_eq!(
        house.okno(&["check", "1", "--at", "2026-11-24 22:30", "--format", "json"]).exits(77).reasons()[0],
        "frozen"
    );
    let elsewhere = "\n[customers.best]\ntime-zone = \"Europe/Berlin\"\ncalendar = \"office\"\n";
    house.write("windows.toml", format!("{RULES}{elsewhere}"));
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    let added = freeze(&house, &["--customer", "best", "--from", "2026-11-24 23:00", "--zone", "UTC"]);
    assert_eq!(added["notices"], serde_json::json!([]), "nobody whom a change serves");
}

#[test]
fn a_freeze_that_is_ended_before_it_begins_never_began() {
    let house = House::new();
    freeze(&house, &["--from", "2026-12-24 00:00", "--zone", "UTC"]);
    house.okno(&["freeze", "end", "1"]).exits(0);
    let told = house.okno(&["freeze", "list", "--all"]).exits(0).out;
    assert!(told.contains("(never began)"), "{told}");
}

/// A freeze that begins later and has no end bars every slot, and the one that comes first hides it not.
#[test]
fn what_bars_every_slot_is_told_beside_what_bars_the_first() {
    let house = House::new();
    freeze(&house, &["--from", "2026-11-24 12:00", "--until", "2026-11-27 12:00", "--zone", "UTC"]);
    freeze(&house, &["--from", "2026-11-26 12:00", "--zone", "UTC"]);
    // One that would last too, had the other not begun before.
    freeze(&house, &["--from", "2026-12-24 12:00", "--zone", "UTC"]);
    let told = house.okno(&["slots", "--system", "shop", "--downtime", "45m"]).exits(77).flat();
    for part in ["until 17:00 on Friday, 27 November", "from 17:00 on Thursday, 26 November", "okno freeze end FRZ-2"] {
        assert!(told.contains(part), "{part:?} is missing: {told}");
    }
    assert!(!told.contains("FRZ-3"), "{told}");
}

#[test]
fn a_freeze_that_outlasts_the_latest_start_asks_for_another_start() {
    let house = House::new();
    plan(&house, "2026-11-24 22:30").exits(0);
    freeze(&house, &["--from", "2026-11-24 22:00", "--until", "2026-11-26 12:00", "--zone", "Asia/Yekaterinburg"]);
    house.at("2026-11-24T17:30:00Z");
    house.confirm_backup();
    let closed = house.okno(&["check", "1", "--format", "json"]).exits(77);
    assert_eq!(closed.reasons(), ["frozen"]);
    let said = closed.json();
    assert_eq!((&said["exit_code"], &said["retry_at"]), (&77.into(), &serde_json::Value::Null));
    assert_eq!(
        (&said["reasons"][0]["cure"], &said["misses_latest_start"]),
        (&"time".into(), &"2026-11-25T00:15:00Z".into())
    );
    let told = house.okno(&["check", "1"]).exits(77).flat();
    assert!(told.contains("waiting does not help. Give it another start: okno reschedule CHG-1 --at …"), "{told}");
}

#[test]
fn what_will_close_the_gate_at_the_start_is_told_before() {
    let house = House::new();
    plan(&house, "2026-11-25 22:30").exits(0);
    freeze(&house, &["--from", "2026-11-25 20:00", "--zone", "Asia/Yekaterinburg"]);
    let said = house.okno(&["check", "1", "--format", "json"]).exits(77);
    assert!(!said.reasons().contains(&"frozen".to_owned()), "not yet: {said:?}");
    let codes = |said: &serde_json::Value| {
        said["closed_then"].as_array().unwrap().iter().map(|reason| reason["code"].clone()).collect::<Vec<_>>()
    };
    let backup_comes_by_then = codes(&said.json());
    assert_eq!(backup_comes_by_then, ["frozen"]);
    let told = house.okno(&["check", "1"]).exits(77).flat();
    for part in
        ["the gate will be closed then: waiting does not help", "okno freeze end FRZ-1", "okno reschedule CHG-1"]
    {
        assert!(told.contains(part), "{part:?} is missing: {told}");
    }
    // Waiting ends at once, with the answer that check gives.
    house.okno(&["wait", "1"]).exits(77);
    house.okno(&["freeze", "end", "1"]).exits(0);
    let said = house.okno(&["check", "1", "--format", "json"]).exits(75).json();
    assert_eq!((&said["misses_latest_start"], codes(&said).len()), (&serde_json::Value::Null, 0));
}
