//! A year of a calendar, and what of the calendars has to be looked after.

use std::{collections::BTreeSet, fmt::Write as _};

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    change::rows,
    layout::{INDENT, facts, footing},
};
use crate::{
    app::answers::{CalendarCheck, CalendarImport, CalendarYear, ChangeView, Mark},
    calendar::{Day, ics::IcsDays},
    output::{
        harmless::harmless,
        style::Style,
        words::{self, counted, date},
    },
};

/// A date and its mark.
const CELL: usize = 3;
/// Seven of them.
const MONTH: usize = 7 * CELL;
/// Between two months.
const BETWEEN: usize = 2;

/// `okno calendar show`.
pub fn calendar_year(answered: &CalendarYear, style: &Style) -> String {
    let style = *style;
    let Some((first, _)) = answered.days.first() else { return String::new() };
    let year = first.year();
    let days = |sort: Day, one: &str, many: &str| counted(answered.count(sort) as u64, one, many);
    let mut counts = vec![days(Day::Working, "working day", "working days"), days(Day::Free, "day off", "days off")];
    if answered.count(Day::Unknown) > 0 {
        counts.push(format!("{} unknown", answered.count(Day::Unknown)));
    }
    let headline = format!("Calendar {} in {year}: {}", answered.id, words::listed(counts));
    let (start, end) = answered.covers.clone().into_inner();
    let source = harmless(&words::source(&answered.source)).into_owned();
    let source = format!("{source}; it covers {start} to {end}");
    let headline = style.bold(style.paragraph(&headline, 0).trim_end());
    let mut text = format!("{headline}\n{}\n\n", style.dim(style.paragraph(&source, INDENT).trim_end()));
    text += &months(answered, year, style);
    text += &legend(answered, style);
    let holidays = words::ranges(&answered.marked(Mark::Holiday)).join(", ");
    let worked = words::ranges(&answered.marked(Mark::Worked)).join(", ");
    let named = [("off on weekdays", holidays), ("worked", worked)];
    let named: Vec<_> = named.into_iter().filter(|(_, dates)| !dates.is_empty()).collect();
    if !named.is_empty() {
        _ = write!(text, "\n{}", facts(&named, style));
    }
    text + &footing(&answered.footing, style)
}

/// As many months side by side as fit.
fn months(answered: &CalendarYear, year: i32, style: Style) -> String {
    let room = usize::from(style.width()) - INDENT + BETWEEN;
    let across = [4, 3, 2].into_iter().find(|across| across * (MONTH + BETWEEN) <= room).unwrap_or(1);
    let blocks: Vec<Vec<String>> = (1..=12).map(|month| lines(answered, year, month, style)).collect();
    let mut text = String::new();
    for row in blocks.chunks(across) {
        let height = row.iter().map(Vec::len).max().unwrap_or_default();
        for line in 0..height {
            let blank = " ".repeat(MONTH);
            let cells: Vec<&str> =
                row.iter().map(|block| block.get(line).map_or(blank.as_str(), String::as_str)).collect();
            let line = cells.join(&" ".repeat(BETWEEN));
            _ = writeln!(text, "{}", format!("{}{line}", " ".repeat(INDENT)).trim_end());
        }
        text.push('\n');
    }
    text
}

/// A month: its name, the weekdays, its weeks; every line as wide as the others to the eye.
fn lines(answered: &CalendarYear, year: i32, month: u32, style: Style) -> Vec<String> {
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return Vec::new() };
    let name = format!("{:<MONTH$}", first.format("%B").to_string());
    let mut lines = vec![style.bold(&name), style.dim(&format!("{:<MONTH$}", "Mo Tu We Th Fr Sa Su"))];
    let mut week = vec![" ".repeat(CELL); first.weekday().num_days_from_monday() as usize];
    for (date, day) in answered.days.iter().filter(|(date, _)| date.month() == month) {
        week.push(cell(*date, answered.mark(*date, *day), style));
        if week.len() == 7 {
            lines.push(week.concat());
            week.clear();
        }
    }
    if !week.is_empty() {
        week.resize(7, " ".repeat(CELL));
        lines.push(week.concat());
    }
    lines
}

/// The date with a sign for what is particular about it, so that it can be told without colour.
fn cell(date: NaiveDate, mark: Mark, style: Style) -> String {
    let shown = format!("{:>2}{}", date.day(), sign(mark));
    match mark {
        Mark::Working => shown,
        Mark::Weekend => style.dim(&shown),
        Mark::Holiday => style.red(&shown),
        Mark::Worked => style.green(&shown),
        Mark::Unknown => style.yellow(&shown),
    }
}

fn sign(mark: Mark) -> char {
    match mark {
        Mark::Working => ' ',
        Mark::Weekend => '.',
        Mark::Holiday => '*',
        Mark::Worked => '+',
        Mark::Unknown => '?',
    }
}

/// What the signs of this year mean.
fn legend(answered: &CalendarYear, style: Style) -> String {
    let meanings = [
        (Mark::Working, "working"),
        (Mark::Weekend, "weekend"),
        (Mark::Holiday, "off on a weekday"),
        (Mark::Worked, "worked at a weekend"),
        (Mark::Unknown, "unknown: opens nothing"),
    ];
    let known = meanings.into_iter().filter(|(mark, _)| !answered.marked(*mark).is_empty());
    let parts: Vec<_> =
        known.map(|(mark, meaning)| format!("12{} {meaning}", sign(mark)).replace("12  ", "12 ")).collect();
    style.dim(style.paragraph(&parts.join(" · "), INDENT).trim_end()) + "\n"
}

/// `okno calendar import`: a piece of windows.toml, to be looked at and put in by a person.
pub fn calendar_import(answered: &CalendarImport) -> String {
    let days = |number: usize, one: &str, many: &str| counted(number as u64, one, many);
    let IcsDays { holidays, workdays } = &answered.days;
    let (file, covers) = (harmless(&answered.file), &answered.covers);
    let mut said =
        vec![days(holidays.len(), "day off", "days off"), days(workdays.len(), "working day", "working days")];
    if answered.passed_over > 0 {
        let events = days(answered.passed_over, "event", "events");
        said.push(format!("{events} without a whole date passed over"));
    }
    let file = if file == "-" { "standard input" } else { &file };
    let mut text = format!("# {file}: {}\n[calendars.{}]\n", words::listed(said), quoted(answered.id.as_str()));
    let weekend = answered.weekend.as_deref().unwrap_or(&[Weekday::Sat, Weekday::Sun]);
    let weekend: Vec<_> = weekend.iter().map(|day| format!("\"{}\"", day.to_string().to_lowercase())).collect();
    let unsaid = |said: bool| if said { "" } else { "    # the file does not say: look at it" };
    _ = writeln!(text, "weekend  = [{}]{}", weekend.join(", "), unsaid(answered.weekend.is_some()));
    _ = writeln!(text, "covers   = \"{}..{}\"{}", covers.start(), covers.end(), unsaid(!answered.concluded));
    text + &dates("holidays", holidays) + &dates("workdays", workdays)
}

/// A key of letters that TOML wants in quotes.
fn quoted(key: &str) -> String {
    let is_bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { key.to_owned() } else { format!("\"{key}\"") }
}

/// A list of dates as windows.toml writes it, a line a year.
fn dates(key: &str, dates: &BTreeSet<NaiveDate>) -> String {
    let dates: Vec<_> = dates.iter().copied().collect();
    let mut lines: Vec<(i32, String)> = Vec::new();
    for (first, last) in words::runs(&dates) {
        let written = if first == last { format!("\"{first}\"") } else { format!("\"{first}..{last}\"") };
        match lines.last_mut() {
            Some((year, line)) if *year == first.year() && line.len() + written.len() < 110 => {
                *line += &format!(" {written},");
            }
            _ => lines.push((first.year(), format!("  {written},"))),
        }
    }
    if lines.is_empty() {
        return format!("{key} = []\n");
    }
    let lines: String = lines.into_iter().map(|(_, line)| line + "\n").collect();
    format!("{key} = [\n{lines}]\n")
}

/// `okno calendar check`.
pub fn calendar_check(answered: &CalendarCheck, style: &Style) -> String {
    let style = *style;
    let year = answered.footing.now.year();
    let needed = date(answered.needed_until, year);
    let mut text = if answered.is_sound() {
        format!("{}  every calendar in use is known until {needed}\n\n", style.green("RIGHT"))
    } else {
        format!("{}  some of this needs somebody\n\n", style.red("FALLS SHORT"))
    };
    for calendar in &answered.calendars {
        let known = format!("known until {}", date(*calendar.covers.end(), year));
        let users = match calendar.customers.len() {
            0 => "used by nobody".to_owned(),
            count => format!("used by {}", counted(count as u64, "customer", "customers")),
        };
        let source = words::source(&calendar.source);
        let id = style.bold(calendar.id.as_str());
        let line = harmless(&format!("{known}; {users}; {source}")).into_owned();
        _ = write!(text, "{}{id}\n{}", " ".repeat(INDENT), style.paragraph(&line, 2 * INDENT));
        for sentence in words::wrong(calendar, answered.needed_until, year) {
            text += &style.yellow(style.paragraph(&sentence, 2 * INDENT).trim_end());
            text.push('\n');
        }
    }
    text += &stranded("Planned changes that need a date which no calendar knows:", &answered.beyond, style);
    text += &stranded("Planned changes whose time is no window any more:", &answered.outside, style);
    text + &footing(&answered.footing, style)
}

fn stranded(heading: &str, changes: &[ChangeView], style: Style) -> String {
    if changes.is_empty() {
        return String::new();
    }
    format!("\n{}{}", style.yellow(style.paragraph(heading, 0).trim_end()) + "\n", rows(changes, style))
}
