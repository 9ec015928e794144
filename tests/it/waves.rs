//! Waves by the whole program: asked for, and planned as changes that belong together.

use serde_json::Value;

use crate::house::{Answer, House};

/// Brisbane (UTC+10), Johannesburg (UTC+2) and Cairo (UTC+2): two nights that share no minute.
const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.oz]
time-zone = "Australia/Brisbane"
calendar = "office"

[customers.za]
time-zone = "Africa/Johannesburg"
calendar = "office"

[customers.eg]
time-zone = "Africa/Cairo"
calendar = "office"

[systems.db]
customers = ["oz", "za", "eg"]
DIVISIBLE
"#;

fn house(divisible: bool) -> House {
    let house = House::with_rules(&RULES.replace("DIVISIBLE", if divisible { "divisible = true" } else { "" }));
    house.at("2026-11-24T06:00:00Z");
    house
}

fn slots(house: &House, more: &[&str]) -> Answer {
    house.okno(&[&["slots", "--system", "db", "--downtime", "45m"], more].concat())
}

fn plan(house: &House, more: &[&str]) -> Answer {
    house.okno(&[&["plan", "Move", "--system", "db", "--downtime", "45m", "--waves"], more, &["--", "true"]].concat())
}

fn told(waves: &Value) -> Vec<(String, Value)> {
    let waves = waves.as_array().unwrap().iter();
    waves.map(|wave| (wave["start_at"].as_str().unwrap().to_owned(), wave["customers"].clone())).collect()
}

#[test]
fn without_a_common_night_the_waves_are_shown_unasked() {
    let house = house(false);
    let answer = slots(&house, &["--format", "json"]).exits(77).json();
    assert_eq!(answer["slots"], serde_json::json!([]));
    assert_eq!(answer["why_none"][0]["code"], "no-window");
    let expected = [
        ("2026-11-24T12:00:00Z".to_owned(), serde_json::json!(["oz"])),
        ("2026-11-24T20:00:00Z".to_owned(), serde_json::json!(["za", "eg"])),
    ];
    assert_eq!(told(&answer["waves"]), expected);
    let said = slots(&house, &[]).exits(77).flat();
    assert!(said.contains("The system stops for all of them at once") && !said.contains("--waves"), "{said}");
    assert!(said.contains("2 starts serve every customer"), "{said}");
    let said = slots(&self::house(true), &[]).exits(77).flat();
    assert!(said.contains("okno slots --system db --downtime 45m --duration 45m --waves"), "{said}");
    assert!(said.contains("2 starts serve every customer"), "{said}");
}

#[test]
fn who_asks_for_waves_gets_an_answer_and_a_common_night_is_one_wave() {
    let house = house(false);
    let answer = slots(&house, &["--waves", "--format", "json"]).exits(0).json();
    assert_eq!(
        (told(&answer["waves"]).len(), &answer["why_none"], &answer["unserved"]),
        (2, &Value::Null, &serde_json::json!([]))
    );
    let together = slots(&house, &["--waves", "--customer", "za,eg", "--format", "json"]).exits(0).json();
    assert_eq!(told(&together["waves"]).len(), 1);
    let unasked = slots(&house, &["--customer", "za,eg", "--format", "json"]).exits(0).json();
    assert_eq!(unasked["waves"], Value::Null);
}

#[test]
fn a_wave_is_a_change_for_its_customers_tied_to_the_others() {
    let house = house(true);
    let planned = plan(&house, &["--format", "json"]).exits(0).json();
    let changes = planned["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    for (number, change) in (1..).zip(changes) {
        let wave = serde_json::json!({ "set": "CHG-1", "number": number, "of": 2, "changes": ["CHG-1", "CHG-2"] });
        assert_eq!(change["wave"], wave);
    }
    assert_eq!(changes[1]["customers"], serde_json::json!(["za", "eg"]));
    assert_eq!(changes[1]["start_at"], "2026-11-24T20:00:00Z");
    let shown = house.okno(&["show", "2"]).exits(0).flat();
    assert!(shown.contains("wave 2 of 2, with CHG-1"), "{shown}");
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).exits(0).json()["wave"]["number"], 1);
    let decided = house.at("2026-11-24T20:10:00Z").okno(&["check", "2", "--format", "json"]).json();
    assert_eq!(decided["customers"], serde_json::json!(["za", "eg"]));
    assert_eq!(decided["reasons"].as_array().unwrap().len(), 1, "the backup alone is missing: {decided}");
}

#[test]
fn waves_lie_on_one_line_of_time() {
    let said = plan(&house(true), &[]).exits(0).out;
    let bars: Vec<usize> = said.lines().filter(|line| line.contains('#')).map(|line| line.find('#').unwrap()).collect();
    assert_eq!(bars.len(), 2, "{said}");
    assert!(bars[0] < bars[1] && said.contains("Planned in 2 waves"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
}

#[test]
fn waves_need_a_divisible_system_and_no_start_of_their_own() {
    let refused = plan(&house(false), &[]).exits(2);
    assert!(refused.err.contains("divisible = true"), "{refused:?}");
    assert!(!house(false).ledger().exists());
    plan(&house(true), &["--at", "2026-11-24T20:00:00Z"]).exits(2);
}

#[test]
fn all_waves_are_recorded_or_none() {
    let house = house(true);
    // What a new function needs is missing from every wave.
    let refused = plan(&house, &["--kind", "new-function", "--format", "json"]).exits(77);
    assert_eq!(refused.reasons(), ["specification-missing"]);
    assert!(!house.ledger().exists());
    // Another change lies where the second wave would start: it moves aside.
    let other = [
        "plan",
        "Other",
        "--system",
        "db",
        "--downtime",
        "45m",
        "--customer",
        "za",
        "--at",
        "2026-11-24T20:00:00Z",
        "--",
        "true",
    ];
    house.okno(&other).exits(0);
    let planned = plan(&house, &["--format", "json"]).exits(0).json();
    assert_eq!(planned["changes"][1]["start_at"], "2026-11-24T20:45:00Z");
    assert_eq!(planned["changes"][1]["wave"]["set"], "CHG-2");
}

#[test]
fn whom_no_start_serves_keeps_the_waves_from_being_planned() {
    let rules = RULES
        .replace("DIVISIBLE", "divisible = true")
        .replace("[customers.eg]", "[customers.eg]\nwindow = { from = \"22:00\", to = \"22:30\" }");
    let house = House::with_rules(&rules);
    let asked = slots(&house, &["--waves", "--format", "json"]).exits(77).json();
    assert_eq!(asked["unserved"], serde_json::json!(["eg"]));
    let refused = plan(&house, &[]).exits(77);
    assert!(refused.err.contains("no start within the horizon serves eg"), "{refused:?}");
    assert!(!house.ledger().exists());
}
