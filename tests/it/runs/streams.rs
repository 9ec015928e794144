//! The command's streams: untouched and apart, and what is kept of them.

use std::{fs, process::Stdio};

use expectrl::{Eof, Expect as _, Session};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::{Running, house, last_run, plan, started_by, wait_for_file};
use crate::house::House;

#[test]
fn stdout_and_stderr_pass_through_untouched_and_apart() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", r"printf 'a\n\033[31mred\377\000z'; printf 'b\r\033]0;t\007' >&2"]);
    let ran = house.program(&["run", "1", "--quiet"]).output().unwrap();
    assert_eq!(ran.stdout, b"a\n\x1b[31mred\xff\x00z");
    assert_eq!(ran.stderr, b"b\r\x1b]0;t\x07", "okno itself is quiet");
}

#[test]
fn what_okno_says_goes_to_stderr() {
    let house = house();
    plan(&house, "2m", &["echo", "out"]);
    let ran = house.run_program(&["run", "1"]).exits(0);
    assert_eq!(ran.out, "out\n");
    assert!(ran.err.contains("CHG-1 starts: echo out") && ran.err.contains("SUCCEEDED"), "{ran:?}");
}

#[test]
fn where_stdout_is_for_the_answer_the_commands_own_goes_to_stderr() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", "echo out; echo err >&2"]);
    let ran = house.run_program(&["run", "1", "--format", "json"]).exits(0);
    assert_eq!(ran.json()["schema"], "okno.decision/1");
    assert!(ran.err.contains("out\n") && ran.err.contains("err\n"), "{ran:?}");
}

#[test]
fn the_command_finds_nothing_on_its_stdin() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", "cat; echo end"]);
    let mut okno = house.program(&["run", "1"]);
    let okno = okno.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    assert_eq!(okno.wait_with_output().unwrap().stdout, b"end\n");
}

#[test]
fn a_flood_of_output_is_counted_whole_and_kept_in_bounds() {
    let house = house();
    plan(&house, "2m", &["head", "-c", "1073741824", "/dev/zero"]);
    // With all of it in memory, or even a part, this would not do.
    let mut okno = started_by(&["prlimit", "--as=500000000", "--"], &house, &["run", "1"]);
    let status = okno.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{status}");
    let output = last_run(&house)["output"].clone();
    assert_eq!((&output["bytes"], &output["cut"]), (&1_073_741_824_u64.into(), &true.into()));
    let of_zeros = "49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14";
    assert_eq!(output["sha256"].as_str().unwrap().trim_start_matches("sha256:"), of_zeros);
    assert!(fs::metadata(house.ledger()).unwrap().len() < 4 << 20);
}

#[test]
fn what_a_terminal_would_obey_is_harmless_when_it_is_shown_again() {
    let house = House::new();
    let title = "Tidy\u{1b}[2J up\u{202e}";
    house.okno(&["plan", title, "--system", "shop", "--downtime", "2m", "--", "printf", "\u{1b}]0;x\u{7}"]).exits(0);
    house.confirm_backup();
    let ran = house.okno(&["run", "1"]).exits(0);
    assert_eq!(ran.out, "\u{1b}]0;x\u{7}", "the command's own output is its own");
    for args in [&["show", "1"][..], &["list", "--all"], &["log"], &["status"], &["run", "1"]] {
        let answer = house.okno(args);
        let said = format!("{}{}", answer.out, answer.err);
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{args:?}: {said:?}");
    }
}

#[test]
fn what_the_command_left_running_is_named_and_left_alone() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $! > pid"]);
    let report = house.run_program(&["run", "1", "--format", "json"]).exits(0).json();
    let pid: i32 = fs::read_to_string(house.path("pid")).unwrap().trim().parse().unwrap();
    let left = &report["run"]["left_behind"];
    assert_eq!((&left[0]["pid"], &left[0]["command"]), (&pid.into(), &"sleep 60".into()));
    assert_eq!(&last_run(&house)["left_behind"], left);
    let shown = house.run_program(&["show", "1"]).exits(0).flat();
    assert!(shown.contains(&format!("left running: sleep 60 ({pid})")), "{shown}");
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).expect("it still runs");
}

#[test]
fn an_interactive_command_has_the_terminal_and_nothing_of_it_is_kept() {
    let house = house();
    let args = ["plan", "By hand", "--system", "shop", "--downtime", "2m", "--interactive", "--"];
    let command = ["sh", "-c", "test -t 0 && test -t 1 && read answer && echo \"got $answer\""];
    house.run_program(&[&args[..], &command].concat()).exits(0);
    let mut terminal = Session::spawn(house.program(&["run", "1"])).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(30)));
    terminal.send_line("forty-two").unwrap();
    terminal.expect("got forty-two").unwrap();
    terminal.expect("SUCCEEDED").unwrap();
    terminal.expect(Eof).unwrap();
    let run = last_run(&house);
    assert_eq!((&run["outcome"], &run["output"]), (&"succeeded".into(), &Value::Null));
}

#[test]
fn a_reader_that_goes_away_does_not_stop_the_command() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", "touch started; while ! test -e go; do echo more; sleep 0.01; done; touch ended"]);
    let mut running = Running::start(&house, &["run", "1"]);
    drop(running.0.stdout.take());
    drop(running.0.stderr.take());
    std::thread::sleep(std::time::Duration::from_millis(50));
    house.write("go", "");
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    wait_for_file(&house.path("ended"));
    assert_eq!(last_run(&house)["outcome"], "succeeded");
}
