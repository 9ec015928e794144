//! `okno log`.

use std::{ops::ControlFlow, path::PathBuf};

use clap::{Args, Subcommand};

use super::{
    Context, Result,
    context::{DONE, Format},
};
use crate::{
    app::{
        self, Error,
        log::{self, LogAsked},
    },
    exit,
    output::{json, table},
};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Log {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    filter: Filter,
}

#[derive(Debug, Args)]
struct Filter {
    /// From this instant on
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
    /// Before this instant
    #[arg(long, value_name = "INSTANT")]
    until: Option<String>,
    /// The zone in which --since and --until are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// About this system
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// About this customer
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// Recorded by this account
    #[arg(long, value_name = "ACCOUNT")]
    person: Option<String>,
    /// Of this kind, such as run.started
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// About this change, or another subject as the log names it
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// The newest so many [default: 50 on a terminal, else all]
    #[arg(long, short = 'n', value_name = "N")]
    last: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Check every link of the chain, and the search tables against it
    Verify {
        /// Check an exported log instead of the ledger
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
    },
    /// Show the newest entry's number and hash: write them down elsewhere
    Head,
    /// Print every entry with its hash before it, oldest first
    Export,
    /// Make the search tables anew from the entries
    Rebuild,
}

impl Log {
    /// The forms in which it can answer.
    pub(super) fn formats(&self) -> &'static [Format] {
        match self.task {
            None => &[Format::Table, Format::Json, Format::Jsonl],
            Some(Task::Export) => &[Format::Table, Format::Jsonl],
            Some(Task::Verify { .. } | Task::Head | Task::Rebuild) => &[Format::Table, Format::Json],
        }
    }

    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        match self.task {
            None => self.filter.show(context),
            Some(Task::Verify { export: None }) => verify(context),
            Some(Task::Verify { export: Some(path) }) => verify_export(context, path),
            Some(Task::Head) => head(context),
            Some(Task::Export) => export(context),
            Some(Task::Rebuild) => rebuild(context),
        }
    }
}

impl Filter {
    fn show(self, context: &mut Context<'_>) -> Result {
        let site = context.site_to_look()?;
        let last = self.last.or(context.env.terminal.stdout.then_some(50));
        let Self { since, until, zone, system, customer, person, kind, subject, .. } = self;
        let asked = LogAsked { since, until, zone, system, customer, person, kind, subject, last };
        if context.globals.format == Format::Jsonl {
            return lines(context, &site, &asked);
        }
        let page = log::page(&site, &asked)?;
        context.answer(|style| table::log_page(&page, style), || json::log_page(&page))?;
        Ok(DONE)
    }
}

/// The lines as they were hashed, as they come: a long log needs no memory.
fn lines(context: &mut Context<'_>, site: &app::Site<'_>, asked: &LogAsked) -> Result {
    let mut failed = None;
    log::entries(site, asked, &mut |entry| match context.print(&format!("{}\n", entry.line)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(failure) => {
            failed = Some(failure);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(DONE), Err)
}

fn verify(context: &mut Context<'_>) -> Result {
    let site = context.site_to_look()?;
    let found = log::verify(&site)?;
    context.answer(|style| table::verification(&found, style), || json::verification(&found))?;
    Ok(if found.ok { DONE } else { exit::DOES_NOT_VERIFY })
}

fn verify_export(context: &mut Context<'_>, path: PathBuf) -> Result {
    let path = context.env.folder.join(path);
    let outcome = log::verify_export(&path)?;
    context
        .answer(|style| table::export_verification(&path, &outcome, style), || json::export_verification(&outcome))?;
    Ok(if outcome.is_ok() { DONE } else { exit::DOES_NOT_VERIFY })
}

fn head(context: &mut Context<'_>) -> Result {
    let site = context.site_to_look()?;
    let footing = log::newest_head(&site)?;
    context.answer(|style| table::head(&footing, style), || json::head(&footing))?;
    Ok(DONE)
}

fn export(context: &mut Context<'_>) -> Result {
    let site = context.site_to_look()?;
    match log::export(&site, &mut std::io::BufWriter::new(&mut *context.env.out)) {
        Err(Error::File { error, .. }) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(DONE),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(DONE),
    }
}

fn rebuild(context: &mut Context<'_>) -> Result {
    let site = context.site_to_look()?;
    let (mended, footing) = log::rebuild(&site)?;
    context.answer(|_| table::rebuilt(mended), || json::rebuilt(mended, &footing))?;
    Ok(DONE)
}
