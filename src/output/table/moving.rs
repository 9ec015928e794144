//! A ledger that was made or moved.

use crate::{
    app::{Copied, LedgerMade},
    output::{harmless::harmless, style::Style},
};

/// `okno ledger init`: the SQL, to be piped into psql; what else there is to say stands in its comments.
pub fn ledger_made(made: &LedgerMade, style: &Style) -> String {
    let place = harmless(&made.place);
    let what = if made.created { "A new ledger was made at" } else { "There is a ledger already at" };
    if made.granted {
        return style.paragraph(&format!("{what} {place}, and its three roles."), 0);
    }
    format!(
        "-- {what} {place}.\n-- The roles of those who use it, for psql, or with --grant executed at once:\n{}\
         -- Then a login for each person and each pipeline: CREATE ROLE olga LOGIN PASSWORD '…' IN ROLE …_gate;\n",
        made.roles
    )
}

/// `okno ledger copy`.
pub fn ledger_copied(copied: &Copied, style: &Style) -> String {
    let (from, to) = (harmless(&copied.from), harmless(&copied.to));
    let head = copied.head.map_or_else(|| "It is empty.".to_owned(), |head| format!("Its head is {head}."));
    let text = format!("{} entries were copied from {from} to {to}, and the copy verifies. {head}", copied.added);
    style.paragraph(&text, 0)
}
