//! Everything a command needs of the world before it asks anything: the rules in force, the zone data, the ledger.

use std::{
    cell::{Cell, OnceCell, RefCell},
    fs::{self, File},
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::{Error, answers::Notice};
use crate::{
    calendar::{Zone, ZoneName, ics::Ics},
    change::ChangeId,
    clock::{Ahead, Clock},
    ledger::{
        self, Lease, Store, StoreError,
        address::{Address, Login},
        seen_head::{Estranged, Memory, SeenHeads},
        sqlite::Sqlite,
    },
    people::Account,
    policy::{AdoptedFile, Adoption, Beside, Calendar, Customer, Policy, System},
    record::{Act, Claims, Digest},
    zonedata::{Release, ZoneData},
};

/// Where the ledger lies beside windows.toml, unless it says otherwise.
pub(super) const USUAL_LEDGER: &str = ".okno/ledger.db";

/// Who asks, from where, and when.
#[derive(Clone)]
pub struct Caller<'a> {
    /// The account, by uid.
    pub account: Account,
    /// What the caller says of itself.
    pub claims: Claims,
    /// The folder that the command was typed in.
    pub folder: PathBuf,
    /// The clock, or the ledger's server's, which is the authority; only `run` reads it more than once.
    pub clock: Ahead<'a>,
    /// The present instant, read once.
    pub now: DateTime<Utc>,
    /// Where the heads that this machine saw last are remembered; `None`: nowhere.
    pub state_folder: Option<PathBuf>,
    /// Where a person's own windows.toml lies.
    pub config_home: Option<PathBuf>,
    /// The zone on the caller's own wall, as the system names it.
    pub zone: Option<String>,
}

/// What the caller chose by flag or variable.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// `--config`, or `OKNO_CONFIG`.
    pub config: Option<PathBuf>,
    /// `--ledger`, or `OKNO_LEDGER`.
    pub ledger: Option<String>,
    /// For a ledger on a server.
    pub login: Login,
}

/// The rules in force, the zone data, and where the ledger is.
pub struct Site<'a> {
    /// Who asks.
    pub caller: Caller<'a>,
    /// The rules.
    pub policy: Policy,
    has_rules: bool,
    /// Where they were read, as people know it.
    pub policy_path: PathBuf,
    pub(super) policy_text: Vec<u8>,
    /// The folder that paths in the policy are relative to.
    pub(super) folder: PathBuf,
    zone_data: ZoneData,
    ledger: Address,
    /// Where the ledger is, as notes on this machine know it.
    place: PathBuf,
    /// Where locks of runs lie.
    lock_folder: PathBuf,
    /// A connection that was made already.
    connected: RefCell<Option<Box<dyn Store>>>,
    /// Why the server did not say who we are and what time it is: without that nothing may be asked of its ledger.
    unmet: Option<StoreError>,
    memory: OnceCell<Memory>,
    /// The leases as they were seen last.
    leases: RefCell<Vec<Lease>>,
    /// The change that this command is about.
    about: Cell<Option<ChangeId>>,
}

impl<'a> Site<'a> {
    /// Finds and reads the rules, and picks the zone data.
    ///
    /// # Errors
    /// No windows.toml, a wrong one, or zone data that cannot be read.
    pub fn open(caller: Caller<'a>, choice: &Choice) -> Result<Self, Error> {
        let chosen = chosen_ledger(&caller, choice)?;
        let found = match find_policy(&caller, choice)? {
            Some(found) => found,
            None => adopted_policy(&caller, chosen.as_ref())?,
        };
        Self::under(found, caller, chosen, &choice.login)
    }

    /// Under rules that are about to be written at `path`.
    ///
    /// # Errors
    /// As [`Site::open`].
    pub(super) fn under_text(caller: Caller<'a>, choice: &Choice, path: &Path, text: Vec<u8>) -> Result<Self, Error> {
        let chosen = chosen_ledger(&caller, choice)?;
        let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let found = Found { path: path.to_path_buf(), folder, text, adopted_files: None };
        Self::under(found, caller, chosen, &choice.login)
    }

    /// Under the rules that were found.
    pub(super) fn under(
        found: Found,
        caller: Caller<'a>,
        chosen: Option<Address>,
        login: &Login,
    ) -> Result<Self, Error> {
        let Found { path, folder, text, adopted_files } = found;
        let digest_of = |file: &str| match &adopted_files {
            Some(adopted) => adopted.digest(file),
            None => fs::read(folder.join(file)).ok().map(|bytes| Digest::of(&bytes)),
        };
        let content_of = |file: &str| match &adopted_files {
            Some(adopted) => adopted.content(file),
            None => read_calendar_file(&folder.join(file)),
        };
        let beside = Beside { digest: &digest_of, content: &content_of };
        let policy = Policy::read_with(&path.display().to_string(), &text, beside)?;
        let zone_folder = policy.zone_data.as_ref().map(|zones| folder.join(zones));
        let zone_data = ZoneData::newest(zone_folder, caller.now.year())?;
        let ledger = match chosen {
            Some(ledger) => ledger,
            None => Address::parse(policy.ledger.as_deref().unwrap_or(USUAL_LEDGER), &folder, login)?,
        };
        let bare = Self::at(ledger, caller, zone_data, &folder);
        Ok(Self { policy, has_rules: true, policy_path: path, policy_text: text, folder, ..bare })
    }

    /// Without any, to look at the ledger.
    pub(super) fn without_rules(caller: Caller<'a>, ledger: Address) -> Result<Self, Error> {
        let zone_data = ZoneData::newest(None, caller.now.year())?;
        let folder = caller.folder.clone();
        Ok(Self::at(ledger, caller, zone_data, &folder))
    }

    /// At that ledger, without rules; `folder` is theirs.
    fn at(ledger: Address, mut caller: Caller<'a>, zone_data: ZoneData, folder: &Path) -> Self {
        let (connected, unmet) = match introduce(&ledger, &mut caller) {
            Ok(connected) => (connected, None),
            Err(error) => (None, Some(error)),
        };
        let place = ledger.place();
        let lock_folder = match &ledger {
            Address::File(path) => path.parent().unwrap_or(Path::new(".")).to_path_buf(),
            Address::Server(_) => caller.state_folder.clone().unwrap_or_else(|| folder.join(".okno")).join("runs"),
        };
        Self {
            policy: Policy::none(),
            has_rules: false,
            policy_path: PathBuf::new(),
            policy_text: Vec::new(),
            folder: caller.folder.clone(),
            zone_data,
            ledger,
            place,
            lock_folder,
            connected: RefCell::new(connected),
            unmet,
            memory: OnceCell::new(),
            leases: RefCell::default(),
            about: Cell::default(),
            caller,
        }
    }

    /// Whether the rules were read from a file that can be named.
    pub(super) fn has_policy_file(&self) -> bool {
        self.policy_path.is_absolute()
    }

    /// The digest of the rules, where there are any.
    pub(super) fn rules_digest(&self) -> Option<Digest> {
        self.has_rules.then_some(self.policy.digest)
    }

    /// The zones by those names.
    pub(super) fn zones<'n>(&self, names: impl Iterator<Item = &'n ZoneName>) -> Result<Zones, Error> {
        let mut zones = Zones { known: std::collections::BTreeMap::new(), oldest: self.zone_data.release().clone() };
        for name in names {
            if !zones.known.contains_key(name) {
                let (zone, release) = self.zone_data.zone(name)?;
                zones.oldest = zones.oldest.min(release);
                zones.known.insert(name.clone(), zone);
            }
        }
        Ok(zones)
    }

    /// The release of the zone data that rules.
    pub(super) fn release(&self) -> &Release {
        self.zone_data.release()
    }

    /// The copies of the zone data.
    pub(super) fn zone_data(&self) -> &ZoneData {
        &self.zone_data
    }

    /// The customer by that name.
    pub(super) fn customer(&self, name: &str) -> Result<&Customer, Error> {
        let known = &self.policy.customers;
        let found = known.iter().find(|(id, _)| id.as_str() == name).map(|(_, customer)| customer);
        found.ok_or_else(|| unknown("customer", name, known.keys().map(ToString::to_string)))
    }

    /// The system by that name.
    pub fn system(&self, name: &str) -> Result<&System, Error> {
        let known = &self.policy.systems;
        let found = known.iter().find(|(id, _)| id.as_str() == name).map(|(_, system)| system);
        found.ok_or_else(|| unknown("system", name, known.keys().map(ToString::to_string)))
    }

    /// The calendar by that name.
    pub(super) fn calendar(&self, name: &str) -> Result<&Calendar, Error> {
        let known = &self.policy.calendars;
        let found = known.iter().find(|(id, _)| id.as_str() == name).map(|(_, calendar)| calendar);
        found.ok_or_else(|| unknown("calendar", name, known.keys().map(ToString::to_string)))
    }

    /// The caller's own clock, where its zone is known.
    pub(super) fn reader(&self) -> Option<Zone> {
        let name = ZoneName::parse(self.caller.zone.as_deref()?.trim_start_matches(':')).ok()?;
        self.zone_data.zone(&name).ok().map(|(zone, _)| zone)
    }

    /// The ledger, to read it; `None` while there is none.
    pub(super) fn ledger_to_read(&self) -> Result<Option<Box<dyn Store>>, Error> {
        let opened = match &self.ledger {
            Address::File(_) => open_to_read(&self.ledger)?,
            Address::Server(_) => Some(self.server()?),
        };
        let Some(store) = opened else {
            return self.gone().map_or(Ok(None), |how| Err(StoreError::from(Box::new(how)).into()));
        };
        self.recall();
        Ok(Some(store))
    }

    /// A connection to the server.
    fn server(&self) -> Result<Box<dyn Store>, Error> {
        if let Some(unmet) = &self.unmet {
            return Err(unmet.once_more(&self.place).into());
        }
        let connected = self.connected.borrow_mut().take();
        connected.map_or_else(|| open_server(&self.ledger), Ok)
    }

    /// The ledger, which has to exist.
    pub(super) fn ledger_that_exists(&self) -> Result<Box<dyn Store>, Error> {
        self.ledger_to_read()?.ok_or_else(|| StoreError::Missing { path: self.place.clone() }.into())
    }

    /// The ledger, to append to it; made if there is none, with what is worth saying about that. Whether this machine wrote
    /// to one there that is [gone](Self::gone) is the caller's question.
    pub(super) fn ledger_to_write(&self) -> Result<(Box<dyn Store>, Vec<Notice>), Error> {
        let path = match &self.ledger {
            Address::File(path) => path,
            Address::Server(_) => {
                let store = self.server()?;
                self.recall();
                return Ok((store, Vec::new()));
            }
        };
        let (store, opened) = Sqlite::create_or_open(path)?;
        self.recall();
        let mut notices = Vec::new();
        if let ledger::sqlite::Opened::Created { warnings } = opened {
            notices.push(Notice::LedgerCreated(path.display().to_string()));
            notices.extend(warnings.into_iter().map(Notice::Ledger));
        }
        Ok((Box::new(store), notices))
    }

    /// Why nothing can be written beside the ledger: nothing has run, and an operator has to see to it.
    pub(super) fn unwritable(&self, error: &io::Error) -> Error {
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            return StoreError::Full { path: self.place.clone() }.into();
        }
        let folder = self.ledger_folder().display();
        Error::Environment {
            what: format!("{folder}, the folder of the ledger, cannot be written: {error}"),
            hint: Some(format!("make {folder} writable for the account that runs okno; nothing was started")),
        }
    }

    /// The folder that the ledger lies in: run locks lie beside it.
    pub(super) fn ledger_folder(&self) -> &Path {
        &self.lock_folder
    }

    /// The folder for the locks of runs, made if there is none.
    pub(super) fn make_lock_folder(&self) -> io::Result<&Path> {
        fs::create_dir_all(&self.lock_folder)?;
        Ok(&self.lock_folder)
    }

    /// Where the ledger is.
    pub(super) fn ledger_address(&self) -> &Address {
        &self.ledger
    }

    /// Whether several machines share the ledger.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self.ledger, Address::Server(_))
    }

    /// By how much the clock of the ledger's server is ahead of this machine's, where that is more than the rules allow.
    pub fn clock_differs(&self) -> Option<TimeDelta> {
        let by = self.caller.clock.by();
        (by.abs() > self.policy.max_clock_skew).then_some(by)
    }

    /// Says which change this command is about: it will be asked for.
    pub(super) fn be_about(&self, change: ChangeId) {
        self.about.set(Some(change));
    }

    /// The change that this command is about, where that is known.
    pub(super) fn about(&self) -> Option<ChangeId> {
        self.about.get()
    }

    /// Keeps the leases for whoever asks what became of a run.
    pub(super) fn see_leases(&self, leases: Vec<Lease>) {
        self.leases.replace(leases);
    }

    /// The lease of the run whose process that is.
    pub(super) fn lease_of(&self, holder: &str) -> Option<Lease> {
        self.leases.borrow().iter().find(|lease| lease.holder == holder).cloned()
    }

    /// Where the ledger lies, or will.
    pub(super) fn ledger_place(&self) -> &Path {
        &self.place
    }

    /// Why there is no ledger, where this machine wrote to one.
    pub(super) fn gone(&self) -> Option<Estranged> {
        let Address::File(path) = &self.ledger else { return None };
        let how = self.seen_heads()?.gone(path)?;
        path.try_exists().is_ok_and(|exists| !exists).then_some(how)
    }

    /// What this machine remembered of the ledger when this command opened it.
    pub(super) fn memory(&self) -> Option<&Memory> {
        self.memory.get()
    }

    fn recall(&self) {
        if let Some(heads) = self.seen_heads() {
            self.memory.get_or_init(|| heads.recall(&self.place));
        }
    }

    /// What this machine remembers of ledgers and their heads.
    pub(super) fn seen_heads(&self) -> Option<SeenHeads> {
        self.caller.state_folder.as_ref().map(SeenHeads::at)
    }

    /// The envelope of what this command appends, under the zone data that it used.
    pub(super) fn act(&self, tzdb: &Release) -> Result<Act, Error> {
        Ok(Act {
            id: random_hex()?,
            // An act may come long after the command began: a backup takes its time.
            now: self.caller.clock.now(),
            actor: self.caller.account.name.clone(),
            claims: self.caller.claims.clone(),
            policy: self.rules_digest(),
            tzdb: Some(tzdb.to_string()),
        })
    }
}

/// Zones that were read, and the oldest release among them.
#[derive(Debug, Clone)]
pub(super) struct Zones {
    known: std::collections::BTreeMap<ZoneName, Zone>,
    pub(super) oldest: Release,
}

impl Zones {
    /// The zone by that name, if it was asked for when these were read.
    pub(super) fn get(&self, name: &ZoneName) -> Option<&Zone> {
        self.known.get(name)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&ZoneName, &Zone)> {
        self.known.iter()
    }
}

/// 32 random hex digits.
pub(super) fn random_hex() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Environment {
        what: format!("the system gives no random numbers: {error}"),
        hint: None,
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// A windows.toml that was read.
pub(super) struct Found {
    path: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) text: Vec<u8>,
    /// The files that it referred to when it was adopted; `None`: those beside it count.
    adopted_files: Option<AdoptedFiles>,
}

/// The files as they were when the policy was adopted.
struct AdoptedFiles {
    list: Vec<AdoptedFile>,
    /// Where they are attached.
    ledger: Address,
}

impl AdoptedFiles {
    fn digest(&self, path: &str) -> Option<Digest> {
        self.list.iter().find(|adopted| adopted.path == path)?.digest
    }

    fn content(&self, path: &str) -> Result<Vec<u8>, String> {
        let missing = || "the ledger did not keep it".to_owned();
        let digest = self.digest(path).ok_or_else(missing)?;
        let mut store = open_to_read(&self.ledger).map_err(|error| error.to_string())?.ok_or_else(missing)?;
        let found = ledger::snapshot(store.as_mut(), |read| Ok::<_, Error>(read.attachment(digest)?));
        found.map_err(|error| error.to_string())?.ok_or_else(missing)
    }
}

/// An iCalendar file: as much of it as it takes to tell that there is too much.
pub(super) fn read_calendar_file(path: &Path) -> Result<Vec<u8>, String> {
    let read = || {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let mut bytes = Vec::new();
        file.take(Ics::MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| error.to_string())
}

/// By flag or variable; else here or in a parent folder; else the person's own; else the machine's.
pub(super) fn find_policy(caller: &Caller<'_>, choice: &Choice) -> Result<Option<Found>, Error> {
    if let Some(path) = &choice.config {
        let path = caller.folder.join(path);
        let found = read_policy(&path)?;
        return found.ok_or(Error::NoPolicy { looked_at: vec![path] }).map(Some);
    }
    for path in usual_places(caller) {
        if let Some(found) = read_policy(&path)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn usual_places(caller: &Caller<'_>) -> Vec<PathBuf> {
    let upwards = caller.folder.ancestors().map(|folder| folder.join("windows.toml"));
    let own = caller.config_home.iter().map(|home| home.join("okno/windows.toml"));
    upwards.chain(own).chain([PathBuf::from("/etc/okno/windows.toml")]).collect()
}

fn read_policy(path: &Path) -> Result<Option<Found>, Error> {
    match read_beginning(path) {
        Ok(text) => {
            let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
            Ok(Some(Found { path: path.to_path_buf(), folder, text, adopted_files: None }))
        }
        // A link that leads nowhere is meant to be the rules: those of another place must not hold instead.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) && !path.is_symlink() => {
            Ok(None)
        }
        Err(error) => Err(Error::File { path: path.to_path_buf(), error }),
    }
}

/// As much as it takes to tell that there is too much.
fn read_beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(Policy::MOST_BYTES as u64 + 1).read_to_end(&mut text)?;
    Ok(text)
}

/// Without a file, the policy that the named ledger adopted last rules.
pub(super) fn adopted_policy(caller: &Caller<'_>, ledger: Option<&Address>) -> Result<Found, Error> {
    let Some(ledger) = ledger else { return Err(Error::NoPolicy { looked_at: usual_places(caller) }) };
    let nothing = || Error::NothingAdopted { place: ledger.place() };
    let mut store = open_to_read(ledger)?.ok_or_else(nothing)?;
    let found = ledger::snapshot(store.as_mut(), |read| {
        let adoption: Adoption = ledger::load(read, Adoption::NAME)?;
        let Some(adopted) = adoption.newest() else { return Ok::<_, Error>(None) };
        let text = read.attachment(adopted.what.text)?;
        Ok(text.map(|text| (text, adopted.what.files.clone())))
    })?;
    let (text, files) = found.ok_or_else(nothing)?;
    let ledger = ledger.clone();
    let path = PathBuf::from("windows.toml (as adopted)");
    let adopted_files = Some(AdoptedFiles { list: files, ledger });
    Ok(Found { path, folder: caller.folder.clone(), text, adopted_files })
}

/// The ledger that flag or variable name, relative to the current folder.
pub(super) fn chosen_ledger(caller: &Caller<'_>, choice: &Choice) -> Result<Option<Address>, Error> {
    let read = |place: &str| Address::parse(place, &caller.folder, &choice.login);
    Ok(choice.ledger.as_deref().map(read).transpose()?)
}

pub(super) fn open_to_read(ledger: &Address) -> Result<Option<Box<dyn Store>>, Error> {
    let Address::File(path) = ledger else { return Ok(Some(open_server(ledger)?)) };
    match Sqlite::open_read_only(path) {
        Ok(store) => Ok(Some(Box::new(store))),
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn open_server(ledger: &Address) -> Result<Box<dyn Store>, Error> {
    Ok(ledger::open_server(ledger)?)
}

/// Asks a server who we are and what time it is: both are its to say.
fn introduce(ledger: &Address, caller: &mut Caller<'_>) -> Result<Option<Box<dyn Store>>, StoreError> {
    if matches!(ledger, Address::File(_)) {
        return Ok(None);
    }
    let mut store = ledger::open_server(ledger)?;
    if let Some(presence) = store.presence()? {
        caller.account = Account { uid: Account::OF_A_SERVER, name: presence.login };
        let by = presence.now - caller.clock.now();
        caller.clock = caller.clock.moved(by);
        caller.now = presence.now;
    }
    Ok(Some(store))
}

fn unknown(what: &str, name: &str, known: impl Iterator<Item = String>) -> Error {
    let mut known: Vec<_> = known.collect();
    known.sort_by_cached_key(|candidate| strsim::damerau_levenshtein(candidate, name));
    let hint = match known.first() {
        Some(nearest) if strsim::damerau_levenshtein(nearest, name) <= 2 => format!("did you mean {nearest}?"),
        Some(_) => format!("windows.toml knows {}", known[..known.len().min(8)].join(", ")),
        None => format!("windows.toml names no {what}"),
    };
    Error::usage(format!("there is no {what} {name:?} in windows.toml"), hint)
}
