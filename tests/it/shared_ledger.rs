//! One ledger for many machines: whole commands on a real PostgreSQL.

use std::{
    fs,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use okno::{
    change::{Change, Event, Started},
    ledger::{
        Lease, ServerFault, Store, StoreError, append_event,
        postgres::{self as store, Postgres},
        snapshot, transact,
    },
    record::{Act, Aggregate as _, Claims, Draft, Subject},
};

use crate::{
    house::{Answer, House, RULES},
    proxy::Proxy,
    record::raw,
    server::{Database, Server, free_port, server_url},
};

/// One more system: there is nothing of it to back up.
const PAGES: &str = r#"
[systems.pages]
name = "Pages"
customers = ["acme"]
[systems.pages.backup]
none = "static pages, rebuilt from source"
"#;

/// A house whose ledger lies in a database, with olga and boris as members of the gate's role.
pub struct Shared {
    pub house: House,
    pub database: Database<'static>,
    pub olga: String,
    pub boris: String,
}

impl Shared {
    pub fn new() -> Self {
        Self::on(Server::shared())
    }

    /// On a server of its own, such as one that is restarted.
    pub fn on(server: &'static Server) -> Self {
        let (house, database) = (House::new(), server.database());
        house.write("windows.toml", format!("{RULES}{PAGES}"));
        let (olga, boris) = (database.login("olga", "gate"), database.login("boris", "gate"));
        let shared = Self { house, database, olga, boris };
        shared.at("2026-11-24T12:00:00Z");
        shared
    }

    /// Sets the server's clock; that of the house stays.
    pub fn at(&self, instant: &str) {
        self.database.execute(&format!(
            "CREATE OR REPLACE FUNCTION okno.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS \
             'SELECT timestamptz ''{instant}'''"
        ));
    }

    pub fn okno_as(&self, login: &str, args: &[&str]) -> Answer {
        self.house.okno_with(self.house.me(), &[("OKNO_LEDGER", &self.database.url(login))], args)
    }

    /// As olga, through what lies before the server.
    pub fn okno_through(&self, port: u16, args: &[&str]) -> Answer {
        let url = format!("postgres://{}@127.0.0.1:{port}/{}?sslmode=disable", self.olga, self.database.name);
        self.house.okno_with(self.house.me(), &[("OKNO_LEDGER", &url)], args)
    }

    pub fn okno(&self, args: &[&str]) -> Answer {
        self.okno_as(&self.olga, args)
    }

    /// A change that may run at 18:00 UTC, with a backup of then.
    pub fn ready(&self, command: &[&str]) {
        let plan = ["plan", "Index", "--system", "shop", "--downtime", "30m", "--at", "2026-11-24T18:00:00Z", "--"];
        self.okno(&[&plan[..], command].concat()).exits(0);
        self.at("2026-11-24T18:00:00Z");
        self.house.at("2026-11-24T18:00:00Z");
        self.house.make_backup(self.house.now());
        self.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    }

    pub fn kinds(&self) -> Vec<String> {
        let log = self.okno(&["log", "--format", "jsonl"]).exits(0);
        let kind =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].as_str().unwrap().to_owned();
        log.out.lines().map(kind).collect()
    }
}

#[test]
fn a_change_lives_on_a_shared_ledger_under_the_logins_of_its_people() {
    let shared = Shared::new();
    shared.ready(&["true"]);
    shared.okno_as(&shared.boris, &["approve", "1"]).exits(0);
    shared.okno(&["check", "1"]).exits(0);
    let ran = shared.okno(&["run", "1", "--format", "json"]).exits(0).json();
    assert_eq!(ran["outcome"], "succeeded");
    assert!(shared.kinds().ends_with(&["run.started".to_owned(), "run.finished".to_owned()]), "{:?}", shared.kinds());
    shared.okno(&["log", "verify"]).exits(0);
    let log = shared.okno(&["log", "--format", "json"]).exits(0).json();
    let entries = log["entries"].as_array().unwrap();
    let approved = entries.iter().find(|entry| entry["kind"] == "change.approved").unwrap();
    assert_eq!(approved["actor"], *shared.boris, "the login, not the account");
    assert_eq!(approved["claims"]["host"], "testhost");
    assert!(!shared.house.ledger().exists(), "nothing is kept in a file");
    assert_eq!(snapshot(&mut shared.database.store(&shared.olga), |read| read.leases()).unwrap(), []);
}

#[test]
fn the_clock_of_the_server_is_the_authority() {
    let shared = Shared::new();
    shared.ready(&["true"]);
    shared.house.at("2026-11-24T10:00:00Z");
    let checked = shared.okno(&["check", "1", "--format", "json"]);
    assert_eq!(checked.json()["at"], "2026-11-24T18:00:00Z");
    assert_eq!(checked.code, 0);
    assert!(checked.err.contains("behind that of the ledger's server"), "{}", checked.err);
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    let log = shared.okno(&["log", "--format", "json"]).json();
    assert_eq!(log["entries"].as_array().unwrap().last().unwrap()["at"], "2026-11-24T18:00:00Z");
}

fn act(id: &str, actor: &str) -> Act {
    let now = "2026-11-24T12:00:00Z".parse().unwrap();
    Act { id: id.to_owned(), now, actor: actor.to_owned(), claims: Claims::default(), policy: None, tzdb: None }
}

fn append(store: &mut dyn Store, act: &Act) -> Result<u64, StoreError> {
    let draft = Draft { subject: Subject::new("x", "y"), kind: "x.happened", dv: 1, data: raw("{}") };
    transact(store, act, |write| write.append(draft)).map(|done| done.value().stamp.seq)
}

#[test]
fn the_role_of_the_gate_can_forge_neither_author_nor_time_nor_link() {
    let shared = Shared::new();
    let mut store = shared.database.store(&shared.olga);
    assert_eq!(append(&mut store, &act("a", &shared.olga)).expect("own"), 2);
    let guarded = |answer: Result<u64, StoreError>| match answer {
        Err(StoreError::Server { fault: ServerFault::Guarded { why }, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert!(guarded(append(&mut store, &act("b", &shared.boris))).contains("says it is by"));
    let late = Act { now: "2026-11-24T12:00:31Z".parse().unwrap(), ..act("c", &shared.olga) };
    assert!(guarded(append(&mut store, &late)).contains("server's clock"));
    let mut client = shared.database.client(&shared.olga);
    let mut refused = |sql: &str| client.batch_execute(sql).expect_err(sql).to_string();
    for sql in [
        "UPDATE okno.entries SET line = line",
        "DELETE FROM okno.entries",
        "TRUNCATE okno.entries",
        "UPDATE okno.attachment SET bytes = ''",
        "ALTER TABLE okno.entries DISABLE TRIGGER ALL",
        "DROP TRIGGER entries_only_follow ON okno.entries",
        "CREATE OR REPLACE FUNCTION okno.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "CREATE TABLE okno.mine (x int)",
        "UPDATE okno.form SET skew = '1 year'",
        "INSERT INTO okno.entries (seq, hash, line) SELECT seq + 1, hash, line FROM okno.entries WHERE seq = 2",
        "INSERT INTO okno.entries (seq, hash, line) SELECT seq + 2, hash, line FROM okno.entries WHERE seq = 2",
        "INSERT INTO okno.entries (seq, hash, line) SELECT 3, sha256(hash || '{}'), '{}' FROM okno.entries WHERE seq = 2",
        "INSERT INTO okno.entries (seq, hash, line) SELECT 3, sha256(hash || convert_to(l, 'UTF8')), l FROM okno.entries, \
         LATERAL (SELECT replace(replace(line, '\"seq\":2', '\"seq\":3'), '\"act\":', '\"act\":\"q\",\"act\":') AS l) AS x \
         WHERE seq = 2",
    ] {
        refused(sql);
    }
    // even the owner is kept from changing entries by accident
    let mut owner = shared.database.client("postgres");
    for sql in ["UPDATE okno.entries SET line = line", "DELETE FROM okno.entries", "TRUNCATE okno.entries CASCADE"] {
        let said = owner.batch_execute(sql).expect_err(sql);
        assert_eq!(said.code().map(postgres::error::SqlState::code), Some("OK004"), "{said:?}");
    }
    shared.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_login_that_could_do_more_than_append_is_told() {
    let shared = Shared::new();
    assert_eq!(shared.database.store(&shared.olga).excess().unwrap(), [""; 0]);
    let reader = shared.database.login("rita", "reader");
    assert_eq!(shared.database.store(&reader).excess().unwrap(), [""; 0]);
    assert!(shared.database.store("postgres").excess().unwrap()[0].contains("superuser"));
    let owner = shared.database.login("omar", "owner");
    let doctor = |login: &str| {
        let url = shared.database.url(login).replace('@', ":s3cret@");
        let house = &shared.house;
        let answer = house.okno_with(house.me(), &[("OKNO_LEDGER", &url)], &["doctor", "--format", "json"]);
        assert!(!answer.out.contains("s3cret"), "{}", answer.out);
        let checks = answer.json()["checks"].as_array().unwrap().clone();
        let found = checks.iter().find(|check| check["check"] == "login").expect("a finding").clone();
        assert!(!checks.iter().any(|check| check["check"] == "ledger-permissions" || check["check"] == "git"));
        (found["state"].as_str().unwrap().to_owned(), found["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(doctor(&shared.olga).0, "ok");
    let (state, message) = doctor(&owner);
    assert!(state == "attention" && message.contains("owns the schema"), "{message}");
    assert!(shared.database.store(&owner).excess().unwrap().iter().any(|power| power.contains("owns the schema")));
    let refused = shared.okno_as(&reader, &["halt", "--reason", "storm"]).exits(69);
    assert!(refused.err.contains("does not allow this"), "{}", refused.err);
    shared.okno_as(&reader, &["status"]).exits(0);
}

#[test]
fn a_ledger_is_made_once_and_its_roles_are_printed_or_granted() {
    let (house, database) = (House::new(), Server::shared().empty_database());
    let url = database.url("postgres");
    let made = house.okno(&["ledger", "init", &url]).exits(0);
    assert!(made.out.contains("A new ledger was made") && made.out.contains("_gate"), "{}", made.out);
    database.execute(&made.out);
    let again = house.okno(&["ledger", "init", &url, "--grant", "--format", "json"]).exits(0).json();
    assert_eq!((&again["created"], &again["granted"]), (&false.into(), &true.into()));
    house.okno(&["ledger", "init", "somewhere.db"]).exits(2);
    let gate = database.login("olga", "gate");
    house.okno_with(house.me(), &[("OKNO_LEDGER", &database.url(&gate))], &["status"]).exits(0);
}

#[test]
fn a_ledger_moves_between_stores_with_its_bytes() {
    let house = House::new();
    house.okno(&["halt", "--reason", "storm"]).exits(0);
    house.okno(&["resume"]).exits(0);
    house.confirm_backup();
    let original = house.okno(&["log", "export"]).exits(0).out;
    let database = Server::shared().database();
    let (file, url) = (house.ledger().display().to_string(), database.url("postgres"));
    let copied = house.okno(&["ledger", "copy", &file, &url, "--format", "json"]).exits(0).json();
    assert_eq!(copied["added"], original.lines().count());
    let there = [("OKNO_LEDGER", url.as_str())];
    assert_eq!(house.okno_with(house.me(), &there, &["log", "export"]).exits(0).out, original);
    house.okno(&["halt", "--reason", "again"]).exits(0);
    let again = house.okno(&["ledger", "copy", &file, &url, "--format", "json"]).exits(0).json();
    assert_eq!(again["added"], 1, "an older copy is brought up to date");
    let back = house.path("back.db").display().to_string();
    house.okno(&["ledger", "copy", &url, &back]).exits(0);
    let original = house.okno(&["log", "export"]).exits(0).out;
    assert_eq!(house.okno(&["--ledger", &back, "log", "export"]).exits(0).out, original);
    house.okno(&["--ledger", &back, "log", "verify"]).exits(0);
    // the policy text came along: without a windows.toml the adopted one rules
    fs::remove_file(house.path("windows.toml")).unwrap();
    house.okno(&["--ledger", &back, "policy", "show"]).exits(0);
    let other = House::new();
    other.okno(&["halt", "--reason", "other"]).exits(0);
    let refused = house.okno(&["ledger", "copy", &other.ledger().display().to_string(), &url]).exits(77);
    assert!(refused.flat().contains("another ledger"), "{}", refused.flat());
}

#[test]
fn what_is_wrong_with_a_server_is_told_and_closes_the_gate() {
    let shared = Shared::new();
    let house = &shared.house;
    let server = shared.database.server;
    let at = |url: &str, password: &str, args: &[&str]| {
        let answer = house.okno_with(house.me(), &[("OKNO_LEDGER", url), ("PGPASSWORD", password)], args);
        assert!(!answer.flat().contains("s3cret"), "{}", answer.flat());
        answer
    };
    let check = ["check", "--system", "shop", "--downtime", "5m"];
    let fails = |url: &str, code: u8, says: &str| {
        for args in [&check[..], &["halt", "--reason", "storm"], &["status"]] {
            let answer = at(url, "s3cret", args).exits(code);
            assert!(answer.flat().contains(says), "{url} {args:?}: {}", answer.flat());
        }
    };
    let (port, name, olga) = (server.port, &shared.database.name, &shared.olga);
    fails(&format!("postgres://olga:s3cret@127.0.0.1:{}/okno", free_port()), 69, "cannot be reached");
    fails("postgres://olga:s3cret@no-such-host.invalid/okno?sslmode=require", 69, "cannot be reached");
    fails(&format!("postgres://postgres@127.0.0.1:{port}/no_such"), 69, "there is no database");
    fails(&format!("postgres://nobody_here@127.0.0.1:{port}/{name}"), 69, "refuses the login");
    fails(&format!("postgres://{olga}@127.0.0.1:{port}/{name}?sslmode=require"), 69, "safety that was asked for");
    fails("postgres://olga:s3cret@127.0.0.1:x/okno", 78, "the port is no number");
    fails("postgres://olga:s3cret@127.0.0.1/okno?sslmode=sometimes", 78, "sslmode is");
    fails("mysql://olga:s3cret@127.0.0.1/okno", 78, "mysql");
    // a password: none, a wrong one, the right one
    shared.database.execute(&format!(
        "DO $x$ BEGIN CREATE ROLE with_password NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $x$; \
         CREATE ROLE secret_{name} LOGIN PASSWORD 'right' IN ROLE with_password, {name}_gate"
    ));
    let url = format!("postgres://secret_{name}@127.0.0.1:{port}/{name}");
    assert!(at(&url, "", &check).exits(69).flat().contains("asks the login"));
    assert!(at(&url, "s3cret", &check).exits(69).flat().contains("refuses the login"));
    at(&url, "right", &["halt", "--reason", "storm"]).exits(0);
    // the schema: none, of a newer okno, a part of it
    let empty = server.empty_database();
    fails(&empty.url("postgres"), 69, "a database without a ledger");
    shared.database.execute("UPDATE okno.form SET version = 99");
    at(&url, "right", &["log", "verify"]).exits(0);
    assert!(at(&url, "right", &["resume"]).exits(69).flat().contains("newer okno"));
    shared.database.execute("DELETE FROM okno.form");
    assert!(at(&url, "right", &check).exits(69).flat().contains("only in part"));
    shared.database.execute("DROP TABLE okno.form");
    assert!(at(&url, "right", &check).exits(69).flat().contains("only in part"));
}

#[test]
fn a_replica_decides_nothing() {
    let server = Server::start(&[]);
    let (url, name) = {
        let database = server.database();
        (database.url("postgres"), database.name.clone())
    };
    server.crash();
    fs::write(server.folder().join("data/standby.signal"), "").unwrap();
    server.resume();
    let house = House::new();
    for args in [&["check", "--system", "shop", "--downtime", "5m"][..], &["halt", "--reason", "storm"]] {
        let answer = house.okno_with(house.me(), &[("OKNO_LEDGER", &url)], args).exits(69);
        assert!(answer.flat().contains("read-only replica"), "{name}: {}", answer.flat());
    }
}

/// Without the two trips of connecting: the question for encryption is not asked, the start and its answer are one trip.
#[test]
fn check_takes_four_round_trips_and_an_append_six() {
    const CONNECTING: u32 = 1;
    let shared = Shared::new();
    shared.ready(&["true"]);
    let proxy = Proxy::to(shared.database.server.port);
    let count = |args: &[&str]| {
        proxy.trips();
        shared.okno_through(proxy.port, args).exits(0);
        proxy.trips() - CONNECTING
    };
    // After CHG-1, so that nothing is in the way.
    let after = |downtime| ["check", "--system", "shop", "--downtime", downtime, "--at", "2026-11-24 23:35"];
    let checked = (count(&["check", "1"]), count(&after("45m")));
    // The stops near a short one are looked up too (row 10), all of them at once.
    let short = count(&after("5m"));
    let appended = count(&["halt", "--reason", "storm"]);
    eprintln!("round trips: check {checked:?}, of a short stop {short}, append {appended}");
    assert!(checked.0 <= 4 && checked.1 <= 4, "{checked:?}");
    assert!(short <= 5, "{short}");
    assert!(appended <= 6, "{appended}");
}

#[test]
fn of_many_processes_on_one_change_exactly_one_starts_it() {
    let shared = Shared::new();
    shared.ready(&["sh", "-c", "echo ran >> ran; sleep 1"]);
    let url = shared.database.url(&shared.olga);
    let start = || {
        let mut program = shared.house.program(&["run", "1"]);
        program.env("OKNO_LEDGER", &url).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = (0..50).map(|_| start()).collect();
    let codes: Vec<_> = running.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    let won = codes.iter().filter(|output| output.status.code() == Some(0)).count();
    let said: Vec<_> = codes.iter().map(|output| String::from_utf8_lossy(&output.stderr).into_owned()).collect();
    assert_eq!(won, 1, "{said:?}");
    assert_eq!(fs::read_to_string(shared.house.path("ran")).unwrap(), "ran\n");
    assert_eq!(shared.kinds().iter().filter(|kind| *kind == "run.started").count(), 1);
    shared.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_run_on_another_machine_is_interrupted_once_its_lease_is_over() {
    let shared = Shared::new();
    shared.ready(&["sleep", "20"]);
    let url = shared.database.url(&shared.olga);
    let mut program = shared.house.program(&["run", "1"]);
    let mut running = program.env("OKNO_LEDGER", &url).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut store = shared.database.store("postgres");
    let lease = loop {
        let leases = snapshot(&mut store, |read| read.leases()).unwrap();
        if let Some(lease) = leases.into_iter().next() {
            break lease;
        }
        assert!(running.try_wait().unwrap().is_none(), "it ended");
        thread::sleep(std::time::Duration::from_millis(50));
    };
    let until = lease.until.expect("it has to be renewed");
    assert!(until > lease.since + chrono::TimeDelta::seconds(60), "{lease:?}");
    let state = || shared.okno(&["show", "1", "--format", "json"]).exits(0).json()["state"].clone();
    assert_eq!(state(), "running");
    running.kill().unwrap();
    running.wait().unwrap();
    // on its own machine the process tells
    assert_eq!(state(), "interrupted");
}

/// How often something is tried at random, or where it may go wrong: as often as `OKNO_CRASH_ROUNDS` says, else as given.
pub fn rounds(usual: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "who has the time asks for more rounds")]
    std::env::var("OKNO_CRASH_ROUNDS").map_or(usual, |rounds| rounds.parse().expect("a number"))
}

#[test]
fn appends_survive_a_server_that_crashes_and_comes_back() {
    let server = Server::start(&[]);
    let url = server.database().url("postgres");
    let rounds = rounds(5);
    let mut recorded = 0;
    for round in 0..rounds {
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (url, stop) = (url.clone(), Arc::clone(&stop));
                thread::spawn(move || {
                    let mut done = 0;
                    for turn in 0.. {
                        if stop.load(Ordering::SeqCst) {
                            break;
                        }
                        let Ok(mut store) = Postgres::open(&server_url(&url)) else { break };
                        let answer = append(&mut store, &act(&format!("{round}-{writer}-{turn}"), "postgres"));
                        if answer.is_err() {
                            break;
                        }
                        done += 1;
                    }
                    done
                })
            })
            .collect();
        thread::sleep(std::time::Duration::from_millis(100 + 37 * (round % 20)));
        server.crash();
        server.resume();
        stop.store(true, Ordering::SeqCst);
        recorded += writers.into_iter().map(|writer| writer.join().unwrap()).sum::<u64>();
    }
    let mut store = Postgres::open(&server_url(&url)).unwrap();
    let streams = okno::record::Streams::default();
    let found = snapshot(&mut store, |read| okno::ledger::verify::verify(read, &streams)).unwrap();
    assert_eq!(found.first_bad, None);
    // what was answered is there; what was not answered may be there once
    assert!(found.entries > recorded, "{} {recorded}", found.entries);
    assert!(found.entries <= recorded + 1 + 4 * rounds, "{} {recorded}", found.entries);
}

#[test]
fn the_schema_is_made_in_whole_or_not_at_all() {
    let database = Server::shared().empty_database();
    let url = database.server_url("postgres");
    let made: Vec<_> = thread::scope(|threads| {
        let making: Vec<_> = (0..4).map(|_| threads.spawn(|| store::make(&url, true).unwrap().created)).collect();
        making.into_iter().map(|made| made.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|created| **created).count(), 1);
}

impl Shared {
    /// A run of change 1 that another machine holds until then, as its okno would record it.
    fn started_elsewhere(&self, until: &str) {
        let mut store = self.database.store(&self.olga);
        let holder = serde_json::json!({"host": "otherhost", "boot_id": "b", "pid": 7, "start_time": 9});
        let act = Act { now: self.house.now(), ..act("elsewhere", &self.olga) };
        transact(&mut store, &act, |write| {
            let subject = Change::subject("CHG-1");
            let started = Started {
                version: 1,
                run: 1,
                mark: "0123456789abcdef".to_owned(),
                holder: holder.clone(),
                argv: vec!["true".to_owned()],
                folder: "/".to_owned(),
                interactive: false,
                deadline: None,
                backup: None,
                evidence: None,
                backup_of: None,
                no_backup: None,
                waived: Vec::new(),
            };
            append_event::<Change>(write, &subject, &Event::Started(started))?;
            write.put_lease(&Lease {
                system: "shop".to_owned(),
                run: subject,
                holder: holder.to_string(),
                since: act.now,
                until: Some(until.parse().unwrap()),
            })
        })
        .expect("a run");
    }

    fn state(&self) -> String {
        self.okno(&["show", "1", "--format", "json"]).exits(0).json()["state"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_run_elsewhere_is_interrupted_when_its_lease_ends_and_not_before() {
    let shared = Shared::new();
    shared.ready(&["true"]);
    shared.started_elsewhere("2026-11-24T18:01:30Z");
    let settle = ["settle", "1", "--as", "failed", "--reason", "the machine burnt down"];
    shared.at("2026-11-24T18:01:29Z");
    assert_eq!(shared.state(), "running");
    shared.okno(&settle).exits(77);
    // its holder still lives, and says so
    let mut store = shared.database.store(&shared.olga);
    store.renew(&Change::subject("CHG-1"), "2026-11-24T18:03:00Z".parse().unwrap()).expect("renewed");
    shared.at("2026-11-24T18:02:59Z");
    assert_eq!(shared.state(), "running");
    let busy = shared.okno(&["check", "--system", "shop", "--downtime", "5m"]);
    assert!(busy.code != 0 && busy.flat().contains("busy"), "{}", busy.flat());
    shared.at("2026-11-24T18:03:00Z");
    assert_eq!(shared.state(), "interrupted");
    shared.okno(&["halt", "--reason", "storm"]).exits(0);
    let log = shared.okno(&["log", "--format", "jsonl"]).exits(0).out;
    assert!(log.contains("otherhost was last heard of at 2026-11-24T18:01:30Z"), "{log}");
    shared.okno(&settle).exits(0);
    assert_eq!(snapshot(&mut store, |read| read.leases()).unwrap(), []);
    let lost = store.renew(&Change::subject("CHG-1"), "2026-11-24T18:05:00Z".parse().unwrap());
    assert!(matches!(lost, Err(StoreError::LeaseLost { .. })), "{lost:?}");
    shared.okno(&["log", "verify"]).exits(0);
}

/// A run whose server crashed while its command was under way, and whose okno was killed once it had kept the end.
struct Cut {
    house: House,
    server: Server,
    url: String,
}

impl Cut {
    fn new() -> Self {
        let (house, server) = (House::new(), Server::start(&[]));
        let url = server.database().url("postgres");
        let cut = Self { house, server, url };
        cut.at("2026-11-24T12:00:00Z");
        let command = "touch begun; while [ ! -e go ]; do sleep 0.05; done; echo all is well";
        let plan = ["plan", "Index", "--system", "shop", "--downtime", "30m", "--at", "2026-11-24T18:00:00Z", "--"];
        cut.okno(&[&plan[..], &["sh", "-c", command]].concat()).exits(0);
        cut.at("2026-11-24T18:00:00Z");
        cut.house.at("2026-11-24T18:00:00Z");
        cut.house.make_backup(cut.house.now());
        cut.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
        let mut program = cut.house.program(&["run", "1"]);
        let program = program.env("OKNO_LEDGER", &cut.url).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = program.spawn().unwrap();
        until(|| cut.house.path("begun").exists());
        cut.server.crash();
        fs::write(cut.house.path("go"), "").unwrap();
        until(|| !cut.kept().is_empty());
        running.kill().unwrap();
        running.wait().unwrap();
        cut.server.resume();
        cut
    }

    fn at(&self, instant: &str) {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        let now = format!("'SELECT timestamptz ''{instant}'''");
        let make = "CREATE OR REPLACE FUNCTION okno.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS";
        client.batch_execute(&format!("{make} {now}")).unwrap();
    }

    fn kept(&self) -> Vec<String> {
        let files = fs::read_dir(self.house.path("state/okno/runs")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names
            .filter(|name| {
                name.starts_with("end-") && std::path::Path::new(name).extension().is_some_and(|kind| kind == "json")
            })
            .collect()
    }

    fn okno(&self, args: &[&str]) -> Answer {
        self.house.okno_with(self.house.me(), &[("OKNO_LEDGER", &self.url)], args)
    }

    /// As a machine that knows nothing of the kept end.
    fn okno_elsewhere(&self, args: &[&str]) -> Answer {
        let state = self.house.path("elsewhere").display().to_string();
        self.house.okno_with(self.house.me(), &[("OKNO_LEDGER", &self.url), ("XDG_STATE_HOME", &state)], args)
    }

    fn count(&self, kind: &str) -> usize {
        self.okno(&["log", "--format", "jsonl"]).exits(0).out.matches(&format!("\"kind\":\"{kind}\"")).count()
    }
}

fn until(mut is_so: impl FnMut() -> bool) {
    for _ in 0..2_400 {
        if is_so() {
            return;
        }
        thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("it never came to that");
}

#[test]
fn the_end_of_a_run_that_lost_its_server_is_recorded_once_by_the_next_command() {
    let cut = Cut::new();
    let next = cut.okno(&["plan", "Next", "--system", "shop", "--downtime", "5m", "--format", "json"]).exits(0);
    assert!(next.out.contains("end-recorded"), "{}", next.out);
    assert_eq!(cut.kept(), [""; 0]);
    cut.okno(&["halt", "--reason", "storm"]).exits(0);
    assert_eq!((cut.count("run.finished"), cut.count("run.ended-late")), (1, 0));
    let shown = cut.okno(&["show", "1"]).exits(0);
    assert!(shown.out.contains("all is well"), "{}", shown.out);
    assert_eq!(cut.okno(&["show", "1", "--format", "json"]).json()["state"], "closed");
    cut.okno(&["log", "verify"]).exits(0);
}

#[test]
fn the_end_of_a_run_that_was_settled_meanwhile_is_recorded_beside_it() {
    let cut = Cut::new();
    cut.at("2026-11-24T18:05:00Z");
    cut.okno_elsewhere(&["settle", "1", "--as", "failed", "--reason", "nobody answers there"]).exits(0);
    assert_eq!(cut.kept().len(), 1);
    let next = cut.okno(&["plan", "Next", "--system", "shop", "--downtime", "5m", "--format", "json"]).exits(0);
    assert!(next.out.contains("ended-late"), "{}", next.out);
    assert_eq!(cut.kept(), [""; 0]);
    assert_eq!((cut.count("run.finished"), cut.count("run.ended-late"), cut.count("change.settled")), (0, 1, 1));
    let shown = cut.okno(&["show", "1"]).exits(0).flat();
    assert!(shown.contains("succeeded") && shown.contains("told after it had been settled"), "{shown}");
    cut.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_person_who_settles_a_run_whose_end_was_kept_here_is_told_how_it_ended() {
    let cut = Cut::new();
    let settle = |how| ["settle", "1", "--as", how, "--reason", "somebody called", "--format", "json"];
    let settled = cut.okno(&settle("done")).exits(0);
    assert_eq!(settled.json()["change"]["state"].as_str().or(settled.json()["state"].as_str()), Some("closed"));
    assert!(settled.out.contains("end-recorded") && settled.out.contains("nothing-to-settle"), "{}", settled.out);
    assert_eq!(cut.kept(), [""; 0]);
    assert_eq!((cut.count("run.finished"), cut.count("change.settled")), (1, 0));
    cut.okno(&settle("done")).exits(77);
    cut.okno(&["log", "verify"]).exits(0);
}

#[test]
fn a_person_who_settles_a_run_as_failed_is_refused_when_its_kept_end_says_that_it_succeeded() {
    let cut = Cut::new();
    let refused = cut.okno(&["settle", "1", "--as", "failed", "--reason", "nobody answered"]).exits(77);
    let told = refused.flat();
    assert!(told.contains("is recorded now: it succeeded") && told.contains("nothing is left to settle"), "{told}");
    assert_eq!((cut.count("run.finished"), cut.count("change.settled")), (1, 0));
    assert_eq!(cut.okno(&["show", "1", "--format", "json"]).json()["state"], "closed");
}
