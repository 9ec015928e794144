//! `okno ledger`.

mod places;

use clap::{Args, Subcommand};

use super::{Context, Result};

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
}

impl Ledger {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        match self.task {
            Task::Init(task) => task.run(context),
            Task::Copy(task) => task.run(context),
        }
    }
}
