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

/// Asks until the answer is understood; what is wrong with one is shown below it.
pub(super) fn valid<T>(question: &str, read: impl Fn(&str) -> std::result::Result<T, String>) -> Result<T> {
    let input = Input::<String>::new().with_prompt(question).allow_empty(true);
    let check = |text: &String| read(text).map(drop);
    let text = input.validate_with(check).interact_text().map_err(|error| match error {
        dialoguer::Error::IO(error) => Failure::asking(&error),
    })?;
    read(&text).map_err(|why| Failure::usage(why, "give the answers as flags; --help shows them"))
}

/// Asks for a line of text; an empty one is `default`.
pub(super) fn text(question: &str, default: &str) -> Result<String> {
    let input = Input::<String>::new().with_prompt(question).allow_empty(true);
    let input = if default.is_empty() { input } else { input.default(default.to_owned()) };
    input.interact_text().map_err(|error| match error {
        dialoguer::Error::IO(error) => Failure::asking(&error),
    })
}
