//! A person's word: the weakest evidence there is.

use serde_json::json;

use super::{assert_reason, only_reason, plan};
use crate::house::{House, RULES};

fn without_tool(terms: &str) -> House {
    let (rules, _) = RULES.split_once("[systems.shop.backup]").unwrap();
    House::with_rules(&format!("{rules}{terms}\n"))
}

fn attest<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["backup", "confirm", "--system", "shop"], more].concat()
}

#[test]
fn without_a_terminal_a_missing_answer_names_the_flag_to_give() {
    let house = without_tool("");
    for (given, missing) in [
        (&["--location", "tape 7"][..], "--made-at"),
        (&["--made-at", "2026-11-24T11:30Z"], "--location"),
        (&[], "--made-at"),
    ] {
        let answer = house.okno(&attest(given)).exits(2);
        assert!(answer.err.contains(&format!("needs {missing}")), "{answer:?}");
    }
    assert!(!house.ledger().exists());
}

#[test]
fn what_a_person_attests_is_recorded_as_that_and_does_not_reach_verified() {
    let house = without_tool("");
    let words = attest(&["--made-at", "2026-11-24T11:30Z", "--location", "tape 7", "--bytes", "1000", "--level", "1"]);
    let answer = house.okno(&[&words[..], &["--format", "json"]].concat()).exits(0).json();
    assert_eq!((&answer["outcome"], &answer["enough"]), (&"confirmed".into(), &false.into()));
    let backup = &answer["backup"];
    assert_eq!((&backup["evidence"], &backup["at"]), (&"attested".into(), &"2026-11-24T11:30:00Z".into()));
    assert_eq!([&backup["source"], &backup["bytes"], &backup["level"]], [&json!("tape 7"), &json!(1000), &json!(1)]);
    assert!(house.okno(&words).exits(0).flat().contains("does not reach \"verified\""));
    let asked_for_more = [&words[..], &["--evidence", "verified"]].concat();
    house.okno(&asked_for_more).exits(77);

    plan(&house);
    let weak = only_reason(&house, 77);
    assert_reason(&weak, "backup-unconfirmed", &["tape 7", "attested by a person", "\"verified\"", "windows.toml"]);
    house.okno(&["run", "1"]).exits(77);
    assert!(!house.path("ran").exists());
    let listed = house.okno(&["backup", "list"]).exits(0).out;
    assert!(listed.contains("olga's word"), "{listed}");
}

#[test]
fn a_persons_word_opens_a_gate_that_asks_for_no_more() {
    let house = without_tool("backup-evidence = \"attested\"");
    plan(&house);
    let missing = only_reason(&house, 77);
    assert_reason(&missing, "backup-missing", &["okno backup confirm --system shop --made-at WHEN --location WHERE"]);
    house.okno(&attest(&["--made-at", "2026-11-24T11:30Z", "--location", "tape 7"])).exits(0);
    house.okno(&["run", "1"]).exits(0);
    assert!(house.path("ran").exists());
}

#[test]
fn a_persons_word_grows_old_like_any_other_evidence() {
    let house = without_tool("backup-evidence = \"attested\"");
    plan(&house);
    house.okno(&attest(&["--made-at", "2026-11-24T10:29Z", "--location", "tape 7"])).exits(0);
    let stale = only_reason(&house, 77);
    assert_reason(&stale, "backup-stale", &["1 h 31 min old", "okno backup confirm --system shop --made-at WHEN"]);
}

#[test]
fn the_time_is_read_on_the_customers_clock_and_may_not_lie_ahead() {
    let house = without_tool("");
    let made_at = |text: &str| {
        house.okno(&[&attest(&["--location", "x", "--format", "json", "--made-at"])[..], &[text]].concat())
    };
    assert_eq!(made_at("2026-11-24 16:30").exits(0).json()["backup"]["at"], "2026-11-24T11:30:00Z");
    assert_eq!(made_at("16:45").exits(0).json()["backup"]["at"], "2026-11-24T11:45:00Z");
    assert_eq!(made_at("18:00").exits(0).json()["backup"]["at"], "2026-11-23T13:00:00Z", "the last one");
    let ahead = made_at("2026-11-24T12:01Z").exits(2).json();
    assert!(ahead["message"].as_str().unwrap().contains("still to come"), "{ahead}");
    made_at("yesterday").exits(2);
    let blank = house.okno(&attest(&["--made-at", "2026-11-24T11:30Z", "--location", " "])).exits(2);
    assert!(blank.err.contains("--location is empty"), "{blank:?}");
}

#[test]
fn where_there_is_a_tool_a_persons_word_is_taken_only_when_it_is_given() {
    let house = House::new();
    house.okno(&attest(&["--evidence", "attested"])).exits(2);
    let words = ["--made-at", "2026-11-24T11:30Z", "--location", "tape 7"];
    house.okno(&attest(&words)).exits(0);
    plan(&house);
    let weak = only_reason(&house, 77);
    assert_reason(&weak, "backup-unconfirmed", &["Let okno look at it: okno backup confirm --system shop"]);
    house.confirm_backup();
    house.okno(&attest(&["--made-at", "2026-11-24T12:00Z", "--location", "tape 8"])).exits(0);
    house.okno(&["check", "1"]).exits(0);
}

#[test]
fn there_is_nothing_to_take_where_nobody_said_how() {
    let house = without_tool("");
    let answer = house.okno(&["backup", "take", "--system", "shop"]).exits(77);
    assert!(answer.err.contains("[systems.shop.backup]"), "{answer:?}");
    plan(&house);
    let answer = house.okno(&["run", "1", "--backup", "confirm"]).exits(77);
    assert!(answer.err.contains("--made-at"), "{answer:?}");
}
