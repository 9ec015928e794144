//! The answers that flags give.

use std::collections::BTreeMap;

use crate::{
    calendar::{ZoneError, ZoneName},
    cli::{Failure, Result},
    policy::{
        CalendarId, CustomerId, SystemBackup, SystemId, TakeCommand,
        draft::{
            Days, DraftCalendar, DraftCustomer, Named, Unfit, backup_by_barman, backup_by_basebackup, backup_by_borg,
            backup_by_command, backup_by_files, backup_by_pg_dump, backup_by_pgbackrest, backup_by_restic,
            backup_by_sqlite, calendar_by_flag, dates, listed_days, no_backup, words,
        },
    },
};

/// `--customer NAME=ZONE[,CALENDAR]`.
pub(super) struct CustomerFlag {
    pub(super) named: Named<CustomerId>,
    pub(super) zone: ZoneName,
    pub(super) calendar: Option<String>,
}

/// A system by its names, and whose it is.
pub(super) type SystemFlag = (Named<SystemId>, Vec<CustomerId>);

fn unfit(flag: &str, why: &Unfit) -> Failure {
    Failure::usage(format!("{flag}: {why}"), "okno init --help shows how it is written")
}

fn twice(flag: &str, id: &impl std::fmt::Display) -> Failure {
    Failure::usage(format!("{flag} names {id} twice"), "each needs a name of its own")
}

/// `--customer`.
pub(super) fn customers(texts: &[String]) -> Result<Vec<CustomerFlag>> {
    let mut customers: Vec<CustomerFlag> = Vec::new();
    for text in texts {
        let Some((name, rest)) = text.split_once('=') else {
            return Err(Failure::usage(
                format!("--customer {text}: its time zone is missing"),
                format!("write --customer {text}=Asia/Yekaterinburg, with the zone of its own clock"),
            ));
        };
        let (zone, calendar) = match rest.split_once(',') {
            Some((zone, calendar)) => (zone, Some(calendar.trim().to_owned())),
            None => (rest, None),
        };
        let named = Named::of(name, CustomerId::parse).map_err(|why| unfit("--customer", &why))?;
        if customers.iter().any(|known| known.named.id == named.id) {
            return Err(twice("--customer", &named.id));
        }
        customers.push(CustomerFlag { named, zone: zone_by_name(zone.trim())?, calendar });
    }
    Ok(customers)
}

fn zone_by_name(text: &str) -> Result<ZoneName> {
    const SUGGESTED: usize = 4;
    ZoneName::parse(text).map_err(|error: ZoneError| {
        let meant: Vec<_> = ZoneName::meant_by(text, SUGGESTED).iter().map(ToString::to_string).collect();
        let hint = match meant.as_slice() {
            [] => "write a name of the IANA database, as in Asia/Yekaterinburg".to_owned(),
            meant => format!("did you mean {}?", meant.join(" or ")),
        };
        Failure::usage(error.to_string(), hint)
    })
}

/// `--calendar` and `--holidays`.
pub(super) fn calendars(texts: &[String], holidays: &[String]) -> Result<Vec<DraftCalendar>> {
    let mut calendars: Vec<DraftCalendar> = Vec::new();
    for text in texts {
        let (name, days) = calendar_by_flag(text).map_err(|why| unfit("--calendar", &why))?;
        let Named { id, .. } = Named::of(&name, CalendarId::parse).map_err(|why| unfit("--calendar", &why))?;
        if calendars.iter().any(|known| known.id == id) {
            return Err(twice("--calendar", &id));
        }
        calendars.push(DraftCalendar { id, days });
    }
    let ids: Vec<_> = calendars.iter().map(|calendar| calendar.id.to_string()).collect();
    for text in holidays {
        let (name, listed) = addressed_to(text, &ids);
        let listed = dates(listed).map_err(|why| unfit("--holidays", &why))?;
        let mut used = false;
        for calendar in calendars.iter_mut().filter(|calendar| name.is_none_or(|name| name == calendar.id.as_str())) {
            let Days::Listed { weekend, covers, holidays } = &calendar.days else { continue };
            let all = [holidays.as_slice(), &listed].concat();
            calendar.days =
                listed_days(weekend.clone(), covers.clone(), all).map_err(|why| unfit("--holidays", &why))?;
            used = true;
        }
        if !used {
            return Err(Failure::usage(
                format!("--holidays {text}: there is no --calendar of your own that it could belong to"),
                "give one, as in --calendar office=sat+sun,2026-01-01..2027-12-31; ru has its holidays built in",
            ));
        }
    }
    Ok(calendars)
}

/// `--system`.
pub(super) fn systems(texts: &[String], customers: &[DraftCustomer]) -> Result<Vec<SystemFlag>> {
    let mut systems: Vec<SystemFlag> = Vec::new();
    for text in texts {
        let (name, whose) = text.split_once('=').map_or((text.as_str(), None), |(name, whose)| (name, Some(whose)));
        let named = Named::of(name, SystemId::parse).map_err(|why| unfit("--system", &why))?;
        if systems.iter().any(|(known, _)| known.id == named.id) {
            return Err(twice("--system", &named.id));
        }
        let whose = match whose {
            None => customers.iter().map(|customer| customer.id.clone()).collect(),
            Some(whose) => some_of(customers, whose).map_err(|who| {
                let known: Vec<_> = customers.iter().map(|customer| customer.id.as_str()).collect();
                Failure::usage(
                    format!("--system {text}: no customer is called {who:?}"),
                    format!("there is {}", known.join(", ")),
                )
            })?,
        };
        systems.push((named, whose));
    }
    Ok(systems)
}

/// The customers that are named, by id or by name.
///
/// # Errors
/// The first name that none has; an empty one where nobody is named.
pub(super) fn some_of(customers: &[DraftCustomer], text: &str) -> std::result::Result<Vec<CustomerId>, String> {
    let mut found = Vec::new();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let known = customers.iter().find(|customer| customer.id.as_str() == word || customer.name == word);
        let id = known.ok_or_else(|| word.to_owned())?.id.clone();
        if !found.contains(&id) {
            found.push(id);
        }
    }
    if found.is_empty() { Err(String::new()) } else { Ok(found) }
}

/// How a system's backups are looked at; `None`: by hand.
type Way = Option<SystemBackup>;

/// `--backup`, `--tables`, `--complete` and `--take`, by system; what names none holds for those that are not named.
pub(super) struct Ways {
    systems: Vec<SystemId>,
    how: Addressed,
    tables: Addressed,
    complete: Addressed,
    take: Addressed,
}

/// A flag's values by what they are about.
struct Addressed {
    flag: &'static str,
    named: BTreeMap<String, String>,
    others: Option<String>,
    used: Vec<Option<String>>,
}

impl Addressed {
    fn new(flag: &'static str, texts: &[String], ids: &[String]) -> Result<Self> {
        let mut addressed = Self { flag, named: BTreeMap::new(), others: None, used: Vec::new() };
        for text in texts {
            let (name, value) = addressed_to(text, ids);
            let before = match name {
                Some(name) => addressed.named.insert(name.to_owned(), value.to_owned()),
                None => addressed.others.replace(value.to_owned()),
            };
            if before.is_some() {
                let whom = name.map_or_else(|| "the systems that it does not name".to_owned(), str::to_owned);
                return Err(Failure::usage(
                    format!("{flag} says two things of {whom}"),
                    format!("with several systems, name each, as in {flag} shop={value}"),
                ));
            }
        }
        Ok(addressed)
    }

    fn of(&mut self, id: &str) -> Option<String> {
        let (whom, value) = match self.named.get(id) {
            Some(value) => (Some(id.to_owned()), Some(value.clone())),
            None => (None, self.others.clone()),
        };
        if value.is_some() {
            self.used.push(whom);
        }
        value
    }

    fn unused(&self) -> Option<&'static str> {
        let all = self.named.keys().cloned().map(Some).chain(self.others.iter().map(|_| None));
        all.into_iter().any(|whom| !self.used.contains(&whom)).then_some(self.flag)
    }
}

impl Ways {
    pub(super) fn new(
        how: &[String],
        tables: &[String],
        complete: &[String],
        take: &[String],
        systems: &[SystemFlag],
    ) -> Result<Self> {
        let ids: Vec<_> = systems.iter().map(|(named, _)| named.id.to_string()).collect();
        Ok(Self {
            systems: systems.iter().map(|(named, _)| named.id.clone()).collect(),
            how: Addressed::new("--backup", how, &ids)?,
            tables: Addressed::new("--tables", tables, &ids)?,
            complete: Addressed::new("--complete", complete, &ids)?,
            take: Addressed::new("--take", take, &ids)?,
        })
    }

    /// The way of that system; the outer `None` where no flag says it.
    pub(super) fn of(&mut self, system: &SystemId) -> Result<Option<Way>> {
        let Some(how) = self.how.of(system.as_str()) else { return Ok(None) };
        let wrong = |why: Unfit| unfit("--backup", &why);
        let mut config = match how.split_once(':') {
            Some(("sqlite", pattern)) => {
                let tables = self.tables.of(system.as_str()).unwrap_or_default();
                backup_by_sqlite(pattern, &tables).map_err(wrong)?
            }
            Some(("files", pattern)) => backup_by_files(pattern).map_err(wrong)?,
            Some(("pgbackrest", stanza)) => backup_by_pgbackrest(stanza).map_err(wrong)?,
            Some(("barman", server)) => backup_by_barman(server).map_err(wrong)?,
            Some(("pg_basebackup", pattern)) => backup_by_basebackup(pattern).map_err(wrong)?,
            Some(("pg_dump", pattern)) => backup_by_pg_dump(pattern).map_err(wrong)?,
            Some(("restic", repository)) => {
                let tag = self.complete.of(system.as_str()).unwrap_or_default();
                backup_by_restic(repository, &tag).map_err(wrong)?
            }
            Some(("borg", place)) => {
                let suffix = self.complete.of(system.as_str()).unwrap_or_default();
                backup_by_borg(place, &suffix).map_err(wrong)?
            }
            Some(("command", command)) => backup_by_command(command).map_err(wrong)?,
            Some(("of", other)) => {
                let other =
                    SystemId::parse(other).ok().filter(|other| self.systems.contains(other)).ok_or_else(|| {
                        Failure::usage(
                            format!("--backup {how}: no system is called {other:?}"),
                            "name one that --system names",
                        )
                    })?;
                return Ok(Some(Some(SystemBackup::Of(other))));
            }
            Some(("none", why)) => return no_backup(why).map(|none| Some(Some(none))).map_err(wrong),
            None if how == "by-hand" => return Ok(Some(None)),
            _ => {
                return Err(Failure::usage(
                    format!("--backup {how}: neither a way to look at backups nor a system with one"),
                    "write by-hand, sqlite:PATTERN, files:PATTERN, command:PROGRAM, pgbackrest:STANZA, barman:SERVER, pg_basebackup:PATTERN, pg_dump:PATTERN, restic:REPOSITORY, borg:REPOSITORY::ARCHIVES, of:SYSTEM or none:WHY; of one system shop=by-hand",
                ));
            }
        };
        if let Some(take) = self.take.of(system.as_str()) {
            config.take = Some(TakeCommand::Any(words(&take).map_err(|why| unfit("--take", &why))?));
        }
        Ok(Some(Some(SystemBackup::Own(Box::new(config)))))
    }

    /// Refuses a flag that came to nothing: it was meant to be something.
    pub(super) fn all_used(&self) -> Result<()> {
        match [&self.how, &self.tables, &self.complete, &self.take].into_iter().find_map(Addressed::unused) {
            None => Ok(()),
            Some(flag) => Err(Failure::usage(
                format!("{flag} belongs to nothing here"),
                "--tables belongs to --backup sqlite:…, --complete to restic:… or borg:…, --take to any tool",
            )),
        }
    }
}

/// `[NAME=]VALUE`, where the name is one of these.
fn addressed_to<'t>(text: &'t str, ids: &[String]) -> (Option<&'t str>, &'t str) {
    match text.split_once('=') {
        Some((name, value)) if ids.iter().any(|id| id == name) => (Some(name), value),
        _ => (None, text),
    }
}
