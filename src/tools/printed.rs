//! What programs print: their stdout where they ended well, as JSON where it is to be that.

use serde_json::Value;

use super::{CommandAnswer, CommandEnd, Fault, ProgramFault};
use crate::record::{harmless::harmless, masking::mask_text};

/// The program of an argv.
pub(super) fn program_of(argv: &[String]) -> String {
    argv.first().cloned().unwrap_or_default()
}

/// The stdout of a program that ended with 0.
pub(super) fn printed<'a>(program: &str, answer: &'a CommandAnswer) -> Result<&'a [u8], Fault> {
    match answer.end {
        CommandEnd::Exited(0) => Ok(&answer.stdout),
        _ => Err(why_not(program, answer)),
    }
}

/// Why a program did not answer, or that it ended with a code other than expected.
pub(super) fn why_not(program: &str, answer: &CommandAnswer) -> Fault {
    let program = program.to_owned();
    let fault = match &answer.end {
        CommandEnd::Exited(code) => ProgramFault::ExitCode { program, code: *code, stderr: last_line(&answer.stderr) },
        CommandEnd::Signalled(signal) => ProgramFault::Signalled { program, signal: *signal },
        CommandEnd::NotFound => ProgramFault::NoProgram { program },
        CommandEnd::NotStarted(why) => ProgramFault::NotStarted { program, why: why.clone() },
        CommandEnd::TimedOut => ProgramFault::NoAnswer { program },
        CommandEnd::TooLong(limit) => ProgramFault::TooLong { program, limit: *limit },
    };
    fault.into()
}

/// The whole of the bytes as JSON, strictly UTF-8; else where and why they are not.
pub(super) fn read_json(stdout: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(stdout).map_err(|error| format!("byte {} is not UTF-8", error.valid_up_to()))?;
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// What kind of JSON it is, for people.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The last line of an output, fit to be shown and recorded.
pub(super) fn last_line(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(&mask_text(output)).into_owned();
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    shortened(&harmless(line))
}

/// So much of a text as anybody reads.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
