//! The command line: arguments, one call of `app`, one call of `output`. One file a command.

mod arguments;
mod backup;
mod calendar;
mod change;
mod check;
mod completions;
mod context;
mod doctor;
mod failure;
mod freeze;
mod halt;
mod init;
mod keeping;
mod ledger;
mod list;
mod log;
mod plan;
mod plan_prompt;
mod policy;
mod prompt;
mod run;
mod slots;
mod status;
mod streams;
mod wait;
mod windows;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand, error::ErrorKind};

use crate::{env::Env, exit, output::style::Style};
use context::{Context, Format, Globals};
use failure::Failure;

/// What every command gives back: the exit code, or why there is no answer.
type Result<T = u8> = std::result::Result<T, Failure>;

/// Plans changes at a time that fits the customer, refuses what does not fit, runs what it lets through, records all of it.
#[derive(Debug, Parser)]
#[command(name = "okno", version, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 open or done, 2 usage, 65 the log does not verify, 69 an operator is needed, \
    74 a file, 75 not now, 77 somebody has to act, 78 windows.toml, 124 stopped at its deadline, \
    else the command's own.")]
struct Okno {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Task {
    /// Write a first windows.toml: asks on a terminal, else takes flags
    Init(init::Init),
    /// Show the windows of a customer or a system by the rules alone
    Windows(windows::Windows),
    /// Find start times at which work of a given length fits
    Slots(slots::Slots),
    /// Record a change and the command that will run; without --at at the next slot
    Plan(plan::Plan),
    /// Give a change another start
    Reschedule(plan::Reschedule),
    /// Withdraw a change
    Cancel(change::Cancel),
    /// Agree to a change that somebody else planned
    Approve(change::Approve),
    /// Refuse a change that somebody else planned
    Reject(change::Reject),
    /// Ask whether a change, or work on a system, may start; reads only, calls no tool
    Check(check::Check),
    /// Sleep until a change may start, and tell what needs somebody meanwhile
    Wait(wait::Wait),
    /// Run a change: the gate decides, the command runs, its end is recorded
    Run(run::Run),
    /// Waive named reasons for one version of a change: break-glass
    Override(change::Override),
    /// Look at work that was done under an override, as another person
    Review(change::Review),
    /// Keep changes out of a stretch of time, for everybody or for some: add, list, end
    Freeze(freeze::Freeze),
    /// Stop the line: no change may start, on a system or anywhere
    Halt(halt::Halt),
    /// Let changes start again
    Resume(halt::Resume),
    /// Say how a run ended that nobody could record, or end a failed change
    Settle(change::Settle),
    /// Take, confirm and show backups
    Backup(backup::Backup),
    /// One screen: what is open now, running, interrupted, due, missed
    Status(status::Status),
    /// Show a change with its whole story
    Show(change::Show),
    /// List changes by start: those that are not over, unless asked otherwise
    List(list::List),
    /// Show what was recorded; verify, export or rebuild it
    Log(log::Log),
    /// Show a calendar, and what of the calendars has to be looked after
    Calendar(calendar::Calendar),
    /// Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right
    Ledger(ledger::Ledger),
    /// Show, check, compare and adopt the rules of windows.toml
    Policy(policy::Policy),
    /// Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools
    Doctor(doctor::Doctor),
    /// Print the completion script for a shell
    Completions(completions::Completions),
}

/// Carries out one command line.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>, env: Env<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    match parse(&args, env.terminal.columns) {
        Ok(Okno { globals, command }) => {
            let mut context = Context::new(globals, env);
            // A form that the command does not have is refused before anything is done.
            match context.only(command.formats()).and_then(|()| command.run(&mut context)) {
                Ok(code) => code,
                Err(failure) => context.report(&failure),
            }
        }
        Err(error) => {
            let mut context = Context::new(Globals::of_unreadable(&args), env);
            match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => context
                    .print(&context.painted(&error.render()))
                    .map_or_else(|failure| context.report(&failure), |()| exit::OK),
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                    context.complain(&error.render().to_string());
                    exit::USAGE
                }
                _ => context.report(&Failure::of_arguments(&error)),
            }
        }
    }
}

/// Reads the arguments. Help and errors are as wide as the terminal, within reason.
fn parse(args: &[OsString], columns: Option<u16>) -> std::result::Result<Okno, clap::Error> {
    const WIDEST: u16 = 100;
    let columns = columns.unwrap_or(Style::plain().width()).min(WIDEST);
    let mut command = command_line().term_width(columns.into());
    let matches = command.try_get_matches_from_mut(args)?;
    Okno::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The whole command line, for completions.
fn command_line() -> clap::Command {
    Okno::command()
}

impl Task {
    /// The forms in which it can answer.
    fn formats(&self) -> &'static [Format] {
        match self {
            Self::Log(task) => task.formats(),
            Self::Completions(_) => &[Format::Table],
            Self::List(_) | Self::Windows(_) | Self::Slots(_) => &[Format::Table, Format::Json, Format::Ics],
            _ => &[Format::Table, Format::Json],
        }
    }

    fn run(self, context: &mut Context<'_>) -> Result {
        match self {
            Self::Init(task) => task.run(context),
            Self::Windows(task) => task.run(context),
            Self::Slots(task) => task.run(context),
            Self::Plan(task) => task.run(context),
            Self::Reschedule(task) => task.run(context),
            Self::Cancel(task) => task.run(context),
            Self::Approve(task) => task.run(context),
            Self::Reject(task) => task.run(context),
            Self::Check(task) => task.run(context),
            Self::Wait(task) => task.run(context),
            Self::Run(task) => task.run(context),
            Self::Settle(task) => task.run(context),
            Self::Override(task) => task.run(context),
            Self::Review(task) => task.run(context),
            Self::Freeze(task) => task.run(context),
            Self::Halt(task) => task.run(context),
            Self::Resume(task) => task.run(context),
            Self::Backup(task) => task.run(context),
            Self::Status(status::Status {}) => status::Status::run(context),
            Self::Show(task) => task.run(context),
            Self::List(task) => task.run(context),
            Self::Log(task) => task.run(context),
            Self::Calendar(task) => task.run(context),
            Self::Ledger(task) => task.run(context),
            Self::Policy(task) => task.run(context),
            Self::Doctor(task) => task.run(context),
            Self::Completions(task) => task.run(context),
        }
    }
}
