//! Backups in words: their ids and sizes, and what went wrong with the newest.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{Clock, brief, elapsed};
use crate::{
    app::answers::BackupWay,
    backup::{FailedTake, RefutedLook},
    calendar::length,
    exit,
    policy::{Evidence, SystemId},
};

/// How many digits of a digest are shown to people.
const DIGITS: usize = 12;
/// How many it has.
const WHOLE: usize = 64;

/// A text with the first digits of every digest in it: ids of restic and borg, and of whatever is known by its content.
pub fn short_id(text: &str) -> Cow<'_, str> {
    let is_digit = |c: char| c.is_ascii_hexdigit();
    if !text.split(|c| !is_digit(c)).any(|run| run.len() == WHOLE) {
        return Cow::Borrowed(text);
    }
    let mut short = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        short.push_str(&rest[..if run == WHOLE { DIGITS } else { run }]);
        rest = &rest[run..];
        let between = rest.find(is_digit).unwrap_or(rest.len());
        short.push_str(&rest[..between]);
        rest = &rest[between..];
    }
    Cow::Owned(short)
}

/// An id for a line of its own: whole where a line has room for it.
pub fn id_in_full(id: &str) -> String {
    if id.len() <= WHOLE { id.to_owned() } else { short_id(id).into_owned() }
}

/// A size that can be read, and the exact one: `30.4 MiB (31840492 bytes)`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = None;
    for name in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths = (tenths + 512) / 1024;
        unit = Some(name);
    }
    match unit {
        Some(unit) => format!("{}.{} {unit} ({bytes} bytes)", tenths / 10, tenths % 10),
        None if bytes == 1 => "1 byte".to_owned(),
        None => format!("{bytes} bytes"),
    }
}

/// A level by its number and its name.
pub fn level(level: u8) -> String {
    match level {
        0 => "0, full".to_owned(),
        1 => "1, daily".to_owned(),
        2 => "2, hourly".to_owned(),
        other => other.to_string(),
    }
}

/// What an exit code says by convention, of okno and of shells alike: of the command itself, or of one that it called. Nothing
/// tells which.
const fn by_convention(exit_code: u8) -> Option<&'static str> {
    match exit_code {
        exit::NOT_FOUND => Some("a command was not found"),
        exit::CANNOT_RUN => Some("a command could not be run"),
        _ => None,
    }
}

/// How a command of the backup table ended.
pub fn command_ended(exit_code: u8, elapsed_ms: u64) -> String {
    let ended = format!("exit code {exit_code} after {}", length::words(elapsed(elapsed_ms)));
    match by_convention(exit_code) {
        Some(why) => format!("{ended}: {why}"),
        None => ended,
    }
}

/// Why evidence is less than somebody asked for.
pub fn not_shown(asked: Evidence, shown: Evidence) -> String {
    format!("{asked} was asked for, and {shown} is what was shown")
}

/// The newest backup is no good, though an older one may be.
pub fn newest_refuted(look: &RefutedLook, has_older: bool, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let faults = look.faults.join("; ");
    let rest = match (look.all, has_older) {
        (true, _) => {
            " What is damaged is shared: no backup from before counts until a look proves it again, each by its --id."
        }
        (false, true) => " Only older backups count.",
        (false, false) => "",
    };
    let which = look.id.as_deref().map(|id| format!(", {}", short_id(id))).unwrap_or_default();
    format!(
        "The last look, on {} by {}, refuted what it found{which}: {}.{rest}",
        brief(look.at, on, now),
        look.by,
        short_id(faults.trim_end_matches('.'))
    )
}

/// The backup that would open the gate is not there any more.
pub fn newest_gone(id: &str, system: &SystemId, way: BackupWay) -> String {
    let cure = match way {
        BackupWay::Take => format!("take another one: okno backup take --system {system}"),
        _ => format!("make another one, then let okno look at it: okno backup confirm --system {system}"),
    };
    format!(
        "{} was good for work that starts now, and is not there any more: the tool does not list it. If it was moved, bring it back; else {cure}",
        short_id(id)
    )
}

/// The same for monitoring, whose line is short.
pub fn newest_refuted_shortly(look: &RefutedLook) -> String {
    let faults = look.faults.join("; ");
    format!("the newest backup was refuted: {}", short_id(faults.trim_end_matches('.')))
}

/// The last backup command failed.
pub fn take_failed(failed: &FailedTake, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let code = failed.taken.exit_code;
    let why = by_convention(code).map(|why| format!(", {why},")).unwrap_or_default();
    format!(
        "The last backup command failed with exit code {code}{why} on {}, run by {}.",
        brief(failed.at, on, now),
        failed.by
    )
}
