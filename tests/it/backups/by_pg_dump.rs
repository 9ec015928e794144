//! The real `pg_dump` and `pg_restore`: each way in which the newest dump can be no good.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use chrono::TimeDelta;
use serde_json::Value;

use super::confirm;
use crate::{
    archived::Archived,
    house::{House, RULES, answer_of},
    server::program,
};

fn house(keys: &str) -> House {
    let bin = program("pg_restore").parent().unwrap().to_path_buf();
    let rules = RULES.split("tool =").next().unwrap().to_owned();
    let table = format!("tool = \"pg_dump\"\npattern = \"dumps/shop-*\"\nbin = \"{}\"\n{keys}\n", bin.display());
    let house = House::with_rules(&(rules + &table));
    fs::create_dir(house.path("dumps")).unwrap();
    house.follow_the_real_clock();
    house
}

/// A dump that was begun so long ago by its name.
fn dump(house: &House, age: TimeDelta, ending: &str, arguments: &[&str]) -> PathBuf {
    let begun_at = house.now() - age;
    let path = house.path(&format!("dumps/shop-{}{ending}", begun_at.format("%Y%m%dT%H%M%SZ")));
    let mut command = Command::new(program("pg_dump"));
    command.arg("-d").arg(Archived::shared().conninfo()).arg("-f").arg(&path);
    answer_of(command.args(arguments)).exits(0);
    house.follow_the_real_clock();
    path
}

#[track_caller]
fn backup(house: &House) -> Value {
    confirm(house).exits(0).json()["backup"].clone()
}

#[track_caller]
fn faults(house: &House, code: u8) -> String {
    confirm(house).exits(code).json()["faults"].to_string()
}

fn cut(path: &Path) {
    let whole = fs::read(path).unwrap();
    fs::write(path, &whole[..whole.len() * 2 / 3]).unwrap();
}

#[test]
fn an_archive_that_is_packed_with_gzip_is_verified_by_reading_it_to_its_end() {
    for (ending, format) in [(".dump", "-Fc"), (".dir", "-Fd")] {
        let house = house("");
        dump(&house, TimeDelta::zero(), ending, &[format]);
        let backup = backup(&house);
        assert_eq!(backup["evidence"], "verified", "{backup}");
        let checks = backup["checks"].to_string();
        assert!(
            checks.contains("pg_restore: read to its end") && checks.contains("clock on its maker's wall"),
            "{checks}"
        );
    }
    for (ending, format) in [(".dump", &["-Fc", "-Z0"][..]), (".tar", &["-Ft"])] {
        let house = house("");
        dump(&house, TimeDelta::zero(), ending, format);
        let answer =
            house.okno(&["backup", "confirm", "--system", "shop", "--evidence", "complete", "--format", "json"]);
        let backup = answer.exits(0).json()["backup"].clone();
        assert_eq!(backup["evidence"], "complete", "nothing would tell of a bit that flipped: {backup}");
    }
}

#[test]
fn sql_is_complete_with_its_last_lines_and_verified_in_a_gzip() {
    let house = house("");
    let plain = dump(&house, TimeDelta::seconds(9), ".sql", &["-Fp"]);
    assert_eq!(backup(&house)["evidence"], "complete");
    assert!(Command::new("gzip").arg(&plain).status().unwrap().success());
    let packed = backup(&house);
    assert_eq!(packed["evidence"], "verified", "{packed}");
    assert!(packed["checks"].to_string().contains("it ends with"), "{packed}");
    assert!(!packed["checks"].to_string().contains("nothing proves"), "{packed}");
}

#[test]
fn a_dump_that_was_cut_off_is_found_though_its_list_is_whole() {
    let house = house("");
    let path = dump(&house, TimeDelta::seconds(5), ".dump", &["-Fc"]);
    cut(&path);
    let listed = answer_of(Command::new(program("pg_restore")).arg("--list").arg(&path)).exits(0);
    assert!(listed.out.contains("orders"), "{listed:?}");
    assert!(faults(&house, 77).contains("is damaged: pg_restore says"));
    fs::remove_file(path).unwrap();
    let sql = dump(&house, TimeDelta::seconds(5), ".sql", &["-Fp"]);
    cut(&sql);
    assert!(faults(&house, 77).contains("is cut off: the last line of a whole dump is missing"));
    fs::write(&sql, "").unwrap();
    assert!(faults(&house, 77).contains("is empty"));
}

#[test]
fn a_pg_dump_that_failed_into_a_pipe_leaves_a_gzip_of_nothing() {
    let house = house("");
    let begun_at = house.now().format("%Y%m%dT%H%M%SZ");
    let script = format!("pg_dump -d 'host=/nowhere port=1' 2>/dev/null | gzip > dumps/shop-{begun_at}.sql.gz");
    assert!(Command::new("sh").args(["-c", &script]).current_dir(house.folder()).status().unwrap().success());
    assert!(faults(&house, 77).contains("is a gzip of nothing"));
}

#[test]
fn a_bit_flipped_in_a_packed_archive_is_found() {
    let house = house("");
    let path = dump(&house, TimeDelta::seconds(5), ".dump", &["-Fc"]);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&path, bytes).unwrap();
    let answer = confirm(&house);
    assert!(matches!(answer.code, 69 | 77), "{answer:?}");
    assert!(answer.flat().contains("pg_restore"), "{answer:?}");
}

#[test]
fn a_killed_dump_into_a_directory_is_no_backup_and_hides_none() {
    let house = house("");
    let older = dump(&house, TimeDelta::minutes(9), "", &["-Fd"]);
    let newer = dump(&house, TimeDelta::minutes(1), "", &["-Fd"]);
    fs::remove_file(newer.join("toc.dat")).unwrap();
    assert_eq!(backup(&house)["source"], older.to_str().unwrap());
    fs::remove_file(older.join("toc.dat")).unwrap();
    assert!(faults(&house, 77).contains("is unfinished"));
}

#[test]
fn an_old_dump_under_a_new_name_is_told_by_the_clock_inside() {
    let house = house("");
    let path = dump(&house, TimeDelta::zero(), ".dump", &["-Fc"]);
    let later = path.with_file_name("shop-20010101T000000Z.dump");
    fs::rename(&path, &later).unwrap();
    assert!(faults(&house, 77).contains("it is another one"));
}

#[test]
fn a_stale_dump_one_from_the_future_and_one_without_a_time_open_nothing() {
    let house = house("");
    let path = dump(&house, TimeDelta::hours(2), ".dump", &["-Fc"]);
    backup(&house);
    let status = house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(77).json();
    assert_eq!(status["systems"][0]["reason"]["code"], "backup-stale");
    let named = |name: &str| fs::rename(house.path("dumps").join(name), house.path("dumps/shop-x.dump"));
    named(path.file_name().unwrap().to_str().unwrap()).unwrap();
    assert!(faults(&house, 69).contains("tells no time with a zone"));
    let tomorrow = (house.now() + TimeDelta::hours(9)).format("shop-%Y%m%dT%H%M%SZ.dump").to_string();
    fs::rename(house.path("dumps/shop-x.dump"), house.path("dumps").join(tomorrow)).unwrap();
    assert!(faults(&house, 77).contains("was last written at"));
}

#[test]
fn what_is_no_dump_too_small_or_shrunk_is_no_backup() {
    let house = house("min-bytes = 100\nmax-shrink = \"50%\"");
    let name = |age: i64| (house.now() - TimeDelta::minutes(age)).format("dumps/shop-%Y%m%dT%H%M%SZ.sql").to_string();
    house.write(&name(9), "hello".repeat(99));
    assert!(faults(&house, 77).contains("is no dump of pg_dump: it begins with"));
    house.write(&name(5), "--\n-- PostgreSQL database dump\n--\n");
    let said = faults(&house, 77);
    assert!(said.contains("at least 100 are expected") && said.contains("fewer than"), "{said}");
}

#[test]
fn where_the_program_is_missing_nothing_is_told() {
    let house = house("");
    dump(&house, TimeDelta::zero(), ".dump", &["-Fc"]);
    let bin = program("pg_restore").parent().unwrap().to_str().unwrap().to_owned();
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap().replace(&bin, "/no/such/bin");
    house.write("windows.toml", rules);
    assert!(faults(&house, 69).contains("/no/such/bin/pg_restore is not found"));
}
