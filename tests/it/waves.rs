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
fn without_a_common_night_the_waves_are_shown_unasked_where_they_could_be_planned() {
    let house = house(true);
    let answer = slots(&house, &["--format", "json"]).exits(77).json();
    assert_eq!(answer["slots"], serde_json::json!([]));
    assert_eq!(answer["why_none"][0]["code"], "no-window");
    let expected = [
        ("2026-11-24T12:00:00Z".to_owned(), serde_json::json!(["oz"])),
        ("2026-11-24T20:00:00Z".to_owned(), serde_json::json!(["za", "eg"])),
    ];
    assert_eq!(told(&answer["waves"]), expected);
    let said = slots(&house, &[]).exits(77).flat();
    assert!(said.contains("okno slots --system db --downtime 45m --duration 45m --waves"), "{said}");
    assert!(said.contains("2 starts serve every customer") && !said.contains("can be planned once"), "{said}");
    let indivisible = self::house(false);
    let said = slots(&indivisible, &[]).exits(77).flat();
    assert!(said.contains("The system stops for all of them at once") && !said.contains("--waves"), "{said}");
    assert!(!said.contains("starts serve"), "{said}");
    assert_eq!(slots(&indivisible, &["--format", "json"]).exits(77).json()["waves"], Value::Null);
    let said = slots(&indivisible, &["--waves"]).exits(0).flat();
    assert!(said.contains("2 starts serve every customer"), "{said}");
    assert!(said.contains("these waves can be planned once divisible = true stands for it in windows.toml"), "{said}");
}

/// The two share every night, but each is frozen while the other is not, for three weeks.
fn in_turns(divisible: bool) -> House {
    let freeze = |customer, from, until| {
        format!(
            "[[freezes]]\nfrom = \"{from}\"\nuntil = \"{until}\"\ncustomers = [\"{customer}\"]\nreason = \"sales\"\n"
        )
    };
    let rules = RULES
        .replace("DIVISIBLE", if divisible { "divisible = true" } else { "" })
        .replace("[\"oz\", \"za\", \"eg\"]", "[\"za\", \"eg\"]");
    let frozen =
        freeze("za", "2026-11-24 00:00", "2026-12-01 00:00") + &freeze("eg", "2026-12-01 00:00", "2026-12-15 00:00");
    let house = House::with_rules(&format!("{rules}\n{frozen}"));
    house.at("2026-11-24T06:00:00Z");
    house
}

#[test]
fn waves_are_named_where_a_common_start_is_far_away_and_they_are_not() {
    let told = "Waves could serve them sooner: okno slots --system db --downtime 45m --duration 45m --waves";
    let said = slots(&in_turns(true), &[]).exits(0).flat();
    assert!(said.contains(told), "{said}");
    let said = slots(&in_turns(true), &["--customer", "eg,za"]).exits(0).flat();
    assert!(said.contains("okno slots --system db --customer eg,za --downtime 45m"), "{said}");
    // Not where they cannot be planned, are shown already, or would be no sooner.
    for answer in [
        slots(&in_turns(false), &[]),
        slots(&in_turns(true), &["--waves"]),
        slots(&in_turns(true), &["--from", "2026-12-10T00:00:00Z"]),
    ] {
        let said = answer.exits(0).flat();
        assert!(!said.contains("sooner"), "{said}");
    }
}

#[test]
fn waves_are_events_that_name_their_customers_and_keep_their_names() {
    let house = house(true);
    let events = |house: &House| {
        let printed = slots(house, &["--waves", "--format", "ics"]).out.replace("\r\n ", "");
        let lines = |name: &str| -> Vec<String> {
            printed.lines().filter_map(|line| Some(line.strip_prefix(name)?.to_owned())).collect()
        };
        (lines("UID:"), lines("DESCRIPTION:"), lines("DTSTART:"), lines("DTEND:"))
    };
    let (names, about, starts, ends) = events(&house);
    assert_eq!(names, ["wave-db-PT45M-PT45M-2026-11-24-oz@okno", "wave-db-PT45M-PT45M-2026-11-24-za@okno"]);
    assert_eq!((starts[1].as_str(), ends[1].as_str()), ("20261124T200000Z", "20261124T204500Z"));
    assert!(about[0].contains("Customers: oz.") && about[1].contains("Customers: za and eg."), "{about:?}");
    assert!(about[1].contains("Africa/Cairo") && !about[1].contains("Brisbane"), "{about:?}");
    house.at("2026-11-24T12:30:00Z");
    assert_eq!(events(&house).0, names);
}

#[test]
fn of_a_wave_that_is_cancelled_it_is_told_whom_the_others_leave_out() {
    let house = house(true);
    plan(&house, &[]).exits(0);
    let codes = |args: &[&str]| -> Vec<String> {
        let told = house.okno(&[args, &["--format", "json"]].concat()).exits(0).json();
        told["notices"].as_array().unwrap().iter().map(|notice| notice["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&["show", "1"]), Vec::<String>::new());
    let said = house.okno(&["cancel", "2", "--reason", "not this night"]).exits(0).flat();
    assert!(said.contains("CHG-1 of the same waves still stands, and za and eg are served by none of them."), "{said}");
    let said = house.okno(&["show", "1"]).exits(0).flat();
    assert!(said.contains("CHG-2 of the same waves was cancelled: its customers are not served."), "{said}");
    assert_eq!(codes(&["show", "2"]), ["wave-cancelled"]);
    // Where none is left nobody is left out by the others.
    house.okno(&["cancel", "1", "--reason", "not this night"]).exits(0);
    assert_eq!(codes(&["show", "2"]), Vec::<String>::new());
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
    let hint = "okno slots --system db --customer eg --downtime 45m --duration 45m\n";
    assert!(refused.err.contains(hint), "{refused:?}");
    assert!(!house.ledger().exists());
}

#[test]
fn what_waits_for_a_window_that_never_comes_does_not_pass_by_itself() {
    let told = house(false).okno(&["check", "--system", "db", "--downtime", "45m"]).exits(77).flat();
    assert!(told.contains("no window is in sight") && !told.contains("passes by itself"), "{told}");
}
