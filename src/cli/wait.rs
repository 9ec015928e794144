//! `okno wait`.

use chrono::TimeDelta;
use clap::Args;

use super::{Context, Failure, Result, arguments::length, streams::with_streams};
use crate::{
    app::{self, WaitAsked},
    change::ChangeId,
    exit,
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Wait {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// Give up after this, with exit code 75
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    timeout: Option<TimeDelta>,
}

impl Wait {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let asked = WaitAsked { timeout: self.timeout, for_backup: false };
        let waited = with_streams(context, |_, narrator| app::wait(&site, self.id, &asked, narrator));
        let waited = waited.map_err(|error| Failure::from(error).at_the_gate())?;
        let verdict = &waited.verdict;
        context.answer(|style| table::verdict(verdict, style), || json::verdict(verdict))?;
        Ok(if waited.timed_out { exit::NOT_NOW } else { exit::of_cure(verdict.decision.gravest()) })
    }
}
