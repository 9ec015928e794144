//! `okno doctor`.

use clap::Args;

use super::{Context, Result, streams::with_narrator};
use crate::{
    app, exit,
    output::{json, table},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 0 when nothing falls short, 77 when somebody has to look, 69 when the ledger cannot be \
    opened or trusted."
)]
pub(super) struct Doctor {
    /// Also ask each backup tool for its list: a misspelt name or a wrong password shows then. Runs the tools, for at most
    /// 30 seconds each
    #[arg(long)]
    backups: bool,
}

impl Doctor {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let (caller, choice) = context.asker()?;
        let path = context.env.var("PATH").unwrap_or_default();
        let folders: Vec<_> = std::env::split_paths(&path).collect();
        let asking = self.backups;
        let checkup = with_narrator(context, |narrator| {
            app::doctor(caller, &choice, &folders, asking.then_some(narrator as &mut dyn app::Narrator))
        })?;
        context.answer(|style| table::checkup(&checkup, style), || json::checkup(&checkup))?;
        Ok(exit::of_cure(checkup.needs()))
    }
}
