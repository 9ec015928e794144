//! Columns, facts and remarks: what all answers are laid out with.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

use crate::{
    app::answers::{Footing, Notice},
    output::{
        harmless::harmless,
        style::{Style, wrap},
        words::{self, Remedy},
    },
};

/// For tables of backups and changes, which have little room: whoever needs the second finds it in JSON.
pub(super) fn to_the_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
}

/// How far everything below a headline is moved to the right.
pub(super) const INDENT: usize = 2;

/// A column by its heading.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column<'a> {
    /// Times and words of ours: as wide as its content, never broken.
    Fixed(&'a str),
    /// Text that others wrote: takes what is left, broken where it must be.
    Flowing(&'a str),
}

/// Rows with the first digits of every digest in them, but where those would not tell two apart.
pub(super) fn short_ids(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut wholes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for cell in rows.iter().flatten() {
        wholes.entry(words::short_id(cell).into_owned()).or_default().insert(cell);
    }
    let short = |cell: &String| {
        let short = words::short_id(cell).into_owned();
        if wholes[&short].len() == 1 { short } else { cell.clone() }
    };
    rows.iter().map(|row| row.iter().map(short).collect()).collect()
}

/// Aligned columns under dim headings; nothing without rows. Cells are made harmless here. Where words would have to be
/// broken, the last column goes below each row instead.
pub(super) fn columns(headings: &[Column<'_>], rows: Vec<Vec<String>>, style: Style) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| harmless(cell).into_owned()).collect()).collect();
    let width = usize::from(style.width()) - INDENT + GAP;
    let is_stackable = headings.len() > 2 && matches!(headings.last(), Some(Column::Flowing(_)));
    let lines = if is_stackable && least_widths(headings, &rows, width).is_none() {
        stacked(headings, &rows, width, style).unwrap_or_else(|| aligned(headings, &rows, width))
    } else {
        aligned(headings, &rows, width)
    };
    let margin = " ".repeat(INDENT);
    let line = |(number, line): (usize, String)| {
        let line = if number == 0 { style.dim(&line) } else { line };
        format!("{margin}{line}\n")
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// Lines of columns, the headings first.
fn aligned(headings: &[Column<'_>], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        // The gap after the last column is cut off below.
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(headings.iter().map(|column| match column {
            Column::Fixed(heading) | Column::Flowing(heading) => *heading,
        }));
    let least = least_widths(headings, rows, width);
    for row in rows {
        table.add_row(row.clone());
    }
    for (place, (column, heading)) in table.column_iter_mut().zip(headings).enumerate() {
        column.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
        match (heading, &least) {
            (Column::Fixed(_), _) => _ = column.set_constraint(ColumnConstraint::ContentWidth),
            (Column::Flowing(_), Some(least)) => {
                let width = u16::try_from(least[place]).unwrap_or(u16::MAX);
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
            (Column::Flowing(_), None) => {}
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// The same with the last column below each row; `None` where a row takes more than a line even so.
fn stacked(headings: &[Column<'_>], rows: &[Vec<String>], width: usize, style: Style) -> Option<Vec<String>> {
    let (_, headings) = headings.split_last()?;
    let above: Vec<Vec<String>> = rows.iter().map(|row| row[..headings.len()].to_vec()).collect();
    let above = aligned(headings, &above, width);
    if above.len() != rows.len() + 1 {
        return None;
    }
    let room = usize::from(style.width()).saturating_sub(INDENT + BELOW);
    let mut lines = above.into_iter();
    let mut all = vec![lines.next()?];
    for (line, row) in lines.zip(rows) {
        all.push(line);
        let below = wrap(row.last()?, room).into_iter().filter(|line| !line.is_empty());
        all.extend(below.map(|line| format!("{}{line}", " ".repeat(BELOW))));
    }
    Some(all)
}

/// How far what goes below a row is moved to the right.
const BELOW: usize = 4;

/// How wide each column has to be so that no word in it is broken; `None` where that does not fit.
fn least_widths(headings: &[Column<'_>], rows: &[Vec<String>], width: usize) -> Option<Vec<usize>> {
    let least = |(place, heading): (usize, &Column<'_>)| {
        let cells = || rows.iter().filter_map(|row| row.get(place)).map(String::as_str);
        let widest = match heading {
            Column::Fixed(heading) => cells().chain([*heading]).map(UnicodeWidthStr::width).max(),
            Column::Flowing(heading) => {
                cells().chain([*heading]).flat_map(str::split_whitespace).map(UnicodeWidthStr::width).max()
            }
        };
        widest.unwrap_or_default() + GAP
    };
    let least: Vec<usize> = headings.iter().enumerate().map(least).collect();
    (least.iter().sum::<usize>() <= width).then_some(least)
}

/// Columns between two columns.
const GAP: usize = 2;

/// Names and values under each other; long values go on below themselves. Values are made harmless here.
pub(super) fn facts(facts: &[(&str, String)], style: Style) -> String {
    let widest = facts.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    let value_at = INDENT + widest + GAP;
    let mut text = String::new();
    for (name, value) in facts {
        let gap = " ".repeat(value_at - INDENT - name.width());
        let lines = wrap(&harmless(value), usize::from(style.width()).saturating_sub(value_at));
        let below = format!("\n{}", " ".repeat(value_at));
        _ = writeln!(text, "{}{}{gap}{}", " ".repeat(INDENT), style.dim(name), lines.join(&below));
    }
    text
}

/// A command to type, on a line of its own so that it can be copied.
pub(super) fn to_type(command: &str, indent: usize, style: Style) -> String {
    format!("{}{}\n", " ".repeat(indent + INDENT), style.bold(command))
}

/// What a person can do about something, with the command on a line of its own.
pub(super) fn remedy(remedy: &Remedy, indent: usize, style: Style) -> String {
    let Remedy { how, command } = remedy;
    match command {
        Some(command) => style.paragraph(&format!("{how}:"), indent) + &to_type(command, indent, style),
        None => style.paragraph(&format!("{how}."), indent),
    }
}

/// What was noticed, one paragraph each.
pub(super) fn notices(notices: &[Notice], style: Style) -> String {
    let paint = |notice| style.yellow(style.paragraph(&words::notice(notice), INDENT).trim_end()) + "\n";
    let told: String = notices.iter().map(paint).collect();
    if told.is_empty() { told } else { format!("\n{told}") }
}

/// The last line: under which rules the answer was given.
pub(super) fn footing(footing: &Footing, style: Style) -> String {
    let mut parts = Vec::new();
    if let Some(policy) = footing.policy {
        parts.push(format!("rules {policy:.12}"));
    }
    parts.push(format!("zone data {}", harmless(&footing.tzdb)));
    if let Some(head) = footing.head {
        parts.push(format!("ledger entry {}", head.seq));
    }
    format!("\n{}\n", style.dim(&format!("{}{}", " ".repeat(INDENT), parts.join(" · "))))
}
