//! Days off and moved working days from an iCalendar file (RFC 5545).
//!
//! - An event of whole dates makes those dates free; one in the category `WORKDAY` makes them working days.
//! - An event with times does so only for the dates that it fills from 00:00 to 24:00 on its own clock; else it is passed
//!   over: half a day off closes no night.
//! - Recurrences are worked out on dates, so no zone's rules are asked. What cannot be understood is a fault, never guessed.

mod event;
mod lines;
mod recurrence;

use std::{collections::BTreeSet, ops::RangeInclusive};

use chrono::{Datelike, NaiveDate};

use event::Event;

/// What is wrong in a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct IcsFault {
    /// The line of the file, from 1.
    pub line: usize,
    /// What is wrong there, a lower-case fragment.
    pub message: String,
}

impl IcsFault {
    fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// So many dates are looked at: more than any calendar of holidays needs, and less than a second.
const BUDGET: u32 = 5_000_000;

/// The events of a file that make days free or working.
#[derive(Debug, Clone)]
pub struct Ics {
    events: Vec<Event>,
    passed_over: usize,
}

/// What the events say of the dates of a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IcsDays {
    /// Free.
    pub holidays: BTreeSet<NaiveDate>,
    /// Working, whatever else says so.
    pub workdays: BTreeSet<NaiveDate>,
}

impl Ics {
    /// Larger files are refused before they are read; a century of holidays needs a tenth of it.
    pub const MOST_BYTES: usize = 4 << 20;

    /// Reads a file.
    ///
    /// # Errors
    /// Every fault with its line, the first few of them.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<IcsFault>> {
        const MOST: usize = 20;
        if bytes.len() > Self::MOST_BYTES {
            let message = format!("the file has more than {} bytes, the most that are read", Self::MOST_BYTES);
            return Err(vec![IcsFault::new(1, message)]);
        }
        let mut faults = Vec::new();
        let mut events = Vec::new();
        for raw in lines::events(bytes).map_err(|fault| vec![fault])? {
            match Event::of(&raw) {
                Ok(event) => events.push(event),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            faults.truncate(MOST);
            return Err(faults);
        }
        let moved: Vec<_> = events.iter().filter_map(Event::replaces).collect();
        for event in &mut events {
            event.without(&moved);
        }
        events.retain(|event| !event.is_cancelled());
        let before = events.len();
        events.retain(Event::fills_dates);
        Ok(Self { passed_over: before - events.len(), events })
    }

    /// What the events say of the dates in `covers`.
    ///
    /// # Errors
    /// Recurrences that take too long to work out.
    pub fn days(&self, covers: &RangeInclusive<NaiveDate>) -> Result<IcsDays, IcsFault> {
        let mut budget = BUDGET;
        let mut days = IcsDays::default();
        for event in &self.events {
            let dates = event.dates(covers, &mut budget)?;
            if event.is_worked() { days.workdays.extend(dates) } else { days.holidays.extend(dates) }
        }
        Ok(days)
    }

    /// The first whole year of the span of which the file says nothing: it was not published yet, and must not pass for one
    /// without holidays. What recurs for ever tells nothing of a year, unless nothing else stands in the file.
    ///
    /// # Errors
    /// Recurrences that take too long to work out.
    pub fn silent_year(&self, covers: &RangeInclusive<NaiveDate>) -> Result<Option<i32>, IcsFault> {
        let mut budget = BUDGET;
        let only_endless = self.events.iter().all(Event::is_endless);
        let mut told = BTreeSet::new();
        for event in self.events.iter().filter(|event| only_endless || !event.is_endless()) {
            told.extend(event.dates(covers, &mut budget)?.into_iter().map(|date| date.year()));
        }
        let is_whole = |year: &i32| {
            let ends = [(1, 1), (12, 31)].map(|(month, day)| NaiveDate::from_ymd_opt(*year, month, day));
            ends.into_iter().flatten().all(|date| covers.contains(&date))
        };
        let mut years = (covers.start().year()..=covers.end().year()).filter(is_whole);
        Ok(years.find(|year| !told.contains(year)))
    }

    /// How many events fill no whole date and say nothing.
    pub fn passed_over(&self) -> usize {
        self.passed_over
    }

    /// The years that have events of their own: those that recur for ever tell nothing of how far the file was thought
    /// through.
    pub fn dated_years(&self) -> BTreeSet<i32> {
        self.events.iter().filter_map(Event::only_date).map(|date| date.year()).collect()
    }
}
