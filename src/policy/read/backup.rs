//! Reads `[systems.*.backup]`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::aftercare::aftercare;
use super::cursor::{Item, Log, Table};
use super::ids::Ids;
use super::tool::{argv, tool};
use super::values::some_length;
use crate::policy::{BackupConfig, System, SystemBackup, SystemId, TakeCommand};

/// A shorter reason tells nothing, as with overrides.
pub(super) const SHORTEST_REASON: usize = 10;

/// Which system the backups of another cover, and where that is written.
pub(super) type Coverings = BTreeMap<SystemId, (SystemId, Range<usize>)>;

/// What is known of a system's backups; notes in `coverings` where the system that covers it is written.
pub(super) fn backup(
    id: &SystemId,
    table: Table<'_>,
    systems: &Ids<'_>,
    coverings: &mut Coverings,
) -> Option<SystemBackup> {
    let (of, none) = (table.get("of"), table.get("none"));
    match (of, none) {
        (None, None) => own(&table).map(|config| SystemBackup::Own(Box::new(config))),
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
    for (other, item) in table.items().filter(|(other, _)| other.text != key) {
        item.fault(format!("`{}` may not stand beside `{key}`", other.text), help.to_owned());
    }
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
    let read = tool(table)?;
    let take = table.get("take").map(|item| take(&item));
    let tool = read(table);
    let look_within = table.get("look-within").and_then(|item| some_length(&item));
    let aftercare = aftercare(table);
    table.no_other_keys();
    Some(BackupConfig { tool: tool?, take: take.flatten(), look_within, aftercare })
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
    Some(TakeCommand::ByLevel(Box::new(commands.map(Option::flatten))))
}
