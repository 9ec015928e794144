//! The text of a first windows.toml, with what somebody needs to know who never read about it.

use std::{fmt::Write as _, ops::RangeInclusive};

use chrono::NaiveDate;

use super::{Days, Draft, DraftCalendar, DraftCustomer, DraftSystem};
use crate::calendar::weekday_word;
use crate::policy::{
    BackupConfig, BackupTool, BarmanBackup, BaseBackup, BorgBackup, CommandBackup, FilesBackup, PgBackRestBackup,
    PgDumpBackup, ResticBackup, SqliteBackup, SystemBackup, TakeCommand,
};

const HEAD: &str = r#"# The rules of okno: whose service may be stopped when, and what must be in place before it is.
#
# Written by `okno init`, and yours to edit. Everything here is read strictly: an unknown key, a name that leads nowhere or
# a date that does not exist is an error that shows its place. `okno policy check` says all that is wrong.
# A changed rule rules only once somebody has adopted it (`okno policy adopt`): the ledger remembers who and when.

# Where everything is recorded: a path relative to this file. No password may stand here.
ledger = ".okno/ledger.db"


# ---- What holds for every system -------------------------------------------------------------------------------------
# These are the built-in values. To change one, take its # away. Most may stand in a customer's or a system's table too;
# where both set one, the stricter holds.
[policy]
# downtime-limit   = "10m"                            # stops up to this long may run at any time
# window           = { from = "22:00", to = "06:00" } # longer ones only then, on the customer's clock, on working days
# night-belongs-to = "opening-day"                    # Fri 22:00 - Sat 06:00 belongs to Friday; or "each-day", "both"
# backup-max-age   = "90m"                            # how old the newest backup may be when the work starts
# backup-evidence  = "verified"                       # attested < present < complete < verified < restored
# approvals        = 0                                # by so many people other than the author


# ---- Which days are working days -------------------------------------------------------------------------------------
"#;

const CUSTOMERS: &str = "

# ---- Whose service stops ---------------------------------------------------------------------------------------------
";

const SYSTEMS: &str = "

# ---- What a change stops ---------------------------------------------------------------------------------------------
";

const FREEZES: &str = r#"

# ---- When nothing may run --------------------------------------------------------------------------------------------
# The times are those of each customer's own clock.
# [[freezes]]
# from      = "2026-12-25 00:00"
# until     = "2027-01-10 00:00"
# customers = ["*"]                     # and, or instead, systems = ["*"]
# reason    = "New Year sales"
"#;

impl Draft {
    /// The text of windows.toml that says this, and explains itself.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        text += &self.calendars.iter().map(calendar).collect::<Vec<_>>().join("\n");
        text += CUSTOMERS;
        text += &self.customers.iter().map(customer).collect::<Vec<_>>().join("\n");
        text += SYSTEMS;
        text += &self.systems.iter().map(system).collect::<Vec<_>>().join("\n");
        text + FREEZES
    }
}

fn calendar(calendar: &DraftCalendar) -> String {
    let table = format!("[calendars.{}]\n", key(calendar.id.as_str()));
    let (weekend, covers, holidays) = match &calendar.days {
        Days::Russian => {
            return "# Russia's production calendar is built in, moved days included. A year that has not been decreed yet is\n\
                    # unknown, and in it no window opens.\n"
                .to_owned()
                + &table
                + "country = \"ru\"\n# holidays = [\"2027-06-11\"]             # free beside it, such as by a decree of this year\n";
        }
        Days::Listed { weekend, covers, holidays } => (weekend, covers, holidays),
    };
    let mut text = "# A date that is not covered is unknown: neither working nor free, and no window opens. So a new year needs its\n\
                    # holidays listed, and `covers` moved on. A holiday that is missing here is a working day to okno.\n"
        .to_owned()
        + &table;
    let days: Vec<_> = weekend.iter().map(|day| quoted(weekday_word(*day))).collect();
    _ = writeln!(text, "weekend  = [{}]", days.join(", "));
    _ = writeln!(text, "covers   = {}", dates(covers));
    let holidays: Vec<_> = holidays.iter().map(|span| format!("  {},\n", dates(span))).collect();
    match holidays.as_slice() {
        [] => text += "holidays = []                           # none were named: is that so?\n",
        holidays => _ = writeln!(text, "holidays = [\n{}]", holidays.concat()),
    }
    text + "# workdays = [\"2027-02-20\"]             # weekend days that are worked\n"
}

fn customer(customer: &DraftCustomer) -> String {
    let DraftCustomer { id, name, zone, calendar } = customer;
    format!(
        "[customers.{}]\nname      = {}\ntime-zone = {}\ncalendar  = {}\n",
        key(id.as_str()),
        quoted(name),
        quoted(zone.as_str()),
        quoted(calendar.as_str()),
    )
}

fn system(system: &DraftSystem) -> String {
    let id = key(system.id.as_str());
    let customers: Vec<_> = system.customers.iter().map(|customer| quoted(customer.as_str())).collect();
    let mut text =
        format!("[systems.{id}]\nname      = {}\ncustomers = [{}]\n", quoted(&system.name), customers.join(", "));
    match &system.backup {
        None => {
            text += "# No [backup] table: a person confirms each backup by hand, and that is the weakest evidence there is.\n\
                     backup-evidence = \"attested\"\n";
        }
        Some(SystemBackup::Own(config)) => text += &backup(&id, config),
        Some(SystemBackup::Of(other)) => {
            text += "# The backups of the other system hold what this one would lose.\n";
            _ = write!(text, "[systems.{id}.backup]\nof = {}\n", quoted(other.as_str()));
        }
        Some(SystemBackup::Needless(why)) => {
            _ = write!(
                text,
                "# Nothing is lost with this system, and why.\n[systems.{id}.backup]\nnone = {}\n",
                quoted(why)
            );
        }
    }
    text
}

pub(super) fn backup(id: &str, config: &BackupConfig) -> String {
    let table = format!("[systems.{id}.backup]\ntool    = {}\n", quoted(config.tool.name()));
    let mut text = match &config.tool {
        BackupTool::Sqlite(SqliteBackup { pattern, tables, .. }) => {
            let tables = match tables.as_slice() {
                [] => "# tables = [\"orders\"]                   # tables that must not be empty\n".to_owned(),
                tables => format!("tables  = {}\n", list(tables)),
            };
            "# okno opens the newest copy itself: header, integrity, and whether the tables have rows.\n".to_owned()
                + &table
                + &format!("pattern = {}\n", quoted(pattern))
                + &tables
        }
        BackupTool::Files(FilesBackup { pattern, .. }) => {
            "# okno reads the newest file whole, unpacks it if it is packed, and holds it against its manifest.\n"
                .to_owned()
                + &table
                + &format!("pattern = {}\n", quoted(pattern))
                + "# manifest = \"SHA256SUMS\"             # the digests that lie beside the files; the usual names need no naming\n\
                   # min-bytes = 1000000                 # a smaller file is no backup\n\
                   # max-shrink = \"50%\"                # nor is one that is so much smaller than the one before\n"
        }
        BackupTool::PgBackRest(PgBackRestBackup { stanza, .. }) => {
            "# pgBackRest is asked for its newest backup, which it verifies.\n".to_owned()
                + &table
                + &format!("stanza  = {}\n", quoted(stanza))
                + LONG_LOOK
        }
        BackupTool::BaseBackup(BaseBackup { pattern, .. }) => {
            "# The newest directory that pg_basebackup made is verified by pg_verifybackup.\n".to_owned()
                + &table
                + &format!("pattern = {}\n", quoted(pattern))
                + LONG_LOOK
        }
        BackupTool::PgDump(PgDumpBackup { pattern, .. }) => {
            "# The newest dump is read to its end.\n".to_owned()
                + &table
                + &format!("pattern = {}\n", quoted(pattern))
                + LONG_LOOK
        }
        BackupTool::Barman(BarmanBackup { server, .. }) => {
            "# Barman is asked for its newest backup, which it verifies.\n".to_owned()
                + &table
                + &format!("server  = {}\n", quoted(server))
                + LONG_LOOK
        }
        BackupTool::Command(CommandBackup { command, .. }) => {
            "# A program of yours that prints one JSON object about the newest backup.\n".to_owned()
                + &table
                + &format!("command = {}\n", list(command))
        }
        BackupTool::Restic(ResticBackup { repository, complete_tag, .. }) => {
            "# okno lists the snapshots of this repository, and reads its data again.\n".to_owned()
                + &table
                + &format!("repository = {}\n", quoted(&repository.location))
                + PASSWORD_FILE
                + &mark(
                    "complete-tag",
                    complete_tag.as_ref(),
                    "complete",
                    "the tag that the job sets when restic has ended with 0",
                )
                + LONG_LOOK
        }
        BackupTool::Borg(BorgBackup { repository, archives, complete_suffix }) => {
            "# okno lists the archives of this repository, and reads its data again.\n".to_owned()
                + &table
                + &format!("repository = {}\narchives = {}\n", quoted(&repository.location), quoted(archives))
                + PASSWORD_FILE
                + &mark(
                    "complete-suffix",
                    complete_suffix.as_ref(),
                    "-complete",
                    "how the job ends their names when borg has ended with 0",
                )
                + LONG_LOOK
        }
    };
    match &config.take {
        Some(take) => _ = writeln!(text, "take    = {}", take_command(take)),
        None => text += "# take  = [\"./take-backup\"]             # what `okno backup take` runs\n",
    }
    text
}

const PASSWORD_FILE: &str =
    "# password-file = \"backup.password\"     # else the tool's own variables in okno's environment tell it\n";

/// Of tools that read all of a backup or of its repository again.
const LONG_LOOK: &str = "# look-within = \"30m\"                 # the built-in value: raise it where reading all of it again takes longer\n";

/// What the job marks its complete backups with; without it nothing is proven of them but that they are there.
fn mark(key: &str, mark: Option<&String>, example: &str, what: &str) -> String {
    match mark {
        Some(mark) => format!("{key} = {}\n", quoted(mark)),
        None => format!("# {key} = \"{example}\": {what}. Without it no backup is more than present.\n"),
    }
}

fn take_command(take: &TakeCommand) -> String {
    match take {
        TakeCommand::Any(argv) => list(argv),
        TakeCommand::ByLevel(commands) => {
            let numbered = commands.iter().enumerate();
            let level = |(level, argv): (usize, &Option<Vec<String>>)| {
                Some(format!("level-{level} = {}", list(argv.as_ref()?)))
            };
            format!("{{ {} }}", numbered.filter_map(level).collect::<Vec<_>>().join(", "))
        }
    }
}

fn dates(span: &RangeInclusive<NaiveDate>) -> String {
    if span.start() == span.end() {
        quoted(&span.start().to_string())
    } else {
        format!("\"{}..{}\"", span.start(), span.end())
    }
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A key: bare where TOML allows it.
fn key(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if text.chars().all(bare) { text.to_owned() } else { quoted(text) }
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
