//! What every command has at hand: the global flags, the environment, and where answers go.

use std::{ffi::OsString, io::ErrorKind, path::PathBuf};

use chrono::TimeDelta;
use clap::{Args, ValueEnum, builder::StyledStr};

use super::{Failure, Result};
use crate::{
    app::{Caller, Choice, Site, Substitute},
    clock::Ahead,
    env::Env,
    exit,
    ledger::address::{Login, Secret},
    output::{
        harmless::harmless,
        style::Style,
        words::{self, clock_differs, listed},
    },
    record::Claims,
};

/// In which form an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Table,
    /// One object, for programs.
    Json,
    /// One line an entry, as it was hashed (okno log).
    Jsonl,
    /// iCalendar, for calendar programs (okno list, windows, slots).
    Ics,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Globals {
    /// The rules [default: windows.toml here or in a parent folder, then the person's own, then /etc/okno's]
    #[arg(long, global = true, value_name = "PATH", help_heading = "Everywhere")]
    config: Option<PathBuf>,
    /// The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]
    #[arg(long, global = true, value_name = "URL", help_heading = "Everywhere")]
    ledger: Option<String>,
    /// How to answer
    #[arg(long, global = true, value_enum, default_value = "table", help_heading = "Everywhere")]
    pub(super) format: Format,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value = "auto", help_heading = "Everywhere")]
    color: Colour,
    /// Say nothing but the answer and errors
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub(super) quiet: bool,
    /// Answer every question with yes
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub(super) yes: bool,
}

impl Globals {
    /// What can be told of the flags on a command line that cannot be read as a whole.
    pub(super) fn of_unreadable(args: &[OsString]) -> Self {
        // What follows belongs to the command that would run.
        let args = args.split(|argument| argument == "--").next().unwrap_or_default();
        let has = |flag: &str, value: &str| {
            args.windows(2).any(|pair| pair[0] == flag && pair[1] == value)
                || args.iter().any(|argument| *argument == *format!("{flag}={value}"))
        };
        let format = if has("--format", "json") { Format::Json } else { Format::Table };
        let color = match (has("--color", "always"), has("--color", "never")) {
            (true, _) => Colour::Always,
            (_, true) => Colour::Never,
            _ => Colour::Auto,
        };
        Self { config: None, ledger: None, format, color, quiet: false, yes: false }
    }
}

/// The global flags and the environment of one command.
pub(super) struct Context<'e> {
    pub(super) globals: Globals,
    pub(super) env: Env<'e>,
}

impl<'e> Context<'e> {
    pub(super) fn new(globals: Globals, env: Env<'e>) -> Self {
        Self { globals, env }
    }

    /// The rules in force, the zone data and the ledger's place.
    pub(super) fn site(&mut self) -> Result<Site<'e>> {
        let (caller, choice) = self.asker()?;
        let site = Site::open(caller, &choice)?;
        self.tell_of_clocks(&site);
        Ok(site)
    }

    /// The clock of the ledger's server rules; whose own differs should know.
    fn tell_of_clocks(&mut self, site: &Site<'_>) {
        if let Some(by) = site.clock_differs() {
            let text = self.err_style().paragraph(&format!("note: {}", clock_differs(by)), 0);
            self.complain(&text);
        }
    }

    /// The same, for commands that only look at what was recorded: wrong rules are told, and do not stand in the way.
    pub(super) fn site_to_look(&mut self) -> Result<Site<'e>> {
        let (caller, choice) = self.asker()?;
        let (site, substitute) = Site::open_to_look(caller, &choice)?;
        self.tell_of_clocks(&site);
        if let Some(Substitute { why, adopted }) = substitute {
            let style = self.err_style();
            self.complain(&style.paragraph(&format!("note: {}", harmless(&why.to_string())), 0));
            self.complain(&style.paragraph(words::without_rules(adopted), 0));
        }
        Ok(site)
    }

    /// Who asks, and what was chosen by flag or variable.
    pub(super) fn asker(&self) -> Result<(Caller<'e>, Choice)> {
        let env = &self.env;
        let now = env.clock.now();
        let home = env.var("HOME").map(PathBuf::from);
        let under_home = |variable: &str, usual: &str| {
            let named = env.var(variable).map(PathBuf::from).filter(|path| path.is_absolute());
            named.or_else(|| home.as_ref().map(|home| home.join(usual)))
        };
        let caller = Caller {
            account: env.account.clone(),
            claims: Claims {
                host: env.host.clone(),
                pid: env.pid,
                ci_job: env.text("GITHUB_JOB").or_else(|| env.text("CI_JOB_NAME")),
                ci_url: ci_url(env),
            },
            folder: env.folder.clone(),
            clock: Ahead::new(env.clock, TimeDelta::zero()),
            now,
            state_folder: under_home("XDG_STATE_HOME", ".local/state").map(|state| state.join("okno")),
            config_home: under_home("XDG_CONFIG_HOME", ".config"),
            zone: env.text("TZ"),
        };
        let named = env.var("OKNO_LEDGER").map(OsString::into_string).transpose();
        let named = named.map_err(|_| {
            Failure::usage(
                "OKNO_LEDGER is not UTF-8 text",
                "name the ledger by a path of letters that every program reads",
            )
        })?;
        let choice = Choice {
            config: self.globals.config.clone().or_else(|| env.var("OKNO_CONFIG").map(PathBuf::from)),
            ledger: self.globals.ledger.clone().or(named),
            login: self.login(),
        };
        Ok((caller, choice))
    }

    /// What is brought along for a ledger on a server.
    pub(super) fn login(&self) -> Login {
        let env = &self.env;
        let usual = || env.var("HOME").map(|home| PathBuf::from(home).join(".pgpass"));
        Login {
            account: env.account.name.clone(),
            password: env.text("PGPASSWORD").map(Secret::new),
            passfile: env.var("PGPASSFILE").map(PathBuf::from).or_else(usual),
        }
    }

    /// Whether programs read the answer.
    pub(super) fn is_json(&self) -> bool {
        self.globals.format == Format::Json
    }

    /// Whether a calendar program reads the answer.
    pub(super) fn is_ics(&self) -> bool {
        self.globals.format == Format::Ics
    }

    /// Refuses a form that the command does not have.
    pub(super) fn only(&self, formats: &[Format]) -> Result<()> {
        if formats.contains(&self.globals.format) {
            return Ok(());
        }
        let name =
            |format: &Format| format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let known: Vec<_> = formats.iter().map(name).collect();
        Err(Failure::usage(
            format!("this command has no --format {}", name(&self.globals.format)),
            format!("it has {}", listed(known)),
        ))
    }

    /// Prints the answer in the form that was asked for.
    pub(super) fn answer(&mut self, table: impl FnOnce(&Style) -> String, json: impl FnOnce() -> String) -> Result<()> {
        let text = if self.is_json() { json() } else { table(&self.out_style()) };
        self.print(&text)
    }

    /// The same, for answers that calendar programs can read.
    pub(super) fn answer_or_ics(
        &mut self,
        table: impl FnOnce(&Style) -> String,
        json: impl FnOnce() -> String,
        ics: impl FnOnce() -> String,
    ) -> Result<()> {
        if self.is_ics() { self.print(&ics()) } else { self.answer(table, json) }
    }

    /// Writes to stdout. A reader that has seen enough is no failure: the exit code stands.
    pub(super) fn print(&mut self, text: &str) -> Result<()> {
        let written = self.env.out.write_all(text.as_bytes()).and_then(|()| self.env.out.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::stdout(&error)),
            _ => Ok(()),
        }
    }

    /// Writes to stderr, whatever becomes of it.
    pub(super) fn complain(&mut self, text: &str) {
        drop(self.env.err.write_all(text.as_bytes()).and_then(|()| self.env.err.flush()));
    }

    /// Reports why there is no answer: the exit code.
    pub(super) fn report(&mut self, failure: &Failure) -> u8 {
        let code = failure.exit_code();
        if self.is_json() {
            // Nobody is left to be told if this fails too.
            drop(self.print(&failure.json()));
        } else {
            let style = self.err_style();
            let text = failure.for_people(style, self.env.terminal.stderr);
            self.complain(&text);
        }
        code
    }

    /// How results look.
    pub(super) fn out_style(&self) -> Style {
        self.style(self.env.terminal.stdout)
    }

    /// How all else looks.
    pub(super) fn err_style(&self) -> Style {
        self.style(self.env.terminal.stderr)
    }

    fn style(&self, is_terminal: bool) -> Style {
        Style::new(self.has_colour(is_terminal), if is_terminal { self.env.terminal.columns } else { None })
    }

    fn has_colour(&self, is_terminal: bool) -> bool {
        let is_dumb = self.env.text("TERM").as_deref() == Some("dumb");
        match self.globals.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => is_terminal && !is_dumb && self.env.var("NO_COLOR").is_none(),
        }
    }

    /// A text of the argument parser, coloured or not.
    pub(super) fn painted(&self, text: &StyledStr) -> String {
        if self.has_colour(self.env.terminal.stdout) { text.ansi().to_string() } else { text.to_string() }
    }
}

/// The address of the pipeline, where a known CI says so.
fn ci_url(env: &Env<'_>) -> Option<String> {
    let gitlab = env.text("CI_JOB_URL");
    gitlab.or_else(|| {
        let server = env.text("GITHUB_SERVER_URL")?;
        let repository = env.text("GITHUB_REPOSITORY")?;
        let run = env.text("GITHUB_RUN_ID")?;
        Some(format!("{server}/{repository}/actions/runs/{run}"))
    })
}

/// The exit code of an answer that is no gate: done.
pub(super) const DONE: u8 = exit::OK;
