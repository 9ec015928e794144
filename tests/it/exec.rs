//! Running commands: ends, streams, deadlines, what is left behind.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    clock::{Alarm, Clock, SystemClock},
    exec::{End, Finished, Holder, HolderState, Job, Listener, Overrun, RunLock, processes_with, quick, run},
    record::Digest,
};

/// Remembers what it was told; acts on the running command when output comes.
#[derive(Default)]
struct Witness<'a> {
    pid: Option<u32>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    bytes: u64,
    overruns: Vec<DateTime<Utc>>,
    signals: Vec<i32>,
    output_before_start: bool,
    on_output: Option<&'a mut dyn FnMut(u32)>,
}

impl Listener for Witness<'_> {
    fn started(&mut self, pid: u32) {
        self.output_before_start = self.bytes > 0;
        self.pid = Some(pid);
    }
    fn output(&mut self, bytes: &[u8], is_stderr: bool) {
        self.bytes += bytes.len() as u64;
        if self.bytes < 1 << 20 {
            if is_stderr { &mut self.stderr } else { &mut self.stdout }.extend_from_slice(bytes);
        }
        if let (Some(act), Some(pid)) = (&mut self.on_output, self.pid) {
            act(pid);
        }
    }
    fn overrun(&mut self, deadline: DateTime<Utc>) {
        self.overruns.push(deadline);
    }
    fn signalled(&mut self, signal: i32) {
        self.signals.push(signal);
    }
}

/// A clock whose instants jump when told so; lengths are real.
struct Jumping(AtomicI64);

impl Clock for Jumping {
    fn now(&self) -> DateTime<Utc> {
        start() + TimeDelta::seconds(self.0.load(Ordering::Relaxed))
    }
    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }
    fn alarm(&self, folder: &Path) -> Box<dyn Alarm + '_> {
        SystemClock.alarm(folder)
    }
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn argv(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn job(argv: &[String]) -> Job<'_> {
    Job {
        argv,
        cwd: Path::new("/"),
        env: &[],
        interactive: false,
        deadline: None,
        on_overrun: Overrun::Warn,
        capture_limit: 1 << 20,
        stdout_to_stderr: false,
    }
}

fn run_words(words: &[&str]) -> (Finished, Witness<'static>) {
    let argv = argv(words);
    let mut witness = Witness::default();
    let finished = run(&job(&argv), &SystemClock, &mut witness);
    (finished, witness)
}

fn shell(script: &str) -> (Finished, Witness<'static>) {
    run_words(&["sh", "-c", script])
}

fn end_of(words: &[&str]) -> End {
    let (finished, witness) = run_words(words);
    assert_eq!(witness.pid.is_some(), finished.end.was_started());
    finished.end
}

/// Ended processes count as dead even while nobody has reaped them.
fn is_alive(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// Kills what a test left behind; by its number, which the test has just been told.
fn tidy(pid: u32) {
    let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
}

#[test]
fn a_command_ends_with_its_own_code() {
    assert_eq!(end_of(&["true"]), End::Exited(0));
    assert_eq!(end_of(&["sh", "-c", "exit 7"]), End::Exited(7));
    assert_eq!(end_of(&["sh", "-c", "exit 126"]), End::Exited(126));
    assert_eq!(end_of(&["sh", "-c", "exit 127"]), End::Exited(127));
    assert_eq!(end_of(&["sh", "-c", "kill -9 $$"]), End::Signalled(9));
}

#[test]
fn why_a_command_does_not_start_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str, mode: u32| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    assert_eq!(end_of(&["okno-has-no-such-program"]), End::NotFound);
    assert_eq!(end_of(&["/nowhere/program"]), End::NotFound);
    assert_eq!(end_of(&[""]), End::NotFound);
    assert_eq!(end_of(&[&write("plain", "#!/bin/sh\n", 0o644)]), End::NotExecutable("permission denied".into()));
    assert_eq!(end_of(&[folder.path().to_str().unwrap()]), End::NotExecutable("it is a folder".into()));
    assert!(
        matches!(end_of(&[&write("orphan", "#!/nowhere/sh\n", 0o755)]), End::NotExecutable(why) if why.contains("interpreter"))
    );
    assert!(matches!(end_of(&[]), End::CouldNotStart(_)));
    assert!(matches!(end_of(&["true", "a\0b"]), End::CouldNotStart(_)));

    let missing = folder.path().join("missing");
    let argv = argv(&["true"]);
    let finished = run(&Job { cwd: &missing, ..job(&argv) }, &SystemClock, &mut Witness::default());
    assert!(matches!(finished.end, End::CouldNotStart(why) if why.contains("missing")));
}

#[test]
fn a_program_with_a_slash_is_looked_for_from_the_working_folder() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("deploy.sh");
    fs::write(&script, "#!/bin/sh\necho \"$0 $1 $OKNO_CHANGE\"; pwd\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let argv = argv(&["./deploy.sh", "a b"]);
    let env = [("OKNO_CHANGE".to_owned(), "CHG-1".to_owned())];
    let mut witness = Witness::default();
    let finished = run(&Job { cwd: folder.path(), env: &env, ..job(&argv) }, &SystemClock, &mut witness);
    assert_eq!(finished.end, End::Exited(0));
    let shown = String::from_utf8(witness.stdout).unwrap();
    let place = folder.path().canonicalize().unwrap();
    assert!(shown.contains("a b CHG-1\n") && shown.ends_with(&format!("{}\n", place.display())), "{shown}");
}

#[test]
fn streams_stay_apart_on_the_way_out_and_meet_in_the_capture() {
    let (finished, witness) = shell("echo out; sleep 0.1; echo err >&2");
    assert_eq!((witness.stdout.as_slice(), witness.stderr.as_slice()), (b"out\n".as_slice(), b"err\n".as_slice()));
    assert_eq!(finished.captured.unwrap().kept, b"out\nerr\n");
    assert!(!witness.output_before_start);
}

#[test]
fn stdout_goes_where_stderr_goes_when_json_owns_it() {
    let argv = argv(&["sh", "-c", "echo out"]);
    let mut witness = Witness::default();
    run(&Job { stdout_to_stderr: true, ..job(&argv) }, &SystemClock, &mut witness);
    assert_eq!((witness.stdout.as_slice(), witness.stderr.as_slice()), (b"".as_slice(), b"out\n".as_slice()));
}

#[test]
fn bytes_pass_through_untouched() {
    let (finished, witness) = shell(r"printf '\377\000\033[31m\303('");
    assert_eq!(witness.stdout, b"\xff\0\x1b[31m\xc3(");
    assert_eq!(finished.captured.unwrap().kept, b"\xff\0\x1b[31m\xc3(");
}

#[test]
fn a_gigabyte_is_passed_on_whole_and_kept_in_part() {
    let argv = argv(&["head", "-c", "1000000000", "/dev/zero"]);
    let mut witness = Witness::default();
    let finished = run(&Job { capture_limit: 1000, ..job(&argv) }, &SystemClock, &mut witness);
    let captured = finished.captured.unwrap();
    assert_eq!((witness.bytes, captured.total, captured.cut), (1_000_000_000, 1_000_000_000, true));
    assert!(captured.kept.len() < 1100);
    assert_eq!(
        captured.sha256,
        Digest::parse("bc17f06f9d9b5f6f79ca189a1772b1a3a38d6e40c45bec50f9c4f28144efddca").unwrap()
    );
}

#[test]
fn a_command_has_no_terminal_and_no_input() {
    let (finished, witness) = shell("cat; cat < /dev/tty && echo a terminal; ps -o sid= -p $$ | tr -d ' '; echo $$");
    let lines: Vec<String> = String::from_utf8(witness.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(finished.end, End::Exited(0));
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], lines[1], "it leads a session of its own");
    assert!(finished.left_behind.is_empty());
}

#[test]
fn what_a_command_left_running_is_named_and_lives_on() {
    let (finished, _) = shell("sleep 61 & echo started");
    let [(pid, command)] = finished.left_behind.as_slice() else { panic!("{:?}", finished.left_behind) };
    assert_eq!(finished.end, End::Exited(0));
    assert_eq!(command, "sleep 61");
    assert!(is_alive(*pid));
    tidy(*pid);
}

#[test]
fn a_daemon_that_left_the_session_but_holds_the_output_is_named() {
    let (finished, witness) = shell("setsid sleep 62 & echo started; sleep 0.2");
    assert_eq!(witness.stdout, b"started\n");
    let [(pid, command)] = finished.left_behind.as_slice() else { panic!("{:?}", finished.left_behind) };
    assert_eq!(command, "sleep 62");
    tidy(*pid);
}

#[test]
fn output_of_what_was_left_running_is_still_taken_for_a_moment() {
    let (finished, witness) = shell("(sleep 0.3; echo late) & echo early");
    assert_eq!(finished.end, End::Exited(0));
    assert_eq!(witness.stdout, b"early\nlate\n");
}

#[test]
fn secrets_of_what_was_left_running_are_masked() {
    let (finished, _) = shell("sh -c 'sleep 63; :' sh --password=hunter2 > /dev/null 2>&1 & sleep 0.1");
    let shown = format!("{:?}", finished.left_behind);
    finished.left_behind.iter().for_each(|(pid, _)| tidy(*pid));
    assert!(shown.contains("--password=***") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn at_the_deadline_a_command_is_let_run_and_told_of_once() {
    let argv = argv(&["sh", "-c", "echo go; sleep 0.4; echo done"]);
    let clock = Jumping(AtomicI64::new(0));
    let mut pass_deadline = |_| clock.0.store(100, Ordering::Relaxed);
    let mut witness = Witness { on_output: Some(&mut pass_deadline), ..Witness::default() };
    let deadline = start() + TimeDelta::milliseconds(150);
    let finished = run(&Job { deadline: Some(deadline), ..job(&argv) }, &clock, &mut witness);
    assert_eq!(finished.end, End::Exited(0));
    assert_eq!(witness.overruns, [deadline]);
    assert_eq!(witness.stdout, b"go\ndone\n");
}

#[test]
fn a_command_that_ends_before_its_deadline_is_no_overrun() {
    let argv = argv(&["true"]);
    let mut witness = Witness::default();
    let deadline = Some(start() + TimeDelta::seconds(1));
    let clock = Jumping(AtomicI64::new(0));
    let finished = run(&Job { deadline, on_overrun: Overrun::Terminate, ..job(&argv) }, &clock, &mut witness);
    assert_eq!((finished.end, witness.overruns.len()), (End::Exited(0), 0));
}

#[test]
fn terminate_ends_the_whole_session_at_the_deadline() {
    let script = "sleep 64 & echo $!; setsid true; set -m; sleep 65 & echo $!; wait";
    let argv = argv(&["bash", "-c", script]);
    let deadline = Some(SystemClock.now() + TimeDelta::milliseconds(500));
    let mut witness = Witness::default();
    let finished = run(&Job { deadline, on_overrun: Overrun::Terminate, ..job(&argv) }, &SystemClock, &mut witness);
    assert_eq!(finished.end, End::Terminated);
    assert_eq!(witness.overruns.len(), 1);
    assert!(finished.left_behind.is_empty(), "{:?}", finished.left_behind);
    let children: Vec<u32> =
        String::from_utf8(witness.stdout).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(children.len(), 2);
    assert!(!children.into_iter().any(is_alive));
}

#[test]
fn what_ignores_term_is_killed_after_the_grace() {
    let argv = argv(&["sh", "-c", "trap '' TERM; sleep 66 & wait; sleep 67"]);
    let deadline = Some(SystemClock.now() + TimeDelta::milliseconds(200));
    let mut witness = Witness::default();
    let finished = run(&Job { deadline, on_overrun: Overrun::Terminate, ..job(&argv) }, &SystemClock, &mut witness);
    assert_eq!(finished.end, End::Terminated);
    assert!(finished.elapsed >= Duration::from_secs(5));
    assert!(finished.left_behind.is_empty());
}

#[test]
fn a_holder_lives_as_long_as_its_process() {
    let here = Holder::of_this_process().unwrap();
    assert_eq!(here.state(), HolderState::Alive);
    assert_eq!(Holder { start_time: here.start_time + 1, ..here.clone() }.state(), HolderState::Gone);
    assert_eq!(Holder { boot_id: "another".into(), ..here.clone() }.state(), HolderState::Gone);
    assert_eq!(Holder { host: "another".into(), ..here }.state(), HolderState::Elsewhere);
}

#[test]
fn a_run_lock_is_held_by_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let held = || RunLock::is_held(folder.path(), "run-1").unwrap();
    assert!(!held());
    let lock = RunLock::take(folder.path(), "run-1").unwrap();
    assert!(lock.is_some() && held());
    assert!(RunLock::take(folder.path(), "run-1").unwrap().is_none());
    assert!(RunLock::take(folder.path(), "run-2").unwrap().is_some());
    drop(lock);
    assert!(!held());
    assert!(RunLock::take(folder.path(), "run-1").unwrap().is_some());
}

#[test]
fn a_run_lock_is_not_inherited_by_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let lock = RunLock::take(folder.path(), "run").unwrap();
    let (finished, _) = shell("sleep 68 > /dev/null 2>&1 &");
    drop(lock);
    assert!(!RunLock::is_held(folder.path(), "run").unwrap());
    finished.left_behind.iter().for_each(|(pid, _)| tidy(*pid));
}

#[test]
fn what_a_dead_run_left_alive_is_found_by_its_environment() {
    let mark = ("OKNO_RUN_MARK".to_owned(), format!("test-{}", std::process::id()));
    assert!(processes_with(&mark).is_empty());
    let mut child =
        Command::new("sh").args(["-c", "read line; :"]).env(&mark.0, &mark.1).stdin(Stdio::piped()).spawn().unwrap();
    assert_eq!(processes_with(&mark).iter().map(|(pid, _)| *pid).collect::<Vec<_>>(), [child.id()]);
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    child.wait().unwrap();
    assert!(processes_with(&mark).is_empty());
}

fn ask(script: &str, timeout: Duration, cap: usize) -> okno::exec::Answer {
    quick(&argv(&["sh", "-c", script]), Path::new("/"), &[], timeout, cap)
}

#[test]
fn a_short_command_answers_with_both_streams() {
    let answer = ask("echo $LC_ALL $TZ; cat; echo oops >&2; exit 3", Duration::from_secs(20), 1000);
    assert_eq!((answer.stdout.as_slice(), answer.stderr.as_slice()), (b"C UTC\n".as_slice(), b"oops\n".as_slice()));
    assert_eq!((answer.end, answer.too_long, answer.timed_out), (End::Exited(3), false, false));
}

#[test]
fn a_short_command_that_hangs_is_stopped_with_its_group() {
    let answer = ask("sleep 69 & echo $!; wait", Duration::from_millis(200), 1000);
    assert!(answer.timed_out && !answer.too_long);
    let child: u32 = String::from_utf8(answer.stdout).unwrap().trim().parse().unwrap();
    // Whoever inherits it takes a moment to notice that it ended.
    let ends = (0..250).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        !is_alive(child)
    });
    assert!(ends, "{child} lives on");
}

#[test]
fn a_short_command_that_talks_without_end_is_stopped_at_the_cap() {
    let answer = ask("yes", Duration::from_secs(20), 1000);
    assert!(answer.too_long && !answer.timed_out);
    assert_eq!(answer.stdout.len(), 1000);
    let exact = ask("printf 12345", Duration::from_secs(20), 5);
    assert_eq!((exact.stdout.as_slice(), exact.too_long), (b"12345".as_slice(), false));
}

#[test]
fn a_short_command_that_leaves_a_daemon_does_not_hang() {
    let answer = ask("sleep 70 & echo $!", Duration::from_secs(20), 1000);
    assert_eq!((answer.end, answer.timed_out), (End::Exited(0), false));
    tidy(String::from_utf8(answer.stdout).unwrap().trim().parse().unwrap());
}
