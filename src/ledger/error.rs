//! Why the ledger did not answer.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Lease, ServerFault, seen_head::Estranged};
use crate::record::{ChainFault, Subject, Unfit, Unreadable};

/// What a ledger answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the ledger did not answer, or refused. The text says what was wrong and where, [`StoreError::hint`] what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no ledger at {}", path.display())]
    Missing {
        /// The place.
        path: PathBuf,
    },
    /// A folder stands where the file should be.
    #[error("{} is a folder, not a ledger", path.display())]
    IsFolder {
        /// The place.
        path: PathBuf,
    },
    /// The file holds nothing at all.
    #[error("{} is empty: no ledger was ever completed there, or its content is lost", path.display())]
    Empty {
        /// The place.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is not a SQLite file", path.display())]
    NotSqlite {
        /// The place.
        path: PathBuf,
    },
    /// A database of another program.
    #[error("{} is a SQLite file, but not a ledger: it belongs to another program", path.display())]
    NotALedger {
        /// The place.
        path: PathBuf,
    },
    /// The file is cut short or its content makes no sense.
    #[error("the ledger {} is damaged: {why}", path.display())]
    Damaged {
        /// The place.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
    /// The file may be read, not written.
    #[error("the ledger {} is read-only", path.display())]
    ReadOnly {
        /// The place.
        path: PathBuf,
    },
    /// The file, or a folder above it, may not even be read.
    #[error("no permission to open the ledger {}", path.display())]
    Denied {
        /// The place.
        path: PathBuf,
    },
    /// Newest entries lie in the write-ahead log, and its index cannot be made in this folder.
    #[error("the ledger {} cannot be opened: its folder is not writable, and not all of it is in the main file", path.display())]
    FolderReadOnly {
        /// The place.
        path: PathBuf,
    },
    /// A newer okno changed its form.
    #[error("the ledger {} has the form {found} of a newer okno; this one writes form {known}", path.display())]
    NewerVersion {
        /// The place.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this okno knows.
        known: i64,
    },
    /// Another process holds it.
    #[error("the ledger {} was locked by another process for {} s", path.display(), waited.as_secs_f32())]
    Busy {
        /// The place.
        path: PathBuf,
        /// How long this process waited for it.
        waited: Duration,
    },
    /// No room is left for it.
    #[error("the disk under the ledger {} is full", path.display())]
    Full {
        /// The place.
        path: PathBuf,
    },
    /// The system did not take a write, for another reason than a full disk.
    #[error("the ledger {} could not be written: {why}", path.display())]
    Unwritten {
        /// The place.
        path: PathBuf,
        /// What the database said.
        why: String,
    },
    /// Everything was written, and the disk did not confirm it: whether it is recorded shows when it is read again.
    #[error("the disk under the ledger {} did not confirm what was written: {why}", path.display())]
    Unconfirmed {
        /// The place.
        path: PathBuf,
        /// What the database said.
        why: String,
    },
    /// File locks cannot be trusted there.
    #[error("{} lies on a network file system ({kind}), where a ledger cannot be locked reliably", path.display())]
    NetworkFilesystem {
        /// The place.
        path: PathBuf,
        /// Which kind of file system.
        kind: &'static str,
    },
    /// The newest entries do not chain (row 22).
    #[error("the ledger does not verify: {0}")]
    Broken(#[from] ChainFault),
    /// It is not the one that this machine saw last (row 22).
    #[error(transparent)]
    Estranged(#[from] Box<Estranged>),
    /// The same attempt was recorded before: its answer was lost, not its commit.
    #[error("act {act} is recorded already, as entry {seq}")]
    AlreadyRecorded {
        /// Id of the act.
        act: String,
        /// Its first entry.
        seq: u64,
    },
    /// An entry that this okno does not understand.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// What was to be recorded holds what no line may.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Another run holds the system (row 23).
    #[error("{} is held by {} since {}", .0.system, .0.run, .0.since)]
    Leased(Box<Lease>),
    /// The run holds nothing any more: it was settled meanwhile.
    #[error("{run} holds no system any more")]
    LeaseLost {
        /// The run.
        run: Subject,
    },
    /// A write failed earlier in the same transaction, so nothing of it can be kept.
    #[error("nothing was recorded in {place}: an earlier write of the same transaction failed")]
    Spoiled {
        /// The ledger.
        place: String,
    },
    /// The system refused an operation on the file.
    #[error("{}: {why}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        why: io::Error,
    },
    /// A server did not let this command work.
    #[error("the ledger {place} {fault}")]
    Server {
        /// Where it is, without its password.
        place: String,
        /// Why not.
        fault: ServerFault,
    },
    /// Anything else that the database said.
    #[error("the ledger {} failed: {why}", path.display())]
    Database {
        /// The place.
        path: PathBuf,
        /// What it said.
        why: String,
    },
}

impl StoreError {
    /// What was wrong with a server, told once more.
    #[must_use]
    pub fn once_more(&self, place: &Path) -> Self {
        match self {
            Self::Server { place, fault } => Self::Server { place: place.clone(), fault: fault.clone() },
            other => Self::Database { path: place.to_path_buf(), why: other.to_string() },
        }
    }

    /// What to do about it, one sentence for a person.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Missing { .. } => "the first command that records something makes it; or name another with --ledger",
            Self::IsFolder { .. } => "name the file in it, such as ledger.db",
            Self::Empty { path } => {
                return Some(format!(
                    "bring the ledger back from its backup; if there never was one, remove {} and try again",
                    path.display()
                ));
            }
            Self::NotSqlite { .. } | Self::NotALedger { .. } => "name the ledger with --ledger or OKNO_LEDGER",
            Self::Damaged { .. } => {
                "keep the file, bring the ledger back from its backup, and compare the two with `okno log verify`"
            }
            Self::ReadOnly { path } => {
                return Some(format!("make {} and its folder writable for the account that runs okno", path.display()));
            }
            Self::Denied { path } => {
                return Some(format!("give the account that runs okno access to {} and its folder", path.display()));
            }
            Self::FolderReadOnly { path } => {
                return Some(format!(
                    "read it as the account that writes it, or read a copy of {0} together with {0}-wal",
                    path.display()
                ));
            }
            Self::NewerVersion { .. } => "update okno; this one may read and verify the ledger, but not append to it",
            Self::Busy { .. } => "try again; if it stays so, look for an okno that hangs",
            Self::Full { .. } => "free some space; nothing was recorded",
            Self::Unwritten { .. } => {
                "see whether its disk fails, or a limit on files was reached; nothing was recorded"
            }
            Self::Unconfirmed { .. } => {
                "see whether its disk fails or is full; then look with `okno log` whether this was recorded"
            }
            Self::NetworkFilesystem { .. } => "put the ledger on a local disk",
            Self::Broken(_) => {
                "run `okno log verify`, and compare with a head that was kept elsewhere (`okno log head`)"
            }
            Self::Estranged(_) => {
                "bring back the ledger that was there; if that was done on purpose, an administrator accepts what lies there \
                 now: okno ledger accept --head --reason …"
            }
            Self::Unreadable(_) => "update okno: a newer one wrote to this ledger",
            Self::Leased(_) => "wait for the run to end; if its process is gone, settle it with `okno settle`",
            Self::Server { place, fault } => return fault.hint(place),
            Self::AlreadyRecorded { .. }
            | Self::Unfit(_)
            | Self::LeaseLost { .. }
            | Self::Spoiled { .. }
            | Self::Io { .. }
            | Self::Database { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
