//! What the answers of `BorgBackup` prove. The samples are of borg 1.2.4, 1.4.5 and a beta of 2.

use chrono::{DateTime, Utc};
use okno::{
    policy::{BackupTool, BorgBackup, Repository},
    tools::{self, Answers, Catalogue, CommandEnd, Evidence},
};

use crate::tools_samples::{
    catalogue, changed, confirmed, ended, look, look_again, now, refuted, said, sample, sentences, unknown,
};

const FIRST: &str = "shop-L0-2026-11-22T07@b2261e01de19";

/// The samples have no ending for it: `T07` stands for one that the job gave the name at its end.
fn shop() -> BorgBackup {
    BorgBackup {
        repository: Repository {
            program: "borg".into(),
            location: "/srv/backup/borg-repo".into(),
            password_file: Some("/etc/okno/borg pw".into()),
            host: Some("db1".into()),
            min_bytes: Some(1000),
            max_shrink: None,
        },
        archives: "shop-*".into(),
        complete_suffix: Some("T07".into()),
    }
}

fn tool() -> BackupTool {
    BackupTool::Borg(shop())
}

/// Lists that were asked without a format tell no host, and nothing marks what is whole in them.
fn plain() -> BackupTool {
    let repository = Repository { host: None, ..shop().repository };
    BackupTool::Borg(BorgBackup { repository, complete_suffix: None, ..shop() })
}

fn of_14(name: &str, code: i32) -> Answers {
    sample(&format!("borg-1.4.5/{name}"), code)
}

fn of_12(name: &str, code: i32) -> Answers {
    sample(&format!("borg-1.2.4/{name}"), code)
}

fn with(list: Answers, info: Answers, check: Answers) -> [(&'static str, Answers); 4] {
    [("--version", said("borg 1.4.5\n", "", 0)), ("list", list), ("info", info), ("check", check)]
}

fn nothing() -> Answers {
    said("", "", 1)
}

#[test]
fn an_archive_with_the_name_of_a_job_that_ended_well_is_verified_when_all_was_read() {
    for check in ["check-ok.txt", "check-verify-data-ok.txt"] {
        let answers = with(of_14("list-format.json", 0), of_14("info-last.json", 0), of_14(check, 0));
        let talk = look(&tool(), Evidence::Verified, &answers);
        let asked: Vec<String> = talk.asked.iter().map(|question| question.argv.join(" ")).collect();
        let archive = "/srv/backup/borg-repo::shop-L0-2026-11-22T07";
        assert_eq!(
            asked,
            [
                "borg --version".to_owned(),
                "borg --log-json --lock-wait=3 list --json --format={start}{end}{comment}{hostname} \
                 --glob-archives=shop-* /srv/backup/borg-repo"
                    .to_owned(),
                format!("borg --log-json --lock-wait=3 info --json {archive}"),
                format!("borg --log-json --lock-wait=3 --info check {archive}"),
            ]
        );
        let env: Vec<_> = talk.asked[1].env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(env, [("BORG_EXIT_CODES", "modern"), ("BORG_PASSCOMMAND", "cat -- '/etc/okno/borg pw'")]);
        assert_eq!(tools::version(&tool(), &talk.told).as_deref(), Some("1.4.5"));
        let backup = confirmed(talk);
        assert_eq!((backup.id.as_str(), backup.level, backup.evidence), (FIRST, 0, Evidence::Verified));
        let at: DateTime<Utc> = "2026-11-22T07:08:53Z".parse().unwrap();
        assert_eq!((backup.at, backup.finished_at, backup.verified_at), (at, Some(at), Some(now())));
        assert_eq!((backup.bytes, backup.source.as_str()), (Some(439_517), "/srv/backup/borg-repo db1"));
    }
}

#[test]
fn what_costs_more_than_is_needed_is_not_asked() {
    let answers = with(of_14("list-format.json", 0), of_14("info-last.json", 0), nothing());
    let talk = look(&tool(), Evidence::Complete, &answers);
    assert_eq!(talk.asked.len(), 3, "no check");
    assert_eq!(confirmed(talk).evidence, Evidence::Complete);
}

#[test]
fn an_empty_list_is_no_backup_whatever_the_exit_code() {
    for list in ["list-empty.json", "list-no-match.json", "list-after-cmdfail.json"] {
        let talk = look(&tool(), Evidence::Verified, &with(of_14(list, 0), nothing(), nothing()));
        assert!(sentences(&talk).contains("no backup of host db1 that is called shop-*"), "{}", sentences(&talk));
        assert_eq!(refuted(talk), ["no-backup"]);
    }
}

#[test]
fn a_dump_that_failed_into_a_pipe_leaves_an_archive_of_nothing_that_is_refuted() {
    let answers = with(of_14("list-after-kill9.json", 0), of_14("info-empty-stdin.json", 0), nothing());
    assert_eq!(refuted(look(&plain(), Evidence::Present, &answers)), ["no-bytes"]);
    assert_eq!(
        unknown(look(
            &plain(),
            Evidence::Present,
            &with(of_14("list.json", 0), of_14("info-empty-stdin.json", 0), nothing())
        )),
        ["not-json"],
        "the size of another archive is none"
    );
}

#[test]
fn an_archive_that_left_files_out_is_not_complete() {
    let answers = || with(of_12("list.json", 0), of_12("info-after-unreadable.json", 0), nothing());
    let repository = Repository { host: None, min_bytes: Some(1), ..shop().repository };
    let marked = BorgBackup { repository, complete_suffix: Some("-complete".into()), archives: "part*".into() };
    let talk = look(&BackupTool::Borg(marked.clone()), Evidence::Verified, &answers());
    assert!(sentences(&talk).contains("does not have the ending \"-complete\""), "{}", sentences(&talk));
    assert_eq!(refuted(talk), ["not-marked"]);
    let unmarked = BackupTool::Borg(BorgBackup { complete_suffix: None, ..marked });
    let talk = look(&unmarked, Evidence::Verified, &answers());
    assert_eq!(talk.asked.len(), 3, "no check");
    let backup = confirmed(talk);
    assert_eq!((backup.evidence, backup.bytes), (Evidence::Present, Some(3)));
    assert!(backup.checks.iter().any(|check| check.contains("set complete-suffix")), "{:?}", backup.checks);
}

#[test]
fn an_archive_that_is_too_small_or_has_shrunk_is_refuted() {
    let small = Repository { min_bytes: Some(439_518), ..shop().repository };
    let small = BackupTool::Borg(BorgBackup { repository: small, ..shop() });
    let answers = with(of_14("list-format.json", 0), of_14("info-last.json", 0), nothing());
    assert_eq!(refuted(look(&small, Evidence::Complete, &answers)), ["too-small"]);

    let repository = Repository { host: None, min_bytes: None, max_shrink: Some(50), ..shop().repository };
    let shrinking = BackupTool::Borg(BorgBackup { repository, complete_suffix: None, ..shop() });
    let tiny = changed(of_14("info-empty-stdin.json", 0), "\"original_size\": 0", "\"original_size\": 200000");
    let answers = [
        ("--version", said("borg 1.4.5\n", "", 0)),
        ("list", of_14("list-after-kill9.json", 0)),
        ("::shop-empty", tiny),
        ("::shop-L0-2026-11-22T07", of_14("info-last.json", 0)),
    ];
    assert_eq!(refuted(look(&shrinking, Evidence::Present, &answers)), ["shrunk"]);
}

#[test]
fn the_rest_of_a_killed_run_is_no_backup() {
    let listed = |list| match catalogue(&plain(), &[("list", of_14(list, 0))]).done {
        Catalogue::Told(backups) => backups.into_iter().map(|backup| backup.id).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(listed("list-after-kill9-checkpoints.json"), listed("list-after-kill9.json"));
    assert_eq!(listed("list-after-kill9.json"), [FIRST, "shop-empty@c0718f8cc619"]);
}

#[test]
fn hours_that_a_clock_shows_twice_are_two_instants() {
    let Catalogue::Told(backups) = catalogue(&plain(), &[("list", of_14("list-dst-night-utc.json", 0))]).done else {
        panic!()
    };
    let at: Vec<String> = backups.iter().map(|backup| backup.at.to_rfc3339()).collect();
    assert_eq!(
        at,
        [
            "2026-10-24T23:30:00+00:00",
            "2026-10-25T00:30:00+00:00",
            "2026-10-25T01:30:00+00:00",
            "2026-10-25T02:30:00+00:00"
        ]
    );
}

#[test]
fn borg_2_and_times_with_an_offset_are_not_believed() {
    for version in ["borg 2.0.0b5\n", "borg 1.1.18\n", "restic 0.14.0\n", ""] {
        assert_eq!(unknown(look(&tool(), Evidence::Present, &[("--version", said(version, "", 0))])), ["version"]);
    }
    for list in ["borg-2.0.0b5/rlist.json", "borg-2.0.0b5/rlist-tz-berlin.json"] {
        assert_eq!(
            unknown(look(&plain(), Evidence::Present, &with(sample(list, 0), nothing(), nothing()))),
            ["not-json"]
        );
    }
}

#[test]
fn a_running_backup_locks_the_repository_and_that_is_no_refusal() {
    for list in [of_14("list-while-running.json", 2), of_14("list-locked-modern.jsonl", 73)] {
        let talk = look(&tool(), Evidence::Verified, &with(list, nothing(), nothing()));
        assert!(sentences(&talk).contains("borg break-lock /srv/backup/borg-repo"), "{}", sentences(&talk));
        assert_eq!(unknown(talk), ["locked"]);
    }
    let answers = with(of_14("list-format.json", 0), of_14("info-last.json", 0), of_14("check-locked.txt", 2));
    assert_eq!(unknown(look(&tool(), Evidence::Verified, &answers)), ["locked"]);
}

#[test]
fn a_wrong_password_is_no_refusal_of_the_backup() {
    for list in [
        of_14("wrong-passphrase.txt", 2),
        of_14("wrong-passphrase-logjson.jsonl", 52),
        of_12("list-wrong-passphrase.jsonl", 2),
        of_12("list-no-passphrase.jsonl", 2),
        of_12("list-passcommand-fails.jsonl", 2),
    ] {
        let talk = look(&tool(), Evidence::Verified, &with(list, nothing(), nothing()));
        assert!(sentences(&talk).contains("password-file"), "{}", sentences(&talk));
        assert_eq!(unknown(talk), ["password"]);
    }
}

#[test]
fn a_repository_that_is_not_there_may_come_back_with_its_volume() {
    for list in [
        of_14("list-no-repo.json", 2),
        of_14("list-no-repo-modern.jsonl", 13),
        of_12("list-no-repo.jsonl", 2),
        of_12("list-not-a-repo.jsonl", 2),
    ] {
        let talk = look(&tool(), Evidence::Verified, &with(list, nothing(), nothing()));
        assert!(sentences(&talk).contains("is its volume mounted"), "{}", sentences(&talk));
        assert_eq!(unknown(talk), ["no-repository"]);
    }
}

#[test]
fn a_repository_that_borg_asks_a_person_about_says_how_to_answer() {
    let list = of_12("list-unknown-unencrypted.jsonl", 2);
    let talk = look(&tool(), Evidence::Verified, &with(list, nothing(), nothing()));
    assert!(sentences(&talk).contains("BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes"), "{}", sentences(&talk));
    assert_eq!(unknown(talk), ["unfamiliar"]);
}

#[test]
fn a_bit_that_flipped_is_found_since_the_repository_is_read() {
    let judged = |check| {
        look(&tool(), Evidence::Verified, &with(of_14("list-format.json", 0), of_14("info-last.json", 0), check))
    };
    for check in [
        of_14("check-bitrot.txt", 1),
        of_14("check-bitrot-modern-logjson.jsonl", 1),
        of_14("extract-dry-run-bitrot.txt", 2),
    ] {
        let talk = judged(check);
        assert!(sentences(&talk).contains("Segment entry checksum mismatch"), "{}", sentences(&talk));
        assert_eq!(refuted(talk), ["damaged"]);
    }
    // The part of a check that is about archives says nothing of the same repository, and its list stays green.
    assert_eq!(unknown(judged(said("", "", 0))), ["not-said"]);
    let list = with(of_14("list-with-bitrot.json", 0), of_14("info-empty-stdin.json", 0), nothing());
    assert_eq!(refuted(look(&plain(), Evidence::Present, &list)), ["no-bytes"]);
    let sound = with(of_14("list-format.json", 0), of_14("info-last.json", 0), of_12("check-ok.jsonl", 0));
    confirmed(look(&tool(), Evidence::Verified, &sound));
}

#[test]
fn an_answer_that_cannot_be_read_proves_nothing() {
    let list = || of_14("list-format.json", 0);
    for (list, code) in [
        (said("", "", 0), "not-json"),
        (said("[]", "", 0), "not-json"),
        (said("{\"archives\":", "", 0), "not-json"),
        (changed(list(), "\"b2261e01", "\"../../"), "not-json"),
        (changed(list(), "2026-11-22T07:08:53.000000", "yesterday"), "not-json"),
        (changed(list(), "level=0", "level=9"), "level"),
        (said("", "{\"message\": \"something new\", \"levelname\": \"ERROR\"}\n", 99), "exit-code"),
        (ended(CommandEnd::NotFound), "no-program"),
        (ended(CommandEnd::TimedOut), "no-answer"),
        (ended(CommandEnd::Signalled(9)), "signalled"),
        (ended(CommandEnd::TooLong(5)), "too-long"),
    ] {
        let talk = look(&tool(), Evidence::Complete, &with(list, of_14("info-last.json", 0), nothing()));
        assert_eq!(unknown(talk), [code]);
    }
}

#[test]
fn archives_of_other_hosts_do_not_count() {
    let list = || changed(of_14("list-format.json", 0), "\"hostname\": \"db1\"", "\"hostname\": \"db2\"");
    assert_eq!(refuted(look(&tool(), Evidence::Present, &with(list(), nothing(), nothing()))), ["no-backup"]);
    let Answers::Command(mut both) = of_14("list-format.json", 0) else { unreachable!() };
    let mut json: serde_json::Value = serde_json::from_slice(&both.stdout).unwrap();
    let mut other = json["archives"][0].clone();
    other["hostname"] = "db2".into();
    json["archives"].as_array_mut().unwrap().push(other);
    both.stdout = json.to_string().into_bytes();
    let talk = look(&plain(), Evidence::Present, &with(Answers::Command(both), nothing(), nothing()));
    assert!(sentences(&talk).contains("host db1, host db2"), "{}", sentences(&talk));
    assert_eq!(unknown(talk), ["several-sources"]);
}

#[test]
fn just_before_the_start_the_bound_archive_is_in_the_list_or_gone() {
    let list = || of_14("list-format.json", 0);
    let bound = confirmed(look(&tool(), Evidence::Complete, &with(list(), of_14("info-last.json", 0), nothing())));
    let again = |list| look_again(&tool(), &bound, &[("list", list)]);
    let talk = again(list());
    assert_eq!(talk.asked.len(), 1, "a matter of seconds");
    assert_eq!(confirmed(talk).id, FIRST);
    assert_eq!(refuted(again(of_14("list-empty.json", 0))), ["gone"]);
    assert_eq!(refuted(again(changed(list(), "b2261e01", "b2261e02"))), ["gone"], "made again under its name");
    assert_eq!(unknown(again(of_14("list-while-running.json", 2))), ["locked"]);
}
