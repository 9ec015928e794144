//! The least that any program does that looks into a ledger: it starts, opens the file and reads one row. `cargo bench`
//! holds `okno check` against it.

use rusqlite::{Connection, OpenFlags};

fn main() -> rusqlite::Result<()> {
    let path = std::env::args_os().nth(1).unwrap_or_default();
    let ledger = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let newest: i64 = ledger.query_row("SELECT seq FROM entries ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))?;
    println!("{newest}");
    Ok(())
}
