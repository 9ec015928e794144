//! Working with any ledger: snapshots and transactions that give a value back, aggregates folded from their entries.

use std::ops::ControlFlow;

use super::{Read, Result, Store, StoreError, Verdict, Which, Write};
use crate::record::{Act, Aggregate, ChainFault, Entry, Head, LedgerId, LedgerIdentity, Subject, aggregate};

/// What `look` makes of a consistent view of the ledger.
pub fn snapshot<T, E: From<StoreError>>(
    store: &mut dyn Store,
    look: impl FnOnce(&mut dyn Read) -> Result<T, E>,
) -> Result<T, E> {
    let mut look = Some(look);
    let mut seen = None;
    store.snapshot(&mut |read| {
        if let Some(look) = look.take() {
            seen = Some(look(read));
        }
        Ok(())
    })?;
    seen.unwrap_or_else(|| Err(E::from(StoreError::Spoiled { place: store.place() })))
}

/// A value that was decided inside a transaction, after that transaction was committed. Nothing else makes one, so
/// whoever holds it knows that the ledger holds it too.
#[derive(Debug)]
pub struct Committed<T> {
    value: T,
    head: Option<Head>,
}

impl<T> Committed<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value itself.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The newest entry at the end of the transaction; `None` when the ledger is still empty.
    pub fn head(&self) -> Option<Head> {
        self.head
    }
}

/// Commits what `work` writes, unless it fails: an error leaves no trace in the ledger.
pub fn transact<T, E: From<StoreError>>(
    store: &mut dyn Store,
    act: &Act,
    work: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<Committed<T>, E> {
    let mut work = Some(work);
    let mut done = None;
    store.transact(act, &mut |write| {
        let Some(work) = work.take() else { return Ok(Verdict::RollBack) };
        match work(write) {
            Ok(value) => {
                done = Some(Ok(Committed { value, head: write.head()? }));
                Ok(Verdict::Commit)
            }
            Err(error) => {
                done = Some(Err(error));
                Ok(Verdict::RollBack)
            }
        }
    })?;
    done.unwrap_or_else(|| Err(E::from(StoreError::Spoiled { place: store.place() })))
}

/// The aggregate called `name`, folded from its entries; its default when it has none.
/// [`StoreError::Unreadable`] when one of them cannot be understood: nothing may be decided on it then.
pub fn load<A: Aggregate>(read: &mut dyn Read, name: &str) -> Result<A> {
    let subject = A::subject(name);
    let mut state = A::default();
    let mut folded = Ok(());
    read.entries(&Which { subject: Some(&subject), ..Which::default() }, &mut |entry| {
        folded = aggregate::apply(&mut state, &entry);
        if folded.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    folded?;
    Ok(state)
}

/// Lets `event` happen to `subject` and keeps its card. The state after the event.
pub fn append_event<A: Aggregate>(write: &mut dyn Write, subject: &Subject, event: &A::Event) -> Result<A> {
    let mut state = load::<A>(write, subject.name())?;
    append_to(write, subject.name(), &mut state, event)?;
    Ok(state)
}

/// As [`append_event`], when the present state of the aggregate called `name` is at hand: it becomes the state after
/// the event.
pub fn append_to<A: Aggregate>(write: &mut dyn Write, name: &str, state: &mut A, event: &A::Event) -> Result<Entry> {
    let entry = write.append(A::draft(name, event))?;
    aggregate::apply(state, &entry)?;
    write.put_card(&entry.subject, &Aggregate::card(state))?;
    Ok(entry)
}

/// Which ledger this is; `None` while it is empty.
pub fn ledger_id(read: &mut dyn Read) -> Result<Option<LedgerId>> {
    Ok(load::<LedgerIdentity>(read, LedgerIdentity::NAME)?.id)
}

/// Whether a head that was the newest once is still part of the chain (row 22): the entry of its number has its hash.
pub fn contains(read: &mut dyn Read, seen: Head) -> Result<Result<(), ChainFault>> {
    let found = read.hash(seen.seq)?;
    Ok(if found == Some(seen.hash) { Ok(()) } else { Err(ChainFault::Rewritten { seen, found }) })
}
