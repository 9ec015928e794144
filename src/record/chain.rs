//! The hash chain: each entry's hash covers the one before.

use std::fmt;

use super::Digest;

/// The newest entry's number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Head {
    /// The entry's number; the first entry is 1.
    pub seq: u64,
    /// Its hash, which covers every entry before.
    pub hash: Digest,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.seq, self.hash)
    }
}

/// Why a chain does not verify, and where (row 22).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An entry is missing, doubled or out of order.
    #[error("entry {expected} is missing: entry {found} stands in its place")]
    Missing {
        /// The number that should come next.
        expected: u64,
        /// The number that comes.
        found: u64,
    },
    /// The stored hash does not follow from the line and the hash before: one of the three was changed.
    #[error("entry {seq} was changed: its hash is not that of its line after entry {}", seq.saturating_sub(1))]
    Hash {
        /// The entry whose hash does not fit.
        seq: u64,
    },
    /// The line chains, but says another number than the one it is stored under.
    #[error("entry {seq} says of itself that it is entry {says}")]
    Misnumbered {
        /// The number it is stored under.
        seq: u64,
        /// The number in its line.
        says: u64,
    },
    /// The entry is dated before the one that it follows.
    #[error("entry {seq} is dated before entry {}", seq.saturating_sub(1))]
    TimeWentBack {
        /// The entry with the earlier time.
        seq: u64,
    },
    /// What the store extracted from the line for its indexes differs from what the line says.
    #[error("entry {seq} is filed under another {column} than its line says")]
    Misfiled {
        /// The entry.
        seq: u64,
        /// Which of the extracted columns differs.
        column: &'static str,
    },
    /// A head that was once the newest is not part of this chain: the ledger was rewritten, cut or replaced.
    #[error("entry {} is not the one seen before: {}", .seen.seq, match .found {
        Some(found) => format!("its hash was {:.12}… and is {found:.12}…", .seen.hash),
        None => "the ledger ends before it".to_owned(),
    })]
    Rewritten {
        /// The head that was seen.
        seen: Head,
        /// The hash of the entry of that number now; `None` when there is none.
        found: Option<Digest>,
    },
}

/// The hash of an entry: SHA-256 over the 32 raw bytes of the previous hash and the line without its newline.
pub fn link(previous: Digest, line: &[u8]) -> Digest {
    Digest::of_parts(&[previous.as_bytes(), line])
}

/// Walks a chain entry by entry, from the first or from behind a known head.
#[derive(Debug, Default, Clone, Copy)]
pub struct Verifier {
    head: Option<Head>,
}

impl Verifier {
    /// A walk that goes on behind `head`, which is taken for granted; `None`: from the first entry.
    pub fn after(head: Option<Head>) -> Self {
        Self { head }
    }

    /// Takes the next entry: its number, its line without newline, its stored hash.
    pub fn next(&mut self, seq: u64, line: &[u8], hash: Digest) -> Result<(), ChainFault> {
        let (last, previous) = self.head.map_or((0, Digest::ZERO), |head| (head.seq, head.hash));
        let expected = last.saturating_add(1);
        if seq != expected {
            return Err(ChainFault::Missing { expected, found: seq });
        }
        if hash != link(previous, line) {
            return Err(ChainFault::Hash { seq });
        }
        self.head = Some(Head { seq, hash });
        Ok(())
    }

    /// The newest entry that verified.
    pub fn head(&self) -> Option<Head> {
        self.head
    }
}
