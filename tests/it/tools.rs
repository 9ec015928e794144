//! What the answers of backup tools prove.

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    policy::{BackupTool, CommandBackup, FilesBackup, SqliteBackup},
    record::Digest,
    tools::{
        self, Aim, Answers, Ask, Backup, Catalogue, CommandAnswer, CommandEnd, Contents, DatabaseLook, Evidence,
        Examined, Fault, FieldProblem, FileLook, FilesLook, Inside, Judgement, Listed, Listing, ManifestLook, Next,
        NoContents, ProgramFault, Question, ReadFile, TableLook, Trouble, Unpacked, UnpackedEnd,
    },
};
use proptest::prelude::*;

const CORRUPT: &str = include_str!("../data/sqlite-3.40.1/integrity-corrupt.txt");
const OK: &str = include_str!("../data/sqlite-3.40.1/integrity-ok.txt");

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-22T08:00:00Z")
}

fn skew() -> TimeDelta {
    TimeDelta::seconds(30)
}

fn aim(now: DateTime<Utc>, skew: TimeDelta) -> Aim {
    Aim { need: Evidence::Verified, now, skew }
}

fn ask(tool: &BackupTool) -> Ask {
    asked(tools::look(tool, &[], &aim(now(), skew())))
}

fn ask_again(tool: &BackupTool, bound: &Backup) -> Ask {
    asked(tools::look_again(tool, bound, &[], &aim(now(), skew())))
}

fn asked(next: Next<Judgement>) -> Ask {
    match next {
        Next::Ask(ask) => ask,
        done @ Next::Done(_) => panic!("{done:?}"),
    }
}

/// These tools ask one question.
fn judge(tool: &BackupTool, answers: &Answers, now: DateTime<Utc>, skew: TimeDelta) -> Judgement {
    done(tools::look(tool, std::slice::from_ref(answers), &aim(now, skew)))
}

fn judge_again(tool: &BackupTool, bound: &Backup, answers: &Answers, now: DateTime<Utc>, skew: TimeDelta) -> Judgement {
    done(tools::look_again(tool, bound, std::slice::from_ref(answers), &aim(now, skew)))
}

fn done(next: Next<Judgement>) -> Judgement {
    match next {
        Next::Done(judgement) => judgement,
        ask @ Next::Ask(_) => panic!("{ask:?}"),
    }
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

fn sqlite() -> BackupTool {
    BackupTool::Sqlite(SqliteBackup {
        pattern: "/b/app-*.db".into(),
        tables: vec!["orders".into()],
        min_bytes: Some(4096),
    })
}

fn listed(path: &str) -> Listed {
    Listed { path: path.into(), is_regular: true, is_link: false, bytes: 8192, modified_at: at("2026-11-22T07:10:00Z") }
}

/// The header of a database of two pages of 4096 bytes.
fn head() -> Vec<u8> {
    let mut head = vec![0; 100];
    head[..16].copy_from_slice(b"SQLite format 3\0");
    head[16..18].copy_from_slice(&4096_u16.to_be_bytes());
    head[28..32].copy_from_slice(&2_u32.to_be_bytes());
    head
}

fn outside() -> FileLook {
    FileLook {
        bytes: 8192,
        modified_at: at("2026-11-22T07:10:00Z"),
        sha256: Some(Digest::of(b"content")),
        head: head(),
        changed_meanwhile: false,
        log_bytes: 0,
    }
}

fn inside() -> Contents {
    Contents { integrity: vec![OK.trim().to_owned()], tables: vec![TableLook { name: "orders".into(), rows: Some(3) }] }
}

fn look(outside: FileLook, inside: Result<Contents, NoContents>) -> Answers {
    look_at("/b/app-20261122T070000Z.db", outside, inside)
}

fn look_at(path: &str, outside: FileLook, inside: Result<Contents, NoContents>) -> Answers {
    let listing = Listing { found: vec![listed(path)], ..Listing::default() };
    Answers::Database(Ok(DatabaseLook { listing, newest: Some(Ok(Examined { outside, inside })) }))
}

fn judged(answers: &Answers) -> Judgement {
    judge(&sqlite(), answers, now(), skew())
}

#[test]
fn a_sound_copy_is_verified_and_says_what_was_looked_at() {
    let backup = confirmed(judged(&look(outside(), Ok(inside()))));
    let digest = Digest::of(b"content");
    assert_eq!(backup.id, format!("app-20261122T070000Z.db@{digest:.12}"));
    assert_eq!((backup.level, backup.evidence), (0, Evidence::Verified));
    assert_eq!((backup.at, backup.started_at), (at("2026-11-22T07:00:00Z"), Some(at("2026-11-22T07:00:00Z"))));
    assert_eq!((backup.bytes, backup.sha256), (Some(8192), Some(digest)));
    assert_eq!(backup.source, "/b/app-20261122T070000Z.db");
    for check in ["size: 8192 bytes", "integrity_check: ok", "table orders: 3 rows"] {
        assert!(backup.checks.contains(&check.to_owned()), "{:?}", backup.checks);
    }
}

#[test]
fn a_name_without_a_zone_leaves_the_time_of_the_last_write_and_says_so() {
    let backup = confirmed(judged(&look_at("/b/app-20261122T070000.db", outside(), Ok(inside()))));
    assert_eq!((backup.at, backup.started_at), (at("2026-11-22T07:10:00Z"), None));
    assert!(backup.checks[0].contains("last written"), "{:?}", backup.checks);
}

#[test]
fn a_time_in_the_future_is_reported_as_it_is() {
    let backup = confirmed(judged(&look_at("/b/app-20261123T070000Z.db", outside(), Ok(inside()))));
    assert_eq!(backup.at, at("2026-11-23T07:00:00Z"));
    assert!(backup.checks.iter().any(|check| check.contains("in the future")));
}

#[test]
fn the_newest_candidate_is_judged_and_unfinished_files_are_passed_over() {
    let older = listed("/b/app-20261122T050000Z.db");
    let newer = listed("/b/app-20261122T060000Z.db");
    let unfinished = listed("/b/app-20261122T070000Z.db.tmp");
    let journal = listed("/b/app-20261122T070000Z.db-wal");
    let folder = Listed { is_regular: false, ..listed("/b/app-20261122T070000Z.db") };
    let found = vec![older, newer.clone(), unfinished, journal, folder];
    assert_eq!(tools::newest(&found), Some(&newer));
    let listing = Listing { found, ..Listing::default() };
    let answers = Answers::Database(Ok(DatabaseLook {
        listing,
        newest: Some(Ok(Examined { outside: outside(), inside: Ok(inside()) })),
    }));
    assert!(confirmed(judged(&answers)).id.starts_with("app-20261122T060000Z.db@"));
}

#[test]
fn what_is_wrong_with_a_file_is_found_in_it() {
    let no_rows = |rows| Contents { tables: vec![TableLook { name: "orders".into(), rows }], ..inside() };
    let cases: Vec<(FileLook, Result<Contents, NoContents>, &[&str])> = vec![
        // SQLite itself calls an empty file a sound database.
        (FileLook { bytes: 0, head: Vec::new(), ..outside() }, Ok(inside()), &["empty"]),
        (FileLook { bytes: 4095, ..outside() }, Ok(inside()), &["too-small", "truncated"]),
        (FileLook { head: b"hello".into(), ..outside() }, Err(NoContents::NotADatabase), &["not-a-database"]),
        (FileLook { bytes: 8191, ..outside() }, Ok(inside()), &["truncated"]),
        (FileLook { changed_meanwhile: true, ..outside() }, Ok(inside()), &["changed-meanwhile"]),
        (FileLook { log_bytes: 32, ..outside() }, Ok(inside()), &["journal-beside"]),
        (outside(), Ok(Contents { integrity: vec![CORRUPT.into()], ..inside() }), &["corrupt"]),
        (outside(), Ok(Contents { integrity: vec![], ..inside() }), &["corrupt"]),
        (outside(), Ok(Contents { integrity: vec!["ok".into(), "ok".into()], ..inside() }), &["corrupt"]),
        (outside(), Err(NoContents::Malformed("database disk image is malformed".into())), &["corrupt"]),
        (outside(), Ok(no_rows(None)), &["no-table"]),
        (outside(), Ok(no_rows(Some(0))), &["no-rows"]),
        (outside(), Ok(Contents { tables: vec![], ..inside() }), &["nothing-inside"]),
        // Everything that is wrong, not the first thing.
        (
            FileLook { changed_meanwhile: true, ..outside() },
            Ok(Contents { integrity: vec![CORRUPT.into()], ..no_rows(Some(0)) }),
            &["changed-meanwhile", "corrupt", "no-rows"],
        ),
    ];
    for (outside, inside, codes) in cases {
        assert_eq!(refuted(judged(&look(outside, inside))), codes);
    }
}

#[test]
fn what_could_not_be_looked_at_is_unknown_and_not_refuted() {
    let locked = Trouble::Failed("database is locked".into());
    assert_eq!(unknown(judged(&look(outside(), Err(NoContents::Trouble(locked))))), ["cannot-look"]);
    assert_eq!(unknown(judged(&Answers::Database(Err(Trouble::Denied)))), ["cannot-look"]);
    let listing = Listing { found: vec![listed("/b/app-1.db")], ..Listing::default() };
    let timed_out = DatabaseLook { listing, newest: Some(Err(Trouble::TimedOut)) };
    assert_eq!(unknown(judged(&Answers::Database(Ok(timed_out)))), ["cannot-look"]);
    let listing = Listing { found: vec![], unreadable_names: vec!["/b/app-\u{fffd}.db".into()], ..Listing::default() };
    assert_eq!(unknown(judged(&Answers::Database(Ok(DatabaseLook { listing, newest: None })))), ["name-not-utf8"]);
    assert_eq!(unknown(judged(&Answers::File(Err(Trouble::NotFound)))), ["answers-something-else"]);
}

#[test]
fn no_file_at_all_is_refuted_and_says_what_was_passed_over() {
    let listing = Listing { found: vec![listed("/b/app-1.db.tmp")], ..Listing::default() };
    let Judgement::Refuted(faults, _) = judged(&Answers::Database(Ok(DatabaseLook { listing, newest: None }))) else {
        panic!("not refuted")
    };
    let said = faults[0].to_string();
    assert!(said.contains("/b/app-*.db") && said.contains("1 match is"), "{said}");
}

#[test]
fn a_fault_never_carries_control_sequences_of_a_strangers_file() {
    let head = b"\x1b[2Jhello".to_vec();
    let Judgement::Refuted(faults, _) =
        judged(&look(FileLook { head, ..outside() }, Err(NoContents::Malformed("\x1b[31m".into()))))
    else {
        panic!("not refuted")
    };
    assert!(faults.iter().all(|fault| !fault.to_string().contains('\x1b')));
}

#[test]
fn a_bound_file_is_read_again_unless_it_is_large() {
    let bound = confirmed(judged(&look(outside(), Ok(inside()))));
    assert_eq!(ask_again(&sqlite(), &bound), Ask::File { path: bound.source.clone(), hash: true, marker: None });
    let large = Backup { bytes: Some((64 << 20) + 1), ..bound.clone() };
    assert_eq!(ask_again(&sqlite(), &large), Ask::File { path: bound.source, hash: false, marker: None });
}

#[test]
fn a_bound_file_must_be_what_it_was() {
    let bound = confirmed(judged(&look(outside(), Ok(inside()))));
    let again = |look| judge_again(&sqlite(), &bound, &Answers::File(look), now(), skew());
    assert_eq!(confirmed(again(Ok(outside()))).id, bound.id);
    assert_eq!(confirmed(again(Ok(FileLook { sha256: None, ..outside() }))).id, bound.id);
    assert_eq!(refuted(again(Err(Trouble::NotFound))), ["vanished"]);
    assert_eq!(unknown(again(Err(Trouble::Denied))), ["cannot-look"]);
    for changed in [
        FileLook { bytes: 8193, ..outside() },
        FileLook { modified_at: now(), ..outside() },
        FileLook { sha256: Some(Digest::of(b"other")), ..outside() },
    ] {
        assert_eq!(refuted(again(Ok(changed))), ["changed"]);
    }
    assert_eq!(refuted(again(Ok(FileLook { changed_meanwhile: true, ..outside() }))), ["changed-meanwhile"]);
}

fn program() -> BackupTool {
    BackupTool::Command(CommandBackup { command: vec!["./last-backup".into(), "bonus".into()], list: None })
}

fn printed(stdout: &str) -> Answers {
    ended(CommandEnd::Exited(0), stdout.as_bytes(), b"")
}

fn ended(end: CommandEnd, stdout: &[u8], stderr: &[u8]) -> Answers {
    Answers::Command(CommandAnswer { end, stdout: stdout.into(), stderr: stderr.into() })
}

fn told(answers: &Answers) -> Judgement {
    judge(&program(), answers, now(), skew())
}

/// A good answer with some fields replaced; `null` stands for nothing.
fn statement(changes: serde_json::Value) -> String {
    let mut object = serde_json::json!({
        "id": "20261122-065920F", "level": 0, "started_at": "2026-11-22T06:59:20Z",
        "finished_at": "2026-11-22T07:04:00+00:00", "complete": true, "bytes": 18_446_744_073_709_551_615_u64,
        "source": "repo1", "some_field_of_tomorrow": {"a": [1]},
    });
    for (field, value) in changes.as_object().unwrap() {
        object[field] = value.clone();
    }
    object.to_string()
}

fn stated(changes: serde_json::Value) -> Judgement {
    told(&printed(&statement(changes)))
}

#[test]
fn the_program_is_asked_as_the_policy_says() {
    assert_eq!(ask(&program()), Ask::Command(Question::new(vec!["./last-backup".into(), "bonus".into()])));
}

#[test]
fn a_complete_backup_is_complete_and_its_time_is_its_start() {
    let backup = confirmed(stated(serde_json::json!({})));
    assert_eq!((backup.evidence, backup.at), (Evidence::Complete, at("2026-11-22T06:59:20Z")));
    assert_eq!((backup.level, backup.bytes), (0, Some(u64::MAX)));
    assert_eq!((backup.id.as_str(), backup.source.as_str()), ("20261122-065920F", "repo1"));
}

#[test]
fn a_check_counts_only_if_it_came_after_the_backup_and_before_now() {
    for (changes, evidence) in [
        (serde_json::json!({"verified_at": "2026-11-22T07:04:00Z"}), Evidence::Verified),
        (serde_json::json!({"verified_at": "2026-11-22T12:05:00+05:00"}), Evidence::Verified),
        (serde_json::json!({"verified_at": "2026-11-22T07:03:59Z"}), Evidence::Complete),
        (serde_json::json!({"verified_at": "2026-11-22T09:00:00Z"}), Evidence::Complete),
        (serde_json::json!({"restored_at": "2026-11-22T07:30:00Z"}), Evidence::Restored),
        (
            serde_json::json!({"verified_at": "2026-11-22T07:30:00Z", "restored_at": "2026-11-21T07:30:00Z"}),
            Evidence::Verified,
        ),
    ] {
        let backup = confirmed(stated(changes.clone()));
        assert_eq!(backup.evidence, evidence, "{changes}");
        let is_noted = backup.checks.iter().any(|check| check.contains("does not count"));
        assert_eq!(
            is_noted,
            evidence == Evidence::Complete || changes.get("restored_at").is_some() && evidence == Evidence::Verified
        );
    }
}

#[test]
fn what_contradicts_itself_is_refuted_with_everything_at_once() {
    assert_eq!(refuted(stated(serde_json::json!({"complete": false, "bytes": 0}))), ["incomplete", "no-bytes"]);
    assert_eq!(refuted(stated(serde_json::json!({"finished_at": "2026-11-22T06:59:19Z"}))), ["ends-before-start"]);
    assert_eq!(refuted(stated(serde_json::json!({"finished_at": "2026-11-22T08:00:31Z"}))), ["ends-in-future"]);
    confirmed(stated(serde_json::json!({"finished_at": "2026-11-22T08:00:30Z"})));
}

#[test]
fn a_time_without_an_offset_is_rejected_by_name() {
    let Judgement::Unknown(faults) = stated(serde_json::json!({"started_at": "2026-11-22T06:59:20"})) else {
        panic!("not unknown")
    };
    let problem = FieldProblem::NoOffset("2026-11-22T06:59:20".into());
    assert_eq!(faults, [ProgramFault::Field { field: "started_at", problem }.into()]);
    assert_eq!(
        faults[0].to_string(),
        "field started_at has no offset: write 2026-11-22T06:59:20Z for UTC, or 2026-11-22T06:59:20+05:00"
    );
}

#[test]
fn all_fields_that_cannot_be_used_are_named_at_once() {
    let Judgement::Unknown(faults) = told(&printed(
        r#"{"level":3,"started_at":"2026-11-22T06:59:60Z","finished_at":1763794800,"complete":"yes","bytes":-1,"source":"a\nb"}"#,
    )) else {
        panic!("not unknown")
    };
    let fields: Vec<&str> = faults
        .iter()
        .map(|fault| match fault {
            Fault::Program(ProgramFault::Field { field, .. }) => *field,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(fields, ["id", "level", "started_at", "finished_at", "complete", "bytes", "source"]);
    assert_eq!(faults[0], ProgramFault::Field { field: "id", problem: FieldProblem::Missing }.into());
}

#[test]
fn an_answer_that_is_no_json_object_is_unknown() {
    for stdout in [b"" as &[u8], b"null", b"[]", b"{", b"{} {}", b"{\"id\":\"\xff\"}", b"\xef\xbb\xbf{}", b"no backup"]
    {
        assert_eq!(unknown(told(&ended(CommandEnd::Exited(0), stdout, b""))), ["not-json"]);
    }
}

#[test]
fn a_program_that_fails_leaves_it_unknown_whatever_it_printed() {
    let good = statement(serde_json::json!({}));
    for (end, code) in [
        (CommandEnd::Exited(1), "exit-code"),
        (CommandEnd::Signalled(9), "signalled"),
        (CommandEnd::NotFound, "no-program"),
        (CommandEnd::NotStarted("permission denied".into()), "not-started"),
        (CommandEnd::TimedOut, "no-answer"),
        (CommandEnd::TooLong(1), "too-long"),
    ] {
        assert_eq!(unknown(told(&ended(end, good.as_bytes(), b""))), [code]);
    }
}

#[test]
fn the_last_words_of_a_program_are_told_without_secrets_and_escapes() {
    let stderr = b"connecting\n\x1b[31mfatal\x1b[0m: password=hunter2 refused\n\n";
    let Judgement::Unknown(faults) = told(&ended(CommandEnd::Exited(2), b"", stderr)) else { panic!("not unknown") };
    let said = faults[0].to_string();
    assert_eq!(said, "./last-backup ended with exit code 2: ␛[31mfatal␛[0m: password=*** refused");
}

#[test]
fn the_bound_backup_must_be_reported_again_and_still_be_complete() {
    let bound = confirmed(stated(serde_json::json!({})));
    let again = |changes| judge_again(&program(), &bound, &printed(&statement(changes)), now(), skew());
    assert_eq!(confirmed(again(serde_json::json!({}))).id, bound.id);
    assert_eq!(refuted(again(serde_json::json!({"id": "another"}))), ["other-backup"]);
    assert_eq!(refuted(again(serde_json::json!({"complete": false}))), ["incomplete"]);
    assert_eq!(ask_again(&program(), &bound), ask(&program()));
}

proptest! {
    #[test]
    fn any_bytes_of_a_program_are_judged_without_a_panic(stdout in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(!matches!(told(&ended(CommandEnd::Exited(0), &stdout, &stdout)), Judgement::Confirmed(_)));
    }

    #[test]
    fn any_value_in_any_field_is_judged_without_a_panic(
        field in 0_usize..11, value in prop_oneof![
            Just(serde_json::json!(null)), Just(serde_json::json!([])), Just(serde_json::json!({})),
            any::<i64>().prop_map(Into::into), any::<f64>().prop_map(Into::into), any::<String>().prop_map(Into::into),
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\+05:00|)".prop_map(Into::into),
        ]
    ) {
        let name = ["id", "level", "started_at", "finished_at", "complete", "bytes", "source", "verified_at",
            "restored_at", "sha256", "refers_to"][field];
        stated(serde_json::json!({name: value}));
    }
}

fn files() -> BackupTool {
    let (pattern, marker) = ("/b/app-*.gz".into(), Some("/b/.volume".into()));
    BackupTool::Files(FilesBackup { pattern, manifest: None, min_bytes: Some(4096), max_shrink: Some(50), marker })
}

/// A gzip of 8192 bytes that its manifest names.
fn sealed() -> ReadFile {
    let manifest = ManifestLook {
        path: "/b/SHA256SUMS".into(),
        content: format!("{}  app-20261122T070000Z.gz\n", Digest::of(b"content")).into_bytes(),
        is_cut: false,
        modified_at: at("2026-11-22T07:11:00Z"),
    };
    let head = vec![0x1f, 0x8b, 8];
    ReadFile {
        outside: FileLook { head, ..outside() },
        gzip: Some(Unpacked { bytes: 20_000, end: UnpackedEnd::Whole }),
        inside: Inside::default(),
        manifest: Some(manifest),
        writer: None,
    }
}

fn judged_file(found: Vec<Listed>, newest: Result<ReadFile, Trouble>) -> Judgement {
    let listing = Listing { found, ..Listing::default() };
    judge(&files(), &Answers::Files(Ok(FilesLook { listing, newest: Some(newest) })), now(), skew())
}

#[test]
fn a_sealed_file_is_verified_and_every_change_of_it_is_noticed() {
    let name = "/b/app-20261122T070000Z.gz";
    let backup = confirmed(judged_file(vec![listed(name)], Ok(sealed())));
    assert_eq!((backup.evidence, backup.at), (Evidence::Verified, at("2026-11-22T07:00:00Z")));
    let grown = Listed { bytes: 8000, ..listed(name) };
    assert_eq!(refuted(judged_file(vec![grown], Ok(sealed()))), ["changed-meanwhile"]);
    let written = Listed { modified_at: at("2026-11-22T07:09:59Z"), ..listed(name) };
    assert_eq!(refuted(judged_file(vec![written], Ok(sealed()))), ["changed-meanwhile"]);
    let mut other = sealed();
    other.outside.sha256 = Some(Digest::of(b"other"));
    other.manifest.as_mut().unwrap().modified_at = at("2026-11-22T07:09:00Z");
    let judgement = judged_file(vec![listed(name)], Ok(other));
    let Judgement::Refuted(faults, _) = &judgement else { panic!("{judgement:?}") };
    assert!(faults[0].to_string().contains("which is older than the file"), "{faults:?}");
    assert_eq!(unknown(judged_file(vec![listed(name)], Err(Trouble::TimedOut))), ["cannot-look"]);
}

#[test]
fn a_file_may_shrink_by_as_much_as_the_policy_allows_and_no_byte_more() {
    let newest = listed("/b/app-20261122T070000Z.gz");
    let before = |bytes| Listed { bytes, ..listed("/b/app-20261122T060000Z.gz") };
    confirmed(judged_file(vec![newest.clone(), before(16_384)], Ok(sealed())));
    assert_eq!(refuted(judged_file(vec![newest.clone(), before(16_385)], Ok(sealed()))), ["shrunk"]);
    // What comes after it, is no backup or holds nothing is not compared with.
    let later = Listed { bytes: 1 << 30, is_link: true, ..listed("/b/app-20261122T065000Z.gz") };
    confirmed(judged_file(vec![newest.clone(), later, before(16_384)], Ok(sealed())));
    let empty = Listed { bytes: 0, ..listed("/b/app-20261122T065000Z.gz") };
    assert_eq!(refuted(judged_file(vec![newest, empty, before(16_385)], Ok(sealed()))), ["shrunk"]);
}

#[test]
fn without_the_marker_of_the_volume_a_bound_file_is_not_written_off() {
    let bound = confirmed(judged_file(vec![listed("/b/app-20261122T070000Z.gz")], Ok(sealed())));
    let asked = ask_again(&files(), &bound);
    assert_eq!(asked, Ask::File { path: bound.source.clone(), hash: true, marker: Some("/b/.volume".into()) });
    let again = |look| judge_again(&files(), &bound, &Answers::File(look), now(), skew());
    assert_eq!(unknown(again(Err(Trouble::NoMarker("/b/.volume".into())))), ["cannot-look"]);
    assert_eq!(unknown(again(Err(Trouble::NoFolder("/b".into())))), ["cannot-look"]);
    assert_eq!(refuted(again(Err(Trouble::NotFound))), ["vanished"]);
    confirmed(again(Ok(outside())));
}

fn listing_program() -> BackupTool {
    let argv = |program: &str| vec![program.to_owned()];
    BackupTool::Command(CommandBackup { command: argv("./last-backup"), list: Some(argv("./all-backups")) })
}

fn catalogue(tool: &BackupTool, answers: Answers) -> Catalogue {
    let first = tools::catalogue(tool, &[], &aim(now(), skew()));
    assert!(matches!(first, Next::Ask(_)), "{first:?}");
    match tools::catalogue(tool, &[answers], &aim(now(), skew())) {
        Next::Done(catalogue) => catalogue,
        ask @ Next::Ask(_) => panic!("{ask:?}"),
    }
}

fn all_of(catalogue: Catalogue) -> Vec<Backup> {
    match catalogue {
        Catalogue::Told(backups) => backups,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_tells_what_is_complete_and_verifies_nothing() {
    let line = |id: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","level":1,"started_at":"2026-11-22T06:00:00Z","finished_at":"2026-11-22T06:10:00Z","bytes":9,"source":"s"{more}}}"#
        )
    };
    let whole = line("a", r#","complete":true,"verified_at":"2026-11-22T07:00:00Z""#);
    let text = format!("[{whole},{}]", line("b", r#","complete":false"#));
    let answer = CommandAnswer { end: CommandEnd::Exited(0), stdout: text.into_bytes(), stderr: Vec::new() };
    let backups = all_of(catalogue(&listing_program(), Answers::Command(answer)));
    let evidence: Vec<_> = backups.iter().map(|backup| (backup.id.as_str(), backup.evidence)).collect();
    assert_eq!(evidence, [("a", Evidence::Complete), ("b", Evidence::Present)]);
}

#[test]
fn one_fault_makes_a_whole_list_unknown() {
    for text in [r#"[{"id":"a"}]"#, "{}", "[1]", "", "[", "\u{feff}[]"] {
        let stdout = text.as_bytes().to_vec();
        let answer = CommandAnswer { end: CommandEnd::Exited(0), stdout, stderr: Vec::new() };
        let found = catalogue(&listing_program(), Answers::Command(answer));
        assert!(matches!(&found, Catalogue::Unknown(faults) if !faults.is_empty()), "{text}: {found:?}");
    }
}

#[test]
fn a_program_that_tells_the_newest_alone_has_no_catalogue() {
    assert_eq!(tools::catalogue(&program(), &[], &aim(now(), skew())), Next::Done(Catalogue::NewestOnly));
}

#[test]
fn all_files_of_a_pattern_that_may_be_backups_are_in_the_catalogue() {
    let mut found = vec![listed("/b/app-20261121T070000Z.db"), listed("/b/app-20261122T070000Z.db")];
    found[0].bytes = 100;
    found.push(listed("/b/app-20261122T080000Z.db.tmp"));
    let listing = Listing { found, unreadable_names: Vec::new(), empty_folders: Vec::new() };
    let backups = all_of(catalogue(&sqlite(), Answers::Listing(Ok(listing))));
    let seen: Vec<_> = backups.iter().map(|backup| (backup.id.as_str(), backup.at, backup.evidence)).collect();
    assert_eq!(
        seen,
        [
            ("app-20261121T070000Z.db", at("2026-11-21T07:00:00Z"), Evidence::Present),
            ("app-20261122T070000Z.db", at("2026-11-22T07:00:00Z"), Evidence::Complete),
        ]
    );
}
