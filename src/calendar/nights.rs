//! The windows that working days open, under the three readings of "the night of a working day" (R8.1).

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::pieces::{Piece, Pieces, Shape};
use super::{Interval, Workdays, Zone};

/// When in a day a window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hours {
    /// From one reading of the wall clock to another, on the next date when `to` is not after `from`. The policy refuses
    /// `from == to`.
    FromTo {
        /// The reading at which it opens.
        from: NaiveTime,
        /// The reading at which it closes; `None` is 24:00, the first instant of the next date that exists.
        to: Option<NaiveTime>,
    },
    /// From the first instant of the date to the first instant of the next date that exists.
    AllDay,
}

/// Which working day the hours after midnight belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NightBelongsTo {
    /// To the one that has just ended: Friday's night lasts until Saturday 06:00.
    OpeningDay,
    /// To the one that has begun: Monday's hours are 00:00–06:00 and 22:00–24:00.
    EachDay,
    /// Only what is open under both readings.
    Both,
}

impl NightBelongsTo {
    /// As windows.toml and every answer write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpeningDay => "opening-day",
            Self::EachDay => "each-day",
            Self::Both => "both",
        }
    }
}

/// A rule of the policy: when a working day's window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WindowRule {
    /// The hours.
    pub hours: Hours,
    /// Whose the hours after midnight are.
    pub belongs: NightBelongsTo,
}

/// A dated interval in which long stops are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The working day that opens it: of several pieces the first one's, of an intersection the earliest one.
    pub night_of: NaiveDate,
    /// When it is open.
    pub span: Interval,
}

/// A piece of a customer's time that is not plainly closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// Long stops are allowed.
    Open(Window),
    /// Would be open if `date` were a working day, but the calendar does not cover it.
    Unknown {
        /// The (first) date that the calendar would have to know.
        date: NaiveDate,
        /// The instants in doubt.
        span: Interval,
    },
}

impl Stretch {
    /// Its instants.
    pub fn span(&self) -> Interval {
        match self {
            Self::Open(window) => window.span,
            Self::Unknown { span, .. } => *span,
        }
    }

    /// Both as one, if the other begins no later than this one ends and is of the same kind.
    fn joined(self, next: Self) -> Option<Self> {
        let span = self.span().joined(&next.span())?;
        match (self, next) {
            (Self::Open(window), Self::Open(_)) => Some(Self::Open(Window { span, ..window })),
            (Self::Unknown { date, .. }, Self::Unknown { date: also, .. }) if date == also => {
                Some(Self::Unknown { date, span })
            }
            _ => None,
        }
    }
}

/// The days whose windows are looked at: all that an instant may be written in.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a date of the calendar");
const LAST: NaiveDate = NaiveDate::from_ymd_opt(2200, 12, 31).expect("a date of the calendar");

/// All stretches of the intersection of `rules` that end after `from`, in order, disjoint, found as they are asked for.
/// Open windows that touch are one; the stretch that `from` lies in comes first, uncut. The years are 1970 to 2200.
///
/// Where rules disagree closed beats unknown, and unknown beats open. No rules open nothing.
pub fn stretches<'a>(zone: &'a Zone, days: &'a Workdays, rules: &[WindowRule], from: DateTime<Utc>) -> Stretches<'a> {
    stretches_before(DateTime::<Utc>::MAX_UTC, zone, days, rules, from)
}

/// Those of the same [`stretches`] that begin before `until`: rules that have no instant in common are then not tried on
/// every day to the end of time.
pub fn stretches_before<'a>(
    until: DateTime<Utc>,
    zone: &'a Zone,
    days: &'a Workdays,
    rules: &[WindowRule],
    from: DateTime<Utc>,
) -> Stretches<'a> {
    let shapes = Shape::of_all(rules);
    let today = zone.date(from);
    let mut days_back = 2;
    loop {
        let first_date = today.checked_sub_days(Days::new(days_back)).unwrap_or(FIRST).max(FIRST);
        let pieces = shapes.iter().map(|shape| Pieces::new(zone, days, *shape, first_date..=LAST));
        let mut stretches = Stretches { sources: pieces.map(Source::of).collect(), until, begun: None };
        let start = stretches.seek(from);
        // The pieces of days before the first have ended by then: what begins later has its whole beginning.
        let whole_after = zone.next_midnight(first_date);
        if first_date == FIRST || start.is_none_or(|start| start > whole_after) {
            return stretches;
        }
        days_back *= 16;
    }
}

/// The iterator of [`stretches`].
#[derive(Debug)]
pub struct Stretches<'a> {
    sources: Vec<Source<'a>>,
    /// Stretches begin before.
    until: DateTime<Utc>,
    /// The beginning of the next stretch, if it is already known.
    begun: Option<Stretch>,
}

/// The pieces of one reading of one rule, and the one that it has come to.
#[derive(Debug)]
struct Source<'a> {
    pieces: Pieces<'a>,
    piece: Option<Piece>,
}

impl<'a> Source<'a> {
    fn of(mut pieces: Pieces<'a>) -> Self {
        let piece = pieces.next();
        Self { pieces, piece }
    }
}

impl Stretches<'_> {
    /// Moves on to the first stretch that ends after `from`, and says when it starts. Looks no further: it may last long.
    fn seek(&mut self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut stretch = self.shared(self.until)?;
        while stretch.span().end() <= from {
            let next = self.shared(self.until)?;
            stretch = stretch.joined(next).unwrap_or(next);
        }
        self.begun = Some(stretch);
        Some(stretch.span().start())
    }

    /// The next interval before `until` that a piece of every source covers. Moves on the sources whose piece ends with it.
    fn shared(&mut self, until: DateTime<Utc>) -> Option<Stretch> {
        loop {
            let first = self.sources.first()?.piece?;
            let (mut start, mut end) = (first.span.start(), first.span.end());
            let mut night_of = first.day;
            let mut unknown: Option<NaiveDate> = None;
            for source in &self.sources {
                let piece = source.piece?;
                start = start.max(piece.span.start());
                end = end.min(piece.span.end());
                night_of = night_of.min(piece.day);
                if !piece.known {
                    unknown = Some(unknown.map_or(piece.day, |date| date.min(piece.day)));
                }
            }
            if start >= until {
                return None;
            }
            for source in &mut self.sources {
                if source.piece.is_some_and(|piece| piece.span.end() == end) {
                    source.piece = source.pieces.next();
                }
            }
            if let Some(span) = Interval::new(start, end) {
                return Some(match unknown {
                    Some(date) => Stretch::Unknown { date, span },
                    None => Stretch::Open(Window { night_of, span }),
                });
            }
        }
    }
}

impl Iterator for Stretches<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let mut stretch = self.begun.take().or_else(|| self.shared(self.until))?;
        // What touches it belongs to it, wherever that begins.
        while let Some(next) = self.shared(self.until.max(stretch.span().end() + TimeDelta::nanoseconds(1))) {
            let Some(joined) = stretch.joined(next) else {
                self.begun = Some(next);
                break;
            };
            stretch = joined;
        }
        Some(stretch)
    }
}
