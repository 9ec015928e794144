//! The questions of every store, as `SQLite` takes them.

use rusqlite::ToSql;
use rusqlite::types::ToSqlOutput;

pub(super) use crate::ledger::questions::{Dialect, Question, STORED, Value, cards, entries, number};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Number(number) => number.to_sql(),
            Self::Bool(truth) => truth.to_sql(),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rusqlite::Connection;

    use super::*;
    use crate::calendar::Interval;
    use crate::ledger::{Query, Which};
    use crate::record::Subject;

    fn plan(connection: &Connection, question: &Question) -> Vec<String> {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", question.sql)).expect("SQL");
        let steps = statement.query_map(rusqlite::params_from_iter(question.values.iter()), |row| row.get("detail"));
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
                before: None,
                label: chosen(7).then_some(("system", "db")),
                newest_first: chosen(8),
                limit: chosen(9).then_some(20),
            };
            let plan = plan(&connection, &entries(&which, Dialect::Sqlite));
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
        let plan = plan(
            &connection,
            &Question { sql: STORED.to_owned(), values: vec![Value::Number(0)], newest_first: false },
        );
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
            let question = entries(&which, Dialect::Sqlite);
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
            let plan = plan(&connection, &cards(&query, Dialect::Sqlite));
            let scanned = plan.iter().any(|step| step.starts_with("SCAN"));
            assert_eq!(scanned, choice.trailing_zeros() >= 4, "{query:?}: {plan:?}");
        }
    }
}
