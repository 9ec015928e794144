//! `okno doctor`.

use super::Footing;
use crate::{
    gate::Cure,
    health::{Finding, Health, What},
};

/// What was found.
#[derive(Debug, Clone)]
pub struct Checkup {
    /// One for each thing that was looked at.
    pub findings: Vec<Finding>,
    /// Under which rules.
    pub footing: Footing,
}

impl Checkup {
    /// Who has to act: an operator where the ledger cannot be opened or trusted, somebody where anything else falls short.
    pub fn needs(&self) -> Option<Cure> {
        let is_ledger = |found: &Finding| matches!(found.what, What::LedgerBroken { .. });
        match () {
            () if self.findings.iter().any(is_ledger) => Some(Cure::Operator),
            () if self.findings.iter().any(|found| found.health >= Health::Attention) => Some(Cure::Somebody),
            () => None,
        }
    }
}
