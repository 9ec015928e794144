//! `okno calendar`.

use clap::{Args, Subcommand};

use super::{Context, Result, context::DONE};
use crate::{
    app,
    calendar::instant::YEARS,
    exit,
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Calendar {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// A year at a glance: working days, days off, and those that are not known
    Show {
        /// The calendar, as windows.toml names it
        #[arg(value_name = "CALENDAR")]
        name: String,
        /// Which year [default: the present one]
        #[arg(long, value_name = "YEAR", value_parser = year())]
        year: Option<i32>,
    },
    /// Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data;
    /// exits with 77 if anything
    Check,
}

/// The years in which anything may lie.
fn year() -> clap::builder::RangedI64ValueParser<i32> {
    clap::value_parser!(i32).range(i64::from(*YEARS.start())..=i64::from(*YEARS.end()))
}

impl Calendar {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        match self.task {
            Task::Show { name, year } => {
                let shown = app::calendar_year(&site, &name, year)?;
                context.answer(|style| table::calendar_year(&shown, style), || json::calendar_year(&shown))?;
                Ok(DONE)
            }
            Task::Check => {
                let found = app::calendar_check(&site)?;
                context.answer(|style| table::calendar_check(&found, style), || json::calendar_check(&found))?;
                Ok(if found.is_sound() { DONE } else { exit::REFUSED })
            }
        }
    }
}
