//! A time zone's rules, and the one function that turns a wall-clock reading into instants.
//!
//! chrono-tz is asked for names alone: its rules are old. The rules are `TZif` bytes, interpreted by jiff, which no other
//! file names.

use std::fmt::{self, Write as _};

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, Timelike, Utc,
};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, civil};

/// The name of a zone of the IANA database, e.g. `Asia/Yekaterinburg`. Checked to be a known name when made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneName(String);

impl ZoneName {
    /// Accepts exactly the names that the IANA database knows, links and `UTC` among them.
    ///
    /// # Errors
    /// [`ZoneError::Unknown`] with at most three names that were perhaps meant, best first.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        match text.parse::<chrono_tz::Tz>() {
            Ok(known) => Ok(Self(known.name().to_owned())),
            Err(_) => Err(ZoneError::Unknown { name: text.to_owned(), suggestions: suggestions(text) }),
        }
    }

    /// The names that somebody may mean who typed this: a name in any case, a city or a part of its name, or a typing
    /// error in one; the likeliest first, at most `most`. Alone, where the whole name or the whole city was typed.
    pub fn meant_by(text: &str, most: usize) -> Vec<Self> {
        let wanted = text.trim().to_lowercase().replace(' ', "_");
        if wanted.is_empty() {
            return Vec::new();
        }
        let names = || chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
        let whole = |name: &&str| name.to_lowercase() == wanted || name.contains('/') && city(name) == wanted;
        let mut found: Vec<&str> = names().filter(whole).collect();
        if found.is_empty() {
            found.extend(names().filter(|name| city(name).starts_with(&wanted)));
            let inside: Vec<_> = names().filter(|name| name.to_lowercase().contains(&wanted)).collect();
            found.extend(inside.into_iter().filter(|name| !city(name).starts_with(&wanted)));
        }
        let found: Vec<String> = match found.as_slice() {
            [] => suggestions(text),
            found => found.iter().map(ToString::to_string).collect(),
        };
        found.into_iter().take(most).map(Self).collect()
    }

    /// As the database writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Known names that resemble the text, in whole or in the city, best first.
fn suggestions(text: &str) -> Vec<String> {
    const AT_MOST: usize = 3;
    let wanted = text.trim().to_lowercase().replace([' ', '-'], "_");
    let mut near: Vec<_> = chrono_tz::TZ_VARIANTS
        .iter()
        .filter_map(|zone| Some((resemblance(&wanted, zone.name())?, zone.name())))
        .collect();
    near.sort_unstable();
    near.into_iter().take(AT_MOST).map(|(_, name)| name.to_owned()).collect()
}

/// How far the text is from the name, in edits, and whether only its city was meant; `None` is too far to be a typing
/// error.
fn resemblance(wanted: &str, name: &str) -> Option<(usize, bool)> {
    let name = name.to_lowercase().replace('-', "_");
    let city = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let whole = distance(wanted, &name).map(|edits| (edits, false));
    let cities = distance(&city(wanted), &city(&name)).map(|edits| (edits + usize::from(wanted.contains('/')), true));
    whole.into_iter().chain(cities).min()
}

/// Edits between two words, if few for their length: none in an abbreviation, where each letter counts.
fn distance(wanted: &str, known: &str) -> Option<usize> {
    let letters = wanted.chars().count();
    if letters.abs_diff(known.chars().count()) > letters / 5 {
        return None;
    }
    let edits = strsim::damerau_levenshtein(wanted, known);
    (edits <= letters / 5).then_some(edits)
}

/// Why there is no such zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// The IANA database has no such name.
    #[error("unknown time zone {name:?}")]
    Unknown {
        /// What was written.
        name: String,
        /// Known names that resemble it, best first; perhaps none.
        suggestions: Vec<String>,
    },
    /// The bytes are not rules that can be followed.
    #[error("zone data of {name} cannot be read: {why}")]
    Damaged {
        /// The zone.
        name: String,
        /// What is wrong with the bytes.
        why: String,
    },
}

/// A wall-clock reading as instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The clock shows it once.
    Once(DateTime<Utc>),
    /// The clock went back, and shows it twice.
    Twice {
        /// Before the clock went back.
        earlier: DateTime<Utc>,
        /// After it.
        later: DateTime<Utc>,
    },
    /// The clock jumped over it.
    Never {
        /// The first instant after the jump.
        resumes_at: DateTime<Utc>,
    },
}

impl Reading {
    /// What the closing of a window and the start of a freeze take: in doubt there is less time to work in.
    pub fn earlier(self) -> DateTime<Utc> {
        match self {
            Self::Once(at) | Self::Twice { earlier: at, .. } | Self::Never { resumes_at: at } => at,
        }
    }

    /// What the opening of a window and the end of a freeze take: in doubt there is less time to work in.
    pub fn later(self) -> DateTime<Utc> {
        match self {
            Self::Once(at) | Self::Twice { later: at, .. } | Self::Never { resumes_at: at } => at,
        }
    }
}

/// A time zone: its name and its rules.
#[derive(Debug, Clone)]
pub struct Zone {
    name: ZoneName,
    rules: TimeZone,
}

impl Zone {
    /// The zone whose rules are these bytes, a file of a zoneinfo folder.
    ///
    /// # Errors
    /// [`ZoneError::Damaged`] when the bytes are no `TZif` file, or one of the `right/` kind, which counts leap seconds
    /// and so differs from UTC.
    pub fn from_tzif(name: ZoneName, tzif: &[u8]) -> Result<Self, ZoneError> {
        let damaged = |why: String| ZoneError::Damaged { name: name.to_string(), why };
        let rules = TimeZone::tzif(name.as_str(), tzif).map_err(|error| damaged(error.to_string()))?;
        if counts_leap_seconds(tzif) {
            return Err(damaged(
                "it counts leap seconds; give a zoneinfo folder that does not (not `right/`)".to_owned(),
            ));
        }
        Ok(Self { name, rules })
    }

    /// Its name.
    pub fn name(&self) -> &ZoneName {
        &self.name
    }

    /// What is added to UTC to show the local time at that instant.
    pub fn offset_at(&self, at: DateTime<Utc>) -> FixedOffset {
        fixed(self.rules.to_offset(timestamp(at)))
    }

    /// `at` as the zone's wall clock shows it, with its offset.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset_at(at))
    }

    /// The local date at that instant.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.naive_utc().checked_add_offset(self.offset_at(at)).unwrap_or(at.naive_utc()).date()
    }

    /// The instants at which the zone's wall clock shows `local`. Nothing else in okno answers that.
    pub fn reading(&self, local: NaiveDateTime) -> Reading {
        match self.rules.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => Reading::Once(instant(local, offset)),
            AmbiguousOffset::Fold { before, after } => {
                Reading::Twice { earlier: instant(local, before), later: instant(local, after) }
            }
            AmbiguousOffset::Gap { before, after } => {
                // The offsets of both sides bracket the jump: read with the one after it, the instant lies before it.
                let jump = self.rules.following(timestamp(instant(local, after))).find(|jump| jump.offset() == after);
                let resumes_at = jump.and_then(|jump| DateTime::from_timestamp(jump.timestamp().as_second(), 0));
                Reading::Never { resumes_at: resumes_at.unwrap_or_else(|| instant(local, before)) }
            }
        }
    }

    /// The first instant of the local date; `None` for a date that the zone skipped altogether.
    pub fn first_instant(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        match self.reading(date.and_time(NaiveTime::MIN)) {
            Reading::Once(at) | Reading::Twice { earlier: at, .. } => Some(at),
            Reading::Never { resumes_at } => (self.date(resumes_at) == date).then_some(resumes_at),
        }
    }

    /// The first instant of the next date that exists after this one: what `24:00` means.
    pub fn next_midnight(&self, date: NaiveDate) -> DateTime<Utc> {
        let mut later_dates = date.iter_days().skip(1);
        later_dates.find_map(|date| self.first_instant(date)).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The first instant after `at` from which another offset holds; `None`: never.
    pub fn next_change(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let offset = self.rules.to_offset(timestamp(at));
        let change = self.rules.following(timestamp(at)).find(|change| change.offset() != offset)?;
        DateTime::from_timestamp(change.timestamp().as_second(), 0)
    }

    /// The instant since which the offset of `at` holds; `None`: since ever.
    pub fn last_change(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // Those before the next second are those up to this one.
        let until = timestamp(at + TimeDelta::seconds(1));
        let offset = self.rules.to_offset(timestamp(at));
        let mut since = None;
        for change in self.rules.preceding(until).take_while(|change| change.offset() == offset) {
            since = Some(change.timestamp());
        }
        DateTime::from_timestamp(since?.as_second(), 0)
    }

    /// What the rules say from 2020 to 2100, whatever the form of the file they came from: the offset at the start, then
    /// a line for every change of it, in seconds east of UTC. To be digested and compared between machines (row 24).
    pub fn rules_text(&self) -> String {
        let [start, end] = [2020, 2100].map(|year| {
            let new_year = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
            timestamp(new_year.and_time(NaiveTime::MIN).and_utc())
        });
        let mut offset = self.rules.to_offset(start);
        let mut text = format!("{start} {}\n", offset.seconds());
        for change in self.rules.following(start).take_while(|change| change.timestamp() < end) {
            if change.offset() != offset {
                offset = change.offset();
                _ = writeln!(text, "{} {}", change.timestamp(), offset.seconds()); // a String takes any text
            }
        }
        text
    }
}

/// Whether a `TZif` file, whose form jiff has already accepted, has leap second records, which jiff would ignore.
fn counts_leap_seconds(tzif: &[u8]) -> bool {
    const HEADER: usize = 44;
    // Six counts end a header: of UT/local and standard/wall indicators, leap seconds, transitions, types, letters.
    let count = |header: usize, field: usize| {
        let at = header + 20 + 4 * field;
        let bytes = tzif.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, |bytes| u32::from_be_bytes(bytes) as usize)
    };
    let [ut, standard, leap, transitions, types, letters] = [0, 1, 2, 3, 4, 5].map(|field| count(0, field));
    let second_header = HEADER + ut + standard + 8 * leap + 5 * transitions + 6 * types + letters;
    leap > 0 || count(second_header, 2) > 0
}

/// The instant at which a clock that is `offset` ahead of UTC shows `local`.
fn instant(local: NaiveDateTime, offset: Offset) -> DateTime<Utc> {
    let ahead = TimeDelta::seconds(i64::from(offset.seconds()));
    let at = local.and_utc().checked_sub_signed(ahead);
    at.unwrap_or(if ahead < TimeDelta::zero() { DateTime::<Utc>::MAX_UTC } else { DateTime::<Utc>::MIN_UTC })
}

fn fixed(offset: Offset) -> FixedOffset {
    FixedOffset::east_opt(offset.seconds()).unwrap_or_else(|| Utc.fix())
}

/// In whole seconds, which is how finely offsets change; instants beyond jiff's years have the offset at its limit.
fn timestamp(at: DateTime<Utc>) -> Timestamp {
    let second = at.timestamp().clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

/// The reading as jiff writes it; years beyond jiff's are read as a leap year near its limit.
#[expect(clippy::cast_possible_truncation, reason = "a month, a day and so on fit in i8")]
fn civil(local: NaiveDateTime) -> civil::DateTime {
    let year = local.year().clamp(-9996, 9996) as i16;
    let (month, day) = (local.month() as i8, local.day() as i8);
    let (hour, minute, second) = (local.hour() as i8, local.minute() as i8, local.second() as i8);
    civil::DateTime::new(year, month, day, hour, minute, second, 0).unwrap_or(civil::DateTime::MAX)
}
