//! `okno.change/1` and `okno.changes/1`.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{NoticeBody, answer, decision::OutputBody, notices, times::local};
use crate::{
    app::answers::{ChangeList, ChangeView, Notice},
    calendar::{instant, length},
    change::{Approval, Granted, LeftBehind, Override, Plan, ProgramFile, Run, RunEnd, Specification, WaveOf},
    output::words::elapsed,
    policy::{CustomerId, Evidence, SystemId},
    record::{Digest, Entry},
};

/// `okno plan|reschedule|show --format json`.
pub fn change(answered: &ChangeView) -> String {
    answer("okno.change/1", ChangeBody::new(answered), &answered.footing)
}

/// `okno list --format json`.
pub fn change_list(answered: &ChangeList) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        changes: Vec<ChangeBody<'a>>,
    }
    answer("okno.changes/1", Body { changes: changes(&answered.changes) }, &answered.footing)
}

/// `okno plan --waves --format json`.
pub fn waves(answered: &ChangeList, noticed: &[Notice]) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        changes: Vec<ChangeBody<'a>>,
        notices: Vec<NoticeBody>,
    }
    let body = Body { changes: changes(&answered.changes), notices: notices(noticed) };
    answer("okno.changes/1", body, &answered.footing)
}

/// Several changes within another answer.
pub(super) fn changes(views: &[ChangeView]) -> Vec<ChangeBody<'_>> {
    views.iter().map(ChangeBody::new).collect()
}

#[derive(Serialize)]
pub(super) struct ChangeBody<'a> {
    id: String,
    version: u32,
    state: &'static str,
    title: Option<&'a str>,
    kind: Option<&'static str>,
    system: Option<&'a str>,
    customers: Vec<&'a str>,
    start_at: Option<String>,
    latest_start_at: Option<String>,
    end_at: Option<String>,
    downtime: Option<String>,
    duration: Option<String>,
    command: Option<&'a [String]>,
    author: &'a str,
    approvals: Vec<ApprovalBody<'a>>,
    start_local: Option<String>,
    latest_start_local: Option<String>,
    end_local: Option<String>,
    night_of: Option<NaiveDate>,
    r#ref: Option<&'a str>,
    touches_data: Option<bool>,
    emergency: Option<&'a str>,
    overrides: Vec<OverrideBody<'a>>,
    instruction: Option<&'a str>,
    specification: Option<&'a Specification>,
    folder: Option<&'a str>,
    interactive: Option<bool>,
    masked: Option<bool>,
    program: Option<&'a ProgramFile>,
    withdrawn: Option<&'a str>,
    runs: Vec<RunBody<'a>>,
    story: Vec<StoryBody<'a>>,
    /// What is kept of the last run's output, as text.
    output: Option<String>,
    notices: Vec<NoticeBody>,
    /// Its place among waves that were planned together.
    wave: Option<WaveBody<'a>>,
}

/// Which of the waves.
#[derive(Serialize)]
struct WaveBody<'a> {
    set: &'a str,
    number: u32,
    of: u32,
    changes: Vec<String>,
}

impl<'a> WaveBody<'a> {
    fn new(wave: &'a WaveOf) -> Self {
        let WaveOf { set, number, of } = wave;
        Self { set, number: *number, of: *of, changes: wave.all().iter().map(ToString::to_string).collect() }
    }
}

impl<'a> ChangeBody<'a> {
    fn new(view: &'a ChangeView) -> Self {
        let change = &view.change;
        let plan = change.plan();
        let command = plan.and_then(|plan| plan.command.as_ref());
        let shown = |at: fn(&Plan) -> _| plan.map(|plan| instant::utc(at(plan)));
        let shown_local = |at: fn(&Plan) -> _| plan.and_then(|plan| local(at(plan), &view.places));
        Self {
            wave: plan.and_then(|plan| plan.wave.as_ref()).map(WaveBody::new),
            id: view.id.to_string(),
            version: change.version(),
            state: view.state.as_str(),
            title: plan.map(|plan| plan.title.as_str()),
            kind: plan.map(|plan| plan.kind.as_str()),
            system: plan.map(|plan| SystemId::as_str(&plan.system)),
            customers: plan.into_iter().flat_map(|plan| plan.customers.iter().map(CustomerId::as_str)).collect(),
            start_at: shown(|plan| plan.start_at),
            latest_start_at: shown(|plan| plan.latest_start_at),
            end_at: shown(Plan::end_at),
            downtime: plan.map(|plan| length::iso(plan.downtime)),
            duration: plan.map(|plan| length::iso(plan.duration)),
            command: command.map(|command| command.argv.as_slice()),
            author: change.author(),
            approvals: change.approvals().iter().map(ApprovalBody::new).collect(),
            start_local: shown_local(|plan| plan.start_at),
            latest_start_local: shown_local(|plan| plan.latest_start_at),
            end_local: shown_local(Plan::end_at),
            night_of: plan.map(|plan| plan.night_of),
            r#ref: plan.and_then(|plan| plan.reference.as_deref()),
            touches_data: plan.map(|plan| plan.touches_data),
            emergency: plan.and_then(|plan| plan.emergency.as_deref()),
            overrides: change.overrides().map(OverrideBody::new).collect(),
            instruction: plan.and_then(|plan| plan.instruction.as_deref()),
            specification: plan.and_then(|plan| plan.specification.as_ref()),
            folder: command.map(|command| command.folder.as_str()),
            interactive: command.map(|command| command.interactive),
            masked: command.map(|command| command.masked),
            program: command.and_then(|command| command.program.as_ref()),
            withdrawn: change.withdrawn(),
            runs: change.runs().iter().map(RunBody::new).collect(),
            story: view.story.iter().map(StoryBody::new).collect(),
            output: view.output.as_ref().map(|output| String::from_utf8_lossy(output).into_owned()),
            notices: notices(&view.notices),
        }
    }
}

#[derive(Serialize)]
struct ApprovalBody<'a> {
    by: &'a str,
    at: String,
    version: u32,
}

impl<'a> ApprovalBody<'a> {
    fn new(approval: &'a Approval) -> Self {
        Self { by: &approval.by, at: instant::utc(approval.at), version: approval.version }
    }
}

/// A run as the ledger has it: what its end does not tell is null.
#[derive(Serialize)]
struct RunBody<'a> {
    number: u32,
    version: u32,
    by: &'a str,
    started_at: String,
    deadline: Option<String>,
    backup: Option<&'a str>,
    evidence: Option<&'static str>,
    /// The system whose backup that is; `null` where it is the system's own.
    backup_of: Option<&'a str>,
    /// Why no backup was needed; `null` where one was.
    no_backup: Option<&'a str>,
    /// `null` while it runs.
    ended_at: Option<String>,
    outcome: Option<&'static str>,
    exit_code: Option<u8>,
    signal: Option<i32>,
    problem: Option<&'a str>,
    elapsed: Option<String>,
    overrun: Option<String>,
    output: Option<OutputBody>,
    left_behind: &'a [LeftBehind],
    settled_as: Option<&'static str>,
    settled_by: Option<&'a str>,
    reason: Option<&'a str>,
}

impl<'a> RunBody<'a> {
    fn new(run: &'a Run) -> Self {
        let started = &run.started;
        let body = Self {
            number: started.run,
            version: started.version,
            by: &run.by,
            started_at: instant::utc(run.started_at),
            deadline: started.deadline.map(instant::utc),
            backup: started.backup.as_deref(),
            evidence: started.evidence.map(Evidence::as_str),
            backup_of: started.backup_of.as_ref().map(SystemId::as_str),
            no_backup: started.no_backup.as_deref(),
            ended_at: run.end.as_ref().map(|end| instant::utc(end.at())),
            outcome: None,
            exit_code: None,
            signal: None,
            problem: None,
            elapsed: None,
            overrun: None,
            output: None,
            left_behind: &[],
            settled_as: None,
            settled_by: None,
            reason: None,
        };
        match &run.end {
            None => body,
            Some(RunEnd::Interrupted { .. }) => Self { outcome: Some("interrupted"), ..body },
            Some(RunEnd::Settled { how, by, .. }) => Self {
                outcome: Some("interrupted"),
                settled_as: Some(how.settlement.as_str()),
                settled_by: Some(by),
                reason: Some(&how.reason),
                ..body
            },
            Some(RunEnd::Finished { how, .. }) => Self {
                outcome: Some(how.outcome.as_str()),
                exit_code: Some(how.exit_code),
                signal: how.signal,
                problem: how.problem.as_deref(),
                elapsed: Some(length::iso(elapsed(how.elapsed_ms))),
                overrun: how.overrun.map(length::iso),
                output: how.output.as_ref().map(OutputBody::new),
                left_behind: &how.left_behind,
                ..body
            },
        }
    }
}

/// One entry of the story.
#[derive(Serialize)]
struct StoryBody<'a> {
    seq: u64,
    at: String,
    actor: &'a str,
    kind: &'a str,
    dv: u16,
    data: &'a RawValue,
    hash: Digest,
}

impl<'a> StoryBody<'a> {
    fn new(entry: &'a Entry) -> Self {
        Self {
            seq: entry.stamp.seq,
            at: instant::utc(entry.stamp.at),
            actor: &entry.stamp.actor,
            kind: &entry.kind,
            dv: entry.dv,
            data: &entry.data,
            hash: entry.hash,
        }
    }
}

/// A waiver of the present version.
#[derive(Serialize)]
struct OverrideBody<'a> {
    by: &'a str,
    granted_at: String,
    expires_at: String,
    waived: &'a [String],
    reason: &'a str,
    ticket: &'a str,
}

impl<'a> OverrideBody<'a> {
    fn new(granted: &'a Granted) -> Self {
        let Override { codes, reason, ticket, expires_at, .. } = &granted.waiver;
        Self {
            by: &granted.by,
            granted_at: instant::utc(granted.at),
            expires_at: instant::utc(*expires_at),
            waived: codes,
            reason,
            ticket,
        }
    }
}
