//! Calendars: a year at a glance, and what of them has to be looked after.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, Weekday};

use super::{ChangeView, Footing};
use crate::{
    calendar::{Day, ics::IcsDays},
    policy::{CalendarId, CalendarSource, CustomerId},
};

/// `okno calendar show`.
#[derive(Debug, Clone)]
pub struct CalendarYear {
    /// The calendar.
    pub id: CalendarId,
    /// Where its dates come from.
    pub source: CalendarSource,
    /// First and last date it knows.
    pub covers: RangeInclusive<NaiveDate>,
    /// The weekdays that are free every week.
    pub weekend: Vec<Weekday>,
    /// Every date of the year with what the calendar says of it.
    pub days: Vec<(NaiveDate, Day)>,
    /// Under which rules.
    pub footing: Footing,
}

impl CalendarYear {
    /// How many dates of that sort the year has.
    pub fn count(&self, sort: Day) -> usize {
        self.days.iter().filter(|(_, day)| *day == sort).count()
    }

    /// What is particular about a date.
    pub fn mark(&self, date: NaiveDate, day: Day) -> Mark {
        use chrono::Datelike as _;
        match (day, self.weekend.contains(&date.weekday())) {
            (Day::Unknown, _) => Mark::Unknown,
            (Day::Working, false) => Mark::Working,
            (Day::Working, true) => Mark::Worked,
            (Day::Free, true) => Mark::Weekend,
            (Day::Free, false) => Mark::Holiday,
        }
    }

    /// The dates with that mark, in order.
    pub fn marked(&self, mark: Mark) -> Vec<NaiveDate> {
        self.days.iter().filter(|(date, day)| self.mark(*date, *day) == mark).map(|(date, _)| *date).collect()
    }
}

/// What is particular about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A working day like any other.
    Working,
    /// Free, as every week.
    Weekend,
    /// Free, although that weekday usually is not.
    Holiday,
    /// Working, although that weekday usually is free.
    Worked,
    /// Not covered.
    Unknown,
}

/// `okno calendar import`: what a file would say as a calendar.
#[derive(Debug, Clone)]
pub struct CalendarImport {
    /// The file, as it was named; `-` for standard input.
    pub file: String,
    /// What the calendar would be called.
    pub id: CalendarId,
    /// First and last date it would know.
    pub covers: RangeInclusive<NaiveDate>,
    /// Whether that was concluded from the events, not said.
    pub concluded: bool,
    /// The weekdays that are free every week; `None`: nobody said.
    pub weekend: Option<Vec<Weekday>>,
    /// What its events say.
    pub days: IcsDays,
    /// How many events fill no whole date.
    pub passed_over: usize,
}

/// `okno calendar check`.
#[derive(Debug, Clone)]
pub struct CalendarCheck {
    /// Every calendar of the rules.
    pub calendars: Vec<CalendarState>,
    /// The date up to which slots are searched: the horizon.
    pub needed_until: NaiveDate,
    /// Planned changes that need a date which their calendar does not know.
    pub beyond: Vec<ChangeView>,
    /// Planned changes whose time is no window any more.
    pub outside: Vec<ChangeView>,
    /// Under which rules.
    pub footing: Footing,
}

impl CalendarCheck {
    /// Whether nothing falls short.
    pub fn is_sound(&self) -> bool {
        self.beyond.is_empty() && self.outside.is_empty() && self.calendars.iter().all(CalendarState::is_sound)
    }
}

/// One calendar and what of it has to be looked after.
#[derive(Debug, Clone)]
pub struct CalendarState {
    /// The calendar.
    pub id: CalendarId,
    /// Where its dates come from.
    pub source: CalendarSource,
    /// First and last date it knows.
    pub covers: RangeInclusive<NaiveDate>,
    /// The customers who live by it.
    pub customers: Vec<CustomerId>,
    /// Whether it ends before the horizon, and somebody lives by it.
    pub ends: bool,
    /// Where it says otherwise than other data, for dates to come.
    pub differs: Vec<Difference>,
    /// The built-in facts are others than those under which the rules were adopted.
    pub renewed: bool,
}

impl CalendarState {
    /// Whether nothing falls short.
    pub fn is_sound(&self) -> bool {
        !self.ends && self.differs.is_empty() && !self.renewed
    }
}

/// Dates on which two sources disagree.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The other source.
    pub from: Other,
    /// The dates: never empty.
    pub dates: Vec<Disagreement>,
}

/// What a calendar is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// The same calendar as it was adopted.
    Adopted,
    /// The built-in facts of the country that it is named after.
    BuiltIn(&'static str),
}

/// One date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// The date.
    pub date: NaiveDate,
    /// What the calendar says.
    pub here: Day,
    /// What the other source says.
    pub there: Day,
}
