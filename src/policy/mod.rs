//! windows.toml: the rules, read strictly, with every fault at once and its place. Pure.

pub mod adoption;
mod dependencies;
pub mod evidence;
pub mod faults;
mod fingerprint;
pub mod model;
pub mod names;
mod read;
pub mod rules;
pub mod seen;
pub mod terms;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use chrono::TimeDelta;

pub use adoption::{Adopted, AdoptedFile, Adoption, PolicyAdopted};
pub use evidence::Evidence;
pub use faults::{Fault, Faults, Place};
pub use model::{
    BackupConfig, BackupTool, Calendar, Customer, Freeze, Person, ReferredFile, Responsible, Role, Scope, System,
};
pub use names::{CalendarId, CustomerId, NameError, PersonId, SystemId};
pub use rules::Rules;
pub use seen::{RulesSeen, Standing, ZoneDataSeen};
pub use terms::{Late, OnOverrun, Terms};

use crate::record::Digest;

/// Everything that windows.toml says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Where the ledger is, as written: a path relative to windows.toml.
    pub ledger: Option<String>,
    /// The zoneinfo folder that rules, as written.
    pub zone_data: Option<PathBuf>,
    /// How far the clock may lag behind the newest entry.
    pub max_clock_skew: TimeDelta,
    /// How far ahead slots are searched.
    pub horizon: TimeDelta,
    /// `[policy]`: what holds where neither system nor customer says otherwise; the rest is built in.
    pub terms: Terms,
    /// The calendars by id.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// The customers by id; their calendars exist.
    pub customers: BTreeMap<CustomerId, Customer>,
    /// The systems by id; their customers and dependencies exist.
    pub systems: BTreeMap<SystemId, System>,
    /// The people by id.
    pub people: BTreeMap<PersonId, Person>,
    /// The freezes, in the order of the file.
    pub freezes: Vec<Freeze>,
    /// Every file that the policy refers to, by path.
    pub files: Vec<ReferredFile>,
    /// The digest of the text.
    pub digest: Digest,
}

impl Policy {
    /// Larger files are refused before they are parsed; 10,000 customers need a third of it.
    pub const MOST_BYTES: usize = 4 << 20;

    /// Reads a windows.toml. `path_shown` is what faults name, `file_digest` looks at a file beside it.
    ///
    /// # Errors
    /// All faults at once, by place.
    pub fn read(path_shown: &str, bytes: &[u8], file_digest: &dyn Fn(&str) -> Option<Digest>) -> Result<Self, Faults> {
        read::policy(path_shown, bytes, file_digest)
    }

    /// Whose service stops with the system: its own customers in the order of the file, then those of the systems that
    /// depend on it, the nearest first.
    pub fn affected_by(&self, system: &SystemId) -> Vec<&Customer> {
        let stopped = self.systems.get(system).into_iter().chain(self.dependents(system));
        let mut seen = HashSet::new();
        let ids = stopped.flat_map(|system| &system.customers).filter(|id| seen.insert(*id));
        ids.filter_map(|id| self.customers.get(id)).collect()
    }
}
