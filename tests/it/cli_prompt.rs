//! A person at a terminal is asked before rules are adopted, and any key that does not say yes says no.

use std::time::Duration;

use expectrl::{ControlCode, Eof, Expect as _, Session, process::unix::WaitStatus};

use crate::house::{House, RULES};

/// Asks for the adoption of an edited rule and types the answer: the exit code, and whether it was adopted.
fn answered_with(keys: impl AsRef<[u8]>) -> (i32, bool) {
    let house = House::new();
    house.run_program(&["policy", "adopt", "--yes"]).exits(0);
    house.write("windows.toml", RULES.replace("\"sat\", \"sun\"", "\"sat\""));
    let mut terminal = Session::spawn(house.program(&["policy", "adopt"])).unwrap();
    terminal.set_expect_timeout(Some(Duration::from_secs(20)));
    let shown = terminal.expect("Adopt these rules? [y/N]").unwrap();
    let shown = String::from_utf8_lossy(shown.before()).into_owned();
    assert!(shown.contains("+weekend = [\"sat\"]") && shown.contains("The rules change for shop."), "{shown}");
    terminal.send(keys).unwrap();
    terminal.expect(Eof).unwrap();
    let code = match terminal.get_process().wait().unwrap() {
        WaitStatus::Exited(_, code) => code,
        WaitStatus::Signaled(_, signal, _) => 128 + signal as i32,
        other => panic!("{other:?}"),
    };
    (code, house.run_program(&["policy", "diff"]).code == 0)
}

#[test]
fn yes_is_yes_in_the_languages_of_the_house() {
    for keys in ["y\r", "Yes\r", "д\r", "Да\r"] {
        assert_eq!(answered_with(keys), (0, true), "{keys:?}");
    }
}

#[test]
fn everything_else_is_no() {
    for keys in ["n\r", "\r", "н\r", "нет\r", "yy\r"] {
        assert_eq!(answered_with(keys), (77, false), "{keys:?}");
    }
    let interrupt: u8 = ControlCode::EndOfText.into();
    assert_eq!(answered_with([interrupt]), (130, false));
}

/// Answers the questions of `okno plan` one after the other: what was shown, and the exit code.
fn plan_with(house: &House, args: &[&str], answers: &[(&str, &str)]) -> (String, i32) {
    let mut terminal = Session::spawn(house.program(&[&["plan"], args].concat())).unwrap();
    terminal.set_expect_timeout(Some(Duration::from_secs(20)));
    let mut shown = String::new();
    for (question, keys) in answers {
        shown += &String::from_utf8_lossy(terminal.expect(question).unwrap().before());
        terminal.send(keys).unwrap();
    }
    shown += &String::from_utf8_lossy(terminal.expect(Eof).unwrap().before());
    let code = match terminal.get_process().wait().unwrap() {
        WaitStatus::Exited(_, code) => code,
        WaitStatus::Signaled(_, signal, _) => 128 + signal as i32,
        other => panic!("{other:?}"),
    };
    (shown, code)
}

/// All hours of every day are a window: the real clock may show anything.
fn always_open() -> House {
    let rules = RULES.replace("[\"sat\", \"sun\"]", "[]").replace("2026-01-01..2027-12-31", "2020-01-01..2199-12-31");
    House::with_rules(&format!("[policy]\nwindow = {{ all-day = true }}\n{rules}"))
}

#[test]
fn a_plan_without_arguments_is_asked_for_and_gets_the_slot_that_was_chosen() {
    let house = always_open();
    let answers = [
        ("Which system, by number or name: ", "shoop\r"),
        ("write 1 to 1, or a name", "\u{15}1\r"),
        ("What is done, in a few words: ", "Обновление\r"),
        ("How long the service stands still (45m, 1h30m; 0m for not at all): ", "45\r"),
        ("has no unit", "\u{15}45m\r"),
        ("Which one, by number, or another time [1]: ", "\r"),
    ];
    let (shown, code) = plan_with(&house, &[], &answers);
    assert_eq!(code, 0, "{shown}");
    let plans = house.run_program(&["list", "--format", "json"]).json();
    let plan = &plans["changes"][0];
    assert_eq!((&plan["title"], &plan["system"]), (&"Обновление".into(), &"shop".into()));
    assert_eq!(plan["downtime"], "PT45M");
}

#[test]
fn only_what_is_missing_is_asked_and_another_time_may_be_typed() {
    let house = always_open();
    let answers = [
        ("What is done, in a few words: ", "Update\r"),
        ("Which one, by number, or another time [1]: ", "2199-11-24 23:00\r"),
    ];
    let (shown, code) = plan_with(&house, &["--system", "shop", "--downtime", "45m"], &answers);
    // No slot is looked for beyond the horizon, but a window is open there.
    assert_eq!(code, 0, "{shown}");
    let plans = house.run_program(&["list", "--format", "json"]).json();
    assert_eq!(plans["changes"][0]["start_at"], "2199-11-24T18:00:00Z");
}

#[test]
fn a_slip_at_the_choice_of_the_slot_is_asked_again_and_costs_nothing_that_was_typed() {
    let house = always_open();
    let question = "Which one, by number, or another time [1]: ";
    let answers = [
        ("What is done, in a few words: ", "Update\r"),
        (question, "9\r"),
        ("write 1 to 1, or a time", "\u{15}soon\r"),
        ("soon", "\u{15}2020-11-24 23:00\r"),
        ("has passed", "\u{15}1\r"),
    ];
    let (shown, code) = plan_with(&house, &["--system", "shop", "--downtime", "45m"], &answers);
    assert_eq!(code, 0, "{shown}");
    assert_eq!(house.run_program(&["list", "--format", "json"]).json()["changes"][0]["title"], "Update");
}

#[test]
fn a_time_at_which_the_work_does_not_fit_is_asked_again() {
    let frozen = "\n[[freezes]]\nfrom = \"2199-11-24 00:00\"\nuntil = \"2199-11-25 00:00\"\nsystems = [\"shop\"]\nreason = \"sales\"\n";
    let house = always_open();
    let rules = std::fs::read_to_string(house.path("windows.toml")).unwrap();
    house.write("windows.toml", format!("{rules}{frozen}"));
    let answers = [
        ("Which one, by number, or another time [1]: ", "2199-11-24 23:00\r"),
        ("it first fits Mon 25 Nov 2199 00:00 (Sun 24 Nov 2199 19:00 UTC)", "\u{15}2199-11-25 00:00\r"),
    ];
    let given = [("What is done, in a few words: ", "Update\r"), answers[0], answers[1]];
    let (shown, code) = plan_with(&house, &["--system", "shop", "--downtime", "45m"], &given);
    assert_eq!(code, 0, "{shown}");
    assert_eq!(
        house.run_program(&["list", "--format", "json"]).json()["changes"][0]["start_at"],
        "2199-11-24T19:00:00Z"
    );
}

#[test]
fn control_c_ends_the_questions() {
    let house = always_open();
    let interrupt = String::from_utf8(vec![ControlCode::EndOfText.into()]).unwrap();
    let answers = [("Which one, by number, or another time [1]: ", interrupt.as_str())];
    let given = [("What is done, in a few words: ", "Update\r"), answers[0]];
    let (shown, code) = plan_with(&house, &["--system", "shop", "--downtime", "45m"], &given);
    assert_eq!(code, 130, "{shown}");
    assert!(!house.ledger().exists());
}

#[test]
fn where_nobody_can_be_asked_the_plan_says_what_it_lacks() {
    let house = House::new();
    let lacks = |args: &[&str], says: &str| {
        let wrong = house.okno(&[&["plan"], args].concat()).exits(2);
        assert!(wrong.err.contains(says), "{wrong:?}");
    };
    lacks(&[], "the plan lacks TITLE, --system, --downtime");
    lacks(&["Update", "--system", "shop"], "the plan lacks --downtime");
    lacks(&["--system", "shop", "--downtime", "5m"], "the plan lacks TITLE");
}
