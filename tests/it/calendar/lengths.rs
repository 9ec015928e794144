//! Lengths of time as people write and read them.

use super::*;

#[test]
fn lengths_are_read_as_they_are_written() {
    for (text, seconds) in [
        ("45m", 2_700),
        ("1h30m", 5_400),
        ("90s", 90),
        ("2d", 172_800),
        ("0m", 0),
        ("1d2h3m4s", 93_784),
        ("PT45M", 2_700),
        ("PT1H30M", 5_400),
        ("P1D", 86_400),
        ("P1DT2H", 93_600),
        ("PT0S", 0),
        (" 5m ", 300),
        ("007m", 420),
    ] {
        assert_eq!(length::parse(text), Ok(TimeDelta::seconds(seconds)), "{text}");
    }
}

#[test]
fn each_fault_of_a_length_is_named() {
    let fault = |text| length::parse(text).expect_err(text);
    assert!(matches!(fault("45"), LengthError::NoUnit { number, .. } if number == "45"));
    assert!(matches!(fault("1h30"), LengthError::NoUnit { number, .. } if number == "30"));
    assert!(matches!(fault("-5m"), LengthError::Negative { .. }));
    assert!(matches!(fault("5m5m"), LengthError::OutOfOrder { .. }));
    assert!(matches!(fault("5m1h"), LengthError::OutOfOrder { .. }));
    assert!(matches!(fault("1.5h"), LengthError::Fraction { .. }));
    assert!(matches!(fault("99999999999999999999d"), LengthError::TooLong { .. }));
    assert!(matches!(fault("1001000d"), LengthError::TooLong { .. }));
    for text in ["", "m", "P", "PT", "P1M", "PT1D", "now", "1h-5m", "ч"] {
        assert!(length::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_unit_in_other_letters_is_answered_with_the_right_ones() {
    for (text, meant) in [
        ("45мин", "45m"),
        ("45м", "45m"),
        ("1ч30м", "1h30m"),
        ("2 ч", "2h"),
        ("45M", "45m"),
        ("1h 30m", "1h30m"),
        ("5min", "5m"),
        ("10с", "10s"),
    ] {
        let error = length::parse(text).expect_err(text);
        assert!(matches!(&error, LengthError::UnknownUnit { example, .. } if example == meant), "{text}: {error:?}");
    }
    assert!(length::parse("3y").expect_err("years").to_string().contains("like 1h30m"));
}

#[test]
fn lengths_are_shown_for_people_and_machines() {
    let seconds = TimeDelta::seconds;
    for (length, words, iso, typed) in [
        (seconds(0), "0 min", "PT0S", "0m"),
        (seconds(5_400), "1 h 30 min", "PT1H30M", "1h30m"),
        (seconds(2_700), "45 min", "PT45M", "45m"),
        (seconds(30), "30 s", "PT30S", "30s"),
        (seconds(90), "1 min 30 s", "PT1M30S", "1m30s"),
        (seconds(28_800), "8 h", "PT8H", "8h"),
        (seconds(183_600), "2 d 3 h", "PT51H", "51h"),
        (seconds(129_600), "1 d 12 h", "PT36H", "36h"),
        (seconds(86_400), "1 d", "PT24H", "24h"),
        (seconds(15_552_000), "180 d", "PT4320H", "180d"),
        (seconds(-300), "-5 min", "-PT5M", "-5m"),
        (TimeDelta::milliseconds(1_250), "1 s", "PT1.25S", "1s"),
        (TimeDelta::milliseconds(40), "40 ms", "PT0.04S", "0m"),
    ] {
        assert_eq!([length::words(length), length::iso(length), length::typed(length)], [words, iso, typed]);
    }
}

proptest! {
    #[test]
    fn a_length_survives_being_typed_and_being_sent(seconds in 0_i64..31_557_600_000) {
        let length = TimeDelta::seconds(seconds);
        prop_assert_eq!(length::parse(&length::typed(length)), Ok(length));
        prop_assert_eq!(length::parse(&length::iso(length)), Ok(length));
    }

    #[test]
    fn a_measured_length_survives_being_recorded(millis in 0_i64..31_557_600_000) {
        let length = TimeDelta::milliseconds(millis);
        prop_assert_eq!(length::from_iso(&length::iso(length)), Ok(length));
    }

    #[test]
    fn any_text_as_a_length_is_no_panic(text in "\\PC*", likely in "[-P0-9dhmsTHMS. ч]{0,12}") {
        _ = length::from_iso(&text);
        _ = length::from_iso(&likely);
        _ = length::parse(&text);
        _ = length::parse(&likely);
    }
}

#[test]
fn extreme_lengths_are_shown() {
    for extreme in [TimeDelta::MIN, TimeDelta::MAX] {
        assert!(![length::words(extreme), length::iso(extreme), length::typed(extreme)].contains(&String::new()));
    }
}
