//! Reads the first bytes of an archive of `pg_dump`.

use chrono::{NaiveDate, NaiveDateTime};

/// How an archive begins.
pub(super) const MAGIC: &[u8] = b"PGDMP";

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    compression: Compression,
    /// When it was made, by the clock on the wall where `pg_dump` ran: of no zone.
    pub(super) made: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Other,
}

/// The first version that names the way of packing, and not its strength.
const NAMES_COMPRESSION: (u8, u8) = (1, 15);

impl Header {
    /// What the first bytes say; `None`: they are not those of an archive, or of one that is older than any in use.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let [major, minor, _revision, integer, _offset, _format, rest @ ..] = bytes.strip_prefix(MAGIC)? else {
            return None;
        };
        let version = (*major, *minor);
        if version < (1, 12) {
            return None;
        }
        let mut reader = Reader { rest, integer: usize::from(*integer) };
        let compression = if version >= NAMES_COMPRESSION {
            match reader.byte()? {
                0 => Compression::None,
                1 => Compression::Gzip,
                _ => Compression::Other,
            }
        } else if reader.integer()? == 0 {
            Compression::None
        } else {
            Compression::Gzip
        };
        Some(Self { compression, made: reader.wall_clock() })
    }

    /// Whether what it is packed with has checksums.
    pub(super) fn is_summed(&self) -> bool {
        self.compression == Compression::Gzip
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    integer: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A sign, then the bytes from the lowest on.
    fn integer(&mut self) -> Option<i64> {
        let is_negative = self.byte()? != 0;
        if self.integer > 7 {
            return None;
        }
        let (bytes, rest) = self.rest.split_at_checked(self.integer)?;
        self.rest = rest;
        let value = bytes.iter().rev().fold(0, |value, byte| value << 8 | i64::from(*byte));
        Some(if is_negative { -value } else { value })
    }

    /// Second, minute, hour, day, month from 0, year from 1900.
    fn wall_clock(&mut self) -> Option<NaiveDateTime> {
        let mut next = || self.integer();
        let (second, minute, hour) = (next()?, next()?, next()?);
        let (day, month, year) = (next()?, next()? + 1, next()? + 1900);
        let part = |part: i64| u32::try_from(part).ok();
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, part(month)?, part(day)?)?;
        date.and_hms_opt(part(hour)?, part(minute)?, part(second)?.min(59))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(version: [u8; 3], compression: &[u8]) -> Vec<u8> {
        let mut bytes = [MAGIC, &version, &[4, 8, 1], compression].concat();
        for part in [5_u8, 16, 7, 22, 10, 126, 0] {
            bytes.extend([0, part, 0, 0, 0]);
        }
        bytes
    }

    #[test]
    fn an_archive_tells_its_packing_and_a_time_without_a_zone() {
        let made = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(7, 16, 5);
        let old = |level: [u8; 5]| Header::read(&archive([1, 14, 0], &level)).unwrap();
        assert_eq!(old([1, 1, 0, 0, 0]), Header { compression: Compression::Gzip, made }, "the usual strength is -1");
        assert!(old([0, 9, 0, 0, 0]).is_summed());
        assert!(!old([0, 0, 0, 0, 0]).is_summed());
        let new = |algorithm| Header::read(&archive([1, 16, 0], &[algorithm])).unwrap();
        assert_eq!(new(1), Header { compression: Compression::Gzip, made });
        for algorithm in [0, 2, 3, 9] {
            assert!(!new(algorithm).is_summed(), "{algorithm}");
        }
    }

    #[test]
    fn other_bytes_are_no_header() {
        assert_eq!(Header::read(b"-- PostgreSQL database dump"), None);
        assert_eq!(Header::read(b"PGDMP"), None);
        assert_eq!(Header::read(&archive([1, 11, 0], &[0; 5])), None);
        let cut = archive([1, 16, 0], &[1]);
        assert_eq!(Header::read(&cut[..20]).unwrap().made, None);
    }
}
