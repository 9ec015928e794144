//! pgBackRest: what its true answers prove (`tests/data/pgbackrest-*`), and what they do not.

use okno::{
    policy::{BackupTool, PgBackRestBackup},
    tools::{Backup, Catalogue, Evidence, Fault, Judgement, Question},
};
use serde_json::{Value, json};

use crate::talk::{Looking, Said, assert_checked, by_programs, confirmed, failed, refuted, said, unknown};

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!("../data/pgbackrest-", $name)).as_slice()
    };
}

const LIST: &[u8] = sample!("2.55.1/info-full-diff-incr.json");
const VALID: &[u8] = sample!("2.55.1/verify-set-ok.txt");
const FULL: &str = "20261122-065920F";
const DIFF: &str = "20261122-065920F_20261122-065922D";
const INCR: &str = "20261122-065920F_20261122-065923I";
const LATER: &str = "20261122-065920F_20261122-075954I";
/// What the tool that made the samples calls the cluster.
const CLUSTER: u64 = 7_710_886_895_922_403_822;
const AFTER: &str = "2026-11-22T08:00:00Z";

fn settings() -> PgBackRestBackup {
    PgBackRestBackup {
        stanza: "demo".to_owned(),
        repo: None,
        config: None,
        system_id: None,
        min_bytes: None,
        database: None,
    }
}

fn stanza() -> BackupTool {
    BackupTool::PgBackRest(settings())
}

/// The answers of a pgBackRest whose repository is sound; some of them may be replaced.
struct Answering {
    version: &'static str,
    info: Vec<u8>,
    verify: Vec<u8>,
    /// Nothing of these is in the repository.
    gone: Vec<&'static str>,
    server: Said,
}

fn sound() -> Answering {
    Answering {
        version: "pgBackRest 2.55.1\n",
        info: LIST.to_vec(),
        verify: VALID.to_vec(),
        gone: Vec::new(),
        server: said(""),
    }
}

impl Answering {
    fn answer(&self, question: &Question) -> Said {
        let argv: Vec<&str> = question.argv.iter().map(String::as_str).collect();
        let last = *argv.last().unwrap();
        match last {
            _ if argv[0] == "psql" => self.server.clone(),
            "version" => said(self.version),
            "info" => said(&self.info),
            "verify" => said(&self.verify),
            folder => {
                assert!(argv.contains(&"repo-ls"), "{argv:?}");
                said(self.listing(folder))
            }
        }
    }

    fn listing(&self, folder: &str) -> String {
        let mut files = json!({ ".": {"type": "path"} });
        let mut add = |name: String| {
            if !self.gone.iter().any(|gone| format!("{folder}/{name}").contains(gone)) {
                files[name] = json!({ "type": "file", "size": 690, "time": 1_795_330_762 });
            }
        };
        if folder.starts_with("backup/demo/") {
            add("backup.manifest".to_owned());
            add("backup.manifest.copy".to_owned());
        } else {
            assert!(folder.starts_with("archive/demo/1"), "{folder}");
            let log = folder.rsplit('/').next().unwrap();
            for number in 0..0x30 {
                add(format!("{log}{number:08X}-{}.zst", "8e2450544c51f1989064b63ef777533dff5fca92"));
            }
        }
        files.to_string()
    }

    fn look(&self) -> Judgement {
        self.look_with(settings())
    }

    fn look_with(&self, settings: PgBackRestBackup) -> Judgement {
        Looking::at(AFTER).look(&BackupTool::PgBackRest(settings), by_programs(|question| self.answer(question)))
    }

    fn cheap_look(&self) -> Judgement {
        Looking::at(AFTER).cheaply().look(&stanza(), by_programs(|question| self.answer(question)))
    }

    fn look_again(&self, bound: &Backup) -> Judgement {
        Looking::at(AFTER).look_again(&stanza(), bound, by_programs(|question| self.answer(question)))
    }

    fn catalogue(&self) -> Catalogue {
        Looking::at(AFTER).catalogue(&stanza(), by_programs(|question| self.answer(question)))
    }
}

fn listing(info: &[u8]) -> Answering {
    Answering { info: info.to_vec(), ..sound() }
}

/// The list with some of it changed.
fn edited(edit: impl Fn(&mut Value)) -> Answering {
    let mut stanzas: Value = serde_json::from_slice(LIST).unwrap();
    edit(&mut stanzas[0]);
    listing(stanzas.to_string().as_bytes())
}

fn verifying(verify: &[u8]) -> Answering {
    Answering { verify: verify.to_vec(), ..sound() }
}

#[test]
fn a_sound_backup_is_verified_with_its_write_ahead_log_and_those_it_needs() {
    let backup = confirmed(sound().look());
    assert_eq!((backup.id.as_str(), backup.level, backup.evidence), (INCR, 2, Evidence::Verified));
    assert_eq!(backup.at.to_rfc3339(), "2026-11-22T06:59:24+00:00", "the end: recovery goes on to there");
    assert_eq!(backup.started_at.unwrap().to_rfc3339(), "2026-11-22T06:59:23+00:00");
    assert_eq!((backup.bytes, backup.source.as_str()), (Some(32_403_947), "pgBackRest stanza demo, repository 1"));
    for check in [
        "pgbackrest: incr backup without errors, ended at 2026-11-22T06:59:24Z",
        "size: 32403947 bytes",
        "identity: cluster 7710886895922403822",
        "its manifest is there, and those of 20261122-065920F, 20261122-065920F_20261122-065922D",
        "archive: 1 segment of WAL from its start to its end, all there",
        "verify: 1278 files and 1 segment of WAL read, all valid",
    ] {
        assert_checked(&backup, check);
    }
}

#[test]
fn no_more_is_asked_than_has_to_be_proven() {
    let never = Answering { verify: b"nobody asked for this".to_vec(), ..sound() };
    assert_eq!(confirmed(never.cheap_look()).evidence, Evidence::Complete);
}

#[test]
fn verification_that_says_nothing_is_no_proof() {
    for silent in [
        b"".as_slice(),
        sample!("2.55.1/verify-ok.txt"),
        sample!("2.55.1/verify-ok-none.txt"),
        sample!("2.55.1/verify-after-kill9.txt"),
        sample!("2.55.1/verify-while-backup-running.txt"),
        sample!("2.45/verify-ok.txt"),
        sample!("2.45/verify-output-text-unsupported.txt"),
    ] {
        let judgement = verifying(silent).look();
        assert!(matches!(&judgement, Judgement::Unknown(_)), "{}: {judgement:?}", String::from_utf8_lossy(silent));
    }
}

#[test]
fn damage_is_found_though_verification_ends_with_0() {
    assert_eq!(refuted(verifying(sample!("2.55.1/verify-corrupt-set-incr.txt")).look()), ["damaged"]);
    for all_of_the_stanza in [
        sample!("2.55.1/verify-corrupt-file.txt"),
        sample!("2.55.1/verify-corrupt-file-output-none.txt"),
        sample!("2.55.1/verify-corrupt-quiet.txt"),
        sample!("2.55.1/verify-missing-file.txt"),
    ] {
        assert_eq!(refuted(verifying(all_of_the_stanza).look()), ["damaged"]);
    }
    let later = Answering {
        info: sample!("2.55.1/info-after-kill9.json").to_vec(),
        verify: sample!("2.55.1/verify-set-corrupt-wal.txt").to_vec(),
        ..sound()
    };
    assert_eq!(refuted(later.look()), ["damaged"], "of its WAL");
}

#[test]
fn an_older_pgbackrest_that_verifies_all_of_a_stanza_is_read_by_the_line_of_the_backup() {
    let old = |verify: &[u8], info: &[u8]| Answering {
        version: "pgBackRest 2.45\n",
        verify: verify.to_vec(),
        info: info.to_vec(),
        ..sound()
    };
    let verbose = sample!("2.55.1/verify-ok-verbose.txt");
    assert_eq!(confirmed(old(verbose, LIST).look()).evidence, Evidence::Verified);
    let corrupt = sample!("2.45/info-while-repo-file-corrupt.json");
    for text in [
        sample!("2.45/verify-corrupt-file.txt"),
        sample!("2.45/verify-missing-file.txt"),
        sample!("2.45/verify-zero-byte-file.txt"),
    ] {
        assert_eq!(refuted(old(text, corrupt).look()), ["damaged"]);
    }
    // Which backup needs the segment that is wrong, nothing tells.
    let wal = String::from_utf8_lossy(verbose).replace("total valid WAL: 7", "total valid WAL: 6");
    assert_eq!(unknown(old(wal.as_bytes(), LIST).look()), ["not-verified"]);
    // Another backup of the stanza may be the one that is wrong.
    let other = String::from_utf8_lossy(verbose).replace("status: ok", "status: error");
    assert_eq!(confirmed(old(other.as_bytes(), LIST).look()).evidence, Evidence::Verified);
    assert_eq!(unknown(verifying(other.as_bytes()).look()), ["not-verified"], "alone it is the one");
    let before = Answering { version: "pgBackRest 2.44\n", verify: b"not asked".to_vec(), ..sound() };
    assert_eq!(confirmed(before.look()).evidence, Evidence::Complete);
}

#[test]
fn one_backup_alone_is_verified_where_pgbackrest_can() {
    for (version, alone) in [("pgBackRest 2.45\n", false), ("pgBackRest 2.54\n", false), ("pgBackRest 2.55.1\n", true)]
    {
        let verify = if alone { VALID } else { sample!("2.55.1/verify-ok-verbose.txt") };
        let answering = Answering { version, verify: verify.to_vec(), ..sound() };
        let asked = std::cell::RefCell::new(Vec::new());
        let answer = by_programs(|question| {
            asked.borrow_mut().push(question.argv.clone());
            answering.answer(question)
        });
        confirmed(Looking::at(AFTER).look(&stanza(), answer));
        let asked = asked.into_inner();
        let verify = asked.iter().find(|argv| argv.last().unwrap() == "verify").unwrap();
        assert_eq!(verify.contains(&format!("--set={INCR}")), alone, "{version}");
        for option in ["--stanza=demo", "--repo=1", "--verbose", "--output=text", "--log-level-console=off"] {
            assert!(verify.contains(&option.to_owned()), "{verify:?}");
        }
    }
}

#[test]
fn a_segment_of_its_write_ahead_log_that_is_missing_is_found_though_verification_misses_it() {
    let later = Answering {
        info: sample!("2.55.1/info-after-kill9.json").to_vec(),
        verify: sample!("2.55.1/verify-set-missing-required-wal.txt").to_vec(),
        ..sound()
    };
    assert_eq!(confirmed(later.look()).id, LATER);
    let gone = Answering { gone: vec!["000000010000000000000009"], ..later };
    assert_eq!(refuted(gone.look()), ["missing-wal"]);
    assert_eq!(refuted(gone.cheap_look()), ["missing-wal"]);
}

#[test]
fn every_segment_from_the_start_to_the_end_has_to_be_there() {
    let long = |gone: Vec<&'static str>| Answering {
        gone,
        ..edited(|stanza| {
            let newest = &mut stanza["backup"][2];
            newest["archive"] = json!({"start": "0000000100000000000000FE", "stop": "000000010000000100000001"});
            newest["lsn"] = json!({"start": "0/FE000028", "stop": "1/1000120"});
        })
    };
    let Judgement::Refuted(faults, _) = long(vec![]).look() else { panic!("not refuted") };
    // The samples' archive ends at 2F.
    assert_eq!(
        faults[0].to_string(),
        format!("backup {INCR} cannot be restored: 2 of its WAL segments are missing, 0000000100000000000000FE first")
    );
    let unlike = |name: &str| {
        let answering = sound();
        answering.listing("archive/demo/17-1/0000000100000000").replace("000000010000000000000006-", name)
    };
    for name in
        ["000000010000000000000006.partial-", "000000010000000000000006.00000028-", "0000000100000000000000060-"]
    {
        let listing = unlike(name);
        let answer = by_programs(|question| {
            let is_archive = question.argv.last().unwrap().starts_with("archive/");
            if is_archive { said(&listing) } else { sound().answer(question) }
        });
        assert_eq!(refuted(Looking::at(AFTER).look(&stanza(), answer)), ["missing-wal"], "{name}");
    }
    let ours = sample!("2.55.1/repo-ls-wal.json");
    let answer = by_programs(|question| {
        let is_archive = question.argv.last().unwrap().starts_with("archive/");
        if is_archive { said(ours) } else { sound().answer(question) }
    });
    confirmed(Looking::at(AFTER).look(&stanza(), answer));
}

#[test]
fn a_backup_whose_folder_is_deleted_is_found_though_the_list_stays_green() {
    let deleted = Answering {
        info: sample!("2.55.1/info-backup-dir-deleted.json").to_vec(),
        verify: sample!("2.55.1/verify-set-backup-dir-deleted.txt").to_vec(),
        ..sound()
    };
    assert_eq!(refuted(deleted.look()), ["damaged"], "were the manifest there");
    let gone = Answering { gone: vec!["065923I/backup.manifest"], ..deleted };
    assert_eq!(refuted(gone.cheap_look()), ["files-gone"]);
    let old =
        Answering { info: sample!("2.45/info-backup-dir-deleted.json").to_vec(), gone: vec!["065838F/"], ..sound() };
    assert_eq!(refuted(old.cheap_look()), ["files-gone"]);
    // The full backup below it.
    let parent = Answering { gone: vec!["backup/demo/20261122-065920F/backup.manifest"], ..sound() };
    assert_eq!(refuted(parent.cheap_look()), ["files-gone"]);
}

#[test]
fn a_backup_made_offline_is_only_there_since_the_server_may_have_been_running() {
    let offline = edited(|stanza| {
        stanza["backup"][2]["archive"] = json!({"start": null, "stop": null});
        stanza["backup"][2].as_object_mut().unwrap().remove("lsn");
    });
    let backup = confirmed(offline.look());
    assert_eq!(backup.evidence, Evidence::Present);
    assert_checked(&backup, "made offline");
}

#[test]
fn a_backup_with_broken_pages_is_refuted_though_an_older_one_is_sound() {
    assert_eq!(refuted(listing(sample!("2.45/info-backup-error-true.json")).look()), ["made-with-errors"]);
}

#[test]
fn a_killed_run_and_a_running_one_hide_no_finished_backup() {
    for info in [
        sample!("2.55.1/info-after-kill9.json"),
        sample!("2.55.1/info-backup-running.json"),
        sample!("2.55.1/info-backup-info-zero-byte-copy-ok.json"),
    ] {
        assert_eq!(confirmed(listing(info).cheap_look()).id, LATER);
    }
}

#[test]
fn no_backup_is_refuted_and_no_repository_cannot_be_told() {
    for info in [sample!("2.55.1/info-no-valid-backups.json"), sample!("2.45/info-no-valid-backups.json")] {
        assert_eq!(refuted(listing(info).look()), ["no-backup"]);
    }
    for info in [
        sample!("2.55.1/info-missing-stanza-path.json"),
        sample!("2.45/info-missing-stanza-path.json"),
        sample!("2.55.1/info-repo-path-absent.json"),
        sample!("2.55.1/info-no-stanzas.json"),
        sample!("2.45/info-unknown-stanza.json"),
    ] {
        assert_eq!(unknown(listing(info).look()), ["not-there"]);
    }
    assert_eq!(unknown(listing(sample!("2.55.1/info-backup-info-both-zero.json")).look()), ["not-readable"]);
}

#[test]
fn a_wrong_passphrase_prints_bytes_with_exit_code_0_and_tells_nothing() {
    for info in [sample!("2.55.1/info-wrong-cipher-pass.json"), sample!("2.55.1/info-two-repos-one-wrong-pass.json")] {
        assert_eq!(unknown(listing(info).look()), ["not-json"]);
    }
}

#[test]
fn what_ends_with_an_error_tells_nothing() {
    let denied = sample!("2.55.1/info-permission-denied.json");
    let answer = by_programs(|question| match question.argv.last().unwrap().as_str() {
        "info" => failed(41, denied),
        _ => sound().answer(question),
    });
    let Judgement::Unknown(faults) = Looking::at(AFTER).look(&stanza(), answer) else { panic!("not unknown") };
    assert!(faults[0].to_string().contains("exit code 41: P00  ERROR: [041]: unable to open file"), "{faults:?}");
    for (last, code) in [("verify", 50), ("version", 25)] {
        let answer = by_programs(|question| match question.argv.last().unwrap() {
            argument if argument == last => failed(code, "ERROR: [050]: unable to acquire lock"),
            _ => sound().answer(question),
        });
        assert_eq!(unknown(Looking::at(AFTER).look(&stanza(), answer)), ["exit-code"], "{last}");
    }
    let nameless = Answering { version: "hello\n", ..sound() };
    assert_eq!(unknown(nameless.look()), ["no-version"]);
}

#[test]
fn two_repositories_hold_backups_of_their_own() {
    let both = listing(sample!("2.55.1/info-two-repos-ok.json"));
    let newest = confirmed(both.cheap_look());
    assert_eq!((newest.id.as_str(), newest.level), ("20261122-070240F", 0));
    assert!(newest.source.ends_with("repository 2"), "{}", newest.source);
    let mixed = confirmed(listing(sample!("2.55.1/info-two-repos-mixed.json")).cheap_look());
    assert_eq!(mixed.id, LATER);
    assert_checked(&mixed, "repository 2: missing stanza path");
    let one = PgBackRestBackup { repo: Some(2), config: Some("/etc/pgbr.conf".to_owned()), ..settings() };
    let asked = std::cell::RefCell::new(Vec::new());
    let answer = by_programs(|question| {
        asked.borrow_mut().push(question.argv.clone());
        both.answer(question)
    });
    confirmed(Looking::at(AFTER).cheaply().look(&BackupTool::PgBackRest(one), answer));
    let asked = asked.into_inner();
    let about = asked.iter().filter(|argv| argv.last().unwrap() != "version");
    let is_told = |argv: &Vec<String>| {
        argv.contains(&"--repo=2".to_owned()) && argv.contains(&"--config=/etc/pgbr.conf".to_owned())
    };
    assert!(about.clone().count() > 2 && about.clone().all(is_told), "{asked:?}");
}

#[test]
fn a_backup_of_another_cluster_is_refuted() {
    let of = |system_id| PgBackRestBackup { system_id: Some(system_id), ..settings() };
    let backup = confirmed(sound().look_with(of(CLUSTER)));
    assert_checked(&backup, "as windows.toml says");
    // One that a reader of JSON with floating point takes for the same.
    assert_eq!(refuted(sound().look_with(of(CLUSTER + 1))), ["other-cluster"]);
    let nameless = edited(|stanza| stanza["db"] = json!([]));
    assert_eq!(unknown(nameless.look_with(of(CLUSTER))), ["no-cluster"]);
    let upgraded = edited(|stanza| {
        let later = json!({"id": 2, "repo-key": 1, "system-id": 5_u64, "version": "18"});
        stanza["db"].as_array_mut().unwrap().push(later);
    });
    assert_eq!(refuted(upgraded.look()), ["before-upgrade"]);
}

#[test]
fn the_live_server_tells_whose_backup_it_is_and_what_would_be_lost() {
    let asking = || PgBackRestBackup { database: Some("service=shop".to_owned()), ..settings() };
    let server = |answer: &str| Answering { server: said(answer), ..sound() };
    let backup = confirmed(server("7710886895922403822|84197048\n").look_with(asking()));
    assert_checked(&backup, "server: 84197048 bytes of WAL since the backup");
    assert_eq!(refuted(server("7710886895922403823|1\n").look_with(asking())), ["other-cluster"]);
    for down in [said(""), said("nonsense"), failed(2, "connection refused")] {
        let backup = confirmed(Answering { server: down, ..sound() }.look_with(asking()));
        assert_checked(&backup, "server: could not be asked");
    }
    let question = std::cell::RefCell::new(None);
    let answer = by_programs(|asked| {
        if asked.argv[0] == "psql" {
            *question.borrow_mut() = Some(asked.clone());
        }
        sound().answer(asked)
    });
    confirmed(Looking::at(AFTER).look(&BackupTool::PgBackRest(asking()), answer));
    let question = question.into_inner().unwrap();
    assert_eq!(question.argv[..4], ["psql", "-XAtqw", "-d", "service=shop"]);
    assert!(question.argv[5].contains("'0/6000120'"), "{question:?}");
}

#[test]
fn what_is_too_small_or_empty_is_no_backup() {
    let least = |min_bytes| PgBackRestBackup { min_bytes: Some(min_bytes), ..settings() };
    confirmed(sound().look_with(least(32_403_947)));
    assert_eq!(refuted(sound().look_with(least(32_403_948))), ["too-small"]);
    assert_eq!(refuted(edited(|stanza| stanza["backup"][2]["info"]["size"] = json!(0)).look()), ["no-bytes"]);
}

#[test]
fn a_backup_without_the_one_it_is_built_on_is_none() {
    let orphan = edited(|stanza| _ = stanza["backup"].as_array_mut().unwrap().remove(0));
    assert_eq!(refuted(orphan.look()), ["no-parent"]);
}

#[test]
fn a_level_is_what_the_list_says_never_what_was_asked_for() {
    let level = |kind: &str| edited(|stanza| stanza["backup"][2]["type"] = json!(kind));
    for (kind, expected) in [("full", 0), ("diff", 1), ("incr", 2)] {
        assert_eq!(confirmed(level(kind).look()).level, expected);
    }
    assert_eq!(unknown(level("hourly").look()), ["unknown-value"]);
    assert_eq!(unknown(edited(|stanza| stanza["backup"][2]["label"] = json!("../x")).look()), ["unknown-value"]);
    assert_eq!(unknown(edited(|stanza| stanza["backup"][2]["error"] = json!(null)).look()), ["not-json"]);
}

#[test]
fn a_backup_from_the_future_is_reported_as_it_is() {
    let backup = confirmed(edited(|stanza| stanza["backup"][2]["timestamp"]["stop"] = json!(1_795_340_000)).look());
    assert_eq!(backup.at.to_rfc3339(), "2026-11-22T09:33:20+00:00");
    assert_checked(&backup, "in the future");
    let backwards = edited(|stanza| stanza["backup"][2]["timestamp"]["start"] = json!(1_795_340_000));
    assert_eq!(refuted(backwards.look()), ["ends-before-start"]);
}

#[test]
fn a_bound_backup_is_looked_for_again_in_the_list_and_in_the_repository() {
    let bound = confirmed(sound().look());
    let again = confirmed(sound().look_again(&bound));
    assert_eq!((again.id.as_str(), again.evidence), (INCR, Evidence::Verified));
    // A newer one does not take its place.
    let newer = listing(sample!("2.55.1/info-after-kill9.json"));
    assert_eq!(confirmed(newer.look_again(&bound)).id, INCR);
    let expired = edited(|stanza| _ = stanza["backup"].as_array_mut().unwrap().pop());
    assert_eq!(refuted(expired.look_again(&bound)), ["not-listed"]);
    let deleted = Answering { gone: vec!["065923I/backup.manifest"], ..sound() };
    assert_eq!(refuted(deleted.look_again(&bound)), ["files-gone"]);
    let other = edited(|stanza| stanza["backup"][2]["timestamp"]["stop"] = json!(1_795_330_765));
    assert_eq!(refuted(other.look_again(&bound)), ["not-the-same"]);
    assert_eq!(unknown(listing(sample!("2.55.1/info-missing-stanza-path.json")).look_again(&bound)), ["not-there"]);
}

#[test]
fn the_catalogue_has_every_backup_with_what_it_needs() {
    let Catalogue::Told(backups) = sound().catalogue() else { panic!("not told") };
    let told: Vec<_> = backups.iter().map(|backup| (backup.id.as_str(), backup.level, backup.evidence)).collect();
    assert_eq!(told, [(FULL, 0, Evidence::Complete), (DIFF, 1, Evidence::Complete), (INCR, 2, Evidence::Complete)]);
    assert_eq!(backups[2].refers_to, [FULL, DIFF]);
    let Catalogue::Told(with_error) = listing(sample!("2.45/info-backup-error-true.json")).catalogue() else {
        panic!("not told")
    };
    assert_eq!(with_error.last().unwrap().evidence, Evidence::Present);
    let Catalogue::Told(none) = listing(sample!("2.55.1/info-no-valid-backups.json")).catalogue() else {
        panic!("not told")
    };
    assert_eq!(none, []);
    // Of a repository that is not there nobody knows what it holds.
    let Catalogue::Unknown(faults) = listing(sample!("2.55.1/info-two-repos-mixed.json")).catalogue() else {
        panic!("told")
    };
    assert_eq!(faults.iter().map(Fault::code).collect::<Vec<_>>(), ["not-there"]);
}
