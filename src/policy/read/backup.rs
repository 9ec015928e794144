//! Reads `[systems.*.backup]`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cursor::{Item, Log, Table};
use super::ids::Ids;
use crate::policy::{BackupConfig, BackupTool, FilesBackup, System, SystemBackup, SystemId, TakeCommand};

/// Tools that windows.toml may come to name, but that this okno cannot look at.
const NOT_BUILT: [&str; 6] = ["restic", "borg", "barman", "pgbackrest", "pg_basebackup", "pg_dump"];
const INSTEAD: &str =
    "use tool = \"command\" with a program of yours that prints one JSON object about the newest backup";
/// A shorter reason tells nothing, as with overrides.
pub(super) const SHORTEST_REASON: usize = 10;

/// Which system the backups of another cover, and where that is written.
pub(super) type Coverings = BTreeMap<SystemId, (SystemId, Range<usize>)>;

#[derive(Clone, Copy)]
enum Tool {
    Sqlite,
    Command,
    Files,
    NotBuilt,
}

/// What is known of a system's backups; notes in `coverings` where the system that covers it is written.
pub(super) fn backup(
    id: &SystemId,
    table: Table<'_>,
    systems: &Ids<'_>,
    coverings: &mut Coverings,
) -> Option<SystemBackup> {
    let (of, none) = (table.get("of"), table.get("none"));
    match (of, none) {
        (None, None) => own(&table).map(SystemBackup::Own),
        (Some(_), Some(item)) => {
            item.fault(
                "either `of` or `none`, not both",
                "is it backed up with another system, or not at all?".to_owned(),
            );
            None
        }
        (Some(item), None) => {
            alone(&table, "of", "the other system's table says how its backups are looked at and taken");
            let other = systems.reference(&item, SystemId::parse)?;
            coverings.insert(id.clone(), (other.clone(), item.span()));
            Some(SystemBackup::Of(other))
        }
        (None, Some(item)) => {
            alone(&table, "none", "leave it out, or leave `none` out if there is something to back up");
            let why = item.text()?.trim();
            if why.chars().count() < SHORTEST_REASON {
                item.fault(
                    format!("a reason needs at least {SHORTEST_REASON} characters"),
                    "say why nothing is lost, as in none = \"static pages, rebuilt from source\"".to_owned(),
                );
                return None;
            }
            Some(SystemBackup::Needless(why.to_owned()))
        }
    }
}

/// Beside `of` and `none` nothing else may stand.
fn alone(table: &Table<'_>, key: &str, help: &str) {
    for other in
        ["tool", "take", "pattern", "manifest", "min-bytes", "max-shrink", "marker", "tables", "command", "stanza"]
    {
        if let Some(item) = table.get(other) {
            item.fault(format!("`{other}` may not stand beside `{key}`"), help.to_owned());
        }
    }
    table.no_other_keys();
}

/// A covering system has backups of its own, or attested ones: whoever reads `of` finds them in one step.
pub(super) fn no_chains(coverings: &Coverings, systems: &BTreeMap<SystemId, System>, log: &Log) {
    for (system, (other, span)) in coverings {
        let fault = |message: String, help: String| log.fault(span.clone(), message, Some(help));
        if other == system {
            fault(
                "a system cannot be covered by its own backups this way".to_owned(),
                format!("leave `of` out, and write how the backups of {system} are looked at: tool = …"),
            );
        } else if let Some(circle) = circle(coverings, system) {
            fault(
                format!("systems are covered by each other's backups in a circle: {circle}"),
                "one of them has to say how the backups are looked at: tool = …".to_owned(),
            );
        } else if let Some((last, _)) = coverings.get(other) {
            fault(
                format!("{other} has no backups of its own: it is covered by those of {last}"),
                format!("write of = \"{last}\""),
            );
        } else if systems.get(other).is_some_and(|other| other.needless_backup().is_some()) {
            fault(
                format!("{other} has no backups: its table says that there is nothing to back up"),
                format!("name the system whose backups hold what {system} would lose"),
            );
        }
    }
}

/// The way from the system back to itself, if it comes back.
fn circle(coverings: &Coverings, system: &SystemId) -> Option<String> {
    let mut way = vec![system];
    loop {
        let (next, _) = coverings.get(way.last()?)?;
        if next == system {
            way.push(next);
            return Some(way.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" -> "));
        }
        if way.contains(&next) {
            return None;
        }
        way.push(next);
    }
}

/// How a system's own backups are looked at.
fn own(table: &Table<'_>) -> Option<BackupConfig> {
    let tool_item = table.required(
        "tool",
        "write tool = \"sqlite\", \"files\" or \"command\"; of = \"…\" if another system's backups cover this one; or none = \"…\", and why there is nothing to back up",
    )?;
    let take = table.get("take").map(|item| take(&item));
    let words: Vec<(&str, Tool)> = [("sqlite", Tool::Sqlite), ("command", Tool::Command), ("files", Tool::Files)]
        .into_iter()
        .chain(NOT_BUILT.map(|name| (name, Tool::NotBuilt)))
        .collect();
    let tool = match tool_item.word(&words)? {
        Tool::Sqlite => sqlite(table),
        Tool::Command => command(table),
        Tool::Files => files(table),
        Tool::NotBuilt => {
            let name = tool_item.text()?;
            tool_item.fault(format!("the tool {name:?} is not built yet"), INSTEAD.to_owned());
            return None;
        }
    };
    table.no_other_keys();
    Some(BackupConfig { tool: tool?, take: take.flatten() })
}

fn files(table: &Table<'_>) -> Option<BackupTool> {
    let pattern = table
        .required("pattern", "write where the files lie, as in pattern = \"/srv/dumps/bonus-*.sql.gz\"")
        .and_then(|item| item.text().map(str::to_owned));
    let manifest = table.get("manifest").and_then(|item| manifest(&item));
    let min_bytes = table.get("min-bytes").and_then(|item| item.number(i64::MAX.unsigned_abs()));
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

fn marker(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    if text.ends_with('/') || text.contains(['*', '?', '[']) {
        item.fault("a marker is one file", "write its path, as in marker = \"/mnt/backup/.okno-volume\"".to_owned());
        return None;
    }
    Some(text.to_owned())
}

/// A whole number of percent below 100.
fn percent(item: &Item<'_>) -> Option<u8> {
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
    let min_bytes = table.get("min-bytes").and_then(|item| item.number(i64::MAX.unsigned_abs()));
    Some(BackupTool::Sqlite { pattern: pattern?, tables, min_bytes })
}

fn command(table: &Table<'_>) -> Option<BackupTool> {
    let command =
        table.required("command", "write your program and its arguments, as in command = [\"./last-backup\"]");
    Some(BackupTool::Command { command: argv(&command?)? })
}

/// `take = ["./take-backup"]`, or one command a level.
fn take(item: &Item<'_>) -> Option<TakeCommand> {
    if !item.is_table() {
        return argv(item).map(TakeCommand::Any);
    }
    let table = item.table("`take`")?;
    let commands = ["level-0", "level-1", "level-2"].map(|key| table.get(key).map(|item| argv(&item)));
    table.no_other_keys();
    if commands.iter().all(Option::is_none) {
        item.fault("no level has a command", "write one, as in take = { level-0 = [\"./take-full\"] }".to_owned());
        return None;
    }
    if commands.iter().any(|command| matches!(command, Some(None))) {
        return None;
    }
    Some(TakeCommand::ByLevel(commands.map(Option::flatten)))
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
