//! `okno backup`.

use clap::{Args, Subcommand};

use super::{Context, Failure, Result, context::DONE, keeping, prompt, streams::with_streams};
use crate::{
    app::{
        self, ByHand, Confirming, Site,
        answers::{BackupAnswer, BackupOutcome, BackupWay},
    },
    exit,
    output::{json, table},
    policy::Evidence,
};

#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the configured backup command, then confirm what it made
    Take {
        /// The system
        #[arg(long, value_name = "NAME")]
        system: String,
    },
    /// Record evidence about the newest backup: the configured tool looks, or a person attests
    Confirm(Confirm),
    /// Whether each system has a backup that would open the gate
    Status {
        /// Only this system
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
    },
    /// Show which copies are old enough to go and why the others stay; with --apply delete those
    Prune(keeping::Prune),
    /// Copy to the backup server what is owed to it, and look at each copy there
    Transfer(keeping::Transfer),
    /// Restore a backup by the configured command, to see whether it can be
    Drill(keeping::Drill),
    /// All backups that are known
    List {
        /// Only this system's
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
    },
}

#[derive(Debug, Args)]
struct Confirm {
    /// The system
    #[arg(long, value_name = "NAME")]
    system: String,
    /// What the look has to show, else the exit code is 77; `attested` takes a person's word instead
    #[arg(long, value_enum)]
    evidence: Option<Evidence>,
    /// A person's word: when the backup was made
    #[arg(long, value_name = "INSTANT")]
    made_at: Option<String>,
    /// A person's word: where it lies
    #[arg(long, value_name = "WHERE")]
    location: Option<String>,
    /// A person's word: how large it is
    #[arg(long, value_name = "N")]
    bytes: Option<u64>,
    /// A person's word: 0 full, 1 daily, 2 hourly
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=2))]
    level: u8,
    /// The zone in which --made-at is read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl Backup {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        match self.task {
            Task::Take { system } => {
                let site = context.site()?;
                let answered = with_streams(context, |streams, narrator| app::take(&site, &system, streams, narrator))?;
                answer(context, &answered, None)
            }
            Task::Confirm(confirm) => confirm.run(context),
            Task::Prune(prune) => prune.run(context),
            Task::Transfer(transfer) => transfer.run(context),
            Task::Drill(drill) => drill.run(context),
            Task::Status { system } => {
                let site = context.site()?;
                let report = app::backup_report(&site, system.as_deref())?;
                context.answer(|style| table::backup_report(&report, style), || json::backup_report(&report))?;
                let short = report.systems.iter().any(|backups| backups.reason.is_some());
                Ok(if short { exit::REFUSED } else { DONE })
            }
            Task::List { system } => {
                let site = context.site()?;
                let report = app::backup_report(&site, system.as_deref())?;
                context.answer(|style| table::backup_list(&report, style), || json::backup_report(&report))?;
                Ok(DONE)
            }
        }
    }
}

impl Confirm {
    fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let how = self.how(context, &site)?;
        let answered = with_streams(context, |_, narrator| app::confirm(&site, &self.system, &how, narrator))?;
        answer(context, &answered, self.evidence)
    }

    /// By the tool, where there is one and nobody said otherwise; else by hand.
    fn how(&self, context: &Context<'_>, site: &Site<'_>) -> Result<Confirming> {
        let way = BackupWay::of(&site.policy, site.system(&self.system)?);
        if way == BackupWay::Needless {
            return Ok(Confirming::ByTool { need: self.evidence });
        }
        let has_tool = way != BackupWay::Attest;
        let said_so = self.made_at.is_some() || self.location.is_some();
        if has_tool && !said_so && self.evidence != Some(Evidence::Attested) {
            return Ok(Confirming::ByTool { need: self.evidence });
        }
        let made_at = self.ask(
            context,
            self.made_at.as_ref(),
            "--made-at",
            "When the backup was made (now, 21:30, 2026-11-24T21:30Z)",
        )?;
        let location = self.ask(context, self.location.as_ref(), "--location", "Where it lies")?;
        Ok(Confirming::ByHand(ByHand {
            made_at,
            location,
            bytes: self.bytes,
            level: self.level,
            zone: self.zone.clone(),
        }))
    }

    fn ask(&self, context: &Context<'_>, given: Option<&String>, flag: &str, question: &str) -> Result<String> {
        match given {
            Some(given) => Ok(given.clone()),
            None if prompt::possible(context) => prompt::text(question, ""),
            None => Err(Failure::usage(
                format!("a person's word about a backup of {} needs {flag}", self.system),
                format!("okno backup confirm --system {} --made-at 2026-11-24T21:30Z --location WHERE", self.system),
            )),
        }
    }
}

fn answer(context: &mut Context<'_>, answered: &BackupAnswer, asked_for: Option<Evidence>) -> Result {
    context.answer(|style| table::backup_answer(answered, style), || json::backup_answer(answered))?;
    Ok(match &answered.outcome {
        BackupOutcome::Confirmed(backup) if asked_for.is_some_and(|word| backup.evidence < word) => exit::REFUSED,
        BackupOutcome::Confirmed(_) | BackupOutcome::Needless(_) => DONE,
        BackupOutcome::Refuted(_) | BackupOutcome::NotTaken => exit::REFUSED,
        BackupOutcome::Unknown(_) => exit::UNAVAILABLE,
    })
}
