//! What this machine remembers of the ledgers that it wrote to: which one lies where, and the newest head of each. So a
//! ledger that was rewritten, cut, replaced or removed is noticed (row 22). Small files, outside of the ledgers' folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Read, Result, contains, ledger_id};
use crate::record::{ChainFault, Digest, Head, LedgerId};

/// The notes in one folder.
#[derive(Debug, Clone)]
pub struct SeenHeads {
    folder: PathBuf,
}

/// Why a ledger is not the one that this machine saw last. Whoever meant that says so with `okno ledger accept --head`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Estranged {
    /// There is no ledger any more.
    #[error("the ledger that this machine wrote to at {} is gone", place.display())]
    Gone {
        /// Where it was.
        place: PathBuf,
    },
    /// Another ledger lies there.
    #[error("the ledger at {} is another one than this machine wrote to there", place.display())]
    Another {
        /// Where it lies.
        place: PathBuf,
    },
    /// Its entries are not those that were there.
    #[error("{fault}")]
    Rewritten {
        /// What differs.
        fault: ChainFault,
    },
}

impl Estranged {
    /// The first entry that is not the one that was seen.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Rewritten { fault: ChainFault::Rewritten { seen, .. } } => seen.seq,
            Self::Rewritten { .. } | Self::Gone { .. } | Self::Another { .. } => 1,
        }
    }
}

impl SeenHeads {
    /// The notes under `state_dir` (`$XDG_STATE_HOME/okno`), which need not exist yet.
    pub fn at(state_dir: impl AsRef<Path>) -> Self {
        Self { folder: state_dir.as_ref().to_path_buf() }
    }

    /// Where the notes lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Which ledger lay at `place`, and its newest head, as far as this machine remembers.
    pub fn of_place(&self, place: &Path) -> Option<(LedgerId, Option<Head>)> {
        let id = self.ledger_at(place)?;
        let head = self.read(&id);
        Some((id, head))
    }

    /// What is remembered of the ledger at `place`. To be asked for before that ledger is read: what
    /// others append and remember later is not in what was read by then.
    pub fn recall(&self, place: &Path) -> Memory {
        let at_place = self.ledger_at(place);
        let heads = match &at_place {
            Some(id) => self.read(id).map(|head| (id.clone(), head)).into_iter().collect(),
            // which ledger it is turns out when it is read
            None => self.all(),
        };
        Memory { notes: self.clone(), place: place.to_path_buf(), at_place, heads }
    }

    /// Why there is no ledger, where this machine wrote to one; to be asked for before looking whether there is one.
    pub fn gone(&self, place: &Path) -> Option<Estranged> {
        self.ledger_at(place).map(|_| Estranged::Gone { place: real(place) })
    }

    /// The newest head that this machine saw of the ledger; `None` when it never saw one, or its note is unreadable.
    pub fn read(&self, ledger: &LedgerId) -> Option<Head> {
        let note = fs::read_to_string(self.head_note(ledger)).ok()?;
        let (seq, hash) = note.trim_end().split_once(' ')?;
        Some(Head { seq: seq.parse().ok()?, hash: Digest::parse(hash)? })
    }

    /// Remembers the head, unless a later one is remembered. No decision depends on the success: an error is for a
    /// warning, not for a refusal.
    pub fn remember(&self, ledger: &LedgerId, head: Head) -> io::Result<()> {
        if self.read(ledger).is_some_and(|known| known.seq >= head.seq) {
            return Ok(());
        }
        self.replace(ledger, head)
    }

    /// Remembers the head even if it is an earlier one: after a person accepted that the ledger was brought back.
    pub fn replace(&self, ledger: &LedgerId, head: Head) -> io::Result<()> {
        write_whole(&self.head_note(ledger), &format!("{head}\n"))
    }

    /// Remembers which ledger lies at `place`.
    pub fn remember_place(&self, place: &Path, ledger: &LedgerId) -> io::Result<()> {
        if self.ledger_at(place).as_ref() == Some(ledger) {
            return Ok(());
        }
        write_whole(&self.place_note(place), &format!("{ledger}\n{}\n", real(place).display()))
    }

    /// Of every ledger that is remembered.
    fn all(&self) -> Vec<(LedgerId, Head)> {
        let notes = fs::read_dir(self.folder.join("heads")).into_iter().flatten().flatten();
        let ids = notes.filter_map(|note| note.file_name().to_str()?.parse::<LedgerId>().ok());
        ids.filter_map(|id| self.read(&id).map(|head| (id, head))).collect()
    }

    fn ledger_at(&self, place: &Path) -> Option<LedgerId> {
        let note = fs::read_to_string(self.place_note(place)).ok()?;
        note.lines().next()?.parse().ok()
    }

    fn head_note(&self, ledger: &LedgerId) -> PathBuf {
        self.folder.join("heads").join(ledger.as_str())
    }

    fn place_note(&self, place: &Path) -> PathBuf {
        let name = Digest::of(real(place).as_os_str().as_encoded_bytes());
        self.folder.join("places").join(format!("{name:.32}"))
    }
}

/// What this machine remembered of a ledger before it read it.
#[derive(Debug, Clone)]
pub struct Memory {
    notes: SeenHeads,
    place: PathBuf,
    at_place: Option<LedgerId>,
    heads: Vec<(LedgerId, Head)>,
}

impl Memory {
    /// The heads that are remembered of it, or of every ledger as long as it is not known which one it is.
    pub fn heads(&self) -> impl Iterator<Item = Head> {
        self.heads.iter().map(|(_, head)| *head)
    }

    /// The ledger that was remembered, and its newest head; `read` says which one it is, where only that tells.
    pub fn remembered(&self, read: &mut dyn Read) -> Result<Option<(LedgerId, Option<Head>)>> {
        if let Some(id) = &self.at_place {
            return Ok(Some((id.clone(), self.notes.read(id))));
        }
        let id = ledger_id(read)?;
        let found = self.heads.iter().find(|(known, _)| Some(known) == id.as_ref());
        Ok(found.map(|(id, head)| (id.clone(), Some(*head))))
    }

    /// Why the ledger is not the one that this machine saw last; `None` when it is, or was never seen.
    pub fn compare(&self, read: &mut dyn Read) -> Result<Option<Estranged>> {
        let id = ledger_id(read)?;
        if self.at_place.is_some() && self.at_place != id {
            return Ok(Some(Estranged::Another { place: real(&self.place) }));
        }
        let Some((_, seen)) = self.heads.iter().find(|(known, _)| Some(known) == id.as_ref()) else {
            return Ok(None);
        };
        let fault = contains(read, *seen)?.err();
        Ok(fault.map(|fault| Estranged::Rewritten { fault }))
    }
}

/// The same file by whatever folder it is named; a link in the place of the ledger itself is not followed.
fn real(place: &Path) -> PathBuf {
    let folders = place.ancestors().skip(1);
    let real = |folder: &Path| Some(fs::canonicalize(folder).ok()?.join(place.strip_prefix(folder).ok()?));
    folders.map(real).find_map(|real| real).unwrap_or_else(|| place.to_path_buf())
}

/// Writes a file such that nobody ever reads a part of it.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().display();
    let fresh = folder.join(format!(".{name}.{}", std::process::id()));
    fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, path)).inspect_err(|_| drop(fs::remove_file(&fresh)))
}
