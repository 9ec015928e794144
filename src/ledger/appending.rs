//! Appending within one transaction, on whatever store: what the next entry follows, and what may not be written twice.

use std::ops::ControlFlow;

use chrono::{DateTime, SubsecRound, Utc};

use super::{Found, Lease, Query, Question, Read, Result, StoreError, Stored, Which, Write};
use crate::record::identity::LedgerCreated;
use crate::record::{
    Act, Card, ChainFault, Digest, Draft, Entry, Head, LedgerId, LedgerIdentity, Subject, Unreadable, Verifier,
};

/// What the next entry has to follow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newest {
    pub(super) head: Head,
    pub(super) at: DateTime<Utc>,
}

impl Newest {
    /// Of the newest entry's number, hash and line, once it is certain that it follows from the one before.
    pub(super) fn check(seq: u64, hash: Digest, line: Vec<u8>, before: Option<Head>) -> Result<Self> {
        Verifier::after(before).next(seq, &line, hash)?;
        let entry = read_line(line, hash)?;
        if entry.stamp.seq != seq {
            return Err(ChainFault::Misnumbered { seq, says: entry.stamp.seq }.into());
        }
        Ok(Self { head: Head { seq, hash }, at: entry.stamp.at })
    }
}

/// Reads the bytes of a line.
pub(super) fn read_line(line: Vec<u8>, hash: Digest) -> Result<Entry, Unreadable> {
    let line = String::from_utf8(line).map_err(|error| Unreadable::Line { why: error.to_string() })?;
    Entry::read(line, hash)
}

/// What a store's transaction does with single rows. Whether they may be written is decided above it.
pub(super) trait Rows: Read {
    /// The first entry that the act wrote.
    fn first_of_act(&mut self, act: &str) -> Result<Option<u64>>;
    /// The newest entry, once it is certain that it follows from the one before.
    fn newest(&mut self) -> Result<Option<Newest>>;
    /// Adds the entry as it is; that it follows the newest is checked by the caller, and by the database once more.
    fn insert(&mut self, entry: &Entry) -> Result<()>;
    /// As [`Write::put_card`].
    fn put_card(&mut self, subject: &Subject, card: &Card) -> Result<()>;
    /// As [`Write::remove_card`].
    fn remove_card(&mut self, subject: &Subject) -> Result<()>;
    /// Stores the bytes by their digest, unless they are there.
    fn put_attachment(&mut self, digest: Digest, bytes: &[u8]) -> Result<()>;
    /// Replaces the system's lease, whoever holds it.
    fn set_lease(&mut self, lease: &Lease) -> Result<()>;
    /// As [`Write::end_lease`].
    fn end_lease(&mut self, run: &Subject) -> Result<()>;
    /// Where the ledger is, for people.
    fn place(&self) -> String;
}

/// The writing end of a transaction.
pub(super) struct Appending<'a, R> {
    rows: &'a mut R,
    act: &'a Act,
    ordinal: u32,
    newest: Option<Newest>,
    spoiled: bool,
}

impl<'a, R: Rows> Appending<'a, R> {
    /// Starts to write for `act`, once it is certain that it never wrote before, and that the newest entry chains.
    pub(super) fn begin(rows: &'a mut R, act: &'a Act) -> Result<Self> {
        if let Some(seq) = rows.first_of_act(&act.id)? {
            return Err(StoreError::AlreadyRecorded { act: act.id.clone(), seq });
        }
        let newest = rows.newest()?;
        Ok(Self { rows, act, ordinal: 0, newest, spoiled: false })
    }

    /// Whether a write failed, so that nothing of the transaction may be kept: what the database did with the rest of it is
    /// not known.
    pub(super) fn is_spoiled(&self) -> bool {
        self.spoiled
    }

    /// Writes; after a failure nothing more.
    fn write<T>(&mut self, work: impl FnOnce(&mut R) -> Result<T>) -> Result<T> {
        if self.spoiled {
            return Err(StoreError::Spoiled { place: self.rows.place() });
        }
        let written = work(self.rows);
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
        self.write(|rows| rows.insert(&entry))?;
        self.newest = Some(Newest { head: entry.head(), at });
        self.ordinal += 1;
        Ok(entry)
    }

    /// Entry 1 of every ledger, with its random name.
    fn create(&mut self) -> Result<()> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Io {
            path: self.rows.place().into(),
            why: std::io::Error::other(error.to_string()),
        })?;
        let event = LedgerCreated { id: LedgerId::from_bytes(bytes) };
        super::append_to(self, LedgerIdentity::NAME, &mut LedgerIdentity::default(), &event).map(drop)
    }
}

/// Adds entries of another ledger with their hashes, once it is certain of each that it follows, and what lies beside them.
/// How many.
pub(super) fn import<R: Rows>(
    rows: &mut R,
    act: &Act,
    entries: &mut dyn Iterator<Item = Result<Entry>>,
    beside: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<u64> {
    let number = import_entries(rows, entries)?;
    let mut appending = Appending::begin(rows, act)?;
    beside(&mut appending)?;
    if appending.is_spoiled() {
        return Err(StoreError::Spoiled { place: rows.place() });
    }
    Ok(number)
}

fn import_entries<R: Rows>(rows: &mut R, entries: &mut dyn Iterator<Item = Result<Entry>>) -> Result<u64> {
    let newest = rows.newest()?;
    let mut chain = Verifier::after(newest.map(|newest| newest.head));
    let mut time = newest.map(|newest| newest.at);
    let mut number = 0;
    for entry in entries {
        let entry = entry?;
        let seq = entry.stamp.seq;
        chain.next(seq, entry.line.as_bytes(), entry.hash)?;
        if time.is_some_and(|time| entry.stamp.at < time) {
            return Err(ChainFault::TimeWentBack { seq }.into());
        }
        time = Some(entry.stamp.at);
        rows.insert(&entry)?;
        number += 1;
    }
    Ok(number)
}

impl<R: Rows> Write for Appending<'_, R> {
    fn append(&mut self, draft: Draft) -> Result<Entry> {
        if self.newest.is_none() && draft.kind != LedgerCreated::KIND {
            self.create()?;
        }
        self.follow(draft)
    }

    fn put_card(&mut self, subject: &Subject, card: &Card) -> Result<()> {
        self.write(|rows| rows.put_card(subject, card))
    }

    fn remove_card(&mut self, subject: &Subject) -> Result<()> {
        self.write(|rows| rows.remove_card(subject))
    }

    fn attach(&mut self, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of(bytes);
        self.write(|rows| rows.put_attachment(digest, bytes))?;
        Ok(digest)
    }

    fn put_lease(&mut self, lease: &Lease) -> Result<()> {
        if let Some(held) = self.lease(&lease.system)?.filter(|held| held.run != lease.run) {
            return Err(StoreError::Leased(Box::new(held)));
        }
        self.write(|rows| rows.set_lease(lease))
    }

    fn end_lease(&mut self, run: &Subject) -> Result<()> {
        self.write(|rows| rows.end_lease(run))
    }
}

impl<R: Rows> Read for Appending<'_, R> {
    fn foresee(&mut self, questions: &[Question<'_>]) -> Result<()> {
        self.rows.foresee(questions)
    }

    fn now(&mut self) -> Result<Option<DateTime<Utc>>> {
        self.rows.now()
    }

    fn head(&mut self) -> Result<Option<Head>> {
        Ok(self.newest.map(|newest| newest.head))
    }

    fn hash(&mut self, seq: u64) -> Result<Option<Digest>> {
        self.rows.hash(seq)
    }

    fn entries(&mut self, which: &Which<'_>, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<()> {
        self.rows.entries(which, each)
    }

    fn stored(&mut self, after: u64, each: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>) -> Result<()> {
        self.rows.stored(after, each)
    }

    fn find(&mut self, query: &Query<'_>) -> Result<Vec<Found>> {
        self.rows.find(query)
    }

    fn attachment(&mut self, digest: Digest) -> Result<Option<Vec<u8>>> {
        self.rows.attachment(digest)
    }

    fn attachments(&mut self) -> Result<Vec<Digest>> {
        self.rows.attachments()
    }

    fn leases(&mut self) -> Result<Vec<Lease>> {
        self.rows.leases()
    }

    fn lease(&mut self, system: &str) -> Result<Option<Lease>> {
        self.rows.lease(system)
    }
}
