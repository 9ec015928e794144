//! `okno.ledger-init/1`, `okno.ledger-copy/1`.

use serde::Serialize;

use super::print;
use crate::{
    app::{Copied, LedgerMade},
    record::Head,
};

/// `okno ledger init --format json`.
pub fn ledger_made(made: &LedgerMade) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        schema: &'static str,
        ledger: &'a str,
        created: bool,
        granted: bool,
        roles_sql: &'a str,
        tzdb: Option<&'static str>,
        policy: Option<&'static str>,
        head: Option<Head>,
    }
    print(&Body {
        schema: "okno.ledger-init/1",
        ledger: &made.place,
        created: made.created,
        granted: made.granted,
        roles_sql: &made.roles,
        tzdb: None,
        policy: None,
        head: None,
    })
}

/// `okno ledger copy --format json`.
pub fn ledger_copied(copied: &Copied) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        schema: &'static str,
        from: &'a str,
        to: &'a str,
        added: u64,
        tzdb: Option<&'static str>,
        policy: Option<&'static str>,
        head: Option<Head>,
    }
    print(&Body {
        schema: "okno.ledger-copy/1",
        from: &copied.from,
        to: &copied.to,
        added: copied.added,
        tzdb: None,
        policy: None,
        head: copied.head,
    })
}
