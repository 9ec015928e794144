//! One event: which dates it fills, when it recurs, and whether it makes them free or working.

use std::{collections::BTreeSet, ops::RangeInclusive};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{
    IcsFault,
    lines::{Line, RawEvent, shown},
    recurrence::Rule,
};

/// On which clock a time is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clock {
    /// On none: a date.
    Date,
    /// On whichever one looks at.
    Floating,
    /// On that of a zone, by the name that the file gives it.
    Zone(String),
    /// On UTC's.
    Utc,
}

/// A date or a time as the file writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) local: NaiveDateTime,
    pub(super) clock: Clock,
}

/// An event.
#[derive(Debug, Clone)]
pub(super) struct Event {
    begins_on: usize,
    uid: Option<String>,
    start: Moment,
    /// The first date that it fills, counted from that of its start.
    shift: u64,
    /// How many dates it fills.
    length: u64,
    rules: Vec<Rule>,
    also_on: Vec<NaiveDate>,
    not_on: BTreeSet<NaiveDate>,
    /// Which recurrence of the event of that name it stands for.
    replaced: Option<Moment>,
    worked: bool,
    cancelled: bool,
}

impl Event {
    /// The event that the lines describe.
    pub(super) fn of(raw: &RawEvent) -> Result<Self, IcsFault> {
        let all = |name: &'static str| raw.lines.iter().filter(move |line| line.name == name);
        let one = |name: &'static str| match all(name).collect::<Vec<_>>().as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            [_, again, ..] => Err(again.fault("it stands in this event twice")),
        };
        let start_line = one("DTSTART")?.ok_or_else(|| IcsFault::new(raw.begins_on, "this event has no DTSTART"))?;
        let start = moment(start_line, &start_line.value)?;
        let end = end(&start, start_line, one("DTEND")?, one("DURATION")?)?;
        let (shift, length) = filled(&start, end);
        if start.clock == Clock::Utc && end - start.local >= TimeDelta::hours(23) {
            return Err(start_line.fault(
                "an event of a day or longer in UTC falls on other dates elsewhere: write VALUE=DATE, or a TZID",
            ));
        }
        let replaced = one("RECURRENCE-ID")?;
        if let Some(line) = replaced.filter(|line| line.parameter("RANGE").is_some()) {
            return Err(line.fault("RANGE is not understood: list the recurrences one by one"));
        }
        let rules = all("RRULE").map(|line| Rule::parse(line, &start)).collect::<Result<_, _>>()?;
        let listed = |name| -> Result<Vec<NaiveDate>, IcsFault> {
            let mut dates = Vec::new();
            for line in all(name) {
                for value in line.value.split(',') {
                    dates.push(alike(line, moment(line, value)?, &start)?);
                }
            }
            Ok(dates)
        };
        let categories = all("CATEGORIES").flat_map(|line| line.value.split(','));
        let has = |name, value: &str| all(name).any(|line| line.value.trim().eq_ignore_ascii_case(value));
        Ok(Self {
            begins_on: raw.begins_on,
            uid: all("UID").next().map(|line| line.value.clone()),
            shift,
            length,
            rules,
            also_on: listed("RDATE")?,
            not_on: listed("EXDATE")?.into_iter().collect(),
            replaced: replaced.map(|line| moment(line, &line.value)).transpose()?,
            worked: categories.map(str::trim).any(is_workday),
            cancelled: has("STATUS", "CANCELLED"),
            start,
        })
    }

    /// The recurrence of another event that it stands for.
    pub(super) fn replaces(&self) -> Option<(String, Moment)> {
        self.uid.clone().zip(self.replaced.clone())
    }

    /// Leaves out the recurrences that other events stand for.
    pub(super) fn without(&mut self, replaced: &[(String, Moment)]) {
        if self.replaced.is_some() {
            return;
        }
        let own = replaced.iter().filter(|(uid, _)| Some(uid) == self.uid.as_ref());
        self.not_on.extend(own.map(|(_, moment)| moment.local.date()));
    }

    /// Whether it was called off.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// Whether it says something of a whole date.
    pub(super) fn fills_dates(&self) -> bool {
        self.length > 0
    }

    /// Whether its dates are working days.
    pub(super) fn is_worked(&self) -> bool {
        self.worked
    }

    /// Whether it recurs for ever.
    pub(super) fn is_endless(&self) -> bool {
        self.rules.iter().any(Rule::is_endless)
    }

    /// Its date, if it does not recur.
    pub(super) fn only_date(&self) -> Option<NaiveDate> {
        self.rules.is_empty().then(|| self.start.local.date())
    }

    /// The dates of the span that it fills; `budget` is how many dates may be looked at.
    pub(super) fn dates(
        &self,
        covers: &RangeInclusive<NaiveDate>,
        budget: &mut u32,
    ) -> Result<BTreeSet<NaiveDate>, IcsFault> {
        let reach = Days::new(self.shift + self.length);
        let from = covers.start().checked_sub_days(reach).unwrap_or(NaiveDate::MIN);
        let mut starts: BTreeSet<NaiveDate> = self.also_on.iter().copied().collect();
        starts.insert(self.start.local.date());
        for rule in &self.rules {
            let found = rule.starts(&self.start, from, *covers.end(), budget);
            starts.extend(found.ok_or_else(|| IcsFault::new(self.begins_on, "it recurs too often to be worked out"))?);
        }
        let filled = |start: NaiveDate| {
            let first = start.checked_add_days(Days::new(self.shift)).unwrap_or(NaiveDate::MAX).max(*covers.start());
            let end = start.checked_add_days(reach).unwrap_or(NaiveDate::MAX);
            let end = end.min(covers.end().succ_opt().unwrap_or(NaiveDate::MAX));
            first.iter_days().take_while(move |date| *date < end)
        };
        Ok(starts.difference(&self.not_on).copied().flat_map(filled).collect())
    }
}

/// The categories that mark a working day.
fn is_workday(category: &str) -> bool {
    ["WORKDAY", "WORKING DAY", "WORKING-DAY"].iter().any(|word| category.eq_ignore_ascii_case(word))
}

/// When it ends, on the clock of its start.
fn end(
    start: &Moment,
    start_line: &Line,
    end: Option<&Line>,
    length: Option<&Line>,
) -> Result<NaiveDateTime, IcsFault> {
    let too_far = |line: &Line| line.fault("the event ends out of reach");
    let ends = match (end, length) {
        (Some(line), _) => {
            let ends = moment(line, &line.value)?;
            if ends.clock != start.clock {
                return Err(line.fault("it is on another clock than DTSTART"));
            }
            if ends.local < start.local {
                return Err(line.fault("the event ends before it starts"));
            }
            ends.local
        }
        (None, Some(line)) => {
            let length = duration(&line.value).ok_or_else(|| line.fault("it is no length such as P1D or PT8H"))?;
            start.local.checked_add_signed(length).ok_or_else(|| too_far(line))?
        }
        (None, None) => start.local,
    };
    // A date lasts a day, even where a careless program lets it end when it begins.
    let least = if start.clock == Clock::Date { TimeDelta::days(1) } else { TimeDelta::zero() };
    Ok(ends.max(start.local.checked_add_signed(least).ok_or_else(|| too_far(start_line))?))
}

/// The first date that is filled from 00:00 to 24:00, counted from the start's, and how many there are.
fn filled(start: &Moment, end: NaiveDateTime) -> (u64, u64) {
    let last_minute = NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default();
    let shift = u64::from(start.local.time() != NaiveTime::MIN);
    // Some programs let a day end at 23:59.
    let last_is_whole = i64::from(end.time() >= last_minute);
    let dates = (end.date() - start.local.date()).num_days() + last_is_whole;
    (shift, u64::try_from(dates).unwrap_or_default().saturating_sub(shift))
}

/// The date of a recurrence, which must be written as DTSTART is.
fn alike(line: &Line, moment: Moment, start: &Moment) -> Result<NaiveDate, IcsFault> {
    if moment.clock != start.clock || moment.local.time() != start.local.time() {
        return Err(line.fault("it is not written as DTSTART is: same time of day, same TZID or VALUE"));
    }
    Ok(moment.local.date())
}

/// A date or a time.
pub(super) fn moment(line: &Line, text: &str) -> Result<Moment, IcsFault> {
    let text = text.trim();
    let wrong = || line.fault(format!("{} is no date or time, as in 20270101 or 20270101T090000", shown(text)));
    let number = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let date = || {
        let year = i32::try_from(number(0..4)?).ok()?;
        NaiveDate::from_ymd_opt(year, number(4..6)?, number(6..8)?)
    };
    let date = date().ok_or_else(wrong)?;
    if text.len() == 8 {
        return Ok(Moment { local: date.and_time(NaiveTime::MIN), clock: Clock::Date });
    }
    let time = || {
        // A leap second is the last one of its minute.
        let (hour, minute, second) = (number(9..11)?, number(11..13)?, number(13..15)?.min(59));
        NaiveTime::from_hms_opt(hour, minute, second).filter(|_| text.as_bytes()[8] == b'T')
    };
    let local = date.and_time(time().ok_or_else(wrong)?);
    let clock = match (text.get(15..), line.parameter("TZID")) {
        (Some("Z"), _) => Clock::Utc,
        (Some(""), None) => Clock::Floating,
        (Some(""), Some(zone)) => Clock::Zone(zone.to_owned()),
        _ => return Err(wrong()),
    };
    Ok(Moment { local, clock })
}

/// `P1D`, `PT8H30M`, `P2W`.
fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (dates, times) = text.split_once('T').unwrap_or((text, ""));
    let (mut total, mut digits) = (TimeDelta::zero(), String::new());
    for (part, units) in [(dates, "WD"), (times, "HMS")] {
        for c in part.chars() {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            let number: i64 = digits.parse().ok()?;
            digits.clear();
            let length = match c {
                _ if !units.contains(c) => return None,
                'W' => TimeDelta::try_weeks(number)?,
                'D' => TimeDelta::try_days(number)?,
                'H' => TimeDelta::try_hours(number)?,
                'M' => TimeDelta::try_minutes(number)?,
                _ => TimeDelta::try_seconds(number)?,
            };
            total = total.checked_add(&length)?;
        }
    }
    (digits.is_empty() && !text.is_empty()).then_some(total)
}
