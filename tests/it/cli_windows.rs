//! `okno windows`, `slots` and `check`: when work may be done.

use serde_json::{Value, json};

use crate::house::{Answer, House, RULES};

/// Customers in several zones and under several readings of a night.
const FAR_APART: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.pretoria]
time-zone = "Africa/Johannesburg"
calendar = "office"
[customers.vladivostok]
time-zone = "Asia/Vladivostok"
calendar = "office"
[customers.yekaterinburg]
time-zone = "Asia/Yekaterinburg"
calendar = "office"
[customers.each]
time-zone = "Asia/Yekaterinburg"
calendar = "office"
night-belongs-to = "each-day"
[customers.strict]
time-zone = "Asia/Yekaterinburg"
calendar = "office"
night-belongs-to = "both"

[systems.near]
customers = ["pretoria", "yekaterinburg"]
[systems.far]
customers = ["pretoria", "vladivostok"]
divisible = true
"#;

/// The windows of an answer: from when to when.
#[track_caller]
fn windows(house: &House, args: &[&str]) -> Vec<(String, String)> {
    let answer = house.okno(&[&["windows", "--format", "json"], args].concat()).exits(0);
    spans(&answer.json()["windows"], "opens_at", "closes_at")
}

fn spans(list: &Value, from: &str, to: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|span| (text(&span[from]), text(&span[to]))).collect()
}

/// `11-24T17 11-25T01` for each window, to be read at a glance.
fn hours(windows: &[(String, String)]) -> Vec<String> {
    windows.iter().map(|(from, to)| format!("{} {}", &from[5..13], &to[5..13])).collect()
}

fn check(house: &House, more: &[&str]) -> Answer {
    house.okno(&[&["check", "--system", "shop", "--format", "json"], more].concat())
}

/// A house whose shop has a fresh backup.
fn backed_up(at: &str) -> House {
    let house = House::new();
    house.at(at).confirm_backup();
    house
}

#[test]
fn a_window_that_is_open_comes_first_and_whole() {
    let house = House::new();
    let open = house.at("2026-11-24T20:00:00Z").okno(&["windows", "--customer", "acme", "--count", "1"]).exits(0);
    assert!(open.out.contains("open now"), "{open:?}");
    let first = windows(&house, &["--customer", "acme", "--count", "1"]);
    assert_eq!(hours(&first), ["11-24T17 11-25T01"]);
    let from = windows(&house, &["--customer", "acme", "--count", "1", "--from", "2026-12-02 03:00"]);
    assert_eq!(hours(&from), ["12-01T17 12-02T01"]);
    // At its last instant it is still open, at its end it is not.
    let last = windows(&house, &["--customer", "acme", "--count", "1", "--from", "2026-11-25T00:59:59Z"]);
    assert_eq!(hours(&last), ["11-24T17 11-25T01"]);
    let after = windows(&house, &["--customer", "acme", "--count", "1", "--from", "2026-11-25T01:00:00Z"]);
    assert_eq!(hours(&after), ["11-25T17 11-26T01"]);
}

#[test]
fn windows_that_open_at_the_end_or_after_it_are_left_out() {
    let house = House::new();
    let until = |until: &str| hours(&windows(&house, &["--customer", "acme", "--until", until]));
    assert_eq!(until("2026-11-25 22:00"), ["11-24T17 11-25T01"]);
    assert_eq!(until("2026-11-25 22:01"), ["11-24T17 11-25T01", "11-25T17 11-26T01"]);
    assert_eq!(until("2026-11-24T12:00Z"), [""; 0]);
    let text = house.okno(&["windows", "--customer", "acme", "--until", "2026-11-24T12:00Z"]).exits(0);
    assert!(text.out.contains("There is no window in that time."), "{text:?}");
    // A weekend: Friday's night, then Monday's.
    let weekend = windows(&house, &["--customer", "acme", "--from", "2026-11-27", "--until", "2026-12-01"]);
    assert_eq!(hours(&weekend), ["11-26T17 11-27T01", "11-27T17 11-28T01", "11-30T17 12-01T01"]);
}

#[test]
fn so_many_windows_are_answered_as_were_asked_for() {
    let house = House::new();
    assert_eq!(windows(&house, &["--customer", "acme"]).len(), 5);
    assert_eq!(windows(&house, &["--customer", "acme", "--count", "17"]).len(), 17);
    house.okno(&["windows", "--customer", "acme", "--count", "0"]).exits(2);
    house.okno(&["windows", "--customer", "acme", "--count", "-1"]).exits(2);
    house.okno(&["windows", "--customer", "acme", "--count", "3", "--until", "now"]).exits(2);
    house.okno(&["windows"]).exits(2);
    house.okno(&["windows", "--customer", "acme", "--system", "shop"]).exits(2);
}

#[test]
fn windows_end_where_the_calendar_does_and_the_answer_says_so() {
    let house = House::new();
    let args = ["windows", "--customer", "acme", "--from", "2027-12-30", "--count", "9"];
    let answer = house.okno(&[args.as_slice(), &["--format", "json"]].concat()).exits(0).json();
    assert_eq!(answer["known_until"], "2027-12-31");
    let spans = spans(&answer["windows"], "opens_at", "closes_at");
    assert_eq!(hours(&spans), ["12-29T17 12-30T01", "12-30T17 12-31T01", "12-31T17 01-01T01"]);
    let text = house.okno(&args).exits(0);
    assert!(text.out.contains("More windows are not known: a calendar ends on Fri 31 Dec 2027."), "{text:?}");
}

#[test]
fn customers_of_one_system_have_the_windows_in_common() {
    let house = House::with_rules(FAR_APART);
    // 22:00-06:00 in Pretoria is 20-04 UTC, in Yekaterinburg 17-01 UTC.
    let common = windows(&house, &["--system", "near", "--count", "1"]);
    assert_eq!(hours(&common), ["11-24T20 11-25T01"]);
    let answer = house.okno(&["windows", "--system", "near", "--format", "json"]).exits(0).json();
    assert_eq!(answer["windows"][0]["opens_local"], Value::Null, "there is no common clock");
    assert_eq!(answer["customers"].as_array().unwrap().len(), 2);
    assert_eq!((&answer["customer"], &answer["system"]), (&Value::Null, &json!("near")));
}

#[test]
fn nights_that_share_no_minute_have_no_window_and_the_planner_says_what_to_do() {
    let house = House::with_rules(FAR_APART);
    // 22:00-06:00 in Pretoria is 20-04 UTC, in Vladivostok 12-20 UTC: they touch and share nothing.
    assert_eq!(windows(&house, &["--system", "far", "--until", "2027-12-31T00:00Z"]), []);
    let work = ["--system", "far", "--downtime", "15m"];
    let slots = house.okno(&[&["slots", "--format", "json"], &work[..]].concat()).exits(77).json();
    assert_eq!((&slots["slots"], &slots["why_none"][0]["code"]), (&json!([]), &json!("no-window")));
    let message = slots["why_none"][0]["message"].as_str().unwrap();
    assert!(message.contains("have in common"), "{message}");
    let remedy = message.rsplit_once(": okno ").unwrap().1;
    let proposed: Vec<_> = remedy.split(' ').collect();
    let checked = house.okno(&[&["check", "--format", "json"], &work[..]].concat()).exits(77);
    assert!(checked.reasons().contains(&"no-window".to_owned()), "{checked:?}");
    assert_eq!(checked.json()["retry_at"], Value::Null);
    // What the message proposes works.
    house.okno(&proposed).exits(0);
    // A short stop needs no common night.
    house.okno(&["slots", "--system", "far", "--downtime", "10m"]).exits(0);
}

#[test]
fn a_plan_for_which_there_is_no_slot_is_told_why_and_not_that_the_present_hour_is_closed() {
    let house = House::with_rules(FAR_APART);
    for (system, length) in [("far", "15m"), ("near", "6h")] {
        let plan = ["plan", "Update", "--system", system, "--downtime", length, "--format", "json"];
        let refused = house.okno(&plan).exits(77);
        assert_eq!(refused.reasons(), ["no-window"], "{system}");
        assert_eq!(refused.json()["retry_at"], Value::Null);
    }
    // What is missing beside is told, too; and where a start is named, it is judged.
    let plan = ["plan", "Update", "--system", "far", "--downtime", "15m", "--touches-data", "--format", "json"];
    assert_eq!(house.okno(&plan).exits(77).reasons(), ["no-window", "instruction-missing"]);
    let named = [&plan[..], &["--at", "now"]].concat();
    assert!(house.okno(&named).exits(77).reasons().contains(&"outside-window".to_owned()));
}

#[test]
fn of_many_zones_the_first_are_shown_and_the_others_counted() {
    let zones = ["Asia/Omsk", "Asia/Tokyo", "Asia/Dubai", "Europe/Berlin", "Europe/Moscow", "America/Lima"];
    let customer = |zone: &&str| {
        let id = zone.rsplit('/').next().unwrap().to_lowercase();
        format!("[customers.{id}]\ntime-zone = \"{zone}\"\ncalendar = \"office\"\n")
    };
    let customers: String = zones.iter().map(customer).collect();
    let rules = format!(
        "[calendars.office]\nweekend = [\"sun\"]\ncovers = \"2026-01-01..2027-12-31\"\n{customers}[systems.all]\n\
         customers = [\"omsk\", \"tokyo\", \"dubai\", \"berlin\", \"moscow\", \"lima\"]\nbackup-evidence = \"attested\"\n"
    );
    let house = House::with_rules(&rules);
    let slots = house.okno(&["slots", "--system", "all", "--downtime", "5m"]).exits(0).flat();
    assert!(slots.contains("and 4 more zones at other hours"), "{slots}");
    let planned = house.okno(&["plan", "Update", "--system", "all", "--downtime", "5m"]).exits(0).flat();
    assert!(planned.contains("on site 18:00 in Omsk, 21:00 in Tokyo, 16:00 in Dubai and 3 more zones"), "{planned}");
}

#[test]
fn the_hours_after_midnight_belong_to_whom_the_rules_say() {
    let house = House::with_rules(FAR_APART);
    let weekend = ["--from", "2026-11-27T12:00Z", "--until", "2026-12-01T12:00Z"];
    let of = |customer| hours(&windows(&house, &[&["--customer", customer], &weekend[..]].concat()));
    // Friday 27 November; 17:00 UTC is 22:00 there, 19:00 UTC midnight, 01:00 UTC 06:00.
    assert_eq!(of("yekaterinburg"), ["11-27T17 11-28T01", "11-30T17 12-01T01"]);
    assert_eq!(of("each"), ["11-27T17 11-27T19", "11-29T19 11-30T01", "11-30T17 12-01T01"]);
    assert_eq!(of("strict"), ["11-27T17 11-27T19", "11-30T17 12-01T01"]);
    let reading = |customer| {
        let answer = house.okno(&["windows", "--customer", customer, "--format", "json"]).exits(0).json();
        answer["customers"][0]["night_belongs_to"].as_str().unwrap().to_owned()
    };
    assert_eq!(["yekaterinburg", "each", "strict"].map(reading), ["opening-day", "each-day", "both"]);
}

#[test]
fn work_may_start_when_the_window_opens_and_as_long_as_it_fits() {
    let house = backed_up("2026-11-24T17:00:00Z");
    let at = |at: &str| check(&house, &["--downtime", "30m", "--duration", "1h", "--at", at]);
    let opens = at("2026-11-24T17:00:00Z").exits(0).json();
    assert_eq!((&opens["rule"], &opens["window"]["night_of"]), (&json!("window"), &json!("2026-11-24")));
    assert_eq!(at("2026-11-24T16:59:59Z").exits(75).reasons(), ["outside-window"]);
    // The last start is the end of the window less the whole work, not less the stop.
    house.at("2026-11-25T00:00:00Z").confirm_backup();
    at("2026-11-25T00:00:00Z").exits(0);
    let late = at("2026-11-25T00:00:01Z").exits(75);
    assert_eq!(late.reasons(), ["does-not-fit"]);
    let reason = &late.json()["reasons"][0];
    assert!(reason["message"].as_str().unwrap().contains("would go on for 1 s after that"), "{reason}");
    assert_eq!(reason["retry_at"], "2026-11-25T17:00:00Z");
    assert_eq!(late.json()["window"], Value::Null);
    assert_eq!(at("2026-11-25T01:00:00Z").exits(75).reasons(), ["outside-window"]);
}

#[test]
fn ten_minutes_are_short_and_one_second_more_is_not() {
    let house = backed_up("2026-11-24T07:00:00Z");
    let short = check(&house, &["--downtime", "10m"]).exits(0).json();
    assert_eq!((&short["rule"], &short["window"]), (&json!("any-time"), &Value::Null));
    // It is the stop that counts, not the work around it.
    check(&house, &["--downtime", "10m", "--duration", "3h"]).exits(0);
    let long = check(&house, &["--downtime", "10m1s"]).exits(75);
    assert_eq!((long.reasons(), &long.json()["rule"]), (vec!["outside-window".to_owned()], &json!("window")));
    check(&house, &["--downtime", "0m"]).exits(0);
}

#[test]
fn work_longer_than_any_night_has_no_window_and_no_time_to_try_again() {
    let house = backed_up("2026-11-24T12:00:00Z");
    check(&house, &["--downtime", "8h", "--at", "2026-11-24T17:00:00Z"]).exits(77);
    let slots =
        house.okno(&["slots", "--system", "shop", "--downtime", "8h", "--count", "1", "--format", "json"]).exits(0);
    assert_eq!(slots.json()["slots"][0]["start_at"], slots.json()["slots"][0]["latest_start_at"]);
    let longer = check(&house, &["--downtime", "8h1s"]).exits(77);
    assert_eq!(longer.reasons(), ["outside-window", "no-window"]);
    assert_eq!(longer.json()["reasons"][0]["retry_at"], Value::Null);
    assert_eq!(longer.json()["next_slot"], Value::Null);
}

/// RULES with Tuesday's night frozen from midnight to two, and the whole of the last week of the year.
fn frozen_house() -> House {
    let freezes = r#"
[[freezes]]
from = "2026-11-25 00:00"
until = "2026-11-25 02:00"
customers = ["acme"]
reason = "stocktaking"
[[freezes]]
from = "2026-12-28 00:00"
until = "2027-01-04 00:00"
systems = ["*"]
reason = "New Year"
"#;
    let house = House::with_rules(&format!("{RULES}{freezes}"));
    std::fs::create_dir(house.path("backups")).unwrap();
    house.confirm_backup();
    house
}

#[test]
fn a_freeze_cuts_windows_and_the_next_slot_lies_behind_it() {
    let house = frozen_house();
    house.at("2026-11-24T18:30:00Z").confirm_backup();
    let frozen = check(&house, &["--downtime", "45m"]).exits(75);
    assert_eq!(frozen.reasons(), ["frozen"]);
    let object = frozen.json();
    assert!(object["reasons"][0]["message"].as_str().unwrap().contains("stocktaking"), "{object}");
    assert_eq!(object["reasons"][0]["retry_at"], "2026-11-24T21:00:00Z");
    assert_eq!(
        (&object["retry_at"], &object["next_slot"]["start_at"]),
        (&json!("2026-11-24T21:00:00Z"), &json!("2026-11-24T21:00:00Z"))
    );
    check(&house, &["--downtime", "30m"]).exits(0);

    let slots = house
        .okno(&["slots", "--system", "shop", "--downtime", "45m", "--count", "3", "--format", "json"])
        .exits(0)
        .json();
    let slots = spans(&slots["slots"], "start_at", "latest_start_at");
    assert_eq!(slots[0], ("2026-11-24T21:00:00Z".to_owned(), "2026-11-25T00:15:00Z".to_owned()));
    // The windows are those of the rules alone.
    assert_eq!(hours(&windows(&house, &["--customer", "acme", "--count", "1"])), ["11-24T17 11-25T01"]);
}

#[test]
fn a_short_stop_is_kept_out_by_a_freeze_too() {
    let house = frozen_house();
    house.at("2026-11-24T18:55:00Z").confirm_backup();
    check(&house, &["--downtime", "5m"]).exits(0);
    assert_eq!(check(&house, &["--downtime", "5m1s"]).exits(75).reasons(), ["frozen"]);
    house.at("2026-11-24T19:00:00Z").confirm_backup();
    // Half-open at both ends; even work of no length lies in it.
    assert_eq!(check(&house, &["--downtime", "0m"]).exits(75).reasons(), ["frozen"]);
    house.at("2026-11-24T21:00:00Z").confirm_backup();
    check(&house, &["--downtime", "5m"]).exits(0);
}

#[test]
fn a_question_without_a_ledger_is_answered_and_leaves_nothing_behind() {
    let house = House::new();
    let commands: [(&[&str], u8); 8] = [
        (&["windows", "--customer", "acme"], 0),
        (&["slots", "--system", "shop", "--downtime", "45m"], 0),
        (&["check", "--system", "shop", "--downtime", "5m"], 77),
        (&["check", "1"], 77),
        (&["status"], 0),
        (&["list"], 0),
        (&["policy", "diff"], 77),
        (&["plan", "x", "--system", "shop", "--downtime", "45m", "--at", "2026-11-24 18:00"], 75),
    ];
    for (command, code) in commands {
        for format in ["table", "json"] {
            let answer = house.okno(&[command, &["--format", format]].concat());
            assert_eq!(answer.code, code, "{command:?}: {answer:?}");
        }
    }
    assert_eq!(house.files(), ["backups", "windows.toml"]);
}

#[test]
fn names_that_nobody_has_are_answered_with_those_that_were_meant() {
    let house = House::new();
    for (args, says) in [
        (&["windows", "--customer", "amce"][..], "did you mean acme?"),
        (&["windows", "--system", "shp"], "did you mean shop?"),
        (&["check", "--system", "warehouse", "--downtime", "5m"], "windows.toml knows shop"),
        (&["slots", "--system", "shop", "--downtime", "5m", "--customer", "best"], "its customers are acme"),
        (&["check", "--system", "", "--downtime", "5m"], "windows.toml knows shop"),
    ] {
        let answer = house.okno(args).exits(2);
        assert!(answer.err.contains(says), "{args:?}: {answer:?}");
    }
}

#[test]
fn where_a_calendar_ends_the_missing_slots_are_explained() {
    let house = House::with_rules(&RULES.replace("2026-01-01..2027-12-31", "2026-01-01..2026-11-26"));
    let slots = ["slots", "--system", "shop", "--downtime", "45m"];
    let answer = house.okno(&[&slots[..], &["--format", "json"]].concat()).exits(0).json();
    assert_eq!(answer["slots"].as_array().unwrap().len(), 3);
    assert_eq!((&answer["why_none"], &answer["why_no_more"][0]["code"]), (&Value::Null, &"calendar-unknown".into()));
    let told = house.okno(&slots).exits(0).flat();
    assert!(
        told.contains("There are no more until") && told.contains("Friday, 27 November is a working day"),
        "{told}"
    );
    let enough = house.okno(&[&slots[..], &["--count", "3", "--format", "json"]].concat()).exits(0).json();
    assert_eq!(enough["why_no_more"], Value::Null);
}
