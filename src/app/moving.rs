//! Making a ledger in a database, and moving one between stores. No rules are needed, and none are asked.

use std::{cell::RefCell, ops::ControlFlow, path::Path};

use chrono::{DateTime, Utc};

use super::{Error, log, site};
use crate::{
    ledger::{
        self, Read, Store, StoreError, Which,
        address::{Address, Login},
        contains,
        sqlite::Sqlite,
        verify,
    },
    record::{Act, Claims, Entry, Head},
};

/// Entries that are fetched at once.
const BATCH: u64 = 5_000;

/// A ledger in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerMade {
    /// Where.
    pub place: String,
    /// There was none before.
    pub created: bool,
    /// The SQL that makes the roles.
    pub roles: String,
    /// Whether that was executed.
    pub granted: bool,
}

/// Makes a ledger in the database unless there is one; with `grant`, the roles of those who use it.
pub fn make_ledger(url: &str, folder: &Path, login: &Login, grant: bool) -> Result<LedgerMade, Error> {
    let address = Address::parse(url, folder, login)?;
    if let Address::File(_) = address {
        return Err(Error::usage(
            "this is the path of a file, and a file needs no preparation",
            "the first command that records something makes it; for a database write postgres://…",
        ));
    }
    let made = ledger::make_on_server(&address, grant)?;
    Ok(LedgerMade { place: address.to_string(), created: made.created, roles: made.roles, granted: made.granted })
}

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// Entries that were added.
    pub added: u64,
    /// The newest entry, the same in both.
    pub head: Option<Head>,
}

/// Copies a ledger, entry by entry with its hashes, and verifies the copy. The target is empty, or holds the beginning of
/// the source.
pub fn copy_ledger(from: &str, to: &str, folder: &Path, login: &Login, now: DateTime<Utc>) -> Result<Copied, Error> {
    let (source, target) = (Address::parse(from, folder, login)?, Address::parse(to, folder, login)?);
    let missing = || StoreError::Missing { path: source.place() };
    let mut original = site::open_to_read(&source)?.ok_or_else(missing)?;
    let mut copy: Box<dyn Store> = match &target {
        Address::File(path) => Box::new(Sqlite::create_or_open(path)?.0),
        Address::Server(_) => ledger::open_server(&target)?,
    };
    let (added, head) = ledger::snapshot(original.as_mut(), |read| fill(read, copy.as_mut(), &login.account, now))?;
    let found = ledger::snapshot(copy.as_mut(), |read| verify::verify(read, &log::streams()))?;
    if !found.ok() || found.head != head {
        let why = found.first_bad.map_or_else(|| "its cards differ".to_owned(), |fault| fault.to_string());
        return Err(Error::refused(
            format!("the copy at {target} does not verify: {why}"),
            "keep using the original; nobody wrote to the copy meanwhile?",
        ));
    }
    Ok(Copied { from: source.to_string(), to: target.to_string(), added, head })
}

/// Adds what the copy lacks, all of it or nothing. How many entries, and the newest of the original.
fn fill(
    read: &mut dyn Read,
    copy: &mut dyn Store,
    account: &str,
    now: DateTime<Utc>,
) -> Result<(u64, Option<Head>), Error> {
    let head = read.head()?;
    let there = ledger::snapshot(copy, |read| read.head())?;
    if let Some(there) = there
        && contains(read, there)?.is_err()
    {
        return Err(Error::refused(
            format!("{} holds another ledger: its entry {} is not the source's", copy.place(), there.seq),
            "copy to an empty place, or to an older copy of the same ledger",
        ));
    }
    let read = RefCell::new(read);
    let mut entries = Entries { read: &read, after: there.map_or(0, |there| there.seq), batch: Vec::new().into_iter() };
    let act = Act {
        id: site::random_hex()?,
        now,
        actor: account.to_owned(),
        claims: Claims::default(),
        policy: None,
        tzdb: None,
    };
    let added = copy.import(&act, &mut entries, &mut |write| {
        let read = &mut **read.borrow_mut();
        for digest in read.attachments()? {
            if let Some(bytes) = read.attachment(digest)? {
                write.attach(&bytes)?;
            }
        }
        read.leases()?.iter().try_for_each(|lease| write.put_lease(lease))?;
        verify::rebuild_within(write, &log::streams()).map(drop)
    })?;
    Ok((added, head))
}

/// The entries after a number, fetched as they are wanted.
struct Entries<'c, 'r> {
    read: &'c RefCell<&'r mut dyn Read>,
    after: u64,
    batch: std::vec::IntoIter<Entry>,
}

impl Iterator for Entries<'_, '_> {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(entry) = self.batch.next() {
            return Some(Ok(entry));
        }
        let which = Which { after: Some(self.after), limit: Some(BATCH), ..Which::default() };
        let mut batch = Vec::new();
        let fetched = self.read.borrow_mut().entries(&which, &mut |entry| {
            batch.push(entry);
            ControlFlow::Continue(())
        });
        if let Err(error) = fetched {
            return Some(Err(error));
        }
        self.after = batch.last().map_or(self.after, |last: &Entry| last.stamp.seq);
        self.batch = batch.into_iter();
        self.batch.next().map(Ok)
    }
}
