//! `okno.decision/1`: what the gate says, and for `run` what came of it.

use serde::Serialize;

use super::{
    answer,
    backups::RefutedLookBody,
    reason::ReasonBody,
    times::{SlotBody, WindowBody, customers, local},
};
use crate::{
    app::answers::{RunOutcome, RunReport, Verdict},
    calendar::{instant, length},
    change::{Finished, LeftBehind, Output},
    exit,
    gate::{KnownBackup, Reason, Rule},
    output::words::ReasonContext,
    policy::SystemId,
    record::Digest,
};

const SCHEMA: &str = "okno.decision/1";

/// `okno check --format json`, and a refused `plan`.
pub fn verdict(answered: &Verdict) -> String {
    answer(SCHEMA, DecisionBody::new(answered), &answered.footing)
}

/// `okno run --format json`.
pub fn run_report(answered: &RunReport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(flatten)]
        decision: DecisionBody<'a>,
        outcome: &'static str,
        run: Option<RunBody<'a>>,
    }
    let mut decision = DecisionBody::new(&answered.verdict);
    if let Some(run) = &answered.run {
        decision.exit_code = run.exit_code();
    }
    let outcome = answered.run.as_ref().map_or("refused", RunOutcome::outcome);
    let body = Body { decision, outcome, run: answered.run.as_ref().map(RunBody::new) };
    answer(SCHEMA, body, &answered.verdict.footing)
}

#[derive(Serialize)]
struct DecisionBody<'a> {
    decision: &'static str,
    exit_code: u8,
    change: Option<String>,
    version: Option<u32>,
    system: &'a str,
    customers: Vec<&'a str>,
    at: String,
    at_local: Option<String>,
    downtime: String,
    duration: String,
    rule: &'static str,
    window: Option<WindowBody>,
    reasons: Vec<ReasonBody>,
    retry_at: Option<String>,
    /// The change's last start, where everything passes by itself, but only after that.
    misses_latest_start: Option<String>,
    /// What will close the gate then and does not close it at present.
    closed_then: Vec<ReasonBody>,
    not_judged: &'a [u8],
    next_slot: Option<SlotBody>,
    backup: Option<BackupBody<'a>>,
    /// The system whose backups were judged; `null` where they are its own.
    backup_of: Option<&'a str>,
    /// Why no backup is needed; `null` where one is.
    no_backup: Option<&'a str>,
    /// The last look, where it found the newest backup to be no good; else `null`.
    newest_refuted: Option<RefutedLookBody<'a>>,
}

impl<'a> DecisionBody<'a> {
    fn new(answered: &'a Verdict) -> Self {
        let Verdict { decision, places, .. } = answered;
        let context = ReasonContext::of_verdict(answered);
        let body = |reason: &Reason| ReasonBody::new(reason, &context);
        Self {
            decision: if decision.is_open() { "open" } else { "closed" },
            exit_code: exit::of_cure(decision.gravest()),
            change: answered.change.map(|(id, _)| id.to_string()),
            version: answered.change.map(|(_, version)| version),
            system: answered.system.as_str(),
            customers: customers(places),
            at: instant::utc(decision.at),
            at_local: local(decision.at, places),
            downtime: length::iso(answered.downtime),
            duration: length::iso(answered.duration),
            rule: match decision.rule {
                Rule::AnyTime => "any-time",
                Rule::Window => "window",
            },
            window: decision.window.as_ref().map(|window| WindowBody::new(window, places)),
            reasons: decision.reasons.iter().map(body).collect(),
            retry_at: decision.retry_at.map(instant::utc),
            misses_latest_start: decision.misses.as_ref().map(|missed| instant::utc(missed.latest_start_at)),
            closed_then: decision.misses.iter().flat_map(|missed| &missed.then).map(body).collect(),
            not_judged: &decision.not_judged,
            next_slot: decision.next_slot.as_ref().map(SlotBody::new),
            backup: decision.backup.as_ref().map(BackupBody::new),
            backup_of: decision.backup_of.as_ref().map(SystemId::as_str),
            no_backup: decision.no_backup.as_deref(),
            newest_refuted: answered.newest_refuted.as_ref().map(RefutedLookBody::new),
        }
    }
}

/// The backup that was judged.
#[derive(Serialize)]
struct BackupBody<'a> {
    id: &'a str,
    level: u8,
    at: String,
    evidence: &'static str,
}

impl<'a> BackupBody<'a> {
    fn new(known: &'a KnownBackup) -> Self {
        let backup = &known.backup;
        Self { id: &backup.id, level: backup.level, at: instant::utc(backup.at), evidence: backup.evidence.as_str() }
    }
}

#[derive(Serialize)]
struct RunBody<'a> {
    number: u32,
    /// The command's own.
    exit_code: u8,
    started_at: String,
    finished_at: String,
    outcome: &'static str,
    deadline: Option<String>,
    overrun: Option<String>,
    signal: Option<i32>,
    interrupted_by: Option<i32>,
    problem: Option<&'a str>,
    left_behind: &'a [LeftBehind],
    output: Option<OutputBody>,
    unrecorded: Option<&'a str>,
}

impl<'a> RunBody<'a> {
    fn new(run: &'a RunOutcome) -> Self {
        let Finished { exit_code, signal, problem, overrun, output, left_behind, .. } = &run.finished;
        Self {
            number: run.number,
            exit_code: *exit_code,
            started_at: instant::utc(run.started_at),
            finished_at: instant::utc(run.finished_at),
            outcome: run.outcome(),
            deadline: run.deadline.map(instant::utc),
            overrun: overrun.map(length::iso),
            signal: *signal,
            interrupted_by: run.interrupted_by,
            problem: problem.as_deref(),
            left_behind,
            output: output.as_ref().map(OutputBody::new),
            unrecorded: run.unrecorded.as_deref(),
        }
    }
}

/// What a command printed.
#[derive(Serialize)]
pub(super) struct OutputBody {
    bytes: u64,
    sha256: Digest,
    cut: bool,
    kept: bool,
}

impl OutputBody {
    pub(super) fn new(output: &Output) -> Self {
        let Output { attachment, bytes, sha256, cut } = *output;
        Self { bytes, sha256, cut, kept: attachment.is_some() }
    }
}
