//! Backups that are files: which is the newest, and whether one is still what it was.

use chrono::{DateTime, Datelike, Utc};

use super::{
    About, Answers, Ask, Backup, Evidence, Fault, FileFault, FileLook, Judgement, Listed, Listing, Trouble,
    answer::name_of,
    conversation::{Catalogue, Next},
    name_time::instant_in,
};
use crate::{
    calendar::instant::utc,
    record::{Digest, harmless::harmless},
};

/// Up to this size a file is read again just before the command starts: about a tenth of a second.
const READ_AGAIN_UP_TO: u64 = 64 << 20;

/// Endings of files that are unfinished, or belong to another file.
const NO_BACKUPS: [&str; 8] = [".tmp", ".partial", ".part", ".filepart", "~", "-wal", "-shm", "-journal"];

/// The newest of the files that may be backups: the one that should be looked into.
pub fn newest(found: &[Listed]) -> Option<&Listed> {
    found.iter().filter(|listed| may_be_backup(listed)).max_by_key(|listed| (time_of(listed).instant(), &listed.path))
}

/// Matches that cannot be backups.
pub(super) fn count_passed_over(found: &[Listed]) -> usize {
    found.iter().filter(|listed| !may_be_backup(listed)).count()
}

pub(super) fn may_be_backup(listed: &Listed) -> bool {
    listed.is_regular && !is_unfinished(listed)
}

/// By its name it is unfinished, or belongs to another file.
pub(super) fn is_unfinished(listed: &Listed) -> bool {
    NO_BACKUPS.iter().any(|ending| listed.name().ends_with(ending))
}

/// A file's time and where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileTime {
    InName(DateTime<Utc>),
    /// The name tells none. Copying a file may change this one.
    OfLastWrite(DateTime<Utc>),
}

impl FileTime {
    pub(super) fn instant(self) -> DateTime<Utc> {
        match self {
            Self::InName(at) | Self::OfLastWrite(at) => at,
        }
    }
}

pub(super) fn time_of(listed: &Listed) -> FileTime {
    instant_in(listed.name()).map_or(FileTime::OfLastWrite(listed.modified_at), FileTime::InName)
}

/// Whether okno records such a time at all.
pub(super) fn is_believable(at: DateTime<Utc>) -> bool {
    (1970..=2200).contains(&at.year())
}

/// The name, and enough of the content's digest to tell two files of one name apart.
pub(super) fn id(path: &str, sha256: Digest) -> String {
    format!("{}@{sha256:.12}", name_of(path))
}

/// That file, for what it is by now: without a digest by its name alone.
pub(super) fn about(path: &str, sha256: Option<Digest>) -> About {
    let id = sha256.map_or_else(|| name_of(path).to_owned(), |sha256| id(path, sha256));
    About::Copy { id, source: path.to_owned() }
}

pub(super) fn look_again(bound: &Backup, marker: Option<&str>, told: &[Answers]) -> Next<Judgement> {
    match told {
        [] => {
            let hash = bound.sha256.is_some() && bound.bytes.is_some_and(|bytes| bytes <= READ_AGAIN_UP_TO);
            Next::Ask(Ask::File { path: bound.source.clone(), hash, marker: marker.map(str::to_owned) })
        }
        [Answers::File(look)] => Next::Done(judge_again(bound, look)),
        _ => Judgement::off_the_question(),
    }
}

/// All files of the pattern that may be backups. Each is a full one; from outside nothing tells whether it is whole.
///
/// Their ids are their names: a digest would need all of their bytes.
pub(super) fn catalogue(
    pattern: &str,
    listing: &Result<Listing, Trouble>,
    smallest: u64,
    may_be_backup: impl Fn(&Listed) -> bool,
) -> Catalogue {
    let listing = match listing {
        Ok(listing) => listing,
        Err(trouble) => {
            let what = pattern.to_owned();
            return Catalogue::Unknown(vec![Fault::CannotLook { what, trouble: trouble.clone() }]);
        }
    };
    if !listing.unreadable_names.is_empty() {
        let faults = listing.unreadable_names.iter().map(|name| FileFault::NameNotUtf8 { name: harmless(name) }.into());
        return Catalogue::Unknown(faults.collect());
    }
    let backups = listing.found.iter().filter(|listed| may_be_backup(listed)).map(|listed| Backup {
        id: listed.name().to_owned(),
        level: 0,
        at: time_of(listed).instant(),
        started_at: None,
        finished_at: Some(listed.modified_at),
        verified_at: None,
        evidence: if listed.bytes < smallest.max(1) { Evidence::Present } else { Evidence::Complete },
        bytes: Some(listed.bytes),
        source: listed.path.clone(),
        sha256: None,
        refers_to: Vec::new(),
        copy_of: None,
        checks: Vec::new(),
    });
    Catalogue::Told(backups.collect())
}

fn judge_again(bound: &Backup, look: &Result<FileLook, Trouble>) -> Judgement {
    let path = || bound.source.clone();
    let look = match look {
        Ok(look) => look,
        Err(Trouble::NotFound) => {
            return Judgement::Refuted(vec![FileFault::Vanished { path: path() }.into()], About::copy(bound));
        }
        Err(trouble) => return Judgement::Unknown(vec![Fault::CannotLook { what: path(), trouble: trouble.clone() }]),
    };
    let changed = |what, was, is| Fault::Changed { path: path(), what, was, is };
    let mut faults = Vec::new();
    if let Some(bytes) = bound.bytes.filter(|bytes| *bytes != look.bytes) {
        faults.push(changed("size", format!("{bytes} bytes"), format!("{} bytes", look.bytes)));
    }
    if let Some(written_at) = bound.finished_at.filter(|written_at| *written_at != look.modified_at) {
        faults.push(changed("time", utc(written_at), utc(look.modified_at)));
    }
    if let (Some(was), Some(is)) = (bound.sha256, look.sha256)
        && was != is
    {
        faults.push(changed("content", was.prefixed(), is.prefixed()));
    }
    if look.changed_meanwhile {
        faults.push(FileFault::ChangedMeanwhile { path: path() }.into());
    }
    if !faults.is_empty() {
        return Judgement::Refuted(faults, About::copy(bound));
    }
    let mut backup = bound.clone();
    let depth = if look.sha256.is_some() { "size, time and content" } else { "size and time" };
    backup.checks.push(format!("just before the start: {depth} unchanged"));
    Judgement::Confirmed(Box::new(backup))
}
