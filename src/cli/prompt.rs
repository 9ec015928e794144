//! Questions to a person. They appear only on a terminal; elsewhere a missing answer is a usage error that names the flag.

use dialoguer::Input;

use super::{Context, Failure, Result};

/// Whether a person can be asked.
pub(super) fn possible(context: &Context<'_>) -> bool {
    context.env.terminal.stdin && context.env.terminal.stderr && !context.is_json()
}

/// Asks for yes or no; `flag` is what to give where nobody can be asked.
pub(super) fn agree(context: &Context<'_>, question: &str, flag: &str) -> Result<bool> {
    if !possible(context) {
        return Err(Failure::usage(format!("{question} Nobody can be asked here"), format!("give {flag} to say yes")));
    }
    let answer = text(&format!("{question} [y/N]"), "")?;
    // "н" is what the key of "y" gives on a Russian keyboard, and how "нет" begins: in doubt it is no.
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "д" | "да"))
}

/// Asks until the answer is understood; what is wrong with one is shown below it, and it can be mended.
pub(super) fn valid<T>(question: &str, read: impl Fn(&str) -> std::result::Result<T, String>) -> Result<T> {
    valid_or(question, "", read)
}

/// The same, where an empty answer is `default`.
pub(super) fn valid_or<T>(
    question: &str,
    default: &str,
    read: impl Fn(&str) -> std::result::Result<T, String>,
) -> Result<T> {
    let check = |text: &String| read(text).map(drop);
    let text = line(question, default).validate_with(check).interact_text().map_err(no_answer)?;
    read(&text).map_err(|why| Failure::usage(why, "give the answers as flags; --help shows them"))
}

/// Asks for a line of text; an empty one is `default`.
pub(super) fn text(question: &str, default: &str) -> Result<String> {
    line(question, default).interact_text().map_err(no_answer)
}

fn line<'a>(question: &str, default: &str) -> Input<'a, String> {
    let input = Input::new().with_prompt(question).allow_empty(true);
    if default.is_empty() { input } else { input.default(default.to_owned()) }
}

fn no_answer(error: dialoguer::Error) -> Failure {
    match error {
        dialoguer::Error::IO(error) => Failure::asking(&error),
    }
}
