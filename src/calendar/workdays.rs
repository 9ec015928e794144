//! Which local dates are working days, and which dates a calendar knows.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};
use holidays_ru::{Federal, Resolved};

/// The day of the week, in windows.toml and in JSON.
pub const fn weekday_word(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

/// What a calendar says of one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Its night may be worked in.
    Working,
    /// A weekend or a holiday.
    Free,
    /// Outside of what the calendar covers: neither working nor free.
    Unknown,
}

/// A calendar: which dates it knows, and which of them are working days (R8.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workdays {
    covers: RangeInclusive<NaiveDate>,
    holidays: BTreeSet<NaiveDate>,
    working: BTreeSet<NaiveDate>,
    otherwise: Otherwise,
}

/// What decides about a date that is not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Otherwise {
    /// These weekdays are free.
    Weekend(Vec<Weekday>),
    /// The Russian production calendar.
    Russian,
}

impl Workdays {
    /// A calendar as it was written down: `workdays` beat `holidays`, and those beat `weekend`.
    pub fn listed(
        weekend: &[Weekday],
        holidays: BTreeSet<NaiveDate>,
        workdays: BTreeSet<NaiveDate>,
        covers: RangeInclusive<NaiveDate>,
    ) -> Self {
        Self { covers, holidays, working: workdays, otherwise: Otherwise::Weekend(weekend.to_vec()) }
    }

    /// The Russian production calendar, with a customer's own days on top. Only the years that the government has
    /// decided are covered: predictions are not facts.
    pub fn russian(holidays: BTreeSet<NaiveDate>, workdays: BTreeSet<NaiveDate>) -> Self {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let covers = day(holidays_ru::FIRST_FACT_YEAR, 1, 1)..=day(holidays_ru::LAST_FACT_YEAR, 12, 31);
        Self { covers, holidays, working: workdays, otherwise: Otherwise::Russian }
    }

    /// What the calendar says of the date.
    pub fn day(&self, date: NaiveDate) -> Day {
        if !self.covers.contains(&date) {
            Day::Unknown
        } else if self.working.contains(&date) {
            Day::Working
        } else if self.holidays.contains(&date) {
            Day::Free
        } else {
            self.otherwise.day(date)
        }
    }

    /// Whether that day of the week is free when nothing else is said of a date.
    pub fn is_free_every(&self, weekday: Weekday) -> bool {
        match &self.otherwise {
            Otherwise::Weekend(weekend) => weekend.contains(&weekday),
            Otherwise::Russian => matches!(weekday, Weekday::Sat | Weekday::Sun),
        }
    }

    /// Whether its dates come with okno, and no list can add to them.
    pub fn is_built_in(&self) -> bool {
        self.otherwise == Otherwise::Russian
    }

    /// First and last date it knows.
    pub fn covers(&self) -> RangeInclusive<NaiveDate> {
        self.covers.clone()
    }
}

impl Otherwise {
    fn day(&self, date: NaiveDate) -> Day {
        let free = match self {
            Self::Weekend(weekend) => weekend.contains(&date.weekday()),
            Self::Russian => match holidays_ru::is_day_off::<Federal, _>(date) {
                Some(Resolved::Fact(free)) => free,
                Some(Resolved::Predict(_)) | None => return Day::Unknown,
            },
        };
        if free { Day::Free } else { Day::Working }
    }
}
