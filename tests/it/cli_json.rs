//! The objects that scripts rely on: their fields, in their order.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use crate::house::{Answer, House, RULES};

/// An object with its keys in the order in which they were written.
struct Shape(Vec<(String, Shape)>);

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

/// Of a list the first element counts; what is neither list nor object has no keys.
struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut keys = Vec::new();
        while let Some(entry) = map.next_entry()? {
            keys.push(entry);
        }
        Ok(Shape(keys))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        let first = list.next_element()?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first.unwrap_or(Shape(Vec::new())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape(Vec::new()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape(Vec::new()))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape(Vec::new()))
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape(Vec::new()))
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape(Vec::new()))
    }
}

/// The keys of an answer, or of what lies in it under these keys, as words.
#[track_caller]
fn keys(answer: &Answer, path: &[&str]) -> String {
    let mut shape: Shape = serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {answer:?}"));
    for key in path {
        shape = shape.0.into_iter().find(|(name, _)| name == key).unwrap_or_else(|| panic!("no {key}")).1;
    }
    shape.0.into_iter().map(|(key, _)| key).collect::<Vec<_>>().join(" ")
}

/// The house of the contract's examples: ACME, its bonus database, a fresh backup.
fn bonus_house() -> House {
    let house = House::with_rules(&RULES.replace("systems.shop", "systems.bonus-db"));
    std::fs::create_dir(house.path("backups")).unwrap();
    house.at("2026-11-24T09:00:00Z").make_backup(house.now());
    house.okno(&["backup", "confirm", "--system", "bonus-db"]).exits(0);
    house
}

#[test]
fn windows_are_answered_as_the_contract_shows() {
    let house = House::new();
    let answer = house.okno(&["windows", "--customer", "acme", "--count", "1", "--format", "json"]).exits(0);
    let mut object = answer.json();
    let (tzdb, policy) = (object["tzdb"].take(), object["policy"].take());
    assert!(tzdb.as_str().unwrap().starts_with("20"), "{tzdb}");
    assert!(policy.as_str().unwrap().starts_with("sha256:"), "{policy}");
    let expected = json!({
        "schema": "okno.windows/1", "customer": "acme", "system": null,
        "customers": [{"customer": "acme", "time_zone": "Asia/Yekaterinburg", "calendar": "office",
            "night_belongs_to": "opening-day"}],
        "windows": [{"night_of": "2026-11-24", "opens_at": "2026-11-24T17:00:00Z", "closes_at": "2026-11-25T01:00:00Z",
            "opens_local": "2026-11-24T22:00:00+05:00", "closes_local": "2026-11-25T06:00:00+05:00", "length": "PT8H"}],
        "bound_by": null, "known_until": "2027-12-31", "tzdb": null, "policy": null, "head": null,
    });
    assert_eq!(object, expected);
    assert_eq!(keys(&answer, &[]), "schema customer system customers windows bound_by known_until tzdb policy head");
    assert_eq!(keys(&answer, &["customers"]), "customer time_zone calendar night_belongs_to");
    assert_eq!(keys(&answer, &["windows"]), "night_of opens_at closes_at opens_local closes_local length");
}

const DECISION: &str = "schema decision exit_code change version system customers at at_local downtime duration rule \
    window reasons retry_at misses_latest_start not_judged next_slot backup backup_of no_backup newest_refuted";

#[test]
fn a_decision_is_answered_as_the_contract_shows() {
    let house = bonus_house();
    let ask = ["check", "--system", "bonus-db", "--downtime", "45m", "--duration", "1h", "--format", "json"];
    let answer = house.okno(&ask).exits(75);
    let mut object = answer.json();
    for taken in ["tzdb", "policy"] {
        object[taken].take();
    }
    let message = object["reasons"][0]["message"].take();
    assert!(message.as_str().unwrap().contains("22:00"), "{message}");
    let id = object["backup"]["id"].take();
    assert!(id.as_str().unwrap().contains("shop-20261124T090000Z"), "{id}");
    let hash = object["head"]["hash"].take();
    assert_eq!(hash.as_str().unwrap().len(), 64);
    let expected = json!({
        "schema": "okno.decision/1", "decision": "closed", "exit_code": 75, "change": null, "version": null,
        "system": "bonus-db", "customers": ["acme"], "at": "2026-11-24T09:00:00Z",
        "at_local": "2026-11-24T14:00:00+05:00", "downtime": "PT45M", "duration": "PT1H", "rule": "window",
        "window": null,
        "reasons": [{"row": 4, "code": "outside-window", "customer": "acme", "cure": "time", "message": null,
            "retry_at": "2026-11-24T17:00:00Z", "waived_by": null}],
        "retry_at": "2026-11-24T17:00:00Z", "misses_latest_start": null, "not_judged": [11, 12, 13, 14, 15, 20],
        "next_slot": {"start_at": "2026-11-24T17:00:00Z", "latest_start_at": "2026-11-25T00:00:00Z"},
        "backup": {"id": null, "level": 0, "at": "2026-11-24T09:00:00Z", "evidence": "verified"},
        "backup_of": null, "no_backup": null, "newest_refuted": null,
        "tzdb": null, "policy": null, "head": {"seq": 4, "hash": null},
    });
    assert_eq!(object, expected);
    assert_eq!(keys(&answer, &[]), format!("{DECISION} tzdb policy head"));
    assert_eq!(keys(&answer, &["reasons"]), "row code customer cure message retry_at waived_by");
    assert_eq!(keys(&answer, &["next_slot"]), "start_at latest_start_at");
    assert_eq!(keys(&answer, &["backup"]), "id level at evidence");
    assert_eq!(keys(&answer, &["head"]), "seq hash");
}

#[test]
fn an_open_gate_shows_its_window_and_nothing_that_closes() {
    let house = bonus_house();
    house.at("2026-11-24T17:00:00Z").make_backup(house.now());
    house.okno(&["backup", "confirm", "--system", "bonus-db"]).exits(0);
    let answer = house.okno(&["check", "--system", "bonus-db", "--downtime", "45m", "--format", "json"]).exits(0);
    let object = answer.json();
    assert_eq!(object["decision"], "open");
    assert_eq!(object["exit_code"], 0);
    assert_eq!(object["window"]["closes_at"], "2026-11-25T01:00:00Z");
    assert_eq!(keys(&answer, &["window"]), "night_of opens_at closes_at opens_local closes_local length");
    assert_eq!(object["reasons"], json!([]));
    assert_eq!((&object["retry_at"], &object["next_slot"]), (&Value::Null, &Value::Null));
    assert_eq!(keys(&answer, &[]), format!("{DECISION} tzdb policy head"));
}

#[test]
fn a_run_answers_with_the_decision_and_what_came_of_it() {
    let house = bonus_house();
    house.okno(&["plan", "x", "--system", "bonus-db", "--downtime", "5m", "--", "sh", "-c", "exit 3"]).exits(0);
    let early = house.at("2026-11-24T10:31:00Z").okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(keys(&early, &[]), format!("{DECISION} outcome run tzdb policy head"));
    assert_eq!((&early.json()["outcome"], &early.json()["run"]), (&json!("refused"), &Value::Null));

    house.at("2026-11-24T09:00:00Z");
    let house = bonus_house();
    house
        .okno(&["plan", "x", "--system", "bonus-db", "--downtime", "5m", "--", "sh", "-c", "echo out; exit 3"])
        .exits(0);
    let ran = house.okno(&["run", "1", "--format", "json"]).exits(3);
    assert_eq!(keys(&ran, &[]), format!("{DECISION} outcome run tzdb policy head"));
    let object = ran.json();
    assert_eq!(
        (&object["outcome"], &object["exit_code"], &object["decision"]),
        (&json!("failed"), &json!(3), &json!("open"))
    );
    assert_eq!(object["run"]["exit_code"], 3);
    assert!(keys(&ran, &["run"]).starts_with("number exit_code started_at finished_at outcome deadline"));
    assert!(ran.err.contains("out\n"), "the command's own output goes to stderr: {ran:?}");
}

const CHANGE: &str = "schema id version state title kind system customers start_at latest_start_at end_at downtime \
    duration command author approvals ";

#[test]
fn a_change_is_answered_the_same_by_every_command_about_it() {
    let house = bonus_house();
    let plan = ["plan", "Migrate", "--system", "bonus-db", "--downtime", "45m", "--duration", "1h", "--ref", "OPS-7"];
    let commands: [&[&str]; 4] =
        [&plan, &["reschedule", "1", "--at", "23:00"], &["show", "1"], &["cancel", "1", "--reason", "x"]];
    let mut shapes = Vec::new();
    for command in commands {
        let answer = house.okno(&[command, &["--format", "json"], &[]].concat()).exits(0);
        let all = keys(&answer, &[]);
        assert!(all.starts_with(CHANGE) && all.ends_with(" tzdb policy head"), "{command:?}: {all}");
        shapes.push(all);
    }
    assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]), "{shapes:?}");

    let shown = house.okno(&["show", "CHG-1", "--format", "json"]).exits(0).json();
    let expected = json!({"schema": "okno.change/1", "id": "CHG-1", "version": 2, "state": "cancelled", "title": "Migrate",
        "kind": "maintenance", "system": "bonus-db", "customers": ["acme"], "start_at": "2026-11-24T18:00:00Z",
        "latest_start_at": "2026-11-25T00:00:00Z", "end_at": "2026-11-24T19:00:00Z", "downtime": "PT45M",
        "duration": "PT1H", "command": null, "author": "olga", "approvals": [], "ref": "OPS-7"});
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&shown[key], value, "{key}");
    }
}

#[test]
fn slots_are_answered_with_their_nights_or_with_why_there_are_none() {
    let house = bonus_house();
    let ask = |more: &[&str]| house.okno(&[&["slots", "--system", "bonus-db", "--format", "json"], more].concat());
    let answer = ask(&["--downtime", "45m", "--count", "2"]).exits(0);
    let shape = "schema system customers downtime duration rule slots bound_by explained waves unserved searched_until why_none why_no_more \
         tzdb policy head";
    assert_eq!(keys(&answer, &[]), shape);
    assert_eq!(keys(&answer, &["slots"]), "start_at latest_start_at night_of start_local latest_start_local");
    let object = answer.json();
    assert_eq!(object["slots"][1]["start_at"], "2026-11-25T17:00:00Z");
    assert_eq!(object["slots"][1]["night_of"], "2026-11-25");
    assert_eq!(object["slots"].as_array().unwrap().len(), 2);
    assert_eq!((&object["waves"], &object["why_none"]), (&Value::Null, &Value::Null));

    let none = ask(&["--downtime", "9h"]).exits(77);
    assert_eq!(keys(&none, &[]), shape);
    assert_eq!(keys(&none, &["why_none"]), "row code customer cure message retry_at waived_by");
    assert_eq!(none.json()["slots"], json!([]));
    assert_eq!(none.json()["why_none"][0]["code"], "no-window");
}

#[test]
fn the_chain_is_answered_as_the_contract_shows() {
    let house = bonus_house();
    let verified = house.okno(&["log", "verify", "--format", "json"]).exits(0);
    assert!(keys(&verified, &[]).starts_with("schema ok entries head first_bad"), "{verified:?}");
    let object = verified.json();
    assert_eq!(
        (&object["schema"], &object["ok"], &object["entries"]),
        (&json!("okno.verify/1"), &json!(true), &json!(4))
    );
    assert_eq!(object["first_bad"], Value::Null);
    let head = house.okno(&["log", "head", "--format", "json"]).exits(0).json();
    assert_eq!(head["head"], object["head"]);
}

#[test]
fn every_answer_says_under_which_rules_and_on_top_of_which_entry_it_was_given() {
    let house = bonus_house();
    house.okno(&["plan", "x", "--system", "bonus-db", "--downtime", "5m"]).exits(0);
    std::fs::write(house.path("export"), house.okno(&["log", "export"]).exits(0).out).unwrap();
    let commands: [&[&str]; 18] = [
        &["windows", "--system", "bonus-db"],
        &["slots", "--system", "bonus-db", "--downtime", "5m"],
        &["check", "1"],
        &["show", "1"],
        &["list"],
        &["status"],
        &["backup", "status"],
        &["backup", "list"],
        &["backup", "confirm", "--system", "bonus-db"],
        &["log"],
        &["log", "verify"],
        &["log", "head"],
        &["log", "rebuild"],
        &["log", "verify", "--export", "export"],
        &["policy", "show"],
        &["policy", "check"],
        &["policy", "diff"],
        &["policy", "adopt"],
    ];
    for command in commands {
        let answer = house.okno(&[command, ["--format", "json"].as_slice()].concat()).exits(0);
        let object = answer.json();
        let words = keys(&answer, &[]);
        assert!(words.starts_with("schema "), "{command:?}: {words}");
        assert!(object["schema"].as_str().unwrap().ends_with("/1"), "{command:?}");
        for key in ["tzdb", "policy", "head"] {
            let value = object.get(key).unwrap_or_else(|| panic!("{command:?} has no {key}"));
            // An export is read without any rules.
            assert!(!value.is_null() || command.contains(&"--export"), "{command:?}: {key} is null");
        }
    }
}

#[test]
fn a_failure_is_one_object_on_stdout_and_nothing_else_is_said() {
    let house = House::new();
    for (args, code) in [
        (&["windows", "--customer", "acne"][..], 2),
        (&["show", "7"], 2),
        (&["check", "7"], 77),
        (&["run", "7"], 77),
        (&["log", "verify", "--export", "nowhere"], 74),
        (&["log"], 69),
    ] {
        let answer = house.okno(&[args, &["--format", "json"]].concat()).exits(code);
        assert_eq!(keys(&answer, &[]), "schema exit_code message hint", "{args:?}");
        assert_eq!(answer.json()["schema"], "okno.error/1");
        assert_eq!(answer.json()["exit_code"], code);
        assert_eq!(answer.err, "", "{args:?}");
    }
    assert_eq!(house.okno(&["windows", "--customer", "acne", "--format", "json"]).json()["hint"], "did you mean acme?");
}
