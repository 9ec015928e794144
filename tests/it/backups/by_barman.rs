//! Deleting with Barman. A program stands in for it that keeps a list and prints what Barman 3.19.1 prints.

use std::fs;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::house::{House, RULES, answer_of};

/// Two full backups that ended so many days ago, in `list.json` and `list-later.json` as Barman lists them, and a program
/// that does this instead of deleting.
fn house(delete: &str) -> (House, [String; 2]) {
    let rules = RULES.split("[systems.shop]").next().unwrap().to_owned();
    let table = "[systems.shop]\nname = \"Shop database\"\ncustomers = [\"acme\"]\nretention = { first-of-year = false }\n\
                 [systems.shop.backup]\ntool = \"barman\"\nserver = \"demo\"\nconfig = \"/etc/barman.conf\"\n";
    let house = House::with_rules(&(rules + table));
    house.follow_the_real_clock();
    let backup = |age: i64| {
        let ended_at = house.now() - TimeDelta::days(age);
        let id = (ended_at - TimeDelta::seconds(3)).format("%Y%m%dT%H%M%S").to_string();
        let listed = json!({
            "backup_id": id, "backup_type": "full", "end_time": ended_at.format("%a %b %e %H:%M:%S %Y").to_string(),
            "end_time_timestamp": ended_at.timestamp().to_string(), "retention_status": "-", "size": "47.0 MiB",
            "size_bytes": 49_298_711, "status": "DONE", "wal_size": "0 B", "wal_size_bytes": 0,
        });
        (id, listed)
    };
    let [(old, listed_old), (new, listed_new)] = [400, 1].map(backup);
    house.write("list.json", json!({ "demo": [listed_new, listed_old] }).to_string());
    house.write("list-later.json", json!({ "demo": [listed_new] }).to_string());
    let script = format!(
        "#!/bin/sh\necho \"$*\" >> asked\ncase \"$*\" in\n*list-backups*) cat list.json;;\n*' delete '*) {delete};;\n*) exit 2;;\nesac\n"
    );
    house.script("barman", &script);
    (house, [old, new])
}

/// What `okno backup prune` answers where that program is found first.
fn prune(house: &House, more: &[&str], code: u8) -> Value {
    let mut program = house.program(&["backup", "prune", "--system", "shop", "--format", "json"]);
    let path = format!("{}:{}", house.folder().display(), house.search_path());
    answer_of(program.args(more).env("PATH", path)).exits(code).json()["systems"][0].clone()
}

const DELETES: &str = "mv list-later.json list.json; echo \"Deleting backup $5 for server $4\"; \
                       echo \"Deleted backup $5 (start time: Sun Nov 22 07:12:27 2026, elapsed time: less than one second)\"";

#[test]
fn an_expired_backup_is_deleted_by_its_server_and_id() {
    let (house, [old, _]) = house(DELETES);
    assert_eq!(prune(&house, &[], 0)["delete"], json!([old]));
    let done = prune(&house, &["--apply", "--yes"], 0);
    let asked = fs::read_to_string(house.path("asked")).unwrap();
    let deletions: Vec<_> = asked.lines().filter(|line| line.contains(" delete ")).collect();
    assert_eq!(deletions, [format!("-c /etc/barman.conf delete demo {old}")], "{done}");
    assert_eq!(
        asked.lines().last().map(|line| line.contains("list-backups")),
        Some(true),
        "it looks whether it is gone"
    );
    assert_eq!(house.kinds().iter().filter(|kind| *kind == "backup.deleted").count(), 1);
    assert_eq!(prune(&house, &[], 0)["delete"], json!([]));
}

#[test]
fn one_that_barman_keeps_stops_it_and_so_does_one_that_is_still_listed() {
    let kept =
        "echo \"ERROR: Skipping delete of backup $5 for server $4 as it has a current keep request\" >&2; exit 1";
    for (delete, why) in [(kept, "current keep request"), ("true", "the copy is there all the same")] {
        let (house, [old, _]) = house(delete);
        let stopped = prune(&house, &["--apply", "--yes"], 77)["stopped"].clone();
        assert_eq!((&stopped["code"], &stopped["id"]), (&"not-deleted".into(), &old.as_str().into()));
        assert!(stopped["message"].as_str().unwrap().contains(why), "{stopped}");
        assert!(!house.kinds().contains(&"backup.deleted".to_owned()));
    }
}
