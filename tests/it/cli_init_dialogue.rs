//! `okno init` at a terminal: somebody who never read about it answers a few questions.

use std::{fs, time::Duration};

use expectrl::{ControlCode, Eof, Expect as _, Session, process::unix::WaitStatus, session::OsSession};

use crate::house::House;

/// A terminal in which `okno init` was typed, in a house without rules.
struct Dialogue {
    house: House,
    terminal: OsSession,
}

impl Dialogue {
    fn of(args: &[&str]) -> Self {
        let house = House::with_rules("");
        fs::remove_file(house.path("windows.toml")).unwrap();
        let mut terminal = Session::spawn(house.program(&[&["init"], args].concat())).unwrap();
        terminal.set_expect_timeout(Some(Duration::from_secs(20)));
        Self { house, terminal }
    }

    /// Waits for the question, and types the answer.
    #[track_caller]
    fn answer(&mut self, question: &str, keys: &str) -> &mut Self {
        if let Err(error) = self.terminal.expect(question) {
            panic!("{question:?} was not asked: {error}");
        }
        self.terminal.send(format!("{keys}\r")).unwrap();
        self
    }

    /// Reads to the end: all that was said since the last question, and the exit code.
    fn end(mut self) -> (House, String, i32) {
        let said = self.terminal.expect(Eof).unwrap();
        let said = String::from_utf8_lossy(said.as_bytes()).into_owned();
        let code = match self.terminal.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            WaitStatus::Signaled(_, signal, _) => 128 + signal as i32,
            other => panic!("{other:?}"),
        };
        (self.house, said, code)
    }
}

#[test]
fn a_person_who_answers_has_rules_that_work_at_once() {
    let mut dialogue = Dialogue::of(&[]);
    dialogue.answer("Customer:", "").answer("nothing was written", "");
    dialogue.answer("Customer:", "ACME Retail").answer("In commands: acme-retail", "nowhere");
    dialogue.answer("No zone is like \"nowhere\"", "istan").answer("Type the number", "yekat");
    dialogue.answer("Asia/Yekaterinburg", "7").answer("a number from 1 to 2", "1");
    dialogue.answer("Another customer, or nothing:", "");
    dialogue.answer("System:", "Shop").answer("Another system, or nothing:", "");
    dialogue.answer("Backups:", "1").answer("Where the copies lie", "backups/shop-*.db");
    dialogue.answer("Tables", "orders").answer("The command that makes a backup", "./take 'a b'");
    dialogue.answer("windows.toml? [y/N]", "y");
    let (house, said, code) = dialogue.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("WRITTEN") && said.contains("Windows of ACME Retail"), "{said}");
    let text = fs::read_to_string(house.path("windows.toml")).unwrap();
    for line in
        ["name      = \"ACME Retail\"", "country = \"ru\"", "tables  = [\"orders\"]", "take    = [\"./take\", \"a b\"]"]
    {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    house.run_program(&["policy", "check"]).exits(0);
    house.run_program(&["windows", "--customer", "acme-retail"]).exits(0);
    house.run_program(&["slots", "--system", "Shop", "--downtime", "45m"]).exits(0);
    house.run_program(&["plan", "x", "--system", "Shop", "--downtime", "45m", "--", "true"]).exits(0);
}

#[test]
fn a_calendar_of_ones_own_is_asked_for_day_by_day() {
    let mut dialogue =
        Dialogue::of(&["--customer", "galil=Asia/Jerusalem", "--system", "clinic", "--backup", "by-hand"]);
    dialogue.answer("Working days", "2").answer("free every week", "fri,sat");
    dialogue.answer("known until", "1999-01-01").answer("not past", "2199-12-31");
    dialogue.answer("Holidays:", "2200-01-01").answer("lies outside", "2198-04-22");
    dialogue.answer("[y/N]", "y");
    let (house, said, code) = dialogue.end();
    assert_eq!(code, 0, "{said}");
    let text = fs::read_to_string(house.path("windows.toml")).unwrap();
    assert!(text.contains("weekend  = [\"fri\", \"sat\"]") && text.contains("2198-04-22"), "{text}");
    house.run_program(&["windows", "--customer", "galil"]).exits(0);
}

#[test]
fn every_tool_is_offered_and_its_answers_work_at_once() {
    for (number, answers, lines) in [
        ("3", vec![("The stanza", "bonus")], vec!["tool    = \"pgbackrest\"", "stanza  = \"bonus\""]),
        ("4", vec![("The server's name", "--all"), ("not the name of a server", "main")], vec!["server  = \"main\""]),
        ("5", vec![("Where the directories lie", "/srv/base-*")], vec!["tool    = \"pg_basebackup\""]),
        ("6", vec![("Where the dumps lie", "/srv/*.dump")], vec!["tool    = \"pg_dump\""]),
        (
            "7",
            vec![
                ("The repository, as restic takes it", "rest:https://u:hunter2@host/"),
                ("password", "/srv/restic"),
                ("The tag", "ok"),
            ],
            vec!["repository = \"/srv/restic\"", "complete-tag = \"ok\""],
        ),
        (
            "8",
            vec![
                ("The repository and its archives", "/srv/b"),
                ("is missing", "/srv/b::app-*"),
                ("How the job ends", ""),
            ],
            vec!["repository = \"/srv/b\"", "archives = \"app-*\"", "# complete-suffix ="],
        ),
    ] {
        let mut dialogue = Dialogue::of(&["--customer", "a=UTC", "--calendar", "ru", "--system", "shop"]);
        dialogue.answer("Backups:", number);
        for (question, answer) in answers {
            dialogue.answer(question, answer);
        }
        dialogue.answer("The command that makes a backup", "").answer("windows.toml? [y/N]", "y");
        let (house, said, code) = dialogue.end();
        assert_eq!(code, 0, "{said}");
        let text = fs::read_to_string(house.path("windows.toml")).unwrap();
        for line in lines {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
        house.run_program(&["policy", "check"]).exits(0);
        assert!(text.contains("# look-within = \"30m\""), "what takes long is said to:\n{text}");
        house.write("windows.toml", text.replace("# look-within = \"30m\"", "look-within = \"4h\""));
        house.run_program(&["policy", "check"]).exits(0);
    }
}

#[test]
fn what_flags_say_is_not_asked() {
    let flags = ["--customer", "acme=UTC,ru", "--system", "shop", "--backup", "by-hand"];
    let (house, said, code) = Dialogue::of(&flags).end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("WRITTEN") && !said.contains("A few questions") && !said.contains("[y/N]"), "{said}");
    assert!(house.path("windows.toml").exists());
}

#[test]
fn whoever_leaves_or_says_no_leaves_nothing_behind() {
    let flags = ["--customer", "acme=UTC,ru", "--system", "shop"];
    let mut declined = Dialogue::of(&flags);
    declined.answer("Backups:", "10").answer("[y/N]", "n");
    let (house, said, code) = declined.end();
    assert_eq!(code, 77, "{said}");
    assert!(house.files().is_empty());

    let mut interrupted = Dialogue::of(&[]);
    interrupted.answer("Customer:", "acme");
    interrupted.terminal.expect("a city in it").unwrap();
    let interrupt: u8 = ControlCode::EndOfText.into();
    interrupted.terminal.send([interrupt]).unwrap();
    let (house, said, code) = interrupted.end();
    assert_eq!(code, 130, "{said}");
    assert!(!said.contains("\u{1b}[?25l"), "no cursor is hidden: {said:?}");
    assert!(house.files().is_empty());
}

#[test]
fn the_end_of_input_key_neither_answers_nor_loops() {
    let mut dialogue = Dialogue::of(&["--customer", "acme=UTC,ru", "--system", "shop"]);
    dialogue.terminal.expect("Backups:").unwrap();
    let end_of_input: u8 = ControlCode::EndOfTransmission.into();
    dialogue.terminal.send([end_of_input, end_of_input, b'1', b'0', b'\r']).unwrap();
    dialogue.answer("[y/N]", "y");
    let (house, said, code) = dialogue.end();
    assert_eq!(code, 0, "{said}");
    assert!(house.path("windows.toml").exists());
}
