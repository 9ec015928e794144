//! `okno doctor`: looks at everything that okno relies on, reading only, and lets [`crate::health`] judge.

mod asking;
mod ledger;
mod machine;
mod zones;

use std::path::{Path, PathBuf};

use chrono::{Datelike as _, TimeDelta};

use super::{
    Caller, Choice, Error, Site,
    answers::{Checkup, Footing},
    check,
    narrator::Narrator,
    planner::bare_footing,
    work::Audience,
};
use crate::{
    health::{self, CalendarSeen, ClockSeen, LedgerSeen, RulesFile, RulesSeen, Seen},
    zonedata::{ZoneData, ZoneDataError},
};

/// Everything that can be told of this place; `path` are the folders in which programs are looked for. With `asking` each
/// backup tool is asked for its list as well.
///
/// # Errors
/// The question itself makes no sense: a ledger of a kind that is not built.
pub fn doctor(
    caller: Caller<'_>,
    choice: &Choice,
    path: &[PathBuf],
    asking: Option<&mut dyn Narrator>,
) -> Result<Checkup, Error> {
    let copies = || ZoneData::newest(None, caller.now.year());
    match Site::open_to_look(caller.clone(), choice) {
        Ok((site, substitute)) => {
            let file = match substitute.map(|substitute| substitute.why) {
                Some(Error::NoPolicy { .. } | Error::NothingAdopted { .. }) => RulesFile::Missing,
                Some(why) => RulesFile::Wrong(why.to_string()),
                None => RulesFile::Read(site.policy_path.display().to_string()),
            };
            Ok(of_site(&site, file, path, asking))
        }
        Err(Error::NoPolicy { .. } | Error::NothingAdopted { .. }) => {
            Ok(without_site(&caller, RulesFile::Missing, &copies(), None))
        }
        Err(error @ (Error::Policy(_) | Error::File { .. })) => {
            Ok(without_site(&caller, RulesFile::Wrong(error.to_string()), &copies(), None))
        }
        Err(Error::ZoneData(error)) => {
            let file = RulesFile::Wrong(error.to_string());
            Ok(without_site(&caller, file, &Err(error), None))
        }
        Err(Error::Store(error)) => {
            let broken = LedgerSeen::Broken { why: error.to_string(), hint: error.hint() };
            Ok(without_site(&caller, RulesFile::Missing, &copies(), Some(broken)))
        }
        Err(error) => Err(error),
    }
}

/// What can be told where no rules can be read.
fn without_site(
    caller: &Caller<'_>,
    file: RulesFile,
    zone_data: &Result<ZoneData, ZoneDataError>,
    ledger: Option<LedgerSeen>,
) -> Checkup {
    let seen = Seen { rules: RulesSeen { file, not_adopted: Vec::new() }, ledger, ..bare(caller, zone_data.as_ref()) };
    let tzdb = zone_data.as_ref().map_or_else(|_| "none".to_owned(), |data| data.release().to_string());
    let footing = Footing { now: caller.now, tzdb, policy: None, head: None, reader: None };
    Checkup { findings: health::judge(&seen), footing }
}

/// What does not depend on any rules.
fn bare(caller: &Caller<'_>, zone_data: Result<&ZoneData, &ZoneDataError>) -> Seen {
    let kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    Seen {
        now: caller.now,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        build: format!("{kind} build for {} {}", std::env::consts::OS, std::env::consts::ARCH),
        rules: RulesSeen { file: RulesFile::Missing, not_adopted: Vec::new() },
        copies: zone_data.map(zones::copies).map_err(ToString::to_string),
        zones: Vec::new(),
        newest_release: None,
        disputes: Vec::new(),
        calendars: Vec::new(),
        horizon: TimeDelta::zero(),
        files: Vec::new(),
        memory: machine::memory(caller),
        clock: ClockSeen {
            synchronised: machine::clock_is_synchronised(&caller.folder),
            newest_entry_at: None,
            max_skew: TimeDelta::zero(),
        },
        backups: Vec::new(),
        ledger: None,
    }
}

fn of_site(site: &Site<'_>, file: RulesFile, path: &[PathBuf], asking: Option<&mut dyn Narrator>) -> Checkup {
    let known = ledger::look(site);
    let bare = bare(&site.caller, Ok(site.zone_data()));
    let (copies, standings) = match zones::standings(site, &known.zones_seen) {
        Ok(standings) => (bare.copies, standings),
        Err(error) => (Err(error.to_string()), Vec::new()),
    };
    let (mut files, mut not_adopted) = (Vec::new(), Vec::new());
    if let RulesFile::Read(_) = file {
        files.extend(machine::rules(&site.policy_path));
        not_adopted = known.not_adopted;
    }
    if !site.is_shared() {
        files.extend(machine::ledger(site.ledger_place()));
    }
    let backups = site.policy.systems.values().map(|system| {
        let rules = Audience::of_system(site, system, &[])?.rules;
        Ok(machine::backups(system, rules.backup_evidence, &site.folder, path))
    });
    // What cannot be resolved for want of zone data is told by the zone data.
    let mut backups: Vec<_> = backups.collect::<Result<_, Error>>().unwrap_or_default();
    if let Some(narrator) = asking {
        asking::all(site, &mut backups, narrator);
    }
    let seen = Seen {
        rules: RulesSeen { file, not_adopted },
        copies,
        zones: standings,
        newest_release: known.zones_seen.newest().map(|newest| newest.release.clone()),
        disputes: zones::disputes(site, &known.planned),
        calendars: calendars(site, &known.planned),
        horizon: site.policy.horizon,
        files,
        clock: ClockSeen { newest_entry_at: known.newest_entry_at, max_skew: site.policy.max_clock_skew, ..bare.clock },
        backups,
        ledger: Some(known.ledger),
        now: bare.now,
        version: bare.version,
        build: bare.build,
        memory: bare.memory,
    };
    Checkup { findings: health::judge(&seen), footing: bare_footing(site, known.head) }
}

fn calendars(site: &Site<'_>, planned: &[ledger::Planned]) -> Vec<CalendarSeen> {
    let seen = |calendar: &crate::policy::Calendar| {
        let known_until = *calendar.workdays.covers().end();
        let users: Vec<_> =
            site.policy.customers.values().filter(|who| who.calendar == calendar.id).map(|who| &who.id).collect();
        let is_beyond = |planned: &&ledger::Planned| {
            planned.plan.customers.iter().any(|who| users.contains(&who))
                && planned.plan.night_of > known_until
                // A short stop asks no calendar.
                && check::work_of(site, &planned.plan).is_ok_and(|work| work.needs_window())
        };
        CalendarSeen {
            id: calendar.id.clone(),
            known_until,
            used: !users.is_empty(),
            beyond: planned.iter().filter(is_beyond).map(|planned| planned.id).collect(),
        }
    };
    site.policy.calendars.values().map(seen).collect()
}

/// The folder of a path, as people name it.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
