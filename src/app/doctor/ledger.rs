//! The ledger as the doctor sees it: whether it opens and chains, and what its changes need.

use std::{fs, path::Path, time::Duration};

use chrono::{DateTime, Utc};

use super::folder_of;
use crate::{
    acceptance::Timekeeping,
    app::{Error, Site, changes, facts, recording},
    change::{Change, ChangeId, Plan, State},
    exec::{self, End},
    health::{Changes, GitSeen, LedgerOpen, LedgerSeen, LoginSeen},
    ledger::{self, Query, Read, StoreError, Which},
    policy::{Adoption, SystemId, ZoneDataSeen},
    record::{Aggregate as _, Head},
};

/// How long git may take to say whether it ignores a file.
const PATIENCE: Duration = Duration::from_secs(2);
const MOST_BYTES: usize = 4096;

/// A change that is planned.
pub(super) struct Planned {
    pub(super) id: ChangeId,
    pub(super) plan: Plan,
}

/// What the ledger told.
pub(super) struct Known {
    pub(super) ledger: LedgerSeen,
    pub(super) head: Option<Head>,
    pub(super) newest_entry_at: Option<DateTime<Utc>>,
    pub(super) not_adopted: Vec<SystemId>,
    pub(super) zones_seen: ZoneDataSeen,
    pub(super) planned: Vec<Planned>,
}

impl Known {
    fn of(ledger: LedgerSeen) -> Self {
        Self {
            ledger,
            head: None,
            newest_entry_at: None,
            not_adopted: Vec::new(),
            zones_seen: ZoneDataSeen::default(),
            planned: Vec::new(),
        }
    }
}

/// Everything that the ledger tells, and whether it tells anything.
pub(super) fn look(site: &Site<'_>) -> Known {
    match recording::look(site, |read| from_inside(site, read)) {
        Ok(Some(mut known)) => {
            if let LedgerSeen::Open(open) = &mut known.ledger {
                open.login = login(site);
            }
            known
        }
        Ok(None) => Known::of(LedgerSeen::None { place: site.ledger_place().display().to_string() }),
        Err(error) => Known::of(LedgerSeen::Broken { why: error.to_string(), hint: error.hint() }),
    }
}

fn from_inside(site: &Site<'_>, read: &mut dyn Read) -> Result<Known, Error> {
    let head = read.head()?;
    if let Some(how) = facts::estranged(site, read)? {
        return Err(StoreError::from(Box::new(how)).into());
    }
    let timekeeping: Timekeeping = ledger::load(read, Timekeeping::NAME)?;
    let newest_at = facts::newest(read, &Which::default())?.map(|entry| entry.stamp.at);
    let adopted: Adoption = ledger::load(read, Adoption::NAME)?;
    let live = Query { stream: Some(Change::STREAM), live: Some(true), ..Query::default() };
    let all = changes::load_all(read, &live)?;
    let in_state = |wanted: State| {
        let matching = all.iter().filter(|(_, change)| facts::state_at(site, change, site.caller.now) == wanted);
        matching.collect::<Vec<_>>()
    };
    let ids = |found: Vec<&(ChangeId, Change)>| found.into_iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let planned = in_state(State::Planned).into_iter();
    let planned: Vec<_> =
        planned.filter_map(|(id, change)| Some(Planned { id: *id, plan: change.plan()?.clone() })).collect();
    let mut changes = Changes {
        planned: planned.len(),
        interrupted: ids(in_state(State::Interrupted)),
        missed: ids(in_state(State::Missed)),
        leases_left: Vec::new(),
    };
    for system in site.policy.systems.keys() {
        let Some(lease) = read.lease(system.as_str())? else { continue };
        let holder: Change = ledger::load(read, lease.run.name())?;
        if holder.open_run().is_none() {
            changes.leases_left.push((system.clone(), lease.run.name().to_owned()));
        }
    }
    let remembered = site.memory().map(|memory| memory.remembered(read)).transpose()?.flatten();
    let remembered = remembered.is_some_and(|(_, head)| head.is_some());
    let open = LedgerOpen {
        place: site.ledger_place().display().to_string(),
        entries: head.map_or(0, |head| head.seq),
        remembered,
        changes,
        git: if site.is_shared() { GitSeen::Outside } else { git(site.ledger_place()) },
        login: None,
    };
    Ok(Known {
        ledger: LedgerSeen::Open(open),
        head,
        // What an administrator accepted of a clock that ran ahead is not held against it.
        newest_entry_at: newest_at.map(|at| timekeeping.shown_before(at).unwrap_or(at)),
        not_adopted: adopted.differs(&site.policy),
        zones_seen: ledger::load(read, ZoneDataSeen::NAME)?,
        planned,
    })
}

/// The login on the ledger's server, and its powers.
fn login(site: &Site<'_>) -> Option<LoginSeen> {
    let powers = || site.ledger_that_exists()?.excess().map_err(Error::from);
    let seen =
        || LoginSeen { name: site.caller.account.name.clone(), excess: powers().map_err(|error| error.to_string()) };
    site.is_shared().then(seen)
}

/// Whether git would take the ledger along.
fn git(ledger: &Path) -> GitSeen {
    let folder = folder_of(ledger);
    if !folder.ancestors().any(|above| above.join(".git").symlink_metadata().is_ok()) {
        return GitSeen::Outside;
    }
    // What okno itself writes into a folder that it makes.
    if fs::read_to_string(folder.join(".gitignore")).is_ok_and(|lines| lines.lines().any(|line| line.trim() == "*")) {
        return GitSeen::Ignored;
    }
    let path = ledger.display().to_string();
    let asked = ["git", "check-ignore", "--quiet", "--", &path].map(str::to_owned);
    match exec::quick(&asked, folder, &[], PATIENCE, MOST_BYTES).end {
        End::Exited(0) => GitSeen::Ignored,
        End::Exited(1) => GitSeen::NotIgnored,
        _ => GitSeen::CannotTell,
    }
}
