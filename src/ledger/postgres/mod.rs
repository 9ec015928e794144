//! The ledger of many machines: a schema `okno` in a PostgreSQL database.
//!
//! Every transaction begins with an advisory lock as a statement of its own, so that what it then reads is the newest; the
//! insert trigger checks once more that an entry follows and is by the login. What a transaction writes is gathered and
//! sent at once; so a transaction that the server rolled back can be repeated without deciding anew, as long as nobody
//! appended meanwhile. Nothing here decides anything.

mod excess;
mod faults;
mod making;
mod questions;
mod session;
mod tls;
mod view;
mod writing;

use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

use self::faults::Trouble;
use self::session::Session;
use self::view::View;
use super::address::ServerUrl;
use super::appending::{self, Appending, Rows as _};
use super::{Presence, Read, Result, ServerFault, Store, StoreError, Verdict, Write};
use crate::record::{Act, Entry, Head, Subject};

pub use making::{make, roles};

/// The oldest PostgreSQL that okno is made for.
const OLDEST: u32 = 13;

/// The newest form of the tables that this okno knows.
const NEWEST_FORM: i32 = 1;

/// How long an operation waits for others, unless told otherwise.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How often a transaction is tried.
const ATTEMPTS: u32 = 5;

/// How often a server that went away while a transaction was being committed is looked for: only it knows how that ended.
const LOOKS: u32 = 100;

/// How long to wait between two looks: 20 s in all, and what the attempts to connect take.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// A ledger in a PostgreSQL database.
#[derive(Debug)]
pub struct Postgres {
    session: Session,
}

impl Postgres {
    /// Connects to the ledger. Whether there is one, and whether it may be used, is told by the first question.
    pub fn open(url: &ServerUrl) -> Result<Self> {
        Self::open_within(url, PATIENCE)
    }

    /// As [`Postgres::open`], waiting no longer than `patience` for other writers.
    pub fn open_within(url: &ServerUrl, patience: Duration) -> Result<Self> {
        Ok(Self { session: Session::open(url, patience)? })
    }

    /// Commits. Where the answer is lost, the act tells whether the server has it.
    fn commit(&mut self, written: &Written, act: &str) -> Result<()> {
        match self.session.commit() {
            Ok(()) => Ok(()),
            Err(trouble) => {
                let unsure = trouble.is_lost();
                self.insist(written, act, trouble, unsure)
            }
        }
    }

    /// Writes the same until the server has it. `unsure`: it may have it already, and nobody heard of it.
    fn insist(&mut self, written: &Written, act: &str, mut trouble: Trouble, mut unsure: bool) -> Result<()> {
        for _ in 1..ATTEMPTS {
            if !trouble.is_worth_repeating() {
                return Err(self.session.explain(trouble));
            }
            if !trouble.is_lost() {
                self.session.roll_back();
            } else if !self.reconnect() {
                return Err(self.lost(&trouble, unsure));
            }
            match self.write_again(written, act, &mut unsure)? {
                None => return Ok(()),
                Some(again) => trouble = again,
            }
        }
        if trouble.is_lost() || unsure {
            return Err(self.lost(&trouble, unsure));
        }
        if !trouble.is_worth_repeating() {
            return Err(self.session.explain(trouble));
        }
        Err(self.session.fault(ServerFault::Contended { attempts: ATTEMPTS, why: trouble.to_string() }))
    }

    fn lost(&self, trouble: &Trouble, unsure: bool) -> StoreError {
        let why = trouble.to_string();
        self.session.fault(if unsure { ServerFault::Unconfirmed { why } } else { ServerFault::Lost { why } })
    }

    /// Writes the same once more, unless it was written after all, or somebody else wrote meanwhile. What went wrong again.
    fn write_again(&mut self, written: &Written, act: &str, unsure: &mut bool) -> Result<Option<Trouble>> {
        // the lock is granted only once the old session is gone, however its transaction ended
        if let Err(trouble) = self.session.begin_to_write() {
            return Ok(Some(trouble));
        }
        let is_unsure = *unsure;
        let unheard = |error| if is_unsure { unconfirmed(error) } else { error };
        let mut view = View::new(&mut self.session);
        if !written.first_act_is_empty && view.first_of_act(act).map_err(unheard)?.is_some() {
            self.session.roll_back();
            return Ok(None);
        }
        let newest = view.newest().map_err(unheard)?.map(|newest| newest.head);
        *unsure = false;
        if newest != written.before {
            self.session.roll_back();
            let why = "somebody else recorded something meanwhile".to_owned();
            return Err(self.session.fault(ServerFault::Contended { attempts: 1, why }));
        }
        view.adopt(&written.deeds);
        if let Err(trouble) = view.flush() {
            return Ok(Some(trouble));
        }
        let committed = self.session.commit();
        *unsure = committed.as_ref().is_err_and(Trouble::is_lost);
        Ok(committed.err())
    }

    /// Waits for the server to come back. Whether it did.
    fn reconnect(&mut self) -> bool {
        for _ in 0..LOOKS {
            if self.session.reconnect().is_ok() {
                return true;
            }
            thread::sleep(BETWEEN_LOOKS);
        }
        false
    }

    /// Begins a transaction that is the only one to write, on a ledger of a form that this okno may write.
    fn begin(&mut self) -> Result<()> {
        let mut attempt = 1;
        loop {
            match self.session.begin_to_write() {
                Ok(()) => break,
                Err(trouble) if attempt < ATTEMPTS && trouble.is_worth_repeating() => {
                    attempt += 1;
                    if !trouble.is_lost() {
                        self.session.roll_back();
                    } else if !self.reconnect() {
                        return Err(self.session.explain(trouble));
                    }
                }
                Err(trouble) => {
                    let error = self.session.explain(trouble);
                    self.session.roll_back();
                    return Err(error);
                }
            }
        }
        let found = self.session.form();
        if found > NEWEST_FORM {
            self.session.roll_back();
            let path = self.session.place().into();
            return Err(StoreError::NewerVersion { path, found: found.into(), known: NEWEST_FORM.into() });
        }
        Ok(())
    }

    fn transact_begun(
        &mut self,
        act: &Act,
        work: &mut dyn FnMut(&mut dyn Write) -> Result<Verdict>,
    ) -> Result<Option<Written>> {
        let mut view = View::new(&mut self.session);
        view.foresee_writing(&act.id)?;
        let before = view.newest()?.map(|newest| newest.head);
        let mut appending = Appending::begin(&mut view, act)?;
        match work(&mut appending)? {
            Verdict::RollBack => return Ok(None),
            Verdict::Commit if appending.is_spoiled() => {
                return Err(StoreError::Spoiled { place: self.session.place() });
            }
            Verdict::Commit => {}
        }
        let flushed = view.flush();
        let deeds = view.into_deeds();
        let written = Written { before, first_act_is_empty: !deeds.iter().any(writing::Deed::is_entry), deeds };
        match flushed {
            Ok(()) => Ok(Some(written)),
            Err(trouble) => self.insist(&written, &act.id, trouble, false).map(|()| None),
        }
    }
}

/// What was lost while it was looked up whether an earlier attempt had been recorded.
fn unconfirmed(error: StoreError) -> StoreError {
    match error {
        StoreError::Server { place, fault: ServerFault::Lost { why } } => {
            StoreError::Server { place, fault: ServerFault::Unconfirmed { why } }
        }
        other => other,
    }
}

/// What a transaction wrote, to write it once more.
struct Written {
    /// The newest entry before.
    before: Option<Head>,
    /// It appended nothing, so the act does not tell whether it was committed; but then it does no harm to write it twice.
    first_act_is_empty: bool,
    deeds: Vec<writing::Deed>,
}

impl Store for Postgres {
    fn snapshot(&mut self, look: &mut dyn FnMut(&mut dyn Read) -> Result<()>) -> Result<()> {
        if let Err(trouble) = self.session.begin_to_read() {
            let error = self.session.explain(trouble);
            self.session.roll_back();
            return Err(error);
        }
        let looked = look(&mut View::new(&mut self.session));
        self.session.leave_later();
        looked
    }

    fn transact(&mut self, act: &Act, work: &mut dyn FnMut(&mut dyn Write) -> Result<Verdict>) -> Result<()> {
        self.begin()?;
        match self.transact_begun(act, work) {
            Ok(Some(written)) => self.commit(&written, &act.id),
            Ok(None) => {
                self.session.roll_back();
                Ok(())
            }
            Err(error) => {
                self.session.roll_back();
                Err(error)
            }
        }
    }

    fn renew(&mut self, run: &Subject, until: DateTime<Utc>) -> Result<()> {
        let renewed = self.session.renew(run.as_str(), until.timestamp_millis());
        match renewed {
            Ok(0) => Err(StoreError::LeaseLost { run: run.clone() }),
            Ok(_) => Ok(()),
            Err(trouble) => Err(self.session.explain(trouble)),
        }
    }

    fn import(
        &mut self,
        act: &Act,
        entries: &mut dyn Iterator<Item = Result<Entry>>,
        beside: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
    ) -> Result<u64> {
        self.begin()?;
        let mut view = View::never_repeated(&mut self.session);
        let imported = appending::import(&mut view, act, entries, beside).and_then(|number| {
            view.flush().map_err(|trouble| view.explain(trouble))?;
            Ok(number)
        });
        match imported {
            Ok(number) => match self.session.commit() {
                Ok(()) => Ok(number),
                Err(trouble) if trouble.is_lost() => {
                    Err(self.session.fault(ServerFault::Unconfirmed { why: trouble.to_string() }))
                }
                Err(trouble) => Err(self.session.explain(trouble)),
            },
            Err(error) => {
                self.session.roll_back();
                Err(error)
            }
        }
    }

    fn presence(&mut self) -> Result<Option<Presence>> {
        self.session.presence().map(Some)
    }

    fn excess(&mut self) -> Result<Vec<String>> {
        excess::of(&mut self.session)
    }

    fn place(&self) -> String {
        self.session.place()
    }
}
