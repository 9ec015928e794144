//! From what the database and the system say to what was wrong.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::ErrorCode;
use rusqlite::ffi;
use rustix::fs::Access;

use crate::ledger::StoreError;

/// What there is to know about a ledger when something fails.
#[derive(Debug, Clone)]
pub(super) struct Faults {
    /// The file.
    pub(super) path: PathBuf,
    /// How long an operation waits for other processes.
    pub(super) patience: Duration,
}

impl Faults {
    /// What an error of the database means for this ledger.
    pub(super) fn explain(&self, error: rusqlite::Error) -> StoreError {
        let path = self.path.clone();
        let why = error.to_string();
        match error {
            rusqlite::Error::SqliteFailure(failure, _) | rusqlite::Error::SqlInputError { error: failure, .. } => {
                self.explain_code(failure, why)
            }
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => StoreError::Damaged { path, why },
            _ => StoreError::Database { path, why },
        }
    }

    fn explain_code(&self, failure: ffi::Error, why: String) -> StoreError {
        let path = self.path.clone();
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { path, waited: self.patience },
            ErrorCode::DatabaseCorrupt => StoreError::Damaged { path, why },
            ErrorCode::NotADatabase if starts_like_sqlite(&path) => StoreError::Damaged { path, why },
            ErrorCode::NotADatabase => StoreError::NotSqlite { path },
            ErrorCode::DiskFull => StoreError::Full { path },
            ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ => {
                StoreError::Damaged { path, why: "it ends in the middle of a page".to_owned() }
            }
            ErrorCode::SystemIoFailure if is_about_sync(failure.extended_code) => StoreError::Unconfirmed { path, why },
            // only a failed write of the main file and its log says by itself that the disk is full
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen if no_room_left(&path) => StoreError::Full { path },
            ErrorCode::SystemIoFailure if is_about_writing(failure.extended_code) => {
                StoreError::Unwritten { path, why }
            }
            // the file could be read, if only the index of its log could be made beside it
            ErrorCode::ReadOnly | ErrorCode::CannotOpen if !may(&path, Access::READ_OK) => StoreError::Denied { path },
            ErrorCode::ReadOnly | ErrorCode::CannotOpen if !may(folder_of(&path), Access::WRITE_OK) => {
                StoreError::FolderReadOnly { path }
            }
            ErrorCode::ReadOnly => StoreError::ReadOnly { path },
            ErrorCode::PermissionDenied => StoreError::Denied { path },
            _ => StoreError::Database { path, why },
        }
    }
}

/// What an error of the system about `path` means.
pub(super) fn explain_io(path: &Path, why: io::Error) -> StoreError {
    let path = path.to_owned();
    match why.kind() {
        io::ErrorKind::NotFound => StoreError::Missing { path },
        io::ErrorKind::PermissionDenied => StoreError::Denied { path },
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { path },
        io::ErrorKind::IsADirectory => StoreError::IsFolder { path },
        _ => StoreError::Io { path, why },
    }
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Asks without opening: to close a file would give up every lock that this process has on it.
fn may(path: &Path, access: Access) -> bool {
    rustix::fs::access(path, access).is_ok()
}

/// Whether the file begins as every database does.
pub(super) fn starts_like_sqlite(path: &Path) -> bool {
    let mut start = [0; 16];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"SQLite format 3\0"
}

fn is_about_sync(extended_code: i32) -> bool {
    matches!(extended_code, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)
}

fn is_about_writing(extended_code: i32) -> bool {
    matches!(extended_code, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_TRUNCATE | ffi::SQLITE_IOERR_SHMSIZE)
}

/// Whether the disk, or this account's part of it, is full. The numbers of a disk do not tell all of it: a quota, or no
/// room for one more file. So a file is written and removed, as large as what the database needs beside the ledger.
fn no_room_left(path: &Path) -> bool {
    let folder = folder_of(path);
    let is_full = |why: io::Error| matches!(why.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    rustix::fs::statvfs(folder).is_ok_and(|disk| disk.f_bavail == 0) || try_room(folder).is_err_and(is_full)
}

fn try_room(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!(".room-{}", std::process::id()));
    let mut file = File::create_new(&path)?;
    let written = file.write_all(&vec![0; 64 * 1024]);
    std::fs::remove_file(&path).and(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(path: &str, extended_code: i32) -> StoreError {
        let faults = Faults { path: PathBuf::from(path), patience: Duration::from_secs(5) };
        faults.explain(rusqlite::Error::SqliteFailure(ffi::Error::new(extended_code), None))
    }

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        assert!(matches!(explain("/", ffi::SQLITE_FULL), StoreError::Full { .. }));
        assert!(matches!(explain("/", ffi::SQLITE_IOERR_WRITE), StoreError::Unwritten { .. }), "there is room");
        assert!(matches!(explain("/proc/x", ffi::SQLITE_IOERR_WRITE), StoreError::Full { .. }), "there is none");
    }

    #[test]
    fn what_the_disk_did_not_confirm_may_be_recorded() {
        assert!(matches!(explain("/proc/x", ffi::SQLITE_IOERR_FSYNC), StoreError::Unconfirmed { .. }));
        assert!(matches!(explain("/proc/x", ffi::SQLITE_IOERR_DIR_FSYNC), StoreError::Unconfirmed { .. }));
    }

    #[test]
    fn damage_and_locks_are_named_as_such() {
        assert!(matches!(explain("/", ffi::SQLITE_CORRUPT_INDEX), StoreError::Damaged { .. }));
        assert!(matches!(explain("/", ffi::SQLITE_IOERR_SHORT_READ), StoreError::Damaged { .. }));
        assert!(matches!(explain("/", ffi::SQLITE_BUSY_RECOVERY), StoreError::Busy { .. }));
        assert!(matches!(explain("/", ffi::SQLITE_PERM), StoreError::Denied { .. }));
    }
}
