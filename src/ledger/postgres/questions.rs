//! The questions of every store, as PostgreSQL takes them: many at once, each answer a few rows of one shape.

use std::fmt::Write as _;

use postgres::types::{ToSql, Type};

use crate::ledger::questions::{self, Dialect, Value};
use crate::ledger::{Query, Question, Which};
use crate::record::Digest;

/// How many entries are fetched at once, where the reader does not say how many it wants.
const PAGE_OF_SUBJECT: u64 = 1_000;
/// The same, where a reader usually breaks off after a few.
const PAGE: u64 = 100;

/// A question that was or will be asked. Equal ones have equal answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Entries { of: EntriesOf, sql: questions::Question },
    Cards { stream: Option<String>, sql: questions::Question },
    Leases,
    Attachment(Digest),
    Act(String),
    Hash(u64),
}

/// What decides whether a new entry belongs to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EntriesOf {
    pub(super) subject: Option<String>,
    pub(super) stream: Option<String>,
    pub(super) by_label: bool,
    /// All of the subject, the oldest first: a new one comes last.
    pub(super) whole_subject: bool,
}

/// A row of an answer: a number, bytes, a text; what they are depends on the question.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: i64,
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) text: Option<String>,
}

/// How many of the entries are fetched at first.
pub(super) fn page(which: &Which<'_>) -> u64 {
    let usual = if which.subject.is_some() { PAGE_OF_SUBJECT } else { PAGE };
    which.limit.map_or(usual, |limit| limit.min(usual))
}

impl Asked {
    /// A page of entries.
    pub(super) fn entries(which: &Which<'_>) -> Self {
        let page = page(which);
        let only_subject = Which { subject: which.subject, after: which.after, ..Which::default() };
        let whole_subject =
            which.subject.is_some() && which.after.is_none() && format!("{which:?}") == format!("{only_subject:?}");
        let of = EntriesOf {
            subject: which.subject.map(|subject| subject.as_str().to_owned()),
            stream: which.stream.map(str::to_owned),
            by_label: which.label.is_some(),
            whole_subject,
        };
        let which = Which { limit: Some(page), ..which.clone() };
        Self::Entries { of, sql: questions::entries(&which, Dialect::Postgres) }
    }

    pub(super) fn cards(query: &Query<'_>) -> Self {
        Self::Cards { stream: query.stream.map(str::to_owned), sql: questions::cards(query, Dialect::Postgres) }
    }

    /// The newest entry and the one before.
    pub(super) fn newest() -> Self {
        Self::entries(&Which { newest_first: true, limit: Some(2), ..Which::default() })
    }

    pub(super) fn of(question: &Question<'_>) -> Self {
        match question {
            Question::Head => Self::newest(),
            Question::Entries(which) => Self::entries(which),
            Question::Cards(query) => Self::cards(query),
            Question::Leases => Self::Leases,
            Question::Attachment(digest) => Self::Attachment(*digest),
            Question::Hash(seq) => Self::Hash(*seq),
        }
    }

    /// SQL that gives number, bytes and text.
    fn select(&self) -> (String, Vec<Parameter>) {
        let fixed = |sql: &str, value: Parameter| (sql.to_owned(), vec![value]);
        match self {
            Self::Entries { sql, .. } => {
                (format!("SELECT seq, hash, line FROM ({}) AS entry", sql.sql), parameters(&sql.values))
            }
            Self::Cards { sql, .. } => {
                let labels = "(SELECT coalesce(json_agg(json_build_array(name, value)), '[]') FROM label \
                              WHERE label.subject = card.subject)";
                let card = format!(
                    "json_build_object('subject', subject, 'state', state, 'live', live, 'from', from_at, \
                     'until', until_at, 'labels', {labels})"
                );
                let text = format!("SELECT first_seq, NULL::bytea, {card}::text FROM ({}) AS card", sql.sql);
                (text, parameters(&sql.values))
            }
            Self::Leases => (
                "SELECT row_number() OVER (ORDER BY system), NULL::bytea, json_build_object('system', system, \
                 'run', run, 'holder', holder, 'since', since, 'until', until_at)::text FROM lease"
                    .to_owned(),
                Vec::new(),
            ),
            Self::Attachment(digest) => fixed(
                "SELECT 0::bigint, bytes, NULL::text FROM attachment WHERE sha256 = ?",
                Parameter::Bytes(digest.as_bytes().to_vec()),
            ),
            Self::Act(act) => fixed(
                "SELECT seq, NULL::bytea, NULL::text FROM entries WHERE act = ?",
                Parameter::Text(format!("{act}.0")),
            ),
            Self::Hash(seq) => fixed(
                "SELECT seq, hash, NULL::text FROM entries WHERE seq = ?",
                Parameter::Number(questions::number(*seq)),
            ),
        }
    }

    /// In the order that was asked for: the rows of many answers come in any.
    pub(super) fn in_order(&self, lines: &mut [Line]) {
        lines.sort_by_key(|line| line.number);
        let sql = match self {
            Self::Entries { sql, .. } | Self::Cards { sql, .. } => sql,
            Self::Leases | Self::Attachment(_) | Self::Act(_) | Self::Hash(_) => return,
        };
        if sql.newest_first {
            lines.reverse();
        }
    }
}

/// A value of a question.
#[derive(Debug, Clone)]
pub(super) enum Parameter {
    Text(String),
    Number(i64),
    Bool(bool),
    Bytes(Vec<u8>),
}

impl Parameter {
    pub(super) fn bound(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Self::Text(text) => (text, Type::TEXT),
            Self::Number(number) => (number, Type::INT8),
            Self::Bool(truth) => (truth, Type::BOOL),
            Self::Bytes(bytes) => (bytes, Type::BYTEA),
        }
    }
}

fn parameters(values: &[Value]) -> Vec<Parameter> {
    let parameter = |value: &Value| match value {
        Value::Text(text) => Parameter::Text(text.clone()),
        Value::Number(number) => Parameter::Number(*number),
        Value::Bool(truth) => Parameter::Bool(*truth),
    };
    values.iter().map(parameter).collect()
}

/// All of the questions as one: SQL whose rows begin with the number of the question that they answer.
pub(super) fn together(asked: &[Asked]) -> (String, Vec<Parameter>) {
    let (mut sql, mut values) = (String::new(), Vec::new());
    for (number, asked) in asked.iter().enumerate() {
        let (select, own) = asked.select();
        let mut pieces = select.split('?');
        let first = pieces.next().unwrap_or_default();
        let mut select = first.to_owned();
        for (piece, value) in pieces.zip(own) {
            values.push(value);
            // writing to a String does not fail
            let _ = write!(select, "${}{piece}", values.len());
        }
        let union = if number == 0 { "" } else { " UNION ALL " };
        let _ =
            write!(sql, "{union}SELECT {number}::integer, answer.* FROM ({select}) AS answer (number, bytes, text)");
    }
    (sql, values)
}
