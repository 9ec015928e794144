//! The two stores side by side, SQLite and a PostgreSQL server of one's own: `cargo bench --bench stores`, or
//! `cargo bench --bench stores -- append` (or `check`) for one of the two. `check` uses the ledger that `cargo bench --bench
//! cost -- check` makes, and copies it to the server. Nothing here is a test: no figure fails anything.

#![expect(clippy::cast_precision_loss, reason = "figures for people, of some thousand samples")]

#[path = "../cost/ledgers.rs"]
#[expect(dead_code, reason = "the other bench uses the rest")]
mod ledgers;
#[path = "../../tests/it/server.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod server;
#[path = "../cost/timing.rs"]
#[expect(dead_code, reason = "the other bench uses the rest")]
mod timing;

use std::process::Command;
use std::thread;
use std::time::Duration;

use okno::clock::{Clock as _, SystemClock};
use okno::ledger::{Store, StoreError, sqlite::Sqlite, transact};
use okno::record::{Act, Aggregate as _};

use self::server::{Database, Server};
use self::timing::{in_turns, monotonic};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let [bare, url] = &*args
        && bare == "bare"
    {
        return read_one_row(url);
    }
    let wanted = args.first().map_or("", String::as_str);
    let server = Server::start(&["shared_buffers = 128MB", "max_wal_size = 4GB"]);
    for (name, figure) in [("append", append as fn(&Server)), ("check", check)] {
        if name.contains(wanted) {
            figure(&server);
        }
    }
}

/// The least that any program does that looks into a ledger on a server: it starts, connects and reads one row.
fn read_one_row(url: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("a connection");
    let newest = client.query_typed("SELECT seq FROM okno.entries ORDER BY seq DESC LIMIT 1", &[]).expect("a row");
    println!("{}", newest[0].get::<_, i64>(0));
}

/// Appending, one entry in a transaction of its own, by so many clients at once, each with a connection of its own.
fn append(server: &Server) {
    const APPENDS: usize = 3_200;
    for clients in [1, 8, 32] {
        let copy = ledgers::folder_with("");
        let path = copy.join(".okno/ledger.db");
        let open = || -> Box<dyn Store> { Box::new(Sqlite::create_or_open(&path).expect("a ledger").0) };
        told("SQLite", clients, &by_clients(clients, APPENDS / clients, "bench", &open));
        let database = server.database();
        let login = database.login("bench", "gate");
        let open = || -> Box<dyn Store> { Box::new(database.store(&login)) };
        told("PostgreSQL", clients, &by_clients(clients, APPENDS / clients, &login, &open));
    }
}

/// What each append took, and all of them together.
struct Taken {
    each: Vec<Duration>,
    wall: Duration,
}

fn by_clients(clients: usize, appends: usize, actor: &str, open: &(dyn Fn() -> Box<dyn Store> + Sync)) -> Taken {
    let begun = monotonic();
    let each = thread::scope(|threads| {
        let client = |client: usize| {
            move || {
                let mut store = open();
                let one = |turn: usize| {
                    let number = u64::try_from(client * appends + turn).expect("64 bit");
                    let begun = monotonic();
                    append_one(store.as_mut(), actor, number);
                    monotonic().saturating_sub(begun)
                };
                (0..appends).map(one).collect::<Vec<_>>()
            }
        };
        let running: Vec<_> = (0..clients).map(|number| threads.spawn(client(number))).collect();
        running.into_iter().flat_map(|client| client.join().expect("it appends")).collect()
    });
    Taken { each, wall: monotonic().saturating_sub(begun) }
}

fn append_one(store: &mut dyn Store, actor: &str, number: u64) {
    let act = Act { actor: actor.to_owned(), ..ledgers::act(number, SystemClock.now()) };
    transact::<_, StoreError>(store, &act, |write| {
        write.append(okno::backup::Backups::draft("portal", &ledgers::taken())).map(drop)
    })
    .expect("it appends");
}

fn told(store: &str, clients: usize, taken: &Taken) {
    let mut each = taken.each.clone();
    each.sort();
    let at = |percent: usize| each[(each.len() * percent / 100).min(each.len() - 1)].as_secs_f64() * 1e3;
    println!(
        "append, {store:10} {clients:2} clients  p50 {:.2} ms, p99 {:.2} ms, {:.0} appends/s",
        at(50),
        at(99),
        each.len() as f64 / taken.wall.as_secs_f64()
    );
}

/// `okno check` against 1,000,000 entries in each store, beside a bare process that opens the same ledger and reads one row.
fn check(server: &Server) {
    let site = ledgers::site(1_000_000);
    let database: Database<'_> = server.database();
    let (url, file) = (database.url("postgres") + "?sslmode=disable", site.ledger().display().to_string());
    let begun = monotonic();
    assert!(site.okno(&["ledger", "copy", &file, &url]).status().expect("okno").success());
    println!(
        "ledger copy of 1000000 entries to PostgreSQL, verified: {:.0} s",
        monotonic().saturating_sub(begun).as_secs_f64()
    );
    database.execute("VACUUM ANALYZE");
    let login = database.login("bench", "gate");
    let url = database.url(&login) + "?sslmode=disable";
    let own = std::env::current_exe().expect("this program");
    for system in ["portal", "bonus-db"] {
        let args = ["check", "--system", system, "--downtime", "30m", "--duration", "1h"];
        let on_server = || {
            let mut check = site.okno(&args);
            check.env("OKNO_LEDGER", &url);
            check
        };
        let mut bare_file = Command::new(ledgers::bare_program());
        bare_file.arg(site.ledger());
        let mut bare_server = Command::new(&own);
        bare_server.args(["bare", &url]);
        let [on_file, bare, there, bare_there] = in_turns(100, [site.okno(&args), bare_file, on_server(), bare_server]);
        println!("check of {system:8} on SQLite      {on_file}; bare process {bare}");
        println!("check of {system:8} on PostgreSQL  {there}; bare process {bare_there}");
        for (store, check) in [("SQLite", site.okno(&args)), ("PostgreSQL", on_server())] {
            match instructions(&check) {
                Some(count) => println!("check of {system:8} on {store:10}  {count} instructions of okno"),
                None => println!("check of {system:8} on {store:10}  valgrind, which counts instructions, is missing"),
            }
        }
    }
}

/// The instructions of a command, counted by valgrind.
fn instructions(command: &Command) -> Option<String> {
    let mut counted = Command::new("valgrind");
    counted.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(command.get_program());
    counted.args(command.get_args()).current_dir(command.get_current_dir()?).env_clear();
    counted.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let told = String::from_utf8(counted.output().ok()?.stderr).ok()?;
    told.lines().find_map(|line| line.split("Collected : ").nth(1).map(str::to_owned))
}
