//! `okno.status/1`.

use serde::Serialize;

use super::{
    answer,
    backups::KnownBody,
    change::{ChangeBody, changes},
    ledger::AcceptedBody,
    times::{WindowBody, customers},
};
use crate::{
    app::answers::{LineView, Status, SystemStatus},
    calendar::instant,
    halt::{Reach, Stop},
    policy::SystemId,
};

/// `okno status --format json`.
pub fn status(answered: &Status) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        not_adopted: Vec<&'a str>,
        accepted: Vec<AcceptedBody<'a>>,
        systems: Vec<SystemBody<'a>>,
        halted: Vec<StopBody<'a>>,
        to_review: Vec<ChangeBody<'a>>,
        running: Vec<ChangeBody<'a>>,
        interrupted: Vec<ChangeBody<'a>>,
        due: Vec<ChangeBody<'a>>,
        missed: Vec<ChangeBody<'a>>,
        failed: Vec<ChangeBody<'a>>,
    }
    let body = Body {
        not_adopted: answered.not_adopted.iter().map(SystemId::as_str).collect(),
        accepted: answered.accepted.iter().map(AcceptedBody::new).collect(),
        systems: answered.systems.iter().map(SystemBody::new).collect(),
        halted: answered.line.stops().map(StopBody::new).collect(),
        to_review: changes(&answered.to_review),
        running: changes(&answered.running),
        interrupted: changes(&answered.interrupted),
        due: changes(&answered.due),
        missed: changes(&answered.missed),
        failed: changes(&answered.failed),
    };
    answer("okno.status/1", body, &answered.footing)
}

/// `okno halt|resume --format json`: what is halted now.
pub fn line(answered: &LineView) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        halted: Vec<StopBody<'a>>,
    }
    answer("okno.line/1", Body { halted: answered.line.stops().map(StopBody::new).collect() }, &answered.footing)
}

#[derive(Serialize)]
struct StopBody<'a> {
    /// `null`: everywhere.
    system: Option<&'a str>,
    by: &'a str,
    reason: &'a str,
    since_at: String,
}

impl<'a> StopBody<'a> {
    fn new((reach, stop): (&'a Reach, &'a Stop)) -> Self {
        let system = match reach {
            Reach::Everywhere => None,
            Reach::System(system) => Some(system.as_str()),
        };
        Self { system, by: &stop.by, reason: &stop.reason, since_at: instant::utc(stop.since) }
    }
}

#[derive(Serialize)]
struct SystemBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    open_window: Option<WindowBody>,
    next_window: Option<WindowBody>,
    frozen: Option<FreezeBody<'a>>,
    backup: Option<KnownBody<'a>>,
    /// Why there is nothing to back up; `null` where there is something.
    no_backup: Option<&'a str>,
}

#[derive(Serialize)]
struct FreezeBody<'a> {
    reason: &'a str,
    ends_at: Option<String>,
}

impl<'a> SystemBody<'a> {
    fn new(system: &'a SystemStatus) -> Self {
        let window = |window| WindowBody::new(window, &system.places);
        Self {
            system: system.id.as_str(),
            customers: customers(&system.places),
            open_window: system.open.as_ref().map(window),
            next_window: system.next.as_ref().map(window),
            frozen: system
                .frozen
                .as_ref()
                .map(|(reason, until)| FreezeBody { reason, ends_at: until.map(instant::utc) }),
            backup: system.backup.as_ref().map(KnownBody::new),
            no_backup: system.no_backup.as_deref(),
        }
    }
}
