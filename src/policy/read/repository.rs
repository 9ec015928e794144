//! Reads the keys of repositories: restic's and `BorgBackup`'s.

use super::{
    cursor::{Item, Table},
    secrets,
    tool::{min_bytes, percent},
};
use crate::policy::{BackupTool, BorgBackup, Repository, ResticBackup};

pub(super) fn restic(table: &Table<'_>) -> Option<BackupTool> {
    let repository = repository(table, "restic", "write where it is, as in repository = \"/srv/backup/restic\"");
    let paths = names(table, "paths", |_| None);
    let tags = names(table, "tags", not_one_tag);
    let complete_tag = table.get("complete-tag").and_then(|item| {
        let tag = text_but(&item, not_one_tag)?;
        if tags.contains(&tag) {
            let help = "leave it out of `tags`: a snapshot without it is to be seen, as one that is not complete";
            item.fault("snapshots without this tag are not looked for", help.to_owned());
            return None;
        }
        Some(tag)
    });
    Some(BackupTool::Restic(ResticBackup { repository: repository?, paths, tags, complete_tag }))
}

pub(super) fn borg(table: &Table<'_>) -> Option<BackupTool> {
    let repository = repository(table, "borg", "write where it is, as in repository = \"/srv/backup/borg\"");
    let archives = table
        .required("archives", "write how the archives of this system are called, as in archives = \"shop-*\"")
        .and_then(|item| item.text().map(str::to_owned));
    let complete_suffix = table.get("complete-suffix").and_then(|item| text_but(&item, not_in_a_name));
    Some(BackupTool::Borg(BorgBackup { repository: repository?, archives: archives?, complete_suffix }))
}

fn repository(table: &Table<'_>, program: &str, help: &str) -> Option<Repository> {
    let location = table.required("repository", help).and_then(|item| location(&item));
    let text = |key| table.get(key).and_then(|item| item.text().map(str::to_owned));
    let (named, password_file, host) = (text("program"), text("password-file"), text("host"));
    let max_shrink = table.get("max-shrink").and_then(|item| percent(&item));
    Some(Repository {
        program: named.unwrap_or_else(|| program.to_owned()),
        location: location?,
        password_file,
        host,
        min_bytes: min_bytes(table),
        max_shrink,
    })
}

fn location(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    if !secrets::in_value(text).is_empty() {
        item.keep_secret();
        item.fault(
            "a password may not stand in windows.toml",
            "whoever reads the rules would read it: hand it to okno in the environment, as the tool's manual says"
                .to_owned(),
        );
        return None;
    }
    if text.starts_with('-') {
        item.fault("the tool would take this for an option", "write a path as in \"./-repository\"".to_owned());
        return None;
    }
    Some(text.to_owned())
}

/// A list of texts, each once.
fn names(table: &Table<'_>, key: &'static str, wrong: fn(&str) -> Option<(&'static str, &'static str)>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, item) in table.get(key).and_then(|item| item.texts()).unwrap_or_default() {
        if names.iter().any(|known| known == name) {
            item.fault("this is in the list twice", None);
        } else if let Some(name) = text_but(&item, wrong) {
            names.push(name);
        }
    }
    names
}

fn text_but(item: &Item<'_>, wrong: fn(&str) -> Option<(&'static str, &'static str)>) -> Option<String> {
    let text = item.text()?;
    if let Some((message, help)) = wrong(text) {
        item.fault(message, help.to_owned());
        return None;
    }
    Some(text.to_owned())
}

fn not_one_tag(text: &str) -> Option<(&'static str, &'static str)> {
    text.contains(',').then_some(("restic takes a comma for the end of a tag", "write one tag, without a comma"))
}

fn not_in_a_name(text: &str) -> Option<(&'static str, &'static str)> {
    text.contains('/').then_some(("no archive has a name with a slash", "write an ending, as in \"-complete\""))
}
