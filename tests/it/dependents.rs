//! Whose service stops: the customers of the system, and of the systems that depend on it, or a part of them.

use serde_json::Value;

use crate::house::{Answer, House};

/// A database in Yekaterinburg; a shop in Moscow that depends on it, and a till in Berlin that depends on the shop.
const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[customers.best]
time-zone = "Europe/Moscow"
calendar = "office"

[customers.cafe]
time-zone = "Europe/Berlin"
calendar = "office"

[systems.db]
customers = ["acme"]
DIVISIBLE

[systems.shop]
customers = ["best", "acme"]
depends-on = ["db"]

[systems.till]
customers = ["cafe"]
depends-on = ["shop"]
window = { from = "23:00", to = "05:00" }
approvals = 1
"#;

fn house(divisible: bool) -> House {
    House::with_rules(&RULES.replace("DIVISIBLE", if divisible { "divisible = true" } else { "" }))
}

fn slots(house: &House, more: &[&str]) -> Value {
    let asked = ["slots", "--downtime", "1h", "--count", "1", "--format", "json"];
    house.okno(&[&asked[..], more].concat()).exits(0).json()
}

fn plan(house: &House, more: &[&str]) -> Answer {
    house.okno(&[&["plan", "Work", "--downtime", "1h", "--format", "json"], more, &["--", "true"]].concat())
}

#[test]
fn a_change_affects_the_customers_of_all_systems_that_depend_on_its_system() {
    let house = house(false);
    for (system, customers) in
        [("db", vec!["acme", "best", "cafe"]), ("shop", vec!["best", "acme", "cafe"]), ("till", vec!["cafe"])]
    {
        assert_eq!(slots(&house, &["--system", system])["customers"], serde_json::json!(customers), "{system}");
    }
}

#[test]
fn the_windows_of_all_of_them_are_intersected() {
    let house = house(false);
    // 22:00–06:00 is 17:00–01:00 in Yekaterinburg, 19:00–03:00 in Moscow; the till's 23:00–05:00 is 22:00–04:00 in Berlin.
    let slot = slots(&house, &["--system", "db"])["slots"][0].clone();
    assert_eq!(
        (&slot["start_at"], &slot["latest_start_at"]),
        (&"2026-11-24T22:00:00Z".into(), &"2026-11-25T00:00:00Z".into())
    );
    let windows = house.okno(&["windows", "--system", "db", "--count", "1", "--format", "json"]).exits(0).json();
    assert_eq!(windows["windows"][0]["opens_at"], "2026-11-24T22:00:00Z");
}

#[test]
fn what_a_dependent_system_sets_holds_for_its_customers() {
    let house = house(true);
    plan(&house, &["--system", "db"]).exits(0);
    plan(&house, &["--system", "db", "--customer", "acme,best", "--at", "2026-11-25T20:00:00Z"]).exits(0);
    let wants_approval =
        |id| house.okno(&["check", id, "--format", "json"]).reasons().contains(&"approval-missing".to_owned());
    assert!(wants_approval("1"), "the till's customer is among them");
    assert!(!wants_approval("2"), "nobody is reached through the till");
}

#[test]
fn a_freeze_of_a_dependent_system_freezes_the_system() {
    let frozen = r#"
[[freezes]]
from = "2026-11-24 00:00"
until = "2026-11-26 00:00"
systems = ["till"]
reason = "Black Friday"
"#;
    let house = house(false);
    house.write("windows.toml", format!("{}{frozen}", RULES.replace("DIVISIBLE", "")));
    let refused = plan(&house, &["--system", "db", "--at", "2026-11-24T22:30:00Z"]).exits(75);
    assert_eq!(refused.reasons(), ["frozen"]);
    // Read on the clock of the till's customer, midnight in Berlin.
    assert_eq!(refused.json()["reasons"][0]["customer"], "cafe");
    assert_eq!(refused.json()["reasons"][0]["retry_at"], "2026-11-25T23:00:00Z");
}

#[test]
fn a_part_of_the_customers_may_always_be_asked_about_and_only_be_planned_for_on_a_divisible_system() {
    for divisible in [false, true] {
        let house = house(divisible);
        let part = ["--system", "db", "--customer", "acme,best"];
        assert_eq!(slots(&house, &part)["slots"][0]["start_at"], "2026-11-24T19:00:00Z");
        let planned = plan(&house, &part);
        assert_eq!(planned.code, if divisible { 0 } else { 2 }, "{planned:?}");
        assert_eq!(planned.flat().contains("divisible = true"), !divisible, "{planned:?}");
    }
    // The shop needs the database, and would stop for acme and not for best.
    let divided = plan(&house(true), &["--system", "db", "--customer", "acme"]).exits(2);
    assert!(divided.flat().contains("shop can only be stopped for all of its customers"), "{divided:?}");
    let whole = plan(&house(true), &["--system", "db", "--customer", "cafe"]);
    assert_eq!(whole.code, 0, "all of the till's: {whole:?}");
}

#[test]
fn who_is_no_customer_of_any_of_them_cannot_be_named() {
    let house = house(true);
    let answer = house.okno(&["slots", "--system", "till", "--downtime", "1h", "--customer", "best"]).exits(2);
    assert!(answer.err.contains("best is no customer of till"), "{answer:?}");
}

#[test]
fn a_customer_that_comes_later_is_protected_where_nobody_can_be_left_out() {
    for divisible in [false, true] {
        let house = house(divisible);
        plan(&house, &["--system", "till", "--at", "2026-11-24T22:00:00Z"]).exits(0);
        let rules =
            RULES.replace("DIVISIBLE", "").replace("customers = [\"cafe\"]", "customers = [\"cafe\", \"best\"]");
        let rules = if divisible {
            rules.replace("depends-on = [\"shop\"]", "depends-on = [\"shop\"]\ndivisible = true")
        } else {
            rules
        };
        house.write("windows.toml", rules);
        house.okno(&["policy", "adopt", "--yes"]).exits(0);
        let customers = house.okno(&["check", "1", "--format", "json"]).json()["customers"].clone();
        assert_eq!(customers.as_array().unwrap().len(), if divisible { 1 } else { 2 });
    }
}
