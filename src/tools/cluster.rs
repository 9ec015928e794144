//! What the tools that back up PostgreSQL have in common: positions in its write-ahead log, its segments, and what the
//! live server tells of itself.

use std::fmt;

use super::{
    CommandAnswer, PostgresFault, Question,
    printed::{last_line, printed, shortened},
    steps::{Steps, Stop},
};
use crate::record::harmless::harmless;

/// A position in the write-ahead log, such as `0/2000028`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lsn(pub(super) u64);

impl Lsn {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (high, low) = text.split_once('/')?;
        Some(Self(u64::from(hex(high)?) << 32 | u64::from(hex(low)?)))
    }
}

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & u64::from(u32::MAX))
    }
}

/// Up to eight hexadecimal digits, without a sign.
fn hex(text: &str) -> Option<u32> {
    let is_hex = !text.is_empty() && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(text, 16).ok()).flatten()
}

/// A segment of the write-ahead log by its name, such as `000000010000000000000002`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Segment {
    timeline: u32,
    log: u32,
    number: u32,
}

/// More segments than any backup has: 64 TiB of write-ahead log.
const MOST_SEGMENTS: u64 = 1 << 22;
/// Segments have from 1 MiB to 1 GiB.
const SIZES: std::ops::RangeInclusive<u32> = 20..=30;

impl Segment {
    pub(super) fn parse(name: &str) -> Option<Self> {
        if name.len() != 24 || !name.is_ascii() {
            return None;
        }
        Some(Self { timeline: hex(&name[..8])?, log: hex(&name[8..16])?, number: hex(&name[16..])? })
    }

    /// The one that holds a position.
    pub(super) fn holding(lsn: Lsn, timeline: u32, bytes: u64) -> Option<Self> {
        let number = u32::try_from((lsn.0 & u64::from(u32::MAX)).checked_div(bytes)?).ok()?;
        Some(Self { timeline, log: u32::try_from(lsn.0 >> 32).ok()?, number })
    }

    /// The folder that pgBackRest keeps it in.
    pub(super) fn folder(self) -> String {
        format!("{:08X}{:08X}", self.timeline, self.log)
    }

    /// All from this one to `last`, where a log has `per_log` of them.
    pub(super) fn up_to(self, last: Self, per_log: Option<u32>) -> Result<Vec<Self>, &'static str> {
        if self.timeline != last.timeline {
            return Err("it spans timelines");
        }
        if last < self {
            return Err("it ends before it begins");
        }
        let per_log = match per_log {
            Some(per_log) if per_log > 0 => u64::from(per_log),
            _ if self.log == last.log => u64::from(u32::MAX),
            _ => return Err("nothing tells how large a segment is"),
        };
        let at = |segment: Self| u64::from(segment.log) * per_log + u64::from(segment.number);
        if u64::from(self.number.max(last.number)) >= per_log {
            return Err("its names do not fit the size of a segment");
        }
        if at(last) - at(self) >= MOST_SEGMENTS {
            return Err("it is longer than any");
        }
        let segment = |at: u64| Self {
            timeline: self.timeline,
            log: u32::try_from(at / per_log).unwrap_or(u32::MAX),
            number: u32::try_from(at % per_log).unwrap_or(u32::MAX),
        };
        Ok((at(self)..=at(last)).map(segment).collect())
    }

    /// How many segments a log has, if the position in this one tells: all sizes are powers of two.
    pub(super) fn per_log(self, inside: Lsn) -> Option<u32> {
        let low = u32::try_from(inside.0 & u64::from(u32::MAX)).ok()?;
        let mut fitting = SIZES.filter(|bits| low >> bits == self.number);
        let bits = fitting.next()?;
        // Two sizes give the same number at the beginning of a log alone.
        fitting.next().is_none().then(|| 1 << (32 - bits))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08X}{:08X}{:08X}", self.timeline, self.log, self.number)
    }
}

/// Who says which cluster the backups are to be of.
pub(super) const BY_POLICY: &str = "system-id in windows.toml";
const BY_SERVER: &str = "the server";
const PSQL: &str = "psql";
/// Seconds until a server that does not answer is given up.
const PATIENCE: &str = "10";

/// Asks the live server how much it wrote since the backup, and whether the backup is of it. It need not be up: what
/// cannot be asked is noted, and a server of another cluster refutes.
pub(super) fn ask_server(
    steps: &mut Steps<'_>,
    database: &str,
    id: &str,
    system_id: Option<u64>,
    stop: Option<Lsn>,
) -> Result<Vec<String>, Stop> {
    let stop = stop.map_or_else(|| "NULL".to_owned(), |stop| format!("'{stop}'"));
    let sql = format!(
        "SELECT system_identifier, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() \
         ELSE pg_current_wal_lsn() END, {stop}) FROM pg_control_system()"
    );
    let argv = [PSQL, "-XAtqw", "-d", database, "-c", &sql].map(str::to_owned).to_vec();
    let env = [("PGCONNECT_TIMEOUT", PATIENCE)].map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let answer = steps.command(Question { env, ..Question::new(argv) })?;
    let Some((live, written)) = server_says(answer) else {
        let why = match printed(PSQL, answer) {
            Err(fault) => fault.to_string(),
            Ok(stdout) => format!("{PSQL} says {:?}", last_line(stdout)),
        };
        return Ok(vec![format!("server: could not be asked: {why}")]);
    };
    if let Some(found) = system_id.filter(|found| *found != live) {
        let fault = PostgresFault::OtherCluster { id: id.to_owned(), found, expected_by: BY_SERVER, expected: live };
        return Err(Stop::refuted(fault));
    }
    let mut checks = vec![format!("server: it is the cluster {live}")];
    match written {
        Some(bytes) if bytes >= 0 => checks.push(format!("server: {bytes} bytes of WAL since the backup")),
        Some(bytes) => {
            checks.push(format!("server: its WAL is {} bytes behind the end of the backup", bytes.unsigned_abs()));
        }
        None => {}
    }
    Ok(checks)
}

fn server_says(answer: &CommandAnswer) -> Option<(u64, Option<i128>)> {
    let text = std::str::from_utf8(printed(PSQL, answer).ok()?).ok()?;
    let (live, written) = text.trim_end().split_once('|')?;
    let written = if written.is_empty() { None } else { Some(written.parse().ok()?) };
    Some((live.parse().ok()?, written))
}

/// Whether it is of the cluster that the policy names.
pub(super) fn of_the_cluster(id: &str, expected: Option<u64>, found: Option<u64>) -> Result<Vec<String>, Stop> {
    let id = || id.to_owned();
    match (expected, found) {
        (Some(_), None) => Err(Stop::unknown(PostgresFault::NoCluster { id: id() })),
        (Some(expected), Some(found)) if expected != found => {
            Err(Stop::refuted(PostgresFault::OtherCluster { id: id(), found, expected_by: BY_POLICY, expected }))
        }
        (Some(_), Some(found)) => Ok(vec![format!("identity: cluster {found}, as windows.toml says")]),
        (None, Some(found)) => Ok(vec![format!("identity: cluster {found}")]),
        (None, None) => Ok(vec!["identity: nothing tells which cluster it is of".to_owned()]),
    }
}

/// A program of PostgreSQL, in the folder that the policy names or on the `PATH`.
pub(super) fn bin(folder: Option<&str>, program: &str) -> String {
    folder.map_or_else(|| program.to_owned(), |folder| format!("{}/{program}", folder.trim_end_matches('/')))
}

pub(super) fn count_segments(count: usize) -> String {
    if count == 1 { "1 segment of WAL".to_owned() } else { format!("{count} segments of WAL") }
}

/// The version in what `--version` prints: the first word that begins with a digit and has a dot.
pub(super) fn version_in(stdout: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(stdout).ok()?;
    let is_version = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
    text.lines().next()?.split_whitespace().find(is_version)
}

/// The first two numbers of a version.
pub(super) fn numbers(version: &str) -> Option<(u32, u32)> {
    let digits = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    let mut parts = version.split('.').map(digits);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// A pattern that matches the path and nothing else.
pub(super) fn literal(path: &str) -> String {
    let mut pattern = String::new();
    for character in path.chars() {
        if matches!(character, '*' | '?' | '[') {
            pattern.extend(['[', character, ']']);
        } else {
            pattern.push(character);
        }
    }
    pattern
}

/// What `pg_verifybackup` says when all is well.
pub(super) const VERIFIED: &str = "backup successfully verified";

/// Whether the words are of `pg_verifybackup` are about the backup, and not about what it could not be looked at with.
pub(super) fn tells_of_damage(stderr: &str) -> bool {
    const DAMAGE: [&str; 8] = [
        "checksum mismatch",
        "is present in the manifest but not on disk",
        "is present on disk but not in the manifest",
        "on disk but size",
        "WAL parsing failed",
        "manifest checksum mismatch",
        "is not a regular file or directory",
        "manifest system identifier",
    ];
    !stderr.contains("Permission denied") && DAMAGE.iter().any(|words| stderr.contains(words))
}

/// What a tool printed, fit to be shown: on one line, and shortened.
pub(super) fn said(text: &str) -> String {
    shortened(&harmless(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(name: &str) -> Segment {
        Segment::parse(name).unwrap()
    }

    #[test]
    fn positions_and_segments_are_read_and_written_as_postgresql_does() {
        assert_eq!(Lsn::parse("0/2000028").unwrap().to_string(), "0/2000028");
        assert_eq!(Lsn::parse("A/FF").unwrap(), Lsn(0xa_0000_00ff));
        for wrong in ["", "0", "0/", "/0", "0/+1", "0/123456789", "x/1"] {
            assert_eq!(Lsn::parse(wrong), None, "{wrong}");
        }
        let held = Segment::holding(Lsn::parse("0/28000120").unwrap(), 1, 16 << 20).unwrap();
        assert_eq!(held, segment("000000010000000000000028"));
        assert_eq!(segment("00000001000000000000000A").to_string(), "00000001000000000000000A");
        for wrong in ["", "00000001000000000000000", "00000001000000000000000G", "0000000100000000000000+1"] {
            assert_eq!(Segment::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_size_of_a_segment_is_told_by_a_position_in_it() {
        let at = |lsn: &str| Lsn::parse(lsn).unwrap();
        assert_eq!(segment("000000010000000000000002").per_log(at("0/2000028")), Some(256));
        assert_eq!(segment("000000010000000000000002").per_log(at("0/8000028")), Some(64));
        assert_eq!(segment("000000010000000000000000").per_log(at("0/28")), None, "any size fits");
        assert_eq!(segment("000000010000000000000002").per_log(at("0/28")), None, "none fits");
    }

    #[test]
    fn a_range_of_segments_goes_over_into_the_next_log() {
        let names = |from: &str, to: &str, per_log| {
            segment(from)
                .up_to(segment(to), per_log)
                .map(|range| range.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(
            names("0000000100000000000000FE", "000000010000000100000001", Some(256)).unwrap(),
            [
                "0000000100000000000000FE",
                "0000000100000000000000FF",
                "000000010000000100000000",
                "000000010000000100000001"
            ]
        );
        let one = "000000010000000000000005";
        assert_eq!(names(one, one, None).unwrap(), [one]);
        assert!(names("000000010000000000000001", "000000010000000100000001", None).is_err());
        assert!(names("000000010000000000000002", "000000010000000000000001", None).is_err());
        assert!(names("000000010000000000000001", "000000020000000000000002", None).is_err());
        assert!(names("000000010000000000000000", "00000001000000FF00000000", Some(1 << 20)).is_err());
    }

    #[test]
    fn versions_are_found_in_what_programs_print() {
        assert_eq!(version_in(b"pgBackRest 2.45\n"), Some("2.45"));
        assert_eq!(version_in(b"pg_verifybackup (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some("15.18"));
        assert_eq!(version_in(b"3.19.1 Barman by EnterpriseDB (www.enterprisedb.com)\n"), Some("3.19.1"));
        assert_eq!(version_in(b"hello\n"), None);
        assert_eq!(numbers("2.55.1"), Some((2, 55)));
        assert_eq!(numbers("2.60dev"), Some((2, 60)));
        assert_eq!(numbers("2"), None);
    }
}
