//! Looks into a stranger's `SQLite` file without leaving a trace.

use std::{
    fmt::Write as _,
    os::unix::ffi::OsStrExt,
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, config::DbConfig, limits::Limit};

use super::budget::Budget;
use crate::tools::{Contents, NoContents, TableLook, Trouble};

/// An interrupt that comes between two statements is lost: it is repeated.
const INTERRUPT_AGAIN: Duration = Duration::from_millis(20);

/// Checks the database, and counts the rows of `tables`; without any, looks for a table that has a row.
pub(super) fn contents(path: &Path, tables: &[String], budget: &Budget<'_>) -> Result<Contents, NoContents> {
    let connection = open(path).map_err(no_contents)?;
    in_time(&connection, budget, || {
        let integrity = integrity(&connection)?;
        let tables = if tables.is_empty() {
            first_table_with_rows(&connection)?.into_iter().collect()
        } else {
            tables.iter().map(|name| count(&connection, name)).collect::<rusqlite::Result<_>>()?
        };
        Ok(Contents { integrity, tables })
    })
    .map_err(no_contents)
}

/// Read-only and `immutable`: `SQLite` then takes no locks and makes no `-wal` or `-shm` beside the file. What is written
/// in its schema is not trusted.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri(path), flags)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 256 << 20)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(connection)
}

fn uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str("?mode=ro&immutable=1");
    uri
}

/// Does the work, and interrupts it when the time is over.
fn in_time<T>(
    connection: &Connection,
    budget: &Budget<'_>,
    work: impl FnOnce() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let interrupt = connection.get_interrupt_handle();
    let left = budget.left();
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut wait = left;
            while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                interrupt.interrupt();
                wait = INTERRUPT_AGAIN;
            }
        });
        let result = work();
        drop(done);
        result
    })
}

fn integrity(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection.prepare("PRAGMA integrity_check(10)")?.query_map([], |row| row.get(0))?.collect()
}

fn count(connection: &Connection, name: &str) -> rusqlite::Result<TableLook> {
    let exists: Option<String> = connection
        .query_row(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name = ?1 COLLATE NOCASE AND sql NOT LIKE 'CREATE VIRTUAL%'",
            [name],
            |row| row.get(0),
        )
        .optional()?;
    let rows = match exists {
        Some(table) => {
            let sql = format!("SELECT count(*) FROM main.{}", quoted(&table));
            let rows: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
            Some(u64::try_from(rows).unwrap_or_default())
        }
        None => None,
    };
    Ok(TableLook { name: name.to_owned(), rows })
}

fn first_table_with_rows(connection: &Connection) -> rusqlite::Result<Option<TableLook>> {
    let names: Vec<String> = connection
        .prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'
             ORDER BY rootpage",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in names {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{})", quoted(&name));
        if connection.query_row(&sql, [], |row| row.get::<_, bool>(0))? {
            return count(connection, &name).map(Some);
        }
    }
    Ok(None)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn no_contents(error: rusqlite::Error) -> NoContents {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => NoContents::NotADatabase,
        Some(ErrorCode::DatabaseCorrupt) => NoContents::Malformed(error.to_string()),
        Some(ErrorCode::OperationInterrupted) => NoContents::Trouble(Trouble::TimedOut),
        Some(ErrorCode::PermissionDenied) => NoContents::Trouble(Trouble::Denied),
        _ => NoContents::Trouble(Trouble::Failed(error.to_string())),
    }
}
