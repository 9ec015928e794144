//! Answers for scripts: one pretty-printed object each, with its schema first.
//!
//! The structs of this room are the public interface, apart from the types that the program works with, so that those may
//! change freely: fields are only ever added. Absent facts are `null`, never left out. Instants end in `_at` and are UTC;
//! `_local` beside them is the customer's wall clock, `null` where the customers live in several zones. Lengths are ISO
//! 8601.

mod backups;
mod calendars;
mod change;
mod decision;
mod explained;
mod freezes;
mod health;
mod ledger;
mod moving;
mod policy;
mod reason;
mod regime;
mod retention;
mod setup;
mod status;
mod times;

use std::fmt::Write as _;

use serde::Serialize;

pub use backups::{backup_answer, backup_report};
pub use calendars::{calendar_check, calendar_import, calendar_year};
pub use change::{change, change_list, waves};
pub use decision::{run_report, verdict};
pub use freezes::freezes;
pub use health::checkup;
pub use ledger::{acceptance, export_verification, head, log_page, rebuilt, verification};
pub use moving::{ledger_copied, ledger_made};
pub use policy::{policy_check, policy_diff, policy_view};
pub use regime::{due, taken_due, timers};
pub use retention::{drill, prune, transfer};
pub use setup::initialised;
pub use status::{line, status};
pub use times::{slots, windows};

use super::{harmless::is_hazardous, words};
use crate::{
    app::answers::{Footing, Notice},
    record::{Digest, Head},
};

/// A failure: what `--format json` prints when there is no answer.
pub fn error(exit_code: u8, message: &str, hint: Option<&str>) -> String {
    #[derive(Serialize)]
    struct Failure<'a> {
        schema: &'static str,
        exit_code: u8,
        message: &'a str,
        hint: Option<&'a str>,
    }
    print(&Failure { schema: "okno.error/1", exit_code, message, hint })
}

/// An answer: its schema, what it says, and under which rules it was given.
#[derive(Serialize)]
struct Answer<'a, Body> {
    schema: &'static str,
    #[serde(flatten)]
    body: Body,
    tzdb: &'a str,
    policy: Option<String>,
    head: Option<Head>,
}

/// The text of an answer.
fn answer<Body: Serialize>(schema: &'static str, body: Body, footing: &Footing) -> String {
    let Footing { tzdb, policy, head, .. } = footing;
    print(&Answer { schema, body, tzdb, policy: prefixed(*policy), head: *head })
}

fn print(answer: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(answer).expect("the structs of this room serialise: their keys are text");
    if text.contains(is_escapable) {
        text = escape(&text);
    }
    text.push('\n');
    text
}

/// Characters that JSON lets stand raw in a string, and that a terminal should not get to see.
fn is_escapable(c: char) -> bool {
    !c.is_ascii_whitespace() && is_hazardous(c)
}

/// The same value, with those characters as `\u` escapes. They can stand in strings only.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if is_escapable(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

fn prefixed(digest: Option<Digest>) -> Option<String> {
    digest.map(|digest| digest.prefixed())
}

/// A notice, with a code that scripts can rely on.
#[derive(Serialize)]
struct NoticeBody {
    code: &'static str,
    message: String,
}

fn notices(notices: &[Notice]) -> Vec<NoticeBody> {
    let body = |notice: &Notice| NoticeBody { code: words::notice_code(notice), message: words::notice(notice) };
    notices.iter().map(body).collect()
}
