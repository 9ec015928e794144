//! `okno doctor`.

use clap::Args;

use super::{Context, Result};
use crate::{
    app, exit,
    output::{json, table},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 0 when nothing falls short, 77 when somebody has to look, 69 when the ledger cannot be \
    opened or trusted."
)]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) fn run(context: &mut Context<'_>) -> Result {
        let (caller, choice) = context.asker()?;
        let path = context.env.var("PATH").unwrap_or_default();
        let folders: Vec<_> = std::env::split_paths(&path).collect();
        let checkup = app::doctor(caller, &choice, &folders)?;
        context.answer(|style| table::checkup(&checkup, style), || json::checkup(&checkup))?;
        Ok(exit::of_cure(checkup.needs()))
    }
}
