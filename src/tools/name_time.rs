//! The time that a file's name tells, if it names an instant without doubt.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// The instant in a name such as `app-20261122T070000Z.db` or `2026-11-22T07-00-00+05-00.db`.
///
/// A time without a zone names no instant and does not count; nor does a name with two different instants.
pub(super) fn instant_in(name: &str) -> Option<DateTime<Utc>> {
    let bytes = name.as_bytes();
    let begins_number = |at: &usize| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[*at - 1].is_ascii_digit());
    let mut instants = (0..bytes.len()).filter(begins_number).filter_map(|at| Reader { rest: &bytes[at..] }.instant());
    let first = instants.next()?;
    instants.all(|other| other == first).then_some(first)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn instant(mut self) -> Option<DateTime<Utc>> {
        let date = self.date()?;
        let after_t = self.take(b"T").is_some();
        if !after_t {
            self.take(b"_- ")?;
        }
        let local = self.time(date)?;
        if self.take(b"Z").is_some() {
            let ends = !self.rest.first().is_some_and(u8::is_ascii_alphanumeric);
            return ends.then(|| local.and_utc());
        }
        // Elsewhere `-0500` may as well be a number of its own.
        let offset = if after_t { self.offset()? } else { return None };
        Some(local.checked_sub_signed(offset)?.and_utc())
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let year = self.number(4)?;
        let has_dashes = self.take(b"-").is_some();
        let month = self.number(2)?;
        if has_dashes {
            self.take(b"-")?;
        }
        let day = self.number(2)?;
        if !(1970..=2200).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    }

    /// Hours, minutes, and seconds if they are there; fractions are passed over.
    fn time(&mut self, date: NaiveDate) -> Option<NaiveDateTime> {
        const SEPARATORS: &[u8] = b":-_.";
        let hour = self.number(2)?;
        let separator = self.take(SEPARATORS);
        let minute = self.number(2)?;
        let before_seconds = self.rest;
        let second = match (separator, self.take(SEPARATORS)) {
            (Some(before), Some(after)) if before == after => self.number(2),
            (None, None) => self.number(2),
            _ => None,
        };
        if second.is_none() {
            self.rest = before_seconds;
        } else if let [b'.' | b',', fraction @ ..] = self.rest {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits > 0 {
                self.rest = &fraction[digits..];
            }
        }
        date.and_hms_opt(hour, minute, second.unwrap_or_default())
    }

    /// `+0500`, `+05:00`, `-05-00`.
    fn offset(&mut self) -> Option<TimeDelta> {
        let sign = if self.take(b"+-")? == b'+' { 1 } else { -1 };
        let hours = self.number(2)?;
        self.take(b":-");
        let minutes = self.number(2)?;
        let is_offset = hours <= 14 && minutes % 15 == 0 && minutes < 60;
        let ends = !self.rest.first().is_some_and(u8::is_ascii_digit);
        (is_offset && ends).then(|| TimeDelta::minutes(sign * i64::from(hours * 60 + minutes)))
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.rest.split_at_checked(digits)?;
        if !number.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.rest = rest;
        std::str::from_utf8(number).ok()?.parse().ok()
    }

    fn take(&mut self, one_of: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        if !one_of.contains(first) {
            return None;
        }
        self.rest = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_with_a_zone_is_an_instant() {
        for (name, instant) in [
            ("app-20261122T070000Z.db", "2026-11-22T07:00:00Z"),
            ("app-20261122_070000Z.db", "2026-11-22T07:00:00Z"),
            ("app-20261122T0700Z.db", "2026-11-22T07:00:00Z"),
            ("2026-11-22T07-00-00+05-00.db", "2026-11-22T02:00:00Z"),
            ("2026-11-22T07:00:00.123-05:30", "2026-11-22T12:30:00Z"),
            ("v2-20261122T070000+0500.db", "2026-11-22T02:00:00Z"),
            ("20261122T070000Z-20261122T120000+0500.db", "2026-11-22T07:00:00Z"),
        ] {
            assert_eq!(instant_in(name), Some(instant.parse().unwrap()), "{name}");
        }
    }

    #[test]
    fn what_names_no_instant_without_doubt_does_not_count() {
        for name in [
            "app.db",
            "app-20261122.db",
            "app-20261122T070000.db",
            "app-20261122-070000-0500.db",
            "app-20261122T070060Z.db",
            "app-20261322T070000Z.db",
            "app-120261122T070000Z.db",
            "app-20261122T070000Zoo.db",
            "app-20261122T070000+9999.db",
            "app-99991122T070000Z.db",
            "20261122T070000Z-20261123T070000Z.db",
        ] {
            assert_eq!(instant_in(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_can_be_read(name in r"[0-9TZ+:_.\-ы]{0,40}") {
            instant_in(&name);
        }
    }
}
