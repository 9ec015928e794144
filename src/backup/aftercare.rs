//! What became of copies: deleted, moved to the backup server, restored to see whether they can be.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{calendar::instant, policy::Evidence, record::Digest, tools::Backup};

/// A copy was deleted: it was there before, and is not any more (R9.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// The tool's own id.
    pub id: String,
    /// 0, 1 or 2.
    pub level: u8,
    /// Its consistency point.
    pub at: DateTime<Utc>,
    /// Where it lay.
    pub source: String,
    /// Why it might go, as sentences.
    pub reasons: Vec<String>,
    /// How: the command, secrets masked; of a file `rm` and its path.
    pub way: Vec<String>,
}

/// A copy was found sound on the backup server (R9.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// The copy, as it is here.
    pub backup: Backup,
    /// Where it lies there, in words or as a path; `None`: a command said that it is sound and did not say where.
    pub there: Option<String>,
    /// What is proven of it there.
    pub evidence: Evidence,
    /// What was looked at there, in order.
    pub checks: Vec<String>,
    /// The command that copied it, secrets masked; empty: it was there already.
    pub argv: Vec<String>,
    /// That command's exit code; `None`: it did not run.
    pub exit_code: Option<u8>,
}

/// How a drill ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DrillEnd {
    /// The copy was restored, and what came out answered.
    Restored,
    /// It could not be restored, or what came out is no good: the copy is refuted.
    Failed,
    /// The command did not start, or was ended by a signal: no telling.
    Unclear,
}

impl DrillEnd {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Failed => "failed",
            Self::Unclear => "unclear",
        }
    }
}

/// A restore that failed, and that no restore has made good for since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRestore {
    /// When it was over.
    pub at: DateTime<Utc>,
    /// Who tried it.
    pub by: String,
}

impl fmt::Display for FailedRestore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a restore of it, tried by {}, failed at {}", self.by, instant::utc(self.at))
    }
}

/// A copy was restored, or should have been: evidence for that very copy and no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drilled {
    /// The copy.
    pub id: String,
    /// How it ended.
    pub end: DrillEnd,
    /// The command, secrets masked.
    pub argv: Vec<String>,
    /// Its exit code, or 126, 127, 128+n.
    pub exit_code: u8,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// When it was over.
    pub ended_at: DateTime<Utc>,
    /// Digest of all that it printed; `None`: nothing could be captured.
    pub output_sha256: Option<Digest>,
    /// The attachment with what was kept of it.
    pub output: Option<Digest>,
}
