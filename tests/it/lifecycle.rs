//! The life of a change: which deeds its state allows, when it may start, and when it is missed.

use chrono::TimeDelta;
use serde_json::Value;

use crate::house::{House, RULES, boris};

fn with_policy(policy: &str) -> House {
    let house = House::with_rules(&format!("[policy]\n{policy}\n{RULES}"));
    std::fs::create_dir(house.path("backups")).unwrap();
    house
}

fn plan(house: &House, args: &[&str]) -> Value {
    let plan = ["plan", "Work", "--system", "shop", "--format", "json"];
    house.okno(&[&plan[..], args].concat()).exits(0).json()
}

fn state(house: &House) -> String {
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    shown["state"].as_str().unwrap().to_owned()
}

/// A house whose CHG-1, a short stop planned for noon, is in that state.
fn in_state(state: &str) -> House {
    let house = House::new();
    let command = if state == "failed" { "false" } else { "true" };
    plan(&house, &["--downtime", "2m", "--", command]);
    match state {
        "missed" => drop(house.pass(TimeDelta::minutes(31))),
        "failed" | "closed" => {
            house.confirm_backup();
            house.okno(&["run", "1"]);
        }
        "cancelled" => drop(house.okno(&["cancel", "1", "--reason", "not needed"]).exits(0)),
        "rejected" => drop(house.okno_as(&boris(), &["reject", "1", "--reason", "no"]).exits(0)),
        _ => {}
    }
    assert_eq!(self::state(&house), state);
    house
}

#[test]
fn a_deed_that_the_state_forbids_is_refused_by_that_name_and_leaves_no_trace() {
    let deeds: [(&str, &[&str], &[&str]); 5] = [
        ("approve", &["approve", "1"], &["planned", "missed", "failed"]),
        ("reject", &["reject", "1", "--reason", "no"], &["planned", "missed"]),
        ("cancel", &["cancel", "1", "--reason", "not needed"], &["planned", "missed"]),
        ("reschedule", &["reschedule", "1", "--at", "2026-11-25 12:00"], &["planned", "missed", "failed"]),
        ("settle", &["settle", "1", "--as", "done", "--reason", "I looked"], &["failed"]),
    ];
    for state in ["planned", "missed", "failed", "closed", "cancelled", "rejected"] {
        for (deed, args, allowed) in deeds {
            let house = in_state(state);
            let before = house.kinds();
            let answer = house.okno_as(&boris(), args);
            if allowed.contains(&state) {
                assert_eq!((deed, state, answer.code), (deed, state, 0), "{answer:?}");
                assert_eq!(house.kinds().len(), before.len() + 1, "{deed} while {state}");
            } else {
                assert_eq!((deed, state, answer.code), (deed, state, 77), "{answer:?}");
                assert!(answer.err.contains(&format!("it is {state}")), "{deed} while {state}: {answer:?}");
                assert!(answer.err.contains("okno show CHG-1"), "{deed} while {state}: {answer:?}");
                assert_eq!(house.kinds(), before, "{deed} while {state}");
            }
        }
    }
}

#[test]
fn what_may_not_move_at_all_is_not_told_where_it_might_have_moved() {
    let house = in_state("closed");
    let refused = house.okno(&["reschedule", "1", "--at", "2026-11-24T11:00Z"]).exits(77);
    assert!(refused.err.contains("it is closed"), "{refused:?}");
}

#[test]
fn only_planned_and_failed_changes_run_and_every_refusal_is_recorded() {
    for state in ["closed", "cancelled", "rejected"] {
        let house = in_state(state);
        house.pass(TimeDelta::minutes(1)).confirm_backup();
        let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
        assert_eq!(refused.reasons(), ["not-planned"], "{state}");
        assert_eq!(house.kinds().last().map(String::as_str), Some("gate.refused"), "{state}");
    }
}

#[test]
fn a_failed_change_may_run_again_under_the_same_plan_with_a_new_backup() {
    let house = House::new();
    plan(&house, &["--downtime", "2m", "--", "sh", "-c", "test -e ready"]);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(1);
    assert_eq!(state(&house), "failed");
    house.write("ready", "");
    let stale = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(stale.reasons(), ["backup-stale"], "the failed run may have altered the data");

    house.pass(TimeDelta::minutes(2)).confirm_backup();
    let again = house.okno(&["run", "1", "--format", "json"]).exits(0).json();
    assert_eq!((&again["run"]["number"], &again["outcome"]), (&2.into(), &"succeeded".into()));
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    let outcomes: Vec<_> = shown["runs"].as_array().unwrap().iter().map(|run| run["outcome"].clone()).collect();
    assert_eq!(outcomes, ["failed", "succeeded"]);
    assert_eq!(shown["state"], "closed");

    house.pass(TimeDelta::minutes(1)).confirm_backup();
    assert_eq!(house.okno(&["run", "1", "--format", "json"]).exits(77).reasons(), ["not-planned"]);
}

#[test]
fn a_failed_change_that_is_settled_runs_no_more() {
    let house = in_state("failed");
    let settled = house.okno(&["settle", "1", "--as", "failed", "--reason", "rolled back", "--format", "json"]);
    assert_eq!(settled.exits(0).json()["state"], "closed");
    house.pass(TimeDelta::minutes(1)).confirm_backup();
    assert_eq!(house.okno(&["run", "1", "--format", "json"]).exits(77).reasons(), ["not-planned"]);
}

#[test]
fn a_plan_past_its_latest_start_is_missed_and_may_be_given_another() {
    let house = House::new();
    let change = plan(&house, &["--downtime", "45m", "--", "true"]);
    assert_eq!(change["latest_start_at"], "2026-11-25T00:15:00Z");
    house.at("2026-11-25T00:15:00Z");
    assert_eq!(state(&house), "planned", "the latest start is a start");
    house.at("2026-11-25T00:15:01Z").confirm_backup();
    assert_eq!(state(&house), "missed");
    let ids = |args: &[&str]| {
        let listed = house.okno(&[&["list", "--format", "json"], args].concat()).exits(0).json();
        listed["changes"].as_array().unwrap().iter().map(|change| change["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--state", "missed"]), ["CHG-1"]);
    assert_eq!(ids(&["--state", "planned"]), [""; 0]);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["does-not-fit", "too-late"]);

    house.okno(&["reschedule", "1", "--at", "tonight"]).exits(75);
    house.okno(&["reschedule", "1", "--at", "22:00"]).exits(0);
    assert_eq!(state(&house), "planned");
    house.at("2026-11-25T17:00:00Z").confirm_backup();
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn nothing_starts_before_its_time_but_as_early_as_the_policy_lets_it() {
    for (policy, opens_at) in [("early = \"0m\"", "2026-11-24T13:00:00Z"), ("early = \"15m\"", "2026-11-24T12:45:00Z")]
    {
        let house = with_policy(policy);
        plan(&house, &["--downtime", "2m", "--at", "2026-11-24T13:00Z", "--", "true"]);
        house.at(opens_at).pass(-TimeDelta::milliseconds(1)).confirm_backup();
        let early = house.okno(&["run", "1", "--format", "json"]).exits(75);
        assert_eq!(early.reasons(), ["too-early"], "{policy}");
        assert_eq!(early.json()["retry_at"], opens_at, "{policy}");
        house.at(opens_at);
        house.okno(&["run", "1"]).exits(0);
    }
}

#[test]
fn nothing_starts_later_than_the_policy_lets_it() {
    for (policy, length, latest) in [
        ("late = \"20m\"", "2m", "2026-11-24T12:20:00Z"),
        ("late = \"window\"", "2m", "2026-11-24T12:30:00Z"),
        ("late = \"20m\"", "45m", "2026-11-24T17:20:00Z"),
        ("late = \"window\"", "45m", "2026-11-25T00:15:00Z"),
        ("late = \"24h\"", "45m", "2026-11-25T00:15:00Z"),
    ] {
        let house = with_policy(policy);
        let change = plan(&house, &["--downtime", length, "--", "true"]);
        assert_eq!(change["latest_start_at"], latest, "{policy}, {length}");
        house.at(latest).pass(TimeDelta::seconds(1)).confirm_backup();
        let late = house.okno(&["check", "1", "--format", "json"]).exits(77);
        assert!(late.reasons().contains(&"too-late".to_owned()), "{policy}, {length}: {:?}", late.reasons());
        house.at(latest).confirm_backup();
        house.okno(&["run", "1"]).exits(0);
    }
}

#[test]
fn a_start_in_the_past_is_refused_and_what_is_now_may_be_a_minute_old() {
    let house = House::new();
    plan(&house, &["--downtime", "2m", "--at", "2026-11-24T13:00Z", "--", "true"]);
    let before = house.kinds();
    let past = house.okno(&["reschedule", "1", "--at", "2026-11-24T11:00:00Z"]).exits(2);
    assert!(past.err.contains("2026-11-24T11:00:00Z has passed") && past.err.contains("--at now"), "{past:?}");
    assert_eq!(house.kinds(), before);
    let moved = house.okno(&["reschedule", "1", "--at", "2026-11-24T11:59:30Z", "--format", "json"]).exits(0).json();
    assert_eq!(moved["start_at"], "2026-11-24T12:00:00Z");
}

#[test]
fn a_move_to_where_the_gate_is_closed_is_refused_with_the_next_slot_and_moves_nothing() {
    let house = House::new();
    plan(&house, &["--downtime", "45m", "--", "true"]);
    let before = house.kinds();
    let refused = house.okno(&["reschedule", "1", "--at", "2026-11-25 12:00", "--format", "json"]).exits(75);
    assert_eq!(refused.reasons(), ["outside-window"]);
    assert_eq!(refused.json()["next_slot"]["start_at"], "2026-11-25T17:00:00Z");
    assert_eq!((&refused.json()["change"], &refused.json()["version"]), (&"CHG-1".into(), &1.into()));
    let told = house.okno(&["reschedule", "1", "--at", "2026-11-25 12:00"]).exits(75);
    assert!(told.out.starts_with("CLOSED  CHG-1, version 1, on Shop database\n"), "{told:?}");
    assert_eq!(house.kinds(), before);
}

#[test]
fn a_cancelled_change_keeps_its_reason_and_gives_way() {
    let house = House::new();
    plan(&house, &["--downtime", "2m", "--", "true"]);
    let cancelled = house.okno(&["cancel", "1", "--reason", "the vendor fixed it", "--format", "json"]).exits(0).json();
    assert_eq!((&cancelled["state"], &cancelled["withdrawn"]), (&"cancelled".into(), &"the vendor fixed it".into()));
    assert_eq!(house.okno(&["list", "--format", "json"]).exits(0).json()["changes"], serde_json::json!([]));
    assert!(house.okno(&["log"]).exits(0).out.contains("the vendor fixed it"));
}
