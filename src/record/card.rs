//! The searchable card of an aggregate: what `find` looks at. Made by the aggregate, re-made by `log rebuild`.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

/// A name and a value by which a subject can be found: `system` = `bonus-db`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Which property: a fixed word of the aggregate (owned only when it was read from a store).
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: String,
}

impl Label {
    /// The label `name` = `value`.
    pub fn new(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// What can be searched of an aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// Where it is in its life, in the aggregate's own words.
    pub state: String,
    /// Whether the gate still has to look at it.
    pub live: bool,
    /// Start of the time that it concerns, cut to milliseconds when stored; `None`: since ever.
    pub from: Option<DateTime<Utc>>,
    /// End of that time, itself outside; `None`: for ever.
    pub until: Option<DateTime<Utc>>,
    /// Its labels, in any order; the same label twice is one.
    pub labels: Vec<Label>,
}

impl Card {
    /// The card as a store gives it back: instants cut to milliseconds, labels sorted, each once.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        use chrono::SubsecRound;
        self.from = self.from.map(|at| at.trunc_subsecs(3));
        self.until = self.until.map(|at| at.trunc_subsecs(3));
        self.labels.sort();
        self.labels.dedup();
        self
    }
}
