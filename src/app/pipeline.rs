//! `okno run --system …`: plan and run in one, for pipelines.

use super::{Error, PlanAsked, Planned, Site, answers::Verdict, changes, check, plan, recording, reschedule};
use crate::{
    change::{Change, ChangeId, State},
    ledger::Query,
    record::Aggregate as _,
};

/// The change that a pipeline runs.
#[derive(Debug)]
pub enum TakenUp {
    /// It is planned.
    Change(ChangeId),
    /// It cannot be planned; nothing was recorded.
    Refused(Box<Verdict>),
}

/// Finds the change of that key, or plans one. A pipeline never makes a ledger: on a runner that is thrown away it would
/// record nothing.
///
/// Without a key, and without waiting, the change starts now or not at all.
pub fn take_up(site: &Site<'_>, asked: &PlanAsked, waits: bool) -> Result<TakenUp, Error> {
    if site.ledger_to_read()?.is_none() {
        return Err(Error::refused(
            format!("there is no ledger at {}, and a pipeline does not make one", site.ledger_place().display()),
            "name the ledger with --ledger or OKNO_LEDGER; a person makes it once, with okno plan or okno backup confirm",
        ));
    }
    if let Some(key) = &asked.key
        && let Some((id, change)) = of_key(site, key)?
    {
        return resume(site, id, &change, asked);
    }
    let now_or_never = asked.key.is_none() && !waits && asked.at.is_none();
    let at = if now_or_never { Some("now".to_owned()) } else { asked.at.clone() };
    Ok(match plan(site, &PlanAsked { at, ..asked.clone() })? {
        Planned::Recorded(view) => TakenUp::Change(view.id),
        Planned::Refused(verdict) => TakenUp::Refused(verdict),
    })
}

/// The newest change of that key.
fn of_key(site: &Site<'_>, key: &str) -> Result<Option<(ChangeId, Change)>, Error> {
    let labels = vec![("key", key)];
    let query = Query { stream: Some(Change::STREAM), labels, newest_first: true, limit: Some(1), ..Query::default() };
    let found = recording::look(site, |read| changes::load_all(read, &query))?;
    Ok(found.into_iter().flatten().next())
}

/// Takes up a change where it was left; when its time is over, at the next slot.
fn resume(site: &Site<'_>, id: ChangeId, change: &Change, asked: &PlanAsked) -> Result<TakenUp, Error> {
    let planned = check::planned(id, change)?;
    let key = asked.key.as_deref().unwrap_or_default();
    if planned.system.as_str() != asked.system {
        return Err(Error::usage(
            format!("the key {key:?} belongs to {id}, on {}", planned.system),
            "use another key for another change",
        ));
    }
    let may_run = matches!(change.state(), State::Planned | State::Failed);
    if may_run
        && site.caller.now > planned.latest_start_at
        && let Planned::Refused(verdict) = reschedule(site, id, asked.at.as_deref(), asked.zone.as_deref())?
    {
        return Ok(TakenUp::Refused(verdict));
    }
    Ok(TakenUp::Change(id))
}
