//! `okno backup drill`: a copy is restored to see whether it can be; evidence for that very copy and no other (R8.3).

use std::time::Duration;

use super::{
    Error, Site,
    answers::DrillReport,
    backups, evidence,
    narrator::{Narrator, Step},
    planner::footing,
    pruning::lock,
    recording,
    running::{self, Ended, Output},
    work::Audience,
};
use crate::{
    backup::{Backups, DrillEnd, Drilled, Event, Known, Source},
    clock::Clock as _,
    exit, ledger,
    policy::{System, aftercare::about},
    record::masking::mask,
    tools::Judgement,
};

/// What was asked.
#[derive(Debug, Clone)]
pub struct DrillAsked {
    /// The system.
    pub system: String,
    /// Which copy; `None`: the newest that okno looked at, whether or not its last restore failed.
    pub id: Option<String>,
}

/// Restores one copy by the configured command, and records how that went.
pub fn drill(
    site: &Site<'_>,
    asked: &DrillAsked,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<DrillReport, Error> {
    let named = site.system(&asked.system)?;
    let system = site.policy.backed_up_with(named);
    let argv = system.own_backup().and_then(|config| config.aftercare.drill.as_ref()).ok_or_else(|| {
        Error::refused(
            format!("windows.toml does not say how a backup of {} is restored", system.id),
            format!("set drill = [\"PROGRAM\", \"{{id}}\"] under [systems.{}.backup]", system.id),
        )
    })?;
    backups::by_adopted_rules(site, system)?;
    let audience = Audience::of_system(site, system, &[])?;
    let Some(_lock) = lock(site, system)? else {
        return Err(Error::NotNow {
            what: format!("another okno is at the backups of {}", system.id),
            hint: Some("one at a time: try again when it is done".to_owned()),
        });
    };
    let (.., mut notices, _) = recording::record(site, &audience.zones.oldest, |_| Ok(()))?.into_parts();
    let known = chosen(site, system, asked.id.as_deref())?;
    still_there(site, system, &known)?;
    let backup = known.backup;
    let argv = about(argv, &backup.id, &backup.source);
    narrator.step(&Step::Drilling { system: system.id.to_string(), id: backup.id.clone() });
    let environment =
        [("OKNO_BACKUP_ID".to_owned(), backup.id.clone()), ("OKNO_BACKUP_SOURCE".to_owned(), backup.source.clone())];
    let begun_at = site.caller.clock.now();
    let ended = running::plainly(site, &argv, &environment, output, narrator);
    let drilled = Drilled {
        id: backup.id.clone(),
        end: end_of(&ended),
        argv: mask(&argv),
        exit_code: ended.finished.exit_code,
        begun_at,
        ended_at: site.caller.clock.now(),
        output_sha256: ended.captured.as_ref().map(|captured| captured.sha256),
        output: None,
    };
    let took = Duration::from_millis(ended.finished.elapsed_ms);
    let (oldest, printed) = (&audience.zones.oldest, ended.kept.as_deref());
    let recorded = recording::record_with_output(site, oldest, printed, |write, attachment| {
        let drilled = Drilled { output: attachment, ..drilled.clone() };
        backups::append_to(write, system, &Event::Drilled(drilled.clone()))?;
        Ok(drilled)
    })?;
    let (drilled, more, head) = recorded.into_parts();
    notices.extend(more);
    Ok(DrillReport {
        system: named.id.clone(),
        of: named.backup_of().cloned(),
        places: audience.places(),
        backup,
        drilled,
        interrupted_by: ended.interrupted_by,
        took: chrono::TimeDelta::from_std(took).unwrap_or_default(),
        notices,
        footing: footing(site, &audience, head),
    })
}

/// A command that did not start, or that somebody ended, says nothing about the copy.
fn end_of(ended: &Ended) -> DrillEnd {
    match ended.finished.exit_code {
        _ if ended.interrupted_by.is_some() => DrillEnd::Unclear,
        0 => DrillEnd::Restored,
        code if code < exit::CANNOT_RUN => DrillEnd::Failed,
        _ => DrillEnd::Unclear,
    }
}

/// The copy that is meant: one that okno looked at.
fn chosen(site: &Site<'_>, system: &System, id: Option<&str>) -> Result<Known, Error> {
    let backups = recording::look(site, |read| Ok(ledger::load::<Backups>(read, system.id.as_str())?))?;
    let backups = backups.unwrap_or_default();
    let found = if let Some(typed) = id {
        match backups.begun_by(typed).as_slice() {
            [] => None,
            [only] => backups.of_id(only).cloned(),
            [first, second, ..] => {
                return Err(Error::usage(
                    format!("several backups of {} have an id that begins so: {first} and {second}", system.id),
                    "type more of it",
                ));
            }
        }
    } else {
        // Also one whose last restore failed: whoever tries again means that one, and not the next older.
        let failed = backups.not_restored().filter_map(|(_, why)| why.known.as_ref());
        let looked_at = backups.newest_first().into_iter().chain(failed).filter(|it| it.source == Source::Tool);
        looked_at.max_by_key(|known| (known.backup.at, &known.backup.id)).cloned()
    };
    found.ok_or_else(|| {
        let which =
            id.map_or_else(|| format!("no backup of {}", system.id), |id| format!("no backup {id} of {}", system.id));
        Error::refused(
            format!("{which} was looked at yet, so there is none to restore"),
            match id {
                Some(id) => format!("look at it first: okno backup confirm --system {} --id {id}", system.id),
                None => format!("look at it first: okno backup confirm --system {}", system.id),
            },
        )
    })
}

/// A drill of something else under the same name would prove nothing.
fn still_there(site: &Site<'_>, system: &System, known: &Known) -> Result<(), Error> {
    match evidence::look_again(site, system, &known.backup).map(|seen| seen.judgement) {
        Some(Judgement::Refuted(faults, _)) => Err(Error::refused(
            format!("{} is not what it was: {}", known.backup.id, backups::sentences(&faults).join("; ")),
            format!("look at what is there now: okno backup confirm --system {} --id {}", system.id, known.backup.id),
        )),
        Some(Judgement::Unknown(faults)) => Err(Error::Environment {
            what: format!("{} cannot be looked at: {}", known.backup.id, backups::sentences(&faults).join("; ")),
            hint: None,
        }),
        Some(Judgement::Confirmed(found)) if found.id != known.backup.id => Err(Error::refused(
            format!("the tool tells of {}, which is another one than {}", found.id, known.backup.id),
            format!("look at it first: okno backup confirm --system {}", system.id),
        )),
        Some(Judgement::Confirmed(_)) | None => Ok(()),
    }
}
