//! A command that takes longer than it was given.

use super::{house, last_run, plan, shown};
use crate::house::{House, RULES};

/// A house by the real clock where commands are stopped at their deadline.
fn strict() -> House {
    let table = "[systems.shop.backup]";
    let house = House::with_rules(&RULES.replace(table, &format!("on-overrun = \"terminate\"\n{table}")));
    std::fs::create_dir(house.path("backups")).unwrap();
    super::back_up(&house);
    house
}

#[test]
fn a_command_past_its_deadline_is_let_run_and_its_overrun_recorded() {
    let house = house();
    plan(&house, "1s", &["sh", "-c", "sleep 1.3; echo done"]);
    let ran = house.run_program(&["run", "1"]).exits(0);
    assert_eq!(ran.out, "done\n");
    assert!(ran.flat().contains("the deadline") && ran.flat().contains("it is let run"), "{ran:?}");
    assert!(ran.flat().contains("over its time"), "{ran:?}");
    let overrun = last_run(&house)["overrun"].clone();
    assert!(overrun.is_string() && overrun != "PT0S", "{overrun}");
}

#[test]
fn work_that_was_given_no_time_overruns_it_without_a_deadline() {
    let house = house();
    plan(&house, "0m", &["sleep", "1"]);
    let ran = house.run_program(&["run", "1"]).exits(0);
    assert!(!ran.err.contains("deadline"), "{ran:?}");
    assert!(last_run(&house)["overrun"].is_string());
}

#[test]
fn the_moment_that_any_command_takes_is_no_overrun() {
    // By the simulated clock, on which nothing takes a second.
    let house = House::new();
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "0m", "--", "true"]).exits(0);
    house.confirm_backup();
    let ran = house.okno(&["run", "1"]).exits(0);
    assert!(!ran.flat().contains("over its time"), "{ran:?}");
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    assert_eq!(shown["runs"][0]["overrun"], serde_json::Value::Null);
}

#[test]
fn where_the_policy_says_so_a_command_is_stopped_at_its_deadline() {
    let house = strict();
    plan(&house, "2s", &["sh", "-c", "trap 'touch told; exit 0' TERM; sleep 60 & wait"]);
    let report = house.run_program(&["run", "1", "--format", "json"]).exits(124);
    assert!(report.err.contains("the command is being stopped"), "{report:?}");
    let json = report.json();
    assert_eq!((&json["outcome"], &json["run"]["exit_code"]), (&"terminated".into(), &124.into()));
    assert!(house.path("told").exists(), "it was asked before it was killed");
    let change = shown(&house, "1");
    assert_eq!((&change["state"], &change["runs"][0]["outcome"]), (&"failed".into(), &"terminated".into()));
    assert_eq!(json["run"]["left_behind"], serde_json::json!([]), "all of it is gone");
}

#[test]
fn what_ends_before_its_deadline_is_not_stopped() {
    let house = strict();
    plan(&house, "2m", &["sh", "-c", "exit 5"]);
    house.run_program(&["run", "1"]).exits(5);
    assert_eq!(last_run(&house)["outcome"], "failed");
}
