//! `okno.log/1`, `okno.head/1`, `okno.verify/1`, and the log as the lines that were hashed.

use serde::Serialize;
use serde_json::value::RawValue;

use super::{NoticeBody, answer, notices, prefixed, print};
use crate::{
    app::answers::{Acceptance, Accepted, Footing, LogPage, Verification},
    calendar::instant,
    record::{Claims, Digest, Entry, Head, Subject, export::ExportFault},
};

/// `okno log --format json`.
pub fn log_page(answered: &LogPage) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        entries: Vec<EntryBody<'a>>,
        /// Whether older entries were left out.
        cut: bool,
    }
    let body = Body { entries: answered.entries.iter().map(EntryBody::new).collect(), cut: answered.cut };
    answer("okno.log/1", body, &answered.footing)
}

/// `okno ledger accept --format json`.
pub fn acceptance(answered: &Acceptance) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        accepted: AcceptedBody<'a>,
        notices: Vec<NoticeBody>,
    }
    let body = Body { accepted: AcceptedBody::new(&answered.accepted), notices: notices(&answered.notices) };
    answer("okno.acceptance/1", body, &answered.footing)
}

/// What was accepted; what does not belong to it is `null`.
#[derive(Serialize)]
pub(super) struct AcceptedBody<'a> {
    what: &'static str,
    by: &'a str,
    accepted_at: String,
    reason: &'a str,
    /// Of the clock: the time of the newest entry.
    newest_entry_at: Option<String>,
    /// Of zone data: the release that holds, and the one that it replaced.
    release: Option<&'a str>,
    replaced: Option<&'a str>,
    /// Of a head: what was remembered, and what was found.
    remembered: Option<Head>,
    found: Option<Head>,
}

impl<'a> AcceptedBody<'a> {
    pub(super) fn new(accepted: &'a Accepted) -> Self {
        let (by, at, reason) = accepted.ruling();
        let bare = Self {
            what: "clock",
            by,
            accepted_at: instant::utc(at),
            reason,
            newest_entry_at: None,
            release: None,
            replaced: None,
            remembered: None,
            found: None,
        };
        match accepted {
            Accepted::Clock(ruling) => {
                Self { newest_entry_at: Some(instant::utc(ruling.what.newest_entry_at)), ..bare }
            }
            Accepted::ZoneData(ruling) => Self {
                what: "zone-data",
                release: Some(&ruling.what.release),
                replaced: Some(&ruling.what.replaced),
                ..bare
            },
            Accepted::Head(ruling) => {
                Self { what: "head", remembered: ruling.what.remembered, found: ruling.what.found, ..bare }
            }
        }
    }
}

/// `okno log head --format json`.
pub fn head(answered: &Footing) -> String {
    #[derive(Serialize)]
    struct Nothing {}
    answer("okno.head/1", Nothing {}, answered)
}

/// `okno log verify --format json`. Its head is the newest entry that verifies.
pub fn verification(answered: &Verification) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        schema: &'static str,
        ok: bool,
        entries: u64,
        head: Option<Head>,
        first_bad: Option<FirstBad<'a>>,
        unreadable: &'a [String],
        cards_differ: &'a [String],
        tzdb: &'a str,
        policy: Option<String>,
    }
    #[derive(Serialize)]
    struct FirstBad<'a> {
        seq: u64,
        why: &'a str,
    }
    print(&Body {
        schema: "okno.verify/1",
        ok: answered.ok,
        entries: answered.entries,
        head: answered.head,
        first_bad: answered.first_bad.as_ref().map(|(seq, why)| FirstBad { seq: *seq, why }),
        unreadable: &answered.unreadable,
        cards_differ: &answered.cards_differ,
        tzdb: &answered.footing.tzdb,
        policy: prefixed(answered.footing.policy),
    })
}

/// `okno log verify --export FILE --format json`.
pub fn export_verification(outcome: &Result<Option<Head>, ExportFault>) -> String {
    #[derive(Serialize)]
    struct Body {
        schema: &'static str,
        ok: bool,
        entries: Option<u64>,
        head: Option<Head>,
        first_bad: Option<String>,
        /// An export is verified without any rules.
        tzdb: Option<&'static str>,
        policy: Option<&'static str>,
    }
    let head = outcome.as_ref().ok().copied().flatten();
    print(&Body {
        schema: "okno.verify-export/1",
        ok: outcome.is_ok(),
        entries: outcome.as_ref().ok().map(|head| head.map_or(0, |head| head.seq)),
        head,
        first_bad: outcome.as_ref().err().map(ToString::to_string),
        tzdb: None,
        policy: None,
    })
}

/// `okno log rebuild --format json`.
pub fn rebuilt(mended: u64, footing: &Footing) -> String {
    #[derive(Serialize)]
    struct Body {
        mended: u64,
    }
    answer("okno.rebuild/1", Body { mended }, footing)
}

#[derive(Serialize)]
struct EntryBody<'a> {
    seq: u64,
    act: &'a str,
    at: String,
    actor: &'a str,
    claims: &'a Claims,
    subject: &'a Subject,
    kind: &'a str,
    dv: u16,
    data: &'a RawValue,
    policy: Option<String>,
    tzdb: Option<&'a str>,
    okno: &'a str,
    hash: Digest,
}

impl<'a> EntryBody<'a> {
    fn new(entry: &'a Entry) -> Self {
        let stamp = &entry.stamp;
        Self {
            seq: stamp.seq,
            act: &stamp.act,
            at: instant::utc(stamp.at),
            actor: &stamp.actor,
            claims: &stamp.claims,
            subject: &entry.subject,
            kind: &entry.kind,
            dv: entry.dv,
            data: &entry.data,
            policy: prefixed(stamp.policy),
            tzdb: stamp.tzdb.as_deref(),
            okno: &stamp.okno,
            hash: entry.hash,
        }
    }
}
