//! Instants as people write and read them.

use super::*;

#[test]
fn every_form_is_understood() {
    let time = |text: &str| text.parse::<NaiveTime>().expect("a time");
    for (text, meant) in [
        ("2026-11-24T23:00:00+05:00", Written::Instant(at("2026-11-24T18:00:00Z"))),
        ("2026-11-24T23:00:00Z", Written::Instant(at("2026-11-24T23:00:00Z"))),
        ("2026-11-24t23:00:00.25z", Written::Instant(at("2026-11-24T23:00:00.250Z"))),
        ("2026-11-24 23:00-03:30", Written::Instant(at("2026-11-25T02:30:00Z"))),
        ("2026-11-24T23:00:00.1239999Z", Written::Instant(at("2026-11-24T23:00:00.123Z"))),
        ("2026-11-24T23:00", Written::Wall(wall("2026-11-24 23:00"))),
        ("2026-11-24 23:00", Written::Wall(wall("2026-11-24 23:00"))),
        ("2026-11-24 23:00:30", Written::Wall(wall("2026-11-24 23:00") + TimeDelta::seconds(30))),
        ("23:00", Written::WallTime(time("23:00:00"))),
        ("2026-11-24", Written::Date(date("2026-11-24"))),
        ("now", Written::Now),
        ("tonight", Written::Tonight),
        (" NOW ", Written::Now),
    ] {
        assert_eq!(instant::parse(text), Ok(meant), "{text}");
    }
}

#[test]
fn each_fault_of_an_instant_is_named() {
    let fault = |text| instant::parse(text).expect_err(text);
    for text in ["2026-12-31T23:59:60Z", "2026-12-31 23:59:60", "23:59:60", "2026-12-31T23:59:60+05:00"] {
        assert!(matches!(fault(text), InstantError::LeapSecond { .. }), "{text}");
    }
    for text in ["1969-12-31", "2201-01-01", "0000-01-01", "1970-01-01T00:00:00+05:00", "2200-12-31T23:00:00-05:00"] {
        assert!(matches!(fault(text), InstantError::YearOutOfRange { .. }), "{text}");
    }
    for text in ["2026-02-30", "2026-13-01", "2026-00-10 10:00"] {
        assert!(matches!(fault(text), InstantError::NoSuchDate { .. }), "{text}");
    }
    for text in ["25:00", "24:00", "23:60", "2026-11-24 24:00", "2026-11-24T23:00:61Z"] {
        assert!(matches!(fault(text), InstantError::NoSuchTime { .. }), "{text}");
    }
    for text in ["2026-11-24T23:00+24:00", "2026-11-24T23:00+05:60"] {
        assert!(matches!(fault(text), InstantError::NoSuchOffset { .. }), "{text}");
    }
    for text in [
        "",
        "tomorrow",
        "2026-11-24T",
        "2026-11-24 23",
        "24.11.2026",
        "2026-11-24T23:00+05",
        "2026-11-24T23:00 +05:00",
        "12026-11-24",
        "23:00Z",
        "2026-11-24T23:00:00.Z",
        "10:00.5",
    ] {
        assert!(matches!(fault(text), InstantError::NotUnderstood { .. }), "{text}");
    }
}

#[test]
fn a_skipped_reading_shows_the_last_instant_before_and_the_first_after() {
    let error = instant::resolve(wall("2026-03-29 02:30"), &zone("Europe/Berlin")).expect_err("skipped").to_string();
    assert!(error.contains("2026-03-29T01:59:59+01:00") && error.contains("2026-03-29T03:00:00+02:00"), "{error}");
}

#[test]
fn a_repeated_reading_shows_both_instants() {
    let error = instant::resolve(wall("2026-10-25 02:30"), &zone("Europe/Berlin")).expect_err("repeated").to_string();
    assert!(error.contains("2026-10-25T02:30:00+02:00") && error.contains("2026-10-25T02:30:00+01:00"), "{error}");
}

#[test]
fn a_time_alone_is_the_next_one() {
    let zone = zone("Asia/Yekaterinburg");
    let next = |now| instant::next_reading(NaiveTime::from_hms_opt(23, 0, 0).expect("a time"), &zone, at(now));
    assert_eq!(next("2026-11-24T09:00:00Z"), Ok(at("2026-11-24T18:00:00Z")));
    assert_eq!(next("2026-11-24T18:00:00Z"), Ok(at("2026-11-24T18:00:00Z")), "at or after");
    assert_eq!(next("2026-11-24T18:00:01Z"), Ok(at("2026-11-25T18:00:00Z")));
    assert_eq!(next("2026-11-24T20:00:00Z"), Ok(at("2026-11-25T18:00:00Z")), "after midnight there");
}

#[test]
fn a_time_alone_that_is_next_skipped_or_repeated_is_an_error() {
    let berlin = zone("Europe/Berlin");
    let next = |now| instant::next_reading(NaiveTime::from_hms_opt(2, 30, 0).expect("a time"), &berlin, at(now));
    assert!(matches!(next("2026-03-28T12:00:00Z"), Err(InstantError::Skipped { .. })));
    assert_eq!(next("2026-03-29T01:00:00Z"), Ok(at("2026-03-30T00:30:00Z")), "the jump is over");
    assert!(matches!(next("2026-10-24T12:00:00Z"), Err(InstantError::Repeated { .. })));
    assert!(matches!(next("2026-10-25T01:00:00Z"), Err(InstantError::Repeated { .. })), "one of them is still to come");
    assert_eq!(next("2026-10-25T01:30:01Z"), Ok(at("2026-10-26T01:30:00Z")));
}

#[test]
fn a_time_alone_of_what_has_happened_is_the_last_one() {
    let (urals, berlin, apia) = (zone("Asia/Yekaterinburg"), zone("Europe/Berlin"), zone("Pacific/Apia"));
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
    let last = |now| instant::last_reading(time(4, 0), &urals, at(now));
    assert_eq!(last("2026-11-24T09:00:00Z"), Ok(at("2026-11-23T23:00:00Z")));
    assert_eq!(last("2026-11-23T23:00:00Z"), Ok(at("2026-11-23T23:00:00Z")), "at or before");
    assert_eq!(last("2026-11-23T22:59:59Z"), Ok(at("2026-11-22T23:00:00Z")));
    assert_eq!(last("2026-11-23T20:00:00Z"), Ok(at("2026-11-22T23:00:00Z")), "after midnight there");
    let night = |now| instant::last_reading(time(2, 30), &berlin, at(now));
    assert!(matches!(night("2026-03-29T12:00:00Z"), Err(InstantError::Skipped { .. })));
    assert!(matches!(night("2026-10-25T12:00:00Z"), Err(InstantError::Repeated { .. })));
    assert_eq!(night("2026-10-25T00:29:00Z"), Ok(at("2026-10-24T00:30:00Z")));
    let noon = instant::last_reading(time(12, 0), &apia, at("2011-12-30T10:30:00Z"));
    assert_eq!(noon, Ok(at("2011-12-29T22:00:00Z")), "the 30th did not exist");
    let friday = instant::last_on(Weekday::Fri, time(4, 0), &urals, at("2026-11-24T09:00:00Z"));
    assert_eq!(friday, Ok(at("2026-11-19T23:00:00Z")));
}

#[test]
fn a_time_alone_passes_over_a_date_that_does_not_exist() {
    let time = NaiveTime::from_hms_opt(12, 0, 0).expect("a time");
    let next = instant::next_reading(time, &zone("Pacific/Apia"), at("2011-12-30T05:00:00Z"));
    assert_eq!(next, Ok(at("2011-12-30T22:00:00Z")), "noon of the 31st");
}

#[test]
fn a_date_alone_is_its_first_instant_if_it_exists() {
    let first = |day, name| instant::resolve_date(date(day), &zone(name));
    assert_eq!(first("2026-04-24", "Africa/Cairo"), Ok(at("2026-04-23T22:00:00Z")));
    assert!(matches!(first("2011-12-30", "Pacific/Apia"), Err(InstantError::Skipped { .. })));
}

#[test]
fn instants_are_shown_in_utc_and_in_the_zone() {
    let zone = zone("Asia/Yekaterinburg");
    assert_eq!(instant::utc(at("2026-11-24T17:00:00Z")), "2026-11-24T17:00:00Z");
    assert_eq!(instant::utc(at("2026-11-24T17:00:00.250Z")), "2026-11-24T17:00:00.250Z");
    assert_eq!(instant::local(at("2026-11-24T17:00:00Z"), &zone), "2026-11-24T22:00:00+05:00");
}

proptest! {
    #[test]
    fn an_instant_survives_being_shown(millis in 0_i64..7_258_118_400_000) {
        let at = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(millis);
        prop_assert_eq!(instant::parse(&instant::utc(at)), Ok(Written::Instant(at)));
        prop_assert_eq!(instant::parse(&instant::local(at, &zone("Australia/Lord_Howe"))).is_ok(), true);
    }

    #[test]
    fn any_text_as_an_instant_is_no_panic(text in "\\PC*", likely in "[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-9:.+Zé-]{0,20}") {
        _ = instant::parse(&text);
        _ = instant::parse(&likely);
    }
}
