//! Getting in: the first rules.

use super::{Footing, Notice, Windows};
use crate::policy::System;

/// `okno init`.
#[derive(Debug, Clone)]
pub struct Initialised {
    /// Where the rules were written.
    pub path: String,
    /// What a change may stop.
    pub systems: Vec<System>,
    /// The next windows of each customer, by these rules.
    pub windows: Vec<Windows>,
    /// What should be known.
    pub notices: Vec<Notice>,
    /// Under which rules.
    pub footing: Footing,
}
