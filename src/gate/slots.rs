//! When the work fits: the complement of the obstacles, found by leaping from one to the next.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Cause, Question, Reason, Why,
    obstacles::{Frozen, Obstacle, Timetable, frozen},
};
use crate::calendar::Interval;

/// An interval of starts from which the whole work fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The first such start.
    pub start_at: DateTime<Utc>,
    /// The last such start.
    pub latest_start_at: DateTime<Utc>,
    /// The working day whose night it is; for a stop that needs no window, the first customer's date.
    pub night_of: NaiveDate,
}

/// Looks for slots from an instant on, as far as the horizon. Lazy: it steps from obstacle to obstacle.
pub struct Search<'a> {
    question: &'a Question<'a>,
    timetables: Vec<Timetable<'a>>,
    frozen: Vec<Frozen<'a>>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    /// Where it began to look for the next slot.
    resumed_at: DateTime<Utc>,
}

impl<'a> Search<'a> {
    /// All slots that begin before the horizon, counted from `from`, or that `from` lies in.
    pub fn new(question: &'a Question<'a>, from: DateTime<Utc>) -> Self {
        Self { frozen: frozen(question), ..Self::of_windows(question, from) }
    }

    /// The same by the windows alone, whatever is frozen.
    pub(super) fn of_windows(question: &'a Question<'a>, from: DateTime<Utc>) -> Self {
        let timetables = if question.needs_window() { Timetable::of_search(question, from) } else { Vec::new() };
        Self::over(question, timetables, from)
    }

    fn over(question: &'a Question<'a>, timetables: Vec<Timetable<'a>>, from: DateTime<Utc>) -> Self {
        let until = from.checked_add_signed(question.horizon).unwrap_or(DateTime::<Utc>::MAX_UTC);
        Self { question, timetables, frozen: Vec::new(), from, until, resumed_at: from }
    }

    /// The instant before which slots begin.
    pub fn searched_until(&self) -> DateTime<Utc> {
        self.until
    }

    /// When the work is frozen, whatever the windows say.
    pub fn freezes(&self) -> impl Iterator<Item = Interval> + '_ {
        let span = |frozen: &Frozen<'_>| Interval::new(frozen.obstacle.start, frozen.obstacle.end?);
        self.frozen.iter().filter_map(span)
    }

    /// The freeze that holds at that instant: why, and until when.
    pub fn frozen_at(&self, at: DateTime<Utc>) -> Option<(String, Option<DateTime<Utc>>)> {
        let moment = Interval::new(at, at + TimeDelta::milliseconds(1))?;
        let holding = self.frozen.iter().filter(|frozen| frozen.touches(moment));
        // Of several that hold, the one that holds longest.
        let longest = holding.max_by_key(|frozen| frozen.obstacle.end.unwrap_or(DateTime::<Utc>::MAX_UTC))?;
        match &longest.obstacle.why {
            Why::Frozen(why) => Some((why.clone(), longest.obstacle.end)),
            Why::Closed | Why::Unknown(_) => None,
        }
    }

    /// Why there is no further slot: a calendar that does not know a date which may well be free of obstacles (row 3), a
    /// freeze (row 7), or no window that is long enough, whatever the calendars would say (row 6). To be asked when the
    /// search has ended.
    pub fn why_none(&self) -> Vec<Reason> {
        let hoped_for = self.hopeful(self.frozen.clone()).or_else(|| self.hopeful(Vec::new()));
        hoped_for.map_or_else(|| vec![self.no_window()], |start| self.missed_at(start))
    }

    /// The next start, if every date that a calendar does not know were a working day.
    fn hopeful(&self, frozen: Vec<Frozen<'a>>) -> Option<DateTime<Utc>> {
        let timetables = Timetable::of_search(self.question, self.resumed_at).into_iter().map(Timetable::hopeful);
        let timetables = if self.question.needs_window() { timetables.collect() } else { Vec::new() };
        let mut search = Self { frozen, until: self.until, ..Self::over(self.question, timetables, self.resumed_at) };
        search.next().map(|slot| slot.start_at)
    }

    /// What keeps the work from a start that only unknown dates and freezes forbid.
    fn missed_at(&self, start: DateTime<Utc>) -> Vec<Reason> {
        let Some(work) = self.work(start) else { return Vec::new() };
        let mut reasons = Vec::new();
        for mut timetable in Timetable::of_search(self.question, start) {
            let unknown = timetable.touching(work).into_iter().find_map(|obstacle| match obstacle.why {
                Why::Unknown(date) => Some(date),
                Why::Closed | Why::Frozen(_) => None,
            });
            reasons.extend(
                unknown
                    .into_iter()
                    .flat_map(|date| timetable.customers.iter().map(move |who| unknown_reason(who, date))),
            );
        }
        reasons.extend(self.frozen.iter().filter(|frozen| frozen.touches(work)).map(frozen_reason));
        reasons
    }

    /// Row 6 for this search.
    fn no_window(&self) -> Reason {
        let shared = self.question.customers.len() > 1;
        Reason::somebody(Cause::NoWindow { searched_until: self.until, shared })
    }

    fn work(&self, start: DateTime<Utc>) -> Option<Interval> {
        Interval::new(start, start.checked_add_signed(self.question.work_length())?)
    }

    /// The first obstacle that work starting at `start` touches.
    fn in_the_way(&mut self, start: DateTime<Utc>) -> Option<Obstacle> {
        let work = self.work(start)?;
        if let Some(frozen) = self.frozen.iter().find(|frozen| frozen.touches(work)) {
            return Some(frozen.obstacle.clone());
        }
        let mut obstacles = self.timetables.iter_mut().map(|timetable| timetable.next(start));
        obstacles.find(|obstacle| obstacle.start < work.end())
    }

    /// The last start from which the work ends before the next obstacle.
    fn latest_start(&mut self, start: DateTime<Utc>) -> DateTime<Utc> {
        let windows = self.timetables.iter_mut().map(|timetable| timetable.next(start).start).min();
        let freezes = self.frozen.iter().map(|frozen| frozen.obstacle.start).filter(|begins| *begins > start).min();
        windows.into_iter().chain(freezes).min().map_or(self.until, |next| next - self.question.work_length())
    }

    fn night_of(&mut self, start: DateTime<Utc>) -> NaiveDate {
        let windows = self.timetables.iter_mut().filter_map(|timetable| timetable.window_at(start));
        let first = &self.question.customers[0];
        windows.map(|window| window.night_of).min().unwrap_or_else(|| first.zone.local(start).date_naive())
    }
}

impl Iterator for Search<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        let mut start = self.from;
        while start < self.until {
            if let Some(obstacle) = self.in_the_way(start) {
                start = obstacle.end?;
                continue;
            }
            let latest_start_at = self.latest_start(start).max(start);
            self.from = latest_start_at + TimeDelta::milliseconds(1);
            self.resumed_at = self.from;
            return Some(Slot { start_at: start, latest_start_at, night_of: self.night_of(start) });
        }
        self.from = self.until;
        None
    }
}

/// Row 3 for one customer.
pub(super) fn unknown_reason(who: &super::Affected<'_>, date: NaiveDate) -> Reason {
    let known_until = *who.days.covers().end();
    Reason::somebody(Cause::CalendarUnknown { calendar: who.calendar.clone(), date, known_until }).of(who.id)
}

/// Row 7 for one freeze.
pub(super) fn frozen_reason(frozen: &Frozen<'_>) -> Reason {
    let Obstacle { end, why, .. } = &frozen.obstacle;
    let why = match why {
        Why::Frozen(why) => why.clone(),
        Why::Closed | Why::Unknown(_) => String::new(),
    };
    let cause = Cause::Frozen { why, until: *end };
    let reason = match end {
        Some(_) => Reason::time(cause, *end),
        None => Reason::somebody(cause),
    };
    Reason { customer: frozen.customer.cloned(), ..reason }
}
