//! The exported log: one entry a line, `<64 hex digits> <line>`, oldest first. Ten lines of any language can check it.

use std::io::{self, BufRead};

use super::{ChainFault, Digest, Entry, Head, Unreadable, Verifier};

/// How an entry stands in an export, without the newline.
pub fn write_line(entry: &Entry) -> String {
    format!("{} {}", entry.hash, entry.line)
}

/// Why an exported log does not verify (exit 65), or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// There is no entry at all; the first is written when a ledger is made.
    #[error("it holds no entry")]
    Empty,
    /// The text is not of the form `<64 hex digits> <line>`.
    #[error("line {line}: expected 64 hex digits, a space and an entry")]
    Form {
        /// Number of the line in the text, from 1.
        line: u64,
    },
    /// The entry does not follow from the one before.
    #[error("line {line}: {fault}")]
    Chain {
        /// Number of the line in the text, from 1.
        line: u64,
        /// What is wrong with it.
        #[source]
        fault: ChainFault,
    },
    /// The entry chains, but this okno does not understand its line.
    #[error("line {line}: {why}")]
    Unreadable {
        /// Number of the line in the text, from 1.
        line: u64,
        /// What is wrong with it.
        #[source]
        why: Unreadable,
    },
    /// The text itself could not be read.
    #[error("line {line}: {why}")]
    Io {
        /// Number of the line in the text, from 1.
        line: u64,
        /// What the system said.
        #[source]
        why: io::Error,
    },
}

/// Reads an exported log entry by entry, checking each link. After a fault it ends.
#[derive(Debug)]
pub struct ExportReader<R> {
    lines: R,
    number: u64,
    chain: Verifier,
    over: bool,
}

impl<R: BufRead> ExportReader<R> {
    /// Reads from `lines`; the first must be entry 1.
    pub fn new(lines: R) -> Self {
        Self { lines, number: 0, chain: Verifier::default(), over: false }
    }

    /// The newest entry that verified so far.
    pub fn head(&self) -> Option<Head> {
        self.chain.head()
    }

    /// The next line and its hash, checked against the chain; `None` at the end.
    fn next_link(&mut self) -> Result<Option<(String, Digest)>, ExportFault> {
        self.number += 1;
        let line = self.number;
        let mut text = Vec::new();
        if self.lines.read_until(b'\n', &mut text).map_err(|why| ExportFault::Io { line, why })? == 0 {
            return Ok(None);
        }
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        let (hash, entry) = split(text).ok_or(ExportFault::Form { line })?;
        self.chain.next(line, entry.as_bytes(), hash).map_err(|fault| ExportFault::Chain { line, fault })?;
        Ok(Some((entry.to_owned(), hash)))
    }
}

impl<R: BufRead> Iterator for ExportReader<R> {
    type Item = Result<Entry, ExportFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let item = self.next_link().transpose().map(|link| {
            let (text, hash) = link?;
            let line = self.number;
            let entry = Entry::read(text, hash).map_err(|why| ExportFault::Unreadable { line, why })?;
            match entry.stamp.seq {
                says if says == line => Ok(entry),
                says => Err(ExportFault::Chain { line, fault: ChainFault::Misnumbered { seq: line, says } }),
            }
        });
        self.over = !matches!(item, Some(Ok(_)));
        item
    }
}

/// Checks the chain of an exported log, without having to understand its entries. The head that it ends with; `None` for
/// an empty text.
pub fn verify_export(lines: impl BufRead) -> Result<Option<Head>, ExportFault> {
    let mut reader = ExportReader::new(lines);
    while reader.next_link()?.is_some() {}
    reader.head().ok_or(ExportFault::Empty).map(Some)
}

fn split(text: &[u8]) -> Option<(Digest, &str)> {
    let text = std::str::from_utf8(text).ok()?;
    let (digits, line) = text.split_at_checked(64)?;
    Some((Digest::parse(digits)?, line.strip_prefix(' ')?))
}
