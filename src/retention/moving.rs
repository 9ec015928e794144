//! By when a copy has to be on the backup server (R9.2), and where that contradicts how long it stays.

use chrono::{DateTime, NaiveDate, Utc};

use super::expiry;
use crate::{
    calendar::{Day, Workdays, Zone},
    policy::Stay,
};

/// The longest run of free days that is looked through.
const FARTHEST: usize = 60;

/// By when a copy is to be on the backup server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// By the end of that working day.
    On {
        /// The next working day after the day on which the copy was made.
        day: NaiveDate,
        /// Its end.
        at: DateTime<Utc>,
    },
    /// The calendar does not know that day: it is due at once.
    Unknown {
        /// The first day that the calendar does not know.
        day: NaiveDate,
    },
}

impl Due {
    /// Whether the day has come on which it is to be moved.
    pub fn has_come(&self, now: DateTime<Utc>, zone: &Zone) -> bool {
        match self {
            Self::On { day, .. } => zone.date(now) >= *day,
            Self::Unknown { .. } => true,
        }
    }

    /// Whether that day is over.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        matches!(self, Self::On { at, .. } if now >= *at)
    }
}

/// By when a copy made at `at` is to be on the backup server: the next working day after its own.
pub fn due(at: DateTime<Utc>, zone: &Zone, workdays: &Workdays) -> Due {
    match next_working(zone.date(at), workdays) {
        Ok(day) => Due::On { day, at: zone.next_midnight(day) },
        Err(day) => Due::Unknown { day },
    }
}

/// The next working day after that date; the first date that the calendar does not know, if that comes first.
fn next_working(date: NaiveDate, workdays: &Workdays) -> Result<NaiveDate, NaiveDate> {
    for day in date.iter_days().skip(1).take(FARTHEST) {
        match workdays.day(day) {
            Day::Working => return Ok(day),
            Day::Unknown => return Err(day),
            Day::Free => {}
        }
    }
    Err(date)
}

/// A run of free days that is longer than copies of a level stay: made on one of these days, a copy would expire before
/// the day on which it is to be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// The first day whose copies are meant.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
    /// The last day on which a copy of the first day stays by its rule.
    pub stays_until: NaiveDate,
    /// The working day on which it is to be moved.
    pub moved_on: NaiveDate,
}

/// Where the two rules contradict each other for copies made from that date on, so many days ahead.
pub fn clashes(stay: Stay, from: NaiveDate, days: usize, zone: &Zone, workdays: &Workdays) -> Vec<Clash> {
    let mut clashes: Vec<Clash> = Vec::new();
    for date in from.iter_days().take(days) {
        let (Ok(moved_on), Some(made_at)) = (next_working(date, workdays), zone.first_instant(date)) else { continue };
        let stays_until = expiry(stay, made_at, &[zone]).last_day;
        if stays_until >= moved_on {
            continue;
        }
        match clashes.last_mut() {
            Some(clash) if clash.moved_on == moved_on => clash.last = date,
            _ => clashes.push(Clash { first: date, last: date, stays_until, moved_on }),
        }
    }
    clashes
}
