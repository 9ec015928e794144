//! `okno calendar`.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};
use clap::{Args, Subcommand};

use super::{Context, Result, context::DONE};
use crate::{
    app::{self, Importing},
    calendar::instant::YEARS,
    exit,
    output::{json, table},
    policy::CalendarId,
};

#[derive(Debug, Args)]
pub(super) struct Calendar {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// A year at a glance: working days, days off, and those that are not known
    Show {
        /// The calendar, as windows.toml names it
        #[arg(value_name = "CALENDAR")]
        name: String,
        /// Which year [default: the present one]
        #[arg(long, value_name = "YEAR", value_parser = year())]
        year: Option<i32>,
    },
    /// Read an iCalendar file and print what to write into windows.toml; changes nothing
    Import {
        /// The file; - for standard input
        file: String,
        /// What the calendar is to be called [default: as the file]
        #[arg(long, value_name = "NAME", value_parser = CalendarId::parse)]
        name: Option<CalendarId>,
        /// Which dates the file knows, both ends included [default: the years of the events that do not recur]
        #[arg(long, value_name = "DATE..DATE", value_parser = dates)]
        covers: Option<RangeInclusive<NaiveDate>>,
        /// The weekdays that are free every week, as in fri,sat
        #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = weekday)]
        weekend: Option<Vec<Weekday>>,
    },
    /// Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data;
    /// exits with 77 if anything
    Check,
}

/// `2027-01-01..2027-12-31`.
fn dates(text: &str) -> std::result::Result<RangeInclusive<NaiveDate>, String> {
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let ends = text.split_once("..").and_then(|(first, last)| date(first).zip(date(last)));
    let ends =
        ends.filter(|(first, last)| first <= last && YEARS.contains(&first.year()) && YEARS.contains(&last.year()));
    ends.map(|(first, last)| first..=last).ok_or_else(|| "write two dates, as in 2027-01-01..2027-12-31".to_owned())
}

/// `fri`.
fn weekday(text: &str) -> std::result::Result<Weekday, String> {
    text.trim().parse().map_err(|_| "write days of the week, as in fri,sat".to_owned())
}

/// The years in which anything may lie.
fn year() -> clap::builder::RangedI64ValueParser<i32> {
    clap::value_parser!(i32).range(i64::from(*YEARS.start())..=i64::from(*YEARS.end()))
}

impl Calendar {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        match self.task {
            Task::Import { file, name, covers, weekend } => {
                let asked = Importing { file, name, covers, weekend };
                let found = app::calendar_import(&context.env.folder, &asked)?;
                context.answer(|_| table::calendar_import(&found), || json::calendar_import(&found))?;
                Ok(DONE)
            }
            Task::Show { name, year } => {
                let site = context.site()?;
                let shown = app::calendar_year(&site, &name, year)?;
                context.answer(|style| table::calendar_year(&shown, style), || json::calendar_year(&shown))?;
                Ok(DONE)
            }
            Task::Check => {
                let site = context.site()?;
                let found = app::calendar_check(&site)?;
                context.answer(|style| table::calendar_check(&found, style), || json::calendar_check(&found))?;
                Ok(if found.is_sound() { DONE } else { exit::REFUSED })
            }
        }
    }
}
