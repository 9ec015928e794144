//! `okno log`: its filters and forms, exports, and the search tables made anew.

use std::fs;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::house::{House, RULES, boris};

/// Two systems, three people's entries, an hour between them.
fn house() -> House {
    let more = r#"
[customers.berlin]
time-zone = "Europe/Berlin"
calendar = "office"
[systems.till]
customers = ["berlin"]
[systems.both]
customers = ["acme", "berlin"]
"#;
    let house = House::with_rules(&format!("{RULES}{more}"));
    let plan = |title, system| ["plan", title, "--system", system, "--downtime", "45m"];
    house.at("2026-11-24T09:00:00Z").okno(&plan("one", "shop")).exits(0); // entries 1 to 4
    house.at("2026-11-24T10:00:00Z").okno_as(&boris(), &plan("two", "till")).exits(0); // 5
    house.at("2026-11-24T11:00:00Z").okno(&plan("three", "both")).exits(0); // 6
    house.at("2026-11-24T12:00:00Z").okno_as(&boris(), &["approve", "1"]).exits(0); // 7
    house
}

/// The numbers of the entries that answer to these filters, the same in every form.
#[track_caller]
fn found(house: &House, filters: &[&str]) -> Vec<u64> {
    let json = house.okno(&[&["log", "--format", "json"], filters].concat()).exits(0).json();
    let number = |entry: &Value| entry["seq"].as_u64().unwrap();
    let found: Vec<_> = json["entries"].as_array().unwrap().iter().map(number).collect();
    let lines = house.okno(&[&["log", "--format", "jsonl"], filters].concat()).exits(0).out;
    let of_lines: Vec<_> = lines.lines().map(|line| number(&serde_json::from_str(line).unwrap())).collect();
    assert_eq!(found, of_lines, "{filters:?}");
    let table = house.okno(&[&["log"], filters].concat()).exits(0).out;
    let first_word = |line: &str| line.split_whitespace().next()?.parse::<u64>().ok();
    assert_eq!(found, table.lines().filter_map(first_word).collect::<Vec<_>>(), "{filters:?}\n{table}");
    found
}

#[test]
fn each_filter_finds_its_entries_oldest_first() {
    let house = house();
    for (filters, expected) in [
        (&[][..], &[1, 2, 3, 4, 5, 6, 7][..]),
        (&["--since", "2026-11-24T10:00:00Z"], &[5, 6, 7]),
        (&["--until", "2026-11-24T10:00:00Z"], &[1, 2, 3, 4]),
        (&["--since", "2026-11-24T10:00:00Z", "--until", "2026-11-24T12:00:00Z"], &[5, 6]),
        (&["--system", "shop"], &[4, 7]),
        (&["--customer", "acme"], &[4, 6, 7]),
        (&["--customer", "berlin"], &[5, 6]),
        (&["--system", "both", "--customer", "berlin"], &[6]),
        (&["--system", "shop", "--customer", "berlin"], &[]),
        (&["--person", "boris"], &[5, 7]),
        (&["--kind", "change.planned"], &[4, 5, 6]),
        (&["--kind", "change.planned", "--person", "olga"], &[4, 6]),
        (&["--subject", "1"], &[4, 7]),
        (&["--subject", "CHG-2"], &[5]),
        (&["--subject", "change/CHG-3"], &[6]),
        (&["--subject", "policy/windows"], &[2]),
        (&["--system", "nobody"], &[]),
        (&["-n", "2"], &[6, 7]),
        (&["--last", "1", "--kind", "change.planned"], &[6]),
        (&["--customer", "acme", "--system", "shop", "-n", "1"], &[7]),
        (&["-n", "0"], &[]),
        (&["-n", "18446744073709551615"], &[1, 2, 3, 4, 5, 6, 7]),
    ] {
        assert_eq!(found(&house, filters), expected, "{filters:?}");
    }
}

#[test]
fn readings_are_those_of_the_customers_who_are_asked_about() {
    let house = house();
    // 10:00 UTC is 11:00 in Berlin, 15:00 in Yekaterinburg.
    assert_eq!(found(&house, &["--customer", "berlin", "--since", "2026-11-24 11:00"]), [5, 6]);
    assert_eq!(found(&house, &["--system", "till", "--until", "2026-11-24 11:00"]), [0; 0]);
    assert_eq!(found(&house, &["--zone", "Asia/Yekaterinburg", "--since", "2026-11-24 15:01"]), [6, 7]);
    for filters in [&["--since", "2026-11-24 11:00"][..], &["--system", "both", "--until", "2026-11-25"]] {
        let answer = house.okno(&[&["log"], filters].concat()).exits(2);
        assert!(answer.err.contains("--zone"), "{answer:?}");
    }
}

#[test]
fn what_is_left_out_is_said() {
    let house = house();
    let page = |n| house.okno(&["log", "-n", n, "--format", "json"]).exits(0).json()["cut"].clone();
    assert_eq!((page("2"), page("7"), page("8")), (json!(true), json!(false), json!(false)));
    assert!(house.okno(&["log", "-n", "2"]).out.contains("Older entries are left out."));
    assert!(!house.okno(&["log"]).out.contains("left out"));
    assert_eq!(house.okno(&["log", "--kind", "no.such"]).exits(0).out, "No entry answers to this.\n");
    // The names in the table are those that --subject takes.
    let table = house.okno(&["log"]).out;
    assert!(table.contains("policy/windows") && table.contains("CHG-1"), "{table}");
    let wrong = house.okno(&["log", "--subject", "windows"]).exits(2);
    assert!(wrong.err.contains("policy/windows"), "{wrong:?}");
}

#[test]
fn the_lines_are_those_that_were_hashed() {
    let house = house();
    let lines = house.okno(&["log", "--format", "jsonl"]).exits(0).out;
    let export = house.okno(&["log", "export"]).exits(0).out;
    assert_eq!(export, house.okno(&["log", "export", "--format", "jsonl"]).exits(0).out);
    let mut previous = [0; 32].to_vec();
    for (line, exported) in lines.lines().zip(export.lines()) {
        let (hash, text) = exported.split_once(' ').unwrap();
        assert_eq!(text, line);
        previous = sha256(&[previous, text.as_bytes().to_vec()].concat());
        assert_eq!(hash, hex(&previous));
    }
    assert_eq!(lines.lines().count(), 7);
    let head = house.okno(&["log", "head"]).exits(0).out;
    assert_eq!(head, format!("7 {}\n", hex(&previous)));
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(digit.into(), 16).unwrap()).collect()
}

#[test]
fn an_export_is_verified_without_ledger_and_rules() {
    let house = house();
    let export = house.okno(&["log", "export"]).exits(0).out;
    let elsewhere = House::with_rules("");
    fs::remove_file(elsewhere.path("windows.toml")).unwrap();
    let verify = |text: &str| {
        elsewhere.write("export", text);
        elsewhere.okno(&["log", "verify", "--export", "export"])
    };
    let sound = verify(&export).exits(0);
    assert!(sound.out.contains("VERIFIES") && sound.out.contains("7 entries"), "{sound:?}");
    assert!(sound.out.contains(&house.okno(&["log", "head"]).out.trim_end()[2..]), "{sound:?}");

    let line = |number: usize| export.lines().nth(number - 1).unwrap();
    let without = |number: usize| -> String {
        let kept = export.lines().enumerate().filter(|(index, _)| index + 1 != number);
        kept.flat_map(|(_, line)| [line, "\n"]).collect()
    };
    for (tampered, says) in [
        (export.replacen("olga", "olgb", 1), "line 1: entry 1 was changed"),
        (export.replace(line(5), &line(5).replace("boris", "bogus")), "line 5: entry 5 was changed"),
        (export.replace(line(4), &line(4).replace("one", "won")), "line 4: entry 4 was changed"),
        (without(3), "line 3: entry 3 was changed"),
        (format!("{export}\n"), "line 8: expected 64 hex digits"),
        (format!("x{export}"), "line 1: expected 64 hex digits"),
        ("no export at all".to_owned(), "line 1: expected 64 hex digits"),
    ] {
        let found = verify(&tampered).exits(65);
        assert!(found.out.contains("DOES NOT VERIFY") && found.out.contains(says), "{says}: {found:?}");
        let object = elsewhere.okno(&["log", "verify", "--export", "export", "--format", "json"]).exits(65).json();
        assert_eq!(object["ok"], false);
        assert!(object["first_bad"].as_str().unwrap().starts_with(says), "{object}");
    }
    // What is cut off at the end shows in the number and the head alone.
    let cut = verify(&without(7)).exits(0);
    assert!(cut.out.contains("6 entries"), "{cut:?}");
    let missing = elsewhere.okno(&["log", "verify", "--export", "nowhere"]).exits(74);
    assert!(missing.err.contains("nowhere"), "{missing:?}");
    elsewhere.okno(&["log", "verify", "--export", "."]).exits(74);
}

#[test]
fn search_tables_that_differ_are_found_and_made_anew() {
    let house = house();
    let database = Connection::open(house.ledger()).unwrap();
    database.execute_batch("UPDATE subject SET state = 'closed', live = 0 WHERE subject = 'change/CHG-1'").unwrap();
    let found = house.okno(&["log", "verify"]).exits(65);
    assert!(found.out.contains("change/CHG-1") && found.out.contains("okno log rebuild"), "{found:?}");
    let object = house.okno(&["log", "verify", "--format", "json"]).exits(65).json();
    assert_eq!((&object["ok"], &object["first_bad"]), (&json!(false), &Value::Null));
    assert_eq!(object["cards_differ"], json!(["change/CHG-1"]));

    let rebuilt = house.okno(&["log", "rebuild"]).exits(0);
    assert_eq!(rebuilt.out, "1 card was made anew.\n");
    house.okno(&["log", "verify"]).exits(0);
    assert_eq!(house.okno(&["log", "rebuild", "--format", "json"]).exits(0).json()["mended"], 0);
    assert_eq!(house.kinds().len(), 7, "nothing is appended");
}

#[test]
fn without_a_ledger_there_is_no_log_and_none_is_made() {
    let house = House::new();
    for command in [&["log"][..], &["log", "verify"], &["log", "head"], &["log", "export"], &["log", "rebuild"]] {
        let answer = house.okno(command).exits(69);
        assert!(answer.err.contains("there is no ledger at"), "{command:?}: {answer:?}");
    }
    assert!(!house.path(".okno").exists());
}
