//! Waves: one change for each group of customers that a common start serves (R8.1).

use super::{
    Error, Site,
    answers::{ChangeList, Notice, Verdict},
    changes, check,
    facts::{self, Learnt, Looking},
    plan::{self, Papers, PlanAsked, Start, When, indivisible, judge, judge_by, next_id, plannable},
    planner::bare_footing,
    recording,
    work::Work,
};
use crate::{
    calendar::length,
    change::{Change, ChangeId, Event, State, WaveOf},
    gate::{self, Wave},
    ledger::{self, Read},
    policy::CustomerId,
};

/// What planning in waves came to.
#[derive(Debug)]
pub enum PlannedWaves {
    /// All of them were recorded.
    Recorded(Box<ChangeList>, Vec<Notice>),
    /// The gate is closed for one of them; nothing was recorded.
    Refused(Box<Verdict>),
}

/// Plans one change a wave, all of them or none.
pub fn plan_waves(site: &Site<'_>, asked: &PlanAsked) -> Result<PlannedWaves, Error> {
    let whole = Work::new(site, site.system(&asked.system)?, &asked.customers, asked.lengths)?;
    if !whole.system.divisible {
        return Err(indivisible(&whole.system.id));
    }
    plannable(&whole)?;
    let papers = Papers::of(site, asked)?;
    let looking = Looking::from(site, site.caller.now);
    // Without a ledger, a refusal leaves nothing behind: not even an empty ledger.
    let learnt = recording::glance(site, |read| Ok(facts::learn(site, &whole, read, looking)?))?;
    let learnt = learnt.unwrap_or_else(|| facts::without_ledger(site));
    for wave in waves(site, &whole, &learnt)? {
        let work = work_of(site, asked, &wave)?;
        plannable(&work)?;
        let compose = |when: &When| papers.plan(asked, &work, when, None);
        let around =
            Learnt { around: learnt.around.clone(), facts: learnt.facts.clone(), ..facts::without_ledger(site) };
        if let Err(refused) = judge_by(site, &work, &around, (None, Start::At(wave.slot.start_at)), &compose) {
            return Ok(PlannedWaves::Refused(refused));
        }
    }
    let mut refused = None;
    let recorded = recording::record(site, &whole.audience.zones.oldest, |write| {
        let learnt = facts::learn(site, &whole, write, looking)?;
        let waves = waves(site, &whole, &learnt)?;
        if let Some((_, bytes)) = &papers.specification {
            write.attach(bytes)?;
        }
        let (set, of) = (next_id(write)?, u32::try_from(waves.len()).unwrap_or(u32::MAX));
        let mut planned: Vec<(ChangeId, Change)> = Vec::new();
        for (number, wave) in (1..).zip(&waves) {
            let work = work_of(site, asked, wave)?;
            let place = WaveOf { set: set.to_string(), number, of };
            let compose = |when: &When| papers.plan(asked, &work, when, Some(place.clone()));
            let when = match judge(site, &work, write, (None, Start::At(wave.slot.start_at)), &compose)? {
                Ok(fitted) => {
                    When { latest_start_at: fitted.when.latest_start_at.min(wave.slot.latest_start_at), ..fitted.when }
                }
                Err(verdict) => {
                    refused = Some(verdict);
                    return Err(Error::refused("one of the waves was refused", "okno slots --waves shows them"));
                }
            };
            let id = next_id(write)?;
            let event = Event::Planned(Box::new(compose(&when)));
            planned.push((id, ledger::append_event::<Change>(write, &check::subject(id), &event)?));
        }
        Ok((planned, ledger::ledger_id(write)?))
    });
    if let Some(refused) = refused {
        return Ok(PlannedWaves::Refused(refused));
    }
    let ((planned, ledger), mut notices, head) = recorded?.into_parts();
    match &papers.command {
        None => notices.push(Notice::NoCommand),
        Some(command) => notices.extend(plan::about(command)),
    }
    let views = planned.into_iter().map(|(id, change)| changes::view(site, id, change, Vec::new(), head));
    let changes = views.collect::<Result<Vec<_>, _>>()?;
    let ledger = ledger.map(|id| id.to_string());
    Ok(PlannedWaves::Recorded(Box::new(ChangeList { changes, ledger, footing: bare_footing(site, head) }), notices))
}

/// What there is to know about the other waves of a change: of one that was cancelled, which stand; of one that was not,
/// which were cancelled.
pub(super) fn about_others(
    site: &Site<'_>,
    read: &mut dyn Read,
    id: ChangeId,
    change: &Change,
) -> Result<Option<Notice>, Error> {
    let Some((plan, wave)) = change.plan().and_then(|plan| Some((plan, plan.wave.as_ref()?))) else { return Ok(None) };
    let (mut standing, mut cancelled) = (Vec::new(), Vec::new());
    for other in wave.all().into_iter().filter(|other| *other != id) {
        let is_cancelled = check::load(read, other)?.state() == State::Cancelled;
        if is_cancelled { &mut cancelled } else { &mut standing }.push(other);
    }
    let name = |id: &CustomerId| site.policy.customers.get(id).map_or_else(|| id.to_string(), |who| who.name.clone());
    Ok(match change.state() {
        State::Cancelled if !standing.is_empty() => {
            Some(Notice::WaveCancelled { standing, customers: plan.customers.iter().map(name).collect() })
        }
        State::Cancelled => None,
        _ => (!cancelled.is_empty()).then_some(Notice::OtherWavesCancelled(cancelled)),
    })
}

/// The work of one wave.
fn work_of<'s>(site: &'s Site<'s>, asked: &PlanAsked, wave: &Wave) -> Result<Work<'s>, Error> {
    Work::new(site, site.system(&asked.system)?, &wave.customers, asked.lengths)
}

/// The waves that serve everybody.
fn waves(site: &Site<'_>, whole: &Work<'_>, learnt: &Learnt) -> Result<Vec<Wave>, Error> {
    let found = gate::waves(&whole.question(&learnt.around), site.caller.now);
    let Some(first) = found.unserved.first() else { return Ok(found.waves) };
    let more = found.unserved.len() - 1;
    let whom = if more == 0 { first.to_string() } else { format!("{first} and {more} more") };
    let (system, downtime, duration) = (&whole.system.id, length::typed(whole.downtime), length::typed(whole.duration));
    Err(Error::refused(
        format!("no start within the horizon serves {whom}"),
        format!("see why: okno slots --system {system} --customer {first} --downtime {downtime} --duration {duration}"),
    ))
}
