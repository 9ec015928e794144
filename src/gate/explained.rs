//! Who closes which hours: the obstacles of a search, each with whose it is.
//!
//! A search only asks what is in the way. A planner also asks who: whose window to ask for, which freeze to talk about. The
//! obstacles are the very same; nothing is judged here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Affected, Question, Slot, Why,
    adding_up::AddingUp,
    obstacles::{Timetable, frozen, recorded, taken},
};
use crate::{
    calendar::{Interval, Window, interval::union},
    change::ChangeId,
    freeze::FreezeId,
    policy::{CustomerId, Rules, SystemId},
};

/// Who closes which hours of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The span.
    pub within: Interval,
    /// Whatever closes some of it: what stands in the way of everybody before the customers' own windows.
    pub closers: Vec<Closer>,
    /// The whole span in order, cut wherever something begins or ends to be closed.
    pub sections: Vec<Section>,
}

/// Something that closes hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closer {
    /// What it is.
    pub cause: Closing,
    /// The customers for whose sake; everybody's when empty.
    pub customers: Vec<CustomerId>,
    /// When, in order, cut at the ends of the span.
    pub spans: Vec<Interval>,
}

impl Closer {
    fn closes(&self, at: DateTime<Utc>) -> bool {
        let next = self.spans.partition_point(|span| span.end() <= at);
        self.spans.get(next).is_some_and(|span| span.contains(at))
    }
}

/// What closes hours, by the rows of the decision table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closing {
    /// The customers have no window then (rows 4 and 5).
    Windows,
    /// Their calendar does not know these dates (row 3).
    UnknownDates(Vec<NaiveDate>),
    /// A freeze (row 7).
    Freeze {
        /// Why there is one.
        why: String,
        /// Its id, if it is recorded and not in the rules.
        recorded: Option<FreezeId>,
    },
    /// Another change (row 9).
    Change {
        /// Which.
        change: ChangeId,
        /// What it stops.
        system: SystemId,
    },
    /// A stop that starts then adds up with those of other changes (row 10).
    StopsAddUp(Vec<ChangeId>),
}

impl Closing {
    /// Whether it is a matter of the customers' own windows and calendars.
    pub fn is_of_windows(&self) -> bool {
        matches!(self, Self::Windows | Self::UnknownDates(_))
    }
}

/// A piece of the span throughout which the same closes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// When.
    pub span: Interval,
    /// How many close it; none: it is open.
    pub count: usize,
    /// Who closes it alone, by its place among the closers.
    pub alone: Option<usize>,
    /// How many customers have no window then.
    pub without_window: usize,
}

impl Explained {
    /// Whatever closes that section.
    pub fn closing(&self, section: &Section) -> impl Iterator<Item = &Closer> {
        let at = section.span.start();
        self.closers.iter().filter(move |closer| closer.closes(at))
    }

    /// Freezes, other changes and stops that add up, as far as they close that section.
    pub fn in_everybodys_way(&self, section: &Section) -> impl Iterator<Item = &Closer> {
        let at = section.span.start();
        let others = self.closers.iter().take_while(|closer| !closer.cause.is_of_windows());
        others.filter(move |closer| closer.closes(at))
    }
}

/// Who closes which hours of a span.
pub fn explain(question: &Question<'_>, within: Interval) -> Explained {
    let mut closers = in_everybodys_way(question, within);
    if question.needs_window() {
        closers.extend(without_windows(&question.customers, question.rules, within));
    }
    let sections = sections(&closers, within);
    Explained { within, closers, sections }
}

/// Who binds a slot: whatever ends where it begins, and whatever begins where work that starts at its last instant ends.
pub fn bound_by(question: &Question<'_>, slot: &Slot) -> Bound {
    let Some(span) = question.work_from(slot.latest_start_at).and_then(|work| Interval::new(slot.start_at, work.end()))
    else {
        return Bound::default();
    };
    let around = around(span);
    let mut closers = around.map(|around| in_everybodys_way(question, around)).unwrap_or_default();
    if let Some(around) = around.filter(|_| question.needs_window()) {
        closers.extend(without_windows(&question.customers, question.rules, around));
    }
    Bound::of(closers, span)
}

/// Who binds a common window: whose opens last, and whose closes first.
pub fn window_bound_by(customers: &[Affected<'_>], rules: &Rules, window: &Window) -> Bound {
    let closers = around(window.span).map(|around| without_windows(customers, rules, around)).unwrap_or_default();
    Bound::of(closers, window.span)
}

/// What bounds an open span.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    /// What ends where it begins.
    pub from: Vec<Closer>,
    /// What begins where it ends.
    pub until: Vec<Closer>,
}

impl Bound {
    fn of(closers: Vec<Closer>, span: Interval) -> Self {
        let ends = |closer: &&Closer| closer.spans.iter().any(|closed| closed.end() == span.start());
        let begins = |closer: &&Closer| closer.spans.iter().any(|closed| closed.start() == span.end());
        Self {
            from: closers.iter().filter(ends).cloned().collect(),
            until: closers.iter().filter(begins).cloned().collect(),
        }
    }

    /// The customers for whose sake it is bounded.
    pub fn customers(&self) -> impl Iterator<Item = &CustomerId> {
        self.from.iter().chain(&self.until).flat_map(|closer| &closer.customers)
    }
}

/// The span, and the moment before and after it.
fn around(span: Interval) -> Option<Interval> {
    let moment = TimeDelta::milliseconds(1);
    Interval::new(span.start() - moment, span.end() + moment)
}

/// Freezes, other changes, and stops that add up.
fn in_everybodys_way(question: &Question<'_>, within: Interval) -> Vec<Closer> {
    let mut closers: Vec<Closer> = Vec::new();
    let mut add = |cause: Closing, customers: Vec<CustomerId>, start: DateTime<Utc>, end: Option<DateTime<Utc>>| {
        let Some(span) = clipped(start, end, within) else { return };
        match closers.iter_mut().find(|known| known.cause == cause && known.customers == customers) {
            Some(known) => known.spans.push(span),
            None => closers.push(Closer { cause, customers, spans: vec![span] }),
        }
    };
    let reaches = |start: DateTime<Utc>, end: Option<DateTime<Utc>>| clipped(start, end, within).is_some();
    for frozen in frozen(question).into_iter().filter(|it| reaches(it.obstacle.start, it.obstacle.end)) {
        let cause = Closing::Freeze { why: frozen.why().to_owned(), recorded: None };
        add(cause, frozen.protects(question), frozen.obstacle.start, frozen.obstacle.end);
    }
    for (freeze, span) in recorded(question).filter(|(_, span)| reaches(span.start, span.end)) {
        let protected = question.customers.iter().filter(|who| question.is_protected(freeze, who));
        let whom =
            if question.is_frozen_for_all(freeze) { Vec::new() } else { protected.map(|who| who.id.clone()).collect() };
        let cause = Closing::Freeze { why: freeze.why.clone(), recorded: Some(freeze.id) };
        add(cause, whom, span.start, span.end);
    }
    for (other, span) in taken(question) {
        let cause = Closing::Change { change: other.change, system: other.system.clone() };
        add(cause, Vec::new(), span.start, span.end);
    }
    // Whatever the horizon is, windows are known as far as is explained.
    let question = &Question { horizon: question.horizon.max(within.length()), ..question.clone() };
    let mut adding_up = AddingUp::new(question, within.start());
    let mut from = within.start();
    while let Some((first, passes_at)) = adding_up.as_mut().and_then(|adding_up| adding_up.next(from)) {
        if first >= within.end() || passes_at <= from {
            break;
        }
        let changes = adding_up.as_ref().map(|adding_up| adding_up.most(first).1).unwrap_or_default();
        add(Closing::StopsAddUp(changes), Vec::new(), first, Some(passes_at));
        from = passes_at;
    }
    for closer in &mut closers {
        closer.spans = union(std::mem::take(&mut closer.spans));
    }
    closers
}

fn clipped(start: DateTime<Utc>, end: Option<DateTime<Utc>>, within: Interval) -> Option<Interval> {
    Interval::new(start.max(within.start()), end.map_or(within.end(), |end| end.min(within.end())))
}

/// The hours outside the customers' own windows.
fn without_windows(customers: &[Affected<'_>], rules: &Rules, within: Interval) -> Vec<Closer> {
    let mut closers = Vec::new();
    for mut timetable in Timetable::of_span(customers, rules, within.start(), within.end()) {
        let (mut closed, mut unknown, mut dates) = (Vec::new(), Vec::new(), BTreeSet::new());
        for obstacle in timetable.touching(within) {
            let Some(span) = clipped(obstacle.start, obstacle.end, within) else { continue };
            match obstacle.why {
                Why::Closed => closed.push(span),
                Why::Unknown(date) => {
                    unknown.push(span);
                    dates.insert(date);
                }
            }
        }
        let whose: Vec<CustomerId> = timetable.customers.iter().map(|who| who.id.clone()).collect();
        if !unknown.is_empty() {
            let cause = Closing::UnknownDates(dates.into_iter().collect());
            closers.push(Closer { cause, customers: whose.clone(), spans: unknown });
        }
        if !closed.is_empty() {
            closers.push(Closer { cause: Closing::Windows, customers: whose, spans: closed });
        }
    }
    closers
}

/// Cuts the span wherever a closer begins or ends.
fn sections(closers: &[Closer], within: Interval) -> Vec<Section> {
    // Of each edge: who begins there, and who ends.
    let mut edges: BTreeMap<DateTime<Utc>, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, closer) in closers.iter().enumerate() {
        for span in &closer.spans {
            edges.entry(span.start()).or_default().0.push(index);
            edges.entry(span.end()).or_default().1.push(index);
        }
    }
    edges.entry(within.start()).or_default();
    edges.entry(within.end()).or_default();
    let mut active: BTreeSet<usize> = BTreeSet::new();
    let mut without_window = 0;
    let mut sections = Vec::new();
    let mut edges = edges.into_iter().peekable();
    while let Some((at, (begin, end))) = edges.next() {
        for index in end {
            active.remove(&index);
            without_window -= windowless(&closers[index]);
        }
        for index in begin {
            active.insert(index);
            without_window += windowless(&closers[index]);
        }
        let Some(span) = edges.peek().and_then(|(next, _)| Interval::new(at, *next)) else { break };
        let alone = active.first().copied().filter(|_| active.len() == 1);
        sections.push(Section { span, count: active.len(), alone, without_window });
    }
    sections
}

/// How many customers have no window while it closes: each of them is in one timetable.
fn windowless(closer: &Closer) -> usize {
    if closer.cause.is_of_windows() { closer.customers.len() } else { 0 }
}
