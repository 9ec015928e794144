//! What windows.toml describes: calendars, customers, systems, people and freezes.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};

use super::{
    Aftercare, BackupRegime, BackupTool, CalendarId, CustomerId, PersonId, RetentionTerms, SystemId, TakeCommand, Terms,
};
use crate::calendar::{Workdays, ZoneName};
use crate::record::Digest;

/// Which dates are working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its key under `[calendars]`.
    pub id: CalendarId,
    /// Where its dates come from.
    pub source: CalendarSource,
    /// The dates themselves.
    pub workdays: Workdays,
}

/// Where a calendar's dates come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarSource {
    /// Facts that are built in, of the country by that code.
    Country(&'static str),
    /// Listed in windows.toml.
    Listed,
    /// An iCalendar file, as written; relative to windows.toml.
    File(String),
}

/// Whose service stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its key under `[customers]`.
    pub id: CustomerId,
    /// For people.
    pub name: String,
    /// The zone of its wall clock (R8.1: the customer's local time).
    pub zone: ZoneName,
    /// Its calendar.
    pub calendar: CalendarId,
    /// The account under which it files requests.
    pub login: Option<String>,
    /// Where it wants to be told.
    pub mail: Vec<String>,
    /// The `[policy]` keys that it sets itself.
    pub terms: Terms,
}

/// What a change stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Its key under `[systems]`.
    pub id: SystemId,
    /// For people.
    pub name: String,
    /// Whose service it is; never empty.
    pub customers: Vec<CustomerId>,
    /// Who changes it (R8.4).
    pub responsible: Responsible,
    /// The systems that it cannot run without; no cycles.
    pub depends_on: Vec<SystemId>,
    /// Whether it may be stopped for some of its customers alone.
    pub divisible: bool,
    /// The `[policy]` keys that it sets itself.
    pub terms: Terms,
    /// How long its copies stay, as far as it says (R9.3).
    pub retention: RetentionTerms,
    /// What is backed up, and how that is looked at; without it a person attests backups.
    pub backup: Option<SystemBackup>,
    /// When its backups are due, where it says so itself (R9.1); see [`super::Policy::regime_of`].
    pub regime: Option<BackupRegime>,
}

impl System {
    /// How backups of its own are looked at.
    pub fn own_backup(&self) -> Option<&BackupConfig> {
        match &self.backup {
            Some(SystemBackup::Own(config)) => Some(config),
            Some(SystemBackup::Of(_) | SystemBackup::Needless(_)) | None => None,
        }
    }

    /// The other system whose backups cover it.
    pub fn backup_of(&self) -> Option<&SystemId> {
        match &self.backup {
            Some(SystemBackup::Of(other)) => Some(other),
            Some(SystemBackup::Own(_) | SystemBackup::Needless(_)) | None => None,
        }
    }

    /// Why there is nothing to back up.
    pub fn needless_backup(&self) -> Option<&str> {
        match &self.backup {
            Some(SystemBackup::Needless(why)) => Some(why),
            Some(SystemBackup::Own(_) | SystemBackup::Of(_)) | None => None,
        }
    }
}

/// Who changes a system (R8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Responsible {
    /// We do.
    Us,
    /// The customer does: the gate stays closed.
    Customer,
}

/// `[systems.*.backup]`: what is known of a system's backups beforehand (R8.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemBackup {
    /// It has backups of its own.
    Own(Box<BackupConfig>),
    /// The backups of that system cover it; that system's are not of another in turn.
    Of(SystemId),
    /// There is nothing to back up, and why.
    Needless(String),
}

/// How the backups of a system are looked at and taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupConfig {
    /// What is asked about the newest backup.
    pub tool: BackupTool,
    /// What `okno backup take` runs.
    pub take: Option<TakeCommand>,
    /// How long a whole look may take; `None`: [`LOOK_WITHIN`].
    pub look_within: Option<TimeDelta>,
    /// What becomes of them afterwards.
    pub aftercare: Aftercare,
}

/// How long a whole look at a backup may take where nobody says otherwise: all of it is read.
pub const LOOK_WITHIN: TimeDelta = TimeDelta::minutes(30);

impl BackupConfig {
    /// How long a whole look may take, for all that is asked and read.
    pub fn look_within(&self) -> TimeDelta {
        self.look_within.unwrap_or(LOOK_WITHIN)
    }
}

/// Somebody with a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its key under `[people]`.
    pub id: PersonId,
    /// For people.
    pub name: String,
    /// The operating-system account, or the database role of a shared ledger.
    pub account: Option<String>,
    /// What the person may do.
    pub role: Role,
    /// The customers of a curator.
    pub of: Vec<CustomerId>,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Plans and runs changes.
    Specialist,
    /// Reads the reports, settles what was left open.
    Manager,
    /// Adopts policies, repairs what only an operator may.
    Administrator,
    /// Speaks for customers.
    Curator,
}

impl Role {
    /// The word for it in windows.toml.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Specialist => "specialist",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
            Self::Curator => "curator",
        }
    }
}

/// A dated interval in which nothing may run: `[from, until)` as wall readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The first reading inside.
    pub from: NaiveDateTime,
    /// The first reading after it.
    pub until: NaiveDateTime,
    /// Whose clock shows them; `None`: each affected customer's own.
    pub zone: Option<ZoneName>,
    /// The customers it protects.
    pub customers: Scope<CustomerId>,
    /// The systems it protects; a change is frozen when it touches any of these or any of those.
    pub systems: Scope<SystemId>,
    /// Why.
    pub reason: String,
}

/// What a freeze is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope<Id> {
    /// `["*"]`.
    All,
    /// These; none of them when empty.
    Listed(BTreeSet<Id>),
}

impl<Id: Ord> Scope<Id> {
    /// None of them.
    pub fn nobody() -> Self {
        Self::Listed(BTreeSet::new())
    }

    /// Whether it is about this one.
    pub fn covers(&self, id: &Id) -> bool {
        match self {
            Self::All => true,
            Self::Listed(ids) => ids.contains(id),
        }
    }
}

impl Freeze {
    /// Whether a change on the system for the customer touches it, whatever the time.
    pub fn concerns(&self, system: &SystemId, customer: &CustomerId) -> bool {
        self.systems.covers(system) || self.customers.covers(customer)
    }
}

/// A file that the policy refers to: a program of the operator's, or an iCalendar file, beside windows.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferredFile {
    /// As written; relative to windows.toml.
    pub path: String,
    /// What is in it; `None`: it could not be read.
    pub digest: Option<Digest>,
    /// What needs it.
    pub used_by: FileUser,
}

/// What needs a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileUser {
    /// The backup of a system.
    System(SystemId),
    /// A calendar.
    Calendar(CalendarId),
}
