//! Systems that are backed up with another one (`of`), and systems with nothing to back up (`none`).

use std::fs;

use super::assert_reason;
use crate::house::{House, RULES};

const SITE: &str = r#"
[systems.api]
customers = ["acme"]

[systems.api.backup]
of = "shop"

[systems.pages]
customers = ["acme"]

[systems.pages.backup]
none = "static pages, rebuilt from source"
"#;

/// The shop's backups cover the api; there is nothing to back up on the pages.
fn site() -> House {
    let house = House::with_rules(&format!("{RULES}{SITE}"));
    fs::create_dir(house.path("backups")).unwrap();
    house
}

#[track_caller]
fn plan_on(house: &House, system: &str) {
    house.okno(&["plan", "Work", "--system", system, "--downtime", "2m", "--", "touch", "ran"]).exits(0);
}

#[test]
fn a_backup_of_the_covering_system_opens_the_gate_for_the_covered_one() {
    let house = site();
    plan_on(&house, "api");
    let closed = house.okno(&["check", "1", "--format", "json"]).exits(77).json();
    assert_reason(&closed["reasons"][0], "backup-missing", &["No backup of shop is known", "api is backed up with it"]);
    house.confirm_backup();
    let ran = house.okno(&["run", "1", "--format", "json"]).exits(0).json();
    assert_eq!((&ran["backup_of"], &ran["no_backup"]), (&"shop".into(), &serde_json::Value::Null));
    assert!(ran["backup"]["id"].as_str().unwrap().starts_with("shop-20261124T120000Z.db@"), "{ran}");
    let shown = house.okno(&["show", "1"]).exits(0).flat();
    assert!(shown.contains("of shop (verified)"), "{shown}");
    let run = &house.okno(&["show", "1", "--format", "json"]).exits(0).json()["runs"][0];
    assert_eq!((&run["backup_of"], &run["backup"]), (&"shop".into(), &ran["backup"]["id"]));
}

#[test]
fn confirming_a_covered_system_acts_on_the_covering_one_and_says_so() {
    let house = site();
    house.make_backup(house.now());
    let answer = house.okno(&["backup", "confirm", "--system", "api", "--format", "json"]).exits(0).json();
    assert_eq!(
        (&answer["system"], &answer["of"], &answer["outcome"]),
        (&"api".into(), &"shop".into(), &"confirmed".into())
    );
    let said = house.okno(&["backup", "confirm", "--system", "api"]).exits(0).flat();
    assert!(said.contains("CONFIRMED api, backed up with shop"), "{said}");
    assert!(said.contains("looking at the newest backup of shop"), "{said}");
    let log = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    assert!(log.contains("\"backup/shop\"") && !log.contains("\"backup/api\""), "{log}");
    for system in ["shop", "api"] {
        house.okno(&["check", "--system", system, "--downtime", "2m"]).exits(0);
    }
}

#[test]
fn taking_a_backup_of_a_covered_system_takes_one_of_the_covering_one() {
    let house = site();
    house.script(
        "take-backup",
        "#!/bin/sh\nexec sqlite3 backups/shop-20261124T120000Z.db 'CREATE TABLE orders (id); INSERT INTO orders VALUES (1)'\n",
    );
    let answer = house.okno(&["backup", "take", "--system", "api", "--format", "json"]).exits(0).json();
    assert_eq!((&answer["of"], &answer["outcome"]), (&"shop".into(), &"confirmed".into()));
    plan_on(&house, "api");
    house.okno(&["run", "1", "--backup", "confirm"]).exits(0);
}

#[test]
fn a_run_on_either_system_makes_their_common_backup_stale() {
    for (ran, asked) in [("api", "shop"), ("shop", "api"), ("api", "api")] {
        let house = site();
        house.confirm_backup();
        plan_on(&house, ran);
        house.okno(&["run", "1"]).exits(0);
        let answer = house.okno(&["check", "--system", asked, "--downtime", "2m", "--format", "json"]).exits(77).json();
        let on = if ran == asked {
            "on the system until"
        } else {
            &format!("on {ran}, which the same backups cover, until")
        };
        assert_reason(&answer["reasons"][0], "backup-stale", &["after that a change ran", on]);
        house.confirm_backup_later();
        house.okno(&["check", "--system", asked, "--downtime", "2m"]).exits(0);
    }
}

#[test]
fn a_common_backup_that_is_gone_just_before_the_start_stops_the_run_on_the_covered_system() {
    let house = site();
    let path = house.make_backup(house.now());
    house.okno(&["backup", "confirm", "--system", "api"]).exits(0);
    plan_on(&house, "api");
    fs::remove_file(path).unwrap();
    assert_eq!(house.okno(&["run", "1", "--format", "json"]).exits(77).reasons(), ["backup-missing"]);
    assert!(house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(77).flat().contains("backup-missing"));
}

#[test]
fn the_covered_system_asks_for_the_evidence_of_its_own_rules() {
    let rules = format!("{RULES}{SITE}").replace("[systems.api]", "[systems.api]\nbackup-evidence = \"restored\"");
    let house = House::with_rules(&rules);
    fs::create_dir(house.path("backups")).unwrap();
    house.confirm_backup();
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(0);
    let closed = house.okno(&["check", "--system", "api", "--downtime", "2m", "--format", "json"]).exits(77).json();
    assert_reason(&closed["reasons"][0], "backup-unconfirmed", &["shop, with which api is backed up", "restored"]);
}

#[test]
fn where_there_is_nothing_to_back_up_the_gate_opens_and_the_reason_is_told_and_recorded() {
    let house = site();
    plan_on(&house, "pages");
    let why = "static pages, rebuilt from source";
    let open = house.okno(&["check", "1", "--format", "json"]).exits(0).json();
    assert_eq!((&open["no_backup"], &open["backup"]), (&why.into(), &serde_json::Value::Null));
    assert!(house.okno(&["check", "1"]).exits(0).flat().contains(&format!("not needed: {why}")));
    house.okno(&["run", "1"]).exits(0);
    let story = house.okno(&["show", "1"]).exits(0).flat();
    assert!(story.contains("without a backup, since there is nothing to back up"), "{story}");
    let log = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    assert!(log.lines().any(|line| line.contains("run.started") && line.contains(why)), "{log}");
    // A run alters nothing that could be lost.
    house.okno(&["check", "--system", "pages", "--downtime", "2m"]).exits(0);
}

#[test]
fn to_take_or_confirm_a_backup_of_nothing_says_so_and_records_nothing() {
    let house = site();
    for how in ["take", "confirm"] {
        let answer = house.okno(&["backup", how, "--system", "pages", "--format", "json"]).exits(0).json();
        let why = "static pages, rebuilt from source";
        assert_eq!((&answer["outcome"], &answer["no_backup"]), (&"not-needed".into(), &why.into()));
        let said = house.okno(&["backup", how, "--system", "pages"]).exits(0).flat();
        assert!(said.contains("NOT NEEDED pages There is nothing to back up: static pages"), "{said}");
    }
    assert!(!house.ledger().exists());
    plan_on(&house, "pages");
    let ran = house.okno(&["run", "1", "--backup", "take"]).exits(0).flat();
    assert!(ran.contains("there is nothing to back up on pages"), "{ran}");
}

#[test]
fn status_and_list_show_whose_backups_count_and_where_none_are_needed() {
    let house = site();
    house.confirm_backup();
    for command in ["status", "list"] {
        let said = house.okno(&["backup", command]).exits(0).flat();
        if command == "list" {
            assert!(said.contains("okno looks at those of shop, which cover it, with: sqlite"), "{said}");
        } else {
            assert!(said.contains("covered by the backups of shop"), "{said}");
        }
        assert!(said.contains("othing to back up: static pages"), "{said}");
        let answer = house.okno(&["backup", command, "--format", "json"]).exits(0).json();
        let of = |name: &str| {
            answer["systems"].as_array().unwrap().iter().find(|system| system["system"] == name).unwrap().clone()
        };
        let (api, pages) = (of("api"), of("pages"));
        assert_eq!(
            (&api["of"], &api["tool"], &api["reason"]),
            (&"shop".into(), &"sqlite".into(), &serde_json::Value::Null)
        );
        assert_eq!(api["backups"], of("shop")["backups"]);
        assert_eq!(
            (&pages["tool"], &pages["no_backup"]),
            (&"none".into(), &"static pages, rebuilt from source".into())
        );
    }
    assert!(house.okno(&["status"]).exits(0).flat().contains("not needed"));
}

#[test]
fn a_change_of_what_covers_a_system_has_to_be_adopted() {
    let house = site();
    house.confirm_backup();
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", rules.replace("of = \"shop\"", "none = \"nobody will look, will they\""));
    for system in ["api", "shop"] {
        let closed = house.okno(&["check", "--system", system, "--downtime", "2m", "--format", "json"]).exits(77);
        assert_eq!(closed.reasons(), ["policy-not-adopted"], "{system}");
    }
    house.okno(&["backup", "confirm", "--system", "api"]).exits(77);
    assert!(house.okno(&["policy", "diff"]).exits(77).out.contains("nobody will look"));
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    house.okno(&["check", "--system", "api", "--downtime", "2m"]).exits(0);
}
