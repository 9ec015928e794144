//! `okno backup prune|transfer|drill`.

use clap::Args;

use super::{Context, Failure, Result, context::DONE, prompt, streams::with_streams};
use crate::{
    app::{
        self, DrillAsked, PruneAsked, TransferAsked,
        answers::{PruneReport, Stopped, TransferOutcome, TransferReport},
    },
    backup::DrillEnd,
    exit,
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Prune {
    /// Only this system's
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// What would go at that instant, if no copy came or went until then
    #[arg(long, value_name = "INSTANT", conflicts_with = "apply")]
    at: Option<String>,
    /// The zone in which --at is read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Delete them, one by one, each with an entry
    #[arg(long)]
    apply: bool,
    /// How many of a system may go at once; --yes does not lift this [default: 10 or a fifth, whichever is more]
    #[arg(long, value_name = "N")]
    max_delete: Option<usize>,
    /// Also show the copies that are merely not old enough
    #[arg(long)]
    all: bool,
}

impl Prune {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let asked = PruneAsked { system: self.system, at: self.at, zone: self.zone, max_delete: self.max_delete };
        let all = self.all;
        let mut report = app::prune_plan(&site, &asked)?;
        if self.apply {
            let ready = |plan: &&app::answers::SystemPlan| !plan.order.is_empty() && !plan.has_no_way;
            let going: usize = report.systems.iter().filter(ready).map(|plan| plan.order.len()).sum();
            let over = report.systems.iter().any(app::answers::SystemPlan::is_over_limit);
            if going > 0 && !over && !context.globals.yes {
                let style = context.err_style();
                context.complain(&table::prune(&report, all, &style));
                let question = format!("Delete {going} {}?", if going == 1 { "copy" } else { "copies" });
                if !prompt::agree(context, &question, "--yes")? {
                    return Err(Failure::declined());
                }
            }
            report = app::prune(&site, &asked, &report)?;
        }
        context.answer(|style| table::prune(&report, all, style), || json::prune(&report))?;
        Ok(pruned(&report))
    }
}

fn pruned(report: &PruneReport) -> u8 {
    let stopped = |plan: &app::answers::SystemPlan| plan.stopped.clone();
    let stops: Vec<Stopped> = report.systems.iter().filter_map(stopped).collect();
    if stops.iter().any(|stopped| matches!(stopped, Stopped::NotRecorded { .. })) {
        return exit::INPUT_OUTPUT;
    }
    if report.systems.iter().any(|plan| !plan.faults.is_empty() && !plan.is_untold) {
        return exit::UNAVAILABLE;
    }
    let refused = |plan: &app::answers::SystemPlan| {
        !plan.order.is_empty() && (plan.is_over_limit() || plan.has_no_way) || plan.doubt.is_some() || plan.is_untold
    };
    let waits = |stopped: &Stopped| matches!(stopped, Stopped::Busy);
    if stops.iter().any(|stopped| !waits(stopped)) || report.applied && report.systems.iter().any(refused) {
        return exit::REFUSED;
    }
    if stops.is_empty() { DONE } else { exit::NOT_NOW }
}

#[derive(Debug, Args)]
pub(super) struct Transfer {
    /// Only this system's
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Only those whose working day has come
    #[arg(long)]
    due: bool,
}

impl Transfer {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let asked = TransferAsked { system: self.system, due: self.due };
        let report = with_streams(context, |streams, narrator| app::transfer(&site, &asked, streams, narrator))?;
        context.answer(|style| table::transfer(&report, style), || json::transfer(&report))?;
        Ok(transferred(&report))
    }
}

fn transferred(report: &TransferReport) -> u8 {
    if let Some(signal) = report.interrupted_by {
        return exit::of_signal(signal);
    }
    if report.systems.iter().any(|system| !system.faults.is_empty()) {
        return exit::UNAVAILABLE;
    }
    let mut copies = report.systems.iter().flat_map(|system| &system.copies);
    let failed = copies.any(|copy| matches!(copy.outcome, TransferOutcome::NotMoved { .. }));
    if failed {
        exit::REFUSED
    } else if report.systems.iter().any(|system| system.is_busy) {
        exit::NOT_NOW
    } else {
        DONE
    }
}

#[derive(Debug, Args)]
pub(super) struct Drill {
    /// The system
    #[arg(long, value_name = "NAME")]
    system: String,
    /// Which backup, by its id or as much of it as no other begins with [default: the newest that okno looked at, also where its last restore failed]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

impl Drill {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let asked = DrillAsked { system: self.system, id: self.id };
        let report = with_streams(context, |streams, narrator| app::drill(&site, &asked, streams, narrator))?;
        context.answer(|style| table::drill(&report, style), || json::drill(&report))?;
        Ok(match report.end() {
            DrillEnd::Restored => DONE,
            DrillEnd::Failed => exit::REFUSED,
            DrillEnd::Unclear => report.interrupted_by.map_or(exit::UNAVAILABLE, exit::of_signal),
        })
    }
}
