//! The command of a plan: what of it is recorded, and that no other one runs under its name (row 20).

use std::{fs, path::Path};

use crate::house::{Answer, House};

const SECRET: &str = "hunter2-Zebra";

fn plan(house: &House, command: &[&str]) -> Answer {
    let args = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--"];
    house.okno(&[&args[..], command].concat())
}

/// The paths under the folder whose bytes hold the text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Whether the gate is open for CHG-1 but for its backup, and if not, why.
fn differences(house: &House) -> Option<String> {
    let checked = house.okno(&["check", "1", "--format", "json"]).exits(77).json();
    let reasons = checked["reasons"].as_array().unwrap();
    let changed = reasons.iter().find(|reason| reason["code"] == "command-changed")?;
    assert_eq!((&changed["row"], &changed["cure"]), (&20.into(), &"somebody".into()));
    Some(changed["message"].as_str().unwrap().to_owned())
}

#[test]
fn a_secret_in_the_command_is_kept_nowhere_and_shown_nowhere() {
    let house = House::new();
    let script = format!("PGPASSWORD={SECRET} true; echo {SECRET}; echo {SECRET} >&2");
    let command = ["sh", "-c", &script];
    let planned = plan(&house, &command).exits(0);
    assert!(planned.out.contains("PGPASSWORD=***"), "{planned:?}");
    house.confirm_backup();
    let ran = house.okno(&[&["run", "1", "--"], &command[..]].concat()).exits(0);
    assert_eq!(ran.out.trim(), SECRET, "the command's own output is passed through as it is");
    assert!(!ran.err.replacen(SECRET, "", 1).contains(SECRET), "what okno says beside it: {ran:?}");

    assert_eq!(holding(house.folder(), SECRET), [""; 0]);
    assert!(house.path(".okno/ledger.db").exists() && !holding(house.folder(), "PGPASSWORD=***").is_empty());
    for args in [
        &["show", "1"][..],
        &["show", "1", "--format", "json"],
        &["list", "--all"],
        &["list", "--all", "--format", "json"],
        &["log"],
        &["log", "--format", "json"],
        &["log", "--format", "jsonl"],
        &["log", "export"],
        &["status", "--format", "json"],
    ] {
        let answer = house.okno(args).exits(0);
        assert!(!answer.out.contains(SECRET) && !answer.err.contains(SECRET), "{args:?}: {answer:?}");
    }
}

#[test]
fn a_command_with_a_secret_has_to_be_given_again_and_no_other_one_is_taken() {
    let house = House::new();
    plan(&house, &["sh", "-c", "test \"$2\" = hunter2-Zebra && touch ran", "x", "--password", SECRET]).exits(0);
    house.confirm_backup();

    let asked = house.okno(&["run", "1"]).exits(2);
    assert!(asked.err.contains("okno run CHG-1 -- COMMAND") && !asked.err.contains(SECRET), "{asked:?}");
    let entries = house.kinds().len();

    let command = ["sh", "-c", "test \"$2\" = hunter2-Zebra && touch ran", "x", "--password"];
    let run = |secret: &str| house.okno(&[&["run", "1", "--format", "json", "--"], &command[..], &[secret]].concat());
    let refused = run("hunter3").exits(77);
    assert_eq!(refused.reasons(), ["command-changed"]);
    assert!(!house.path("ran").exists());
    assert_eq!(house.kinds().len(), entries + 1, "the attempt is recorded");

    run(SECRET).exits(0);
    assert!(house.path("ran").exists(), "the true secret reached the command");
}

#[test]
fn a_command_given_at_the_run_has_to_be_the_planned_one_where_there_is_one() {
    let house = House::new();
    plan(&house, &["touch", "planned"]).exits(0);
    house.confirm_backup();
    let other = house.okno(&["run", "1", "--format", "json", "--", "touch", "other"]).exits(77);
    assert_eq!(other.reasons(), ["command-changed"]);
    house.okno(&["run", "1", "--", "touch", "planned"]).exits(0);
    assert!(house.path("planned").exists() && !house.path("other").exists());
}

#[test]
fn a_change_without_a_command_is_given_one_at_the_run() {
    let house = House::new();
    let planned = house.okno(&["plan", "By hand", "--system", "shop", "--downtime", "2m"]).exits(0);
    assert!(planned.out.contains("No command is planned"), "{planned:?}");
    house.confirm_backup();
    let asked = house.okno(&["run", "1"]).exits(2);
    assert!(asked.err.contains("okno run CHG-1 -- COMMAND"), "{asked:?}");
    house.okno(&["run", "1", "--", "touch", "ran"]).exits(0);
    assert!(house.path("ran").exists());
}

#[test]
fn a_script_that_was_edited_after_planning_does_not_run() {
    for command in [
        &["./deploy"][..],
        &["sh", "deploy"],
        &["/bin/sh", "-e", "deploy", "-c", "x"],
        &["bash", "-o", "pipefail", "-eu", "deploy"],
        &["bash", "+x", "./deploy"],
    ] {
        let house = House::new();
        house.script("deploy", "#!/bin/sh\ntouch ran\n");
        plan(&house, command).exits(0);
        assert_eq!(differences(&house), None, "{command:?}");
        house.script("deploy", "#!/bin/sh\ntouch ran; rm -rf data\n");
        assert!(differences(&house).is_some_and(|why| why.contains("content of the program file")), "{command:?}");
        house.confirm_backup();
        house.okno(&["run", "1"]).exits(77);
        assert!(!house.path("ran").exists(), "{command:?}");
        house.script("deploy", "#!/bin/sh\ntouch ran\n");
        house.okno(&["run", "1"]).exits(0);
        assert!(house.path("ran").exists(), "{command:?}");
    }
}

#[test]
fn a_script_that_was_removed_after_planning_is_a_changed_command() {
    let house = House::new();
    house.script("deploy", "#!/bin/sh\n");
    plan(&house, &["./deploy"]).exits(0);
    fs::remove_file(house.path("deploy")).unwrap();
    assert!(differences(&house).is_some());
}

#[test]
fn a_file_after_a_programs_text_is_an_argument_like_any_other() {
    let house = House::new();
    house.write("data", "1");
    plan(&house, &["sh", "-c", "cat data", "data"]).exits(0);
    house.write("data", "2");
    assert_eq!(differences(&house), None);
}

#[test]
fn a_program_that_is_found_on_the_path_may_be_updated() {
    let house = House::new();
    fs::create_dir(house.path("bin")).unwrap();
    house.script("bin/deploy-shop", "#!/bin/sh\ntouch old\n");
    let path = format!("{}:{}", house.path("bin").display(), house.search_path());
    let vars = [("PATH", path.as_str())];
    let args = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--format", "json", "--", "deploy-shop"];
    let planned = house.okno_with(house.me(), &vars, &args).exits(0).json();
    assert_eq!(planned["program"], serde_json::Value::Null);
    house.script("bin/deploy-shop", "#!/bin/sh\ntouch new\n");
    assert_eq!(differences(&house), None);
}

#[test]
fn a_command_whose_working_folder_is_gone_does_not_run() {
    let house = House::new();
    fs::create_dir(house.path("release")).unwrap();
    let in_release = |args: &[&str]| house.okno_in("release", args);
    in_release(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "touch", "ran"]).exits(0);
    assert_eq!(differences(&house), None);
    fs::remove_dir(house.path("release")).unwrap();
    assert!(differences(&house).is_some_and(|why| why.contains("folder")));
    fs::create_dir(house.path("release")).unwrap();
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    assert!(house.path("release/ran").exists(), "it runs where it was planned, not where okno run was typed");
}
