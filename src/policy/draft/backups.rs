//! The backups of a first windows.toml, as people type them.

use super::{
    Unfit,
    answers::{parts, plain, words},
    text,
};
use crate::policy::{
    Aftercare, BackupConfig, BackupTool, BarmanBackup, BaseBackup, BorgBackup, CommandBackup, FilesBackup,
    PgBackRestBackup, PgDumpBackup, Policy, Repository, ResticBackup, SqliteBackup, SystemBackup,
    read::SHORTEST_REASON,
};

/// Copies of a `SQLite` database at a pattern, in which these tables must not be empty.
///
/// # Errors
/// windows.toml would refuse the pattern or a table.
pub fn backup_by_sqlite(pattern: &str, tables: &str) -> Result<BackupConfig, Unfit> {
    let pattern = plain(pattern)?.to_owned();
    let mut known: Vec<String> = Vec::new();
    for table in parts(tables, &[',']) {
        let table = plain(table)?.to_owned();
        if !known.contains(&table) {
            known.push(table);
        }
    }
    Ok(looked_at_with(BackupTool::Sqlite(SqliteBackup { pattern, tables: known, min_bytes: None })))
}

/// Plain files at a pattern: dumps, archives, images.
///
/// # Errors
/// windows.toml would refuse the pattern.
pub fn backup_by_files(pattern: &str) -> Result<BackupConfig, Unfit> {
    let pattern = plain(pattern)?.to_owned();
    let files = FilesBackup { pattern, manifest: None, min_bytes: None, max_shrink: None, marker: None };
    Ok(looked_at_with(BackupTool::Files(files)))
}

/// A program that tells about the newest backup.
///
/// # Errors
/// It is no command.
pub fn backup_by_command(command: &str) -> Result<BackupConfig, Unfit> {
    Ok(looked_at_with(BackupTool::Command(CommandBackup { command: words(command)?, list: None })))
}

/// A stanza of pgBackRest.
///
/// # Errors
/// windows.toml would refuse its name.
pub fn backup_by_pgbackrest(stanza: &str) -> Result<BackupConfig, Unfit> {
    let name = plain(stanza)?.to_owned();
    let stanza =
        PgBackRestBackup { stanza: name, repo: None, config: None, system_id: None, min_bytes: None, database: None };
    read_back(BackupTool::PgBackRest(stanza))
}

/// Directories that `pg_basebackup` makes, at a pattern.
///
/// # Errors
/// windows.toml would refuse the pattern.
pub fn backup_by_basebackup(pattern: &str) -> Result<BackupConfig, Unfit> {
    let pattern = plain(pattern)?.to_owned();
    let directories = BaseBackup { pattern, system_id: None, min_bytes: None, marker: None, bin: None, database: None };
    read_back(BackupTool::BaseBackup(directories))
}

/// What `pg_dump` writes, at a pattern.
///
/// # Errors
/// windows.toml would refuse the pattern.
pub fn backup_by_pg_dump(pattern: &str) -> Result<BackupConfig, Unfit> {
    let pattern = plain(pattern)?.to_owned();
    read_back(BackupTool::PgDump(PgDumpBackup { pattern, min_bytes: None, max_shrink: None, marker: None, bin: None }))
}

/// A server that Barman backs up.
///
/// # Errors
/// windows.toml would refuse its name.
pub fn backup_by_barman(server: &str) -> Result<BackupConfig, Unfit> {
    let server = plain(server)?.to_owned();
    let server = BarmanBackup { server, config: None, system_id: None, min_bytes: None, database: None };
    read_back(BackupTool::Barman(server))
}

/// Snapshots in a restic repository, and the tag that the job gives those that are complete.
///
/// # Errors
/// windows.toml would refuse the one or the other.
pub fn backup_by_restic(location: &str, complete_tag: &str) -> Result<BackupConfig, Unfit> {
    let (repository, complete_tag) = (repository("restic", location)?, unless_empty(complete_tag)?);
    let snapshots = ResticBackup { repository, paths: Vec::new(), tags: Vec::new(), complete_tag };
    read_back(BackupTool::Restic(snapshots))
}

/// Archives in a `BorgBackup` repository, `REPOSITORY::ARCHIVES`, and the ending that the job gives the names of those that
/// are complete.
///
/// # Errors
/// windows.toml would refuse some of it.
pub fn backup_by_borg(place: &str, complete_suffix: &str) -> Result<BackupConfig, Unfit> {
    let (location, archives) = place.rsplit_once("::").ok_or_else(|| Unfit::Archives { text: place.to_owned() })?;
    let (repository, archives) = (repository("borg", location)?, plain(archives)?.to_owned());
    read_back(BackupTool::Borg(BorgBackup { repository, archives, complete_suffix: unless_empty(complete_suffix)? }))
}

/// That there is nothing to back up, and why.
///
/// # Errors
/// The reason is too short to be one.
pub fn no_backup(why: &str) -> Result<SystemBackup, Unfit> {
    let why = plain(why)?;
    if why.chars().count() < SHORTEST_REASON { Err(Unfit::Reason) } else { Ok(SystemBackup::Needless(why.to_owned())) }
}

fn repository(program: &str, location: &str) -> Result<Repository, Unfit> {
    let (program, location) = (program.to_owned(), plain(location)?.to_owned());
    Ok(Repository { program, location, password_file: None, host: None, min_bytes: None, max_shrink: None })
}

fn unless_empty(text: &str) -> Result<Option<String>, Unfit> {
    if text.trim().is_empty() { Ok(None) } else { plain(text).map(|text| Some(text.to_owned())) }
}

fn looked_at_with(tool: BackupTool) -> BackupConfig {
    BackupConfig { tool, take: None, look_within: None, aftercare: Aftercare::default() }
}

/// Rules with one system, whose backup table follows.
const BEFORE: &str = "[calendars.ru]\ncountry = \"ru\"\n[customers.acme]\ntime-zone = \"UTC\"\ncalendar = \"ru\"\n\
                      [systems.shop]\ncustomers = [\"acme\"]\n";

/// These tools' keys have rules of their own: whoever reads windows.toml says whether they are kept.
fn read_back(tool: BackupTool) -> Result<BackupConfig, Unfit> {
    let config = looked_at_with(tool);
    let written = format!("{BEFORE}{}", text::backup("shop", &config));
    let Err(faults) = Policy::read("windows.toml", written.as_bytes(), &|_| None) else { return Ok(config) };
    let said = faults.iter().map(|fault| match &fault.help {
        Some(help) => format!("{}; {help}", fault.message),
        None => fault.message.clone(),
    });
    Err(Unfit::Refused { why: said.collect::<Vec<_>>().join("; ") })
}
