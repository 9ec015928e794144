//! How one copy is deleted: by its id, never by a tool's own rules of what to keep (R9.3).

use chrono::{DateTime, Utc};

use super::{Backup, manifest};
use crate::policy::{Aftercare, BackupTool, FilesBackup, SqliteBackup, aftercare};

/// How one copy is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// Its file is removed, if it is still what was listed, and what speaks of that file alone.
    File {
        /// Where it lies.
        path: String,
        /// Its size as it was listed.
        bytes: u64,
        /// When it was last written, as it was listed.
        modified_at: DateTime<Utc>,
        /// What manifests of this file alone may be called, beside it.
        manifests: Vec<String>,
    },
    /// A command of the policy's.
    Command(Vec<String>),
}

/// How that copy is deleted; `None`: nothing says how.
pub fn deletion(tool: &BackupTool, aftercare: &Aftercare, copy: &Backup) -> Option<Deletion> {
    if let Some(argv) = &aftercare.delete {
        return Some(Deletion::Command(aftercare::about(argv, &copy.id, &copy.source)));
    }
    match tool {
        BackupTool::Files(FilesBackup { manifest, .. }) => {
            let named = manifest.clone().map_or_else(|| manifest::USUAL.map(str::to_owned).to_vec(), |name| vec![name]);
            file(copy, named.into_iter().filter(|template| manifest::is_of_one_file(template)).collect())
        }
        BackupTool::Sqlite(SqliteBackup { .. }) => file(copy, Vec::new()),
        // A dump that is a directory has no size in the list.
        BackupTool::PgDump(_) => {
            let usual = manifest::USUAL.map(str::to_owned).into_iter();
            file(copy, usual.filter(|template| manifest::is_of_one_file(template)).collect())
        }
        BackupTool::Command(_)
        | BackupTool::Restic(_)
        | BackupTool::Borg(_)
        | BackupTool::PgBackRest(_)
        | BackupTool::BaseBackup(_)
        | BackupTool::Barman(_) => None,
    }
}

fn file(copy: &Backup, manifests: Vec<String>) -> Option<Deletion> {
    let name = super::answer::name_of(&copy.source);
    let manifests = manifests.iter().map(|template| manifest::file_name(template, name)).collect();
    Some(Deletion::File { path: copy.source.clone(), bytes: copy.bytes?, modified_at: copy.finished_at?, manifests })
}

/// Whether a list of this tool's shows which copies are complete. A file shows its size alone.
pub fn lists_what_is_complete(tool: &BackupTool) -> bool {
    match tool {
        BackupTool::Files(_) | BackupTool::Sqlite(_) | BackupTool::PgDump(_) => false,
        BackupTool::Command(_)
        | BackupTool::Restic(_)
        | BackupTool::Borg(_)
        | BackupTool::PgBackRest(_)
        | BackupTool::BaseBackup(_)
        | BackupTool::Barman(_) => true,
    }
}
