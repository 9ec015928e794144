//! `okno backup take`, and `okno run --backup take|confirm`.

use std::{fs, os::unix::fs::PermissionsExt as _};

use chrono::TimeDelta;

use super::plan;
use crate::house::{Answer, House, RULES};

/// What the backup command does; the policy binds `take-backup` itself.
fn taking_by(house: &House, script: &str) {
    house.script("take-backup", "#!/bin/sh\nexec ./do-it\n");
    house.script("do-it", script);
}

/// Copies a database that lies ready, under a name with the time of the simulation.
fn taking(house: &House) {
    let made = house.make_backup(house.now());
    fs::rename(&made, house.path("made.db")).unwrap();
    let name = made.file_name().unwrap().to_str().unwrap().to_owned();
    taking_by(house, &format!("#!/bin/sh\ntouch taken\necho copying\nexec cp made.db backups/{name}\n"));
}

fn take(house: &House) -> Answer {
    house.okno(&["backup", "take", "--system", "shop", "--format", "json"])
}

#[test]
fn a_backup_is_taken_and_then_looked_at() {
    let house = House::new();
    taking(&house);
    let answer = take(&house).exits(0);
    let json = answer.json();
    assert_eq!((&json["outcome"], &json["taken"]["exit_code"]), (&"confirmed".into(), &0.into()));
    assert_eq!(json["notices"][0]["code"], "ledger-created", "{json}");
    assert!(answer.err.contains("copying"), "its output goes to stderr where stdout is the answer's: {answer:?}");
    let kinds = house.kinds();
    assert_eq!(kinds[kinds.len() - 2..], ["backup.taken", "backup.confirmed"]);
}

#[test]
fn the_folder_of_the_ledger_is_its_owners_alone_though_a_lock_lies_in_it_first() {
    let house = House::new();
    taking(&house);
    take(&house).exits(0);
    let mode = fs::metadata(house.path(".okno")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(fs::read_to_string(house.path(".okno/.gitignore")).unwrap(), "*\n");
}

#[test]
fn a_backup_command_that_fails_is_recorded_and_nothing_is_looked_at() {
    for (script, code) in [("#!/bin/sh\nexit 4\n", 4), ("#!/no/such/shell\n", 126), ("#!/bin/sh\nkill -15 $$\n", 143)] {
        let house = House::new();
        house.make_backup(house.now());
        house.script("take-backup", script);
        let answer = take(&house).exits(77).json();
        assert_eq!((&answer["outcome"], &answer["taken"]["exit_code"]), (&"not-taken".into(), &code.into()));
        assert_eq!(house.kinds().last().map(String::as_str), Some("backup.taken"));
    }
    let without_script = House::new();
    let said = without_script.okno(&["backup", "take", "--system", "shop"]).exits(77).flat();
    assert!(said.contains("NOT TAKEN") && said.contains("exit code 127"), "{said}");
}

#[test]
fn a_backup_command_that_makes_nothing_is_not_believed() {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\n");
    let answer = take(&house).exits(77).json();
    assert_eq!((&answer["outcome"], &answer["taken"]["exit_code"]), (&"refuted".into(), &0.into()));
    let kinds = house.kinds();
    assert_eq!(kinds[kinds.len() - 2..], ["backup.taken", "backup.refuted"]);
}

#[test]
fn an_older_backup_is_not_taken_for_the_one_that_was_to_be_made() {
    let house = House::new();
    taking_by(&house, "#!/bin/sh\n");
    house.confirm_backup();
    house.pass(TimeDelta::minutes(20));
    let answer = take(&house).exits(77).json();
    assert_eq!(answer["outcome"], "refuted");
    let fault = answer["faults"][0].as_str().unwrap();
    assert!(fault.contains("2026-11-24T12:00:00Z") && fault.contains("2026-11-24T12:20:00Z"), "{fault}");
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(0);
}

#[test]
fn a_backup_command_that_makes_rubbish_is_not_believed() {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\n: > backups/shop-20261124T120000Z.db\n");
    let answer = take(&house).exits(77).json();
    assert!(answer["faults"][0].as_str().unwrap().contains("is empty"), "{answer}");
}

#[test]
fn a_run_can_take_its_backup_first() {
    let house = House::new();
    taking(&house);
    plan(&house);
    house.okno(&["run", "1", "--backup", "take"]).exits(0);
    assert!(house.path("taken").exists() && house.path("ran").exists());
    let kinds = house.kinds();
    assert_eq!(kinds[kinds.len() - 4..], ["backup.taken", "backup.confirmed", "run.started", "run.finished"]);
}

#[test]
fn a_run_can_have_its_backup_confirmed_first() {
    let house = House::new();
    plan(&house);
    house.make_backup(house.now());
    house.okno(&["run", "1", "--backup", "confirm"]).exits(0);
    let kinds = house.kinds();
    assert_eq!(kinds[kinds.len() - 3..], ["backup.confirmed", "run.started", "run.finished"]);
}

#[test]
fn a_run_whose_backup_is_no_good_is_refused_and_told_why() {
    let house = House::new();
    taking_by(&house, "#!/bin/sh\nexit 9\n");
    plan(&house);
    house.write("backups/shop-20261124T120000Z.db", "");
    let refused = house.okno(&["run", "1", "--backup", "confirm"]).exits(77);
    assert!(refused.flat().contains("shop-20261124T120000Z.db is empty"), "{refused:?}");
    let refused = house.okno(&["run", "1", "--backup", "take"]).exits(69);
    assert!(refused.flat().contains("the backup command failed with exit code 9"), "{refused:?}");
    assert_eq!(house.kinds().last().map(String::as_str), Some("gate.refused"));
    assert!(!house.path("ran").exists());
}

#[test]
fn a_backup_that_failed_is_not_excused_by_an_older_one() {
    let house = House::new();
    taking_by(&house, "#!/bin/sh\nexit 9\n");
    plan(&house);
    house.confirm_backup();
    house.okno(&["check", "1"]).exits(0);
    let refused = house.okno(&["run", "1", "--backup", "take", "--format", "json"]).exits(69);
    assert_eq!(refused.reasons(), ["backup-source-down"]);
    assert!(!house.path("ran").exists());
}

#[test]
fn no_evidence_is_gathered_by_rules_that_nobody_adopted() {
    let house = House::new();
    house.confirm_backup();
    house.write("windows.toml", RULES.replace("backups/shop-*.db", "other/*.db"));
    for task in ["confirm", "take"] {
        let refused = house.okno(&["backup", task, "--system", "shop"]).exits(77);
        assert!(refused.flat().contains("nobody has adopted them"), "{refused:?}");
    }
}

#[test]
fn a_run_whose_backup_cannot_be_looked_at_waits_for_an_operator() {
    let house = House::new();
    plan(&house);
    fs::remove_dir(house.path("backups")).unwrap();
    let refused = house.okno(&["run", "1", "--backup", "confirm", "--format", "json"]).exits(69);
    assert_eq!(refused.reasons(), ["backup-missing", "backup-source-down"]);
    assert_eq!(house.kinds().last().map(String::as_str), Some("gate.refused"));
}

#[test]
fn no_backup_is_taken_for_a_run_that_another_reason_forbids() {
    let house = House::new();
    taking(&house);
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    let refused = house.okno(&["run", "1", "--backup", "take", "--format", "json"]).exits(75);
    assert!(refused.reasons().contains(&"outside-window".to_owned()), "{:?}", refused.reasons());
    assert!(!house.path("taken").exists());
    assert_eq!(house.kinds().last().map(String::as_str), Some("gate.refused"));
}

#[test]
fn status_and_list_tell_that_the_newest_is_no_good_though_an_older_one_counts() {
    let house = House::new();
    house.confirm_backup();
    let json = house.okno(&["backup", "list", "--format", "json"]).exits(0).json();
    assert!(json["systems"][0]["newest_refuted"].is_null() && json["systems"][0]["take_failed"].is_null(), "{json}");
    house.pass(TimeDelta::minutes(5));
    house.write("backups/shop-20261124T120500Z.db", "");
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(77);
    let told = "The last look, on Tue 24 Nov 17:05 (12:05 UTC) by olga, refuted what it found, shop-20261124T120500Z.db@e3b0c44298fc: ";
    for command in ["status", "list"] {
        let answer = house.okno(&["backup", command]).exits(0);
        let said = answer.flat();
        assert!(said.contains(told) && said.contains("is empty"), "{said}");
        assert!(said.contains("Only older backups count."), "{said}");
        let json = house.okno(&["backup", command, "--format", "json"]).exits(0).json();
        let refuted = &json["systems"][0]["newest_refuted"];
        assert_eq!((&refuted["at"], &refuted["by"]), (&"2026-11-24T12:05:00Z".into(), &"olga".into()), "{json}");
        assert!(refuted["faults"][0].as_str().unwrap().contains("is empty"), "{json}");
    }
    house.pass(TimeDelta::minutes(1));
    house.confirm_backup();
    let said = house.okno(&["backup", "status"]).exits(0).flat();
    assert!(!said.contains("The last look"), "a good one makes good for it: {said}");
}

#[test]
fn check_tells_that_the_newest_is_no_good_though_an_older_one_opens_the_gate() {
    let house = House::new();
    plan(&house);
    house.confirm_backup();
    let before = house.okno(&["check", "1", "--format", "json"]).exits(0).json();
    assert!(before["newest_refuted"].is_null(), "{before}");
    house.pass(TimeDelta::minutes(5));
    house.write("backups/shop-20261124T120500Z.db", "");
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(77);
    for question in [&["check", "1"][..], &["check", "--system", "shop", "--downtime", "1m"]] {
        let said = house.okno(question).exits(0).flat();
        assert!(said.starts_with("OPEN") && said.contains("Only older backups count."), "{said}");
        assert!(said.contains("The last look, on Tue 24 Nov 17:05 (12:05 UTC) by olga, refuted"), "{said}");
        let json = house.okno(&[question, &["--format", "json"]].concat()).exits(0).json();
        let refuted = &json["newest_refuted"];
        assert_eq!((&refuted["at"], &refuted["by"]), (&"2026-11-24T12:05:00Z".into(), &"olga".into()), "{json}");
        assert!(json["backup"]["id"].is_string() && json["decision"] == "open", "{json}");
    }
    house.pass(TimeDelta::minutes(1));
    house.confirm_backup();
    let said = house.okno(&["check", "1"]).exits(0).flat();
    assert!(!said.contains("refuted"), "a good one makes good for it: {said}");
}

#[test]
fn status_and_list_tell_that_the_last_backup_command_failed_until_one_is_made() {
    let house = House::new();
    taking_by(&house, "#!/bin/sh\nexit 3\n");
    house.confirm_backup();
    house.pass(TimeDelta::minutes(5));
    take(&house).exits(77);
    for command in ["status", "list"] {
        let said = house.okno(&["backup", command]).exits(0).flat();
        let told = "The last backup command failed with exit code 3 on Tue 24 Nov 17:05 (12:05 UTC), run by olga.";
        assert!(said.contains(told), "{said}");
        let json = house.okno(&["backup", command, "--format", "json"]).exits(0).json();
        let failed = &json["systems"][0]["take_failed"];
        assert_eq!((&failed["exit_code"], &failed["at"]), (&3.into(), &"2026-11-24T12:05:00Z".into()), "{json}");
    }
    // A look at the one from before is no news.
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    assert!(house.okno(&["backup", "status"]).exits(0).flat().contains("The last backup command failed"));
    house.pass(TimeDelta::minutes(1));
    house.confirm_backup();
    assert!(!house.okno(&["backup", "status"]).exits(0).flat().contains("The last backup command"));
}

#[test]
fn a_command_that_made_none_is_said_to_have_made_none() {
    let house = House::new();
    taking_by(&house, "#!/bin/sh\n");
    house.confirm_backup();
    house.pass(TimeDelta::minutes(20));
    let said = house.okno(&["backup", "take", "--system", "shop"]).exits(77).flat();
    assert!(said.contains("REFUTED shop: the backup command succeeded and made no new backup"), "{said}");
    assert!(!said.contains("what was found is no good"), "{said}");
}

#[test]
fn evidence_that_is_less_than_was_asked_for_is_said_to_be() {
    let house = House::new();
    house.make_backup(house.now());
    let args = ["backup", "confirm", "--system", "shop", "--evidence", "restored"];
    let said = house.okno(&args).exits(77).flat();
    assert!(said.contains("CONFIRMED shop: restored was asked for, and verified is what was shown"), "{said}");
    assert!(said.contains("level 0, full"), "{said}");
    let json = house.okno(&[&args[..], &["--format", "json"]].concat()).exits(77).json();
    assert_eq!(json["evidence_asked"], "restored");
    let enough = house.okno(&["backup", "confirm", "--system", "shop", "--format", "json"]).exits(0).json();
    assert!(enough["evidence_asked"].is_null(), "{enough}");
}

#[test]
fn a_ledger_that_fails_after_the_backup_command_hides_not_how_that_ended() {
    for (end, told) in [
        (0, "the backup command ran and succeeded (exit code 0); then"),
        (5, "the backup command ran and failed with exit code 5; then"),
    ] {
        let house = House::new();
        let script = format!("#!/bin/sh\nrm -rf .okno/ledger.db*\nmkdir .okno/ledger.db\nexit {end}\n");
        taking_by(&house, &script);
        house.confirm_backup();
        let failed = house.okno(&["backup", "take", "--system", "shop"]);
        assert!(failed.code != 0 && failed.flat().contains(told), "{failed:?}");
    }
}
