//! The form of the file, and how an older form becomes the newest.

use rusqlite::{Connection, TransactionBehavior};

/// Marks a database as a ledger: `okno` in ASCII.
pub(super) const APPLICATION_ID: i64 = 0x6f6b_6e6f;

/// Step n makes form n + 1 out of form n; form 0 is an empty database.
const STEPS: &[&str] = &[include_str!("schema.sql")];

/// The newest form that this okno knows.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const NEWEST: i64 = STEPS.len() as i64;

/// What the file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Whose file it is.
    pub(super) application_id: i64,
    /// Its version; 0 when no form was ever made.
    pub(super) version: i64,
}

impl Form {
    /// Reads the form of the open file.
    pub(super) fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let number = |pragma| connection.query_row(pragma, [], |row| row.get(0));
        Ok(Self { application_id: number("PRAGMA application_id")?, version: number("PRAGMA user_version")? })
    }
}

/// Brings the file to the newest form, all steps or none. Several processes may do so at once.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(Form::of(&transaction)?.version).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if done < STEPS.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", NEWEST)?;
    }
    transaction.commit()
}
