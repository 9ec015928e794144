//! `okno ledger init`, `okno ledger copy`.

use clap::Args;

use crate::{
    app,
    cli::{Context, Result, context::DONE},
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Init {
    #[arg(
        value_name = "URL",
        help = "The database, as postgres://LOGIN@HOST/DATABASE; the login has to be its owner or a superuser"
    )]
    url: String,
    /// Execute the SQL for the roles as well
    #[arg(long)]
    grant: bool,
}

impl Init {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let login = context.login();
        let made = app::make_ledger(&self.url, &context.env.folder, &login, self.grant)?;
        context.answer(|style| table::ledger_made(&made, style), || json::ledger_made(&made))?;
        Ok(DONE)
    }
}

#[derive(Debug, Args)]
pub(super) struct Copy {
    /// The ledger to copy: a path, or a postgres:// URL
    #[arg(value_name = "FROM")]
    from: String,
    /// Where to: an empty place, or an older copy of the same ledger. In PostgreSQL as its owner
    #[arg(value_name = "TO")]
    to: String,
}

impl Copy {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let login = context.login();
        let (folder, now) = (context.env.folder.clone(), context.env.clock.now());
        let copied = app::copy_ledger(&self.from, &self.to, &folder, &login, now)?;
        context.answer(|style| table::ledger_copied(&copied, style), || json::ledger_copied(&copied))?;
        Ok(DONE)
    }
}
