//! What the probe finds in real files and programs, judged as the gate would judge it.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    clock::{Clock, SystemClock},
    policy::{BackupTool, CommandBackup, SqliteBackup},
    probe::carry_out,
    record::Digest,
    tools::{Aim, Answers, Ask, Backup, Evidence, Fault, Judgement, Next, look, look_again},
};
use rusqlite::Connection;
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(30);

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A sound database with three orders, an empty table, and enough pages to damage one.
fn make_database(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, what TEXT);
             INSERT INTO orders (what) VALUES ('a'), ('b'), ('c');
             CREATE TABLE empty (id);
             CREATE VIEW seen AS SELECT * FROM orders;
             CREATE TABLE \"odd \"\" name\" (what);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
             INSERT INTO \"odd \"\" name\" SELECT hex(randomblob(200)) FROM n;",
        )
        .unwrap();
    connection.close().unwrap();
}

fn sqlite(tables: &[&str]) -> BackupTool {
    BackupTool::Sqlite(SqliteBackup {
        pattern: "app-*.db".into(),
        tables: tables.iter().map(ToString::to_string).collect(),
        min_bytes: Some(4096),
    })
}

fn aim(now: DateTime<Utc>, skew: TimeDelta) -> Aim {
    Aim { need: Evidence::Verified, now, skew }
}

fn asked(next: Next<Judgement>) -> Ask {
    match next {
        Next::Ask(ask) => ask,
        done @ Next::Done(_) => panic!("{done:?}"),
    }
}

fn ask(tool: &BackupTool) -> Ask {
    asked(look(tool, &[], &aim(SystemClock.now(), TimeDelta::zero())))
}

/// These tools ask one question.
fn judge(tool: &BackupTool, answers: &Answers, now: DateTime<Utc>, skew: TimeDelta) -> Judgement {
    done(look(tool, std::slice::from_ref(answers), &aim(now, skew)))
}

fn done(next: Next<Judgement>) -> Judgement {
    match next {
        Next::Done(judgement) => judgement,
        ask @ Next::Ask(_) => panic!("{ask:?}"),
    }
}

fn judged(tool: &BackupTool, folder: &Path) -> Judgement {
    let answers = carry_out(&ask(tool), &SystemClock, folder, LIMIT);
    judge(tool, &answers, SystemClock.now(), TimeDelta::seconds(30))
}

fn confirmed(judgement: Judgement) -> Backup {
    match judgement {
        Judgement::Confirmed(backup) => *backup,
        other => panic!("{other:?}"),
    }
}

fn refuted(judgement: Judgement) -> Vec<&'static str> {
    match judgement {
        Judgement::Refuted(faults, _) => faults.iter().map(Fault::code).collect(),
        other => panic!("{other:?}"),
    }
}

fn unknown(judgement: Judgement) -> Vec<&'static str> {
    match judgement {
        Judgement::Unknown(faults) => faults.iter().map(Fault::code).collect(),
        other => panic!("{other:?}"),
    }
}

fn names_in(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}

#[test]
fn a_real_copy_is_verified_and_no_trace_is_left_beside_it() {
    let folder = folder();
    let path = folder.path().join("app-20261122T070000Z.db");
    make_database(&path);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.close().unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let before = (names_in(folder.path()), fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());

    let backup = confirmed(judged(&sqlite(&["orders", "ORDERS", "odd \" name"]), folder.path()));

    let after = (names_in(folder.path()), fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    assert_eq!(before, after);
    assert_eq!(backup.at, "2026-11-22T07:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!((backup.evidence, backup.sha256), (Evidence::Verified, Some(Digest::of(&before.1))));
    assert!(backup.checks.contains(&"table orders: 3 rows".to_owned()), "{:?}", backup.checks);
    assert!(Path::new(&backup.source).is_absolute());
}

#[test]
fn without_expected_tables_any_row_will_do() {
    let folder = folder();
    let path = folder.path().join("app-1.db");
    make_database(&path);
    confirmed(judged(&sqlite(&[]), folder.path()));
    Connection::open(&path).unwrap().execute_batch("DELETE FROM orders; DELETE FROM \"odd \"\" name\"").unwrap();
    assert_eq!(refuted(judged(&sqlite(&[]), folder.path())), ["nothing-inside"]);
}

#[test]
fn damaged_files_are_refuted_each_with_its_own_fault() {
    type Damage = fn(&mut Vec<u8>);
    let damage: [(&str, Damage); 5] = [
        ("empty", Vec::clear),
        ("too-small", |bytes| bytes.truncate(700)),
        ("truncated", |bytes| bytes.truncate(bytes.len() - 4096)),
        ("not-a-database", |bytes| bytes[..5].copy_from_slice(b"hello")),
        ("corrupt", |bytes| {
            let page = bytes.len() / 4096 / 2 * 4096;
            bytes[page..page + 4096].fill(0xa5);
        }),
    ];
    for (code, damage) in damage {
        let folder = folder();
        let path = folder.path().join("app-1.db");
        make_database(&path);
        let mut bytes = fs::read(&path).unwrap();
        damage(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let codes = refuted(judged(&sqlite(&["orders"]), folder.path()));
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn missing_and_empty_tables_are_refuted_and_a_view_is_no_table() {
    let folder = folder();
    make_database(&folder.path().join("app-1.db"));
    let judgement = judged(&sqlite(&["orders", "customers", "empty", "seen"]), folder.path());
    assert_eq!(refuted(judgement), ["no-table", "no-rows", "no-table"]);
}

#[test]
fn a_copy_with_a_log_beside_it_does_not_stand_alone() {
    let folder = folder();
    let path = folder.path().join("app-1.db");
    make_database(&path);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.execute("INSERT INTO orders (what) VALUES ('new')", []).unwrap();
    assert_eq!(refuted(judged(&sqlite(&["orders"]), folder.path())), ["journal-beside"]);
    connection.close().unwrap();
    confirmed(judged(&sqlite(&["orders"]), folder.path()));
}

#[test]
fn only_finished_regular_files_are_candidates() {
    let folder = folder();
    for name in ["app-2.db.tmp", "app-2.db.partial", "app-2.db~", "other-2.db", ".app-3.db"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    fs::create_dir(folder.path().join("app-4.db")).unwrap();
    symlink("/nowhere", folder.path().join("app-5.db")).unwrap();
    assert_eq!(refuted(judged(&sqlite(&[]), folder.path())), ["no-file"]);
    make_database(&folder.path().join("app-1.db"));
    assert!(confirmed(judged(&sqlite(&[]), folder.path())).id.starts_with("app-1.db@"));
}

#[test]
fn the_newest_by_name_is_judged_even_if_it_is_broken() {
    let folder = folder();
    fs::write(folder.path().join("app-20261122T080000Z.db"), "").unwrap();
    make_database(&folder.path().join("app-20261122T070000Z.db"));
    assert_eq!(refuted(judged(&sqlite(&[]), folder.path())), ["empty"]);
}

#[test]
fn a_folder_that_is_missing_leaves_it_unknown() {
    let folder = folder();
    let tool = BackupTool::Sqlite(SqliteBackup { pattern: "not-mounted/*.db".into(), tables: vec![], min_bytes: None });
    assert_eq!(unknown(judged(&tool, folder.path())), ["cannot-look"]);
}

#[test]
fn wildcards_may_stand_for_folders_too() {
    let folder = folder();
    for day in ["21", "22"] {
        fs::create_dir_all(folder.path().join(format!("backups/2026-11-{day}"))).unwrap();
        make_database(&folder.path().join(format!("backups/2026-11-{day}/app-202611{day}T070000Z.db")));
    }
    let tool = BackupTool::Sqlite(SqliteBackup {
        pattern: "./backups/2026-??-*/app-*.db".into(),
        tables: vec![],
        min_bytes: None,
    });
    assert!(confirmed(judged(&tool, folder.path())).source.ends_with("/2026-11-22/app-20261122T070000Z.db"));
}

#[test]
fn no_time_at_all_is_a_timeout_and_not_a_verdict() {
    let folder = folder();
    make_database(&folder.path().join("app-1.db"));
    let tool = sqlite(&[]);
    let answers = carry_out(&ask(&tool), &SystemClock, folder.path(), Duration::ZERO);
    let judgement = judge(&tool, &answers, SystemClock.now(), TimeDelta::zero());
    assert_eq!(unknown(judgement), ["cannot-look"]);
}

#[test]
fn odd_characters_in_a_path_are_no_part_of_the_uri() {
    let folder = folder();
    let odd = folder.path().join("a?mode=rwc&b#c%41 ы");
    fs::create_dir(&odd).unwrap();
    make_database(&odd.join("app-1.db"));
    confirmed(judged(&sqlite(&["orders"]), &odd));
    assert_eq!(names_in(folder.path()).len(), 1);
}

#[test]
fn a_bound_file_is_looked_at_again() {
    let folder = folder();
    let path = folder.path().join("app-1.db");
    make_database(&path);
    let tool = sqlite(&["orders"]);
    let bound = confirmed(judged(&tool, folder.path()));
    let again = || {
        let aim = aim(SystemClock.now(), TimeDelta::seconds(30));
        let answers = carry_out(&asked(look_again(&tool, &bound, &[], &aim)), &SystemClock, folder.path(), LIMIT);
        done(look_again(&tool, &bound, &[answers], &aim))
    };
    assert_eq!(confirmed(again()).id, bound.id);

    let written_at = fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[5000] ^= 1;
    fs::write(&path, bytes).unwrap();
    File::options().write(true).open(&path).unwrap().set_modified(written_at).unwrap();
    assert_eq!(refuted(again()), ["changed"], "the same size and time, another content");

    fs::remove_file(&path).unwrap();
    assert_eq!(refuted(again()), ["vanished"]);
}

#[test]
fn the_users_own_program_is_run_in_the_policys_folder() {
    let folder = folder();
    let script = folder.path().join("last-backup");
    let answer = r#"{"id":"1","level":0,"started_at":"2026-11-22T07:00:00Z","finished_at":"2026-11-22T07:01:00Z","complete":true,"bytes":9,"source":"repo"}"#;
    fs::write(folder.path().join("answer.json"), answer).unwrap();
    fs::write(&script, "#!/bin/sh\ncat answer.json; echo noise >&2\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let tool = BackupTool::Command(CommandBackup { command: vec!["./last-backup".into()], list: None });
    let answers = carry_out(&ask(&tool), &SystemClock, folder.path(), LIMIT);
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let backup = confirmed(judge(&tool, &answers, now, TimeDelta::zero()));
    assert_eq!((backup.id.as_str(), backup.evidence), ("1", Evidence::Complete));
}

#[test]
fn a_program_that_hangs_floods_or_is_missing_leaves_it_unknown() {
    let folder = folder();
    for (command, limit, code) in [
        (&["sleep", "71"] as &[&str], Duration::from_millis(200), "no-answer"),
        (&["yes"], LIMIT, "too-long"),
        (&["./missing"], LIMIT, "no-program"),
        (&["/"], LIMIT, "not-started"),
        (&["false"], LIMIT, "exit-code"),
    ] {
        let tool = BackupTool::Command(CommandBackup {
            command: command.iter().map(ToString::to_string).collect(),
            list: None,
        });
        let answers = carry_out(&ask(&tool), &SystemClock, folder.path(), limit);
        assert!(matches!(answers, Answers::Command(_)));
        assert_eq!(unknown(judge(&tool, &answers, SystemClock.now(), TimeDelta::zero())), [code]);
    }
}

#[test]
fn a_copy_that_grows_while_it_is_read_is_refuted() {
    let folder = folder();
    let path = folder.path().join("app-1.db");
    make_database(&path);
    // Long enough to be still read when the writer has come again.
    File::options().append(true).open(&path).unwrap().set_len(64 * 1024 * 1024).unwrap();
    let over = AtomicBool::new(false);
    let codes = thread::scope(|scope| {
        scope.spawn(|| {
            let mut copy = File::options().append(true).open(&path).unwrap();
            while !over.load(Ordering::Relaxed) {
                copy.write_all(&[0; 4096]).unwrap();
                thread::sleep(Duration::from_millis(1));
            }
        });
        let judgement = judged(&sqlite(&["orders"]), folder.path());
        over.store(true, Ordering::Relaxed);
        refuted(judgement)
    });
    assert!(codes.contains(&"changed-meanwhile"), "{codes:?}");
}
