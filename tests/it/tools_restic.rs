//! What the answers of restic prove. The samples are of restic 0.14.0 and 0.18.0.

use okno::{
    policy::{BackupTool, Repository, ResticBackup},
    tools::{self, Answers, Catalogue, CommandEnd, Evidence},
};

use crate::tools_samples::{
    catalogue, changed, confirmed, ended, look, look_again, now, refuted, said, sample, sentences, unknown,
};

const V14: &str = "restic 0.14.0 compiled with go1.19.8 on linux/amd64\n";
const V18: &str = "restic 0.18.0 compiled with go1.24.4 on linux/amd64\n";
const FIRST: &str = "d5e4cc2d271c2954b6b51325ac54e2b6aa2f3995d408382222c864c2bb2a2b99";

/// The samples have no tag for it: `db=shop`, which the first snapshot has, stands for one that the job set at its end.
fn shop() -> ResticBackup {
    ResticBackup {
        repository: Repository {
            program: "restic".into(),
            location: "/srv/backup/restic-repo".into(),
            password_file: Some("/etc/okno/restic.pw".into()),
            host: Some("db1".into()),
            min_bytes: Some(1000),
            max_shrink: None,
        },
        paths: vec!["/srv/dumps".into()],
        tags: vec![],
        complete_tag: Some("db=shop".into()),
    }
}

fn tool() -> BackupTool {
    BackupTool::Restic(shop())
}

/// Where nothing marks what is whole.
fn unmarked() -> BackupTool {
    BackupTool::Restic(ResticBackup { complete_tag: None, ..shop() })
}

fn of_18(name: &str, code: i32) -> Answers {
    sample(&format!("restic-0.18.0/{name}"), code)
}

fn of_14(name: &str, code: i32) -> Answers {
    sample(&format!("restic-0.14.0/{name}"), code)
}

fn with_18(list: Answers, check: Answers) -> [(&'static str, Answers); 3] {
    [("version", said(V18, "", 0)), ("snapshots", list), ("check", check)]
}

fn with_14(list: Answers, check: Answers) -> [(&'static str, Answers); 4] {
    let size = said("{\"total_size\":439517,\"total_file_count\":3,\"snapshots_count\":1}\n", "", 0);
    [("version", said(V14, "", 0)), ("snapshots", list), ("stats", size), ("check", check)]
}

#[test]
fn a_snapshot_with_the_tag_of_a_job_that_ended_well_is_verified_when_all_data_was_read() {
    let answers = with_18(of_18("snapshots.json", 0), of_18("check-read-data-ok.json", 0));
    let talk = look(&tool(), Evidence::Verified, &answers);
    let asked: Vec<String> = talk.asked.iter().map(|question| question.argv.join(" ")).collect();
    let common = "restic --repo=/srv/backup/restic-repo --password-file=/etc/okno/restic.pw";
    assert_eq!(
        asked,
        [
            "restic version".to_owned(),
            format!("{common} snapshots --json --no-lock --host=db1 --path=/srv/dumps"),
            format!("{common} check --json --read-data"),
        ]
    );
    assert_eq!(tools::version(&tool(), &talk.told).as_deref(), Some("0.18.0"));
    let backup = confirmed(talk);
    assert_eq!((backup.id.as_str(), backup.level, backup.evidence), (FIRST, 0, Evidence::Verified));
    assert_eq!(backup.at, "2026-11-22T07:05:13.611Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap(), "the start");
    assert_eq!((backup.started_at, backup.verified_at), (Some(backup.at), Some(now())));
    assert_eq!(backup.finished_at, Some("2026-11-22T07:05:14.241Z".parse().unwrap()));
    assert_eq!((backup.bytes, backup.source.as_str()), (Some(439_228), "/srv/backup/restic-repo db1:/srv/dumps"));
}

#[test]
fn what_costs_more_than_is_needed_is_not_asked() {
    let answers = [("version", said(V18, "", 0)), ("snapshots", of_18("snapshots.json", 0))];
    assert_eq!(confirmed(look(&tool(), Evidence::Complete, &answers)).evidence, Evidence::Complete);
    assert_eq!(confirmed(look(&tool(), Evidence::Present, &answers)).evidence, Evidence::Complete);
}

#[test]
fn the_newest_is_found_by_instants_where_offsets_are_mixed() {
    let list = of_18("snapshots-mixed-offsets.json", 0);
    let backup = confirmed(look(&unmarked(), Evidence::Verified, &with_18(list, said("", "", 1))));
    assert_eq!((backup.level, backup.evidence), (2, Evidence::Present));
    assert_eq!(backup.at, "2026-11-22T07:05:15.522Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    let berlin = of_18("snapshots-tz-berlin.json", 0);
    assert_eq!(confirmed(look(&tool(), Evidence::Complete, &with_18(berlin, said("", "", 1)))).id, FIRST);
}

#[test]
fn an_empty_list_is_no_backup_whatever_the_exit_code() {
    for list in [
        of_18("snapshots-empty.json", 0),
        of_18("snapshots-filter-no-match.json", 0),
        of_18("snapshots-after-kill9.json", 0),
        of_18("snapshots-while-backup-running.json", 0),
        of_18("snapshots-after-failed-command.json", 0),
        of_14("snapshots-empty.json", 0),
        of_14("snapshots-after-empty-stdin.json", 0),
    ] {
        let talk = look(&tool(), Evidence::Verified, &with_18(list, said("", "", 1)));
        assert!(sentences(&talk).contains("no backup of host db1 of /srv/dumps"), "{}", sentences(&talk));
        assert_eq!(refuted(talk), ["no-backup"]);
    }
}

#[test]
fn a_dump_that_failed_into_a_pipe_leaves_a_snapshot_of_nothing_that_is_refuted() {
    let list = of_18("snapshots-after-empty-stdin.json", 0);
    let tool = BackupTool::Restic(ResticBackup { paths: vec!["/shop.sql".into()], complete_tag: None, ..shop() });
    assert_eq!(refuted(look(&tool, Evidence::Present, &with_18(list, said("", "", 1)))), ["no-bytes"]);
    // Of 0.14 the size is asked for by itself.
    let mut answers = with_14(of_14("snapshots.json", 0), said("", "", 1));
    answers[2].1 = of_14("stats-empty-stdin.json", 0);
    assert_eq!(refuted(look(&unmarked(), Evidence::Present, &answers)), ["no-bytes"]);
}

#[test]
fn a_snapshot_that_left_files_out_is_not_complete() {
    let list = || of_18("snapshots-after-incomplete.json", 0);
    let partial = ResticBackup { paths: vec!["/srv/partial".into()], ..shop() };
    let min_bytes = Repository { min_bytes: None, ..shop().repository };
    let marked = BackupTool::Restic(ResticBackup { repository: min_bytes, ..partial.clone() });
    let talk = look(&marked, Evidence::Verified, &with_18(list(), said("", "", 1)));
    assert!(sentences(&talk).contains("does not have the tag \"db=shop\""), "{}", sentences(&talk));
    assert_eq!(refuted(talk), ["not-marked"]);
    // Where nothing marks it nothing tells: it is there, and no reading of its bytes proves more.
    let unmarked = Repository { min_bytes: Some(3), ..shop().repository };
    let unmarked = BackupTool::Restic(ResticBackup { repository: unmarked, complete_tag: None, ..partial });
    let talk = look(&unmarked, Evidence::Verified, &with_18(list(), said("", "", 1)));
    assert_eq!(talk.asked.len(), 2, "no check");
    let backup = confirmed(talk);
    assert_eq!(backup.evidence, Evidence::Present);
    assert!(backup.checks.iter().any(|check| check.contains("set complete-tag")), "{:?}", backup.checks);
}

#[test]
fn a_tag_without_a_size_floor_does_not_make_it_complete() {
    let repository = Repository { min_bytes: None, ..shop().repository };
    let tool = BackupTool::Restic(ResticBackup { repository, ..shop() });
    let answers = with_18(of_18("snapshots.json", 0), said("", "", 1));
    assert_eq!(confirmed(look(&tool, Evidence::Verified, &answers)).evidence, Evidence::Present);
}

#[test]
fn a_snapshot_that_is_too_small_or_has_shrunk_is_refuted() {
    let small = Repository { min_bytes: Some(439_229), ..shop().repository };
    let small = BackupTool::Restic(ResticBackup { repository: small, ..shop() });
    let answers = with_18(of_18("snapshots.json", 0), said("", "", 1));
    assert_eq!(refuted(look(&small, Evidence::Verified, &answers)), ["too-small"]);

    let shrinking = Repository { max_shrink: Some(50), ..shop().repository };
    let shrinking = BackupTool::Restic(ResticBackup { repository: shrinking, complete_tag: None, ..shop() });
    let list = |bytes: &str| {
        // The same level for both, and another size for the first.
        let list = changed(of_18("snapshots-mixed-offsets.json", 0), "level=2", "level=0");
        let first = "\"total_bytes_processed\":439228},\"id\":\"d5e4";
        changed(list, first, &first.replace("439228", bytes))
    };
    let sizes = |bytes| look(&shrinking, Evidence::Present, &with_18(list(bytes), said("", "", 1)));
    assert_eq!(refuted(sizes("1000000")), ["shrunk"]);
    assert!(confirmed(sizes("800000")).checks.iter().any(|check| check.contains("800000 bytes of d5e4cc2d")));
}

#[test]
fn a_snapshot_that_was_dated_by_hand_cannot_be_told() {
    let list = of_18("snapshots-future.json", 0);
    let talk = look(&unmarked(), Evidence::Present, &with_18(list, said("", "", 1)));
    assert!(sentences(&talk).contains("dated 2027-01-01T00:00:00Z"), "{}", sentences(&talk));
    assert_eq!(unknown(talk), ["dated"]);
}

#[test]
fn a_snapshot_from_the_future_is_reported_as_such() {
    let list = changed(of_14("snapshots.json", 0), "2026-11-22T07:08", "2026-11-22T09:08");
    let backup = confirmed(look(&unmarked(), Evidence::Present, &with_14(list, said("", "", 1))));
    assert!(backup.at > now() && backup.checks.iter().any(|check| check.contains("in the future")));
}

#[test]
fn a_wrong_password_is_no_refusal_of_the_backup() {
    for list in [
        of_18("wrong-password.json", 12),
        of_18("wrong-password.txt", 12),
        of_14("wrong-password.json", 1),
        said("", "reading repository password from stdin\nFatal: an empty password is not a password\n", 1),
        said("", "Resolving password failed: Fatal: /etc/okno/restic.pw does not exist\n", 1),
    ] {
        let talk = look(&tool(), Evidence::Verified, &with_18(list, said("", "", 1)));
        assert!(sentences(&talk).contains("password-file"), "{}", sentences(&talk));
        assert_eq!(unknown(talk), ["password"]);
    }
}

#[test]
fn a_repository_that_is_not_there_may_come_back_with_its_volume() {
    for list in [of_18("snapshots-no-repo.json", 10), of_14("snapshots-no-repo.json", 1)] {
        let talk = look(&tool(), Evidence::Verified, &with_18(list, said("", "", 1)));
        assert!(sentences(&talk).contains("is its volume mounted"), "{}", sentences(&talk));
        assert!(sentences(&talk).contains("no such file or directory"), "{}", sentences(&talk));
        assert_eq!(unknown(talk), ["no-repository"]);
    }
}

#[test]
fn a_lock_is_no_damage_though_the_summary_counts_an_error() {
    for check in [
        of_18("check-locked.json", 11),
        of_18("check-locked.txt", 11),
        of_18("check-after-kill9-stale-lock.json", 11),
        of_14("check-locked.json", 1),
    ] {
        let talk = look(&tool(), Evidence::Verified, &with_18(of_18("snapshots.json", 0), check));
        assert!(sentences(&talk).contains("already locked by PID"), "{}", sentences(&talk));
        assert!(sentences(&talk).contains("restic --repo=/srv/backup/restic-repo unlock"), "{}", sentences(&talk));
        assert_eq!(unknown(talk), ["locked"]);
    }
}

#[test]
fn a_bit_that_flipped_is_found_since_the_data_is_read() {
    // What restic says without --read-data, and with it.
    let list = || of_18("snapshots-with-corrupt-pack.json", 0);
    let repository = Repository { min_bytes: Some(1), ..shop().repository };
    let partial = ResticBackup { paths: vec!["/srv/partial".into()], repository, ..shop() };
    let tool = BackupTool::Restic(partial);
    let list = || changed(list(), "\"username\"", "\"tags\":[\"db=shop\"],\"username\"");
    let blind =
        look(&tool, Evidence::Verified, &with_18(list(), of_18("check-bitrot-data-pack-without-read-data.json", 0)));
    assert!(blind.asked[2].argv.contains(&"--read-data".to_owned()), "it is never asked without");
    for check in [
        of_18("check-bitrot-data-pack-read-data-subset.json", 1),
        of_18("check-corrupt-pack-read-data.json", 1),
        of_18("check-corrupt-pack-without-read-data.json", 1),
        of_18("check-zero-byte-pack.json", 1),
        of_18("check-zero-byte-pack.txt", 1),
        of_18("check-missing-pack.json", 1),
        // 0.14 says it in text.
        said(
            "read all data\n",
            "Pack ID does not match, want 1a7451ab, got d792850c\nFatal: repository contains errors\n",
            1,
        ),
        changed(of_18("check-read-data-ok.json", 0), "\"num_errors\":0", "\"num_errors\":2"),
    ] {
        assert_eq!(refuted(look(&tool, Evidence::Verified, &with_18(list(), check))), ["damaged"]);
    }
    // The list alone stays green.
    assert_eq!(
        confirmed(look(&tool, Evidence::Complete, &with_18(list(), said("", "", 1)))).evidence,
        Evidence::Complete
    );
}

#[test]
fn a_check_that_does_not_say_that_all_is_well_proves_nothing() {
    let list = || of_18("snapshots.json", 0);
    for check in [said("", "", 0), of_14("check-ok.json", 0), of_18("check-ok.txt", 0)] {
        assert_eq!(unknown(look(&tool(), Evidence::Verified, &with_18(list(), check))), ["not-said"]);
    }
    for check in ["check-ok.json", "check-after-unlock.json", "check-restored-ok.json"] {
        let talk = look(&tool(), Evidence::Verified, &with_18(list(), of_18(check, 0)));
        assert_eq!(confirmed(talk).evidence, Evidence::Verified);
    }
    let marked = || changed(of_14("snapshots.json", 0), "\"level=0\"", "\"level=0\",\"db=shop\"");
    for check in [said("", "", 0), of_18("check-ok.json", 0)] {
        assert_eq!(unknown(look(&tool(), Evidence::Verified, &with_14(marked(), check))), ["not-said"]);
    }
    let backup = confirmed(look(&tool(), Evidence::Verified, &with_14(marked(), of_14("check-ok.json", 0))));
    assert_eq!((backup.evidence, backup.bytes, backup.finished_at), (Evidence::Verified, Some(439_517), None));
}

#[test]
fn an_answer_that_cannot_be_read_proves_nothing() {
    let list = || of_18("snapshots.json", 0);
    for (list, code) in [
        (said("", "", 0), "not-json"),
        (said("{}", "", 0), "not-json"),
        (said("[{\"id\":", "", 0), "not-json"),
        (changed(list(), FIRST, "../../etc"), "not-json"),
        (changed(list(), "13.61138412Z", "13.61138412"), "not-json"),
        (changed(list(), "\"level=0\"", "\"level=3\""), "level"),
        (changed(list(), "\"level=0\"", "\"level=0\",\"level=1\""), "level"),
        (said("", "Fatal: something new\n", 9), "exit-code"),
        (ended(CommandEnd::NotFound), "no-program"),
        (ended(CommandEnd::TimedOut), "no-answer"),
        (ended(CommandEnd::Signalled(9)), "signalled"),
        (ended(CommandEnd::TooLong(5)), "too-long"),
    ] {
        assert_eq!(unknown(look(&tool(), Evidence::Complete, &with_18(list, said("", "", 1)))), [code]);
    }
    let Answers::Command(mut bytes) = list() else { unreachable!() };
    bytes.stdout.insert(20, 0xff);
    let talk = look(&tool(), Evidence::Complete, &with_18(Answers::Command(bytes), said("", "", 1)));
    assert_eq!(unknown(talk), ["not-json"]);
    let fields = changed(list(), "\"username\"", "\"from_2031\":{},\"username\"");
    confirmed(look(&tool(), Evidence::Complete, &with_18(fields, said("", "", 1))));
}

#[test]
fn a_version_that_nobody_looked_at_is_not_believed() {
    for version in ["restic 0.9.6 compiled with go1.12\n", "restic\n", "borg 1.2.4\n", ""] {
        assert_eq!(unknown(look(&tool(), Evidence::Present, &[("version", said(version, "", 0))])), ["version"]);
    }
    assert_eq!(unknown(look(&tool(), Evidence::Present, &[("version", ended(CommandEnd::NotFound))])), ["no-program"]);
}

#[test]
fn a_list_that_leaves_a_damaged_snapshot_out_is_not_whole() {
    let Answers::Command(mut list) = of_18("snapshots.json", 0) else { unreachable!() };
    list.stderr = b"could not load snapshot fa0cd1ab: load <snapshot/fa0cd1ab98>: invalid data returned\n".to_vec();
    let talk = look(&tool(), Evidence::Complete, &with_18(Answers::Command(list), said("", "", 1)));
    assert!(sentences(&talk).contains("fa0cd1ab"));
    assert_eq!(unknown(talk), ["list-not-whole"]);
}

#[test]
fn snapshots_of_several_hosts_or_paths_are_told_apart_by_the_policy_alone() {
    let list = |from: &str, to: &str| {
        let Answers::Command(mut answer) = of_18("snapshots-mixed-offsets.json", 0) else { unreachable!() };
        let text = String::from_utf8(answer.stdout).unwrap();
        let (first, second) = text.split_once("},{").unwrap();
        assert!(second.contains(from));
        answer.stdout = format!("{first}}},{{{}", second.replace(from, to)).into_bytes();
        Answers::Command(answer)
    };
    let repository = Repository { host: None, ..shop().repository };
    let any = BackupTool::Restic(ResticBackup {
        repository: repository.clone(),
        paths: vec![],
        complete_tag: None,
        ..shop()
    });
    let judged = |list| look(&any, Evidence::Present, &with_18(list, said("", "", 1)));
    confirmed(judged(of_18("snapshots-mixed-offsets.json", 0)));
    let hosts = judged(list("\"hostname\":\"db1\"", "\"hostname\":\"db2\""));
    assert!(sentences(&hosts).contains("db1:/srv/dumps, db2:/srv/dumps"), "{}", sentences(&hosts));
    assert_eq!(unknown(hosts), ["several-sources"]);
    let paths = judged(list("[\"/srv/dumps\"]", "[\"/home\"]"));
    assert!(sentences(&paths).contains("with paths = "), "{}", sentences(&paths));
    assert_eq!(unknown(paths), ["several-sources"]);
    let by_tag = BackupTool::Restic(ResticBackup {
        repository,
        paths: vec![],
        tags: vec!["shop".into(), "nightly".into()],
        complete_tag: None,
    });
    let talk = look(&by_tag, Evidence::Present, &with_18(of_18("snapshots.json", 0), said("", "", 1)));
    assert!(talk.asked[1].argv.contains(&"--tag=shop,nightly".to_owned()), "all of them, not any");
}

#[test]
fn a_copy_in_another_repository_tells_what_it_is_a_copy_of() {
    let talk = look(&tool(), Evidence::Complete, &with_18(of_18("snapshots-on-copy-target.json", 0), said("", "", 1)));
    let copy = confirmed(talk);
    assert_eq!(copy.copy_of.as_deref(), Some(FIRST));
    assert!(copy.id.starts_with("13498569"));
    let original = confirmed(look(&tool(), Evidence::Complete, &with_18(of_18("snapshots.json", 0), said("", "", 1))));
    assert_eq!((original.copy_of, original.at, original.bytes), (None, copy.at, copy.bytes));
}

#[test]
fn just_before_the_start_the_bound_snapshot_is_in_the_list_or_gone() {
    let list = || of_18("snapshots.json", 0);
    let bound = confirmed(look(&tool(), Evidence::Complete, &with_18(list(), said("", "", 1))));
    let again = |list| look_again(&tool(), &bound, &[("snapshots", list)]);
    let talk = again(list());
    assert_eq!(talk.asked.len(), 1, "a matter of seconds");
    assert_eq!(confirmed(talk).id, bound.id);
    confirmed(again(of_18("snapshots-mixed-offsets.json", 0)));
    assert_eq!(refuted(again(of_18("snapshots-empty.json", 0))), ["gone"]);
    // `restic tag` gives it another id.
    confirmed(again(of_18("snapshots-on-copy-target.json", 0)));
    assert_eq!(
        refuted(again(changed(list(), "\"time\":\"2026-11-22T07:05:13", "\"time\":\"2026-11-22T07:05:12"))),
        ["changed"]
    );
    assert_eq!(unknown(again(of_18("wrong-password.json", 12))), ["password"]);
    assert_eq!(unknown(again(ended(CommandEnd::TimedOut))), ["no-answer"]);
}

#[test]
fn the_catalogue_has_every_snapshot_with_its_level_and_what_is_known_of_it() {
    let list = of_18("snapshots-mixed-offsets.json", 0);
    let Catalogue::Told(backups) = catalogue(&tool(), &[("snapshots", list)]).done else { panic!() };
    let seen: Vec<_> = backups.iter().map(|backup| (backup.level, backup.evidence, backup.bytes)).collect();
    assert_eq!(
        seen,
        [(0, Evidence::Complete, Some(439_228)), (2, Evidence::Present, Some(439_228))],
        "the second does not have the tag"
    );
    let locked = catalogue(&tool(), &[("snapshots", of_18("check-locked.txt", 11))]).done;
    assert!(matches!(locked, Catalogue::Unknown(_)));
}
