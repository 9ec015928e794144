//! The ledger of one machine: a `SQLite` file.
//!
//! Write-ahead log with `synchronous=FULL`; every transaction is IMMEDIATE. Nothing here decides anything.

mod creation;
mod faults;
mod opening;
mod questions;
mod schema;
mod view;
mod writing;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use self::faults::Faults;
use self::view::View;
use super::appending::{self, Appending};
use super::{Read, Result, Store, StoreError, Verdict, Write};
use crate::record::{Act, Entry, Subject};

pub use creation::{Opened, make_folder};
pub use opening::PATIENCE;

/// A ledger in a `SQLite` file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    faults: Faults,
}

impl Sqlite {
    /// Opens the ledger for reading and writing, or makes an empty one: file 0600 in a 0700 folder hidden from git, or
    /// 0660 in a set-group-id folder made beforehand. Refuses to make one on a network file system. Several processes
    /// may do so at once.
    pub fn create_or_open(path: impl AsRef<Path>) -> Result<(Self, Opened)> {
        let opened = creation::create(path.as_ref(), PATIENCE)?;
        Ok((Self::open(path)?, opened))
    }

    /// Opens a ledger that exists for reading and writing. One of a newer form may be read, not appended to.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_within(path, PATIENCE)
    }

    /// As [`Sqlite::open`], waiting no longer than `patience` for other processes, now and later.
    pub fn open_within(path: impl AsRef<Path>, patience: Duration) -> Result<Self> {
        opening::open(path.as_ref(), patience)
    }

    /// Opens a ledger that exists for reading. Needs no permission to write to its folder, as long as the write-ahead
    /// log can be read there, or is empty.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_read_only_within(path, PATIENCE)
    }

    /// As [`Sqlite::open_read_only`], waiting no longer than `patience` for other processes, now and later.
    pub fn open_read_only_within(path: impl AsRef<Path>, patience: Duration) -> Result<Self> {
        opening::open_read_only(path.as_ref(), patience)
    }

    /// Starts a transaction that is the only one to write, on a ledger of a form that this okno may write.
    fn begin(&mut self) -> Result<(Transaction<'_>, &Faults)> {
        let Self { connection, faults } = self;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| faults.explain(error))?;
        let found = schema::Form::of(&transaction).map_err(|error| faults.explain(error))?.version;
        if found > schema::NEWEST {
            return Err(StoreError::NewerVersion { path: faults.path.clone(), found, known: schema::NEWEST });
        }
        Ok((transaction, faults))
    }
}

impl Store for Sqlite {
    fn snapshot(&mut self, look: &mut dyn FnMut(&mut dyn Read) -> Result<()>) -> Result<()> {
        let Self { connection, faults } = self;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .map_err(|error| faults.explain(error))?;
        look(&mut View { connection: &transaction, faults })
    }

    fn transact(&mut self, act: &Act, work: &mut dyn FnMut(&mut dyn Write) -> Result<Verdict>) -> Result<()> {
        let (transaction, faults) = self.begin()?;
        let mut view = View { connection: &transaction, faults };
        let mut appending = Appending::begin(&mut view, act)?;
        match work(&mut appending)? {
            Verdict::RollBack => transaction.rollback(),
            Verdict::Commit if appending.is_spoiled() => {
                return Err(StoreError::Spoiled { place: faults.path.display().to_string() });
            }
            Verdict::Commit => transaction.commit(),
        }
        .map_err(|error| faults.explain(error))
    }

    fn renew(&mut self, run: &Subject, until: DateTime<Utc>) -> Result<()> {
        let (transaction, faults) = self.begin()?;
        let renewed = transaction
            .execute("UPDATE lease SET until_at = ?2 WHERE run = ?1", (run.as_str(), until.timestamp_millis()))
            .map_err(|error| faults.explain(error))?;
        if renewed == 0 {
            return Err(StoreError::LeaseLost { run: run.clone() });
        }
        transaction.commit().map_err(|error| faults.explain(error))
    }

    fn import(
        &mut self,
        act: &Act,
        entries: &mut dyn Iterator<Item = Result<Entry>>,
        beside: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
    ) -> Result<u64> {
        let (transaction, faults) = self.begin()?;
        let number = appending::import(&mut View { connection: &transaction, faults }, act, entries, beside)?;
        transaction.commit().map_err(|error| faults.explain(error))?;
        Ok(number)
    }

    fn place(&self) -> String {
        self.faults.path.display().to_string()
    }
}
