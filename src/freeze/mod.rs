//! Freezes that people record beside those of windows.toml (row 7 of the decision table). Pure.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    policy::{CustomerId, SystemId},
    record::{Aggregate, Card, Label, Stamp, Unreadable},
};

/// `FRZ-3`. Where people type it, `3` is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FreezeId(u64);

impl FreezeId {
    /// The id of the freeze with that number; they count from 1.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for FreezeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("FRZ-{}", self.0))
    }
}

impl FromStr for FreezeId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = match text.get(..4) {
            Some(prefix) if prefix.eq_ignore_ascii_case("FRZ-") => &text[4..],
            _ => text,
        };
        let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse() {
            Ok(number) if only_digits && number > 0 => Ok(Self(number)),
            _ => Err(format!("{text:?} is not the id of a freeze; write FRZ-3 or 3")),
        }
    }
}

/// `freeze.added`: nothing may be changed for them from one instant until another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Its first instant.
    pub from_at: DateTime<Utc>,
    /// The first instant after it; `None`: it lasts until somebody ends it.
    pub until_at: Option<DateTime<Utc>>,
    /// The customers that it protects; without any, and without systems, it protects everybody.
    pub customers: Vec<CustomerId>,
    /// The systems that it protects.
    pub systems: Vec<SystemId>,
    /// Why, in a person's words.
    pub reason: String,
}

/// `freeze.ended`: a person ended it, from the time of this entry on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Why, if the person said so.
    pub reason: Option<String>,
}

/// What happens to a freeze.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was recorded.
    Added(Added),
    /// It was ended.
    Ended(Ended),
}

/// A freeze, once somebody has recorded it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Freeze {
    added: Option<(Added, String, DateTime<Utc>)>,
    ended: Option<(String, DateTime<Utc>)>,
}

impl Freeze {
    /// What was recorded; `None` for an id that nobody used.
    pub fn added(&self) -> Option<&Added> {
        self.added.as_ref().map(|(added, _, _)| added)
    }

    /// Who recorded it, and when.
    pub fn author(&self) -> Option<(&str, DateTime<Utc>)> {
        self.added.as_ref().map(|(_, by, at)| (by.as_str(), *at))
    }

    /// Who ended it, and when.
    pub fn ended(&self) -> Option<(&str, DateTime<Utc>)> {
        self.ended.as_ref().map(|(by, at)| (by.as_str(), *at))
    }

    /// The first instant after it, as things stand; `None`: no end is known.
    pub fn until_at(&self) -> Option<DateTime<Utc>> {
        let planned = self.added().and_then(|added| added.until_at);
        let ended = self.ended.as_ref().map(|(_, at)| *at);
        planned.into_iter().chain(ended).min()
    }
}

impl Aggregate for Freeze {
    type Event = Event;
    const STREAM: &'static str = "freeze";

    fn encode(event: &Event) -> (&'static str, u16, Box<RawValue>) {
        match event {
            Event::Added(data) => ("freeze.added", 1, raw(data)),
            Event::Ended(data) => ("freeze.ended", 1, raw(data)),
        }
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<Event, serde_json::Error>> {
        match (kind, dv) {
            ("freeze.added", 1) => Some(serde_json::from_str(data.get()).map(Event::Added)),
            ("freeze.ended", 1) => Some(serde_json::from_str(data.get()).map(Event::Ended)),
            _ => None,
        }
    }

    fn evolve(&mut self, stamp: &Stamp, event: Event) -> Result<(), Unreadable> {
        match event {
            Event::Added(added) => self.added = Some((added, stamp.actor.clone(), stamp.at)),
            Event::Ended(_) => self.ended = Some((stamp.actor.clone(), stamp.at)),
        }
        Ok(())
    }

    fn card(&self) -> Card {
        let Some(added) = self.added() else { return Card::default() };
        let ended = self.ended.is_some();
        let customers = added.customers.iter().map(|id| Label::new("customer", id.as_str()));
        let systems = added.systems.iter().map(|id| Label::new("system", id.as_str()));
        Card {
            state: if ended { "ended" } else { "standing" }.to_owned(),
            live: !ended,
            from: Some(added.from_at),
            until: self.until_at(),
            labels: customers.chain(systems).collect(),
        }
    }
}

fn raw(data: &impl Serialize) -> Box<RawValue> {
    to_raw_value(data).expect("the structs above serialise: their keys are text")
}
