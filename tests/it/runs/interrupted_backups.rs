//! Signals to okno while it has backups taken, moved or tried, and while it asks a tool.

use std::{fs, os::unix::process::ExitStatusExt as _};

use rustix::process::Signal;
use serde_json::Value;

use super::{Running, wait_for_file, wait_until};
use crate::house::House;

/// Two systems, the first of which is slow to be backed up.
const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2020-01-01..2100-12-31"

[customers.acme]
time-zone = "UTC"
calendar = "office"

[systems.first]
customers = ["acme"]

[systems.first.backup]
tool = "files"
pattern = "dumps/first-*"
min-bytes = 1
take = ["./slow", "first"]
drill = ["./slow", "{id}"]

[systems.first.backup.transfer]
command = ["./slow", "{id}"]
verify = ["false", "{id}"]

[systems.second]
customers = ["acme"]

[systems.second.backup]
tool = "files"
pattern = "dumps/second-*"
min-bytes = 1
take = ["./slow", "second"]
"#;

/// Says that it runs, and for whom, and goes on for ever.
const SLOW: &str = "#!/bin/sh\necho \"$1\" >> calls\ntouch started\nwhile :; do sleep 0.02; done\n";

fn house() -> House {
    let house = House::with_rules(RULES);
    fs::create_dir(house.path("dumps")).unwrap();
    house.script("slow", SLOW);
    house
}

fn dumped(house: &House) {
    for name in ["first-20261101T000000Z", "first-20261102T000000Z"] {
        house.write(&format!("dumps/{name}"), "INSERT\n");
    }
    house.run_program(&["backup", "confirm", "--system", "first", "--evidence", "present"]).exits(0);
}

fn calls(house: &House) -> usize {
    fs::read_to_string(house.path("calls")).unwrap().lines().count()
}

/// What okno with those arguments says and exits with, once a signal has come while the slow command ran.
fn interrupted(house: &House, args: &[&str], signal: Signal) -> (Option<i32>, Value) {
    let running = Running::start(house, &[args, &["--format", "json"]].concat());
    running.signal(signal);
    let (status, out, err) = running.end();
    (status.code(), serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}")))
}

#[test]
fn an_interrupted_take_begins_no_other_backup() {
    for (signal, code, number) in [(Signal::INT, 130, 2), (Signal::TERM, 143, 15)] {
        let house = house();
        let (exit, said) = interrupted(&house, &["backup", "take", "--due"], signal);
        assert_eq!((exit, calls(&house)), (Some(code), 1), "{said}");
        assert_eq!(said["systems"].as_array().unwrap().len(), 1, "{said}");
        let answer = &said["systems"][0]["attempts"][0]["answer"];
        assert_eq!((&answer["outcome"], &answer["interrupted_by"]), (&"not-taken".into(), &number.into()));
        assert_eq!(said["systems"][0]["still_due"], serde_json::json!([0, 1, 2]));
        let log = house.run_program(&["log", "--last", "1", "--format", "json"]).exits(0);
        assert!(log.out.contains("backup.taken"), "its end is recorded: {}", log.out);
    }
    let house = house();
    let (exit, said) = interrupted(&house, &["backup", "take", "--system", "first"], Signal::INT);
    assert_eq!((exit, &said["interrupted_by"]), (Some(130), &2.into()));
}

#[test]
fn an_interrupted_transfer_moves_no_other_copy() {
    let house = house();
    dumped(&house);
    let (exit, said) = interrupted(&house, &["backup", "transfer"], Signal::INT);
    assert_eq!((exit, calls(&house), &said["interrupted_by"]), (Some(130), 1, &2.into()), "{said}");
    assert_eq!(said["systems"][0]["copies"][0]["outcome"], "not-moved");
}

#[test]
fn an_interrupted_drill_says_nothing_about_the_copy() {
    let house = house();
    dumped(&house);
    let (exit, said) = interrupted(&house, &["backup", "drill", "--system", "first"], Signal::TERM);
    assert_eq!((exit, &said["outcome"]), (Some(143), &"unclear".into()), "{said}");
}

#[test]
fn a_signal_while_a_tool_is_asked_ends_the_tool_with_all_it_started_and_okno() {
    for (signal, number) in [(Signal::INT, 2), (Signal::TERM, 15), (Signal::HUP, 1)] {
        let asking = RULES.replace(
            "tool = \"files\"\npattern = \"dumps/second-*\"\nmin-bytes = 1",
            "tool = \"command\"\ncommand = [\"./ask\"]",
        );
        let house = House::with_rules(&asking);
        house.script("ask", "#!/bin/sh\nsleep 3000 &\necho $! > grandchild.new; mv grandchild.new grandchild; wait\n");
        let running = Running::start_unawaited(&house, &["backup", "confirm", "--system", "second"]);
        wait_for_file(&house.path("grandchild"));
        let pid = fs::read_to_string(house.path("grandchild")).unwrap().trim().to_owned();
        running.signal(signal);
        let (status, _, err) = running.end();
        assert_eq!(status.signal(), Some(number), "{err}");
        wait_until("its grandchild is gone", || !fs::exists(format!("/proc/{pid}")).unwrap());
    }
}
