//! Reads what becomes of copies: `delete`, `drill` and `transfer` of a backup's table.

use super::cursor::{Item, Table};
use super::tool::{argv, tool};
use crate::policy::{
    Aftercare, BackupTool, Transfer,
    aftercare::{ID, SOURCE},
};

/// What becomes of the copies; what is wrong of it is noted and left out.
pub(super) fn aftercare(table: &Table<'_>) -> Aftercare {
    Aftercare {
        delete: table.get("delete").and_then(|item| about_one(&item)),
        drill: table.get("drill").and_then(|item| commanded(&item)),
        transfer: table.get("transfer").and_then(|item| transfer(&item, table.name())).map(Box::new),
    }
}

/// A command that has to say which copy it is about.
fn about_one(item: &Item<'_>) -> Option<Vec<String>> {
    let argv = commanded(item)?;
    if argv.iter().any(|argument| argument == ID || argument == SOURCE) {
        return Some(argv);
    }
    item.fault(
        "nothing in this command says which copy is meant",
        "write \"{id}\" as an argument of its own, as in [\"./delete-backup\", \"{id}\"]".to_owned(),
    );
    None
}

/// A command whose placeholders are whole arguments.
fn commanded(item: &Item<'_>) -> Option<Vec<String>> {
    let argv = argv(item)?;
    if let Some(argument) = argv.iter().find(|argument| is_unknown(argument)) {
        item.fault(
            format!("{argument:?} stands for nothing: only {ID} and {SOURCE} are replaced"),
            "write {id} for the id of the copy, or {source} for where it lies".to_owned(),
        );
        return None;
    }
    let is_part = |argument: &&String| {
        [ID, SOURCE].iter().any(|placeholder| argument.contains(placeholder) && *argument != placeholder)
    };
    if let Some(argument) = argv.iter().find(is_part) {
        item.fault(
            format!("{argument:?}: {ID} and {SOURCE} stand for a whole argument, not for a part of one"),
            "let a script of yours put it together".to_owned(),
        );
        return None;
    }
    Some(argv)
}

/// A word in braces that is none of those that stand for something: `{src}`.
fn is_unknown(argument: &str) -> bool {
    let word = argument.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    word.is_some_and(is_word) && argument != ID && argument != SOURCE
}

fn transfer(item: &Item<'_>, owner: &str) -> Option<Transfer> {
    let name = format!("{}.transfer]", owner.trim_end_matches(']'));
    let table = item.table(name)?;
    let command =
        table.required("command", "write what copies them, as in command = [\"./to-backup-server\", \"{id}\"]");
    let command = command.and_then(|item| commanded(&item));
    let (there_item, verify_item) = (table.get("there"), table.get("verify"));
    table.no_other_keys();
    if there_item.is_none() && verify_item.is_none() {
        table.fault(
            "nothing says how a copy is looked at on the backup server",
            Some("write there = { tool = … } or verify = [\"./verify-there\", \"{id}\"]: the exit code of what copies proves nothing".to_owned()),
        );
        return None;
    }
    let there = there_item.and_then(|item| there(&item));
    let verify = verify_item.and_then(|item| commanded(&item));
    Some(Transfer { command: command?, there, verify })
}

fn there(item: &Item<'_>) -> Option<BackupTool> {
    let table = item.table("`there`")?;
    let read = tool(&table)?;
    let found = read(&table);
    table.no_other_keys();
    found
}
