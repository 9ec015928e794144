//! Why a command has no answer: its message, its hint, its exit code.

use std::io;

use crate::{
    app::Error,
    calendar::instant::InstantError,
    exit,
    output::{json, style::Style},
};

/// Why a command has no answer.
#[derive(Debug)]
pub(super) struct Failure {
    cause: Cause,
    /// The code, where the command has one of its own for this.
    code: Option<u8>,
}

#[derive(Debug)]
enum Cause {
    /// A use case failed.
    App(Error),
    /// The arguments make no sense.
    Arguments { coloured: String, plain: String },
    /// Standard output cannot be written.
    Stdout(String),
}

impl Failure {
    /// Wrong usage, with what to do.
    pub(super) fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::usage(what, hint).into()
    }

    /// Standard output cannot be written.
    pub(super) fn stdout(error: &io::Error) -> Self {
        Self { cause: Cause::Stdout(error.to_string()), code: None }
    }

    /// Arguments that the parser refused.
    pub(super) fn of_arguments(error: &clap::Error) -> Self {
        let text = error.render();
        Self { cause: Cause::Arguments { coloured: text.ansi().to_string(), plain: text.to_string() }, code: None }
    }

    /// A person was asked and said no.
    pub(super) fn declined() -> Self {
        Error::Refused { what: "nothing was recorded: the question was not answered with yes".to_owned(), hint: None }
            .into()
    }

    /// A person looked at the answers and did not want them.
    pub(super) fn not_written() -> Self {
        Error::Refused { what: "nothing was written: the question was not answered with yes".to_owned(), hint: None }
            .into()
    }

    /// A person could not be asked after all.
    pub(super) fn asking(error: &io::Error) -> Self {
        Error::usage(format!("the terminal gave no answer: {error}"), "give the answers as flags; --help shows them")
            .into()
    }

    /// For the commands that are a gate, an id that nobody planned is a refusal: a pipeline must not go on.
    pub(super) fn at_the_gate(self) -> Self {
        match self.cause {
            Cause::App(Error::UnknownChange(_)) => Self { code: Some(exit::REFUSED), ..self },
            _ => self,
        }
    }

    pub(super) fn exit_code(&self) -> u8 {
        self.code.unwrap_or(match &self.cause {
            Cause::App(error) => code_of(error),
            Cause::Arguments { .. } => exit::USAGE,
            Cause::Stdout(_) => exit::INPUT_OUTPUT,
        })
    }

    /// The message in one piece, for programs.
    pub(super) fn message(&self) -> String {
        match &self.cause {
            Cause::App(Error::Policy(found)) => found.render(false).trim_end().to_owned(),
            Cause::App(error) => error.to_string(),
            Cause::Arguments { plain, .. } => {
                let first = paragraphs(plain).next().unwrap_or_default();
                first.strip_prefix("error: ").unwrap_or(&first).to_owned()
            }
            Cause::Stdout(why) => format!("standard output cannot be written: {why}"),
        }
    }

    /// What to do.
    pub(super) fn hint(&self) -> Option<String> {
        match &self.cause {
            Cause::App(error) => error.hint(),
            Cause::Arguments { plain, .. } => {
                let rest: Vec<_> = paragraphs(plain).skip(1).collect();
                (!rest.is_empty()).then(|| rest.join("; "))
            }
            Cause::Stdout(_) => None,
        }
    }

    /// The whole of it, for programs.
    pub(super) fn json(&self) -> String {
        json::error(self.exit_code(), &self.message(), self.hint().as_deref())
    }

    /// The message and the hint as a person sees them: the hint in lines that fit the terminal, and in one where a program
    /// may read it.
    pub(super) fn for_people(&self, style: Style, is_terminal: bool) -> String {
        match &self.cause {
            Cause::App(Error::Policy(found)) => {
                let mut text = found.render(style.has_colour());
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                text
            }
            Cause::Arguments { coloured, plain } => if style.has_colour() { coloured } else { plain }.clone(),
            Cause::App(_) | Cause::Stdout(_) => {
                let mut text =
                    format!("{} {}\n", style.red("okno:"), crate::output::harmless::harmless(&self.message()));
                if let Some(hint) = self.hint() {
                    let hint = crate::output::harmless::harmless(&hint);
                    let told = if is_terminal { in_lines(&hint, style) } else { format!("{hint}\n") };
                    text.push_str(&format!("{} {told}", style.bold("hint:")));
                }
                text
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { cause: Cause::App(error), code: None }
    }
}

impl From<InstantError> for Failure {
    fn from(error: InstantError) -> Self {
        Error::from(error).into()
    }
}

/// A hint below its own word; the command that it ends with on a line of its own, whole, so that it can be copied.
fn in_lines(hint: &str, style: Style) -> String {
    const HANGING: usize = "hint: ".len();
    let (said, command) = match hint.rsplit_once(": okno ") {
        Some((said, rest)) if !rest.contains("; ") => (format!("{said}:"), Some(format!("okno {rest}"))),
        _ => (hint.to_owned(), None),
    };
    let command = command.map(|command| format!("{}{}\n", " ".repeat(HANGING), style.bold(&command)));
    style.paragraph(&said, HANGING).trim_start().to_owned() + &command.unwrap_or_default()
}

/// The paragraphs of what the argument parser says, each on one line.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    text.trim().split("\n\n").map(|lines| lines.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn code_of(error: &Error) -> u8 {
    match error {
        Error::Policy(_) | Error::NoPolicy { .. } | Error::NothingAdopted { .. } | Error::LedgerUrl(_) => exit::CONFIG,
        Error::Store(_) | Error::Environment { .. } | Error::ZoneData(_) => exit::UNAVAILABLE,
        Error::File { .. } => exit::INPUT_OUTPUT,
        Error::Instant(_) | Error::UnknownChange(_) | Error::Usage { .. } => exit::USAGE,
        Error::AfterTake { error, .. } => code_of(error),
        Error::NotNow { .. } => exit::NOT_NOW,
        Error::NotAllowed { .. } | Error::Refused { .. } => exit::REFUSED,
    }
}

#[cfg(test)]
mod tests {
    use super::in_lines;
    use crate::output::style::Style;

    #[test]
    fn a_hint_fits_the_terminal_and_its_command_stays_whole() {
        let hint = "bring back the ledger that was there; if that was done on purpose, an administrator accepts what lies \
                    there now: okno ledger accept --head --reason …";
        let told = in_lines(hint, Style::plain());
        let lines: Vec<_> = told.lines().collect();
        assert_eq!(lines.len(), 3, "{told}");
        assert!(lines.iter().all(|line| line.chars().count() <= 80 - 6 || line.starts_with("      ")), "{told}");
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{told}");
        assert_eq!(lines[2], "      okno ledger accept --head --reason …");
        assert_eq!(in_lines("try again: it was locked", Style::plain()), "try again: it was locked\n");
    }
}
