//! Folding entries of any stream, for those who do not know the aggregates: `log verify` and `log rebuild`.

use super::{Aggregate, Card, Entry, LedgerIdentity, Unreadable, aggregate};

/// An aggregate under way, of whatever type. Every [`Aggregate`] is one.
pub trait Folding {
    /// Takes the next entry of its subject.
    fn apply(&mut self, entry: &Entry) -> Result<(), Unreadable>;

    /// The card of the state so far.
    fn card(&self) -> Card;
}

impl<A: Aggregate> Folding for A {
    fn apply(&mut self, entry: &Entry) -> Result<(), Unreadable> {
        aggregate::apply(self, entry)
    }

    fn card(&self) -> Card {
        Aggregate::card(self)
    }
}

/// Which aggregate is folded from which stream.
pub trait Registry {
    /// A fresh aggregate of the stream; `None` when the stream is unknown: its subjects have no cards.
    fn begin(&self, stream: &str) -> Option<Box<dyn Folding>>;
}

/// A registry made of aggregates: `Streams::default().with::<Change>().with::<Backups>()`. The ledger's own identity is
/// always among them.
#[derive(Debug, Clone)]
pub struct Streams(Vec<(&'static str, Begin)>);

type Begin = fn() -> Box<dyn Folding>;

impl Default for Streams {
    fn default() -> Self {
        Self(Vec::new()).with::<LedgerIdentity>()
    }
}

impl Streams {
    /// The same registry with one more aggregate.
    #[must_use]
    pub fn with<A: Aggregate + 'static>(mut self) -> Self {
        self.0.push((A::STREAM, || Box::<A>::default()));
        self
    }
}

impl Registry for Streams {
    fn begin(&self, stream: &str) -> Option<Box<dyn Folding>> {
        let (_, begin) = self.0.iter().find(|(name, _)| *name == stream)?;
        Some(begin())
    }
}
