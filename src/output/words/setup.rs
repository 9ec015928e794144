//! What is said while the first rules come about.

use super::listed;
use crate::policy::{
    BackupTool, SystemBackup,
    draft::{Days, DraftCalendar, DraftSystem},
};

/// What a person is asked about first.
pub const CUSTOMERS: &str = "Whose service may stop? The customer's name as people say it; more can follow.";
/// What systems are.
pub const SYSTEMS: &str = "What do your changes stop? An installation, a database, a service; more can follow.";
/// The calendar that is built in.
pub const RUSSIAN: &str = "as Russia's production calendar says (built in)";
/// A calendar of one's own.
pub const LISTED: &str = "by a week of its own, and holidays that you list";
/// What an uncovered date means.
pub const COVERS: &str = "A date beyond what you know is neither working nor free to okno: no window opens there, so that \
    a forgotten New Year does not. Until which date will you list the holidays?";
/// How holidays are written.
pub const HOLIDAYS: &str =
    "The holidays up to then, with commas: 2026-12-31, 2027-01-01..2027-01-08. More can be added in the file.";
/// A last date that makes sense.
pub const ONE_DATE_AHEAD: &str = "one date that is not past is needed, as in 2027-12-31";
/// After a list of zones.
pub const WHICH_ZONE: &str = "Type the number, or more of the name.";
/// What the windows are for.
pub const WHAT_WINDOWS_MEAN: &str = "Stops of more than 10 minutes may be made in these windows only, shorter ones at any hour. Windows, limits and \
     freezes can be changed in the file: it says how.";
/// Before the next commands.
pub const NEXT: &str = "When would 45 minutes fit? And a change, with the command that will run:";
/// The ways to look at backups, in the order of the dialogue.
pub const WAYS: [&str; 11] = [
    "sqlite: copies of an SQLite database, which are opened and checked",
    "files: dumps or archives, read whole and held against their digests",
    "pgBackRest: a stanza, which is verified",
    "Barman: a server, whose backups are verified",
    "pg_basebackup: directories, which are verified",
    "pg_dump: dumps, which are read to their ends",
    "restic: a repository, whose data is read again",
    "BorgBackup: a repository, whose data is read again",
    "command: a program of yours tells about the newest backup",
    "by hand: a person confirms each, the weakest evidence there is",
    "not at all: there is nothing to back up",
];
/// Why a tag is asked for: restic's complete snapshots are known by it.
pub const WHY_A_TAG: &str = "restic marks no snapshot that left files out. Have the job set a tag when restic has ended with 0: without one no \
     snapshot is more than present.";
/// Why an ending is asked for: borg's complete archives are known by it.
pub const WHY_AN_ENDING: &str = "borg marks no archive that left files out. Have the job give its name an ending when borg has ended with 0: without \
     one no archive is more than present.";

/// The first sentence.
pub fn greeting(path: &str) -> String {
    format!("A few questions, then okno writes {path}. Ctrl-C leaves without writing.")
}

/// Whose working days are asked about.
pub fn which_days(customer: &str) -> String {
    format!("Which days does {customer} work?")
}

/// A calendar that was described before.
pub fn known_calendar(id: &str) -> String {
    format!("as calendar {id} says")
}

/// What is asked about a system.
pub fn which_backups(system: &str) -> String {
    format!("Before a change on {system} a fresh backup has to be there. How is it looked at?")
}

/// A name that was given before.
pub fn taken(id: &str) -> String {
    format!("{id} was named already")
}

/// What to type in commands.
pub fn for_commands(id: &str) -> String {
    format!("In commands: {id}")
}

/// A text that is like no zone.
pub fn no_zone(text: &str) -> String {
    format!("No zone is like {:?}. Zones are called as in Asia/Yekaterinburg, Europe/Berlin, UTC.", text.trim())
}

/// A customer that was not named before.
pub fn no_customer(who: &str) -> String {
    if who.is_empty() { "somebody's it must be".to_owned() } else { format!("no customer is called {who:?}") }
}

/// A choice outside of the list.
pub fn a_number(choices: usize) -> String {
    format!("a number from 1 to {choices} is needed")
}

/// Which days a calendar works.
pub fn days(calendar: &DraftCalendar) -> String {
    match &calendar.days {
        Days::Russian => "Russia's production calendar, as far as it is decreed".to_owned(),
        Days::Listed { weekend, covers, holidays } => {
            let free = listed(weekend.iter().map(ToString::to_string));
            let free = if free.is_empty() { "no free day in a week".to_owned() } else { format!("{free} free") };
            let holidays = match holidays.len() {
                0 => "no holidays".to_owned(),
                1 => "1 holiday or span of holidays".to_owned(),
                more => format!("{more} holidays or spans of holidays"),
            };
            format!("{free}, {holidays}, known until {}", covers.end())
        }
    }
}

/// Whose a drafted system is, and how its backups are looked at.
pub fn drafted_system(system: &DraftSystem) -> String {
    let customers = listed(system.customers.iter().map(ToString::to_string));
    format!("for {customers}; {}", backups(system.backup.as_ref()))
}

/// How backups are looked at.
pub fn backups(backup: Option<&SystemBackup>) -> String {
    let config = match backup {
        None => return "backups confirmed by hand".to_owned(),
        Some(SystemBackup::Of(other)) => return format!("covered by the backups of {other}"),
        Some(SystemBackup::Needless(why)) => return format!("no backups: {why}"),
        Some(SystemBackup::Own(config)) => config,
    };
    match &config.tool {
        BackupTool::Sqlite(copies) => format!("backups are SQLite copies at {}", copies.pattern),
        BackupTool::Files(files) => format!("backups are files at {}", files.pattern),
        BackupTool::Restic(snapshots) => format!("backups are restic snapshots in {}", snapshots.repository.location),
        BackupTool::Borg(archives) => {
            format!("backups are borg archives {} in {}", archives.archives, archives.repository.location)
        }
        BackupTool::PgBackRest(of) => format!("backups are those of pgBackRest's stanza {}", of.stanza),
        BackupTool::BaseBackup(base) => format!("backups are directories of pg_basebackup at {}", base.pattern),
        BackupTool::PgDump(dumps) => format!("backups are dumps of pg_dump at {}", dumps.pattern),
        BackupTool::Barman(of) => format!("backups are those of Barman's server {}", of.server),
        BackupTool::Command(told) => format!("backups are told by {}", crate::record::typed(&told.command)),
    }
}
