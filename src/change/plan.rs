//! What was planned: the content of one version of a change.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Interval, iso_length},
    policy::{CustomerId, SystemId},
    record::Digest,
};

/// `CHG-12`. Where people type it, `12` is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeId(u64);

impl ChangeId {
    /// The id of the change with that number; they count from 1.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("CHG-{}", self.0))
    }
}

impl FromStr for ChangeId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = match text.get(..4) {
            Some(prefix) if prefix.eq_ignore_ascii_case("CHG-") => &text[4..],
            _ => text,
        };
        let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse() {
            Ok(number) if only_digits && number > 0 => Ok(Self(number)),
            _ => Err(format!("{text:?} is not the id of a change; write CHG-12 or 12")),
        }
    }
}

/// What sort of work a change is (R7.1, R7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Repair of an error that stops the service.
    CriticalFix,
    /// Routine maintenance.
    Maintenance,
    /// What a customer or the monitoring asked for.
    Request,
    /// A new version of the software.
    Update,
    /// Repair of an error that does not stop the service.
    Fix,
    /// A change of how an existing function works.
    Modernisation,
    /// A new functional block.
    NewFunction,
}

impl Kind {
    /// All of them, in the order of the regulation.
    pub const ALL: [Self; 7] = [
        Self::CriticalFix,
        Self::Maintenance,
        Self::Request,
        Self::Update,
        Self::Fix,
        Self::Modernisation,
        Self::NewFunction,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CriticalFix => "critical-fix",
            Self::Maintenance => "maintenance",
            Self::Request => "request",
            Self::Update => "update",
            Self::Fix => "fix",
            Self::Modernisation => "modernisation",
            Self::NewFunction => "new-function",
        }
    }

    /// Whether it needs a technical specification (R11.1).
    pub const fn needs_specification(self) -> bool {
        matches!(self, Self::Modernisation | Self::NewFunction)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The command that a run will start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCommand {
    /// Its arguments, with what looks like a secret replaced by `***`.
    pub argv: Vec<String>,
    /// Whether anything was replaced: then the true command has to be given again to run it.
    pub masked: bool,
    /// Random, so that the same command does not show as the same from change to change.
    pub salt: String,
    /// Of `salt` and the true arguments (row 20).
    pub digest: Digest,
    /// The folder it runs in.
    pub folder: String,
    /// Terminal and standard input are the command's; nothing is captured.
    pub interactive: bool,
    /// The program or script file that the arguments name, and what was in it.
    pub program: Option<ProgramFile>,
}

impl PlannedCommand {
    /// The digest of true arguments under a salt.
    pub fn digest_of(salt: &str, argv: &[String]) -> Digest {
        let mut parts: Vec<&[u8]> = vec![salt.as_bytes()];
        for argument in argv {
            // No argument holds a NUL, so the joined bytes tell where one ends.
            parts.extend([b"\0".as_slice(), argument.as_bytes()]);
        }
        Digest::of_parts(&parts)
    }

    /// Whether these are the true arguments.
    pub fn is(&self, argv: &[String]) -> bool {
        Self::digest_of(&self.salt, argv) == self.digest
    }
}

/// A file whose content is part of what was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramFile {
    /// Where it lies.
    pub path: String,
    /// What was in it; `None`: it was not there yet.
    pub sha256: Option<Digest>,
}

/// A technical specification (R11.1), kept as an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specification {
    /// The name of the file that was given.
    pub name: String,
    /// Its content.
    pub sha256: Digest,
}

/// A version of a change as it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What is done, in a person's words.
    pub title: String,
    /// What sort of work it is.
    pub kind: Kind,
    /// The ticket it belongs to.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// What it stops.
    pub system: SystemId,
    /// Whose service stops.
    pub customers: Vec<CustomerId>,
    /// When it starts.
    pub start_at: DateTime<Utc>,
    /// The last instant at which it may start.
    pub latest_start_at: DateTime<Utc>,
    /// The night that was promised; a short stop by day: the customer's date.
    pub night_of: NaiveDate,
    /// How long the service stands still.
    #[serde(with = "iso_length")]
    pub downtime: TimeDelta,
    /// How long the work takes.
    #[serde(with = "iso_length")]
    pub duration: TimeDelta,
    /// What will run.
    pub command: Option<PlannedCommand>,
    /// It views, changes or deletes the customer's data (R6.1).
    pub touches_data: bool,
    /// The customer's written instruction.
    pub instruction: Option<String>,
    /// The technical specification.
    pub specification: Option<Specification>,
    /// The incident that cannot wait for a window.
    #[serde(default)]
    pub emergency: Option<String>,
    /// The pipeline's own name for it: the same key takes up the same change.
    #[serde(default)]
    pub key: Option<String>,
    /// The set of changes that serve all customers together, when it is one of several.
    #[serde(default)]
    pub wave: Option<WaveOf>,
}

/// A change's place among the waves that were planned together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveOf {
    /// The id of the first of them.
    pub set: String,
    /// Its number, from 1; the ids follow each other.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl WaveOf {
    /// The ids of all of them, in order.
    pub fn all(&self) -> Vec<ChangeId> {
        let first = self.set.parse().map_or(0, ChangeId::number);
        (0..u64::from(self.of)).map(|after| ChangeId::new(first + after)).collect()
    }
}

impl Plan {
    /// The whole span of the work.
    pub fn work(&self) -> Option<Interval> {
        Interval::new(self.start_at, self.end_at())
    }

    /// When the work ends, if it starts on time.
    pub fn end_at(&self) -> DateTime<Utc> {
        self.start_at + self.duration
    }
}
