//! The directories that were found, and which of them make a backup together.

use chrono::{DateTime, Utc};

use super::{MANIFEST, label::Label};
use crate::{
    calendar::instant::utc,
    tools::{
        Backup, Evidence, Fault, FileFault, PostgresFault, answer::name_of, conversation::Aim, listed, steps::Stop,
    },
};

/// A directory with a label.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: String,
    pub(super) label: Result<Label, String>,
    /// `None`: it is unfinished.
    pub(super) ended: Option<Ended>,
}

/// What tells that the run ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// The manifest's own digest.
    pub(super) checksum: String,
    /// When the manifest was written.
    pub(super) at: DateTime<Utc>,
}

#[derive(Debug)]
pub(super) struct Found {
    pub(super) folders: Vec<Folder>,
    pub(super) passed_over: usize,
}

impl Found {
    pub(super) fn unfinished(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().filter(|folder| folder.ended.is_none()).map(|folder| name_of(&folder.path))
    }

    /// The newest that ended, by its start where the label tells that, else by its end.
    pub(super) fn newest(&self, pattern: &str) -> Result<&Folder, Stop> {
        let age = |folder: &Folder| match (&folder.label, &folder.ended) {
            (Ok(Label { started_at: Ok(started_at), .. }), _) => Some(*started_at),
            (_, ended) => ended.as_ref().map(|ended| ended.at),
        };
        let ended = self.folders.iter().filter(|folder| folder.ended.is_some());
        if let Some(newest) = ended.max_by_key(|folder| (age(folder), &folder.path)) {
            return Ok(newest);
        }
        let mut faults = vec![FileFault::NoFile { pattern: pattern.to_owned(), passed_over: self.passed_over }.into()];
        let not_ended = |path: &String| PostgresFault::NotEnded { path: path.clone(), missing: MANIFEST };
        faults.extend(self.folders.iter().map(|folder| not_ended(&folder.path).into()));
        Err(Stop::Refuted(faults))
    }

    /// The backups that one consists of, from the full one on.
    pub(super) fn chain<'f>(&'f self, newest: &'f Folder) -> Result<Vec<&'f Folder>, Stop> {
        let mut chain = vec![newest];
        while let Some((from, timeline)) = chain[0].label()?.from {
            let is_parent = |folder: &&Folder| {
                let fits = |label: &Label| (label.start, label.timeline) == (from, timeline);
                folder.ended.is_some() && folder.label.as_ref().is_ok_and(fits)
            };
            let no_parent = || {
                let needed = format!("the backup that starts at {from}");
                Stop::refuted(PostgresFault::NoParent { id: newest.id(), needed })
            };
            let parent = self.folders.iter().find(is_parent).ok_or_else(no_parent)?;
            // One that is built on itself would never end.
            if chain.iter().any(|known| known.path == parent.path) {
                return Err(no_parent());
            }
            chain.insert(0, parent);
        }
        Ok(chain)
    }
}

impl Folder {
    /// The name, and enough of the manifest's digest to tell two of one name apart.
    pub(super) fn id(&self) -> String {
        let name = name_of(&self.path);
        match &self.ended {
            Some(ended) => format!("{name}@{:.12}", ended.checksum),
            None => name.to_owned(),
        }
    }

    pub(super) fn label(&self) -> Result<&Label, Stop> {
        let malformed = |found: &String| {
            let (id, what) = (self.id(), "a backup_label");
            Stop::unknown(PostgresFault::UnknownValue { id, what, found: found.clone() })
        };
        self.label.as_ref().map_err(malformed)
    }

    pub(super) fn backup(&self, chain: &[&Self], evidence: Evidence) -> Result<Backup, Stop> {
        let not_utc = |found: &String| {
            let what = "a START TIME in its backup_label that is neither UTC nor GMT:";
            Stop::unknown(PostgresFault::UnknownValue { id: self.id(), what, found: found.clone() })
        };
        let started_at = *self.label()?.started_at.as_ref().map_err(not_utc)?;
        Ok(Backup {
            level: u8::try_from(chain.len() - 1).unwrap_or(u8::MAX).min(2),
            finished_at: self.ended.as_ref().map(|ended| ended.at),
            evidence,
            ..listed::begun_at(self.id(), self.path.clone(), started_at)
        })
    }

    /// The label tells the start, by the server's clock. The manifest was written last: nothing can be newer than it.
    pub(super) fn look_at_times(item: &mut listed::Item, aim: &Aim) {
        let (at, id) = (item.backup.at, item.backup.id.clone());
        item.note(format!("time: {} when it began, by its backup_label", utc(at)));
        let Some(finished_at) = item.backup.finished_at else { return };
        if at > aim.latest_now() {
            item.note("time: in the future");
        }
        if at > finished_at + aim.skew {
            item.refuted.push(Fault::EndsBeforeStart { id, started_at: at, finished_at });
        } else if finished_at > aim.latest_now() && at <= aim.latest_now() {
            item.refuted.push(Fault::EndsInFuture { id, finished_at });
        } else {
            item.note(format!("{MANIFEST}: written at {}", utc(finished_at)));
        }
    }
}
