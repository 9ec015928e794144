//! What is wrong with a backup, or with what was said of it.

mod database;
mod file;
mod manifest;
mod packing;
mod postgres;
mod program;
mod repository;

use chrono::{DateTime, Utc};

pub use database::DatabaseFault;
pub use file::FileFault;
pub use manifest::ManifestFault;
pub use packing::PackingFault;
pub use postgres::PostgresFault;
pub use program::{FieldProblem, ProgramFault};
pub use repository::RepositoryFault;

use super::Trouble;
use crate::calendar::instant::utc;

/// One thing that is wrong, with what was found and what was expected: of any backup, or of what is named here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A file or folder could not be looked at.
    #[error("{what} cannot be looked at: {trouble}")]
    CannotLook {
        /// A path or pattern.
        what: String,
        /// Why.
        trouble: Trouble,
    },
    /// It is smaller than the policy allows.
    #[error("{path} has {bytes} bytes, at least {least} are expected")]
    TooSmall {
        /// The file, or which backup.
        path: String,
        /// Its size.
        bytes: u64,
        /// What the policy asks for.
        least: u64,
    },
    /// A time that cannot be meant.
    #[error("the time of {path}, {at}, is outside 1970 to 2200")]
    TimeNotBelieved {
        /// The file.
        path: String,
        /// What was found.
        at: DateTime<Utc>,
    },
    /// It is much smaller than the one before it.
    #[error(
        "{path} has {bytes} bytes, {shrunk} % fewer than {earlier} before it with {earlier_bytes}; at most {most} % fewer are allowed: was it cut off by a full disk?"
    )]
    Shrunk {
        /// The file, or which backup.
        path: String,
        /// Its size.
        bytes: u64,
        /// The name or the id of the one before it.
        earlier: String,
        /// That one's size.
        earlier_bytes: u64,
        /// By how many percent it is smaller, rounded up.
        shrunk: u64,
        /// What the policy allows.
        most: u8,
    },
    /// The tool says that the backup is not complete.
    #[error("backup {id} is not complete")]
    Incomplete {
        /// The backup.
        id: String,
    },
    /// The tool says that the backup holds nothing.
    #[error("backup {id} has 0 bytes")]
    NoBytes {
        /// The backup.
        id: String,
    },
    /// It ended before it began.
    #[error("backup {id} finished at {} before it started at {}", utc(*.finished_at), utc(*.started_at))]
    EndsBeforeStart {
        /// The backup.
        id: String,
        /// When it began.
        started_at: DateTime<Utc>,
        /// When it ended.
        finished_at: DateTime<Utc>,
    },
    /// It is called complete and ends in the future.
    #[error("backup {id} is called complete and finishes at {}, which is in the future", utc(*.finished_at))]
    EndsInFuture {
        /// The backup.
        id: String,
        /// When it ends.
        finished_at: DateTime<Utc>,
    },
    /// The file that the run was bound to is not what it was.
    #[error("{path} has changed since it was confirmed: its {what} was {was} and is {is}")]
    Changed {
        /// The file.
        path: String,
        /// `size`, `time` or `content`.
        what: &'static str,
        /// When it was confirmed.
        was: String,
        /// Now.
        is: String,
    },
    /// The tool reports another backup than the one the run was bound to.
    #[error("backup {expected} is bound, the tool reports {found} instead")]
    OtherBackup {
        /// The bound one.
        expected: String,
        /// The one reported.
        found: String,
    },
    /// The backup command ended well, and the newest backup is older than that.
    #[error("the newest backup is still {id} of {}: the command, begun at {}, made none", utc(*.at), utc(*.begun_at))]
    NotNew {
        /// The newest backup.
        id: String,
        /// Its time.
        at: DateTime<Utc>,
        /// When the command was begun.
        begun_at: DateTime<Utc>,
    },
    /// A file, or its place, seen from outside.
    #[error(transparent)]
    File(#[from] FileFault),
    /// A copy of an `SQLite` database.
    #[error(transparent)]
    Database(#[from] DatabaseFault),
    /// A packed file.
    #[error(transparent)]
    Packing(#[from] PackingFault),
    /// A manifest of digests, or a file by it.
    #[error(transparent)]
    Manifest(#[from] ManifestFault),
    /// A program that was asked, or its answer.
    #[error(transparent)]
    Program(#[from] ProgramFault),
    /// A repository of restic or `BorgBackup`, or a backup in it.
    #[error(transparent)]
    Repository(#[from] RepositoryFault),
    /// A backup of PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] PostgresFault),
    /// The probe answered another question than the one asked.
    #[error("the answer does not fit the question")]
    AnswersSomethingElse,
}

impl Fault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CannotLook { .. } => "cannot-look",
            Self::TooSmall { .. } => "too-small",
            Self::TimeNotBelieved { .. } => "time-not-believed",
            Self::Shrunk { .. } => "shrunk",
            Self::Incomplete { .. } => "incomplete",
            Self::NoBytes { .. } => "no-bytes",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::EndsInFuture { .. } => "ends-in-future",
            Self::Changed { .. } => "changed",
            Self::OtherBackup { .. } => "other-backup",
            Self::NotNew { .. } => "not-new",
            Self::File(fault) => fault.code(),
            Self::Database(fault) => fault.code(),
            Self::Packing(fault) => fault.code(),
            Self::Manifest(fault) => fault.code(),
            Self::Program(fault) => fault.code(),
            Self::Repository(fault) => fault.code(),
            Self::Postgres(fault) => fault.code(),
            Self::AnswersSomethingElse => "answers-something-else",
        }
    }
}
