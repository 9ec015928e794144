//! From what is asked to SQL, for every store. Every question about entries is answered from an index.

use super::{Query, Which};
use crate::record::Subject;

/// Which SQL the database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Dialect {
    /// Before a column that is not to be looked up in its index. PostgreSQL plans by what it counted.
    fn unindexed(self) -> &'static str {
        match self {
            Self::Sqlite => "+",
            #[cfg(feature = "postgres")]
            Self::Postgres => "",
        }
    }

    /// The greater of two numbers.
    fn greatest(self) -> &'static str {
        match self {
            Self::Sqlite => "max",
            #[cfg(feature = "postgres")]
            Self::Postgres => "greatest",
        }
    }

    /// Joins the few rows on the left with what belongs to them.
    fn join(self) -> &'static str {
        match self {
            // keeps the order of the tables
            Self::Sqlite => "CROSS JOIN",
            #[cfg(feature = "postgres")]
            Self::Postgres => "JOIN",
        }
    }
}

/// What stands for a question mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Bool(bool),
}

/// All entries after a number, with what was extracted from them.
pub(super) const STORED: &str = "SELECT seq, hash, line, act, at, actor, subject, stream, kind \
     FROM entries WHERE seq > ? ORDER BY seq";

/// The number of the first entry from an instant on. Time never goes back along the chain, so a stretch of time is a
/// stretch of numbers, and any other index can be combined with it.
const FIRST_FROM: &str =
    "coalesce((SELECT seq FROM entries WHERE at >= ? ORDER BY at, seq LIMIT 1), 9223372036854775807)";

/// SQL and what stands for its question marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
    /// Whether the newest come first.
    pub(super) newest_first: bool,
}

impl Question {
    fn select(what: &str) -> Self {
        Self { sql: format!("SELECT {what}"), values: Vec::new(), newest_first: false }
    }

    /// Goes on with `sql`, which has one question mark, for `value`.
    fn with(&mut self, sql: &str, value: Value) {
        self.sql.push_str(sql);
        self.values.push(value);
    }

    fn with_text(&mut self, sql: &str, value: &str) {
        self.with(sql, Value::Text(value.to_owned()));
    }

    /// Goes on with a column that must have the value, if one is given, with `before` it.
    fn with_column(&mut self, column: &str, value: Option<&str>, before: &str) {
        if let Some(value) = value {
            self.with_text(&format!(" AND {before}{column} = ?"), value);
        }
    }

    fn in_order(mut self, by: &str, newest_first: bool, limit: Option<u64>) -> Self {
        self.sql.push_str(" ORDER BY ");
        self.sql.push_str(by);
        self.newest_first = newest_first;
        if newest_first {
            self.sql.push_str(" DESC");
        }
        if let Some(limit) = limit {
            self.with(" LIMIT ?", Value::Number(number(limit)));
        }
        self
    }
}

/// Number, hash and line of the entries that match.
pub(super) fn entries(which: &Which<'_>, dialect: Dialect) -> Question {
    let mut question = Question::select("entries.seq, entries.hash, entries.line FROM ");
    // The newest of a kind since some instant are few: each is held against the label.
    let few = which.kind.is_some() && which.since.is_some();
    let label_first = which.label.filter(|_| !few);
    if let Some((name, value)) = label_first {
        // the few subjects with the label first, then their entries
        let join = dialect.join();
        let joined = format!("label {join} entries ON entries.subject = label.subject WHERE label.name = ?");
        question.with_text(&joined, name);
        question.with_text(" AND label.value = ? AND", value);
    } else {
        question.sql.push_str("entries WHERE");
    }
    // one lower bound: of two, SQLite would look up only the first, and read all that it leaves
    let first = Value::Number(number(which.after.unwrap_or(0).saturating_add(1)));
    question.with(&format!(" entries.seq >= {}(?", dialect.greatest()), first);
    match which.since {
        Some(since) => question.with(&format!(", {FIRST_FROM})"), Value::Number(since.timestamp_millis())),
        None => question.sql.push_str(", 0)"),
    }
    if let Some(before) = which.before {
        question.with(" AND entries.seq < ?", Value::Number(number(before)));
    }
    question.with_column("entries.subject", which.subject.map(Subject::as_str), "");
    // of several equal columns the narrowest is looked up in its index
    let by_subject = which.subject.is_some() || label_first.is_some();
    let by_kind = which.kind.is_some() || which.actor.is_some();
    let unless = |narrower| if narrower { dialect.unindexed() } else { "" };
    question.with_column("entries.kind", which.kind, unless(by_subject));
    question.with_column("entries.actor", which.actor, unless(by_subject));
    question.with_column("entries.stream", which.stream, unless(by_subject || by_kind));
    if let Some(until) = which.until {
        question.with(&format!(" AND entries.seq < {FIRST_FROM}"), Value::Number(until.timestamp_millis()));
    }
    if let Some((name, value)) = which.label.filter(|_| few) {
        // not EXISTS, which SQLite may turn into a join that begins with the label
        question.with_text(" AND (SELECT 1 FROM label WHERE subject = entries.subject AND name = ?", name);
        question.with_text(" AND value = ?) = 1", value);
    }
    question.in_order("entries.seq", which.newest_first, which.limit)
}

/// Subject and card, without its labels, of the subjects that match; last the number of the subject's first entry.
pub(super) fn cards(query: &Query<'_>, dialect: Dialect) -> Question {
    let mut question = Question::select(
        "subject.subject, subject.state, subject.live, subject.from_at, subject.until_at, subject.first_seq FROM ",
    );
    // Few of the cards of many years reach into a stretch of time that is asked about: they are looked up by their ends.
    let by_end = query.overlapping.is_some() && query.stream.is_some();
    let mut labels = query.labels.iter();
    if let Some((name, value)) = labels.next().filter(|_| !by_end) {
        let join = dialect.join();
        let joined = format!("label {join} subject ON subject.subject = label.subject WHERE label.name = ?");
        question.with_text(&joined, name);
        question.with_text(" AND label.value = ?", value);
    } else {
        question.sql.push_str("subject WHERE true");
    }
    for (name, value) in if by_end { query.labels.iter() } else { labels } {
        // not EXISTS, which SQLite may turn into a join that begins with the label
        question.with_text(" AND (SELECT 1 FROM label AS l WHERE l.subject = subject.subject AND l.name = ?", name);
        question.with_text(" AND l.value = ?) = 1", value);
    }
    let unless_by_end = if by_end { dialect.unindexed() } else { "" };
    question.with_column("subject.stream", query.stream, "");
    question.with_column("subject.state", query.state, unless_by_end);
    if let Some(live) = query.live {
        question.with(&format!(" AND {unless_by_end}subject.live = ?"), Value::Bool(live));
    }
    if let Some(interval) = query.overlapping {
        let (start, end) = (interval.start().timestamp_millis(), interval.end().timestamp_millis());
        question.with(" AND coalesce(subject.until_at, 9223372036854775807) > ?", Value::Number(start));
        question.with(" AND (subject.from_at IS NULL OR subject.from_at < ?)", Value::Number(end));
    }
    question.in_order("subject.first_seq", query.newest_first, query.limit)
}

/// A count as the database stores it; none is ever beyond its range.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The other way round.
#[cfg(feature = "postgres")]
pub(super) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
