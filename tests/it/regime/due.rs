//! `okno backup due`.

use std::fs;

use chrono::TimeDelta;

use crate::house::{House, RULES, instant};

fn due(house: &House, more: &[&str]) -> crate::house::Answer {
    house.okno(&[&["backup", "due", "--format", "json"], more].concat())
}

fn states(answer: &serde_json::Value) -> Vec<(u64, String)> {
    let levels = answer["systems"][0]["levels"].as_array().unwrap();
    levels.iter().map(|level| (level["level"].as_u64().unwrap(), level["state"].as_str().unwrap().to_owned())).collect()
}

fn missed(answer: &serde_json::Value, level: usize) -> Vec<&str> {
    let missed = answer["systems"][0]["levels"][level]["missed"].as_array().unwrap();
    missed.iter().map(|slot| slot["label"].as_str().unwrap()).collect()
}

#[test]
fn what_is_not_there_is_due() {
    let house = House::new();
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["schema"], "okno.backup-due/1");
    let due = |level| (level, "due".to_owned());
    assert_eq!(states(&answer), [(0, "overdue".to_owned()), due(1), due(2)]);
    assert_eq!(answer["systems"][0]["time_zone"], "Asia/Yekaterinburg");
    assert_eq!(answer["systems"][0]["levels"][2]["due_at"], "2026-11-24T12:00:00Z");
    let said = house.okno(&["backup", "due"]).exits(77).flat();
    assert!(said.contains("DUE shop") && said.contains("every Sunday") && said.contains("OVERDUE"), "{said}");
}

#[test]
fn a_listed_file_fills_its_slots_once_a_look_found_it_complete() {
    let house = House::new();
    let path = house.make_backup(house.now());
    house.pass(TimeDelta::minutes(20));
    let name = path.file_name().unwrap().to_str().unwrap();
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["systems"][0]["ignored"][0]["why"], "unproven", "{answer}");
    let said = house.okno(&["backup", "due"]).exits(77).flat();
    assert!(said.contains("nobody looked at it") && said.contains(&format!("confirm with --id {name}")), "{said}");
    house.okno(&["backup", "status", "--nagios"]).exits(2);
    assert!(!house.ledger().exists(), "it reads only");
    let looked = house.okno(&["backup", "confirm", "--system", "shop", "--id", name]).exits(0);
    assert!(looked.err.contains(&format!("looking at {name} of shop")), "{looked:?}");
    let answer = due(&house, &[]).exits(0).json();
    let filled = |level| (level, "filled".to_owned());
    assert_eq!(states(&answer), [filled(0), filled(1), filled(2)]);
    let by = &answer["systems"][0]["levels"][0]["filled_by"];
    assert_eq!((&by["evidence"], &by["late"]), (&"verified".into(), &true.into()), "{answer}");
    assert_eq!(answer["systems"][0]["levels"][2]["due_at"], "2026-11-24T13:00:00Z");
    assert!(house.okno(&["backup", "due"]).exits(0).flat().contains("NOTHING DUE shop"));
}

#[test]
fn an_hour_without_a_backup_is_missed_half_an_hour_after_its_end() {
    let house = House::new();
    house.confirm_backup();
    house.pass(TimeDelta::hours(2)).confirm_backup();
    house.at("2026-11-24T14:29:59Z");
    let waiting = due(&house, &[]).exits(0).json();
    assert_eq!(waiting["systems"][0]["levels"][2]["awaited"][0]["label"], "2026-11-24T18:00+05:00");
    assert!(house.okno(&["backup", "due"]).flat().contains("may still be under way"));
    house.at("2026-11-24T14:30:00Z");
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(missed(&answer, 2), ["2026-11-24T18:00+05:00"]);
    assert_eq!(due(&house, &["--since", "2026-11-24T14:00:00Z"]).exits(0).json()["falls_short"], false);
    let said = house.okno(&["backup", "due"]).exits(77).flat();
    assert!(said.contains("MISSED shop") && said.contains("Level 2: 1 missed since"), "{said}");
}

#[test]
fn what_was_made_later_did_not_fill_anything_then() {
    let house = House::new();
    house.confirm_backup();
    house.at("2026-11-24T12:30:00Z");
    due(&house, &[]).exits(0);
    due(&house, &["--at", "2026-11-24T11:59:00Z"]).exits(77);
    due(&house, &["--at", "2026-11-24 18:30"]).exits(77);
    due(&house, &["--since", "2026-11-25"]).exits(2);
}

#[test]
fn a_backup_of_the_future_fills_nothing_and_is_named() {
    let house = House::new();
    house.make_backup(house.now() + TimeDelta::minutes(5));
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["systems"][0]["ignored"][0]["why"], "future");
    assert!(house.okno(&["backup", "due"]).exits(77).flat().contains("is still to come"));
}

#[test]
fn a_backup_that_a_look_refuted_fills_nothing_until_a_look_confirms_it() {
    let house = House::new();
    let path = house.make_backup(house.now());
    let sound = fs::read(&path).unwrap();
    let mut broken = sound.clone();
    broken[4096..4160].fill(0xff);
    fs::write(&path, &broken).unwrap();
    due(&house, &[]).exits(77);
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(77);
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["systems"][0]["ignored"][0]["why"], "refuted", "{answer}");
    fs::write(&path, &sound).unwrap();
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    let answer = due(&house, &[]).exits(0).json();
    assert_eq!(answer["systems"][0]["levels"][0]["filled_by"]["evidence"], "verified");
}

#[test]
fn a_backup_that_changed_before_a_run_fills_nothing_any_more() {
    let house = House::new();
    let path = house.make_backup(house.now());
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    fs::write(&path, fs::read(&path).unwrap().repeat(2)).unwrap();
    house.okno(&["run", "1"]).exits(77);
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["systems"][0]["ignored"][0]["why"], "refuted", "{answer}");
}

#[test]
fn a_backup_that_is_not_there_any_more_fills_nothing() {
    let house = House::new();
    house.confirm_backup();
    due(&house, &[]).exits(0);
    for entry in fs::read_dir(house.path("backups")).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["systems"][0]["ignored"][0]["why"], "gone", "{answer}");
}

#[test]
fn a_listed_file_that_is_no_backup_by_its_size_fills_nothing() {
    let house = House::new();
    house.write("backups/shop-20261124T120000Z.db", "");
    let answer = due(&house, &[]).exits(77).json();
    assert_eq!(answer["systems"][0]["ignored"][0]["why"], "unproven", "{answer}");
}

#[test]
fn backups_that_cannot_be_told_are_an_operators_business() {
    let house = House::new();
    fs::remove_dir(house.path("backups")).unwrap();
    let answer = due(&house, &[]).exits(69).json();
    assert_eq!(
        (&answer["systems"][0]["regime"], answer["systems"][0]["levels"].as_array().unwrap().len()),
        (&"unknown".into(), 0)
    );
    assert!(house.okno(&["backup", "due"]).exits(69).flat().contains("UNKNOWN shop: its backups cannot be told"));
}

#[test]
fn a_persons_word_fills_the_slot_of_its_time() {
    let house = House::with_rules(&RULES[..RULES.find("[systems.shop.backup]").unwrap()]);
    due(&house, &[]).exits(77);
    house.okno(&["backup", "confirm", "--system", "shop", "--made-at", "now", "--location", "tape 7"]).exits(0);
    let answer = due(&house, &[]).exits(0).json();
    assert_eq!(answer["systems"][0]["levels"][2]["filled_by"]["evidence"], "attested");
}

#[test]
fn systems_without_a_regime_of_their_own_say_why_and_fall_short_of_nothing() {
    let house = House::with_rules(&format!(
        "{}backup-regime = \"none\"\n[systems.pages]\ncustomers = [\"acme\"]\nbackup = {{ none = \"rebuilt from source\" }}\n\
         [systems.api]\ncustomers = [\"acme\"]\nbackup = {{ of = \"shop\" }}\n",
        RULES[..RULES.find("[systems.shop.backup]").unwrap()].trim_end().to_owned() + "\n"
    ));
    let answer = due(&house, &[]).exits(0).json();
    let regimes: Vec<_> =
        answer["systems"].as_array().unwrap().iter().map(|system| system["regime"].as_str().unwrap()).collect();
    assert_eq!(regimes, ["covered", "not-needed", "not-kept"]);
    let said = house.okno(&["backup", "due"]).exits(0).flat();
    assert!(said.contains("covered by the backups of shop") && said.contains("rebuilt from source"), "{said}");
}

const TWO_ZONES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"
[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar = "office"
[customers.best]
time-zone = "Europe/Berlin"
calendar = "office"
[systems.shop]
customers = ["acme", "best"]
"#;

#[test]
fn customers_in_several_zones_leave_the_slots_to_utc_unless_the_regime_names_a_zone() {
    let house = House::with_rules(TWO_ZONES);
    let answer = due(&house, &[]).exits(77).json();
    let system = &answer["systems"][0];
    assert_eq!((&system["time_zone"], &system["zone_is_fallback"]), (&"UTC".into(), &true.into()));
    assert!(house.okno(&["backup", "due"]).flat().contains("backup-regime names none"));
    house.write("windows.toml", format!("{TWO_ZONES}backup-regime = {{ zone = \"Europe/Berlin\" }}\n"));
    let system = due(&house, &[]).exits(77).json()["systems"][0].clone();
    assert_eq!((&system["time_zone"], &system["zone_is_fallback"]), (&"Europe/Berlin".into(), &false.into()));
}

#[test]
fn on_the_night_with_two_hours_alike_both_are_named_apart() {
    let rules = TWO_ZONES.replace("\"acme\", \"best\"", "\"best\"");
    let house = House::with_rules(&rules);
    house.at("2026-10-25T06:00:00Z");
    let answer = due(&house, &["--since", "2026-10-24T22:00:00Z"]).exits(77).json();
    let labels = missed(&answer, 2);
    assert_eq!(labels[2..4], ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]);
    let said = house.okno(&["backup", "due", "--since", "2026-10-25T00:00:00Z"]).exits(77).flat();
    assert!(said.contains("02:00 +02:00") && said.contains("02:00 +01:00"), "{said}");
    // One of them alone is ambiguous all the same; the hour after is not.
    let said = house.okno(&["backup", "due", "--since", "2026-10-25T01:00:00Z"]).exits(77).flat();
    assert!(said.contains("02:00 +01:00") && !said.contains("02:00 +02:00") && !said.contains("03:00 +"), "{said}");
    house.at("2026-10-25T01:10:00Z");
    let said = house.okno(&["backup", "due"]).exits(77).flat();
    assert!(said.contains("Sun 25 Oct 02:00 +01:00 DUE"), "{said}");
}

#[test]
fn policy_show_tells_the_regime() {
    let house = House::new();
    let shown = house.okno(&["policy", "show", "--format", "json"]).exits(0).json();
    let regime = &shown["systems"][0]["backup_regime"];
    assert_eq!(
        (&regime["level_0"], &regime["level_2"], &regime["zone"]),
        (&"sun".into(), &"hourly".into(), &serde_json::Value::Null)
    );
    let said = house.okno(&["policy", "show"]).exits(0).flat();
    assert!(said.contains("level 0 every Sunday, level 1 every day and level 2 every hour"), "{said}");
}

#[test]
fn a_slot_is_told_by_its_instants() {
    let house = House::new();
    let slot = due(&house, &[]).json()["systems"][0]["levels"][1]["slot"].clone();
    assert_eq!(slot["label"], "2026-11-24");
    let at = |name: &str| instant(slot[name].as_str().unwrap());
    assert_eq!((at("start_at"), at("end_at")), (instant("2026-11-23T19:00:00Z"), instant("2026-11-24T19:00:00Z")));
}

#[test]
fn of_several_systems_a_first_line_sums_up_and_what_is_due_comes_first() {
    let house = House::with_rules(&format!(
        "{RULES}[systems.api]\ncustomers = [\"acme\"]\nbackup = {{ none = \"rebuilt from source\" }}\n\
         [systems.web]\ncustomers = [\"acme\"]\n"
    ));
    fs::create_dir(house.path("backups")).unwrap();
    house.okno(&["policy", "adopt", "--yes"]);
    house.confirm_backup();
    let answer = house.okno(&["backup", "due"]).exits(77);
    let said = answer.flat();
    assert!(said.starts_with("1 of 3 systems is due: web."), "{said}");
    assert!(said.find("DUE web") < said.find("NOTHING DUE") && said.contains("rebuilt from source"), "{said}");
    assert_eq!(said.matches("by the clock of").count(), 1, "{said}");
    // The one that is fine has a line.
    assert!(said.contains("shop in 1 h filled"), "{said}");
}
