//! `okno run`.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{Context, Failure, Result, streams::with_streams};
use crate::{
    app::{self, BackupFirst, Error, RunAsked},
    change::ChangeId,
    output::{json, table, words},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Exits with the command's own code. A refusal exits with 69, 75 or 77; --result FILE tells the two apart."
)]
pub(super) struct Run {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// Make a backup first, or look at the newest one
    #[arg(long, value_enum)]
    backup: Option<First>,
    /// Write the decision and what came of it here, as JSON
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,
    /// The command again, where it holds a secret; or for a change that was planned without one
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
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
        let asked = RunAsked {
            id: self.id,
            backup: self.backup.map(|first| match first {
                First::Take => BackupFirst::Take,
                First::Confirm => BackupFirst::Confirm,
            }),
            has_terminal: context.env.terminal.stdin,
            command: (!self.command.is_empty()).then_some(self.command),
        };
        let is_json = context.is_json();
        let wording = |reason: &crate::gate::Reason, verdict: &app::answers::Verdict| {
            words::reason(reason, &words::ReasonContext::of_verdict(verdict))
        };
        let report = with_streams(context, |streams, narrator| app::run(&site, &asked, &wording, streams, narrator));
        let report = report.map_err(|error| Failure::from(error).at_the_gate());
        // The file comes first: whoever reads it cannot be kept from it by a terminal that went away.
        let written = result.map_or(Ok(()), |result| {
            result.write(&match &report {
                Ok(report) => json::run_report(report),
                Err(failure) => failure.json(),
            })
        });
        let report = report?;
        let printed = if is_json {
            context.print(&json::run_report(&report))
        } else {
            // Silence is for what went as it should.
            let is_recorded = report.run.as_ref().is_some_and(|run| run.unrecorded.is_none());
            if !(context.globals.quiet && is_recorded) {
                let style = context.err_style();
                context.complain(&table::run_report(&report, &style));
            }
            Ok(())
        };
        written.and(printed)?;
        Ok(report.exit_code())
    }
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
