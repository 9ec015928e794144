//! Rows of the decision table by name: what was not looked at.

use super::listed;

/// What was not judged, in words; `None` when everything was.
pub fn not_judged(rows: &[u8]) -> Option<String> {
    let mut names: Vec<_> = rows.iter().map(|row| name(*row)).collect();
    names.dedup();
    (!names.is_empty()).then(|| listed(names.into_iter().map(str::to_owned)))
}

/// What a row is about. Neighbours that ask about the same thing share a name.
fn name(row: u8) -> &'static str {
    match row {
        1 => "the adoption of the rules",
        2 => "who is responsible",
        3 => "the calendar",
        4..=6 => "the window",
        7 => "freezes",
        8 => "stopped lines",
        9 => "other changes",
        10 => "short stops that add up",
        11 => "the customer's instruction",
        12 => "the specification",
        13 => "the state of the change",
        14 => "its planned start",
        15 => "approvals",
        16..=19 => "the backup",
        20 => "the command",
        21 => "the clock",
        22 => "the ledger",
        23 => "whether the system is busy",
        24 => "the zone data",
        _ => "something newer",
    }
}
