//! Titles, reasons and references as people type them.

use crate::house::House;

const PLAN: [&str; 4] = ["--system", "shop", "--downtime", "5m"];

fn plan(house: &House, more: &[&str]) -> crate::house::Answer {
    house.okno(&[&["plan"], more, &PLAN].concat())
}

#[test]
fn a_text_that_says_nothing_is_refused_and_nothing_is_recorded() {
    let house = House::new();
    house.write("empty", "");
    let data = ["x", "--touches-data"];
    for (args, says) in [
        (&[""][..], "the title is empty"),
        (&["  \t"], "the title is empty"),
        (&["x", "--ref", ""], "--ref is empty"),
        (&[data[0], data[1], "--instruction", " "], "--instruction is empty"),
        (&["x", "--kind", "new-function", "--specification", "empty"], "is empty"),
    ] {
        let answer = plan(&house, args).exits(2);
        assert!(answer.err.contains(says), "{args:?}: {answer:?}");
    }
    assert!(!house.path(".okno").exists());
    plan(&house, &["x"]).exits(0);
    for command in [&["cancel", "1", "--reason", " "][..], &["settle", "1", "--as", "done", "--reason", ""]] {
        let answer = house.okno(command).exits(2);
        assert!(answer.err.contains("the reason is empty"), "{answer:?}");
    }
    let endless = plan(&house, &["x", "--specification", "/dev/zero"]).exits(2);
    assert!(endless.err.contains("32 MiB at most"), "{endless:?}");
    let missing = plan(&house, &["x", "--specification", "nowhere"]).exits(74);
    assert!(missing.err.contains("nowhere"), "{missing:?}");
}

#[test]
fn a_text_is_as_long_as_somebody_reads_it() {
    let house = House::new();
    plan(&house, &[&"я".repeat(500)]).exits(0);
    for args in [&[&*"я".repeat(501)][..], &["x", "--ref", &"x".repeat(100_000)]] {
        let answer = plan(&house, args).exits(2);
        assert!(answer.err.contains("characters"), "{answer:?}");
        assert!(answer.err.len() < 300, "{}", answer.err.len());
    }
    let reason = house.okno(&["cancel", "1", "--reason", &"x".repeat(501)]).exits(2);
    assert!(reason.err.contains("the reason has 501 characters"), "{reason:?}");
}

#[test]
fn a_text_cannot_steer_the_terminal_and_stays_what_it_was() {
    let house = House::new();
    let title = "drop \u{1b}[2J\u{202e}\u{9b}31m\r\nOPEN";
    plan(&house, &[title, "--ref", title]).exits(0);
    house.okno(&["cancel", "1", "--reason", title]).exits(0);
    for command in [&["list", "--all"][..], &["show", "1"], &["log"], &["status"], &["check", "1"]] {
        let answer = house.okno(command);
        let shown = answer.out + &answer.err;
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\r']), "{command:?}: {shown:?}");
        assert!(!shown.lines().any(|line| line.starts_with("OPEN")), "{command:?}: {shown}");
        let json = house.okno(&[command, ["--format", "json"].as_slice()].concat());
        assert!(!json.out.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{command:?}: {json:?}");
    }
    assert_eq!(house.okno(&["show", "1", "--format", "json"]).json()["title"], title);
}
