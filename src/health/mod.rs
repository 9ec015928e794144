//! How this place is: what was seen of okno's surroundings, and what of it falls short. Pure.
//!
//! [`judge()`] turns what was [`Seen`] into [`Finding`]s: one for each thing that was looked at, the good ones too, so that
//! silence is never taken for health.

mod judge;
mod seen;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub use judge::judge;
pub use seen::{
    BackupsSeen, CalendarSeen, Changes, ClockSeen, CopyRole, CopySeen, FileSeen, GitSeen, LedgerOpen, LedgerSeen,
    ListSaid, ListSeen, LoginSeen, MemorySeen, RulesFile, RulesSeen, Seen, Thing, Unusable, ZoneDispute,
};

use crate::{
    calendar::ZoneName,
    change::ChangeId,
    policy::{CalendarId, Evidence, SystemId},
};

/// How something is, from well to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// As it should be.
    Well,
    /// It could not be told; nothing follows from that.
    Unknown,
    /// Somebody should look at it; the gate may still open.
    Attention,
    /// Something does not work: the gate stays closed, or what it relies on is lost.
    Broken,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it is.
    pub health: Health,
    /// What it is, with the data that its sentence needs.
    pub what: What,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The program itself.
    Program {
        /// Its version.
        version: String,
        /// How and for what it was built.
        build: String,
    },
    /// The rules were read.
    Rules {
        /// Where.
        path: String,
    },
    /// There are no rules.
    NoRules,
    /// The rules cannot be read, or are wrong.
    RulesWrong {
        /// Why, on one line.
        why: String,
    },
    /// The rules of these systems were edited, and adopted by nobody (row 1).
    NotAdopted {
        /// The systems.
        systems: Vec<SystemId>,
    },
    /// The copies of the zone data; the first is used.
    ZoneData {
        /// Newest first.
        copies: Vec<CopySeen>,
    },
    /// No zone data can be used.
    NoZoneData {
        /// Why.
        why: String,
    },
    /// This machine's rules differ from those of the newest release that the ledger has seen (row 24).
    ZoneRulesOld {
        /// For these zones.
        zones: Vec<ZoneName>,
        /// That release.
        newest: String,
    },
    /// A newer release is known to the ledger; its rules for the configured zones are the same.
    ZoneDataOlder {
        /// That release.
        newest: String,
    },
    /// The copies differ on a planned change.
    ZoneDispute(ZoneDispute),
    /// The copies agree on every planned change.
    ZonesAgree {
        /// How many changes.
        changes: usize,
    },
    /// A calendar.
    Calendar(CalendarFound),
    /// Who may read and write a file or folder.
    Permissions {
        /// What it is.
        thing: Thing,
        /// Where.
        path: String,
        /// Its permission bits.
        mode: u32,
        /// What is wrong, if anything.
        fault: Option<PermissionFault>,
    },
    /// Where this machine remembers heads.
    Memory {
        /// The folder, if one can be told.
        folder: Option<String>,
    },
    /// What the kernel says of the clock; `None`: nobody can be asked.
    ClockSynchronised(Option<bool>),
    /// The newest entry lies ahead of the clock.
    ClockBehind {
        /// By so much.
        by: TimeDelta,
        /// How much is allowed.
        allowed: TimeDelta,
    },
    /// The clock is not behind the newest entry by more than is allowed.
    ClockAgrees {
        /// When the newest entry was made.
        newest_at: DateTime<Utc>,
    },
    /// What a system's backups need is there.
    Backups {
        /// The system.
        system: SystemId,
        /// The tool, `of` another system's, `none` needed; or `None` for by hand.
        tool: Option<&'static str>,
    },
    /// A tool was asked for its list of a system's backups (`doctor --backups`).
    BackupsAsked {
        /// The system.
        system: SystemId,
        /// What it answered.
        answer: ListSeen,
    },
    /// Something that a system's backups need is not there, or cannot be used.
    BackupsUnusable {
        /// The system.
        system: SystemId,
        /// What, and why not.
        what: Unusable,
    },
    /// Backups are confirmed by hand, and the rules ask for more than a person's word.
    NoBackupOpens {
        /// The system.
        system: SystemId,
        /// What the rules ask for.
        need: Evidence,
    },
    /// No ledger yet.
    NoLedger {
        /// Where it will lie.
        place: String,
    },
    /// The ledger cannot be opened, or cannot be trusted (row 22).
    LedgerBroken {
        /// Why.
        why: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The ledger opens, its newest entries chain, and its head is the one that this machine remembers.
    Ledger {
        /// Where it lies.
        place: String,
        /// How many entries it has.
        entries: u64,
        /// Whether this machine remembered a head of it.
        remembered: bool,
    },
    /// Runs that nobody has said the end of.
    Interrupted(Vec<ChangeId>),
    /// Changes past their latest start.
    Missed(Vec<ChangeId>),
    /// A system is held by a change whose run is over.
    LeaseLeft {
        /// The system.
        system: SystemId,
        /// The change.
        change: String,
    },
    /// No run is interrupted, no change missed, no system held by the dead.
    ChangesWell,
    /// What the login in use on the ledger's server may do.
    Login(LoginSeen),
    /// The ledger lies in a git working copy.
    Git {
        /// Whether git would leave it alone.
        ignored: GitSeen,
        /// Where it lies.
        place: String,
    },
}

/// Why permissions are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionFault {
    /// Every account of the machine may write it.
    WorldWritable,
    /// Every account of the machine may read it.
    WorldReadable,
    /// The account that runs okno may not write it.
    NotWritable,
}

/// A calendar, and how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFound {
    /// Which.
    pub id: CalendarId,
    /// The last date it knows.
    pub known_until: NaiveDate,
    /// How many days are left; not positive when it has ended.
    pub left: i64,
    /// Planned changes beyond it.
    pub beyond: Vec<ChangeId>,
    /// Whether slots are searched beyond it.
    pub within_horizon: bool,
}
