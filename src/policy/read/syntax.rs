//! What is no TOML at all, in words that name the cure.

use std::ops::Range;

use toml::de::{DeTable, Error};

use crate::policy::Fault;

/// In larger files only the first error is shown: the parser would note one for every few bytes.
const ALL_ERRORS: usize = 64 << 10;

/// Every error of syntax, as far as the parser finds its way back.
pub(super) fn faults(text: &str, first: Error) -> Vec<Fault> {
    let errors = if text.len() > ALL_ERRORS { vec![first] } else { DeTable::parse_recoverable(text).1 };
    errors.into_iter().map(|error| fault(text, &error)).collect()
}

/// The text under a key of the file itself, whatever is wrong elsewhere.
pub(super) fn text_at(text: &str, key: &str) -> Option<String> {
    let table = if text.len() > ALL_ERRORS { DeTable::parse(text).ok()? } else { DeTable::parse_recoverable(text).0 };
    table.get_ref().get(key)?.get_ref().as_str().map(str::to_owned)
}

fn fault(text: &str, error: &Error) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let (message, help) = match error.message() {
        "duplicate key" => return written_twice(text, span),
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            ("this is nested too deeply".to_owned(), None)
        }
        message if message.starts_with("string values must be quoted") => {
            ("a value is missing here, or a text stands without quotes".to_owned(), None)
        }
        message => (message.to_owned(), Some("this is not TOML: see https://toml.io".to_owned())),
    };
    Fault { span, message, help }
}

/// Says where the same key or header stands for the first time.
fn written_twice(text: &str, span: Range<usize>) -> Fault {
    let key = text.get(span.clone()).unwrap_or_default();
    let (before, line_start) = text.get(..span.start).map_or(("", 0), |before| {
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (&before[..line_start], line_start)
    });
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let first = if line.trim_start().starts_with('[') {
        before.lines().position(|earlier| earlier.trim() == line.trim())
    } else {
        let is_key = |earlier: &str| earlier.split('=').next().is_some_and(|start| start.trim() == key);
        let lines = before.lines().enumerate().collect::<Vec<_>>();
        let of_table = lines.into_iter().rev().take_while(|(_, earlier)| !earlier.trim_start().starts_with('['));
        of_table.filter(|(_, earlier)| is_key(earlier)).last().map(|(number, _)| number)
    };
    let help = first.map_or_else(
        || "it is written twice in the same table: leave one out".to_owned(),
        |line| format!("it stands in line {} already: leave one of the two out, or name it differently", line + 1),
    );
    Fault { span, message: format!("{key:?} is defined twice"), help: Some(help) }
}
