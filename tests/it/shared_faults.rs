//! A ledger on a server that breaks off, restarts, shares its sessions, is too old or takes no writes: nothing is ever half
//! done, and every command says what happened.

use std::{fs, process::Stdio, thread, time::Duration};

use okno::ledger::{Store, StoreError, snapshot, sqlite::Sqlite};

use crate::{
    house::{Answer, House},
    proxy::{Breaks, Proxy, pool},
    server::Server,
    shared_ledger::{Shared, rounds},
};

/// A command that is to be struck at each of its steps.
struct Struck<'s> {
    shared: &'s Shared,
    /// What has to be there before; the arguments.
    prepare: &'s dyn Fn(&Shared) -> Vec<String>,
    /// What it exits with when nothing goes wrong.
    code: u8,
}

/// What a command did to the ledger.
#[derive(Debug, PartialEq, Eq)]
struct Effect {
    kinds: Vec<String>,
    ran: usize,
}

impl Struck<'_> {
    fn effect(&self) -> Effect {
        let ran = fs::read_to_string(self.shared.house.path("ran")).unwrap_or_default();
        let found = self.shared.database.client("postgres").query("SELECT kind FROM okno.entries ORDER BY seq", &[]);
        Effect { kinds: found.unwrap().iter().map(|row| row.get(0)).collect(), ran: ran.lines().count() }
    }

    /// What happened since.
    fn since(&self, before: &Effect) -> Effect {
        let now = self.effect();
        let kinds = now.kinds.strip_prefix(&*before.kinds).expect("what was recorded stays").to_vec();
        Effect { kinds, ran: now.ran - before.ran }
    }

    fn through(&self, port: u16, args: &[String]) -> Answer {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        self.shared.okno_through(port, &args)
    }

    /// How many steps it takes, and what it does.
    fn unharmed(&self, proxy: &Proxy) -> (u32, Effect) {
        let args = (self.prepare)(self.shared);
        let before = self.effect();
        proxy.trips();
        self.through(proxy.port, &args).exits(self.code);
        (proxy.trips(), self.since(&before))
    }

    /// Breaks the line at a step; the command does all of it or nothing, and says which.
    fn struck_at(&self, step: u32, breaks: Breaks, then: fn(&'static Server), proxy: &Proxy, whole: &Effect) {
        let args = (self.prepare)(self.shared);
        let server = self.shared.database.server;
        let before = self.effect();
        proxy.break_at(step, breaks, move || then(server));
        let answer = self.through(proxy.port, &args);
        let what = format!("{args:?} at step {step}, {breaks:?}: {answer:?}");
        assert!(proxy.has_broken(), "{what}");
        let done = self.since(&before);
        if answer.code == self.code {
            assert_eq!(done, *whole, "{what}");
        } else {
            assert_eq!(answer.code, 69, "{what}");
            let says = |text: &str| answer.flat().contains(text);
            assert!(says("was lost in the middle") || says("cannot be reached"), "{what}");
            assert!(says("run the command again; nothing was recorded") || says("check host and port"), "{what}");
            assert_eq!(done, Effect { kinds: Vec::new(), ran: 0 }, "{what}");
            self.through(server.port, &args).exits(self.code);
            assert_eq!(self.since(&before), *whole, "{what}");
        }
    }

    fn at_every_step(&self) {
        let proxy = Proxy::to(self.shared.database.server.port);
        self.unharmed(&proxy);
        let (steps, whole) = self.unharmed(&proxy);
        for (step, breaks) in (1..=steps).flat_map(both) {
            // who has no time looks at each step from one side, and at the last ones from both
            let is_odd = (step % 2 == 1) == (breaks == Breaks::BeforeTheRequest);
            if is_odd || step + 1 >= steps || rounds(0) > 0 {
                self.struck_at(step, breaks, |_| (), &proxy, &whole);
            }
        }
    }

    /// The server stops as in a power cut and comes back, in the middle of the command.
    fn by_a_restart(&self) {
        let proxy = Proxy::to(self.shared.database.server.port);
        self.unharmed(&proxy);
        let (steps, whole) = self.unharmed(&proxy);
        self.struck_at(steps.div_ceil(2), Breaks::BeforeTheRequest, Server::restart, &proxy, &whole);
        if whole.ran > 0 {
            // before its last word, when the command has run
            self.struck_at(steps, Breaks::BeforeTheAnswer, Server::restart, &proxy, &whole);
        }
    }
}

/// Makes what a command needs, and tells its arguments.
type Preparing<'p> = Box<dyn Fn(&Shared) -> Vec<String> + 'p>;

/// Every command of interest, each with what it needs before.
fn strike(server: &'static Server, each: impl Fn(&Struck<'_>)) {
    let words = |args: &[&str]| args.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let looks = |args: &'static [&'static str]| move |_: &Shared| words(args);
    let plan = ["plan", "Index", "--system", "pages", "--downtime", "30m", "--at", "2026-11-24T18:00:00Z"];
    let planned = |shared: &Shared| {
        let command = ["--format", "json", "--", "sh", "-c", "echo ran >> ran"];
        let planned = shared.okno(&[&plan[..], &command].concat()).exits(0);
        planned.json()["id"].as_str().expect("an id").to_owned()
    };
    let shared = Shared::on(server);
    shared.ready(&["true"]);
    shared.okno(&["cancel", "1", "--reason", "only its backup was wanted"]).exits(0);
    let cases: [(u8, Preparing<'_>); 8] = [
        (0, Box::new(looks(&["check", "--system", "shop", "--downtime", "30m"]))),
        (0, Box::new(looks(&["status"]))),
        (0, Box::new(looks(&["log", "--format", "jsonl"]))),
        (
            0,
            Box::new(looks(&["freeze", "add", "--system", "shop", "--from", "2027-01-01T00:00Z", "--reason", "audit"])),
        ),
        (
            0,
            Box::new(|shared| {
                let count = fs::read_dir(shared.house.path("backups")).unwrap().count();
                let later = chrono::TimeDelta::minutes(i64::try_from(count).unwrap());
                shared.house.make_backup(shared.house.now() - chrono::TimeDelta::hours(3) + later);
                words(&["backup", "confirm", "--system", "shop"])
            }),
        ),
        (0, Box::new(move |shared| words(&["run", &planned(shared)]))),
        (77, Box::new(looks(&["run", "1"]))),
        (
            0,
            Box::new(move |shared| {
                let live = shared.okno(&["list", "--format", "json"]).exits(0).json();
                for change in live["changes"].as_array().unwrap() {
                    shared.okno(&["cancel", change["id"].as_str().unwrap(), "--reason", "another one comes"]).exits(0);
                }
                words(&plan)
            }),
        ),
    ];
    for (code, prepare) in &cases {
        each(&Struck { shared: &shared, prepare: &**prepare, code: *code });
        shared.okno(&["log", "verify"]).exits(0);
    }
}

#[test]
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime")]
fn a_connection_that_breaks_at_any_step_of_a_command_leaves_all_of_it_or_nothing() {
    strike(Server::shared(), |struck| struck.at_every_step());
}

#[test]
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime")]
fn a_server_that_restarts_in_the_middle_of_a_command_leaves_all_of_it_or_nothing() {
    strike(Server::of_ones_own(), |struck| struck.by_a_restart());
}

/// What the newest entry of a ledger is; `None` of one that holds nothing.
fn newest(store: &mut dyn Store) -> Option<u64> {
    snapshot::<_, StoreError>(store, |read| read.head()).expect("it answers").map(|head| head.seq)
}

#[test]
fn a_copy_that_breaks_off_at_any_step_is_whole_or_empty() {
    let house = House::new();
    house
        .okno(&[
            "freeze",
            "add",
            "--from",
            "2026-12-20T00:00Z",
            "--until",
            "2027-01-10T00:00Z",
            "--reason",
            "Christmas trade",
        ])
        .exits(0);
    house.okno(&["halt", "--reason", "storm"]).exits(0);
    let file = house.ledger().display().to_string();
    let entries = newest(&mut Sqlite::open(house.ledger()).unwrap());
    let proxy = Proxy::to(Server::shared().port);
    let through = |name: &str| format!("postgres://postgres@127.0.0.1:{}/{name}?sslmode=disable", proxy.port);
    let whole = Server::shared().database();
    house.okno(&["ledger", "copy", &file, &through(&whole.name)]).exits(0);
    for (step, breaks) in (1..=proxy.trips()).flat_map(both) {
        let database = Server::shared().database();
        proxy.break_at(step, breaks, || ());
        let answer = house.okno(&["ledger", "copy", &file, &through(&database.name)]);
        assert!(proxy.has_broken() && [0, 69].contains(&answer.code), "{step} {breaks:?}: {answer:?}");
        let there = newest(&mut database.store("postgres"));
        assert!(there.is_none() || there == entries, "{step} {breaks:?}: {there:?}");
        if there.is_some() {
            let url = database.url("postgres");
            house.okno_with(house.me(), &[("OKNO_LEDGER", &url)], &["log", "verify"]).exits(0);
        }
        house.okno(&["ledger", "copy", &file, &through(&database.name)]).exits(0);
        assert_eq!(newest(&mut database.store("postgres")), entries);
    }
    let back = |name: &str| house.path(name).display().to_string();
    proxy.trips();
    house.okno(&["ledger", "copy", &through(&whole.name), &back("whole.db")]).exits(0);
    for (step, breaks) in (1..=proxy.trips()).flat_map(both) {
        let to = back(&format!("{step}-{breaks:?}.db"));
        proxy.break_at(step, breaks, || ());
        house.okno(&["ledger", "copy", &through(&whole.name), &to]).exits(69);
        assert_eq!(newest(&mut Sqlite::create_or_open(&to).unwrap().0), None, "{step} {breaks:?}");
        house.okno(&["ledger", "copy", &through(&whole.name), &to]).exits(0);
    }
}

fn both(step: u32) -> [(u32, Breaks); 2] {
    [(step, Breaks::BeforeTheRequest), (step, Breaks::BeforeTheAnswer)]
}

#[test]
fn a_server_that_does_not_come_back_leaves_a_clear_word() {
    let server = Server::of_ones_own();
    let shared = Shared::on(server);
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    shared.okno(&["resume"]).exits(0);
    let (args, proxy) = (["halt", "--reason", "storm"], Proxy::to(server.port));
    shared.okno_through(proxy.port, &args).exits(0);
    let (steps, before) = (proxy.trips(), shared.kinds());
    // the line breaks when the server has committed, and the server goes away with it
    proxy.break_at(steps, Breaks::BeforeTheAnswer, || server.crash());
    let told = shared.okno_through(proxy.port, &args).exits(69).flat();
    assert!(proxy.has_broken(), "{told}");
    assert!(told.contains("was lost before it confirmed what was written"), "{told}");
    assert!(told.contains("look with `okno log` whether this was recorded"), "{told}");
    let unreachable = shared.okno(&["check", "--system", "shop", "--downtime", "5m"]).exits(69);
    assert!(unreachable.flat().contains("cannot be reached"), "{}", unreachable.flat());
    server.resume();
    assert_eq!(shared.kinds().strip_prefix(&*before).unwrap(), ["line.halted"]);
    shared.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_run_whose_server_stays_away_keeps_its_end_and_says_so() {
    let server = Server::of_ones_own();
    let shared = Shared::on(server);
    shared.ready(&["sh", "-c", "touch begun; while [ ! -e go ]; do sleep 0.05; done"]);
    let mut program = shared.house.program(&["run", "1"]);
    let program = program.env("OKNO_LEDGER", shared.database.url(&shared.olga)).stdout(Stdio::piped());
    let running = program.stderr(Stdio::piped()).spawn().unwrap();
    while !shared.house.path("begun").exists() {
        thread::sleep(Duration::from_millis(20));
    }
    server.crash();
    fs::write(shared.house.path("go"), "").unwrap();
    let ended = running.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(ended.status.code(), Some(74), "{told}");
    assert!(told.contains("it is kept in") && told.contains("recorded by the next command here"), "{told}");
    server.resume();
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    let kinds = shared.kinds();
    assert_eq!(kinds.iter().filter(|kind| *kind == "run.finished").count(), 1, "{kinds:?}");
    assert_eq!(shared.okno(&["show", "1", "--format", "json"]).json()["state"], "closed");
    shared.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_pool_in_transaction_mode_is_noticed_by_one_check() {
    let shared = Shared::new();
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    shared.okno(&["resume"]).exits(0);
    let before = shared.kinds();
    let check = ["check", "--system", "shop", "--downtime", "5m"];
    let pooled = |answer: Answer| {
        let told = answer.exits(69).flat();
        assert!(told.contains("through a connection pool in transaction mode"), "{told}");
        assert!(told.contains("a pool in session mode"), "{told}");
    };
    // each transaction on another session
    let port = pool(shared.database.server.port, 2);
    pooled(shared.okno_through(port, &check));
    pooled(shared.okno_through(port, &["halt", "--reason", "storm"]));
    // a session that somebody else used before
    let port = pool(shared.database.server.port, 1);
    let first = shared.okno_through(port, &check);
    assert!(first.code != 69, "there is nothing to notice yet: {first:?}");
    pooled(shared.okno_through(port, &check));
    assert_eq!(shared.kinds(), before);
}

/// Says 12 for 15, or whatever newer one is installed: in words, as a number in text, and as a number in bytes.
fn pretend_to_be_old(bytes: &mut [u8]) {
    for at in 0..bytes.len().saturating_sub(6) {
        let window = &bytes[at..at + 6];
        let is_number = window.iter().all(u8::is_ascii_digit) && &window[2..4] == b"00" && bytes[at] == b'1';
        let follows_length = at >= 4 && bytes[at - 4..at] == [0, 0, 0, 6];
        if is_number && follows_length {
            bytes[at..at + 2].copy_from_slice(b"12");
        }
    }
}

#[test]
fn a_server_that_is_too_old_is_told() {
    let shared = Shared::new();
    let proxy = Proxy::altering(shared.database.server.port, pretend_to_be_old);
    for args in [&["check", "--system", "shop", "--downtime", "5m"][..], &["halt", "--reason", "storm"], &["status"]] {
        let told = shared.okno_through(proxy.port, args).exits(69).flat();
        assert!(told.contains("and 13 is the oldest that will do") && told.contains("update the server"), "{told}");
    }
    assert_eq!(newest(&mut shared.database.store(&shared.olga)), None);
}

#[test]
fn a_server_that_is_set_to_read_only_takes_nothing_and_lets_nothing_run() {
    let shared = Shared::new();
    shared.ready(&["sh", "-c", "echo ran >> ran"]);
    shared.okno(&["check", "1"]).exits(0);
    let before = shared.kinds();
    shared.database.execute(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", shared.database.name));
    for args in [&["run", "1"][..], &["halt", "--reason", "storm"], &["backup", "confirm", "--system", "shop"]] {
        let told = shared.okno(args).exits(69).flat();
        assert!(told.contains("the server is set to read-only"), "{told}");
    }
    assert_eq!(shared.kinds(), before);
    assert!(!shared.house.path("ran").exists());
    shared.okno(&["status"]).exits(0);
}

#[test]
fn what_the_server_rolled_back_is_tried_again_within_a_bound() {
    let shared = Shared::new();
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    let fail = |when: &str, code: &str, times: u32| {
        shared.database.execute(&format!(
            "DROP TRIGGER IF EXISTS fails ON okno.entries; DROP SEQUENCE IF EXISTS public.tries; \
             CREATE SEQUENCE public.tries; GRANT ALL ON SEQUENCE public.tries TO PUBLIC; \
             CREATE OR REPLACE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN \
             IF nextval('public.tries') <= {times} THEN RAISE 'somebody was in the way' USING ERRCODE = '{code}'; END IF; \
             RETURN NULL; END $f$; \
             CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON okno.entries {when} FOR EACH ROW EXECUTE FUNCTION public.fail()"
        ));
    };
    let tries = || -> i64 {
        shared.database.client("postgres").query_one("SELECT last_value FROM public.tries", &[]).unwrap().get(0)
    };
    // at the write itself, and at the commit
    for when in ["", "DEFERRABLE INITIALLY DEFERRED"] {
        for code in ["40001", "40P01"] {
            fail(when, code, 4);
            let before = shared.kinds().len();
            shared.okno(&["halt", "--reason", "storm"]).exits(0);
            assert_eq!((shared.kinds().len(), tries()), (before + 1, 5), "{when} {code}");
            fail(when, code, 1_000);
            let told = shared.okno(&["halt", "--reason", "storm"]).exits(69).flat();
            assert!(told.contains("5 attempts") || told.contains("5 times"), "{told}");
            assert!(told.contains("nothing was recorded"), "{told}");
            assert_eq!((shared.kinds().len(), tries()), (before + 1, 5), "{when} {code}");
        }
    }
    fail("", "40001", 0);
    shared.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_deadlock_is_resolved_by_another_attempt() {
    let shared = Shared::new();
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    let before = shared.kinds().len();
    let mut other = shared.database.client("postgres");
    // the other one waits longer before it looks for a deadlock, so okno is the one that is rolled back
    other.batch_execute("SET deadlock_timeout = '60s'; BEGIN; LOCK TABLE okno.entries IN SHARE MODE").unwrap();
    thread::scope(|threads| {
        let halting = threads.spawn(|| shared.okno(&["resume"]));
        let mut watcher = shared.database.client("postgres");
        let waits = "SELECT count(*) FROM pg_locks WHERE relation = 'okno.entries'::regclass AND NOT granted";
        while watcher.query_one(waits, &[]).unwrap().get::<_, i64>(0) == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        let lock = "SELECT pg_advisory_xact_lock(classid::bigint << 32 | objid::bigint) FROM pg_locks \
                    WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        other.batch_execute(&format!("{lock}; COMMIT")).unwrap();
        halting.join().unwrap().exits(0);
    });
    assert_eq!(shared.kinds().len(), before + 1);
    shared.okno(&["log", "verify"]).exits(0);
}
