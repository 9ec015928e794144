//! Signals to okno while its command runs.

use std::{thread, time::Duration};

use expectrl::Session;
use rustix::process::Signal;

use super::{HELD, Running, house, last_run, plan, shown, started_by, wait_for_file, wait_until};

/// Says that it runs, and ends with 7 when it is told to by that signal.
fn obeying(signal: &str) -> String {
    format!("trap 'touch told; exit 7' {signal}; touch started; while :; do sleep 0.02; done")
}

#[test]
fn term_and_int_are_passed_on_and_the_run_counts_as_interrupted() {
    for (name, signal, number) in [("TERM", Signal::TERM, 15), ("INT", Signal::INT, 2)] {
        let house = house();
        plan(&house, "2m", &["sh", "-c", &obeying(name)]);
        let running = Running::start(&house, &["run", "1", "--format", "json"]);
        running.signal(signal);
        let (status, out, err) = running.end();
        assert!(house.path("told").exists(), "{name} reached the command");
        assert_eq!(status.code(), Some(7), "{err}");
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((&report["outcome"], &report["run"]["interrupted_by"]), (&"interrupted".into(), &number.into()));
        assert!(err.contains("told") || err.contains("passed on"), "{err}");
        assert_eq!(shown(&house, "1")["state"], "failed", "its end was recorded");
    }
}

#[test]
fn a_command_that_a_passed_on_signal_ends_is_128_and_the_number() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", HELD]);
    let running = Running::start(&house, &["run", "1"]);
    running.signal(Signal::TERM);
    assert_eq!(running.end().0.code(), Some(143));
    assert_eq!((&last_run(&house)["signal"], &last_run(&house)["exit_code"]), (&15.into(), &143.into()));
}

#[test]
fn a_command_that_finishes_its_work_in_spite_of_a_signal_has_succeeded() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", &format!("trap '' TERM; {HELD}")]);
    let running = Running::start(&house, &["run", "1", "--format", "json"]);
    running.signal(Signal::TERM);
    house.write("go", "");
    let (status, out, _) = running.end();
    assert_eq!(status.code(), Some(0));
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["outcome"], "succeeded");
}

#[test]
fn a_second_interrupt_kills_what_ignores_the_first() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", &format!("trap '' INT; {HELD}")]);
    let running = Running::start(&house, &["run", "1"]);
    running.signal(Signal::INT);
    // Two signals of one kind that come at once are one.
    thread::sleep(Duration::from_millis(100));
    running.signal(Signal::INT);
    let (status, _, err) = running.end();
    assert_eq!(status.code(), Some(143), "{err}");
    let told = err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("once more, and it is killed"), "{err}");
    assert!(!house.path("ended").exists());
}

#[test]
fn a_dropped_connection_does_not_end_the_command() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", HELD]);
    let running = Running::start(&house, &["run", "1"]);
    running.signal(Signal::HUP);
    thread::sleep(Duration::from_millis(50));
    house.write("go", "");
    let (status, _, err) = running.end();
    assert_eq!(status.code(), Some(0), "{err}");
    assert!(err.contains("the connection is gone; the command goes on"), "{err}");
    assert_eq!(last_run(&house)["outcome"], "succeeded");
}

#[test]
fn a_closed_terminal_does_not_end_the_command_and_its_end_is_recorded() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", &format!("echo begun; {HELD}; echo over")]);
    // The shell between them dies with the terminal, as a login shell does.
    let okno = started_by(&["sh", "-c", "\"$@\"; true", "sh"], &house, &["run", "1"]);
    let terminal = Session::spawn(okno).unwrap();
    wait_for_file(&house.path("started"));
    drop(terminal);
    house.write("go", "");
    wait_until("the record of the end", || shown(&house, "1")["state"] == "closed");
    assert!(house.path("ended").exists());
}
