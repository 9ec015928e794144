//! What okno costs, in time: `cargo bench`, or `cargo bench -- check` for the figures whose name has that word.
//!
//! Whole processes are timed on the wall, the lowest and the median of many runs, in turns with what they are held
//! against. What runs long is timed by the processor time that it takes. Counts of instructions and of system calls are
//! taken by `benches/count`, from the ledgers that are made here. Nothing here is a test: no figure fails anything.

#![expect(clippy::similar_names, clippy::cast_precision_loss, reason = "figures for people, of sites of some size")]

mod ledgers;
mod planner;
mod timing;

use std::path::Path;
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use okno::clock::{Clock as _, SystemClock};
use okno::ledger::{Store as _, snapshot, sqlite::Sqlite, transact};
use okno::record::{Aggregate as _, Verifier};

use self::ledgers::site;
use self::timing::{Spread, cpu, in_turns};

/// From a ledger that has only begun to one of some decades.
const SIZES: [u64; 3] = [10, 10_000, 1_000_000];

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let figures: [(&str, fn()); 7] = [
        ("check", check),
        ("long", long),
        ("chain", chain),
        ("append", append),
        ("slots", slots),
        ("planner", planner::planner),
        ("conflicts", planner::conflicts),
    ];
    for (name, figure) in figures {
        if name.contains(&wanted) {
            figure();
        }
    }
}

/// `okno check` beside a bare process that opens the same file and reads one row.
fn check() {
    let bare = ledgers::bare_program();
    for size in SIZES {
        let site = site(size);
        let mut beside = Command::new(&bare);
        beside.arg(site.ledger());
        for system in ["portal", "bonus-db"] {
            let check = site.okno(&["check", "--system", system, "--downtime", "30m", "--duration", "1h"]);
            let [okno, bare] = in_turns(150, [check, clone_of(&beside)]);
            println!(
                "check of {system:8} at {size:7} entries  {okno}; bare process {bare}; {:.2} times",
                okno.low / bare.low
            );
        }
    }
}

fn clone_of(command: &Command) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args());
    copy
}

/// Commands that look at much of a large ledger.
fn long() {
    let size = SIZES[2];
    let site = site(size);
    let yesterday = (site.newest_at() - TimeDelta::days(1)).to_rfc3339();
    let commands: [&[&str]; 7] = [
        &["log", "verify"],
        &["log", "rebuild"],
        &["list"],
        &["status"],
        &["log", "--since", &yesterday],
        &["log", "--system", "portal", "--last", "20"],
        &["backup", "status", "--system", "portal"],
    ];
    for command in commands {
        let [spread] = in_turns(3, [site.okno(command)]);
        let shown = command.join(" ");
        println!("{shown:44} at {size} entries  {spread}");
    }
}

/// The chain alone, and all that `log verify` looks at, in processor time.
fn chain() {
    let size = SIZES[2];
    let mut store = Sqlite::open_read_only(site(size).ledger()).expect("the ledger opens");
    let mut verifier = Verifier::default();
    let read_and_verified = cpu(|| {
        snapshot::<_, okno::ledger::StoreError>(&mut store, |read| {
            read.stored(0, &mut |stored| {
                verifier.next(stored.seq, stored.line, stored.hash).expect("it chains");
                std::ops::ControlFlow::Continue(())
            })
        })
        .expect("the ledger reads");
    });
    let per_second = |entries: u64, seconds: f64| entries as f64 / seconds;
    let head = verifier.head().expect("entries").seq;
    println!("chain read and verified  {:.0} entries a second of processor time", per_second(head, read_and_verified));
    let site = site(size);
    let whole = cpu(|| site.okno_here(&["log", "verify"]));
    println!("log verify with cards    {:.0} entries a second of processor time", per_second(head, whole));
}

/// Appending: one change planned in a transaction of its own, and many in one.
fn append() {
    let site = site(SIZES[1]);
    let copy = site.copy("append");
    let mut store = Sqlite::open(copy.ledger()).expect("the ledger opens");
    for (transactions, each) in [(200_u32, 1_u32), (1, 20_000)] {
        let mut number = 0_u32;
        let (wall, cpu) = timing::both(|| {
            for _ in 0..transactions {
                let act = ledgers::act(u64::from(number) + u64::from(each) * 1_000_000, SystemClock.now());
                transact::<_, okno::ledger::StoreError>(&mut store, &act, |write| {
                    for _ in 0..each {
                        number += 1;
                        write.append(okno::backup::Backups::draft("portal", &ledgers::taken()))?;
                    }
                    Ok(())
                })
                .expect("it appends");
            }
        });
        let entries = f64::from(transactions * each);
        println!(
            "append, {each:5} in a transaction  {:.3} ms an entry on the wall, {:.1} µs of processor time",
            wall / entries * 1e3,
            cpu / entries * 1e6
        );
    }
}

/// The next slots of a system of the sample, as a process.
fn slots() {
    let site = site(SIZES[0]);
    for system in ["bonus-db", "tracking"] {
        let command = ["slots", "--system", system, "--downtime", "30m", "--count", "5"];
        let [spread] = in_turns(50, [site.okno(&command)]);
        println!("slots of {system:8}, five of them  {spread}");
    }
}

/// When the newest entry of the ledger was recorded.
fn newest_at(ledger: &Path) -> DateTime<Utc> {
    let mut store = Sqlite::open_read_only(ledger).expect("the ledger opens");
    let mut at = None;
    store
        .snapshot(&mut |read| {
            let which = okno::ledger::Which { newest_first: true, limit: Some(1), ..Default::default() };
            read.entries(&which, &mut |entry| {
                at = Some(entry.stamp.at);
                std::ops::ControlFlow::Break(())
            })
        })
        .expect("the ledger reads");
    at.expect("it has entries")
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} ms ({:.2} at the median, of {})", self.low * 1e3, self.median * 1e3, self.runs)
    }
}
