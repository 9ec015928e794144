//! `okno freeze`.

use clap::{Args, Subcommand};

use super::{Context, Result, arguments::customer, context::DONE};
use crate::{
    app::{self, FreezeAsked},
    freeze::FreezeId,
    output::{json, table},
    policy::CustomerId,
};

#[derive(Debug, Args)]
pub(super) struct Freeze {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Record a freeze: for everybody; or for the systems and the customers that are named, each of them
    Add(Add),
    /// Show the freezes that are not over, those of windows.toml too
    List(List),
    /// End a freeze that was recorded, from now on
    End(End),
}

#[derive(Debug, Args)]
struct Add {
    /// These systems, for whomever they serve (several times, or with commas)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    system: Vec<String>,
    /// These customers, whatever serves them (several times, or with commas)
    #[arg(long, value_name = "NAME", value_parser = customer, value_delimiter = ',')]
    customer: Vec<CustomerId>,
    /// From when on [default: now]
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Until when [default: until somebody ends it]
    #[arg(long, value_name = "INSTANT")]
    until: Option<String>,
    /// The zone in which --from and --until are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Why, for whoever is kept from working
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
struct List {
    /// Those that are over, too
    #[arg(long, short)]
    all: bool,
}

#[derive(Debug, Args)]
struct End {
    /// The freeze: FRZ-3 or 3
    id: FreezeId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Freeze {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let freezes = match self.task {
            Task::Add(Add { system, customer, from, until, zone, reason }) => {
                let asked = FreezeAsked { from, until, zone, customers: customer, systems: system, reason };
                app::add_freeze(&context.site()?, &asked)?
            }
            Task::List(List { all }) => app::freezes(&context.site_to_look()?, all)?,
            Task::End(End { id, reason }) => app::end_freeze(&context.site()?, id, reason.as_deref())?,
        };
        context.answer(|style| table::freezes(&freezes, style), || json::freezes(&freezes))?;
        Ok(DONE)
    }
}
