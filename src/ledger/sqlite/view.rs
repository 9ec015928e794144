//! Reading within one transaction.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSqlError, FromSqlResult};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use super::faults::Faults;
use super::questions::{self, Dialect, Question};
use crate::ledger::appending::{Rows as _, read_line};
use crate::ledger::{Filed, Found, Lease, Query, Read, Result, StoreError, Stored, Which};
use crate::record::{Card, Digest, Entry, Head, Label, Subject};

/// The ledger as one transaction sees it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) connection: &'a Connection,
    pub(super) faults: &'a Faults,
}

impl<'a> View<'a> {
    pub(super) fn explain(&self, error: rusqlite::Error) -> StoreError {
        self.faults.explain(error)
    }

    pub(super) fn damaged(&self, why: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: self.faults.path.clone(), why: why.into() }
    }

    /// A statement, kept for the next time.
    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'a>> {
        self.connection.prepare_cached(sql).map_err(|error| self.explain(error))
    }

    /// Changes rows; their number.
    pub(super) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params).map_err(|error| self.explain(error))
    }

    fn labels(&self, subject: &str) -> Result<Vec<Label>> {
        let mut statement = self.prepare("SELECT name, value FROM label WHERE subject = ? ORDER BY name, value")?;
        let labels =
            statement.query_map([subject], |row| Ok(Label::new(row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        labels.and_then(Iterator::collect).map_err(|error| self.explain(error))
    }

    fn found(&self, row: &Row<'_>) -> Result<Found> {
        let explain = |error| self.explain(error);
        let text: String = row.get(0).map_err(explain)?;
        let subject = Subject::parse(&text).ok_or_else(|| self.damaged(format!("{text:?} is no subject")))?;
        Ok(Found {
            card: Card {
                state: row.get(1).map_err(explain)?,
                live: row.get(2).map_err(explain)?,
                from: row.get::<_, Option<i64>>(3).map_err(explain)?.map(|ms| self.instant(ms)).transpose()?,
                until: row.get::<_, Option<i64>>(4).map_err(explain)?.map(|ms| self.instant(ms)).transpose()?,
                labels: self.labels(&text)?,
            },
            subject,
        })
    }

    fn instant(&self, milliseconds: i64) -> Result<DateTime<Utc>> {
        DateTime::from_timestamp_millis(milliseconds)
            .ok_or_else(|| self.damaged(format!("{milliseconds} ms is no instant")))
    }
}

impl Read for View<'_> {
    fn now(&mut self) -> Result<Option<DateTime<Utc>>> {
        Ok(None)
    }

    fn head(&mut self) -> Result<Option<Head>> {
        Ok(self.newest()?.map(|newest| newest.head))
    }

    fn hash(&mut self, seq: u64) -> Result<Option<Digest>> {
        let mut statement = self.prepare("SELECT seq, hash FROM entries WHERE seq = ?")?;
        let found = statement.query_row([questions::number(seq)], hash).optional();
        found.map_err(|error| self.explain(error))
    }

    fn entries(&mut self, which: &Which<'_>, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<()> {
        let Question { sql, values, .. } = questions::entries(which, Dialect::Sqlite);
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|error| self.explain(error))?;
        while let Some(row) = rows.next().map_err(|error| self.explain(error))? {
            let (_, hash, line) = bare_entry(row).map_err(|error| self.explain(error))?;
            if each(read_line(line, hash)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn stored(&mut self, after: u64, each: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>) -> Result<()> {
        let mut statement = self.prepare(questions::STORED)?;
        let mut rows = statement.query([questions::number(after)]).map_err(|error| self.explain(error))?;
        while let Some(row) = rows.next().map_err(|error| self.explain(error))? {
            if each(stored(row).map_err(|error| self.explain(error))?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn find(&mut self, query: &Query<'_>) -> Result<Vec<Found>> {
        let Question { sql, values, .. } = questions::cards(query, Dialect::Sqlite);
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|error| self.explain(error))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|error| self.explain(error))? {
            found.push(self.found(row)?);
        }
        Ok(found)
    }

    fn attachment(&mut self, digest: Digest) -> Result<Option<Vec<u8>>> {
        let bytes: Option<Vec<u8>> = self
            .prepare("SELECT bytes FROM attachment WHERE sha256 = ?")?
            .query_row([digest.as_bytes()], |row| row.get(0))
            .optional()
            .map_err(|error| self.explain(error))?;
        match bytes {
            Some(bytes) if Digest::of(&bytes) != digest => {
                Err(self.damaged(format!("the attachment {} has other bytes", digest.prefixed())))
            }
            bytes => Ok(bytes),
        }
    }

    fn attachments(&mut self) -> Result<Vec<Digest>> {
        let mut statement = self.prepare("SELECT 0, sha256 FROM attachment ORDER BY sha256")?;
        let digests = statement.query_map([], hash);
        digests.and_then(Iterator::collect).map_err(|error| self.explain(error))
    }

    fn leases(&mut self) -> Result<Vec<Lease>> {
        let mut statement = self.prepare("SELECT system, run, holder, since, until_at FROM lease ORDER BY system")?;
        let rows = statement.query_map([], |row| row.try_into());
        let rows: Vec<(String, String, String, i64, Option<i64>)> =
            rows.and_then(Iterator::collect).map_err(|error| self.explain(error))?;
        let lease = |(system, run, holder, since, until): (String, String, String, i64, Option<i64>)| {
            Ok(Lease {
                system,
                run: Subject::parse(&run).ok_or_else(|| self.damaged(format!("{run:?} is no subject")))?,
                holder,
                since: self.instant(since)?,
                until: until.map(|until| self.instant(until)).transpose()?,
            })
        };
        rows.into_iter().map(lease).collect()
    }

    fn lease(&mut self, system: &str) -> Result<Option<Lease>> {
        Ok(self.leases()?.into_iter().find(|lease| lease.system == system))
    }
}

/// Number, hash and line of a row that starts with them.
pub(super) fn bare_entry(row: &Row<'_>) -> rusqlite::Result<(u64, Digest, Vec<u8>)> {
    Ok((seq(row)?, hash(row)?, bytes(row, 2)?.to_vec()))
}

fn stored<'r>(row: &'r Row<'_>) -> rusqlite::Result<Stored<'r>> {
    let filed = Filed {
        act: bytes(row, 3)?,
        at: row.get(4)?,
        actor: bytes(row, 5)?,
        subject: bytes(row, 6)?,
        stream: bytes(row, 7)?,
        kind: bytes(row, 8)?,
    };
    Ok(Stored { seq: seq(row)?, hash: hash(row)?, line: bytes(row, 2)?, filed })
}

/// The entry's number; one below 1 cannot follow anything, which the chain will say of 0.
fn seq(row: &Row<'_>) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0))
}

/// The entry's hash; one of another length fits no entry, and neither does the one that precedes the first.
fn hash(row: &Row<'_>) -> rusqlite::Result<Digest> {
    Ok(bytes(row, 1)?.try_into().map_or(Digest::ZERO, Digest::from_bytes))
}

/// Bytes of a text or a blob: a text may have been damaged so that it is not UTF-8.
fn bytes<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    let value = row.get_ref(column)?;
    let bytes: FromSqlResult<&[u8]> = value.as_bytes();
    bytes.map_err(|error: FromSqlError| {
        rusqlite::Error::FromSqlConversionFailure(column, value.data_type(), Box::new(error))
    })
}
