//! Command lines that make no sense, the forms of answers, colour, width, and streams that go away.

use std::{
    fs::File,
    io::Read as _,
    process::{Command, Stdio},
};

use chrono::TimeDelta;
use okno::env::Terminal;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::house::{Answer, House, Where, answer_of, boris, olga};

/// A house with something to show everywhere.
fn house() -> House {
    let house = House::new();
    house.confirm_backup();
    let title =
        "Обновление схемы базы данных магазина: новые индексы и таблица возвратов, 更新数据库, и ещё немного слов";
    house.okno(&["plan", title, "--system", "shop", "--downtime", "45m", "--", "sh", "-c", "exit 0"]).exits(0);
    house.okno_as(&boris(), &["approve", "1"]).exits(0);
    house.write("export", house.okno(&["log", "export"]).exits(0).out);
    house
}

/// Commands that answer in a table and as JSON, and that change nothing.
const QUESTIONS: [&[&str]; 20] = [
    &["windows", "--customer", "acme"],
    &["windows", "--system", "shop", "--count", "9"],
    &["slots", "--system", "shop", "--downtime", "45m"],
    &["slots", "--system", "shop", "--downtime", "9h"],
    &["check", "1"],
    &["check", "--system", "shop", "--downtime", "45m"],
    &["check", "--system", "shop", "--downtime", "5m"],
    &["status"],
    &["show", "1"],
    &["list"],
    &["backup", "status"],
    &["backup", "list"],
    &["log"],
    &["log", "-n", "2"],
    &["log", "verify"],
    &["log", "head"],
    &["log", "verify", "--export", "export"],
    &["policy", "show"],
    &["policy", "check"],
    &["policy", "diff"],
];

/// Command lines that are refused before anything is read.
const NONSENSE: [&[&str]; 10] = [
    &["frobnicate"],
    &["log", "frobnicate"],
    &["check", "--bogus"],
    &["check", "1", "2"],
    &["plan", "x", "y", "--system", "shop", "--downtime", "5m"],
    &["check", "--system", "shop"],
    &["run", "CHG-"],
    &["run", "0"],
    &["log", "-n", "many"],
    &["--color", "sometimes", "status"],
];

#[test]
fn a_command_line_that_makes_no_sense_is_a_usage_error_in_the_form_that_was_asked_for() {
    let house = house();
    let before = house.kinds();
    for args in NONSENSE {
        let answer = house.okno(args).exits(2);
        assert_eq!(answer.out, "", "{args:?}");
        assert!(answer.err.starts_with("error: "), "{args:?}: {answer:?}");
        for format in [&["--format", "json"][..], &["--format=json"]] {
            for all in [[args, format].concat(), [format, args].concat()] {
                let answer = house.okno(&all).exits(2);
                let object = answer.json();
                assert_eq!((&object["schema"], &object["exit_code"]), (&"okno.error/1".into(), &2.into()), "{all:?}");
                let message = object["message"].as_str().unwrap();
                assert!(!message.starts_with("error") && !message.contains('\n'), "{all:?}: {message}");
                assert_eq!(answer.err, "");
            }
        }
    }
    assert_eq!(house.kinds(), before);
}

#[test]
fn what_a_command_wants_is_named_both_ways() {
    let house = House::new();
    for (command, other) in [("windows", "--customer <NAME>"), ("check", "ID"), ("run", "ID")] {
        let wrong = house.okno(&[command]).exits(2).flat();
        assert!(wrong.contains("--system <NAME>") && wrong.contains(other), "{wrong}");
    }
    let both = house.okno(&["windows", "--customer", "acme", "--system", "shop"]).exits(2).flat();
    assert!(both.contains("cannot be used with"), "{both}");
    let wrong = house.okno(&["calendar", "import", "x.ics", "--weekend", "fri,fry"]).exits(2).flat();
    assert!(wrong.contains("write days of the week, as in fri,sat") && !wrong.contains("ParseWeekday"), "{wrong}");
}

#[test]
fn what_follows_two_dashes_is_the_commands_own() {
    let answer = house().okno(&["run", "1", "--bogus", "--", "deploy", "--format", "json"]).exits(2);
    assert!(answer.err.contains("--bogus"), "{answer:?}");
}

#[test]
fn without_a_command_the_help_is_shown_and_nothing_is_done() {
    let answer = House::new().okno(&[]).exits(2);
    assert!(answer.err.contains("Usage: okno"), "{answer:?}");
    assert_eq!(answer.out, "");
    let json = House::new().okno(&["--format", "json"]).exits(2).json();
    assert_eq!(json["schema"], "okno.error/1");
    assert!(House::new().okno(&["--version"]).exits(0).out.starts_with("okno 0."));
}

#[test]
fn a_form_that_a_command_does_not_have_is_refused_before_anything_is_done() {
    let house = house();
    let before = house.kinds();
    let commands: [(&[&str], &str, &str); 12] = [
        (&["plan", "x", "--system", "shop", "--downtime", "5m"], "jsonl", "it has table and json"),
        (&["cancel", "1", "--reason", "x"], "jsonl", "it has table and json"),
        (&["approve", "1"], "jsonl", "it has table and json"),
        (&["run", "1"], "jsonl", "it has table and json"),
        (&["backup", "confirm", "--system", "shop"], "jsonl", "it has table and json"),
        (&["policy", "adopt", "--yes"], "jsonl", "it has table and json"),
        (&["check", "1"], "jsonl", "it has table and json"),
        (&["log", "verify"], "jsonl", "it has table and json"),
        (&["log", "rebuild"], "jsonl", "it has table and json"),
        (&["log", "export"], "json", "it has table and jsonl"),
        (&["completions", "bash"], "jsonl", "it has table"),
        (&["completions", "bash"], "json", "it has table"),
    ];
    for (command, format, says) in commands {
        let answer = house.okno(&[command, &["--format", format]].concat()).exits(2);
        let said = answer.out + &answer.err;
        assert!(said.contains(&format!("no --format {format}")) && said.contains(says), "{command:?}: {said}");
    }
    assert_eq!(house.kinds(), before);
    house.okno(&["status", "--format", "yaml"]).exits(2);
}

/// Every answer of [`QUESTIONS`], refusals and errors, with these flags.
fn answers(house: &House, vars: &[(&str, &str)], terminal: Terminal, flags: &[&str]) -> Vec<(Vec<String>, Answer)> {
    let errors: [&[&str]; 4] =
        [&["show", "99"], &["check", "99"], &["windows", "--customer", "nobody"], &["frobnicate"]];
    let ask = |args: &&[&str]| {
        let all = [flags, args].concat();
        let answer = house.okno_at(Where { vars, terminal, ..Where::of(&olga()) }, &all);
        (all.iter().map(ToString::to_string).collect(), answer)
    };
    QUESTIONS.iter().chain(&errors).map(ask).collect()
}

fn is_coloured(answer: &Answer) -> bool {
    answer.out.contains('\u{1b}') || answer.err.contains('\u{1b}')
}

#[test]
fn without_a_terminal_nothing_is_coloured_or_wider_than_eighty_columns() {
    for (args, answer) in answers(&house(), &[], Terminal::default(), &[]) {
        assert!(!is_coloured(&answer), "{args:?}: {answer:?}");
        let is_hash = |line: &&str| line.contains("head ") || args.contains(&"head".to_owned());
        let mut lines = answer.out.lines().chain(answer.err.lines().filter(|_| answer.code == 77 || answer.code == 0));
        let wide = lines.find(|line| line.width() > 80 && !is_hash(line));
        assert_eq!(wide, None, "{args:?}");
    }
}

#[test]
fn a_narrow_terminal_gets_narrow_answers() {
    let terminal = Terminal { stdin: true, stdout: true, stderr: true, columns: Some(72) };
    for (args, answer) in answers(&house(), &[], terminal, &["--color", "never"]) {
        let is_hash = |line: &&str| line.contains("head ") || args.contains(&"head".to_owned());
        let wide = answer.out.lines().find(|line| line.width() > 72 && !is_hash(line));
        assert_eq!(wide, None, "{args:?}");
    }
}

#[test]
fn colour_is_for_terminals_and_for_whoever_asks_for_it() {
    let house = house();
    let terminal = Terminal { stdin: true, stdout: true, stderr: true, columns: Some(80) };
    let any = |vars: &[(&str, &str)], terminal, flags: &[&str]| {
        answers(&house, vars, terminal, flags).iter().any(|(_, answer)| is_coloured(answer))
    };
    assert!(any(&[], terminal, &[]));
    assert!(!any(&[], terminal, &["--color", "never"]));
    assert!(!any(&[("NO_COLOR", "1")], terminal, &[]));
    assert!(any(&[("NO_COLOR", "")], terminal, &[]), "an empty NO_COLOR is none");
    assert!(!any(&[("TERM", "dumb")], terminal, &[]));
    assert!(any(&[], Terminal::default(), &["--color", "always"]));
    assert!(any(&[("NO_COLOR", "1")], terminal, &["--color", "always"]), "a flag comes before a variable");
    // Each stream for itself.
    let out = Terminal { stdout: true, ..Terminal::default() };
    let (_, error) = answers(&house, &[], out, &[]).pop().unwrap();
    assert!(!is_coloured(&error), "{error:?}");
}

#[test]
fn json_is_never_coloured() {
    let terminal = Terminal { stdin: true, stdout: true, stderr: true, columns: Some(40) };
    for (args, answer) in answers(&house(), &[], terminal, &["--color", "always", "--format", "json"]) {
        assert!(!is_coloured(&answer), "{args:?}");
        assert!(answer.json()["schema"].is_string(), "{args:?}");
    }
}

#[test]
fn quiet_says_nothing_but_the_answer() {
    let house = house();
    house.pass(TimeDelta::minutes(1)).make_backup(house.now());
    let spoken = house.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    assert_ne!(spoken.err, "");
    let quiet = house.okno(&["--quiet", "backup", "confirm", "--system", "shop"]).exits(0);
    assert_eq!(quiet.err, "");
    assert!(quiet.out.contains("CONFIRMED"), "{quiet:?}");
    assert_ne!(house.okno(&["-q", "show", "99"]).exits(2).err, "", "errors are always told");
}

#[test]
fn a_reader_that_has_seen_enough_changes_no_exit_code() {
    let house = house();
    for (command, code) in
        [(&["log", "--format", "jsonl"][..], 0), (&["log", "export"], 0), (&["list"], 0), (&["check", "99"], 77)]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = house.program(command).stdout(writer).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{command:?}");
        // No stdout at all.
        let mut shell = Command::new("bash");
        shell.args(["-c", r#""$@" >&- 2>&-"#, "bash", env!("CARGO_BIN_EXE_okno")]).args(command);
        let status = shell.current_dir(house.folder()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{command:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_no_answer() {
    let house = house();
    for format in ["table", "json"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let child = house.program(&["list", "--format", format]).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(74));
        if format == "table" {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("standard output cannot be written"), "{said}");
        }
    }
}

#[test]
fn an_endless_answer_ends_with_its_reader() {
    let house = house();
    let mut child = house.program(&["log", "export"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn bytes_that_are_no_text_are_refused_as_an_argument() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let house = house();
    let mut command = house.program(&["--format", "json", "show"]);
    let answer = answer_of(command.arg(OsStr::from_bytes(b"\xff"))).exits(2);
    assert_eq!(answer.json()["exit_code"], Value::from(2));
}
