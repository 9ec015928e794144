//! The log, its head, and whether it verifies.

use std::{fmt::Write as _, path::Path};

use chrono::Datelike;

use super::layout::{Column, INDENT, columns, footing, notices, to_type};
use crate::{
    app::answers::{Acceptance, Footing, LogPage, Verification},
    change::Change,
    output::{
        harmless::harmless,
        style::Style,
        words::{self, Clock, counted, happened},
    },
    record::{Aggregate as _, Entry, Head, export::ExportFault},
};

/// `okno log`. Its times are UTC: the entries of one page belong to many customers.
pub fn log_page(answered: &LogPage, style: &Style) -> String {
    if answered.entries.is_empty() {
        return "No entry answers to this.\n".to_owned();
    }
    let year = answered.footing.now.year();
    let row = |entry: &Entry| {
        let at = entry.stamp.at;
        let date = at.date_naive();
        vec![
            entry.stamp.seq.to_string(),
            format!("{} {}", words::date(date, year), words::clock(at, Clock::Utc, date)),
            entry.stamp.actor.clone(),
            subject(entry),
            happened(entry, Clock::Utc),
        ]
    };
    let headings = [
        Column::Fixed(""),
        Column::Fixed("UTC"),
        Column::Flowing("who"),
        Column::Flowing("subject"),
        Column::Flowing("what"),
    ];
    let table = columns(&headings, answered.entries.iter().map(row).collect(), *style);
    let older = if answered.cut { style.paragraph("Older entries are left out.", INDENT) } else { String::new() };
    style.dim(&older) + &table
}

/// As `okno log --subject` takes it: a change by its id, everything else with its stream.
fn subject(entry: &Entry) -> String {
    let subject = &entry.subject;
    if subject.stream() == Change::STREAM { subject.name() } else { subject.as_str() }.to_owned()
}

/// `okno ledger accept`.
pub fn acceptance(answered: &Acceptance, style: &Style) -> String {
    let style = *style;
    let (_, _, reason) = answered.accepted.ruling();
    let what = style.paragraph(&format!("Why: {}.", harmless(reason.trim_end_matches('.'))), INDENT);
    let headline = style.paragraph(&format!("ACCEPTED  {}", words::accepted(&answered.accepted)), 0);
    style.yellow(headline.trim_end())
        + "\n"
        + &what
        + &style.paragraph(&words::consequence(&answered.accepted), INDENT)
        + &notices(&answered.notices, style)
        + &footing(&answered.footing, style)
}

/// `okno log head`: number and hash, to be kept elsewhere.
pub fn head(answered: &Footing, _: &Style) -> String {
    answered.head.map_or_else(|| "The ledger holds no entry.\n".to_owned(), |head| format!("{head}\n"))
}

/// `okno log verify`.
pub fn verification(answered: &Verification, style: &Style) -> String {
    let style = *style;
    let entries = counted(answered.entries, "entry", "entries");
    let mut text = match &answered.first_bad {
        _ if answered.ok => format!("{}  {entries}, each follows from the one before\n", style.green("VERIFIES")),
        None => format!("{}  {entries}\n", style.red("DOES NOT VERIFY")),
        Some((seq, why)) => {
            let why = style
                .paragraph(&format!("From entry {seq} on the ledger cannot be trusted: {}.", harmless(why)), INDENT);
            format!("{}  {entries}\n{why}", style.red("DOES NOT VERIFY"))
        }
    };
    if let Some(head) = answered.head {
        _ = writeln!(text, "{}{}", " ".repeat(INDENT), style.dim(&format!("head {head}")));
    }
    if !answered.cards_differ.is_empty() {
        let subjects = answered.cards_differ.join(", ");
        let what =
            format!("What can be searched of {} differs from the entries; it can be made anew:", harmless(&subjects));
        text += &style.paragraph(&what, INDENT);
        text += &to_type("okno log rebuild", INDENT, style);
    }
    text
}

/// `okno log verify --export FILE`.
pub fn export_verification(path: &Path, outcome: &Result<Option<Head>, ExportFault>, style: &Style) -> String {
    let path = harmless(&path.display().to_string()).into_owned();
    match outcome {
        Ok(head) => {
            let entries = counted(head.map_or(0, |head| head.seq), "entry", "entries");
            let head = head.map(|head| format!("{}{}\n", " ".repeat(INDENT), style.dim(&format!("head {head}"))));
            let entries = style.paragraph(&format!("{entries}, each follows from the one before"), INDENT);
            format!("{}  {path}\n{entries}{}", style.green("VERIFIES"), head.unwrap_or_default())
        }
        Err(fault) => {
            let why = style.paragraph(&harmless(&fault.to_string()), INDENT);
            format!("{}  {path}\n{why}", style.red("DOES NOT VERIFY"))
        }
    }
}

/// `okno log rebuild`.
pub fn rebuilt(mended: u64) -> String {
    match mended {
        0 => "Every card says what its entries say; nothing was changed.\n".to_owned(),
        mended => format!("{} made anew.\n", counted(mended, "card was", "cards were")),
    }
}
