//! The user's own program, which tells of the newest backup in one JSON object.

use super::{assert_reason, confirm, only_reason, plan};
use crate::house::House;

pub(super) const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
name = "ACME Retail"
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[systems.shop]
name = "Shop database"
customers = ["acme"]

[systems.shop.backup]
tool = "command"
command = ["./newest-backup"]
"#;

/// Prints a verified backup of ten minutes ago.
pub(super) const GOOD: &str = r#"#!/bin/sh
cat <<JSON
{"id": "b-1", "level": 2, "started_at": "2026-11-24T11:50:00Z", "finished_at": "2026-11-24T11:51:00Z",
 "verified_at": "2026-11-24T11:52:00Z", "complete": true, "bytes": 1048576, "source": "s3://backups/shop", "spare": 1}
JSON
"#;

/// A house whose program about backups is this script.
fn told_by(script: &str) -> House {
    let house = House::with_rules(RULES);
    house.script("newest-backup", script);
    house
}

/// A house whose program, bound by the policy, runs another one, which may change: [`tell`].
pub(super) fn telling(script: &str) -> House {
    let house = told_by("#!/bin/sh\nexec ./answer\n");
    tell(&house, script);
    house
}

/// Changes what the program says.
pub(super) fn tell(house: &House, script: &str) {
    house.script("answer", script);
}

#[test]
fn a_look_that_takes_longer_than_look_within_cannot_be_told() {
    let house = House::with_rules(&format!("{RULES}look-within = \"1s\"\n"));
    house.script("newest-backup", "#!/bin/sh\nexec sleep 600\n");
    let told = house.run_program(&["backup", "confirm", "--system", "shop", "--format", "json"]).exits(69).json();
    assert_eq!(told["outcome"], "unknown", "{told}");
    assert!(told["faults"][0].as_str().unwrap().contains("in time"), "{told}");
    assert!(!house.ledger().exists() || !house.kinds().iter().any(|kind| kind.starts_with("backup.")));
}

#[test]
fn a_good_answer_is_evidence_as_strong_as_the_tool_says() {
    let house = told_by(GOOD);
    let backup = confirm(&house).exits(0).json()["backup"].clone();
    assert_eq!((&backup["id"], &backup["level"], &backup["bytes"]), (&"b-1".into(), &2.into(), &1_048_576.into()));
    assert_eq!((&backup["evidence"], &backup["at"]), (&"verified".into(), &"2026-11-24T11:50:00Z".into()));
    assert_eq!(backup["source"], "s3://backups/shop");
    plan(&house);
    house.okno(&["run", "1"]).exits(0);
    let run = house.okno(&["show", "1", "--format", "json"]).exits(0).json()["runs"][0].clone();
    assert_eq!((&run["backup"], &run["evidence"]), (&"b-1".into(), &"verified".into()), "the run is bound to it");
}

#[test]
fn an_answer_that_cannot_be_read_proves_nothing_either_way() {
    let object = |from: &str, to: &str| GOOD.replace(from, to);
    for (script, part) in [
        ("#!/bin/sh\necho lost the network >&2\nexit 1\n".to_owned(), "exit code 1: lost the network"),
        ("#!/bin/sh\nkill -9 $$\n".to_owned(), "signal 9"),
        ("#!/bin/sh\n".to_owned(), "is empty"),
        ("#!/bin/sh\necho '[]'\n".to_owned(), "a list"),
        ("#!/bin/sh\necho '{\"id\":'\n".to_owned(), "not one JSON object"),
        ("#!/bin/sh\nhead -c 2000000 /dev/zero\n".to_owned(), "more than 1048576 bytes"),
        ("#!/no/such/interpreter\n".to_owned(), "./newest-backup cannot be run"),
        (object("11:50:00Z", "11:50:00"), "started_at has no offset: write 2026-11-24T11:50:00Z"),
        (object("\"bytes\": 1048576, ", ""), "bytes is missing"),
        (object("\"level\": 2", "\"level\": 7"), "level must be 0, 1 or 2, not 7"),
        (object("true", "\"yes\""), "complete must be true or false"),
    ] {
        let house = told_by(&script);
        let answer = confirm(&house).exits(69).json();
        assert_eq!(answer["outcome"], "unknown", "{script}");
        let faults = answer["faults"].to_string();
        assert!(faults.contains(part), "{part:?} is missing in {faults}");
        assert!(!house.ledger().exists(), "{script}");
    }
}

#[test]
fn everything_wrong_in_an_answer_is_named_at_once() {
    let house = told_by("#!/bin/sh\necho '{\"id\": \"\", \"level\": -1, \"finished_at\": 5}'\n");
    let faults = confirm(&house).exits(69).json()["faults"].to_string();
    for field in ["id", "level", "started_at", "finished_at", "complete", "bytes", "source"] {
        assert!(faults.contains(&format!("field {field} ")), "{field} is missing in {faults}");
    }
}

#[test]
fn a_program_that_is_missing_is_named() {
    let house = House::with_rules(RULES);
    let faults = confirm(&house).exits(69).json()["faults"].to_string();
    assert!(faults.contains("./newest-backup is not found"), "{faults}");
}

#[test]
fn a_backup_that_its_own_tool_does_not_vouch_for_is_none() {
    for (from, to, part) in [
        ("true", "false", "b-1 is not complete"),
        ("1048576", "0", "b-1 has 0 bytes"),
        ("11:51:00Z", "11:49:00Z", "before it started"),
        ("2026-11-24T11:51:00Z", "2026-11-25T11:51:00Z", "in the future"),
    ] {
        let house = told_by(&GOOD.replacen(from, to, 1));
        let answer = confirm(&house).exits(77).json();
        assert_eq!(answer["outcome"], "refuted", "{to}");
        assert!(answer["faults"].to_string().contains(part), "{answer}");
        assert_eq!(house.kinds().last().map(String::as_str), Some("backup.refuted"));
        plan(&house);
        assert_reason(&only_reason(&house, 77), "backup-missing", &[]);
    }
}

#[test]
fn a_backup_that_is_only_complete_does_not_open_a_gate_that_asks_for_verified() {
    let house = told_by(&GOOD.replace(" \"verified_at\": \"2026-11-24T11:52:00Z\",", ""));
    let said = house.okno(&["backup", "confirm", "--system", "shop"]).exits(0).flat();
    assert!(said.contains("complete") && said.contains("does not reach \"verified\""), "{said}");
    let args = ["backup", "confirm", "--system", "shop", "--evidence"];
    house.okno(&[&args[..], &["verified"]].concat()).exits(77);
    house.okno(&[&args[..], &["complete"]].concat()).exits(0);
    plan(&house);
    assert_reason(&only_reason(&house, 77), "backup-unconfirmed", &["b-1", "complete", "\"verified\""]);
    house.okno(&["run", "1"]).exits(77);
}

#[test]
fn a_check_made_before_the_backup_was_finished_does_not_count() {
    let house = told_by(&GOOD.replace("11:52:00Z", "11:50:30Z"));
    assert_eq!(confirm(&house).exits(0).json()["backup"]["evidence"], "complete");
}

#[test]
fn a_backup_that_needs_another_one_counts_only_with_it() {
    let full = GOOD.replace("b-1", "full-1").replace("11:5", "11:3");
    let increment = GOOD.replace("\"spare\": 1", "\"refers_to\": [\"full-1\"]");
    let house = telling(&increment);
    confirm(&house).exits(0);
    plan(&house);
    assert_reason(&only_reason(&house, 77), "backup-unconfirmed", &["b-1", "cannot be restored without full-1"]);
    tell(&house, &full);
    confirm(&house).exits(0);
    tell(&house, &increment);
    house.okno(&["run", "1"]).exits(0);
}
