//! Rules count once they are adopted: what an edit closes, and what opens it again.

use crate::house::{Answer, House, RULES, Where, boris, olga};

/// Two systems, each looked at by a program of its own.
const TWO_SYSTEMS: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[systems.shop]
customers = ["acme"]
[systems.shop.backup]
tool = "command"
command = ["./last-backup"]

[systems.portal]
customers = ["acme"]
downtime-limit = "7m"
"#;

/// A program that tells of a verified backup of a minute ago.
const LAST_BACKUP: &str = r#"#!/bin/sh
echo '{"id":"b1","level":0,"started_at":"2026-11-24T11:58:00Z","finished_at":"2026-11-24T11:59:00Z",
  "verified_at":"2026-11-24T11:59:30Z","complete":true,"bytes":4096,"source":"/srv/b1"}'
"#;

fn check(house: &House, system: &str) -> Answer {
    house.okno(&["check", "--system", system, "--downtime", "5m", "--format", "json"])
}

/// A house whose gate is open for a short stop of its shop, under rules that were adopted.
fn open_house() -> House {
    let house = House::new();
    house.confirm_backup();
    check(&house, "shop").exits(0);
    house
}

#[test]
fn the_first_command_that_records_adopts_the_rules() {
    let house = House::new();
    check(&house, "shop");
    assert!(!house.path(".okno").exists());
    let plan = ["plan", "x", "--system", "shop", "--downtime", "5m", "--format", "json"];
    let notices = house.okno(&plan).exits(0).json()["notices"].clone();
    let codes: Vec<_> = notices.as_array().unwrap().iter().map(|notice| notice["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["ledger-created", "ledger", "policy-adopted", "no-command"]);
    assert_eq!(house.kinds(), ["ledger.created", "policy.adopted", "zonedata.seen", "change.planned"]);
    let shown = house.okno(&["policy", "show", "--format", "json"]).exits(0).json();
    assert_eq!(shown["adopted"]["by"], "olga");
    assert_eq!(shown["adopted"]["policy"], shown["policy"]);
}

#[test]
fn an_edited_rule_closes_the_gate_until_somebody_adopts_it() {
    let house = open_house();
    house.okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
    house.write(
        "windows.toml",
        RULES.replace("customers = [\"acme\"]", "customers = [\"acme\"]\napprovals = 0\ndowntime-limit = \"6m\""),
    );
    let before = house.kinds().len();

    let plan = ["plan", "y", "--system", "shop", "--downtime", "5m"];
    let commands: [&[&str]; 5] = [
        &["check", "1"],
        &["check", "--system", "shop", "--downtime", "0m", "--at", "2026-11-24T12:50:00Z"],
        &["run", "1"],
        &plan,
        &["reschedule", "1", "--at", "now"],
    ];
    for command in commands {
        let answer = house.okno(&[command, ["--format", "json"].as_slice()].concat()).exits(77);
        assert_eq!(answer.reasons(), ["policy-not-adopted"], "{command:?}");
        assert_eq!(answer.json()["reasons"][0]["row"], 1);
        assert_eq!(answer.json()["next_slot"], serde_json::Value::Null, "no start cures it");
    }
    let slots = house.okno(&["slots", "--system", "shop", "--downtime", "5m", "--format", "json"]).exits(77).json();
    assert_eq!(slots["slots"], serde_json::json!([]));
    assert_eq!(slots["why_none"][0]["code"], "policy-not-adopted");
    // The refused run is recorded, nothing else is.
    assert_eq!(house.kinds()[before..], ["gate.refused"]);

    house.okno_as(&boris(), &["policy", "adopt", "--yes"]).exits(0);
    assert_eq!(house.okno(&["policy", "show", "--format", "json"]).json()["adopted"]["by"], "boris");
    house.okno(&["check", "1"]).exits(0);
    house.okno(&plan).exits(0);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn an_edit_of_comments_names_and_order_closes_nothing() {
    let house = open_house();
    let edited = RULES.replace("Shop database", "The shop").replace("[systems.shop]", "# ours\n[systems.shop]");
    house.write("windows.toml", format!("{edited}\n[people.olga]\nrole = \"specialist\"\n"));
    check(&house, "shop").exits(0);
    let diff = house.okno(&["policy", "diff"]).exits(77);
    assert!(diff.out.contains("+# ours\n"), "{diff:?}");
    assert!(diff.out.contains("-name = \"Shop database\"\n+name = \"The shop\"\n"), "{diff:?}");
    assert!(diff.out.contains("No rule of any system changes."), "{diff:?}");
}

#[test]
fn a_diff_shows_what_an_adoption_would_change() {
    let house = House::new();
    let first = house.okno(&["policy", "diff", "--format", "json"]).exits(77).json();
    assert_eq!((&first["adopted"], &first["differs"]), (&serde_json::Value::Null, &true.into()));
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    let same = house.okno(&["policy", "diff"]).exits(0);
    assert!(same.out.contains("is what was adopted"), "{same:?}");
    let same = house.okno(&["policy", "diff", "--format", "json"]).exits(0).json();
    assert_eq!((&same["differs"], &same["diff"]), (&false.into(), &serde_json::Value::Null));

    house.write("windows.toml", RULES.replace("\"sat\", \"sun\"", "\"fri\", \"sat\""));
    let diff = house.okno(&["policy", "diff", "--format", "json"]).exits(77).json();
    assert_eq!((&diff["differs"], &diff["systems"]), (&true.into(), &serde_json::json!(["shop"])));
    let text = diff["diff"].as_str().unwrap();
    assert!(text.contains("-weekend = [\"sat\", \"sun\"]\n+weekend = [\"fri\", \"sat\"]\n"), "{text}");
    let diff = house.okno(&["policy", "diff"]).exits(77);
    assert!(diff.out.contains("The rules change for shop."), "{diff:?}");
    assert!(diff.out.contains("okno policy adopt"), "{diff:?}");
}

#[test]
fn nobody_adopts_by_accident() {
    let house = open_house();
    house.write("windows.toml", RULES.replace("\"sat\", \"sun\"", "\"sat\""));
    let before = house.kinds().len();
    let answer = house.okno(&["policy", "adopt"]).exits(2);
    assert!(answer.err.contains("+weekend = [\"sat\"]"), "what would be adopted is shown: {answer:?}");
    assert!(answer.err.contains("--yes"), "{answer:?}");
    assert_eq!(answer.out, "");
    let answer = house.okno(&["policy", "adopt", "--format", "json"]).exits(2);
    assert_eq!(answer.json()["schema"], "okno.error/1");
    assert!(answer.json()["hint"].as_str().unwrap().contains("--yes"), "{answer:?}");
    // Half a terminal is none: the question would go to a file, or the answer would come from one.
    for (stdin, stderr) in [(true, false), (false, true)] {
        let terminal = okno::env::Terminal { stdin, stderr, ..Default::default() };
        house.okno_at(Where { terminal, ..Where::of(&olga()) }, &["policy", "adopt"]).exits(2);
    }
    assert_eq!(house.kinds().len(), before);
}

#[test]
fn adopting_what_is_adopted_records_nothing() {
    let house = House::new();
    let first = house.okno(&["policy", "adopt", "--yes"]).exits(0);
    assert!(first.out.starts_with("ADOPTED"), "{first:?}");
    assert!(first.out.contains("A new ledger was created"), "{first:?}");
    let kinds = house.kinds();
    assert_eq!(kinds, ["ledger.created", "policy.adopted", "zonedata.seen"]);
    let again = house.okno(&["policy", "adopt"]).exits(0);
    assert!(again.out.contains("nothing was recorded"), "{again:?}");
    assert_eq!(house.kinds(), kinds);
}

#[test]
fn a_program_that_the_rules_refer_to_is_a_part_of_them() {
    let house = House::with_rules(TWO_SYSTEMS);
    house.script("last-backup", LAST_BACKUP);
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    check(&house, "shop").exits(0);

    house.script("last-backup", &LAST_BACKUP.replace("b1", "b2"));
    assert_eq!(check(&house, "shop").exits(77).reasons(), ["policy-not-adopted"]);
    let diff = house.okno(&["policy", "diff", "--format", "json"]).exits(77).json();
    assert_eq!(diff["files"], serde_json::json!(["./last-backup"]));
    assert_eq!(diff["diff"], serde_json::Value::Null, "windows.toml is the same");
    let diff = house.okno(&["policy", "diff"]).exits(77);
    assert!(diff.out.contains("The file ./last-backup has changed."), "{diff:?}");

    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    check(&house, "shop").exits(0);
    house.okno(&["policy", "diff"]).exits(0);

    std::fs::remove_file(house.path("last-backup")).unwrap();
    assert_eq!(check(&house, "shop").exits(77).reasons(), ["policy-not-adopted"]);
    house.script("last-backup", &LAST_BACKUP.replace("b1", "b2"));
    check(&house, "shop").exits(0);
}

#[test]
fn an_edit_about_one_system_closes_no_other() {
    let house = House::with_rules(TWO_SYSTEMS);
    house.script("last-backup", LAST_BACKUP);
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    house.write("windows.toml", TWO_SYSTEMS.replace("7m", "8m"));
    check(&house, "shop").exits(0);
    let portal = check(&house, "portal").exits(77);
    assert!(portal.reasons().contains(&"policy-not-adopted".to_owned()), "{portal:?}");
    let diff = house.okno(&["policy", "diff", "--format", "json"]).exits(77).json();
    assert_eq!(diff["systems"], serde_json::json!(["portal"]));
}

#[test]
fn taking_an_edit_back_opens_the_gate_again() {
    let house = open_house();
    house.write("windows.toml", RULES.replace("customers = [\"acme\"]", "customers = [\"acme\"]\napprovals = 1"));
    check(&house, "shop").exits(77);
    house.write("windows.toml", RULES);
    check(&house, "shop").exits(0);
    house.okno(&["policy", "diff"]).exits(0);
}
