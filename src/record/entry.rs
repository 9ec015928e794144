//! One record of the ledger.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::subject::NotASubject;
use super::{Digest, Subject, Unfit, Unreadable, chain, plain};

/// The form of the line itself, its `v`.
const LINE_VERSION: u8 = 1;

/// What the caller says of itself, unchecked. What it does not say is null in the line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Name of the machine.
    pub host: Option<String>,
    /// Number of the process on it.
    pub pid: Option<u32>,
    /// Name or number of the CI job.
    pub ci_job: Option<String>,
    /// Address of the CI job.
    pub ci_url: Option<String>,
}

/// One attempt to write: who, when, under which rules. The same for all entries of one transaction.
#[derive(Debug, Clone)]
pub struct Act {
    /// Random, unique: 32 hex digits. By it a commit whose answer was lost is recognised.
    pub id: String,
    /// The real now, cut to milliseconds; an entry's `at` is max(now, time of the entry before).
    pub now: DateTime<Utc>,
    /// Who the system says is acting.
    pub actor: String,
    /// What the caller says of itself.
    pub claims: Claims,
    /// Digest of the windows.toml text in force.
    pub policy: Option<Digest>,
    /// Oldest release of the zone data that was used.
    pub tzdb: Option<String>,
}

/// What is to be appended.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is about.
    pub subject: Subject,
    /// `noun.past-participle`: a word of the vocabulary of `okno log`.
    pub kind: &'static str,
    /// Version of `data` within its kind.
    pub dv: u16,
    /// The facts, an object.
    pub data: Box<RawValue>,
}

/// The envelope of an entry as `evolve` sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Number of the entry.
    pub seq: u64,
    /// `<act.id>.<ordinal within the transaction>`.
    pub act: String,
    /// When it was recorded, never before the entry before.
    pub at: DateTime<Utc>,
    /// Who the system said was acting.
    pub actor: String,
    /// What the caller said of itself.
    pub claims: Claims,
    /// Digest of the policy in force.
    pub policy: Option<Digest>,
    /// Oldest release of the zone data that was used.
    pub tzdb: Option<String>,
    /// Version of the okno that wrote it.
    pub okno: String,
}

impl Stamp {
    /// The version of this okno.
    pub const OKNO: &'static str = env!("CARGO_PKG_VERSION");
}

/// An entry: the exact line, its hash, and what the line says.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The bytes that were hashed; no newline.
    pub line: String,
    /// SHA-256 of the hash before and the line.
    pub hash: Digest,
    /// The envelope.
    pub stamp: Stamp,
    /// What it is about.
    pub subject: Subject,
    /// What happened.
    pub kind: String,
    /// Version of `data` within its kind.
    pub dv: u16,
    /// The facts.
    pub data: Box<RawValue>,
}

/// The line to write. The order of the fields is the order of the keys.
#[derive(Serialize)]
struct WrittenLine<'a> {
    v: u8,
    seq: u64,
    act: &'a str,
    at: &'a str,
    actor: &'a str,
    claims: &'a Claims,
    subject: &'a Subject,
    kind: &'a str,
    dv: u16,
    data: &'a RawValue,
    policy: Option<Digest>,
    tzdb: Option<&'a str>,
    okno: &'a str,
}

/// The line as read back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadLine<'a> {
    v: u8,
    seq: u64,
    #[serde(borrow)]
    act: Cow<'a, str>,
    at: &'a str,
    #[serde(borrow)]
    actor: Cow<'a, str>,
    claims: Claims,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    dv: u16,
    #[serde(borrow)]
    data: &'a RawValue,
    policy: Option<&'a str>,
    tzdb: Option<String>,
    #[serde(borrow)]
    okno: Cow<'a, str>,
}

impl Entry {
    /// Composes the line of `draft` as entry `seq` after the hash `previous`, and hashes it.
    ///
    /// `ordinal` counts the entries of one transaction from 0; `at` is cut to milliseconds. [`Unfit`] when the draft or
    /// the act holds what no line may: a float, an integer above 2^53, U+0000, a line break, a subject without a name.
    pub fn compose(
        draft: Draft,
        act: &Act,
        ordinal: u32,
        seq: u64,
        at: DateTime<Utc>,
        previous: Digest,
    ) -> Result<Self, Unfit> {
        if Subject::parse(draft.subject.as_str()).is_none() {
            return Err(Unfit {
                why: format!("the subject {:?} is not of the form stream/name", draft.subject.as_str()),
            });
        }
        let stamp = Stamp {
            seq,
            act: format!("{}.{ordinal}", act.id),
            at: at.trunc_subsecs(3),
            actor: act.actor.clone(),
            claims: act.claims.clone(),
            policy: act.policy,
            tzdb: act.tzdb.clone(),
            okno: Stamp::OKNO.to_owned(),
        };
        let line = serde_json::to_string(&WrittenLine {
            v: LINE_VERSION,
            seq,
            act: &stamp.act,
            at: &stamp.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            actor: &stamp.actor,
            claims: &stamp.claims,
            subject: &draft.subject,
            kind: draft.kind,
            dv: draft.dv,
            data: &draft.data,
            policy: stamp.policy,
            tzdb: stamp.tzdb.as_deref(),
            okno: &stamp.okno,
        })
        .map_err(|error| Unfit { why: error.to_string() })?;
        plain::check(&line)?;
        Ok(Self {
            hash: chain::link(previous, line.as_bytes()),
            line,
            stamp,
            subject: draft.subject,
            kind: draft.kind.to_owned(),
            dv: draft.dv,
            data: draft.data,
        })
    }

    /// Reads a stored line. The hash is kept as it is given; checking it is the chain's business.
    pub fn read(line: String, hash: Digest) -> Result<Self, Unreadable> {
        let not_an_entry = |why: String| Unreadable::Line { why };
        let said: ReadLine<'_> = serde_json::from_str(&line).map_err(|error| not_an_entry(error.to_string()))?;
        if said.v != LINE_VERSION {
            return Err(not_an_entry(format!("it has the form v{}, this okno knows v{LINE_VERSION}", said.v)));
        }
        let at =
            DateTime::parse_from_rfc3339(said.at).map_err(|_| not_an_entry(format!("{:?} is no instant", said.at)))?;
        let subject = said.subject.parse().map_err(|error: NotASubject| not_an_entry(error.to_string()))?;
        let policy = match said.policy {
            Some(digits) => {
                Some(Digest::parse(digits).ok_or_else(|| not_an_entry(format!("{digits:?} is no digest")))?)
            }
            None => None,
        };
        let stamp = Stamp {
            seq: said.seq,
            act: said.act.into_owned(),
            at: at.to_utc(),
            actor: said.actor.into_owned(),
            claims: said.claims,
            policy,
            tzdb: said.tzdb,
            okno: said.okno.into_owned(),
        };
        let (kind, dv, data) = (said.kind.into_owned(), said.dv, said.data.to_owned());
        Ok(Self { line, hash, stamp, subject, kind, dv, data })
    }

    /// Number and hash of the entry.
    pub fn head(&self) -> chain::Head {
        chain::Head { seq: self.stamp.seq, hash: self.hash }
    }
}
