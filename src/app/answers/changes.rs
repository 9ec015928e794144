//! Changes as they are shown.

use super::{Footing, Notice, Places};
use crate::{
    change::{Change, ChangeId, State},
    record::Entry,
};

/// One change: what `plan`, `reschedule`, `approve` … and `show` answer.
#[derive(Debug, Clone)]
pub struct ChangeView {
    /// Its id.
    pub id: ChangeId,
    /// Everything about it.
    pub change: Change,
    /// Its state now.
    pub state: State,
    /// Whose service stops.
    pub places: Places,
    /// Its story, oldest first; empty where nobody asked for it.
    pub story: Vec<Entry>,
    /// What is kept of the last run's output, secrets masked; `None` where nobody asked for it, or nothing is kept.
    pub output: Option<Vec<u8>>,
    /// Whether a person wants to see all of that, not just its end.
    pub whole_output: bool,
    /// What was noticed on the way and is worth a line: a masked command, approvals that fell away.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}

/// `okno list`.
#[derive(Debug, Clone)]
pub struct ChangeList {
    /// The changes, by start.
    pub changes: Vec<ChangeView>,
    /// The ledger's own name, by which its changes are told from those of others; `None` without a ledger.
    pub ledger: Option<String>,
    /// Under which rules.
    pub footing: Footing,
}
