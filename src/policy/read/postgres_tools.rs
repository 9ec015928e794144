//! Reads the keys of the tools that back up PostgreSQL.

use super::{
    cursor::{Item, Table},
    secrets,
    tool::{marker, percent},
};
use crate::policy::{BackupTool, BarmanBackup, BaseBackup, PgBackRestBackup, PgDumpBackup};

/// pgBackRest counts its repositories from 1 to this.
const MOST_REPOS: u64 = 256;

pub(super) fn pgbackrest(table: &Table<'_>) -> Option<BackupTool> {
    let stanza = table
        .required("stanza", "write the stanza's name, as in stanza = \"main\"")
        .and_then(|item| item.text().map(str::to_owned));
    let repo = table.get("repo").and_then(|item| repo(&item));
    let config = table.get("config").and_then(|item| full_path(&item, "/etc/pgbackrest/pgbackrest.conf"));
    let Cluster { system_id, min_bytes, database } = Cluster::read(table);
    Some(BackupTool::PgBackRest(PgBackRestBackup { stanza: stanza?, repo, config, system_id, min_bytes, database }))
}

pub(super) fn basebackup(table: &Table<'_>) -> Option<BackupTool> {
    let pattern = table
        .required("pattern", "write where the directories lie, as in pattern = \"/srv/basebackups/main-*\"")
        .and_then(|item| item.text().map(str::to_owned));
    let marker = table.get("marker").and_then(|item| marker(&item));
    let bin = table.get("bin").and_then(|item| full_path(&item, "/usr/lib/postgresql/15/bin"));
    let Cluster { system_id, min_bytes, database } = Cluster::read(table);
    Some(BackupTool::BaseBackup(BaseBackup { pattern: pattern?, system_id, min_bytes, marker, bin, database }))
}

pub(super) fn pg_dump(table: &Table<'_>) -> Option<BackupTool> {
    let pattern = table
        .required("pattern", "write where the dumps lie, as in pattern = \"/srv/dumps/bonus-*.dump\"")
        .and_then(|item| item.text().map(str::to_owned));
    let min_bytes = table.get("min-bytes").and_then(|item| item.number(i64::MAX.unsigned_abs()));
    let max_shrink = table.get("max-shrink").and_then(|item| percent(&item));
    let marker = table.get("marker").and_then(|item| marker(&item));
    let bin = table.get("bin").and_then(|item| full_path(&item, "/usr/lib/postgresql/15/bin"));
    Some(BackupTool::PgDump(PgDumpBackup { pattern: pattern?, min_bytes, max_shrink, marker, bin }))
}

pub(super) fn barman(table: &Table<'_>) -> Option<BackupTool> {
    let server = table
        .required("server", "write the server's name in Barman's configuration, as in server = \"main\"")
        .and_then(|item| server(&item));
    let config = table.get("config").and_then(|item| full_path(&item, "/etc/barman.conf"));
    let Cluster { system_id, min_bytes, database } = Cluster::read(table);
    Some(BackupTool::Barman(BarmanBackup { server: server?, config, system_id, min_bytes, database }))
}

/// The keys of every tool that copies whole clusters.
struct Cluster {
    system_id: Option<u64>,
    min_bytes: Option<u64>,
    database: Option<String>,
}

impl Cluster {
    fn read(table: &Table<'_>) -> Self {
        Self {
            system_id: table.get("system-id").and_then(|item| item.number(u64::MAX)),
            min_bytes: table.get("min-bytes").and_then(|item| item.number(i64::MAX.unsigned_abs())),
            database: table.get("database").and_then(|item| database(&item)),
        }
    }
}

fn repo(item: &Item<'_>) -> Option<u8> {
    let number = item.number(MOST_REPOS)?;
    let repo = u8::try_from(number).ok().filter(|repo| *repo > 0);
    if repo.is_none() {
        item.fault("this is not the number of a repository", "write repo = 1 for repo1-path".to_owned());
    }
    repo
}

/// Whatever else the path may be relative to, these tools take it for something of their own.
fn full_path(item: &Item<'_>, example: &str) -> Option<String> {
    let text = item.text()?;
    if !text.starts_with('/') {
        item.fault("this path has to begin with a slash", format!("write all of it, as in \"{example}\""));
        return None;
    }
    Some(text.to_owned())
}

/// Barman takes what begins with a dash for an option.
fn server(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    if text.starts_with('-') || text.contains(char::is_whitespace) {
        item.fault("this is not the name of a server", "write its name in Barman's configuration".to_owned());
        return None;
    }
    Some(text.to_owned())
}

/// A conninfo, a URI or a name, without a password: windows.toml is for everybody to read, and is recorded.
fn database(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    if !secrets::in_value(text).is_empty() {
        item.keep_secret();
        item.fault(
            "a password may not stand in windows.toml",
            "leave it out: libpq finds it in ~/.pgpass, or in a service file that only its owner may read".to_owned(),
        );
        return None;
    }
    if text.starts_with('-') {
        item.fault("psql takes this for an option", "write it as in database = \"service=main\"".to_owned());
        return None;
    }
    Some(text.to_owned())
}
