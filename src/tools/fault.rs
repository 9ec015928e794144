//! What is wrong with a backup, or with what was said of it.

use chrono::{DateTime, Utc};

use super::{PostgresFault, RepositoryFault, Trouble};
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
    /// The pattern's folder holds nothing at all.
    #[error("the folder {folder} is empty: is its volume mounted?")]
    FolderEmpty {
        /// The folder.
        folder: String,
    },
    /// A match is a folder.
    #[error("{path} is a folder, not a file")]
    IsFolder {
        /// The match.
        path: String,
    },
    /// A match is a symbolic link.
    #[error("{path} is a link: it may lead to another file tomorrow, so let the pattern match the file itself")]
    IsLink {
        /// The match.
        path: String,
    },
    /// A match is being made, by its name.
    #[error("{path} is unfinished, by its name")]
    Unfinished {
        /// The match.
        path: String,
    },
    /// A process still writes to it.
    #[error("{path} is still being written by {command} (process {pid})")]
    OpenForWriting {
        /// The file.
        path: String,
        /// The process's name.
        command: String,
        /// Its process id.
        pid: u32,
    },
    /// The name tells no instant, and the time of the last write is no proof.
    #[error(
        "the name of {path} tells no time with a zone, so nobody knows how old its content is; it was last written at {}, and a copy is written later than its original: name it like bonus-20261122T070000Z.sql.gz",
        utc(*.modified_at)
    )]
    NoTimeInName {
        /// The file.
        path: String,
        /// The latest that it can be of.
        modified_at: DateTime<Utc>,
    },
    /// The name tells a time at which the file was not written any more.
    #[error("{path} is of {} by its name, and was last written at {}, before that", utc(*.at), utc(*.modified_at))]
    NamedLaterThanWritten {
        /// The file.
        path: String,
        /// By its name.
        at: DateTime<Utc>,
        /// When it was last written.
        modified_at: DateTime<Utc>,
    },
    /// It was last written after now.
    #[error("{path} was last written at {}, which is in the future: compare the clocks", utc(*.modified_at))]
    WrittenInFuture {
        /// The file.
        path: String,
        /// When it was last written.
        modified_at: DateTime<Utc>,
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
    /// A packed file with nothing in it.
    #[error("{path} is {packing} of nothing ({bytes} bytes): what should have been packed was never written")]
    PackedNothing {
        /// The file.
        path: String,
        /// `a gzip`.
        packing: &'static str,
        /// The size of the packed file.
        bytes: u64,
    },
    /// A gzip that ends in the middle.
    #[error(
        "{path} is cut off: the gzip of {bytes} bytes ends in the middle, after {unpacked} unpacked bytes, as on a full disk"
    )]
    GzipCutOff {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
        /// How much came out.
        unpacked: u64,
    },
    /// A gzip that does not hold together.
    #[error("{path} is damaged: unpacking the gzip fails after {unpacked} unpacked bytes: {why}")]
    GzipDamaged {
        /// The file.
        path: String,
        /// How much came out.
        unpacked: u64,
        /// What is wrong.
        why: String,
    },
    /// Named as a gzip, and none.
    #[error("{path} is no gzip, as its name says: it begins with {begins_with:?}")]
    NotGzip {
        /// The file.
        path: String,
        /// Its first bytes, made harmless.
        begins_with: String,
    },
    /// The manifest that the policy names is not there.
    #[error(
        "{path} has no manifest: {manifest} is not beside it; the job writes it when the backup is whole, so perhaps the job has not ended"
    )]
    NoManifest {
        /// The file.
        path: String,
        /// The manifest's name.
        manifest: String,
    },
    /// The manifest cannot be read as one.
    #[error("{manifest} is no list of SHA-256 digests: {why}")]
    ManifestMalformed {
        /// The manifest.
        manifest: String,
        /// The line, and what is wrong with it.
        why: String,
    },
    /// The manifest does not speak of the file.
    #[error("{manifest} does not name {name}")]
    NotInManifest {
        /// The manifest.
        manifest: String,
        /// The file's name.
        name: String,
    },
    /// The manifest speaks of a file of that name elsewhere.
    #[error("{manifest} names {found}, which is not the {name} beside it")]
    OtherPathInManifest {
        /// The manifest.
        manifest: String,
        /// As it is written there.
        found: String,
        /// The file's name.
        name: String,
    },
    /// The manifest gives two digests for one file.
    #[error("{manifest} names {name} twice, with different digests")]
    TwiceInManifest {
        /// The manifest.
        manifest: String,
        /// The file's name.
        name: String,
    },
    /// The file is not the one that the manifest was made of.
    #[error("{path} is {is}, and {manifest} says {was}{}: it is not what the backup job wrote", written_after(*.is_older))]
    ManifestDiffers {
        /// The file.
        path: String,
        /// The manifest.
        manifest: String,
        /// By the manifest.
        was: String,
        /// By its bytes.
        is: String,
        /// Whether the manifest was last written before the file.
        is_older: bool,
    },
    /// The manifest was made of an empty file.
    #[error("{manifest} has the digest of an empty file for {name}: there was nothing in it when the job ended")]
    ManifestOfNothing {
        /// The manifest.
        manifest: String,
        /// The file's name.
        name: String,
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
    /// The program's answer is not the JSON that it should be.
    #[error("the answer of {program} is not {wanted}: {why}")]
    NotJson {
        /// The program.
        program: String,
        /// `one JSON object`.
        wanted: &'static str,
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
    /// Something about a repository of restic or `BorgBackup`.
    #[error(transparent)]
    Repository(#[from] RepositoryFault),
    /// What is wrong with a backup of PostgreSQL.
    #[error(transparent)]
    Postgres(PostgresFault),
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
            Self::FolderEmpty { .. } => "folder-empty",
            Self::IsFolder { .. } => "is-folder",
            Self::IsLink { .. } => "is-link",
            Self::Unfinished { .. } => "unfinished",
            Self::OpenForWriting { .. } => "open-for-writing",
            Self::NoTimeInName { .. } => "no-time-in-name",
            Self::NamedLaterThanWritten { .. } => "named-later-than-written",
            Self::WrittenInFuture { .. } => "written-in-future",
            Self::Shrunk { .. } => "shrunk",
            Self::PackedNothing { .. } => "packed-nothing",
            Self::GzipCutOff { .. } => "gzip-cut-off",
            Self::GzipDamaged { .. } => "gzip-damaged",
            Self::NotGzip { .. } => "not-gzip",
            Self::NoManifest { .. } => "no-manifest",
            Self::ManifestMalformed { .. } => "manifest-malformed",
            Self::NotInManifest { .. } => "not-in-manifest",
            Self::OtherPathInManifest { .. } => "other-path-in-manifest",
            Self::TwiceInManifest { .. } => "twice-in-manifest",
            Self::ManifestDiffers { .. } => "manifest-differs",
            Self::ManifestOfNothing { .. } => "manifest-of-nothing",
            Self::NoProgram { .. } => "no-program",
            Self::NotStarted { .. } => "not-started",
            Self::ExitCode { .. } => "exit-code",
            Self::Signalled { .. } => "signalled",
            Self::NoAnswer { .. } => "no-answer",
            Self::TooLong { .. } => "too-long",
            Self::NotJson { .. } => "not-json",
            Self::Field { .. } => "field",
            Self::Incomplete { .. } => "incomplete",
            Self::NoBytes { .. } => "no-bytes",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::EndsInFuture { .. } => "ends-in-future",
            Self::Vanished { .. } => "vanished",
            Self::Changed { .. } => "changed",
            Self::OtherBackup { .. } => "other-backup",
            Self::NotNew { .. } => "not-new",
            Self::Repository(fault) => fault.code(),
            Self::Postgres(fault) => fault.code(),
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

fn written_after(manifest_is_older: bool) -> &'static str {
    if manifest_is_older { ", which is older than the file" } else { "" }
}
