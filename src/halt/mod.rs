//! The stopped line: a person halts all changes on a system, or everywhere (row 8 of the decision table). Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    policy::SystemId,
    record::{Aggregate, Card, Stamp, Unreadable},
};

/// What is halted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Every change.
    Everywhere,
    /// Changes on one system.
    System(SystemId),
}

impl Reach {
    fn of(system: Option<SystemId>) -> Self {
        system.map_or(Self::Everywhere, Self::System)
    }

    /// Whether it keeps a change on that system from running.
    pub fn covers(&self, system: &SystemId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::System(halted) => halted == system,
        }
    }
}

/// `line.halted`: nothing may start any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halted {
    /// On this system; `None`: everywhere.
    pub system: Option<SystemId>,
    /// Why, in a person's words.
    pub reason: String,
}

/// `line.resumed`: changes may start again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// On this system; `None`: everywhere. What is halted for a system alone stays so.
    pub system: Option<SystemId>,
}

/// What happens to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was stopped.
    Halted(Halted),
    /// It goes on.
    Resumed(Resumed),
}

/// A stop that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// All stops that are in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    stops: BTreeMap<Reach, Stop>,
}

impl Line {
    /// The name of the one subject of the stream.
    pub const NAME: &'static str = "line";

    /// What is halted, and by whom; everywhere first.
    pub fn stops(&self) -> impl Iterator<Item = (&Reach, &Stop)> {
        self.stops.iter()
    }

    /// Whether exactly this is halted.
    pub fn is_halted(&self, system: Option<&SystemId>) -> bool {
        self.stops.contains_key(&Reach::of(system.cloned()))
    }
}

impl Aggregate for Line {
    type Event = Event;
    const STREAM: &'static str = "halt";

    fn encode(event: &Event) -> (&'static str, u16, Box<RawValue>) {
        match event {
            Event::Halted(data) => ("line.halted", 1, raw(data)),
            Event::Resumed(data) => ("line.resumed", 1, raw(data)),
        }
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<Event, serde_json::Error>> {
        match (kind, dv) {
            ("line.halted", 1) => Some(serde_json::from_str(data.get()).map(Event::Halted)),
            ("line.resumed", 1) => Some(serde_json::from_str(data.get()).map(Event::Resumed)),
            _ => None,
        }
    }

    fn evolve(&mut self, stamp: &Stamp, event: Event) -> Result<(), Unreadable> {
        match event {
            Event::Halted(Halted { system, reason }) => {
                let stop = Stop { by: stamp.actor.clone(), reason, since: stamp.at };
                self.stops.insert(Reach::of(system), stop);
            }
            Event::Resumed(Resumed { system }) => {
                self.stops.remove(&Reach::of(system));
            }
        }
        Ok(())
    }

    fn card(&self) -> Card {
        let halted = !self.stops.is_empty();
        let state = if halted { "halted" } else { "running" };
        Card { state: state.to_owned(), live: halted, ..Card::default() }
    }
}

fn raw(data: &impl Serialize) -> Box<RawValue> {
    to_raw_value(data).expect("the structs above serialise: their keys are text")
}
