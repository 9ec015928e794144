//! What is wrong with a repository of restic or `BorgBackup`, or with a backup in it.

use chrono::{DateTime, Utc};

use crate::calendar::instant::utc;

/// More sources than anybody reads.
const MOST_NAMED: usize = 5;

/// What is wrong with a repository, or with a backup in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepositoryFault {
    /// Somebody works in it, or did and was killed.
    #[error("{location} is locked by another process ({said}): wait until it has ended; if it was killed: {cure}")]
    Locked {
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// What removes a lock that nobody holds.
        cure: String,
    },
    /// The password is wrong, or there is none.
    #[error("the password of {location} is wrong or missing ({said}): {cure}")]
    Password {
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// Where it is looked for, or how it is told.
        cure: String,
    },
    /// The file with the password cannot be read.
    #[error("the password of {location} cannot be read: password-file = {file:?} {trouble}")]
    PasswordFile {
        /// The repository.
        location: String,
        /// As the rules name it.
        file: String,
        /// What is wrong with it.
        trouble: &'static str,
    },
    /// It is not there.
    #[error("there is no repository at {location} ({said}): is its volume mounted, and the path right?")]
    NoRepository {
        /// Where it should be.
        location: String,
        /// In the tool's words.
        said: String,
    },
    /// The tool asks a person whether it may read it.
    #[error("{program} asks a person before it reads {location} ({said}): {cure}")]
    Unfamiliar {
        /// The program.
        program: String,
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// How it is told.
        cure: &'static str,
    },
    /// The list leaves out what could not be read.
    #[error("the list of {location} is not whole ({said}): {cure} tells what is damaged")]
    ListNotWhole {
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// What looks closer.
        cure: String,
    },
    /// Nothing in it is a backup of the system.
    #[error("{location} holds no backup{of}{}", held(.instead))]
    NoBackup {
        /// The repository.
        location: String,
        /// Of what there should be one, in words that begin with a blank; may be empty.
        of: String,
        /// What it holds instead, the newest first, each once.
        instead: Vec<String>,
    },
    /// It holds backups of several things, and the policy does not say which.
    #[error("{location} holds backups of {}: say which are meant, with {keys}", named(.found))]
    SeveralSources {
        /// The repository.
        location: String,
        /// Of what.
        found: Vec<String>,
        /// The keys that tell them apart.
        keys: &'static str,
    },
    /// The mark that the job sets when all went well is missing.
    #[error(
        "backup {id} does not have the {kind} {mark:?}, which the job sets when all went well: it failed, left files out, or has not ended"
    )]
    NotMarked {
        /// The backup.
        id: String,
        /// `tag` or `ending`.
        kind: &'static str,
        /// The mark.
        mark: String,
    },
    /// Its level is none that there is.
    #[error("backup {id} says {found:?}: a level is level=0, level=1 or level=2, once")]
    Level {
        /// The backup.
        id: String,
        /// What it says.
        found: String,
    },
    /// It was dated by hand.
    #[error(
        "backup {id} is dated {}, and its run began at {}: nobody knows of when its content is; take one without dating it",
        utc(*.at),
        utc(*.began_at)
    )]
    Dated {
        /// The backup.
        id: String,
        /// Its date.
        at: DateTime<Utc>,
        /// When its run began, by the clock of the machine.
        began_at: DateTime<Utc>,
    },
    /// Reading it again found it damaged.
    #[error("{location} is damaged: {program} check says {said:?}")]
    Damaged {
        /// The repository.
        location: String,
        /// The program.
        program: String,
        /// In its words.
        said: String,
    },
    /// The check ended well and did not say that all is well.
    #[error("{program} check does not say that {location} is sound: {wanted:?} is missing in its answer")]
    NotSaid {
        /// The program.
        program: String,
        /// The repository.
        location: String,
        /// What it should have said.
        wanted: &'static str,
    },
    /// The backup that the run was bound to is gone.
    #[error("backup {id} is gone from {location}")]
    Gone {
        /// The backup.
        id: String,
        /// The repository.
        location: String,
    },
    /// A version whose answers are not known.
    #[error("{program} says that it is {found:?}: it has to be {known}")]
    Version {
        /// The program.
        program: String,
        /// What it says.
        found: String,
        /// Which ones are known.
        known: &'static str,
    },
}

impl RepositoryFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
            Self::Password { .. } | Self::PasswordFile { .. } => "password",
            Self::NoRepository { .. } => "no-repository",
            Self::Unfamiliar { .. } => "unfamiliar",
            Self::ListNotWhole { .. } => "list-not-whole",
            Self::NoBackup { .. } => "no-backup",
            Self::SeveralSources { .. } => "several-sources",
            Self::NotMarked { .. } => "not-marked",
            Self::Level { .. } => "level",
            Self::Dated { .. } => "dated",
            Self::Damaged { .. } => "damaged",
            Self::NotSaid { .. } => "not-said",
            Self::Gone { .. } => "gone",
            Self::Version { .. } => "version",
        }
    }
}

fn held(instead: &[String]) -> String {
    if instead.is_empty() { String::new() } else { format!(", but {}", named(instead)) }
}

fn named(found: &[String]) -> String {
    let more = found.len().saturating_sub(MOST_NAMED);
    let shown = found.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
