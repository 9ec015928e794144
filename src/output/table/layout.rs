//! Columns, facts and remarks: what all answers are laid out with.

use std::fmt::Write as _;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

use crate::{
    app::answers::{Footing, Notice},
    output::{
        harmless::harmless,
        style::{Style, wrap},
        words::{self, Remedy},
    },
};

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

/// Aligned columns under dim headings; nothing without rows. Cells are made harmless here.
pub(super) fn columns(headings: &[Column<'_>], rows: Vec<Vec<String>>, style: Style) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    let inner = usize::from(style.width()) - INDENT;
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        // The gap after the last column is cut off below.
        .set_width(u16::try_from(inner + GAP).unwrap_or(u16::MAX))
        .set_header(headings.iter().map(|column| match column {
            Column::Fixed(heading) | Column::Flowing(heading) => *heading,
        }));
    for row in rows {
        table.add_row(row.iter().map(|cell| harmless(cell).into_owned()));
    }
    for (column, heading) in table.column_iter_mut().zip(headings) {
        column.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
        if matches!(heading, Column::Fixed(_)) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let margin = " ".repeat(INDENT);
    let line = |(number, line): (usize, String)| {
        let line = line.trim_end();
        let line = if number == 0 { style.dim(line) } else { line.to_owned() };
        format!("{margin}{line}\n")
    };
    table.lines().enumerate().map(line).collect()
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
