//! Backup tools: what to ask, and what the answers prove. Pure.
//!
//! [`ask`] says what the probe is to look at or run; [`judge`] says what its answers prove. Just before a command
//! starts, [`ask_again`] and [`judge_again`] look at the one backup that the run is bound to.
//!
//! There are three judgements only, and only [`Judgement::Confirmed`] opens the gate. Freshness is the gate's own
//! question: a tool reports the time that it found, also one that lies in the future.

mod answer;
mod command;
mod fault;
mod file;
mod files;
mod manifest;
mod name_time;
mod pattern;
mod sqlite;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use answer::{
    Answers, Ask, CommandAnswer, CommandEnd, Contents, DatabaseLook, Examined, FileLook, FilesLook, Listed, Listing,
    ManifestLook, NoContents, ReadFile, TableLook, Trouble, Unpacked, UnpackedEnd, Writer,
};
pub use fault::{Fault, FieldProblem};
pub use file::newest;
pub use files::newest as newest_file;
pub use manifest::file_name as manifest_name;
pub use pattern::{has_wildcard, matches};

pub use crate::policy::Evidence;
use crate::{policy::BackupTool, record::Digest};

/// One backup as evidence shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// The tool's own id; for files: the name and the first 12 digits of the content's digest.
    pub id: String,
    /// 0 full, 1 or 2 an increment.
    pub level: u8,
    /// The consistency point: the data is at least as new as this.
    pub at: DateTime<Utc>,
    /// When it was begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was done; of a file, when it was last written.
    pub finished_at: Option<DateTime<Utc>>,
    /// When its bytes were last read again and checked.
    pub verified_at: Option<DateTime<Utc>>,
    /// What is proven of it.
    pub evidence: Evidence,
    /// Its size.
    pub bytes: Option<u64>,
    /// Where it lies, in words or as a path.
    pub source: String,
    /// Digest of its content.
    pub sha256: Option<Digest>,
    /// Backups it refers to, which must exist too.
    pub refers_to: Vec<String>,
    /// What was looked at, in order: `integrity_check: ok`, `table orders: 3 rows`.
    pub checks: Vec<String>,
}

/// What the answers prove of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is there, with this evidence.
    Confirmed(Box<Backup>),
    /// The answers say no: there is none, or it is no good.
    Refuted(Vec<Fault>),
    /// It could not be asked, or the answer could not be read: no telling.
    Unknown(Vec<Fault>),
}

/// What the probe is to find out about the newest backup.
pub fn ask(tool: &BackupTool) -> Ask {
    match tool {
        BackupTool::Sqlite { pattern, tables, .. } => {
            Ask::NewestDatabase { pattern: pattern.clone(), tables: tables.clone() }
        }
        BackupTool::Command { command } => Ask::Command { argv: command.clone() },
        BackupTool::Files(expected) => files::ask(expected),
    }
}

/// What the answers to [`ask`] prove; `skew` is by how much clocks may differ.
pub fn judge(tool: &BackupTool, answers: &Answers, now: DateTime<Utc>, skew: TimeDelta) -> Judgement {
    let latest_now = now + skew;
    match (tool, answers) {
        (BackupTool::Sqlite { pattern, tables, min_bytes }, Answers::Database(look)) => {
            sqlite::Expected { pattern, tables, min_bytes: min_bytes.unwrap_or_default() }.judge(look, latest_now)
        }
        (BackupTool::Files(expected), Answers::Files(look)) => files::judge(expected, look, now, skew),
        (BackupTool::Command { command }, Answers::Command(answer)) => command::judge(command, answer, latest_now),
        _ => Judgement::Unknown(vec![Fault::AnswersSomethingElse]),
    }
}

/// The judgement about what a backup command made that was begun at `begun_at`: one that is older was not made by it,
/// however good it is.
pub fn made_since(judgement: Judgement, begun_at: DateTime<Utc>, skew: TimeDelta) -> Judgement {
    match judgement {
        Judgement::Confirmed(backup) if backup.at < begun_at - skew => {
            Judgement::Refuted(vec![Fault::NotNew { id: backup.id, at: backup.at, begun_at }])
        }
        judgement => judgement,
    }
}

/// What the probe is to find out about the backup that a run is bound to, just before its command starts.
pub fn ask_again(tool: &BackupTool, bound: &Backup) -> Ask {
    match tool {
        BackupTool::Sqlite { .. } => file::ask_again(bound, None),
        BackupTool::Files(expected) => file::ask_again(bound, expected.marker.as_deref()),
        BackupTool::Command { .. } => ask(tool),
    }
}

/// Whether the backup is still what it was when the run was bound to it.
pub fn judge_again(
    tool: &BackupTool,
    bound: &Backup,
    answers: &Answers,
    now: DateTime<Utc>,
    skew: TimeDelta,
) -> Judgement {
    match (tool, answers) {
        (BackupTool::Sqlite { .. } | BackupTool::Files(_), Answers::File(look)) => file::judge_again(bound, look),
        (BackupTool::Command { .. }, Answers::Command(_)) => match judge(tool, answers, now, skew) {
            // A newer one that is sound takes its place: the tool speaks of the newest alone.
            Judgement::Confirmed(found) if found.id != bound.id && found.at <= bound.at => {
                Judgement::Refuted(vec![Fault::OtherBackup { expected: bound.id.clone(), found: found.id }])
            }
            judgement => judgement,
        },
        _ => Judgement::Unknown(vec![Fault::AnswersSomethingElse]),
    }
}
