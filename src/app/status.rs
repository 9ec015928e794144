//! `okno status`: one screen on what is open now, running, interrupted, due, missed.

use chrono::TimeDelta;

use super::{
    Error, Site, acceptance,
    answers::{ChangeView, Status, SystemStatus},
    around, backup_facts, changes,
    planner::bare_footing,
    recording,
    work::{Lengths, Work},
};
use crate::{
    backup::Backups,
    change::{Change, State},
    gate::{self, Around},
    halt::Line,
    ledger::{self, Query},
    policy::{Adoption, System},
    record::Aggregate as _,
};

/// What concerns the people of the next 24 hours.
pub fn status(site: &Site<'_>) -> Result<Status, Error> {
    let found = recording::look(site, |read| {
        let live = Query { stream: Some(Change::STREAM), live: Some(true), ..Query::default() };
        let systems = || site.policy.systems.values();
        let backed_up: Vec<_> =
            systems().map(|system| Backups::subject(site.policy.backed_up_with(system).id.as_str())).collect();
        read.foresee(&backed_up.iter().map(backup_facts::newest_of).collect::<Vec<_>>())?;
        let newest = systems().map(|system| Ok((system.id.clone(), backup_facts::newest_for(site, read, system)?)));
        let newest = newest.collect::<Result<Vec<_>, Error>>()?;
        let stops: Line = ledger::load(read, Line::NAME)?;
        let adopted: Adoption = ledger::load(read, Adoption::NAME)?;
        let trust = (adopted.differs(&site.policy), acceptance::lately(site, read)?);
        let freezes = around::freezes(read, site.caller.now)?;
        Ok((changes::load_all(read, &live)?, newest, (stops, freezes), trust, read.head()?))
    })?;
    let (live, newest, (stops, freezes), (not_adopted, accepted), head) = found.unwrap_or_default();
    let around = Around { freezes, ..Around::nothing() };
    let views = live.into_iter().map(|(id, change)| changes::view(site, id, change, Vec::new(), head));
    let mut views = views.collect::<Result<Vec<_>, _>>()?;
    views.sort_by_key(|view| (view.change.plan().map(|plan| plan.start_at), view.id));
    let soon = site.caller.now + TimeDelta::hours(24);
    let in_state =
        |state: State| -> Vec<ChangeView> { views.iter().filter(|view| view.state == state).cloned().collect() };
    let due = in_state(State::Planned).into_iter();
    let due = due.filter(|view| view.change.plan().is_some_and(|plan| plan.start_at <= soon)).collect();
    let systems = site.policy.systems.values().map(|system| {
        let backup = newest.iter().find(|(id, _)| *id == system.id).and_then(|(_, known)| known.clone());
        let glance = at_a_glance(site, system, &around)?;
        let backup = backup.filter(|_| glance.no_backup.is_none());
        Ok(SystemStatus { backup, ..glance })
    });
    Ok(Status {
        not_adopted,
        accepted,
        systems: systems.collect::<Result<_, Error>>()?,
        line: stops,
        to_review: in_state(State::Done),
        running: in_state(State::Running),
        interrupted: in_state(State::Interrupted),
        due,
        missed: in_state(State::Missed),
        failed: in_state(State::Failed),
        footing: bare_footing(site, head),
    })
}

fn at_a_glance(site: &Site<'_>, system: &System, around: &Around) -> Result<SystemStatus, Error> {
    let now = site.caller.now;
    let work = Work::new(site, system, &[], Lengths { downtime: TimeDelta::zero(), duration: None })?;
    let mut windows = work.audience.windows(now).peekable();
    let open = windows.next_if(|window| window.span.contains(now));
    let next = windows.next();
    let frozen = gate::frozen_at(&work.question(around), now);
    Ok(SystemStatus {
        id: system.id.clone(),
        places: work.audience.places(),
        open,
        next,
        frozen,
        backup: None,
        no_backup: system.needless_backup().map(str::to_owned),
    })
}
