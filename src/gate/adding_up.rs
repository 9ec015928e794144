//! Row 10: short stops that add up to a long one.
//!
//! A span of `count-together` lies around a stop when it holds all of it. Where a stop lies within the work that makes it
//! nobody knows: in doubt it lies where most of it is inside the span. Let `L` be the limit, `C` the span, `d` and `D` the
//! lengths of this stop and its work, `f(u)` what the other stops can add to the span that begins at `u`. Work that starts at
//! `t` is barred when `d + f(u) > L` for some `u` whose span can hold the stop: `t - (C - d) ≤ u ≤ t + (D - d)`. What each
//! stop adds rises, stays and falls along straight lines, so the `u` with `f(u) > L - d` are found by one sweep over the
//! corners, and the barred starts are those intervals, widened.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::{OtherStop, Question, Search, Slot};
use crate::change::ChangeId;

/// The starts from which a short stop would add up with others.
pub(super) struct AddingUp<'a> {
    question: &'a Question<'a>,
    /// First and last start that are barred unless the work lies in a window; in milliseconds, sorted, disjoint.
    barred: Vec<(i64, i64)>,
    /// Work inside a window is let through: the starts from which it is, in order.
    inside: Search<'a>,
    seen: VecDeque<Slot>,
}

impl<'a> AddingUp<'a> {
    /// For work that begins at `from` or later; `None` where nothing can add up.
    pub(super) fn new(question: &'a Question<'a>, from: DateTime<Utc>) -> Option<Self> {
        let Question { downtime, around, rules, .. } = question;
        let counts = *downtime > TimeDelta::zero() && !question.needs_window() && !around.stops.is_empty();
        let barred = if counts { barred(question) } else { Vec::new() };
        if barred.is_empty() || rules.count_together < *downtime {
            return None;
        }
        Some(Self { question, barred, inside: Search::inside_windows(question, from), seen: VecDeque::new() })
    }

    /// The next barred starts that do not end before `from`: the first of them, and the first start after them. Asked in
    /// ascending order.
    pub(super) fn next(&mut self, from: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        while self.seen.front().is_some_and(|slot| slot.latest_start_at < from) {
            self.seen.pop_front();
        }
        let first = self.barred.partition_point(|(_, last)| *last < from.timestamp_millis());
        for index in first..self.barred.len() {
            let (first, last) = self.barred[index];
            let (mut start, last) = (instant(first)?.max(from), instant(last)?);
            while start <= last {
                match self.let_through(start) {
                    Some(slot) if slot.start_at <= start => start = slot.latest_start_at + MOMENT,
                    Some(slot) => return Some((start, slot.start_at.min(last + MOMENT))),
                    None => return Some((start, last + MOMENT)),
                }
            }
        }
        None
    }

    /// The starts inside a window that do not end before `from`.
    fn let_through(&mut self, from: DateTime<Utc>) -> Option<Slot> {
        if let Some(known) = self.seen.iter().find(|slot| slot.latest_start_at >= from) {
            return Some(*known);
        }
        loop {
            let slot = self.inside.next()?;
            self.seen.push_back(slot);
            if slot.latest_start_at >= from {
                return Some(slot);
            }
        }
    }

    /// The most that a span around work at that start can hold, this stop included, and whose stops they are.
    pub(super) fn most(&self, start: DateTime<Utc>) -> (TimeDelta, Vec<ChangeId>) {
        let Terms { own, work, span, .. } = Terms::of(self.question);
        let start = start.timestamp_millis();
        let (first, last) = (start - (span - own), start + (work - own));
        let stops: Vec<Share> = self.question.around.stops.iter().map(|stop| Share::of(stop, span)).collect();
        let corners = stops.iter().flat_map(Share::corners).map(|(at, _)| at);
        let begins = corners.filter(|at| (first..=last).contains(at)).chain([first, last]);
        let total = |at: &i64| stops.iter().map(|share| share.at(*at)).sum::<i64>();
        let Some(worst) = begins.max_by_key(total) else { return (self.question.downtime, Vec::new()) };
        let adding = self.question.around.stops.iter().zip(&stops).filter(|(_, share)| share.at(worst) > 0);
        let changes = adding.map(|(stop, _)| stop.change);
        (TimeDelta::milliseconds(own + total(&worst)), changes.collect())
    }
}

const MOMENT: TimeDelta = TimeDelta::milliseconds(1);

/// What is asked about, in milliseconds.
struct Terms {
    own: i64,
    work: i64,
    span: i64,
    limit: i64,
}

impl Terms {
    fn of(question: &Question<'_>) -> Self {
        Self {
            own: question.downtime.num_milliseconds(),
            work: question.work_length().num_milliseconds(),
            span: question.rules.count_together.num_milliseconds(),
            limit: question.rules.downtime_limit.num_milliseconds(),
        }
    }
}

/// What one stop adds to the span that begins at an instant: nothing, then more and more of it, then less and less.
struct Share {
    start: i64,
    end: i64,
    span: i64,
    most: i64,
}

impl Share {
    fn of(stop: &OtherStop, span: i64) -> Self {
        let (start, end) = (stop.within.start().timestamp_millis(), stop.within.end().timestamp_millis());
        Self { start, end, span, most: stop.length.num_milliseconds().min(end - start).min(span) }
    }

    fn at(&self, begin: i64) -> i64 {
        let shared = self.end.min(begin + self.span) - self.start.max(begin);
        shared.clamp(0, self.most.max(0))
    }

    /// Where the line bends, and by how much it gets steeper.
    fn corners(&self) -> [(i64, i64); 4] {
        let Self { start, end, span, most } = *self;
        [(start - span, 1), (start - span + most, -1), (end - most, -1), (end, 1)]
    }
}

/// First and last start that are barred, wherever windows are.
fn barred(question: &Question<'_>) -> Vec<(i64, i64)> {
    let Terms { own, work, span, limit } = Terms::of(question);
    let too_much = limit - own + 1;
    let shares = question.around.stops.iter().map(|stop| Share::of(stop, span)).filter(|share| share.most > 0);
    let mut corners: BTreeMap<i64, i64> = BTreeMap::new();
    for (at, bend) in shares.flat_map(|share| share.corners()) {
        *corners.entry(at).or_default() += bend;
    }
    let (mut value, mut slope) = (0, 0);
    let mut found: Vec<(i64, i64)> = Vec::new();
    let mut corners = corners.into_iter().peekable();
    while let Some((at, bend)) = corners.next() {
        slope += bend;
        let Some((next, _)) = corners.peek() else { break };
        let reached = value + slope * (next - at);
        let first = if value >= too_much { at } else { at + ceil(too_much - value, slope) };
        let last = if reached >= too_much { *next } else { at + floor(value - too_much, -slope) };
        if value.max(reached) >= too_much {
            let (first, last) = (first - (work - own), last + (span - own));
            match found.last_mut() {
                Some((_, end)) if first <= *end + 1 => *end = last.max(*end),
                _ => found.push((first, last)),
            }
        }
        value = reached;
    }
    found
}

fn floor(number: i64, by: i64) -> i64 {
    if by > 0 { number.div_euclid(by) } else { 0 }
}

fn ceil(number: i64, by: i64) -> i64 {
    if by > 0 { (number + by - 1).div_euclid(by) } else { 0 }
}

fn instant(milliseconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(milliseconds)
}
