//! Reads `[calendars.*]`.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{NaiveDate, Weekday};

use super::cursor::{Item, Table};
use super::values::dates;
use crate::calendar::Workdays;
use crate::policy::{Calendar, CalendarId, CalendarSource};

/// One calendar: built-in facts of a country, or dates listed in the file.
pub(super) fn calendar(id: CalendarId, table: Table<'_>) -> Option<Calendar> {
    let country = table.get("country");
    if let Some(ics) = table.get("ics") {
        ics.fault(
            "reading a calendar from an iCalendar file is not built yet",
            "list its dates under `holidays` and `workdays`".to_owned(),
        );
    }
    let (source, workdays) = match country {
        Some(country) => (CalendarSource::Country("ru"), of_country(&country, &table)),
        None => (CalendarSource::Listed, listed(&table)),
    };
    table.no_other_keys();
    Some(Calendar { id, source, workdays: workdays? })
}

/// `country = "ru"`; `holidays` and `workdays` are additions, such as days that a decree made free.
fn of_country(country: &Item<'_>, table: &Table<'_>) -> Option<Workdays> {
    for key in ["weekend", "covers"] {
        if let Some(item) = table.get(key) {
            item.fault(
                format!("`{key}` may not stand beside `country`, whose facts are built in"),
                "leave one of the two out; `holidays` and `workdays` may be added to a country's facts".to_owned(),
            );
        }
    }
    let known = match country.text()? {
        "ru" => Some(Workdays::russian(BTreeSet::new(), BTreeSet::new()).covers()),
        other => {
            country.fault(
                format!("there are no built-in facts of {other:?} yet"),
                "\"ru\" is built in; for other countries write `weekend`, `covers` and `holidays`".to_owned(),
            );
            None
        }
    };
    let holidays = set_of_dates(table, "holidays", known.as_ref());
    let workdays = set_of_dates(table, "workdays", known.as_ref());
    known.map(|_| Workdays::russian(holidays, workdays))
}

fn listed(table: &Table<'_>) -> Option<Workdays> {
    let weekend = table
        .required("weekend", "write the days that are free every week, as in weekend = [\"sat\", \"sun\"]")
        .and_then(|item| weekend(&item));
    let covers = table
        .required("covers", "write which dates are known, as in covers = \"2026-01-01..2026-12-31\"")
        .and_then(|item| dates(&item))
        .map(|(first, last)| first..=last);
    let holidays = set_of_dates(table, "holidays", covers.as_ref());
    let workdays = set_of_dates(table, "workdays", covers.as_ref());
    Some(Workdays::listed(&weekend?, holidays, workdays, covers?))
}

fn weekend(item: &Item<'_>) -> Option<Vec<Weekday>> {
    const DAYS: [(&str, Weekday); 7] = [
        ("mon", Weekday::Mon),
        ("tue", Weekday::Tue),
        ("wed", Weekday::Wed),
        ("thu", Weekday::Thu),
        ("fri", Weekday::Fri),
        ("sat", Weekday::Sat),
        ("sun", Weekday::Sun),
    ];
    let mut days = Vec::new();
    for day in item.list("a list of days, as in [\"sat\", \"sun\"]")? {
        let Some(weekday) = day.word(&DAYS) else { continue };
        if days.contains(&weekday) {
            day.fault("this day is in the list twice", None);
        } else {
            days.push(weekday);
        }
    }
    if days.len() == DAYS.len() {
        item.fault(
            "a week without any working day opens no window",
            "leave out the days on which people work".to_owned(),
        );
        return None;
    }
    Some(days)
}

/// The dates of a list; each must be one that the calendar covers.
fn set_of_dates(
    table: &Table<'_>,
    key: &'static str,
    covers: Option<&RangeInclusive<NaiveDate>>,
) -> BTreeSet<NaiveDate> {
    let mut set = BTreeSet::new();
    let items = table.get(key).and_then(|item| item.list("a list of dates, as in [\"2026-01-01\"]"));
    for item in items.unwrap_or_default() {
        let Some((first, last)) = dates(&item) else { continue };
        if let Some(covers) = covers.filter(|covers| !covers.contains(&first) || !covers.contains(&last)) {
            item.fault("the calendar does not cover this", format!("it covers {} to {}", covers.start(), covers.end()));
        }
        set.extend(first.iter_days().take_while(|date| *date <= last));
    }
    set
}
