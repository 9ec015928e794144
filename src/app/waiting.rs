//! `okno wait`, `okno run --wait`: sleep until the start, and notice what happens meanwhile.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Error, Site,
    answers::Verdict,
    check::{self, More},
    narrator::{Narrator, Step},
    recording,
};
use crate::{
    backup::{Backups, Event, Taken},
    change::ChangeId,
    clock::{Clock as _, Wake},
    gate::{Cure, Reason},
    ledger::{Read, Which},
    policy::SystemId,
    record::Aggregate as _,
};

/// The longest sleep: whatever went unnoticed is noticed by then.
const LONGEST_SLEEP: TimeDelta = TimeDelta::minutes(1);
/// How long a backup takes, as long as none was seen.
const USUAL_BACKUP: TimeDelta = TimeDelta::minutes(15);

/// How a wait is to end.
#[derive(Debug, Clone, Copy, Default)]
pub struct WaitAsked {
    /// Give up after this; `None`: when the start has come.
    pub timeout: Option<TimeDelta>,
    /// Be back in time to take a backup that is fresh at the start.
    pub for_backup: bool,
}

/// How a wait ended.
#[derive(Debug)]
pub struct Waited {
    /// The verdict at the end.
    pub verdict: Verdict,
    /// It was given up before the start.
    pub timed_out: bool,
}

/// Waits for the start of a change. Ends at once when no waiting helps: the change is over, the line is halted, or an
/// operator is needed. What needs somebody is told at once, so that there is time to cure it.
pub fn wait(site: &Site<'_>, id: ChangeId, asked: &WaitAsked, narrator: &mut dyn Narrator) -> Result<Waited, Error> {
    site.be_about(id);
    let clock = site.caller.clock;
    let give_up_at = asked.timeout.map(|timeout| clock.now() + timeout);
    let mut alarm = clock.alarm(site.ledger_folder());
    let mut told = Vec::new();
    loop {
        let now = clock.now();
        let looked = recording::look(site, |read| {
            let verdict = check::judge(site, read, id, now, &More::default())?;
            let source = verdict.decision.backup_of.as_ref().unwrap_or(&verdict.system);
            let start = start(read, id, source, asked.for_backup)?;
            Ok((verdict, start))
        })?;
        let (verdict, start) = looked.ok_or(Error::UnknownChange(id))?;
        let over = now >= start || verdict.decision.is_open() && !asked.for_backup || is_hopeless(&verdict);
        if over {
            return Ok(Waited { verdict, timed_out: false });
        }
        if give_up_at.is_some_and(|give_up_at| now >= give_up_at) {
            return Ok(Waited { verdict, timed_out: true });
        }
        let news: Vec<_> = verdict.decision.closing().map(Reason::code).collect();
        if news != told {
            narrator.step(&Step::Waiting { until: start, verdict: Box::new(verdict) });
            told = news;
        }
        let until = give_up_at.map_or(start, |give_up_at| start.min(give_up_at)).min(now + LONGEST_SLEEP);
        // Whatever woke us, the gate is asked again.
        let (Wake::Due | Wake::Changed) = alarm.wait(until);
    }
}

/// Whether no waiting helps: an operator is needed, the line is halted, or the change will not run any more, not by its last
/// start.
fn is_hopeless(verdict: &Verdict) -> bool {
    let hopeless = |reason: &Reason| reason.cure == Cure::Operator || matches!(reason.row(), 8 | 13);
    verdict.decision.misses.is_some() || verdict.decision.closing().any(hopeless)
}

/// When waiting ends: at the planned start, or so long before it that a backup can be taken.
fn start(read: &mut dyn Read, id: ChangeId, system: &SystemId, for_backup: bool) -> Result<DateTime<Utc>, Error> {
    let change = check::load(read, id)?;
    let start_at = check::planned(id, &change)?.start_at;
    Ok(if for_backup { start_at - last_backup_took(read, system)?.unwrap_or(USUAL_BACKUP) } else { start_at })
}

/// How long the last backup took that the backup command made.
fn last_backup_took(read: &mut dyn Read, system: &SystemId) -> Result<Option<TimeDelta>, Error> {
    let subject = Backups::subject(system.as_str());
    let which = Which {
        subject: Some(&subject),
        kind: Some("backup.taken"),
        newest_first: true,
        limit: Some(1),
        ..Which::default()
    };
    let mut took = None;
    read.entries(&which, &mut |entry| {
        if let Some(Ok(Event::Taken(Taken { elapsed_ms, exit_code: 0, .. }))) =
            Backups::decode(&entry.kind, entry.dv, &entry.data)
        {
            took = i64::try_from(elapsed_ms).ok().and_then(TimeDelta::try_milliseconds);
        }
        ControlFlow::Break(())
    })?;
    Ok(took)
}
