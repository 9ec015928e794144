//! From what is asked to SQL. Every question about entries is answered from an index.

use rusqlite::types::Value;

use crate::ledger::{Query, Which};
use crate::record::Subject;

/// All entries after a number, with what was extracted from them.
pub(super) const STORED: &str = "SELECT seq, hash, line, act, at, actor, subject, stream, kind \
     FROM entries WHERE seq > ? ORDER BY seq";

/// The number of the first entry from an instant on. Time never goes back along the chain, so a stretch of time is a
/// stretch of numbers, and any other index can be combined with it.
const FIRST_FROM: &str =
    "coalesce((SELECT seq FROM entries WHERE at >= ? ORDER BY at, seq LIMIT 1), 9223372036854775807)";

/// SQL and what stands for its question marks.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Question {
    fn select(what: &str) -> Self {
        Self { sql: format!("SELECT {what}"), values: Vec::new() }
    }

    /// Goes on with `sql`, which has one question mark, for `value`.
    fn with(&mut self, sql: &str, value: impl Into<Value>) {
        self.sql.push_str(sql);
        self.values.push(value.into());
    }

    /// Goes on with a column that must have the value, if one is given. A `+` keeps the column from being looked up in
    /// its index.
    fn with_column(&mut self, column: &str, value: Option<&str>, by_index: bool) {
        if let Some(value) = value {
            let plus = if by_index { "" } else { "+" };
            self.with(&format!(" AND {plus}{column} = ?"), value.to_owned());
        }
    }

    fn in_order(mut self, by: &str, newest_first: bool, limit: Option<u64>) -> Self {
        self.sql.push_str(" ORDER BY ");
        self.sql.push_str(by);
        if newest_first {
            self.sql.push_str(" DESC");
        }
        if let Some(limit) = limit {
            self.with(" LIMIT ?", number(limit));
        }
        self
    }
}

/// Number, hash and line of the entries that match.
pub(super) fn entries(which: &Which<'_>) -> Question {
    let mut question = Question::select("entries.seq, entries.hash, entries.line FROM ");
    // The newest of a kind since some instant are few: each is held against the label.
    let few = which.kind.is_some() && which.since.is_some();
    let label_first = which.label.filter(|_| !few);
    if let Some((name, value)) = label_first {
        // CROSS JOIN: the subjects with the label first, then their entries
        question
            .with("label CROSS JOIN entries ON entries.subject = label.subject WHERE label.name = ?", name.to_owned());
        question.with(" AND label.value = ? AND", value.to_owned());
    } else {
        question.sql.push_str("entries WHERE");
    }
    // one lower bound: of two, only the first would be looked up, and all that it leaves be read
    question.with(" entries.seq >= max(1 + ?", number(which.after.unwrap_or(0)));
    match which.since {
        Some(since) => question.with(&format!(", {FIRST_FROM})"), since.timestamp_millis()),
        None => question.sql.push_str(", 0)"),
    }
    question.with_column("entries.subject", which.subject.map(Subject::as_str), true);
    // of several equal columns the narrowest is looked up in its index
    let by_subject = which.subject.is_some() || label_first.is_some();
    let by_kind = which.kind.is_some() || which.actor.is_some();
    question.with_column("entries.kind", which.kind, !by_subject);
    question.with_column("entries.actor", which.actor, !by_subject);
    question.with_column("entries.stream", which.stream, !by_subject && !by_kind);
    if let Some(until) = which.until {
        question.with(&format!(" AND entries.seq < {FIRST_FROM}"), until.timestamp_millis());
    }
    if let Some((name, value)) = which.label.filter(|_| few) {
        // not EXISTS, which SQLite may turn into a join that begins with the label
        question.with(" AND (SELECT 1 FROM label WHERE subject = entries.subject AND name = ?", name.to_owned());
        question.with(" AND value = ?) = 1", value.to_owned());
    }
    question.in_order("entries.seq", which.newest_first, which.limit)
}

/// Subject and card, without its labels, of the subjects that match.
pub(super) fn cards(query: &Query<'_>) -> Question {
    let mut question =
        Question::select("subject.subject, subject.state, subject.live, subject.from_at, subject.until_at FROM ");
    let mut labels = query.labels.iter();
    if let Some((name, value)) = labels.next() {
        question.with(
            "label CROSS JOIN subject ON subject.subject = label.subject WHERE label.name = ?",
            (*name).to_owned(),
        );
        question.with(" AND label.value = ?", (*value).to_owned());
    } else {
        question.sql.push_str("subject WHERE true");
    }
    for (name, value) in labels {
        question.with(" AND EXISTS (SELECT 1 FROM label AS l WHERE l.name = ?", (*name).to_owned());
        question.with(" AND l.value = ? AND l.subject = subject.subject)", (*value).to_owned());
    }
    question.with_column("subject.stream", query.stream, true);
    question.with_column("subject.state", query.state, true);
    if let Some(live) = query.live {
        question.with(" AND subject.live = ?", i64::from(live));
    }
    if let Some(interval) = query.overlapping {
        let (start, end) = (interval.start().timestamp_millis(), interval.end().timestamp_millis());
        question.with(" AND coalesce(subject.until_at, 9223372036854775807) > ?", start);
        question.with(" AND (subject.from_at IS NULL OR subject.from_at < ?)", end);
    }
    question.in_order("subject.first_seq", query.newest_first, query.limit)
}

/// A count as the database stores it; none is ever beyond its range.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rusqlite::Connection;

    use super::*;
    use crate::calendar::Interval;

    fn plan(connection: &Connection, question: &Question) -> Vec<String> {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", question.sql)).expect("SQL");
        let steps = statement.query_map(rusqlite::params_from_iter(&question.values), |row| row.get("detail"));
        steps.and_then(Iterator::collect).expect("a plan")
    }

    fn ledger() -> Connection {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch(include_str!("schema.sql")).expect("a schema");
        connection
    }

    #[test]
    fn every_question_about_entries_is_answered_from_an_index() {
        let connection = ledger();
        let subject = Subject::new("change", "CHG-1");
        for choice in 0_u32..1 << 10 {
            let chosen = |bit: u32| choice >> bit & 1 == 1;
            let which = Which {
                subject: chosen(0).then_some(&subject),
                stream: chosen(1).then_some("change"),
                kind: chosen(2).then_some("change.planned"),
                actor: chosen(3).then_some("olga"),
                since: chosen(4).then_some(DateTime::UNIX_EPOCH),
                until: chosen(5).then_some(DateTime::UNIX_EPOCH),
                after: chosen(6).then_some(41),
                label: chosen(7).then_some(("system", "db")),
                newest_first: chosen(8),
                limit: chosen(9).then_some(20),
            };
            let plan = plan(&connection, &entries(&which));
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{which:?}: {plan:?}");
            let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
            let few = which.kind.is_some() && which.since.is_some();
            assert_eq!(sorted, which.label.is_some() && !few, "{which:?}: {plan:?}");
            let best: &[&str] = match which {
                Which { label: Some(_), .. } if !few => &["entries_subject (subject=?"],
                Which { subject: Some(_), .. } => &["entries_subject (subject=?"],
                Which { kind: Some(_), .. } | Which { actor: Some(_), .. } => &["entries_kind", "entries_actor"],
                Which { stream: Some(_), .. } => &["entries_stream"],
                _ => &["SEARCH entries USING INTEGER PRIMARY KEY"],
            };
            let taken = |index: &&str| plan.iter().any(|step| step.contains(index) && step.contains("rowid>?"));
            assert!(best.iter().any(taken), "{which:?}: {plan:?}");
        }
        let plan = plan(&connection, &Question { sql: STORED.to_owned(), values: vec![0.into()] });
        assert_eq!(plan, ["SEARCH entries USING INTEGER PRIMARY KEY (rowid>?)"]);
    }

    #[test]
    fn what_was_recorded_before_is_not_read_when_the_newest_are_asked_for() {
        let connection = ledger();
        let fill = "WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 5000) \
                    INSERT INTO entries (seq, hash, line, act, at, actor, subject, stream, kind) \
                    SELECT seq, zeroblob(32), '', seq, seq * 1000, 'olga', 'change/CHG-1', 'change', 'run.finished' FROM n";
        connection.execute_batch(fill).expect("entries");
        let subject = Subject::new("change", "CHG-1");
        let all = Which { since: DateTime::from_timestamp(4990, 0), ..Which::default() };
        for which in [
            Which { kind: Some("run.finished"), ..all.clone() },
            Which { kind: Some("run.finished"), label: Some(("system", "db")), newest_first: true, ..all.clone() },
            Which { actor: Some("olga"), ..all.clone() },
            Which { subject: Some(&subject), ..all.clone() },
            all,
        ] {
            let question = entries(&which);
            let mut statement = connection.prepare(&question.sql).expect("SQL");
            let rows = statement.query_map(rusqlite::params_from_iter(&question.values), |row| row.get::<_, i64>(0));
            let found: Vec<i64> = rows.and_then(Iterator::collect).expect("entries");
            assert_eq!(found.len(), if which.label.is_some() { 0 } else { 11 }, "{which:?}");
            let steps = statement.get_status(rusqlite::StatementStatus::VmStep);
            assert!(steps < 1_000, "{steps} steps for {which:?}");
        }
    }

    #[test]
    fn every_question_about_cards_of_a_stream_a_label_or_live_ones_is_answered_from_an_index() {
        let connection = ledger();
        let second = DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1);
        for choice in 0_u32..1 << 7 {
            let chosen = |bit: u32| choice >> bit & 1 == 1;
            let labels = [chosen(0).then_some(("system", "db")), chosen(1).then_some(("customer", "acme"))];
            let query = Query {
                labels: labels.into_iter().flatten().collect(),
                stream: chosen(2).then_some("change"),
                live: chosen(3).then_some(true),
                state: chosen(4).then_some("planned"),
                overlapping: chosen(5).then(|| Interval::new(DateTime::UNIX_EPOCH, second)).flatten(),
                newest_first: chosen(6),
                limit: None,
            };
            let plan = plan(&connection, &cards(&query));
            let scanned = plan.iter().any(|step| step.starts_with("SCAN"));
            assert_eq!(scanned, choice.trailing_zeros() >= 4, "{query:?}: {plan:?}");
        }
    }
}
