//! `okno list`.

use clap::Args;

use super::{Context, Result, context::DONE};
use crate::{
    app::{self, ListAsked},
    change::State,
    output::{ics, json, table},
};

#[derive(Debug, Args)]
pub(super) struct List {
    /// On this system
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// For this customer
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// Planned by this account
    #[arg(long, value_name = "ACCOUNT")]
    person: Option<String>,
    /// In this state
    #[arg(long, value_enum)]
    state: Option<State>,
    /// Whose work ends after this
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
    /// Whose work starts before this
    #[arg(long, value_name = "INSTANT")]
    until: Option<String>,
    /// The zone in which --since and --until are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Those that are over, too; --format ics always has them
    #[arg(long, short)]
    all: bool,
}

impl List {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site_to_look()?;
        let Self { system, customer, person, state, since, until, zone, all } = self;
        // Who subscribes has to learn of what was withdrawn.
        let all = all || context.is_ics();
        let asked = ListAsked { system, customer, person, state, since, until, zone, all };
        let changes = app::list(&site, &asked)?;
        context.answer_or_ics(
            |style| table::change_list(&changes, style),
            || json::change_list(&changes),
            || ics::change_list(&changes),
        )?;
        Ok(DONE)
    }
}
