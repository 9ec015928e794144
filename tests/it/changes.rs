//! `okno plan`: what is recorded, what is refused, and that a refusal leaves nothing behind.

use std::fs;

use okno::record::Digest;
use serde_json::json;

use crate::house::{House, RULES, boris};

/// Two customers, and systems that they share: one may be stopped for a part of them, the other not.
const SHARED: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
name = "ACME Retail"
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[customers.globex]
name = "Globex"
time-zone = "Europe/Moscow"
calendar = "office"

[customers.initech]
name = "Initech"
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[systems.portal]
name = "Portal"
customers = ["acme", "globex"]
divisible = true

[systems.mail]
name = "Mail"
customers = ["acme", "globex"]
"#;

#[test]
fn everything_that_was_given_is_recorded() {
    let house = House::with_rules(SHARED);
    house.write("spec.md", "# What it will do\n");
    let args = [
        "plan",
        "New search",
        "--system",
        "portal",
        "--downtime",
        "2m",
        "--duration",
        "5m",
        "--customer",
        "globex",
        "--kind",
        "new-function",
        "--ref",
        "SHOP-17",
        "--touches-data",
        "--instruction",
        "letter 12/3",
        "--specification",
        "spec.md",
        "--format",
        "json",
        "--",
        "make",
        "deploy",
    ];
    let planned = house.okno(&args).exits(0).json();
    let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    for change in [&planned, &shown] {
        assert_eq!(change["schema"], "okno.change/1");
        assert_eq!(change["id"], "CHG-1");
        assert_eq!((&change["version"], &change["state"]), (&json!(1), &json!("planned")));
        assert_eq!((&change["title"], &change["kind"]), (&json!("New search"), &json!("new-function")));
        assert_eq!((&change["system"], &change["customers"]), (&json!("portal"), &json!(["globex"])));
        assert_eq!((&change["downtime"], &change["duration"]), (&json!("PT2M"), &json!("PT5M")));
        assert_eq!((&change["ref"], &change["instruction"]), (&json!("SHOP-17"), &json!("letter 12/3")));
        assert_eq!(change["touches_data"], true);
        assert_eq!(change["command"], json!(["make", "deploy"]));
        assert_eq!(change["author"], "olga");
        assert_eq!(change["start_at"], "2026-11-24T12:00:00Z");
        assert_eq!(change["start_local"], "2026-11-24T15:00:00+03:00");
        assert_eq!(change["end_at"], "2026-11-24T12:05:00Z");
    }
}

#[test]
fn a_specification_is_kept_with_the_record_and_its_digest_in_the_plan() {
    let house = House::new();
    let text = b"# Bonus points\nEvery tenth coffee is free.\n";
    house.write("spec.md", text);
    let plan = ["plan", "Bonus", "--system", "shop", "--downtime", "2m", "--kind", "modernisation"];
    let change = house.okno(&[&plan[..], &["--specification", "spec.md", "--format", "json"]].concat()).exits(0).json();
    assert_eq!(change["specification"], json!({"name": "spec.md", "sha256": Digest::of(text)}));

    fs::remove_file(house.path("spec.md")).unwrap();
    let ledger = rusqlite::Connection::open(house.ledger()).unwrap();
    let kept: Vec<u8> = ledger
        .query_row("SELECT bytes FROM attachment WHERE sha256 = ?", [Digest::of(text).as_bytes()], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, text);
}

#[test]
fn a_specification_that_cannot_be_read_is_told_by_its_path_and_nothing_is_recorded() {
    let house = House::new();
    let args = ["plan", "Bonus", "--system", "shop", "--downtime", "2m", "--kind", "new-function"];
    let answer = house.okno(&[&args[..], &["--specification", "gone.md"]].concat()).exits(74);
    assert!(answer.err.contains("gone.md"), "{answer:?}");
    assert!(!house.path(".okno").exists());
}

#[test]
fn work_on_the_customers_data_needs_a_written_instruction() {
    let house = House::new();
    let args = ["plan", "Fix totals", "--system", "shop", "--downtime", "2m", "--touches-data"];
    let refused = house.okno(&[&args[..], &["--format", "json"]].concat()).exits(77);
    assert_eq!(refused.reasons(), ["instruction-missing"]);
    assert_eq!(refused.json()["reasons"][0]["row"], 11);
    assert!(house.okno(&args).exits(77).out.contains("--instruction"));
    house.okno(&[&args[..], &["--instruction", "MAIL-3"]].concat()).exits(0);
}

#[test]
fn new_functions_and_modernisations_need_a_specification_and_nothing_else_does() {
    let house = House::new();
    house.write("spec.md", "text");
    let plan = |kind: &str, more: &[&str]| {
        let args = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--format", "json", "--kind", kind];
        house.okno(&[&args[..], more].concat())
    };
    for kind in ["new-function", "modernisation"] {
        assert_eq!(plan(kind, &[]).exits(77).reasons(), ["specification-missing"], "{kind}");
        plan(kind, &["--specification", "spec.md"]).exits(0);
    }
    for kind in ["critical-fix", "maintenance", "request", "update", "fix"] {
        assert_eq!(plan(kind, &[]).exits(0).json()["kind"], kind);
    }
    let unknown = plan("party", &[]).exits(2);
    assert!(unknown.json()["message"].as_str().unwrap().contains("critical-fix"), "the kinds there are: {unknown:?}");
}

#[test]
fn a_part_of_the_customers_may_only_be_planned_for_where_the_system_is_divisible() {
    let house = House::with_rules(SHARED);
    let plan = |system: &str, customers: &str| {
        let args = ["plan", "Work", "--system", system, "--downtime", "2m", "--customer", customers];
        house.okno(&[&args[..], &["--format", "json"]].concat())
    };
    let refused = plan("mail", "acme").exits(2).json();
    assert!(refused["hint"].as_str().unwrap().contains("divisible"), "{refused}");
    plan("mail", "acme,globex").exits(0);
    assert_eq!(plan("portal", "acme").exits(0).json()["customers"], json!(["acme"]));
    assert!(plan("portal", "initech").exits(2).json()["message"].as_str().unwrap().contains("no customer of portal"));
    assert!(plan("portal", "acne").exits(2).json()["message"].as_str().unwrap().contains("acne"));
}

#[test]
fn a_refused_plan_records_nothing_leaves_no_ledger_behind_and_shows_the_next_slot() {
    let house = House::new();
    let args = ["plan", "Migrate", "--system", "shop", "--downtime", "45m", "--at", "now"];
    let refused = house.okno(&[&args[..], &["--format", "json"]].concat()).exits(75);
    assert_eq!(refused.reasons(), ["outside-window"]);
    assert_eq!(refused.json()["next_slot"]["start_at"], "2026-11-24T17:00:00Z");
    assert!(house.okno(&args).exits(75).out.contains("next slot"));
    assert!(!house.path(".okno").exists() && !house.path("state").exists());

    house.okno(&["plan", "Another", "--system", "shop", "--downtime", "2m"]).exits(0);
    let before = house.kinds();
    house.okno(&args).exits(75);
    assert_eq!(house.kinds(), before);
    let next = house.okno(&["plan", "Next", "--system", "shop", "--downtime", "2m", "--format", "json"]).exits(0);
    assert_eq!(next.json()["id"], "CHG-2", "a refused plan takes no number");
}

#[test]
fn changes_count_from_1_and_are_named_in_any_of_three_ways() {
    let house = House::new();
    for number in 1..=12 {
        let planned = house.okno(&["plan", "Work", "--system", "shop", "--downtime", "0m", "--format", "json"]);
        assert_eq!(planned.exits(0).json()["id"], format!("CHG-{number}"));
    }
    for name in ["12", "CHG-12", "chg-12", "Chg-0012"] {
        assert_eq!(house.okno(&["show", name, "--format", "json"]).exits(0).json()["id"], "CHG-12", "{name}");
    }
    for name in ["0", "CHG-", "CHG-0", "CHG12", "twelve", "1.5", "-1", "99999999999999999999", "CHG-1 2", ""] {
        house.okno(&["show", name]).exits(2);
        house.okno(&["run", name]).exits(2);
    }
}

#[test]
fn an_id_that_nobody_planned_is_a_usage_error_and_at_the_gate_a_refusal() {
    let house = House::new();
    let commands: [(&[&str], u8); 9] = [
        (&["show", "7"], 2),
        (&["approve", "7"], 2),
        (&["reject", "7", "--reason", "no"], 2),
        (&["cancel", "7", "--reason", "no"], 2),
        (&["settle", "7", "--as", "done", "--reason", "I looked"], 2),
        (&["reschedule", "7", "--at", "tonight"], 2),
        (&["check", "7"], 77),
        (&["run", "7"], 77),
        (&["run", "7", "--backup", "take"], 77),
    ];
    let try_all = || {
        for (args, code) in commands {
            let answer = house.okno_as(&boris(), args).exits(code);
            assert!(answer.err.contains("CHG-7"), "{args:?}: {answer:?}");
        }
    };
    try_all();
    assert!(!house.path(".okno").exists(), "nobody made a ledger");
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m"]).exits(0);
    let before = house.kinds();
    try_all();
    assert_eq!(house.kinds(), before);
}

#[test]
fn what_makes_no_sense_as_a_plan_is_a_usage_error_that_says_why() {
    let house = House::new();
    let said = |args: &[&str]| house.okno(&[&["plan"], args].concat()).exits(2).err;
    assert!(said(&["  ", "--system", "shop", "--downtime", "2m"]).contains("title"));
    assert!(said(&["W", "--system", "shpo", "--downtime", "2m"]).contains("did you mean shop?"));
    assert!(said(&["W", "--system", "shop"]).contains("--downtime"));
    assert!(said(&["W", "--system", "shop", "--downtime", "10"]).contains("10"));
    assert!(said(&["W", "--system", "shop", "--downtime", "5m", "--duration", "4m"]).contains("--duration"));
    assert!(said(&["W", "--system", "shop", "--downtime", "5m", "--at", "2026-11-24T11:00Z"]).contains("has passed"));
    assert!(said(&["W", "--system", "shop", "--downtime", "5m", "--at", "soon"]).contains("soon"));
    assert!(!house.path(".okno").exists());
}

#[test]
fn work_that_is_given_no_time_is_not_planned_where_it_would_be_stopped_at_once() {
    let house = House::with_rules(&format!("[policy]\non-overrun = \"terminate\"\n{RULES}"));
    let refused = house.okno(&["plan", "Work", "--system", "shop", "--downtime", "0m"]).exits(2);
    assert!(refused.err.contains("--duration"), "{refused:?}");
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "0m", "--duration", "5m"]).exits(0);
}
