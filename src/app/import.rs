//! `okno calendar import`: reads an iCalendar file and says what it would be as a calendar. Needs no rules, changes nothing.

use std::{
    io::{self, Read as _},
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use chrono::{NaiveDate, Weekday};

use super::{Error, answers::CalendarImport, site::read_calendar_file};
use crate::{calendar::ics::Ics, policy::CalendarId};

/// What is to be read.
#[derive(Debug, Clone)]
pub struct Importing {
    /// The file; `-` for standard input.
    pub file: String,
    /// What the calendar is to be called; `None`: as the file.
    pub name: Option<CalendarId>,
    /// Which dates the file knows; `None`: the years in which its events lie that do not recur.
    pub covers: Option<RangeInclusive<NaiveDate>>,
    /// The weekdays that are free every week.
    pub weekend: Option<Vec<Weekday>>,
}

/// What the file would be as a calendar.
pub fn import(folder: &Path, asked: &Importing) -> Result<CalendarImport, Error> {
    let path = folder.join(&asked.file);
    let named = if asked.file == "-" { "standard input" } else { &asked.file };
    let wrong = |what: String| Error::File { path: PathBuf::from(named), error: io::Error::other(what) };
    let bytes = if asked.file == "-" { read_stdin() } else { read_calendar_file(&path) }.map_err(wrong)?;
    let ics = Ics::read(&bytes).map_err(|faults| {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        wrong(faults.join("; "))
    })?;
    let covers = match &asked.covers {
        Some(covers) => covers.clone(),
        None => concluded(&ics).ok_or_else(|| {
            Error::usage(
                format!("{named} does not say which dates are known"),
                "say it, as in --covers 2027-01-01..2027-12-31",
            )
        })?,
    };
    if let Some(year) = ics.silent_year(&covers).map_err(|fault| wrong(fault.to_string()))? {
        return Err(Error::usage(
            format!("{named} has no event in {year}, which would pass for a year without holidays"),
            "get a newer file, or let --covers end before",
        ));
    }
    let stem = path.file_stem().and_then(|stem| CalendarId::parse(&stem.to_string_lossy()).ok());
    Ok(CalendarImport {
        file: asked.file.clone(),
        id: asked
            .name
            .clone()
            .or(stem.filter(|_| asked.file != "-"))
            .map_or_else(|| CalendarId::parse("imported"), Ok)
            .map_err(|error| wrong(error.to_string()))?,
        days: ics.days(&covers).map_err(|fault| wrong(fault.to_string()))?,
        covers,
        concluded: asked.covers.is_none(),
        weekend: asked.weekend.clone(),
        passed_over: ics.passed_over(),
    })
}

/// The years in which single events lie, if no year between them is empty: one that is was not published.
fn concluded(ics: &Ics) -> Option<RangeInclusive<NaiveDate>> {
    let years = ics.dated_years();
    let (first, last) = (*years.first()?, *years.last()?);
    (first..=last).all(|year| years.contains(&year)).then_some(())?;
    Some(NaiveDate::from_ymd_opt(first, 1, 1)?..=NaiveDate::from_ymd_opt(last, 12, 31)?)
}

fn read_stdin() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = Ics::MOST_BYTES as u64 + 1;
    io::stdin().take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
