//! What a calendar does not know is neither open nor closed.

use super::*;

fn ends_on_thursday() -> Workdays {
    Workdays::listed(&WEEKEND, dates(&[]), dates(&[]), date("2026-01-01")..=date("2026-12-31"))
}

fn first_two(belongs: NightBelongsTo) -> Vec<Stretch> {
    let (zone, days, rules) = (zone("UTC"), ends_on_thursday(), [night(belongs)]);
    stretches(&zone, &days, &rules, at("2026-12-31T12:00:00Z")).take(2).collect()
}

fn stretch(known: bool, of: &str, from: &str, to: &str) -> Stretch {
    let span = okno::calendar::Interval::new(at(from), at(to)).expect("a length");
    let date = date(of);
    if known { Stretch::Open(Window { night_of: date, span }) } else { Stretch::Unknown { date, span } }
}

#[test]
fn under_opening_day_only_the_day_that_opens_must_be_known() {
    let expected = [
        stretch(true, "2026-12-31", "2026-12-31T22:00:00Z", "2027-01-01T06:00:00Z"),
        stretch(false, "2027-01-01", "2027-01-01T22:00:00Z", "2027-01-02T06:00:00Z"),
    ];
    assert_eq!(first_two(NightBelongsTo::OpeningDay), expected);
}

#[test]
fn under_the_other_readings_every_date_of_the_night_must_be_known() {
    let expected = [
        stretch(true, "2026-12-31", "2026-12-31T22:00:00Z", "2027-01-01T00:00:00Z"),
        stretch(false, "2027-01-01", "2027-01-01T00:00:00Z", "2027-01-01T06:00:00Z"),
    ];
    for belongs in [NightBelongsTo::EachDay, NightBelongsTo::Both] {
        assert_eq!(first_two(belongs), expected, "{belongs:?}");
    }
}

#[test]
fn closed_beats_unknown() {
    let (zone, days) = (zone("UTC"), ends_on_thursday());
    let rules = [night(NightBelongsTo::OpeningDay), rule(hours("23:00", "24:00"), NightBelongsTo::OpeningDay)];
    let first = stretches(&zone, &days, &rules, at("2027-01-01T12:00:00Z")).next();
    assert_eq!(first, Some(stretch(false, "2027-01-01", "2027-01-01T23:00:00Z", "2027-01-02T00:00:00Z")));
}

#[test]
fn the_search_ends_with_the_year_2200() {
    let (zone, rules) = (zone("UTC"), [night(NightBelongsTo::OpeningDay)]);
    let days = ends_on_thursday();
    let last = stretches(&zone, &days, &rules, at("2200-12-30T12:00:00Z")).last();
    assert_eq!(last, Some(stretch(false, "2200-12-31", "2200-12-31T22:00:00Z", "2201-01-01T06:00:00Z")));
    for extreme in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        _ = stretches(&zone, &days, &rules, extreme).next();
    }
}
