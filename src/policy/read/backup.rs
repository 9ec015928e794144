//! Reads `[systems.*.backup]`.

use super::cursor::{Item, Table};
use crate::policy::{BackupConfig, BackupTool};

/// Tools that windows.toml may come to name, but that this okno cannot look at.
const NOT_BUILT: [&str; 7] = ["restic", "borg", "barman", "pgbackrest", "pg_basebackup", "pg_dump", "files"];
const INSTEAD: &str =
    "use tool = \"command\" with a program of yours that prints one JSON object about the newest backup";

#[derive(Clone, Copy)]
enum Tool {
    Sqlite,
    Command,
    NotBuilt,
}

/// How a system's backups are looked at.
pub(super) fn backup(table: Table<'_>) -> Option<BackupConfig> {
    for (key, help) in [
        ("of", "give this system a [backup] table of its own"),
        ("none", "leave the [backup] table out and confirm by hand with `okno backup confirm`"),
    ] {
        if let Some(item) = table.get(key) {
            item.fault(format!("`{key}` is not built yet"), help.to_owned());
            return None;
        }
    }
    let tool_item = table.required("tool", "write tool = \"sqlite\" or tool = \"command\"")?;
    let take = table.get("take").map(|item| argv(&item));
    let words: Vec<(&str, Tool)> = [("sqlite", Tool::Sqlite), ("command", Tool::Command)]
        .into_iter()
        .chain(NOT_BUILT.map(|name| (name, Tool::NotBuilt)))
        .collect();
    let tool = match tool_item.word(&words)? {
        Tool::Sqlite => sqlite(&table),
        Tool::Command => command(&table),
        Tool::NotBuilt => {
            let name = tool_item.text()?;
            tool_item.fault(format!("the tool {name:?} is not built yet"), INSTEAD.to_owned());
            return None;
        }
    };
    table.no_other_keys();
    Some(BackupConfig { tool: tool?, take: take.flatten() })
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
    let min_bytes = table.get("min-bytes").and_then(|item| item.number(i64::MAX.unsigned_abs()));
    Some(BackupTool::Sqlite { pattern: pattern?, tables, min_bytes })
}

fn command(table: &Table<'_>) -> Option<BackupTool> {
    let command =
        table.required("command", "write your program and its arguments, as in command = [\"./last-backup\"]");
    Some(BackupTool::Command { command: argv(&command?)? })
}

/// A program and its arguments; arguments may be empty, the program may not.
fn argv(item: &Item<'_>) -> Option<Vec<String>> {
    let items = item.list("a list of texts: the program and each argument, as in [\"./last-backup\"]")?;
    let Some((program, arguments)) = items.split_first() else {
        item.fault("there is no program in this list", "write it, as in [\"./last-backup\"]".to_owned());
        return None;
    };
    let mut argv = vec![program.text().map(str::to_owned)];
    argv.extend(arguments.iter().map(|argument| argument.argument().map(str::to_owned)));
    argv.into_iter().collect()
}
