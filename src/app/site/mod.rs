//! Everything a command needs of the world before it asks anything: the rules in force, the zone data, the ledger.

mod names;
mod opening;
mod policy_file;

use std::{
    cell::{Cell, OnceCell, RefCell},
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Datelike, TimeDelta, Utc};

pub(super) use opening::{chosen_ledger, open_to_read};
pub(super) use policy_file::{adopted_policy, find_policy, read_calendar_file};

use super::Error;
use crate::{
    calendar::{Zone, ZoneName},
    change::ChangeId,
    clock::{Ahead, Clock},
    ledger::{
        Lease, Store, StoreError,
        address::{Address, Login},
        seen_head::Memory,
    },
    people::Account,
    policy::{Beside, Policy},
    record::{Act, Claims, Digest},
    zonedata::{Release, ZoneData},
};
use opening::introduce;
use policy_file::Found;

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

    /// The caller's own clock, where its zone is known.
    pub(super) fn reader(&self) -> Option<Zone> {
        let name = ZoneName::parse(self.caller.zone.as_deref()?.trim_start_matches(':')).ok()?;
        self.zone_data.zone(&name).ok().map(|(zone, _)| zone)
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
