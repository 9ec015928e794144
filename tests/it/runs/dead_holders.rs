//! An okno that died while its command ran: nothing is lost, nothing is guessed, a person says how it ended.

use std::path::Path;

use rustix::process::Signal;
use serde_json::Value;

use super::{HELD, Running, back_up, house, plan, shown, wait_for_file, wait_until};
use crate::house::House;

/// A house whose CHG-1 lost its okno; its command still runs, until [`let_go`].
fn orphaned() -> House {
    let house = house();
    plan(&house, "2m", &["sh", "-c", HELD]);
    let running = Running::start(&house, &["run", "1"]);
    running.signal(Signal::KILL);
    running.end();
    house
}

/// Lets the command go, and waits until nothing of it is left.
fn let_go(house: &House) {
    house.write("go", "");
    wait_for_file(&house.path("ended"));
    wait_until("the end of the command", || lives_on(house).is_none());
}

/// The process of the command, by the folder it runs in.
fn lives_on(house: &House) -> Option<String> {
    let folder = std::fs::canonicalize(house.folder()).unwrap();
    let works_here =
        |pid: &String| std::fs::read_link(Path::new("/proc").join(pid).join("cwd")).is_ok_and(|cwd| cwd == folder);
    let pids = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    pids.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).find(works_here)
}

fn kinds(house: &House) -> Vec<String> {
    house.follow_the_real_clock();
    house.kinds()
}

#[test]
fn whoever_looks_sees_an_interrupted_run_and_looking_writes_nothing() {
    let house = orphaned();
    let before = kinds(&house);
    assert_eq!(before.last().map(String::as_str), Some("run.started"), "the intent was recorded before the command");
    assert_eq!(shown(&house, "1")["state"], "interrupted");
    let status = house.run_program(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(status["interrupted"][0]["id"], "CHG-1");
    assert_eq!(status["running"], serde_json::json!([]));
    let listed = house.run_program(&["list", "--state", "interrupted", "--format", "json"]).exits(0).json();
    assert_eq!(listed["changes"][0]["id"], "CHG-1");
    let said = house.run_program(&["show", "1"]).exits(0).flat();
    assert!(said.contains("The process that ran CHG-1 is gone") && said.contains("okno settle CHG-1"), "{said}");
    let checked = house.run_program(&["check", "1", "--format", "json"]).exits(77);
    assert!(checked.reasons().contains(&"busy".to_owned()) && checked.reasons().contains(&"not-planned".to_owned()));
    let message = |row: u8| {
        let reasons = checked.json()["reasons"].as_array().unwrap().clone();
        let reason = reasons.iter().find(|reason| reason["row"] == row).unwrap().clone();
        reason["message"].as_str().unwrap().to_owned()
    };
    assert!(message(13).contains("was interrupted"), "{}", message(13));
    assert!(message(23).contains("its process is gone"), "{}", message(23));
    assert_eq!(kinds(&house), before);
    let_go(&house);
}

#[test]
fn the_next_command_that_writes_names_and_records_the_interruption() {
    let house = orphaned();
    let halted = house.run_program(&["halt", "--reason", "look at the shop first"]).exits(0);
    assert!(halted.flat().contains("The process that ran CHG-1 is gone"), "{halted:?}");
    let kinds = kinds(&house);
    assert_eq!(kinds[kinds.len() - 2..], ["run.interrupted", "line.halted"]);
    let_go(&house);
}

#[test]
fn the_system_stays_busy_until_a_person_settles_the_run() {
    let house = orphaned();
    let_go(&house);
    let next = ["plan", "Next", "--system", "shop", "--downtime", "2m", "--format", "json", "--", "true"];
    assert_eq!(house.run_program(&next).exits(77).reasons(), ["conflict"], "nobody knows when it ends");
    let busy = house.run_program(&["check", "--system", "shop", "--downtime", "2m", "--format", "json"]).exits(77);
    assert_eq!(busy.reasons(), ["conflict", "backup-stale", "busy"]);
    assert_eq!(busy.json()["reasons"][2]["cure"], "somebody");
    let said = house.run_program(&["check", "--system", "shop", "--downtime", "2m"]).exits(77).flat();
    assert!(said.contains("okno settle CHG-1"), "{said}");

    let settled =
        house.run_program(&["settle", "1", "--as", "done", "--reason", "the log says so", "--format", "json"]);
    assert_eq!(settled.exits(0).json()["state"], "closed");
    plan(&house, "2m", &["true"]);
    back_up(&house);
    house.run_program(&["run", "2"]).exits(0);
    let run = &shown(&house, "1")["runs"][0];
    assert_eq!((&run["settled_as"], &run["reason"]), (&"done".into(), &"the log says so".into()));
    house.run_program(&["log", "verify"]).exits(0);
}

#[test]
fn nobody_settles_a_run_whose_command_still_runs() {
    let house = orphaned();
    let before = kinds(&house);
    let refused = house.run_program(&["settle", "1", "--as", "failed", "--reason", "I think"]).exits(77);
    assert!(refused.err.contains("its command still runs (sh -c") && refused.err.contains(", process "), "{refused:?}");
    assert_eq!(kinds(&house), before, "a refusal leaves no trace");
    let_go(&house);
    house.run_program(&["settle", "1", "--as", "failed", "--reason", "I looked"]).exits(0);
}

#[test]
fn a_run_settled_as_failed_may_be_tried_again() {
    let house = orphaned();
    let_go(&house);
    let settled = house.run_program(&["settle", "1", "--as", "failed", "--reason", "half done", "--format", "json"]);
    assert_eq!(settled.exits(0).json()["state"], "failed");
    back_up(&house);
    let again = house.run_program(&["run", "1", "--format", "json"]).exits(0).json();
    assert_eq!(again["run"]["number"], 2);
    let outcomes: Vec<Value> =
        shown(&house, "1")["runs"].as_array().unwrap().iter().map(|run| run["outcome"].clone()).collect();
    assert_eq!(outcomes, ["interrupted", "succeeded"]);
}

#[test]
fn a_run_that_is_held_cannot_be_settled() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", HELD]);
    let running = Running::start(&house, &["run", "1"]);
    let refused = house.run_program(&["settle", "1", "--as", "done", "--reason", "it will"]).exits(77);
    assert!(refused.err.contains("it is running"), "{refused:?}");
    house.write("go", "");
    assert!(running.end().0.success());
}
