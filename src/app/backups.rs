//! `okno backup`: evidence of backups, by the configured tool or by a person's word (R8.3).

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Error, Site,
    answers::{BackupAnswer, BackupOutcome, BackupReport, BackupWay, Footing, Notice, SystemBackups},
    backup_facts, copies,
    evidence::{self, Seen},
    facts::{self, Looking},
    instants::Clockface,
    narrator::{Narrator, Step},
    planner::footing,
    recording,
    running::{self, Output},
    work::{Audience, Lengths, Work},
};
use crate::{
    backup::{Backups, Confirmed, Event, NotRestored, Refuted, RefutedLook, Source, Taken},
    calendar::instant,
    clock::Clock as _,
    exec,
    gate::{self, Asking},
    ledger::{self, Write},
    policy::{Adoption, Evidence, System},
    record::Aggregate as _,
    tools::{self, About, Backup, Fault, Judgement},
};

/// How a backup is confirmed.
#[derive(Debug, Clone)]
pub enum Confirming {
    /// The configured tool looks, for what the rules ask for or for something else.
    ByTool {
        /// What it is to prove; `None`: what the rules ask for.
        need: Option<Evidence>,
        /// Which copy, as far as its id was typed; `None`: the newest.
        id: Option<String>,
    },
    /// A person says so.
    ByHand(ByHand),
}

/// What a person attests.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// Its consistency point, as it was typed.
    pub made_at: String,
    /// Where it lies.
    pub location: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// 0, 1 or 2.
    pub level: u8,
    /// `--zone`.
    pub zone: Option<String>,
    /// What is to be shown; no more than a person's word ever is.
    pub need: Option<Evidence>,
}

/// Evidence counts under the rules that it was made by: none is gathered by rules that nobody adopted.
pub(super) fn by_adopted_rules(site: &Site<'_>, system: &System) -> Result<(), Error> {
    let agrees = recording::look(site, |read| {
        let adopted: Adoption = ledger::load(read, Adoption::NAME)?;
        Ok(adopted.agrees(&site.policy, &system.id))
    })?;
    if agrees == Some(false) {
        return Err(Error::refused(
            format!("the rules of {} were edited, and nobody has adopted them", system.id),
            "okno policy diff shows what changed; okno policy adopt makes it hold",
        ));
    }
    Ok(())
}

/// Why there is nothing to back up, as an answer: nothing is done and nothing recorded.
fn needless(site: &Site<'_>, system: &System, audience: &Audience<'_>) -> Result<Option<BackupAnswer>, Error> {
    let Some(why) = system.needless_backup() else { return Ok(None) };
    let head = recording::look(site, |read| Ok(read.head()?))?.flatten();
    let outcome = BackupOutcome::Needless(why.to_owned());
    Ok(Some(answer(site, system, audience, outcome, Vec::new(), head)))
}

/// Records evidence about the newest backup of a system, or of the system that covers it.
pub fn confirm(
    site: &Site<'_>,
    system: &str,
    how: &Confirming,
    narrator: &mut dyn Narrator,
) -> Result<BackupAnswer, Error> {
    let system = site.system(system)?;
    by_adopted_rules(site, system)?;
    let audience = Audience::of_system(site, system, &[])?;
    if let Some(answered) = needless(site, system, &audience)? {
        return Ok(answered);
    }
    let source = site.policy.backed_up_with(system);
    by_adopted_rules(site, source)?;
    match how {
        Confirming::ByHand(by_hand) => {
            let backup = attested(site, &audience, by_hand)?;
            let event = Event::Confirmed(Box::new(Confirmed::by_hand(backup.clone())));
            let (outcome, notices, head) = record_confirmed(site, &audience, source, Box::new(backup), &event)?;
            Ok(BackupAnswer { asked: by_hand.need, ..answer(site, system, &audience, outcome, notices, head) })
        }
        Confirming::ByTool { need, id } => {
            let prove = need.unwrap_or(audience.rules.backup_evidence);
            let seen = match id {
                None => {
                    let damaged = damaged(site, source)?.is_some();
                    evidence::look(site, source, deep_enough(prove, damaged), narrator)?
                }
                Some(typed) => {
                    let copy = copies::of_id(site, source, typed)?;
                    let known = recording::look(site, |read| Ok(ledger::load::<Backups>(read, source.id.as_str())?))?;
                    let damaged = known.is_some_and(|known| known.counts_against(&copy));
                    evidence::look_at(site, source, &copy, deep_enough(prove, damaged), narrator)?
                }
            };
            let (outcome, notices, head) = record_judgement(site, &audience, source, seen, id.is_some())?;
            Ok(BackupAnswer { asked: *need, ..answer(site, system, &audience, outcome, notices, head) })
        }
    }
}

/// The last look, where it found something to be damaged: not merely that there is no backup.
fn damaged(site: &Site<'_>, system: &System) -> Result<Option<RefutedLook>, Error> {
    let look = recording::look(site, |read| Ok(backup_facts::newest_refuted(site, read, system)?))?.flatten();
    Ok(look.filter(|look| look.all || look.id.is_some()))
}

/// What was found damaged is read again as a whole: a look that proves less would not see the damage.
fn deep_enough(need: Evidence, damaged: bool) -> Evidence {
    if damaged { need.max(Evidence::Verified) } else { need }
}

/// Runs the configured backup command, then looks at what it made, never trusting its exit code alone.
///
/// Whoever calls it sees to it that nobody else does meanwhile.
pub(super) fn take_unlocked(
    site: &Site<'_>,
    system: &System,
    level: Option<u8>,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<BackupAnswer, Error> {
    by_adopted_rules(site, system)?;
    let audience = Audience::of_system(site, system, &[])?;
    if let Some(answered) = needless(site, system, &audience)? {
        return Ok(answered);
    }
    let source = site.policy.backed_up_with(system);
    by_adopted_rules(site, source)?;
    let argv = take_command(source, level)?;
    // A ledger that cannot be written is better known before the hour that a backup takes.
    let begun_at = site.caller.clock.now();
    let (.., mut notices, _) = recording::record(site, &audience.zones.oldest, |_| Ok(()))?.into_parts();
    narrator.step(&Step::Taking { system: source.id.to_string() });
    let taken = running::take(site, argv, output, narrator);
    let (failed, interrupted_by) = (taken.event.exit_code != 0, taken.interrupted_by);
    let (oldest, printed) = (&audience.zones.oldest, taken.output.as_deref());
    let recorded = recording::record_with_output(site, oldest, printed, |write, attachment| {
        let event = Taken { output: attachment, ..taken.event.clone() };
        append_to(write, source, &Event::Taken(event.clone()))?;
        Ok(event)
    })
    .map_err(|error| after_take(&taken.event, source, error))?;
    let (event, more, head) = recorded.into_parts();
    notices.extend(more);
    let (outcome, head) = if failed {
        (BackupOutcome::NotTaken, head)
    } else {
        exec::obey_signals();
        let after = |error| after_take(&event, source, error);
        // A new backup is another one, unless what is damaged is shared.
        let damaged = damaged(site, source).map_err(after)?.is_some_and(|look| look.all);
        let prove = deep_enough(audience.rules.backup_evidence, damaged);
        let seen = evidence::look(site, source, prove, narrator).map_err(after)?;
        let was_good = matches!(seen.judgement, Judgement::Confirmed(_));
        let judgement = tools::made_since(seen.judgement, begun_at, site.policy.max_clock_skew);
        let (outcome, _, head) =
            record_judgement(site, &audience, source, Seen { judgement, ..seen }, false).map_err(after)?;
        match outcome {
            BackupOutcome::Refuted(faults) if was_good => (BackupOutcome::MadeNone(faults), head),
            outcome => (outcome, head),
        }
    };
    Ok(BackupAnswer { taken: Some(event), interrupted_by, ..answer(site, system, &audience, outcome, notices, head) })
}

/// Whoever reads of a full disk should know that the backup command has run, and how it ended.
fn after_take(taken: &Taken, system: &System, error: Error) -> Error {
    let code = taken.exit_code;
    let (ended, hint) = if code == 0 {
        let look = format!("then have what the command made looked at: okno backup confirm --system {}", system.id);
        ("the backup command ran and succeeded (exit code 0)".to_owned(), look)
    } else {
        let again = format!("then take another one: okno backup take --system {}", system.id);
        (format!("the backup command ran and failed with exit code {code}"), again)
    };
    Error::AfterTake { ended, error: Box::new(error), hint }
}

/// The command that takes a backup of that level, or the quickest one.
fn take_command(system: &System, level: Option<u8>) -> Result<&[String], Error> {
    let take = system.own_backup().and_then(|backup| backup.take.as_ref());
    let argv = take.and_then(|take| level.map_or_else(|| take.quickest(), |level| take.for_level(level)));
    argv.ok_or_else(|| match (take, level) {
        (Some(_), Some(level)) => Error::refused(
            format!("windows.toml does not say how a backup of level {level} of {} is taken", system.id),
            format!("add level-{level} = [\"PROGRAM\", …] to take under [systems.{}.backup]", system.id),
        ),
        _ => Error::refused(
            format!("windows.toml does not say how a backup of {} is taken", system.id),
            format!(
                "set take = [\"PROGRAM\", …] under [systems.{}.backup], or take it by hand and confirm it",
                system.id
            ),
        ),
    })
}

/// What is known of backups, and whether it would open the gate now.
pub fn report(site: &Site<'_>, system: Option<&str>) -> Result<BackupReport, Error> {
    let systems: Vec<&System> = match system {
        Some(name) => vec![site.system(name)?],
        None => site.policy.systems.values().collect(),
    };
    let mut head = None;
    let mut reports = Vec::new();
    for system in systems {
        let source = site.policy.backed_up_with(system);
        let lengths = Lengths { downtime: TimeDelta::zero(), duration: None };
        let work = Work::new(site, system, &[], lengths)?;
        let found = recording::look(site, |read| {
            let backups: Backups = ledger::load(read, source.id.as_str())?;
            Ok((backups, facts::learn(site, &work, read, Looking::from(site, site.caller.now))?))
        })?;
        let (backups, learnt) = found.unwrap_or_else(|| (Backups::default(), facts::without_ledger(site)));
        head = learnt.head;
        let decision = gate::decide(&work.question(&learnt.around), &Asking::System, &learnt.facts, site.caller.now);
        reports.push(SystemBackups {
            system: system.id.clone(),
            places: work.audience.places(),
            of: system.backup_of().cloned(),
            needless: system.needless_backup().map(str::to_owned),
            tool: match system.needless_backup() {
                Some(_) => "none",
                None => source.own_backup().map_or("by hand", |backup| backup.tool.name()),
            },
            way: BackupWay::of(&site.policy, system),
            need: work.audience.rules.backup_evidence,
            max_age: work.audience.rules.backup_max_age,
            known: backups.newest_first().into_iter().cloned().collect(),
            not_restored: not_restored(&backups),
            refuted: backups.last_refuted().cloned(),
            take_failed: backups.last_failed().cloned(),
            reason: decision.reasons.into_iter().find(|reason| (16..=18).contains(&reason.row())),
            relies_on: decision.backup.map(|known| known.backup.id),
            gone: None,
            regime: None,
        });
    }
    Ok(BackupReport { systems: reports, footing: super::planner::bare_footing(site, head) })
}

/// Records evidence of a backup. It counts for nothing while a restore of that very backup is the last that failed: then
/// the outcome says so.
fn record_confirmed(
    site: &Site<'_>,
    audience: &Audience<'_>,
    system: &System,
    backup: Box<Backup>,
    event: &Event,
) -> Result<(BackupOutcome, Vec<Notice>, Option<crate::record::Head>), Error> {
    let recorded = recording::record(site, &audience.zones.oldest, |write| {
        append_to(write, system, event)?;
        Ok(backup_facts::failed_restore(write, &system.id, &backup.id)?)
    })?;
    let (failed, notices, head) = recorded.into_parts();
    let outcome = match failed {
        None => BackupOutcome::Confirmed(backup),
        Some(failed) => BackupOutcome::NotRestored(backup, failed),
    };
    Ok((outcome, notices, head))
}

/// The backups of which a restore failed, newest first.
fn not_restored(backups: &Backups) -> Vec<(String, NotRestored)> {
    let mut found: Vec<_> = backups.not_restored().map(|(id, why)| (id.to_owned(), why.clone())).collect();
    let made_at = |why: &NotRestored| why.known.as_ref().map(|known| known.backup.at);
    found.sort_by(|(a_id, a), (b_id, b)| (made_at(b), b_id).cmp(&(made_at(a), a_id)));
    found
}

/// Records what a tool found. What cannot be told is no evidence either way, and leaves no entry.
fn record_judgement(
    site: &Site<'_>,
    audience: &Audience<'_>,
    system: &System,
    seen: Seen,
    by_id: bool,
) -> Result<(BackupOutcome, Vec<Notice>, Option<crate::record::Head>), Error> {
    match seen.judgement {
        Judgement::Confirmed(backup) => {
            let Seen { tool, asked, .. } = seen;
            let event = Event::Confirmed(Box::new(Confirmed {
                backup: (*backup).clone(),
                by: Source::Tool,
                tool: Some(tool),
                asked,
                by_id,
            }));
            record_confirmed(site, audience, system, backup, &event)
        }
        Judgement::Refuted(faults, about) => {
            let faults = sentences(&faults);
            let event = Event::Refuted(refutation(system, about, by_id, faults.clone()));
            let (notices, head) = append(site, audience, system, &event)?;
            Ok((BackupOutcome::Refuted(faults), notices, head))
        }
        Judgement::Unknown(faults) => {
            let head = recording::look(site, |read| Ok(read.head()?))?.flatten();
            Ok((BackupOutcome::Unknown(sentences(&faults)), Vec::new(), head))
        }
    }
}

/// What a look that found something to be no good says of the backups that are known.
fn refutation(system: &System, about: About, by_id: bool, faults: Vec<String>) -> Refuted {
    let has_own_places = system.own_backup().is_some_and(|backup| tools::has_own_places(&backup.tool));
    match about {
        About::Nothing => Refuted { id: None, place: None, all: false, by_id, faults },
        About::Copy { id, source } => {
            Refuted { id: Some(id), place: has_own_places.then_some(source), all: false, by_id, faults }
        }
        About::All => Refuted { id: None, place: None, all: true, by_id, faults },
    }
}

/// Faults as sentences.
pub(super) fn sentences(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn append(
    site: &Site<'_>,
    audience: &Audience<'_>,
    system: &System,
    event: &Event,
) -> Result<(Vec<Notice>, Option<crate::record::Head>), Error> {
    let recorded = recording::record(site, &audience.zones.oldest, |write| append_to(write, system, event))?;
    let ((), notices, head) = recorded.into_parts();
    Ok((notices, head))
}

/// Appends one event to the backups of a system.
pub(super) fn append_to(write: &mut dyn Write, system: &System, event: &Event) -> Result<(), Error> {
    ledger::append_event::<Backups>(write, &Backups::subject(system.id.as_str()), event)?;
    Ok(())
}

fn attested(site: &Site<'_>, audience: &Audience<'_>, by_hand: &ByHand) -> Result<Backup, Error> {
    let at: DateTime<Utc> =
        Clockface::new(site, Some(audience), by_hand.zone.as_deref())?.read_past(&by_hand.made_at)?;
    if at > site.caller.now + site.policy.max_clock_skew {
        return Err(Error::usage(
            format!("{} is still to come: a backup was made before now", instant::utc(at)),
            "check the date and the zone of --made-at",
        ));
    }
    let location = by_hand.location.trim();
    if location.is_empty() {
        return Err(Error::usage("--location is empty", "say where the backup lies, so that somebody can find it"));
    }
    Ok(Backup {
        id: format!("{location}@{}", instant::utc(at)),
        level: by_hand.level,
        at,
        started_at: None,
        finished_at: None,
        verified_at: None,
        evidence: Evidence::Attested,
        bytes: by_hand.bytes,
        source: location.to_owned(),
        sha256: None,
        refers_to: Vec::new(),
        copy_of: None,
        checks: vec![format!("{} says so", site.caller.account.name)],
    })
}

fn answer(
    site: &Site<'_>,
    system: &System,
    audience: &Audience<'_>,
    outcome: BackupOutcome,
    notices: Vec<Notice>,
    head: Option<crate::record::Head>,
) -> BackupAnswer {
    BackupAnswer {
        system: system.id.clone(),
        places: audience.places(),
        of: system.backup_of().cloned(),
        outcome,
        taken: None,
        interrupted_by: None,
        need: audience.rules.backup_evidence,
        asked: None,
        notices,
        footing: Footing { now: site.caller.clock.now(), ..footing(site, audience, head) },
    }
}
