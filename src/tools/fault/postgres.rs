//! What is wrong with a backup of PostgreSQL.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::calendar::instant::utc;

/// One thing that is wrong, with what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostgresFault {
    /// The tool tells no version that can be read.
    #[error("{program} tells no version: it says {found:?}")]
    NoVersion {
        /// The program.
        program: String,
        /// What it printed, shortened.
        found: String,
    },
    /// The tool does not know the name.
    #[error("{place}: {why}; is its volume mounted, and is this its name?")]
    NotThere {
        /// `stanza main`, `repository 1 of stanza main`.
        place: String,
        /// In the tool's words.
        why: String,
    },
    /// The tool could not look where the backups are.
    #[error("{place} cannot be looked at: {why}")]
    NotReadable {
        /// `repository 1 of stanza main`.
        place: String,
        /// In the tool's words.
        why: String,
    },
    /// There is none.
    #[error("{place} has no backup")]
    NoBackup {
        /// `stanza main`.
        place: String,
    },
    /// A run that did not end, or not well, is all that there is.
    #[error("backup {id} of {place} is {status}")]
    NotDone {
        /// The backup.
        id: String,
        /// `server main`.
        place: String,
        /// In the tool's word.
        status: String,
    },
    /// A directory without what is written into it last.
    #[error("{path} is unfinished: it has no {missing}")]
    NotEnded {
        /// The directory.
        path: String,
        /// `backup_manifest`.
        missing: &'static str,
    },
    /// A word or value that this okno does not know.
    #[error("backup {id} has {what} {found:?}, which okno does not know")]
    UnknownValue {
        /// The backup.
        id: String,
        /// `the type`.
        what: &'static str,
        /// As the tool wrote it.
        found: String,
    },
    /// The tool found broken pages in the database when it made the backup.
    #[error("backup {id} was made with errors: pages of the database were broken when they were copied")]
    MadeWithErrors {
        /// The backup.
        id: String,
    },
    /// Of another cluster than the policy, or the live server, says.
    #[error("backup {id} is of the cluster {found}, and {expected_by} is the cluster {expected}")]
    OtherCluster {
        /// The backup.
        id: String,
        /// Its system identifier.
        found: u64,
        /// `system-id in windows.toml`, `the server`.
        expected_by: &'static str,
        /// The system identifier that it should have.
        expected: u64,
    },
    /// Nothing tells which cluster it is of.
    #[error("nothing tells which cluster backup {id} is of")]
    NoCluster {
        /// The backup.
        id: String,
    },
    /// The stanza went on to another cluster, and has no backup of it yet.
    #[error("backup {id} is older than the last upgrade: its stanza has no backup of the cluster that came after")]
    BeforeUpgrade {
        /// The backup.
        id: String,
    },
    /// A backup that it is built on is gone.
    #[error("backup {id} cannot be restored: it needs {needed}, which is not there")]
    NoParent {
        /// The backup.
        id: String,
        /// What it refers to.
        needed: String,
    },
    /// The list speaks of it, and its files are gone.
    #[error("backup {id} is gone: it is listed, and there is no {missing}")]
    FilesGone {
        /// The backup.
        id: String,
        /// What should be there.
        missing: String,
    },
    /// Write-ahead log that is needed to restore it is gone.
    #[error("backup {id} cannot be restored: {count} of its WAL segments {are} missing, {first} first", are = if *.count == 1 { "is" } else { "are" })]
    MissingWal {
        /// The backup.
        id: String,
        /// How many.
        count: usize,
        /// The first one.
        first: String,
    },
    /// The range of its write-ahead log cannot be understood.
    #[error("the WAL of backup {id} cannot be counted: {why}")]
    WalRange {
        /// The backup.
        id: String,
        /// What is odd.
        why: String,
    },
    /// Its own tool read it and says that it is broken.
    #[error("backup {id} is damaged: {program} says {said:?}")]
    Damaged {
        /// The backup.
        id: String,
        /// The program that read it.
        program: String,
        /// In its words.
        said: String,
    },
    /// Its own tool read it and did not come to a clear end.
    #[error("backup {id} could not be verified: {program} says {said:?}")]
    NotVerified {
        /// The backup.
        id: String,
        /// The program that read it.
        program: String,
        /// In its words.
        said: String,
    },
    /// Dumps that are files and dumps that are directories cannot be compared.
    #[error("{pattern} matches files and directories: nobody can tell which of them are dumps")]
    FilesAndFolders {
        /// As in the policy.
        pattern: String,
    },
    /// It does not begin as a dump does.
    #[error("{path} is no dump of pg_dump: it begins with {begins_with:?}")]
    NotADump {
        /// The file.
        path: String,
        /// Its first bytes, made harmless.
        begins_with: String,
    },
    /// SQL without its last lines.
    #[error(
        "{path} is cut off: the last line of a whole dump is missing, its own is {last:?}; did pg_dump fail, or was the disk full?"
    )]
    NotToItsEnd {
        /// The file.
        path: String,
        /// Its last line, shortened.
        last: String,
    },
    /// An archive that was made at another time than its name says.
    #[error("{path} is of {} by its name, and was made at {made} by the clock on its maker's wall: it is another one", utc(*.at))]
    MadeAtAnotherTime {
        /// The file.
        path: String,
        /// By its name.
        at: DateTime<Utc>,
        /// Inside.
        made: NaiveDateTime,
    },
    /// It is not any more what it was.
    #[error("backup {id} is not what it was when it was confirmed: {what}")]
    NotTheSame {
        /// The backup.
        id: String,
        /// What is different.
        what: String,
    },
    /// The bound backup is not in the list any more.
    #[error("backup {id} is not listed any more")]
    NotListed {
        /// The backup.
        id: String,
    },
}

impl PostgresFault {
    /// The fault's stable name for machines.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoVersion { .. } => "no-version",
            Self::NotThere { .. } => "not-there",
            Self::NotReadable { .. } => "not-readable",
            Self::NoBackup { .. } => "no-backup",
            Self::NotDone { .. } => "not-done",
            Self::NotEnded { .. } => "not-ended",
            Self::UnknownValue { .. } => "unknown-value",
            Self::MadeWithErrors { .. } => "made-with-errors",
            Self::OtherCluster { .. } => "other-cluster",
            Self::NoCluster { .. } => "no-cluster",
            Self::BeforeUpgrade { .. } => "before-upgrade",
            Self::NoParent { .. } => "no-parent",
            Self::FilesGone { .. } => "files-gone",
            Self::MissingWal { .. } => "missing-wal",
            Self::WalRange { .. } => "wal-range",
            Self::Damaged { .. } => "damaged",
            Self::NotVerified { .. } => "not-verified",
            Self::FilesAndFolders { .. } => "files-and-folders",
            Self::NotADump { .. } => "not-a-dump",
            Self::NotToItsEnd { .. } => "not-to-its-end",
            Self::MadeAtAnotherTime { .. } => "made-at-another-time",
            Self::NotTheSame { .. } => "not-the-same",
            Self::NotListed { .. } => "not-listed",
        }
    }
}
