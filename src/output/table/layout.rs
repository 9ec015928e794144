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

impl<'a> Column<'a> {
    fn heading(&self) -> &'a str {
        match self {
            Self::Fixed(heading) | Self::Flowing(heading) => heading,
        }
    }
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

/// Aligned columns under dim headings; nothing without rows. Cells are made harmless here. Where there is no room, as many of
/// the last columns as need be go below each row instead.
pub(super) fn columns(headings: &[Column<'_>], rows: Vec<Vec<String>>, style: Style) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| harmless(cell).into_owned()).collect()).collect();
    let width = usize::from(style.width()) - INDENT + GAP;
    let stacks = |below| stacked(headings, &rows, width, below);
    let breaking_from =
        |longest| least_widths(headings, &rows, width, longest).map(|least| aligned(headings, &rows, width, &least));
    let lines = breaking_from(usize::MAX)
        .or_else(|| (headings.len() > 2).then(|| stacks(1)).flatten())
        .or_else(|| breaking_from(LONG_WORD))
        .or_else(|| (1..headings.len()).find_map(stacks))
        .unwrap_or_else(|| torn(headings, &rows, width));
    let margin = " ".repeat(INDENT);
    let line = |(number, line): (usize, String)| {
        let line = if number == 0 { style.dim(&line) } else { line };
        format!("{margin}{line}\n")
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// Lines of columns, the headings first; no column gets narrower than its least width.
fn aligned(headings: &[Column<'_>], rows: &[Vec<String>], width: usize, least: &[usize]) -> Vec<String> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        // The gap after the last column is cut off below.
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(headings.iter().map(Column::heading));
    for row in rows {
        table.add_row(row.clone());
    }
    for (column, (heading, least)) in table.column_iter_mut().zip(headings.iter().zip(least)) {
        column.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
        column.set_constraint(match heading {
            Column::Fixed(_) => ColumnConstraint::ContentWidth,
            Column::Flowing(_) => {
                ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(*least).unwrap_or(u16::MAX)))
            }
        });
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// The same with so many of the last columns below each row; `None` where a row takes more than a line even so.
fn stacked(headings: &[Column<'_>], rows: &[Vec<String>], width: usize, below: usize) -> Option<Vec<String>> {
    let (above, below) = headings.split_at(headings.len().checked_sub(below)?);
    let rows_above: Vec<Vec<String>> = rows.iter().map(|row| row.iter().take(above.len()).cloned().collect()).collect();
    let whole: Vec<Column<'_>> = above.iter().map(|column| Column::Fixed(column.heading())).collect();
    let least = least_widths(&whole, &rows_above, width, usize::MAX)?;
    let mut lines = aligned(&whole, &rows_above, width, &least).into_iter();
    let mut all = vec![lines.next()?];
    for (line, row) in lines.zip(rows) {
        all.push(line);
        all.extend(beneath(below, row.get(above.len()..).unwrap_or_default(), width));
    }
    Some(all)
}

/// For words that are wider than the terminal: each row below its own first cell, broken where it must be.
fn torn(headings: &[Column<'_>], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let Some((first, below)) = headings.split_first() else { return Vec::new() };
    let mut all = vec![first.heading().to_owned()];
    for row in rows {
        let Some((cell, others)) = row.split_first() else { continue };
        all.extend(wrap(cell, width - GAP));
        all.extend(beneath(below, others, width));
    }
    all
}

/// Cells that found no room in their row, in lines below it; those of ours tell which they are.
fn beneath(headings: &[Column<'_>], cells: &[String], width: usize) -> Vec<String> {
    let told = |(heading, cell): (&Column<'_>, &String)| match heading {
        _ if cell.is_empty() => None,
        Column::Fixed(heading) if !heading.is_empty() => Some(format!("{heading}: {cell}")),
        Column::Fixed(_) | Column::Flowing(_) => Some(cell.clone()),
    };
    let told: Vec<_> = headings.iter().zip(cells).filter_map(told).collect();
    let lines = wrap(&told.join(" · "), width - GAP - BELOW).into_iter().filter(|line| !line.is_empty());
    lines.map(|line| format!("{}{line}", " ".repeat(BELOW))).collect()
}

/// How far what goes below a row is moved to the right.
const BELOW: usize = 4;

/// Words from this length on may be broken before a table is given up.
const LONG_WORD: usize = 12;

/// How wide each column has to be so that no word in it is broken that is no longer than `longest`; `None` where that does not
/// fit.
fn least_widths(headings: &[Column<'_>], rows: &[Vec<String>], width: usize, longest: usize) -> Option<Vec<usize>> {
    let least = |(place, column): (usize, &Column<'_>)| {
        let cells = || rows.iter().filter_map(|row| row.get(place)).map(String::as_str);
        let widest = match column {
            Column::Fixed(_) => cells().map(UnicodeWidthStr::width).max(),
            Column::Flowing(_) => cells().flat_map(str::split_whitespace).map(|word| word.width().min(longest)).max(),
        };
        widest.unwrap_or_default().max(column.heading().width()) + GAP
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
