//! Looking at what was recorded takes no rules.

use std::fs;

use crate::house::{House, RULES};

/// Every command that only looks at the record.
const LOOKS: [&[&str]; 6] =
    [&["log"], &["log", "verify"], &["log", "head"], &["log", "export"], &["show", "1"], &["list"]];

const BROKEN: &str = "[customers.acme\ntime-zone = ";

/// A house with a change in its ledger.
fn house() -> House {
    let house = House::new();
    house.okno(&["plan", "Grow the shop", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
    house
}

#[test]
fn rules_that_are_wrong_or_missing_keep_nobody_from_the_record() {
    let house = house();
    let lines = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    house.write("windows.toml", BROKEN);
    for look in LOOKS {
        let answer = house.okno(look).exits(0);
        assert!(answer.err.contains("stand in"), "{look:?}: {answer:?}");
    }
    fs::remove_file(house.path("windows.toml")).unwrap();
    fs::create_dir(house.path("below")).unwrap();
    for look in LOOKS {
        let answer = house.okno_in("below", look).exits(0);
        assert!(answer.err.contains("no windows.toml was found"), "{look:?}: {answer:?}");
    }
    assert_eq!(house.okno(&["log", "--format", "jsonl"]).exits(0).out, lines);
    // Whoever decides or records needs rules.
    for other in [&["check", "1"][..], &["plan", "x", "--system", "shop", "--downtime", "5m"], &["status"]] {
        house.okno(other).exits(78);
    }
}

#[test]
fn the_ledger_is_found_by_what_can_be_read_of_broken_rules() {
    let house = House::new();
    fs::create_dir(house.path("elsewhere")).unwrap();
    let rules = format!("ledger = \"elsewhere/l.db\"\n{RULES}");
    house.write("windows.toml", &rules);
    house.okno(&["plan", "Grow the shop", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
    house.write("windows.toml", format!("ledger = \"elsewhere/l.db\"\n{BROKEN}"));
    assert!(house.okno(&["show", "1"]).exits(0).out.contains("Grow the shop"));
    // By flag it is found whatever the file says.
    house.write("windows.toml", BROKEN);
    house.okno(&["show", "1"]).exits(78);
    assert!(house.okno(&["show", "1", "--ledger", "elsewhere/l.db"]).exits(0).out.contains("Grow the shop"));
}

#[test]
fn without_any_rules_what_was_recorded_is_shown_in_utc() {
    let house = house();
    // The ledger has lost the text of the rules that it adopted.
    let database = rusqlite::Connection::open(house.ledger()).unwrap();
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in triggers {
        database.execute_batch(&format!("DROP TRIGGER \"{name}\"")).unwrap();
    }
    database.execute_batch("DELETE FROM attachment").unwrap();
    drop(database);
    house.write("windows.toml", BROKEN);
    for look in LOOKS {
        let answer = house.okno(look).exits(0);
        assert!(answer.err.contains("No rules stand in"), "{look:?}: {answer:?}");
    }
    let shown = house.okno(&["show", "1"]).exits(0);
    assert!(shown.out.contains("Grow the shop") && shown.out.contains("12:00 UTC"), "{shown:?}");
    let log = house.okno(&["log", "--format", "json"]).exits(0).json();
    assert_eq!((&log["policy"], log["entries"].as_array().map(Vec::len)), (&serde_json::Value::Null, Some(4)));
}
