//! Keeps secrets out of what is recorded.
//!
//! Masking errs on the side of hiding: a harmless word after `--token` is lost, a password is not kept. It knows the
//! usual ways in which secrets are written; it cannot know a secret that looks like any other word.

use std::borrow::Cow;

mod arguments;
mod text;

use arguments::{Flags, Meaning, is_secret_name, is_word};
use text::{find, find_private_key, secrets_of_line};

/// What stands in the place of a secret.
const MASK: &str = "***";

/// The arguments of a command with secrets replaced by `***`.
///
/// Arguments that hold a command line of their own (`sh -c "PGPASSWORD=x psql"`) are masked inside. What is a secret in
/// one place is one wherever it stands.
pub fn mask(argv: &[String]) -> Vec<String> {
    let secrets = secrets(argv);
    let everywhere = |argument: String| {
        let mask_one = |text: String, secret: &String| text.replace(secret.as_str(), MASK);
        secrets.iter().fold(argument, mask_one)
    };
    mask_where_told(argv).into_iter().map(everywhere).collect()
}

/// Masks what its surroundings tell to be a secret.
fn mask_where_told(argv: &[String]) -> Vec<String> {
    let mut flags = Flags::default();
    argv.iter().map(|argument| mask_argument(argument, &mut flags)).collect()
}

/// What [`mask`] takes out of the arguments of a command: its output may repeat them where nothing tells what they are.
/// Very short ones are left out, since they are parts of other words.
pub fn secrets(argv: &[String]) -> Vec<String> {
    const SHORTEST: usize = 4;
    let mut secrets: Vec<_> =
        argv.iter().zip(mask_where_told(argv)).flat_map(|(argument, masked)| hidden(argument, &masked)).collect();
    secrets.retain(|secret| secret.len() >= SHORTEST);
    // The longest first: one may be a part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    secrets
}

/// What stands in the argument where its masked form has a mask.
fn hidden(argument: &str, masked: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut kept = masked.split(MASK);
    let Some(mut rest) = kept.next().and_then(|first| argument.strip_prefix(first)) else { return found };
    let mut kept = kept.peekable();
    while let Some(after) = kept.next() {
        let end = if kept.peek().is_none() { rest.len().checked_sub(after.len()) } else { rest.find(after) };
        let Some((secret, beyond)) = end.and_then(|end| rest.split_at_checked(end)) else { return found };
        found.push(secret.to_owned());
        rest = beyond.strip_prefix(after).unwrap_or(beyond);
    }
    found
}

/// Captured output of a command that was given these secrets: they are masked wherever they stand, and with them all
/// that [`mask_text`] knows.
pub fn mask_output(text: &[u8], secrets: &[String]) -> Vec<u8> {
    let masked = secrets.iter().fold(Cow::Borrowed(text), |text, secret| match find(&text, secret.as_bytes()) {
        Some(_) => replaced(&text, secret.as_bytes()).into(),
        None => text,
    });
    mask_text(&masked)
}

fn replaced(text: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, secret) {
        masked.extend_from_slice(&rest[..at]);
        masked.extend_from_slice(MASK.as_bytes());
        rest = &rest[at + secret.len()..];
    }
    masked.extend_from_slice(rest);
    masked
}

fn mask_argument(argument: &str, flags: &mut Flags) -> String {
    match flags.read(argument) {
        Meaning::Secret => return MASK.to_owned(),
        Meaning::SecretFrom(start) => return format!("{}{MASK}", &argument[..start]),
        Meaning::Script => return mask_inside(argument),
        Meaning::Other => {}
    }
    // As an argument of its own, an assignment's value reaches to the end, blanks and all.
    if let Some((name, _)) = argument.split_once('=')
        && is_word(name)
        && is_secret_name(name.as_bytes())
    {
        return format!("{name}={MASK}");
    }
    mask_inside(argument)
}

fn mask_inside(argument: &str) -> String {
    String::from_utf8_lossy(&mask_text(argument.as_bytes())).into_owned()
}

/// Captured output, or any text, with secrets replaced by `***`. Bytes that are no UTF-8 pass through.
pub fn mask_text(text: &[u8]) -> Vec<u8> {
    // A mask can bring together what stood apart, and that can look like a secret again.
    const PASSES: usize = 8;
    let mut masked = mask_once(text);
    for _ in 1..PASSES {
        let again = mask_once(&masked);
        if again == masked {
            break;
        }
        masked = again;
    }
    masked
}

fn mask_once(text: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(key) = find_private_key(rest) {
        mask_lines(&rest[..key.start], &mut masked);
        masked.extend_from_slice(MASK.as_bytes());
        rest = &rest[key.end..];
    }
    mask_lines(rest, &mut masked);
    masked
}

fn mask_lines(text: &[u8], masked: &mut Vec<u8>) {
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let mut copied = 0;
        for secret in secrets_of_line(line) {
            if secret.end > copied {
                masked.extend_from_slice(&line[copied..secret.start.max(copied)]);
                // A secret that overlaps the one before is covered by its mask already.
                if secret.start >= copied {
                    masked.extend_from_slice(MASK.as_bytes());
                }
                copied = secret.end;
            }
        }
        masked.extend_from_slice(&line[copied..]);
    }
}
