//! Instants and lengths as people type them: what is understood, and what is answered to the rest.

use serde_json::Value;

use crate::house::{Answer, House, RULES};

/// The usual customer, and one whose clock is changed twice a year.
fn house() -> House {
    let more = r#"
[customers.berlin]
time-zone = "Europe/Berlin"
calendar = "office"
[systems.till]
customers = ["berlin"]
[systems.both]
customers = ["acme", "berlin"]
"#;
    House::with_rules(&format!("{RULES}{more}"))
}

fn check(house: &House, system: &str, at: &str) -> Answer {
    house.okno(&["check", "--system", system, "--downtime", "45m", "--at", at, "--format", "json"])
}

/// How `at` was understood.
#[track_caller]
fn understood(house: &House, system: &str, at: &str) -> String {
    check(house, system, at).json()["at"].as_str().unwrap_or_else(|| panic!("{at:?} was not understood")).to_owned()
}

/// Why `at` was not understood: the message and the hint.
#[track_caller]
fn refused(house: &House, system: &str, at: &str) -> String {
    let said = check(house, system, at).exits(2).json();
    assert_eq!(said["schema"], "okno.error/1");
    format!("{} {}", said["message"].as_str().unwrap(), said["hint"].as_str().unwrap_or_default())
}

#[test]
fn every_way_to_write_an_instant_is_read_on_the_customers_clock() {
    let house = house();
    for (written, meant) in [
        ("now", "2026-11-24T12:00:00Z"),
        ("2026-11-24T23:00:00+05:00", "2026-11-24T18:00:00Z"),
        ("2026-11-24T18:00Z", "2026-11-24T18:00:00Z"),
        ("2026-11-24 23:00", "2026-11-24T18:00:00Z"),
        ("2026-11-24T23:00", "2026-11-24T18:00:00Z"),
        ("2026-11-25", "2026-11-24T19:00:00Z"),
        ("23:00", "2026-11-24T18:00:00Z"),
        ("17:00", "2026-11-24T12:00:00Z"),
        ("16:59", "2026-11-25T11:59:00Z"),
        ("1970-01-01T00:00Z", "1970-01-01T00:00:00Z"),
    ] {
        assert_eq!(understood(&house, "shop", written), meant, "{written}");
    }
}

#[test]
fn what_is_no_instant_is_answered_with_what_to_write() {
    let house = house();
    for (written, says) in [
        ("", "is not an instant"),
        ("tomorrow", "is not an instant"),
        ("2026-11-24T", "is not an instant"),
        ("24.11.2026 22:00", "is not an instant"),
        ("11 pm", "is not an instant"),
        ("2026-02-30 22:00", "there is no date 2026-02-30"),
        ("2026-11-24 25:00", "there is no time 25:00"),
        ("2026-11-24 24:00", "midnight is 00:00 of the date that begins"),
        ("2026-11-24T22:00+25:00", "there is no offset +25:00"),
        ("2026-12-31T23:59:60Z", "leap second"),
        ("1800-01-01T00:00Z", "outside the years 1970 to 2200"),
        ("1969-12-31T23:59:59Z", "outside the years 1970 to 2200"),
        ("3000-01-01 22:00", "outside the years 1970 to 2200"),
        ("2200-12-31T23:59:59-01:00", "outside the years 1970 to 2200"),
        ("99999-01-01T00:00Z", "is not an instant"),
        ("２０２６-11-24 22:00", "is not an instant"),
        ("2026-11-24 22:00\u{1b}[31m", "is not an instant"),
    ] {
        let said = refused(&house, "shop", written);
        assert!(said.contains(says), "{written:?}: {said}");
    }
    let shown = house.okno(&["check", "--system", "shop", "--downtime", "5m", "--at", "\u{1b}[31m"]).exits(2);
    assert!(!shown.err.contains('\u{1b}'), "{shown:?}");
}

#[test]
fn a_reading_that_the_clock_skips_shows_the_instants_around_the_jump() {
    let house = house();
    let said = refused(&house, "till", "2027-03-28 02:30");
    assert!(said.contains("2027-03-28T01:59:59+01:00") && said.contains("2027-03-28T03:00:00+02:00"), "{said}");
    assert_eq!(understood(&house, "till", "2027-03-28 03:00"), "2027-03-28T01:00:00Z");
    // The next 02:30 is the one that does not exist; no day is passed over in silence.
    house.at("2027-03-27T12:00:00Z");
    assert!(refused(&house, "till", "02:30").contains("skips 2027-03-28 02:30"));
}

#[test]
fn a_reading_that_the_clock_repeats_shows_both_instants() {
    let house = house();
    let said = refused(&house, "till", "2027-10-31 02:30");
    assert!(said.contains("2027-10-31T02:30:00+02:00") && said.contains("2027-10-31T02:30:00+01:00"), "{said}");
    for (written, meant) in [
        ("2027-10-31T02:30:00+02:00", "2027-10-31T00:30:00Z"),
        ("2027-10-31T02:30:00+01:00", "2027-10-31T01:30:00Z"),
        ("2027-10-31 03:00", "2027-10-31T02:00:00Z"),
    ] {
        assert_eq!(understood(&house, "till", written), meant);
    }
}

#[test]
fn a_date_that_no_calendar_covers_is_unknown_and_not_free() {
    let house = house();
    for at in ["2028-01-03 22:00", "2200-12-31T12:00Z", "1970-01-01T00:00Z"] {
        let answer = check(&house, "shop", at).exits(77);
        assert_eq!(answer.reasons()[0], "calendar-unknown", "{at}");
        let message = answer.json()["reasons"][0]["message"].as_str().unwrap().to_owned();
        assert!(message.contains("\"office\""), "{message}");
    }
    // The last night that is known still counts, though it ends on a date that is not.
    let last = check(&house, "shop", "2027-12-31 22:00");
    assert_eq!(last.json()["window"]["closes_at"], "2028-01-01T01:00:00Z");
    // A short stop needs no calendar.
    let short =
        house.okno(&["check", "--system", "shop", "--downtime", "5m", "--at", "2099-01-01T00:00Z", "--format", "json"]);
    assert_eq!(short.reasons(), ["backup-missing"]);
}

#[test]
fn tonight_is_the_open_window_or_todays_or_an_error_that_names_the_next() {
    let house = house();
    // Tuesday, 17:00: the window of this evening.
    assert_eq!(understood(&house, "shop", "tonight"), "2026-11-24T17:00:00Z");
    // Wednesday, 01:00, inside of Tuesday's window: now.
    house.at("2026-11-24T20:00:00Z");
    assert_eq!(understood(&house, "shop", "tonight"), "2026-11-24T20:00:00Z");
    // The last instant of it, and the first after it: Wednesday's own.
    house.at("2026-11-25T00:59:59.999Z");
    assert_eq!(understood(&house, "shop", "tonight"), "2026-11-25T00:59:59.999Z");
    house.at("2026-11-25T01:00:00Z");
    assert_eq!(understood(&house, "shop", "tonight"), "2026-11-25T17:00:00Z");
    // Saturday, 17:00: no window opens today.
    house.at("2026-11-28T12:00:00Z");
    let said = refused(&house, "shop", "tonight");
    assert!(said.contains("no window opens tonight"), "{said}");
    assert!(said.contains("2026-11-30T22:00:00+05:00"), "{said}");
    // The calendar ends on a Friday: nobody knows of a later night.
    house.at("2028-01-03T12:00:00Z");
    assert!(refused(&house, "shop", "tonight").contains("the calendar knows"));
}

#[test]
fn with_customers_in_several_zones_a_reading_needs_a_zone() {
    let house = house();
    for written in ["23:00", "2026-11-24 23:00", "2026-11-24", "tonight"] {
        let said = refused(&house, "both", written);
        assert!(said.contains("several zones") && said.contains("--zone Asia/Yekaterinburg"), "{written}: {said}");
    }
    let at = |zone| {
        let args =
            ["check", "--system", "both", "--downtime", "5m", "--at", "23:00", "--zone", zone, "--format", "json"];
        house.okno(&args).json()["at"].clone()
    };
    assert_eq!(at("Europe/Berlin"), "2026-11-24T22:00:00Z");
    assert_eq!(at("Asia/Yekaterinburg"), "2026-11-24T18:00:00Z");
    // An instant needs none, and one of several customers alone has a clock.
    assert_eq!(understood(&house, "both", "2026-11-24T23:00+01:00"), "2026-11-24T22:00:00Z");
    let one =
        ["check", "--system", "both", "--downtime", "5m", "--at", "23:00", "--customer", "berlin", "--format", "json"];
    assert_eq!(house.okno(&one).json()["at"], "2026-11-24T22:00:00Z");
}

#[test]
fn a_zone_that_nobody_knows_is_answered_with_one_that_was_meant() {
    let house = house();
    for (zone, says) in
        [("Europe/Brelin", "Europe/Berlin"), ("MSK", "IANA"), ("", "IANA"), ("../../etc/passwd", "IANA")]
    {
        let args = ["check", "--system", "shop", "--downtime", "5m", "--at", "23:00", "--zone", zone];
        let answer = house.okno(&args).exits(2);
        assert!(answer.err.contains(says), "{zone}: {answer:?}");
    }
}

#[test]
fn every_command_that_takes_an_instant_reads_it_the_same_way() {
    let house = house();
    house.okno(&["plan", "x", "--system", "till", "--downtime", "45m"]).exits(0);
    let commands: [&[&str]; 8] = [
        &["windows", "--customer", "berlin", "--from"],
        &["windows", "--system", "till", "--until"],
        &["slots", "--system", "till", "--downtime", "5m", "--from"],
        &["plan", "x", "--system", "till", "--downtime", "5m", "--at"],
        &["reschedule", "1", "--at"],
        &["check", "1", "--at"],
        &["log", "--customer", "berlin", "--since"],
        &["log", "--system", "till", "--until"],
    ];
    let before = house.kinds().len();
    for command in commands {
        let answer = house.okno(&[command, ["2027-10-31 02:30"].as_slice()].concat()).exits(2);
        assert!(answer.err.contains("twice"), "{command:?}: {answer:?}");
        let answer = house.okno(&[command, ["gestern"].as_slice()].concat()).exits(2);
        assert!(answer.err.contains("is not an instant"), "{command:?}: {answer:?}");
    }
    assert_eq!(house.kinds().len(), before);
}

#[test]
fn nothing_is_planned_in_the_past() {
    let house = house();
    for at in ["2026-11-24T11:58:59Z", "2026-11-24 16:00", "1970-01-01T00:00Z"] {
        let answer = house.okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--at", at]).exits(2);
        assert!(answer.err.contains("has passed"), "{at}: {answer:?}");
    }
    assert_eq!(house.files(), ["windows.toml"]);
    // Asking about it is another matter.
    assert_eq!(check(&house, "shop", "2026-11-23 23:00").reasons(), ["backup-missing"]);
}

#[test]
fn lengths_are_read_with_their_units_and_nothing_is_guessed() {
    let house = house();
    let length = |written: &str| house.okno(&["check", "--system", "shop", "--downtime", written, "--format", "json"]);
    for (written, meant) in [
        ("45m", "PT45M"),
        ("1h30m", "PT1H30M"),
        ("90s", "PT1M30S"),
        ("PT45M", "PT45M"),
        ("P1DT2H", "PT26H"),
        ("2d", "PT48H"),
        ("0m", "PT0S"),
    ] {
        assert_eq!(length(written).json()["downtime"], meant, "{written}");
    }
    for (written, says) in [
        ("45", "has no unit: write 45m for minutes"),
        ("-5m", "is negative"),
        ("−5m", "is negative"),
        ("-PT5M", "is negative"),
        ("99999999999999999999h", "too long"),
        ("9223372036854775807s", "too long"),
        ("1.5h", "write whole numbers"),
        ("30m1h", "not in order"),
        ("5м", "like 5m"),
        ("1ч30м", "like 1h30m"),
        ("5M", "like 5m"),
        ("", "is not a length"),
        ("soon", "is not a length"),
        ("--duration", "is not a length"),
    ] {
        let said = length(written).exits(2).json();
        assert_eq!(said["schema"], "okno.error/1", "{written}");
        let message = said["message"].as_str().unwrap();
        assert!(message.contains(says) && message.contains("--downtime"), "{written}: {message}");
    }
}

#[test]
fn the_work_is_at_least_as_long_as_its_stop() {
    let house = house();
    for command in [&["check"][..], &["slots"], &["plan", "x"]] {
        let lengths = ["--system", "shop", "--downtime", "20m", "--duration", "19m59s"];
        let answer = house.okno(&[command, &lengths].concat()).exits(2);
        assert!(answer.err.contains("--duration is the whole length"), "{answer:?}");
    }
    let equal = ["check", "--system", "shop", "--downtime", "20m", "--duration", "20m", "--format", "json"];
    assert_eq!(house.okno(&equal).json()["duration"], "PT20M");
    let not_given = house.okno(&["check", "--system", "shop", "--downtime", "20m", "--format", "json"]).json();
    assert_eq!(not_given["duration"], Value::from("PT20M"));
}

/// Pieces of instants, lengths and zones, and bytes that are none.
const PIECES: &str =
    "(?s)([0-9]{1,5}|[-:+.,TZPHMSdhmsч ]|2026-11-24|23:59|:60|now|tonight|24:00|Asia/|UTC|é|\u{0}|.){0,12}";

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_is_typed_is_answered_or_refused(at in PIECES, length in PIECES, zone in PIECES) {
        let house = house();
        let lengths = ["check", "--system", "shop", "--downtime", &length, "--format", "json"];
        let instants = ["check", "--system", "shop", "--downtime", "5m", "--at", &at, "--format", "json"];
        let zones = ["slots", "--system", "both", "--downtime", "5m", "--from", &at, "--zone", &zone, "--format", "json"];
        for args in [&lengths[..], &instants, &zones] {
            let answer = house.okno(args);
            proptest::prop_assert!([0, 2, 75, 77].contains(&answer.code), "{:?}: {:?}", args, answer);
            proptest::prop_assert_eq!(answer.json()["exit_code"].as_u64().unwrap_or(0), u64::from(answer.code));
        }
    }
}

#[test]
fn a_weekday_with_a_time_is_the_next_one_on_the_customers_clock() {
    let house = House::new();
    // Noon UTC of Tuesday 2026-11-24 is 17:00 there.
    for (typed, expected) in [
        ("fri 22:00", "2026-11-27T17:00:00Z"),
        ("Friday  22:00", "2026-11-27T17:00:00Z"),
        ("tue 22:00", "2026-11-24T17:00:00Z"),
        ("tue 17:00", "2026-11-24T12:00:00Z"),
        ("tue 16:59", "2026-12-01T11:59:00Z"),
        ("sun 00:00:30", "2026-11-28T19:00:30Z"),
    ] {
        let check = ["check", "--system", "shop", "--downtime", "5m", "--format", "json", "--at", typed];
        assert_eq!(house.okno(&check).json()["at"], expected, "{typed}");
    }
    for wrong in ["fri", "fri 25:00", "frid 22:00", "22:00 fri"] {
        house.okno(&["check", "--system", "shop", "--downtime", "5m", "--at", wrong]).exits(2);
    }
}
