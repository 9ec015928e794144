//! The tools that make backups, as windows.toml describes them (R8.3).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{BarmanBackup, BaseBackup, BorgBackup, PgBackRestBackup, PgDumpBackup, ResticBackup};

/// The tool that made the backups, and what okno must know to look at them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupTool {
    /// Copies of a `SQLite` database.
    Sqlite(SqliteBackup),
    /// A program of the operator's that prints one JSON object.
    Command(CommandBackup),
    /// Plain files: dumps, archives, images.
    Files(FilesBackup),
    /// Snapshots in a restic repository.
    Restic(ResticBackup),
    /// Archives in a `BorgBackup` repository.
    Borg(BorgBackup),
    /// A stanza of pgBackRest.
    PgBackRest(PgBackRestBackup),
    /// Directories that `pg_basebackup` makes.
    BaseBackup(BaseBackup),
    /// What `pg_dump` writes.
    PgDump(PgDumpBackup),
    /// A server that Barman backs up.
    Barman(BarmanBackup),
}

/// Copies of a `SQLite` database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteBackup {
    /// Where they lie, as written.
    pub pattern: String,
    /// Tables that must not be empty; when none are named, any one will do.
    pub tables: Vec<String>,
    /// A smaller file is no backup.
    pub min_bytes: Option<u64>,
}

/// A program of the operator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandBackup {
    /// Its argv, as written; never empty.
    pub command: Vec<String>,
    /// The argv of one that prints all backups that there are, as a JSON list; `None`: only the newest is told.
    pub list: Option<Vec<String>>,
}

/// Plain files, and what a sound one looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesBackup {
    /// Where they lie, as written.
    pub pattern: String,
    /// The name of the file with digests that lies beside them, `{name}` for the file's own name; `None`: whichever of
    /// the usual ones is there.
    pub manifest: Option<String>,
    /// A smaller file is no backup.
    pub min_bytes: Option<u64>,
    /// By how many percent the newest may be smaller than the one before it.
    pub max_shrink: Option<u8>,
    /// A file that lies on the backups' volume, as written: without it the volume is not mounted.
    pub marker: Option<String>,
}

impl BackupTool {
    /// Whether all that it makes is of level 0.
    pub const fn is_always_full(&self) -> bool {
        matches!(self, Self::Sqlite(_) | Self::Files(_) | Self::PgDump(_) | Self::Barman(_))
    }

    /// Its name in windows.toml.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Command(_) => "command",
            Self::Files(_) => "files",
            Self::Restic(_) => "restic",
            Self::Borg(_) => "borg",
            Self::PgBackRest(_) => "pgbackrest",
            Self::BaseBackup(_) => "pg_basebackup",
            Self::PgDump(_) => "pg_dump",
            Self::Barman(_) => "barman",
        }
    }

    /// The programs that are run to look at the backups: one that is named by a path is part of the rules.
    pub fn programs(&self) -> Vec<&str> {
        match self {
            Self::Command(CommandBackup { command, list }) => [Some(command), list.as_ref()]
                .into_iter()
                .flatten()
                .filter_map(|argv| argv.first())
                .map(String::as_str)
                .collect(),
            Self::Restic(ResticBackup { repository, .. }) | Self::Borg(BorgBackup { repository, .. }) => {
                vec![&repository.program]
            }
            Self::PgBackRest(stanza) => stanza.programs(),
            Self::BaseBackup(directories) => directories.programs(),
            Self::PgDump(dumps) => dumps.programs(),
            Self::Barman(server) => server.programs(),
            Self::Sqlite(_) | Self::Files(_) => Vec::new(),
        }
    }

    /// The programs of PostgreSQL that are run out of the folder that the policy names. They are not part of the rules: they
    /// come and go with the system's updates.
    pub fn installed_programs(&self) -> Vec<String> {
        match self {
            Self::BaseBackup(directories) => directories.installed_programs(),
            Self::PgDump(dumps) => dumps.installed_programs(),
            _ => Vec::new(),
        }
    }

    /// The pattern of the files that are looked at.
    pub fn pattern(&self) -> Option<&str> {
        match self {
            Self::Sqlite(SqliteBackup { pattern, .. })
            | Self::Files(FilesBackup { pattern, .. })
            | Self::BaseBackup(BaseBackup { pattern, .. })
            | Self::PgDump(PgDumpBackup { pattern, .. }) => Some(pattern),
            Self::Command(_) | Self::Restic(_) | Self::Borg(_) | Self::PgBackRest(_) | Self::Barman(_) => None,
        }
    }

    /// The files that have to be there beside the backups, as written.
    pub fn files(&self) -> Vec<&str> {
        let file = match self {
            Self::Files(FilesBackup { marker, .. })
            | Self::BaseBackup(BaseBackup { marker, .. })
            | Self::PgDump(PgDumpBackup { marker, .. }) => marker,
            Self::Restic(ResticBackup { repository, .. }) | Self::Borg(BorgBackup { repository, .. }) => {
                &repository.password_file
            }
            Self::PgBackRest(PgBackRestBackup { config, .. }) | Self::Barman(BarmanBackup { config, .. }) => config,
            Self::Sqlite(_) | Self::Command(_) => return Vec::new(),
        };
        file.iter().map(String::as_str).collect()
    }

    /// The folder of its repository, as written, where that is one of this machine.
    pub fn repository_folder(&self) -> Option<&str> {
        match self {
            Self::Restic(ResticBackup { repository, .. }) | Self::Borg(BorgBackup { repository, .. }) => {
                repository.folder()
            }
            _ => None,
        }
    }

    /// What of it decides, for the digest of the rules.
    pub(super) fn as_json(&self) -> Value {
        match self {
            Self::Sqlite(SqliteBackup { pattern, tables, min_bytes }) => {
                let tables: BTreeSet<&String> = tables.iter().collect();
                json!({ "tool": "sqlite", "pattern": pattern, "tables": tables, "min_bytes": min_bytes })
            }
            Self::Command(CommandBackup { command, list: None }) => json!({ "tool": "command", "command": command }),
            Self::Command(CommandBackup { command, list }) => {
                json!({ "tool": "command", "command": command, "list": list })
            }
            Self::Files(FilesBackup { pattern, manifest, min_bytes, max_shrink, marker }) => json!({
                "tool": "files",
                "pattern": pattern,
                "manifest": manifest,
                "min_bytes": min_bytes,
                "max_shrink": max_shrink,
                "marker": marker,
            }),
            Self::Restic(snapshots) => snapshots.as_json(),
            Self::Borg(archives) => archives.as_json(),
            Self::PgBackRest(stanza) => stanza.as_json(),
            Self::BaseBackup(directories) => directories.as_json(),
            Self::PgDump(dumps) => dumps.as_json(),
            Self::Barman(server) => server.as_json(),
        }
    }
}
