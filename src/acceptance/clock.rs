//! What time it really was, after a clock that ran ahead once had left entries dated in the future.
//!
//! An entry is never dated before the one that it follows, so all that is recorded carries that future time until real time
//! has passed it. What the clock really shows is then recorded beside: once by the acceptance, later by each act.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::record::{Aggregate, Card, Stamp, Unreadable};

/// `clock.accepted`: the clock is right, the newest entry is dated in the future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockAccepted {
    /// What the clock showed.
    pub now_at: DateTime<Utc>,
    /// The time of the newest entry at that moment.
    pub newest_entry_at: DateTime<Utc>,
    /// Why, in a person's words.
    pub reason: String,
}

/// `clock.read`: when the entries were really made that follow it and are dated no later than the accepted one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRead {
    /// What the clock showed.
    pub now_at: DateTime<Utc>,
}

/// What becomes known of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockEvent {
    /// A person accepted it.
    Accepted(ClockAccepted),
    /// It was read for an act.
    Read(ClockRead),
}

/// An acceptance, by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRuling {
    /// What was accepted.
    pub what: ClockAccepted,
    /// The person, as the system names it.
    pub by: String,
}

/// All that is known of the clock: the subject `clock/ledger`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timekeeping {
    /// By number of the entry.
    readings: Vec<Reading>,
    rulings: Vec<ClockRuling>,
}

/// What the clock showed when an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reading {
    seq: u64,
    now_at: DateTime<Utc>,
    /// Up to which time entries are known to carry a wrong one.
    newest_entry_at: DateTime<Utc>,
    is_ruling: bool,
}

impl Timekeeping {
    /// The name of the one subject of the stream.
    pub const NAME: &'static str = "ledger";

    /// What was accepted, oldest first.
    pub fn rulings(&self) -> &[ClockRuling] {
        &self.rulings
    }

    /// The latest instant that the accepted clock is known to have shown; `None` where the newest entry, of that time, is
    /// later than all that was accepted: then its own time is what counts.
    pub fn shown_before(&self, newest_entry_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let last = self.readings.last().filter(|last| newest_entry_at <= last.newest_entry_at)?;
        let since = self.readings.iter().rposition(|reading| reading.is_ruling).unwrap_or_default();
        self.readings[since..].iter().map(|reading| reading.now_at).max().or(Some(last.now_at))
    }

    /// How far before the newest entry the clock is, where that is farther than two clocks may differ and nobody accepted it.
    pub fn lag(&self, now: DateTime<Utc>, newest_entry_at: DateTime<Utc>, most: TimeDelta) -> Option<TimeDelta> {
        let lag = self.shown_before(newest_entry_at).unwrap_or(newest_entry_at) - now;
        (lag > most).then_some(lag)
    }

    /// The reading that an act at `now` has to put before what it records, while entries carry an accepted, wrong time.
    pub fn to_be_read(&self, now: DateTime<Utc>, newest_entry_at: DateTime<Utc>) -> Option<ClockRead> {
        let is_wrong = self.shown_before(newest_entry_at).is_some() && now <= newest_entry_at;
        is_wrong.then_some(ClockRead { now_at: now })
    }

    /// When the entry of that number and time was really made, as far as is known: for one of a clock that ran ahead the
    /// latest instant at which it can have been.
    pub fn made_at(&self, seq: u64, at: DateTime<Utc>) -> DateTime<Utc> {
        let before = self.readings.iter().rev().find(|reading| reading.seq <= seq);
        match before.filter(|reading| at <= reading.newest_entry_at) {
            Some(reading) => reading.now_at.min(at),
            None => self.ruling_on(seq, at).map_or(at, |ruling| ruling.now_at),
        }
    }

    /// Whether the entry of that number and time was made by a clock that ran ahead, as somebody found out later.
    pub fn ran_ahead(&self, seq: u64, at: DateTime<Utc>) -> bool {
        let known = self.readings.iter().any(|reading| reading.seq <= seq && at <= reading.newest_entry_at);
        !known && self.ruling_on(seq, at).is_some()
    }

    fn ruling_on(&self, seq: u64, at: DateTime<Utc>) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.is_ruling && reading.seq > seq && at > reading.now_at)
    }
}

impl Aggregate for Timekeeping {
    type Event = ClockEvent;
    const STREAM: &'static str = "clock";

    fn encode(event: &ClockEvent) -> (&'static str, u16, Box<RawValue>) {
        match event {
            ClockEvent::Accepted(data) => ("clock.accepted", 1, raw(data)),
            ClockEvent::Read(data) => ("clock.read", 1, raw(data)),
        }
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<ClockEvent, serde_json::Error>> {
        match (kind, dv) {
            ("clock.accepted", 1) => Some(serde_json::from_str(data.get()).map(ClockEvent::Accepted)),
            ("clock.read", 1) => Some(serde_json::from_str(data.get()).map(ClockEvent::Read)),
            _ => None,
        }
    }

    fn evolve(&mut self, stamp: &Stamp, event: ClockEvent) -> Result<(), Unreadable> {
        let (now_at, newest_entry_at, is_ruling) = match &event {
            ClockEvent::Accepted(what) => (what.now_at, what.newest_entry_at, true),
            ClockEvent::Read(read) => {
                let Some(last) = self.readings.last() else {
                    let (seq, kind) = (stamp.seq, "clock.read".to_owned());
                    return Err(Unreadable::Data { seq, kind, why: "no clock was accepted before".to_owned() });
                };
                (read.now_at, last.newest_entry_at, false)
            }
        };
        self.readings.push(Reading { seq: stamp.seq, now_at, newest_entry_at, is_ruling });
        if let ClockEvent::Accepted(what) = event {
            self.rulings.push(ClockRuling { what, by: stamp.actor.clone() });
        }
        Ok(())
    }

    fn card(&self) -> Card {
        match self.readings.last() {
            None => Card::default(),
            Some(last) => Card {
                state: "accepted".to_owned(),
                live: true,
                from: Some(last.now_at),
                until: Some(last.newest_entry_at),
                labels: Vec::new(),
            },
        }
    }
}

fn raw(data: &impl Serialize) -> Box<RawValue> {
    to_raw_value(data).expect("the structs above serialise: their keys are text")
}
