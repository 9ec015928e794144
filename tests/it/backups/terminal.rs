//! What a person at a terminal is asked.

use std::time::Duration;

use expectrl::{Eof, Expect as _, Session};

use crate::house::{House, RULES};

#[test]
fn at_a_terminal_a_person_is_asked_for_what_is_missing() {
    let (rules, _) = RULES.split_once("[systems.shop.backup]").unwrap();
    let house = House::with_rules(&format!("{rules}backup-evidence = \"attested\"\n"));
    let mut terminal = Session::spawn(house.program(&["backup", "confirm", "--system", "shop"])).unwrap();
    terminal.set_expect_timeout(Some(Duration::from_secs(20)));
    terminal.expect("When the backup was made").unwrap();
    terminal.send_line("now").unwrap();
    terminal.expect("Where it lies").unwrap();
    terminal.send_line("tape 7").unwrap();
    terminal.expect("CONFIRMED").unwrap();
    terminal.expect(Eof).unwrap();
    let listed = house.run_program(&["backup", "list", "--format", "json"]).exits(0).json();
    assert_eq!(listed["systems"][0]["backups"][0]["source"], "tape 7");
}

#[test]
fn at_a_terminal_nobody_is_asked_for_what_was_given() {
    let (rules, _) = RULES.split_once("[systems.shop.backup]").unwrap();
    let house = House::with_rules(rules);
    let args = ["backup", "confirm", "--system", "shop", "--made-at", "now", "--location", "tape 7"];
    let mut terminal = Session::spawn(house.program(&args)).unwrap();
    terminal.set_expect_timeout(Some(Duration::from_secs(20)));
    let said = terminal.expect(Eof).unwrap();
    let said = String::from_utf8_lossy(said.as_bytes()).into_owned();
    assert!(said.contains("CONFIRMED") && !said.contains("Where it lies"), "{said}");
}
