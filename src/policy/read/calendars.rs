//! Reads `[calendars.*]`.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{NaiveDate, Weekday};

use super::cursor::{Item, Table};
use super::values::dates;
use crate::calendar::{
    Workdays,
    ics::{Ics, IcsDays, IcsFault},
};
use crate::policy::{Beside, Calendar, CalendarId, CalendarSource, FileUser, ReferredFile};
use crate::record::Digest;

/// One calendar: built-in facts of a country, or dates listed in the file.
pub(super) fn calendar(
    id: CalendarId,
    table: Table<'_>,
    beside: Beside<'_>,
    refer: &mut dyn FnMut(ReferredFile),
) -> Option<Calendar> {
    let country = table.get("country");
    let ics = table.get("ics");
    let (source, workdays) = match (country, &ics) {
        (Some(country), _) => (CalendarSource::Country("ru"), of_country(&country, &table)),
        (None, None) => (CalendarSource::Listed, listed(&table, &mut |_| Some(IcsDays::default()))),
        (None, Some(ics)) => {
            let path = ics.text()?;
            let file = read_file(ics, path, beside.content);
            if let Some((_, digest)) = &file {
                let used_by = FileUser::Calendar(id.clone());
                refer(ReferredFile { path: path.to_owned(), digest: Some(*digest), used_by });
            }
            let mut days = |covers: Option<&RangeInclusive<NaiveDate>>| {
                let (file, _) = file.as_ref()?;
                days_of_file(ics, path, file, covers)
            };
            (CalendarSource::File(path.to_owned()), listed(&table, &mut days))
        }
    };
    table.no_other_keys();
    Some(Calendar { id, source, workdays: workdays? })
}

/// `country = "ru"`; `holidays` and `workdays` are additions, such as days that a decree made free.
fn of_country(country: &Item<'_>, table: &Table<'_>) -> Option<Workdays> {
    for key in ["weekend", "covers", "ics"] {
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

/// A calendar as windows.toml lists it, with the days of a file added. `of_file` gets what the calendar covers, if it says so.
fn listed(
    table: &Table<'_>,
    of_file: &mut dyn FnMut(Option<&RangeInclusive<NaiveDate>>) -> Option<IcsDays>,
) -> Option<Workdays> {
    let weekend = table
        .required("weekend", "write the days that are free every week, as in weekend = [\"sat\", \"sun\"]")
        .and_then(|item| weekend(&item));
    let covers = table
        .required("covers", "write which dates are known, as in covers = \"2026-01-01..2026-12-31\"")
        .and_then(|item| dates(&item))
        .map(|(first, last)| first..=last);
    let mut holidays = set_of_dates(table, "holidays", covers.as_ref());
    let mut workdays = set_of_dates(table, "workdays", covers.as_ref());
    let IcsDays { holidays: off, workdays: worked } = of_file(covers.as_ref())?;
    holidays.extend(off);
    workdays.extend(worked);
    Some(Workdays::listed(&weekend?, holidays, workdays, covers?))
}

/// An iCalendar file and its digest.
fn read_file(ics: &Item<'_>, path: &str, content: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Option<(Ics, Digest)> {
    let bytes = match content(path) {
        Ok(bytes) => bytes,
        Err(why) => {
            let help = "the path counts from the folder of windows.toml".to_owned();
            ics.fault(format!("{path} cannot be read: {why}"), help);
            return None;
        }
    };
    match Ics::read(&bytes) {
        Ok(file) => Some((file, Digest::of(&bytes))),
        Err(faults) => {
            for fault in faults {
                ics.fault(format!("{path}, {fault}"), None);
            }
            None
        }
    }
}

/// What the file says of the dates that the calendar covers.
fn days_of_file(ics: &Item<'_>, path: &str, file: &Ics, covers: Option<&RangeInclusive<NaiveDate>>) -> Option<IcsDays> {
    let Some(covers) = covers else {
        // That `covers` is missing was told; what the file suggests helps to write it.
        let years = file.dated_years();
        if let Some((first, last)) = years.first().zip(years.last()) {
            ics.fault(
                format!("{path} does not say which dates are known"),
                format!("its events lie in {first} to {last}: is it covers = \"{first}-01-01..{last}-12-31\"?"),
            );
        }
        return None;
    };
    let told = |fault: IcsFault| ics.fault(format!("{path}, {fault}"), None);
    if let Some(year) = file.silent_year(covers).map_err(told).ok()? {
        ics.fault(
            format!("{path} has no event in {year}, which `covers` says is known"),
            "get a newer file, or let `covers` end before".to_owned(),
        );
        return None;
    }
    file.days(covers).map_err(told).ok()
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
