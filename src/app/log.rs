//! `okno log`: the entries, and whether the chain holds.

use std::{collections::BTreeSet, fs::File, io::BufReader, ops::ControlFlow, path::Path};

use super::{
    Error, Site,
    answers::{Footing, LogPage, Verification},
    check, facts,
    instants::Clockface,
    planner::bare_footing,
    work::Audience,
};
use crate::{
    acceptance::{Heads, Timekeeping},
    backup::Backups,
    change::{Change, ChangeId},
    freeze::Freeze,
    halt::Line,
    ledger::{self, Read, StoreError, Which, verify},
    policy::{Adoption, ZoneDataSeen},
    record::{
        Entry, Head, Streams, Subject,
        export::{self, ExportFault},
    },
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
    let audience = audience(site, asked)?;
    let clock = Clockface::new(site, audience.as_ref(), asked.zone.as_deref())?;
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
        if asked.last.is_none() && second.is_none() {
            read.entries(&which, &mut |entry| each(&entry))?;
        } else {
            let (entries, older) = newest(read, &which, second, asked.last)?;
            cut = older;
            _ = entries.iter().try_for_each(&mut *each);
        }
        let head = head(read)?;
        Ok::<_, Error>((cut, bare_footing(site, head)))
    })
}

/// Whose clock a bare reading is read on: that of the customers who are asked about, as far as windows.toml knows them.
fn audience<'s>(site: &'s Site<'s>, asked: &LogAsked) -> Result<Option<Audience<'s>>, Error> {
    let customer = asked.customer.as_deref().and_then(|name| site.customer(name).ok());
    let system = asked.system.as_deref().and_then(|name| site.system(name).ok());
    match (customer, system) {
        (Some(customer), _) => Audience::of_customer(site, customer).map(Some),
        (None, Some(system)) => Audience::of_system(site, system, &[]).map(Some),
        (None, None) => Ok(None),
    }
}

/// The newest `last` entries, oldest first, and whether there are older ones.
fn newest(
    read: &mut dyn Read,
    which: &Which<'_>,
    label: Option<(&str, &str)>,
    last: Option<u64>,
) -> Result<(Vec<Entry>, bool), Error> {
    let wanted = last.and_then(|last| usize::try_from(last).ok()).unwrap_or(usize::MAX);
    let subjects = label.map(|label| subjects_with(read, label)).transpose()?;
    let mut entries = Vec::new();
    let mut older = false;
    let which = Which { newest_first: true, ..which.clone() };
    read.entries(&which, &mut |entry| {
        if subjects.as_ref().is_some_and(|subjects| !subjects.contains(&entry.subject)) {
            return ControlFlow::Continue(());
        }
        older = entries.len() == wanted;
        if older {
            return ControlFlow::Break(());
        }
        entries.push(entry);
        ControlFlow::Continue(())
    })?;
    entries.reverse();
    Ok((entries, older))
}

fn subjects_with(read: &mut dyn Read, label: (&str, &str)) -> Result<BTreeSet<Subject>, Error> {
    let query = ledger::Query { labels: vec![label], ..ledger::Query::default() };
    Ok(read.find(&query)?.into_iter().map(|found| found.subject).collect())
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

/// `12` and `CHG-12` are changes; everything else is named as the log names it.
fn subject(text: &str) -> Result<Subject, Error> {
    if let Ok(id) = text.parse::<ChangeId>() {
        return Ok(check::subject(id));
    }
    Subject::parse(text).ok_or_else(|| {
        let hint = "write it as okno log shows it, for instance CHG-12 or policy/windows";
        Error::usage(format!("{text:?} is no subject"), hint)
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
pub(super) fn streams() -> Streams {
    Streams::default()
        .with::<Change>()
        .with::<Backups>()
        .with::<Line>()
        .with::<Freeze>()
        .with::<Adoption>()
        .with::<ZoneDataSeen>()
        .with::<Timekeeping>()
        .with::<Heads>()
}

/// Whether the chain holds and the cards say what the entries say.
pub fn verify(site: &Site<'_>) -> Result<Verification, Error> {
    let mut store = site.ledger_that_exists()?;
    let (found, estranged) = ledger::snapshot(store.as_mut(), |read| {
        let found = verify::verify(read, &streams())?;
        Ok::<_, StoreError>((found, facts::estranged(site, read)?))
    })?;
    let next = found.entries + 1;
    let broken = found.first_bad.as_ref().map(|fault| (next, fault.to_string()));
    let estranged = estranged.map(|how| (how.seq(), how.to_string()));
    Ok(Verification {
        ok: found.ok() && estranged.is_none(),
        entries: found.entries,
        head: found.head,
        first_bad: broken.or(estranged),
        unreadable: found.unreadable.iter().map(ToString::to_string).collect(),
        cards_differ: found.cards.iter().map(|fault| fault.subject.to_string()).collect(),
        footing: bare_footing(site, found.head),
    })
}

/// Whether an exported log verifies.
pub fn verify_export(path: &Path) -> Result<Result<Option<Head>, ExportFault>, Error> {
    let unreadable = |error| Error::File { path: path.to_path_buf(), error };
    let file = File::open(path).map_err(unreadable)?;
    match export::verify_export(BufReader::new(file)) {
        Err(ExportFault::Io { why, .. }) => Err(unreadable(why)),
        outcome => Ok(outcome),
    }
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
pub fn rebuild(site: &Site<'_>) -> Result<(u64, Footing), Error> {
    drop(site.ledger_that_exists()?);
    let (mut store, _) = site.ledger_to_write()?;
    let act = site.act(site.release())?;
    let mended = verify::rebuild(store.as_mut(), &act, &streams())?;
    let head = ledger::snapshot(store.as_mut(), |read| read.head())?;
    Ok((mended, bare_footing(site, head)))
}
