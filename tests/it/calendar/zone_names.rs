//! Names of zones, and the bytes of their rules.

use super::*;

fn suggestions(text: &str) -> Vec<String> {
    match ZoneName::parse(text) {
        Err(ZoneError::Unknown { name, suggestions }) if name == text => suggestions,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_name_of_the_database_is_known_and_has_rules() {
    for known in chrono_tz::TZ_VARIANTS {
        let name = ZoneName::parse(known.name()).expect("known");
        assert_eq!(name.as_str(), known.name());
        assert_eq!(zone(known.name()).name(), &name);
    }
    assert!(ZoneName::parse("UTC").is_ok());
}

#[test]
fn a_typing_error_is_answered_with_the_name_that_was_meant() {
    for (typed, meant) in [
        ("asia/yekaterinburg", "Asia/Yekaterinburg"),
        ("Yekaterinburg", "Asia/Yekaterinburg"),
        ("Ekaterinburg", "Asia/Yekaterinburg"),
        ("Asia/Ekaterinburg", "Asia/Yekaterinburg"),
        ("Europe/Moskow", "Europe/Moscow"),
        ("Moscow", "Europe/Moscow"),
        ("Asia/Moscow", "Europe/Moscow"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
    ] {
        assert_eq!(suggestions(typed).first().map(String::as_str), Some(meant), "{typed}");
    }
}

#[test]
fn what_resembles_no_name_gets_no_suggestion() {
    for typed in ["", "MSK", "UTC+5", "+05:00", "Москва", "../../etc/passwd", "Nowhere/Atall"] {
        assert_eq!(suggestions(typed), [""; 0], "{typed}");
    }
}

#[test]
fn bytes_that_are_no_zone_file_are_an_error() {
    let utc = || ZoneName::parse("UTC").expect("known");
    for bytes in [&b""[..], b"TZif", b"root:x:0:0", &[0xff; 200]] {
        assert!(matches!(Zone::from_tzif(utc(), bytes), Err(ZoneError::Damaged { .. })));
    }
}

#[test]
fn a_zone_file_that_counts_leap_seconds_is_refused() {
    // Of the smallest kind: one local time type, "UTC", and in the second block one leap second.
    let header =
        |leap: u8| [&b"TZif2"[..], &[0; 15], &[0; 11], &[leap], &[0; 4], &[0, 0, 0, 1], &[0, 0, 0, 4]].concat();
    let local_type = b"\0\0\0\0\0\0UTC\0";
    let leap_second = [&78_796_800_i64.to_be_bytes()[..], &1_i32.to_be_bytes()].concat();
    let file = |leap: &[u8]| {
        [&header(0), &local_type[..], &header(u8::from(!leap.is_empty())), local_type, leap, b"\nUTC0\n"].concat()
    };
    let read = |bytes: &[u8]| Zone::from_tzif(ZoneName::parse("UTC").expect("known"), bytes);
    assert!(read(&file(&[])).is_ok());
    let refused = read(&file(&leap_second)).expect_err("it counts leap seconds").to_string();
    assert!(refused.contains("leap seconds"), "{refused}");
}

#[test]
fn the_text_of_rules_lists_every_change_of_offset() {
    assert_eq!(zone("Asia/Yekaterinburg").rules_text(), "2020-01-01T00:00:00Z 18000\n");
    let berlin = zone("Europe/Berlin").rules_text();
    assert!(berlin.starts_with("2020-01-01T00:00:00Z 3600\n2020-03-29T01:00:00Z 7200\n"), "{berlin}");
    assert_eq!(berlin.lines().count(), 1 + 2 * 80);
    assert_ne!(zone("Europe/Dublin").rules_text(), zone("Europe/Kyiv").rules_text());
    assert_eq!(zone("Europe/Dublin").rules_text(), zone("Europe/London").rules_text());
}
