//! The answers that a person gives.

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use super::flags::{SystemFlag, some_of};
use crate::{
    calendar::ZoneName,
    cli::{Context, Failure, Result, prompt},
    output::words::setup as words,
    policy::{
        CalendarId, CustomerId, SystemBackup, SystemId, TakeCommand,
        draft::{
            self, Days, Draft, DraftCalendar, DraftCustomer, Named, backup_by_barman, backup_by_basebackup,
            backup_by_borg, backup_by_command, backup_by_files, backup_by_pg_dump, backup_by_pgbackrest,
            backup_by_restic, backup_by_sqlite, dates, days_of_the_week, listed_days,
        },
    },
};

/// A talk with the person at the terminal.
pub(super) struct Talk<'c, 'e> {
    context: &'c mut Context<'e>,
    path: String,
    today: NaiveDate,
    began: bool,
}

impl<'c, 'e> Talk<'c, 'e> {
    pub(super) fn new(context: &'c mut Context<'e>, path: &str) -> Self {
        let today = context.env.clock.now().date_naive();
        Self { context, path: path.to_owned(), today, began: false }
    }

    /// Whether anything was asked.
    pub(super) fn began(&self) -> bool {
        self.began
    }

    /// At least one customer, with zones and calendars.
    pub(super) fn customers(&mut self, draft: &mut Draft) -> Result<()> {
        self.begin("no customer is named", "--customer, as in --customer acme=Asia/Yekaterinburg")?;
        self.head(words::CUSTOMERS);
        let mut question = "Customer";
        loop {
            let known: Vec<_> = draft.customers.iter().map(|customer| customer.id.clone()).collect();
            let Some(named) = self.name(question, CustomerId::parse, &known)? else { return Ok(()) };
            let zone = self.zone()?;
            let calendar = self.calendar(draft, &named)?;
            draft.customers.push(DraftCustomer { id: named.id, name: named.name, zone, calendar });
            question = "Another customer, or nothing";
        }
    }

    /// The calendar of a customer: one that is known, or a new one.
    pub(super) fn calendar(&mut self, draft: &mut Draft, customer: &Named<CustomerId>) -> Result<CalendarId> {
        let (what, flag) = if draft.calendars.is_empty() {
            (
                "no calendar is named".to_owned(),
                "--calendar: ru, or as in office=sat+sun,2026-01-01..2027-12-31".to_owned(),
            )
        } else {
            let (id, calendar) = (&customer.id, &draft.calendars[0].id);
            (
                format!("there are several calendars, and none is named for {id}"),
                format!("it with the customer, as in --customer {id}=ZONE,{calendar}"),
            )
        };
        self.begin(&what, &flag)?;
        let mut choices: Vec<_> =
            draft.calendars.iter().map(|known| words::known_calendar(known.id.as_str())).collect();
        let has_russian = draft.calendars.iter().any(|known| known.days == Days::Russian);
        if !has_russian {
            choices.push(words::RUSSIAN.to_owned());
        }
        choices.push(words::LISTED.to_owned());
        let usual =
            draft.customers.last().and_then(|last| draft.calendars.iter().position(|known| known.id == last.calendar));
        let chosen = self.choice(&words::which_days(&customer.name), "Working days", &choices, usual)?;
        if let Some(known) = draft.calendars.get(chosen) {
            return Ok(known.id.clone());
        }
        let russian = !has_russian && chosen == draft.calendars.len();
        let taken: Vec<_> = draft.calendars.iter().map(|known| known.id.clone()).collect();
        let (name, days) = if russian { ("ru", Days::Russian) } else { ("office", self.listed()?) };
        let names = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}-{number}")));
        let free = names.into_iter().filter_map(|name| CalendarId::parse(&name).ok()).find(|id| !taken.contains(id));
        let id = free.ok_or_else(Failure::not_written)?;
        draft.calendars.push(DraftCalendar { id: id.clone(), days });
        Ok(id)
    }

    /// At least one system.
    pub(super) fn systems(&mut self, customers: &[DraftCustomer]) -> Result<Vec<SystemFlag>> {
        self.begin("no system is named", "--system, as in --system shop")?;
        self.head(words::SYSTEMS);
        let mut systems: Vec<SystemFlag> = Vec::new();
        let mut question = "System";
        loop {
            let known: Vec<_> = systems.iter().map(|(named, _)| named.id.clone()).collect();
            let Some(named) = self.name(question, SystemId::parse, &known)? else { return Ok(systems) };
            let all: Vec<_> = customers.iter().map(|customer| customer.id.clone()).collect();
            let whose = if all.len() == 1 {
                all
            } else {
                let usual: Vec<_> = all.iter().map(CustomerId::as_str).collect();
                self.answer("Whose is it", &usual.join(","), |text| {
                    some_of(customers, text).map_err(|who| words::no_customer(&who))
                })?
            };
            systems.push((named, whose));
            question = "Another system, or nothing";
        }
    }

    /// How a system's backups are looked at.
    pub(super) fn backup(&mut self, system: &Named<SystemId>) -> Result<Option<SystemBackup>> {
        let flag = format!("--backup, as in --backup {}=sqlite:PATTERN, or by-hand", system.id);
        self.begin(&format!("nothing says how backups of {} are looked at", system.id), &flag)?;
        let choices = words::WAYS.map(str::to_owned);
        let mut config = match self.choice(&words::which_backups(&system.name), "Backups", &choices, None)? {
            0 => {
                let pattern = self.fit("Where the copies lie, as in /srv/backups/app-*.db", "", |text| {
                    backup_by_sqlite(text, "").map(|_| text.to_owned())
                })?;
                self.fit("Tables that must not be empty, with commas, or nothing", "", |tables| {
                    backup_by_sqlite(&pattern, tables)
                })?
            }
            1 => self.fit("Where the files lie, as in /srv/dumps/app-*.sql.gz", "", backup_by_files)?,
            2 => self.fit("The stanza", "main", backup_by_pgbackrest)?,
            3 => self.fit("The server's name in Barman's configuration", "", backup_by_barman)?,
            4 => self.fit("Where the directories lie, as in /srv/basebackups/main-*", "", backup_by_basebackup)?,
            5 => self.fit("Where the dumps lie, as in /srv/dumps/app-*.dump", "", backup_by_pg_dump)?,
            6 => {
                let at = self.fit("The repository, as restic takes it", "", |text| {
                    backup_by_restic(text, "").map(|_| text.to_owned())
                })?;
                self.say(words::WHY_A_TAG);
                self.fit("The tag, as in complete, or nothing", "", |tag| backup_by_restic(&at, tag))?
            }
            7 => {
                let at = self.fit("The repository and its archives, as in /srv/borg::app-*", "", |text| {
                    backup_by_borg(text, "").map(|_| text.to_owned())
                })?;
                self.say(words::WHY_AN_ENDING);
                self.fit("How the job ends names, as in -complete, or nothing", "", |ending| {
                    backup_by_borg(&at, ending)
                })?
            }
            8 => self.fit("The program and its arguments", "", backup_by_command)?,
            9 => return Ok(None),
            _ => return self.fit("Why is nothing lost", "", draft::no_backup).map(Some),
        };
        config.take = self.fit("The command that makes a backup, or nothing", "", |text| match text.trim() {
            "" => Ok(None),
            command => draft::words(command).map(TakeCommand::Any).map(Some),
        })?;
        Ok(Some(SystemBackup::Own(Box::new(config))))
    }

    /// A week and a list of holidays.
    fn listed(&mut self) -> Result<Days> {
        let weekend = self.fit("Days that are free every week", "sat,sun", days_of_the_week)?;
        self.say(words::COVERS);
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(self.today);
        let end_of = |year: i32| NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(self.today);
        let (first, year, today) = (new_year(self.today.year()), self.today.year(), self.today);
        let soon = today + TimeDelta::days(SOON) > end_of(year);
        let usual = end_of(if soon { year + 1 } else { year }).to_string();
        let last = self.answer("Holidays are known until", &usual, |text| match dates(text).as_deref() {
            Ok([day]) if day.start() == day.end() && *day.end() >= today => Ok(*day.end()),
            Ok(_) => Err(words::ONE_DATE_AHEAD.to_owned()),
            Err(why) => Err(why.to_string()),
        })?;
        self.say(words::HOLIDAYS);
        self.fit("Holidays", "", |text| listed_days(weekend.clone(), first..=last, dates(text)?))
    }

    /// A zone, by its name or by a city.
    fn zone(&mut self) -> Result<ZoneName> {
        const SHOWN: usize = 8;
        let mut shown: Vec<ZoneName> = Vec::new();
        loop {
            let text = prompt::text("Its time zone, or a city in it", "")?;
            let number = text.trim().parse::<usize>().ok();
            if let Some(zone) = number.and_then(|number| shown.get(number.checked_sub(1)?)) {
                return Ok(zone.clone());
            }
            if let Ok(zone) = ZoneName::parse(text.trim()) {
                return Ok(zone);
            }
            shown = ZoneName::meant_by(&text, SHOWN);
            match shown.as_slice() {
                [] => self.say(&words::no_zone(&text)),
                [only] => {
                    self.context.complain(&format!("  {only}\n"));
                    return Ok(only.clone());
                }
                several => {
                    let names: Vec<_> = several.iter().map(ToString::to_string).collect();
                    self.list(&names);
                    self.say(words::WHICH_ZONE);
                }
            }
        }
    }

    /// A name that nothing else has; `None` for nothing, where there is one already.
    fn name<Id: PartialEq + std::fmt::Display>(
        &mut self,
        question: &str,
        parse: fn(&str) -> std::result::Result<Id, crate::policy::NameError>,
        known: &[Id],
    ) -> Result<Option<Named<Id>>> {
        let named = self.answer(question, "", |text| {
            if text.trim().is_empty() && !known.is_empty() {
                return Ok(None);
            }
            let named = Named::of(text, parse).map_err(|why| why.to_string())?;
            if known.contains(&named.id) { Err(words::taken(&named.id.to_string())) } else { Ok(Some(named)) }
        })?;
        if let Some(named) = named.as_ref().filter(|named| named.id.to_string() != named.name) {
            self.say(&words::for_commands(&named.id.to_string()));
        }
        Ok(named)
    }

    /// One of a few, by its number; `usual` is taken when nothing is typed.
    fn choice(&mut self, heading: &str, question: &str, choices: &[String], usual: Option<usize>) -> Result<usize> {
        self.head(heading);
        self.list(choices);
        let usual = usual.map_or_else(String::new, |usual| (usual + 1).to_string());
        self.answer(question, &usual, |text| {
            let number = text.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            number.filter(|number| *number < choices.len()).ok_or_else(|| words::a_number(choices.len()))
        })
    }

    fn fit<T>(
        &mut self,
        question: &str,
        usual: &str,
        read: impl Fn(&str) -> std::result::Result<T, draft::Unfit>,
    ) -> Result<T> {
        self.answer(question, usual, |text| read(text).map_err(|why| why.to_string()))
    }

    /// Asks until the answer can be used. A terminal that went away ends it.
    fn answer<T>(
        &mut self,
        question: &str,
        usual: &str,
        read: impl Fn(&str) -> std::result::Result<T, String>,
    ) -> Result<T> {
        loop {
            match read(&prompt::text(question, usual)?) {
                Ok(value) => return Ok(value),
                Err(why) => self.say(&why),
            }
        }
    }

    /// Makes sure that somebody can be asked; `what` is missing otherwise, and `give` what supplies it.
    fn begin(&mut self, what: &str, give: &str) -> Result<()> {
        if !prompt::possible(self.context) {
            return Err(Failure::usage(format!("{what}, and nobody can be asked here"), format!("give {give}")));
        }
        if !self.began {
            self.began = true;
            self.say(&words::greeting(&self.path));
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        let style = self.context.err_style();
        self.context.complain(&style.paragraph(&crate::output::harmless::harmless(text), 0));
    }

    /// The same after an empty line: something new begins.
    fn head(&mut self, text: &str) {
        self.context.complain("\n");
        self.say(text);
    }

    fn list(&mut self, items: &[String]) {
        let style = self.context.err_style();
        for (number, item) in items.iter().enumerate() {
            let line = style.paragraph(&format!("{}) {item}", number + 1), 2);
            self.context.complain(&line);
        }
    }
}

/// A calendar that ends within so many days is hardly worth beginning.
const SOON: i64 = 100;
