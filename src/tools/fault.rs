//! What is wrong with a backup, or with what was said of it.

use chrono::{DateTime, Utc};

use super::Trouble;
use crate::calendar::instant::utc;

/// One thing that is wrong, with what was found and what was expected.
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
    /// A candidate's name cannot be recorded.
    #[error("the file name {name:?} is not UTF-8")]
    NameNotUtf8 {
        /// As well as it can be shown.
        name: String,
    },
    /// Nothing matches the pattern.
    #[error("no backup file matches {pattern}{}", not_counted(*.passed_over))]
    NoFile {
        /// As in the policy.
        pattern: String,
        /// Matches that are no backups: folders, unfinished files, journals.
        passed_over: usize,
    },
    /// The file has no bytes.
    #[error("{path} is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// The file is smaller than the policy allows.
    #[error("{path} has {bytes} bytes, at least {least} are expected")]
    TooSmall {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
        /// What the policy asks for.
        least: u64,
    },
    /// The file is no `SQLite` database.
    #[error("{path} is not an SQLite database: it begins with {begins_with:?}")]
    NotADatabase {
        /// The file.
        path: String,
        /// Its first bytes, made harmless.
        begins_with: String,
    },
    /// The file is shorter than its header says.
    #[error("{path} is cut off: it has {bytes} bytes, its header tells of {expected}")]
    Truncated {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
        /// Pages times page size.
        expected: u64,
    },
    /// The file was written to while it was read.
    #[error("{path} changed while it was read: it is still being written")]
    ChangedMeanwhile {
        /// The file.
        path: String,
    },
    /// The database does not hold together.
    #[error("{path} is corrupt: integrity_check says {found:?} instead of \"ok\"")]
    Corrupt {
        /// The file.
        path: String,
        /// What `SQLite` said, shortened.
        found: String,
    },
    /// What was written last is not in the file.
    #[error("{path} does not stand alone: {bytes} bytes of its newest changes lie in a journal beside it")]
    JournalBeside {
        /// The file.
        path: String,
        /// The journal's size.
        bytes: u64,
    },
    /// An expected table does not exist.
    #[error("{path} has no table {table}")]
    NoTable {
        /// The file.
        path: String,
        /// As in the policy.
        table: String,
    },
    /// An expected table is empty.
    #[error("table {table} of {path} has no rows, at least one is expected")]
    NoRows {
        /// The file.
        path: String,
        /// As in the policy.
        table: String,
    },
    /// No table has a row.
    #[error("{path} holds no rows in any table")]
    NothingInside {
        /// The file.
        path: String,
    },
    /// A time that cannot be meant.
    #[error("the time of {path}, {at}, is outside 1970 to 2200")]
    TimeNotBelieved {
        /// The file.
        path: String,
        /// What was found.
        at: DateTime<Utc>,
    },
    /// The program does not exist.
    #[error("{program} is not found")]
    NoProgram {
        /// The program.
        program: String,
    },
    /// The program could not be started.
    #[error("{program} cannot be run: {why}")]
    NotStarted {
        /// The program.
        program: String,
        /// Why.
        why: String,
    },
    /// The program ended with an error.
    #[error("{program} ended with exit code {code}{}", quoted(.stderr))]
    ExitCode {
        /// The program.
        program: String,
        /// Its exit code.
        code: i32,
        /// The last line it wrote to stderr.
        stderr: String,
    },
    /// A signal ended the program.
    #[error("{program} was ended by signal {signal}")]
    Signalled {
        /// The program.
        program: String,
        /// The signal.
        signal: i32,
    },
    /// The program did not answer in time.
    #[error("{program} did not answer in time")]
    NoAnswer {
        /// The program.
        program: String,
    },
    /// The program wrote more than an answer.
    #[error("{program} wrote more than {limit} bytes")]
    TooLong {
        /// The program.
        program: String,
        /// The most it may write.
        limit: usize,
    },
    /// The program's answer is no JSON object.
    #[error("the answer of {program} is not one JSON object: {why}")]
    NotAnObject {
        /// The program.
        program: String,
        /// Where and why.
        why: String,
    },
    /// A field of the answer cannot be used.
    #[error("field {field} {problem}")]
    Field {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        problem: FieldProblem,
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
    /// The file that the run was bound to is gone.
    #[error("{path} is gone")]
    Vanished {
        /// The file.
        path: String,
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
    /// The probe answered another question than the one asked.
    #[error("the answer does not fit the question")]
    AnswersSomethingElse,
}

/// What is wrong with a field of a program's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldProblem {
    /// It is not there, or null.
    #[error("is missing")]
    Missing,
    /// It is of another type, or out of range.
    #[error("must be {expected}, not {found}")]
    IllTyped {
        /// What it must be.
        expected: &'static str,
        /// What it is, shortened.
        found: String,
    },
    /// A time that names no offset: nobody knows which instant is meant.
    #[error("has no offset: write {0}Z for UTC, or {0}+05:00")]
    NoOffset(String),
}

impl Fault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CannotLook { .. } => "cannot-look",
            Self::NameNotUtf8 { .. } => "name-not-utf8",
            Self::NoFile { .. } => "no-file",
            Self::Empty { .. } => "empty",
            Self::TooSmall { .. } => "too-small",
            Self::NotADatabase { .. } => "not-a-database",
            Self::Truncated { .. } => "truncated",
            Self::ChangedMeanwhile { .. } => "changed-meanwhile",
            Self::Corrupt { .. } => "corrupt",
            Self::JournalBeside { .. } => "journal-beside",
            Self::NoTable { .. } => "no-table",
            Self::NoRows { .. } => "no-rows",
            Self::NothingInside { .. } => "nothing-inside",
            Self::TimeNotBelieved { .. } => "time-not-believed",
            Self::NoProgram { .. } => "no-program",
            Self::NotStarted { .. } => "not-started",
            Self::ExitCode { .. } => "exit-code",
            Self::Signalled { .. } => "signalled",
            Self::NoAnswer { .. } => "no-answer",
            Self::TooLong { .. } => "too-long",
            Self::NotAnObject { .. } => "not-an-object",
            Self::Field { .. } => "field",
            Self::Incomplete { .. } => "incomplete",
            Self::NoBytes { .. } => "no-bytes",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::EndsInFuture { .. } => "ends-in-future",
            Self::Vanished { .. } => "vanished",
            Self::Changed { .. } => "changed",
            Self::OtherBackup { .. } => "other-backup",
            Self::NotNew { .. } => "not-new",
            Self::AnswersSomethingElse => "answers-something-else",
        }
    }
}

fn not_counted(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " (1 match is a folder, an unfinished file or a journal)".to_owned(),
        _ => format!(" ({count} matches are folders, unfinished files or journals)"),
    }
}

fn quoted(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}
