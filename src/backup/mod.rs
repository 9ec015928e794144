//! What is known of the backups of one system, folded from its entries (R8.3). Pure.

mod aftercare;
mod refuted;

use std::{collections::BTreeMap, mem};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

pub use aftercare::{Deleted, DrillEnd, Drilled, FailedRestore, Transferred};
use refuted::RefutedV1;
pub use refuted::{Refuted, RefutedLook};

use crate::{
    policy::Evidence,
    record::{Aggregate, Card, Digest, Stamp, Unreadable},
    tools::Backup,
};

/// How evidence came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The configured tool looked.
    Tool,
    /// A person said so.
    Person,
}

/// Evidence of one backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// What is known of it.
    pub backup: Backup,
    /// How.
    pub by: Source,
    /// The tool that looked; `None`: a person said so, or an okno that did not record it.
    pub tool: Option<UsedTool>,
    /// The programs that were asked, in their order.
    pub asked: Vec<Asked>,
    /// This copy was asked for by its id: that says nothing of the newest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_id: bool,
}

/// A tool that looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedTool {
    /// Its name in windows.toml.
    pub name: String,
    /// What it tells of itself.
    pub version: Option<String>,
}

/// A program that was asked, and by what its answer can be recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The command, secrets masked.
    pub argv: Vec<String>,
    /// Its exit code, or 126, 127, 128+n; 124: it did not answer in time.
    pub exit_code: u8,
    /// Digest of what it wrote to stdout.
    pub stdout_sha256: Digest,
    /// Digest of what it wrote to stderr.
    pub stderr_sha256: Digest,
}

/// [`Confirmed`] as it was written until tools were asked several questions.
#[derive(Debug, Deserialize)]
struct ConfirmedV1 {
    backup: Backup,
    by: Source,
}

impl From<ConfirmedV1> for Confirmed {
    fn from(ConfirmedV1 { backup, by }: ConfirmedV1) -> Self {
        Self { backup, by, tool: None, asked: Vec::new(), by_id: false }
    }
}

impl Confirmed {
    /// What a person attests.
    pub fn by_hand(backup: Backup) -> Self {
        Self { backup, by: Source::Person, tool: None, asked: Vec::new(), by_id: false }
    }
}

/// A run of the command that makes backups. What it made is confirmed by an entry of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The command, secrets masked.
    pub argv: Vec<String>,
    /// Its exit code, or 126, 127, 128+n.
    pub exit_code: u8,
    /// How long it ran, in milliseconds.
    pub elapsed_ms: u64,
    /// The attachment with what it printed.
    pub output: Option<Digest>,
}

/// One entry of a system's backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Evidence was recorded.
    Confirmed(Box<Confirmed>),
    /// What was found is no good.
    Refuted(Refuted),
    /// The backup command ran.
    Taken(Taken),
    /// A copy was deleted.
    Deleted(Deleted),
    /// A copy was found on the backup server.
    Transferred(Box<Transferred>),
    /// A copy was restored, or should have been.
    Drilled(Drilled),
}

/// A backup that nothing refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What is known of it.
    pub backup: Backup,
    /// How.
    pub source: Source,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub confirmed_at: DateTime<Utc>,
}

/// A backup that could not be restored. Nothing but a restore makes good for that: it counts nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRestored {
    /// The restore that failed last.
    pub failed: FailedRestore,
    /// What is known of the backup, from before or since.
    pub known: Option<Known>,
}

/// A backup command that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedTake {
    /// When it was over.
    pub at: DateTime<Utc>,
    /// Who ran it.
    pub by: String,
    /// How it went.
    pub taken: Taken,
}

/// The backups of one system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backups {
    known: BTreeMap<String, Known>,
    /// Shown to be no good by their id, and not shown to be sound since; with the place of those that have one of their own.
    refuted: BTreeMap<String, Option<String>>,
    /// Known until what they share was found damaged, and not shown to be sound since.
    in_doubt: BTreeMap<String, Known>,
    /// When that was last found: whatever was made before and is not known to be sound since is in doubt.
    all_refuted_at: Option<DateTime<Utc>>,
    /// When looks found the newest to be no good, whatever it was.
    refuted_looks: Vec<DateTime<Utc>>,
    not_restored: BTreeMap<String, NotRestored>,
    /// Found on the backup server.
    moved: BTreeMap<String, (Backup, Evidence)>,
    last_refuted: Option<RefutedLook>,
    last_failed: Option<FailedTake>,
}

impl Backups {
    /// Those that nothing refuted, newest first.
    pub fn newest_first(&self) -> Vec<&Known> {
        let mut known: Vec<_> = self.known.values().collect();
        known.sort_by(|a, b| (b.backup.at, &b.backup.id).cmp(&(a.backup.at, &a.backup.id)));
        known
    }

    /// The backup with that id.
    pub fn get(&self, id: &str) -> Option<&Known> {
        self.known.get(id)
    }

    /// The backup with that id, also if it could not be restored.
    pub fn of_id(&self, id: &str) -> Option<&Known> {
        let set_aside = || self.in_doubt.get(id).or_else(|| self.not_restored.get(id)?.known.as_ref());
        self.known.get(id).or_else(set_aside)
    }

    /// The ids that a person may mean who typed that: the very id, else those that begin so.
    pub fn begun_by(&self, typed: &str) -> Vec<&str> {
        let ids = || self.known.keys().chain(self.in_doubt.keys()).chain(self.not_restored.keys()).map(String::as_str);
        match ids().find(|id| *id == typed) {
            Some(exact) => vec![exact],
            None if typed.is_empty() => Vec::new(),
            None => ids().filter(|id| id.starts_with(typed)).collect(),
        }
    }

    /// Whether the backup with that id was shown to be no good, and not to be sound since.
    pub fn is_refuted(&self, id: &str) -> bool {
        self.refuted.contains_key(id)
    }

    /// Whether what lies in that place of its own was shown to be no good, and not to be sound since.
    pub fn is_refuted_at(&self, place: &str) -> bool {
        self.refuted.values().flatten().any(|refuted| refuted == place)
    }

    /// The ids of the backups that were shown to be no good, and not to be sound since.
    pub fn refuted(&self) -> impl Iterator<Item = &str> {
        self.refuted.keys().map(String::as_str)
    }

    /// The places of their own of those that have one.
    pub fn refuted_places(&self) -> impl Iterator<Item = &str> {
        self.refuted.values().flatten().map(String::as_str)
    }

    /// Whether the backup with that id, made then, shares what was found damaged, and was not shown to be sound since.
    pub fn is_in_doubt(&self, id: &str, made_at: DateTime<Utc>) -> bool {
        self.in_doubt.contains_key(id)
            || !self.known.contains_key(id) && self.all_refuted_at.is_some_and(|found_at| made_at <= found_at)
    }

    /// Whether a look found that backup to be no good, by its id, by its place or with all others, and none has proven it since.
    pub fn counts_against(&self, backup: &Backup) -> bool {
        self.is_refuted(&backup.id) || self.is_refuted_at(&backup.source) || self.is_in_doubt(&backup.id, backup.at)
    }

    /// The backups of which a restore failed, by their ids.
    pub fn not_restored(&self) -> impl Iterator<Item = (&str, &NotRestored)> {
        self.not_restored.iter().map(|(id, not_restored)| (id.as_str(), not_restored))
    }

    /// The restore of that backup that failed, where none has succeeded since.
    pub fn failed_restore(&self, id: &str) -> Option<&FailedRestore> {
        self.not_restored.get(id).map(|not_restored| &not_restored.failed)
    }

    /// The copies that were found on the backup server, and what is proven of them there.
    pub fn moved(&self) -> impl Iterator<Item = &(Backup, Evidence)> {
        self.moved.values()
    }

    /// When looks found the newest to be no good, and could not tell its id.
    pub fn refuted_looks(&self) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        self.refuted_looks.iter().copied()
    }

    /// The last look, where it found the newest backup to be no good.
    pub fn last_refuted(&self) -> Option<&RefutedLook> {
        self.last_refuted.as_ref()
    }

    /// The last run of the backup command, where it failed and no backup is known that was made since.
    pub fn last_failed(&self) -> Option<&FailedTake> {
        self.last_failed.as_ref()
    }

    /// What a new backup makes good for. A look sees the newest; a person's word tells of the one it names.
    fn make_good(&mut self, new: &Known, by_id: bool) {
        let made_at = new.backup.at;
        let is_newer = |at: DateTime<Utc>| made_at > at;
        if new.source == Source::Tool && !by_id || self.last_refuted.as_ref().is_some_and(|look| is_newer(look.at)) {
            self.last_refuted = None;
        }
        if self.last_failed.as_ref().is_some_and(|failed| is_newer(failed.at)) {
            self.last_failed = None;
        }
    }

    /// The backups that this one refers to and that nobody confirmed.
    pub fn missing(&self, backup: &Backup) -> Vec<String> {
        backup.refers_to.iter().filter(|id| !self.known.contains_key(*id)).cloned().collect()
    }

    /// Whether entries about backups that were made up to `unseen_until` need not be known to tell the newest backup and what
    /// is proven of it: there is one made later, and none refers to a backup that is not known.
    pub fn stand_alone_after(&self, unseen_until: DateTime<Utc>) -> bool {
        self.known.values().any(|known| known.backup.at > unseen_until)
            && self.known.values().all(|known| self.missing(&known.backup).is_empty())
    }

    fn confirm(&mut self, new: Known) {
        // A person's word after the tool has looked does not weaken what the tool saw.
        let stronger = self.known.get(&new.backup.id).is_some_and(|old| old.backup.evidence > new.backup.evidence);
        if stronger && new.source == Source::Person {
            return;
        }
        let id = new.backup.id.clone();
        if let Some(not_restored) = self.not_restored.get_mut(&id) {
            not_restored.known = Some(new);
            return;
        }
        self.in_doubt.remove(&id);
        // Whole bytes prove less than that they were restored once.
        let was_restored = self.known.get(&id).is_some_and(|old| old.backup.evidence == Evidence::Restored);
        let evidence = if was_restored { Evidence::Restored } else { new.backup.evidence };
        let lies_at = new.backup.source.as_str();
        let by_tool = new.source == Source::Tool;
        self.refuted.retain(|refuted, place| *refuted != id && !(by_tool && place.as_deref() == Some(lies_at)));
        self.known.insert(id, Known { backup: Backup { evidence, ..new.backup }, ..new });
    }

    fn refute(&mut self, refuted: Refuted, stamp: &Stamp) {
        let Refuted { id, place, all, by_id, faults } = refuted;
        // A person's word is about what no tool sees.
        if let Some(place) = &place {
            self.known.retain(|_, known| known.source == Source::Person || known.backup.source != *place);
        }
        if all {
            let (shared, kept) = mem::take(&mut self.known).into_iter().partition(|(_, it)| it.source == Source::Tool);
            self.known = kept;
            self.in_doubt.extend::<BTreeMap<_, _>>(shared);
            self.all_refuted_at = self.all_refuted_at.max(Some(stamp.at));
        }
        match &id {
            Some(id) => {
                self.known.remove(id);
                self.in_doubt.remove(id);
                self.refuted.insert(id.clone(), place);
            }
            None if all => {}
            None => self.refuted_looks.push(stamp.at),
        }
        if !by_id {
            self.last_refuted = Some(RefutedLook { at: stamp.at, by: stamp.actor.clone(), id, all, faults });
        }
    }

    fn drill(&mut self, drilled: Drilled, by: &str) {
        let Drilled { id, end, ended_at, .. } = drilled;
        match end {
            DrillEnd::Restored => {
                self.refuted.remove(&id);
                let failed_once = self.not_restored.remove(&id).and_then(|not_restored| not_restored.known);
                if let Some(known) = failed_once.or_else(|| self.in_doubt.remove(&id)) {
                    self.known.insert(id.clone(), known);
                }
                if let Some(known) = self.known.get_mut(&id) {
                    known.backup.evidence = Evidence::Restored;
                }
            }
            DrillEnd::Failed => {
                let in_doubt = self.in_doubt.remove(&id);
                let known = self.known.remove(&id).or(in_doubt).or_else(|| self.not_restored.remove(&id)?.known);
                self.refuted.insert(id.clone(), None);
                let failed = FailedRestore { at: ended_at, by: by.to_owned() };
                self.not_restored.insert(id, NotRestored { failed, known });
            }
            DrillEnd::Unclear => {}
        }
    }
}

impl Aggregate for Backups {
    type Event = Event;
    const STREAM: &'static str = "backup";

    fn encode(event: &Event) -> (&'static str, u16, Box<RawValue>) {
        match event {
            Event::Confirmed(data) => ("backup.confirmed", 2, raw(data)),
            Event::Refuted(data) => ("backup.refuted", 2, raw(data)),
            Event::Taken(data) => ("backup.taken", 1, raw(data)),
            Event::Deleted(data) => ("backup.deleted", 1, raw(data)),
            Event::Transferred(data) => ("backup.transferred", 1, raw(data)),
            Event::Drilled(data) => ("backup.drilled", 1, raw(data)),
        }
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<Event, serde_json::Error>> {
        let text = data.get();
        match (kind, dv) {
            ("backup.confirmed", 1) => {
                Some(serde_json::from_str::<ConfirmedV1>(text).map(|data| Event::Confirmed(Box::new(data.into()))))
            }
            ("backup.confirmed", 2) => Some(serde_json::from_str(text).map(Event::Confirmed)),
            ("backup.refuted", 1) => {
                Some(serde_json::from_str::<RefutedV1>(text).map(|data| Event::Refuted(data.into())))
            }
            ("backup.refuted", 2) => Some(serde_json::from_str(text).map(Event::Refuted)),
            ("backup.taken", 1) => Some(serde_json::from_str(text).map(Event::Taken)),
            ("backup.deleted", 1) => Some(serde_json::from_str(text).map(Event::Deleted)),
            ("backup.transferred", 1) => Some(serde_json::from_str(text).map(Event::Transferred)),
            ("backup.drilled", 1) => Some(serde_json::from_str(text).map(Event::Drilled)),
            _ => None,
        }
    }

    fn evolve(&mut self, stamp: &Stamp, event: Event) -> Result<(), Unreadable> {
        match event {
            Event::Confirmed(confirmed) => {
                let Confirmed { backup, by: source, by_id, .. } = *confirmed;
                let new = Known { backup, source, by: stamp.actor.clone(), confirmed_at: stamp.at };
                self.make_good(&new, by_id);
                self.confirm(new);
            }
            Event::Refuted(refuted) => self.refute(refuted, stamp),
            Event::Deleted(Deleted { id, .. }) => {
                self.known.remove(&id);
                self.in_doubt.remove(&id);
                self.refuted.remove(&id);
                self.not_restored.remove(&id);
                self.moved.remove(&id);
            }
            Event::Transferred(transferred) => {
                let Transferred { backup, evidence, .. } = *transferred;
                self.moved.insert(backup.id.clone(), (backup, evidence));
            }
            Event::Drilled(drilled) => self.drill(drilled, &stamp.actor),
            Event::Taken(taken) => {
                let failed = taken.exit_code != 0;
                self.last_failed = failed.then(|| FailedTake { at: stamp.at, by: stamp.actor.clone(), taken });
            }
        }
        Ok(())
    }

    fn card(&self) -> Card {
        let newest = self.newest_first().first().map(|known| known.backup.at);
        let state = if newest.is_some() { "known" } else { "none" };
        Card { state: state.to_owned(), live: newest.is_some(), from: newest, until: None, labels: Vec::new() }
    }
}

fn raw(data: &impl Serialize) -> Box<RawValue> {
    to_raw_value(data).expect("the structs above serialise: their maps have text keys")
}
