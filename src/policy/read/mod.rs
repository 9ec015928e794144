//! Reads windows.toml: every value with its place, every fault at once.
//!
//! The document is walked by hand, not deserialised: serde would stop at the first fault.

mod aftercare;
mod backup;
mod calendars;
mod cursor;
mod customers;
mod freezes;
mod ids;
mod postgres_tools;
mod regime;
mod repository;
mod retention;
mod secrets;
mod suggest;
mod syntax;
mod systems;
mod terms;
mod tool;
mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::TimeDelta;
use toml::de::DeTable;

use self::cursor::{Item, Log, Table};
use self::ids::{Ids, Unique};
use super::{
    BackupRegime, Beside, CalendarId, CustomerId, Fault, Faults, FileUser, NameError, PersonId, Policy, ReferredFile,
    System, SystemId, TakeCommand,
};
use crate::record::Digest;

/// A shorter reason why there is nothing to back up is none.
pub(super) const SHORTEST_REASON: usize = backup::SHORTEST_REASON;

/// Whether a value looks as if it held a password, which windows.toml may not.
pub(super) fn holds_password(value: &str) -> bool {
    !secrets::in_value(value).is_empty()
}

/// The policy that the bytes say, or all that is wrong with them.
pub(super) fn policy(path: &str, bytes: &[u8], beside: Beside<'_>) -> Result<Policy, Faults> {
    let text = match text(bytes) {
        Ok(text) => text,
        Err((shown, fault)) => return Err(faults(path, &shown, Log::default(), vec![fault])),
    };
    let document = match DeTable::parse(text) {
        Ok(document) => document.into_inner(),
        Err(first) => return Err(faults(path, text, Log::default(), syntax::faults(text, first))),
    };
    let log = Log::default();
    let policy = document_of(&Table::root(&document, &log), Digest::of(bytes), &log, beside);
    let log = match (policy, log) {
        (Some(policy), log) if log.is_clean() => return Ok(policy),
        (_, log) => log,
    };
    Err(faults(path, text, log, Vec::new()))
}

/// The bytes as text; else what can be shown of them, and why not.
fn text(bytes: &[u8]) -> Result<&str, (String, Fault)> {
    let fault = |span, message: String, help: &str| Fault { span, message, help: Some(help.to_owned()) };
    if bytes.len() > Policy::MOST_BYTES {
        let message = format!("the file has more than {} bytes, the most that are read", Policy::MOST_BYTES);
        return Err((String::new(), fault(0..0, message, "is it a windows.toml at all?")));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let help = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16: save it as UTF-8",
            _ => "save it as UTF-8",
        };
        let shown = String::from_utf8_lossy(bytes).into_owned();
        let replaced = at + char::REPLACEMENT_CHARACTER.len_utf8();
        (shown, fault(at..replaced, format!("the file is not UTF-8 text: byte {at} is {:#04x}", bytes[at]), help))
    })?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        let message = "the file is empty".to_owned();
        let help =
            "it needs a [calendars.*], a [customers.*] and a [systems.*] table; the README shows how a small one looks";
        return Err((String::new(), fault(0..0, message, help)));
    }
    Ok(text)
}

/// What was noted, ready to be shown: by place, without secrets.
fn faults(path: &str, text: &str, log: Log, more: Vec<Fault>) -> Faults {
    let (mut faults, left_out, secrets) = log.finish();
    faults.extend(more);
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    faults.dedup();
    let mut places = secrets::in_text(text);
    places.extend(secrets.iter().flat_map(|secret| secret.places(text)));
    let clean = |message: String| secrets::covered(&message, &secrets::in_text(&message));
    for fault in &mut faults {
        fault.message = clean(std::mem::take(&mut fault.message));
        fault.help = fault.help.take().map(clean);
    }
    Faults::new(path.to_owned(), &secrets::covered(text, &places), faults, left_out)
}

/// How far two clocks may differ, unless the file says otherwise.
const MAX_CLOCK_SKEW: TimeDelta = TimeDelta::seconds(30);
/// How far ahead slots are searched, unless the file says otherwise.
const HORIZON: TimeDelta = TimeDelta::days(180);

/// No rules at all.
pub(super) fn nothing() -> Policy {
    Policy {
        ledger: None,
        zone_data: None,
        max_clock_skew: MAX_CLOCK_SKEW,
        horizon: HORIZON,
        terms: super::Terms::default(),
        regime: None,
        retention: super::RetentionTerms::default(),
        calendars: BTreeMap::new(),
        customers: BTreeMap::new(),
        systems: BTreeMap::new(),
        people: BTreeMap::new(),
        freezes: Vec::new(),
        files: Vec::new(),
        digest: Digest::of(b""),
    }
}

/// The `ledger` of a text that may be wrong everywhere else.
pub(super) fn ledger_named(bytes: &[u8]) -> Option<String> {
    syntax::text_at(std::str::from_utf8(bytes).ok()?, "ledger")
}

fn document_of(root: &Table<'_>, digest: Digest, log: &Log, beside: Beside<'_>) -> Option<Policy> {
    let ledger = root.get("ledger").and_then(|item| ledger(&item));
    let settings = settings(root);
    let section = |key: &'static str| root.get(key).and_then(|item| item.table(format!("[{key}]")));
    let (calendars, customers) = (section("calendars"), section("customers"));
    let (systems, people) = (section("systems"), section("people"));
    let calendar_ids = Ids::of("calendar", calendars.as_ref());
    let customer_ids = Ids::of("customer", customers.as_ref());
    let system_ids = Ids::of("system", systems.as_ref());
    if customer_ids.is_empty() {
        root.fault(
            "there is no customer",
            Some("add one: a [customers.*] table with a time-zone and a calendar".to_owned()),
        );
    }
    let (logins, accounts) = (Unique::default(), Unique::default());
    let (mut dependencies, mut coverings) = (BTreeMap::new(), BTreeMap::new());
    let mut files = Vec::new();
    let calendars = each(calendars, log, CalendarId::parse, |id, table| {
        calendars::calendar(id, table, beside, &mut |file| files.push(file))
    });
    let customers =
        each(customers, log, CustomerId::parse, |id, table| customers::customer(id, table, &calendar_ids, &logins));
    let systems = each(systems, log, SystemId::parse, |id, table| {
        systems::system(id, table, &customer_ids, &system_ids, &mut dependencies, &mut coverings)
    });
    systems::no_circles(&dependencies, log);
    backup::no_chains(&coverings, &systems, log);
    let people = each(people, log, PersonId::parse, |id, table| customers::person(id, table, &customer_ids, &accounts));
    let freezes =
        root.get("freezes").map(|item| freezes::freezes(&item, &customer_ids, &system_ids)).unwrap_or_default();
    root.no_other_keys();
    files.extend(referred_files(systems.values(), beside.digest));
    let Settings { terms, regime, retention, max_clock_skew, horizon, zone_data } = settings?;
    Some(Policy {
        ledger,
        zone_data,
        max_clock_skew,
        horizon,
        terms,
        regime,
        retention,
        calendars,
        customers,
        systems,
        people,
        freezes,
        files,
        digest,
    })
}

/// Everything under a top-level table, by id.
fn each<Id: Ord + Clone + std::fmt::Display, T>(
    table: Option<Table<'_>>,
    log: &Log,
    parse: fn(&str) -> Result<Id, NameError>,
    mut read: impl FnMut(Id, Table<'_>) -> Option<T>,
) -> BTreeMap<Id, T> {
    let mut found = BTreeMap::new();
    let Some(table) = table else { return found };
    let section = table.name().trim_matches(['[', ']']);
    for (key, item) in table.items() {
        let id = match parse(key.text) {
            Ok(id) => id,
            Err(error) => {
                let help = "an id has letters, digits, `-` and `_`; `name` may hold anything".to_owned();
                log.fault(key.span, error.to_string(), Some(help));
                continue;
            }
        };
        if let Some(value) = item.table(format!("[{section}.{id}]")).and_then(|table| read(id.clone(), table)) {
            found.insert(id, value);
        }
    }
    found
}

/// `[policy]`: the terms, and what may stand only there.
struct Settings {
    terms: super::Terms,
    regime: Option<BackupRegime>,
    retention: super::RetentionTerms,
    max_clock_skew: TimeDelta,
    horizon: TimeDelta,
    zone_data: Option<PathBuf>,
}

fn settings(root: &Table<'_>) -> Option<Settings> {
    let built_in = Settings {
        terms: super::Terms::default(),
        regime: None,
        retention: super::RetentionTerms::default(),
        max_clock_skew: MAX_CLOCK_SKEW,
        horizon: HORIZON,
        zone_data: None,
    };
    let Some(item) = root.get("policy") else { return Some(built_in) };
    let table = item.table("[policy]")?;
    let max_clock_skew = table.get("max-clock-skew").map(|item| values::any_length(&item));
    let horizon = table.get("horizon").map(|item| horizon(&item));
    let zone_data = table.get("zone-data").map(|item| item.text().map(PathBuf::from));
    let terms = terms::terms(&table);
    let regime = table.get("backup-regime").map(|item| regime::regime(&item));
    let retention = retention::retention(&table);
    table.no_other_keys();
    Some(Settings {
        terms,
        regime: regime.map_or(Some(None), |regime| regime.map(Some))?,
        retention,
        max_clock_skew: max_clock_skew.unwrap_or(Some(MAX_CLOCK_SKEW))?,
        horizon: horizon.unwrap_or(Some(HORIZON))?,
        zone_data: zone_data.flatten(),
    })
}

fn horizon(item: &Item<'_>) -> Option<TimeDelta> {
    const MOST: TimeDelta = TimeDelta::days(3660);
    let length = values::some_length(item)?;
    if length > MOST {
        item.fault("nobody plans so far ahead", "write at most \"3660d\", ten years".to_owned());
        return None;
    }
    Some(length)
}

/// A path, or the URL of a database. That it holds no password is checked; what else it says, when it is opened.
fn ledger(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    if !secrets::in_value(text).is_empty() {
        item.keep_secret();
        item.fault(
            "a password may not stand in windows.toml",
            "whoever reads the rules would read it: leave it out here".to_owned(),
        );
    }
    if let Some((scheme, _)) = text.split_once("://") {
        let help = "write the path of a file, as in ledger = \".okno/ledger.db\", or a postgres:// URL".to_owned();
        if !matches!(scheme, "postgres" | "postgresql") {
            item.fault("this is not a kind of ledger that okno knows", help);
            return None;
        }
    }
    Some(text.to_owned())
}

/// The programs beside windows.toml that the backups of systems need.
fn referred_files<'a>(
    systems: impl Iterator<Item = &'a System>,
    file_digest: &dyn Fn(&str) -> Option<Digest>,
) -> Vec<ReferredFile> {
    let mut files: Vec<ReferredFile> = Vec::new();
    for system in systems {
        let Some(backup) = system.own_backup() else { continue };
        let takes = backup.take.iter().flat_map(TakeCommand::all);
        let take = takes.filter_map(<[String]>::first).map(String::as_str);
        let programs = backup.tool.programs().into_iter().chain(take).chain(backup.aftercare.programs());
        for path in programs.filter(|program| program.contains('/')) {
            let used_by = FileUser::System(system.id.clone());
            if !files.iter().any(|file| file.used_by == used_by && file.path == path) {
                files.push(ReferredFile { path: path.to_owned(), digest: file_digest(path), used_by });
            }
        }
    }
    files
}
