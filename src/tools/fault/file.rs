//! What is wrong with a file, or with its place: seen from outside.

use chrono::{DateTime, Utc};

use crate::calendar::instant::utc;

/// One thing that is wrong, with what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
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
    /// The file has no bytes.
    #[error("{path} is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// The file was written to while it was read.
    #[error("{path} changed while it was read: it is still being written")]
    ChangedMeanwhile {
        /// The file.
        path: String,
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
    /// The file that the run was bound to is gone.
    #[error("{path} is gone")]
    Vanished {
        /// The file.
        path: String,
    },
}

impl FileFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NameNotUtf8 { .. } => "name-not-utf8",
            Self::NoFile { .. } => "no-file",
            Self::FolderEmpty { .. } => "folder-empty",
            Self::IsFolder { .. } => "is-folder",
            Self::IsLink { .. } => "is-link",
            Self::Unfinished { .. } => "unfinished",
            Self::OpenForWriting { .. } => "open-for-writing",
            Self::Empty { .. } => "empty",
            Self::ChangedMeanwhile { .. } => "changed-meanwhile",
            Self::NoTimeInName { .. } => "no-time-in-name",
            Self::NamedLaterThanWritten { .. } => "named-later-than-written",
            Self::WrittenInFuture { .. } => "written-in-future",
            Self::Vanished { .. } => "vanished",
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
