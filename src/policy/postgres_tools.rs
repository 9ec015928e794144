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

/// Ids of clusters exceed what every reader of JSON takes for a number.
fn exact(system_id: Option<u64>) -> Option<String> {
    system_id.map(|id| id.to_string())
}
