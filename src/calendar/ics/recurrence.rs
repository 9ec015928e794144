//! RRULE on dates: which days an event starts on again.
//!
//! A period (day, week, month, year) is looked through date by date, and a date that every part of the rule lets pass is a
//! start. That ends with the span that is asked about, whatever the rule says; a rule that no date satisfies costs no more.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

use super::{
    IcsFault,
    event::{Clock, Moment, moment},
    lines::{Line, shown},
};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    every: Every,
    interval: u32,
    count: Option<usize>,
    /// The last start, on the clock of DTSTART as far as it can be told.
    until: Option<NaiveDateTime>,
    months: Vec<i32>,
    month_days: Vec<i32>,
    year_days: Vec<i32>,
    /// With which one of its period; 0: every one.
    weekdays: Vec<(i32, Weekday)>,
    positions: Vec<i32>,
    week_start: Weekday,
}

impl Rule {
    /// Whether it goes on for ever.
    pub(super) fn is_endless(&self) -> bool {
        self.count.is_none() && self.until.is_none()
    }

    /// Reads a rule; what is not understood is a fault.
    pub(super) fn parse(line: &Line, start: &Moment) -> Result<Self, IcsFault> {
        let mut rule = Self {
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
        };
        let mut has_frequency = false;
        for part in line.value.trim().split(';').filter(|part| !part.is_empty()) {
            let wrong = || line.fault(format!("{} is not understood", shown(part)));
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            let numbers = |most: i32| -> Result<Vec<i32>, IcsFault> {
                let number = |text: &str| text.trim().parse().ok().filter(|n: &i32| *n != 0 && n.abs() <= most);
                value.split(',').map(|text| number(text).ok_or_else(wrong)).collect()
            };
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    has_frequency = true;
                    rule.every = match value.to_ascii_uppercase().as_str() {
                        "DAILY" => Every::Day,
                        "WEEKLY" => Every::Week,
                        "MONTHLY" => Every::Month,
                        "YEARLY" => Every::Year,
                        _ => return Err(line.fault(format!("{} does not recur by the day", shown(value)))),
                    };
                }
                "INTERVAL" => rule.interval = value.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?,
                "COUNT" => rule.count = Some(value.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?),
                "UNTIL" => rule.until = Some(until(&moment(line, value)?, start)),
                "BYMONTH" => rule.months = numbers(12)?,
                "BYMONTHDAY" => rule.month_days = numbers(31)?,
                "BYYEARDAY" => rule.year_days = numbers(366)?,
                "BYSETPOS" => rule.positions = numbers(366)?,
                "BYDAY" => {
                    rule.weekdays =
                        value.split(',').map(|day| numbered(day).ok_or_else(wrong)).collect::<Result<_, _>>()?;
                }
                "WKST" => rule.week_start = numbered(value).filter(|(n, _)| *n == 0).ok_or_else(wrong)?.1,
                _ => return Err(wrong()),
            }
        }
        if !has_frequency {
            return Err(line.fault("it has no FREQ"));
        }
        Ok(rule)
    }

    /// The dates from `from` to `last` on which it starts again. `None` when the budget of dates to look at is spent.
    pub(super) fn starts(
        &self,
        start: &Moment,
        from: NaiveDate,
        last: NaiveDate,
        budget: &mut u32,
    ) -> Option<Vec<NaiveDate>> {
        let begun = start.local.date();
        let mut starts = Vec::new();
        // DTSTART is the first one, whatever the rule says.
        let mut counted = 1;
        // What is not counted may be leapt over.
        let mut number = if self.count.is_some() { 0 } else { self.periods_before(begun, from) };
        while let Some((first, end)) = self.period(begun, number) {
            if first > last {
                break;
            }
            *budget = budget.checked_sub(u32::try_from((end - first).num_days()).ok()?)?;
            for date in self.of_period(begun, first, end) {
                if date <= begun {
                    continue;
                }
                let too_late = self.until.is_some_and(|until| date.and_time(start.local.time()) > until);
                if date > last || too_late || self.count.is_some_and(|count| counted >= count) {
                    return Some(starts);
                }
                counted += 1;
                if date >= from {
                    starts.push(date);
                }
            }
            number = number.checked_add(self.interval)?;
        }
        Some(starts)
    }

    /// A number of periods, a multiple of the interval, that certainly ends before `from`.
    fn periods_before(&self, begun: NaiveDate, from: NaiveDate) -> u32 {
        let longest = match self.every {
            Every::Day => 1,
            Every::Week => 7,
            Every::Month => 31,
            Every::Year => 366,
        };
        let periods = (from - begun).num_days() / longest - 2;
        u32::try_from(periods).map_or(0, |periods| periods / self.interval * self.interval)
    }

    /// The period by that number, counted from that of DTSTART: its first date, and the first after it.
    fn period(&self, begun: NaiveDate, number: u32) -> Option<(NaiveDate, NaiveDate)> {
        let months = |first: NaiveDate, length: u32| {
            let first = first.checked_add_months(Months::new(number.checked_mul(length)?))?;
            Some((first, first.checked_add_months(Months::new(length))?))
        };
        let days = |first: NaiveDate, length: u64| {
            let first = first.checked_add_days(Days::new(u64::from(number) * length))?;
            Some((first, first.checked_add_days(Days::new(length))?))
        };
        match self.every {
            Every::Day => days(begun, 1),
            Every::Week => days(begun.week(self.week_start).checked_first_day()?, 7),
            Every::Month => months(begun.with_day(1)?, 1),
            Every::Year => months(NaiveDate::from_ymd_opt(begun.year(), 1, 1)?, 12),
        }
    }

    /// The starts of one period, in order.
    fn of_period(&self, begun: NaiveDate, first: NaiveDate, end: NaiveDate) -> Vec<NaiveDate> {
        let dates = first.iter_days().take_while(|date| *date < end);
        let found: Vec<_> = dates.filter(|date| self.allows(begun, *date)).collect();
        if self.positions.is_empty() {
            return found;
        }
        let is_chosen = |index: usize| {
            let (from_start, from_end) = (number(index + 1), number(index) - number(found.len()));
            self.positions.contains(&from_start) || self.positions.contains(&from_end)
        };
        found.iter().enumerate().filter(|(index, _)| is_chosen(*index)).map(|(_, date)| *date).collect()
    }

    /// Whether every part of the rule lets the date pass; what the rule leaves open is as in DTSTART.
    fn allows(&self, begun: NaiveDate, date: NaiveDate) -> bool {
        let ordinal = |numbers: &[i32], from_start: u32, length: u32| {
            let from_start = i32::try_from(from_start).unwrap_or_default();
            let from_end = from_start - 1 - i32::try_from(length).unwrap_or_default();
            numbers.is_empty() || numbers.contains(&from_start) || numbers.contains(&from_end)
        };
        let month_length = u32::from(date.num_days_in_month());
        let names_a_day = !(self.weekdays.is_empty() && self.month_days.is_empty() && self.year_days.is_empty());
        let like_the_first = match self.every {
            _ if names_a_day => true,
            Every::Day => true,
            Every::Week => date.weekday() == begun.weekday(),
            Every::Month => date.day() == begun.day(),
            Every::Year => date.day() == begun.day() && (!self.months.is_empty() || date.month() == begun.month()),
        };
        like_the_first
            && ordinal(&self.months, date.month(), 12)
            && ordinal(&self.month_days, date.day(), month_length)
            && ordinal(&self.year_days, date.ordinal(), days_in_year(date))
            && self.allows_weekday(date)
    }

    fn allows_weekday(&self, date: NaiveDate) -> bool {
        let (day, length) = match self.every {
            Every::Year if self.months.is_empty() => (date.ordinal(), days_in_year(date)),
            _ => (date.day(), u32::from(date.num_days_in_month())),
        };
        let from_start = i32::try_from((day - 1) / 7 + 1).unwrap_or_default();
        let from_end = -i32::try_from((length - day) / 7 + 1).unwrap_or_default();
        let allows =
            |(which, weekday): &(i32, Weekday)| *weekday == date.weekday() && [0, from_start, from_end].contains(which);
        self.weekdays.is_empty() || self.weekdays.iter().any(allows)
    }
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn days_in_year(date: NaiveDate) -> u32 {
    if date.leap_year() { 366 } else { 365 }
}

/// `MO`, `2TU`, `-1FR`.
fn numbered(text: &str) -> Option<(i32, Weekday)> {
    let text = text.trim();
    let (which, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = match day.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let which = if which.is_empty() { 0 } else { which.parse().ok().filter(|n: &i32| *n != 0 && n.abs() <= 53)? };
    Some((which, weekday))
}

/// The last reading at which it may start. UNTIL is in UTC even where DTSTART is not; which reading that is in a zone is not
/// asked here, so the latest one of all zones counts: in doubt a day is free once more.
fn until(until: &Moment, start: &Moment) -> NaiveDateTime {
    match (&until.clock, &start.clock) {
        (Clock::Date, _) => until.local + TimeDelta::days(1) - TimeDelta::seconds(1),
        (Clock::Utc, Clock::Zone(_) | Clock::Floating) => until.local + TimeDelta::hours(14),
        _ => until.local,
    }
}
