//! Wall-clock readings as instants.

use super::*;

#[test]
fn a_reading_exists_once_twice_or_never() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(berlin.reading(wall("2026-11-24 23:00")), Reading::Once(at("2026-11-24T22:00:00Z")));
    let (earlier, later) = (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
    assert_eq!(berlin.reading(wall("2026-10-25 02:30")), Reading::Twice { earlier, later });
    let resumes_at = at("2026-03-29T01:00:00Z");
    for skipped in ["2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 02:59"] {
        assert_eq!(berlin.reading(wall(skipped)), Reading::Never { resumes_at });
    }
    assert_eq!(berlin.reading(wall("2026-03-29 03:00")), Reading::Once(resumes_at));
}

#[test]
fn half_an_hour_may_be_skipped_or_repeated() {
    let lord_howe = zone("Australia/Lord_Howe");
    assert_eq!(lord_howe.reading(wall("2026-10-04 02:15")), Reading::Never { resumes_at: at("2026-10-03T15:30:00Z") });
    assert_eq!(lord_howe.reading(wall("2026-10-04 02:30")), Reading::Once(at("2026-10-03T15:30:00Z")));
    let (earlier, later) = (at("2026-04-04T14:45:00Z"), at("2026-04-04T15:15:00Z"));
    assert_eq!(lord_howe.reading(wall("2026-04-05 01:45")), Reading::Twice { earlier, later });
}

#[test]
fn a_date_that_the_zone_skipped_has_no_first_instant() {
    let apia = zone("Pacific/Apia");
    let jump = at("2011-12-30T10:00:00Z");
    assert_eq!(apia.first_instant(date("2011-12-30")), None);
    assert_eq!(apia.first_instant(date("2011-12-31")), Some(jump));
    assert_eq!(apia.next_midnight(date("2011-12-29")), jump);
    assert_eq!(apia.reading(wall("2011-12-30 06:00")), Reading::Never { resumes_at: jump });
}

#[test]
fn a_date_without_midnight_begins_after_the_jump() {
    assert_eq!(zone("Africa/Cairo").first_instant(date("2026-04-24")), Some(at("2026-04-23T22:00:00Z")));
    assert_eq!(zone("America/Santiago").first_instant(date("2026-09-06")), Some(at("2026-09-06T04:00:00Z")));
}

#[test]
fn a_date_with_two_midnights_begins_at_the_earlier() {
    assert_eq!(zone("America/Havana").first_instant(date("2027-11-07")), Some(at("2027-11-07T04:00:00Z")));
}

#[test]
fn offsets_follow_the_rules_beyond_the_years_that_a_file_lists() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(berlin.local(at("2199-07-01T10:00:00Z")).to_rfc3339(), "2199-07-01T12:00:00+02:00");
    assert_eq!(berlin.local(at("2199-12-01T10:00:00Z")).to_rfc3339(), "2199-12-01T11:00:00+01:00");
}

proptest! {
    #[test]
    fn the_clock_shows_each_reading_at_its_instants(second in 0_i64..7_258_118_400, place in 0_usize..6) {
        let names = ["Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "UTC"];
        let zone = zone(names[place]);
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let local = zone.local(now).naive_local();
        match zone.reading(local) {
            Reading::Once(once) => prop_assert_eq!(once, now),
            Reading::Twice { earlier, later } => prop_assert!(earlier < later && (earlier == now || later == now)),
            Reading::Never { .. } => prop_assert!(false, "the clock shows it"),
        }
    }
}

#[test]
fn readings_beyond_all_years_are_no_panic() {
    for zone in [zone("Europe/Berlin"), zone("Pacific/Apia"), zone("UTC")] {
        for local in [NaiveDateTime::MIN, NaiveDateTime::MAX, wall("9999-12-31 23:59")] {
            let reading = zone.reading(local);
            assert!(reading.earlier() <= reading.later());
        }
    }
}
