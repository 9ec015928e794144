//! What the gate is asked, and what was learnt of the world before asking.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    calendar::{Interval, Workdays, Zone, ZoneName},
    change::{Kind, State},
    policy::{CalendarId, CustomerId, Freeze, Rules, System, SystemId},
    tools::Backup,
};

use super::{Around, CommandDifference, RecordedFreeze};

/// An affected customer: whose nights they are.
#[derive(Debug, Clone, Copy)]
pub struct Affected<'a> {
    /// The customer.
    pub id: &'a CustomerId,
    /// Its zone.
    pub zone: &'a Zone,
    /// The name of its calendar.
    pub calendar: &'a CalendarId,
    /// What that calendar says.
    pub days: &'a Workdays,
    /// The systems of its that stop because they depend on the one changed.
    pub through: &'a [SystemId],
}

/// A freeze, with the zone that it names.
#[derive(Debug, Clone, Copy)]
pub struct ZonedFreeze<'a> {
    /// The freeze.
    pub freeze: &'a Freeze,
    /// Where its readings are read; `None`: on each affected customer's own clock.
    pub zone: Option<&'a Zone>,
}

/// A piece of work on a system, under the rules that hold for it.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The system that the work stops.
    pub system: &'a System,
    /// The strictest rules of the system and the affected customers.
    pub rules: &'a Rules,
    /// Every affected customer, at least one.
    pub customers: Vec<Affected<'a>>,
    /// All freezes of the policy; those that do not concern the work are passed over.
    pub freezes: Vec<ZonedFreeze<'a>>,
    /// What the ledger knows around the work.
    pub around: &'a Around,
    /// How long the service stands still.
    pub downtime: TimeDelta,
    /// How long the work takes, at least `downtime`.
    pub duration: TimeDelta,
    /// How far ahead is searched.
    pub horizon: TimeDelta,
    /// How far two clocks may differ.
    pub max_clock_skew: TimeDelta,
}

impl<'a> Question<'a> {
    /// The same work for other customers, with these freezes of the policy.
    pub(super) fn about(&self, customers: Vec<Affected<'a>>, freezes: Vec<ZonedFreeze<'a>>) -> Self {
        let Self { system, rules, around, downtime, duration, horizon, max_clock_skew, .. } = *self;
        Self { system, rules, customers, freezes, around, downtime, duration, horizon, max_clock_skew }
    }
}

impl Question<'_> {
    /// Whether the work needs a window (R8.1), or may be done at any hour (R8.2).
    pub fn needs_window(&self) -> bool {
        self.downtime > self.rules.downtime_limit
    }

    /// How long the work touches what stands in its way: work that takes no time at all still happens at some instant.
    pub(super) fn work_length(&self) -> TimeDelta {
        self.duration.max(TimeDelta::milliseconds(1))
    }

    /// The work, if it starts then.
    pub(super) fn work_from(&self, start: DateTime<Utc>) -> Option<Interval> {
        Interval::new(start, start.checked_add_signed(self.work_length())?)
    }

    /// Whether the freeze is about the system, and so about all of the customers.
    pub(super) fn is_frozen_by_system(&self, freeze: &Freeze) -> bool {
        freeze.systems.covers(&self.system.id)
    }

    /// Whether a recorded freeze is about all of the work, whoever its customers are.
    pub(super) fn is_frozen_for_all(&self, freeze: &RecordedFreeze) -> bool {
        freeze.customers.is_empty() && freeze.systems.is_empty() || freeze.systems.contains(&self.system.id)
    }

    /// Whether a recorded freeze protects this customer from the work.
    pub(super) fn is_protected(&self, freeze: &RecordedFreeze, who: &Affected<'_>) -> bool {
        self.is_frozen_for_all(freeze)
            || freeze.customers.contains(who.id)
            || who.through.iter().any(|system| freeze.systems.contains(system))
    }

    /// The frozen systems that stop with the one changed, where these are all that a freeze of some systems is about.
    pub(super) fn frozen_through(
        &self,
        is_frozen: impl Fn(&SystemId) -> bool,
        customers: impl Fn(&CustomerId) -> bool,
    ) -> Vec<SystemId> {
        if is_frozen(&self.system.id) || self.customers.iter().any(|who| customers(who.id)) {
            return Vec::new();
        }
        let through: BTreeSet<_> =
            self.customers.iter().flat_map(|who| who.through).filter(|system| is_frozen(system)).collect();
        through.into_iter().cloned().collect()
    }

    /// Whether a recorded freeze is in the way of the work at all.
    pub fn meets(&self, freeze: &RecordedFreeze) -> bool {
        self.is_frozen_for_all(freeze) || self.customers.iter().any(|who| self.is_protected(freeze, who))
    }

    /// Whether the freeze protects this customer from the work.
    pub(super) fn is_concerned(&self, freeze: &Freeze, who: &Affected<'_>) -> bool {
        self.is_frozen_by_system(freeze)
            || freeze.customers.covers(who.id)
            || who.through.iter().any(|system| freeze.systems.covers(system))
    }
}

/// On whose behalf the gate is asked: which rows of the decision table are judged.
#[derive(Debug, Clone)]
pub enum Asking {
    /// Whether a change may be planned: rows 1–12, 21, 22, 24. Backups and approvals come when it runs.
    Plan(Paperwork),
    /// Whether work on the system would be let through, without a change: all but 11–15 and 20.
    System,
    /// Whether this change may run: all rows.
    Change(ChangeFacts),
}

/// The papers that some kinds of work need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paperwork {
    /// What sort of work it is.
    pub kind: Kind,
    /// It views, changes or deletes the customer's data (R6.1).
    pub touches_data: bool,
    /// A written instruction of the customer is named.
    pub has_instruction: bool,
    /// A technical specification is attached (R11.1).
    pub has_specification: bool,
}

/// A change that asks to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeFacts {
    /// Its papers.
    pub paperwork: Paperwork,
    /// Where it is in its life, as of the instant asked about.
    pub state: State,
    /// Its planned start.
    pub start_at: DateTime<Utc>,
    /// The last start that was promised when it was planned.
    pub latest_start_at: DateTime<Utc>,
    /// How many other people agreed to the present version.
    pub approvals: u32,
    /// What differs between its command and the one that would run; empty when nothing does.
    pub command_differs: Vec<CommandDifference>,
    /// The waivers of the present version.
    pub waivers: Vec<Waiver>,
}

/// A person's waiver of some reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Who.
    pub by: String,
    /// The codes that it names.
    pub codes: Vec<String>,
    /// The first instant at which it holds no more.
    pub expires_at: DateTime<Utc>,
}

/// What was learnt of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The real now, whatever instant is asked about.
    pub now: DateTime<Utc>,
    /// Whether the rules are those that were adopted.
    pub adoption: Adoption,
    /// Who stopped the line, for this system or everywhere.
    pub halts: Vec<Halt>,
    /// The time of the ledger's newest entry; where a person found that to be wrong, what the clock is known to have shown
    /// since.
    pub newest_entry_at: Option<DateTime<Utc>>,
    /// Why the ledger is not to be believed.
    pub ledger_fault: Option<String>,
    /// Affected zones whose rules are older than those that the ledger has seen, and differ.
    pub old_zones: Vec<OldZone>,
    /// Who runs on the system now.
    pub busy: Option<Busy>,
    /// What is known of the system's backups.
    pub backups: BackupFacts,
}

/// How the rules of the system stand to those last adopted (row 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adoption {
    /// Nothing was adopted yet: the first writing command will.
    EmptyLedger,
    /// They are the same.
    InForce,
    /// They were edited, and nobody adopted them.
    Differs,
}

/// A stopped line (row 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether everything is halted, not just this system.
    pub everywhere: bool,
}

/// A zone whose rules on this machine are not the newest (row 24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldZone {
    /// The zone.
    pub zone: ZoneName,
    /// This machine's release.
    pub have: String,
    /// The newest release seen.
    pub newest: String,
}

/// A run that holds the system (row 23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// The change that runs.
    pub change: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Its holder is gone.
    pub interrupted: bool,
}

/// What is known of the backups that count for a system (rows 16–19): its own, or those of the system that covers it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupFacts {
    /// Those that nothing refuted.
    pub known: Vec<KnownBackup>,
    /// The newest of those that count for nothing because they could not be restored.
    pub not_restored: Option<NotRestored>,
    /// When the last run on a system that they cover ended, however it ended.
    pub last_run_ended_at: Option<DateTime<Utc>>,
    /// Which system that was, if it was another than the one asked about.
    pub last_run_on: Option<SystemId>,
    /// Why the tool could not look at the bound backup just now.
    pub look_failed: Option<String>,
    /// The ledger that would know cannot be trusted: that is the reason to give, not that nothing is known.
    pub unasked: bool,
}

/// A backup that could not be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRestored {
    /// Its id.
    pub id: String,
    /// When the restore failed.
    pub at: DateTime<Utc>,
    /// Who tried it.
    pub by: String,
}

/// A backup on which evidence was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBackup {
    /// What is known of it.
    pub backup: Backup,
    /// Backups that it refers to and that are not known.
    pub missing: Vec<String>,
}
