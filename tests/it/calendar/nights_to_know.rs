//! Nights that a clock change makes longer or shorter: 22:00–06:00, real lengths.

use super::*;

fn is_long(name: &str, weekend: &[Weekday], of: &str, minutes: i64) {
    let length = length_of_night(&zone(name), &week(weekend), hours("22:00", "06:00"), of);
    assert_eq!(length, Some(TimeDelta::minutes(minutes)), "the night of {of} in {name}");
}

#[test]
fn jerusalem_loses_the_hour_after_two() {
    is_long("Asia/Jerusalem", &[Weekday::Fri, Weekday::Sat], "2026-03-26", 7 * 60);
}

#[test]
fn cairo_loses_the_midnight_hour() {
    is_long("Africa/Cairo", &[Weekday::Fri, Weekday::Sat], "2026-04-23", 7 * 60);
}

#[test]
fn cairo_has_the_hour_before_midnight_twice() {
    is_long("Africa/Cairo", &[Weekday::Fri, Weekday::Sat], "2026-10-29", 9 * 60);
}

#[test]
fn berlin_loses_an_hour_in_spring_and_gains_one_in_autumn() {
    is_long("Europe/Berlin", &[Weekday::Sun], "2026-03-28", 7 * 60);
    is_long("Europe/Berlin", &[Weekday::Sun], "2026-10-24", 9 * 60);
}

#[test]
fn santiago_loses_the_midnight_hour() {
    is_long("America/Santiago", &[Weekday::Sun], "2026-09-05", 7 * 60);
}

#[test]
fn lord_howe_loses_half_an_hour() {
    is_long("Australia/Lord_Howe", &[Weekday::Sun], "2026-10-03", 7 * 60 + 30);
}

#[test]
fn yekaterinburg_never_shifts() {
    let (zone, days) = (zone("Asia/Yekaterinburg"), week(&WEEKEND));
    let all = open(stretches(&zone, &days, &[night(NightBelongsTo::OpeningDay)], at("2026-01-01T00:00:00Z")).take(250))
        .map(|window| window.span.length())
        .collect::<BTreeSet<_>>();
    assert_eq!(all, BTreeSet::from([TimeDelta::hours(8)]));
}
