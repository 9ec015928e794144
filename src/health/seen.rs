//! What was seen, before it is judged.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    calendar::ZoneName,
    change::ChangeId,
    policy::{CalendarId, Evidence, Standing, SystemId},
};

/// Everything that was seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The present instant.
    pub now: DateTime<Utc>,
    /// okno's version.
    pub version: String,
    /// How it was built.
    pub build: String,
    /// The rules.
    pub rules: RulesSeen,
    /// The copies of the zone data, the used one first; or why there is none.
    pub copies: Result<Vec<CopySeen>, String>,
    /// How this machine's rules for each configured zone stand to the newest seen.
    pub zones: Vec<(ZoneName, Standing)>,
    /// The newest release that the ledger has seen.
    pub newest_release: Option<String>,
    /// Planned changes on which the copies differ.
    pub disputes: Vec<ZoneDispute>,
    /// The calendars.
    pub calendars: Vec<CalendarSeen>,
    /// How far ahead slots are searched.
    pub horizon: TimeDelta,
    /// Files and folders.
    pub files: Vec<FileSeen>,
    /// Where heads are remembered.
    pub memory: MemorySeen,
    /// The clock.
    pub clock: ClockSeen,
    /// The systems' backups.
    pub backups: Vec<BackupsSeen>,
    /// The ledger; `None` where no rules say where it is.
    pub ledger: Option<LedgerSeen>,
}

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesSeen {
    /// The file, or what there is in its place.
    pub file: RulesFile,
    /// Systems whose rules differ from the adopted ones.
    pub not_adopted: Vec<SystemId>,
}

/// windows.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesFile {
    /// Read from here.
    Read(String),
    /// There is none.
    Missing,
    /// It cannot be read, or is wrong.
    Wrong(String),
}

/// A copy of the zone data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopySeen {
    /// The folder; `None`: compiled in.
    pub folder: Option<String>,
    /// Its release.
    pub release: String,
    /// Whether it has a say.
    pub role: CopyRole,
}

/// Whether a copy has a say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyRole {
    /// It rules.
    Used,
    /// It is asked for what the used one lacks.
    InReserve,
    /// The rules name another.
    SetAside,
    /// Later than next year.
    NotBelieved,
}

/// A change on which the copies differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDispute {
    /// The change.
    pub change: ChangeId,
    /// The zone on whose clock.
    pub zone: ZoneName,
    /// The release that is used.
    pub used: String,
    /// The release that says otherwise.
    pub other: String,
}

/// A calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarSeen {
    /// Its id.
    pub id: CalendarId,
    /// The last date it knows.
    pub known_until: NaiveDate,
    /// Whether a customer uses it.
    pub used: bool,
    /// Planned changes that end after it.
    pub beyond: Vec<ChangeId>,
}

/// What a file or folder is to okno.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// windows.toml.
    Rules,
    /// The ledger.
    Ledger,
    /// The folder of the ledger.
    LedgerFolder,
}

/// A file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    /// What it is.
    pub thing: Thing,
    /// Where.
    pub path: String,
    /// Its permission bits.
    pub mode: u32,
    /// Whether accounts that are neither its owner nor of its group can get to it at all.
    pub reachable: bool,
    /// Whether this account may write it.
    pub writable: bool,
}

/// Where heads are remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemorySeen {
    /// The folder; `None`: the environment names none.
    pub folder: Option<String>,
    /// Whether it can be written, or made.
    pub writable: bool,
}

/// The clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockSeen {
    /// Whether it is kept by others; `None`: nobody can be asked.
    pub synchronised: Option<bool>,
    /// When the newest entry was made.
    pub newest_entry_at: Option<DateTime<Utc>>,
    /// How far it may lag.
    pub max_skew: TimeDelta,
}

/// What a system's backups need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupsSeen {
    /// The system.
    pub system: SystemId,
    /// The tool, `of` or `none`; `None`: by hand.
    pub tool: Option<&'static str>,
    /// What the rules ask for.
    pub need: Evidence,
    /// What cannot be used.
    pub unusable: Vec<Unusable>,
    /// What the tools answered when asked for their lists; empty where nobody asked.
    pub answers: Vec<ListSeen>,
}

/// What a tool answered when asked for its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSeen {
    /// The tool.
    pub tool: &'static str,
    /// It is that which looks on the backup server.
    pub there: bool,
    /// How it went.
    pub said: ListSaid,
}

/// How a question for a list went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListSaid {
    /// So many backups.
    Copies(usize),
    /// It tells of the newest alone, so it was not asked.
    NewestOnly,
    /// It gave no usable answer, and why.
    Nothing(Vec<String>),
}

/// Something that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unusable {
    /// A program that is not there.
    NoProgram(String),
    /// A file that is there and cannot be executed.
    NotExecutable(String),
    /// A folder that is not there, or no folder.
    NoFolder(String),
    /// A file that is not there, or no file.
    NoFile(String),
    /// A file or folder that this account may not read.
    NotReadable(String),
    /// A folder in which there is no repository.
    NoRepository(String),
}

/// The ledger.
#[derive(Debug, Clone)]
pub enum LedgerSeen {
    /// None yet.
    None {
        /// Where it will lie.
        place: String,
    },
    /// It does not answer, or what it says is not to be trusted.
    Broken {
        /// Why.
        why: String,
        /// What to do.
        hint: Option<String>,
    },
    /// It opens.
    Open(LedgerOpen),
}

/// A ledger that opens.
#[derive(Debug, Clone)]
pub struct LedgerOpen {
    /// Where.
    pub place: String,
    /// How many entries.
    pub entries: u64,
    /// Whether this machine remembered a head of it.
    pub remembered: bool,
    /// The changes.
    pub changes: Changes,
    /// Whether git would take it.
    pub git: GitSeen,
    /// The login on its server; `None` of a file.
    pub login: Option<LoginSeen>,
}

/// The login in use on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginSeen {
    /// Its name.
    pub name: String,
    /// What it could do beyond appending, one sentence each; or why that cannot be told.
    pub excess: Result<Vec<String>, String>,
}

/// What the changes need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many are planned.
    pub planned: usize,
    /// Runs without an end.
    pub interrupted: Vec<ChangeId>,
    /// Past their latest start.
    pub missed: Vec<ChangeId>,
    /// Systems that are held by a change without an open run.
    pub leases_left: Vec<(SystemId, String)>,
}

/// The ledger and git.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitSeen {
    /// Not in a working copy.
    Outside,
    /// In one, and ignored.
    Ignored,
    /// In one, and `git add` would take it.
    NotIgnored,
    /// In one; whether it is ignored cannot be told.
    CannotTell,
}
