//! Which ledger this is: a random id in its first entry.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Aggregate, Card, Stamp, Subject, Unreadable};

/// Random name of a ledger: 32 lower-case hex digits. A policy may pin it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerId(String);

impl LedgerId {
    /// The id made of 16 random bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(bytes)))
    }

    /// The 32 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The text is not the id of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not the id of a ledger: 32 digits of 0-9 and a-f")]
pub struct NotALedgerId {
    /// What was given.
    pub text: String,
}

impl FromStr for LedgerId {
    type Err = NotALedgerId;

    fn from_str(text: &str) -> Result<Self, NotALedgerId> {
        let fits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(Self(text.to_owned())) } else { Err(NotALedgerId { text: text.to_owned() }) }
    }
}

impl Serialize for LedgerId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LedgerId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// `ledger.created`: the first entry of every ledger, written by the store itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerCreated {
    /// The new ledger's name.
    pub id: LedgerId,
}

impl LedgerCreated {
    /// The kind of the entry.
    pub const KIND: &'static str = "ledger.created";
}

/// The ledger's own subject, `ledger/ledger`: what it knows of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerIdentity {
    /// Its name; `None` while it is empty.
    pub id: Option<LedgerId>,
}

impl LedgerIdentity {
    /// The name of its one subject.
    pub const NAME: &'static str = "ledger";

    /// `ledger/ledger`.
    pub fn own_subject() -> Subject {
        Self::subject(Self::NAME)
    }
}

impl Aggregate for LedgerIdentity {
    type Event = LedgerCreated;
    const STREAM: &'static str = "ledger";

    fn encode(event: &LedgerCreated) -> (&'static str, u16, Box<RawValue>) {
        let data = serde_json::value::to_raw_value(event).expect("a struct of one string becomes JSON");
        (LedgerCreated::KIND, 1, data)
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<LedgerCreated, serde_json::Error>> {
        ((kind, dv) == (LedgerCreated::KIND, 1)).then(|| serde_json::from_str(data.get()))
    }

    fn evolve(&mut self, stamp: &Stamp, event: LedgerCreated) -> Result<(), Unreadable> {
        if self.id.is_some() {
            let kind = LedgerCreated::KIND.to_owned();
            return Err(Unreadable::Data { seq: stamp.seq, kind, why: "the ledger was created before".to_owned() });
        }
        self.id = Some(event.id);
        Ok(())
    }

    fn card(&self) -> Card {
        Card { state: "created".to_owned(), ..Card::default() }
    }
}
