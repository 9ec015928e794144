//! `okno init`.

mod ask;
mod flags;

use clap::Args;

use super::{Context, Failure, Result, context::DONE, prompt};
use crate::{
    app,
    output::{json, table, words},
    policy::{
        CalendarId,
        draft::{Days, Draft, DraftCalendar, DraftCustomer, DraftSystem, Named},
    },
};
use flags::CustomerFlag;

#[derive(Debug, Args)]
#[command(after_help = "On a terminal okno asks for what no flag says. In one line:\n  \
    okno init --customer acme=Asia/Yekaterinburg --calendar ru --system shop \\\n    \
    --backup 'sqlite:backups/shop-*.db'")]
pub(super) struct Init {
    /// A customer and its time zone, as in acme=Asia/Yekaterinburg; with its calendar acme=Asia/Yekaterinburg,ru (several times)
    #[arg(long, value_name = "NAME=ZONE[,CALENDAR]")]
    customer: Vec<String>,
    /// Working days: ru, Russia's production calendar, is built in; or NAME=WEEKEND,FIRST..LAST, as in office=sat+sun,2026-01-01..2027-12-31 (several times)
    #[arg(long, value_name = "CALENDAR")]
    calendar: Vec<String>,
    /// Holidays of a calendar of your own, as in 2026-12-31,2027-01-01..2027-01-08; of one by name office=2026-12-31
    #[arg(long, value_name = "[CALENDAR=]DATES")]
    holidays: Vec<String>,
    /// What a change stops, as in shop; of some customers alone portal=acme,amber (several times)
    #[arg(long, value_name = "NAME[=CUSTOMERS]")]
    system: Vec<String>,
    #[arg(
        long,
        value_name = "[SYSTEM=]HOW",
        help = "How backups are looked at: by-hand, sqlite:PATTERN, files:PATTERN, command:PROGRAM, pgbackrest:STANZA, barman:SERVER, pg_basebackup:PATTERN, pg_dump:PATTERN, restic:REPOSITORY, borg:REPOSITORY::ARCHIVES, of:SYSTEM or none:WHY; of one system by name shop=by-hand"
    )]
    backup: Vec<String>,
    /// Tables that must not be empty in copies of an SQLite database
    #[arg(long, value_name = "[SYSTEM=]TABLES")]
    tables: Vec<String>,
    /// What the job marks its complete backups with: restic's tag, or the ending of borg's archive names
    #[arg(long, value_name = "[SYSTEM=]MARK")]
    complete: Vec<String>,
    /// The command that okno backup take runs
    #[arg(long, value_name = "[SYSTEM=]COMMAND")]
    take: Vec<String>,
}

impl Init {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let (caller, choice) = context.asker()?;
        let vacancy = app::vacancy(&caller, &choice)?;
        if prompt::possible(context) {
            let style = context.err_style();
            for notice in &vacancy.notices {
                context.complain(&style.paragraph(&words::notice(notice), 0));
            }
        }
        let path = vacancy.path.display().to_string();
        let (draft, asked) = self.answers(context, &path)?;
        if asked && !context.globals.yes {
            let style = context.err_style();
            context.complain(&table::draft(&draft, style));
            if !prompt::agree(context, &format!("Write {path}?"), "--yes")? {
                return Err(Failure::not_written());
            }
        }
        let initialised = app::init(caller, &choice, vacancy, &draft)?;
        context.answer(|style| table::initialised(&initialised, style), || json::initialised(&initialised))?;
        Ok(DONE)
    }

    /// What the flags say, and a person where they say nothing; whether one was asked.
    fn answers(&self, context: &mut Context<'_>, path: &str) -> Result<(Draft, bool)> {
        let mut talk = ask::Talk::new(context, path);
        let mut draft = Draft { calendars: flags::calendars(&self.calendar, &self.holidays)?, ..Draft::default() };
        for customer in flags::customers(&self.customer)? {
            let calendar = calendar_of(&mut talk, &mut draft, &customer)?;
            let CustomerFlag { named: Named { id, name }, zone, .. } = customer;
            draft.customers.push(DraftCustomer { id, name, zone, calendar });
        }
        if draft.customers.is_empty() {
            talk.customers(&mut draft)?;
        }
        let mut systems = flags::systems(&self.system, &draft.customers)?;
        if systems.is_empty() {
            systems = talk.systems(&draft.customers)?;
        }
        let mut ways = flags::Ways::new(&self.backup, &self.tables, &self.complete, &self.take, &systems)?;
        for (named, customers) in systems {
            let backup = match ways.of(&named.id)? {
                Some(way) => way,
                None => talk.backup(&named)?,
            };
            draft.systems.push(DraftSystem { id: named.id, name: named.name, customers, backup });
        }
        ways.all_used()?;
        Ok((draft, talk.began()))
    }
}

/// The calendar of a customer that a flag names: the one it says, or the only one there is, or what a person says.
fn calendar_of(talk: &mut ask::Talk<'_, '_>, draft: &mut Draft, customer: &CustomerFlag) -> Result<CalendarId> {
    let known = |draft: &Draft, name: &str| {
        draft.calendars.iter().map(|calendar| calendar.id.clone()).find(|id| id.as_str() == name)
    };
    match &customer.calendar {
        Some(name) => {
            if let Some(id) = known(draft, name) {
                return Ok(id);
            }
            // What is built in needs no flag of its own.
            match CalendarId::parse(name) {
                Ok(id) if name == "ru" => {
                    draft.calendars.push(DraftCalendar { id: id.clone(), days: Days::Russian });
                    Ok(id)
                }
                _ => Err(Failure::usage(
                    format!("no --calendar is called {name:?}"),
                    "ru is built in; others are given as in --calendar office=sat+sun,2026-01-01..2027-12-31",
                )),
            }
        }
        None => match draft.calendars.as_slice() {
            [only] => Ok(only.id.clone()),
            _ => talk.calendar(draft, &customer.named),
        },
    }
}
