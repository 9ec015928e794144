//! When the work fits: the complement of the obstacles, found by leaping from one to the next.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Cause, Lack, OtherWork, Question, Reason, RecordedFreeze, Why,
    adding_up::AddingUp,
    obstacles::{Barriers, Frozen, Span, Timetable, frozen, recorded, taken},
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

/// Which obstacles a search minds, by row: windows (4), freezes (7), other changes (9), stops that add up (10).
pub(super) type Minding<'m> = &'m [u8];

/// All of them.
pub(super) const ALL: Minding<'static> = &[4, 7, 9, 10];
/// The windows alone.
const WINDOWS: Minding<'static> = &[4];

/// Looks for slots from an instant on, as far as the horizon. Lazy: it steps from obstacle to obstacle.
pub struct Search<'a> {
    question: &'a Question<'a>,
    timetables: Vec<Timetable<'a>>,
    barriers: Barriers,
    adding_up: Option<Box<AddingUp<'a>>>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    /// Where it began to look for the next slot.
    resumed_at: DateTime<Utc>,
}

impl<'a> Search<'a> {
    /// All slots that begin before the horizon, counted from `from`, or that `from` lies in.
    pub fn new(question: &'a Question<'a>, from: DateTime<Utc>) -> Self {
        Self::minding(question, from, ALL)
    }

    /// The same by the windows alone, whatever is frozen or planned.
    pub(super) fn of_windows(question: &'a Question<'a>, from: DateTime<Utc>) -> Self {
        Self::minding(question, from, WINDOWS)
    }

    /// The starts from which the work lies in a window, even if it needs none.
    pub(super) fn inside_windows(question: &'a Question<'a>, from: DateTime<Utc>) -> Self {
        Self::over(question, Timetable::of_search(question, from), Barriers::default(), from)
    }

    /// The same by some of the obstacles.
    pub(super) fn minding(question: &'a Question<'a>, from: DateTime<Utc>, minding: Minding<'_>) -> Self {
        let needed = question.needs_window() && minding.contains(&4);
        let timetables = if needed { Timetable::of_search(question, from) } else { Vec::new() };
        let barriers = Barriers::of(question, minding, from);
        let adding_up = if minding.contains(&10) { AddingUp::new(question, from).map(Box::new) } else { None };
        Self { adding_up, ..Self::over(question, timetables, barriers, from) }
    }

    fn over(
        question: &'a Question<'a>,
        timetables: Vec<Timetable<'a>>,
        barriers: Barriers,
        from: DateTime<Utc>,
    ) -> Self {
        let until = from.checked_add_signed(question.horizon).unwrap_or(DateTime::<Utc>::MAX_UTC);
        Self { question, timetables, barriers, adding_up: None, from, until, resumed_at: from }
    }

    /// The instant before which slots begin.
    pub fn searched_until(&self) -> DateTime<Utc> {
        self.until
    }

    /// Why there is no further slot: a calendar that does not know a date which may well be free of obstacles (row 3), a
    /// freeze (row 7), other changes (rows 9 and 10), or no window that is long enough, whatever the calendars would say
    /// (row 6). To be asked when the search has ended.
    pub fn why_none(&self) -> Vec<Reason> {
        match (self.hopeful(ALL), self.hopeful(WINDOWS)) {
            (Some(start), _) => self.unknown_at(start),
            (None, Some(start)) => self.missed_at(start),
            (None, None) => vec![self.no_window()],
        }
    }

    /// The same by the windows alone: row 3 or row 6.
    pub(super) fn why_no_window(&self) -> Vec<Reason> {
        self.hopeful(WINDOWS).map_or_else(|| vec![self.no_window()], |start| self.unknown_at(start))
    }

    /// The next start, if every date that a calendar does not know were a working day.
    fn hopeful(&self, minding: Minding<'_>) -> Option<DateTime<Utc>> {
        let search = Self::minding(self.question, self.resumed_at, minding);
        let timetables = search.timetables.into_iter().map(Timetable::hopeful).collect();
        let mut search = Self { timetables, until: self.until, ..search };
        search.next().map(|slot| slot.start_at)
    }

    /// What keeps the work from a start that unknown dates, freezes and other changes forbid: what is in the way of that
    /// very start, and what bars all later ones, since it lasts until the horizon.
    fn missed_at(&self, start: DateTime<Utc>) -> Vec<Reason> {
        let mut reasons = self.unknown_at(start);
        let Some(work) = self.question.work_from(start) else { return reasons };
        let lasts = |span: &Span| span.start < self.until && span.end.is_none_or(|end| end >= self.until);
        // Of what lasts, that which begins first bars all that comes after.
        let bars_from = spans(self.question).filter(lasts).map(|span| span.start).min();
        let is_last = |span: &Span| lasts(span) && Some(span.start) == bars_from;
        reasons.extend(barring(self.question, |span| span.touches(work) || is_last(span)));
        reasons.extend(stops_add_up(self.question, start));
        reasons
    }

    /// Which dates that work from `start` on would need are unknown, and to whose calendar.
    fn unknown_at(&self, start: DateTime<Utc>) -> Vec<Reason> {
        let Some(work) = self.question.work_from(start) else { return Vec::new() };
        let mut reasons = Vec::new();
        let timetables =
            if self.question.needs_window() { Timetable::of_search(self.question, start) } else { Vec::new() };
        for mut timetable in timetables {
            let unknown = timetable.touching(work).into_iter().find_map(|obstacle| match obstacle.why {
                Why::Unknown(date) => Some(date),
                Why::Closed => None,
            });
            reasons.extend(
                unknown
                    .into_iter()
                    .flat_map(|date| timetable.customers.iter().map(move |who| unknown_reason(who, date))),
            );
        }
        reasons
    }

    /// Row 6 for this search.
    fn no_window(&self) -> Reason {
        let lack = match (self.each_has_windows(), self.question.system.divisible) {
            (false, _) => Lack::OfOne,
            (true, true) => Lack::OfAllDivisible,
            (true, false) => Lack::OfAll,
        };
        Reason::somebody(Cause::NoWindow { searched_until: self.until, lack })
    }

    /// Whether every customer has a window that is long enough, on its own.
    fn each_has_windows(&self) -> bool {
        let timetables = Timetable::of_search(self.question, self.resumed_at);
        timetables.len() > 1
            && timetables.into_iter().all(|timetable| {
                let question = self.question.about(timetable.customers, Vec::new());
                Search::of_windows(&question, self.resumed_at).hopeful(WINDOWS).is_some()
            })
    }

    /// The first obstacle that work starting at `start` touches.
    fn in_the_way(&mut self, start: DateTime<Utc>) -> Option<Span> {
        let work = self.question.work_from(start)?;
        if let Some(span) = self.barriers.touching(work) {
            return Some(span);
        }
        let mut obstacles = self.timetables.iter_mut().map(|timetable| timetable.next(start));
        if let Some(obstacle) = obstacles.find(|obstacle| obstacle.start < work.end()) {
            return Some(Span { start: obstacle.start, end: obstacle.end });
        }
        let barred = self.adding_up.as_mut().and_then(|adding_up| adding_up.next(start));
        barred.filter(|(first, _)| *first <= start).map(|(first, end)| Span { start: first, end: Some(end) })
    }

    /// The last start from which the work ends before the next obstacle.
    fn latest_start(&mut self, start: DateTime<Utc>) -> DateTime<Utc> {
        let windows = self.timetables.iter_mut().map(|timetable| timetable.next(start).start).min();
        let next = windows.into_iter().chain(self.barriers.next_after(start)).min();
        let before = next.map(|next| next - self.question.work_length());
        let barred = self.adding_up.as_mut().and_then(|adding_up| adding_up.next(start));
        let barred = barred.map(|(first, _)| first - TimeDelta::milliseconds(1));
        before.into_iter().chain(barred).min().unwrap_or(self.until)
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
    let (calendar, built_in) = (who.calendar.clone(), who.days.is_built_in());
    Reason::somebody(Cause::CalendarUnknown { calendar, date, known_until, built_in }).of(who.id)
}

/// When freezes and other changes are in the way.
fn spans(question: &Question<'_>) -> impl Iterator<Item = Span> {
    let by_rules = frozen(question).into_iter().map(|frozen| frozen.obstacle);
    by_rules.chain(recorded(question).map(|(_, span)| span)).chain(taken(question).map(|(_, span)| span))
}

/// Rows 7, 9 and 10 for work that would start at `start`.
pub(super) fn in_the_way(question: &Question<'_>, start: DateTime<Utc>) -> Vec<Reason> {
    let Some(work) = question.work_from(start) else { return Vec::new() };
    let mut reasons = barring(question, |span| span.touches(work));
    reasons.extend(stops_add_up(question, start));
    reasons
}

/// Rows 7 and 9: the freezes and the other changes of which `minded` says that they matter.
fn barring(question: &Question<'_>, minded: impl Fn(&Span) -> bool) -> Vec<Reason> {
    let by_rules = frozen(question).into_iter().filter(|frozen| minded(&frozen.obstacle));
    let mut reasons: Vec<Reason> = by_rules.flat_map(|frozen| frozen_reasons(question, &frozen)).collect();
    for (freeze, _) in recorded(question).filter(|(_, span)| minded(span)) {
        let RecordedFreeze { id, why, from_at, until_at, customers, systems } = freeze;
        let through = question.frozen_through(|system| systems.contains(system), |who| customers.contains(who));
        let cause = Cause::Frozen { why: why.clone(), from: *from_at, until: *until_at, recorded: Some(*id), through };
        let reason = match until_at {
            Some(_) => Reason::time(cause, *until_at),
            None => Reason::somebody(cause),
        };
        if question.is_frozen_for_all(freeze) {
            reasons.push(reason);
            continue;
        }
        let protected = question.customers.iter().filter(|who| question.is_protected(freeze, who));
        reasons.extend(protected.map(|who| reason.clone().of(who.id)));
    }
    let others = taken(question).filter(|(_, span)| minded(span));
    reasons.extend(others.map(|(other, span)| conflict(other, span)));
    reasons
}

/// The freeze that holds at that instant: why, and until when.
pub fn frozen_at(question: &Question<'_>, at: DateTime<Utc>) -> Option<(String, Option<DateTime<Utc>>)> {
    let moment = Interval::new(at, at + TimeDelta::milliseconds(1))?;
    let by_rules = frozen(question).into_iter().map(|frozen| (frozen.why().to_owned(), frozen.obstacle));
    let by_people = recorded(question).map(|(freeze, span)| (freeze.why.clone(), span));
    let holding = by_rules.chain(by_people).filter(|(_, span)| span.touches(moment));
    // Of several that hold, the one that holds longest.
    let longest = holding.max_by_key(|(_, span)| span.end.unwrap_or(DateTime::<Utc>::MAX_UTC));
    longest.map(|(why, span)| (why, span.end))
}

/// The freezes that overlap that span; one without an end reaches to the end of the span.
pub fn freezes(question: &Question<'_>, within: Interval) -> Vec<Interval> {
    let by_rules = frozen(question).into_iter().map(|frozen| frozen.obstacle);
    let spans = by_rules.chain(recorded(question).map(|(_, span)| span));
    let known = spans.filter_map(|span| Interval::new(span.start, span.end.unwrap_or(within.end())));
    known.filter(|freeze| freeze.overlaps(&within)).collect()
}

/// Row 7 for one freeze: one reason for each customer on whose clock it is read.
fn frozen_reasons(question: &Question<'_>, frozen: &Frozen<'_>) -> Vec<Reason> {
    let Span { start: from, end } = frozen.obstacle;
    let through = frozen.through(question);
    let reason = || {
        let (why, through) = (frozen.why().to_owned(), through.clone());
        let cause = Cause::Frozen { why, from, until: end, recorded: None, through };
        if end.is_some() { Reason::time(cause, end) } else { Reason::somebody(cause) }
    };
    match frozen.whose(question) {
        None => vec![reason()],
        Some(customers) => customers.map(|who| reason().of(who.id)).collect(),
    }
}

/// Row 9 for one change.
fn conflict(other: &OtherWork, span: Span) -> Reason {
    let OtherWork { change, system, start_at, end_at, running } = other.clone();
    let cause = Cause::Conflict { change, system, start_at, end_at, running };
    if span.end.is_some() { Reason::time(cause, span.end) } else { Reason::somebody(cause) }
}

/// Row 10.
fn stops_add_up(question: &Question<'_>, start: DateTime<Utc>) -> Option<Reason> {
    let mut adding_up = AddingUp::new(question, start)?;
    let (_, passes_at) = adding_up.next(start).filter(|(first, _)| *first <= start)?;
    let (total, changes) = adding_up.most(start);
    Some(Reason::time(Cause::StopsAddUp { total, changes }, Some(passes_at)))
}
