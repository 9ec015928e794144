//! Reads what `pgbackrest info` and `pgbackrest repo-ls` print as JSON. Unknown fields are ignored.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::tools::{
    Fault, ProgramFault,
    cluster::{Lsn, Segment},
    printed::read_json,
};

/// Status codes of a repository.
pub(super) const OK: u32 = 0;
pub(super) const NO_STANZA_PATH: u32 = 1;
pub(super) const NO_BACKUPS: u32 = 2;
pub(super) const NO_STANZA_DATA: u32 = 3;

#[derive(Debug, Deserialize)]
pub(super) struct Stanza {
    pub(super) name: String,
    #[serde(default)]
    archive: Vec<Archive>,
    #[serde(rename = "backup")]
    pub(super) backups: Vec<Item>,
    db: Vec<Db>,
    /// None where the stanza is in no repository.
    #[serde(rename = "repo", default)]
    pub(super) repos: Vec<Repo>,
    pub(super) status: Status,
}

/// A backup in the list.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) label: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Pages were broken when it was made.
    pub(super) error: bool,
    archive: WalRange,
    pub(super) lsn: Option<Positions>,
    pub(super) database: Database,
    pub(super) info: Sizes,
    /// All that it needs, oldest first.
    #[serde(default)]
    pub(super) reference: Option<Vec<String>>,
    pub(super) timestamp: Times,
}

#[derive(Debug, Deserialize)]
struct WalRange {
    start: Option<String>,
    stop: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Positions {
    start: Option<String>,
    stop: Option<String>,
}

impl Positions {
    pub(super) fn stop(&self) -> Option<Lsn> {
        Lsn::parse(self.stop.as_deref()?)
    }
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Database {
    id: u64,
    #[serde(rename = "repo-key")]
    pub(super) repo_key: u8,
}

#[derive(Debug, Deserialize)]
pub(super) struct Sizes {
    /// Of the whole database.
    pub(super) size: u64,
}

/// Seconds since 1970.
#[derive(Debug, Deserialize)]
pub(super) struct Times {
    pub(super) start: i64,
    pub(super) stop: i64,
}

#[derive(Debug, Deserialize)]
struct Archive {
    database: Database,
    id: String,
}

#[derive(Debug, Deserialize)]
struct Db {
    id: u64,
    #[serde(rename = "repo-key")]
    repo_key: u8,
    #[serde(rename = "system-id")]
    system_id: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Repo {
    pub(super) key: u8,
    pub(super) status: Status,
}

#[derive(Debug, Deserialize)]
pub(super) struct Status {
    pub(super) code: u32,
    pub(super) message: String,
}

impl Stanza {
    /// The cluster that a backup is of.
    pub(super) fn system_id(&self, item: &Item) -> Option<u64> {
        let is_its = |db: &&Db| (db.id, db.repo_key) == (item.database.id, item.database.repo_key);
        self.db.iter().find(is_its).map(|db| db.system_id)
    }

    /// Whether its repository knows of a later cluster than the backup is of.
    pub(super) fn was_upgraded_after(&self, item: &Item) -> bool {
        let its = self.db.iter().filter(|db| db.repo_key == item.database.repo_key);
        its.map(|db| db.id).max().is_some_and(|last| last > item.database.id)
    }

    /// The name of the archive with its write-ahead log, such as `15-1`.
    pub(super) fn archive_of(&self, item: &Item) -> Option<&str> {
        let found = self.archive.iter().find(|archive| archive.database == item.database)?;
        let is_plain = found.id.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        is_plain.then_some(found.id.as_str())
    }
}

impl Item {
    /// The segments from its start to its end; none of a backup that was made while the server was down.
    pub(super) fn wal(&self) -> Result<Option<Vec<Segment>>, String> {
        let (start, stop) = match (&self.archive.start, &self.archive.stop) {
            (None, None) => return Ok(None),
            (Some(start), Some(stop)) => (start, stop),
            _ => return Err("it has a beginning or an end alone".to_owned()),
        };
        let segment = |name: &String| Segment::parse(name).ok_or_else(|| "its names are no segments".to_owned());
        let (first, last) = (segment(start)?, segment(stop)?);
        let position = |text: &Option<String>| text.as_deref().and_then(Lsn::parse);
        let (from, to) = self.lsn.as_ref().map_or((None, None), |lsn| (position(&lsn.start), position(&lsn.stop)));
        let per_log = from.and_then(|from| first.per_log(from)).or_else(|| to.and_then(|to| last.per_log(to)));
        first.up_to(last, per_log).map(Some).map_err(str::to_owned)
    }
}

/// The stanza of that name, if the answer has it.
pub(super) fn read(program: &str, name: &str, stdout: &[u8]) -> Result<Option<Stanza>, Fault> {
    let stanzas: Vec<Stanza> = json(program, "pgBackRest's list of backups", stdout)?;
    Ok(stanzas.into_iter().find(|stanza| stanza.name == name))
}

#[derive(Debug, Deserialize)]
struct InFolder {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    size: u64,
}

/// The files in a listing that are not empty.
pub(super) fn files(program: &str, stdout: &[u8]) -> Result<Vec<String>, Fault> {
    let listed: BTreeMap<String, InFolder> = json(program, "pgBackRest's list of files", stdout)?;
    let is_file = |file: &InFolder| file.kind == "file" && file.size > 0;
    Ok(listed.into_iter().filter(|(_, file)| is_file(file)).map(|(name, _)| name).collect())
}

fn json<T: for<'de> Deserialize<'de>>(program: &str, wanted: &'static str, stdout: &[u8]) -> Result<T, Fault> {
    let fault = |why: String| ProgramFault::NotJson { program: program.to_owned(), wanted, why }.into();
    // Also where a passphrase is wrong: then it prints the bytes that it could not decipher.
    let value = read_json(stdout).map_err(fault)?;
    T::deserialize(value).map_err(|error| fault(error.to_string()))
}
