//! The tools that back up PostgreSQL, as windows.toml describes them (R8.3).

use serde_json::{Value, json};

/// A stanza of pgBackRest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgBackRestBackup {
    /// Its name.
    pub stanza: String,
    /// The repository that is looked at, by its number; `None`: all that are configured.
    pub repo: Option<u8>,
    /// The full path of its configuration; `None`: where pgBackRest looks by itself.
    pub config: Option<String>,
    /// Which cluster the backups have to be of.
    pub system_id: Option<u64>,
    /// A backup of a smaller database is none.
    pub min_bytes: Option<u64>,
    /// How the server is reached that is backed up, for libpq and without a password.
    pub database: Option<String>,
}

/// Directories that `pg_basebackup` makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseBackup {
    /// Where they lie, as written.
    pub pattern: String,
    /// Which cluster the backups have to be of.
    pub system_id: Option<u64>,
    /// A backup of a smaller database is none.
    pub min_bytes: Option<u64>,
    /// A file that lies on the backups' volume, as written: without it the volume is not mounted.
    pub marker: Option<String>,
    /// The folder of PostgreSQL's programs; `None`: they are on the `PATH`.
    pub bin: Option<String>,
    /// How the server is reached that is backed up, for libpq and without a password.
    pub database: Option<String>,
}

/// What `pg_dump` writes: archives, directories, SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgDumpBackup {
    /// Where they lie, as written.
    pub pattern: String,
    /// A smaller one is no backup.
    pub min_bytes: Option<u64>,
    /// By how many percent the newest may be smaller than the one before it.
    pub max_shrink: Option<u8>,
    /// A file that lies on the backups' volume, as written: without it the volume is not mounted.
    pub marker: Option<String>,
    /// The folder of PostgreSQL's programs; `None`: they are on the `PATH`.
    pub bin: Option<String>,
}

/// A server that Barman backs up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarmanBackup {
    /// Its name in Barman's configuration.
    pub server: String,
    /// The full path of the configuration; `None`: where Barman looks by itself.
    pub config: Option<String>,
    /// Which cluster the backups have to be of.
    pub system_id: Option<u64>,
    /// A backup of a smaller database is none.
    pub min_bytes: Option<u64>,
    /// How the server is reached that is backed up, for libpq and without a password.
    pub database: Option<String>,
}

/// What tells of the live server.
const PSQL: &str = "psql";

impl PgBackRestBackup {
    pub(super) fn programs(&self) -> Vec<&str> {
        [Some("pgbackrest"), self.database.as_ref().map(|_| PSQL)].into_iter().flatten().collect()
    }

    pub(super) fn as_json(&self) -> Value {
        let Self { stanza, repo, config, system_id, min_bytes, database } = self;
        json!({
            "tool": "pgbackrest",
            "stanza": stanza,
            "repo": repo,
            "config": config,
            "system_id": exact(*system_id),
            "min_bytes": min_bytes,
            "database": database,
        })
    }
}

impl BaseBackup {
    pub(super) fn programs(&self) -> Vec<&str> {
        let verifies = self.bin.is_none().then_some("pg_verifybackup");
        verifies.into_iter().chain(self.database.as_ref().map(|_| PSQL)).collect()
    }

    pub(super) fn installed_programs(&self) -> Vec<String> {
        self.bin.iter().map(|bin| format!("{bin}/pg_verifybackup")).collect()
    }

    pub(super) fn as_json(&self) -> Value {
        let Self { pattern, system_id, min_bytes, marker, bin, database } = self;
        json!({
            "tool": "pg_basebackup",
            "pattern": pattern,
            "system_id": exact(*system_id),
            "min_bytes": min_bytes,
            "marker": marker,
            "bin": bin,
            "database": database,
        })
    }
}

impl PgDumpBackup {
    pub(super) fn programs(&self) -> Vec<&str> {
        self.bin.is_none().then_some("pg_restore").into_iter().collect()
    }

    pub(super) fn installed_programs(&self) -> Vec<String> {
        self.bin.iter().map(|bin| format!("{bin}/pg_restore")).collect()
    }

    pub(super) fn as_json(&self) -> Value {
        let Self { pattern, min_bytes, max_shrink, marker, bin } = self;
        json!({
            "tool": "pg_dump",
            "pattern": pattern,
            "min_bytes": min_bytes,
            "max_shrink": max_shrink,
            "marker": marker,
            "bin": bin,
        })
    }
}

impl BarmanBackup {
    pub(super) fn programs(&self) -> Vec<&str> {
        [Some("barman"), self.database.as_ref().map(|_| PSQL)].into_iter().flatten().collect()
    }

    pub(super) fn as_json(&self) -> Value {
        let Self { server, config, system_id, min_bytes, database } = self;
        json!({
            "tool": "barman",
            "server": server,
            "config": config,
            "system_id": exact(*system_id),
            "min_bytes": min_bytes,
            "database": database,
        })
    }
}

/// Ids of clusters exceed what every reader of JSON takes for a number.
fn exact(system_id: Option<u64>) -> Option<String> {
    system_id.map(|id| id.to_string())
}
