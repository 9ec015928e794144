//! Reads `backup_label`.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::tools::{
    cluster::{Lsn, said},
    file::is_believable,
};

/// What the label of a base backup says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// Where its write-ahead log begins.
    pub(super) start: Lsn,
    pub(super) timeline: u32,
    /// When it began, or what is written there of no zone that names an instant.
    pub(super) started_at: Result<DateTime<Utc>, String>,
    /// Start and timeline of the one that it is built on.
    pub(super) from: Option<(Lsn, u32)>,
}

impl Label {
    /// What it says, or what of it cannot be understood.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "bytes that are not UTF-8".to_owned())?;
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        let required = |key: &str| value(key).ok_or_else(|| format!("no {key}"));
        let lsn = |text: &str| {
            let first = text.split_whitespace().next().unwrap_or_default();
            Lsn::parse(first).ok_or_else(|| said(text))
        };
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| said(text));
        let from = value("INCREMENTAL FROM LSN").map(lsn).transpose()?;
        let from_timeline = value("INCREMENTAL FROM TLI").map(number).transpose()?;
        let timeline = number(required("START TIMELINE")?)?;
        Ok(Self {
            start: lsn(required("START WAL LOCATION")?)?,
            timeline,
            started_at: instant(required("START TIME")?),
            from: from.map(|from| (from, from_timeline.unwrap_or(timeline))),
        })
    }
}

/// An abbreviation of a zone names no zone, but for those of UTC: CST is in America, in China and in Cuba.
fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let local = text.trim().strip_suffix(" UTC").or_else(|| text.trim().strip_suffix(" GMT"));
    let naive = local.and_then(|local| NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M:%S").ok());
    naive.map(|naive| naive.and_utc()).filter(|at| is_believable(*at)).ok_or_else(|| said(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = include_str!("../../../tests/data/postgresql-17/backup_label-L0.txt");
    const NEXT: &str = include_str!("../../../tests/data/postgresql-17/backup_label-L1.txt");

    #[test]
    fn a_label_tells_where_its_log_begins_and_what_it_is_built_on() {
        let full = Label::read(FULL.as_bytes()).unwrap();
        assert_eq!((full.start.to_string().as_str(), full.timeline, full.from), ("0/28000028", 1, None));
        assert_eq!(full.started_at.unwrap().to_rfc3339(), "2026-11-22T07:14:52+00:00");
        let next = Label::read(NEXT.as_bytes()).unwrap();
        assert_eq!(next.from, Some((full.start, 1)));
    }

    #[test]
    fn only_utc_and_gmt_name_an_instant() {
        let zone = |zone: &str| Label::read(FULL.replace(" UTC", zone).as_bytes()).unwrap().started_at;
        assert!(zone(" GMT").is_ok());
        for other in [" MSK", " CST", " EST", "", " +05", " UTC+5"] {
            assert!(zone(other).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_no_label_says_what_is_missing() {
        for key in ["START WAL LOCATION", "START TIME", "START TIMELINE"] {
            let without = FULL.lines().filter(|line| !line.starts_with(&format!("{key}:"))).collect::<Vec<_>>();
            assert_eq!(Label::read(without.join("\n").as_bytes()).unwrap_err(), format!("no {key}"));
        }
        assert!(Label::read(b"\xff").is_err());
    }
}
