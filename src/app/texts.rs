//! Texts that people type for the record.

use super::Error;

/// More than this nobody reads in a list or a log; longer texts belong into the ticket.
const MOST_CHARACTERS: usize = 500;

/// Refuses a text that says nothing, or more than anybody reads. `what` says which text it is.
pub(super) fn check(what: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::usage(format!("{what} is empty"), "say it in a few words, for whoever reads the log later"));
    }
    match text.chars().count() {
        count if count > MOST_CHARACTERS => Err(Error::usage(
            format!("{what} has {count} characters"),
            format!("say it in {MOST_CHARACTERS} at most, and name with --ref where more is written"),
        )),
        _ => Ok(()),
    }
}
