//! Barman: what its true answers prove (`tests/data/barman-*`), and what they do not. It is not run here.

use okno::{
    policy::{BackupTool, BarmanBackup},
    tools::{Catalogue, Evidence, Judgement, Question},
};

use crate::talk::{Looking, Said, assert_checked, by_programs, confirmed, failed, refuted, said, unknown};

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!("../data/barman-", $name)).as_slice()
    };
}

const LIST: &[u8] = sample!("3.19.1/list-backups.json");
const SHOWN: &[u8] = sample!("3.19.1/show-backup.json");
const VALID: &[u8] = sample!("3.19.1/verify-backup.txt");
const AFTER: &str = "2026-11-22T08:00:00Z";

fn settings() -> BarmanBackup {
    BarmanBackup { server: "demo".to_owned(), config: None, system_id: None, min_bytes: None, database: None }
}

/// The answers of a Barman.
struct Answering {
    list: Said,
    shown: Vec<u8>,
    verify: Said,
}

fn sound() -> Answering {
    Answering { list: said(LIST), shown: SHOWN.to_vec(), verify: said(VALID) }
}

fn listing(list: &[u8]) -> Answering {
    Answering { list: said(list), ..sound() }
}

impl Answering {
    fn answer(&self, question: &Question) -> Said {
        let has = |word: &str| question.argv.iter().any(|argument| argument == word);
        if has("--version") {
            said("3.19.1 Barman by EnterpriseDB (www.enterprisedb.com)\n")
        } else if has("list-backups") {
            self.list.clone()
        } else if has("show-backup") {
            said(&self.shown)
        } else {
            assert!(has("verify-backup"), "{question:?}");
            self.verify.clone()
        }
    }

    fn look(&self) -> Judgement {
        self.look_with(settings())
    }

    fn look_with(&self, settings: BarmanBackup) -> Judgement {
        Looking::at(AFTER).look(&BackupTool::Barman(settings), by_programs(|question| self.answer(question)))
    }
}

#[test]
fn a_backup_that_is_done_is_verified_by_barman() {
    for shown in [SHOWN, sample!("3.19.1/show-backup-tz-berlin.json")] {
        let backup = confirmed(Answering { shown: shown.to_vec(), ..sound() }.look());
        assert_eq!((backup.id.as_str(), backup.level), ("20261122T071227", 0));
        assert_eq!(backup.evidence, Evidence::Verified);
        assert_eq!(backup.at.to_rfc3339(), "2026-11-22T07:12:30+00:00");
        assert_eq!(backup.started_at.unwrap().to_rfc3339(), "2026-11-22T07:12:27+00:00");
        assert_eq!(backup.bytes, Some(49_298_711));
        assert_checked(&backup, "identity: cluster 7710886151630727540");
    }
}

#[test]
fn what_is_not_done_is_no_backup_and_hides_none() {
    let cases = [
        (sample!("3.19.1/list-backups-failed.json"), "20261122T071337 is FAILED"),
        (sample!("3.19.1/list-backups-running.json"), "20261122T071327 is STARTED"),
        (sample!("3.19.1/list-backups-after-kill9.json"), "20261122T071327 is STARTED"),
        (sample!("3.19.1/list-backups-after-kill9-cron.json"), "20261122T071327 is STARTED"),
        (sample!("3.19.1/list-backups-postgres-down.json"), "20261122T071327 is STARTED"),
    ];
    for (list, note) in cases {
        let backup = confirmed(listing(list).look());
        assert_eq!(backup.id, "20261122T071308");
        assert_checked(&backup, note);
    }
    let waiting = String::from_utf8_lossy(LIST).replace("DONE", "WAITING_FOR_WALS");
    assert_eq!(refuted(listing(waiting.as_bytes()).look()), ["no-backup", "not-done"]);
    let strange = String::from_utf8_lossy(LIST).replace("DONE", "BREWING");
    assert_eq!(unknown(listing(strange.as_bytes()).look()), ["unknown-value"]);
}

#[test]
fn none_is_refuted_and_an_unknown_server_cannot_be_told() {
    assert_eq!(refuted(listing(sample!("3.4.0/list-backups-empty.json")).look()), ["no-backup"]);
    let complains = (1, sample!("3.4.0/list-backups-unknown-server.json").to_vec(), Vec::new());
    let Judgement::Unknown(faults) = (Answering { list: complains, ..sound() }).look() else { panic!("told") };
    assert!(faults[0].to_string().contains("Unknown server 'nosuch'"), "{faults:?}");
    assert_eq!(unknown(Answering { list: failed(1, "no"), ..sound() }.look()), ["exit-code"]);
    let gone = Answering { shown: sample!("3.4.0/show-backup-latest-none.json").to_vec(), ..sound() };
    assert_eq!(unknown(gone.look()), ["not-there"]);
    assert_eq!(unknown(listing(b"{}").look()), ["not-json"]);
}

#[test]
fn damage_that_barman_finds_refutes_and_what_it_cannot_verify_is_unknown() {
    let verifying = |out: &[u8], err: &[u8]| Answering { verify: (1, out.to_vec(), err.to_vec()), ..sound() };
    for (out, err) in [
        (sample!("3.19.1/verify-backup-corrupt.txt"), sample!("3.19.1/verify-backup-corrupt.txt.stderr")),
        (sample!("3.19.1/verify-backup-missing-file.txt"), sample!("3.19.1/verify-backup-missing-file.txt.stderr")),
    ] {
        assert_eq!(refuted(verifying(out, err).look()), ["damaged"]);
    }
    for (out, err) in [
        (sample!("3.19.1/verify-backup-no-manifest.txt"), sample!("3.19.1/verify-backup-no-manifest.txt.stderr")),
        (sample!("3.19.1/verify-data-dir-deleted.txt"), sample!("3.19.1/verify-data-dir-deleted.txt.stderr")),
    ] {
        assert_eq!(unknown(verifying(out, err).look()), ["not-verified"]);
    }
    assert_eq!(unknown(Answering { verify: said(""), ..sound() }.look()), ["not-verified"], "silence is no proof");
}

#[test]
fn identity_size_and_the_future_are_held_against_the_list() {
    let of = |system_id| BarmanBackup { system_id: Some(system_id), ..settings() };
    confirmed(sound().look_with(of(7_710_886_151_630_727_540)));
    assert_eq!(refuted(sound().look_with(of(7_710_886_151_630_727_541))), ["other-cluster"]);
    let least = BarmanBackup { min_bytes: Some(49_298_712), ..settings() };
    assert_eq!(refuted(sound().look_with(least)), ["too-small"]);
    let before = Looking::at("2026-11-22T05:00:00Z");
    let tool = BackupTool::Barman(settings());
    assert_checked(&confirmed(before.look(&tool, by_programs(|question| sound().answer(question)))), "in the future");
}

#[test]
fn a_bound_backup_has_to_be_done_still_and_the_catalogue_has_all_that_are() {
    let tool = BackupTool::Barman(settings());
    let bound = confirmed(sound().look());
    let again = |answering: Answering| {
        Looking::at(AFTER).look_again(&tool, &bound, by_programs(|question| answering.answer(question)))
    };
    assert_eq!(confirmed(again(sound())).evidence, Evidence::Verified);
    assert_eq!(refuted(again(listing(sample!("3.4.0/list-backups-empty.json")))), ["not-listed"]);
    let failed = String::from_utf8_lossy(LIST).replace("DONE", "FAILED");
    assert_eq!(refuted(again(listing(failed.as_bytes()))), ["not-done"]);
    let list = listing(sample!("3.19.1/list-backups-waiting-for-wals.json"));
    let Catalogue::Told(all) = Looking::at(AFTER).catalogue(&tool, by_programs(|question| list.answer(question)))
    else {
        panic!("not told")
    };
    assert_eq!(all.iter().map(|backup| backup.id.as_str()).collect::<Vec<_>>(), ["20261122T071308", "20261122T071227"]);
}
