//! State folded from entries.

use serde_json::value::RawValue;

use super::{Card, Draft, Entry, Stamp, Subject};

/// An entry that this okno cannot understand: listed and verified, but nothing is decided on its subject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A newer okno wrote it, or the kind belongs to another stream.
    #[error("entry {seq} is of kind {kind:?} (data version {dv}), which this okno does not know")]
    UnknownKind {
        /// The entry.
        seq: u64,
        /// Its kind.
        kind: String,
        /// Version of its data.
        dv: u16,
    },
    /// The kind is known, but its data are not of the agreed form, or contradict the entries before.
    #[error("entry {seq} ({kind}) cannot be read: {why}")]
    Data {
        /// The entry.
        seq: u64,
        /// Its kind.
        kind: String,
        /// What is wrong with it.
        why: String,
    },
    /// The line as a whole is not an entry.
    #[error("line is not an entry: {why}")]
    Line {
        /// What is wrong with it.
        why: String,
    },
}

/// A thing whose state is folded from its own entries.
pub trait Aggregate: Default {
    /// What may happen to it.
    type Event;

    /// First part of its subject.
    const STREAM: &'static str;

    /// The event as (kind, version of the data, data).
    fn encode(event: &Self::Event) -> (&'static str, u16, Box<RawValue>);

    /// The event of an entry; `None` when (kind, dv) is unknown.
    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<Self::Event, serde_json::Error>>;

    /// Takes the next event in.
    fn evolve(&mut self, stamp: &Stamp, event: Self::Event) -> Result<(), Unreadable>;

    /// What can be searched of its present state.
    fn card(&self) -> Card;

    /// The subject of the aggregate called `name`.
    fn subject(name: &str) -> Subject {
        Subject::new(Self::STREAM, name)
    }

    /// What to append so that `event` happens to the aggregate called `name`.
    fn draft(name: &str, event: &Self::Event) -> Draft {
        let (kind, dv, data) = Self::encode(event);
        Draft { subject: Self::subject(name), kind, dv, data }
    }
}

/// Decodes one entry and folds it into `state`.
pub fn apply<A: Aggregate>(state: &mut A, entry: &Entry) -> Result<(), Unreadable> {
    let seq = entry.stamp.seq;
    let event = A::decode(&entry.kind, entry.dv, &entry.data)
        .ok_or_else(|| Unreadable::UnknownKind { seq, kind: entry.kind.clone(), dv: entry.dv })?
        .map_err(|error| Unreadable::Data { seq, kind: entry.kind.clone(), why: error.to_string() })?;
    state.evolve(&entry.stamp, event)
}
