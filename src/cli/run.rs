//! `okno run`.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use clap::{ArgGroup, Args, ValueEnum};

use super::{Context, Failure, Result, arguments::length, streams::with_streams};
use crate::{
    app::{
        self, BackupFirst, Error, Lengths, PlanAsked, RunAsked, Site, TakenUp,
        answers::{RunReport, Verdict},
    },
    change::{ChangeId, Kind},
    gate::Reason,
    output::{json, table, words},
    record::masking::mask,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Exits with the command's own code. A refusal exits with 69, 75 or 77; --result FILE tells the two \
    apart."
)]
#[command(group(ArgGroup::new("about").required(true).args(["id", "system"])))]
pub(super) struct Run {
    /// The change: CHG-12 or 12
    id: Option<ChangeId>,
    #[command(flatten)]
    unplanned: Unplanned,
    /// Sleep until the start
    #[arg(long)]
    wait: bool,
    /// Make a backup first, or look at the newest one
    #[arg(long, value_enum)]
    backup: Option<First>,
    /// Write the decision and what came of it here, as JSON
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,
    /// The command: for --system; or again, where it holds a secret; or for a change that was planned without one
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

#[derive(Debug, Args)]
struct Unplanned {
    /// Plan and run in one, for pipelines: the system that the command stops
    #[arg(long, value_name = "NAME", requires_all = ["downtime", "command"])]
    system: Option<String>,
    /// How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none
    #[arg(long, value_name = "LENGTH", value_parser = length, requires = "system")]
    downtime: Option<TimeDelta>,
    /// How long the whole work takes [default: as long as the stop]
    #[arg(long, value_name = "LENGTH", value_parser = length, requires = "system")]
    duration: Option<TimeDelta>,
    /// What is done, in a few words [default: the command]
    #[arg(long, value_name = "TEXT", requires = "system")]
    title: Option<String>,
    /// Your own name for the change: the same key takes up the same change after a refusal or a failure
    #[arg(long, value_name = "KEY", requires = "system")]
    key: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum First {
    /// Run the backup command, then confirm what it made
    Take,
    /// Confirm the newest backup
    Confirm,
}

impl Run {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let result = self.result.as_deref().map(|path| ResultFile::create(&context.env.folder, path)).transpose()?;
        let report = self.report(context, &site);
        // The file comes first: whoever reads it cannot be kept from it by a terminal that went away.
        let written = result.map_or(Ok(()), |result| {
            result.write(&match &report {
                Ok(report) => json::run_report(report),
                Err(failure) => failure.json(),
            })
        });
        let report = report?;
        let printed = tell(context, &report);
        written.and(printed)?;
        Ok(report.exit_code())
    }

    fn report(self, context: &mut Context<'_>, site: &Site<'_>) -> Result<RunReport> {
        let id = match self.id {
            Some(id) => id,
            None => match app::take_up(site, &self.unplanned.plan(&self.command), self.wait)? {
                TakenUp::Change(id) => id,
                TakenUp::Refused(verdict) => return Ok(RunReport { verdict: *verdict, run: None }),
            },
        };
        let asked = RunAsked {
            id,
            wait: self.wait,
            backup: self.backup.map(|first| match first {
                First::Take => BackupFirst::Take,
                First::Confirm => BackupFirst::Confirm,
            }),
            has_terminal: context.env.terminal.stdin,
            command: (!self.command.is_empty()).then_some(self.command),
        };
        let wording =
            |reason: &Reason, verdict: &Verdict| words::reason(reason, &words::ReasonContext::of_verdict(verdict));
        with_streams(context, |streams, narrator| app::run(site, &asked, &wording, streams, narrator))
            .map_err(|error| Failure::from(error).at_the_gate())
    }
}

impl Unplanned {
    fn plan(&self, command: &[String]) -> PlanAsked {
        PlanAsked {
            title: self.title.clone().unwrap_or_else(|| mask(command).join(" ")),
            system: self.system.clone().unwrap_or_default(),
            customers: Vec::new(),
            lengths: Lengths { downtime: self.downtime.unwrap_or_default(), duration: self.duration },
            at: None,
            zone: None,
            kind: Kind::Maintenance,
            reference: None,
            interactive: false,
            touches_data: false,
            instruction: None,
            specification: None,
            emergency: None,
            key: self.key.clone(),
            command: Some(command.to_vec()),
        }
    }
}

/// Tells what came of it: to a person on stderr, since stdout is the command's; to programs on stdout.
fn tell(context: &mut Context<'_>, report: &RunReport) -> Result<()> {
    if context.is_json() {
        return context.print(&json::run_report(report));
    }
    // Silence is for what went as it should.
    let is_recorded = report.run.as_ref().is_some_and(|run| run.unrecorded.is_none());
    if !(context.globals.quiet && is_recorded) {
        let style = context.err_style();
        context.complain(&table::run_report(report, &style));
    }
    Ok(())
}

/// The file for the result: made before anything runs, so that a wrong path is known in time.
struct ResultFile {
    path: PathBuf,
    file: File,
}

impl ResultFile {
    fn create(folder: &Path, path: &Path) -> Result<Self> {
        let path = folder.join(path);
        match File::create(&path) {
            Ok(file) => Ok(Self { path, file }),
            Err(error) => Err(Error::File { path, error }.into()),
        }
    }

    fn write(mut self, text: &str) -> Result<()> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(|error| Error::File { path: self.path, error }.into())
    }
}
