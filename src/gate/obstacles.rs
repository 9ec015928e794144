//! What stands in the way of work: the time rules as dated obstacles.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{Affected, Question, ZonedFreeze};
use crate::{
    calendar::{Interval, Stretch, Window, WindowRule, Zone, nights},
    policy::{CustomerId, Freeze, Rules},
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
    fn touches(&self, work: Interval) -> bool {
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
    /// It is frozen (row 7).
    Frozen(String),
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

/// A freeze that concerns the work, as instants, with whose freeze it is.
#[derive(Debug, Clone)]
pub(super) struct Frozen<'a> {
    /// The customer on whose clock it was read; `None` when the freeze names a zone.
    pub(super) customer: Option<&'a CustomerId>,
    /// When, and why.
    pub(super) obstacle: Obstacle,
}

/// Every freeze that concerns the work, by start.
pub(super) fn frozen<'a>(question: &Question<'a>) -> Vec<Frozen<'a>> {
    let mut found = Vec::new();
    for ZonedFreeze { freeze, zone } in &question.freezes {
        let mut concerned =
            question.customers.iter().filter(|who| freeze.concerns(&question.system.id, who.id)).peekable();
        if concerned.peek().is_none() {
            continue;
        }
        if let Some(zone) = zone {
            found.extend(obstacle(freeze, zone).map(|obstacle| Frozen { customer: None, obstacle }));
            continue;
        }
        for who in concerned {
            found.extend(obstacle(freeze, who.zone).map(|obstacle| Frozen { customer: Some(who.id), obstacle }));
        }
    }
    found.sort_by_key(|frozen| frozen.obstacle.start);
    found
}

/// In doubt there is less time to work in: a freeze opens at the earlier reading and closes at the later one.
fn obstacle(freeze: &Freeze, zone: &Zone) -> Option<Obstacle> {
    let read = |local: NaiveDateTime| zone.reading(local);
    let span = Interval::new(read(freeze.from).earlier(), read(freeze.until).later())?;
    Some(Obstacle { start: span.start(), end: Some(span.end()), why: Why::Frozen(freeze.reason.clone()) })
}

impl Frozen<'_> {
    /// Whether the work touches it.
    pub(super) fn touches(&self, work: Interval) -> bool {
        self.obstacle.touches(work)
    }
}
