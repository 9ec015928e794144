//! A disk without room from any step on, and a disk that does not confirm what was written.

use std::fs;

use okno::people::Account;
use serde_json::Value;

use super::{Before, Deed, Left, entries, faulty, kinds, left_by, ready_to_run, state, steps, times_run};
use crate::house::{House, olga};

const PLAN: [&str; 8] = ["plan", "More", "--system", "shop", "--downtime", "2m", "--", "true"];

/// Does a command again and again with a fault at one step after another, and looks at each: what it left, and the entries
/// that are new.
fn at_each_step(house: &House, deed: Deed, args: &[&str], every: usize, mut look: impl FnMut(&Left, &[String], &str)) {
    let before = Before::of(house);
    let known = entries(house);
    let steps = steps(house, deed, args);
    for at in (1..=steps).step_by(every) {
        before.bring_back(house);
        let left = left_by(faulty(house, deed, at, args));
        let found = entries(house);
        assert!(found.starts_with(&known), "{args:?}, step {at}: an entry is lost");
        look(&left, &found[known.len()..], &format!("{args:?}, step {at} of {steps}: {}", left.said));
    }
    before.bring_back(house);
}

/// What a full disk leaves of a command that records one entry: it or nothing, and a message that says so.
fn recorded_or_refused(house: &House, account: &Account, args: &[&str], every: usize, whole: &[&str]) {
    let (mut recorded, mut refused) = (0, 0);
    at_each_step(house, Deed::Full, args, every, |left, new, what| match left.status.code() {
        Some(0) => {
            recorded += 1;
            assert_eq!(kinds(new), whole, "{what}");
        }
        Some(69) => {
            refused += 1;
            assert!(new.is_empty(), "{what}");
            assert!(left.said.contains("is full") && left.said.contains("free some space"), "{what}");
            house.okno_as(account, args).exits(0);
            assert!(!entries(house).is_empty());
        }
        _ => panic!("{what}"),
    });
    assert!(refused > 0 && (recorded > 0 || every > 1), "{args:?}: {recorded} recorded, {refused} refused");
}

#[test]
fn a_change_is_planned_or_the_disk_is_full_wherever_its_room_ends() {
    recorded_or_refused(&ready_to_run(), &olga(), &PLAN, 1, &["change.planned"]);
}

#[test]
fn a_ledger_is_made_with_its_first_change_or_not_at_all_wherever_the_room_ends() {
    let whole = ["ledger.created", "policy.adopted", "zonedata.seen", "change.planned"];
    recorded_or_refused(&House::new(), &olga(), &PLAN, 1, &whole);
}

#[test]
fn whatever_else_is_recorded_fits_or_is_refused_with_what_to_do() {
    let house = ready_to_run();
    recorded_or_refused(&house, &olga(), &["backup", "confirm", "--system", "shop"], 3, &["backup.confirmed"]);
    recorded_or_refused(&house, &olga(), &["cancel", "1", "--reason", "not needed"], 3, &["change.cancelled"]);
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", rules.replace("ACME Retail", "ACME Wholesale"));
    recorded_or_refused(&house, &olga(), &["policy", "adopt", "--yes"], 3, &["policy.adopted"]);
}

#[test]
fn a_run_on_a_full_disk_does_not_begin_or_ends_or_waits_for_a_person() {
    let house = ready_to_run();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("result.json");
    let args = ["run", "1", "--result", file.to_str().unwrap()];
    let mut codes = std::collections::BTreeSet::new();
    at_each_step(&house, Deed::Full, &args, 1, |left, new, what| {
        let result: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let code = left.status.code().unwrap();
        assert_eq!(result["exit_code"], code, "{what}");
        codes.insert(code);
        match code {
            0 => assert_eq!(kinds(new), ["run.started", "run.finished"], "{what}"),
            69 => {
                assert_eq!((new.len(), times_run(&house)), (0, 0), "{what}");
                assert!(left.said.contains("is full") && left.said.contains("free some space"), "{what}");
                house.okno(&["run", "1"]).exits(0);
                assert_eq!(times_run(&house), 1);
            }
            74 => {
                assert_eq!((kinds(new), times_run(&house)), (vec!["run.started".to_owned()], 1), "{what}");
                for part in ["ended with exit code 0", "is full", "okno settle CHG-1 --as done|failed --reason"] {
                    assert!(left.said.contains(part), "{part} is missing: {what}");
                }
                assert_eq!((&result["outcome"], &result["run"]["exit_code"]), (&"succeeded".into(), &0.into()));
                assert!(result["run"]["unrecorded"].is_string());
                assert_eq!(state(&house), "interrupted", "{what}");
                house.okno(&["settle", "1", "--as", "done", "--reason", "it said so"]).exits(0);
                assert_eq!(state(&house), "closed");
            }
            _ => panic!("{what}"),
        }
    });
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), [0, 69, 74]);
}

#[test]
fn what_the_disk_did_not_confirm_is_not_said_to_be_unrecorded() {
    let house = ready_to_run();
    let mut unconfirmed = 0;
    at_each_step(&house, Deed::Sync, &["run", "1"], 1, |left, new, what| {
        let new = kinds(new);
        match left.status.code() {
            Some(0) => assert_eq!(new, ["run.started", "run.finished"], "{what}"),
            Some(69) => {
                unconfirmed += 1;
                assert!(left.said.contains("did not confirm") && left.said.contains("look with `okno log`"), "{what}");
                assert_eq!(times_run(&house), 0, "nothing runs without its intent: {what}");
                // What was written may be there all the same: then a person says that nothing ran.
                assert!(new.is_empty() && state(&house) == "planned" || state(&house) == "interrupted", "{what}");
            }
            Some(74) => {
                unconfirmed += 1;
                assert!(left.said.contains("did not confirm"), "{what}");
                assert!(["interrupted", "closed"].contains(&&*state(&house)), "{what}");
            }
            _ => panic!("{what}"),
        }
    });
    assert_eq!(unconfirmed, 2, "the intent and the end");
}
