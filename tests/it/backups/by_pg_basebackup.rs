//! The real `pg_basebackup` and `pg_verifybackup`: each way in which the newest directory can be no good.

use std::{
    fs,
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use okno::{
    clock::SystemClock,
    policy::{BackupTool, BaseBackup},
    probe::carry_out,
    tools::{Answers, Ask, CommandAnswer, CommandEnd, Evidence},
};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

use super::confirm;
use crate::{
    archived::Archived,
    house::{House, RULES},
    server::program,
    talk::{self, Looking},
};

/// A house with one directory that the server was copied into just now.
fn house(keys: &str) -> House {
    let house = empty_house(keys);
    back_up(&house, "shop-1");
    house.follow_the_real_clock();
    house
}

fn empty_house(keys: &str) -> House {
    let bin = program("pg_verifybackup").parent().unwrap().to_path_buf();
    let rules = RULES.split("tool =").next().unwrap().to_owned();
    let table = format!("tool = \"pg_basebackup\"\npattern = \"base/shop-*\"\nbin = \"{}\"\n{keys}\n", bin.display());
    let house = House::with_rules(&(rules + &table));
    fs::create_dir(house.path("base")).unwrap();
    house.follow_the_real_clock();
    house
}

fn back_up(house: &House, name: &str) {
    let mut command = Command::new(program("pg_basebackup"));
    command.arg("-d").arg(Archived::shared().conninfo()).arg("-D").arg(house.path("base").join(name));
    crate::house::answer_of(command.args(["-c", "fast", "--no-sync"])).exits(0);
}

fn folder(house: &House) -> std::path::PathBuf {
    house.path("base/shop-1")
}

#[track_caller]
fn faults(house: &House, code: u8) -> String {
    confirm(house).exits(code).json()["faults"].to_string()
}

fn edit(path: &Path, edit: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    edit(&mut bytes);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_good_directory_is_verified_with_its_write_ahead_log_and_its_cluster() {
    let house = house(&format!("database = {:?}\nmin-bytes = 1000000", Archived::shared().conninfo()));
    let backup = confirm(&house).exits(0).json()["backup"].clone();
    assert_eq!((&backup["evidence"], &backup["level"]), (&"verified".into(), &0.into()), "{backup}");
    let checks = backup["checks"].to_string();
    for check in ["pg_verifybackup: read it", "pg_wal: ", "identity: cluster", "server: it is the cluster"] {
        assert!(checks.contains(check), "{check:?} is missing in {checks}");
    }
    assert!(backup["bytes"].as_u64().unwrap() > 10_000_000, "{backup}");
    let status = house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(0).json();
    assert_eq!(status["systems"][0]["reason"], Value::Null);
    house.pass(chrono::TimeDelta::hours(2));
    let stale = house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(77).json();
    assert_eq!(stale["systems"][0]["reason"]["code"], "backup-stale");
}

#[test]
fn damage_is_found_in_the_data_the_manifest_and_the_write_ahead_log() {
    let house = house("");
    let control = folder(&house).join("PG_VERSION");
    edit(&control, |bytes| bytes[0] ^= 1);
    // Whether the bytes are what they were shows only when they are read.
    house.okno(&["backup", "confirm", "--system", "shop", "--evidence", "complete"]).exits(0);
    assert!(faults(&house, 77).contains("is damaged: pg_verifybackup says"));
    edit(&control, |bytes| bytes[0] ^= 1);
    confirm(&house).exits(0);
    fs::rename(&control, house.path("away")).unwrap();
    assert!(faults(&house, 77).contains("not on disk"));
    fs::rename(house.path("away"), &control).unwrap();

    let manifest = folder(&house).join("backup_manifest");
    let sound = fs::read(&manifest).unwrap();
    edit(&manifest, |bytes| bytes[300] ^= 1);
    assert!(faults(&house, 77).contains("is not what was written"));
    fs::write(&manifest, sound).unwrap();
    confirm(&house).exits(0);

    let wal = folder(&house).join("pg_wal");
    let is_segment = |path: &std::path::PathBuf| path.file_name().unwrap().len() == 24;
    let segment = fs::read_dir(wal).unwrap().map(|entry| entry.unwrap().path()).find(is_segment).unwrap();
    edit(&segment, |bytes| bytes.truncate(100));
    assert!(faults(&house, 77).contains("1 of its WAL segments is missing"), "it is cut off");
    fs::remove_file(segment).unwrap();
    assert!(faults(&house, 77).contains("1 of its WAL segments is missing"));
}

#[test]
fn an_unfinished_directory_is_no_backup_and_hides_none() {
    let house = house("");
    back_up(&house, "shop-2");
    fs::remove_file(house.path("base/shop-2/backup_manifest")).unwrap();
    let backup = confirm(&house).exits(0).json()["backup"].clone();
    assert!(backup["id"].as_str().unwrap().starts_with("shop-1@"), "{backup}");
    assert!(backup["checks"].to_string().contains("passed over: shop-2 has no backup_manifest"), "{backup}");
    fs::remove_dir_all(folder(&house)).unwrap();
    let said = faults(&house, 77);
    assert!(said.contains("no backup file matches") && said.contains("shop-2 is unfinished"), "{said}");
}

#[test]
fn none_is_refuted_and_a_place_that_is_gone_cannot_be_told() {
    let house = empty_house("marker = \"base/.volume\"");
    assert!(faults(&house, 69).contains("the marker base/.volume is not there"));
    house.write("base/.volume", "");
    assert!(faults(&house, 77).contains("no backup file matches base/shop-*"));
}

#[test]
fn a_time_in_another_zone_than_utc_names_no_instant() {
    let house = house("");
    edit(&folder(&house).join("backup_label"), |bytes| {
        let label = String::from_utf8_lossy(bytes).into_owned();
        let text = label.lines().map(|line| match line.strip_prefix("START TIME: ") {
            Some(time) => format!("START TIME: {} CST", time.rsplit_once(' ').unwrap().0),
            None => line.to_owned(),
        });
        *bytes = text.collect::<Vec<_>>().join("\n").into_bytes();
    });
    assert!(faults(&house, 69).contains("neither UTC nor GMT"));
}

#[test]
fn another_cluster_is_refuted_and_a_missing_program_cannot_be_told() {
    let other = house("system-id = 7710886895922403822");
    assert!(faults(&other, 77).contains("system-id in windows.toml is the cluster 7710886895922403822"));
    let rules = fs::read_to_string(other.path("windows.toml")).unwrap();
    let bin = program("pg_verifybackup").parent().unwrap().to_str().unwrap().to_owned();
    let house = house("");
    house.write("windows.toml", rules.replace(&bin, "/no/such/bin").replace("system-id", "# system-id"));
    assert!(faults(&house, 69).contains("/no/such/bin/pg_verifybackup is not found"));
}

#[test]
fn a_bound_directory_that_is_replaced_or_gone_is_missed_just_before_the_start() {
    let house = house("");
    let tool = BackupTool::BaseBackup(BaseBackup {
        pattern: "base/shop-*".to_owned(),
        system_id: None,
        min_bytes: None,
        marker: None,
        bin: program("pg_verifybackup").parent().map(|bin| bin.to_str().unwrap().to_owned()),
        database: None,
    });
    let looking = Looking { now: house.now(), need: Evidence::Verified };
    let answer = |ask: &Ask| carry_out(ask, &SystemClock, house.folder(), Duration::from_mins(1));
    let bound = talk::confirmed(looking.look(&tool, answer));
    talk::confirmed(looking.look_again(&tool, &bound, answer));
    fs::remove_dir_all(folder(&house)).unwrap();
    assert_eq!(talk::refuted(looking.look_again(&tool, &bound, answer)), ["vanished"]);
    back_up(&house, "shop-1");
    assert_eq!(talk::refuted(looking.look_again(&tool, &bound, answer)), ["not-the-same"]);
}

/// Three directories as PostgreSQL 17 made them, of which the samples kept labels and the clusters' names.
#[test]
fn an_increment_counts_with_those_it_is_built_on_alone() {
    let house = empty_house("");
    let label = |level: u8| match level {
        0 => include_str!("../../data/postgresql-17/backup_label-L0.txt"),
        1 => include_str!("../../data/postgresql-17/backup_label-L1.txt"),
        _ => include_str!("../../data/postgresql-17/backup_label-L2.txt"),
    };
    let ranges = ["28", "2A", "2C"];
    for level in 0..3_u8 {
        let folder = house.path(&format!("base/shop-{level}"));
        let start = ranges[usize::from(level)];
        for sub in ["global", "pg_wal"] {
            fs::create_dir_all(folder.join(sub)).unwrap();
        }
        fs::write(folder.join("backup_label"), label(level).replace("TIME: 2026", "TIME: 2024")).unwrap();
        let mut control = 7_710_886_895_922_403_822_u64.to_le_bytes().to_vec();
        control.extend(1700_u32.to_le_bytes());
        fs::write(folder.join("global/pg_control"), control).unwrap();
        let segment = fs::File::create(folder.join(format!("pg_wal/0000000100000000000000{start}"))).unwrap();
        segment.set_len(16 << 20).unwrap();
        let body = format!(
            "{{\"PostgreSQL-Backup-Manifest-Version\": 2,\n\"System-Identifier\": 7710886895922403822,\n\"Files\": [{{\"Path\": \
             \"x\", \"Size\": 9}}],\n\"WAL-Ranges\": [{{\"Timeline\": 1, \"Start-LSN\": \"0/{start}000028\", \"End-LSN\": \
             \"0/{start}000120\"}}],\n"
        );
        let digest = okno::record::Digest::of(body.as_bytes());
        fs::write(folder.join("backup_manifest"), format!("{body}\"Manifest-Checksum\": \"{digest}\"}}\n")).unwrap();
    }
    let tool = BackupTool::BaseBackup(BaseBackup {
        pattern: "base/shop-*".to_owned(),
        system_id: Some(7_710_886_895_922_403_822),
        min_bytes: None,
        marker: None,
        bin: None,
        database: None,
    });
    let said = std::cell::RefCell::new(Vec::new());
    let combines = |code: i32, stderr: &'static [u8]| {
        let (house, said) = (&house, &said);
        move |ask: &Ask| match ask {
            Ask::Command(question) => {
                said.borrow_mut().push(question.argv.join(" "));
                let is_combining = question.argv[0] == "pg_combinebackup";
                let stdout: &[u8] = if question.argv.last().unwrap() == "--version" {
                    b"pg_verifybackup (PostgreSQL) 17.11\n"
                } else if is_combining {
                    b""
                } else {
                    include_bytes!("../../data/postgresql-17/pg_verifybackup-incremental-alone.txt")
                };
                let (code, stderr) = if is_combining { (code, stderr.to_vec()) } else { (0, Vec::new()) };
                let end = CommandEnd::Exited(code);
                Answers::Command(CommandAnswer { end, stdout: stdout.to_vec(), stderr })
            }
            ask => carry_out(ask, &SystemClock, house.folder(), Duration::from_mins(1)),
        }
    };
    let looking = Looking { now: house.now(), need: Evidence::Verified };
    let backup = talk::confirmed(looking.look(&tool, combines(0, b"")));
    assert_eq!((backup.level, backup.evidence, backup.bytes), (2, Evidence::Verified, Some(9)));
    assert_eq!(backup.started_at.unwrap().to_rfc3339(), "2024-11-22T07:14:54+00:00");
    talk::assert_checked(&backup, "read all 3 of its chain");
    let asked = said.borrow().join("\n");
    let place = house.path("base");
    let chain = ["0", "1", "2"].map(|level| format!("{}/shop-{level}", place.display())).join(" ");
    assert!(asked.contains(&format!("pg_combinebackup --dry-run {chain} -o ")), "{asked}");
    let gap = include_bytes!("../../data/postgresql-17/pg_combinebackup-wrong-chain.txt.stderr");
    assert_eq!(talk::refuted(looking.look(&tool, combines(1, gap))), ["damaged"]);
    fs::remove_dir_all(house.path("base/shop-1")).unwrap();
    assert_eq!(talk::refuted(looking.look(&tool, combines(0, b""))), ["no-parent"]);
}

#[test]
fn a_pg_basebackup_that_was_killed_leaves_no_backup_and_hides_none() {
    let house = empty_house("");
    let folder = folder(&house);
    let mut run = Command::new(program("pg_basebackup"));
    run.arg("-d").arg(Archived::shared().conninfo()).arg("-D").arg(&folder);
    run.args(["-c", "fast", "--no-sync", "--max-rate=32k"]).stdout(Stdio::null()).stderr(Stdio::null());
    // Another process of its own receives the log.
    let mut run = run.process_group(0).spawn().unwrap();
    while !folder.join("base").exists() {
        assert!(run.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    kill_process_group(Pid::from_child(&run), Signal::KILL).unwrap();
    assert_eq!(run.wait().unwrap().signal(), Some(9));
    assert!(folder.join("backup_label").exists());
    assert!(faults(&house, 77).contains("is unfinished"));
    back_up(&house, "shop-0");
    house.follow_the_real_clock();
    let answer = confirm(&house).exits(0).json();
    assert_eq!(answer["backup"]["evidence"], "verified", "{answer}");
    assert!(answer["backup"]["source"].as_str().unwrap().ends_with("base/shop-0"), "{answer}");
    assert!(answer["backup"]["checks"].to_string().contains("shop-1 has no backup_manifest"), "{answer}");
}

#[test]
fn a_pg_verifybackup_that_hangs_is_given_up() {
    let house = house("");
    let real = program("pg_verifybackup");
    let hangs = format!("#!/bin/sh\n[ \"$1\" = --version ] && exec {} --version\nexec sleep 60\n", real.display());
    let script = house.script("pg_verifybackup", &hangs);
    let tool = BackupTool::BaseBackup(BaseBackup {
        pattern: "base/shop-*".to_owned(),
        system_id: None,
        min_bytes: None,
        marker: None,
        bin: script.parent().map(|bin| bin.to_str().unwrap().to_owned()),
        database: None,
    });
    let looking = Looking { now: house.now(), need: Evidence::Verified };
    let answer = |ask: &Ask| {
        let patience = if matches!(ask, Ask::Command(_)) { Duration::from_millis(500) } else { Duration::from_mins(1) };
        carry_out(ask, &SystemClock, house.folder(), patience)
    };
    assert_eq!(talk::unknown(looking.look(&tool, answer)), ["no-answer"]);
    talk::confirmed(looking.cheaply().look(&tool, answer));
}

#[test]
fn an_expired_directory_is_deleted_by_the_command_of_the_rules() {
    let house = empty_house("delete = [\"./delete\", \"{id}\", \"{source}\"]");
    let brief = "retention = { level-0 = \"3d\", first-of-year = false }";
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", rules.replace("[systems.shop]\n", &format!("[systems.shop]\n{brief}\n")));
    house.script("delete", "#!/bin/sh\necho \"$@\" >> deleted\nexec rm -r -- \"$2\"\n");
    back_up(&house, "shop-1");
    // Labels tell whole seconds.
    std::thread::sleep(Duration::from_millis(1100));
    back_up(&house, "shop-2");
    house.follow_the_real_clock();
    house.pass(chrono::TimeDelta::days(9));
    let prune = |more: &[&str]| {
        let args = [&["backup", "prune", "--system", "shop", "--format", "json"], more].concat();
        house.okno(&args).exits(0).json()["systems"][0].clone()
    };
    let planned = prune(&[])["delete"].clone();
    let done = prune(&["--apply", "--yes"]);
    let source = folder(&house).display().to_string();
    let asked = fs::read_to_string(house.path("deleted")).unwrap();
    let id = planned[0].as_str().unwrap();
    assert_eq!((planned.as_array().unwrap().len(), asked), (1, format!("{id} {source}\n")), "{done}");
    assert!(!folder(&house).exists() && house.path("base/shop-2/backup_manifest").exists());
    confirm(&house).exits(0);
    assert_eq!(house.kinds().iter().filter(|kind| *kind == "backup.deleted").count(), 1);
}

#[test]
fn a_directory_that_a_later_look_refutes_opens_no_gate_and_an_older_one_is_looked_at_by_its_id() {
    let house = house("");
    confirm(&house).exits(0);
    // Labels tell whole seconds.
    std::thread::sleep(Duration::from_millis(1100));
    back_up(&house, "shop-2");
    house.follow_the_real_clock();
    confirm(&house).exits(0);
    let status = |code| house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(code).json();
    let ids = |status: &Value| -> Vec<String> {
        let backups = status["systems"][0]["backups"].as_array().unwrap();
        backups.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let both = ids(&status(0));
    let by_id = |id: &str| house.okno(&["backup", "confirm", "--system", "shop", "--id", id, "--format", "json"]);
    let newest = house.path("base/shop-2/PG_VERSION");
    edit(&newest, |bytes| bytes[..2].iter_mut().for_each(|byte| *byte ^= 1));
    assert!(faults(&house, 77).contains("is damaged"));
    // Its manifest is as it was: only a look that reads everything sees the damage, and no other undoes what it found.
    let shallow = ["backup", "confirm", "--system", "shop", "--evidence", "complete"];
    house.okno(&shallow).exits(77);
    house.okno(&[&shallow[..], &["--id", &both[0]]].concat()).exits(77);
    assert_eq!(ids(&status(0)), both[1..], "the older one is as good as before");
    let older = folder(&house).join("PG_VERSION");
    edit(&older, |bytes| bytes[..2].iter_mut().for_each(|byte| *byte ^= 1));
    by_id(&both[1]).exits(77);
    assert_eq!(ids(&status(77)), Vec::<String>::new());
    edit(&older, |bytes| bytes[..2].iter_mut().for_each(|byte| *byte ^= 1));
    let answer = by_id("shop-1").exits(0).json();
    assert_eq!(
        (&answer["backup"]["id"], &answer["backup"]["evidence"]),
        (&both[1].as_str().into(), &"verified".into())
    );
    assert_eq!(ids(&status(0)), both[1..]);
}
