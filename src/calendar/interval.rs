//! Half-open intervals of instants and the algebra of sorted lists of them.

use chrono::{DateTime, TimeDelta, Utc};

/// `[start, end)`, never empty: `start < end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Interval {
    /// The interval between the two instants; `None` when it would be empty.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant inside.
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// The first instant after it.
    pub fn end(&self) -> DateTime<Utc> {
        self.end
    }

    /// Elapsed time between the two ends.
    pub fn length(&self) -> TimeDelta {
        self.end - self.start
    }

    /// Whether the instant lies inside; the end does not.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the other lies wholly inside.
    pub fn encloses(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share an instant.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Both as one, if they touch or overlap.
    pub fn joined(&self, other: &Self) -> Option<Self> {
        let touch = self.start <= other.end && other.start <= self.end;
        touch.then(|| Self { start: self.start.min(other.start), end: self.end.max(other.end) })
    }

    /// What the two share.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }
}

/// The instants of any of the intervals: sorted, disjoint, those that touch or overlap merged into one.
pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable();
    intervals.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
    intervals
}

/// The instants that both lists contain. Each list is sorted and disjoint, and so is the answer.
pub fn intersection(left: &[Interval], right: &[Interval]) -> Vec<Interval> {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut shared = Vec::new();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        shared.extend(a.intersection(b));
        if a.end <= b.end {
            left.next();
        } else {
            right.next();
        }
    }
    shared
}

/// The instants of the first list that the second does not contain. Each list is sorted and disjoint, and so is the
/// answer.
pub fn difference(from: &[Interval], taken: &[Interval]) -> Vec<Interval> {
    let mut taken = taken.iter().peekable();
    let mut left = Vec::new();
    for whole in from {
        let mut start = whole.start;
        while let Some(cut) = taken.peek().filter(|cut| cut.start < whole.end) {
            left.extend(Interval::new(start, cut.start));
            start = start.max(cut.end);
            if cut.end > whole.end {
                break; // it reaches into the next one too
            }
            taken.next();
        }
        left.extend(Interval::new(start, whole.end));
    }
    left
}
