//! `okno show`, `okno list`, `okno status`: what is told of changes, to people and to programs.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::house::{House, boris};

const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
name = "ACME Retail"
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[customers.globex]
name = "Globex"
time-zone = "Europe/Moscow"
calendar = "office"

[systems.shop]
name = "Shop database"
customers = ["acme"]
[systems.shop.backup]
tool = "sqlite"
pattern = "backups/shop-*.db"

[systems.portal]
name = "Portal"
customers = ["acme", "globex"]
backup-evidence = "attested"

[[freezes]]
from = "2026-11-24 08:00"
until = "2026-11-24 18:00"
systems = ["portal"]
reason = "Black Friday"
"#;

/// A house with changes in many states: CHG-1 closed, CHG-2 failed, CHG-3 missed, CHG-4 cancelled, CHG-5 due tonight,
/// CHG-6 next week, planned by boris for another system.
fn busy_house() -> House {
    let house = House::with_rules(RULES);
    std::fs::create_dir(house.path("backups")).unwrap();
    let plan = |title: &str, args: &[&str]| {
        let args = [&["plan", title, "--system", "shop", "--downtime"], args].concat();
        house.okno(&args).exits(0);
    };
    plan("Add an index", &["2m", "--ref", "SHOP-1", "--", "true"]);
    plan("Drop the old column", &["2m", "--", "false"]);
    plan("Forgotten", &["1m", "--", "true"]);
    plan("Not needed", &["1m", "--", "true"]);
    plan("Move the orders to a table that is partitioned by month, and check the sums", &["45m", "--", "true"]);
    let args =
        ["plan", "Next week", "--system", "portal", "--downtime", "45m", "--at", "2026-12-01T21:00Z", "--", "true"];
    house.okno_as(&boris(), &args).exits(0);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    house.pass(TimeDelta::minutes(2)).confirm_backup();
    house.okno(&["run", "2"]).exits(1);
    house.okno(&["cancel", "4", "--reason", "the vendor did it"]).exits(0);
    house.pass(TimeDelta::minutes(39));
    house
}

fn ids(answer: &Value) -> Vec<&str> {
    answer.as_array().unwrap().iter().map(|change| change["id"].as_str().unwrap()).collect()
}

#[test]
fn the_list_holds_what_is_not_over_by_start_unless_it_is_asked_otherwise() {
    let house = busy_house();
    let list = |args: &[&str]| house.okno(&[&["list", "--format", "json"], args].concat()).exits(0).json();
    let listed = |args: &[&str]| ids(&list(args)["changes"]).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(list(&[])["schema"], "okno.changes/1");
    assert_eq!(listed(&[]), ["CHG-2", "CHG-3", "CHG-5", "CHG-6"]);
    assert_eq!(listed(&["--all"]), ["CHG-1", "CHG-2", "CHG-3", "CHG-4", "CHG-5", "CHG-6"]);
    for (state, expected) in [
        ("planned", &["CHG-5", "CHG-6"][..]),
        ("missed", &["CHG-3"]),
        ("failed", &["CHG-2"]),
        ("closed", &["CHG-1"]),
        ("cancelled", &["CHG-4"]),
        ("running", &[]),
        ("interrupted", &[]),
    ] {
        assert_eq!(listed(&["--state", state]), expected, "{state}");
    }
    assert_eq!(listed(&["--system", "portal"]), ["CHG-6"]);
    assert_eq!(listed(&["--customer", "globex"]), ["CHG-6"]);
    assert_eq!(listed(&["--customer", "acme", "--state", "failed"]), ["CHG-2"]);
    assert_eq!(listed(&["--person", "boris"]), ["CHG-6"]);
    assert_eq!(listed(&["--since", "2026-11-24T18:00Z"]), ["CHG-6"]);
    assert_eq!(listed(&["--since", "2026-11-24T12:30Z", "--until", "2026-11-25T00:00Z"]), ["CHG-5"]);
    assert_eq!(listed(&["--system", "shop", "--person", "boris"]), [""; 0]);
    house.okno(&["list", "--state", "lost"]).exits(2);
    house.okno(&["list", "--since", "2026-11-25T00:00Z", "--until", "2026-11-24T00:00Z"]).exits(2);
}

#[test]
fn an_empty_list_says_so_and_is_no_failure() {
    let house = House::new();
    assert!(house.okno(&["list"]).exits(0).out.contains("No change"));
    assert_eq!(house.okno(&["list", "--format", "json"]).exits(0).json()["changes"], json!([]));
    assert!(!house.ledger().exists());
}

#[test]
fn a_name_that_nobody_knows_is_no_empty_list() {
    let house = busy_house();
    let wrong = house.okno(&["list", "--system", "shpo"]).exits(2).flat();
    assert!(
        wrong.contains("there is no system \"shpo\" in windows.toml") && wrong.contains("did you mean shop?"),
        "{wrong}"
    );
    let wrong = house.okno(&["list", "--customer", "globx", "--format", "json"]).exits(2).flat();
    assert!(wrong.contains("did you mean globex?"), "{wrong}");
    // Of a system that has left the rules, its changes are still told, whichever else is asked.
    let portal = RULES.find("[systems.portal]").unwrap();
    house.write("windows.toml", &RULES[..portal]);
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    assert!(house.okno(&["list", "--system", "portal"]).exits(0).out.contains("Next week"));
    assert!(house.okno(&["list", "--system", "portal", "--state", "failed"]).exits(0).out.contains("No change"));
}

#[test]
fn the_list_of_several_zones_shows_one_clock_on_which_it_is_sorted() {
    let house = House::with_rules(RULES);
    std::fs::create_dir(house.path("backups")).unwrap();
    let rules = format!("{RULES}\n[systems.till]\ncustomers = [\"globex\"]\nbackup-evidence = \"attested\"\n");
    house.write("windows.toml", rules);
    let plan = |system, at| {
        house.okno(&["plan", "Update", "--system", system, "--downtime", "5m", "--at", at]).exits(0);
    };
    plan("shop", "2026-11-24T13:30Z");
    plan("till", "2026-11-24T14:00Z");
    plan("portal", "2026-11-25T19:00Z");
    let list = house.okno(&["list"]).exits(0).out;
    let lines: Vec<_> = list.lines().collect();
    assert!(lines[0].contains("UTC") && lines[0].contains("on site"), "{list}");
    assert!(lines[1].contains("Tue 24 Nov 13:30  18:30 Yekaterinburg  shop"), "{list}");
    assert!(lines[2].contains("Tue 24 Nov 14:00  17:00 Moscow         till"), "{list}");
    assert!(lines[3].contains("Wed 25 Nov 19:00  2 zones              portal"), "{list}");
    let one = house.okno(&["list", "--system", "shop"]).exits(0).out;
    assert!(one.contains("Yekaterinburg") && one.contains("Tue 24 Nov 18:30  13:30  shop"), "{one}");
    // With the reader's own clock it still fits: of seconds and long lists of columns nobody reads.
    let who = crate::house::olga();
    for (columns, site) in [(80, true), (60, false)] {
        let terminal = okno::env::Terminal { stdout: true, columns: Some(columns), ..okno::env::Terminal::default() };
        let vars = &[("TZ", "Asia/Tokyo"), ("NO_COLOR", "1")];
        let at = crate::house::Where { vars, terminal, ..crate::house::Where::of(&who) };
        let list = house.okno_at(at, &["list"]).exits(0).out;
        assert!(list.contains("Tokyo (you)") && list.contains("  portal") && list.contains("22:30"), "{list}");
        assert_eq!(list.contains("Yekaterinburg"), site, "{list}");
        assert!(list.lines().all(|line| line.chars().count() <= columns.into()), "{list}");
    }
    // Narrower still, no cell is torn: what has no room in its row goes below it.
    for columns in [50, 60, 70] {
        let terminal = okno::env::Terminal { stdout: true, columns: Some(columns), ..okno::env::Terminal::default() };
        let vars = &[("TZ", "UTC"), ("NO_COLOR", "1")];
        let at = crate::house::Where { vars, terminal, ..crate::house::Where::of(&who) };
        let list = house.okno_at(at, &["list"]).exits(0).out;
        for whole in ["CHG-3", "planned", "Wed 25 Nov 19:00", "2 zones", "18:30 Yekaterinburg", "portal", "Update"] {
            assert!(list.contains(whole), "{whole} at {columns}:\n{list}");
        }
        assert!(list.lines().all(|line| line.chars().count() <= columns.into()), "{list}");
        assert!(list.lines().count() <= 7, "{list}");
    }
    let shown = house.okno(&["show", "3"]).exits(0).flat();
    assert!(shown.contains("on site Thu 00:00 in Yekaterinburg and 22:00 in Moscow"), "{shown}");
}

#[test]
fn the_readers_own_clock_stands_beside_the_customers_and_utc() {
    let house = House::new();
    house.okno(&["plan", "Update", "--system", "shop", "--downtime", "45m", "--at", "2026-11-24T17:00Z"]).exits(0);
    house.okno(&["freeze", "add", "--reason", "year end", "--until", "2026-11-24T14:00:00Z"]).exits(0);
    let who = crate::house::olga();
    let seen = |zone: &str, args: &[&str]| house.okno_with(&who, &[("TZ", zone)], args).exits(0).flat();
    for (args, tokyo) in [
        (&["slots", "--system", "shop", "--downtime", "45m", "--count", "1"][..], "Tokyo (you) Wed 02:45 – Wed 09:15"),
        (&["windows", "--system", "shop", "--count", "1"], "Tokyo (you) Wed 02:00 – Wed 10:00"),
        (&["list"], "Tue 24 Nov 22:00 17:00 Wed 02:00 shop"),
        (&["freeze", "list"], "Tue 24 Nov 23:00 (14:00 UTC)"),
    ] {
        let there = seen("Asia/Tokyo", args);
        assert!(there.contains(tokyo), "{args:?}: {there}");
        for same in ["UTC", "Asia/Yekaterinburg"] {
            assert!(!seen(same, args).contains("you)"), "{args:?}");
        }
    }
}

#[test]
fn the_status_sorts_changes_by_what_they_need() {
    let house = busy_house();
    let status = house.okno(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(status["schema"], "okno.status/1");
    let sections = ["running", "interrupted", "failed", "missed", "due"].map(|name| ids(&status[name]));
    assert_eq!(sections, [&[][..], &[], &["CHG-2"], &["CHG-3"], &["CHG-5"]]);
    let shown = house.okno(&["status"]).exits(0).out;
    let order = ["FAILED", "CHG-2", "MISSED", "CHG-3", "DUE", "CHG-5"].map(|part| shown.find(part).expect(part));
    assert!(order.is_sorted(), "{shown}");
    assert!(!shown.contains("RUNNING") && !shown.contains("CHG-6"), "{shown}");
}

#[test]
fn the_status_tells_of_each_system_its_window_its_freeze_and_its_backup() {
    let house = busy_house();
    let status = house.okno(&["status", "--format", "json"]).exits(0).json();
    let [portal, shop] = [&status["systems"][0], &status["systems"][1]];
    assert_eq!((&portal["system"], &portal["frozen"]["reason"]), (&json!("portal"), &json!("Black Friday")));
    assert_eq!(portal["frozen"]["ends_at"], "2026-11-24T15:00:00Z", "when the last customer's freeze ends");
    assert_eq!((&shop["open_window"], &shop["frozen"]), (&Value::Null, &Value::Null));
    assert_eq!(shop["next_window"]["opens_at"], "2026-11-24T17:00:00Z");
    assert_eq!(shop["backup"]["evidence"], "verified");
    assert_eq!(portal["backup"], Value::Null);

    house.at("2026-11-24T18:00:00Z");
    let status = house.okno(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(status["systems"][1]["open_window"]["closes_at"], "2026-11-25T01:00:00Z");
    let said = house.okno(&["status"]).exits(0).flat();
    assert!(said.contains("open until Wed 06:00 (01:00 UTC"), "{said}");
}

#[test]
fn a_quiet_day_is_told_as_one() {
    let house = House::new();
    assert!(house.okno(&["status"]).exits(0).out.contains("Nothing is running, and nothing is due"));
}

#[test]
fn the_story_of_a_change_is_told_in_order() {
    let house = busy_house();
    let shown = house.okno(&["show", "2"]).exits(0).flat();
    let parts = ["planned: Drop the old column", "run 1 started, bound to the backup", "failed with exit code 1"];
    let places = parts.map(|part| shown.find(part).expect(part));
    assert!(places.is_sorted(), "{shown}");
    let json = house.okno(&["show", "2", "--format", "json"]).exits(0).json();
    let kinds: Vec<_> = json["story"].as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds, ["change.planned", "run.started", "run.finished"]);
}

#[test]
fn absent_facts_are_null_and_never_left_out() {
    let house = busy_house();
    let keys = |args: &[&str], pointer: &str| {
        let answer = house.okno(&[args, &["--format", "json"]].concat()).exits(0).json();
        answer.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(&["show", "1"], ""), keys(&["show", "6"], ""), "whatever became of it");
    assert_eq!(keys(&["show", "1"], "/runs/0"), keys(&["show", "2"], "/runs/0"));
    assert_eq!(keys(&["list"], "/changes/0"), keys(&["status"], "/due/0"));
    let shown = house.okno(&["show", "6", "--format", "json"]).exits(0).json();
    for field in ["ref", "instruction", "specification", "withdrawn", "start_local"] {
        assert_eq!(shown[field], Value::Null, "{field}");
    }
    for field in ["tzdb", "policy", "head"] {
        assert!(!shown[field].is_null(), "{field}");
    }
}

#[test]
fn what_a_run_printed_is_shown_and_a_terminal_obeys_none_of_it() {
    let house = House::new();
    let script = r"printf 'step 1\tdone\r\n\033[2J\007second'; echo err >&2";
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "sh", "-c", script]).exits(0);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    let shown = house.okno(&["show", "1"]).exits(0).out;
    assert!(shown.contains("  it printed\n") && shown.contains("  | step 1    done\n"), "{shown}");
    assert!(shown.contains("  | ␛[2J␇second") && !shown.contains(['\u{1b}', '\u{7}', '\r']), "{shown:?}");
    let json = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
    assert!(json["output"].as_str().unwrap().contains("step 1\tdone"));
}

#[test]
fn of_much_that_a_run_printed_the_end_is_shown_and_all_of_it_on_request() {
    let house = House::new();
    house.okno(&["plan", "Count", "--system", "shop", "--downtime", "2m", "--", "seq", "100"]).exits(0);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    let shown = house.okno(&["show", "1"]).exits(0).out;
    assert!(shown.contains("it printed, 80 lines left out (--output shows all)\n  | 81\n"), "{shown}");
    let whole = house.okno(&["show", "1", "--output"]).exits(0).out;
    assert!(whole.contains("it printed\n  | 1\n") && whole.contains("\n  | 100\n"), "{whole}");
}

#[test]
fn a_run_that_did_not_go_well_is_told_with_what_can_be_done() {
    let house = House::new();
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "false"]).exits(0);
    house.confirm_backup();
    let said = house.okno(&["run", "1"]).exits(1).flat();
    assert!(said.contains("okno run CHG-1 --backup take") && said.contains("okno settle CHG-1"), "{said}");
}

#[test]
fn a_program_that_is_not_there_yet_is_told_when_it_is_planned() {
    let house = House::new();
    let planned = house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "./deploy"]).exits(0);
    assert!(planned.flat().contains("deploy does not exist."), "{planned:?}");
    house.script("deploy", "#!/bin/sh\n");
    let planned = house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "./deploy"]).exits(0);
    assert!(!planned.flat().contains("does not exist"), "{planned:?}");
}

#[test]
fn what_is_shown_to_people_fits_80_columns() {
    let house = busy_house();
    for args in [
        &["list", "--all"][..],
        &["status"],
        &["show", "1"],
        &["show", "5"],
        &["check", "5"],
        &["check", "6"],
        &["run", "3"],
        &["log"],
        &["backup", "status"],
        &["backup", "list"],
    ] {
        let answer = house.okno(args);
        for line in answer.out.lines().chain(answer.err.lines()) {
            assert!(line.chars().count() <= 80, "{args:?}: {line:?} has {}", line.chars().count());
        }
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let house = busy_house();
    assert!(!house.okno(&["status"]).exits(0).out.contains('\u{1b}'));
    let painted = house.okno(&["status", "--color", "always"]).exits(0).out;
    assert!(painted.contains("\u{1b}[1;31mFAILED\u{1b}[0m"), "{painted:?}");
}

#[test]
fn on_a_narrow_terminal_the_distance_to_a_slot_is_not_torn() {
    let house = House::with_rules(RULES);
    house.at("2026-11-22T19:27:00Z");
    let who = crate::house::olga();
    for columns in [50, 60] {
        let terminal = okno::env::Terminal { stdout: true, columns: Some(columns), ..okno::env::Terminal::default() };
        let vars = &[("TZ", "Asia/Tokyo"), ("NO_COLOR", "1")];
        let at = crate::house::Where { vars, terminal, ..crate::house::Where::of(&who) };
        let said =
            house.okno_at(at, &["slots", "--system", "portal", "--downtime", "45m", "--count", "1"]).exits(0).out;
        assert!(said.lines().any(|line| line.ends_with("start: in 23 h 33 min")), "{said}");
        assert!(said.contains("Mon 23 Nov  Yekaterinburg  Tue 00:00 – Tue 05:15\n"), "{said}");
        assert!(said.lines().all(|line| line.chars().count() <= columns.into()), "{said}");
    }
}
