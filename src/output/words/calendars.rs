//! Calendars in words.

use chrono::NaiveDate;

use super::{counted, date};
use crate::{
    app::answers::{CalendarState, Difference, Other},
    calendar::Day,
    policy::CalendarSource,
};

/// Where a calendar's dates come from.
pub fn source(source: &CalendarSource) -> String {
    match source {
        CalendarSource::Country(code) => format!("the built-in facts of {}", country(code)),
        CalendarSource::Listed => "listed in windows.toml".to_owned(),
        CalendarSource::File(path) => format!("read from {path}"),
    }
}

fn country(code: &str) -> &str {
    match code {
        "ru" => "Russia",
        other => other,
    }
}

/// First and last of dates that follow each other.
pub fn runs(dates: &[NaiveDate]) -> Vec<(NaiveDate, NaiveDate)> {
    let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for date in dates {
        match runs.last_mut() {
            Some((_, last)) if last.succ_opt() == Some(*date) => *last = *date,
            _ => runs.push((*date, *date)),
        }
    }
    runs
}

/// Dates in a row, neighbours together: `Fri 1 Jan – Fri 8 Jan`, `Tue 23 Feb`.
pub fn ranges(dates: &[NaiveDate]) -> Vec<String> {
    let day = |date: NaiveDate| date.format("%a %-d %b").to_string();
    let run = |(first, last)| if first == last { day(first) } else { format!("{} – {}", day(first), day(last)) };
    runs(dates).into_iter().map(run).collect()
}

/// What of a calendar has to be looked after, a sentence each; nothing where all is well.
pub fn wrong(state: &CalendarState, needed_until: NaiveDate, year: i32) -> Vec<String> {
    let mut sentences = Vec::new();
    if state.ends {
        let (last, needed) = (date(*state.covers.end(), year), date(needed_until, year));
        sentences.push(format!("It ends on {last}, and slots are searched until {needed}: add the dates that follow."));
    }
    sentences.extend(state.differs.iter().map(|found| difference(found, year)));
    if state.renewed {
        sentences.push(
            "The built-in facts are others than those under which the rules were adopted: look at it, then \
             okno policy adopt."
                .to_owned(),
        );
    }
    sentences
}

/// Where two sources disagree.
pub fn difference(found: &Difference, year: i32) -> String {
    const SHOWN: usize = 4;
    let named = found.dates.iter().take(SHOWN).map(|found| {
        let there = match found.there {
            Day::Working => "working",
            Day::Free => "free",
            Day::Unknown => "unknown",
        };
        let here = match found.here {
            Day::Working => "working",
            Day::Free => "free",
            Day::Unknown => "unknown",
        };
        format!("{} is {here}, {there} there", date(found.date, year))
    });
    let mut named: Vec<_> = named.collect();
    if found.dates.len() > SHOWN {
        named.push(format!("and {} more", found.dates.len() - SHOWN));
    }
    let count = counted(u64::try_from(found.dates.len()).unwrap_or(u64::MAX), "date", "dates");
    let other = match found.from {
        Other::Adopted => "from what was adopted".to_owned(),
        Other::BuiltIn(code) => format!("from the built-in facts of {}", country(code)),
    };
    format!("It differs {other} on {count}: {}.", named.join("; "))
}
