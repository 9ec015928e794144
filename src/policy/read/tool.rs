//! Reads the tool that a table of `[systems.*.backup]` names, and its keys.

use super::{
    cursor::{Item, Table},
    postgres_tools::{barman, basebackup, pg_dump, pgbackrest},
    repository::{borg, restic},
};
use crate::policy::{BackupTool, CommandBackup, FilesBackup, SqliteBackup};

/// How a tool's keys are read.
pub(super) type Read = fn(&Table<'_>) -> Option<BackupTool>;

/// The tools by their names in windows.toml.
const TOOLS: [(&str, Read); 9] = [
    ("pgbackrest", pgbackrest),
    ("pg_basebackup", basebackup),
    ("pg_dump", pg_dump),
    ("barman", barman),
    ("restic", restic),
    ("borg", borg),
    ("files", files),
    ("sqlite", sqlite),
    ("command", command),
];

/// How the tool that the table names is read.
pub(super) fn tool(table: &Table<'_>) -> Option<Read> {
    let known: Vec<_> = TOOLS.iter().map(|(name, _)| format!("{name:?}")).collect();
    let help = format!(
        "write tool = {}; of = \"…\" if another system's backups cover this one; or none = \"…\", and why there is nothing to back up",
        known.join(" or ")
    );
    let named = table.required("tool", &help)?;
    named.word(&TOOLS)
}

fn files(table: &Table<'_>) -> Option<BackupTool> {
    let pattern = table
        .required("pattern", "write where the files lie, as in pattern = \"/srv/dumps/bonus-*.sql.gz\"")
        .and_then(|item| item.text().map(str::to_owned));
    let manifest = table.get("manifest").and_then(|item| manifest(&item));
    let min_bytes = min_bytes(table);
    let max_shrink = table.get("max-shrink").and_then(|item| percent(&item));
    let marker = table.get("marker").and_then(|item| marker(&item));
    Some(BackupTool::Files(FilesBackup { pattern: pattern?, manifest, min_bytes, max_shrink, marker }))
}

/// The name of a file beside the backups.
fn manifest(item: &Item<'_>) -> Option<String> {
    const HELP: &str = "write manifest = \"SHA256SUMS\", or manifest = \"{name}.sha256\" for one beside each file";
    let text = item.text()?;
    if text.contains('/') || matches!(text, "." | "..") {
        item.fault("a manifest lies beside the files: this is a path, not a name", HELP.to_owned());
        return None;
    }
    let rest = text.replacen("{name}", "", 1);
    if rest.contains(['{', '}', '*', '?', '[']) || rest.is_empty() {
        item.fault("this names no manifest: nothing but {name} stands for something else", HELP.to_owned());
        return None;
    }
    Some(text.to_owned())
}

pub(super) fn marker(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    if text.ends_with('/') || text.contains(['*', '?', '[']) {
        item.fault("a marker is one file", "write its path, as in marker = \"/mnt/backup/.okno-volume\"".to_owned());
        return None;
    }
    Some(text.to_owned())
}

pub(super) fn min_bytes(table: &Table<'_>) -> Option<u64> {
    table.get("min-bytes").and_then(|item| item.number(i64::MAX.unsigned_abs()))
}

/// A whole number of percent below 100.
pub(super) fn percent(item: &Item<'_>) -> Option<u8> {
    let text = item.text_as("a text with a percent sign, as in \"50%\"")?;
    let digits = text.strip_suffix('%').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let percent = digits.and_then(|digits| digits.parse::<u8>().ok()).filter(|percent| *percent < 100);
    if percent.is_none() {
        item.fault(
            format!("{text:?} is not a share from 0% to 99%"),
            "write by how much a backup may be smaller than the one before it, as in max-shrink = \"50%\"".to_owned(),
        );
    }
    percent
}

fn sqlite(table: &Table<'_>) -> Option<BackupTool> {
    let pattern = table
        .required("pattern", "write where the copies lie, as in pattern = \"/srv/backups/app-*.db\"")
        .and_then(|item| item.text().map(str::to_owned));
    let mut tables: Vec<String> = Vec::new();
    for (name, item) in table.get("tables").and_then(|item| item.texts()).unwrap_or_default() {
        if tables.iter().any(|known| known == name) {
            item.fault("this table is in the list twice", None);
        } else {
            tables.push(name.to_owned());
        }
    }
    let min_bytes = min_bytes(table);
    Some(BackupTool::Sqlite(SqliteBackup { pattern: pattern?, tables, min_bytes }))
}

fn command(table: &Table<'_>) -> Option<BackupTool> {
    let command =
        table.required("command", "write your program and its arguments, as in command = [\"./last-backup\"]");
    let list = table.get("list").map(|item| argv(&item));
    Some(BackupTool::Command(CommandBackup { command: argv(&command?)?, list: list.flatten() }))
}

/// A program and its arguments; arguments may be empty, the program may not.
pub(super) fn argv(item: &Item<'_>) -> Option<Vec<String>> {
    let items = item.list("a list of texts: the program and each argument, as in [\"./last-backup\"]")?;
    let Some((program, arguments)) = items.split_first() else {
        item.fault("there is no program in this list", "write it, as in [\"./last-backup\"]".to_owned());
        return None;
    };
    let mut argv = vec![program.text().map(str::to_owned)];
    argv.extend(arguments.iter().map(|argument| argument.argument().map(str::to_owned)));
    argv.into_iter().collect()
}
