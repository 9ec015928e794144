//! `okno backup transfer`: copies come to the backup server, and are looked at there (R9.2).

use chrono::{DateTime, Utc};

use super::{
    Error, Site,
    answers::{OwedCopy, SystemTransfer, TransferOutcome, TransferReport},
    backups,
    copies::{Copied, NoShelf, Shelf},
    evidence,
    narrator::{Narrator, Step},
    planner::{bare_footing, head},
    pruning::{asked_about, clashes, command, has_hourly, lock},
    recording,
    running::{self, Output},
    work::Audience,
};
use crate::{
    backup::{Event, Transferred},
    exec,
    policy::{BackupTool, Evidence, System, Transfer, aftercare::about},
    record::masking::mask,
    retention::{self, Due, Moved},
    tools::{self, Backup, Catalogue},
};

/// What was asked.
#[derive(Debug, Clone, Default)]
pub struct TransferAsked {
    /// Only this system.
    pub system: Option<String>,
    /// Only what has to be moved by now.
    pub due: bool,
}

/// Copies what is owed, looks at each copy there, and records what is sound.
pub fn transfer(
    site: &Site<'_>,
    asked: &TransferAsked,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<TransferReport, Error> {
    let mut report = TransferReport {
        systems: Vec::new(),
        interrupted_by: None,
        notices: Vec::new(),
        footing: bare_footing(site, None),
    };
    for system in asked_about(site, asked.system.as_deref())? {
        let Some(transfer) = system.own_backup().and_then(|config| config.aftercare.transfer.as_deref()) else {
            if asked.system.is_some() {
                return Err(Error::refused(
                    format!("windows.toml does not say how backups of {} come to the backup server", system.id),
                    format!(
                        "add [systems.{}.backup.transfer] with a command, and how a copy is looked at there",
                        system.id
                    ),
                ));
            }
            continue;
        };
        backups::by_adopted_rules(site, system)?;
        let audience = Audience::of_system(site, system, &[])?;
        let mut answer = SystemTransfer {
            system: system.id.clone(),
            places: audience.places(),
            faults: Vec::new(),
            is_busy: false,
            copies: Vec::new(),
            later: 0,
            clashes: clashes(site, system, &audience, site.caller.now, false),
        };
        match lock(site, system)? {
            None => answer.is_busy = true,
            Some(_lock) => {
                // A ledger that cannot be written is better known before hours of copying.
                let (.., notices, _) = recording::record(site, &audience.zones.oldest, |_| Ok(()))?.into_parts();
                report.notices.extend(notices);
                match Shelf::of(site, system)? {
                    Ok(shelf) => {
                        answer.clashes = clashes(site, system, &audience, site.caller.now, has_hourly(&shelf));
                        report.interrupted_by =
                            move_all(site, transfer, &shelf, asked.due, &mut answer, output, narrator)?;
                    }
                    Err(NoShelf::Unknown(faults)) => answer.faults = backups::sentences(&faults),
                    Err(NoShelf::NewestOnly) => {
                        answer.faults = vec!["the tool tells of the newest backup alone".to_owned()];
                    }
                }
            }
        }
        report.systems.push(answer);
        if report.interrupted_by.is_some() {
            break;
        }
    }
    report.footing = bare_footing(site, head(site));
    Ok(report)
}

/// By when a copy has to be there: for the customer whose day comes first; and whether that day has come.
fn due(audience: &Audience<'_>, copy: &Copied, now: DateTime<Utc>) -> (Due, bool) {
    let mut found: Option<(Due, bool)> = None;
    for affected in audience.affected() {
        let due = retention::due(copy.listed.at, affected.zone, affected.days);
        let has_come = due.has_come(now, affected.zone);
        let end = |due: &Due| match due {
            Due::On { at, .. } => *at,
            Due::Unknown { .. } => DateTime::<Utc>::MAX_UTC,
        };
        found = Some(match found {
            Some((known, come)) if end(&known) <= end(&due) => (known, come || has_come),
            Some((_, come)) => (due, come || has_come),
            None => (due, has_come),
        });
    }
    found.unwrap_or((Due::Unknown { day: now.date_naive() }, true))
}

/// Moves one copy after the other; the signal that ended this early, if one did.
fn move_all(
    site: &Site<'_>,
    transfer: &Transfer,
    shelf: &Shelf<'_>,
    only_due: bool,
    answer: &mut SystemTransfer,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<Option<i32>, Error> {
    let now = site.caller.now;
    let mut owed: Vec<(&Copied, Due)> = Vec::new();
    for copy in shelf.copies.iter().filter(|copy| copy.stored.moved == Moved::NotYet && !copy.stored.is_refuted) {
        let (due, has_come) = due(&shelf.audience, copy, now);
        if only_due && !has_come {
            answer.later += 1;
        } else {
            owed.push((copy, due));
        }
    }
    owed.sort_by(|(a, _), (b, _)| (a.listed.at, &a.listed.id).cmp(&(b.listed.at, &b.listed.id)));
    if owed.is_empty() {
        return Ok(None);
    }
    let mut there = There::of(site, transfer);
    // One run for all of them, where the command is not about one.
    let mut ran: Option<u8> = None;
    let mut interrupted_by = None;
    for (copy, due) in owed {
        let found = there.look(site, shelf.system, transfer, copy);
        let was_there = found.is_ok() && ran.is_none();
        let found = match found {
            Ok(found) => Ok(found),
            Err(_) if transfer.is_for_one() || ran.is_none() => {
                narrator.step(&Step::Transferring { system: shelf.system.id.to_string(), id: copy.listed.id.clone() });
                let argv = about(&transfer.command, &copy.listed.id, &copy.listed.source);
                let ended = running::plainly(site, &argv, &[], output, narrator);
                let code = ended.finished.exit_code;
                (ran, interrupted_by) = (Some(code), ended.interrupted_by);
                exec::obey_signals();
                there = There::of(site, transfer);
                there.look(site, shelf.system, transfer, copy).map_err(|why| after(code, why))
            }
            Err(why) => Err(after(ran.unwrap_or_default(), why)),
        };
        let outcome = match found {
            Ok(sound) => {
                let evidence = sound.evidence;
                record(site, transfer, shelf, copy, sound, ran.filter(|_| !was_there))?;
                TransferOutcome::Moved { evidence, was_there }
            }
            Err(why) => TransferOutcome::NotMoved { why },
        };
        let Backup { id, level, at, .. } = copy.listed.clone();
        answer.copies.push(OwedCopy { id, level, at, is_late: due.is_over(now), due, outcome });
        if interrupted_by.is_some() {
            break;
        }
    }
    Ok(interrupted_by)
}

/// What was found there, with how the command that copies ended, where that was not well.
fn after(code: u8, mut why: Vec<String>) -> Vec<String> {
    if code != 0 {
        why.insert(0, format!("the command exited with {code}"));
    }
    why
}

fn record(
    site: &Site<'_>,
    transfer: &Transfer,
    shelf: &Shelf<'_>,
    copy: &Copied,
    sound: Sound,
    ran: Option<u8>,
) -> Result<(), Error> {
    let Sound { place, evidence, checks, sha256 } = sound;
    let backup = Backup { id: copy.id.clone(), sha256: sha256.or(copy.sha256), ..copy.listed.clone() };
    let argv = match ran {
        Some(_) => mask(&about(&transfer.command, &copy.listed.id, &copy.listed.source)),
        None => Vec::new(),
    };
    let event =
        Event::Transferred(Box::new(Transferred { backup, there: place, evidence, checks, argv, exit_code: ran }));
    recording::record(site, &shelf.audience.zones.oldest, |write| backups::append_to(write, shelf.system, &event))?;
    Ok(())
}

/// A copy that is sound there.
struct Sound {
    place: Option<String>,
    evidence: Evidence,
    checks: Vec<String>,
    sha256: Option<crate::record::Digest>,
}

/// What lies on the backup server.
enum There {
    /// Its tool lists these.
    Listed(Vec<Backup>),
    /// Its tool cannot tell, and why.
    Untold(Vec<String>),
    /// A command of the policy's tells of each copy.
    Commanded,
}

impl There {
    fn of(site: &Site<'_>, transfer: &Transfer) -> Self {
        let Some(tool) = &transfer.there else { return Self::Commanded };
        match evidence::catalogue_by(site, tool, evidence::LONGEST_LIST) {
            Catalogue::Told(listed) => Self::Listed(listed),
            Catalogue::NewestOnly => Self::Untold(vec!["the tool there tells of the newest backup alone".to_owned()]),
            Catalogue::Unknown(faults) => Self::Untold(backups::sentences(&faults)),
        }
    }

    /// The copy as it is there, if it is sound; else why it is not, or not shown to be.
    fn look(&self, site: &Site<'_>, system: &System, transfer: &Transfer, copy: &Copied) -> Result<Sound, Vec<String>> {
        let listed = match self {
            Self::Listed(listed) => Some(counterpart(transfer.there.as_ref(), listed, copy)?),
            Self::Untold(why) => return Err(why.clone()),
            Self::Commanded => None,
        };
        let mut sound = Sound { place: None, evidence: Evidence::Present, checks: Vec::new(), sha256: None };
        if let Some(found) = listed {
            sound.place = Some(found.source.clone());
            sound.evidence = found.evidence;
            sound.checks.push(format!("listed there as {}", found.id));
            if transfer.there.as_ref().is_some_and(|tool| !tools::lists_what_is_complete(tool)) {
                same_content(site, system, copy, found, &mut sound)?;
            } else if found.evidence < Evidence::Complete && transfer.verify.is_none() {
                return Err(vec![format!("it is there, and not shown to be complete ({})", found.evidence)]);
            }
        }
        if let Some(verify) = &transfer.verify {
            let argv = about(verify, &copy.listed.id, &copy.listed.source);
            command(site, &argv, evidence::look_within(system))
                .map_err(|why| vec![format!("it is not verified there: {why}")])?;
            sound.evidence = sound.evidence.max(Evidence::Verified);
            sound.checks.push(format!("{} succeeded", mask(&argv).join(" ")));
        }
        Ok(sound)
    }
}

/// The one copy there that is this one: by its id, or made at the very same instant.
fn counterpart<'a>(tool: Option<&BackupTool>, there: &'a [Backup], copy: &Copied) -> Result<&'a Backup, Vec<String>> {
    let is_it = |found: &&Backup| found.id == copy.listed.id || found.copy_of.as_ref() == Some(&copy.listed.id);
    if let Some(found) = there.iter().find(is_it) {
        return Ok(found);
    }
    let by_name = tool.is_some_and(|tool| !tools::lists_what_is_complete(tool));
    let same = |found: &&Backup| !by_name && (found.at, found.level) == (copy.listed.at, copy.listed.level);
    let mut alike = there.iter().filter(same);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(vec!["several copies there were made at the same instant".to_owned()]),
        (None, _) => Err(vec!["it is not there".to_owned()]),
    }
}

/// Files are the same when their bytes are, and those that were looked at once.
fn same_content(
    site: &Site<'_>,
    system: &System,
    copy: &Copied,
    found: &Backup,
    sound: &mut Sound,
) -> Result<(), Vec<String>> {
    if found.bytes != copy.listed.bytes {
        let bytes = |bytes: Option<u64>| bytes.map_or_else(|| "?".to_owned(), |bytes| bytes.to_string());
        return Err(vec![format!("it has {} bytes there, and {} here", bytes(found.bytes), bytes(copy.listed.bytes))]);
    }
    let here = evidence::digest_of(site, system, &copy.listed.source).map_err(|why| vec![why])?;
    if let Some(was) = copy.sha256.filter(|was| *was != here) {
        return Err(vec![format!("it is not what was looked at: its digest was {was:.12}, and is {here:.12}")]);
    }
    let there = evidence::digest_of(site, system, &found.source).map_err(|why| vec![why])?;
    if here != there {
        return Err(vec![format!("its content differs there: digest {there:.12}, here {here:.12}")]);
    }
    sound.sha256 = Some(here);
    // The same bytes are as good there as they are here: no better, whoever read them there.
    sound.evidence = copy.stored.evidence.min(Evidence::Verified);
    sound.checks.push(format!("same content there: {}", here.prefixed()));
    Ok(())
}
