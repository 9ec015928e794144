//! windows.toml: the rules, read strictly, with every fault at once and its place. Pure.

pub mod adoption;
pub mod aftercare;
mod dependencies;
pub mod draft;
pub mod evidence;
pub mod faults;
mod fingerprint;
pub mod model;
pub mod names;
pub mod postgres_tools;
mod read;
pub mod regime;
mod repository;
pub mod retention;
pub mod rules;
pub mod seen;
pub mod taking;
pub mod terms;
pub mod tool;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use chrono::TimeDelta;

pub use adoption::{Adopted, AdoptedFile, Adoption, PolicyAdopted};
pub use aftercare::{Aftercare, Transfer};
pub use evidence::Evidence;
pub use faults::{Fault, Faults, Place};
pub use model::{
    BackupConfig, Calendar, CalendarSource, Customer, FileUser, Freeze, LOOK_WITHIN, Person, ReferredFile, Responsible,
    Role, Scope, System, SystemBackup,
};
pub use names::{CalendarId, CustomerId, NameError, PersonId, SystemId};
pub use postgres_tools::{BarmanBackup, BaseBackup, PgBackRestBackup, PgDumpBackup};
pub use regime::{BackupRegime, Regime, Rhythm, Satisfies};
pub use repository::{BorgBackup, Repository, ResticBackup};
pub use retention::{Retention, RetentionTerms, Stay};
pub use rules::Rules;
pub use seen::{RulesSeen, Standing, ZoneDataAccepted, ZoneDataEvent, ZoneDataRuling, ZoneDataSeen};
pub use taking::TakeCommand;
pub use terms::{Late, OnOverrun, Terms};
pub use tool::{BackupTool, CommandBackup, FilesBackup, SqliteBackup};

use crate::record::Digest;

/// The files beside windows.toml, by the path that it names them by.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// The digest of a file; `None`: it cannot be read.
    pub digest: &'a dyn Fn(&str) -> Option<Digest>,
    /// What is in a file, or why it cannot be read.
    pub content: &'a dyn Fn(&str) -> Result<Vec<u8>, String>,
}

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
    /// `[policy]`: when backups are due where a system does not say otherwise (R9.1); see [`Policy::regime_of`].
    pub regime: Option<BackupRegime>,
    /// `[policy]`: how long copies stay where a system does not say otherwise (R9.3).
    pub retention: RetentionTerms,
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

    /// Reads a windows.toml that names no iCalendar file. `path_shown` is what faults name, `file_digest` looks at a file
    /// beside it.
    ///
    /// # Errors
    /// All faults at once, by place.
    pub fn read(path_shown: &str, bytes: &[u8], file_digest: &dyn Fn(&str) -> Option<Digest>) -> Result<Self, Faults> {
        let content = |_: &str| Err("no file is read here".to_owned());
        Self::read_with(path_shown, bytes, Beside { digest: file_digest, content: &content })
    }

    /// Reads a windows.toml and the iCalendar files that it names.
    ///
    /// # Errors
    /// All faults at once, by place; those of an iCalendar file where it is named, with its line.
    pub fn read_with(path_shown: &str, bytes: &[u8], beside: Beside<'_>) -> Result<Self, Faults> {
        read::policy(path_shown, bytes, beside)
    }

    /// No rules at all: for those who look at a ledger where none can be read. Nothing is decided by them.
    pub fn none() -> Self {
        read::nothing()
    }

    /// The `ledger` of a text that may be wrong everywhere else.
    pub fn ledger_named(bytes: &[u8]) -> Option<String> {
        read::ledger_named(bytes)
    }

    /// Whether a value of windows.toml shows a password.
    pub fn holds_password(value: &str) -> bool {
        read::holds_password(value)
    }

    /// The accounts of the administrators; one without an account cannot be told from anybody else.
    pub fn administrators(&self) -> Vec<&str> {
        let administrators = self.people.values().filter(|person| person.role == Role::Administrator);
        administrators.filter_map(|person| person.account.as_deref()).collect()
    }

    /// Whether everybody has the same account, role and customers in both.
    pub fn gives_the_same_powers(&self, other: &Self) -> bool {
        fn powers(policy: &Policy) -> Vec<(&PersonId, Option<&str>, Role, &[CustomerId])> {
            let people = policy.people.values();
            people.map(|person| (&person.id, person.account.as_deref(), person.role, person.of.as_slice())).collect()
        }
        powers(self) == powers(other)
    }

    /// Whose service stops with the system: its own customers in the order of the file, then those of the systems that
    /// depend on it, the nearest first.
    pub fn affected_by(&self, system: &SystemId) -> Vec<&Customer> {
        let stopped = self.systems.get(system).into_iter().chain(self.dependents(system));
        let mut seen = HashSet::new();
        let ids = stopped.flat_map(|system| &system.customers).filter(|id| seen.insert(*id));
        ids.filter_map(|id| self.customers.get(id)).collect()
    }

    /// The system whose backups count for this one: itself, or the one that covers it.
    pub fn backed_up_with<'a>(&'a self, system: &'a System) -> &'a System {
        system.backup_of().and_then(|other| self.systems.get(other)).unwrap_or(system)
    }

    /// Every system that the backups of `system` cover, itself first: what runs on any of them may alter what they hold.
    pub fn covered_by(&self, system: &System) -> Vec<SystemId> {
        let others = self.systems.values().filter(|other| other.backup_of() == Some(&system.id));
        std::iter::once(&system.id).chain(others.map(|other| &other.id)).cloned().collect()
    }
}
