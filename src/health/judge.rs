//! What of all that was seen falls short.

use chrono::TimeDelta;

use super::{
    BackupsSeen, CalendarFound, CalendarSeen, CopyRole, FileSeen, Finding, GitSeen, Health, LedgerOpen, LedgerSeen,
    ListSaid, ListSeen, LoginSeen, PermissionFault, RulesFile, Seen, Thing, What,
};
use crate::{
    calendar::ZoneName,
    policy::{Evidence, Standing},
};

/// A calendar that ends within this is one to see to: decrees and lists take their time.
const ENDS_SOON: TimeDelta = TimeDelta::days(60);

const OTHERS_WRITE: u32 = 0o002;
const OTHERS_READ: u32 = 0o004;

/// What was found, in the order in which a person should read it.
pub fn judge(seen: &Seen) -> Vec<Finding> {
    let mut found = vec![
        finding(Health::Well, What::Program { version: seen.version.clone(), build: seen.build.clone() }),
        rules(&seen.rules.file),
    ];
    if !seen.rules.not_adopted.is_empty() {
        found.push(finding(Health::Broken, What::NotAdopted { systems: seen.rules.not_adopted.clone() }));
    }
    if let Some(seen) = &seen.ledger {
        ledger(seen, &mut found);
    }
    zone_data(seen, &mut found);
    found.extend(seen.calendars.iter().map(|known| calendar(known, seen)));
    found.extend(seen.backups.iter().flat_map(backups));
    clock(seen, &mut found);
    found.extend(seen.files.iter().map(permissions));
    let health = if seen.memory.writable { Health::Well } else { Health::Attention };
    found.push(finding(health, What::Memory { folder: seen.memory.folder.clone() }));
    found
}

fn finding(health: Health, what: What) -> Finding {
    Finding { health, what }
}

fn rules(file: &RulesFile) -> Finding {
    match file {
        RulesFile::Read(path) => finding(Health::Well, What::Rules { path: path.clone() }),
        RulesFile::Missing => finding(Health::Attention, What::NoRules),
        RulesFile::Wrong(why) => finding(Health::Broken, What::RulesWrong { why: why.clone() }),
    }
}

fn ledger(seen: &LedgerSeen, found: &mut Vec<Finding>) {
    match seen {
        LedgerSeen::None { place } => found.push(finding(Health::Well, What::NoLedger { place: place.clone() })),
        LedgerSeen::Broken { why, hint } => {
            found.push(finding(Health::Broken, What::LedgerBroken { why: why.clone(), hint: hint.clone() }));
        }
        LedgerSeen::Open(open) => {
            let LedgerOpen { place, entries, remembered, .. } = open;
            let what = What::Ledger { place: place.clone(), entries: *entries, remembered: *remembered };
            found.push(finding(Health::Well, what));
            changes(open, found);
            found.extend(open.login.as_ref().map(login));
            let git = match open.git {
                GitSeen::Outside => return,
                GitSeen::Ignored => Health::Well,
                GitSeen::NotIgnored => Health::Attention,
                GitSeen::CannotTell => Health::Unknown,
            };
            found.push(finding(git, What::Git { ignored: open.git, place: place.clone() }));
        }
    }
}

/// Whoever can do more than append could rewrite the ledger.
fn login(seen: &LoginSeen) -> Finding {
    let health = match &seen.excess {
        Ok(excess) if excess.is_empty() => Health::Well,
        Ok(_) => Health::Attention,
        Err(_) => Health::Unknown,
    };
    finding(health, What::Login(seen.clone()))
}

fn changes(open: &LedgerOpen, found: &mut Vec<Finding>) {
    let before = found.len();
    let changes = &open.changes;
    if !changes.interrupted.is_empty() {
        found.push(finding(Health::Broken, What::Interrupted(changes.interrupted.clone())));
    }
    for (system, change) in &changes.leases_left {
        found.push(finding(Health::Broken, What::LeaseLeft { system: system.clone(), change: change.clone() }));
    }
    if !changes.missed.is_empty() {
        found.push(finding(Health::Attention, What::Missed(changes.missed.clone())));
    }
    if found.len() == before {
        found.push(finding(Health::Well, What::ChangesWell));
    }
}

fn zone_data(seen: &Seen, found: &mut Vec<Finding>) {
    let copies = match &seen.copies {
        Ok(copies) => copies,
        Err(why) => return found.push(finding(Health::Broken, What::NoZoneData { why: why.clone() })),
    };
    let future = copies.iter().any(|copy| copy.role == CopyRole::NotBelieved);
    let health = if future { Health::Attention } else { Health::Well };
    found.push(finding(health, What::ZoneData { copies: copies.clone() }));

    let differing =
        |(zone, standing): &(ZoneName, Standing)| matches!(standing, Standing::Differs { .. }).then(|| zone.clone());
    let zones: Vec<_> = seen.zones.iter().filter_map(differing).collect();
    let older = seen.zones.iter().any(|(_, standing)| *standing == Standing::OlderButEqual);
    let newest = seen.newest_release.clone().unwrap_or_default();
    if !zones.is_empty() {
        found.push(finding(Health::Broken, What::ZoneRulesOld { zones, newest }));
    } else if older {
        found.push(finding(Health::Attention, What::ZoneDataOlder { newest }));
    }

    let planned = match &seen.ledger {
        Some(LedgerSeen::Open(open)) => open.changes.planned,
        _ => 0,
    };
    if !seen.disputes.is_empty() {
        found
            .extend(seen.disputes.iter().map(|dispute| finding(Health::Attention, What::ZoneDispute(dispute.clone()))));
    } else if planned > 0 && copies.len() > 1 {
        found.push(finding(Health::Well, What::ZonesAgree { changes: planned }));
    }
}

fn calendar(known: &CalendarSeen, seen: &Seen) -> Finding {
    let CalendarSeen { id, known_until, used, beyond } = known;
    let left = (*known_until - seen.now.date_naive()).num_days();
    let health = match () {
        () if *used && left <= 0 => Health::Broken,
        () if !beyond.is_empty() || *used && left <= ENDS_SOON.num_days() => Health::Attention,
        () => Health::Well,
    };
    let within_horizon = left < seen.horizon.num_days();
    let (id, known_until, beyond) = (id.clone(), *known_until, beyond.clone());
    finding(health, What::Calendar(CalendarFound { id, known_until, left, beyond, within_horizon }))
}

fn backups(seen: &BackupsSeen) -> Vec<Finding> {
    let system = || seen.system.clone();
    if seen.tool.is_none() && seen.need > Evidence::Attested {
        return vec![finding(Health::Broken, What::NoBackupOpens { system: system(), need: seen.need })];
    }
    if !seen.answers.is_empty() {
        let asked = |answer: &ListSeen| {
            finding(of_answer(answer), What::BackupsAsked { system: system(), answer: answer.clone() })
        };
        return seen.answers.iter().map(asked).collect();
    }
    if seen.unusable.is_empty() {
        return vec![finding(Health::Well, What::Backups { system: system(), tool: seen.tool })];
    }
    let broken =
        |what: &_| finding(Health::Broken, What::BackupsUnusable { system: system(), what: Clone::clone(what) });
    seen.unusable.iter().map(broken).collect()
}

/// A tool that answers and lists none may have been asked for another host's, or under a mistyped name. On the backup server
/// there need not be any yet.
fn of_answer(answer: &ListSeen) -> Health {
    match answer.said {
        ListSaid::Nothing(_) => Health::Broken,
        ListSaid::Copies(0) if !answer.there => Health::Attention,
        ListSaid::Copies(_) | ListSaid::NewestOnly => Health::Well,
    }
}

fn clock(seen: &Seen, found: &mut Vec<Finding>) {
    let clock = &seen.clock;
    if let Some(newest_at) = clock.newest_entry_at {
        let by = newest_at - seen.now;
        found.push(if by > clock.max_skew {
            finding(Health::Broken, What::ClockBehind { by, allowed: clock.max_skew })
        } else {
            finding(Health::Well, What::ClockAgrees { newest_at })
        });
    }
    let health = match clock.synchronised {
        Some(true) => Health::Well,
        Some(false) => Health::Attention,
        None => Health::Unknown,
    };
    found.push(finding(health, What::ClockSynchronised(clock.synchronised)));
}

fn permissions(file: &FileSeen) -> Finding {
    let FileSeen { thing, path, mode, reachable, writable } = file;
    // What is recorded names people and commands; the rules may be read by whoever is ruled by them.
    let secret = *thing != Thing::Rules;
    let fault = match () {
        () if *reachable && mode & OTHERS_WRITE != 0 => Some(PermissionFault::WorldWritable),
        () if *reachable && secret && mode & OTHERS_READ != 0 => Some(PermissionFault::WorldReadable),
        () if secret && !writable => Some(PermissionFault::NotWritable),
        () => None,
    };
    let health = if fault.is_some() { Health::Attention } else { Health::Well };
    finding(health, What::Permissions { thing: *thing, path: path.clone(), mode: *mode, fault })
}
