//! The real pgBackRest on a real PostgreSQL: each way in which its newest backup can be no good.

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use chrono::TimeDelta;
use okno::{
    clock::SystemClock,
    policy::{BackupTool, PgBackRestBackup},
    probe::carry_out,
    tools::{Answers, Ask},
};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

use super::confirm;
use crate::{
    archived::{Archived, does, pgbackrest},
    house::House,
    talk::{self, Looking},
};

fn house() -> House {
    Archived::shared().house("")
}

/// The newest backup, which is confirmed.
#[track_caller]
fn backup(house: &House) -> Value {
    confirm(house).exits(0).json()["backup"].clone()
}

/// What is wrong, as the answer tells it.
#[track_caller]
fn faults(house: &House, code: u8) -> String {
    let answer = confirm(house).exits(code).json();
    let outcome = if code == 77 { "refuted" } else { "unknown" };
    assert_eq!(answer["outcome"], outcome, "{answer}");
    answer["faults"].to_string()
}

/// All files below a folder whose path has that in it.
fn files(folder: &Path, part: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, part));
        } else if path.to_str().unwrap().contains(part) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn tool(house: &House) -> BackupTool {
    BackupTool::PgBackRest(PgBackRestBackup {
        stanza: "demo".to_owned(),
        repo: None,
        config: Some(house.path("pgbackrest.conf").to_str().unwrap().to_owned()),
        system_id: None,
        min_bytes: None,
        database: None,
    })
}

/// The probe, with another program in pgBackRest's place.
fn probing(house: &House, program: Option<&str>, patience: Duration) -> impl Fn(&Ask) -> Answers {
    let folder = house.folder().to_path_buf();
    let program = program.map(str::to_owned);
    move |ask| {
        let mut ask = ask.clone();
        if let (Ask::Command(question), Some(program)) = (&mut ask, &program) {
            program.clone_into(&mut question.argv[0]);
        }
        carry_out(&ask, &SystemClock, &folder, patience)
    }
}

#[test]
fn a_good_backup_is_verified_and_the_server_says_that_it_is_its_own() {
    let archived = Archived::shared();
    let house = archived.house(&format!("database = {:?}\nmin-bytes = 1000000", archived.conninfo()));
    let backup = backup(&house);
    assert_eq!((&backup["evidence"], &backup["level"]), (&"verified".into(), &2.into()), "{backup}");
    let checks = backup["checks"].to_string();
    for check in ["verify: ", "archive: ", "identity: cluster", "server: it is the cluster", "bytes of WAL since"] {
        assert!(checks.contains(check), "{check:?} is missing in {checks}");
    }
    let log = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    let entry: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(entry["data"]["tool"]["name"], "pgbackrest");
    assert!(entry["data"]["tool"]["version"].as_str().unwrap().starts_with("2."), "{entry}");
    let asked = entry["data"]["asked"].as_array().unwrap();
    let verified = asked.iter().find(|asked| asked["argv"].to_string().contains("\"verify\"")).unwrap();
    assert!(verified["stdout_sha256"].is_string(), "{verified}");
}

#[test]
fn a_bound_backup_that_is_deleted_or_expired_is_missed_just_before_the_start() {
    let house = house();
    let patience = Duration::from_mins(1);
    let looking = || Looking { now: house.now(), need: okno::tools::Evidence::Verified };
    let (tool, answer) = (tool(&house), probing(&house, None, patience));
    let bound = talk::confirmed(looking().look(&tool, &answer));
    talk::confirmed(looking().look_again(&tool, &bound, &answer));
    fs::remove_dir_all(house.path("repo/backup/demo").join(&bound.id)).unwrap();
    assert_eq!(talk::refuted(looking().look_again(&tool, &bound, &answer)), ["files-gone"]);
    assert!(faults(&house, 77).contains("there is no backup.manifest"));
}

#[test]
fn no_backup_at_all_is_refuted() {
    let house = Archived::shared().empty_house("");
    does(&house, &["stanza-create", "--no-online"]);
    assert!(faults(&house, 77).contains("stanza demo has no backup"));
}

#[test]
fn a_repository_that_is_not_mounted_cannot_be_told() {
    let house = Archived::shared().empty_house("");
    assert!(faults(&house, 69).contains("missing stanza path; is its volume mounted"));
}

#[test]
fn a_stale_backup_and_one_from_the_future_do_not_open_the_gate() {
    let house = house();
    backup(&house);
    let reason = |code: u8| {
        let status = house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(code).json();
        status["systems"][0]["reason"].clone()
    };
    assert_eq!(reason(0), Value::Null);
    house.pass(TimeDelta::hours(2));
    assert_eq!(reason(77)["code"], "backup-stale");
    house.pass(TimeDelta::hours(-4));
    let future = reason(77);
    assert_eq!(future["code"], "backup-stale");
    assert!(future["message"].as_str().unwrap().contains("ahead of the clock"), "{future}");
}

#[test]
fn a_run_that_was_killed_leaves_no_backup_and_hides_none() {
    let house = house();
    let newest = backup(&house)["id"].clone();
    let folder = house.path("repo/backup/demo");
    let folders = || fs::read_dir(&folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    let before = folders();
    let mut run = pgbackrest(&house, &["--type=full", "--no-online", "--force", "--process-max=1", "backup"]);
    let mut run = run.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while folders() == before {
        assert!(run.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::yield_now();
    }
    kill_process_group(Pid::from_child(&run), Signal::KILL).unwrap();
    run.wait().unwrap();
    assert_eq!(backup(&house)["id"], newest);
}

#[test]
fn a_bit_flipped_in_the_data_is_found() {
    let house = house();
    let largest = |path: &PathBuf| fs::metadata(path).unwrap().len();
    let file = files(&house.path("repo/backup/demo"), "F/pg_data/base/").into_iter().max_by_key(largest).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    confirm(&house).exits(0);
    fs::write(&file, bytes).unwrap();
    let said = faults(&house, 77);
    assert!(said.contains("is damaged: pgbackrest verify says") && said.contains("status: invalid"), "{said}");
    let status = house.okno(&["backup", "status", "--system", "shop", "--format", "json"]).exits(77).json();
    assert_eq!(
        status["systems"][0]["backups"],
        serde_json::json!([]),
        "what was sound before counts no more: {status}"
    );
    // The list stays green; all is read again all the same, whatever less is asked for.
    house.okno(&["backup", "confirm", "--system", "shop", "--evidence", "complete"]).exits(77);
}

#[test]
fn a_missing_segment_of_the_write_ahead_log_is_found() {
    let house = house();
    let info: Value = serde_json::from_str(&does(&house, &["--output=json", "info"]).out).unwrap();
    let newest = info[0]["backup"].as_array().unwrap().last().unwrap().clone();
    let stop = newest["archive"]["stop"].as_str().unwrap();
    for segment in files(&house.path("repo/archive"), &format!("{stop}-")) {
        fs::remove_file(segment).unwrap();
    }
    let verified = does(&house, &["--output=text", "--verbose", "--log-level-console=off", "verify"]);
    assert!(verified.out.contains("status: ok"), "pgBackRest itself misses none: {verified:?}");
    let said = faults(&house, 77);
    assert!(said.contains("1 of its WAL segments is missing") && said.contains(stop), "{said}");
}

#[test]
fn a_wrong_passphrase_tells_nothing() {
    let archived = Archived::shared();
    let house = archived.empty_house("");
    let cipher = |pass: &str| archived.reconfigure(&house, &["repo1-cipher-type=aes-256-cbc", pass]);
    cipher("repo1-cipher-pass=right");
    does(&house, &["stanza-create", "--no-online"]);
    assert!(faults(&house, 77).contains("has no backup"));
    cipher("repo1-cipher-pass=wrong");
    let said = faults(&house, 69);
    assert!(said.contains("is not pgBackRest's list of backups") || said.contains("cannot be looked at"), "{said}");
    assert!(!said.contains('\u{fffd}'), "{said}");
}

#[test]
fn a_backup_that_runs_meanwhile_locks_nobody_out() {
    let house = house();
    fs::create_dir_all(house.path("lock")).unwrap();
    let lock = fs::File::create(house.path("lock/demo-backup.lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(backup(&house)["evidence"], "verified");
    let refused = crate::house::answer_of(&mut pgbackrest(&house, &["backup"]));
    assert_eq!(refused.code, 50, "the lock is the one that pgBackRest looks at: {refused:?}");
}

#[test]
fn another_cluster_than_the_rules_name_is_refuted() {
    let house = Archived::shared().house("system-id = 7710886895922403822");
    assert!(faults(&house, 77).contains("system-id in windows.toml is the cluster 7710886895922403822"));
}

#[test]
fn a_tool_that_is_missing_or_hangs_tells_nothing() {
    let house = house();
    let sleeper = house.script("sleeper", "#!/bin/sh\nexec sleep 60\n");
    let looking = Looking { now: house.now(), need: okno::tools::Evidence::Verified };
    for (program, fault) in [("/no/such/pgbackrest", "no-program"), (sleeper.to_str().unwrap(), "no-answer")] {
        let answer = probing(&house, Some(program), Duration::from_millis(300));
        assert_eq!(talk::unknown(looking.look(&tool(&house), answer)), [fault]);
    }
    let mut without = house.program(&["backup", "confirm", "--system", "shop", "--format", "json"]);
    let answer = crate::house::answer_of(without.env("PATH", house.folder())).exits(69).json();
    assert!(answer["faults"].to_string().contains("pgbackrest is not found"), "{answer}");
}

/// The labels in the list, oldest first.
fn labels(house: &House) -> Vec<String> {
    let info: Value = serde_json::from_str(&does(house, &["--output=json", "info"]).out).unwrap();
    let backups = info[0]["backup"].as_array().unwrap();
    backups.iter().map(|backup| backup["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn expired_backups_go_dependents_first_and_their_write_ahead_log_stays() {
    let archived = Archived::start();
    for kind in ["diff", "incr", "full", "diff", "incr"] {
        archived.backs_up(&[&format!("--type={kind}"), "backup"]);
    }
    let house = archived.house("");
    let brief = "retention = { level-0 = \"3d\", level-1 = \"2d\", level-2 = \"1d\", first-of-year = false }";
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", rules.replace("[systems.shop]\n", &format!("[systems.shop]\n{brief}\n")));
    house.pass(TimeDelta::days(9));
    let before = labels(&house);
    let segments = || files(&house.path("repo/archive"), ".gz");
    let archive = segments();
    assert_eq!((before.len(), archive.is_empty()), (7, false));

    let prune = |more: &[&str]| {
        let args = [&["backup", "prune", "--system", "shop", "--format", "json"], more].concat();
        house.okno(&args).exits(0).json()["systems"][0].clone()
    };
    // A full one, an increment on it, a differential, and an increment on that.
    let [full, increment, differential, on_top] = [0, 1, 2, 3].map(|place| before[place].as_str());
    let planned = prune(&[])["delete"].clone();
    let place = |label: &str| planned.as_array().unwrap().iter().position(|other| other == label).expect(label);
    assert_eq!(planned.as_array().unwrap().len(), 4, "{planned}");
    assert!(place(on_top) < place(differential) && place(differential) < place(full), "{planned}");
    assert!(place(increment) < place(full), "{planned}");
    assert_eq!(labels(&house), before, "a plan deletes nothing");

    let done = prune(&["--apply", "--yes"]);
    assert_eq!(labels(&house), before[4..], "{done}");
    assert_eq!(segments(), archive);
    let entries = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    let entries = entries.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let gone: Vec<Value> = entries.filter(|entry| entry["kind"] == "backup.deleted").collect();
    let ids: Vec<Value> = gone.iter().map(|entry| entry["data"]["id"].clone()).collect();
    assert_eq!(Value::Array(ids), planned);
    for entry in &gone {
        let set = Value::from(format!("--set={}", entry["data"]["id"].as_str().unwrap()));
        assert!(entry["data"]["way"].as_array().unwrap().contains(&set), "{entry}");
    }
    let left = backup(&house);
    assert_eq!((&left["id"], &left["evidence"]), (&before[6].as_str().into(), &"verified".into()));
}
