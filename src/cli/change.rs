//! `okno cancel`, `approve`, `reject`, `settle`, `show`: one change.

use chrono::TimeDelta;
use clap::Args;

use super::{Context, Result, arguments::length, context::DONE};
use crate::{
    app::{self, Deed, Waiving, answers::ChangeView},
    change::{ChangeId, Settlement},
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Cancel {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// Why, for whoever reads the log
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Cancel {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        act(context, self.id, &Deed::Cancel { reason: self.reason })
    }
}

#[derive(Debug, Args)]
pub(super) struct Approve {
    /// The change: CHG-12 or 12
    id: ChangeId,
}

impl Approve {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        act(context, self.id, &Deed::Approve)
    }
}

#[derive(Debug, Args)]
pub(super) struct Reject {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// Why, for its author
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Reject {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        act(context, self.id, &Deed::Reject { reason: self.reason })
    }
}

#[derive(Debug, Args)]
pub(super) struct Settle {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// How it ended
    #[arg(long = "as", value_enum)]
    settlement: Settlement,
    /// How you know
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Settle {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        act(context, self.id, &Deed::Settle { settlement: self.settlement, reason: self.reason })
    }
}

#[derive(Debug, Args)]
pub(super) struct Override {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// The code of a reason to waive (several times, or with commas); none is implied
    #[arg(long, value_name = "CODE", required = true, value_delimiter = ',')]
    waive: Vec<String>,
    /// Why it cannot wait
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The incident that it belongs to
    #[arg(long, value_name = "TICKET")]
    ticket: String,
    /// For how long: 30m, 2h; at most 24h
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    expires: TimeDelta,
}

impl Override {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let Self { id, waive: codes, reason, ticket, expires: expires_in } = self;
        act(context, id, &Deed::Override(Waiving { codes, reason, ticket, expires_in }))
    }
}

#[derive(Debug, Args)]
pub(super) struct Review {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// What there is to say about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl Review {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        act(context, self.id, &Deed::Review { note: self.note })
    }
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// All that was kept of its last run's output, not just the end
    #[arg(long)]
    output: bool,
}

impl Show {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site_to_look()?;
        let view = app::show(&site, self.id, self.output)?;
        answer(context, &view)
    }
}

fn act(context: &mut Context<'_>, id: ChangeId, deed: &Deed) -> Result {
    let site = context.site()?;
    let view = app::act(&site, id, deed)?;
    answer(context, &view)
}

fn answer(context: &mut Context<'_>, view: &ChangeView) -> Result {
    context.answer(|style| table::change(view, style), || json::change(view))?;
    Ok(DONE)
}
