//! The pieces of time that one day after the other opens, under one reading of "the night of a working day".

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Day, Hours, Interval, NightBelongsTo, Reading, WindowRule, Workdays, Zone};

/// What one day opens, or would open if it were known to be a working day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) day: NaiveDate,
    pub(super) known: bool,
    pub(super) span: Interval,
}

/// Which part of its time a working day opens. A rule has one shape, or two that must both hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// From its first instant to that of the next date.
    AllDay,
    /// The same, with working days that follow each other at once: where nothing is closed for years, a step a day would
    /// be slow.
    AllDays,
    /// Hours of the day itself; `to` is `None` for 24:00.
    WithinDay { from: NaiveTime, to: Option<NaiveTime> },
    /// From the day's evening into the next date: the night belongs to the day that it opens on.
    OverMidnight { from: NaiveTime, to: NaiveTime },
    /// The day's early and late hours: the hours after midnight belong to the date they fall on.
    BothEnds { from: NaiveTime, to: NaiveTime },
}

impl Shape {
    /// What must hold for all the rules to hold, each shape once.
    pub(super) fn of_all(rules: &[WindowRule]) -> Vec<Self> {
        let mut shapes = Vec::with_capacity(2 * rules.len());
        for shape in rules.iter().flat_map(Self::of) {
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        if shapes == [Self::AllDay] { vec![Self::AllDays] } else { shapes }
    }

    fn of(rule: &WindowRule) -> impl Iterator<Item = Self> {
        let (first, second) = match rule.hours {
            Hours::AllDay => (Self::AllDay, None),
            Hours::FromTo { from, to: Some(to) } if to <= from => {
                let (over_midnight, both_ends) = (Self::OverMidnight { from, to }, Self::BothEnds { from, to });
                match rule.belongs {
                    NightBelongsTo::OpeningDay => (over_midnight, None),
                    NightBelongsTo::EachDay => (both_ends, None),
                    NightBelongsTo::Both => (over_midnight, Some(both_ends)),
                }
            }
            Hours::FromTo { from, to } => (Self::WithinDay { from, to }, None),
        };
        [Some(first), second].into_iter().flatten()
    }
}

/// The pieces of one day after the other, in order; they may touch, but never overlap.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    zone: &'a Zone,
    days: &'a Workdays,
    shape: Shape,
    next_date: NaiveDate,
    last_date: NaiveDate,
    /// The later piece of the date before `next_date`.
    held: Option<Piece>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(zone: &'a Zone, days: &'a Workdays, shape: Shape, dates: RangeInclusive<NaiveDate>) -> Self {
        let (next_date, last_date) = dates.into_inner();
        Self { zone, days, shape, next_date, last_date, held: None }
    }

    /// The earlier and the later piece of the date; only [`Shape::BothEnds`] has two.
    fn spans(&self, date: NaiveDate) -> [Option<Interval>; 2] {
        match self.shape {
            Shape::AllDay | Shape::AllDays => {
                let start = self.zone.first_instant(date);
                [start.and_then(|start| Interval::new(start, self.zone.next_midnight(date))), None]
            }
            Shape::WithinDay { from, to } => {
                let closes = || to.map_or_else(|| self.zone.next_midnight(date), |to| self.closes(date, to));
                let opens = self.opens(date, from);
                [opens.and_then(|opens| Interval::new(opens, closes())), None]
            }
            Shape::OverMidnight { from, to } => {
                let next_date = date.succ_opt().unwrap_or(date);
                let opens = self.opens(date, from);
                [opens.and_then(|opens| Interval::new(opens, self.closes(next_date, to))), None]
            }
            Shape::BothEnds { from, to } => {
                let start = self.zone.first_instant(date);
                let opens = self.opens(date, from);
                [
                    start.and_then(|start| Interval::new(start, self.closes(date, to))),
                    opens.and_then(|opens| Interval::new(opens, self.zone.next_midnight(date))),
                ]
            }
        }
    }

    /// The piece of a working day, made longer by the working days after it.
    fn extended(&mut self, piece: Piece) -> Piece {
        let next_date = self.next_date;
        while self.next_date <= self.last_date && self.days.day(self.next_date) == Day::Working {
            self.next_date = self.next_date.succ_opt().unwrap_or(NaiveDate::MAX);
        }
        if self.next_date == next_date {
            return piece;
        }
        let end = self.next_date.pred_opt().map_or(piece.span.end(), |last| self.zone.next_midnight(last));
        Piece { span: Interval::new(piece.span.start(), end).unwrap_or(piece.span), ..piece }
    }

    /// When a window opens: the later of two readings. A date that the zone skipped opens nothing.
    fn opens(&self, date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
        let reading = self.zone.reading(date.and_time(time));
        let skipped = matches!(reading, Reading::Never { .. }) && self.zone.first_instant(date).is_none();
        (!skipped).then(|| reading.later())
    }

    /// When a window closes: the earlier of two readings.
    fn closes(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        self.zone.reading(date.and_time(time)).earlier()
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(held) = self.held.take() {
            return Some(held);
        }
        while self.next_date <= self.last_date {
            let day = self.next_date;
            self.next_date = day.succ_opt()?;
            let known = match self.days.day(day) {
                Day::Working => true,
                Day::Unknown => false,
                Day::Free => continue,
            };
            let [earlier, later] = self.spans(day).map(|span| span.map(|span| Piece { day, known, span }));
            if let Some(piece) = earlier {
                self.held = later;
                let runs_on = known && self.shape == Shape::AllDays;
                return Some(if runs_on { self.extended(piece) } else { piece });
            }
            if later.is_some() {
                return later;
            }
        }
        None
    }
}
