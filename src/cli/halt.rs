//! `okno halt`, `okno resume`.

use clap::Args;

use super::{Context, Result, context::DONE};
use crate::{
    app::{self, Stopping},
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Halt {
    /// Only changes on this system [default: all]
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Why, for whoever is kept from working
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Halt {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        stop(context, &Stopping::Halt { system: self.system, reason: self.reason })
    }
}

#[derive(Debug, Args)]
pub(super) struct Resume {
    /// What was halted for this system alone [default: what was halted for all]
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
}

impl Resume {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        stop(context, &Stopping::Resume { system: self.system })
    }
}

fn stop(context: &mut Context<'_>, stopping: &Stopping) -> Result {
    let site = context.site()?;
    let line = app::stop(&site, stopping)?;
    context.answer(|style| table::line(&line, style), || json::line(&line))?;
    Ok(DONE)
}
