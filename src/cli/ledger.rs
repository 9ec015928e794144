//! `okno ledger`.

mod places;

use clap::{Args, Subcommand};

use super::{Context, Result, context::DONE};
use crate::{
    app::{self, Accepting},
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Ledger {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it
    Init(places::Init),
    /// Copy a ledger to another place, entries and hashes unchanged, and verify the copy
    Copy(places::Copy),
    /// Open the gate again where an operator looked and found all well; for administrators, and recorded
    Accept(Accept),
}

#[derive(Debug, Args)]
struct Accept {
    #[command(flatten)]
    what: What,
    /// How you know that it is right, at least 10 characters
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The clock is right: entries are dated after it, since a clock ran ahead once (clock-suspect)
    #[arg(long)]
    clock: bool,
    /// This machine's zone data are right: the newest release that was seen is wrong (zone-data-old)
    #[arg(long)]
    zone_data: bool,
    /// The ledger is right: it was brought back from a copy, or begun anew (ledger-broken)
    #[arg(long)]
    head: bool,
}

impl What {
    fn accepting(&self) -> Accepting {
        match self {
            Self { clock: true, .. } => Accepting::Clock,
            Self { zone_data: true, .. } => Accepting::ZoneData,
            Self { .. } => Accepting::Head,
        }
    }
}

impl Ledger {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        match self.task {
            Task::Init(task) => task.run(context),
            Task::Copy(task) => task.run(context),
            Task::Accept(task) => task.run(context),
        }
    }
}

impl Accept {
    fn run(self, context: &mut Context<'_>) -> Result {
        let Self { what, reason } = self;
        let site = context.site()?;
        let acceptance = app::accept(&site, what.accepting(), &reason)?;
        context.answer(|style| table::acceptance(&acceptance, style), || json::acceptance(&acceptance))?;
        Ok(DONE)
    }
}
