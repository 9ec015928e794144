//! `okno backup prune|transfer|drill`: what goes, what is moved, what can be restored (R9.2, R9.3).

use std::{fs, process::Command, time::Duration};

use chrono::TimeDelta;
use okno::{calendar::instant, exec::RunLock, record::Digest};
use serde_json::Value;

use crate::house::{Answer, House, RULES};

fn rules(backup: &str) -> String {
    let (before, _) = RULES.split_once("[systems.shop.backup]").unwrap();
    format!("{before}[systems.shop.backup]\n{backup}\n").replace("2026-01-01..2027-12-31", "2025-01-01..2028-12-31")
}

const FILES: &str = "tool = \"files\"\npattern = \"dumps/shop-*.sql\"\nmin-bytes = 10\n";

/// A house with full dumps in `dumps/`, each with its manifest, made and confirmed at these instants.
fn dumps(more: &str, made: &[&str]) -> House {
    let house = House::with_rules(&rules(&format!("{FILES}{more}")));
    fs::create_dir(house.path("dumps")).unwrap();
    fs::create_dir(house.path("server")).unwrap();
    for made in made {
        dump(&house, made);
    }
    house
}

/// Writes a program that the rules name, and has it adopted: what is in it is part of the rules.
fn program(house: &House, name: &str, content: &str) {
    house.script(name, content);
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
}

fn name(made: &str) -> String {
    format!("shop-{}.sql", made.replace(['-', ':'], ""))
}

fn dump(house: &House, made: &str) {
    house.at(made);
    let name = name(made);
    let script = format!(
        "set -eu; echo 'INSERT INTO orders VALUES ({made});' > {name}; sha256sum {name} > {name}.sha256; touch -d {made} {name} {name}.sha256"
    );
    let ended = Command::new("bash").args(["-c", &script]).current_dir(house.path("dumps")).status().unwrap();
    assert!(ended.success());
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
}

const OLD: [&str; 5] = [
    "2025-01-05T01:00:00Z",
    "2025-03-02T01:00:00Z",
    "2025-06-01T01:00:00Z",
    "2026-01-04T01:00:00Z",
    "2026-11-22T01:00:00Z",
];

fn prune(house: &House, more: &[&str]) -> Answer {
    let mut args = vec!["backup", "prune", "--system", "shop", "--format", "json"];
    args.extend(more);
    house.okno(&args)
}

/// What the plan says of the copy made then: its verdict, and the codes of all reasons.
fn verdict(plan: &Value, id: &str) -> String {
    let copies = plan["systems"][0]["copies"].as_array().unwrap();
    let copy = copies.iter().find(|copy| copy["id"] == id).unwrap_or_else(|| panic!("no {id} in {plan}"));
    let reasons: Vec<_> = copy["reasons"].as_array().unwrap().iter().map(|why| why["code"].as_str().unwrap()).collect();
    format!("{}: {}", copy["verdict"].as_str().unwrap(), reasons.join(" "))
}

fn last_entry(house: &House) -> Value {
    let log = house.okno(&["log", "--format", "jsonl"]).exits(0);
    serde_json::from_str(log.out.lines().last().unwrap()).unwrap()
}

fn count(house: &House, kind: &str) -> usize {
    house.kinds().iter().filter(|known| *known == kind).count()
}

#[test]
fn a_plan_gives_every_copy_its_verdict_with_all_reasons_and_deletes_nothing() {
    let house = dumps("", &OLD);
    house.at("2026-11-24T12:00:00Z");
    let plan = prune(&house, &[]).exits(0).json();
    assert_eq!(plan["schema"], "okno.backup-prune/1");
    for (made, expected) in [
        (OLD[0], "keep: first-of-year"),
        (OLD[1], "delete: expired"),
        (OLD[2], "delete: expired"),
        (OLD[3], "keep: not-expired first-of-year"),
        (OLD[4], "keep: not-expired last-of-level"),
    ] {
        assert_eq!(verdict(&plan, &name(made)), expected, "{made}");
    }
    let system = &plan["systems"][0];
    assert_eq!(system["delete"], serde_json::json!([name(OLD[1]), name(OLD[2])]));
    assert_eq!(system["copies"][1]["expires_on"], "2026-03-02");
    // The customer's day ends at 19:00 UTC.
    assert_eq!(system["copies"][1]["expires_at"], "2026-03-02T19:00:00Z");
    assert_eq!(fs::read_dir(house.path("dumps")).unwrap().count(), 10);
    let table = house.okno(&["backup", "prune", "--system", "shop"]).exits(0).flat();
    assert!(table.contains("2 of 5 would go"), "{table}");
    assert!(table.contains("of 2025, which stays for ever"), "{table}");
}

#[test]
fn at_answers_what_would_go_later_and_never_with_apply() {
    let house = dumps("", &OLD[..4]);
    house.at("2026-01-10T12:00:00Z");
    assert_eq!(prune(&house, &[]).exits(0).json()["systems"][0]["delete"], serde_json::json!([]));
    let later = prune(&house, &["--at", "2026-04-01T00:00:00Z"]).exits(0).json();
    assert_eq!(later["systems"][0]["delete"], serde_json::json!([name(OLD[1])]));
    assert_eq!(later["at"], "2026-04-01T00:00:00Z");
    prune(&house, &["--at", "2026-04-01T00:00:00Z", "--apply"]).exits(2);
    let read = |more: &[&str]| prune(&house, more).exits(0).json()["at"].clone();
    assert_eq!(read(&["--at", "2026-04-01T05:00"]), "2026-04-01T00:00:00Z", "on the customer's clock");
    assert_eq!(read(&["--at", "2026-04-01T05:00", "--zone", "UTC"]), "2026-04-01T05:00:00Z");
}

#[test]
fn apply_deletes_those_files_with_their_manifests_and_records_each() {
    let house = dumps("", &OLD);
    house.at("2026-11-24T12:00:00Z");
    let asked = prune(&house, &["--apply"]).exits(2);
    assert!(asked.err.contains("--yes") || asked.out.contains("--yes"), "nobody can be asked here");
    let done = prune(&house, &["--apply", "--yes"]).exits(0).json();
    assert_eq!(done["systems"][0]["deleted"].as_array().unwrap().len(), 2);
    let mut left: Vec<_> = fs::read_dir(house.path("dumps"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let expected: Vec<_> =
        [OLD[0], OLD[3], OLD[4]].iter().flat_map(|made| [name(made), format!("{}.sha256", name(made))]).collect();
    assert_eq!(left, expected);
    assert_eq!(count(&house, "backup.deleted"), 2);
    let entry = last_entry(&house);
    assert_eq!(entry["kind"], "backup.deleted");
    assert_eq!(entry["data"]["at"], "2025-06-01T01:00:00Z");
    assert_eq!(entry["data"]["reasons"][0], "level 0 stays 1y: until the end of 2026-06-01");
    let again = prune(&house, &["--apply", "--yes"]).exits(0).json();
    assert_eq!(again["systems"][0]["deleted"], serde_json::json!([]));
    assert_eq!(again["systems"][0]["vanished"], serde_json::json!([]));
    assert_eq!(count(&house, "backup.deleted"), 2);
}

#[test]
fn empty_dumps_at_which_nobody_looked_do_not_push_the_good_ones_of_their_year_out() {
    let house = House::with_rules(&rules("tool = \"files\"\npattern = \"d/t-*.sql.gz\"\n"));
    fs::create_dir(house.path("d")).unwrap();
    let make = |day: &str, content: &str| {
        let name = format!("t-{day}T003000Z.sql.gz");
        let script = format!("set -eu; {content} | gzip > {name}; touch -d '{day} 00:30:00 UTC' {name}");
        assert!(Command::new("bash").args(["-c", &script]).current_dir(house.path("d")).status().unwrap().success());
    };
    let empty = ["20250105", "20250112", "20250119", "20250202"];
    let good = ["20250309", "20250316", "20261122"];
    for day in empty {
        make(day, "printf ''");
    }
    for day in good {
        make(day, "seq 10000");
    }
    let manifest = ["-c", "cd d; sha256sum t-20261122*.gz > t-20261122T003000Z.sql.gz.sha256"];
    assert!(Command::new("bash").args(manifest).current_dir(house.folder()).status().unwrap().success());
    house.at("2026-11-22T12:00:00Z");
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    house.at("2026-11-24T12:00:00Z");
    prune(&house, &["--apply", "--yes"]).exits(0);
    assert_eq!(fs::read_dir(house.path("d")).unwrap().count(), 8, "nobody knows which of 2025 is complete");
    let plan = prune(&house, &[]).exits(0).json();
    for day in empty.iter().chain(&good[..2]) {
        assert_eq!(verdict(&plan, &format!("t-{day}T003000Z.sql.gz")), "keep: perhaps-first-of-year", "{day}");
    }
    let said = house.okno(&["backup", "prune", "--system", "shop"]).exits(0).flat();
    let cure = "okno backup confirm --system shop --id t-20250105T003000Z.sql.gz";
    assert!(said.contains("perhaps the first level 0 of 2025") && said.contains(cure), "{said}");
}

#[test]
fn a_copy_that_went_without_an_entry_is_told() {
    let house = dumps("", &OLD);
    house.at("2026-11-24T12:00:00Z");
    fs::remove_file(house.path(&format!("dumps/{}", name(OLD[1])))).unwrap();
    let vanished = prune(&house, &[]).exits(0).json()["systems"][0]["vanished"].clone();
    assert!(vanished[0].as_str().unwrap().starts_with(&name(OLD[1])), "{vanished}");
}

#[test]
fn never_more_go_at_once_than_may_and_yes_does_not_lift_it() {
    let house = dumps("", &OLD);
    house.at("2026-11-24T12:00:00Z");
    let refused = prune(&house, &["--apply", "--yes", "--max-delete", "1"]).exits(77).json();
    assert_eq!(
        (&refused["systems"][0]["over_limit"], &refused["systems"][0]["deleted"]),
        (&true.into(), &serde_json::json!([]))
    );
    assert_eq!(fs::read_dir(house.path("dumps")).unwrap().count(), 10);
    assert_eq!(count(&house, "backup.deleted"), 0);
    let said = house.okno(&["backup", "prune", "--system", "shop", "--max-delete", "1"]).exits(0).flat();
    assert!(said.contains("okno backup prune --system shop --apply --max-delete 2"), "{said}");
    let done = house.okno(&["backup", "prune", "--apply", "--yes", "--max-delete", "2"]).exits(0).flat();
    assert!(done.contains("2 of 2 were deleted; 3 of 5 are left."), "{done}");
    assert_eq!(count(&house, "backup.deleted"), 2);
}

#[test]
fn nothing_goes_while_the_clock_stands_before_the_newest_entry() {
    let house = dumps("", &OLD);
    house.at("2026-11-21T12:00:00Z");
    let plan = prune(&house, &["--apply", "--yes"]).exits(77).json();
    assert_eq!(plan["systems"][0]["doubt"], "clock-suspect");
    assert!(verdict(&plan, &name(OLD[1])).contains("clock-in-doubt"));
    assert_eq!(fs::read_dir(house.path("dumps")).unwrap().count(), 10);
}

#[test]
fn rules_that_nobody_adopted_delete_nothing() {
    let house = dumps("", &OLD);
    house.at("2026-11-24T12:00:00Z");
    let text = rules(FILES)
        .replace("[systems.shop.backup]", "[systems.shop]\nretention = { level-0 = \"1d\" }\n[systems.shop.backup]");
    let text = text.replacen("[systems.shop]\nname = \"Shop database\"\ncustomers = [\"acme\"]\n", "", 1);
    let text = text.replace(
        "[systems.shop]\nretention",
        "[systems.shop]\nname = \"Shop database\"\ncustomers = [\"acme\"]\nretention",
    );
    house.write("windows.toml", text);
    prune(&house, &["--apply", "--yes", "--max-delete", "100"]).exits(77);
    assert_eq!(fs::read_dir(house.path("dumps")).unwrap().count(), 10);
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    prune(&house, &["--apply", "--yes", "--max-delete", "100"]).exits(0);
    assert_eq!(fs::read_dir(house.path("dumps")).unwrap().count(), 6, "the first of each year and the newest are left");
}

#[test]
fn a_copy_that_an_open_change_relies_on_stays() {
    let house = dumps("", &["2026-01-04T01:00:00Z", "2026-02-01T01:00:00Z"]);
    house.okno(&["run", "--system", "shop", "--downtime", "2m", "--title", "Work", "--", "false"]).exits(1);
    dump(&house, "2027-01-03T01:00:00Z");
    house.at("2027-03-01T12:00:00Z");
    let id = name("2026-02-01T01:00:00Z");
    assert_eq!(verdict(&prune(&house, &[]).exits(0).json(), &id), "keep: bound-to");
    house.okno(&["settle", "1", "--as", "failed", "--reason", "it is not needed any more"]).exits(0);
    assert_eq!(verdict(&prune(&house, &[]).exits(0).json(), &id), "delete: expired");
}

// ---------------------------------------------------------------------------------------------------------------------

/// A house whose own program lists copies, and another one deletes them.
fn programs(delete: &str) -> House {
    let tool = "tool = \"command\"\ncommand = [\"./newest\"]\nlist = [\"./list\"]\n";
    let delete_line = if delete.is_empty() { "" } else { "delete = [\"./delete\", \"{id}\"]\n" };
    let house = House::with_rules(&rules(&format!("{tool}{delete_line}")));
    house.script("list", "#!/bin/sh\nprintf '['; sep=; for f in copies/*; do printf '%s' \"$sep\"; cat \"$f\"; sep=,; done; printf ']'\n");
    house.script("newest", "#!/bin/sh\nexit 1\n");
    if !delete.is_empty() {
        house.script("delete", &format!("#!/bin/sh\n{delete}\n"));
    }
    fs::create_dir(house.path("copies")).unwrap();
    for (id, level, made, refers_to) in [
        ("F1", 0, "2025-01-05T01:00:00Z", "[]"),
        ("F2", 0, "2025-02-02T01:00:00Z", "[]"),
        ("I1", 1, "2025-02-03T01:00:00Z", "[\"F2\"]"),
        ("I2", 1, "2025-02-04T01:00:00Z", "[\"I1\",\"F2\"]"),
        ("F3", 0, "2026-11-22T01:00:00Z", "[]"),
        ("I3", 1, "2026-11-23T01:00:00Z", "[\"F3\"]"),
    ] {
        house.write(&format!("copies/{id}"), copy(id, level, made, refers_to));
    }
    house.at("2026-11-24T12:00:00Z");
    house
}

/// A copy as the program lists it.
fn copy(id: &str, level: u8, made: &str, refers_to: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"level\":{level},\"started_at\":\"{made}\",\"finished_at\":\"{made}\",\"complete\":true,\
         \"bytes\":1000,\"source\":\"store\",\"refers_to\":{refers_to},\"verified_at\":\"{made}\"}}"
    )
}

#[test]
fn a_program_deletes_by_id_dependents_before_what_they_need() {
    let house = programs("echo \"$@\" >> deleted; rm copies/\"$1\"");
    // January's first is listed as complete, and nobody read its bytes: the next one stands by for it.
    let plan = prune(&house, &[]).exits(0).json();
    assert_eq!(verdict(&plan, "F2"), "keep: stands-in");
    assert_eq!(plan["systems"][0]["delete"], serde_json::json!(["I2", "I1"]));
    prune(&house, &["--apply", "--yes"]).exits(0);
    assert_eq!(fs::read_to_string(house.path("deleted")).unwrap(), "I2\nI1\n");
    assert_eq!(last_entry(&house)["data"]["way"], serde_json::json!(["./delete", "I1"]));
}

#[test]
fn a_program_that_says_it_deleted_and_did_not_leaves_no_entry_and_stops() {
    let house = programs("true");
    let stopped = prune(&house, &["--apply", "--yes"]).exits(77).json()["systems"][0]["stopped"].clone();
    assert_eq!((&stopped["code"], &stopped["id"]), (&"not-deleted".into(), &"I2".into()));
    assert_eq!(count(&house, "backup.deleted"), 0);
    let house = programs("echo it is locked >&2; exit 3");
    let stopped = prune(&house, &["--apply", "--yes"]).exits(77).json()["systems"][0]["stopped"].clone();
    assert!(stopped["message"].as_str().unwrap().contains("exited with 3: it is locked"), "{stopped}");
}

#[test]
fn copies_that_another_okno_is_at_are_not_deleted() {
    let house = programs("echo \"$@\" >> deleted; rm copies/\"$1\"");
    let name = format!("backup-{:.16}", Digest::of(b"shop"));
    fs::create_dir_all(house.path(".okno")).unwrap();
    let lock = RunLock::take(&house.path(".okno"), &name).unwrap().unwrap();
    prune(&house, &[]).exits(0);
    let stopped = prune(&house, &["--apply", "--yes"]).exits(75).json()["systems"][0]["stopped"].clone();
    assert_eq!(stopped["code"], "busy");
    let said = house.okno(&["backup", "prune", "--system", "shop", "--apply", "--yes"]).exits(75).flat();
    assert!(said.contains("Another okno is at these copies: nothing was deleted."), "{said}");
    assert!(!house.path("deleted").exists());
    drop(lock);
    prune(&house, &["--apply", "--yes"]).exits(0);
    assert_eq!(count(&house, "backup.deleted"), 2);
}

#[test]
fn of_two_programs_that_prune_at_once_one_deletes() {
    let house = programs("echo \"$@\" >> deleted; while [ ! -f go ]; do sleep 0.02; done; rm copies/\"$1\"");
    house.follow_the_real_clock();
    fs::remove_dir_all(house.path("copies")).unwrap();
    fs::create_dir(house.path("copies")).unwrap();
    for (id, level, days) in [("F1", 0, 40), ("I1", 2, 20), ("I2", 2, 1)] {
        let made = instant::utc(house.now() - TimeDelta::days(days));
        house.write(&format!("copies/{id}"), copy(id, level, &made, "[]"));
    }
    let args = ["backup", "prune", "--system", "shop", "--apply", "--yes", "--quiet"];
    let mut first = house.program(&args).spawn().unwrap();
    for _ in 0..2_000 {
        if house.path("deleted").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let second = house.run_program(&args);
    house.write("go", "");
    assert!(first.wait().unwrap().success());
    assert!(second.exits(75).flat().contains("Another okno is at these copies"));
    assert_eq!(fs::read_to_string(house.path("deleted")).unwrap(), "I1\n");
}

#[test]
fn without_a_way_to_delete_nothing_is() {
    let house = programs("");
    let plan = prune(&house, &["--apply", "--yes"]).exits(77).json();
    assert_eq!(plan["systems"][0]["no_way"], true);
    assert_eq!(fs::read_dir(house.path("copies")).unwrap().count(), 6);
}

#[test]
fn a_tool_that_cannot_tell_gives_no_plan() {
    let house = programs("true");
    house.script("list", "#!/bin/sh\nexit 4\n");
    let plan = prune(&house, &[]).exits(69).json();
    assert!(plan["systems"][0]["faults"][0].as_str().unwrap().contains('4'), "{plan}");
}

#[test]
fn a_command_that_does_not_say_which_copy_is_a_fault() {
    for (line, expected) in [
        ("delete = [\"./delete\"]", "which copy is meant"),
        ("delete = [\"sh\", \"-c\", \"rm {id}\"]", "whole argument"),
        ("drill = [\"./drill\", \"--id={id}\"]", "whole argument"),
        ("drill = [\"./drill\", \"{src}\"]", "only {id} and {source} are replaced"),
        ("transfer = { command = [\"rsync\"] }", "how a copy is looked at on the backup server"),
        ("transfer = { command = [\"cp\", \"{source}\"], there = { tool = \"files\" } }", "has no `pattern`"),
    ] {
        let house = House::with_rules(&rules(&format!("{FILES}{line}")));
        let faults = house.okno(&["policy", "check"]).exits(78).flat();
        assert!(faults.contains(expected), "{line}: {faults}");
    }
}

// ---------------------------------------------------------------------------------------------------------------------

const TO_SERVER: &str = "[systems.shop.backup.transfer]\ncommand = [\"./to-server\", \"{source}\"]\n\
                         there = { tool = \"files\", pattern = \"server/shop-*.sql\" }\n";

fn transfer(house: &House, more: &[&str]) -> Answer {
    let mut args = vec!["backup", "transfer", "--system", "shop", "--format", "json"];
    args.extend(more);
    house.okno(&args)
}

#[test]
fn a_copy_is_moved_verified_there_and_only_then_may_go() {
    let house = dumps(TO_SERVER, &OLD);
    program(&house, "to-server", "#!/bin/sh\ncp \"$1\" server/\n");
    house.at("2026-11-24T12:00:00Z");
    let plan = prune(&house, &[]).exits(0).json();
    assert_eq!(verdict(&plan, &name(OLD[2])), "keep: not-moved");
    let moved = transfer(&house, &[]).exits(0).json();
    let copies = moved["systems"][0]["copies"].as_array().unwrap();
    assert_eq!(copies.len(), 5);
    assert!(copies.iter().all(|copy| copy["outcome"] == "moved" && copy["evidence"] == "verified"), "{moved}");
    assert_eq!(count(&house, "backup.transferred"), 5);
    assert_eq!(verdict(&prune(&house, &[]).exits(0).json(), &name(OLD[2])), "delete: expired");
    assert_eq!(transfer(&house, &[]).exits(0).json()["systems"][0]["copies"], serde_json::json!([]));
    // Another file under the same name is another copy.
    dump(&house, "2026-11-25T01:00:00Z");
    fs::write(house.path(&format!("dumps/{}", name(OLD[2]))), "something else, longer than it was before").unwrap();
    assert!(verdict(&prune(&house, &[]).exits(0).json(), &name(OLD[2])).contains("not-moved"));
    let moved = transfer(&house, &[]).exits(0).json();
    assert_eq!(moved["systems"][0]["copies"].as_array().unwrap().len(), 2, "that one, and the newest: {moved}");
}

#[test]
fn a_copy_is_no_better_on_the_backup_server_than_it_is_known_to_be_here() {
    let rules = format!("tool = \"files\"\npattern = \"dumps/shop-*.sql\"\n{TO_SERVER}");
    let house = House::with_rules(&self::rules(&rules));
    house.script("to-server", "#!/bin/sh\ncp \"$1\" server/\n");
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    fs::create_dir(house.path("dumps")).unwrap();
    fs::create_dir(house.path("server")).unwrap();
    house.write("dumps/shop-20261122T010000Z.sql", "nobody looked at this");
    house.at("2026-11-24T12:00:00Z");
    let copy = transfer(&house, &[]).exits(0).json()["systems"][0]["copies"][0].clone();
    assert_eq!((&copy["outcome"], &copy["evidence"]), (&"moved".into(), &"present".into()), "{copy}");
    assert_eq!(last_entry(&house)["data"]["evidence"], "present");
    house.write("dumps/shop-20261123T010000Z.sql", "nor at this");
    let said = house.okno(&["backup", "transfer", "--system", "shop"]).exits(0).flat();
    assert!(said.contains("moved, present") && said.contains("the same bytes there as here"), "{said}");
}

#[test]
fn copies_that_another_okno_is_at_are_waited_for() {
    let house = dumps(TO_SERVER, &OLD);
    let rules = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write(
        "windows.toml",
        rules.replace("[systems.shop.backup.transfer]", &format!("{DRILL}[systems.shop.backup.transfer]")),
    );
    program(&house, "to-server", "#!/bin/sh\n");
    program(&house, "drill", "#!/bin/sh\n");
    let name = format!("backup-{:.16}", Digest::of(b"shop"));
    let lock = RunLock::take(&house.path(".okno"), &name).unwrap().unwrap();
    assert_eq!(transfer(&house, &[]).exits(75).json()["systems"][0]["busy"], true);
    drill(&house).exits(75);
    drop(lock);
    drill(&house).exits(0);
}

#[test]
fn what_lies_there_already_is_not_copied_again() {
    let house = dumps(TO_SERVER, &OLD[4..]);
    program(&house, "to-server", "#!/bin/sh\ntouch ran\nexit 1\n");
    fs::copy(house.path(&format!("dumps/{}", name(OLD[4]))), house.path(&format!("server/{}", name(OLD[4])))).unwrap();
    assert_eq!(transfer(&house, &[]).exits(0).json()["systems"][0]["copies"][0]["outcome"], "was-there");
    assert!(!house.path("ran").exists());
}

#[test]
fn the_exit_code_of_what_copies_proves_nothing() {
    for (script, expected) in [
        ("true", "it is not there"),
        ("head -c 20 \"$1\" > server/$(basename \"$1\")", "bytes there"),
        ("tr 0-9 1-90 < \"$1\" > server/$(basename \"$1\")", "its content differs there"),
        ("exit 5", "the command exited with 5"),
    ] {
        let house = dumps(TO_SERVER, &OLD[4..]);
        program(&house, "to-server", &format!("#!/bin/sh\n{script}\n"));
        let answer = transfer(&house, &[]).exits(77).json();
        let copy = &answer["systems"][0]["copies"][0];
        assert_eq!(copy["outcome"], "not-moved", "{script}");
        assert!(copy["faults"].to_string().contains(expected), "{script}: {copy}");
        assert_eq!(count(&house, "backup.transferred"), 0);
    }
}

#[test]
fn a_command_may_verify_there() {
    let with = TO_SERVER
        .replace("there = { tool = \"files\", pattern = \"server/shop-*.sql\" }", "verify = [\"./verify\", \"{id}\"]");
    let house = dumps(&with, &OLD[4..]);
    program(&house, "to-server", "#!/bin/sh\ncp \"$1\" server/\n");
    program(&house, "verify", "#!/bin/sh\ntest -e \"server/$1\" && test -e allowed\n");
    transfer(&house, &[]).exits(77);
    house.write("allowed", "");
    transfer(&house, &[]).exits(0);
    assert_eq!(last_entry(&house)["data"]["evidence"], "verified");
}

#[test]
fn due_moves_only_what_its_working_day_has_come_for() {
    // Friday evening's copy is due on Monday.
    let house = dumps(TO_SERVER, &["2026-11-19T12:00:00Z", "2026-11-20T12:00:00Z"]);
    program(&house, "to-server", "#!/bin/sh\ncp \"$1\" server/\n");
    house.at("2026-11-22T12:00:00Z");
    let moved = transfer(&house, &["--due"]).exits(0).json();
    let system = &moved["systems"][0];
    assert_eq!(system["copies"].as_array().unwrap().len(), 1, "{moved}");
    assert_eq!((&system["copies"][0]["due_on"], &system["copies"][0]["late"]), (&"2026-11-20".into(), &true.into()));
    assert_eq!(system["later"], 1);
    house.at("2026-11-22T20:00:00Z"); // 01:00 on Monday there
    let moved = transfer(&house, &["--due"]).exits(0).json();
    assert_eq!(moved["systems"][0]["copies"][0]["due_on"], "2026-11-23");
}

#[test]
fn holidays_longer_than_hourly_copies_stay_are_told_ahead() {
    let house = programs("rm copies/\"$1\"");
    let text = fs::read_to_string(house.path("windows.toml")).unwrap() + TO_SERVER;
    house.write(
        "windows.toml",
        text.replace("[customers.acme]", "holidays = [\"2026-12-31..2027-01-10\"]\n[customers.acme]"),
    );
    house.at("2026-11-24T12:00:00Z");
    let clash = prune(&house, &[]).exits(0).json()["systems"][0]["clashes"][0].clone();
    assert_eq!(clash["moved_on"], "2027-01-11");
    assert_eq!(clash["stays_until"], "2027-01-07");
    let table = house.okno(&["backup", "prune", "--system", "shop"]).exits(0).flat();
    assert!(table.contains("They stay until they are moved."), "{table}");
    // Whoever asks what is due hears of it too.
    let due = house.okno(&["backup", "due", "--format", "json"]).json();
    assert_eq!(due["systems"][0]["clashes"], serde_json::json!([clash]));
    let said = house.okno(&["backup", "due"]).flat();
    assert!(said.contains("Level 2 copies made") && said.contains("They stay until they are moved."), "{said}");
    let earlier = house.okno(&["backup", "due", "--at", "2026-10-01T12:00:00Z", "--format", "json"]).json();
    assert_eq!(earlier["systems"][0]["clashes"], serde_json::json!([]), "told 60 days ahead");
}

#[test]
fn holidays_clash_with_nothing_where_no_hourly_copy_is_made() {
    let tells_nothing = |house: &House, regime: &str| {
        let text = fs::read_to_string(house.path("windows.toml")).unwrap();
        let text = text.replace("[customers.acme]", "holidays = [\"2026-12-31..2027-01-10\"]\n[customers.acme]");
        house.write("windows.toml", text.replace("[systems.shop]\n", &format!("[systems.shop]\n{regime}")));
        house.at("2026-11-24T12:00:00Z");
        for command in ["prune", "due"] {
            let said = house.okno(&["backup", command, "--system", "shop"]).flat();
            assert!(said.contains("shop") && !said.contains("Level 2 copies"), "{said}");
        }
    };
    // The regime asks for hourly ones, and such a tool makes full ones alone.
    tells_nothing(&dumps(TO_SERVER, &["2026-11-20T12:00:00Z"]), "");
    // Such a tool makes what it is told to, and nobody asks for hourly ones.
    let house = programs("rm copies/\"$1\"");
    let text = fs::read_to_string(house.path("windows.toml")).unwrap() + TO_SERVER;
    house.write("windows.toml", text);
    tells_nothing(&house, "backup-regime = \"none\"\n");
}

#[test]
fn holidays_clash_with_nothing_where_copies_need_not_be_moved() {
    let house = dumps("", &["2026-11-20T12:00:00Z"]);
    let text = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write(
        "windows.toml",
        text.replace("[customers.acme]", "holidays = [\"2026-12-31..2027-01-10\"]\n[customers.acme]"),
    );
    house.at("2026-11-24T12:00:00Z");
    let due = house.okno(&["backup", "due", "--format", "json"]).json();
    assert_eq!(due["systems"][0]["clashes"], serde_json::json!([]));
}

// ---------------------------------------------------------------------------------------------------------------------

const DRILL: &str = "drill = [\"./drill\", \"{id}\", \"{source}\"]\n";

fn drill(house: &House) -> Answer {
    house.okno(&["backup", "drill", "--system", "shop", "--format", "json"])
}

fn status(house: &House) -> Value {
    house.okno(&["backup", "list", "--system", "shop", "--format", "json"]).exits(0).json()["systems"][0].clone()
}

#[test]
fn a_drill_proves_that_very_copy_and_no_other() {
    let house = dumps(DRILL, &["2026-11-24T08:00:00Z", "2026-11-24T11:30:00Z"]);
    program(&house, "drill", "#!/bin/sh\nset -e\ntest \"$1\" = \"$OKNO_BACKUP_ID\"\ngrep -c INSERT \"$2\"\n");
    house.at("2026-11-24T12:00:00Z");
    let drilled = drill(&house).exits(0).json();
    assert_eq!((&drilled["outcome"], &drilled["exit_code"]), (&"restored".into(), &0.into()));
    assert!(drilled["backup"].as_str().unwrap().starts_with(&name("2026-11-24T11:30:00Z")), "{drilled}");
    let entry = last_entry(&house);
    assert_eq!(entry["kind"], "backup.drilled");
    let digest = entry["data"]["output_sha256"].as_str().unwrap();
    assert_eq!(digest, entry["data"]["output"], "it printed little enough to be kept whole");
    let evidence: Vec<_> =
        status(&house)["backups"].as_array().unwrap().iter().map(|known| known["evidence"].clone()).collect();
    assert_eq!(evidence, ["restored", "verified"]);
    // As much of an id as no other begins with is enough.
    let some = |id: &str| house.okno(&["backup", "drill", "--system", "shop", "--id", id]);
    assert!(some("shop-2026").exits(2).flat().contains("several backups of shop have an id that begins so"));
    some("shop-20261124T11").exits(0);
    some("shop-20261124T12").exits(77);
    // Looking at it again does not weaken that.
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    assert_eq!(status(&house)["backups"][0]["evidence"], "restored");
}

#[test]
fn a_failed_drill_refutes_the_copy_until_a_drill_succeeds() {
    let house = dumps(DRILL, &["2026-11-24T11:30:00Z"]);
    program(&house, "drill", "#!/bin/sh\necho no orders >&2\nexit 1\n");
    house.at("2026-11-24T12:00:00Z");
    let id = drill(&house).exits(77).json()["backup"].as_str().unwrap().to_owned();
    assert_eq!(status(&house)["backups"], serde_json::json!([]));
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(77);
    // Sound bytes do not make good for it; a restore does.
    let looked = house.okno(&["backup", "confirm", "--system", "shop", "--format", "json"]).exits(77).json();
    assert_eq!((&looked["outcome"], &looked["enough"]), (&"refuted".into(), &false.into()), "{looked}");
    assert_eq!((&looked["backup"]["id"], &looked["backup"]["evidence"]), (&id.clone().into(), &"verified".into()));
    let failed = serde_json::json!({"at": "2026-11-24T12:00:00Z", "by": "olga"});
    assert_eq!(looked["restore_failed"], failed);
    assert!(looked["faults"][0].as_str().unwrap().contains("tried by olga"), "{looked}");
    let said = house.okno(&["backup", "confirm", "--system", "shop"]).exits(77).flat();
    assert!(said.contains("REFUTED shop") && said.contains("its restore failed on Tue 24 Nov 17:00"), "{said}");
    assert!(!said.contains("CONFIRMED"), "{said}");
    assert_eq!(status(&house)["backups"], serde_json::json!([]));
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(77);
    program(&house, "drill", "#!/bin/sh\nexit 0\n");
    house.okno(&["backup", "drill", "--system", "shop", "--id", &id]).exits(0);
    assert_eq!(status(&house)["backups"][0]["evidence"], "restored");
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(0);
    let looked = house.okno(&["backup", "confirm", "--system", "shop", "--format", "json"]).exits(0).json();
    assert_eq!((&looked["outcome"], &looked["restore_failed"]), (&"confirmed".into(), &Value::Null));
    assert_eq!(status(&house)["not_restored"], serde_json::json!([]));
}

#[test]
fn every_list_of_backups_tells_of_a_failed_restore() {
    let house = dumps(DRILL, &["2026-11-24T08:00:00Z", "2026-11-24T11:30:00Z"]);
    program(&house, "drill", "#!/bin/sh\nexit 1\n");
    house.at("2026-11-24T12:00:00Z");
    let id = drill(&house).exits(77).json()["backup"].as_str().unwrap().to_owned();
    let failed = serde_json::json!({"at": "2026-11-24T12:00:00Z", "by": "olga"});
    let listed = &status(&house)["not_restored"][0];
    assert_eq!((&listed["id"], &listed["restore_failed"]), (&id.clone().into(), &failed), "{listed}");
    assert_eq!(listed["at"], "2026-11-24T11:30:00Z");
    for look in ["status", "list"] {
        let said = house.okno(&["backup", look, "--system", "shop"]).flat();
        assert!(said.contains(&format!("{id} does not count for the gate: its restore failed")), "{look}: {said}");
    }
    let due = house.okno(&["backup", "due", "--system", "shop", "--format", "json"]).json();
    let ignored = &due["systems"][0]["ignored"][0];
    assert_eq!((&ignored["why"], &ignored["restore_failed"]), (&"refuted".into(), &failed), "{due}");
    let said = house.okno(&["backup", "due", "--system", "shop"]).flat();
    assert!(said.contains("fills nothing: its restore failed on"), "{said}");
    // Once a newer one counts, only the list still tells of it.
    dump(&house, "2026-11-24T12:10:00Z");
    assert!(!house.okno(&["backup", "status", "--system", "shop"]).exits(0).flat().contains("its restore failed"));
    assert!(house.okno(&["backup", "list", "--system", "shop"]).flat().contains("its restore failed"));
}

#[test]
fn a_run_says_that_the_restore_of_the_backup_it_looked_at_failed() {
    let house = dumps(DRILL, &["2026-11-24T11:30:00Z"]);
    program(&house, "drill", "#!/bin/sh\nexit 1\n");
    house.at("2026-11-24T12:00:00Z");
    drill(&house).exits(77);
    let run = house
        .okno(&["run", "--system", "shop", "--downtime", "2m", "--backup", "confirm", "--", "touch", "ran"])
        .exits(77);
    assert!(run.flat().contains("a restore of it, tried by olga, failed at 2026-11-24T12:00:00Z"), "{}", run.err);
    assert!(!house.path("ran").exists());
}

#[test]
fn a_drill_that_fails_is_tried_again_on_the_same_copy_and_check_names_it() {
    let house = dumps(DRILL, &["2026-11-24T11:00:00Z", "2026-11-24T11:30:00Z"]);
    program(&house, "drill", "#!/bin/sh\nexit 3\n");
    house.at("2026-11-24T12:00:00Z");
    let newest = drill(&house).exits(77).json()["backup"].as_str().unwrap().to_owned();
    assert!(newest.starts_with(&name("2026-11-24T11:30:00Z")), "{newest}");
    for _ in 0..2 {
        assert_eq!(drill(&house).exits(77).json()["backup"], newest.as_str(), "it does not walk to the older one");
    }
    let said = house.okno(&["backup", "drill", "--system", "shop"]).exits(77).flat();
    assert!(said.contains("an older one is restored by its --id"), "{said}");
    let check = || house.okno(&["check", "--system", "shop", "--downtime", "2m"]);
    check().exits(0);
    let older = name("2026-11-24T11:00:00Z");
    house.okno(&["backup", "drill", "--system", "shop", "--id", &older]).exits(77);
    let said = check().exits(77).flat();
    assert!(said.contains(&format!("the restore of {newest}, tried by olga, failed")), "{said}");
    assert!(said.contains(&format!("okno backup drill --system shop --id {newest}")), "{said}");
    assert!(!said.contains("is known to okno"), "{said}");
}

#[test]
fn a_drill_that_did_not_run_tells_nothing() {
    let house = dumps(DRILL, &["2026-11-24T11:30:00Z"]);
    house.at("2026-11-24T12:00:00Z");
    assert_eq!(drill(&house).exits(69).json()["outcome"], "unclear");
    program(&house, "drill", "#!/bin/sh\nkill -9 $$\n");
    assert_eq!(drill(&house).exits(69).json()["exit_code"], 137);
    assert_eq!(status(&house)["backups"][0]["evidence"], "verified");
}

#[test]
fn nothing_is_drilled_that_is_not_what_was_looked_at() {
    let house = dumps(DRILL, &["2026-11-24T11:30:00Z"]);
    program(&house, "drill", "#!/bin/sh\ntouch ran\n");
    house.at("2026-11-24T12:00:00Z");
    fs::write(house.path(&format!("dumps/{}", name("2026-11-24T11:30:00Z"))), "something else").unwrap();
    drill(&house).exits(77);
    assert!(!house.path("ran").exists());
    assert_eq!(count(&house, "backup.drilled"), 0);
}

// ---------------------------------------------------------------------------------------------------------------------

const FULLS: [&str; 4] = ["2025-01-05", "2025-02-02", "2025-03-02", "2026-11-22"];

fn shell(house: &House, script: &str) -> String {
    let ended =
        Command::new("bash").args(["-c", &format!("set -eu\n{script}")]).current_dir(house.folder()).output().unwrap();
    assert!(ended.status.success(), "{script}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// A house with a real restic repository: a full snapshot of each of these days.
fn restic(more: &str) -> House {
    let tool = "tool = \"restic\"\nrepository = \"repo\"\npassword-file = \"password\"\npaths = [\"/\"]\ncomplete-tag = \"complete\"\nmin-bytes = 1\n";
    let data = "data";
    let house = House::with_rules(&rules(&format!("{tool}{more}")));
    let path = house.path(data).display().to_string();
    let text = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", text.replace("paths = [\"/\"]", &format!("paths = [{path:?}]")));
    house.write("password", "secret\n");
    let backups: Vec<_> = FULLS
        .iter()
        .map(|day| format!("echo {day} > {data}/f; TZ=UTC restic -q -r repo -p password backup --tag complete --time '{day} 01:00:00' {path}\n"))
        .collect();
    shell(&house, &format!("mkdir {data}; restic -q -r repo -p password init >&2\n{}", backups.concat()));
    house.at("2026-11-24T12:00:00Z");
    house
}

/// The days of the snapshots that are there.
fn snapshots(house: &House) -> Vec<String> {
    let json = shell(house, "restic -r repo -p password snapshots --json");
    let list: Value = serde_json::from_str(&json).unwrap();
    list.as_array().unwrap().iter().map(|snapshot| snapshot["time"].as_str().unwrap()[..10].to_owned()).collect()
}

#[test]
fn restic_forgets_exactly_the_snapshot_that_goes() {
    let house = restic("");
    let plan = prune(&house, &[]).exits(0).json();
    assert_eq!(plan["systems"][0]["delete"].as_array().unwrap().len(), 1, "{plan}");
    prune(&house, &["--apply", "--yes"]).exits(0);
    assert_eq!(snapshots(&house), ["2025-01-05", "2025-02-02", "2026-11-22"]);
    let entry = last_entry(&house);
    assert_eq!((&entry["kind"], &entry["data"]["way"][3]), (&"backup.deleted".into(), &"forget".into()), "{entry}");
}

#[test]
fn a_dry_run_that_differs_from_the_plan_stops_it() {
    let house = restic("program = \"./restic\"\n");
    house.script(
        "restic",
        "#!/bin/sh\ncase \"$*\" in *--dry-run*) printf 'Would have removed the following snapshots:\\n{aaaaaaaa bbbbbbbb}\\n';; *) exec restic \"$@\";; esac\n",
    );
    let stopped = prune(&house, &["--apply", "--yes"]).exits(77).json()["systems"][0]["stopped"].clone();
    assert!(stopped["message"].as_str().unwrap().contains("dry run would delete aaaaaaaa, bbbbbbbb"), "{stopped}");
    assert_eq!(snapshots(&house), FULLS);
    assert_eq!(count(&house, "backup.deleted"), 0);
}

#[test]
fn a_restic_copy_is_recognised_by_the_snapshot_that_it_is_a_copy_of() {
    let more = "[systems.shop.backup.transfer]\ncommand = [\"./copy\", \"{id}\"]\n\
                there = { tool = \"restic\", repository = \"server\", password-file = \"password\", paths = [\"/\"], complete-tag = \"complete\", min-bytes = 1 }\n";
    let house = restic(more);
    let path = house.path("data").display().to_string();
    let text = fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", text.replace("paths = [\"/\"]", &format!("paths = [{path:?}]")));
    shell(&house, "restic -q -r server -p password init >&2");
    house.script("copy", "#!/bin/sh\nRESTIC_PASSWORD_FILE2=password exec restic -q -r repo -p password copy --repo2 server --password-file2 password \"$1\" >&2\n");
    let moved = transfer(&house, &[]).exits(0).json();
    let copies = moved["systems"][0]["copies"].as_array().unwrap();
    assert!(copies.len() == 4 && copies.iter().all(|copy| copy["outcome"] == "moved"), "{moved}");
    assert_eq!(transfer(&house, &[]).exits(0).json()["systems"][0]["copies"], serde_json::json!([]));
    // Repository checked or not: what is there is complete, which lets the expired one go.
    assert_eq!(prune(&house, &[]).exits(0).json()["systems"][0]["delete"].as_array().unwrap().len(), 1);
}

#[test]
fn borg_deletes_exactly_the_archive_that_goes() {
    let tool = "tool = \"borg\"\nrepository = \"repo\"\narchives = \"shop-*\"\npassword-file = \"password\"\ncomplete-suffix = \"-ok\"\nmin-bytes = 1\n";
    let house = House::with_rules(&rules(tool));
    let backups: Vec<_> = FULLS
        .iter()
        .map(|day| format!("echo {day} > f; TZ=UTC borg create --timestamp {day}T01:00:00 repo::shop-{day}-ok f\n"))
        .collect();
    let environment = "export BORG_PASSPHRASE=secret";
    house.write("password", "secret\n");
    shell(&house, &format!("{environment}\nborg init -e repokey repo\n{}", backups.concat()));
    house.at("2026-11-24T12:00:00Z");
    prune(&house, &["--apply", "--yes"]).exits(0);
    let left = shell(&house, &format!("{environment}\nborg list --short repo"));
    assert_eq!(left, "shop-2025-01-05-ok\nshop-2025-02-02-ok\nshop-2026-11-22-ok\n");
    let entry = last_entry(&house);
    assert_eq!(entry["kind"], "backup.deleted");
    assert!(entry["data"]["id"].as_str().unwrap().starts_with("shop-2025-03-02-ok@"), "{entry}");
}
