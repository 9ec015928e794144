//! okno: plans changes in the customer's local time and refuses what does not fit.
pub mod acceptance;
pub mod app;
pub mod backup;
pub mod calendar;
pub mod change;
mod cli;
pub mod clock;
pub mod env;
pub mod exec;
pub mod exit;
pub mod freeze;
pub mod gate;
pub mod halt;
pub mod health;
pub mod ledger;
pub mod output;
pub mod people;
pub mod policy;
pub mod probe;
pub mod record;
pub mod regime;
pub mod retention;
pub mod tools;
pub mod zonedata;

use std::ffi::OsString;
use std::process::ExitCode;

pub use env::Env;

/// How a command line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// One of the codes of [`exit`], or the code of the command that was run.
    pub code: u8,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code)
    }
}

/// Carries out one command line, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>, env: Env<'_>) -> Outcome {
    Outcome { code: cli::run(args, env) }
}
