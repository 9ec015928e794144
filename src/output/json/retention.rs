//! `okno.backup-prune/1`, `okno.backup-transfer/1` and `okno.backup-drill/1`.

use chrono::Datelike;
use serde::Serialize;

use super::{NoticeBody, answer, notices, times::customers};
use crate::{
    app::answers::{
        DrillReport, OwedCopy, PlannedCopy, PruneReport, Stopped, SystemPlan, SystemTransfer, TransferOutcome,
        TransferReport,
    },
    calendar::{instant, length},
    output::words,
    policy::SystemId,
    record::Digest,
    retention::{Clash, Due, Moved},
};

/// `okno backup prune --format json`.
pub fn prune(report: &PruneReport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        at: String,
        applied: bool,
        systems: Vec<PlanBody<'a>>,
        notices: Vec<NoticeBody>,
    }
    let year = report.footing.now.year();
    let body = Body {
        at: instant::utc(report.at),
        applied: report.applied,
        systems: report.systems.iter().map(|plan| PlanBody::new(plan, year)).collect(),
        notices: notices(&report.notices),
    };
    answer("okno.backup-prune/1", body, &report.footing)
}

#[derive(Serialize)]
struct PlanBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    tool: &'static str,
    retention: RetentionBody<'a>,
    /// Why there is no plan.
    faults: &'a [String],
    copies: Vec<CopyBody<'a>>,
    /// The ids of those that go, in the order in which they have to.
    delete: Vec<&'a str>,
    max_delete: usize,
    over_limit: bool,
    no_way: bool,
    /// The code of the reason for which nothing goes at all.
    doubt: Option<&'static str>,
    vanished: &'a [String],
    clashes: Vec<ClashBody>,
    deleted: Vec<DeletedBody<'a>>,
    stopped: Option<StoppedBody<'a>>,
}

#[derive(Serialize)]
struct RetentionBody<'a> {
    level_0: &'a str,
    level_1: &'a str,
    level_2: &'a str,
    zones: &'a [String],
}

#[derive(Serialize)]
struct CopyBody<'a> {
    id: &'a str,
    level: u8,
    at: String,
    evidence: &'static str,
    source: &'a str,
    /// `true`, `false`, or `null` where nothing has to be moved.
    moved: Option<bool>,
    verdict: &'static str,
    /// The last local day on which the rule of its level keeps it.
    expires_on: Option<String>,
    expires_at: Option<String>,
    reasons: Vec<ReasonBody>,
}

#[derive(Serialize)]
struct ReasonBody {
    code: &'static str,
    message: String,
}

#[derive(Serialize)]
struct DeletedBody<'a> {
    id: &'a str,
    way: &'a [String],
}

#[derive(Serialize)]
struct StoppedBody<'a> {
    code: &'static str,
    id: Option<&'a str>,
    message: String,
}

/// A run of holidays that is longer than copies of level 2 stay.
#[derive(Serialize)]
pub(super) struct ClashBody {
    first: String,
    last: String,
    stays_until: String,
    moved_on: String,
}

impl ClashBody {
    pub(super) fn new(clash: &Clash) -> Self {
        Self {
            first: clash.first.to_string(),
            last: clash.last.to_string(),
            stays_until: clash.stays_until.to_string(),
            moved_on: clash.moved_on.to_string(),
        }
    }
}

impl<'a> PlanBody<'a> {
    fn new(plan: &'a SystemPlan, year: i32) -> Self {
        let [level_0, level_1, level_2] = &plan.stays;
        Self {
            system: plan.system.as_str(),
            customers: customers(&plan.places),
            tool: plan.tool,
            retention: RetentionBody { level_0, level_1, level_2, zones: &plan.zones },
            faults: &plan.faults,
            copies: plan.copies.iter().map(|copy| CopyBody::new(copy, year)).collect(),
            delete: plan.order.iter().map(|place| plan.copies[*place].backup.id.as_str()).collect(),
            max_delete: plan.most,
            over_limit: plan.is_over_limit(),
            no_way: plan.has_no_way,
            doubt: plan.doubt,
            vanished: &plan.vanished,
            clashes: plan.clashes.iter().map(ClashBody::new).collect(),
            deleted: plan.deleted.iter().map(|gone| DeletedBody { id: &gone.id, way: &gone.way }).collect(),
            stopped: plan.stopped.as_ref().map(StoppedBody::new),
        }
    }
}

impl<'a> CopyBody<'a> {
    fn new(copy: &'a PlannedCopy, year: i32) -> Self {
        let PlannedCopy { backup, evidence, moved, verdict } = copy;
        let goes = ReasonBody { code: "expired", message: words::goes_because(backup.level, verdict, year) };
        let stays = verdict
            .reasons
            .iter()
            .map(|reason| ReasonBody { code: reason.code(), message: words::stays_because(reason, verdict, year) });
        Self {
            id: &backup.id,
            level: backup.level,
            at: instant::utc(backup.at),
            evidence: evidence.as_str(),
            source: &backup.source,
            moved: match moved {
                Moved::NotAsked => None,
                Moved::NotYet => Some(false),
                Moved::Done => Some(true),
            },
            verdict: if verdict.goes() { "delete" } else { "keep" },
            expires_on: verdict.last_day().map(|day| day.to_string()),
            expires_at: verdict.expiry.map(|expiry| instant::utc(expiry.at)),
            reasons: if verdict.goes() { vec![goes] } else { stays.collect() },
        }
    }
}

impl<'a> StoppedBody<'a> {
    fn new(stopped: &'a Stopped) -> Self {
        let (code, id) = match stopped {
            Stopped::NotDeleted { id, .. } => ("not-deleted", Some(id.as_str())),
            Stopped::NotRecorded { id, .. } => ("not-recorded", Some(id.as_str())),
            Stopped::Changed => ("changed", None),
            Stopped::Busy => ("busy", None),
        };
        Self { code, id, message: words::stopped(stopped) }
    }
}

/// `okno backup transfer --format json`.
pub fn transfer(report: &TransferReport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        systems: Vec<TransferBody<'a>>,
        interrupted_by: Option<i32>,
        notices: Vec<NoticeBody>,
    }
    let systems = report.systems.iter().map(TransferBody::new).collect();
    answer(
        "okno.backup-transfer/1",
        Body { systems, interrupted_by: report.interrupted_by, notices: notices(&report.notices) },
        &report.footing,
    )
}

#[derive(Serialize)]
struct TransferBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    faults: &'a [String],
    busy: bool,
    copies: Vec<OwedBody<'a>>,
    /// How many more are owed and not due yet.
    later: usize,
    clashes: Vec<ClashBody>,
}

impl<'a> TransferBody<'a> {
    fn new(system: &'a SystemTransfer) -> Self {
        Self {
            system: system.system.as_str(),
            customers: customers(&system.places),
            faults: &system.faults,
            busy: system.is_busy,
            copies: system.copies.iter().map(OwedBody::new).collect(),
            later: system.later,
            clashes: system.clashes.iter().map(ClashBody::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct OwedBody<'a> {
    id: &'a str,
    level: u8,
    at: String,
    /// `null` where the calendar does not know that day.
    due_on: Option<String>,
    due_at: Option<String>,
    late: bool,
    outcome: &'static str,
    /// What is proven of it there.
    evidence: Option<&'static str>,
    faults: &'a [String],
}

impl<'a> OwedBody<'a> {
    fn new(copy: &'a OwedCopy) -> Self {
        let (due_on, due_at) = match copy.due {
            Due::On { day, at } => (Some(day.to_string()), Some(instant::utc(at))),
            Due::Unknown { .. } => (None, None),
        };
        let (outcome, evidence, faults): (_, _, &[String]) = match &copy.outcome {
            TransferOutcome::Moved { evidence, was_there: true } => ("was-there", Some(evidence.as_str()), &[]),
            TransferOutcome::Moved { evidence, .. } => ("moved", Some(evidence.as_str()), &[]),
            TransferOutcome::NotMoved { why } => ("not-moved", None, why),
        };
        let OwedCopy { id, level, at, is_late, .. } = copy;
        let at = instant::utc(*at);
        Self { id, level: *level, at, due_on, due_at, late: *is_late, outcome, evidence, faults }
    }
}

/// `okno backup drill --format json`.
pub fn drill(report: &DrillReport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        system: &'a str,
        customers: Vec<&'a str>,
        of: Option<&'a str>,
        backup: &'a str,
        backup_at: String,
        /// `restored`, `failed` or `unclear`.
        outcome: &'static str,
        command: &'a [String],
        exit_code: u8,
        interrupted_by: Option<i32>,
        begun_at: String,
        ended_at: String,
        elapsed: String,
        output: Option<Digest>,
        output_sha256: Option<Digest>,
        notices: Vec<NoticeBody>,
    }
    let drilled = &report.drilled;
    let body = Body {
        system: report.system.as_str(),
        customers: customers(&report.places),
        of: report.of.as_ref().map(SystemId::as_str),
        backup: &report.backup.id,
        backup_at: instant::utc(report.backup.at),
        outcome: drilled.end.as_str(),
        command: &drilled.argv,
        exit_code: drilled.exit_code,
        interrupted_by: report.interrupted_by,
        begun_at: instant::utc(drilled.begun_at),
        ended_at: instant::utc(drilled.ended_at),
        elapsed: length::iso(report.took),
        output: drilled.output,
        output_sha256: drilled.output_sha256,
        notices: notices(&report.notices),
    };
    answer("okno.backup-drill/1", body, &report.footing)
}
