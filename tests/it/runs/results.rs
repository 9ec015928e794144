//! `--result FILE`: tells a refusal of the gate from a failure of the command.

use std::{fs, process::Stdio};

use serde_json::Value;

use super::{house as real_house, last_run, plan};
use crate::house::House;

fn planned(command: &[&str]) -> House {
    let house = House::new();
    let args = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--"];
    house.okno(&[&args[..], command].concat()).exits(0);
    house
}

fn result(house: &House) -> Value {
    serde_json::from_slice(&fs::read(house.path("result.json")).unwrap()).unwrap()
}

#[test]
fn the_file_holds_what_came_of_the_run() {
    let house = planned(&["sh", "-c", "exit 77"]);
    house.confirm_backup();
    house.okno(&["run", "1", "--result", "result.json"]).exits(77);
    let result = result(&house);
    assert_eq!((&result["schema"], &result["outcome"]), (&"okno.decision/1".into(), &"failed".into()));
    assert_eq!((&result["decision"], &result["run"]["exit_code"]), (&"open".into(), &77.into()));
}

#[test]
fn the_file_holds_the_refusal() {
    let house = planned(&["true"]);
    house.okno(&["run", "1", "--result", "result.json"]).exits(77);
    let result = result(&house);
    assert_eq!((&result["outcome"], &result["run"]), (&"refused".into(), &Value::Null));
    assert_eq!((&result["decision"], &result["exit_code"]), (&"closed".into(), &77.into()));
    assert_eq!(result["reasons"][0]["code"], "backup-missing");
}

#[test]
fn the_file_holds_the_error_too() {
    let house = planned(&["true"]);
    house.write("result.json", "of an earlier run");
    house.okno(&["run", "7", "--result", "result.json"]).exits(77);
    let result = result(&house);
    assert_eq!((&result["schema"], &result["exit_code"]), (&"okno.error/1".into(), &77.into()));
}

#[test]
fn a_path_that_cannot_be_written_is_told_before_anything_runs() {
    let house = planned(&["touch", "ran"]);
    house.confirm_backup();
    let before = house.kinds();
    for path in ["no/such/folder/result.json", "backups"] {
        let answer = house.okno(&["run", "1", "--result", path]).exits(74);
        assert!(answer.err.contains(path), "{answer:?}");
    }
    assert!(!house.path("ran").exists());
    assert_eq!(house.kinds(), before);
}

#[test]
fn a_result_that_could_not_be_written_after_all_hides_nothing_of_the_run() {
    let house = planned(&["touch", "ran"]);
    house.confirm_backup();
    let answer = house.okno(&["run", "1", "--result", "/dev/full"]).exits(74);
    assert!(answer.err.contains("/dev/full") && answer.err.contains("SUCCEEDED"), "{answer:?}");
    assert_eq!(house.kinds().last().map(String::as_str), Some("run.finished"));
}

#[test]
fn the_file_is_written_whatever_becomes_of_stdout() {
    let house = real_house();
    plan(&house, "2m", &["true"]);
    let mut okno = house.program(&["run", "1", "--format", "json", "--result", "result.json"]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let status = okno.stdout(full).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(74));
    assert_eq!(result(&house)["outcome"], "succeeded");
    assert_eq!(last_run(&house)["outcome"], "succeeded");
}
