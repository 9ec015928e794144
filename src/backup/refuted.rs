//! Evidence against backups: what a look that found one to be no good says of it and of others.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Evidence against a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refuted {
    /// Which; `None` when what was found is no backup at all.
    pub id: Option<String>,
    /// Where it lies, where each backup has a place of its own: whatever is known of a backup there is refuted too.
    pub place: Option<String>,
    /// What is damaged is shared: every backup that the tool knew until then is refuted.
    pub all: bool,
    /// This copy was asked for by its id: that says nothing of the newest.
    pub by_id: bool,
    /// What is wrong with it, as sentences.
    pub faults: Vec<String>,
}

impl Refuted {
    /// That one backup, as it was known.
    pub fn known(id: String, faults: Vec<String>) -> Self {
        Self { id: Some(id), place: None, all: false, by_id: false, faults }
    }
}

/// [`Refuted`] as it was written until a look said what it is about: it named nothing but a backup that a run was bound to.
#[derive(Debug, Deserialize)]
pub(super) struct RefutedV1 {
    id: Option<String>,
    faults: Vec<String>,
}

impl From<RefutedV1> for Refuted {
    fn from(RefutedV1 { id, faults }: RefutedV1) -> Self {
        Self { id, place: None, all: false, by_id: false, faults }
    }
}

/// A look that found the newest backup to be no good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefutedLook {
    /// When.
    pub at: DateTime<Utc>,
    /// Who looked.
    pub by: String,
    /// Which backup; `None` when what was found is no backup at all.
    pub id: Option<String>,
    /// What is damaged is shared by every backup known until then.
    pub all: bool,
    /// What is wrong with it, as sentences.
    pub faults: Vec<String>,
}
