//! The copies of a system: what its tool lists, and what the ledger knows of each.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Error, Site, changes, evidence,
    facts::{self, Looking},
    recording,
    site::Zones,
    work::{Audience, Lengths, Work},
};
use crate::{
    backup::{Backups, Source},
    calendar::Zone,
    change::Change,
    gate::{self, Asking},
    ledger::{self, Query, Read},
    policy::{Evidence, Retention, System, SystemId},
    record::{Aggregate as _, Head},
    retention::{Moved, StoredCopy},
    tools::{self, Backup, Catalogue, Fault},
};

/// One copy, with all that is known of it.
#[derive(Debug, Clone)]
pub(super) struct Copied {
    /// As the tool lists it.
    pub(super) listed: Backup,
    /// The id by which the ledger knows it, which is the tool's where it does not.
    pub(super) id: String,
    /// Digest of its content, where one was made.
    pub(super) sha256: Option<crate::record::Digest>,
    /// As the plan sees it.
    pub(super) stored: StoredCopy,
}

/// All copies of one system.
pub(super) struct Shelf<'s> {
    pub(super) system: &'s System,
    pub(super) audience: Audience<'s>,
    pub(super) retention: Retention,
    zones: Zones,
    pub(super) copies: Vec<Copied>,
    /// Ids that the ledger knows, that nobody deleted by okno, and that the tool does not list any more.
    pub(super) vanished: Vec<String>,
    /// The code of the reason for which the clock, the zone data or the ledger cannot be trusted.
    pub(super) doubt: Option<&'static str>,
    pub(super) head: Option<Head>,
}

/// Why there is no list.
pub(super) enum NoShelf {
    /// The tool tells of the newest alone.
    NewestOnly,
    /// It could not be told.
    Unknown(Vec<Fault>),
}

impl<'s> Shelf<'s> {
    /// What lies there now, and what is known of it.
    pub(super) fn of(site: &'s Site<'s>, system: &'s System) -> Result<Result<Self, NoShelf>, Error> {
        let listed = match evidence::catalogue(site, system)? {
            Catalogue::Told(listed) => listed,
            Catalogue::NewestOnly => return Ok(Err(NoShelf::NewestOnly)),
            Catalogue::Unknown(faults) => return Ok(Err(NoShelf::Unknown(faults))),
        };
        let lengths = Lengths { downtime: TimeDelta::zero(), duration: None };
        let work = Work::new(site, system, &[], lengths)?;
        let found = recording::look(site, |read| {
            let backups: Backups = ledger::load(read, system.id.as_str())?;
            let bound = bound(read, &system.id)?;
            Ok((backups, bound, facts::learn(site, &work, read, Looking::from(site, site.caller.now))?))
        })?;
        let (backups, bound, learnt) =
            found.unwrap_or_else(|| (Backups::default(), BTreeMap::new(), facts::without_ledger(site)));
        let decision = gate::decide(&work.question(&learnt.around), &Asking::System, &learnt.facts, site.caller.now);
        let doubt = decision.reasons.iter().find(|reason| DOUBTS.contains(&reason.row())).map(gate::Reason::code);
        let retention = site.policy.retention(system);
        let zones = match &retention.zone {
            Some(zone) => site.zones(std::iter::once(zone))?,
            None => site.zones(work.audience.customers.iter().map(|customer| &customer.zone))?,
        };
        let (copies, vanished) = known(system, listed, &backups, &bound);
        let head = learnt.head;
        Ok(Ok(Self { system, audience: work.audience, retention, zones, copies, vanished, doubt, head }))
    }

    /// Whose days and years count.
    pub(super) fn zones(&self) -> Vec<&Zone> {
        self.zones.iter().map(|(_, zone)| zone).collect()
    }

    /// What the plan is made of.
    pub(super) fn stored(&self) -> Vec<StoredCopy> {
        self.copies.iter().map(|copy| copy.stored.clone()).collect()
    }
}

/// The copy of the tool's list that a person means who typed that: an id of the list or of the ledger, or as much of it as
/// no other copy begins with.
pub(super) fn of_id(site: &Site<'_>, system: &System, typed: &str) -> Result<Backup, Error> {
    let listed = match evidence::catalogue(site, system)? {
        Catalogue::Told(listed) => listed,
        Catalogue::NewestOnly => return Err(evidence::newest_only(system)),
        Catalogue::Unknown(faults) => {
            let why = super::backups::sentences(&faults).join("; ");
            let what = format!("what backups there are of {} cannot be told: {why}", system.id);
            return Err(Error::Environment { what, hint: None });
        }
    };
    let backups = recording::look(site, |read| Ok(ledger::load::<Backups>(read, system.id.as_str())?))?;
    let backups = backups.unwrap_or_default();
    let in_ledger = backups.begun_by(typed);
    let in_ledger: Vec<&Backup> = in_ledger.iter().filter_map(|id| Some(&backups.of_id(id)?.backup)).collect();
    let is_exactly =
        |copy: &&Backup| copy.id == typed || in_ledger.iter().any(|it| it.id == typed && tools::is_same(copy, it));
    let may_be = |copy: &&Backup| {
        !typed.is_empty() && copy.id.starts_with(typed) || in_ledger.iter().any(|it| tools::is_same(copy, it))
    };
    // The id of a file or a directory ends with a digest: the one that is meant may be another by now.
    let has_own_places = system.own_backup().is_some_and(|backup| tools::has_own_places(&backup.tool));
    let is_there_now = |copy: &&Backup| has_own_places && typed.contains('@') && name_in(&copy.id) == name_in(typed);
    let by = |is_meant: &dyn Fn(&&Backup) -> bool| listed.iter().filter(|copy| is_meant(copy)).collect::<Vec<_>>();
    let ways: [&dyn Fn(&&Backup) -> bool; 3] = [&is_exactly, &may_be, &is_there_now];
    let found = ways.into_iter().map(by).find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(Error::refused(
            format!("the tool lists no backup {typed} of {}", system.id),
            format!("okno backup prune --system {} --all names all copies that there are", system.id),
        )),
        [first, second, ..] => Err(Error::usage(
            format!("several backups of {} have an id that begins so: {} and {}", system.id, first.id, second.id),
            "type more of it",
        )),
    }
}

/// The name of a file or a directory in its id.
fn name_in(id: &str) -> &str {
    id.rsplit_once('@').map_or(id, |(name, _)| name)
}

/// The rows of the decision table that say that clock, ledger or zone data cannot be trusted.
const DOUBTS: [u8; 3] = [21, 22, 24];

/// The changes that are not closed, by the ids of the backups that they rely on.
fn bound(read: &mut dyn Read, system: &SystemId) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let live = Query { stream: Some(Change::STREAM), live: Some(true), ..Query::default() };
    let mut bound: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, change) in changes::load_all(read, &live)? {
        let Some(plan) = change.plan() else { continue };
        for run in change.runs() {
            let of = run.started.backup_of.as_ref().unwrap_or(&plan.system);
            if let Some(backup) = run.started.backup.as_ref().filter(|_| of == system) {
                let changes = bound.entry(backup.clone()).or_default();
                if !changes.contains(&id.to_string()) {
                    changes.push(id.to_string());
                }
            }
        }
    }
    Ok(bound)
}

/// What a copy is recognised by where its id differs: files go by their names in a list, and by their content elsewhere.
type Look<'a> = (&'a str, Option<u64>, DateTime<Utc>, Option<DateTime<Utc>>);

fn look(backup: &Backup) -> Look<'_> {
    (&backup.source, backup.bytes, backup.at, backup.finished_at)
}

/// What the ledger knows of backups, by their ids and by their looks.
struct Index<'a, T> {
    by_id: HashMap<&'a str, T>,
    by_look: HashMap<Look<'a>, T>,
}

impl<'a, T: Copy> Index<'a, T> {
    fn of(items: impl Iterator<Item = (&'a Backup, T)>) -> Self {
        let (mut by_id, mut by_look) = (HashMap::new(), HashMap::new());
        for (backup, item) in items {
            by_id.insert(backup.id.as_str(), item);
            by_look.insert(look(backup), item);
        }
        Self { by_id, by_look }
    }

    fn get(&self, listed: &Backup) -> Option<T> {
        self.by_id.get(listed.id.as_str()).or_else(|| self.by_look.get(&look(listed))).copied()
    }
}

fn known(
    system: &System,
    listed: Vec<Backup>,
    backups: &Backups,
    bound: &BTreeMap<String, Vec<String>>,
) -> (Vec<Copied>, Vec<String>) {
    let config = system.own_backup();
    let counts = config.is_some_and(|config| tools::lists_what_is_complete(&config.tool));
    let asks_for_transfer = config.is_some_and(|config| config.aftercare.transfer.is_some());
    let has_own_places = config.is_some_and(|config| tools::has_own_places(&config.tool));
    let is_refuted = |listed: &Backup, id: &str| {
        backups.is_refuted(id)
            || backups.is_refuted(&listed.id)
            || has_own_places && backups.is_refuted_at(&listed.source)
    };
    let confirmed = backups.newest_first();
    let all_known = || confirmed.iter().copied().chain(backups.not_restored().filter_map(|(_, it)| it.known.as_ref()));
    let by_known = Index::of(all_known().map(|known| (&known.backup, known)));
    let by_moved = Index::of(backups.moved().map(|(backup, evidence)| (backup, *evidence)));
    let mut seen: HashSet<&str> = HashSet::new();
    let copies: Vec<Copied> = listed
        .into_iter()
        .map(|listed| {
            let known = by_known.get(&listed);
            let id = known.map_or_else(|| listed.id.clone(), |known| known.backup.id.clone());
            if let Some(known) = known {
                seen.insert(&known.backup.id);
            }
            let shown = if counts { listed.evidence } else { listed.evidence.min(Evidence::Present) };
            let looked = known.filter(|known| known.source == Source::Tool).map(|known| known.backup.evidence);
            let moved = match by_moved.get(&listed) {
                _ if !asks_for_transfer => Moved::NotAsked,
                Some(_) => Moved::Done,
                None => Moved::NotYet,
            };
            let mut bound_to = bound.get(&id).cloned().unwrap_or_default();
            if id != listed.id {
                bound_to.extend(bound.get(&listed.id).into_iter().flatten().cloned());
            }
            // What shares damage counts for nobody's sake, and yet nothing shows that it is no good itself.
            let in_doubt = backups.is_in_doubt(&id, listed.at);
            let evidence = looked.map_or(shown, |looked| looked.max(shown));
            let stored = StoredCopy {
                id: listed.id.clone(),
                level: listed.level,
                started_at: listed.started_at.unwrap_or(listed.at),
                at: listed.at,
                evidence: if in_doubt { evidence.min(Evidence::Present) } else { evidence },
                is_refuted: is_refuted(&listed, &id),
                refers_to: listed.refers_to.clone(),
                moved,
                bound_to,
            };
            let sha256 = listed.sha256.or_else(|| known.and_then(|known| known.backup.sha256));
            Copied { listed, id, sha256, stored }
        })
        .collect();
    let by_tool = confirmed.iter().filter(|known| known.source == Source::Tool);
    let vanished = by_tool.map(|known| known.backup.id.clone()).filter(|id| !seen.contains(id.as_str())).collect();
    (copies, vanished)
}
