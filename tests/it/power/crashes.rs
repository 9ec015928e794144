//! `kill -9` before every step that okno takes, and in the middle of every write.

use std::os::unix::process::ExitStatusExt as _;

use super::{Before, Deed, entries, faulty, house, kinds, left_by, ready_to_run, state, steps, times_run};
use crate::house::{House, boris};

/// Does a command again and again, killed one step later each time, and looks at what each left.
fn killed_at_every_step(house: &House, deed: Deed, args: &[&str], mut look: impl FnMut(&[String], &[String])) {
    let before = Before::of(house);
    let known = entries(house);
    let steps = steps(house, deed, args);
    for at in 1..=steps {
        before.bring_back(house);
        let left = left_by(faulty(house, deed, at, args));
        assert_eq!(left.status.signal(), Some(9), "{args:?}, step {at} of {steps}: {}", left.said);
        let found = entries(house);
        assert!(found.starts_with(&known), "{args:?}, step {at}: an entry is lost");
        look(&known, &found[known.len()..]);
    }
}

/// A run that was killed: what the next commands say of it, and that nothing runs twice.
fn look_at_a_killed_run(house: &House, new: &[String]) -> &'static str {
    let new = kinds(new);
    match new.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            assert_eq!((state(house).as_str(), times_run(house)), ("planned", 0));
            house.run_program(&["run", "1"]).exits(0);
            assert_eq!((state(house).as_str(), times_run(house)), ("closed", 1));
            "nothing"
        }
        ["run.started"] => {
            assert!(times_run(house) <= 1);
            let ran = times_run(house);
            assert_eq!(state(house), "interrupted");
            let told = house.okno(&["show", "1"]).exits(0).flat();
            assert!(
                told.contains("The process that ran CHG-1 is gone") && told.contains("okno settle CHG-1"),
                "{told}"
            );
            let status = house.okno(&["status"]).exits(0).flat();
            assert!(status.contains("INTERRUPTED") && status.contains("okno settle"), "{status}");
            let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
            assert!(refused.reasons().contains(&"busy".to_owned()), "{refused:?}");
            assert_eq!(times_run(house), ran, "nothing runs again before a person looked");
            house.okno(&["settle", "1", "--as", "done", "--reason", "I looked"]).exits(0);
            assert_eq!(state(house), "closed");
            "started"
        }
        ["run.started", "run.finished"] => {
            assert_eq!((state(house).as_str(), times_run(house)), ("closed", 1));
            assert_eq!(
                house.okno(&["status", "--format", "json"]).exits(0).json()["interrupted"],
                serde_json::json!([])
            );
            "finished"
        }
        ref other => panic!("{other:?}"),
    }
}

fn killed_runs(deed: Deed) {
    let house = ready_to_run();
    let mut seen = std::collections::BTreeMap::new();
    killed_at_every_step(&house, deed, &["run", "1"], |_, new| {
        *seen.entry(look_at_a_killed_run(&house, new)).or_insert(0) += 1;
    });
    assert!(["nothing", "started", "finished"].iter().all(|left| seen.contains_key(left)), "{seen:?}");
}

#[test]
fn a_run_killed_at_any_step_has_not_begun_or_waits_for_a_person_or_has_ended() {
    killed_runs(Deed::Kill);
}

#[test]
fn a_run_killed_within_any_write_has_not_begun_or_waits_for_a_person_or_has_ended() {
    killed_runs(Deed::Torn);
}

#[test]
fn a_run_whose_command_kills_okno_waits_for_a_person() {
    let house = house();
    let command = ["sh", "-c", "echo x >> ran; kill -9 $PPID"];
    house
        .run_program(&[&["plan", "Work", "--system", "shop", "--downtime", "2m", "--"][..], &command].concat())
        .exits(0);
    let known = entries(&house);
    let left = left_by(house.program(&["run", "1"]));
    assert_eq!(left.status.signal(), Some(9));
    assert_eq!(look_at_a_killed_run(&house, &entries(&house)[known.len()..]), "started");
    assert_eq!(times_run(&house), 1);
}

#[test]
fn a_backup_command_that_kills_okno_leaves_the_change_as_it_was() {
    let house = ready_to_run();
    let known = entries(&house);
    let left = left_by(house.program(&["run", "1", "--backup", "take"]));
    assert_eq!(left.status.signal(), Some(9), "{}", left.said);
    assert_eq!(look_at_a_killed_run(&house, &entries(&house)[known.len()..]), "nothing");
}

#[test]
fn a_first_plan_killed_at_any_step_is_planned_or_leaves_no_trace() {
    let house = House::new();
    let args = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"];
    let whole = ["ledger.created", "policy.adopted", "zonedata.seen", "change.planned"];
    killed_at_every_step(&house, Deed::Torn, &args, |_, new| {
        assert!(new.is_empty() || kinds(new) == whole, "{:?}", kinds(new));
        house.run_program(&args).exits(0);
        assert_eq!(kinds(&entries(&house)).iter().filter(|kind| *kind == "ledger.created").count(), 1);
    });
}

#[test]
fn what_is_killed_at_any_step_is_recorded_whole_or_not_at_all_and_may_be_done_again() {
    let house = ready_to_run();
    for (args, recorded) in [
        (&["backup", "confirm", "--system", "shop"][..], "backup.confirmed"),
        (&["reschedule", "1", "--at", "now"], "change.rescheduled"),
        (&["halt", "--reason", "stop"], "line.halted"),
    ] {
        let before = Before::of(&house);
        killed_at_every_step(&house, Deed::Torn, args, |known, new| {
            assert!(new.is_empty() || kinds(new) == [recorded], "{args:?}: {:?}", kinds(new));
            house.okno_as(&boris(), args).exits(0);
            assert!(entries(&house).len() > known.len());
        });
        before.bring_back(&house);
    }
}
