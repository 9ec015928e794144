//! `okno check`: the decision, with every reason. Reads, never writes, calls no tool.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    Error, Site,
    answers::{BackupWay, Verdict},
    commands,
    facts::{self, Learnt, Looking},
    instants::Clockface,
    planner::footing,
    recording,
    work::{Lengths, Work},
};
use crate::{
    acceptance::Timekeeping,
    backup::Refuted,
    change::{Change, ChangeId, Granted, Override, Plan},
    gate::{self, Asking, ChangeFacts, Decision, Paperwork, Waiver},
    ledger::{self, Read},
    policy::CustomerId,
    record::Aggregate as _,
};

/// What is asked about.
#[derive(Debug, Clone)]
pub enum About {
    /// A change, by its id.
    Change(ChangeId),
    /// Work on a system that nobody planned.
    System {
        /// The system.
        system: String,
        /// A part of its customers; all of them when empty.
        customers: Vec<CustomerId>,
        /// How long.
        lengths: Lengths,
    },
}

/// A question to the gate.
#[derive(Debug, Clone)]
pub struct CheckAsked {
    /// About what.
    pub about: About,
    /// The instant to judge, as it was typed; `None`: now.
    pub at: Option<String>,
    /// `--zone`.
    pub zone: Option<String>,
}

/// What the gate says.
pub fn check(site: &Site<'_>, asked: &CheckAsked) -> Result<Verdict, Error> {
    match &asked.about {
        About::System { system, customers, lengths } => {
            let work = Work::new(site, site.system(system)?, customers, *lengths)?;
            let at = instant(site, &work, asked)?;
            let looking = Looking::from(site, at);
            let learnt = recording::glance(site, |read| Ok(facts::learn(site, &work, read, looking)?))?;
            let learnt = learnt.unwrap_or_else(|| facts::without_ledger(site));
            Ok(verdict(site, &work, None, &Asking::System, &learnt, at))
        }
        About::Change(id) => {
            site.be_about(*id);
            let found = recording::look(site, |read| {
                let change = load(read, *id)?;
                let plan = planned(*id, &change)?;
                let work = work_of(site, plan)?;
                let at = instant(site, &work, asked)?;
                let looking = Looking::from(site, at).of(*id);
                let learnt = facts::learn(site, &work, read, looking)?;
                let asking = Asking::Change(change_facts(site, &change, plan, at, None, &learnt.timekeeping));
                Ok(verdict(site, &work, Some((*id, change.version())), &asking, &learnt, at))
            })?;
            found.ok_or(Error::UnknownChange(*id))
        }
    }
}

fn instant(site: &Site<'_>, work: &Work<'_>, asked: &CheckAsked) -> Result<DateTime<Utc>, Error> {
    let clock = Clockface::new(site, Some(&work.audience), asked.zone.as_deref())?;
    asked.at.as_deref().map_or(Ok(site.caller.now), |text| clock.read(text))
}

/// The change by that id; its default where nobody planned it.
pub(super) fn load(read: &mut dyn Read, id: ChangeId) -> Result<Change, Error> {
    Ok(ledger::load::<Change>(read, &id.to_string())?)
}

/// Its plan, if anybody planned it.
pub(super) fn planned(id: ChangeId, change: &Change) -> Result<&Plan, Error> {
    change.plan().ok_or(Error::UnknownChange(id))
}

/// The work of a plan under the rules of today.
pub(super) fn work_of<'s>(site: &'s Site<'s>, plan: &Plan) -> Result<Work<'s>, Error> {
    let lengths = Lengths { downtime: plan.downtime, duration: Some(plan.duration) };
    let system = site.system(plan.system.as_str())?;
    // What cannot be stopped for a part of its customers is stopped for those that came later too.
    let planned: HashSet<&CustomerId> = plan.customers.iter().collect();
    let everybody = || site.policy.affected_by(&system.id).iter().all(|who| planned.contains(&who.id));
    let named = if !system.divisible || everybody() { &[] } else { plan.customers.as_slice() };
    Work::new(site, system, named, lengths)
}

/// The verdict on a change at an instant that is the present one: for commands that judge more than once.
pub(super) fn judge(
    site: &Site<'_>,
    read: &mut dyn Read,
    id: ChangeId,
    now: DateTime<Utc>,
    more: &More<'_>,
) -> Result<Verdict, Error> {
    let change = load(read, id)?;
    let plan = planned(id, &change)?;
    let work = work_of(site, plan)?;
    let mut learnt = facts::learn(site, &work, read, Looking { now, from: now, itself: Some(id) })?;
    learnt.facts.now = now;
    let is_refuted = |id: &str| more.refuted.iter().any(|refuted| refuted.id.as_deref() == Some(id));
    learnt.facts.backups.known.retain(|known| !is_refuted(&known.backup.id));
    learnt.facts.backups.look_failed = more.look_failed.map(str::to_owned);
    let asking = Asking::Change(change_facts(site, &change, plan, now, more.given, &learnt.timekeeping));
    let mut verdict = verdict(site, &work, Some((id, change.version())), &asking, &learnt, now);
    verdict.footing.now = now;
    Ok(verdict)
}

/// What a run knows beside the ledger.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct More<'a> {
    /// Backups that a look has just shown to be no good.
    pub(super) refuted: &'a [Refuted],
    /// Why the tool could not look at the bound backup just now.
    pub(super) look_failed: Option<&'a str>,
    /// The command as it was typed again.
    pub(super) given: Option<&'a [String]>,
}

/// What the gate has to know of a change.
pub(super) fn change_facts(
    site: &Site<'_>,
    change: &Change,
    plan: &Plan,
    at: DateTime<Utc>,
    given: Option<&[String]>,
    timekeeping: &Timekeeping,
) -> ChangeFacts {
    // A waiver that a clock made which ran ahead would hold for as long as that clock was ahead.
    let holds = |granted: &&Granted| !timekeeping.ran_ahead(granted.seq, granted.at);
    ChangeFacts {
        paperwork: paperwork(plan),
        state: facts::state_at(site, change, at),
        start_at: plan.start_at,
        latest_start_at: plan.latest_start_at,
        approvals: u32::try_from(change.approvals().len()).unwrap_or(u32::MAX),
        waivers: change.overrides().filter(holds).map(waiver).collect(),
        command_differs: plan.command.as_ref().map(|command| commands::differences(command, given)).unwrap_or_default(),
    }
}

fn waiver(granted: &Granted) -> Waiver {
    let Override { codes, expires_at, .. } = granted.waiver.clone();
    Waiver { by: granted.by.clone(), codes, expires_at }
}

/// The papers of a plan.
pub(super) fn paperwork(plan: &Plan) -> Paperwork {
    Paperwork {
        kind: plan.kind,
        touches_data: plan.touches_data,
        has_instruction: plan.instruction.is_some(),
        has_specification: plan.specification.is_some(),
    }
}

/// Puts the question to the gate.
pub(super) fn verdict(
    site: &Site<'_>,
    work: &Work<'_>,
    change: Option<(ChangeId, u32)>,
    asking: &Asking,
    learnt: &Learnt,
    at: DateTime<Utc>,
) -> Verdict {
    let decision = gate::decide(&work.question(&learnt.around), asking, &learnt.facts, at);
    answered(site, work, change, decision, learnt)
}

/// What the gate said, with what an answer tells beside it.
pub(super) fn answered(
    site: &Site<'_>,
    work: &Work<'_>,
    change: Option<(ChangeId, u32)>,
    decision: Decision,
    learnt: &Learnt,
) -> Verdict {
    let is_about_backups =
        decision.backup.is_some() || decision.reasons.iter().any(|reason| (16..=19).contains(&reason.row()));
    Verdict {
        change,
        system: work.system.id.clone(),
        system_name: work.system.name.clone(),
        places: work.audience.places(),
        downtime: work.downtime,
        duration: work.duration,
        rules: work.audience.rules.clone(),
        backup_way: BackupWay::of(&site.policy, work.system),
        newest_refuted: learnt.newest_refuted.clone().filter(|_| is_about_backups),
        decision,
        interrupted: learnt.interrupted.clone(),
        footing: footing(site, &work.audience, learnt.head),
    }
}

/// The subject of a change.
pub(super) fn subject(id: ChangeId) -> crate::record::Subject {
    Change::subject(&id.to_string())
}
