//! Which windows.toml and which ledger a command works with.

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt as _, path::Path};

use crate::house::{Answer, House, RULES, Where, answer_of, olga};

/// A house whose rules lie in some of its folders, and nowhere else.
fn house_with_rules_in(folders: &[&str]) -> House {
    let house = House::new();
    fs::remove_file(house.path("windows.toml")).unwrap();
    fs::create_dir_all(house.path("a/b/c")).unwrap();
    for folder in folders {
        fs::create_dir_all(house.path(folder)).unwrap();
        house.write(&format!("{folder}/windows.toml"), RULES);
    }
    house
}

/// Where the rules of an answer were read.
#[track_caller]
fn read_in(house: &House, answer: Answer) -> String {
    let path = answer.exits(0).json()["path"].as_str().unwrap().to_owned();
    let inside = Path::new(&path).strip_prefix(house.folder()).unwrap();
    let folder = inside.parent().unwrap().to_str().unwrap();
    if folder.is_empty() { ".".to_owned() } else { folder.to_owned() }
}

const CHECK: [&str; 4] = ["policy", "check", "--format", "json"];

#[test]
fn rules_are_looked_for_here_then_upwards_then_in_the_persons_own_folder() {
    let everywhere = ["a/b", "a", ".", "config/okno"];
    for (first, expected) in everywhere.iter().enumerate() {
        let house = house_with_rules_in(&everywhere[first..]);
        assert_eq!(read_in(&house, house.okno_in("a/b/c", &CHECK)), *expected);
    }
}

#[test]
fn without_a_config_folder_of_their_own_a_person_has_one_below_their_home() {
    let house = house_with_rules_in(&["home/.config/okno"]);
    let answer = house.okno_with(&olga(), &[("XDG_CONFIG_HOME", "")], &CHECK);
    assert_eq!(read_in(&house, answer), "home/.config/okno");
    // A relative path would be another folder for every place that okno is called from.
    let answer = house.okno_with(&olga(), &[("XDG_CONFIG_HOME", "config")], &CHECK);
    assert_eq!(read_in(&house, answer), "home/.config/okno");
}

#[test]
fn a_flag_comes_before_a_variable_and_a_variable_before_what_is_found() {
    let house = house_with_rules_in(&["flag", "variable", "."]);
    let vars = [("OKNO_CONFIG", "variable/windows.toml")];
    let flag = [CHECK.as_slice(), &["--config", "flag/windows.toml"]].concat();
    assert_eq!(read_in(&house, house.okno_with(&olga(), &vars, &flag)), "flag");
    assert_eq!(read_in(&house, house.okno_with(&olga(), &vars, &CHECK)), "variable");
    assert_eq!(read_in(&house, house.okno_with(&olga(), &[("OKNO_CONFIG", "")], &CHECK)), ".");
    // The path is relative to the folder that the command is typed in.
    assert_eq!(
        read_in(&house, house.okno_in("flag", &["policy", "check", "--format", "json", "--config", "windows.toml"])),
        "flag"
    );
}

/// Records something, with these flags and variables, and says which ledger was made.
#[track_caller]
fn ledger_made(house: &House, folder: &str, vars: &[(&str, &str)], flags: &[&str]) -> Vec<String> {
    let args = [&["policy", "adopt", "--yes"], flags].concat();
    house.okno_at(Where { vars, folder: Some(folder), ..Where::of(&olga()) }, &args).exits(0);
    let mut found = Vec::new();
    collect_ledgers(house.folder(), house.folder(), &mut found);
    found
}

fn collect_ledgers(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_ledgers(root, &path, found);
        } else if path.extension() == Some(OsStr::new("db")) {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
}

#[test]
fn a_ledger_lies_beside_the_rules_unless_something_else_is_said() {
    let house = house_with_rules_in(&["a"]);
    assert_eq!(ledger_made(&house, "a/b/c", &[], &[]), ["a/.okno/ledger.db"]);
}

#[test]
fn a_ledger_that_the_rules_name_is_relative_to_them() {
    let house = house_with_rules_in(&["a"]);
    house.write("a/windows.toml", format!("ledger = \"../records/log.db\"\n{RULES}"));
    assert_eq!(ledger_made(&house, "a/b/c", &[], &[]), ["records/log.db"]);
}

#[test]
fn a_ledger_that_a_variable_or_a_flag_names_is_relative_to_the_current_folder() {
    let vars = [("OKNO_LEDGER", "variable.db")];
    let house = house_with_rules_in(&["a"]);
    house.write("a/windows.toml", format!("ledger = \"policy.db\"\n{RULES}"));
    assert_eq!(ledger_made(&house, "a/b", &vars, &[]), ["a/b/variable.db"]);
    let house = house_with_rules_in(&["a"]);
    assert_eq!(ledger_made(&house, "a/b", &vars, &["--ledger", "../flag.db"]), ["a/flag.db"]);
}

#[test]
fn everything_works_from_a_folder_below() {
    let house = House::new();
    fs::create_dir_all(house.path("below/deep")).unwrap();
    let okno = |args: &[&str]| house.okno_in("below/deep", args);
    okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--", "pwd"]).exits(0);
    house.make_backup(house.now());
    okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    okno(&["check", "1"]).exits(0);
    let ran = okno(&["run", "1"]).exits(0);
    // It runs in the folder that it was planned in.
    assert!(ran.out.trim_end().ends_with("below/deep"), "{ran:?}");
    assert_eq!(house.okno(&["list", "--all", "--format", "json"]).json()["changes"][0]["state"], "closed");
}

/// A house without rules, but with a ledger that adopted some; a script among the files that they refer to.
fn house_with_a_ledger_alone() -> House {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\n");
    house.confirm_backup();
    fs::create_dir(house.path("elsewhere")).unwrap();
    fs::rename(house.path("windows.toml"), house.path("elsewhere/rules")).unwrap();
    fs::rename(house.path("take-backup"), house.path("elsewhere/take-backup")).unwrap();
    house
}

#[test]
fn without_rules_those_that_the_named_ledger_adopted_rule() {
    let house = house_with_a_ledger_alone();
    let ledger = house.ledger().display().to_string();
    let check = ["check", "--system", "shop", "--downtime", "5m"];
    house.okno(&check).exits(78);
    house.okno(&[check.as_slice(), &["--ledger", &ledger]].concat()).exits(0);
    house.okno_with(&olga(), &[("OKNO_LEDGER", &ledger)], &check).exits(0);
    let windows = house.okno(&["--ledger", &ledger, "windows", "--customer", "acme", "--format", "json"]).exits(0);
    assert_eq!(windows.json()["windows"][0]["opens_at"], "2026-11-24T17:00:00Z");
    house.okno(&["--ledger", &ledger, "policy", "diff"]).exits(0);
}

#[test]
fn a_ledger_that_adopted_nothing_or_is_not_there_cannot_stand_for_the_rules() {
    let house = House::new();
    fs::remove_file(house.path("windows.toml")).unwrap();
    let answer = house.okno(&["--ledger", "nowhere.db", "status"]).exits(78);
    assert!(answer.err.contains("no windows.toml was found"), "{answer:?}");
    assert!(answer.err.contains(&house.path("nowhere.db").display().to_string()), "{answer:?}");
    assert!(!house.path("nowhere.db").exists());
}

#[test]
fn the_address_of_a_server_is_not_taken_for_a_path_and_its_password_is_not_repeated() {
    let url = "postgres://gate:hunter2@db.invalid:1/okno";
    for house in [House::new(), house_with_rules_in(&[])] {
        for format in ["table", "json"] {
            let flag = house.okno(&["--ledger", url, "--format", format, "status"]).exits(69);
            let variable = house.okno_with(&olga(), &[("OKNO_LEDGER", url)], &["--format", format, "status"]).exits(69);
            for answer in [flag, variable] {
                let said = answer.out + &answer.err;
                assert!(said.contains("the ledger postgres://gate@db.invalid:1/okno cannot be reached"), "{said}");
                assert!(!said.contains("hunter2"), "{said}");
            }
        }
    }
}

#[test]
fn a_ledger_whose_name_is_no_text_is_not_passed_over() {
    let house = House::new();
    let mut command = house.program(&["status"]);
    let answer = answer_of(command.env("OKNO_LEDGER", OsStr::from_bytes(b"l\xff.db"))).exits(2);
    assert!(answer.err.contains("OKNO_LEDGER is not UTF-8"), "{answer:?}");
}
