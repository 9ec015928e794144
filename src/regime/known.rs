//! Which backups count for the regime: what the tool lists, held against what the ledger knows.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Ignored, WhyIgnored};
use crate::{
    backup::{Backups, FailedRestore, Known, Source},
    policy::Evidence,
    tools::Backup,
};

/// What a tool knows of its backups.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// All of them.
    pub backups: &'a [Backup],
    /// Whether it tells which are complete: a file shows its size alone.
    pub tells_completeness: bool,
}

/// The backups that count, and those that do not. `listed`: all that the tool knows of; `None` where it tells of the newest
/// alone, or where there is no tool: then what the ledger knows has to do.
///
/// Of what the tool lists, that counts which a look confirmed or which the tool itself calls complete, unless it was
/// refuted; of one whose list shows sizes alone, what a look found complete. What the ledger knows and the tool does not list any more is gone; a person's word needs no list.
pub fn counting(ledger: &Backups, listed: Option<List<'_>>) -> (Vec<Backup>, Vec<Ignored>) {
    let known = ledger.newest_first();
    let not_restored = || ledger.not_restored().filter_map(|(id, why)| Some((id, why, why.known.as_ref()?)));
    let Some(List { backups: listed, tells_completeness }) = listed else {
        let counting = known.into_iter().map(|known| known.backup.clone()).collect();
        let ignored = not_restored().map(|(id, why, known)| Ignored {
            id: id.to_owned(),
            at: known.backup.at,
            why: WhyIgnored::NotRestored(why.failed.clone()),
        });
        return (counting, ignored.collect());
    };
    let failed: HashMap<&str, &FailedRestore> =
        ledger.not_restored().flat_map(|(id, why)| [(id, &why.failed), (name_in(id), &why.failed)]).collect();
    let mut by_place: HashMap<Place<'_>, &Known> = HashMap::new();
    for known in known.iter().rev() {
        by_place.insert(place(&known.backup), known);
    }
    let mut refuted: HashSet<&str> = ledger.refuted().flat_map(|id| [id, name_in(id)]).collect();
    refuted.extend(refuted_by_looks(ledger, listed));
    let refuted_places: HashSet<&str> = ledger.refuted_places().collect();
    let is_refuted =
        |item: &Backup| refuted.contains(item.id.as_str()) || refuted_places.contains(item.source.as_str());
    let (mut counting, mut ignored) = (Vec::new(), Vec::new());
    let mut seen: Vec<&str> = Vec::new();
    for item in listed {
        // Files go by their names in a list, and by their content in a look.
        let confirmed = ledger.get(&item.id).or_else(|| by_place.get(&place(item)).copied());
        if let Some(known) = confirmed {
            seen.push(&known.backup.id);
            let shown = if tells_completeness { item.evidence } else { item.evidence.min(Evidence::Present) };
            // A person's word counts by itself.
            let evidence = if known.source == Source::Tool { shown.max(known.backup.evidence) } else { item.evidence };
            if known.source == Source::Person || evidence >= Evidence::Complete {
                counting.push(Backup { evidence: evidence.max(known.backup.evidence), ..item.clone() });
            } else {
                ignored.push(Ignored { id: item.id.clone(), at: item.at, why: WhyIgnored::OnlyThere });
            }
            continue;
        }
        let why = if let Some(failed) = failed.get(item.id.as_str()) {
            WhyIgnored::NotRestored((*failed).clone())
        } else if is_refuted(item) || ledger.is_in_doubt(&item.id, item.at) {
            WhyIgnored::Refuted
        } else if !tells_completeness || item.evidence < Evidence::Complete {
            WhyIgnored::Unproven
        } else {
            counting.push(item.clone());
            continue;
        };
        ignored.push(Ignored { id: item.id.clone(), at: item.at, why });
    }
    seen.sort_unstable();
    for known in known.into_iter().filter(|known| seen.binary_search(&known.backup.id.as_str()).is_err()) {
        match known.source {
            Source::Person => counting.push(known.backup.clone()),
            Source::Tool => {
                let Backup { id, at, .. } = known.backup.clone();
                ignored.push(Ignored { id, at, why: WhyIgnored::Gone });
            }
        }
    }
    (counting, ignored)
}

/// What tells one file from another without reading it.
type Place<'a> = (&'a str, Option<u64>, DateTime<Utc>);

fn place(backup: &Backup) -> Place<'_> {
    (&backup.source, backup.bytes, backup.at)
}

/// A look adds the beginning of the content's digest to the name of a file: `shop.db@0f3a9c12d45e`.
fn name_in(id: &str) -> &str {
    let is_digest = |end: &str| end.len() == 12 && end.bytes().all(|byte| byte.is_ascii_hexdigit());
    id.rsplit_once('@').filter(|(_, end)| is_digest(end)).map_or(id, |(name, _)| name)
}

/// Looks that found the newest backup no good do not always know its id: it was the newest one up to then.
fn refuted_by_looks<'a>(ledger: &Backups, listed: &'a [Backup]) -> Vec<&'a str> {
    let newest_until = |at: DateTime<Utc>| {
        let until = listed.iter().filter(|item| item.at <= at);
        until.max_by_key(|item| (item.at, &item.id)).map(|item| item.id.as_str())
    };
    ledger.refuted_looks().filter_map(newest_until).collect()
}
