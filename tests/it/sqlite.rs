//! The ledger in a file: its making, its permissions, and every bad state it can be in.

use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use okno::ledger::seen_head::SeenHeads;
use okno::ledger::sqlite::{Opened, Sqlite};
use okno::ledger::verify::{Verification, verify};
use okno::ledger::{Committed, Store, StoreError, Which, snapshot, transact};
use okno::record::{ChainFault, Digest, Draft, Entry, Head, LedgerId, Streams, Subject};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::record::{act, raw};

const IMPATIENT: Duration = Duration::from_millis(30);

/// A folder of its own and the place of a ledger in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(".okno/ledger.db");
    (folder, path)
}

fn append(store: &mut dyn Store, id: &str) -> Result<Entry, StoreError> {
    let draft = Draft { subject: Subject::new("x", id), kind: "x.happened", dv: 1, data: raw(r#"{"text":"halt"}"#) };
    transact(store, &act(id, "2026-11-24T17:00:00Z"), |write| write.append(draft)).map(Committed::into_value)
}

/// A ledger of three entries, all of it in the main file, as after a copy.
fn small_ledger() -> (TempDir, PathBuf) {
    let (folder, path) = place();
    let (mut store, _) = Sqlite::create_or_open(&path).expect("made");
    for id in ["a", "b"] {
        append(&mut store, id).expect("recorded");
    }
    drop(store);
    tamper(&path, "PRAGMA wal_checkpoint(TRUNCATE)");
    for suffix in ["-wal", "-shm"] {
        fs::remove_file(beside(&path, suffix)).expect("closed");
    }
    (folder, path)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Does to the database what okno never does.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).expect("a database");
    connection
        .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .expect("no checkpoint on close");
    connection.execute_batch(sql).expect(sql);
}

/// What the owner of a database can do to it.
fn tamper_without_triggers(path: &Path, sql: &str) {
    for trigger in ["entries_never_change", "entries_never_go", "entries_only_follow"] {
        tamper(path, &format!("DROP TRIGGER {trigger}"));
    }
    tamper(path, sql);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("exists").mode() & 0o7777
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn verification(store: &mut dyn Store) -> Result<Verification, StoreError> {
    snapshot(store, |read| verify(read, &Streams::default()))
}

fn head(store: &mut dyn Store) -> Result<Option<Head>, StoreError> {
    snapshot(store, |read| read.head())
}

/// Why the ledger cannot be opened, the same for a reader and a writer.
fn refusal(path: &Path) -> StoreError {
    let writer = Sqlite::open_within(path, IMPATIENT).expect_err("a writer is refused");
    let reader = Sqlite::open_read_only_within(path, IMPATIENT).expect_err("a reader is refused");
    assert_eq!(writer.to_string(), reader.to_string());
    assert!(writer.to_string().contains(&path.display().to_string()), "{writer} names the place");
    assert!(writer.hint().is_some(), "{writer} has a hint");
    writer
}

#[test]
fn a_new_ledger_is_for_its_owner_alone_and_hidden_from_git() {
    let (folder, path) = place();
    let (mut store, opened) = Sqlite::create_or_open(&path).expect("made");
    let Opened::Created { warnings } = opened else { panic!("{opened:?}") };
    assert!(warnings[0].contains("git clean -fdx") && warnings[0].contains(&path.display().to_string()));
    append(&mut store, "a").expect("recorded");
    let home = folder.path().join(".okno");
    assert_eq!((mode(&home), mode(&path)), (0o700, 0o600));
    assert_eq!(mode(&beside(&path, "-wal")), 0o600);
    assert_eq!(fs::read_to_string(home.join(".gitignore")).expect("exists"), "*\n");
    assert_eq!(names_in(&home), [".gitignore", "ledger.db", "ledger.db-shm", "ledger.db-wal"]);
}

#[test]
fn a_folder_that_was_there_is_left_as_it_is() {
    let (folder, path) = place();
    let home = folder.path().join(".okno");
    fs::create_dir(&home).expect("made");
    fs::set_permissions(&home, Permissions::from_mode(0o755)).expect("set");
    let (_store, opened) = Sqlite::create_or_open(&path).expect("made");
    assert!(matches!(opened, Opened::Created { .. }));
    assert_eq!((mode(&home), mode(&path)), (0o755, 0o600));
    assert_eq!(names_in(&home).first().map(String::as_str), Some("ledger.db"), "a project is not hidden from git");
}

#[test]
fn in_a_set_group_id_folder_the_ledger_is_the_groups() {
    let (folder, path) = place();
    let home = folder.path().join(".okno");
    fs::create_dir(&home).expect("made");
    fs::set_permissions(&home, Permissions::from_mode(0o2770)).expect("set");
    let (mut store, _) = Sqlite::create_or_open(&path).expect("made");
    append(&mut store, "a").expect("recorded");
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(mode(&beside(&path, suffix)), 0o660, "{suffix}");
    }
}

#[test]
fn what_exists_is_opened() {
    let (_folder, path) = small_ledger();
    let (mut store, opened) = Sqlite::create_or_open(&path).expect("opened");
    assert_eq!(opened, Opened::Existing);
    assert_eq!(head(&mut store).expect("a head").map(|head| head.seq), Some(3));
}

#[test]
fn of_many_processes_that_create_at_once_one_does_and_all_can_write() {
    let (folder, path) = place();
    let created = std::thread::scope(|threads| {
        let create = |id: usize| {
            let path = &path;
            threads.spawn(move || {
                let (mut store, opened) = Sqlite::create_or_open(path).expect("made or opened");
                append(&mut store, &format!("act{id}")).expect("recorded");
                matches!(opened, Opened::Created { .. })
            })
        };
        let threads: Vec<_> = (0..8).map(create).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).filter(|created| *created).count()
    });
    assert_eq!(created, 1);
    let verification = verification(&mut Sqlite::open(&path).expect("opened")).expect("verified");
    assert!(verification.ok() && verification.entries == 9, "{verification:?}");
    let names = names_in(&folder.path().join(".okno"));
    assert_eq!(names, [".gitignore", "ledger.db", "ledger.db-shm", "ledger.db-wal"], "no drafts are left");
}

#[test]
fn a_ledger_that_cannot_be_made_leaves_nothing_behind() {
    let (folder, _) = place();
    let path = folder.path().join(".okno").join("x".repeat(300));
    let error = Sqlite::create_or_open(&path).expect_err("too long a name");
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    assert_eq!(names_in(folder.path()), [""; 0]);
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let error = Sqlite::create_or_open(file.join("ledger.db")).expect_err("a file is no folder");
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
}

#[test]
fn a_ledger_that_is_missing_a_folder_or_empty_is_named_as_such() {
    let (folder, path) = place();
    assert!(matches!(refusal(&path), StoreError::Missing { .. }));
    assert!(matches!(refusal(folder.path()), StoreError::IsFolder { .. }));
    assert!(matches!(Sqlite::create_or_open(folder.path()), Err(StoreError::IsFolder { .. })));
    let empty = folder.path().join("empty");
    fs::write(&empty, "").expect("written");
    assert!(matches!(refusal(&empty), StoreError::Empty { .. }));
    assert!(matches!(Sqlite::create_or_open(&empty), Err(StoreError::Empty { .. })), "it may be all that is left");
    assert!(matches!(refusal(Path::new("/dev/null")), StoreError::NotSqlite { .. }));
}

#[test]
fn a_file_of_another_program_is_refused_and_not_touched() {
    let (folder, _) = place();
    let text = folder.path().join("text");
    fs::write(&text, "# not a ledger\n".repeat(100)).expect("written");
    assert!(matches!(refusal(&text), StoreError::NotSqlite { .. }));
    for (name, sql) in [
        ("plain", "CREATE TABLE entries (seq INTEGER PRIMARY KEY)"),
        ("marked", "PRAGMA application_id = 77; PRAGMA user_version = 1"),
    ] {
        let foreign = folder.path().join(name);
        tamper(&foreign, sql);
        let before = fs::read(&foreign).expect("readable");
        assert!(matches!(refusal(&foreign), StoreError::NotALedger { .. }), "{name}");
        assert!(matches!(Sqlite::create_or_open(&foreign), Err(StoreError::NotALedger { .. })), "{name}");
        assert_eq!(fs::read(&foreign).expect("readable"), before);
    }
}

#[test]
fn a_ledger_cut_anywhere_is_damaged_and_never_a_shorter_ledger() {
    let (folder, path) = small_ledger();
    let whole = fs::read(&path).expect("readable");
    let cut = folder.path().join("cut.db");
    for length in (1..whole.len()).step_by(509) {
        for suffix in ["-wal", "-shm"] {
            drop(fs::remove_file(beside(&cut, suffix)));
        }
        fs::write(&cut, &whole[..length]).expect("written");
        match Sqlite::open_within(&cut, IMPATIENT).and_then(|mut store| verification(&mut store)) {
            Err(StoreError::Damaged { .. }) => {}
            Err(StoreError::NotSqlite { .. }) if length < 16 => {}
            Ok(verification) if length > whole.len() - 4096 => {
                assert_eq!(
                    (verification.ok(), verification.entries),
                    (true, 3),
                    "the last page may hold nothing there"
                );
            }
            other => panic!("cut to {length} of {}: {other:?}", whole.len()),
        }
    }
}

#[test]
fn whatever_byte_of_the_file_changes_okno_does_not_panic_and_no_entry_changes_unnoticed() {
    let (folder, path) = small_ledger();
    let whole = fs::read(&path).expect("readable");
    let lines = |store: &mut dyn Store| {
        snapshot(store, |read| {
            let mut lines = Vec::new();
            read.stored(0, &mut |stored| {
                lines.push((stored.seq, stored.line.to_vec()));
                std::ops::ControlFlow::Continue(())
            })?;
            Ok::<_, StoreError>(lines)
        })
    };
    let before = lines(&mut Sqlite::open_read_only(&path).expect("opened")).expect("readable");
    let flipped = folder.path().join("flipped.db");
    for place in (0..whole.len()).step_by(97) {
        for suffix in ["-wal", "-shm"] {
            drop(fs::remove_file(beside(&flipped, suffix)));
        }
        let mut bytes = whole.clone();
        bytes[place] ^= 0x04;
        fs::write(&flipped, bytes).expect("written");
        let Ok(mut store) = Sqlite::open_read_only_within(&flipped, IMPATIENT) else { continue };
        if verification(&mut store).is_ok_and(|verification| verification.ok() && verification.entries == 3) {
            assert_eq!(lines(&mut store).expect("readable"), before, "byte {place}");
        }
    }
}

/// The file with one byte of the line of entry `seq` flipped, as by a bad disk.
fn flip_in_line(path: &Path, seq: u64) {
    let mut bytes = fs::read(path).expect("readable");
    let needle = format!(r#""seq":{seq},"#);
    let start = bytes.windows(needle.len()).position(|part| part == needle.as_bytes()).expect("in the file");
    let word = bytes[start..].windows(4).position(|part| part == b"olga").expect("in the line");
    bytes[start + word] ^= 1;
    fs::write(path, bytes).expect("written");
}

#[test]
fn one_flipped_byte_in_an_old_entry_is_found_by_verifying() {
    let (_folder, path) = small_ledger();
    flip_in_line(&path, 1);
    let mut store = Sqlite::open(&path).expect("opened");
    let verification = verification(&mut store).expect("verified");
    assert_eq!((verification.entries, verification.first_bad), (0, Some(ChainFault::Hash { seq: 1 })));
}

#[test]
fn behind_a_flipped_byte_in_the_newest_entry_nothing_is_appended() {
    let (_folder, path) = small_ledger();
    flip_in_line(&path, 3);
    let mut store = Sqlite::open(&path).expect("opened");
    for refused in [head(&mut store).map(drop), append(&mut store, "c").map(drop)] {
        assert!(matches!(refused, Err(StoreError::Broken(ChainFault::Hash { seq: 3 }))), "{refused:?}");
    }
    assert_eq!(verification(&mut store).expect("verified").first_bad, Some(ChainFault::Hash { seq: 3 }));
}

#[test]
fn an_entry_that_the_owner_of_the_file_changed_is_named() {
    for (sql, fault) in [
        ("DELETE FROM entries WHERE seq = 2", ChainFault::Missing { expected: 2, found: 3 }),
        ("DELETE FROM entries WHERE seq = 1", ChainFault::Missing { expected: 1, found: 2 }),
        ("UPDATE entries SET hash = zeroblob(32) WHERE seq = 2", ChainFault::Hash { seq: 2 }),
        ("UPDATE entries SET line = replace(line, 'halt', 'none') WHERE seq = 2", ChainFault::Hash { seq: 2 }),
        ("UPDATE entries SET line = line || ' ' WHERE seq = 3", ChainFault::Hash { seq: 3 }),
        ("UPDATE entries SET subject = 'x/z' WHERE seq = 2", ChainFault::Misfiled { seq: 2, column: "subject" }),
        ("UPDATE entries SET stream = 'z' WHERE seq = 2", ChainFault::Misfiled { seq: 2, column: "stream" }),
        ("UPDATE entries SET kind = 'x.y' WHERE seq = 2", ChainFault::Misfiled { seq: 2, column: "kind" }),
        ("UPDATE entries SET actor = 'oleg' WHERE seq = 3", ChainFault::Misfiled { seq: 3, column: "actor" }),
        ("UPDATE entries SET at = at - 1 WHERE seq = 3", ChainFault::Misfiled { seq: 3, column: "time" }),
        ("UPDATE entries SET act = 'z.0' WHERE seq = 3", ChainFault::Misfiled { seq: 3, column: "act" }),
    ] {
        let (_folder, path) = small_ledger();
        tamper_without_triggers(&path, sql);
        let verification = verification(&mut Sqlite::open(&path).expect("opened")).expect("verified");
        assert_eq!(verification.first_bad, Some(fault), "{sql}");
    }
}

#[test]
fn the_newest_entries_may_be_cut_off_and_only_a_head_kept_elsewhere_shows_it() {
    let (folder, path) = small_ledger();
    let mut store = Sqlite::open(&path).expect("opened");
    let seen = head(&mut store).expect("a head").expect("entries");
    drop(store);
    tamper_without_triggers(&path, "DELETE FROM entries WHERE seq = 3; DELETE FROM subject WHERE subject = 'x/b'");
    let mut store = Sqlite::open(&path).expect("opened");
    assert!(verification(&mut store).expect("verified").ok(), "a shorter chain is a chain");
    let held = snapshot(&mut store, |read| okno::ledger::contains(read, seen)).expect("readable");
    assert_eq!(held, Err(ChainFault::Rewritten { seen, found: None }));
    drop(folder);
}

#[test]
fn the_database_itself_refuses_to_change_what_is_recorded() {
    let (_folder, path) = small_ledger();
    let mut store = Sqlite::open(&path).expect("opened");
    transact(&mut store, &act("c", "2026-11-24T17:00:00Z"), |write| write.attach(b"policy")).expect("recorded");
    let connection = Connection::open(&path).expect("a database");
    let columns = "hash, line, act, at, actor, subject, stream, kind";
    let rest = "zeroblob(32), '{}', 'new.0', 0, '', '', '', ''";
    for sql in [
        "UPDATE entries SET actor = 'x'".to_owned(),
        "UPDATE OR REPLACE entries SET seq = 1 WHERE seq = 3".to_owned(),
        "DELETE FROM entries".to_owned(),
        "DELETE FROM entries WHERE seq = 3".to_owned(),
        format!("INSERT INTO entries (seq, {columns}) VALUES (5, {rest})"),
        format!("INSERT INTO entries (seq, {columns}) VALUES (0, {rest})"),
        format!("INSERT INTO entries ({columns}) VALUES ({rest})"),
        format!("INSERT OR REPLACE INTO entries (seq, {columns}) VALUES (3, {rest})"),
        format!("REPLACE INTO entries (seq, {columns}) SELECT 4, {columns} FROM entries WHERE seq = 2"),
        "UPDATE attachment SET bytes = x'00'".to_owned(),
        "DELETE FROM attachment".to_owned(),
        "REPLACE INTO attachment (sha256, bytes) SELECT sha256, x'00' FROM attachment".to_owned(),
        "REPLACE INTO attachment (rowid, sha256, bytes) SELECT rowid, zeroblob(32), x'00' FROM attachment".to_owned(),
    ] {
        let refused = connection.execute(&sql, []).expect_err(&sql).to_string();
        assert!(refused.contains("never") || refused.contains("only follows"), "{sql}: {refused}");
    }
    assert!(verification(&mut store).expect("verified").ok());
}

#[test]
fn an_attachment_with_other_bytes_is_not_handed_out() {
    let (_folder, path) = small_ledger();
    let mut store = Sqlite::open(&path).expect("opened");
    let attach = transact(&mut store, &act("c", "2026-11-24T17:00:00Z"), |write| write.attach(b"policy"));
    let digest = attach.expect("recorded").into_value();
    tamper(&path, "DROP TRIGGER attachments_never_change; UPDATE attachment SET bytes = x'00'");
    let handed = snapshot(&mut store, |read| read.attachment(digest));
    assert!(matches!(handed, Err(StoreError::Damaged { .. })), "{handed:?}");
}

#[test]
fn a_ledger_of_a_newer_okno_is_read_and_verified_but_not_appended_to() {
    let (_folder, path) = small_ledger();
    tamper(&path, "PRAGMA user_version = 9");
    for mut store in [Sqlite::open(&path).expect("opened"), Sqlite::open_read_only(&path).expect("opened")] {
        assert!(verification(&mut store).expect("verified").ok());
    }
    let mut store = Sqlite::open(&path).expect("opened");
    let run = Subject::new("run", "r");
    let renewed = store.renew(&run, act("a", "2026-11-24T17:00:00Z").now);
    let imported = store.import(&act("i", "2026-11-24T17:00:00Z"), &mut std::iter::empty(), &mut |_| Ok(()));
    for refused in [append(&mut store, "c").map(drop), renewed, imported.map(drop)] {
        assert!(matches!(refused, Err(StoreError::NewerVersion { found: 9, known: 1, .. })), "{refused:?}");
    }
    assert_eq!(head(&mut store).expect("a head").map(|head| head.seq), Some(3));
}

#[test]
fn a_ledger_that_another_process_holds_too_long_is_busy() {
    let (_folder, path) = small_ledger();
    let mut store = Sqlite::open_within(&path, IMPATIENT).expect("opened");
    let other = Connection::open(&path).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let refused = append(&mut store, "c");
    assert!(matches!(refused, Err(StoreError::Busy { waited: IMPATIENT, .. })), "{refused:?}");
    assert!(verification(&mut store).expect("readers do not wait").ok());
    other.execute_batch("ROLLBACK").expect("free");
    append(&mut store, "c").expect("recorded");
}

#[test]
fn a_ledger_opened_for_reading_is_not_written() {
    let (_folder, path) = small_ledger();
    let mut store = Sqlite::open_read_only(&path).expect("opened");
    assert!(verification(&mut store).expect("verified").ok());
    let refused = append(&mut store, "c");
    assert!(matches!(refused, Err(StoreError::ReadOnly { .. })), "{refused:?}");
}

#[test]
fn a_path_is_a_path_whatever_it_looks_like() {
    let (folder, _) = place();
    let odd = std::ffi::OsStr::from_bytes(b"\xff not utf-8.db");
    for name in
        [":memory:", "file:x?mode=memory", "a b%20c#d?.db", "окно.db"].map(AsRef::as_ref).into_iter().chain([odd])
    {
        let path = folder.path().join(name);
        let (mut store, _) = Sqlite::create_or_open(&path).expect("made");
        append(&mut store, "a").expect("recorded");
        assert!(fs::metadata(&path).expect("a file").is_file(), "{name:?}");
        assert_eq!(store.place(), path.display().to_string());
    }
}

/// Who may ignore permissions must try as somebody else: root runs this very test once more as `nobody`.
#[test]
fn an_ordinary_user_is_told_what_the_permissions_forbid() {
    if rustix::process::geteuid().is_root() {
        let this = "sqlite::an_ordinary_user_is_told_what_the_permissions_forbid";
        let run = Command::new("/proc/self/exe")
            .args(["--exact", this, "--nocapture"])
            .current_dir("/")
            .uid(65534)
            .gid(65534)
            .output()
            .expect("the test binary runs as nobody");
        let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).expect("one's own");
    let (folder, path) = small_ledger();
    let home = path.parent().expect("a folder");

    set(&path, 0o400);
    assert!(matches!(Sqlite::open(&path), Err(StoreError::ReadOnly { .. })), "a writer of a read-only file");
    assert!(verification(&mut Sqlite::open_read_only(&path).expect("opened")).expect("verified").ok());

    set(&path, 0o000);
    assert!(matches!(refusal(&path), StoreError::Denied { .. }));
    set(&path, 0o600);
    set(home, 0o000);
    assert!(matches!(refusal(&path), StoreError::Denied { .. }));
    assert!(matches!(Sqlite::create_or_open(&path), Err(StoreError::Denied { .. })));
    set(home, 0o700);

    // a folder without write permission: all of the ledger is in the main file
    for suffix in ["-wal", "-shm"] {
        drop(fs::remove_file(beside(&path, suffix)));
    }
    let odd = home.join("a b%20c#d?.db");
    fs::copy(&path, &odd).expect("copied");
    set(home, 0o500);
    for path in [&path, &odd] {
        let mut store = Sqlite::open_read_only(path).expect("opened");
        assert_eq!(verification(&mut store).expect("verified").entries, 3);
    }
    assert!(matches!(Sqlite::open(&path), Err(StoreError::ReadOnly { .. })));
    let new = Sqlite::create_or_open(home.join("new.db"));
    assert!(matches!(new, Err(StoreError::Denied { .. })), "{new:?}");
    set(home, 0o700);

    // its newest entries are in the log, and the log's index is there
    append(&mut Sqlite::open(&path).expect("opened"), "c").expect("recorded");
    set(home, 0o500);
    let mut store = Sqlite::open_read_only(&path).expect("opened");
    assert_eq!(verification(&mut store).expect("verified").entries, 4);
    drop(store);
    set(home, 0o700);

    // the log is there without its index: to leave the log out would hide entries
    fs::remove_file(beside(&path, "-shm")).expect("removed");
    set(home, 0o500);
    match Sqlite::open_read_only(&path).and_then(|mut store| verification(&mut store)) {
        Ok(verification) => assert_eq!(verification.entries, 4),
        Err(error) => assert!(matches!(error, StoreError::FolderReadOnly { .. }), "{error}"),
    }
    set(home, 0o700);
    drop(folder);
}

#[test]
fn the_newest_head_seen_is_remembered_for_each_ledger() {
    let (folder, _) = place();
    let heads = SeenHeads::at(folder.path().join("state/okno"));
    let (one, other) = (LedgerId::from_bytes([1; 16]), LedgerId::from_bytes([2; 16]));
    let head = |seq: u64| Head { seq, hash: Digest::of(&seq.to_be_bytes()) };
    assert_eq!(heads.read(&one), None);
    heads.remember(&one, head(7)).expect("written");
    assert_eq!((heads.read(&one), heads.read(&other)), (Some(head(7)), None));
    heads.remember(&one, head(5)).expect("nothing to do");
    assert_eq!(heads.read(&one), Some(head(7)), "a slower process does not take a later head away");
    heads.replace(&one, head(5)).expect("written");
    assert_eq!(heads.read(&one), Some(head(5)));
    assert_eq!(names_in(&folder.path().join("state/okno/heads")), [one.as_str()]);
}

#[test]
fn a_state_folder_that_cannot_be_written_is_an_error_to_report() {
    let (folder, _) = place();
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let heads = SeenHeads::at(&file);
    let (ledger, head) = (LedgerId::from_bytes([1; 16]), Head { seq: 1, hash: Digest::ZERO });
    assert!(heads.remember(&ledger, head).is_err());
    assert_eq!(heads.read(&ledger), None);
}

#[test]
fn a_ledger_reads_the_same_from_another_process_that_only_reads() {
    let (_folder, path) = small_ledger();
    let mut writer = Sqlite::open(&path).expect("opened");
    let mut reader = Sqlite::open_read_only(&path).expect("opened");
    let entry = append(&mut writer, "c").expect("recorded");
    assert_eq!(head(&mut reader).expect("a head"), Some(entry.head()));
    let mut lines = Vec::new();
    snapshot(&mut reader, |read| {
        read.entries(&Which { newest_first: true, limit: Some(1), ..Which::default() }, &mut |entry| {
            lines.push(entry.line);
            std::ops::ControlFlow::Continue(())
        })
    })
    .expect("entries");
    assert_eq!(lines, [entry.line]);
}

#[test]
fn the_log_of_processes_that_write_once_and_go_does_not_grow_without_end() {
    let (_folder, path) = place();
    Sqlite::create_or_open(&path).expect("made");
    let mut longest = 0;
    for id in 0..300 {
        let mut store = Sqlite::open(&path).expect("opened");
        append(&mut store, &format!("{id}-{}", "x".repeat(2_000))).expect("recorded");
        drop(store);
        longest = longest.max(fs::metadata(beside(&path, "-wal")).map_or(0, |log| log.len()));
    }
    assert!(longest < 2 * 1024 * 1024, "the log grew to {longest} bytes");
}
