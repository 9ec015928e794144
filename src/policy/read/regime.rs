//! Reads `backup-regime`, under `[policy]` and in a system's table.

use super::cursor::{Item, Table};
use super::values::zone;
use crate::policy::{BackupRegime, Regime, Rhythm, Satisfies, SystemBackup};

const HELP: &str = "write { level-0 = \"sun\", level-1 = \"daily\", level-2 = \"hourly\" }, or \"none\" for a system that is no productive installation";

/// What is due when; a level that is left out has the regulation's rhythm.
pub(super) fn regime(item: &Item<'_>) -> Option<BackupRegime> {
    if !item.is_table() {
        if item.text_as("a table in braces, or the text \"none\"")? == "none" {
            return Some(BackupRegime::NotKept);
        }
        item.fault("a backup regime is a table in braces, or \"none\"", HELP.to_owned());
        return None;
    }
    let table = item.table("the backup regime")?;
    let rhythms = rhythms(&table);
    let zone = table.get("zone").map(|item| zone(&item));
    let satisfies = table.get("satisfies").map(|item| satisfies(&item));
    table.no_other_keys();
    let rhythms = rhythms?;
    if rhythms.iter().all(Option::is_none) {
        item.fault("no level is ever due", "write backup-regime = \"none\"".to_owned());
        return None;
    }
    Some(BackupRegime::Kept(Regime {
        rhythms,
        zone: zone.map_or(Some(None), |zone| zone.map(Some))?,
        satisfies: satisfies.unwrap_or(Some(Regime::REGULATION.satisfies))?,
    }))
}

/// Of all three levels, or nothing after a fault.
fn rhythms(table: &Table<'_>) -> Option<[Option<Rhythm>; 3]> {
    let of = |key, usual| table.get(key).map_or(Some(usual), |item| rhythm(&item));
    let [zero, one, two] = Regime::REGULATION.rhythms;
    // Each is read before any is missed: all faults are told at once.
    let [zero, one, two] = [of("level-0", zero), of("level-1", one), of("level-2", two)];
    Some([zero?, one?, two?])
}

#[expect(clippy::option_option, reason = "a fault is not the word for no rhythm")]
fn rhythm(item: &Item<'_>) -> Option<Option<Rhythm>> {
    if item.is("weekly") {
        item.fault("a week has seven days: on which of them?", "write the day, as in \"sun\"".to_owned());
        return None;
    }
    let mut words = Rhythm::ALL.map(|rhythm| (rhythm.as_str(), Some(rhythm))).to_vec();
    words.push(("none", None));
    item.word(&words)
}

fn satisfies(item: &Item<'_>) -> Option<Satisfies> {
    item.word(&[Satisfies::Upward, Satisfies::Exact].map(|satisfies| (satisfies.as_str(), satisfies)))
}

/// A system without backups of its own has no regime of its own either.
pub(super) fn of_own_backups(item: &Item<'_>, regime: Option<&BackupRegime>, backup: Option<&SystemBackup>) {
    if !matches!(regime, Some(BackupRegime::Kept(_))) {
        return;
    }
    match backup {
        Some(SystemBackup::Of(other)) => item.fault(
            format!("this system has no backups of its own: it is covered by those of {other}"),
            format!("write the regime under [systems.{other}]"),
        ),
        Some(SystemBackup::Needless(_)) => item.fault(
            "there is nothing to back up, as its table says: nothing can be due",
            "leave the regime out".to_owned(),
        ),
        Some(SystemBackup::Own(_)) | None => {}
    }
}
