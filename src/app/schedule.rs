//! `okno backup schedule`: what a timer has to call, by absolute paths.

use std::path::{Path, PathBuf};

use super::{Choice, Error, Site, answers::BackupSchedule, taking};
use crate::policy::{Policy, System};

/// What a timer that takes what is due has to call.
pub fn schedule(
    site: &Site<'_>,
    choice: &Choice,
    program: Option<&Path>,
    system: Option<&str>,
) -> Result<BackupSchedule, Error> {
    let absolute = |path: &Path| site.caller.folder.join(path);
    let system = system.map(|name| site.system(name)).transpose()?;
    if let Some(system) = system {
        has_something_to_take(site, site.policy.backed_up_with(system))?;
    }
    let program = program.ok_or_else(|| Error::Environment {
        what: "the system does not say where okno itself lies".to_owned(),
        hint: None,
    })?;
    if !site.has_policy_file() {
        return Err(Error::usage(
            "there is no windows.toml here that a timer could name",
            "name it with --config: a timer runs in another folder",
        ));
    }
    let mut argv = vec![text(&absolute(program))?, "--config".to_owned(), text(&absolute(&site.policy_path))?];
    if let Some(ledger) = &choice.ledger {
        if Policy::holds_password(ledger) {
            return Err(Error::usage(
                "a password may not stand in a timer",
                "leave it out of the ledger's URL: the account that runs the timer has a .pgpass",
            ));
        }
        let is_url = ledger.contains("://");
        argv.extend(["--ledger".to_owned(), if is_url { ledger.clone() } else { text(&absolute(Path::new(ledger)))? }]);
    }
    argv.extend(["backup", "take", "--due"].map(str::to_owned));
    if let Some(system) = system {
        argv.extend(["--system".to_owned(), system.id.to_string()]);
    }
    Ok(BackupSchedule {
        system: system.map(|system| system.id.clone()),
        argv,
        account: site.caller.account.name.clone(),
    })
}

/// A timer for a system of which nothing can be taken, or nothing is ever due, would run for nothing.
fn has_something_to_take(site: &Site<'_>, system: &System) -> Result<(), Error> {
    if taking::can_take(site, system) {
        return Ok(());
    }
    let id = &system.id;
    if let Some(why) = system.needless_backup() {
        return Err(Error::refused(
            format!("there is nothing to back up of {id}: {why}"),
            "it needs no timer".to_owned(),
        ));
    }
    if site.policy.regime_of(system).is_none() {
        return Err(Error::refused(
            format!("{id} has no backup regime: nothing of it is ever due"),
            format!("set backup-regime under [systems.{id}], or run okno backup take --system {id} at your own times"),
        ));
    }
    Err(Error::refused(
        format!("windows.toml does not say how a backup of {id} is taken: a timer would take none"),
        format!("set take = [\"PROGRAM\", …] under [systems.{id}.backup]"),
    ))
}

/// A path that a timer can name.
fn text(path: &Path) -> Result<String, Error> {
    let plain: PathBuf = path.components().collect();
    let text = plain.to_str().filter(|text| !text.chars().any(char::is_control));
    text.map(str::to_owned).ok_or_else(|| {
        Error::usage(
            format!("{} cannot be written into a timer", path.display()),
            "move it to a path of letters that every program reads",
        )
    })
}
