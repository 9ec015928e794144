//! Lengths of time as people write and read them.

use std::fmt::Write as _;

use chrono::TimeDelta;

/// Why a length was not understood. Every text says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LengthError {
    /// Not a length at all.
    #[error("{text:?} is not a length of time: write it like 45m, 1h30m, 90s, 2d or PT45M")]
    NotUnderstood {
        /// What was written.
        text: String,
    },
    /// A number without its unit: `45`, `1h30`.
    #[error(
        "{number} in {text:?} has no unit: write {number}m for minutes, {number}h for hours or {number}s for seconds"
    )]
    NoUnit {
        /// What was written.
        text: String,
        /// The bare number.
        number: String,
    },
    /// A unit that is none of ours, perhaps because its letters are Cyrillic.
    #[error("{unit:?} in {text:?} is not a unit: write d, h, m or s in lower-case Latin letters, like {example}")]
    UnknownUnit {
        /// What was written.
        text: String,
        /// The unit in it.
        unit: String,
        /// The same length as it should be written, if that can be guessed.
        example: String,
    },
    /// `30m1h`, `5m5m`.
    #[error("the units of {text:?} are not in order: write each once, the largest first, like 1d2h30m15s")]
    OutOfOrder {
        /// What was written.
        text: String,
    },
    /// `-5m`.
    #[error("{text:?} is negative: a length of time is 0m or more")]
    Negative {
        /// What was written.
        text: String,
    },
    /// `1.5h`.
    #[error("{text:?} has a fraction: write whole numbers, like 1h30m for an hour and a half")]
    Fraction {
        /// What was written.
        text: String,
    },
    /// More than a thousand years.
    #[error("{text:?} is too long: a length of time is at most {} days", LONGEST.num_days())]
    TooLong {
        /// What was written.
        text: String,
    },
}

const LONGEST: TimeDelta = TimeDelta::days(365_250);

/// The units, the largest first, in seconds.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Reads `45m`, `1h30m`, `90s`, `2d`, or ISO 8601 without years, months and fractions, like `PT45M` or `P1DT2H`.
///
/// # Errors
/// Anything else; `0m` is a length, a bare number is not.
pub fn parse(text: &str) -> Result<TimeDelta, LengthError> {
    let written = text.trim();
    let begins_a_length = |c: char| c == 'P' || c.is_ascii_digit();
    if written.strip_prefix(['-', '−']).is_some_and(|rest| rest.starts_with(begins_a_length)) {
        return Err(LengthError::Negative { text: text.to_owned() });
    }
    let seconds = match written.strip_prefix('P') {
        Some(iso) => parse_iso(iso, text)?,
        None => sum(written, &UNITS, text)?,
    };
    i64::try_from(seconds)
        .ok()
        .and_then(TimeDelta::try_seconds)
        .filter(|length| *length <= LONGEST)
        .ok_or_else(|| LengthError::TooLong { text: text.to_owned() })
}

/// Reads what [`iso`] writes, milliseconds included: what a machine measured has a fraction.
///
/// # Errors
/// Anything else, lengths as people write them too.
pub fn from_iso(text: &str) -> Result<TimeDelta, LengthError> {
    if !text.starts_with('P') {
        return Err(LengthError::NotUnderstood { text: text.to_owned() });
    }
    let Some((whole, fraction)) = text.strip_suffix('S').and_then(|rest| rest.split_once('.')) else {
        return parse(text);
    };
    let is_of_milliseconds = (1..=3).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let millis = is_of_milliseconds.then(|| format!("{fraction:0<3}").parse().ok()).flatten();
    let millis = millis.ok_or_else(|| LengthError::Fraction { text: text.to_owned() })?;
    Ok(parse(&format!("{whole}S"))? + TimeDelta::milliseconds(millis))
}

/// What follows the `P`: days, then a `T` and the smaller units.
fn parse_iso(iso: &str, text: &str) -> Result<u64, LengthError> {
    let units = UNITS.map(|(unit, seconds)| (unit.to_ascii_uppercase(), seconds));
    let (days, time) = match iso.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (iso, None),
    };
    let mut seconds = 0;
    if !days.is_empty() || time.is_none() {
        seconds += sum(days, &units[..1], text)?;
    }
    if let Some(time) = time {
        seconds += sum(time, &units[1..], text)?;
    }
    Ok(seconds)
}

/// The seconds of a run of numbers with units, which must keep the order of `units`. Too many seconds stay too many.
fn sum(mut rest: &str, mut units: &[(char, u64)], text: &str) -> Result<u64, LengthError> {
    let text = || text.to_owned();
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(LengthError::NotUnderstood { text: text() });
    }
    let mut total = 0_u64;
    while !rest.is_empty() {
        let (number, after) = split_before(rest, |c| !c.is_ascii_digit());
        let (unit, after) = split_before(after, |c| c.is_ascii_digit());
        if number.is_empty() {
            return Err(LengthError::NotUnderstood { text: text() });
        }
        if unit.is_empty() {
            return Err(LengthError::NoUnit { text: text(), number: number.to_owned() });
        }
        if unit.starts_with(['.', ',']) {
            return Err(LengthError::Fraction { text: text() });
        }
        let is_unit = |(letter, _): &(char, u64)| unit.chars().eq([*letter]);
        let Some(place) = units.iter().position(is_unit) else {
            return Err(if UNITS.iter().any(is_unit) {
                LengthError::OutOfOrder { text: text() }
            } else {
                LengthError::UnknownUnit { text: text(), unit: unit.trim().to_owned(), example: guess(&text()) }
            });
        };
        let (_, seconds) = units[place];
        units = &units[place + 1..];
        total = total.saturating_add(number.parse().unwrap_or(u64::MAX).saturating_mul(seconds)); // digits overflow only
        rest = after;
    }
    Ok(total.min(u64::MAX / 2))
}

fn split_before(text: &str, is_end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(is_end).unwrap_or(text.len()))
}

/// The length that was perhaps meant by one with Cyrillic, long, capital or spaced units; else any example.
fn guess(text: &str) -> String {
    let mut guessed = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (number, after) = split_before(rest, |c| !c.is_ascii_digit());
        let (unit, after) = split_before(after, |c| c.is_ascii_digit());
        let letter = match unit.trim().to_lowercase().chars().next() {
            Some('d' | 'д') => "d",
            Some('h' | 'ч') => "h",
            Some('m' | 'м') => "m",
            Some('s' | 'с' | 'c') => "s",
            _ => "",
        };
        guessed += number;
        guessed += letter;
        rest = after;
    }
    let understood = UNITS.iter().any(|(unit, _)| guessed.ends_with(*unit)) && sum(&guessed, &UNITS, text).is_ok();
    if understood { guessed } else { "1h30m".to_owned() }
}

/// For people: `1 h 30 min`, `45 min`, `30 s`, `2 d 3 h`, `0 min`. Milliseconds are shown only of less than a second.
pub fn words(length: TimeDelta) -> String {
    let millis = length.num_milliseconds().unsigned_abs();
    if millis == 0 {
        return "0 min".to_owned();
    }
    let sign = if length < TimeDelta::zero() { "-" } else { "" };
    if millis < 1_000 {
        return format!("{sign}{millis} ms");
    }
    let seconds = millis / 1_000;
    let parts = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    format!("{sign}{}", without_zeros(parts, " ").join(" "))
}

/// Each number that is not zero, with its unit.
fn without_zeros<const N: usize>(parts: [(u64, &str); N], gap: &str) -> Vec<String> {
    parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{gap}{unit}")).collect()
}

/// ISO 8601: `PT45M`, `PT8H`, `PT1H30M`, `PT0S`, `PT36H`: hours, minutes and seconds, never days.
pub fn iso(length: TimeDelta) -> String {
    let millis = length.num_milliseconds().unsigned_abs();
    let sign = if length < TimeDelta::zero() { "-" } else { "" };
    let (seconds, fraction) = (millis / 1_000, millis % 1_000);
    let parts = [(seconds / 3_600, "H"), (seconds / 60 % 60, "M")];
    let mut text = format!("{sign}PT{}", without_zeros(parts, "").concat());
    if fraction > 0 {
        let fraction = format!("{fraction:03}");
        _ = write!(text, "{}.{}S", seconds % 60, fraction.trim_end_matches('0'));
    } else if seconds % 60 > 0 || seconds == 0 {
        _ = write!(text, "{}S", seconds % 60);
    }
    text
}

/// As one would type it: `1h30m`, `45m`, `1m30s`, `0m`, `36h`, `180d`. [`parse`] reads it; milliseconds are cut.
pub fn typed(length: TimeDelta) -> String {
    let seconds = length.num_seconds().unsigned_abs();
    let sign = if length.num_seconds() < 0 { "-" } else { "" };
    if seconds == 0 {
        return "0m".to_owned();
    }
    if seconds.is_multiple_of(86_400) && seconds > 86_400 {
        return format!("{sign}{}d", seconds / 86_400);
    }
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    format!("{sign}{}", without_zeros(parts, "").concat())
}
