//! The slots of a wall clock: they tile time, whatever the clock does.
//!
//! - **Hours** begin whenever the clock shows a full hour: 23 or 25 on a day on which it is moved by an hour. A full hour
//!   that is shown less than 60 minutes after the one before begins no slot of its own, so that half an hour's move makes
//!   one slot of 90 minutes rather than one of 30, which a job that runs every 60 minutes could miss.
//! - **Days** are local dates, from the first instant of each to that of the next one that exists.
//! - **Weeks** begin with the named day; where that date was skipped, the week before goes on.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc, Weekday};

use crate::{
    calendar::{Interval, Zone},
    policy::Rhythm,
};

/// One slot of a rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// How often.
    pub rhythm: Rhythm,
    /// Its instants.
    pub span: Interval,
    /// What the wall clock shows when it begins, with the offset that tells a repeated hour from the first.
    pub begins_local: DateTime<FixedOffset>,
    /// A backup from here on fills it late: the slot's end, or of a week the end of its first day.
    pub late_from: DateTime<Utc>,
}

impl Slot {
    /// What the slot is called: `2026-10-25T02:00+01:00` of an hour, else its (first) date.
    pub fn label(&self) -> String {
        match self.rhythm {
            Rhythm::Hourly => self.begins_local.format("%Y-%m-%dT%H:%M%:z").to_string(),
            Rhythm::Daily | Rhythm::Weekly(_) => self.begins_local.date_naive().to_string(),
        }
    }

    /// From here on nothing fills it any more: a backup that was begun in it has had time to end.
    pub fn missed_from(&self) -> DateTime<Utc> {
        self.span.end() + slack(self.rhythm)
    }

    /// From here on a backup that is not there is overdue.
    pub fn overdue_from(&self) -> DateTime<Utc> {
        self.late_from + slack(self.rhythm)
    }
}

/// How long a backup may take: so much older than its period is the last one when the next one lands.
pub const fn slack(rhythm: Rhythm) -> TimeDelta {
    match rhythm {
        Rhythm::Hourly => TimeDelta::minutes(30),
        Rhythm::Daily => TimeDelta::hours(2),
        Rhythm::Weekly(_) => TimeDelta::hours(12),
    }
}

/// The slot that the instant lies in. Every instant lies in exactly one.
pub fn slot_at(zone: &Zone, rhythm: Rhythm, at: DateTime<Utc>) -> Slot {
    let (start, end) = match rhythm {
        Rhythm::Hourly => {
            let start = hour_at(zone, at);
            (start, hour_after(zone, start))
        }
        Rhythm::Daily => {
            let date = date_at(zone, at);
            (begin(zone, date), zone.next_midnight(date))
        }
        Rhythm::Weekly(weekday) => {
            let first = week_at(zone, weekday, at);
            (begin(zone, first), begin(zone, next_week(zone, first)))
        }
    };
    let late_from = match rhythm {
        Rhythm::Hourly | Rhythm::Daily => end,
        Rhythm::Weekly(_) => zone.next_midnight(zone.date(start)),
    };
    let span = Interval::new(start, end).expect("the next slot begins after this one");
    Slot { rhythm, span, begins_local: zone.local(start), late_from }
}

/// The slots from the one that `from` lies in, one after the other.
pub fn slots_since(zone: &Zone, rhythm: Rhythm, from: DateTime<Utc>) -> impl Iterator<Item = Slot> + '_ {
    std::iter::successors(Some(slot_at(zone, rhythm, from)), move |slot| Some(slot_at(zone, rhythm, slot.span.end())))
}

/// The beginning of the stretch that is looked at when nobody says how far: a day of hours, a week of days, four weeks.
pub fn first_kept(rhythm: Rhythm, now: DateTime<Utc>) -> DateTime<Utc> {
    now - match rhythm {
        Rhythm::Hourly => TimeDelta::hours(24),
        Rhythm::Daily => TimeDelta::days(7),
        Rhythm::Weekly(_) => TimeDelta::days(28),
    }
}

const HOUR: TimeDelta = TimeDelta::hours(1);
const TICK: TimeDelta = TimeDelta::nanoseconds(1);

/// The last full hour up to `at` that begins a slot.
fn hour_at(zone: &Zone, at: DateTime<Utc>) -> DateTime<Utc> {
    let mut hour = full_hour_until(zone, at);
    while !begins_slot(zone, hour) {
        hour = full_hour_until(zone, hour - TICK);
    }
    hour
}

/// The first full hour after `at` that begins a slot.
fn hour_after(zone: &Zone, at: DateTime<Utc>) -> DateTime<Utc> {
    let mut hour = full_hour_from(zone, at + TICK);
    while !begins_slot(zone, hour) {
        hour = full_hour_from(zone, hour + TICK);
    }
    hour
}

fn begins_slot(zone: &Zone, hour: DateTime<Utc>) -> bool {
    hour - full_hour_until(zone, hour - TICK) >= HOUR
}

/// The last instant up to `at` at which the clock shows a full hour.
fn full_hour_until(zone: &Zone, mut at: DateTime<Utc>) -> DateTime<Utc> {
    loop {
        let hour = at - into_hour(zone, at);
        match zone.last_change(at) {
            // Before the change the clock showed other minutes.
            Some(change) if hour < change => at = change - TICK,
            _ => return hour,
        }
    }
}

/// The first instant from `at` on at which the clock shows a full hour.
fn full_hour_from(zone: &Zone, mut at: DateTime<Utc>) -> DateTime<Utc> {
    loop {
        let into = into_hour(zone, at);
        let hour = if into.is_zero() { at } else { at - into + HOUR };
        match zone.next_change(at) {
            Some(change) if hour >= change => at = change,
            _ => return hour,
        }
    }
}

/// How long ago the clock would have shown a full hour, had it not been moved.
fn into_hour(zone: &Zone, at: DateTime<Utc>) -> TimeDelta {
    const NANOSECONDS: i64 = 1_000_000_000;
    let shown = at.timestamp() + i64::from(zone.offset_at(at).local_minus_utc());
    let nanoseconds = i64::from(at.timestamp_subsec_nanos());
    TimeDelta::nanoseconds(shown.rem_euclid(3600) * NANOSECONDS + nanoseconds)
}

/// The date whose day `at` lies in. A clock that goes back over midnight shows the end of the old date once more: that is
/// part of the new day.
fn date_at(zone: &Zone, at: DateTime<Utc>) -> NaiveDate {
    let mut date = zone.date(at);
    while zone.first_instant(date).is_none_or(|first| first > at) {
        date = date - chrono::Days::new(1);
    }
    while zone.next_midnight(date) <= at {
        date = next_date(zone, date);
    }
    date
}

/// The first instant of a date that exists.
fn begin(zone: &Zone, date: NaiveDate) -> DateTime<Utc> {
    zone.first_instant(date).unwrap_or_else(|| zone.next_midnight(date))
}

/// The next date that exists.
fn next_date(zone: &Zone, date: NaiveDate) -> NaiveDate {
    let mut later = date.iter_days().skip(1);
    later.find(|date| zone.first_instant(*date).is_some()).unwrap_or(NaiveDate::MAX)
}

/// The first day of the week that `at` lies in.
fn week_at(zone: &Zone, weekday: Weekday, at: DateTime<Utc>) -> NaiveDate {
    let mut date = date_at(zone, at);
    while date.weekday() != weekday || zone.first_instant(date).is_none() {
        date = date - chrono::Days::new(1);
    }
    date
}

/// The first day of the next week, a date that exists.
fn next_week(zone: &Zone, first: NaiveDate) -> NaiveDate {
    let mut weeks = first.iter_weeks().skip(1);
    weeks.find(|date| zone.first_instant(*date).is_some()).unwrap_or(NaiveDate::MAX)
}
