//! Writing within one transaction: deeds are gathered, and sent together when something has to be read, or at the end.

use postgres::types::Type;
use serde_json::{Value, json};

use super::faults::Trouble;
use super::questions::Asked;
use super::view::{View, digest};
use crate::ledger::appending::{Newest, Rows};
use crate::ledger::{Lease, Result};
use crate::record::{Card, Digest, Entry, Head, Subject};

/// How many deeds are sent at once.
const MOST_DEEDS: usize = 1_000;

/// An attachment of so many bytes waits for no others.
const LARGE: usize = 64 * 1024;

/// Something to be written.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Entry { seq: u64, hash: Digest, line: String, subject: Subject },
    Card { subject: Subject, card: Card },
    RemoveCard { subject: Subject },
    Attach { digest: Digest, bytes: Vec<u8> },
    Lease(Lease),
    EndLease { run: Subject },
}

impl Deed {
    pub(super) fn is_entry(&self) -> bool {
        matches!(self, Self::Entry { .. })
    }

    /// As the function `okno.write` reads it.
    fn as_json(&self) -> Value {
        match self {
            Self::Entry { seq, hash, line, .. } => {
                json!({ "do": "entry", "seq": seq, "hash": hash.to_string(), "line": line })
            }
            Self::Card { subject, card } => json!({
                "do": "card",
                "subject": subject.as_str(),
                "stream": subject.stream(),
                "state": card.state,
                "live": card.live,
                "from": card.from.map(|at| at.timestamp_millis()),
                "until": card.until.map(|at| at.timestamp_millis()),
                "labels": card.labels.iter().map(|label| [&*label.name, &*label.value]).collect::<Vec<_>>(),
            }),
            Self::RemoveCard { subject } => json!({ "do": "remove-card", "subject": subject.as_str() }),
            Self::Attach { digest, bytes } => {
                json!({ "do": "attach", "sha256": digest.to_string(), "bytes": hex(bytes) })
            }
            Self::Lease(lease) => json!({
                "do": "lease",
                "system": lease.system,
                "run": lease.run.as_str(),
                "holder": lease.holder,
                "since": lease.since.timestamp_millis(),
                "until": lease.until.map(|until| until.timestamp_millis()),
            }),
            Self::EndLease { run } => json!({ "do": "end-lease", "run": run.as_str() }),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

impl View<'_> {
    /// Sends what was gathered. One round trip.
    pub(super) fn flush(&mut self) -> Result<(), Trouble> {
        let unsent = &self.deeds[self.sent..];
        if unsent.is_empty() {
            return Ok(());
        }
        let deeds = Value::Array(unsent.iter().map(Deed::as_json).collect()).to_string();
        // the text of a value of the type json
        let sql = "SELECT okno.write($1::text::json)";
        self.session.ask(sql, &[(&deeds, Type::TEXT)])?;
        self.sent = self.deeds.len();
        Ok(())
    }

    /// Takes over what another transaction was to write.
    pub(super) fn adopt(&mut self, deeds: &[Deed]) {
        self.deeds = deeds.to_vec();
        self.sent = 0;
    }

    /// Everything that was to be written.
    pub(super) fn into_deeds(self) -> Vec<Deed> {
        self.deeds
    }

    fn gather(&mut self, deed: Deed) -> Result<()> {
        self.forget(&deed);
        let is_large = matches!(&deed, Deed::Attach { bytes, .. } if bytes.len() >= LARGE);
        self.deeds.push(deed);
        if self.forgets_sent && (is_large || self.deeds.len() >= MOST_DEEDS) {
            self.flush().map_err(|trouble| self.explain(trouble))?;
            self.deeds.clear();
            self.sent = 0;
        }
        Ok(())
    }
}

impl Rows for View<'_> {
    fn first_of_act(&mut self, act: &str) -> Result<Option<u64>> {
        let lines = self.answer(&Asked::Act(act.to_owned()))?;
        Ok(lines.first().map(|line| u64::try_from(line.number).unwrap_or(0)))
    }

    fn newest(&mut self) -> Result<Option<Newest>> {
        let mut lines = self.answer(&Asked::newest())?.into_iter().map(|line| {
            let hash = digest(line.bytes.as_deref().unwrap_or_default());
            (u64::try_from(line.number).unwrap_or(0), hash, line.text.unwrap_or_default())
        });
        let Some((seq, hash, line)) = lines.next() else { return Ok(None) };
        let before = lines.next().map(|(seq, hash, _)| Head { seq, hash });
        Newest::check(seq, hash, line.into_bytes(), before).map(Some)
    }

    fn insert(&mut self, entry: &Entry) -> Result<()> {
        self.gather(Deed::Entry {
            seq: entry.stamp.seq,
            hash: entry.hash,
            line: entry.line.clone(),
            subject: entry.subject.clone(),
        })
    }

    fn put_card(&mut self, subject: &Subject, card: &Card) -> Result<()> {
        self.gather(Deed::Card { subject: subject.clone(), card: card.clone() })
    }

    fn remove_card(&mut self, subject: &Subject) -> Result<()> {
        self.gather(Deed::RemoveCard { subject: subject.clone() })
    }

    fn put_attachment(&mut self, digest: Digest, bytes: &[u8]) -> Result<()> {
        self.gather(Deed::Attach { digest, bytes: bytes.to_vec() })
    }

    fn set_lease(&mut self, lease: &Lease) -> Result<()> {
        self.gather(Deed::Lease(lease.clone()))
    }

    fn end_lease(&mut self, run: &Subject) -> Result<()> {
        self.gather(Deed::EndLease { run: run.clone() })
    }

    fn place(&self) -> String {
        self.session.place()
    }
}
