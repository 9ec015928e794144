//! `okno.backup-due/1`, and the regime within `okno.backups/1`.

use serde::Serialize;

use super::{
    answer,
    backups::{AnswerBody, RestoreFailedBody},
    retention::ClashBody,
    times::customers,
};
use crate::{
    app::{
        Error,
        answers::{DueReport, DueState, Footing, RegimeStanding, SystemDue, SystemTaken, TakeAttempt, TakenDue},
    },
    calendar::instant,
    output::timers::TimerFile,
    regime::{Filling, Ignored, LevelStanding, Slot, SlotState, WhyIgnored},
};

/// `okno backup due --format json`.
pub fn due(answered: &DueReport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        /// The instant that it is judged for.
        judged_at: String,
        /// Whether anything is due or was missed anywhere.
        falls_short: bool,
        systems: Vec<SystemBody<'a>>,
    }
    let body = Body {
        judged_at: instant::utc(answered.at),
        falls_short: answered.systems.iter().any(|system| system.state.falls_short()),
        systems: answered.systems.iter().map(SystemBody::new).collect(),
    };
    answer("okno.backup-due/1", body, &answered.footing)
}

/// `okno backup schedule --format json`.
pub fn timers(files: &[TimerFile], footing: &Footing) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        files: Vec<FileBody<'a>>,
    }
    #[derive(Serialize)]
    struct FileBody<'a> {
        /// Where it belongs.
        path: &'a str,
        content: &'a str,
    }
    let body = Body { files: files.iter().map(|file| FileBody { path: &file.path, content: &file.content }).collect() };
    answer("okno.backup-schedule/1", body, footing)
}

/// `okno backup take --due --format json`; `code_of` is the exit code of a failure.
pub fn taken_due(answered: &TakenDue, code_of: &dyn Fn(&Error) -> u8) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        systems: Vec<TakenBody<'a>>,
    }
    let system = |taken| TakenBody::new(taken, code_of);
    let body = Body { systems: answered.systems.iter().map(system).collect() };
    answer("okno.backup-take-due/1", body, &answered.footing)
}

/// What was taken of one system.
#[derive(Serialize)]
struct TakenBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    attempts: Vec<AttemptBody<'a>>,
    /// Why nothing could be tried or told.
    error: Option<ErrorBody>,
    /// Levels that are due all the same.
    still_due: Vec<u8>,
    /// How it stands now; `null` with an error.
    regime: Option<RegimeBody<'a>>,
}

impl<'a> TakenBody<'a> {
    fn new(taken: &'a SystemTaken, code_of: &dyn Fn(&Error) -> u8) -> Self {
        Self {
            system: taken.system.as_str(),
            customers: customers(&taken.places),
            attempts: taken.attempts.iter().map(|attempt| AttemptBody::new(attempt, code_of)).collect(),
            error: taken.left.as_ref().err().map(|error| ErrorBody::new(error, code_of)),
            still_due: taken.still_due(),
            regime: taken.left.as_ref().ok().map(RegimeBody::new),
        }
    }
}

/// One run of a backup command.
#[derive(Serialize)]
struct AttemptBody<'a> {
    /// The level that was due; what was made says its own.
    level: u8,
    /// As `okno.backup/1`; `null` with an error.
    answer: Option<AnswerBody<'a>>,
    error: Option<ErrorBody>,
}

impl<'a> AttemptBody<'a> {
    fn new(attempt: &'a TakeAttempt, code_of: &dyn Fn(&Error) -> u8) -> Self {
        Self {
            level: attempt.level,
            answer: attempt.answer.as_ref().ok().map(AnswerBody::new),
            error: attempt.answer.as_ref().err().map(|error| ErrorBody::new(error, code_of)),
        }
    }
}

/// A failure within an answer.
#[derive(Serialize)]
struct ErrorBody {
    exit_code: u8,
    message: String,
    hint: Option<String>,
}

impl ErrorBody {
    fn new(error: &Error, code_of: &dyn Fn(&Error) -> u8) -> Self {
        Self { exit_code: code_of(error), message: error.to_string(), hint: error.hint() }
    }
}

#[derive(Serialize)]
struct SystemBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    #[serde(flatten)]
    regime: RegimeBody<'a>,
    /// Holidays ahead that are longer than copies of level 2 stay, where these have to be moved.
    clashes: Vec<ClashBody>,
}

impl<'a> SystemBody<'a> {
    fn new(due: &'a SystemDue) -> Self {
        Self {
            system: due.system.as_str(),
            customers: customers(&due.places),
            regime: RegimeBody::new(&due.state),
            clashes: due.clashes.iter().map(ClashBody::new).collect(),
        }
    }
}

/// How a system stands with its regime.
#[derive(Serialize)]
pub(super) struct RegimeBody<'a> {
    /// `kept`, `not-kept`, `not-needed`, `covered` or `unknown`.
    regime: &'static str,
    /// The system whose regime counts; `null` where it is its own.
    of: Option<&'a str>,
    /// Why there is nothing to back up; `null` where there is something.
    no_backup: Option<&'a str>,
    /// Why the backups cannot be told.
    faults: &'a [String],
    falls_short: bool,
    time_zone: Option<&'a str>,
    /// Whether that is UTC for want of a zone that all customers share.
    zone_is_fallback: Option<bool>,
    satisfies: Option<&'static str>,
    levels: Vec<LevelBody<'a>>,
    ignored: Vec<IgnoredBody<'a>>,
}

impl<'a> RegimeBody<'a> {
    pub(super) fn new(state: &'a DueState) -> Self {
        let empty = Self {
            regime: "kept",
            of: None,
            no_backup: None,
            faults: &[],
            falls_short: state.falls_short(),
            time_zone: None,
            zone_is_fallback: None,
            satisfies: None,
            levels: Vec::new(),
            ignored: Vec::new(),
        };
        match state {
            DueState::NotKept => Self { regime: "not-kept", ..empty },
            DueState::Needless(why) => Self { regime: "not-needed", no_backup: Some(why), ..empty },
            DueState::CoveredBy(of) => Self { regime: "covered", of: Some(of.as_str()), ..empty },
            DueState::Unknown(faults) => Self { regime: "unknown", faults, ..empty },
            DueState::Kept(kept) => {
                let RegimeStanding { zone, zone_is_fallback, satisfies, standing } = kept.as_ref();
                Self {
                    time_zone: Some(zone.name().as_str()),
                    zone_is_fallback: Some(*zone_is_fallback),
                    satisfies: Some(satisfies.as_str()),
                    levels: standing.levels.iter().map(LevelBody::new).collect(),
                    ignored: standing.ignored.iter().map(IgnoredBody::new).collect(),
                    ..empty
                }
            }
        }
    }
}

#[derive(Serialize)]
struct LevelBody<'a> {
    level: u8,
    /// `hourly`, `daily`, or the day of the week.
    rhythm: &'static str,
    /// `filled`, `due` or `overdue`.
    state: &'static str,
    /// When the next backup is due: in the past when it is due now.
    due_at: String,
    /// The slot that is open.
    slot: SlotBody,
    filled_by: Option<FillingBody<'a>>,
    /// The slots before it that nothing filled.
    missed: Vec<SlotBody>,
    /// Those that a backup under way may still fill.
    awaited: Vec<SlotBody>,
    /// From where slots were looked at.
    since_at: String,
    /// The newest backup that fills slots of this level.
    newest: Option<FillingBody<'a>>,
}

impl<'a> LevelBody<'a> {
    fn new(level: &'a LevelStanding) -> Self {
        let (state, filled_by) = match &level.state {
            SlotState::Filled(filling) => ("filled", Some(FillingBody::new(filling))),
            SlotState::Due { overdue: true } => ("overdue", None),
            SlotState::Due { overdue: false } => ("due", None),
            SlotState::Awaited => ("awaited", None),
            SlotState::Missed => ("missed", None),
        };
        Self {
            level: level.level,
            rhythm: level.rhythm.as_str(),
            state,
            due_at: instant::utc(level.due_at),
            slot: SlotBody::new(&level.slot),
            filled_by,
            missed: level.missed.iter().map(SlotBody::new).collect(),
            awaited: level.awaited.iter().map(SlotBody::new).collect(),
            since_at: instant::utc(level.since_at),
            newest: level.newest.as_ref().map(FillingBody::new),
        }
    }
}

#[derive(Serialize)]
struct SlotBody {
    /// `2026-10-25T02:00+01:00` of an hour, else the (first) date.
    label: String,
    start_at: String,
    end_at: String,
}

impl SlotBody {
    fn new(slot: &Slot) -> Self {
        Self { label: slot.label(), start_at: instant::utc(slot.span.start()), end_at: instant::utc(slot.span.end()) }
    }
}

#[derive(Serialize)]
struct FillingBody<'a> {
    id: &'a str,
    level: u8,
    at: String,
    evidence: &'static str,
    late: bool,
}

impl<'a> FillingBody<'a> {
    fn new(filling: &'a Filling) -> Self {
        let Filling { id, level, at, evidence, late } = filling;
        Self { id, level: *level, at: instant::utc(*at), evidence: evidence.as_str(), late: *late }
    }
}

#[derive(Serialize)]
struct IgnoredBody<'a> {
    id: &'a str,
    at: String,
    /// `future`, `incomplete`, `unproven`, `refuted` or `gone`.
    why: &'static str,
    /// What an incomplete one refers to and is not there.
    missing: &'a [String],
    /// Of one that was refuted: the restore that failed; else `null`.
    restore_failed: Option<RestoreFailedBody<'a>>,
}

impl<'a> IgnoredBody<'a> {
    fn new(ignored: &'a Ignored) -> Self {
        let (why, missing): (_, &[String]) = match &ignored.why {
            WhyIgnored::Future => ("future", &[]),
            WhyIgnored::Incomplete(missing) => ("incomplete", missing),
            WhyIgnored::Unproven | WhyIgnored::OnlyThere => ("unproven", &[]),
            WhyIgnored::Refuted | WhyIgnored::NotRestored(_) => ("refuted", &[]),
            WhyIgnored::Gone => ("gone", &[]),
        };
        let restore_failed = match &ignored.why {
            WhyIgnored::NotRestored(failed) => Some(RestoreFailedBody::new(failed)),
            _ => None,
        };
        Self { id: &ignored.id, at: instant::utc(ignored.at), why, missing, restore_failed }
    }
}
