//! Ledgers that took the place of those that a machine saw last: brought back from a copy, or begun anew.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::record::{Aggregate, Card, Head, LedgerId, Stamp, Unreadable};

/// `head.accepted`: this ledger holds, although a machine remembered another newest entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadAccepted {
    /// The machine, as it calls itself: it alone remembered.
    pub host: Option<String>,
    /// The id of the ledger that it remembered.
    pub ledger: LedgerId,
    /// The newest entry that it had seen there; `None` when it remembered only which ledger lay there.
    pub remembered: Option<Head>,
    /// The newest entry of this ledger before this one; `None` of a ledger that was begun anew.
    pub found: Option<Head>,
    /// Why, in a person's words.
    pub reason: String,
}

/// An acceptance, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRuling {
    /// What was accepted.
    pub what: HeadAccepted,
    /// The person, as the system names it.
    pub by: String,
    /// The number of its entry.
    pub seq: u64,
    /// The time of its entry.
    pub at: DateTime<Utc>,
}

/// All that was accepted: the subject `head/ledger`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads {
    rulings: Vec<HeadRuling>,
}

impl Heads {
    /// The name of the one subject of the stream.
    pub const NAME: &'static str = "ledger";

    /// What was accepted, oldest first.
    pub fn rulings(&self) -> &[HeadRuling] {
        &self.rulings
    }
}

impl Aggregate for Heads {
    type Event = HeadAccepted;
    const STREAM: &'static str = "head";

    fn encode(event: &HeadAccepted) -> (&'static str, u16, Box<RawValue>) {
        ("head.accepted", 1, to_raw_value(event).expect("a struct with texts as keys is JSON"))
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<HeadAccepted, serde_json::Error>> {
        ((kind, dv) == ("head.accepted", 1)).then(|| serde_json::from_str(data.get()))
    }

    fn evolve(&mut self, stamp: &Stamp, event: HeadAccepted) -> Result<(), Unreadable> {
        self.rulings.push(HeadRuling { what: event, by: stamp.actor.clone(), seq: stamp.seq, at: stamp.at });
        Ok(())
    }

    fn card(&self) -> Card {
        if self.rulings.is_empty() {
            return Card::default();
        }
        Card { state: "accepted".to_owned(), live: true, ..Card::default() }
    }
}
