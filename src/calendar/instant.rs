//! Instants as people write them: RFC 3339, `now`, or a reading of a customer's wall clock.

use std::ops::RangeInclusive;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Timelike,
    Utc, Weekday,
};

use super::{Reading, Zone, ZoneName};

/// The years that an instant may lie in.
pub const YEARS: RangeInclusive<i32> = 1970..=2200;

/// What was written, before a zone gives it meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// RFC 3339: `2026-11-24T23:00:00+05:00`.
    Instant(DateTime<Utc>),
    /// `now`.
    Now,
    /// `tonight`: the open window, or today's.
    Tonight,
    /// `2026-11-24 23:00`: see [`resolve`].
    Wall(NaiveDateTime),
    /// `23:00`: see [`next_reading`].
    WallTime(NaiveTime),
    /// `fri 22:00`: see [`next_on`].
    WeekdayTime(Weekday, NaiveTime),
    /// `2026-11-24`: the first instant of the date.
    Date(NaiveDate),
}

/// Why there is no such instant. Every text says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// None of the forms.
    #[error(
        "{text:?} is not an instant: write 2026-11-24T23:00:00Z, 2026-11-24 23:00, 23:00, fri 23:00, 2026-11-24, now or tonight"
    )]
    NotUnderstood {
        /// What was written.
        text: String,
    },
    /// A date that no calendar has: `2026-02-30`.
    #[error("there is no date {date} in {text:?}: write year-month-day, like 2026-11-24")]
    NoSuchDate {
        /// What was written.
        text: String,
        /// The date in it.
        date: String,
    },
    /// A time that no clock shows: `25:00`, `24:00`.
    #[error("there is no time {time} in {text:?}: write 00:00 to 23:59; midnight is 00:00 of the date that begins")]
    NoSuchTime {
        /// What was written.
        text: String,
        /// The time in it.
        time: String,
    },
    /// An offset from UTC of a day or more, or of sixty minutes.
    #[error("there is no offset {offset} in {text:?}: write Z, or hours and minutes like +05:00")]
    NoSuchOffset {
        /// What was written.
        text: String,
        /// The offset in it.
        offset: String,
    },
    /// `23:59:60`.
    #[error("{text:?} is a leap second, which clocks here do not count: write the second before it or after it")]
    LeapSecond {
        /// What was written.
        text: String,
    },
    /// Before 1970 or after 2200.
    #[error("{text:?} is outside the years {} to {}", YEARS.start(), YEARS.end())]
    YearOutOfRange {
        /// What was written.
        text: String,
    },
    /// The zone's clock jumps over the reading.
    #[error(
        "the clock of {zone} skips {local}: write {}, its last second before the jump, or {}, its first after it",
        before.to_rfc3339_opts(SecondsFormat::Secs, false), after.to_rfc3339_opts(SecondsFormat::Secs, false)
    )]
    Skipped {
        /// Whose clock.
        zone: ZoneName,
        /// The reading.
        local: NaiveDateTime,
        /// The last whole second before the jump.
        before: DateTime<FixedOffset>,
        /// The first instant after the jump.
        after: DateTime<FixedOffset>,
    },
    /// The zone's clock shows the reading twice.
    #[error(
        "the clock of {zone} shows {local} twice: write {} or {}",
        earlier.to_rfc3339_opts(SecondsFormat::AutoSi, false), later.to_rfc3339_opts(SecondsFormat::AutoSi, false)
    )]
    Repeated {
        /// Whose clock.
        zone: ZoneName,
        /// The reading.
        local: NaiveDateTime,
        /// Before the clock goes back.
        earlier: DateTime<FixedOffset>,
        /// After it has gone back.
        later: DateTime<FixedOffset>,
    },
}

/// Reads an instant. What is finer than a millisecond is cut.
///
/// # Errors
/// Whatever is not one of the forms of [`Written`], each fault with its own error.
pub fn parse(text: &str) -> Result<Written, InstantError> {
    let written = text.trim();
    match written.to_ascii_lowercase().as_str() {
        "now" => return Ok(Written::Now),
        "tonight" => return Ok(Written::Tonight),
        _ => {}
    }
    let reader = Reader { text };
    if let Some((day, time)) = written.split_once(char::is_whitespace)
        && let Some(weekday) = weekday(day)
    {
        return Ok(Written::WeekdayTime(weekday, reader.time(time.trim_start())?));
    }
    if let Some((date, rest)) = written.split_at_checked("2026-11-24".len())
        && looks_like("0000-00-00", date)
    {
        let date = reader.date(date)?;
        return match rest.strip_prefix(['T', 't', ' ']) {
            Some(rest) => reader.after_date(date, rest),
            None if rest.is_empty() => Ok(Written::Date(date)),
            None => Err(reader.not_understood()),
        };
    }
    reader.time(written).map(Written::WallTime)
}

/// `fri`, `friday`, in any case.
fn weekday(text: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let text = text.to_ascii_lowercase();
    DAYS.into_iter().find(|(name, _)| text == *name || text == name[..3]).map(|(_, weekday)| weekday)
}

/// Whether the text has a digit wherever the pattern has one, and is otherwise the same.
fn looks_like(pattern: &str, text: &str) -> bool {
    pattern.len() == text.len()
        && pattern.bytes().zip(text.bytes()).all(|(p, t)| if p == b'0' { t.is_ascii_digit() } else { p == t })
}

/// Reads the parts of a text and names the whole of it in errors.
#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    /// A time, and perhaps an offset.
    fn after_date(self, date: NaiveDate, rest: &str) -> Result<Written, InstantError> {
        let (time, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-', '−']).unwrap_or(rest.len()));
        let local = date.and_time(self.time(time)?);
        if offset.is_empty() {
            return Ok(Written::Wall(local));
        }
        let at = local.and_utc() - self.offset(offset)?;
        if YEARS.contains(&at.year()) { Ok(Written::Instant(at)) } else { Err(self.year_out_of_range()) }
    }

    /// `2026-11-24`, whose form is already certain.
    fn date(self, text: &str) -> Result<NaiveDate, InstantError> {
        let number = |range| text.get(range).and_then(|digits: &str| digits.parse().ok()).unwrap_or(0);
        let year = i32::try_from(number(0..4)).unwrap_or(0);
        match NaiveDate::from_ymd_opt(year, number(5..7), number(8..10)) {
            None => Err(InstantError::NoSuchDate { text: self.text.to_owned(), date: text.to_owned() }),
            Some(_) if !YEARS.contains(&year) => Err(self.year_out_of_range()),
            Some(date) => Ok(date),
        }
    }

    /// `23:00`, `23:00:15`, `23:00:15.250`.
    fn time(self, text: &str) -> Result<NaiveTime, InstantError> {
        let (clock, fraction) = match text.split_once(['.', ',']) {
            Some((clock, fraction)) => (clock, Some(fraction)),
            None => (text, None),
        };
        let known_form = looks_like("00:00", clock) && fraction.is_none() || looks_like("00:00:00", clock);
        let digits = |fraction: &str| !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
        if !known_form || !fraction.is_none_or(digits) {
            return Err(self.not_understood());
        }
        let number = |range| clock.get(range).and_then(|digits: &str| digits.parse().ok()).unwrap_or(0);
        let (hour, minute, second) = (number(0..2), number(3..5), number(6..8));
        if second == 60 {
            return Err(InstantError::LeapSecond { text: self.text.to_owned() });
        }
        let millis = fraction.map_or(0, |digits| format!("{digits:0<3.3}").parse().unwrap_or(0));
        NaiveTime::from_hms_milli_opt(hour, minute, second, millis)
            .ok_or_else(|| InstantError::NoSuchTime { text: self.text.to_owned(), time: text.to_owned() })
    }

    /// `Z`, `+05:00`, `-03:30`.
    fn offset(self, text: &str) -> Result<FixedOffset, InstantError> {
        let east = match text.as_bytes() {
            b"Z" | b"z" => Some(0),
            [sign @ (b'+' | b'-'), clock @ ..] if looks_like("+00:00", &text.replacen('-', "+", 1)) => {
                let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
                let (hours, minutes) = (number(&clock[..2]), number(&clock[3..]));
                let seconds = (hours * 60 + minutes) * 60;
                (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -seconds } else { seconds })
            }
            _ => return Err(self.not_understood()),
        };
        east.and_then(FixedOffset::east_opt)
            .ok_or_else(|| InstantError::NoSuchOffset { text: self.text.to_owned(), offset: text.to_owned() })
    }

    fn not_understood(self) -> InstantError {
        InstantError::NotUnderstood { text: self.text.to_owned() }
    }

    fn year_out_of_range(self) -> InstantError {
        InstantError::YearOutOfRange { text: self.text.to_owned() }
    }
}

/// The instant of a wall reading.
///
/// # Errors
/// A reading that the clock skips or repeats; the error shows the valid instants.
pub fn resolve(local: NaiveDateTime, zone: &Zone) -> Result<DateTime<Utc>, InstantError> {
    match zone.reading(local) {
        Reading::Once(at) => Ok(at),
        Reading::Twice { earlier, later } => Err(InstantError::Repeated {
            zone: zone.name().clone(),
            local,
            earlier: zone.local(earlier),
            later: zone.local(later),
        }),
        Reading::Never { resumes_at } => Err(InstantError::Skipped {
            zone: zone.name().clone(),
            local,
            before: zone.local(resumes_at - TimeDelta::seconds(1)),
            after: zone.local(resumes_at),
        }),
    }
}

/// The first instant of a date in the zone.
///
/// # Errors
/// A date that the zone skipped altogether; the error shows the instants on both sides of the jump.
pub fn resolve_date(date: NaiveDate, zone: &Zone) -> Result<DateTime<Utc>, InstantError> {
    zone.first_instant(date).map_or_else(|| resolve(date.and_time(NaiveTime::MIN), zone), Ok)
}

/// The next time at or after `now` that the zone's wall clock shows `time`.
///
/// # Errors
/// If the next one is skipped or repeated, that is the error: no day is passed over in silence, except a date that the
/// zone skipped altogether.
pub fn next_reading(time: NaiveTime, zone: &Zone, now: DateTime<Utc>) -> Result<DateTime<Utc>, InstantError> {
    next_where(|_| true, time, zone, now)
}

/// The next time at or after `now` that the zone's wall clock shows `time` on that day of the week.
///
/// # Errors
/// As [`next_reading`].
pub fn next_on(
    weekday: Weekday,
    time: NaiveTime,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, InstantError> {
    next_where(|date| date.weekday() == weekday, time, zone, now)
}

/// The last time at or before `now` that the zone's wall clock showed `time`.
///
/// # Errors
/// As [`next_reading`].
pub fn last_reading(time: NaiveTime, zone: &Zone, now: DateTime<Utc>) -> Result<DateTime<Utc>, InstantError> {
    last_where(|_| true, time, zone, now)
}

/// The last time at or before `now` that the zone's wall clock showed `time` on that day of the week.
///
/// # Errors
/// As [`next_reading`].
pub fn last_on(
    weekday: Weekday,
    time: NaiveTime,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, InstantError> {
    last_where(|date| date.weekday() == weekday, time, zone, now)
}

fn last_where(
    is_wanted: impl Fn(NaiveDate) -> bool,
    time: NaiveTime,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, InstantError> {
    // A clock that went back over midnight showed the date after once before.
    let last_date = zone.date(now).checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    std::iter::successors(Some(last_date), NaiveDate::pred_opt)
        .take(16)
        .filter(|date| is_wanted(*date))
        .map(|date| date.and_time(time))
        .find(|local| {
            let reading = zone.reading(*local);
            let skipped = matches!(reading, Reading::Never { .. });
            reading.earlier() <= now && !(skipped && zone.first_instant(local.date()).is_none())
        })
        .ok_or_else(|| InstantError::YearOutOfRange { text: time.to_string() })
        .and_then(|local| resolve(local, zone))
}

fn next_where(
    is_wanted: impl Fn(NaiveDate) -> bool,
    time: NaiveTime,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, InstantError> {
    // A clock that goes back over midnight shows the date before once more.
    let first_date = zone.date(now).checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN);
    first_date
        .iter_days()
        // Two weeks, and more: the zone may have skipped the date in the first one.
        .take(16)
        .filter(|date| is_wanted(*date))
        .map(|date| date.and_time(time))
        .find(|local| {
            let reading = zone.reading(*local);
            let skipped = matches!(reading, Reading::Never { .. });
            reading.later() >= now
                && !(skipped && (reading.later() == now || zone.first_instant(local.date()).is_none()))
        })
        .ok_or_else(|| InstantError::YearOutOfRange { text: time.to_string() })
        .and_then(|local| resolve(local, zone))
}

/// RFC 3339 in UTC with `Z`, seconds always, milliseconds only when not zero: `2026-11-24T17:00:00Z`.
pub fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(precision(at), true)
}

/// An instant of the hour before, to the minute, as an example of one that has passed: `2026-11-24T21:30Z`.
pub fn example_before(now: DateTime<Utc>) -> String {
    (now - TimeDelta::hours(1)).format("%Y-%m-%dT%H:%MZ").to_string()
}

/// RFC 3339 with the zone's offset: `2026-11-24T22:00:00+05:00`.
pub fn local(at: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(at).to_rfc3339_opts(precision(at), false)
}

fn precision(at: DateTime<Utc>) -> SecondsFormat {
    if at.nanosecond() < 1_000_000 { SecondsFormat::Secs } else { SecondsFormat::Millis }
}
