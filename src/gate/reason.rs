//! Why the gate is closed: one variant a row of the decision table, with the data that its sentence needs.
//!
//! The sentences themselves live in `output/words`.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::NotRestored;
use crate::{
    calendar::ZoneName,
    change::{ChangeId, Kind, State},
    freeze::FreezeId,
    policy::{CalendarId, CustomerId, Evidence, SystemId},
};

/// Who can make a reason pass. Ordered by gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cure {
    /// Waiting alone will.
    Time,
    /// A person has to act.
    Somebody,
    /// The environment is broken.
    Operator,
}

impl Cure {
    /// The word in machine output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Somebody => "somebody",
            Self::Operator => "operator",
        }
    }
}

/// One row of the decision table that closes the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The row and its data.
    pub cause: Cause,
    /// The customer whose rule it is; `None` when it concerns the system or the change as a whole.
    pub customer: Option<CustomerId>,
    /// Who can make it pass.
    pub cure: Cure,
    /// For [`Cure::Time`]: the first instant from which this row alone passes, where it is known.
    pub retry_at: Option<DateTime<Utc>>,
    /// Who waived it: it stays a reason, and closes nothing.
    pub waived_by: Option<String>,
}

impl Reason {
    /// Whether it differs from another one in nothing but the customer.
    pub fn is_like(&self, other: &Self) -> bool {
        let Self { cause, customer: _, cure, retry_at, waived_by } = self;
        (cause, *cure, *retry_at, waived_by) == (&other.cause, other.cure, other.retry_at, &other.waived_by)
    }

    /// A reason that a person has to cure, about the whole change.
    pub(super) fn somebody(cause: Cause) -> Self {
        Self { cause, customer: None, cure: Cure::Somebody, retry_at: None, waived_by: None }
    }

    /// A reason that only an operator can cure, about the whole change.
    pub(super) fn operator(cause: Cause) -> Self {
        Self { cause, customer: None, cure: Cure::Operator, retry_at: None, waived_by: None }
    }

    /// A reason that passes by itself at `retry_at`.
    pub(super) fn time(cause: Cause, retry_at: Option<DateTime<Utc>>) -> Self {
        Self { cause, customer: None, cure: Cure::Time, retry_at, waived_by: None }
    }

    /// The same reason, as one customer's.
    pub(super) fn of(self, customer: &CustomerId) -> Self {
        Self { customer: Some(customer.clone()), ..self }
    }

    /// Its row in the decision table.
    pub fn row(&self) -> u8 {
        self.cause.row()
    }

    /// Its code in machine output.
    pub fn code(&self) -> &'static str {
        self.cause.code()
    }
}

/// Whether a person may waive a row, and what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waivable {
    /// In an emergency: a matter of time.
    InEmergency,
    /// As a violation, which reports show: somebody else's no, or the backup.
    AsViolation,
    /// By nobody.
    Never,
}

impl Waivable {
    /// What the decision table says of a row.
    pub fn of_row(row: u8) -> Self {
        match row {
            4..=7 | 9 | 10 | 14 => Self::InEmergency,
            8 | 15..=19 => Self::AsViolation,
            _ => Self::Never,
        }
    }

    /// What it says of a code; `None` for a code that does not exist.
    pub fn of_code(code: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == code).map(|(row, _)| Self::of_row(*row))
    }
}

/// Every row with its code.
pub const CODES: [(u8, &str); 25] = [
    (1, "policy-not-adopted"),
    (2, "customer-does-it"),
    (3, "calendar-unknown"),
    (4, "outside-window"),
    (5, "does-not-fit"),
    (6, "no-window"),
    (7, "frozen"),
    (8, "stop-the-line"),
    (9, "conflict"),
    (10, "stops-add-up"),
    (11, "instruction-missing"),
    (12, "specification-missing"),
    (13, "not-planned"),
    (14, "too-early"),
    (14, "too-late"),
    (15, "approval-missing"),
    (16, "backup-missing"),
    (17, "backup-stale"),
    (18, "backup-unconfirmed"),
    (19, "backup-source-down"),
    (20, "command-changed"),
    (21, "clock-suspect"),
    (22, "ledger-broken"),
    (23, "busy"),
    (24, "zone-data-old"),
];

/// Why a fresh backup is not fresh enough (row 17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staleness {
    /// Older than `backup-max-age` at the start of the work.
    TooOld {
        /// Its age at the start of the work.
        age: TimeDelta,
        /// What the policy allows.
        max_age: TimeDelta,
    },
    /// Not younger than the end of the last run on the system, which may have changed the data.
    BeforeLastRun {
        /// When that run ended.
        ended_at: DateTime<Utc>,
        /// The system that it ran on, if it is another one that the same backups cover.
        on: Option<SystemId>,
    },
    /// Dated after now by more than the clocks may differ.
    FromTheFuture {
        /// How far ahead.
        ahead: TimeDelta,
    },
}

/// What differs between the command that was planned and the one that would run (row 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommandDifference {
    /// The arguments.
    Arguments,
    /// The working folder.
    WorkingFolder,
    /// The content of the program or script file.
    ProgramFile,
}

/// Whose lack of windows it is that closes the gate (row 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Somebody has no window as long as the work, whatever the others have.
    OfOne,
    /// Each customer has windows, and all together have none; the system can be stopped for one after the other.
    OfAllDivisible,
    /// The same, and the system stops for all of them at once.
    OfAll,
}

/// A row of the decision table with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Row 1: the rules of the system were edited and nobody adopted them.
    PolicyNotAdopted,
    /// Row 2: the system is the customer's own to change (R8.4).
    CustomerDoesIt,
    /// Row 3: the calendar does not know a date that the rule needs.
    CalendarUnknown {
        /// The calendar.
        calendar: CalendarId,
        /// The date in question.
        date: NaiveDate,
        /// The last date that it knows.
        known_until: NaiveDate,
        /// Whether its dates come with okno.
        built_in: bool,
    },
    /// Row 4: the work starts outside of a window (R8.1).
    OutsideWindow {
        /// When the next window opens that is long enough.
        opens_at: Option<DateTime<Utc>>,
    },
    /// Row 5: the work starts inside a window and ends after it (R8.1).
    DoesNotFit {
        /// When the window closes.
        closes_at: DateTime<Utc>,
        /// How much of the work is left over.
        short_by: TimeDelta,
    },
    /// Row 6: within the horizon there is no window as long as the work.
    NoWindow {
        /// How far was searched.
        searched_until: DateTime<Utc>,
        /// Whether it is the customers together who have none.
        lack: Lack,
    },
    /// Row 7: the work touches a freeze.
    Frozen {
        /// Why there is a freeze.
        why: String,
        /// Its first instant.
        from: DateTime<Utc>,
        /// When it ends, if it does.
        until: Option<DateTime<Utc>>,
        /// Its id, where a person recorded it; `None`: it stands in windows.toml.
        recorded: Option<FreezeId>,
        /// The frozen systems that stop with the one changed, where it is only for them.
        through: Vec<SystemId>,
    },
    /// Row 8: a person halted all changes.
    StopTheLine {
        /// Who.
        by: String,
        /// Why.
        why: String,
        /// Since when.
        since: DateTime<Utc>,
        /// Whether everything is halted, not just this system.
        everywhere: bool,
    },
    /// Row 9: another change overlaps the work.
    Conflict {
        /// Which.
        change: ChangeId,
        /// What it stops: the same system, one that depends on it, or one that it depends on.
        system: SystemId,
        /// When it starts, or was started.
        start_at: DateTime<Utc>,
        /// When it ends; `None`: its run lost its holder.
        end_at: Option<DateTime<Utc>>,
        /// Whether it has been started.
        running: bool,
    },
    /// Row 10: with others, this short stop makes a long one.
    StopsAddUp {
        /// The most that one span of `count-together` around it holds, this stop included.
        total: TimeDelta,
        /// Whose stops the others are.
        changes: Vec<ChangeId>,
    },
    /// Row 11: the customer's data is touched without a written instruction (R6.1).
    InstructionMissing,
    /// Row 12: new functions need a technical specification (R11.1).
    SpecificationMissing {
        /// The kind of work.
        kind: Kind,
    },
    /// Row 13: the change is not in a state from which it may run.
    NotPlanned {
        /// The state it is in.
        state: State,
    },
    /// Row 14: before the planned start.
    TooEarly {
        /// The first instant at which it may start.
        from: DateTime<Utc>,
    },
    /// Row 14: after the latest start.
    TooLate {
        /// The last instant at which it might have started.
        until: DateTime<Utc>,
    },
    /// Row 15: too few approvals.
    ApprovalMissing {
        /// Valid approvals.
        have: u32,
        /// What the policy asks for.
        need: u32,
    },
    /// Row 16: no backup is known (R8.3).
    BackupMissing {
        /// The newest of those that could not be restored, where there is one.
        not_restored: Option<NotRestored>,
    },
    /// Row 17: the backup is not fresh (R8.3).
    BackupStale {
        /// Its id.
        id: String,
        /// Its consistency point.
        at: DateTime<Utc>,
        /// Why it is not fresh.
        staleness: Staleness,
    },
    /// Row 18: the backup is fresh, its evidence too weak (R8.3).
    BackupUnconfirmed {
        /// Its id.
        id: String,
        /// What is known of it.
        have: Evidence,
        /// What the policy asks for.
        need: Evidence,
        /// Backups that it refers to and that are not there.
        missing: Vec<String>,
    },
    /// Row 19: the tool that must look at the backup gave no usable answer.
    BackupSourceDown {
        /// What went wrong.
        why: String,
    },
    /// Row 20: the command is not what was planned and approved.
    CommandChanged {
        /// What differs.
        what: Vec<CommandDifference>,
    },
    /// Row 21: the clock stands before the newest entry.
    ClockSuspect {
        /// The real now.
        now: DateTime<Utc>,
        /// The time of the newest entry.
        newest_entry_at: DateTime<Utc>,
    },
    /// Row 22: the ledger's newest entries do not chain, or are not those that this machine saw.
    LedgerBroken {
        /// What was found.
        why: String,
    },
    /// Row 23: another run holds the system.
    Busy {
        /// The change that runs.
        change: String,
        /// Since when.
        since: DateTime<Utc>,
        /// Its holder is gone: somebody has to settle it.
        interrupted: bool,
    },
    /// Row 24: this machine's zone rules differ from the newest that the ledger has seen.
    ZoneDataOld {
        /// The zone.
        zone: ZoneName,
        /// This machine's release.
        have: String,
        /// The newest release seen.
        newest: String,
    },
}

impl Cause {
    /// Its row in the decision table.
    pub fn row(&self) -> u8 {
        let code = self.code();
        CODES.iter().find(|(_, known)| *known == code).map(|(row, _)| *row).expect("every code stands in the table")
    }

    /// Its code in machine output.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PolicyNotAdopted => "policy-not-adopted",
            Self::CustomerDoesIt => "customer-does-it",
            Self::CalendarUnknown { .. } => "calendar-unknown",
            Self::OutsideWindow { .. } => "outside-window",
            Self::DoesNotFit { .. } => "does-not-fit",
            Self::NoWindow { .. } => "no-window",
            Self::Frozen { .. } => "frozen",
            Self::StopTheLine { .. } => "stop-the-line",
            Self::Conflict { .. } => "conflict",
            Self::StopsAddUp { .. } => "stops-add-up",
            Self::InstructionMissing => "instruction-missing",
            Self::SpecificationMissing { .. } => "specification-missing",
            Self::NotPlanned { .. } => "not-planned",
            Self::TooEarly { .. } => "too-early",
            Self::TooLate { .. } => "too-late",
            Self::ApprovalMissing { .. } => "approval-missing",
            Self::BackupMissing { .. } => "backup-missing",
            Self::BackupStale { .. } => "backup-stale",
            Self::BackupUnconfirmed { .. } => "backup-unconfirmed",
            Self::BackupSourceDown { .. } => "backup-source-down",
            Self::CommandChanged { .. } => "command-changed",
            Self::ClockSuspect { .. } => "clock-suspect",
            Self::LedgerBroken { .. } => "ledger-broken",
            Self::Busy { .. } => "busy",
            Self::ZoneDataOld { .. } => "zone-data-old",
        }
    }

    /// Whether it says that this change's run lost its holder.
    pub fn is_interruption_of(&self, id: ChangeId) -> bool {
        matches!(self, Self::Busy { change, interrupted: true, .. } if change.parse() == Ok(id))
    }
}
