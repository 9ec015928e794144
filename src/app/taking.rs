//! `okno backup take`: one backup at a time of each system, for whoever asks or for what is due (R9.1).

use std::collections::BTreeMap;

use super::{
    Error, Site,
    answers::{BackupAnswer, DueState, SystemTaken, TakeAttempt, TakenDue},
    backups, due,
    narrator::Narrator,
    planner::bare_footing,
    running::Output,
    work::Audience,
};
use crate::{
    calendar::instant,
    clock::Clock as _,
    exec::RunLock,
    policy::{System, TakeCommand},
    record::Digest,
};

/// Takes a backup of a system, of that level where one is named.
pub fn take(
    site: &Site<'_>,
    system: &str,
    level: Option<u8>,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<BackupAnswer, Error> {
    let system = site.system(system)?;
    if system.needless_backup().is_some() {
        return backups::take_unlocked(site, system, level, output, narrator);
    }
    let _lock = lock(site, site.policy.backed_up_with(system))?;
    backups::take_unlocked(site, system, level, output, narrator)
}

/// Takes what is due: of that system, or of every one whose backups okno can take.
pub fn take_due(
    site: &Site<'_>,
    system: Option<&str>,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<TakenDue, Error> {
    let systems: Vec<&System> = match system {
        Some(name) => vec![site.policy.backed_up_with(site.system(name)?)],
        None => site.policy.systems.values().filter(|system| can_take(site, system)).collect(),
    };
    let mut taken = Vec::new();
    for system in systems {
        let places = Audience::of_system(site, system, &[])?.places();
        let mut attempts = Vec::new();
        let left = take_due_of(site, system, &mut attempts, output, narrator);
        taken.push(SystemTaken { system: system.id.clone(), places, attempts, left });
        if taken.last().and_then(SystemTaken::interrupted_by).is_some() {
            break;
        }
    }
    let head = super::planner::head(site);
    Ok(TakenDue { systems: taken, footing: bare_footing(site, head) })
}

/// Whether there is a command that takes its backups, and a regime by which they are due.
pub(super) fn can_take(site: &Site<'_>, system: &System) -> bool {
    site.policy.regime_of(system).is_some() && system.own_backup().is_some_and(|backup| backup.take.is_some())
}

/// Each level twice at most: once for the slot in which this began, once for the one in which the first backup ended.
const MOST_ATTEMPTS: u8 = 2;

/// The fullest level that is due first: it may fill the slots of the others. Looked at anew after each, since time has
/// passed, and since the level counts that was made, not the one that was asked for.
fn take_due_of(
    site: &Site<'_>,
    system: &System,
    attempts: &mut Vec<TakeAttempt>,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<DueState, Error> {
    // Whoever waits for nothing needs no lock.
    let state = due::state(site, system, narrator)?;
    if !is_due(&state) {
        return Ok(state);
    }
    let _lock = lock(site, system)?;
    let mut tried: BTreeMap<u8, (u8, chrono::DateTime<chrono::Utc>)> = BTreeMap::new();
    loop {
        let state = due::state(site, system, narrator)?;
        let DueState::Kept(kept) = &state else { return Ok(state) };
        let due: Vec<_> = kept.standing.levels.iter().filter(|level| level.is_due()).collect();
        let untried = due.iter().find(|level| {
            let begins_at = level.slot.span.start();
            tried.get(&level.level).is_none_or(|(times, last)| *last != begins_at && *times < MOST_ATTEMPTS)
        });
        let Some(next) = untried else { return Ok(state) };
        // One command for all levels makes what it makes, and no command is no command: neither is asked again for the next.
        let is_for_any =
            !matches!(system.own_backup().and_then(|backup| backup.take.as_ref()), Some(TakeCommand::ByLevel(_)));
        for level in due.iter().filter(|level| is_for_any || level.level == next.level) {
            let (times, last) = tried.entry(level.level).or_insert((0, level.slot.span.start()));
            (*times, *last) = (*times + 1, level.slot.span.start());
        }
        let level = next.level;
        let answer = backups::take_unlocked(site, system, Some(level), output, narrator);
        let interrupted = answer.as_ref().is_ok_and(|answer| answer.interrupted_by.is_some());
        attempts.push(TakeAttempt { level, answer });
        if interrupted {
            return Ok(state);
        }
    }
}

fn is_due(state: &DueState) -> bool {
    matches!(state, DueState::Kept(kept) if kept.standing.levels.iter().any(crate::regime::LevelStanding::is_due))
}

/// The lock of whatever makes, moves or deletes the backups of a system.
pub(super) fn lock_name(system: &System) -> String {
    format!("backup-{:.16}", Digest::of(system.id.as_str().as_bytes()))
}

/// The lock that is held while a backup of the system is taken. On one machine: on another one's backups of the same
/// system nobody waits.
fn lock(site: &Site<'_>, system: &System) -> Result<RunLock, Error> {
    let name = lock_name(system);
    let folder = site.make_lock_folder().map_err(|error| site.unwritable(&error))?;
    let taken = RunLock::take(folder, &name).map_err(|error| site.unwritable(&error))?;
    let Some(lock) = taken else {
        let who = RunLock::note(folder, &name).map_or_else(String::new, |who| format!(": {who}"));
        return Err(Error::NotNow {
            what: format!("a backup of {} is being taken already{who}", system.id),
            hint: Some("one at a time: try again when it is done".to_owned()),
        });
    };
    let caller = &site.caller;
    let process = caller.claims.pid.map_or_else(String::new, |pid| format!(", process {pid}"));
    let host = caller.claims.host.as_deref().map_or_else(String::new, |host| format!(" on {host}"));
    let since = instant::utc(caller.clock.now());
    // Who holds it is told as well as it can be; that it is held is what counts.
    drop(lock.leave_note(&format!("{}{process}{host}, since {since}", caller.account.name)));
    Ok(lock)
}
