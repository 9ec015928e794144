//! The real `pg_dump` and `pg_restore`: each way in which the newest dump can be no good.

use std::{
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use chrono::TimeDelta;
use okno::{
    clock::SystemClock,
    policy::{BackupTool, PgDumpBackup},
    probe::carry_out,
    tools::{Ask, Evidence},
};
use serde_json::Value;

use super::confirm;
use crate::{
    archived::Archived,
    house::{House, RULES, answer_of},
    server::{Database, Server, program},
    talk::{self, Looking},
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
fn a_directory_without_its_contents_is_no_backup_and_hides_none() {
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

/// A dump that is killed as soon as the server tells that it waits there.
fn killed(house: &House, database: &Database<'_>, format: &str, is_there: &str) -> PathBuf {
    let begun_at = house.now().format("%Y%m%dT%H%M%SZ");
    let path = house.path(&format!("dumps/shop-{begun_at}"));
    let mut dump = Command::new(program("pg_dump"));
    let (folder, server) = (database.server.folder().display(), database.server);
    let target = format!("host={folder} port={} user=postgres dbname={}", server.port, database.name);
    let mut dump =
        dump.args([format, "--include-foreign-data=remote", "-d", &target, "-f"]).arg(&path).spawn().unwrap();
    let mut client = database.client("postgres");
    let mut waits = || client.query_one(is_there, &[]).unwrap().get::<_, i64>(0) > 0;
    while !waits() {
        assert!(dump.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    dump.kill().unwrap();
    assert_eq!(dump.wait().unwrap().signal(), Some(9));
    path
}

fn remove(path: &Path) {
    if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
}

#[test]
fn a_pg_dump_that_was_killed_while_it_waited_for_a_lock_leaves_no_backup() {
    let (house, database) = (house(""), Server::shared().empty_database());
    database.execute(
        "CREATE TABLE orders (i int); CREATE EXTENSION file_fdw; CREATE SERVER remote FOREIGN DATA WRAPPER file_fdw",
    );
    let mut holder = database.client("postgres");
    let mut held = holder.transaction().unwrap();
    held.batch_execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE").unwrap();
    let waits = "SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database \
                 WHERE d.datname = current_database() AND NOT l.granted";
    for (format, fault) in [("-Fc", "/dumps/shop-"), ("-Fd", "is unfinished"), ("-Fp", "no backup file matches")] {
        let path = killed(&house, &database, format, waits);
        // The server would notice later that nobody listens, and the next dump would be taken for this one.
        let ended = "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity \
                     WHERE datname = current_database() AND application_name = 'pg_dump'";
        database.client("postgres").query(ended, &[]).unwrap();
        let said = faults(&house, 77);
        assert!(said.contains(fault), "{format}: {said}");
        // SQL is not even begun.
        assert_eq!((path.exists(), said.contains("is empty")), (format != "-Fp", format != "-Fd"), "{format}: {said}");
        if path.exists() {
            remove(&path);
        }
    }
}

/// The second table is one that never comes to its end, so that the first is written when the dump is killed.
#[test]
fn a_pg_dump_that_was_killed_in_the_middle_of_the_data_leaves_no_backup() {
    let (house, database) = (house(""), Server::shared().empty_database());
    let pipe = database.server.folder().join(format!("{}.pipe", database.name));
    assert!(Command::new("mkfifo").args(["-m", "644"]).arg(&pipe).status().unwrap().success());
    database.execute(&format!(
        "CREATE TABLE a AS SELECT i, md5(i::text) FROM generate_series(1, 5000) AS i; CREATE EXTENSION file_fdw; \
         CREATE SERVER remote FOREIGN DATA WRAPPER file_fdw; \
         CREATE FOREIGN TABLE b (line text) SERVER remote OPTIONS (program 'cat {}')",
        pipe.display()
    ));
    let copies =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY (SELECT%'";
    let mut client = database.client("postgres");
    for (format, fault) in [
        ("-Fc", "is damaged: pg_restore says"),
        ("-Fp", "is cut off: the last line of a whole dump is missing"),
        // Its toc.dat is there, and pg_restore reads it without a complaint.
        ("-Fd", ".dat.gz is empty"),
    ] {
        let path = killed(&house, &database, format, copies);
        fs::write(&pipe, "").unwrap();
        while client.query_one(copies, &[]).unwrap().get::<_, i64>(0) > 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        let said = faults(&house, 77);
        assert!(said.contains(fault), "{format}: {said}");
        remove(&path);
    }
    fs::remove_file(pipe).unwrap();
}

#[test]
fn a_file_of_a_directory_that_was_cut_off_is_found_though_pg_restore_reads_it() {
    let data = |path: &Path| {
        let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|file| !file.ends_with("toc.dat")).collect();
        files.sort_by_key(|file| fs::metadata(file).unwrap().len());
        files.pop().expect("a file with data")
    };
    let house = house("");
    let packed = dump(&house, TimeDelta::seconds(5), "", &["-Fd"]);
    cut(&data(&packed));
    assert!(faults(&house, 77).contains("is cut off: the gzip of"));
    let mut flipped = fs::read(data(&packed)).unwrap();
    let middle = flipped.len() / 2;
    flipped.truncate(middle);
    flipped[middle / 2] ^= 0x10;
    fs::write(data(&packed), flipped).unwrap();
    assert_eq!(confirm(&house).exits(77).json()["outcome"], "refuted");
    remove(&packed);

    let plain = dump(&house, TimeDelta::seconds(3), "", &["-Fd", "-Z0"]);
    let evidence = |code: u8| {
        let answer =
            house.okno(&["backup", "confirm", "--system", "shop", "--evidence", "complete", "--format", "json"]);
        answer.exits(code).json()["backup"].clone()
    };
    assert_eq!(evidence(0)["evidence"], "complete");
    cut(&data(&plain));
    let cut_off = evidence(77);
    assert_eq!(cut_off["evidence"], "present", "{cut_off}");
    assert!(cut_off["checks"].to_string().contains("nothing tells whether"), "{cut_off}");
    assert!(cut_off["checks"].to_string().contains("have pg_dump pack it with gzip"), "{cut_off}");

    // PostgreSQL 15 packs with gzip alone: the names are those that later ones give.
    let unpacked = data(&plain);
    let mut name = unpacked.clone();
    for (ending, packing) in [("lz4", "lz4"), ("zst", "zstd")] {
        let packed = unpacked.with_extension(format!("dat.{ending}"));
        fs::rename(&name, &packed).unwrap();
        name = packed;
        let untold = evidence(77);
        assert_eq!(untold["evidence"], "present", "{untold}");
        let why =
            format!("it is packed with {packing}, which okno does not unpack: give pg_dump --compress=gzip, or none");
        assert!(untold["checks"].to_string().contains(&why), "{untold}");
    }
}

#[test]
fn a_directory_that_was_written_to_is_missed_just_before_the_start() {
    let house = house("");
    let path = dump(&house, TimeDelta::seconds(5), "", &["-Fd"]);
    let (tool, looking) = (tool(&program("pg_restore")), Looking { now: house.now(), need: Evidence::Verified });
    let answer = |ask: &Ask| carry_out(ask, &SystemClock, house.folder(), Duration::from_mins(1));
    let bound = talk::confirmed(looking.look(&tool, answer));
    talk::confirmed(looking.look_again(&tool, &bound, answer));
    fs::write(path.join("9999.dat.gz"), "more").unwrap();
    assert_eq!(talk::refuted(looking.look_again(&tool, &bound, answer)), ["not-the-same"]);
    remove(&path);
    assert_eq!(talk::refuted(looking.look_again(&tool, &bound, answer)), ["vanished"]);
}

fn tool(pg_restore: &Path) -> BackupTool {
    BackupTool::PgDump(PgDumpBackup {
        pattern: "dumps/shop-*".to_owned(),
        min_bytes: None,
        max_shrink: None,
        marker: None,
        bin: pg_restore.parent().map(|bin| bin.to_str().unwrap().to_owned()),
    })
}

#[test]
fn a_pg_restore_that_hangs_is_given_up() {
    let house = house("");
    dump(&house, TimeDelta::zero(), ".dump", &["-Fc"]);
    let real = program("pg_restore");
    let hangs = format!("#!/bin/sh\n[ \"$1\" = --version ] && exec {} --version\nexec sleep 60\n", real.display());
    let tool = tool(&house.script("pg_restore", &hangs));
    let looking = Looking { now: house.now(), need: Evidence::Verified };
    let answer = |ask: &Ask| {
        let patience = if matches!(ask, Ask::Command(_)) { Duration::from_millis(500) } else { Duration::from_mins(1) };
        carry_out(ask, &SystemClock, house.folder(), patience)
    };
    assert_eq!(talk::unknown(looking.look(&tool, answer)), ["no-answer"]);
}
