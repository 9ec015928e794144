//! The day that does not go by plan: emergencies, overrides, reviews, and the stopped line.

use crate::house::{House, RULES, boris, root};

/// At 17:00 for the customer, a stop of 45 minutes for an incident, with its backup.
fn emergency(house: &House) {
    house.confirm_backup();
    let planned = ["plan", "Restore the till", "--system", "shop", "--downtime", "45m", "--kind", "critical-fix"];
    let planned = [&planned[..], &["--emergency", "INC-7", "--", "true"]].concat();
    let answer = house.okno(&planned).exits(0);
    assert!(answer.out.contains("okno override CHG-1 --waive outside-window"), "{}", answer.out);
}

fn waive(house: &House, codes: &str) -> crate::house::Answer {
    let reason = "the tills of three shops stand still";
    house.okno(&["override", "1", "--waive", codes, "--reason", reason, "--ticket", "INC-7", "--expires", "2h"])
}

#[test]
fn a_critical_fix_at_noon_runs_under_an_override_and_waits_for_a_review() {
    let house = House::new();
    emergency(&house);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["outside-window"], "and waiting for the night makes it too late");

    waive(&house, "outside-window").exits(0);
    let ran = house.okno(&["run", "1", "--format", "json"]).exits(0).json();
    assert_eq!(ran["decision"], "open");
    assert_eq!(ran["reasons"][0]["code"], "outside-window", "the decision stays honest");
    assert_eq!(ran["reasons"][0]["waived_by"], "olga");
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).json()["state"], "done");
    let status = house.okno(&["status"]).out;
    assert!(status.contains("TO REVIEW") && status.contains("CHG-1"), "{status}");

    house.okno(&["review", "1"]).exits(77);
    house.okno_as(&root(), &["review", "1"]).exits(77);
    house.okno_as(&boris(), &["review", "1", "--note", "seen"]).exits(0);
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).json()["state"], "closed");
    let story = house.okno(&["show", "1"]).out;
    for mark in ["EMERGENCY (INC-7)", "OVERRIDE of outside-window", "reviewed: seen"] {
        assert!(story.contains(mark), "{mark} is missing in {story}");
    }
}

#[test]
fn an_override_waives_what_it_names_and_nothing_else() {
    let house =
        House::with_rules(&RULES.replace("name = \"Shop database\"", "name = \"Shop database\"\napprovals = 1"));
    std::fs::create_dir(house.path("backups")).unwrap();
    emergency(&house);
    waive(&house, "outside-window").exits(0);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["outside-window", "approval-missing"]);
    waive(&house, "approval-missing").exits(0);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn an_override_ends_when_it_expires() {
    let house = House::new();
    emergency(&house);
    waive(&house, "outside-window,too-late").exits(0);
    house.okno(&["check", "1"]).exits(0);
    house.at("2026-11-24T14:00:00Z").confirm_backup();
    let late = house.okno(&["check", "1", "--format", "json"]).exits(77);
    assert_eq!(late.reasons(), ["outside-window", "too-late"]);
    assert!(late.json()["reasons"][0]["waived_by"].is_null());
}

#[test]
fn an_override_covers_one_version() {
    let house = House::new();
    emergency(&house);
    waive(&house, "outside-window").exits(0);
    house.okno(&["reschedule", "1", "--at", "2026-11-24T17:30:00Z"]).exits(0);
    let moved = house.okno(&["check", "1", "--format", "json"]).exits(75).json();
    assert!(moved["reasons"][0]["waived_by"].is_null());
}

#[test]
fn nobody_waives_rules_papers_the_command_the_clock_or_the_ledger() {
    let house = House::new();
    emergency(&house);
    for code in ["policy-not-adopted", "customer-does-it", "calendar-unknown", "not-planned", "command-changed", "busy"]
    {
        waive(&house, code).exits(77);
    }
    waive(&house, "no-such-code").exits(2);
    let short =
        ["override", "1", "--waive", "outside-window", "--reason", "because", "--ticket", "T", "--expires", "1h"];
    house.okno(&short).exits(2);
    let long = ["override", "1", "--waive", "outside-window", "--reason", "long enough a reason", "--ticket", "T"];
    house.okno(&[&long[..], &["--expires", "25h"]].concat()).exits(2);
    assert!(!house.kinds().contains(&"override.granted".to_owned()));
}

#[test]
fn an_emergency_does_not_excuse_what_nobody_may_waive() {
    let house = House::new();
    let planned =
        ["plan", "x", "--system", "shop", "--downtime", "45m", "--touches-data", "--emergency", "INC-7", "--format"];
    let refused = house.okno(&[&planned[..], &["json", "--", "true"]].concat()).exits(77);
    assert!(refused.reasons().contains(&"instruction-missing".to_owned()));
    assert!(!house.ledger().exists());
}

#[test]
fn a_halted_line_lets_nothing_start_until_it_is_resumed() {
    let house = House::new();
    house.okno(&["plan", "Short", "--system", "shop", "--downtime", "1m", "--", "true"]).exits(0);
    house.confirm_backup();
    house.okno(&["halt", "--reason", "the storage is failing"]).exits(0);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["stop-the-line"]);
    let message = refused.json()["reasons"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("olga") && message.contains("the storage is failing"), "{message}");
    assert!(house.okno(&["status"]).out.contains("HALTED"));
    house.okno(&["plan", "Another", "--system", "shop", "--downtime", "1m"]).exits(77);
    house.okno(&["resume", "--system", "shop"]).exits(77);
    house.okno(&["resume"]).exits(0);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn a_halt_of_one_system_leaves_the_others_alone() {
    let more = format!("{RULES}\n[systems.portal]\ncustomers = [\"acme\"]\nbackup-evidence = \"attested\"\n");
    let house = House::with_rules(&more);
    std::fs::create_dir(house.path("backups")).unwrap();
    house.okno(&["halt", "--system", "shop", "--reason", "corrupt index"]).exits(0);
    let codes = |system| house.okno(&["check", "--system", system, "--downtime", "1m", "--format", "json"]).reasons();
    assert_eq!(codes("shop"), ["stop-the-line", "backup-missing"]);
    assert_eq!(codes("portal"), ["backup-missing"]);
    house.okno(&["log", "verify"]).exits(0);
}
