//! Reads what `pgbackrest verify --output=text --verbose` prints.
//!
//! ```text
//! stanza: demo
//! status: error
//!   archiveId: 17-1, total WAL checked: 7, total valid WAL: 7
//!     missing: 0, checksum invalid: 0, size invalid: 0, other: 0
//!   backup: 20261122-065920F, status: invalid, total files checked: 1275, total valid files: 1274
//!     missing: 0, checksum invalid: 1, size invalid: 0, other: 0
//! ```

use crate::tools::cluster::said;

/// What verifying says of one backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verified {
    /// All of it was read, and nothing is wrong.
    Valid {
        /// Files of the backup and of those that it refers to.
        files: u64,
        /// Segments of write-ahead log.
        segments: usize,
    },
    /// What is wrong, in its words.
    Damaged(String),
    /// It did not come to a clear end, in its words.
    Unclear(String),
}

/// A line about a backup or an archive, with the one below it that counts what is wrong.
struct Report<'a> {
    line: &'a str,
    below: &'a str,
}

impl Report<'_> {
    /// The value of `name: value` in a line of such, separated by commas.
    fn field(line: &str, name: &str) -> Option<String> {
        let field = line.split(", ").find_map(|field| field.trim().strip_prefix(name)?.strip_prefix(": "));
        field.map(str::to_owned)
    }

    fn number(&self, name: &str) -> Option<u64> {
        Self::field(self.line, name)?.parse().ok()
    }

    /// Whether something was found that is wrong, and not only something that could not be read.
    fn counts_damage(&self) -> bool {
        let counted = |name| Self::field(self.below, name).and_then(|count| count.parse::<u64>().ok());
        ["missing", "checksum invalid", "size invalid"].iter().any(|name| counted(name).is_some_and(|count| count > 0))
    }

    fn said(&self) -> String {
        said(&format!("{}, {}", self.line.trim(), self.below.trim()))
    }
}

/// What is said of the backup `label`. `alone`: it was asked for nothing else, else for all of the stanza.
pub(super) fn read(stanza: &str, label: &str, alone: bool, stdout: &[u8]) -> Verified {
    let Ok(text) = std::str::from_utf8(stdout) else { return Verified::Unclear("bytes that are not UTF-8".to_owned()) };
    // Where the log goes to the same place, it says the same before, with the time in front of the first line.
    let (bare, logged) = (format!("stanza: {stanza}"), format!(" stanza: {stanza}"));
    let mut lines: Vec<&str> = text.lines().collect();
    let begins = lines.iter().rposition(|line| *line == bare || line.ends_with(&logged));
    lines.drain(..begins.unwrap_or(lines.len()));
    let reports = |prefix: &'static str| {
        let lines = &lines;
        lines.iter().enumerate().filter(move |(_, line)| line.trim_start().starts_with(prefix)).map(|(at, line)| {
            // The next line is indented further, unless nothing was counted.
            let indent = |line: &str| line.len() - line.trim_start().len();
            let below = lines.get(at + 1).copied().filter(|below| indent(below) > indent(line)).unwrap_or_default();
            Report { line, below }
        })
    };
    let has_line = |wanted: &str| lines.iter().any(|line| line.trim() == wanted);
    let unclear = || Verified::Unclear(if text.trim().is_empty() { "nothing".to_owned() } else { said(text) });
    if has_line(&format!("backup set {label} is not valid")) {
        return Verified::Damaged(format!("backup set {label} is not valid"));
    }
    if lines.is_empty() {
        return unclear();
    }
    let named = |report: &Report<'_>| Report::field(report.line, "backup").as_deref() == Some(label);
    let Some(backup) = reports("backup: ").find(named) else { return unclear() };
    let (checked, valid) = (backup.number("total files checked"), backup.number("total valid files"));
    let is_valid = Report::field(backup.line, "status").as_deref() == Some("valid");
    match (checked, valid) {
        (Some(checked), Some(valid)) if is_valid && checked == valid && checked > 0 => {
            let segments = match archives(reports("archiveId: "), alone) {
                Ok(segments) => segments,
                Err(why) => return why,
            };
            // Of all of the stanza another backup may be the one that is wrong.
            if alone && !has_line("status: ok") {
                return unclear();
            }
            Verified::Valid { files: checked, segments }
        }
        _ if backup.counts_damage() => Verified::Damaged(backup.said()),
        _ => Verified::Unclear(backup.said()),
    }
}

/// How many segments were read. What is wrong with one of the whole archive may not be the backup's concern, and nothing
/// tells.
fn archives<'a>(reports: impl Iterator<Item = Report<'a>>, alone: bool) -> Result<usize, Verified> {
    let mut segments = 0;
    for archive in reports {
        let (checked, valid) = (archive.number("total WAL checked"), archive.number("total valid WAL"));
        match (checked, valid) {
            (Some(checked), Some(valid)) if checked == valid => {
                segments += usize::try_from(checked).unwrap_or(usize::MAX);
            }
            _ if alone && archive.counts_damage() => return Err(Verified::Damaged(archive.said())),
            _ => return Err(Verified::Unclear(archive.said())),
        }
    }
    Ok(segments)
}
