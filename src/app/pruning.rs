//! `okno backup prune`: what may go, and carrying that out by id (R9.3).

use std::{fs, io::ErrorKind, os::unix::fs::MetadataExt, path::Path, time::Duration};

use chrono::{DateTime, Utc};

use super::{
    Error, Site,
    answers::{DeletedCopy, PlannedCopy, PruneReport, Stopped, SystemPlan},
    backups,
    copies::{Copied, NoShelf, Shelf},
    evidence,
    instants::Clockface,
    planner::bare_footing,
    recording, taking,
    work::Audience,
};
use crate::{
    backup::{Deleted, Event},
    clock::Clock as _,
    exec::RunLock,
    policy::{BackupConfig, System},
    probe,
    record::masking::{mask, mask_text},
    retention::{self, Clash, Plan, most_at_once},
    tools::{self, Answers, Ask, Catalogue, CommandAnswer, CommandEnd, Deletion, Question},
};

/// How long the command that deletes one copy may take.
const DELETING: Duration = Duration::from_mins(30);
/// How far ahead holidays are told that are longer than copies stay.
const AHEAD: usize = 60;

/// The level that is made every hour and stays for the shortest time.
const HOURLY: u8 = 2;

/// What was asked.
#[derive(Debug, Clone, Default)]
pub struct PruneAsked {
    /// Only this system.
    pub system: Option<String>,
    /// What would happen at that instant, as it was typed.
    pub at: Option<String>,
    /// The zone in which that is read.
    pub zone: Option<String>,
    /// How many copies of a system may go at once.
    pub max_delete: Option<usize>,
}

/// What may go: reads, and deletes nothing.
pub fn prune_plan(site: &Site<'_>, asked: &PruneAsked) -> Result<PruneReport, Error> {
    let wanted = asked_about(site, asked.system.as_deref())?;
    let alone = match wanted.as_slice() {
        [only] => Some(Audience::of_system(site, only, &[])?),
        _ => None,
    };
    let clockface = Clockface::new(site, alone.as_ref(), asked.zone.as_deref())?;
    let at = asked.at.as_deref().map_or(Ok(site.caller.now), |text| clockface.read(text))?;
    let mut systems = Vec::new();
    let mut head = None;
    for system in wanted {
        let (planned, shelf) = planned(site, system, at, asked.max_delete)?;
        head = shelf.and_then(|(shelf, _)| shelf.head).or(head);
        systems.push(planned);
    }
    Ok(PruneReport { at, applied: false, systems, notices: Vec::new(), footing: bare_footing(site, head) })
}

/// Deletes what was shown, one copy at a time, and records each deletion; nothing at all where more would go than may, or
/// where what would go now is not what was shown.
pub fn prune(site: &Site<'_>, asked: &PruneAsked, shown: &PruneReport) -> Result<PruneReport, Error> {
    let mut report = PruneReport { applied: true, ..shown.clone() };
    if report.systems.iter().any(|plan| plan.is_over_limit() || plan.doubt.is_some()) {
        return Ok(report);
    }
    for plan in &mut report.systems {
        if plan.order.is_empty() || plan.has_no_way {
            continue;
        }
        let system = site.system(plan.system.as_str())?;
        backups::by_adopted_rules(site, system)?;
        let Some(_lock) = lock(site, system)? else {
            plan.stopped = Some(Stopped::Busy);
            continue;
        };
        let (now_planned, shelf) = planned(site, system, site.caller.clock.now(), asked.max_delete)?;
        let Some((shelf, fresh)) = shelf.filter(|_| ids(&now_planned) == ids(plan)) else {
            plan.stopped = Some(Stopped::Changed);
            continue;
        };
        // A ledger that cannot be written is better known before anything is gone.
        let (.., notices, _) = recording::record(site, &shelf.audience.zones.oldest, |_| Ok(()))?.into_parts();
        report.notices.extend(notices);
        delete_all(site, &shelf, &fresh, plan);
    }
    report.footing = bare_footing(site, super::planner::head(site));
    Ok(report)
}

/// The systems with backups of their own: the one named, or the one that covers it, or all.
pub(super) fn asked_about<'s>(site: &'s Site<'_>, named: Option<&str>) -> Result<Vec<&'s System>, Error> {
    let Some(name) = named else {
        return Ok(site.policy.systems.values().filter(|system| system.own_backup().is_some()).collect());
    };
    let system = site.policy.backed_up_with(site.system(name)?);
    if system.own_backup().is_none() {
        return Err(Error::refused(
            format!("windows.toml does not say how backups of {} are looked at", system.id),
            format!("add [systems.{}.backup] to windows.toml", system.id),
        ));
    }
    Ok(vec![system])
}

/// The lock of whatever changes the backups of a system; `None`: another okno has it.
pub(super) fn lock(site: &Site<'_>, system: &System) -> Result<Option<RunLock>, Error> {
    let taken = site.make_lock_folder().and_then(|folder| RunLock::take(folder, &taking::lock_name(system)));
    taken.map_err(|error| site.unwritable(&error))
}

/// The ids of those that go.
fn ids(plan: &SystemPlan) -> Vec<&str> {
    plan.order.iter().map(|place| plan.copies[*place].backup.id.as_str()).collect()
}

/// The plan of one system, and what it was made of.
fn planned<'s>(
    site: &'s Site<'_>,
    system: &'s System,
    at: DateTime<Utc>,
    max_delete: Option<usize>,
) -> Result<(SystemPlan, Option<(Shelf<'s>, Plan)>), Error> {
    let audience = Audience::of_system(site, system, &[])?;
    let retention = site.policy.retention(system);
    let mut answer = SystemPlan {
        system: system.id.clone(),
        places: audience.places(),
        tool: system.own_backup().map_or("none", |config| config.tool.name()),
        stays: retention.levels.map(|stay| stay.to_string()),
        zones: Vec::new(),
        faults: Vec::new(),
        is_untold: false,
        copies: Vec::new(),
        order: Vec::new(),
        most: 0,
        has_no_way: false,
        doubt: None,
        vanished: Vec::new(),
        clashes: Vec::new(),
        deleted: Vec::new(),
        stopped: None,
    };
    let mut shelf = match Shelf::of(site, system)? {
        Ok(shelf) => shelf,
        Err(NoShelf::Unknown(faults)) => {
            answer.faults = backups::sentences(&faults);
            return Ok((answer, None));
        }
        Err(NoShelf::NewestOnly) => {
            answer.is_untold = true;
            answer.faults = vec![format!("the tool {} tells of the newest backup alone", answer.tool)];
            return Ok((answer, None));
        }
    };
    shelf.copies.sort_by(|a, b| (a.listed.at, &a.listed.id).cmp(&(b.listed.at, &b.listed.id)));
    let zones = shelf.zones();
    let rules = retention::Rules {
        retention: &shelf.retention,
        zones: &zones,
        skew: site.policy.max_clock_skew,
        clock_in_doubt: shelf.doubt.is_some(),
    };
    let plan = retention::plan(&shelf.stored(), at, &rules);
    answer.zones = zones.iter().map(|zone| zone.name().to_string()).collect();
    answer.doubt = shelf.doubt;
    answer.vanished.clone_from(&shelf.vanished);
    answer.order.clone_from(&plan.order);
    answer.most = max_delete.unwrap_or_else(|| most_at_once(shelf.copies.len()));
    answer.has_no_way = plan.order.iter().any(|place| way(system, &shelf.copies[*place]).is_none());
    let verdicts = plan.verdicts.iter().cloned();
    answer.clashes = clashes(site, system, &audience, at, has_hourly(&shelf));
    answer.copies = shelf.copies.iter().zip(verdicts).map(|(copy, verdict)| shown(copy, verdict)).collect();
    Ok((answer, Some((shelf, plan))))
}

fn shown(copy: &Copied, verdict: retention::Verdict) -> PlannedCopy {
    let Copied { listed, stored, .. } = copy;
    PlannedCopy { backup: listed.clone(), evidence: stored.evidence, moved: stored.moved, verdict }
}

/// Whether there are copies of the level that is made every hour.
pub(super) fn has_hourly(shelf: &Shelf<'_>) -> bool {
    shelf.copies.iter().any(|copy| copy.listed.level == HOURLY)
}

/// The holidays ahead of which the newest copies would expire before they are moved, where they have to be moved; none
/// where no such copies are, nor any are to be made.
pub(super) fn clashes(
    site: &Site<'_>,
    system: &System,
    audience: &Audience<'_>,
    from: DateTime<Utc>,
    has_hourly: bool,
) -> Vec<Clash> {
    let config = system.own_backup();
    let asks_for_hourly = site.policy.regime_of(system).is_some_and(|it| it.levels().any(|(level, _)| level == HOURLY));
    let makes_hourly = || asks_for_hourly && config.is_some_and(|config| !config.tool.is_always_full());
    let is_moved = config.is_some_and(|config| config.aftercare.transfer.is_some());
    if !is_moved || !(has_hourly || makes_hourly()) {
        return Vec::new();
    }
    let [.., stay] = site.policy.retention(system).levels;
    let mut found: Vec<Clash> = Vec::new();
    for affected in audience.affected() {
        let clashes = retention::clashes(stay, affected.zone.date(from), AHEAD, affected.zone, affected.days);
        found.extend(clashes);
    }
    found.sort_by_key(|clash| (clash.first, clash.last));
    found.dedup();
    found
}

fn way(system: &System, copy: &Copied) -> Option<Deletion> {
    let BackupConfig { tool, aftercare, .. } = system.own_backup()?;
    tools::deletion(tool, aftercare, &copy.listed)
}

/// Stops at the first that cannot be deleted: whatever it needs has to stay.
fn delete_all(site: &Site<'_>, shelf: &Shelf<'_>, plan: &Plan, answer: &mut SystemPlan) {
    for &place in &plan.order {
        let copy = &shelf.copies[place];
        let id = copy.listed.id.clone();
        let Some(deletion) = way(shelf.system, copy) else { return };
        let argv = match delete(site, shelf.system, copy, &deletion) {
            Ok(argv) => argv,
            Err(why) => {
                answer.stopped = Some(Stopped::NotDeleted { id, why });
                return;
            }
        };
        let event = Event::Deleted(Deleted {
            id: copy.id.clone(),
            level: copy.listed.level,
            at: copy.listed.at,
            source: copy.listed.source.clone(),
            reasons: why_it_goes(&plan.verdicts[place], copy),
            way: argv.clone(),
        });
        let recorded = recording::record(site, &shelf.audience.zones.oldest, |write| {
            backups::append_to(write, shelf.system, &event)
        });
        match recorded {
            Ok(_) => answer.deleted.push(DeletedCopy { id, way: argv }),
            Err(error) => {
                answer.stopped = Some(Stopped::NotRecorded { id, why: error.to_string() });
                return;
            }
        }
    }
}

/// For the record: the rule and the day on which it ended.
fn why_it_goes(verdict: &retention::Verdict, copy: &Copied) -> Vec<String> {
    let level = copy.listed.level;
    let rule = verdict.stay.zip(verdict.last_day());
    let mut reasons: Vec<_> = rule
        .map(|(stay, last_day)| format!("level {level} stays {stay}: until the end of {last_day}"))
        .into_iter()
        .collect();
    if copy.stored.is_refuted {
        reasons.push("it was shown to be no good".to_owned());
    }
    reasons
}

/// Deletes one copy and looks whether it is gone; how, with secrets masked.
fn delete(site: &Site<'_>, system: &System, copy: &Copied, deletion: &Deletion) -> Result<Vec<String>, String> {
    match deletion {
        Deletion::File { path, bytes, modified_at, manifests } => {
            remove_file(Path::new(path), *bytes, *modified_at)?;
            let mut removed = vec!["rm".to_owned(), path.clone()];
            for name in manifests {
                let beside = Path::new(path).with_file_name(name);
                match fs::remove_file(&beside) {
                    Ok(()) => removed.push(beside.display().to_string()),
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    // A manifest of a file that is gone proves nothing and does no harm.
                    Err(_) => {}
                }
            }
            Ok(removed)
        }
        Deletion::Program { rehearsal, question } => {
            if let (Some(rehearsal), Some(config)) = (rehearsal, system.own_backup()) {
                let answer = asked(site, rehearsal, DELETING)?;
                tools::rehearsed(&config.tool, &copy.listed, &answer)?;
            }
            asked(site, question, DELETING)?;
            is_gone(site, system, copy)?;
            Ok(mask(&question.argv))
        }
    }
}

/// Removes exactly the file that was listed.
fn remove_file(path: &Path, bytes: u64, modified_at: DateTime<Utc>) -> Result<(), String> {
    let shown = path.display();
    let found = fs::symlink_metadata(path).map_err(|error| format!("{shown}: {error}"))?;
    let written_at =
        u32::try_from(found.mtime_nsec()).ok().and_then(|nanos| DateTime::from_timestamp(found.mtime(), nanos));
    let same_time = written_at.is_some_and(|at| at.timestamp_millis() == modified_at.timestamp_millis());
    if !found.is_file() || found.len() != bytes || !same_time {
        return Err(format!("{shown} is not what was listed any more: nothing is removed"));
    }
    fs::remove_file(path).map_err(|error| format!("{shown}: {error}"))?;
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        _ => Err(format!("{shown} was removed and is there again")),
    }
}

/// Runs a command to its end; it has to succeed.
pub(super) fn command(site: &Site<'_>, argv: &[String], within: Duration) -> Result<CommandAnswer, String> {
    asked(site, &Question::new(argv.to_vec()), within)
}

/// Asks a program, which has to succeed.
fn asked(site: &Site<'_>, question: &Question, within: Duration) -> Result<CommandAnswer, String> {
    let ask = Ask::Command(question.clone());
    let Answers::Command(answer) = probe::carry_out(&ask, &site.caller.clock, &site.folder, within) else {
        return Err("it was not asked".to_owned());
    };
    let program = question.argv.first().map_or("", String::as_str);
    let masked = mask_text(&answer.stderr);
    let said = String::from_utf8_lossy(&masked);
    let last = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
    let said = last.map(|line| format!(": {}", line.chars().take(200).collect::<String>())).unwrap_or_default();
    match &answer.end {
        CommandEnd::Exited(0) => Ok(answer),
        CommandEnd::Exited(code) => Err(format!("{program} exited with {code}{said}")),
        CommandEnd::Signalled(signal) => Err(format!("{program} was ended by signal {signal}")),
        CommandEnd::NotFound => Err(format!("{program} was not found")),
        CommandEnd::NotStarted(why) => Err(format!("{program} could not be started: {why}")),
        CommandEnd::TimedOut => Err(format!("{program} did not end in time")),
        CommandEnd::TooLong(most) => Err(format!("{program} printed more than {most} bytes")),
    }
}

/// The exit code of what deletes proves nothing: the tool's own list does. It is asked after each deletion: what a copy refers
/// to goes only once that copy is known to be gone, and no entry says so before.
fn is_gone(site: &Site<'_>, system: &System, copy: &Copied) -> Result<(), String> {
    match evidence::catalogue(site, system) {
        Ok(Catalogue::Told(listed)) if listed.iter().any(|left| left.id == copy.listed.id) => {
            Err("the command succeeded, and the copy is there all the same".to_owned())
        }
        Ok(Catalogue::Told(_)) => Ok(()),
        Ok(Catalogue::NewestOnly | Catalogue::Unknown(_)) => {
            Err("the command succeeded, and the tool does not tell whether the copy is gone".to_owned())
        }
        Err(error) => Err(format!("the command succeeded, and whether the copy is gone cannot be told: {error}")),
    }
}
