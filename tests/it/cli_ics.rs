//! `--format ics`, read back with an independent library.

use calcard::{
    common::IanaString as _,
    icalendar::{ICalendar, ICalendarComponent, ICalendarProperty, ICalendarValue},
};
use chrono::{DateTime, TimeDelta, Utc};

use crate::house::{House, boris, instant};

/// The events of an answer.
#[track_caller]
fn events(house: &House, args: &[&str]) -> Vec<ICalendarComponent> {
    let answer = house.okno(&[args, &["--format", "ics"]].concat()).exits(0).out;
    assert!(answer.lines().all(|line| line.len() <= 75), "{answer}");
    assert_eq!(answer.matches('\n').count(), answer.matches("\r\n").count());
    let calendar = ICalendar::parse(&answer).unwrap_or_else(|error| panic!("{error:?}\n{answer}"));
    calendar.components.into_iter().filter(|part| part.property(&ICalendarProperty::Dtstart).is_some()).collect()
}

#[track_caller]
fn text(event: &ICalendarComponent, property: &ICalendarProperty) -> String {
    match &event.property(property).unwrap_or_else(|| panic!("no {property:?}")).values[0] {
        ICalendarValue::Text(text) => text.clone(),
        ICalendarValue::Status(status) => status.as_str().to_owned(),
        ICalendarValue::Integer(number) => number.to_string(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn time(event: &ICalendarComponent, property: &ICalendarProperty) -> DateTime<Utc> {
    let entry = event.property(property).unwrap();
    let ICalendarValue::PartialDateTime(time) = &entry.values[0] else { panic!("{entry:?}") };
    let time = time.to_date_time().unwrap();
    assert_eq!(time.offset, chrono::FixedOffset::east_opt(0), "not in UTC");
    time.date_time.and_utc()
}

fn plan(house: &House, title: &str, at: &str) {
    house.okno(&["plan", title, "--system", "shop", "--downtime", "1h", "--at", at]).exits(0);
}

#[test]
fn a_change_is_followed_through_its_life() {
    let house = House::new();
    plan(&house, "Обновление; базы, \\ и «всего» ещё раз: очень длинный заголовок, который не помещается", "tonight");
    let list = || events(&house, &["list"]).remove(0);
    let planned = list();
    assert_eq!(time(&planned, &ICalendarProperty::Dtstart), instant("2026-11-24T17:00:00Z"));
    assert_eq!(time(&planned, &ICalendarProperty::Dtend), instant("2026-11-24T18:00:00Z"));
    assert_eq!(time(&planned, &ICalendarProperty::Dtstamp), instant("2026-11-24T12:00:00Z"));
    let title = "CHG-1 Обновление; базы, \\ и «всего» ещё раз: очень длинный заголовок, который не помещается";
    assert_eq!(text(&planned, &ICalendarProperty::Summary), title);
    let about = text(&planned, &ICalendarProperty::Description);
    assert!(about.contains("\nAsia/Yekaterinburg: Tue 24 Nov 2026 22:00 – Tue 24 Nov 2026 23:00\n"), "{about}");
    assert_eq!(text(&planned, &ICalendarProperty::Sequence), "0");
    assert_eq!(text(&planned, &ICalendarProperty::Status), "CONFIRMED");

    house.pass(TimeDelta::minutes(5));
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    assert_eq!(list().property(&ICalendarProperty::Dtstamp), planned.property(&ICalendarProperty::Dtstamp));
    house.okno(&["reschedule", "1", "--at", "fri 22:00"]).exits(0);
    let moved = list();
    assert_eq!(time(&moved, &ICalendarProperty::Dtstart), instant("2026-11-27T17:00:00Z"));
    assert_eq!(time(&moved, &ICalendarProperty::Dtstamp), instant("2026-11-24T12:05:00Z"));
    assert_eq!(text(&moved, &ICalendarProperty::Sequence), "1");

    house.okno(&["cancel", "1", "--reason", "not needed any more"]).exits(0);
    let cancelled = list();
    assert_eq!(text(&cancelled, &ICalendarProperty::Sequence), "2");
    assert_eq!(text(&cancelled, &ICalendarProperty::Status), "CANCELLED");
    assert!(text(&cancelled, &ICalendarProperty::Description).contains("Withdrawn: not needed any more"));
    for event in [&moved, &cancelled] {
        assert_eq!(event.uid(), planned.uid());
    }
}

#[test]
fn changes_of_two_ledgers_have_names_of_their_own() {
    let uid = || {
        let house = House::new();
        plan(&house, "Update", "tonight");
        events(&house, &["list"])[0].uid().unwrap().to_owned()
    };
    let (one, other) = (uid(), uid());
    assert!(one.starts_with("chg-1-") && one.ends_with("@okno"), "{one}");
    assert_ne!(one, other);
}

#[test]
fn an_empty_plan_is_a_calendar_without_events() {
    assert!(events(&House::new(), &["list"]).is_empty());
}

#[test]
fn windows_and_slots_are_events_in_utc_with_stable_names() {
    let house = House::new();
    let windows = events(&house, &["windows", "--customer", "acme", "--count", "2"]);
    let spans: Vec<_> = windows
        .iter()
        .map(|event| (time(event, &ICalendarProperty::Dtstart), time(event, &ICalendarProperty::Dtend)))
        .collect();
    let night = |day: u32| {
        let at = |day, hour| instant(&format!("2026-11-{day}T{hour}:00:00Z"));
        (at(day, "17"), at(day + 1, "01"))
    };
    assert_eq!(spans, [night(24), night(25)]);
    house.at("2026-11-25T12:00:00Z");
    let later = events(&house, &["windows", "--customer", "acme", "--count", "1"]);
    assert_eq!(later[0].uid(), windows[1].uid());
    let slots = events(&house, &["slots", "--system", "shop", "--downtime", "45m", "--count", "1"]);
    assert_eq!(time(&slots[0], &ICalendarProperty::Dtend), instant("2026-11-25T17:45:00Z"));
    assert_eq!(text(&slots[0], &ICalendarProperty::Status), "TENTATIVE");
}

#[test]
fn a_slot_that_has_begun_keeps_its_name_from_one_look_to_the_next() {
    let house = House::new();
    let uids = |args: &[&str]| -> Vec<String> {
        let asked = [&["slots", "--system", "shop", "--count", "2", "--downtime"], args].concat();
        events(&house, &asked).iter().map(|event| event.uid().unwrap().to_owned()).collect()
    };
    let short = uids(&["5m"]);
    house.pass(TimeDelta::minutes(7));
    assert_eq!(uids(&["5m"]), short);
    assert_ne!(uids(&["6m"]), short);
    house.at("2026-11-24T18:00:00Z");
    let long = uids(&["45m"]);
    house.pass(TimeDelta::minutes(7));
    assert_eq!(uids(&["45m"]), long);
    assert_ne!(long[0], long[1]);
}

#[test]
fn other_commands_have_no_calendar_to_give() {
    let house = House::new();
    let wrong = house.okno(&["status", "--format", "ics"]).exits(2).flat();
    assert!(wrong.contains("this command has no --format ics"), "{wrong}");
}
