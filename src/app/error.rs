//! Why a use case could not answer.

use std::{io, path::PathBuf};

use crate::{
    calendar::{ZoneError, instant::InstantError},
    change::{ChangeId, NotAllowed},
    ledger::{StoreError, address::BadUrl},
    policy::Faults,
    record::Unreadable,
    zonedata::ZoneDataError,
};

/// Why a use case could not answer. A closed gate is an answer, not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// windows.toml is wrong.
    #[error(transparent)]
    Policy(#[from] Faults),
    /// There is no windows.toml.
    #[error("no windows.toml was found (looked at {})", list(looked_at))]
    NoPolicy {
        /// Every place that was tried.
        looked_at: Vec<PathBuf>,
    },
    /// The policy that the ledger adopted is needed and is not there.
    #[error("no windows.toml was found, and no ledger at {} has adopted one", place.display())]
    NothingAdopted {
        /// The ledger.
        place: PathBuf,
    },
    /// A file that was named cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The ledger did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The URL of the ledger makes no sense.
    #[error(transparent)]
    LedgerUrl(#[from] BadUrl),
    /// The zone data cannot be read.
    #[error(transparent)]
    ZoneData(#[from] ZoneDataError),
    /// An instant was not understood.
    #[error(transparent)]
    Instant(#[from] InstantError),
    /// Nobody planned a change under that id.
    #[error("there is no {0}")]
    UnknownChange(ChangeId),
    /// The change is in no state for that, or the person may not do it.
    #[error("{id}: {why}")]
    NotAllowed {
        /// The change.
        id: ChangeId,
        /// Why not.
        why: NotAllowed,
    },
    /// What was asked for makes no sense; `hint` says what would.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Something that a person has to put right before this can be done.
    #[error("{what}")]
    Refused {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Somebody else is at it: waiting alone will cure it.
    #[error("{what}")]
    NotNow {
        /// What is going on.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The backup command has run, and what comes after it failed.
    #[error("{ended}; then {error}")]
    AfterTake {
        /// How it ended.
        ended: String,
        /// What failed.
        error: Box<Error>,
        /// What to do once that is cured.
        hint: String,
    },
    /// The environment is broken.
    #[error("{what}")]
    Environment {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl Error {
    /// A usage error with a hint.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { what: what.into(), hint: Some(hint.into()) }
    }

    /// A refusal with a hint.
    pub fn refused(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { what: what.into(), hint: Some(hint.into()) }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoPolicy { .. } => Some("okno init writes one here; --config names one elsewhere".to_owned()),
            Self::NothingAdopted { .. } => Some("name the rules with --config".to_owned()),
            Self::Store(error) => error.hint(),
            Self::LedgerUrl(_) => Some(BadUrl::hint().to_owned()),
            Self::UnknownChange(_) => Some("okno list shows the changes there are".to_owned()),
            Self::NotAllowed { id, why } => match why {
                NotAllowed::State { .. } => Some(format!("okno show {id} tells its story")),
                NotAllowed::Author { .. }
                | NotAllowed::Runner { .. }
                | NotAllowed::Superuser { .. }
                | NotAllowed::Twice { .. } => None,
                NotAllowed::StillRunning { .. } => Some(format!("wait for it, or end it yourself; then settle {id}")),
            },
            Self::Usage { hint, .. }
            | Self::Refused { hint, .. }
            | Self::NotNow { hint, .. }
            | Self::Environment { hint, .. } => hint.clone(),
            Self::AfterTake { error, hint, .. } => Some(match error.hint() {
                Some(first) => format!("{first}; {hint}"),
                None => hint.clone(),
            }),
            Self::Policy(_) | Self::File { .. } | Self::ZoneData(_) | Self::Instant(_) => None,
        }
    }
}

impl From<ZoneError> for Error {
    fn from(error: ZoneError) -> Self {
        Self::ZoneData(error.into())
    }
}

impl From<Unreadable> for Error {
    fn from(error: Unreadable) -> Self {
        Self::Store(error.into())
    }
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
