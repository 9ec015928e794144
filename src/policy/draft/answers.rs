//! Answers as people type them, at a prompt or in a flag.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::Days;
use crate::policy::{NameError, read::SHORTEST_REASON};

/// Why an answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing in it can stand in an id.
    #[error("{text:?} holds nothing that could be a name for commands: {why}")]
    Name {
        /// What was written.
        text: String,
        /// What is wrong with it.
        why: NameError,
    },
    /// A control character.
    #[error("{text:?} holds a character that cannot be shown")]
    Control {
        /// What was written.
        text: String,
    },
    /// What only a URL with a password has.
    #[error("this looks like a password; none may stand in windows.toml")]
    Password,
    /// No day of the week.
    #[error("{word:?} is no day of the week: mon, tue, wed, thu, fri, sat, sun")]
    Weekday {
        /// What was written.
        word: String,
    },
    /// Nobody ever works.
    #[error("a week without any working day opens no window")]
    NoWorkingDay,
    /// No date.
    #[error("{text:?} is no date; write 2026-12-31, or 2026-12-31..2027-01-08 for several")]
    Date {
        /// What was written.
        text: String,
    },
    /// A span that ends before it begins.
    #[error("{}..{} ends before it begins", .0.start(), .0.end())]
    Backwards(RangeInclusive<NaiveDate>),
    /// A holiday that the calendar does not know.
    #[error("{date} lies outside of {}..{}, the dates that the calendar covers", covers.start(), covers.end())]
    NotCovered {
        /// The date.
        date: NaiveDate,
        /// What is covered.
        covers: RangeInclusive<NaiveDate>,
    },
    /// A calendar that no flag can mean.
    #[error(
        "{text:?} is no calendar; write ru, or NAME=WEEKEND,FIRST..LAST as in office=sat+sun,2026-01-01..2027-12-31"
    )]
    Calendar {
        /// What was written.
        text: String,
    },
    /// A quote that is not closed.
    #[error("{text:?} is no command: a quote is not closed, or there is no program")]
    Command {
        /// What was written.
        text: String,
    },
    /// A reason that says nothing.
    #[error("why there is nothing to back up takes at least {SHORTEST_REASON} characters")]
    Reason,
    /// A repository of borg's without the names of its archives.
    #[error("{text:?}: how this system's archives are called is missing, as in /srv/backup/borg::shop-*")]
    Archives {
        /// What was written.
        text: String,
    },
    /// windows.toml would refuse it.
    #[error("windows.toml would refuse this: {why}")]
    Refused {
        /// What is wrong with it, and what to write instead.
        why: String,
    },
    /// Nothing was written.
    #[error("nothing was written")]
    Empty,
}

/// A thing with a name for people and an id for commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<Id> {
    /// For commands.
    pub id: Id,
    /// For people, as it was typed.
    pub name: String,
}

impl<Id> Named<Id> {
    /// What was typed is the name; the id is the same where that can be an id, else what is left of it in small letters.
    ///
    /// # Errors
    /// There is nothing in it that an id may hold, or it holds what windows.toml refuses.
    pub fn of(text: &str, parse: fn(&str) -> Result<Id, NameError>) -> Result<Self, Unfit> {
        let name = plain(text)?;
        if let Ok(id) = parse(name) {
            return Ok(Self { id, name: name.to_owned() });
        }
        let small = name.to_lowercase();
        let words = small.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        let id = words.collect::<Vec<_>>().join("-");
        let id = parse(&id).map_err(|why| Unfit::Name { text: name.to_owned(), why })?;
        Ok(Self { id, name: name.to_owned() })
    }
}

/// A text that windows.toml takes: not blank, shown as it is, no password.
pub(super) fn plain(text: &str) -> Result<&str, Unfit> {
    let text = text.trim();
    if text.is_empty() {
        Err(Unfit::Empty)
    } else if text.chars().any(char::is_control) {
        Err(Unfit::Control { text: text.to_owned() })
    } else if crate::policy::read::holds_password(text) {
        Err(Unfit::Password)
    } else {
        Ok(text)
    }
}

/// `ru`, or `NAME=WEEKEND,FIRST..LAST`: the name, and the days without holidays.
///
/// # Errors
/// It is neither.
pub fn calendar_by_flag(text: &str) -> Result<(String, Days), Unfit> {
    let neither = || Unfit::Calendar { text: text.to_owned() };
    if text == "ru" {
        return Ok((text.to_owned(), Days::Russian));
    }
    let (name, days) = text.split_once('=').ok_or_else(neither)?;
    let (weekend, covers) = days.split_once(',').ok_or_else(neither)?;
    let covers = span(covers)?;
    Ok((name.to_owned(), Days::Listed { weekend: days_of_the_week(weekend)?, covers, holidays: Vec::new() }))
}

/// The days of a calendar of one's own.
///
/// # Errors
/// A holiday that it does not cover.
pub fn listed_days(
    weekend: Vec<Weekday>,
    covers: RangeInclusive<NaiveDate>,
    holidays: Vec<RangeInclusive<NaiveDate>>,
) -> Result<Days, Unfit> {
    let ends = holidays.iter().flat_map(|span| [*span.start(), *span.end()]);
    match ends.into_iter().find(|date| !covers.contains(date)) {
        Some(date) => Err(Unfit::NotCovered { date, covers }),
        None => Ok(Days::Listed { weekend, covers, holidays }),
    }
}

/// `sat,sun` or `sat+sun`; nothing is no free day.
///
/// # Errors
/// A word that is no day, or all seven.
pub fn days_of_the_week(text: &str) -> Result<Vec<Weekday>, Unfit> {
    let mut days = Vec::new();
    for word in parts(text, &[',', '+']) {
        let day: Weekday = word.parse().map_err(|_| Unfit::Weekday { word: word.to_owned() })?;
        if !days.contains(&day) {
            days.push(day);
        }
    }
    if days.len() == 7 { Err(Unfit::NoWorkingDay) } else { Ok(days) }
}

/// Dates and spans of dates, both ends included, with commas between them.
///
/// # Errors
/// One that is none.
pub fn dates(text: &str) -> Result<Vec<RangeInclusive<NaiveDate>>, Unfit> {
    parts(text, &[',']).map(span).collect()
}

fn span(text: &str) -> Result<RangeInclusive<NaiveDate>, Unfit> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let span = date(first)?..=date(last)?;
    if span.is_empty() { Err(Unfit::Backwards(span)) } else { Ok(span) }
}

fn date(text: &str) -> Result<NaiveDate, Unfit> {
    let date = text.trim().parse::<NaiveDate>().ok().filter(|date| (1970..=2200).contains(&date.year()));
    date.ok_or_else(|| Unfit::Date { text: text.trim().to_owned() })
}

pub(super) fn parts<'t>(text: &'t str, between: &'t [char]) -> impl Iterator<Item = &'t str> {
    text.split(between).map(str::trim).filter(|part| !part.is_empty())
}

/// A command as a shell would take it apart, without anything else that a shell does.
///
/// # Errors
/// A quote is not closed, or there is no program.
pub fn words(text: &str) -> Result<Vec<String>, Unfit> {
    let unfit = || Unfit::Command { text: text.to_owned() };
    let words = shlex::split(plain(text)?).ok_or_else(unfit)?;
    if words.first().is_none_or(|program| program.trim().is_empty()) { Err(unfit()) } else { Ok(words) }
}
