//! `okno backup take --due`, and `take` by level.

use std::{fs, time::Duration};

use chrono::TimeDelta;
use okno::{calendar::instant, exec::RunLock, record::Digest};

use crate::house::{Answer, House};

const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[systems.shop]
customers = ["acme"]

[systems.shop.backup]
tool = "command"
command = ["./newest-backup"]
take = { level-0 = ["./make", "0"], level-1 = ["./make", "1"], level-2 = ["./make", "2"] }
"#;

/// Notes what it was called for, and makes a backup of that level, or of the one in `makes`.
const MAKE: &str = r#"#!/bin/sh
echo "$1" >> calls
[ ! -f fails ] || exit 3
level=$1
[ ! -f makes ] || level=$(cat makes)
at=$(cat now)
echo "{\"id\": \"$at-$1\", \"level\": $level, \"started_at\": \"$at\", \"finished_at\": \"$at\", \"verified_at\": \"$at\",
 \"complete\": true, \"bytes\": 1048576, \"source\": \"srv\"}" > newest
"#;

fn house(rules: &str) -> House {
    let house = House::with_rules(rules);
    house.script("make", MAKE);
    house.script("newest-backup", "#!/bin/sh\nexec cat newest\n");
    house
}

fn exact() -> House {
    house(&RULES.replace("[systems.shop.backup]", "backup-regime = { satisfies = \"exact\" }\n[systems.shop.backup]"))
}

fn take_due(house: &House) -> Answer {
    house.write("now", instant::utc(house.now()));
    house.okno(&["backup", "take", "--due", "--format", "json"])
}

/// The levels that the command was called for.
fn calls(house: &House) -> String {
    fs::read_to_string(house.path("calls")).unwrap_or_default().split_whitespace().collect()
}

#[test]
fn the_fullest_backup_is_taken_first_and_fills_the_slots_of_the_others() {
    let house = house(RULES);
    let taken = take_due(&house).exits(0).json();
    assert_eq!(taken["schema"], "okno.backup-take-due/1");
    let shop = &taken["systems"][0];
    assert_eq!(
        (&shop["attempts"][0]["level"], &shop["attempts"][0]["answer"]["outcome"]),
        (&0.into(), &"confirmed".into())
    );
    assert_eq!((&shop["regime"]["falls_short"], shop["still_due"].as_array().unwrap().len()), (&false.into(), 0));
    assert_eq!(calls(&house), "0");
}

#[test]
fn where_nothing_is_due_nothing_is_done_and_that_is_no_failure() {
    let house = house(RULES);
    take_due(&house).exits(0);
    let again = take_due(&house).exits(0).json();
    assert_eq!(again["systems"][0]["attempts"].as_array().unwrap().len(), 0);
    let said = house.okno(&["backup", "take", "--due"]).exits(0).flat();
    assert!(said.contains("NOTHING DUE shop") && said.contains("The next one is due at"), "{said}");
    assert_eq!(calls(&house), "0");
}

#[test]
fn each_hour_and_each_day_gets_the_backup_that_is_due_then() {
    let house = house(RULES);
    for (now, so_far) in [
        ("2026-11-24T12:00:00Z", "0"),
        ("2026-11-24T13:00:00Z", "02"),
        ("2026-11-24T13:59:59Z", "02"),
        // Midnight in Yekaterinburg.
        ("2026-11-24T19:00:00Z", "021"),
        ("2026-11-24T20:00:00Z", "0212"),
        // Midnight before Sunday.
        ("2026-11-28T19:00:00Z", "02120"),
    ] {
        house.at(now);
        take_due(&house).exits(0);
        assert_eq!(calls(&house), so_far, "{now}");
    }
}

#[test]
fn with_exact_each_level_is_taken() {
    let house = exact();
    take_due(&house).exits(0);
    assert_eq!(calls(&house), "012");
}

#[test]
fn the_level_that_was_made_counts_and_not_the_one_that_was_asked_for() {
    let house = exact();
    // As pgBackRest does that finds no backup to add to.
    house.write("makes", "0");
    let taken = take_due(&house).exits(77).json();
    assert_eq!(taken["systems"][0]["still_due"], serde_json::json!([1, 2]));
    assert_eq!(calls(&house), "012");
    house.pass(TimeDelta::hours(1));
    house.write("now", instant::utc(house.now()));
    let said = house.okno(&["backup", "take", "--due"]).exits(77).flat();
    assert!(said.contains("Level 1 was due, and it is of level 0: that is what counts."), "{said}");
}

#[test]
fn a_command_that_fails_leaves_its_slot_due_and_the_others_are_tried() {
    let house = house(RULES);
    house.write("fails", "");
    let taken = take_due(&house).exits(77).json();
    assert_eq!(taken["systems"][0]["still_due"], serde_json::json!([0, 1, 2]));
    assert_eq!(taken["systems"][0]["attempts"][2]["answer"]["outcome"], "not-taken");
    assert_eq!(calls(&house), "012");
}

#[test]
fn one_command_for_all_levels_is_run_once() {
    let one = RULES.replace(
        r#"{ level-0 = ["./make", "0"], level-1 = ["./make", "1"], level-2 = ["./make", "2"] }"#,
        r#"["./make", "2"]"#,
    );
    let house = house(&one);
    let taken = take_due(&house).exits(77).json();
    assert_eq!(taken["systems"][0]["still_due"], serde_json::json!([0, 1]));
    assert_eq!(calls(&house), "2");
}

#[test]
fn a_level_without_a_command_is_told() {
    let house = house(&RULES.replace(r#"level-0 = ["./make", "0"], "#, ""));
    let taken = take_due(&house).exits(77).json();
    let error = &taken["systems"][0]["attempts"][0]["error"];
    assert!(error["message"].as_str().unwrap().contains("level 0 of shop"), "{taken}");
    assert_eq!((&error["exit_code"], calls(&house).as_str()), (&77.into(), "1"));
}

#[test]
fn what_was_made_is_judged_and_not_the_exit_code() {
    let house = house(RULES);
    house.write("newest", "rubbish");
    house.script("make", "#!/bin/sh\n");
    let taken = take_due(&house).exits(69).json();
    assert_eq!(taken["systems"][0]["attempts"][0]["answer"]["outcome"], "unknown");
}

#[test]
fn no_backup_is_taken_by_rules_that_nobody_adopted() {
    let house = house(RULES);
    take_due(&house).exits(0);
    house.write("windows.toml", RULES.replace("[\"./make\", \"2\"]", "[\"./make\", \"2\", \"fast\"]"));
    house.pass(TimeDelta::hours(1));
    let taken = take_due(&house).exits(77).json();
    let error = taken["systems"][0]["attempts"][0]["error"]["message"].as_str().unwrap().to_owned();
    assert!(error.contains("nobody has adopted them"), "{error}");
    assert_eq!(calls(&house), "0");
}

#[test]
fn an_edited_regime_needs_no_adoption() {
    let house = house(RULES);
    take_due(&house).exits(0);
    house.write(
        "windows.toml",
        RULES.replace("[systems.shop.backup]", "backup-regime = { level-2 = \"none\" }\n[systems.shop.backup]"),
    );
    house.pass(TimeDelta::hours(1));
    take_due(&house).exits(0);
    assert_eq!(calls(&house), "0");
    house.okno(&["policy", "diff"]).exits(77);
    house.okno(&["check", "--system", "shop", "--downtime", "2m"]).exits(0);
}

#[test]
fn systems_that_okno_cannot_take_are_passed_over_unless_one_is_named() {
    let house = house(&RULES[..RULES.find("take = ").unwrap()]);
    let said = house.okno(&["backup", "take", "--due"]).exits(0).flat();
    assert!(said.contains("No system has both"), "{said}");
    house.write("newest", "");
    let said = house.okno(&["backup", "take", "--due", "--system", "shop"]).exits(77).flat();
    assert!(said.contains("does not say how a backup of") && said.contains("take = "), "{said}");
    assert_eq!(said.matches("NOT TAKEN").count(), 1, "it is said once, and not of each level: {said}");
    for kind in ["--cron", "--systemd"] {
        let said = house.okno(&["backup", "schedule", kind, "--system", "shop"]).exits(77).flat();
        assert!(said.contains("a timer would take none") && said.contains("[systems.shop.backup]"), "{said}");
    }
}

#[test]
fn what_cannot_be_told_is_no_nothing_due_and_says_why() {
    let house = house(&RULES.replace("take = ", "list = [\"./list\"]\ntake = "));
    house.script("list", "#!/bin/sh\necho 'wrong password or no key found' >&2\nexit 12\n");
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    let said = house.okno(&["backup", "take", "--due"]).exits(69).flat();
    assert!(said.contains("UNKNOWN shop: its backups cannot be told") && !said.contains("NOTHING DUE"), "{said}");
    assert!(said.contains("wrong password or no key found"), "{said}");
    let regime = take_due(&house).exits(69).json()["systems"][0]["regime"].clone();
    assert_eq!(regime["regime"], "unknown");
    assert!(regime["faults"][0].as_str().unwrap().contains("wrong password or no key found"), "{regime}");
    fs::remove_file(house.path("list")).unwrap();
    let said = house.okno(&["backup", "take", "--due"]).flat();
    assert!(!said.contains("NOTHING DUE"), "{said}");
    assert_eq!(calls(&house), "");
}

#[test]
fn a_covered_system_has_the_backups_of_the_other_taken() {
    let house = house(&format!("{RULES}[systems.api]\ncustomers = [\"acme\"]\nbackup = {{ of = \"shop\" }}\n"));
    house.write("now", instant::utc(house.now()));
    let taken = house.okno(&["backup", "take", "--due", "--system", "api", "--format", "json"]).exits(0).json();
    assert_eq!(taken["systems"][0]["system"], "shop");
    take_due(&house).exits(0);
    assert_eq!(calls(&house), "0");
}

#[test]
fn a_level_can_be_asked_for_and_else_the_least_is_taken() {
    let house = house(RULES);
    house.write("now", instant::utc(house.now()));
    house.okno(&["backup", "take", "--system", "shop", "--level", "1"]).exits(0);
    house.okno(&["backup", "take", "--system", "shop"]).exits(0);
    assert_eq!(calls(&house), "12");
    house.okno(&["backup", "take"]).exits(2);
    house.okno(&["backup", "take", "--due", "--level", "1"]).exits(2);
}

#[test]
fn one_backup_of_a_system_is_taken_at_a_time_and_the_second_hears_whose_it_is() {
    let house = house(RULES);
    fs::create_dir(house.path(".okno")).unwrap();
    let name = format!("backup-{:.16}", Digest::of(b"shop"));
    let lock = RunLock::take(&house.path(".okno"), &name).unwrap().unwrap();
    lock.leave_note("boris, process 7 on elsewhere, since 2026-11-24T11:58:00Z").unwrap();
    for command in [&["backup", "take", "--due"][..], &["backup", "take", "--system", "shop"]] {
        let said = house.okno(command).exits(75).flat();
        assert!(said.contains("is being taken already: boris, process 7 on elsewhere, since"), "{said}");
    }
    assert_eq!(calls(&house), "");
    drop(lock);
    take_due(&house).exits(0);
}

#[test]
fn the_real_program_holds_the_lock_while_the_command_runs() {
    let house = house(RULES);
    house.follow_the_real_clock();
    house.write("now", instant::utc(house.now()));
    house.script("make", &MAKE.replace("level=$1\n", "level=$1\nwhile [ ! -f go ]; do sleep 0.02; done\n"));
    let mut first = house.program(&["backup", "take", "--due", "--quiet"]).spawn().unwrap();
    for _ in 0..2_000 {
        if house.path("calls").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let second = house.run_program(&["backup", "take", "--due"]);
    house.write("go", "");
    assert!(first.wait().unwrap().success());
    let pid = format!("process {}", first.id());
    assert!(second.exits(75).flat().contains(&pid), "{pid}");
    assert_eq!(calls(&house), "0");
}
