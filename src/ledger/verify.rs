//! Does the ledger verify? The whole chain, what the store filed the entries under, and the cards. And the cards made anew.

use std::collections::HashMap;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::{Query, Read, Result, Store, StoreError, Stored, Write, transact};
use crate::record::{Act, Card, ChainFault, Digest, Entry, Folding, Head, Registry, Subject, Unreadable, Verifier};

/// What was found of a whole ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many entries verify, from the first on.
    pub entries: u64,
    /// The newest of them.
    pub head: Option<Head>,
    /// Why the entry after them does not; nothing behind it was looked at.
    pub first_bad: Option<ChainFault>,
    /// Entries that verify, but that this okno does not understand: their subjects' cards were not compared.
    pub unreadable: Vec<Unreadable>,
    /// Cards that differ from what the entries say (`log rebuild` cures it). Empty while the chain has a fault.
    pub cards: Vec<CardFault>,
}

impl Verification {
    /// Whether nothing is wrong. An entry of a newer okno is nothing wrong.
    pub fn ok(&self) -> bool {
        self.first_bad.is_none() && self.cards.is_empty()
    }
}

/// A card that is not what the entries of its subject say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the card of {subject} {}", match (.stored, .folded) {
    (None, _) => "is missing",
    (Some(_), None) => "should not be there",
    (Some(_), Some(_)) => "differs from what its entries say",
})]
pub struct CardFault {
    /// Whose card.
    pub subject: Subject,
    /// The card in the store.
    pub stored: Option<Card>,
    /// The card by the entries.
    pub folded: Option<Card>,
}

/// Walks the whole ledger once, oldest entry first, and compares the cards.
pub fn verify(read: &mut dyn Read, registry: &dyn Registry) -> Result<Verification> {
    let mut pass = Pass::new(registry);
    pass.walk(read)?;
    let cards = if pass.fault.is_none() { pass.compare_cards(read)? } else { Vec::new() };
    Ok(Verification {
        entries: pass.chain.head().map_or(0, |head| head.seq),
        head: pass.chain.head(),
        first_bad: pass.fault,
        unreadable: pass.unreadable,
        cards,
    })
}

/// Makes every card anew from the entries and removes those that none speak of. How many were wrong.
///
/// The card of a subject with an entry that this okno does not understand is left as it is. [`StoreError::Broken`] when
/// the chain does not verify.
pub fn rebuild(store: &mut dyn Store, act: &Act, registry: &dyn Registry) -> Result<u64> {
    let rebuilt = transact(store, act, |write: &mut dyn Write| rebuild_within(write, registry))?;
    Ok(rebuilt.into_value())
}

/// As [`rebuild`], within a transaction.
pub fn rebuild_within(write: &mut dyn Write, registry: &dyn Registry) -> Result<u64> {
    let mut pass = Pass::new(registry);
    pass.walk(write)?;
    if let Some(fault) = pass.fault.take() {
        return Err(StoreError::Broken(fault));
    }
    let faults = pass.compare_cards(write)?;
    for CardFault { subject, folded, .. } in &faults {
        match folded {
            Some(card) => write.put_card(subject, card)?,
            None => write.remove_card(subject)?,
        }
    }
    Ok(faults.len() as u64)
}

/// One walk over all entries.
struct Pass<'a> {
    registry: &'a dyn Registry,
    chain: Verifier,
    time: Option<DateTime<Utc>>,
    fault: Option<ChainFault>,
    unreadable: Vec<Unreadable>,
    folds: HashMap<Subject, Fold>,
}

/// What became of a subject so far.
enum Fold {
    /// Folded up to here.
    Going(Box<dyn Folding>),
    /// One of its entries is not understood.
    Stuck,
    /// Nobody folds its stream.
    NoCard,
}

impl<'a> Pass<'a> {
    fn new(registry: &'a dyn Registry) -> Self {
        Self {
            registry,
            chain: Verifier::default(),
            time: None,
            fault: None,
            unreadable: Vec::new(),
            folds: HashMap::new(),
        }
    }

    fn walk(&mut self, read: &mut dyn Read) -> Result<()> {
        read.stored(0, &mut |stored| match self.take(&stored) {
            Ok(()) => ControlFlow::Continue(()),
            Err(fault) => {
                self.fault = Some(fault);
                ControlFlow::Break(())
            }
        })
    }

    fn take(&mut self, stored: &Stored<'_>) -> Result<(), ChainFault> {
        let mut chain = self.chain;
        chain.next(stored.seq, stored.line, stored.hash)?;
        match read_line(stored.line, stored.hash) {
            Ok(entry) => {
                check_filing(stored, &entry)?;
                if self.time.is_some_and(|time| entry.stamp.at < time) {
                    return Err(ChainFault::TimeWentBack { seq: stored.seq });
                }
                self.time = Some(entry.stamp.at);
                self.fold(&entry);
            }
            Err(why) => self.unreadable.push(why),
        }
        self.chain = chain;
        Ok(())
    }

    fn fold(&mut self, entry: &Entry) {
        if !self.folds.contains_key(&entry.subject) {
            let fold = self.registry.begin(entry.subject.stream()).map_or(Fold::NoCard, Fold::Going);
            self.folds.insert(entry.subject.clone(), fold);
        }
        let Some(fold) = self.folds.get_mut(&entry.subject) else { return };
        if let Fold::Going(state) = fold
            && let Err(why) = state.apply(entry)
        {
            self.unreadable.push(why);
            *fold = Fold::Stuck;
        }
    }

    fn compare_cards(&self, read: &mut dyn Read) -> Result<Vec<CardFault>> {
        let mut stored: HashMap<Subject, Card> =
            read.find(&Query::default())?.into_iter().map(|found| (found.subject, found.card)).collect();
        let mut faults = Vec::new();
        for (subject, fold) in &self.folds {
            let stored = stored.remove(subject);
            let folded = match fold {
                Fold::Stuck => continue,
                Fold::NoCard => None,
                Fold::Going(state) => Some(state.card().canonical()),
            };
            if stored != folded {
                faults.push(CardFault { subject: subject.clone(), stored, folded });
            }
        }
        // while a line as a whole is not understood, nobody knows whose it is
        if !self.unreadable.iter().any(|why| matches!(why, Unreadable::Line { .. })) {
            let strays = stored.into_iter();
            faults.extend(strays.map(|(subject, card)| CardFault { subject, stored: Some(card), folded: None }));
        }
        faults.sort_by(|one, other| one.subject.cmp(&other.subject));
        Ok(faults)
    }
}

fn read_line(line: &[u8], hash: Digest) -> Result<Entry, Unreadable> {
    let line = std::str::from_utf8(line).map_err(|error| Unreadable::Line { why: error.to_string() })?;
    Entry::read(line.to_owned(), hash)
}

/// Whether the entry can be found by what its line says: a halt that is filed under another subject would be no halt.
fn check_filing(stored: &Stored<'_>, entry: &Entry) -> Result<(), ChainFault> {
    let (seq, filed, stamp) = (stored.seq, &stored.filed, &entry.stamp);
    if stamp.seq != seq {
        return Err(ChainFault::Misnumbered { seq, says: stamp.seq });
    }
    let columns = [
        ("act", filed.act == stamp.act.as_bytes()),
        ("time", filed.at == stamp.at.timestamp_millis()),
        ("actor", filed.actor == stamp.actor.as_bytes()),
        ("subject", filed.subject == entry.subject.as_str().as_bytes()),
        ("stream", filed.stream == entry.subject.stream().as_bytes()),
        ("kind", filed.kind == entry.kind.as_bytes()),
    ];
    match columns.iter().find(|(_, fits)| !fits) {
        Some((column, _)) => Err(ChainFault::Misfiled { seq, column }),
        None => Ok(()),
    }
}
