//! Appending within one transaction.

use std::ops::ControlFlow;

use chrono::{DateTime, SubsecRound, Utc};
use rusqlite::OptionalExtension;

use super::questions::number;
use super::view::{Newest, View};
use crate::ledger::{Found, Lease, Query, Read, Result, StoreError, Stored, Which, Write};
use crate::record::identity::LedgerCreated;
use crate::record::{Act, Card, Digest, Draft, Entry, Head, LedgerId, LedgerIdentity, Subject};

/// The writing end of a transaction.
pub(super) struct Appending<'a> {
    view: View<'a>,
    act: &'a Act,
    ordinal: u32,
    newest: Option<Newest>,
    spoiled: bool,
}

impl<'a> Appending<'a> {
    /// Starts to write for `act`, once it is certain that it never wrote before, and that the newest entry chains.
    pub(super) fn begin(view: View<'a>, act: &'a Act) -> Result<Self> {
        let first: Option<i64> = view
            .prepare("SELECT seq FROM entries WHERE act = ? || '.0'")?
            .query_row([&act.id], |row| row.get(0))
            .optional()
            .map_err(|error| view.explain(error))?;
        if let Some(seq) = first {
            return Err(StoreError::AlreadyRecorded { act: act.id.clone(), seq: u64::try_from(seq).unwrap_or(0) });
        }
        let newest = view.newest()?;
        Ok(Self { view, act, ordinal: 0, newest, spoiled: false })
    }

    /// Whether a write failed, so that nothing of the transaction may be kept: what the database did with the rest of it is
    /// not known.
    pub(super) fn is_spoiled(&self) -> bool {
        self.spoiled
    }

    /// Writes; after a failure nothing more.
    fn write<T>(&mut self, work: impl FnOnce(&View<'a>) -> Result<T>) -> Result<T> {
        if self.spoiled {
            return Err(StoreError::Spoiled { place: self.view.faults.path.display().to_string() });
        }
        let written = work(&self.view);
        self.spoiled = written.is_err();
        written
    }

    fn follow(&mut self, draft: Draft) -> Result<Entry> {
        let now = self.act.now.trunc_subsecs(3);
        let (seq, at, previous) = match self.newest {
            Some(newest) => (newest.head.seq + 1, now.max(newest.at), newest.head.hash),
            None => (1, now, Digest::ZERO),
        };
        let entry = Entry::compose(draft, self.act, self.ordinal, seq, at, previous)?;
        self.write(|view| insert(view, &entry))?;
        self.newest = Some(Newest { head: entry.head(), at });
        self.ordinal += 1;
        Ok(entry)
    }

    /// Entry 1 of every ledger, with its random name.
    fn create(&mut self) -> Result<()> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Io {
            path: self.view.faults.path.clone(),
            why: std::io::Error::other(error.to_string()),
        })?;
        let event = LedgerCreated { id: LedgerId::from_bytes(bytes) };
        crate::ledger::append_to(self, LedgerIdentity::NAME, &mut LedgerIdentity::default(), &event).map(drop)
    }
}

/// Adds the entry as it is; that it follows the newest is checked by the caller, and by the database once more.
pub(super) fn insert(view: &View<'_>, entry: &Entry) -> Result<()> {
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
    view.execute(sql, values).map(drop)
}

impl Write for Appending<'_> {
    fn append(&mut self, draft: Draft) -> Result<Entry> {
        if self.newest.is_none() && draft.kind != LedgerCreated::KIND {
            self.create()?;
        }
        self.follow(draft)
    }

    fn put_card(&mut self, subject: &Subject, card: &Card) -> Result<()> {
        self.write(|view| {
            view.execute(
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
            view.execute("DELETE FROM label WHERE subject = ?", [subject.as_str()])?;
            for label in &card.labels {
                view.execute(
                    "INSERT INTO label (name, value, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (&*label.name, &label.value, subject.as_str()),
                )?;
            }
            Ok(())
        })
    }

    fn remove_card(&mut self, subject: &Subject) -> Result<()> {
        self.write(|view| view.execute("DELETE FROM subject WHERE subject = ?", [subject.as_str()]).map(drop))
    }

    fn attach(&mut self, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of(bytes);
        if self.attachment(digest)?.is_none() {
            let sql = "INSERT INTO attachment (sha256, bytes) VALUES (?, ?)";
            self.write(|view| view.execute(sql, (digest.as_bytes(), bytes)))?;
        }
        Ok(digest)
    }

    fn put_lease(&mut self, lease: &Lease) -> Result<()> {
        if let Some(held) = self.lease(&lease.system)?.filter(|held| held.run != lease.run) {
            return Err(StoreError::Leased(Box::new(held)));
        }
        self.write(|view| {
            view.execute(
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
        })
    }

    fn end_lease(&mut self, run: &Subject) -> Result<()> {
        self.write(|view| view.execute("DELETE FROM lease WHERE run = ?", [run.as_str()]).map(drop))
    }
}

impl Read for Appending<'_> {
    fn now(&mut self) -> Result<Option<DateTime<Utc>>> {
        self.view.now()
    }

    fn head(&mut self) -> Result<Option<Head>> {
        Ok(self.newest.map(|newest| newest.head))
    }

    fn entries(&mut self, which: &Which<'_>, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<()> {
        self.view.entries(which, each)
    }

    fn stored(&mut self, after: u64, each: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>) -> Result<()> {
        self.view.stored(after, each)
    }

    fn find(&mut self, query: &Query<'_>) -> Result<Vec<Found>> {
        self.view.find(query)
    }

    fn attachment(&mut self, digest: Digest) -> Result<Option<Vec<u8>>> {
        self.view.attachment(digest)
    }

    fn lease(&mut self, system: &str) -> Result<Option<Lease>> {
        self.view.lease(system)
    }
}
