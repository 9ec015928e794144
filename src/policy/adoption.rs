//! The adopted policy: editing windows.toml is a recorded act (row 1 of the decision table).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::{Policy, SystemId};
use crate::record::{Aggregate, Card, Digest, Label, Stamp, Unreadable};

/// What the ledger knows of the policy: the subject `policy/windows`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adoption {
    newest: Option<Adopted>,
}

/// A policy that was adopted, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// What was adopted.
    pub what: PolicyAdopted,
    /// The person, as the system names it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By which version of okno.
    pub okno: String,
}

/// `policy.adopted`: from here on these rules are the agreed ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyAdopted {
    /// The digest of the text of windows.toml, which is attached.
    pub text: Digest,
    /// Every file that it refers to.
    pub files: Vec<AdoptedFile>,
    /// The digest of the rules of each system.
    pub rules: BTreeMap<SystemId, Digest>,
}

/// A file that the adopted policy refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AdoptedFile {
    /// As written in windows.toml.
    pub path: String,
    /// What was in it; `None`: it could not be read.
    pub digest: Option<Digest>,
}

impl Adopted {
    /// Whether this very policy was adopted: the same text about the same files, read by the same okno, says the same, so
    /// that no digest of its rules has to be made.
    fn is(&self, policy: &Policy) -> bool {
        self.okno == Stamp::OKNO && self.what.text == policy.digest && self.what.files == AdoptedFile::all_of(policy)
    }
}

impl AdoptedFile {
    /// Every file that the policy refers to, each once, by path.
    fn all_of(policy: &Policy) -> Vec<Self> {
        let file = |file: &super::ReferredFile| Self { path: file.path.clone(), digest: file.digest };
        let files: BTreeSet<Self> = policy.files.iter().map(file).collect();
        files.into_iter().collect()
    }
}

impl PolicyAdopted {
    const KIND: &'static str = "policy.adopted";
    const DV: u16 = 1;

    /// The event that adopts this policy.
    pub fn of(policy: &Policy) -> Self {
        let rules = policy.systems.keys().map(|system| (system.clone(), policy.rules_digest(system))).collect();
        Self { text: policy.digest, files: AdoptedFile::all_of(policy), rules }
    }
}

impl Adoption {
    /// The name of the one subject of the stream.
    pub const NAME: &'static str = "windows";

    /// The newest adopted policy; `None` in a ledger that has seen none.
    pub fn newest(&self) -> Option<&Adopted> {
        self.newest.as_ref()
    }

    /// Whether the rules of the system are those last adopted; any are where none were ever adopted.
    pub fn agrees(&self, policy: &Policy, system: &SystemId) -> bool {
        let Some(adopted) = &self.newest else { return true };
        adopted.is(policy) || adopted.what.rules.get(system) == Some(&policy.rules_digest(system))
    }

    /// The systems whose rules differ from those last adopted: new, changed and removed ones, by id.
    pub fn differs(&self, policy: &Policy) -> Vec<SystemId> {
        let Some(adopted) = &self.newest else { return Vec::new() };
        let systems: BTreeSet<&SystemId> = policy.systems.keys().chain(adopted.what.rules.keys()).collect();
        let differs = |system: &&SystemId| {
            !policy.systems.contains_key(*system)
                || adopted.what.rules.get(*system) != Some(&policy.rules_digest(system))
        };
        systems.into_iter().filter(differs).cloned().collect()
    }
}

impl Aggregate for Adoption {
    type Event = PolicyAdopted;
    const STREAM: &'static str = "policy";

    fn encode(event: &PolicyAdopted) -> (&'static str, u16, Box<RawValue>) {
        (PolicyAdopted::KIND, PolicyAdopted::DV, to_raw_value(event).expect("texts as keys: always JSON"))
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<PolicyAdopted, serde_json::Error>> {
        (kind == PolicyAdopted::KIND && dv == PolicyAdopted::DV).then(|| serde_json::from_str(data.get()))
    }

    fn evolve(&mut self, stamp: &Stamp, event: PolicyAdopted) -> Result<(), Unreadable> {
        self.newest = Some(Adopted { what: event, by: stamp.actor.clone(), at: stamp.at, okno: stamp.okno.clone() });
        Ok(())
    }

    fn card(&self) -> Card {
        let Some(adopted) = &self.newest else { return Card::default() };
        Card {
            state: "adopted".to_owned(),
            live: true,
            from: Some(adopted.at),
            until: None,
            labels: vec![Label::new("policy", adopted.what.text.to_string())],
        }
    }
}
