//! The newest head of each ledger that this machine saw, so that a ledger that was rewritten, cut or replaced is noticed
//! (row 22). One small file a ledger, outside of the ledger's own folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::record::{Digest, Head, LedgerId};

/// The heads remembered in one folder.
#[derive(Debug, Clone)]
pub struct SeenHeads {
    folder: PathBuf,
}

impl SeenHeads {
    /// The heads remembered under `state_dir` (`$XDG_STATE_HOME/okno`), which need not exist yet.
    pub fn at(state_dir: impl AsRef<Path>) -> Self {
        Self { folder: state_dir.as_ref().join("heads") }
    }

    /// The newest head that this machine saw of the ledger; `None` when it never saw one, or its note is unreadable.
    pub fn read(&self, ledger: &LedgerId) -> Option<Head> {
        let note = fs::read_to_string(self.note(ledger)).ok()?;
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
        fs::create_dir_all(&self.folder)?;
        let fresh = self.folder.join(format!(".{ledger}.{}", std::process::id()));
        fs::write(&fresh, format!("{head}\n"))
            .and_then(|()| fs::rename(&fresh, self.note(ledger)))
            .inspect_err(|_| drop(fs::remove_file(&fresh)))
    }

    fn note(&self, ledger: &LedgerId) -> PathBuf {
        self.folder.join(ledger.as_str())
    }
}
