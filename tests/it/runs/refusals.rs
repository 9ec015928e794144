//! A refused run: every reason is told and recorded, and nothing runs.

use serde_json::Value;

use crate::house::{House, RULES};

fn recorded_reasons(house: &House) -> Value {
    let log = house.okno(&["log", "--format", "jsonl", "--kind", "gate.refused"]).exits(0).out;
    let entry: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    entry["data"]["reasons"].clone()
}

#[test]
fn every_reason_is_recorded_as_it_was_told() {
    let house = House::with_rules(&format!("[policy]\napprovals = 1\n{RULES}"));
    house.script("deploy", "#!/bin/sh\ntouch ran\n");
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "./deploy"]).exits(0);
    house.script("deploy", "#!/bin/sh\ntouch ran twice\n");
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    let codes = ["outside-window", "too-early", "approval-missing", "backup-missing", "command-changed"];
    assert_eq!(refused.reasons(), codes);
    let (told, recorded) = (refused.json()["reasons"].clone(), recorded_reasons(&house));
    for (told, recorded) in told.as_array().unwrap().iter().zip(recorded.as_array().unwrap()) {
        for field in ["row", "code", "customer", "cure", "message"] {
            assert_eq!(told[field], recorded[field], "{field}");
        }
        let instant = |value: &Value| value.as_str().map(crate::house::instant);
        assert_eq!(instant(&told["retry_at"]), instant(&recorded["retry_at"]));
    }
    assert_eq!(recorded.as_array().unwrap().len(), codes.len());
    assert!(!house.path("ran").exists());
}

#[test]
fn a_person_is_told_every_reason_what_to_type_and_the_next_slot() {
    let house = House::new();
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    let refused = house.okno(&["run", "1"]).exits(75);
    assert_eq!(refused.out, "", "stdout is the command's");
    for part in ["CLOSED CHG-1", "outside-window", "too-early", "okno backup take --system shop", "next slot"] {
        assert!(refused.flat().contains(part), "{part:?} is missing: {}", refused.err);
    }
}

#[test]
fn checking_writes_nothing_and_running_writes_each_refusal() {
    let house = House::new();
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    let before = house.kinds().len();
    house.okno(&["check", "1"]).exits(77);
    assert_eq!(house.kinds().len(), before);
    house.okno(&["run", "1"]).exits(77);
    house.okno(&["run", "1"]).exits(77);
    assert_eq!(house.kinds()[before..], ["gate.refused", "gate.refused"]);
}

#[test]
fn even_the_quiet_are_told_why_not() {
    let house = House::new();
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    assert!(house.okno(&["run", "1", "--quiet"]).exits(77).err.contains("backup-missing"));
}
