//! Lengths, dates, times of day and wall readings as windows.toml writes them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::cursor::Item;
use crate::calendar::{Hours, ZoneError, ZoneName, length};

/// What a wrong value is answered with: the fault and what to write.
pub(super) struct Wrong {
    message: String,
    help: Option<String>,
}

impl Wrong {
    fn new(message: String, help: &str) -> Self {
        Self { message, help: Some(help.to_owned()) }
    }
}

fn understood<T>(item: &Item<'_>, result: Result<T, Wrong>) -> Option<T> {
    result.map_err(|wrong| item.fault(wrong.message, wrong.help)).ok()
}

/// A length of time; `0m` is one.
pub(super) fn any_length(item: &Item<'_>) -> Option<TimeDelta> {
    item.parsed("a text with a unit, as in \"45m\"", length::parse)
}

/// A length of time that is not zero.
pub(super) fn some_length(item: &Item<'_>) -> Option<TimeDelta> {
    let length = any_length(item)?;
    if length.is_zero() {
        item.fault("this may not be zero: nothing would ever pass", None);
        return None;
    }
    Some(length)
}

/// A date that exists, in a year that okno reckons with.
pub(super) fn date(item: &Item<'_>, text: &str) -> Option<NaiveDate> {
    understood(item, date_of(text))
}

/// `2026-01-01..2026-01-09`, both ends included, or one date.
pub(super) fn dates(item: &Item<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let text = item.text_as("a text with a date, as in \"2026-01-01\", or two, as in \"2026-01-01..2026-01-09\"")?;
    let Some((first, last)) = text.split_once("..") else {
        return date(item, text).map(|only| (only, only));
    };
    let (first, last) = (date(item, first)?, date(item, last)?);
    if last < first {
        item.fault("the last date is before the first one", format!("write \"{last}..{first}\""));
        return None;
    }
    Some((first, last))
}

fn date_of(text: &str) -> Result<NaiveDate, Wrong> {
    const HELP: &str = "write year, month and day, as in \"2026-12-25\"";
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else {
        return Err(Wrong::new(format!("{text:?} is not a date"), HELP));
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return Err(Wrong::new(format!("{text:?} is not a date"), HELP));
    };
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    match date {
        None => Err(Wrong::new(format!("there is no date {text:?}"), "look at the number of days of that month")),
        Some(date) if !(1970..=2200).contains(&date.year()) => {
            Err(Wrong::new(format!("{text:?} is out of reach"), "years from 1970 to 2200 are understood"))
        }
        Some(date) => Ok(date),
    }
}

/// Exactly `count` ASCII digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A time of day; `None` within it is `24:00`, the end of the day.
fn time_of(text: &str) -> Result<Option<NaiveTime>, Wrong> {
    let wrong = || Wrong::new(format!("{text:?} is not a time of day"), "write hours and minutes, as in \"22:00\"");
    if text == "24:00" {
        return Ok(None);
    }
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let (hour, minute) = digits(hour, 2).zip(digits(minute, 2)).ok_or_else(wrong)?;
    NaiveTime::from_hms_opt(hour, minute, 0).map(Some).ok_or_else(wrong)
}

/// `window = { from = "22:00", to = "06:00" }` or `{ all-day = true }`.
pub(super) fn hours(item: &Item<'_>) -> Option<Hours> {
    const HELP: &str = "write { from = \"22:00\", to = \"06:00\" }, or { all-day = true }";
    if !item.is_table() {
        item.fault("a window is written in braces", HELP.to_owned());
        return None;
    }
    let table = item.table("the window")?;
    let parts = (table.get("all-day"), table.get("from"), table.get("to"));
    table.no_other_keys();
    match parts {
        (Some(all_day), None, None) => whole_day(&all_day),
        (None, Some(from), Some(to)) => from_to(&from, &to),
        (Some(all_day), ..) => {
            all_day.fault("a window is all day or has times, not both", HELP.to_owned());
            None
        }
        (None, ..) => {
            item.fault("a window needs both `from` and `to`", HELP.to_owned());
            None
        }
    }
}

fn whole_day(all_day: &Item<'_>) -> Option<Hours> {
    if !all_day.boolean()? {
        all_day.fault("`all-day` may only be true", "leave it out and write `from` and `to`".to_owned());
        return None;
    }
    Some(Hours::AllDay)
}

fn from_to(from_item: &Item<'_>, to_item: &Item<'_>) -> Option<Hours> {
    let time = |item: &Item<'_>| {
        let text = item.text_as("a text with a time of day, as in \"22:00\"")?;
        understood(item, time_of(text))
    };
    let (from, to) = (time(from_item), time(to_item));
    let (from, to) = (from?, to?);
    let Some(from) = from else {
        from_item.fault("a window cannot open at the end of the day", "write \"00:00\"".to_owned());
        return None;
    };
    if to == Some(from) {
        to_item.fault("the window would close when it opens", "for the whole day write { all-day = true }".to_owned());
        return None;
    }
    Some(Hours::FromTo { from, to })
}

/// A wall reading: `2026-12-25 00:00`.
pub(super) fn wall_reading(item: &Item<'_>) -> Option<NaiveDateTime> {
    const HELP: &str = "write date and time, as in \"2026-12-25 00:00\"; `zone` says whose clock it is";
    let text = item.text_as("a text with date and time, as in \"2026-12-25 00:00\"")?;
    let Some((date, time)) = text.split_once([' ', 'T']) else {
        item.fault(format!("{text:?} is not a date with a time"), HELP.to_owned());
        return None;
    };
    let date = understood(item, date_of(date))?;
    match time_of(time) {
        Ok(Some(time)) => Some(date.and_time(time)),
        Ok(None) => {
            item.fault("24:00 is the next day's 00:00", "write the next date with 00:00".to_owned());
            None
        }
        Err(_) => {
            item.fault(format!("{time:?} is not a time of day"), HELP.to_owned());
            None
        }
    }
}

/// The name of a zone of the IANA database.
pub(super) fn zone(item: &Item<'_>) -> Option<ZoneName> {
    let text = item.text_as("a text with the name of a zone, as in \"Asia/Yekaterinburg\"")?;
    ZoneName::parse(text)
        .map_err(|error| {
            let help = match &error {
                ZoneError::Unknown { suggestions, .. } if !suggestions.is_empty() => {
                    format!("did you mean {}?", quoted(suggestions))
                }
                _ => "write a name of the IANA database, as in \"Asia/Yekaterinburg\"".to_owned(),
            };
            item.fault(error.to_string(), help);
        })
        .ok()
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" or ")
}
