//! `okno plan`, `okno reschedule`: a change gets its start.

use std::{fs::File, io::Read as _, path::PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Error, Site,
    answers::{ChangeView, Notice, Verdict},
    changes, check, commands,
    facts::{self, Looking},
    instants::{self, Clockface},
    kept_ends,
    planner::SlotsAsked,
    recording, texts,
    work::{Lengths, Work},
};
use crate::{
    change::{Change, ChangeId, Event, Kind, Plan, PlannedCommand, Rescheduled, Specification, WaveOf},
    gate::{self, Asking, Reason, Search, Slot, Waivable},
    ledger::{self, Read, Which, Write},
    policy::{CustomerId, OnOverrun, SystemId},
    record::Digest,
};

/// A specification is an attachment in the ledger: documents, not disk images.
const MOST_BYTES: u64 = 32 << 20;

/// What is to be planned.
#[derive(Debug, Clone)]
pub struct PlanAsked {
    /// What is done, in a person's words.
    pub title: String,
    /// What it stops.
    pub system: String,
    /// A part of its customers; all of them when empty.
    pub customers: Vec<CustomerId>,
    /// How long.
    pub lengths: Lengths,
    /// When, as it was typed; `None`: at the next slot.
    pub at: Option<String>,
    /// `--zone`.
    pub zone: Option<String>,
    /// What sort of work it is.
    pub kind: Kind,
    /// The ticket it belongs to.
    pub reference: Option<String>,
    /// Terminal and standard input are left to the command.
    pub interactive: bool,
    /// It touches the customer's data (R6.1).
    pub touches_data: bool,
    /// The customer's written instruction.
    pub instruction: Option<String>,
    /// The file with the technical specification (R11.1).
    pub specification: Option<PathBuf>,
    /// The incident that cannot wait for a window.
    pub emergency: Option<String>,
    /// The pipeline's own name for it.
    pub key: Option<String>,
    /// What will run; `None`: it is given at the run.
    pub command: Option<Vec<String>>,
}

/// What planning came to.
#[derive(Debug)]
pub enum Planned {
    /// It was recorded.
    Recorded(Box<ChangeView>),
    /// The gate is closed for it; nothing was recorded.
    Refused(Box<Verdict>),
}

/// What a transaction that may refuse gives back.
enum Attempt {
    Recorded(ChangeId, Box<Change>),
    Refused(Box<Verdict>),
}

/// What a plan takes along: the specification with the name of its file, and the command that is bound.
pub(super) struct Papers {
    pub(super) specification: Option<(String, Vec<u8>)>,
    pub(super) command: Option<PlannedCommand>,
}

impl Papers {
    /// Reads and binds what was named.
    pub(super) fn of(site: &Site<'_>, asked: &PlanAsked) -> Result<Self, Error> {
        texts::check("the title", &asked.title)?;
        for (what, text) in [("--ref", &asked.reference), ("--instruction", &asked.instruction)] {
            text.as_deref().map_or(Ok(()), |text| texts::check(what, text))?;
        }
        let specification = asked.specification.as_ref().map(|path| read(site, path)).transpose()?;
        let folder = commands::working_folder(&site.caller.folder)?;
        let command =
            asked.command.as_ref().map(|argv| commands::bind(argv, &folder, asked.interactive)).transpose()?;
        Ok(Self { specification, command })
    }

    /// The plan with that start.
    pub(super) fn plan(&self, asked: &PlanAsked, work: &Work<'_>, when: &When, wave: Option<WaveOf>) -> Plan {
        let specification = self.specification.as_ref();
        Plan {
            title: asked.title.trim().to_owned(),
            kind: asked.kind,
            reference: asked.reference.clone(),
            system: work.system.id.clone(),
            customers: work.audience.ids(),
            start_at: when.start_at,
            latest_start_at: when.latest_start_at,
            night_of: when.night_of,
            downtime: work.downtime,
            duration: work.duration,
            command: self.command.clone(),
            touches_data: asked.touches_data,
            instruction: asked.instruction.clone(),
            specification: specification
                .map(|(name, bytes)| Specification { name: name.clone(), sha256: Digest::of(bytes) }),
            emergency: asked.emergency.clone(),
            key: asked.key.clone(),
            wave,
        }
    }
}

/// Whether such work can be planned at all, by the rules of the systems that it stops.
pub(super) fn plannable(work: &Work<'_>) -> Result<(), Error> {
    let system = work.system;
    if let Some(divided) = work.audience.divided {
        return Err(indivisible(divided));
    }
    if work.duration.is_zero() && work.audience.rules.on_overrun == OnOverrun::Terminate {
        return Err(Error::usage(
            format!("on {} a command is stopped when its time is over, and this one is given none", system.id),
            "say with --duration how long the whole work may take",
        ));
    }
    Ok(())
}

/// Why a system cannot be stopped for some of its customers.
pub(super) fn indivisible(system: &SystemId) -> Error {
    Error::usage(
        format!("{system} can only be stopped for all of its customers"),
        format!("leave --customer and --waves out, or set divisible = true for {system} in windows.toml"),
    )
}

/// Plans a change. A refused plan records nothing.
pub fn plan(site: &Site<'_>, asked: &PlanAsked) -> Result<Planned, Error> {
    let system = site.system(&asked.system)?;
    let work = Work::new(site, system, &asked.customers, asked.lengths)?;
    plannable(&work)?;
    let papers = Papers::of(site, asked)?;
    let compose = |when: &When| papers.plan(asked, &work, when, None);
    let start = match Start::typed(site, &work, asked.at.as_deref(), asked.zone.as_deref())? {
        // What cannot wait for a window starts now.
        Start::NextSlot if asked.emergency.is_some() => Start::At(site.caller.now),
        start => start,
    };
    // A run that ended out of the server's reach is in nobody's way.
    let caught_up = kept_ends::catch_up(site);
    if let Some(refused) = refused_at_a_glance(site, &work, (None, start), &compose)? {
        return Ok(Planned::Refused(refused));
    }
    let mut closed_by = Vec::new();
    let recorded = recording::record(site, &work.audience.zones.oldest, |write| {
        let when = match judge(site, &work, write, (None, start), &compose)? {
            Ok(fitted) => {
                closed_by = fitted.closed_by;
                fitted.when
            }
            Err(refused) => return Ok(Attempt::Refused(refused)),
        };
        if let Some((_, bytes)) = &papers.specification {
            write.attach(bytes)?;
        }
        let id = next_id(write)?;
        let event = Event::Planned(Box::new(compose(&when)));
        let change = ledger::append_event::<Change>(write, &check::subject(id), &event)?;
        Ok(Attempt::Recorded(id, Box::new(change)))
    })?;
    let (attempt, more, head) = recorded.into_parts();
    let mut notices = caught_up;
    notices.extend(more);
    match attempt {
        Attempt::Refused(verdict) => Ok(Planned::Refused(verdict)),
        Attempt::Recorded(id, change) => {
            match change.plan().and_then(|plan| plan.command.as_ref()) {
                None => notices.push(Notice::NoCommand),
                Some(command) => notices.extend(about(command)),
            }
            if let Some(incident) = asked.emergency.clone().filter(|_| !closed_by.is_empty()) {
                notices.push(Notice::OverrideNeeded { id, codes: closed_by, incident });
            }
            Ok(Planned::Recorded(Box::new(changes::view(site, id, *change, notices, head)?)))
        }
    }
}

/// What is worth a line about a command that was bound.
pub(super) fn about(command: &PlannedCommand) -> Vec<Notice> {
    let missing = command.program.iter().filter(|program| program.sha256.is_none());
    let missing = missing.map(|program| Notice::ProgramMissing(program.path.clone()));
    command.masked.then_some(Notice::CommandMasked).into_iter().chain(missing).collect()
}

/// Gives a change another start, or the next slot: a new version of its plan.
pub fn reschedule(site: &Site<'_>, id: ChangeId, at: Option<&str>, zone: Option<&str>) -> Result<Planned, Error> {
    let plan = recording::look(site, |read| {
        let change = check::load(read, id)?;
        let plan = check::planned(id, &change)?;
        // What may not move at all is not asked where to.
        change.may_move().map_err(|why| Error::NotAllowed { id, why })?;
        Ok(plan.clone())
    })?;
    let plan = plan.ok_or(Error::UnknownChange(id))?;
    let work = check::work_of(site, &plan)?;
    let start = Start::typed(site, &work, at, zone)?;
    let compose = |when: &When| Plan {
        start_at: when.start_at,
        latest_start_at: when.latest_start_at,
        night_of: when.night_of,
        ..plan.clone()
    };
    if let Some(refused) = refused_at_a_glance(site, &work, (Some(id), start), &compose)? {
        return Ok(Planned::Refused(refused));
    }
    let mut voided = 0;
    let recorded = recording::record(site, &work.audience.zones.oldest, |write| {
        let change = check::load(write, id)?;
        let When { start_at, latest_start_at, night_of } = match judge(site, &work, write, (Some(id), start), &compose)?
        {
            Ok(fitted) => fitted.when,
            Err(refused) => return Ok(Attempt::Refused(refused)),
        };
        let to = Rescheduled { start_at, latest_start_at, night_of };
        let event = change.reschedule(to).map_err(|why| Error::NotAllowed { id, why })?;
        let moved = ledger::append_event::<Change>(write, &check::subject(id), &event)?;
        voided = change.approvals().len() - moved.approvals().len();
        Ok(Attempt::Recorded(id, Box::new(moved)))
    })?;
    let (attempt, mut notices, head) = recorded.into_parts();
    match attempt {
        Attempt::Refused(verdict) => Ok(Planned::Refused(verdict)),
        Attempt::Recorded(id, change) => {
            if voided > 0 {
                notices.push(Notice::ApprovalsVoided(voided));
            }
            Ok(Planned::Recorded(Box::new(changes::view(site, id, *change, notices, head)?)))
        }
    }
}

/// Where the start was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    At(DateTime<Utc>),
    NextSlot,
}

impl Start {
    fn typed(site: &Site<'_>, work: &Work<'_>, at: Option<&str>, zone: Option<&str>) -> Result<Self, Error> {
        let Some(text) = at else { return Ok(Self::NextSlot) };
        let at = Clockface::new(site, Some(&work.audience), zone)?.read(text)?;
        Ok(Self::At(instants::not_past(at, site.caller.now)?))
    }
}

/// How work lies at an instant that a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It may lie there.
    Fits,
    /// It does not; from then on it first fits at this instant.
    Later(DateTime<Utc>),
    /// It does not, nor at any later instant that can be foreseen.
    Never,
}

/// Whether such work may lie at an instant that a person chose, by the hours alone: before a plan is made of it.
///
/// # Errors
/// What was typed is no instant that lies ahead.
pub fn fits_at(site: &Site<'_>, asked: &SlotsAsked, text: &str) -> Result<Fit, Error> {
    let work = Work::new(site, site.system(&asked.system)?, &asked.customers, asked.lengths)?;
    let Start::At(at) = Start::typed(site, &work, Some(text), asked.zone.as_deref())? else { return Ok(Fit::Fits) };
    let learnt = recording::glance(site, |read| Ok(facts::learn(site, &work, read, Looking::from(site, at))?))?;
    let learnt = learnt.unwrap_or_else(|| facts::without_ledger(site));
    let next = Search::new(&work.question(&learnt.around), at).next();
    Ok(match next {
        Some(slot) if slot.start_at <= at => Fit::Fits,
        Some(slot) => Fit::Later(slot.start_at),
        None => Fit::Never,
    })
}

/// The start that a change gets.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    pub(super) start_at: DateTime<Utc>,
    pub(super) latest_start_at: DateTime<Utc>,
    pub(super) night_of: NaiveDate,
}

/// The start that a change gets, and the reasons that somebody has to waive for it.
pub(super) struct Fitted {
    pub(super) when: When,
    closed_by: Vec<String>,
}

/// Without a ledger, a refusal leaves nothing behind: not even an empty ledger.
fn refused_at_a_glance(
    site: &Site<'_>,
    work: &Work<'_>,
    (itself, start): (Option<ChangeId>, Start),
    compose: &dyn Fn(&When) -> Plan,
) -> Result<Option<Box<Verdict>>, Error> {
    let judged = recording::glance(site, |read| judge(site, work, read, (itself, start), compose))?;
    Ok(match judged {
        Some(judged) => judged.err(),
        None => judge_by(site, work, &facts::without_ledger(site), (None, start), compose).err(),
    })
}

pub(super) fn judge(
    site: &Site<'_>,
    work: &Work<'_>,
    read: &mut dyn Read,
    (itself, start): (Option<ChangeId>, Start),
    compose: &dyn Fn(&When) -> Plan,
) -> Result<Result<Fitted, Box<Verdict>>, Error> {
    let from = if let Start::At(at) = start { at } else { site.caller.now };
    let learnt = facts::learn(site, work, read, Looking { now: site.caller.now, from, itself })?;
    let itself = match itself {
        None => None,
        Some(id) => Some((id, check::load(read, id)?.version())),
    };
    Ok(judge_by(site, work, &learnt, (itself, start), compose))
}

/// The start, if the gate is open for it by the rows that concern a plan; `itself` is the change that moves, with its version.
pub(super) fn judge_by(
    site: &Site<'_>,
    work: &Work<'_>,
    learnt: &facts::Learnt,
    (itself, start): (Option<(ChangeId, u32)>, Start),
    compose: &dyn Fn(&When) -> Plan,
) -> Result<Fitted, Box<Verdict>> {
    let question = work.question(&learnt.around);
    let from = if let Start::At(at) = start { at } else { site.caller.now };
    let mut search = Search::new(&question, from);
    let slot = search.next();
    let at = slot.filter(|_| matches!(start, Start::NextSlot)).map_or(from, |slot| slot.start_at);
    let when = when(work, at, slot);
    let plan = compose(&when);
    let papers = check::paperwork(&plan);
    let verdict = match (start, slot) {
        (Start::NextSlot, None) => {
            let decision = gate::decide_without_slot(&question, papers, &learnt.facts, search.why_none());
            check::answered(site, work, itself, decision, learnt)
        }
        _ => check::verdict(site, work, itself, &Asking::Plan(papers), learnt, at),
    };
    let mut closed_by: Vec<_> = verdict.decision.closing().map(|reason| reason.code().to_owned()).collect();
    closed_by.dedup();
    let waivable = |reason: &Reason| Waivable::of_row(reason.row()) != Waivable::Never;
    if closed_by.is_empty() || plan.emergency.is_some() && verdict.decision.closing().all(waivable) {
        return Ok(Fitted { when, closed_by });
    }
    Err(Box::new(verdict))
}

fn when(work: &Work<'_>, start_at: DateTime<Utc>, slot: Option<Slot>) -> When {
    let rules = &work.audience.rules;
    // Outside of every slot only an override lets it start: as late as a short stop may.
    let slot = slot.filter(|slot| slot.start_at <= start_at);
    let latest = slot.map_or(start_at + rules.late.for_short_stops(), |slot| slot.latest_start_at);
    let late = if work.needs_window() { rules.late.for_long_stops() } else { Some(rules.late.for_short_stops()) };
    let latest_start_at = late.map_or(latest, |late| latest.min(start_at + late));
    let night_of = slot.map_or_else(|| start_at.date_naive(), |slot| slot.night_of);
    When { start_at, latest_start_at, night_of }
}

/// Changes count from 1.
pub(super) fn next_id(write: &mut dyn Write) -> Result<ChangeId, Error> {
    let which = Which { kind: Some("change.planned"), ..Which::default() };
    let newest = facts::newest(write, &which)?.and_then(|entry| entry.subject.name().parse::<ChangeId>().ok());
    Ok(ChangeId::new(newest.map_or(1, |id| id.number() + 1)))
}

/// A specification, with the name of its file.
fn read(site: &Site<'_>, path: &PathBuf) -> Result<(String, Vec<u8>), Error> {
    let path = site.caller.folder.join(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    let refused = |why: &str, hint: String| Error::usage(format!("{} {why}", path.display()), hint);
    match read {
        Err(error) => Err(Error::File { path, error }),
        Ok(0) => Err(refused("is empty", "name the file with the technical specification".to_owned())),
        Ok(read) if read as u64 > MOST_BYTES => Err(refused(
            "is too large",
            format!("a specification is kept with the record: {} MiB at most", MOST_BYTES >> 20),
        )),
        Ok(_) => Ok((name, bytes)),
    }
}
