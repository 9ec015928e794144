//! What stands in the way of work: the time rules as dated obstacles.

use std::collections::{BTreeMap, HashMap, VecDeque};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::{Affected, OtherWork, Question, RecordedFreeze, ZonedFreeze, slots::Minding};
use crate::{
    calendar::{Interval, Stretch, Window, WindowRule, Zone, nights},
    policy::{CustomerId, Freeze, Rules, Scope, SystemId},
};

/// A time in which the work may not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Its first instant, or the instant asked about if it began before.
    pub start: DateTime<Utc>,
    /// The first instant after it; `None` when no end is known.
    pub end: Option<DateTime<Utc>>,
    /// Which rule it comes from.
    pub why: Why,
}

impl Obstacle {
    /// Whether they share an instant.
    pub(super) fn touches(&self, work: Interval) -> bool {
        self.start < work.end() && self.end.is_none_or(|end| work.start() < end)
    }
}

/// Which rule an obstacle comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It lies between two windows (rows 4 and 5).
    Closed,
    /// The calendar does not know this date (row 3).
    Unknown(NaiveDate),
}

/// Customers of one zone and calendar, with the rules that they share.
type Group<'a> = (&'a [WindowRule], Vec<Affected<'a>>);

/// The nights of all affected customers who share zone, calendar and rules.
pub(super) struct Timetable<'a> {
    /// Whose nights they are; never empty.
    pub(super) customers: Vec<Affected<'a>>,
    ahead: nights::Stretches<'a>,
    seen: VecDeque<Stretch>,
    hopeful: bool,
}

impl<'a> Timetable<'a> {
    /// The timetables for work that begins within the horizon: no such work reaches farther.
    pub(super) fn of_search(question: &Question<'a>, from: DateTime<Utc>) -> Vec<Self> {
        let until = from.checked_add_signed(question.horizon + question.work_length());
        Self::of_span(&question.customers, question.rules, from, until.unwrap_or(DateTime::<Utc>::MAX_UTC))
    }

    /// One timetable a group of customers, for what lies between the two instants.
    pub(super) fn of_span(
        customers: &[Affected<'a>],
        rules: &'a Rules,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<Self> {
        let mut groups: BTreeMap<(&str, &str), Vec<Group<'a>>> = BTreeMap::new();
        for customer in customers {
            let rules = rules.windows.get(customer.id).map_or(&[][..], Vec::as_slice);
            let group = groups.entry((customer.zone.name().as_str(), customer.calendar.as_str())).or_default();
            match group.iter_mut().find(|(known, _)| *known == rules) {
                Some((_, customers)) => customers.push(*customer),
                None => group.push((rules, vec![*customer])),
            }
        }
        groups.into_values().flatten().map(|(rules, customers)| Self::new(rules, customers, from, until)).collect()
    }

    fn new(rules: &'a [WindowRule], customers: Vec<Affected<'a>>, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        let Affected { zone, days, .. } = customers[0];
        let ahead = nights::stretches_before(until, zone, days, rules, from);
        Self { customers, ahead, seen: VecDeque::new(), hopeful: false }
    }

    /// The same, as if every date that the calendar does not know were a working day.
    pub(super) fn hopeful(self) -> Self {
        Self { hopeful: true, ..self }
    }

    /// The first obstacle that ends after `from`. Asked in ascending order: what lies before is forgotten.
    pub(super) fn next(&mut self, from: DateTime<Utc>) -> Obstacle {
        while self.seen.front().is_some_and(|stretch| stretch.span().end() <= from) {
            self.seen.pop_front();
        }
        let mut edge = from;
        let mut index = 0;
        loop {
            let Some(stretch) = self.stretch(index, from) else {
                return Obstacle { start: edge, end: None, why: Why::Closed };
            };
            let span = stretch.span();
            if span.start() > edge {
                return Obstacle { start: edge, end: Some(span.start()), why: Why::Closed };
            }
            match stretch {
                Stretch::Unknown { date, .. } if !self.hopeful => {
                    return Obstacle { start: edge, end: Some(span.end()), why: Why::Unknown(date) };
                }
                Stretch::Open(_) | Stretch::Unknown { .. } => edge = span.end(),
            }
            index += 1;
        }
    }

    /// The window that the instant lies in.
    pub(super) fn window_at(&mut self, at: DateTime<Utc>) -> Option<Window> {
        match self.stretch(0, at)? {
            Stretch::Open(window) if window.span.contains(at) => Some(window),
            _ => None,
        }
    }

    /// Every obstacle that the work touches, in order.
    pub(super) fn touching(&mut self, work: Interval) -> Vec<Obstacle> {
        let mut touched = Vec::new();
        let mut from = work.start();
        loop {
            let obstacle = self.next(from);
            if !obstacle.touches(work) {
                return touched;
            }
            let end = obstacle.end;
            touched.push(obstacle);
            match end {
                Some(end) if end < work.end() => from = end,
                _ => return touched,
            }
        }
    }

    fn stretch(&mut self, index: usize, from: DateTime<Utc>) -> Option<Stretch> {
        while self.seen.len() <= index {
            let stretch = self.ahead.next()?;
            if stretch.span().end() > from {
                self.seen.push_back(stretch);
            }
        }
        self.seen.get(index).copied()
    }
}

/// A time in which the work may not be, whatever the windows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Its first instant.
    pub(super) start: DateTime<Utc>,
    /// The first instant after it; `None` when no end is known.
    pub(super) end: Option<DateTime<Utc>>,
}

impl Span {
    /// Whether they share an instant.
    pub(super) fn touches(&self, work: Interval) -> bool {
        self.start < work.end() && self.end.is_none_or(|end| work.start() < end)
    }
}

/// A freeze on one clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frozen<'a> {
    freeze: &'a Freeze,
    /// The clock of the customers on which it was read; `None` when the freeze names a zone.
    clock: Option<&'a Zone>,
    /// When.
    pub(super) obstacle: Span,
}

impl<'a> Frozen<'a> {
    /// In doubt there is less time to work in: a freeze opens at the earlier reading and closes at the later one.
    fn on(freeze: &'a Freeze, zone: &Zone, clock: Option<&'a Zone>) -> Option<Self> {
        let read = |local: NaiveDateTime| zone.reading(local);
        let span = Interval::new(read(freeze.from).earlier(), read(freeze.until).later())?;
        Some(Self { freeze, clock, obstacle: Span { start: span.start(), end: Some(span.end()) } })
    }

    /// Why there is a freeze.
    pub(super) fn why(&self) -> &str {
        &self.freeze.reason
    }

    /// The frozen systems that stop with the one changed, where it is only for them.
    pub(super) fn through(&self, question: &Question<'_>) -> Vec<SystemId> {
        let Freeze { systems, customers, .. } = self.freeze;
        question.frozen_through(|system| systems.covers(system), |who| customers.covers(who))
    }

    /// The customers that it protects by this clock; `None` when it was read on no customer's clock.
    pub(super) fn whose<'q>(&self, question: &'q Question<'a>) -> Option<impl Iterator<Item = Affected<'a>> + 'q> {
        let (clock, freeze) = (self.clock?, self.freeze);
        let by_it = move |who: &&Affected<'a>| who.zone.name() == clock.name() && question.is_concerned(freeze, who);
        Some(question.customers.iter().filter(by_it).copied())
    }

    /// The customers for whose sake it is, by whatever clock; none when it is for everybody's.
    pub(super) fn protects(&self, question: &Question<'a>) -> Vec<CustomerId> {
        let freeze = self.freeze;
        if question.is_frozen_by_system(freeze) || freeze.customers == Scope::All {
            return Vec::new();
        }
        let by_it = |who: &&Affected<'a>| {
            self.clock.is_none_or(|clock| who.zone.name() == clock.name()) && question.is_concerned(freeze, who)
        };
        question.customers.iter().filter(by_it).map(|who| who.id.clone()).collect()
    }
}

/// Every freeze that concerns the work, once for each clock on which it is read; by start.
pub(super) fn frozen<'a>(question: &Question<'a>) -> Vec<Frozen<'a>> {
    fn clock<'a>(who: &Affected<'a>) -> (&'a str, &'a Zone) {
        (who.zone.name().as_str(), who.zone)
    }
    let mut clocks: BTreeMap<&str, &'a Zone> = BTreeMap::new();
    let mut known: HashMap<&CustomerId, &Affected<'a>> = HashMap::new();
    if !question.freezes.is_empty() {
        clocks = question.customers.iter().map(clock).collect();
        known = question.customers.iter().map(|who| (who.id, who)).collect();
    }
    let through_others = question.customers.iter().any(|who| !who.through.is_empty());
    let mut found = Vec::new();
    for ZonedFreeze { freeze, zone } in &question.freezes {
        // Thousands of customers share a few clocks, and most freezes name a few of them.
        let on: BTreeMap<&str, &'a Zone> = match &freeze.customers {
            _ if question.is_frozen_by_system(freeze) => clocks.clone(),
            Scope::All => clocks.clone(),
            Scope::Listed(_) if through_others && freeze.systems != Scope::nobody() => {
                question.customers.iter().filter(|who| question.is_concerned(freeze, who)).map(clock).collect()
            }
            Scope::Listed(ids) => ids.iter().filter_map(|id| known.get(id)).copied().map(clock).collect(),
        };
        match zone {
            Some(zone) if !on.is_empty() => found.extend(Frozen::on(freeze, zone, None)),
            Some(_) => {}
            None => found.extend(on.values().filter_map(|clock| Frozen::on(freeze, clock, Some(*clock)))),
        }
    }
    found.sort_by_key(|frozen| frozen.obstacle.start);
    found
}

/// Every recorded freeze that concerns the work, with when it is in the way.
pub(super) fn recorded<'q>(question: &'q Question<'_>) -> impl Iterator<Item = (&'q RecordedFreeze, Span)> {
    let span = |freeze: &'q RecordedFreeze| (freeze, Span { start: freeze.from_at, end: freeze.until_at });
    question
        .around
        .freezes
        .iter()
        .filter(|freeze| question.meets(freeze))
        .map(span)
        .filter(|(_, span)| span.end.is_none_or(|end| span.start < end))
}

/// Every other change that the work must not meet, with when it is in the way. Work that takes no time still happens.
pub(super) fn taken<'q>(question: &'q Question<'_>) -> impl Iterator<Item = (&'q OtherWork, Span)> {
    question.around.works.iter().map(|other| {
        let end = other.end_at.map(|end| end.max(other.start_at + TimeDelta::milliseconds(1)));
        (other, Span { start: other.start_at, end })
    })
}

/// All times in which the work may not be, whatever the windows are; merged.
#[derive(Debug, Default)]
pub(super) struct Barriers(Vec<Span>);

impl Barriers {
    /// Freezes and other changes that end after `from`, as far as they are minded.
    pub(super) fn of(question: &Question<'_>, minding: Minding<'_>, from: DateTime<Utc>) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        if minding.contains(&7) {
            spans.extend(frozen(question).iter().map(|frozen| frozen.obstacle));
            spans.extend(recorded(question).map(|(_, span)| span));
        }
        if minding.contains(&9) {
            spans.extend(taken(question).map(|(_, span)| span));
        }
        spans.retain(|span| span.end.is_none_or(|end| end > from));
        spans.sort_by_key(|span| span.start);
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if last.end.is_none_or(|end| span.start <= end) => {
                    last.end = last.end.zip(span.end).map(|(one, other)| one.max(other));
                }
                _ => merged.push(span),
            }
        }
        Self(merged)
    }

    /// The first that the work touches.
    pub(super) fn touching(&self, work: Interval) -> Option<Span> {
        let first = self.0.partition_point(|span| span.end.is_some_and(|end| end <= work.start()));
        self.0.get(first).filter(|span| span.start < work.end()).copied()
    }

    /// When the first begins that begins after `at`.
    pub(super) fn next_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let next = self.0.partition_point(|span| span.start <= at);
        self.0.get(next).map(|span| span.start)
    }
}
