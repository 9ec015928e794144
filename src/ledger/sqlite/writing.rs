//! Writing single rows within one transaction.

use rusqlite::OptionalExtension;

use super::questions::number;
use super::view::{View, bare_entry};
use crate::ledger::appending::{Newest, Rows};
use crate::ledger::{Lease, Read as _, Result};
use crate::record::{Card, Digest, Entry, Head, Subject};

impl Rows for View<'_> {
    fn first_of_act(&mut self, act: &str) -> Result<Option<u64>> {
        let first: Option<i64> = self
            .prepare("SELECT seq FROM entries WHERE act = ? || '.0'")?
            .query_row([act], |row| row.get(0))
            .optional()
            .map_err(|error| self.explain(error))?;
        Ok(first.map(|seq| u64::try_from(seq).unwrap_or(0)))
    }

    fn newest(&mut self) -> Result<Option<Newest>> {
        let mut statement = self.prepare("SELECT seq, hash, line FROM entries ORDER BY seq DESC LIMIT 2")?;
        let mut rows = statement.query([]).map_err(|error| self.explain(error))?;
        let mut next = || match rows.next() {
            Ok(Some(row)) => bare_entry(row).map(Some).map_err(|error| self.explain(error)),
            Ok(None) => Ok(None),
            Err(error) => Err(self.explain(error)),
        };
        let Some((seq, hash, line)) = next()? else { return Ok(None) };
        let before = next()?.map(|(seq, hash, _)| Head { seq, hash });
        Newest::check(seq, hash, line, before).map(Some)
    }

    fn insert(&mut self, entry: &Entry) -> Result<()> {
        let Entry { line, hash, stamp, subject, kind, .. } = entry;
        let sql = "INSERT INTO entries (seq, hash, line, act, at, actor, subject, stream, kind) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values = (
            number(stamp.seq),
            hash.as_bytes(),
            line,
            &stamp.act,
            stamp.at.timestamp_millis(),
            &stamp.actor,
            subject.as_str(),
            subject.stream(),
            kind,
        );
        self.execute(sql, values).map(drop)
    }

    fn put_card(&mut self, subject: &Subject, card: &Card) -> Result<()> {
        self.execute(
            "INSERT INTO subject (subject, first_seq, stream, state, live, from_at, until_at) \
             VALUES (?1, (SELECT coalesce(min(seq), 0) FROM entries WHERE subject = ?1), ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (subject) DO UPDATE SET first_seq = excluded.first_seq, state = excluded.state, \
             live = excluded.live, from_at = excluded.from_at, until_at = excluded.until_at",
            (
                subject.as_str(),
                subject.stream(),
                &card.state,
                card.live,
                card.from.map(|at| at.timestamp_millis()),
                card.until.map(|at| at.timestamp_millis()),
            ),
        )?;
        self.execute("DELETE FROM label WHERE subject = ?", [subject.as_str()])?;
        for label in &card.labels {
            self.execute(
                "INSERT INTO label (name, value, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (&*label.name, &label.value, subject.as_str()),
            )?;
        }
        Ok(())
    }

    fn remove_card(&mut self, subject: &Subject) -> Result<()> {
        self.execute("DELETE FROM subject WHERE subject = ?", [subject.as_str()]).map(drop)
    }

    fn put_attachment(&mut self, digest: Digest, bytes: &[u8]) -> Result<()> {
        if self.attachment(digest)?.is_none() {
            let sql = "INSERT INTO attachment (sha256, bytes) VALUES (?, ?)";
            self.execute(sql, (digest.as_bytes(), bytes))?;
        }
        Ok(())
    }

    fn set_lease(&mut self, lease: &Lease) -> Result<()> {
        self.execute(
            "INSERT INTO lease (system, run, holder, since, until_at) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (system) DO UPDATE SET run = excluded.run, holder = excluded.holder, \
             since = excluded.since, until_at = excluded.until_at",
            (
                &lease.system,
                lease.run.as_str(),
                &lease.holder,
                lease.since.timestamp_millis(),
                lease.until.map(|until| until.timestamp_millis()),
            ),
        )
        .map(drop)
    }

    fn end_lease(&mut self, run: &Subject) -> Result<()> {
        self.execute("DELETE FROM lease WHERE run = ?", [run.as_str()]).map(drop)
    }

    fn place(&self) -> String {
        self.faults.path.display().to_string()
    }
}
