//! Approvals: whose count, how long they hold, and what else another person may say.

use okno::people::Account;

use crate::house::{House, RULES, boris, root};

fn needing(approvals: u32) -> House {
    let house = House::with_rules(&format!("[policy]\napprovals = {approvals}\n{RULES}"));
    std::fs::create_dir(house.path("backups")).unwrap();
    house
}

fn vera() -> Account {
    Account { uid: 1002, name: "vera".to_owned() }
}

/// CHG-1: 45 minutes, planned by olga for 22:00 of the customer's coming night.
fn plan_a_night(house: &House) {
    house.okno(&["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
}

fn approvers(house: &House) -> Vec<String> {
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    let by = |approval: &serde_json::Value| approval["by"].as_str().unwrap().to_owned();
    shown["approvals"].as_array().unwrap().iter().map(by).collect()
}

#[test]
fn another_persons_approval_opens_the_gate() {
    let house = needing(1);
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    house.confirm_backup();
    let closed = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(closed.reasons(), ["approval-missing"]);
    assert!(closed.json()["reasons"][0]["message"].as_str().unwrap().contains("okno approve CHG-1"));

    let approved = house.okno_as(&boris(), &["approve", "1", "--format", "json"]).exits(0).json();
    assert_eq!(approved["approvals"][0]["by"], "boris");
    assert_eq!(approved["approvals"][0]["version"], 1);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn two_approvals_are_those_of_two_people() {
    let house = needing(2);
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    house.confirm_backup();
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    let twice = house.okno_as(&boris(), &["approve", "1"]).exits(77);
    assert!(twice.err.contains("boris approved it already"), "{twice:?}");
    let closed = house.okno(&["run", "1", "--format", "json"]).exits(77).json();
    let message = closed["reasons"][0]["message"].as_str().unwrap();
    assert!(message.contains("2 approvals") && message.contains("has 1"), "{message}");
    house.okno_as(&vera(), &["approve", "1"]).exits(0);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn neither_the_author_nor_root_judges_and_the_attempt_is_not_recorded() {
    let house = needing(1);
    plan_a_night(&house);
    let before = house.kinds();
    for (who, deed, why) in [
        (house.me(), &["approve", "1"][..], "olga planned it"),
        (house.me(), &["reject", "1", "--reason", "no"], "olga planned it"),
        (&root(), &["approve", "1"], "root is nobody in particular"),
        (&root(), &["reject", "1", "--reason", "no"], "root is nobody in particular"),
    ] {
        let refused = house.okno_as(who, deed).exits(77);
        assert!(refused.err.contains("CHG-1") && refused.err.contains(why), "{deed:?}: {refused:?}");
        let json = house.okno_as(who, &[deed, &["--format", "json"]].concat()).exits(77).json();
        assert_eq!((&json["schema"], &json["exit_code"]), (&"okno.error/1".into(), &77.into()));
    }
    assert_eq!(house.kinds(), before);
    assert_eq!(approvers(&house), [""; 0]);
}

#[test]
fn whoever_plans_as_root_is_judged_by_others_too() {
    let house = needing(1);
    let plan = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"];
    house.okno_as(&root(), &plan).exits(0);
    house.okno_as(&root(), &["approve", "1"]).exits(77);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
}

#[test]
fn a_move_within_the_night_keeps_approvals_and_one_to_another_night_voids_them_and_says_so() {
    let house = needing(1);
    plan_a_night(&house);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);

    let later = house.okno(&["reschedule", "1", "--at", "2026-11-25 02:00"]).exits(0);
    assert!(!later.out.contains("voided"), "{later:?}");
    assert_eq!(approvers(&house), ["boris"]);
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    assert_eq!((&shown["version"], &shown["night_of"]), (&2.into(), &"2026-11-24".into()));
    assert_eq!(shown["start_at"], "2026-11-24T21:00:00Z");

    let next = house.okno(&["reschedule", "1", "--at", "2026-11-25 22:00", "--format", "json"]).exits(0).json();
    assert_eq!((&next["version"], &next["approvals"]), (&3.into(), &serde_json::json!([])));
    assert_eq!(next["notices"][0]["code"], "approvals-voided");
    house.at("2026-11-25T17:00:00Z").confirm_backup();
    assert_eq!(house.okno(&["run", "1", "--format", "json"]).exits(77).reasons(), ["approval-missing"]);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn a_person_reads_that_a_move_voided_the_approvals() {
    let house = needing(1);
    plan_a_night(&house);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    let moved = house.okno(&["reschedule", "1", "--at", "2026-11-25 22:00"]).exits(0);
    let said = moved.flat();
    assert!(said.contains("voided 1 approval") && said.contains("approved again"), "{said}");
}

#[test]
fn a_rejection_is_the_end_of_a_change_and_its_reason_is_kept() {
    let house = needing(1);
    plan_a_night(&house);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    let rejected = house.okno_as(&vera(), &["reject", "1", "--reason", "no rollback", "--format", "json"]).exits(0);
    assert_eq!((&rejected.json()["state"], &rejected.json()["withdrawn"]), (&"rejected".into(), &"no rollback".into()));
    house.at("2026-11-24T17:00:00Z").confirm_backup();
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["not-planned"]);
    for deed in [&["approve", "1"][..], &["reject", "1", "--reason", "again"]] {
        assert!(house.okno_as(&boris(), deed).exits(77).err.contains("it is rejected"));
    }
    assert!(house.okno(&["show", "1"]).exits(0).out.contains("no rollback"));
}

#[test]
fn a_reason_of_blanks_is_no_reason() {
    let house = needing(1);
    plan_a_night(&house);
    let before = house.kinds();
    for deed in [&["reject", "1", "--reason", "  "][..], &["cancel", "1", "--reason", ""]] {
        assert!(house.okno_as(&boris(), deed).exits(2).err.contains("reason"), "{deed:?}");
    }
    assert!(house.okno_as(&boris(), &["reject", "1"]).exits(2).err.contains("--reason"));
    assert_eq!(house.kinds(), before);
}
