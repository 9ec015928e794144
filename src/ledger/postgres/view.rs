//! Reading within one transaction: what is foreseen is asked at once and kept until it is asked for.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use postgres::Row;
use postgres::types::Type;
use serde::Deserialize;

use super::faults::Trouble;
use super::questions::{Asked, Line, page, together};
use super::session::Session;
use super::writing::Deed;
use crate::ledger::appending::{Rows as _, read_line};
use crate::ledger::{Filed, Found, Lease, Query, Question, Read, Result, StoreError, Stored, Which, questions};
use crate::record::{Card, Digest, Entry, Head, Label, Subject};

/// How many entries of the whole ledger are fetched at once.
const STORED_PAGE: i64 = 5_000;

/// The ledger as one transaction sees it, and what the transaction has written so far.
pub(super) struct View<'s> {
    pub(super) session: &'s mut Session,
    known: Vec<(Asked, Vec<Line>)>,
    /// Everything to be written, in order.
    pub(super) deeds: Vec<Deed>,
    /// How many of them the server has.
    pub(super) sent: usize,
    /// Whether what the server has is forgotten, since nobody will write it once more.
    pub(super) forgets_sent: bool,
}

impl<'s> View<'s> {
    pub(super) fn new(session: &'s mut Session) -> Self {
        Self { session, known: Vec::new(), deeds: Vec::new(), sent: 0, forgets_sent: false }
    }

    /// For a transaction of any size, which is not repeated.
    pub(super) fn never_repeated(session: &'s mut Session) -> Self {
        Self { forgets_sent: true, ..Self::new(session) }
    }

    pub(super) fn explain(&self, trouble: Trouble) -> StoreError {
        self.session.explain(trouble)
    }

    fn damaged(&self, why: impl Into<String>) -> StoreError {
        self.explain(Trouble::Damaged(why.into()))
    }

    /// What every transaction that writes asks first.
    pub(super) fn foresee_writing(&mut self, act: &str) -> Result<()> {
        self.ask(vec![Asked::Act(act.to_owned()), Asked::newest()])
    }

    /// Asks what is not known yet, all in one round trip.
    fn ask(&mut self, mut asked: Vec<Asked>) -> Result<()> {
        asked.retain(|asked| !self.known.iter().any(|(known, _)| known == asked));
        if asked.is_empty() {
            return Ok(());
        }
        self.flush().map_err(|trouble| self.explain(trouble))?;
        let (sql, values) = together(&asked);
        let values: Vec<_> = values.iter().map(super::questions::Parameter::bound).collect();
        let rows = self.session.ask(&sql, &values).map_err(|trouble| self.explain(trouble))?;
        let mut answers: Vec<_> = asked.into_iter().map(|asked| (asked, Vec::new())).collect();
        for row in rows {
            let (number, line) = answered(&row).map_err(|error| self.explain(error.into()))?;
            if let Some((_, lines)) = usize::try_from(number).ok().and_then(|number| answers.get_mut(number)) {
                lines.push(line);
            }
        }
        for (asked, lines) in &mut answers {
            asked.in_order(lines);
        }
        self.known.extend(answers);
        Ok(())
    }

    /// The answer, asked for now unless it was foreseen.
    pub(super) fn answer(&mut self, asked: &Asked) -> Result<Vec<Line>> {
        self.ask(vec![asked.clone()])?;
        let found = self.known.iter().find(|(known, _)| known == asked);
        Ok(found.map(|(_, lines)| lines.clone()).unwrap_or_default())
    }

    /// Forgets what the deed changes, or adds to it.
    pub(super) fn forget(&mut self, deed: &Deed) {
        self.known.retain_mut(|(asked, lines)| match (asked, deed) {
            (Asked::Entries { of, .. }, Deed::Entry { seq, hash, line, subject }) => {
                let same = of.subject.as_deref().is_none_or(|own| own == subject.as_str())
                    && of.stream.as_deref().is_none_or(|stream| stream == subject.stream());
                if same && of.whole_subject && !lines.is_empty() && lines.len() < 500 {
                    let bytes = Some(hash.as_bytes().to_vec());
                    lines.push(Line { number: questions::number(*seq), bytes, text: Some(line.clone()) });
                    return true;
                }
                !same
            }
            (Asked::Entries { of, .. }, Deed::Card { .. } | Deed::RemoveCard { .. }) => !of.by_label,
            (Asked::Cards { stream, .. }, Deed::Card { subject, .. } | Deed::RemoveCard { subject }) => {
                stream.as_deref().is_some_and(|stream| stream != subject.stream())
            }
            (Asked::Leases, Deed::Lease(_) | Deed::EndLease { .. })
            | (Asked::Attachment(_), Deed::Attach { .. })
            | (Asked::Act(_) | Asked::Hash(_), Deed::Entry { .. }) => false,
            _ => true,
        });
    }

    fn instant(&self, milliseconds: i64) -> Result<DateTime<Utc>> {
        DateTime::from_timestamp_millis(milliseconds)
            .ok_or_else(|| self.damaged(format!("{milliseconds} ms is no instant")))
    }

    fn found(&self, line: &Line) -> Result<Found> {
        #[derive(Deserialize)]
        struct Said {
            subject: String,
            state: String,
            live: bool,
            from: Option<i64>,
            until: Option<i64>,
            labels: Vec<(String, String)>,
        }
        let text = line.text.as_deref().unwrap_or_default();
        let said: Said = serde_json::from_str(text).map_err(|error| self.damaged(error.to_string()))?;
        let subject = Subject::parse(&said.subject);
        let card = Card {
            state: said.state,
            live: said.live,
            from: said.from.map(|ms| self.instant(ms)).transpose()?,
            until: said.until.map(|ms| self.instant(ms)).transpose()?,
            labels: said.labels.into_iter().map(|(name, value)| Label::new(name, value)).collect(),
        };
        Ok(Found {
            subject: subject.ok_or_else(|| self.damaged(format!("{:?} is no subject", said.subject)))?,
            card: card.canonical(),
        })
    }
}

impl Read for View<'_> {
    fn foresee(&mut self, questions: &[Question<'_>]) -> Result<()> {
        self.ask(questions.iter().map(Asked::of).collect())
    }

    fn now(&mut self) -> Result<Option<DateTime<Utc>>> {
        Ok(self.session.now())
    }

    fn head(&mut self) -> Result<Option<Head>> {
        Ok(self.newest()?.map(|newest| newest.head))
    }

    fn hash(&mut self, seq: u64) -> Result<Option<Digest>> {
        let lines = self.answer(&Asked::Hash(seq))?;
        Ok(lines.first().map(|line| digest(line.bytes.as_deref().unwrap_or_default())))
    }

    fn entries(&mut self, which: &Which<'_>, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> Result<()> {
        let mut which = which.clone();
        loop {
            let page = page(&which);
            let lines = self.answer(&Asked::entries(&which))?;
            let number = lines.len() as u64;
            let mut last = 0;
            for line in lines {
                last = u64::try_from(line.number).unwrap_or(0);
                let hash = digest(line.bytes.as_deref().unwrap_or_default());
                let entry = read_line(line.text.unwrap_or_default().into_bytes(), hash)?;
                if each(entry).is_break() {
                    return Ok(());
                }
            }
            which.limit = which.limit.map(|limit| limit.saturating_sub(number));
            if number < page || which.limit == Some(0) {
                return Ok(());
            }
            *(if which.newest_first { &mut which.before } else { &mut which.after }) = Some(last);
        }
    }

    fn stored(&mut self, after: u64, each: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>) -> Result<()> {
        self.flush().map_err(|trouble| self.explain(trouble))?;
        let sql = format!("{} LIMIT $2", questions::STORED.replace('?', "$1"));
        let mut after = questions::number(after);
        loop {
            let values: [(&(dyn postgres::types::ToSql + Sync), Type); 2] =
                [(&after, Type::INT8), (&STORED_PAGE, Type::INT8)];
            let rows = self.session.ask(&sql, &values).map_err(|trouble| self.explain(trouble))?;
            for row in &rows {
                if each(stored(row).map_err(|error| self.explain(error.into()))?).is_break() {
                    return Ok(());
                }
            }
            match rows.last() {
                Some(row) if rows.len() as u64 >= questions::count(STORED_PAGE) => after = row.get(0),
                _ => return Ok(()),
            }
        }
    }

    fn find(&mut self, query: &Query<'_>) -> Result<Vec<Found>> {
        let lines = self.answer(&Asked::cards(query))?;
        lines.iter().map(|line| self.found(line)).collect()
    }

    fn attachment(&mut self, wanted: Digest) -> Result<Option<Vec<u8>>> {
        let lines = self.answer(&Asked::Attachment(wanted))?;
        match lines.into_iter().next().and_then(|line| line.bytes) {
            Some(bytes) if Digest::of(&bytes) != wanted => {
                Err(self.damaged(format!("the attachment {} has other bytes", wanted.prefixed())))
            }
            bytes => Ok(bytes),
        }
    }

    fn attachments(&mut self) -> Result<Vec<Digest>> {
        self.flush().map_err(|trouble| self.explain(trouble))?;
        let rows = self.session.ask("SELECT sha256 FROM attachment ORDER BY sha256", &[]);
        let rows = rows.map_err(|trouble| self.explain(trouble))?;
        Ok(rows.iter().map(|row| digest(row.get(0))).collect())
    }

    fn leases(&mut self) -> Result<Vec<Lease>> {
        #[derive(Deserialize)]
        struct Said {
            system: String,
            run: String,
            holder: String,
            since: i64,
            until: Option<i64>,
        }
        let lines = self.answer(&Asked::Leases)?;
        let lease = |line: &Line| {
            let text = line.text.as_deref().unwrap_or_default();
            let said: Said = serde_json::from_str(text).map_err(|error| self.damaged(error.to_string()))?;
            Ok(Lease {
                system: said.system,
                run: Subject::parse(&said.run).ok_or_else(|| self.damaged(format!("{:?} is no subject", said.run)))?,
                holder: said.holder,
                since: self.instant(said.since)?,
                until: said.until.map(|until| self.instant(until)).transpose()?,
            })
        };
        lines.iter().map(lease).collect()
    }

    fn lease(&mut self, system: &str) -> Result<Option<Lease>> {
        Ok(self.leases()?.into_iter().find(|lease| lease.system == system))
    }
}

/// The question that the row answers, and the answer.
fn answered(row: &Row) -> std::result::Result<(i32, Line), postgres::Error> {
    Ok((row.try_get(0)?, Line { number: row.try_get(1)?, bytes: row.try_get(2)?, text: row.try_get(3)? }))
}

fn stored(row: &Row) -> std::result::Result<Stored<'_>, postgres::Error> {
    let text = |column: usize| row.try_get::<_, &str>(column).map(str::as_bytes);
    let filed = Filed {
        act: text(3)?,
        at: row.try_get(4)?,
        actor: text(5)?,
        subject: text(6)?,
        stream: text(7)?,
        kind: text(8)?,
    };
    let seq = u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or(0);
    Ok(Stored { seq, hash: digest(row.try_get(1)?), line: text(2)?, filed })
}

/// A hash of another length fits no entry, and neither does the one that precedes the first.
pub(super) fn digest(bytes: &[u8]) -> Digest {
    bytes.try_into().map_or(Digest::ZERO, Digest::from_bytes)
}
