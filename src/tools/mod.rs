//! Backup tools: what to ask, and what the answers prove. Pure.
//!
//! A look is a conversation: [`look`] says what the probe is to find out next, until its answers tell what is proven of the
//! newest backup. Just before a command starts, [`look_again`] is about the one backup that the run is bound to;
//! [`catalogue`] is about all of them.
//!
//! There are three judgements only, and only [`Judgement::Confirmed`] opens the gate. Freshness is the gate's own
//! question: a tool reports the time that it found, also one that lies in the future.

mod answer;
mod barman;
mod basebackup;
mod borg;
mod cluster;
mod command;
mod conversation;
mod deleting;
mod fault;
mod file;
mod files;
mod listed;
mod manifest;
mod name_time;
mod pattern;
mod pg_dump;
mod pgbackrest;
mod printed;
mod repository;
mod restic;
mod sqlite;
mod steps;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use answer::{
    Answers, Ask, CommandAnswer, CommandEnd, Content, Contents, DatabaseLook, Ends, Examined, FileLook, FilesLook,
    FolderLook, FoldersLook, Inside, Listed, Listing, ManifestLook, NoContents, Question, ReadFile, TableLook, Trouble,
    Unpacked, UnpackedEnd, Writer,
};
pub use conversation::{Aim, Catalogue, Next};
pub use deleting::{Deletion, deletion, lists_what_is_complete, rehearsed};
pub use fault::{
    DatabaseFault, Fault, FieldProblem, FileFault, ManifestFault, PackingFault, PostgresFault, ProgramFault,
    RepositoryFault,
};
pub use file::newest;
pub use files::newest as newest_file;
pub use manifest::file_name as manifest_name;
pub use pattern::{has_wildcard, matches};

pub use crate::policy::Evidence;
use crate::{policy::BackupTool, record::Digest};
use conversation::Tool;

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
    /// The id, where it was made, of the backup that this one is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// What was looked at, in order: `integrity_check: ok`, `table orders: 3 rows`.
    pub checks: Vec<String>,
}

/// What the answers prove of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is there, with this evidence.
    Confirmed(Box<Backup>),
    /// The answers say no: there is none, or it is no good; and what that is said of.
    Refuted(Vec<Fault>, About),
    /// It could not be asked, or the answer could not be read: no telling.
    Unknown(Vec<Fault>),
}

/// What a refusal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// No backup that could be named: there is none, or none that is meant. It says nothing against any other.
    Nothing,
    /// One backup, by its id as far as it could be made, and where it lies.
    Copy {
        /// The tool's own id; of a file that was not read its name alone.
        id: String,
        /// Where it lies, in words or as a path.
        source: String,
    },
    /// Data that backups share: each of them may be damaged.
    All,
}

impl About {
    /// That backup.
    pub(crate) fn copy(backup: &Backup) -> Self {
        Self::Copy { id: backup.id.clone(), source: backup.source.clone() }
    }
}

/// The newest backup, as far as `told` goes, the answers so far.
pub fn look(tool: &BackupTool, told: &[Answers], aim: &Aim) -> Next<Judgement> {
    talk_to(tool).look(told, aim)
}

/// That one copy of the catalogue, whatever newer ones there are; `None`: the tool tells of the newest alone.
pub fn look_at(tool: &BackupTool, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
    talk_to(tool).look_at(copy, told, aim)
}

/// Whether each backup lies in a place of its own, as files do: what is found there later is the same backup, changed.
pub fn has_own_places(tool: &BackupTool) -> bool {
    talk_to(tool).has_own_places()
}

/// Whether the backup that a run is bound to is still what it was, just before the command starts.
pub fn look_again(tool: &BackupTool, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement> {
    talk_to(tool).look_again(bound, told, aim)
}

/// All backups that the tool knows of.
pub fn catalogue(tool: &BackupTool, told: &[Answers], aim: &Aim) -> Next<Catalogue> {
    talk_to(tool).catalogue(told, aim)
}

/// The version that the tool told of itself in a look.
pub fn version(tool: &BackupTool, told: &[Answers]) -> Option<String> {
    talk_to(tool).version(told)
}

fn talk_to(tool: &BackupTool) -> &dyn Tool {
    match tool {
        BackupTool::Sqlite(copies) => copies,
        BackupTool::Command(program) => program,
        BackupTool::Files(files) => files,
        BackupTool::Restic(snapshots) => snapshots,
        BackupTool::Borg(archives) => archives,
        BackupTool::PgBackRest(stanza) => stanza,
        BackupTool::BaseBackup(directories) => directories,
        BackupTool::PgDump(dumps) => dumps,
        BackupTool::Barman(server) => server,
    }
}

/// Whether the item of a catalogue is the backup that is known from a look: files go by their names in one, and by their
/// content in the other.
pub fn is_same(listed: &Backup, known: &Backup) -> bool {
    listed.id == known.id || (listed.source == known.source && listed.bytes == known.bytes && listed.at == known.at)
}

/// The judgement about what a backup command made that was begun at `begun_at`: one that is older was not made by it,
/// however good it is.
pub fn made_since(judgement: Judgement, begun_at: DateTime<Utc>, skew: TimeDelta) -> Judgement {
    match judgement {
        Judgement::Confirmed(backup) if backup.at < begun_at - skew => {
            // The older one is what it was.
            Judgement::Refuted(vec![Fault::NotNew { id: backup.id, at: backup.at, begun_at }], About::Nothing)
        }
        judgement => judgement,
    }
}
