//! A ledger in every bad state: what is refused, what is still answered, and what is said about it.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::house::{Answer, House, as_nobody, boris};

/// Beside every planned change.
const CHECK: [&str; 7] = ["check", "--system", "shop", "--downtime", "0m", "--at", "2026-11-24T12:50:00Z"];
const PLAN: [&str; 6] = ["plan", "x", "--system", "shop", "--downtime", "5m"];

/// A house whose gate is open for a short stop, with one change planned that leaves a file behind.
fn house() -> House {
    let house = House::new();
    house.confirm_backup();
    house.okno(&[&PLAN[..], &["--", "touch", "ran"]].concat()).exits(0);
    house.okno(&CHECK).exits(0);
    house
}

/// Everything in the ledger in one file, so that it can be put elsewhere.
fn whole_ledger(house: &House) -> Vec<u8> {
    let database = Connection::open(house.ledger()).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(database);
    fs::read(house.ledger()).unwrap()
}

/// A ledger that consists of these bytes.
fn put(house: &House, bytes: &[u8]) {
    for suffix in ["-wal", "-shm"] {
        drop(fs::remove_file(house.path(&format!(".okno/ledger.db{suffix}"))));
    }
    fs::write(house.ledger(), bytes).unwrap();
}

/// Changes what is stored, behind the back of okno.
fn tamper(house: &House, sql: &str) {
    let database = Connection::open(house.ledger()).unwrap();
    database
        .execute_batch(&format!("DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go; {sql}"))
        .unwrap();
}

/// Reading and recording commands all refuse with 69, and say so in both forms.
#[track_caller]
fn refused_by_all(house: &House, says: &str) {
    let commands: [&[&str]; 8] =
        [&CHECK, &PLAN, &["run", "1"], &["show", "1"], &["list"], &["log"], &["log", "verify"], &["backup", "status"]];
    for command in commands {
        let answer = house.okno(command);
        assert_eq!(answer.code, 69, "{command:?}: {answer:?}");
        assert!(answer.err.contains(says), "{command:?}: {answer:?}");
        assert!(answer.err.contains("ledger.db"), "{command:?}: {answer:?}");
        assert!(answer.err.contains("hint: "), "{command:?}: {answer:?}");
        let object = house.okno(&[command, ["--format", "json"].as_slice()].concat()).exits(69).json();
        assert_eq!(object["schema"], "okno.error/1", "{command:?}");
        assert!(object["message"].as_str().unwrap().contains(says), "{command:?}: {object}");
    }
    // What the rules alone say is still answered.
    house.okno(&["windows", "--customer", "acme"]).exits(0);
    house.okno(&["policy", "check"]).exits(0);
}

#[test]
fn a_folder_in_its_place_is_no_ledger() {
    let house = House::new();
    fs::create_dir_all(house.ledger()).unwrap();
    refused_by_all(&house, "is a folder, not a ledger");
}

#[test]
fn an_empty_file_is_no_new_ledger() {
    let house = House::new();
    fs::create_dir(house.path(".okno")).unwrap();
    put(&house, b"");
    refused_by_all(&house, "is empty");
    assert_eq!(fs::read(house.ledger()).unwrap(), b"");
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let house = House::new();
    fs::create_dir(house.path(".okno")).unwrap();
    let text = "not a database at all\n".repeat(100);
    put(&house, text.as_bytes());
    refused_by_all(&house, "is not a SQLite file");
    assert_eq!(fs::read(house.ledger()).unwrap(), text.as_bytes());

    fs::remove_file(house.ledger()).unwrap();
    Connection::open(house.ledger()).unwrap().execute_batch("CREATE TABLE entries (seq INTEGER)").unwrap();
    let before = fs::read(house.ledger()).unwrap();
    refused_by_all(&house, "belongs to another program");
    assert_eq!(fs::read(house.ledger()).unwrap(), before);
}

#[test]
fn a_ledger_that_is_cut_short_is_damaged() {
    let house = house();
    let whole = whole_ledger(&house);
    for length in [100, 4096, whole.len() / 2] {
        put(&house, &whole[..length]);
        for command in [&CHECK[..], &PLAN, &["log", "verify"]] {
            let answer = house.okno(command);
            assert!(matches!(answer.code, 69 | 65), "{length} {command:?}: {answer:?}");
            assert!(answer.err.contains("damaged"), "{length} {command:?}: {answer:?}");
        }
    }
    put(&house, &whole);
    house.okno(&CHECK).exits(0);
}

#[test]
fn a_ledger_of_a_newer_okno_may_be_read_and_verified_and_never_written() {
    let house = house();
    Connection::open(house.ledger()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    house.okno(&CHECK).exits(0);
    house.okno(&["log", "verify"]).exits(0);
    let before = house.kinds();
    for command in [&PLAN[..], &["run", "1"], &["cancel", "1", "--reason", "x"], &["policy", "adopt", "--yes"]] {
        let answer = house.okno(command).exits(69);
        assert!(answer.err.contains("form 99 of a newer okno"), "{answer:?}");
        assert!(answer.err.contains("update okno"), "{answer:?}");
    }
    assert_eq!(house.kinds(), before);
}

#[test]
fn a_changed_byte_is_found_and_its_entry_named() {
    let house = house();
    tamper(&house, "UPDATE entries SET line = replace(line, 'olga', 'olgb') WHERE seq = 2");
    let found = house.okno(&["log", "verify"]).exits(65);
    assert!(found.out.contains("DOES NOT VERIFY"), "{found:?}");
    assert!(found.out.contains("From entry 2 on"), "{found:?}");
    let object = house.okno(&["log", "verify", "--format", "json"]).exits(65).json();
    assert_eq!((&object["ok"], &object["entries"], &object["first_bad"]["seq"]), (&json!(false), &json!(1), &json!(2)));
    assert_eq!(object["head"]["seq"], 1);
}

#[test]
fn a_change_of_the_newest_entry_closes_the_gate() {
    let house = house();
    let newest = house.kinds().len();
    tamper(&house, &format!("UPDATE entries SET line = replace(line, 'olga', 'olgb') WHERE seq = {newest}"));
    broken_at_the_gate(&house, &format!("entry {newest} was changed"));
    let object = house.okno(&["log", "verify", "--format", "json"]).exits(65).json();
    assert_eq!(object["first_bad"]["seq"], newest);
}

/// Row 22: the gate is closed for an operator, and nothing is recorded.
#[track_caller]
fn broken_at_the_gate(house: &House, says: &str) {
    let entries = || -> i64 {
        let database = Connection::open(house.ledger()).unwrap();
        database.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap()
    };
    let before = entries();
    for command in [&CHECK[..], &PLAN] {
        let answer = house.okno(&[command, &["--format", "json"]].concat()).exits(69);
        assert!(answer.reasons().contains(&"ledger-broken".to_owned()), "{answer:?}");
        let reason = answer.json()["reasons"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&reason["row"], &reason["cure"]), (&json!(22), &json!("operator")));
        assert!(reason["message"].as_str().unwrap().contains(says), "{reason}");
        assert_eq!(answer.json()["next_slot"], Value::Null);
    }
    for command in [&["cancel", "1", "--reason", "x"][..], &["backup", "confirm", "--system", "shop"]] {
        let answer = house.okno(command).exits(69);
        assert!(answer.err.contains(says), "{command:?}: {answer:?}");
    }
    house.okno(&["run", "1"]).exits(69);
    assert!(!house.path("ran").exists());
    assert_eq!(entries(), before);
}

#[test]
fn a_ledger_that_was_rolled_back_is_noticed_on_this_machine() {
    let house = house();
    let earlier = whole_ledger(&house);
    house.okno(&["cancel", "1", "--reason", "not needed"]).exits(0);
    let later = whole_ledger(&house);
    put(&house, &earlier);
    broken_at_the_gate(&house, "the ledger ends before it");
    let verified = house.okno(&["log", "verify"]).exits(65);
    assert!(verified.out.contains("DOES NOT VERIFY"), "{verified:?}");

    // The right one comes back, and everything is well.
    put(&house, &later);
    house.okno(&CHECK).exits(0);
    house.okno(&["log", "verify"]).exits(0);

    // Somebody brought the copy back on purpose: what the message proposes is done.
    put(&house, &earlier);
    accept(&house, &house.okno(&["approve", "1"]));
    house.okno(&CHECK).exits(0);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
}

/// Accepts what lies there, as an answer proposes.
#[track_caller]
fn accept(house: &House, answer: &Answer) {
    assert!(answer.err.contains("okno ledger accept --head"), "{answer:?}");
    house.okno(&["ledger", "accept", "--head", "--reason", "it was meant to be so"]).exits(0);
}

#[test]
fn history_cannot_be_rewritten_behind_the_newest_entry() {
    let house = house();
    let earlier = whole_ledger(&house);
    house.okno(&["cancel", "1", "--reason", "not needed"]).exits(0);
    put(&house, &earlier);
    // Another machine, which never saw the later entries, goes on with the copy.
    let elsewhere = [("XDG_STATE_HOME", "/nonexistent")];
    for _ in 0..3 {
        house.okno_with(&boris(), &elsewhere, &["plan", "y", "--system", "shop", "--downtime", "1m"]).exits(0);
    }
    broken_at_the_gate(&house, "is not the one seen before");
}

#[test]
fn another_ledger_in_its_place_is_noticed_on_this_machine() {
    let (one, other) = (house(), house());
    let stranger = whole_ledger(&other);
    put(&one, &stranger);
    broken_at_the_gate(&one, "is another one than this machine wrote to there");
    one.okno(&["log", "verify"]).exits(65);
    accept(&one, &one.okno(&["approve", "1"]));
    one.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_ledger_that_is_gone_is_not_replaced_in_silence() {
    let house = house();
    fs::remove_dir_all(house.path(".okno")).unwrap();
    let check = house.okno(&[&CHECK[..], &["--format", "json"]].concat()).exits(69);
    assert!(check.reasons().contains(&"ledger-broken".to_owned()), "{check:?}");
    let commands: [&[&str]; 9] = [
        &["approve", "1"],
        &["check", "1"],
        &["run", "1"],
        &["show", "1"],
        &["status"],
        &["list"],
        &["backup", "confirm", "--system", "shop"],
        &["log"],
        &["policy", "adopt", "--yes"],
    ];
    for command in commands {
        let answer = house.okno(command).exits(69);
        assert!(answer.err.contains("is gone"), "{command:?}: {answer:?}");
    }
    house.okno(&PLAN).exits(69);
    assert!(!house.path(".okno").exists());
    accept(&house, &house.okno(&["log"]));
    house.okno(&PLAN).exits(0);
}

#[test]
fn a_machine_that_can_remember_nothing_still_has_the_chain() {
    let house = House::new();
    fs::write(house.path("state"), "a file where the folder should be").unwrap();
    house.confirm_backup();
    house.okno(&CHECK).exits(0);
    let newest = house.kinds().len();
    tamper(&house, &format!("DELETE FROM entries WHERE seq = {}", newest - 1));
    let broken = house.okno(&[&CHECK[..], &["--format", "json"]].concat()).exits(69);
    assert!(broken.reasons().contains(&"ledger-broken".to_owned()), "{broken:?}");
}

#[test]
fn a_read_only_ledger_is_read_and_not_written() {
    let house = house();
    whole_ledger(&house);
    house.open_to_everybody();
    set_mode(&house.path(".okno"), 0o755);
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let path = house.path(&format!(".okno/{name}"));
        if path.exists() {
            set_mode(&path, 0o444);
        }
    }
    set_mode(&house.path(".okno"), 0o555);
    as_nobody(&house, &["list"]).exits(0);
    as_nobody(&house, &["log", "verify"]).exits(0);
    let answer = as_nobody(&house, &["cancel", "1", "--reason", "x"]).exits(69);
    assert!(answer.err.contains("read-only"), "{answer:?}");
    assert!(answer.err.contains("hint: make "), "{answer:?}");
    set_mode(&house.path(".okno"), 0o755);
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).json()["state"], "planned");
}

#[test]
fn a_ledger_in_a_folder_without_permission_is_an_error_that_says_whose() {
    let house = house();
    house.open_to_everybody();
    set_mode(&house.path(".okno"), 0o000);
    for command in [&CHECK[..], &PLAN, &["log"]] {
        let answer = as_nobody(&house, command).exits(69);
        assert!(answer.err.contains("no permission to open the ledger"), "{command:?}: {answer:?}");
        assert!(answer.err.contains("give the account that runs okno access"), "{command:?}: {answer:?}");
    }
    set_mode(&house.path(".okno"), 0o700);
}

#[test]
fn where_no_ledger_can_be_made_nothing_is_recorded_and_the_folder_is_named() {
    let house = House::new();
    house.open_to_everybody();
    let readable = house.path("closed");
    fs::create_dir(&readable).unwrap();
    set_mode(&readable, 0o555);
    let answer = as_nobody(&house, &[&PLAN[..], &["--ledger", "closed/new/ledger.db"]].concat()).exits(69);
    assert!(answer.err.contains("closed/new"), "{answer:?}");
    assert!(answer.err.contains("hint: "), "{answer:?}");
    assert_eq!(fs::read_dir(&readable).unwrap().count(), 0);
    set_mode(&readable, 0o755);
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_ledger_that_another_process_holds_is_waited_for_and_then_given_up() {
    let house = house();
    let holder = Connection::open(house.ledger()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Reading goes on meanwhile.
    house.okno(&CHECK).exits(0);
    house.okno(&["log", "verify"]).exits(0);
    let answer = house.okno(&["cancel", "1", "--reason", "x"]).exits(69);
    assert!(answer.err.contains("locked by another process for 5 s"), "{answer:?}");
    assert!(answer.err.contains("try again"), "{answer:?}");
    holder.execute_batch("ROLLBACK").unwrap();
    house.okno(&["cancel", "1", "--reason", "x"]).exits(0);
}
