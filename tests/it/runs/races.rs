//! Several at once.

use std::fs;

use serde_json::Value;

use super::{HELD, Running, house, plan, shown};
use crate::house::House;

#[test]
fn two_changes_never_run_on_one_system_at_once() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", HELD]);
    plan(&house, "2m", &["touch", "second"]);
    let running = Running::start(&house, &["run", "1"]);
    let busy = house.run_program(&["run", "2", "--format", "json"]).exits(75);
    assert_eq!(busy.reasons(), ["conflict", "too-early", "busy"]);
    let reason = &busy.json()["reasons"][2];
    assert_eq!((&reason["row"], &reason["cure"]), (&23.into(), &"time".into()));
    assert!(reason["message"].as_str().unwrap().contains("CHG-1 is running"), "{reason}");
    assert!(!house.path("second").exists());
    let status = house.run_program(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(status["running"][0]["id"], "CHG-1");
    assert_eq!(shown(&house, "1")["state"], "running");

    let again = house.run_program(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(again.reasons(), ["not-planned", "busy"]);
    house.write("go", "");
    assert!(running.end().0.success());
    assert_eq!(shown(&house, "1")["state"], "closed");
}

#[test]
fn of_fifty_that_run_one_change_at_once_exactly_one_starts_it() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", "echo ran >> runs; sleep 0.2"]);
    let before = house.kinds().len();
    let running: Vec<_> =
        (0..50).map(|_| Running::start_unawaited(&house, &["run", "1", "--format", "json"])).collect();
    let mut succeeded = 0;
    for (status, out, err) in running.into_iter().map(Running::end) {
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
        match report["outcome"].as_str() {
            Some("succeeded") => {
                succeeded += 1;
                assert_eq!(status.code(), Some(0));
            }
            Some("refused") => {
                assert_eq!(status.code(), Some(77), "{out}");
                assert_eq!(report["decision"], "closed");
                assert!(!report["reasons"].as_array().unwrap().is_empty());
            }
            _ => panic!("{status}: {out}{err}"),
        }
    }
    assert_eq!(succeeded, 1);
    assert_eq!(fs::read_to_string(house.path("runs")).unwrap(), "ran\n");
    let kinds = house.kinds();
    let count = |kind: &str| kinds[before..].iter().filter(|found| *found == kind).count();
    assert_eq!((count("run.started"), count("run.finished"), count("gate.refused")), (1, 1, 49));
    assert_eq!(kinds.len(), before + 51);
    house.run_program(&["log", "verify"]).exits(0);
}

#[test]
fn of_several_that_plan_at_once_each_gets_a_number_of_its_own() {
    // Nothing is there yet: one of them makes the ledger.
    let house = House::new();
    let args = ["plan", "Work", "--system", "shop", "--downtime", "0m", "--format", "json", "--", "true"];
    let running: Vec<_> = (0..10).map(|_| Running::start_unawaited(&house, &args)).collect();
    let mut ids: Vec<_> = running
        .into_iter()
        .map(|planning| {
            let (status, out, err) = planning.end();
            assert!(status.success(), "{out}{err}");
            serde_json::from_str::<Value>(&out).unwrap()["id"].as_str().unwrap()[4..].parse::<u32>().unwrap()
        })
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=10).collect::<Vec<_>>());
    house.run_program(&["log", "verify"]).exits(0);
}
