//! Plain files with a manifest, made by the real gzip and sha256sum: each way in which one can be no good.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use chrono::TimeDelta;
use serde_json::Value;

use super::{assert_reason, confirm, only_reason, plan};
use crate::house::{House, RULES, as_nobody};

const NAME: &str = "shop-20261124T115900Z.sql.gz";

fn rules(more: &str) -> String {
    let (before, _) = RULES.split_once("[systems.shop.backup]").unwrap();
    format!("{before}[systems.shop.backup]\ntool = \"files\"\npattern = \"dumps/shop-*\"\n{more}\n")
}

/// A house whose dumps lie in `dumps/`.
fn dumps(more: &str) -> House {
    let house = House::with_rules(&rules(more));
    fs::create_dir(house.path("dumps")).unwrap();
    house
}

/// Lets a shell work in `dumps/`. Whatever it writes is closed when it ends.
#[track_caller]
fn shell(house: &House, script: &str) {
    let script = format!("set -eu\n{script}");
    let ended = Command::new("bash").args(["-c", &script]).current_dir(house.path("dumps")).output().unwrap();
    assert!(ended.status.success(), "{script}: {}", String::from_utf8_lossy(&ended.stderr));
}

/// Makes a dump of so many lines that differ, and its manifest; both are of the simulated present.
#[track_caller]
fn dump(house: &House, name: &str, lines: u32) {
    shell(house, &format!("seq -f 'INSERT INTO orders VALUES (%.0f);' {lines} | gzip > {name}"));
    seal(house, name);
}

/// What a careful job ends with; then the files are dated to the simulated present.
#[track_caller]
fn seal(house: &House, name: &str) {
    shell(house, &format!("sha256sum {name} > {name}.sha256"));
    date(house);
}

/// Everything in `dumps/` was written now, by the simulated clock.
#[track_caller]
fn date(house: &House) {
    shell(house, &format!("touch -d @{} -- $(ls -A)", house.now().timestamp()));
}

/// What is wrong with the newest file; a person reads it, and the gate stays closed.
#[track_caller]
fn refuted(house: &House) -> String {
    let answer = confirm(house).exits(77).json();
    assert_eq!(answer["outcome"], "refuted", "{answer}");
    told(house, &answer, 77)
}

/// What cannot be told.
#[track_caller]
fn unknown(house: &House) -> String {
    let answer = confirm(house).exits(69).json();
    assert_eq!(answer["outcome"], "unknown", "{answer}");
    told(house, &answer, 69)
}

#[track_caller]
fn told(house: &House, answer: &Value, code: u8) -> String {
    let faults: Vec<_> = answer["faults"].as_array().unwrap().iter().map(|fault| fault.as_str().unwrap()).collect();
    let said = house.okno(&["backup", "confirm", "--system", "shop"]).exits(code).flat();
    for fault in &faults {
        assert!(said.contains(fault), "a person is told too: {said}");
    }
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(77);
    faults.join("\n")
}

#[track_caller]
fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} is missing in {said:?}");
    }
}

fn checks(answer: &Value) -> String {
    let checks = answer["backup"]["checks"].as_array().unwrap();
    checks.iter().map(|check| check.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_dump_that_its_manifest_names_is_verified_and_opens_the_gate() {
    let house = dumps("min-bytes = 100\nmax-shrink = \"50%\"");
    dump(&house, NAME, 1000);
    let answer = confirm(&house).exits(0).json();
    let backup = &answer["backup"];
    assert_eq!((&backup["evidence"], &backup["at"]), (&"verified".into(), &"2026-11-24T11:59:00Z".into()));
    assert!(backup["id"].as_str().unwrap().starts_with(&format!("{NAME}@")), "{backup}");
    let parts = ["from the file name", "gzip: unpacked to its end", "has the same digest", "no earlier file"];
    assert_says(&checks(&answer), &parts);
    plan(&house);
    let ran = house.okno(&["run", "1", "--format", "json"]).exits(0).json();
    assert_eq!(ran["backup"]["id"], backup["id"]);
}

#[test]
fn manifests_of_many_files_are_read_as_sha256sum_writes_them() {
    for make in ["sha256sum *.gz", "sha256sum --binary *.gz", "sha256sum --tag *.gz", "sha256sum ./*.gz"] {
        let house = dumps("manifest = \"SHA256SUMS\"");
        shell(
            &house,
            &format!(
                "echo a | gzip > shop-20261124T115000Z.gz; echo b | gzip > shop-20261124T115900Z.gz; {make} > SHA256SUMS"
            ),
        );
        date(&house);
        assert_eq!(confirm(&house).exits(0).json()["backup"]["evidence"], "verified", "{make}");
    }
    let house = dumps("");
    shell(&house, &format!("seq 1000 | gzip | tee {NAME} | sha256sum > {NAME}.sha256"));
    date(&house);
    assert_eq!(confirm(&house).exits(0).json()["backup"]["evidence"], "verified", "a digest of the stream");
}

#[test]
fn a_dump_cut_off_by_a_full_disk_is_no_backup_even_with_a_manifest_of_what_is_left() {
    let house = dumps("");
    dump(&house, NAME, 5000);
    shell(&house, &format!("truncate -s 5000 {NAME}"));
    seal(&house, NAME);
    assert_says(&refuted(&house), &[NAME, "is cut off: the gzip of 5000 bytes ends in the middle", "full disk"]);
}

#[test]
fn a_dump_cut_off_after_its_manifest_was_written_is_not_what_the_job_wrote() {
    let house = dumps("");
    shell(&house, "seq 100000 > shop-20261124T115900Z.sql");
    seal(&house, "shop-20261124T115900Z.sql");
    shell(&house, "truncate -s 4096 shop-20261124T115900Z.sql");
    date(&house);
    assert_says(&refuted(&house), &["says sha256:", "it is not what the backup job wrote"]);
}

#[test]
fn a_gzip_of_nothing_is_no_backup() {
    let house = dumps("");
    shell(&house, &format!("(exit 1) | gzip > {NAME} || true; test $(stat -c %s {NAME}) = 20"));
    seal(&house, NAME);
    assert_says(&refuted(&house), &[NAME, "is a gzip of nothing (20 bytes)", "was never written"]);
    // With a name in its header it is longer.
    let house = dumps("");
    shell(&house, "touch shop-20261124T115900Z.sql; gzip shop-20261124T115900Z.sql");
    seal(&house, NAME);
    assert_says(&refuted(&house), &["is a gzip of nothing ("]);
}

#[test]
fn other_packings_of_nothing_are_no_backups_either() {
    for (packer, ending, says) in [("xz", "xz", "an xz"), ("bzip2", "bz2", "a bzip2"), ("zstd -q", "zst", "a zstd")] {
        let house = dumps("");
        let name = format!("shop-20261124T115900Z.sql.{ending}");
        shell(&house, &format!("{packer} -c < /dev/null > {name}"));
        seal(&house, &name);
        assert_says(&refuted(&house), &[&format!("is {says} of nothing")]);
        shell(&house, &format!("echo 1 | {packer} -c > {name}"));
        seal(&house, &name);
        confirm(&house).exits(0);
    }
}

#[test]
fn an_empty_file_is_no_backup_and_nor_is_the_digest_of_one() {
    let house = dumps("");
    shell(&house, ": > shop-20261124T115900Z.sql");
    seal(&house, "shop-20261124T115900Z.sql");
    assert_says(&refuted(&house), &["shop-20261124T115900Z.sql is empty"]);
    shell(&house, "echo late > shop-20261124T115900Z.sql");
    date(&house);
    assert_says(&refuted(&house), &["has the digest of an empty file"]);
}

#[test]
fn a_dump_that_is_too_small_or_much_smaller_than_the_one_before_it_is_no_backup() {
    let house = dumps("min-bytes = 1000\nmax-shrink = \"50%\"");
    dump(&house, "shop-20261124T100000Z.sql.gz", 1);
    dump(&house, "shop-20261124T110000Z.sql.gz", 10_000);
    dump(&house, NAME, 4000);
    assert_says(&refuted(&house), &["fewer than shop-20261124T110000Z.sql.gz", "at most 50 % fewer are allowed"]);
    dump(&house, NAME, 10);
    assert_says(&refuted(&house), &["at least 1000 are expected"]);
    dump(&house, NAME, 9000);
    assert_says(&checks(&confirm(&house).exits(0).json()), &["bytes of shop-20261124T110000Z.sql.gz before it"]);
}

#[test]
fn what_is_named_as_a_gzip_and_is_none_is_no_backup() {
    let house = dumps("");
    shell(&house, &format!("echo 'pg_dump: error: connection refused' > {NAME}"));
    seal(&house, NAME);
    assert_says(&refuted(&house), &["is no gzip, as its name says: it begins with \"pg_dump: error:"]);
}

#[test]
fn a_damaged_byte_is_found_with_and_without_a_manifest() {
    let house = dumps("");
    dump(&house, NAME, 5000);
    shell(&house, &format!("rm {NAME}.sha256; printf X | dd of={NAME} bs=1 seek=2000 conv=notrunc status=none"));
    date(&house);
    let said = refuted(&house);
    assert!(said.contains("is damaged") || said.contains("is cut off"), "{said}");
}

#[test]
fn without_a_manifest_it_is_only_known_that_it_is_there_and_what_to_do_is_told() {
    let house = dumps("");
    dump(&house, NAME, 1000);
    shell(&house, &format!("rm {NAME}.sha256"));
    date(&house);
    let answer = confirm(&house).exits(0).json();
    assert_eq!((&answer["backup"]["evidence"], &answer["enough"]), (&"present".into(), &false.into()));
    assert_says(&checks(&answer), &["nothing proves that it is whole", "sha256sum NAME > NAME.sha256"]);
    plan(&house);
    assert_reason(&only_reason(&house, 77), "backup-unconfirmed", &["is known to be there", "verified"]);
    let house = dumps("min-bytes = 100");
    dump(&house, NAME, 1000);
    shell(&house, &format!("rm {NAME}.sha256"));
    date(&house);
    assert_eq!(confirm(&house).exits(0).json()["backup"]["evidence"], "complete", "whole, and of the expected size");
}

#[test]
fn a_manifest_that_the_policy_names_has_to_be_there_and_to_name_the_file() {
    let house = dumps("manifest = \"SHA256SUMS\"");
    dump(&house, NAME, 1000);
    assert_says(&refuted(&house), &["has no manifest: SHA256SUMS is not beside it", "has not ended"]);
    shell(&house, "echo other > other; sha256sum other > SHA256SUMS");
    date(&house);
    assert_says(&refuted(&house), &[&format!("SHA256SUMS does not name {NAME}")]);
    shell(&house, &format!("echo \"$(sha256sum < {NAME} | cut -c-64)  ../../etc/{NAME}\" > SHA256SUMS"));
    date(&house);
    assert_says(&refuted(&house), &["names ../../etc/", "which is not the"]);
    shell(&house, "echo 'sha256sum: no such file' > SHA256SUMS");
    date(&house);
    assert_says(&refuted(&house), &["is no list of SHA-256 digests: line 1 is"]);
    shell(&house, ": > SHA256SUMS");
    date(&house);
    assert_says(&refuted(&house), &["it is empty"]);
}

#[test]
fn folders_links_and_unfinished_files_are_passed_over_and_named_when_nothing_else_is_there() {
    let house = dumps("");
    shell(
        &house,
        "mkdir shop-20261124T115900Z.d; echo a > shop-20261124T115900Z.sql.partial; echo b > elsewhere; ln -s elsewhere shop-latest.sql; echo c > shop-20261124T115900Z.sql~",
    );
    date(&house);
    let said = refuted(&house);
    assert_says(&said, &["no backup file matches", "shop-20261124T115900Z.d is a folder", "shop-latest.sql is a link"]);
    assert_says(&said, &["sql.partial is unfinished", "sql~ is unfinished"]);
    dump(&house, "shop-20261124T115000Z.sql.gz", 1000);
    shell(&house, "md5sum shop-20261124T115000Z.sql.gz > shop-20261124T115000Z.sql.gz.md5");
    date(&house);
    assert_eq!(confirm(&house).exits(0).json()["backup"]["at"], "2026-11-24T11:50:00Z");
}

#[test]
fn a_time_that_the_name_does_not_tell_is_not_taken_from_the_last_write() {
    let house = dumps("");
    dump(&house, "shop-latest.sql.gz", 1000);
    assert_says(
        &unknown(&house),
        &["shop-latest.sql.gz tells no time with a zone", "was last written at 2026-11-24T12:00:00Z"],
    );
}

#[test]
fn a_dump_from_the_future_does_not_open_the_gate() {
    let house = dumps("");
    dump(&house, "shop-20261125T115900Z.sql.gz", 1000);
    assert_says(
        &refuted(&house),
        &["is of 2026-11-25T11:59:00Z by its name", "last written at 2026-11-24T12:00:00Z, before that"],
    );
    shell(&house, "touch -d 2026-11-25T12:00:00Z shop-20261125T115900Z.sql.gz");
    assert_says(&refuted(&house), &["which is in the future: compare the clocks"]);
}

#[test]
fn a_dump_that_somebody_still_writes_to_is_no_backup() {
    let house = dumps("");
    dump(&house, NAME, 1000);
    let mut writer = Command::new("bash")
        .args(["-c", &format!("exec 3>>{NAME}; echo open; read -r")])
        .current_dir(house.path("dumps"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(writer.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said = refuted(&house);
    assert_says(&said, &["is still being written by bash (process", &writer.id().to_string()]);
    drop(writer.stdin.take());
    writer.wait().unwrap();
    confirm(&house).exits(0);
}

#[test]
fn a_vanished_volume_is_told_and_proves_nothing_either_way() {
    let house = dumps("marker = \"dumps/.okno-volume\"");
    dump(&house, NAME, 1000);
    assert_says(&unknown(&house), &["the marker dumps/.okno-volume is not there", "is not mounted"]);
    shell(&house, "touch .okno-volume");
    confirm(&house).exits(0);
    plan(&house);
    // The volume goes away between the confirmation and the run: nobody knows, and the backup is not written off.
    fs::rename(house.path("dumps"), house.path("away")).unwrap();
    fs::create_dir(house.path("dumps")).unwrap();
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(69).json();
    assert_reason(&refused["reasons"][0], "backup-source-down", &["the marker dumps/.okno-volume is not there"]);
    fs::remove_dir(house.path("dumps")).unwrap();
    fs::rename(house.path("away"), house.path("dumps")).unwrap();
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn an_empty_or_missing_folder_asks_for_its_volume() {
    let house = dumps("");
    assert_says(&refuted(&house), &["no backup file matches", "dumps is empty: is its volume mounted?"]);
    dump(&house, NAME, 1000);
    confirm(&house).exits(0);
    plan(&house);
    fs::rename(house.path("dumps"), house.path("away")).unwrap();
    let answer = confirm(&house).exits(69);
    assert_says(&answer.flat(), &["dumps does not exist: is its volume mounted?"]);
    let refused = house.okno(&["run", "1", "--format", "json"]).exits(69).json();
    assert_reason(&refused["reasons"][0], "backup-source-down", &["does not exist: is its volume mounted?"]);
    assert!(!house.kinds().contains(&"run.started".to_owned()));
}

#[test]
fn a_folder_that_may_not_be_read_proves_nothing_either_way() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = dumps("");
    house.open_to_everybody();
    let set = |mode| fs::set_permissions(house.path("dumps"), fs::Permissions::from_mode(mode)).unwrap();
    set(0o000);
    let answer = as_nobody(&house, &["backup", "confirm", "--system", "shop"]);
    set(0o755);
    assert_eq!(answer.code, 69, "{answer:?}");
    assert!(answer.flat().contains("permission denied"), "{answer:?}");
}

#[test]
fn a_name_that_is_not_utf8_is_not_passed_over() {
    use std::os::unix::ffi::OsStrExt as _;
    let house = dumps("");
    dump(&house, NAME, 1000);
    let odd = Path::new(std::ffi::OsStr::from_bytes(b"shop-\xff.gz"));
    fs::copy(house.path("dumps").join(NAME), house.path("dumps").join(odd)).unwrap();
    assert_says(&unknown(&house), &["is not UTF-8"]);
}

#[test]
fn a_dump_that_changed_or_vanished_after_it_was_confirmed_stops_the_run() {
    let house = dumps("");
    dump(&house, NAME, 1000);
    confirm(&house).exits(0);
    plan(&house);
    shell(&house, &format!("cp --preserve {NAME} kept; printf X | dd of={NAME} bs=1 seek=50 conv=notrunc status=none"));
    date(&house);
    house.okno(&["run", "1"]).exits(77);
    assert!(house.okno(&["log", "--format", "jsonl"]).exits(0).out.contains("its content was sha256:"));
}

#[test]
fn a_dump_is_taken_and_looked_at() {
    let house = dumps("take = [\"./take-dump\"]");
    house.script(
        "take-dump",
        "#!/bin/sh\nset -eu\ncd dumps\nseq 1000 | gzip > shop-20261124T120000Z.sql.gz\n\
         touch -d 2026-11-24T12:00:00Z shop-20261124T120000Z.sql.gz\n\
         sha256sum shop-20261124T120000Z.sql.gz > shop-20261124T120000Z.sql.gz.sha256\n",
    );
    let taken = house.okno(&["backup", "take", "--system", "shop", "--format", "json"]).exits(0).json();
    assert_eq!((&taken["outcome"], &taken["enough"]), (&"confirmed".into(), &true.into()));
    house.pass(TimeDelta::minutes(10));
    plan(&house);
    house.okno(&["run", "1"]).exits(0);
}

#[test]
fn a_gzip_of_nothing_without_its_manifest_fills_no_slot_though_it_has_bytes() {
    let house = dumps("manifest = \"{name}.sha256\"");
    shell(&house, &format!(": | gzip > {NAME}"));
    date(&house);
    let due = house.okno(&["backup", "due", "--format", "json"]).exits(77).json();
    assert_eq!(due["systems"][0]["ignored"][0]["why"], "unproven", "{due}");
    assert_eq!(due["systems"][0]["levels"][0]["filled_by"], Value::Null, "{due}");
    confirm(&house).exits(77);
    let due = house.okno(&["backup", "due", "--format", "json"]).exits(77).json();
    assert_eq!(due["systems"][0]["ignored"][0]["why"], "refuted", "{due}");
    dump(&house, NAME, 100);
    confirm(&house).exits(0);
    let due = house.okno(&["backup", "due", "--format", "json"]).json();
    assert_eq!(due["systems"][0]["levels"][0]["filled_by"]["evidence"], "verified", "{due}");
}
