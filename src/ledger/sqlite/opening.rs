//! Opening a ledger that exists.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Sqlite;
use super::faults::{Faults, explain_io, starts_like_sqlite};
use super::schema::{self, Form};
use crate::ledger::{Result, StoreError};

/// How long an operation waits for other processes unless told otherwise.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Pages in the write-ahead log before they are moved into the main file. Small, because every process reads the whole
/// log when it opens the ledger as the only one.
const PAGES_BEFORE_CHECKPOINT: u32 = 64;

/// No database has a smaller page.
const SMALLEST_PAGE: u64 = 512;

/// Opens for reading and writing; the file must exist.
pub(super) fn open(path: &Path, patience: Duration) -> Result<Sqlite> {
    let faults = inspect(path, patience)?;
    let (mut connection, form) = match connect(&faults, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        // for a reader it would matter what the log holds; who cannot make one cannot write
        Err(StoreError::FolderReadOnly { path }) => return Err(StoreError::ReadOnly { path }),
        connected => connected?,
    };
    if connection.is_readonly(rusqlite::MAIN_DB).map_err(|error| faults.explain(error))? {
        return Err(StoreError::ReadOnly { path: faults.path });
    }
    prepare_to_write(&connection).map_err(|error| faults.explain(error))?;
    if log_length(&faults.path) > LOG_BEFORE_RESTART {
        restart_log(&connection).map_err(|error| faults.explain(error))?;
    }
    if form.version < schema::NEWEST {
        schema::bring_up_to_date(&mut connection).map_err(|error| faults.explain(error))?;
    }
    Ok(Sqlite { connection, faults })
}

/// How long the write-ahead log may grow, in bytes, before it is begun anew.
const LOG_BEFORE_RESTART: u64 = 1024 * 1024;

/// Opens for reading; works in a folder without write permission, as long as all of the ledger can be read there.
pub(super) fn open_read_only(path: &Path, patience: Duration) -> Result<Sqlite> {
    let faults = inspect(path, patience)?;
    let connection = match connect(&faults, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok((connection, _)) => connection,
        Err(StoreError::FolderReadOnly { .. }) if log_is_empty(&faults.path) => connect_immutable(&faults)?,
        Err(error) => return Err(error),
    };
    Ok(Sqlite { connection, faults })
}

/// Refuses what is no file with something in it. The database would take one with less than a page for an empty database.
fn inspect(path: &Path, patience: Duration) -> Result<Faults> {
    let file = fs::metadata(path).map_err(|why| explain_io(path, why))?;
    let path = path.to_owned();
    if file.is_dir() {
        Err(StoreError::IsFolder { path })
    } else if !file.is_file() {
        Err(StoreError::NotSqlite { path })
    } else if file.len() == 0 {
        Err(StoreError::Empty { path })
    } else if file.len() < SMALLEST_PAGE && starts_like_sqlite(&path) {
        Err(StoreError::Damaged { path, why: format!("it ends after {} bytes", file.len()) })
    } else if file.len() < SMALLEST_PAGE {
        Err(StoreError::NotSqlite { path })
    } else {
        Ok(Faults { path, patience })
    }
}

/// A connection to a file that is known to be a ledger.
fn connect(faults: &Faults, flags: OpenFlags) -> Result<(Connection, Form)> {
    let explain = |error| faults.explain(error);
    let connection =
        Connection::open_with_flags(literal(&faults.path), flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(explain)?;
    let form = recognise(&connection, faults)?;
    Ok((connection, form))
}

/// A connection that neither locks nor looks for a write-ahead log: the file is taken as it is. Only for a folder where
/// this process cannot write and no log holds newer entries.
fn connect_immutable(faults: &Faults) -> Result<Connection> {
    let mut address = String::from("file:");
    for byte in literal(&faults.path).as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            _ => address.extend(["%".to_owned(), format!("{byte:02X}")]),
        }
    }
    address.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(address, flags).map_err(|error| faults.explain(error))?;
    recognise(&connection, faults)?;
    Ok(connection)
}

fn recognise(connection: &Connection, faults: &Faults) -> Result<Form> {
    let explain = |error| faults.explain(error);
    connection.busy_timeout(faults.patience).map_err(explain)?;
    // without it the last process to leave would move the log into the main file: two more fsyncs for every command
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(explain)?;
    // statements are planned by what they say alone: else each is planned a second time, with its values, to the same end
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(explain)?;
    let form = Form::of(connection).map_err(explain)?;
    if form.application_id == schema::APPLICATION_ID && form.version > 0 {
        Ok(form)
    } else {
        Err(StoreError::NotALedger { path: faults.path.clone() })
    }
}

/// What a connection forgets when it is closed.
fn prepare_to_write(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.query_row(&format!("PRAGMA wal_autocheckpoint = {PAGES_BEFORE_CHECKPOINT}"), [], |_| Ok(()))
}

/// Moves everything into the main file, after which the next write begins the log anew. A process that writes once and
/// goes never does so by itself: to the next one that opens it alone, nothing of the log has been moved yet. Nobody is
/// waited for: what others still read stays for another time.
fn restart_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// The path such that the database cannot take it for `:memory:`, an address, or a temporary database.
pub(super) fn literal(path: &Path) -> PathBuf {
    if path.is_absolute() { path.to_owned() } else { Path::new(".").join(path) }
}

fn log_is_empty(path: &Path) -> bool {
    log_metadata(path).map_or_else(|error| error.kind() == std::io::ErrorKind::NotFound, |log| log.len() == 0)
}

/// Its length in bytes; 0 where it cannot be told.
fn log_length(path: &Path) -> u64 {
    log_metadata(path).map_or(0, |log| log.len())
}

fn log_metadata(path: &Path) -> std::io::Result<fs::Metadata> {
    let mut log = OsString::from(path);
    log.push("-wal");
    fs::metadata(log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_is_no_name_with_a_meaning_of_its_own() {
        assert_eq!(literal(Path::new(":memory:")), Path::new("./:memory:"));
        assert_eq!(literal(Path::new("file:x?mode=memory")), Path::new("./file:x?mode=memory"));
        assert_eq!(literal(Path::new("/var/lib/okno/ledger.db")), Path::new("/var/lib/okno/ledger.db"));
    }
}
