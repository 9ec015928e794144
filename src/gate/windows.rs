//! The windows that several customers have in common, by the rules alone.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Affected, Why, obstacles::Timetable};
use crate::{
    calendar::{Interval, Window},
    policy::Rules,
};

/// The windows of all customers, intersected as instants; in order, from the one that `from` lies in.
///
/// It ends where a calendar does: see [`Windows::known_until`].
pub struct Windows<'a> {
    timetables: Vec<Timetable<'a>>,
    cursor: DateTime<Utc>,
    known_until: NaiveDate,
    ended_by_calendar: bool,
}

impl<'a> Windows<'a> {
    /// The windows that end after `from`.
    pub fn new(customers: &[Affected<'a>], rules: &'a Rules, from: DateTime<Utc>) -> Self {
        let last_dates = customers.iter().map(|who| *who.days.covers().end());
        Self {
            timetables: Timetable::of(customers, rules, from),
            cursor: from,
            known_until: last_dates.min().unwrap_or(NaiveDate::MAX),
            ended_by_calendar: false,
        }
    }

    /// The last date that all calendars know.
    pub fn known_until(&self) -> NaiveDate {
        self.known_until
    }

    /// Whether it ended because a calendar knows no further.
    pub fn ended_by_calendar(&self) -> bool {
        self.ended_by_calendar
    }

    /// The latest end of what is in the way at that instant.
    fn in_the_way(&mut self, at: DateTime<Utc>) -> Option<(Option<DateTime<Utc>>, Why)> {
        let standing = self.timetables.iter_mut().map(|timetable| timetable.next(at)).filter(|next| next.start <= at);
        standing.max_by_key(|next| next.end.unwrap_or(DateTime::<Utc>::MAX_UTC)).map(|next| (next.end, next.why))
    }
}

impl Iterator for Windows<'_> {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        while let Some((end, why)) = self.in_the_way(self.cursor) {
            // A day's grace: dates are local, and the calendar of another customer may know more.
            let beyond = self.cursor.date_naive() > self.known_until + TimeDelta::days(1);
            if beyond && matches!(why, Why::Unknown(_)) {
                self.ended_by_calendar = true;
                return None;
            }
            self.cursor = end?;
        }
        let at = self.cursor;
        let closes = self.timetables.iter_mut().map(|timetable| timetable.next(at).start).min()?;
        let own: Vec<Window> = self.timetables.iter_mut().filter_map(|timetable| timetable.window_at(at)).collect();
        let opens = own.iter().map(|window| window.span.start()).max()?;
        let night_of = own.iter().map(|window| window.night_of).min()?;
        self.cursor = closes;
        Some(Window { night_of, span: Interval::new(opens, closes)? })
    }
}
