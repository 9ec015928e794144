//! `okno log`: the entries, and whether the chain holds.

use std::{fs::File, io::BufReader, ops::ControlFlow, path::Path};

use super::{
    Error, Site,
    answers::{Footing, LogPage, Verification},
    facts,
    instants::Clockface,
    planner::bare_footing,
};
use crate::{
    backup::Backups,
    change::Change,
    halt::Line,
    ledger::{self, Read, StoreError, Which, verify},
    policy::{Adoption, ZoneDataSeen},
    record::{Entry, Head, Streams, export},
};

/// Which entries are wanted; all that is given must match.
#[derive(Debug, Clone, Default)]
pub struct LogAsked {
    /// From this instant on, as it was typed.
    pub since: Option<String>,
    /// Before this instant, as it was typed.
    pub until: Option<String>,
    /// `--zone`.
    pub zone: Option<String>,
    /// About changes and backups of this system.
    pub system: Option<String>,
    /// About changes for this customer.
    pub customer: Option<String>,
    /// Recorded by this account.
    pub person: Option<String>,
    /// Of this kind, such as `run.started`.
    pub kind: Option<String>,
    /// About this subject, such as `change/CHG-12`.
    pub subject: Option<String>,
    /// The newest so many; `None`: all.
    pub last: Option<u64>,
}

/// Hands the entries to `each`, oldest first; whether older ones were left out, and the head.
pub fn entries(
    site: &Site<'_>,
    asked: &LogAsked,
    each: &mut dyn FnMut(&Entry) -> ControlFlow<()>,
) -> Result<(bool, Footing), Error> {
    let clock = Clockface::new(site, None, asked.zone.as_deref())?;
    let since = asked.since.as_deref().map(|text| clock.read(text)).transpose()?;
    let until = asked.until.as_deref().map(|text| clock.read(text)).transpose()?;
    let subject = asked.subject.as_deref().map(subject).transpose()?;
    let label = match (&asked.system, &asked.customer) {
        (Some(system), _) => Some(("system", system.as_str())),
        (None, Some(customer)) => Some(("customer", customer.as_str())),
        (None, None) => None,
    };
    // Labels are looked up one at a time; a second one is held against the card of each entry's subject.
    let second = asked.system.as_ref().and(asked.customer.as_deref()).map(|customer| ("customer", customer));
    let which = Which {
        subject: subject.as_ref(),
        kind: asked.kind.as_deref(),
        actor: asked.person.as_deref(),
        since,
        until,
        label,
        ..Which::default()
    };
    let mut store = site.ledger_that_exists()?;
    ledger::snapshot(store.as_mut(), |read| {
        let mut cut = false;
        let wanted = |read: &mut dyn Read, entry: &Entry| match second {
            Some(second) => has_label(read, entry, second),
            None => Ok(true),
        };
        match asked.last {
            Some(last) => {
                let newest = newest(read, &which, last.saturating_add(1))?;
                cut = newest.len() as u64 > last;
                let skip = usize::from(cut);
                for entry in newest.iter().skip(skip) {
                    if wanted(read, entry)? && each(entry).is_break() {
                        break;
                    }
                }
            }
            None if second.is_none() => {
                read.entries(&which, &mut |entry| each(&entry))?;
            }
            None => {
                for entry in newest(read, &which, u64::MAX)? {
                    if wanted(read, &entry)? && each(&entry).is_break() {
                        break;
                    }
                }
            }
        }
        let head = head(read)?;
        Ok::<_, Error>((cut, bare_footing(site, head)))
    })
}

/// The newest entries, oldest first.
fn newest(read: &mut dyn Read, which: &Which<'_>, last: u64) -> Result<Vec<Entry>, Error> {
    let limit = i64::try_from(last).is_ok().then_some(last);
    let mut entries = Vec::new();
    let which = Which { newest_first: true, limit, ..which.clone() };
    read.entries(&which, &mut |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    })?;
    entries.reverse();
    Ok(entries)
}

fn has_label(read: &mut dyn Read, entry: &Entry, (name, value): (&str, &str)) -> Result<bool, Error> {
    let labels = vec![(name, value)];
    let query = ledger::Query { stream: Some(entry.subject.stream()), labels, ..ledger::Query::default() };
    Ok(read.find(&query)?.iter().any(|found| found.subject == entry.subject))
}

/// The newest entries as one page.
pub fn page(site: &Site<'_>, asked: &LogAsked) -> Result<LogPage, Error> {
    let mut page = Vec::new();
    let (cut, footing) = entries(site, asked, &mut |entry| {
        page.push(entry.clone());
        ControlFlow::Continue(())
    })?;
    Ok(LogPage { entries: page, cut, footing })
}

fn subject(text: &str) -> Result<crate::record::Subject, Error> {
    let whole = if text.contains('/') { text.to_owned() } else { format!("change/{text}") };
    crate::record::Subject::parse(&whole).ok_or_else(|| {
        Error::usage(format!("{text:?} is no subject"), "write it as okno log shows it, for instance change/CHG-12")
    })
}

/// A chain that is broken at its end has no head to show: `log verify` tells why.
fn head(read: &mut dyn Read) -> Result<Option<Head>, StoreError> {
    match read.head() {
        Err(StoreError::Broken(_)) => Ok(None),
        head => head,
    }
}

/// The aggregates whose cards the ledger keeps.
fn streams() -> Streams {
    Streams::default().with::<Change>().with::<Backups>().with::<Line>().with::<Adoption>().with::<ZoneDataSeen>()
}

/// Whether the chain holds and the cards say what the entries say.
pub fn verify(site: &Site<'_>) -> Result<Verification, Error> {
    let mut store = site.ledger_that_exists()?;
    let (found, rewritten) = ledger::snapshot(store.as_mut(), |read| {
        let found = verify::verify(read, &streams())?;
        Ok::<_, StoreError>((found, facts::rewritten(site, read)?))
    })?;
    let next = found.entries + 1;
    let broken = found.first_bad.as_ref().map(|fault| (next, fault.to_string()));
    let rewritten = rewritten.map(|(seen, why)| (seen.seq, why));
    Ok(Verification {
        ok: found.ok() && rewritten.is_none(),
        entries: found.entries,
        head: found.head,
        first_bad: broken.or(rewritten),
        unreadable: found.unreadable.iter().map(ToString::to_string).collect(),
        cards_differ: found.cards.iter().map(|fault| fault.subject.to_string()).collect(),
        footing: bare_footing(site, found.head),
    })
}

/// Whether an exported log verifies.
pub fn verify_export(path: &Path) -> Result<Result<Option<Head>, export::ExportFault>, Error> {
    let file = File::open(path).map_err(|error| Error::File { path: path.to_path_buf(), error })?;
    Ok(export::verify_export(BufReader::new(file)))
}

/// The newest entry's number and hash.
pub fn newest_head(site: &Site<'_>) -> Result<Footing, Error> {
    let mut store = site.ledger_that_exists()?;
    let head = ledger::snapshot(store.as_mut(), |read| read.head())?;
    Ok(bare_footing(site, head))
}

/// Writes every entry with its hash before it, one a line; how many.
pub fn export(site: &Site<'_>, out: &mut dyn std::io::Write) -> Result<u64, Error> {
    let mut store = site.ledger_that_exists()?;
    let mut written = 0;
    let mut failed = None;
    ledger::snapshot(store.as_mut(), |read| {
        read.entries(&Which::default(), &mut |entry| match writeln!(out, "{}", export::write_line(&entry).trim_end()) {
            Ok(()) => {
                written += 1;
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })
    })?;
    match failed.map_or_else(|| out.flush(), Err) {
        Ok(()) => Ok(written),
        Err(error) => Err(Error::File { path: "standard output".into(), error }),
    }
}

/// Makes the cards anew from the entries; how many were wrong.
pub fn rebuild(site: &Site<'_>) -> Result<u64, Error> {
    let mut store = site.ledger_that_exists()?;
    drop(store);
    store = site.ledger_to_write()?.0;
    let act = site.act(site.release())?;
    Ok(verify::rebuild(store.as_mut(), &act, &streams())?)
}
