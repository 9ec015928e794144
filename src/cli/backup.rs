//! `okno backup`.

use clap::{ArgGroup, Args, Subcommand};

use super::{
    Context, Failure, Result,
    context::DONE,
    failure::code_of,
    keeping, prompt,
    streams::{Streams, with_narrator, with_streams},
};
use crate::{
    app::{
        self, ByHand, Confirming, DueAsked, Site,
        answers::{BackupAnswer, BackupOutcome, BackupWay, DueState, SystemBackups, SystemTaken},
    },
    exit,
    output::{
        json,
        nagios::{self, State},
        narrator::TerminalNarrator,
        table, timers,
    },
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
    Take(Take),
    /// Record evidence about the newest backup: the configured tool looks, or a person attests
    Confirm(Confirm),
    /// Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed
    Due(Due),
    /// Whether each system has a backup that would open the gate
    Status {
        /// Only this system
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
        /// One line with figures for Nagios, Icinga and their like, with their exit codes: 0, 1, 2, 3
        #[arg(long)]
        nagios: bool,
    },
    /// Show which copies are old enough to go and why the others stay; with --apply delete those
    Prune(keeping::Prune),
    /// Copy to the backup server what is owed to it, and look at each copy there
    Transfer(keeping::Transfer),
    /// Restore a backup by the configured command, to see whether it can be
    Drill(keeping::Drill),
    /// Print a timer that takes what is due every hour
    Schedule(Schedule),
    /// All backups that are known
    List {
        /// Only this system's
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
    },
}

#[derive(Debug, Args)]
struct Take {
    /// The system; with --due every system that has a command for it, unless one is named
    #[arg(long, value_name = "NAME", required_unless_present = "due")]
    system: Option<String>,
    /// Take what the backup regime says is due, the fullest level first; nothing due is no failure
    #[arg(long)]
    due: bool,
    /// Run the command of that level, where there is one a level [default: that of the least backup]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=2), conflicts_with = "due")]
    level: Option<u8>,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("kind").required(true)))]
struct Schedule {
    /// A service and a timer for systemd
    #[arg(long, group = "kind")]
    systemd: bool,
    /// Lines for a crontab
    #[arg(long, group = "kind")]
    cron: bool,
    /// For this system alone: so that a long backup of another one does not hold it up
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
}

#[derive(Debug, Args)]
struct Due {
    /// Only this system
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Judge for that instant instead of now
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// Tell of every slot from there on [default: a day of hours, a week of days, four weeks]
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
    /// The zone in which --at and --since are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

#[derive(Debug, Args)]
struct Confirm {
    /// The system
    #[arg(long, value_name = "NAME")]
    system: String,
    /// This copy instead of the newest: its id as `backup list` or `backup prune --all` names it, or the beginning of it
    #[arg(long, value_name = "ID", conflicts_with_all = ["made_at", "location", "bytes"])]
    id: Option<String>,
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
            Task::Take(take) => take.run(context),
            Task::Confirm(confirm) => confirm.run(context),
            Task::Due(due) => due.run(context),
            Task::Prune(prune) => prune.run(context),
            Task::Transfer(transfer) => transfer.run(context),
            Task::Drill(drill) => drill.run(context),
            Task::Schedule(schedule) => schedule.run(context),
            Task::Status { nagios: true, .. } if context.is_json() => Err(Failure::usage(
                "--nagios is one line of text, and --format json asks for JSON",
                "leave one of them out: okno backup status --format json has all that is known",
            )),
            Task::Status { system, nagios: true } => for_nagios(context, system),
            Task::Status { system, nagios: false } => {
                let site = context.site()?;
                let report = with_narrator(context, |narrator| app::backup_status(&site, system.as_deref(), narrator))?;
                context.answer(|style| table::backup_report(&report, style), || json::backup_report(&report))?;
                let short = report.systems.iter().any(SystemBackups::falls_short);
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

impl Take {
    fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        match self {
            Self { system: Some(system), due: false, level } => {
                let take = |streams: &mut Streams<'_>, narrator: &mut TerminalNarrator<'_>| {
                    app::take(&site, &system, level, streams, narrator)
                };
                let answered = with_streams(context, take)?;
                answer(context, &answered)
            }
            Self { system, .. } => {
                let system = system.as_deref();
                let taken = with_streams(context, |streams, narrator| app::take_due(&site, system, streams, narrator))?;
                context.answer(|style| table::taken_due(&taken, style), || json::taken_due(&taken, &code_of))?;
                let interrupted = taken.systems.iter().find_map(SystemTaken::interrupted_by).map(exit::of_signal);
                Ok(interrupted.unwrap_or_else(|| gravest(taken.systems.iter().flat_map(codes))))
            }
        }
    }
}

impl Schedule {
    fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let (_, choice) = context.asker()?;
        let program = context.env.program.clone();
        let schedule = app::backup_schedule(&site, &choice, program.as_deref(), self.system.as_deref())?;
        let files = if self.systemd { timers::systemd(&schedule) } else { timers::cron(&schedule) };
        context.answer(|_| timers::printed(&files), || json::timers(&files, &app::footing(&site)))?;
        Ok(DONE)
    }
}

/// Monitoring reads one line and the exit code, whatever happens.
fn for_nagios(context: &mut Context<'_>, system: Option<String>) -> Result {
    let asked = DueAsked { system, monitoring: true, ..DueAsked::default() };
    let answered =
        context.site().and_then(|site| Ok(with_narrator(context, |narrator| app::due(&site, &asked, narrator))?));
    let (state, line) = match &answered {
        Ok(report) => nagios::backups(report),
        Err(failure) => nagios::failure(&failure.message()),
    };
    context.print(&line)?;
    Ok(match state {
        State::Ok => DONE,
        State::Warning => exit::nagios::WARNING,
        State::Critical => exit::nagios::CRITICAL,
        State::Unknown => exit::nagios::UNKNOWN,
    })
}

/// What each attempt comes to, and how the system stands after them.
fn codes(taken: &SystemTaken) -> Vec<u8> {
    let attempts = taken.attempts.iter().map(|attempt| attempt.answer.as_ref().map_or_else(code_of, code));
    let left = match &taken.left {
        Err(error) => code_of(error),
        Ok(state) if state.is_unknown() => exit::UNAVAILABLE,
        Ok(_) if !taken.still_due().is_empty() => exit::REFUSED,
        Ok(_) => DONE,
    };
    attempts.chain([left]).collect()
}

/// Of several systems' codes: what an operator has to see to comes before what somebody has to do, and waiting comes last.
fn gravest(codes: impl Iterator<Item = u8>) -> u8 {
    let weight = |code: &u8| match *code {
        DONE => 0,
        exit::NOT_NOW => 1,
        exit::REFUSED => 2,
        exit::UNAVAILABLE => 4,
        _ => 3,
    };
    codes.max_by_key(weight).unwrap_or(DONE)
}

impl Due {
    fn run(self, context: &mut Context<'_>) -> Result {
        let Self { system, at, since, zone } = self;
        let site = context.site()?;
        let asked = DueAsked { system, at, since, zone, monitoring: false };
        let report = with_narrator(context, |narrator| app::due(&site, &asked, narrator))?;
        context.answer(|style| table::due(&report, style), || json::due(&report))?;
        let states = || report.systems.iter().map(|system| &system.state);
        Ok(if states().any(DueState::is_unknown) {
            exit::UNAVAILABLE
        } else if states().any(DueState::falls_short) {
            exit::REFUSED
        } else {
            DONE
        })
    }
}

impl Confirm {
    fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let how = self.how(context, &site)?;
        let answered = with_streams(context, |_, narrator| app::confirm(&site, &self.system, &how, narrator))?;
        answer(context, &answered)
    }

    /// By the tool, where there is one and nobody said otherwise; else by hand.
    fn how(&self, context: &Context<'_>, site: &Site<'_>) -> Result<Confirming> {
        let way = BackupWay::of(&site.policy, site.system(&self.system)?);
        if way == BackupWay::Needless {
            return Ok(Confirming::ByTool { need: self.evidence, id: None });
        }
        if let Some(id) = self.id.clone() {
            return Ok(Confirming::ByTool { need: self.evidence, id: Some(id) });
        }
        let has_tool = way != BackupWay::Attest;
        let said_so = self.made_at.is_some() || self.location.is_some();
        if has_tool && !said_so && self.evidence != Some(Evidence::Attested) {
            return Ok(Confirming::ByTool { need: self.evidence, id: None });
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
            need: self.evidence,
        }))
    }

    fn ask(&self, context: &Context<'_>, given: Option<&String>, flag: &str, question: &str) -> Result<String> {
        match given {
            Some(given) => Ok(given.clone()),
            None if prompt::possible(context) => prompt::text(question, ""),
            None => Err(Failure::usage(
                format!("a person's word about a backup of {} needs {flag}", self.system),
                format!(
                    "okno backup confirm --system {} --made-at {} --location WHERE",
                    self.system,
                    crate::calendar::instant::example_before(context.env.clock.now())
                ),
            )),
        }
    }
}

fn answer(context: &mut Context<'_>, answered: &BackupAnswer) -> Result {
    context.answer(|style| table::backup_answer(answered, style), || json::backup_answer(answered))?;
    Ok(match &answered.outcome {
        BackupOutcome::Confirmed(backup) if answered.asked.is_some_and(|word| backup.evidence < word) => exit::REFUSED,
        _ => code(answered),
    })
}

/// What the answer comes to.
fn code(answered: &BackupAnswer) -> u8 {
    match &answered.outcome {
        BackupOutcome::Confirmed(_) | BackupOutcome::Needless(_) => DONE,
        BackupOutcome::NotTaken => answered.interrupted_by.map_or(exit::REFUSED, exit::of_signal),
        BackupOutcome::Refuted(_) | BackupOutcome::MadeNone(_) | BackupOutcome::NotRestored(..) => exit::REFUSED,
        BackupOutcome::Unknown(_) => exit::UNAVAILABLE,
    }
}
