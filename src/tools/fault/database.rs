//! What is wrong with a copy of an `SQLite` database.

/// One thing that is wrong, with what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseFault {
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
}

impl DatabaseFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADatabase { .. } => "not-a-database",
            Self::Truncated { .. } => "truncated",
            Self::Corrupt { .. } => "corrupt",
            Self::JournalBeside { .. } => "journal-beside",
            Self::NoTable { .. } => "no-table",
            Self::NoRows { .. } => "no-rows",
            Self::NothingInside { .. } => "nothing-inside",
        }
    }
}
