//! The windows that several customers have in common, by the rules alone.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

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
        let known_until = customers.iter().map(|who| *who.days.covers().end()).min().unwrap_or(NaiveDate::MAX);
        Self {
            timetables: Timetable::of_span(customers, rules, from, after(known_until)),
            cursor: from,
            known_until,
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
            let beyond = self.cursor >= after(self.known_until) && matches!(why, Why::Unknown(_));
            let Some(end) = end.filter(|_| !beyond) else {
                self.ended_by_calendar = true;
                return None;
            };
            self.cursor = end;
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

/// An instant by which the date is over everywhere, and the night that it opens too.
fn after(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN).and_utc();
    midnight.checked_add_signed(TimeDelta::days(3)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
