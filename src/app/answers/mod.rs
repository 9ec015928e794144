//! What the use cases answer: plain values, before anything is put into words.

mod backups;
mod calendars;
mod changes;
mod checkup;
mod ledger;
mod regime;
mod retention;
mod setup;
mod time;
mod verdict;

use std::{collections::BTreeMap, path::PathBuf};

use chrono::{DateTime, Utc};

pub use backups::{BackupAnswer, BackupOutcome, BackupReport, BackupWay, SystemBackups};
pub use calendars::{
    CalendarCheck, CalendarImport, CalendarState, CalendarYear, Difference, Disagreement, Mark, Other,
};
pub use changes::{ChangeList, ChangeView};
pub use checkup::Checkup;
pub use ledger::{Acceptance, Accepted, LogPage, PolicyDiff, PolicyView, SystemRules, Verification};
pub use regime::{BackupSchedule, DueReport, DueState, RegimeStanding, SystemDue, SystemTaken, TakeAttempt, TakenDue};
pub use retention::{
    DeletedCopy, DrillReport, OwedCopy, PlannedCopy, PruneReport, Stopped, SystemPlan, SystemTransfer, TransferOutcome,
    TransferReport,
};
pub use setup::Initialised;
pub use time::{FreezeView, FrozenBy, LineView, Slots, Status, SystemStatus, Timeline, Windows};
pub use verdict::{RunOutcome, RunReport, Verdict};

use crate::{
    calendar::Zone,
    change::ChangeId,
    policy::{CalendarId, CustomerId},
    record::{Digest, Head},
};

/// What every answer carries: under which rules it was given.
#[derive(Debug, Clone)]
pub struct Footing {
    /// The present instant.
    pub now: DateTime<Utc>,
    /// The oldest release of the zone data that was used.
    pub tzdb: String,
    /// The digest of the policy in force; `None` when no policy was read.
    pub policy: Option<Digest>,
    /// The ledger's newest entry; `None` without a ledger.
    pub head: Option<Head>,
    /// The reader's own clock, where its zone is known.
    pub reader: Option<Zone>,
}

/// A customer with its clock, to show instants on.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name for people.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// Its calendar.
    pub calendar: CalendarId,
}

/// The customers of an answer, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Customers in the order of the question.
    pub order: Vec<CustomerId>,
    /// What is known of each.
    pub known: BTreeMap<CustomerId, Place>,
}

impl Places {
    /// The one zone in which all of them live; `None` when they differ.
    pub fn common_zone(&self) -> Option<&Zone> {
        let mut zones = self.order.iter().filter_map(|id| self.known.get(id)).map(|place| &place.zone);
        let first = zones.next()?;
        zones.all(|zone| zone.name() == first.name()).then_some(first)
    }
}

/// Something a person should know that is no reason to refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The policy was adopted by this, the ledger's first entry.
    PolicyAdopted,
    /// The command holds what looks like a secret: it is recorded masked and has to be given again to run.
    CommandMasked,
    /// The move to another night voided the approvals.
    ApprovalsVoided(usize),
    /// The ledger was created.
    LedgerCreated(String),
    /// What the store said on creation.
    Ledger(String),
    /// A run was found without a holder.
    Interrupted(ChangeId),
    /// The end of a run that this machine could not record earlier is recorded now.
    EndRecorded(ChangeId),
    /// The same, of a run that was settled meanwhile: its end stands beside what was said.
    EndedLate(ChangeId),
    /// A person wanted to settle a run whose end was recorded just before.
    NothingToSettle(ChangeId),
    /// The zone data of this machine is older than the newest seen, with equal rules.
    OlderZoneData {
        /// This machine's.
        have: String,
        /// The newest seen.
        newest: String,
    },
    /// The change has no command: it is given at the run.
    NoCommand,
    /// The gate is closed for an emergency: these reasons have to be waived by name.
    OverrideNeeded {
        /// The change.
        id: ChangeId,
        /// The codes of the reasons.
        codes: Vec<String>,
        /// The incident.
        incident: String,
    },
    /// Nobody is named whose business this is: anybody may do it.
    NoAdministrator,
    /// What this machine saw last cannot be remembered: a ledger that is brought back will not be noticed here.
    NotRemembered {
        /// Where it would be.
        folder: PathBuf,
        /// Why not.
        why: String,
    },
    /// A wave was cancelled, and others of its set were not.
    WaveCancelled {
        /// The others.
        standing: Vec<ChangeId>,
        /// The names of the customers of the wave that was cancelled.
        customers: Vec<String>,
    },
    /// Other waves of the set were cancelled.
    OtherWavesCancelled(Vec<ChangeId>),
    /// Changes that are planned within a freeze which was recorded just now: the gate refuses them.
    PlansFrozen(Vec<ChangeId>),
    /// The program that the command names by its path is not there yet.
    ProgramMissing(String),
    /// Rules in a folder above, which hold no longer in this one.
    RulesShadowed(String),
    /// The ledger that these rules use has adopted others.
    OtherRulesAdopted(String),
}
