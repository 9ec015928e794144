//! Reads `backup_manifest`, and the beginning of `pg_control`.

use serde::Deserialize;

use crate::{
    record::Digest,
    tools::{
        cluster::{Lsn, said},
        printed::read_json,
    },
};

/// What a manifest says.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    /// Since PostgreSQL 17.
    #[serde(rename = "System-Identifier")]
    system_id: Option<u64>,
    #[serde(rename = "Files")]
    files: Vec<File>,
    #[serde(rename = "WAL-Ranges")]
    ranges: Vec<Range>,
}

#[derive(Debug, Deserialize)]
struct File {
    #[serde(rename = "Size")]
    bytes: u64,
}

#[derive(Debug, Deserialize)]
struct Range {
    #[serde(rename = "Timeline")]
    timeline: u32,
    #[serde(rename = "Start-LSN")]
    start: String,
    #[serde(rename = "End-LSN")]
    end: String,
}

impl Manifest {
    /// What it says, if it is what was written: its last line has a digest of all lines before.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let cut_off = || "it is cut off: it has no checksum of itself".to_owned();
        let stated = checksum_at_the_end(bytes).ok_or_else(cut_off)?;
        let last_line = bytes.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let is = Digest::of(&bytes[..last_line]);
        if Digest::parse(&stated) != Some(is) {
            return Err(format!("it is not what was written: its checksum of itself is {stated:.12}, not {is:.12}"));
        }
        Self::deserialize(read_json(bytes)?).map_err(|error| said(&error.to_string()))
    }

    /// The size of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    pub(super) const fn system_id(&self) -> Option<u64> {
        self.system_id
    }

    /// The write-ahead log that it needs: timeline, start and end.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Result<(u32, Lsn, Lsn), &'static str>> {
        let none = self.ranges.is_empty().then_some(Err("its manifest names none"));
        let range = |range: &Range| {
            let (start, end) = Lsn::parse(&range.start).zip(Lsn::parse(&range.end)).ok_or("its positions are none")?;
            Ok((range.timeline, start, end))
        };
        self.ranges.iter().map(range).chain(none)
    }

    /// Where it ends.
    pub(super) fn end(&self) -> Option<Lsn> {
        self.ranges.iter().filter_map(|range| Lsn::parse(&range.end)).max()
    }
}

/// The digest in the last line of a manifest.
pub(super) fn checksum_at_the_end(end: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(end.trim_ascii_end().rsplit(|byte| *byte == b'\n').next()?).ok()?;
    let rest = text.trim_start().strip_prefix("\"Manifest-Checksum\":")?;
    let digits: String = rest.chars().filter(char::is_ascii_hexdigit).collect();
    let is_digest = rest.trim_end().ends_with('}') || rest.trim_end().ends_with('"');
    (is_digest && digits.len() == 64).then_some(digits)
}

/// The system identifier is the first that `pg_control` has, then its own version, which tells the order of bytes.
pub(super) fn system_id_in_control(bytes: &[u8]) -> Option<u64> {
    let id: [u8; 8] = bytes.get(..8)?.try_into().ok()?;
    let version: [u8; 4] = bytes.get(8..12)?.try_into().ok()?;
    let is_version = |version: u32| (900..10_000).contains(&version);
    if is_version(u32::from_le_bytes(version)) {
        Some(u64::from_le_bytes(id))
    } else {
        is_version(u32::from_be_bytes(version)).then(|| u64::from_be_bytes(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIMMED: &str = include_str!("../../../tests/data/postgresql-17/backup_manifest-L0.trimmed.json");

    /// As it would have been written with so few files.
    fn sealed() -> String {
        let body: Vec<&str> = TRIMMED.lines().filter(|line| !line.contains("Manifest-Checksum")).collect();
        let body = format!("{}\n", body.join("\n").trim_end().trim_end_matches('}').trim_end());
        format!("{body}\"Manifest-Checksum\": \"{}\"}}\n", &Digest::of(body.as_bytes()).prefixed()["sha256:".len()..])
    }

    #[test]
    fn a_manifest_is_read_if_it_is_what_was_written() {
        let manifest = Manifest::read(sealed().as_bytes()).unwrap();
        assert_eq!(manifest.system_id(), Some(7_710_886_895_922_403_822));
        assert_eq!(manifest.bytes(), 227 + 3 + 8192 + 8192);
        assert_eq!(manifest.end().unwrap().to_string(), "0/28000120");
        assert!(Manifest::read(TRIMMED.as_bytes()).is_err(), "files were left out of the sample");
        assert!(Manifest::read(sealed().replace("8192", "8193").as_bytes()).is_err());
        let sealed = sealed();
        for length in [0, 100, sealed.len() / 2, sealed.len() - 10] {
            assert!(Manifest::read(&sealed.as_bytes()[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn the_cluster_is_told_by_pg_control_in_either_order_of_bytes() {
        let control = |id: [u8; 8], version: [u8; 4]| [id.as_slice(), &version, &[0; 100]].concat();
        assert_eq!(system_id_in_control(&control(7_u64.to_le_bytes(), 1300_u32.to_le_bytes())), Some(7));
        assert_eq!(system_id_in_control(&control(7_u64.to_be_bytes(), 1700_u32.to_be_bytes())), Some(7));
        assert_eq!(system_id_in_control(&control([1; 8], [0xff; 4])), None);
        assert_eq!(system_id_in_control(b"short"), None);
    }
}
