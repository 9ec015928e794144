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
