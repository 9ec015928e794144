//! Where everything is recorded. Edge: the only room with SQL, but for the probe's.
//!
//! What is recorded is a chain of entries ([`crate::record`]). Beside it lie the searchable cards, which are re-made from
//! the chain, the attachments, which the chain names by digest, and the leases, which say who runs on which system now.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use crate::calendar::Interval;
use crate::record::{Act, Card, Digest, Draft, Entry, Head, Subject};

pub mod address;
mod appending;
mod error;
#[cfg(feature = "postgres")]
pub mod postgres;
mod questions;
pub mod seen_head;
mod server_fault;
pub mod sqlite;
pub mod verify;
mod work;

pub use error::{Result, StoreError};
pub use server_fault::ServerFault;
pub use work::{Committed, append_event, append_to, contains, ledger_id, load, snapshot, transact};

/// Opens the ledger at an address on a server.
pub fn open_server(address: &address::Address) -> Result<Box<dyn Store>> {
    #[cfg(feature = "postgres")]
    if let address::Address::Server(url) = address {
        return Ok(Box::new(postgres::Postgres::open(url)?));
    }
    Err(StoreError::Server { place: address.to_string(), fault: ServerFault::NotBuiltIn })
}

/// What became of the wish to have a ledger on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// There was none; now there is.
    pub created: bool,
    /// The SQL that makes the roles of those who use it.
    pub roles: String,
    /// Whether that was executed.
    pub granted: bool,
}

/// Makes a ledger in the database at an address unless there is one; with `grant`, the roles as well.
#[cfg_attr(not(feature = "postgres"), expect(unused_variables, reason = "there is no server to grant anything on"))]
pub fn make_on_server(address: &address::Address, grant: bool) -> Result<Made> {
    #[cfg(feature = "postgres")]
    if let address::Address::Server(url) = address {
        return postgres::make(url, grant);
    }
    Err(StoreError::Server { place: address.to_string(), fault: ServerFault::NotBuiltIn })
}

/// Which entries, in which order. All that is given must match. Instants are compared in whole milliseconds.
#[derive(Debug, Clone, Default)]
pub struct Which<'a> {
    /// Of this subject.
    pub subject: Option<&'a Subject>,
    /// Of all subjects of this stream.
    pub stream: Option<&'a str>,
    /// Of this kind.
    pub kind: Option<&'a str>,
    /// Recorded by this actor.
    pub actor: Option<&'a str>,
    /// Recorded at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Recorded before this instant.
    pub until: Option<DateTime<Utc>>,
    /// With a number greater than this.
    pub after: Option<u64>,
    /// With a number less than this.
    pub before: Option<u64>,
    /// Of subjects whose card has this label (name, value).
    pub label: Option<(&'a str, &'a str)>,
    /// The newest first; else the oldest first.
    pub newest_first: bool,
    /// No more than this many.
    pub limit: Option<u64>,
}

/// Which cards. All that is given must match.
#[derive(Debug, Clone, Default)]
pub struct Query<'a> {
    /// Of this stream.
    pub stream: Option<&'a str>,
    /// In this state.
    pub state: Option<&'a str>,
    /// Of interest to the gate, or not.
    pub live: Option<bool>,
    /// With all of these labels (name, value).
    pub labels: Vec<(&'a str, &'a str)>,
    /// Whose `[from, until)` shares an instant with this interval; an open end counts as infinite.
    pub overlapping: Option<Interval>,
    /// The subject with the newest first entry first; else the one with the oldest.
    pub newest_first: bool,
    /// No more than this many.
    pub limit: Option<u64>,
}

/// A subject and its card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The subject.
    pub subject: Subject,
    /// Its card, labels sorted.
    pub card: Card,
}

/// Who runs on a system, from the mutable lease table outside of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The system that is held.
    pub system: String,
    /// The run that holds it.
    pub run: Subject,
    /// The process behind the run, in the words of `run.started`.
    pub holder: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when the holder must renew; `None`: it need not.
    pub until: Option<DateTime<Utc>>,
}

/// An entry as it lies in the store, unread: for verifying and exporting.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// The number it is stored under.
    pub seq: u64,
    /// The stored hash.
    pub hash: Digest,
    /// The bytes of the line.
    pub line: &'a [u8],
    /// What the store extracted from the line to find it by.
    pub filed: Filed<'a>,
}

/// What a store extracted from a line for its indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed<'a> {
    /// Id of the act with the ordinal.
    pub act: &'a [u8],
    /// Milliseconds since 1970.
    pub at: i64,
    /// Who acted.
    pub actor: &'a [u8],
    /// The subject as text.
    pub subject: &'a [u8],
    /// The subject's first part.
    pub stream: &'a [u8],
    /// What happened.
    pub kind: &'a [u8],
}

/// A question that will be asked: see [`Read::foresee`].
#[derive(Debug, Clone)]
pub enum Question<'a> {
    /// [`Read::head`].
    Head,
    /// [`Read::entries`].
    Entries(Which<'a>),
    /// [`Read::find`].
    Cards(Query<'a>),
    /// [`Read::leases`], and [`Read::lease`] of any system.
    Leases,
    /// [`Read::attachment`].
    Attachment(Digest),
    /// [`Read::hash`] of the entry with this number.
    Hash(u64),
}

/// Who a server says is asking, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The login: the actor of whatever is appended.
    pub login: String,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// Reading, within a snapshot or a transaction.
pub trait Read {
    /// Announces questions. A store that is far away asks them all at once; the answers are given when they are asked for.
    fn foresee(&mut self, _questions: &[Question<'_>]) -> Result<()> {
        Ok(())
    }

    /// The ledger's own clock, where it has one that is the authority (a server's); `None` of a file.
    fn now(&mut self) -> Result<Option<DateTime<Utc>>>;

    /// The newest entry's head; `None` on an empty ledger. [`StoreError::Broken`] when the newest entry does not chain
    /// to the one before (row 22).
    fn head(&mut self) -> Result<Option<Head>>;

    /// The hash that is stored for the entry with this number; `None` when there is none.
    fn hash(&mut self, seq: u64) -> Result<Option<Digest>>;

    /// Hands the entries to `each`, in order, until it breaks off.
    fn entries(&mut self, which: &Which<'_>, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<()>;

    /// Hands the entries after number `after` as they lie in the store, oldest first, without checking or reading them.
    fn stored(&mut self, after: u64, each: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>) -> Result<()>;

    /// The cards that match, in the order of their subjects' first entries.
    fn find(&mut self, query: &Query<'_>) -> Result<Vec<Found>>;

    /// The bytes with this digest; `None` when they were never attached.
    fn attachment(&mut self, digest: Digest) -> Result<Option<Vec<u8>>>;

    /// The digests of everything that was attached, sorted.
    fn attachments(&mut self) -> Result<Vec<Digest>>;

    /// Everybody who holds a system, by system.
    fn leases(&mut self) -> Result<Vec<Lease>>;

    /// Who holds the system; `None` when nobody does.
    fn lease(&mut self, system: &str) -> Result<Option<Lease>>;
}

/// Reading and appending within one serialised transaction.
///
/// After a write that failed on the way to the disk the transaction cannot commit any more.
pub trait Write: Read {
    /// Appends; its hash chains to the newest entry. The first append of all writes `ledger.created` before it.
    /// [`StoreError::Unfit`] when the draft holds what no line may; nothing is written then.
    fn append(&mut self, draft: Draft) -> Result<Entry>;

    /// Makes this the subject's card. The subject has an entry already.
    fn put_card(&mut self, subject: &Subject, card: &Card) -> Result<()>;

    /// Removes a card whose subject has none by the entries; only `log rebuild` does so.
    fn remove_card(&mut self, subject: &Subject) -> Result<()>;

    /// Stores the bytes by their SHA-256; the same bytes again are no change.
    fn attach(&mut self, bytes: &[u8]) -> Result<Digest>;

    /// Gives the system to the run, or changes the run's own lease. [`StoreError::Leased`] when another run holds the
    /// system, whether or not its lease is over: ending it takes a decision.
    fn put_lease(&mut self, lease: &Lease) -> Result<()>;

    /// Gives back whatever the run holds.
    fn end_lease(&mut self, run: &Subject) -> Result<()>;
}

/// Outcome of the work inside a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Keep what was written.
    Commit,
    /// Leave no trace.
    RollBack,
}

/// A ledger. Object-safe: nothing above knows which one it is.
pub trait Store {
    /// A consistent view: everything that `look` reads is of one moment. `look` is called at most once.
    fn snapshot(&mut self, look: &mut dyn FnMut(&mut dyn Read) -> Result<()>) -> Result<()>;

    /// One serialised transaction. An error of `work`, or [`Verdict::RollBack`], leaves no trace. `work` is called at
    /// most once. [`StoreError::AlreadyRecorded`] when the ledger holds an entry of the act already.
    fn transact(&mut self, act: &Act, work: &mut dyn FnMut(&mut dyn Write) -> Result<Verdict>) -> Result<()>;

    /// Extends a run's leases. [`StoreError::LeaseLost`] when it holds none.
    fn renew(&mut self, run: &Subject, until: DateTime<Utc>) -> Result<()>;

    /// Appends entries made elsewhere, bytes and hashes unchanged, checking each link; then `beside` writes what lies beside
    /// them, for `act`. All of it in one transaction: entries without their cards would hide a freeze. The number of entries.
    fn import(
        &mut self,
        act: &Act,
        entries: &mut dyn Iterator<Item = Result<Entry>>,
        beside: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
    ) -> Result<u64>;

    /// Who a server says is asking, and its clock, which is the authority; `None` of a file.
    fn presence(&mut self) -> Result<Option<Presence>> {
        Ok(None)
    }

    /// What the login in use could do beyond appending, one sentence each: whoever can do so could rewrite the ledger.
    /// Empty of a file, which its owner can always rewrite.
    fn excess(&mut self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Where it is, for people: a path, or a URL without its password.
    fn place(&self) -> String;
}
