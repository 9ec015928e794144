//! `okno status`.

use clap::Args;

use super::{Context, Result, context::DONE};
use crate::{
    app,
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Status {}

impl Status {
    pub(super) fn run(context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let status = app::status(&site)?;
        context.answer(|style| table::status(&status, style), || json::status(&status))?;
        Ok(DONE)
    }
}
