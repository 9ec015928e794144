//! Who closes which hours: night by night, nights that are alike once.

use std::{cmp::Reverse, collections::HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::layout::{Column, columns};
use crate::{
    app::answers::{Places, Slots},
    calendar::{Interval, length},
    gate::{Closer, Closing, Explained, Section},
    output::{
        style::Style,
        words::{self, Clock, counted, date, listed},
    },
};

/// So many of each kind are told by name.
const NAMED: usize = 2;

/// Where a system has no more customers than these, those without a window are told also where they are most of all.
const FEW: usize = 6;

/// `okno slots --explain`, below the slots.
pub(super) fn explained(answered: &Slots, explained: &Explained, style: Style) -> String {
    let clock = Clock::of(&answered.places);
    let (year, places) = (answered.footing.now.year(), &answered.places);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut before: Option<(NaiveDate, NaiveDate, Vec<Hours>)> = None;
    for (night, span) in nights(clock, explained.within) {
        let hours = hours_of(answered, explained, clock, night, span);
        match &mut before {
            Some((_, last, known)) if *known == hours => *last = night,
            _ => {
                rows.extend(before.take().map(|told| rows_of(told, places, year)).into_iter().flatten());
                before = Some((night, night, hours));
            }
        }
    }
    rows.extend(before.map(|told| rows_of(told, places, year)).into_iter().flatten());
    let city = clock.city();
    let headings = [Column::Fixed("night of"), Column::Fixed(&city), Column::Flowing("closed by")];
    format!("\n{}\n{}", style.bold("Who closes which hours"), columns(&headings, rows, style))
}

/// The nights of a span from noon to noon on that clock, the first and the last cut.
fn nights(clock: Clock<'_>, within: Interval) -> impl Iterator<Item = (NaiveDate, Interval)> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let begins = move |date: NaiveDate| clock.instant(date.and_time(noon));
    let first = (clock.reading(within.start()) - TimeDelta::hours(12)).date();
    first.iter_days().map_while(move |date| {
        let next = date.checked_add_days(Days::new(1))?;
        let night = Interval::new(begins(date), begins(next))?;
        Some((date, night.intersection(&within)?))
    })
}

/// Hours of a night, and who closes them.
#[derive(Debug, PartialEq, Eq)]
struct Hours {
    /// On the clock, from the noon of the night on.
    from: TimeDelta,
    until: TimeDelta,
    by: By,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum By {
    /// Nobody.
    Open {
        /// How long, if that is not as long as the work.
        too_short: Option<TimeDelta>,
    },
    /// These, by name.
    Named(Vec<String>),
    /// What is in everybody's way, the first by name and how many more; and so many customers, fewest and most.
    Many { first: Option<String>, more: usize, customers: (usize, usize) },
    /// Every customer, and nothing else.
    Everybody,
}

impl By {
    /// Takes in what closes the hours after, if one line can tell both.
    fn takes_in(&mut self, next: &Self) -> bool {
        match (&mut *self, next) {
            (
                Self::Many { first, more, customers: (fewest, most) },
                Self::Many { first: same, more: others, customers: (low, high) },
            ) if first == same => {
                (*more, *fewest, *most) = ((*more).max(*others), (*fewest).min(*low), (*most).max(*high));
                true
            }
            (one, next) => one == next,
        }
    }
}

fn hours_of(answered: &Slots, explained: &Explained, clock: Clock<'_>, night: NaiveDate, span: Interval) -> Vec<Hours> {
    let sections: Vec<&Section> = explained.sections.iter().filter(|section| section.span.overlaps(&span)).collect();
    let least = sections.iter().map(|section| section.without_window).min().unwrap_or_default();
    let mut hours: Vec<Hours> = Vec::new();
    for section in sections {
        let Some(seen) = section.span.intersection(&span) else { continue };
        let [from, until] = [seen.start(), seen.end()].map(|at| since_noon(clock, night, at));
        // Where no hour is open to all, the best one is told by name.
        let by = by(answered, explained, section, section.without_window == least);
        match hours.last_mut() {
            Some(before) => {
                if before.by.takes_in(&by) {
                    before.until = until;
                } else {
                    hours.push(Hours { from, until, by });
                }
            }
            None => hours.push(Hours { from, until, by }),
        }
    }
    hours
}

fn since_noon(clock: Clock<'_>, night: NaiveDate, at: DateTime<Utc>) -> TimeDelta {
    clock.reading(at) - noon(night)
}

fn noon(night: NaiveDate) -> NaiveDateTime {
    night.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default())
}

fn by(answered: &Slots, explained: &Explained, section: &Section, is_best: bool) -> By {
    let (places, without) = (&answered.places, section.without_window);
    if section.count == 0 {
        return By::Open { too_short: Some(section.span.length()).filter(|length| *length < answered.duration) };
    }
    let others: Vec<&Closer> = explained.in_everybodys_way(section).collect();
    let all = places.order.len();
    let unknown = explained.closing(section).find(|closer| matches!(closer.cause, Closing::UnknownDates(_)));
    if others.is_empty() && unknown.is_none() && without == all {
        return By::Everybody;
    }
    let many_of_all = without > all / 2 && all > FEW;
    let windows = if without == all && unknown.is_none() || many_of_all && !is_best {
        Vec::new()
    } else {
        by_zone(explained.closing(section).filter(|closer| closer.cause.is_of_windows()), places)
    };
    let is_told = without == 0 || !windows.is_empty() && (windows.len() <= NAMED || is_best && without <= all / 2);
    if others.len() > NAMED || !is_told {
        let first = others.first().copied().or(unknown).map(|closer| words::closer(closer, places));
        return By::Many { first, more: others.len().saturating_sub(1), customers: (without, without) };
    }
    let named = others.iter().map(|closer| words::closer(closer, places));
    let told = windows.iter().take(NAMED).map(|closer| words::closer(closer, places));
    let mut named: Vec<String> = named.chain(told).collect();
    let more: usize = windows.iter().skip(NAMED).map(|closer| closer.customers.len()).sum();
    named.extend((more > 0).then(|| counted(long(more), "customer more", "customers more")));
    By::Named(named)
}

/// The customers without a window as one a zone, whatever their calendars are; those with the most customers first.
fn by_zone<'c>(closers: impl Iterator<Item = &'c Closer>, places: &Places) -> Vec<Closer> {
    let mut zones: Vec<Closer> = Vec::new();
    let mut known = HashMap::new();
    for closer in closers {
        let place = closer.customers.first().and_then(|id| places.known.get(id));
        let zone = place.map(|place| (place.zone.name(), matches!(closer.cause, Closing::Windows)));
        let index = *known.entry(zone).or_insert_with(|| {
            zones.push(Closer { customers: Vec::new(), ..closer.clone() });
            zones.len() - 1
        });
        zones[index].customers.extend_from_slice(&closer.customers);
    }
    zones.sort_by_key(|closer| Reverse(closer.customers.len()));
    zones
}

fn long(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn everybody(places: &Places) -> String {
    match places.order.as_slice() {
        [only] => words::customer(only, places),
        _ => "everybody".to_owned(),
    }
}

/// `the freeze "…", 3 others, and 214 to 858 customers`.
fn crowd(first: Option<&String>, more: usize, (fewest, most): (usize, usize), places: &Places) -> String {
    let all = places.order.len();
    let customers = match (fewest, most) {
        (_, 0) => None,
        (fewest, most) if fewest == all && most == all => Some(everybody(places)),
        (fewest, most) if fewest == most => Some(counted(long(most), "customer", "customers")),
        (fewest, most) => Some(format!("{fewest} to {}", counted(long(most), "customer", "customers"))),
    };
    let more = (more > 0).then(|| counted(long(more), "other", "others"));
    listed(first.cloned().into_iter().chain(more).chain(customers))
}

fn rows_of((first, last, hours): (NaiveDate, NaiveDate, Vec<Hours>), places: &Places, year: i32) -> Vec<Vec<String>> {
    let through = if last == first { String::new() } else { format!("– {}", date(last, year)) };
    let named = [date(first, year), through];
    let rows = hours.len().max(if last == first { 1 } else { 2 });
    let row = |number: usize| {
        let night = named.get(number).cloned().unwrap_or_default();
        let Some(hours) = hours.get(number) else { return vec![night] };
        let time = |since: TimeDelta| (noon(first) + since).format("%H:%M").to_string();
        let by = match &hours.by {
            By::Open { too_short: None } => "open".to_owned(),
            By::Open { too_short: Some(length) } => {
                format!("open, and shorter than the work ({})", length::words(*length))
            }
            By::Named(named) => listed(named.iter().cloned()),
            By::Many { first, more, customers } => crowd(first.as_ref(), *more, *customers, places),
            By::Everybody => everybody(places),
        };
        vec![night, format!("{} – {}", time(hours.from), time(hours.until)), by]
    };
    (0..rows).map(row).collect()
}
