//! The windows that working days open, under the three readings of a night.

use super::*;

#[test]
fn under_opening_day_the_night_belongs_to_the_day_that_has_ended() {
    let nights = windows(
        &zone("Asia/Yekaterinburg"),
        &week(&WEEKEND),
        &[night(NightBelongsTo::OpeningDay)],
        "2026-11-27",
        "2026-12-01",
    );
    assert_eq!(nights, ["Thu 26 22:00 - Fri 27 06:00", "Fri 27 22:00 - Sat 28 06:00", "Mon 30 22:00 - Tue 01 06:00"]);
}

#[test]
fn under_each_day_the_hours_after_midnight_belong_to_the_date_they_fall_on() {
    let nights = windows(
        &zone("Asia/Yekaterinburg"),
        &week(&WEEKEND),
        &[night(NightBelongsTo::EachDay)],
        "2026-11-27",
        "2026-12-01",
    );
    assert_eq!(
        nights,
        [
            "Thu 26 22:00 - Fri 27 06:00",
            "Fri 27 22:00 - Sat 28 00:00",
            "Mon 30 00:00 - Mon 30 06:00",
            "Mon 30 22:00 - Tue 01 06:00"
        ]
    );
}

#[test]
fn under_both_only_what_both_open_is_open() {
    let nights = windows(
        &zone("Asia/Yekaterinburg"),
        &week(&WEEKEND),
        &[night(NightBelongsTo::Both)],
        "2026-11-27",
        "2026-12-01",
    );
    assert_eq!(nights, ["Thu 26 22:00 - Fri 27 06:00", "Fri 27 22:00 - Sat 28 00:00", "Mon 30 22:00 - Tue 01 06:00"]);
}

#[test]
fn a_joined_night_is_the_night_of_its_first_piece() {
    let (zone, days) = (zone("Asia/Yekaterinburg"), week(&WEEKEND));
    for belongs in [NightBelongsTo::OpeningDay, NightBelongsTo::EachDay, NightBelongsTo::Both] {
        let rules = [night(belongs)];
        let found = open(stretches(&zone, &days, &rules, at("2026-11-24T09:00:00Z"))).next();
        assert_eq!(found.map(|window| window.night_of), Some(date("2026-11-24")), "{belongs:?}");
    }
}

#[test]
fn the_window_that_an_instant_lies_in_comes_first_and_uncut() {
    let (zone, days, rules) = (zone("Asia/Yekaterinburg"), week(&WEEKEND), [night(NightBelongsTo::OpeningDay)]);
    let first = |from| stretches(&zone, &days, &rules, at(from)).next().map(|stretch| stretch.span().start());
    assert_eq!(first("2026-11-25T00:59:59Z"), Some(at("2026-11-24T17:00:00Z")));
    assert_eq!(first("2026-11-24T17:00:00Z"), Some(at("2026-11-24T17:00:00Z")));
}

#[test]
fn a_window_closes_at_its_end_instant() {
    let (zone, days, rules) = (zone("Asia/Yekaterinburg"), week(&WEEKEND), [night(NightBelongsTo::OpeningDay)]);
    let first = stretches(&zone, &days, &rules, at("2026-11-25T01:00:00Z")).next();
    assert_eq!(first.map(|stretch| stretch.span().start()), Some(at("2026-11-25T17:00:00Z")));
}

#[test]
fn hours_of_the_day_itself_are_the_same_under_every_reading() {
    for belongs in [NightBelongsTo::OpeningDay, NightBelongsTo::EachDay, NightBelongsTo::Both] {
        let rules = [rule(hours("01:00", "05:00"), belongs)];
        let found = windows(&zone("Asia/Yekaterinburg"), &week(&WEEKEND), &rules, "2026-11-27", "2026-12-01");
        assert_eq!(found, ["Fri 27 01:00 - Fri 27 05:00", "Mon 30 01:00 - Mon 30 05:00"], "{belongs:?}");
    }
}

#[test]
fn a_window_to_24_00_closes_when_the_next_date_begins() {
    let rules = [rule(hours("22:00", "24:00"), NightBelongsTo::OpeningDay)];
    let found =
        windows(&zone("Africa/Cairo"), &week(&[Weekday::Fri, Weekday::Sat]), &rules, "2026-04-23", "2026-04-26");
    assert_eq!(found, ["Thu 23 22:00 - Fri 24 01:00"], "the midnight hour is missing");
}

#[test]
fn whole_days_that_touch_are_one_window() {
    let (zone, days) = (zone("Europe/Berlin"), week(&WEEKEND));
    let rules = [rule(Hours::AllDay, NightBelongsTo::OpeningDay)];
    let found = windows(&zone, &days, &rules, "2026-03-25", "2026-04-01");
    assert_eq!(found, ["Mon 23 00:00 - Sat 28 00:00", "Mon 30 00:00 - Sat 04 00:00"]);
    let first = open(stretches(&zone, &days, &rules, at("2026-03-26T12:00:00Z"))).next();
    assert_eq!(first.map(|window| window.night_of), Some(date("2026-03-23")));
}

#[test]
fn a_window_that_never_closes_is_found_whole() {
    let days = Workdays::listed(&[], dates(&[]), dates(&[]), date("2020-01-01")..=date("2029-12-31"));
    let (zone, rules) = (zone("UTC"), [rule(Hours::AllDay, NightBelongsTo::OpeningDay)]);
    let first = open(stretches(&zone, &days, &rules, at("2026-11-24T09:00:00Z"))).next().map(|window| window.span);
    assert_eq!(
        first.map(|span| (span.start(), span.end())),
        Some((at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")))
    );
}

#[test]
fn opening_takes_the_later_reading_and_closing_the_earlier() {
    let days = week(&[]);
    let berlin = zone("Europe/Berlin");
    let only = |from, to| length_of_night(&berlin, &days, hours(from, to), "2026-10-25");
    assert_eq!(only("02:30", "04:00"), Some(TimeDelta::minutes(90)), "opens at the second 02:30");
    assert_eq!(only("01:00", "02:30"), Some(TimeDelta::minutes(90)), "closes at the first 02:30");
    assert_eq!(only("02:15", "02:45"), None, "would close before it opens");
}

#[test]
fn a_skipped_opening_or_closing_is_the_first_instant_after_the_jump() {
    let days = week(&[]);
    let berlin = zone("Europe/Berlin");
    let only = |from, to| length_of_night(&berlin, &days, hours(from, to), "2026-03-29");
    assert_eq!(only("02:30", "04:00"), Some(TimeDelta::minutes(60)));
    assert_eq!(only("01:00", "02:30"), Some(TimeDelta::minutes(60)));
    assert_eq!(only("02:15", "02:45"), None, "nothing of it exists");
}

#[test]
fn a_skipped_date_opens_nothing_and_closes_the_night_before_at_the_jump() {
    let rules = [night(NightBelongsTo::OpeningDay)];
    let found = windows(&zone("Pacific/Apia"), &week(&[]), &rules, "2011-12-29", "2012-01-01");
    assert_eq!(found, ["Wed 28 22:00 - Thu 29 06:00", "Thu 29 22:00 - Sat 31 00:00", "Sat 31 22:00 - Sun 01 06:00"]);
}

#[test]
fn rules_are_intersected_and_the_night_is_the_earliest_of_the_parts() {
    let (zone, days) = (zone("Asia/Yekaterinburg"), week(&WEEKEND));
    let rules = [night(NightBelongsTo::OpeningDay), rule(hours("01:00", "08:00"), NightBelongsTo::OpeningDay)];
    let found = windows(&zone, &days, &rules, "2026-11-27", "2026-12-02");
    assert_eq!(found, ["Fri 27 01:00 - Fri 27 06:00", "Tue 01 01:00 - Tue 01 06:00"]);
    let first = open(stretches(&zone, &days, &rules, at("2026-11-26T20:30:00Z"))).next();
    assert_eq!(first.map(|window| window.night_of), Some(date("2026-11-26")));
}

#[test]
fn rules_without_a_common_instant_open_nothing() {
    let days = Workdays::listed(&[], dates(&[]), dates(&[]), date("2026-01-01")..=date("2026-12-31"));
    let rules = ["01:00", "03:00"]
        .map(|from| rule(hours(from, if from == "01:00" { "02:00" } else { "04:00" }), NightBelongsTo::Both));
    assert_eq!(stretches(&zone("UTC"), &days, &rules, at("2026-11-24T09:00:00Z")).next(), None);
    assert_eq!(stretches(&zone("UTC"), &days, &[], at("2026-11-24T09:00:00Z")).next(), None);
}
