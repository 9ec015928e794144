//! Random scenes, facts and instants, crowded around everything that may begin or end.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use okno::{
    calendar::{Hours, Interval, NightBelongsTo, WindowRule, ZoneName},
    change::{ChangeId, Kind, State},
    gate::{
        Adoption, Around, Asking, BackupFacts, Busy, ChangeFacts, CommandDifference, Facts, Halt, KnownBackup, OldZone,
        OtherStop, OtherWork, Paperwork,
    },
    policy::{CustomerId, Evidence, Freeze, Late, Responsible, Scope, SystemId},
};
use proptest::{
    bool::weighted,
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::{Index, select},
};

use super::{
    oracle::Oracle,
    scene::{Listed, Party, Scene, backup, customer, date, minutes},
};

type Instant = DateTime<Utc>;

/// What is asked, of whom, and when.
#[derive(Debug, Clone)]
pub struct Case {
    pub scene: Scene,
    pub asking: Asking,
    pub facts: Facts,
    pub at: Instant,
}

impl Case {
    /// The last instant from which anything is searched.
    pub fn latest_instant(&self) -> Instant {
        if let Asking::Change(change) = &self.asking { change.start_at.max(self.at) } else { self.at }
    }
}

pub fn case() -> impl Strategy<Value = Case> {
    (staged(), moment(), asking(), prop_oneof![Just(Learnt::all_well()), facts()]).prop_map(
        |((scene, day), moment, asking, facts)| {
            let at = moment.on(&scene, day);
            let asking = asking.at(at);
            let work_at = if let Asking::Change(change) = &asking { at.max(change.start_at) } else { at };
            Case { facts: facts.at(&scene, at, work_at), scene, asking, at }
        },
    )
}

/// A scene, and an instant from which to look for slots.
pub fn search() -> impl Strategy<Value = (Scene, Instant)> {
    (staged(), moment()).prop_map(|((scene, day), moment)| {
        let from = moment.on(&scene, day);
        (scene, from)
    })
}

/// Zones with the days around which their clocks are set.
const ZONES: [(&str, [&str; 2]); 11] = [
    ("Asia/Yekaterinburg", ["2026-11-24", "2026-12-29"]),
    ("Europe/Berlin", ["2026-03-28", "2026-10-24"]),
    ("Africa/Cairo", ["2026-04-23", "2026-10-29"]),
    ("Asia/Jerusalem", ["2026-03-26", "2026-10-24"]),
    ("America/Santiago", ["2026-04-04", "2026-09-05"]),
    ("America/Havana", ["2026-03-07", "2026-10-31"]),
    ("America/New_York", ["2026-03-07", "2026-10-31"]),
    ("Australia/Lord_Howe", ["2026-04-04", "2026-10-03"]),
    ("Pacific/Chatham", ["2026-04-04", "2026-09-26"]),
    ("Asia/Kolkata", ["2026-06-11", "2026-12-31"]),
    ("Africa/Casablanca", ["2026-02-14", "2026-03-21"]),
];

const WEEKENDS: [&[Weekday]; 4] = [&[Weekday::Sat, Weekday::Sun], &[Weekday::Fri, Weekday::Sat], &[Weekday::Sun], &[]];

/// A scene and the day around which it was made: one on which the first customer's clock may be set.
fn staged() -> impl Strategy<Value = (Scene, NaiveDate)> {
    let zones = prop_oneof![4 => 1..=1usize, 2 => 2..=2usize, 1 => 3..=3usize]
        .prop_flat_map(|count| vec(select(ZONES.to_vec()), count));
    (zones, 0..2usize, 0..5u64).prop_flat_map(|(zones, which, before)| {
        let day = date(zones[0].1[which]) - Days::new(before);
        let names: Vec<&'static str> = zones.iter().map(|zone| zone.0).collect();
        let parties =
            names.iter().zip(["acme", "beta", "cola"]).map(|(zone, id)| party(id, zone, day)).collect::<Vec<_>>();
        let rules_of_one = prop_oneof![5 => vec(window_rule(), 1), 1 => vec(window_rule(), 2)];
        let rules = vec(rules_of_one, names.len());
        let freezes = prop_oneof![2 => Just(Vec::new()), 1 => vec(freeze(day), 1..=2)];
        (parties, rules, freezes, around(day), work(), terms()).prop_map(
            move |(parties, rules, freezes, around, work, terms)| {
                let mut scene = Scene::of(parties);
                scene.rules.windows = scene.system.customers.iter().cloned().zip(rules).collect();
                scene.freezes = freezes;
                scene.around = around;
                (scene.downtime, scene.duration) = work;
                terms.set(&mut scene);
                (scene, day)
            },
        )
    })
}

fn party(id: &'static str, zone: &'static str, day: NaiveDate) -> impl Strategy<Value = Party> {
    let dates =
        move |share| btree_set((0..14u64).prop_map(move |after| day - Days::new(3) + Days::new(after)), 0..=share);
    let covers = prop_oneof![
        8 => Just((40, 400)),
        2 => (0..3u64, 0..8u64),
        1 => (0..3u64, 20..40u64),
    ];
    let through = weighted(0.3).prop_map(|reached| reached.then(|| SystemId::parse("other").unwrap()));
    (select(WEEKENDS.to_vec()), dates(2), dates(2), covers, through).prop_map(
        move |(weekend, holidays, workdays, covers, through)| {
            let covers = day - Days::new(covers.0)..=day + Days::new(covers.1);
            let listed = Listed { weekend: weekend.to_vec(), holidays, workdays, covers };
            let mut party = Party::new(id, zone, listed);
            party.through.extend(through);
            party
        },
    )
}

fn window_rule() -> impl Strategy<Value = WindowRule> {
    let belongs = select(vec![NightBelongsTo::OpeningDay, NightBelongsTo::EachDay, NightBelongsTo::Both]);
    (window_hours(), belongs).prop_map(|(hours, belongs)| WindowRule { hours, belongs })
}

fn window_hours() -> impl Strategy<Value = Hours> {
    let half_hour = |count: u32| NaiveTime::from_hms_opt(count / 2, count % 2 * 30, 0);
    let any_hours = (0..48u32, 0..=48u32).prop_filter("a window needs two different readings", |(from, to)| from != to);
    let usual =
        select(vec![(44, 12), (44, 12), (44, 12), (44, 10), (46, 12), (40, 48), (0, 12), (3, 5), (47, 1), (36, 0)]);
    let from_to = move |(from, to)| Hours::FromTo { from: half_hour(from).unwrap_or_default(), to: half_hour(to) };
    prop_oneof![
        8 => usual.prop_map(from_to),
        1 => any_hours.prop_map(from_to),
        1 => Just(Hours::AllDay),
    ]
}

/// Downtime and duration.
fn work() -> impl Strategy<Value = (TimeDelta, TimeDelta)> {
    let downtime = prop_oneof![
        3 => select(vec![0, 2, 5, 9, 10, 11, 30, 45, 60, 61, 240]),
        1 => select(vec![420, 421, 479, 480, 481, 540, 541, 1440, 1500]),
    ];
    let beyond = prop_oneof![4 => Just(0), 1 => select(vec![1, 60, 420])];
    (downtime, beyond).prop_map(|(downtime, beyond)| (minutes(downtime), minutes(downtime + beyond)))
}

fn freeze(day: NaiveDate) -> impl Strategy<Value = Freeze> {
    let midnight = day.and_time(NaiveTime::MIN);
    let length = prop_oneof![3 => 1..12i64, 2 => 12..150i64, 1 => Just(48 * 365)];
    let zone = option::of(select(ZONES.to_vec()).prop_map(|zone| ZoneName::parse(zone.0).unwrap()));
    let customers = prop_oneof![
        Just(Scope::All),
        select(vec!["acme", "beta", "nobody"]).prop_map(|id| Scope::Listed(BTreeSet::from([customer(id)]))),
        Just(Scope::Listed(BTreeSet::<CustomerId>::new())),
    ];
    let systems = prop_oneof![
        Just(Scope::All),
        select(vec!["bonus-db", "other"]).prop_map(|id| Scope::Listed(BTreeSet::from([SystemId::parse(id).unwrap()]))),
        Just(Scope::Listed(BTreeSet::<SystemId>::new())),
        Just(Scope::Listed(BTreeSet::<SystemId>::new())),
    ];
    (-24..240i64, length, zone, customers, systems).prop_map(move |(after, length, zone, customers, systems)| {
        let from = midnight + minutes(30 * after);
        Freeze { from, until: from + minutes(30 * length), zone, customers, systems, reason: "sales".to_owned() }
    })
}

/// Other changes, and at most two stops, in whole minutes.
fn around(day: NaiveDate) -> impl Strategy<Value = Around> {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    let system = SystemId::parse("bonus-db").unwrap();
    let work = (-24..240i64, 0..16i64, weighted(0.06)).prop_map(move |(after, length, interrupted)| OtherWork {
        change: ChangeId::new(7),
        system: system.clone(),
        start_at: midnight + minutes(30 * after),
        end_at: (!interrupted).then(|| midnight + minutes(30 * (after + length))),
        running: interrupted,
    });
    let stop = (0..600i64, 1..=12i64, select(vec![0, 0, 0, 3, 50])).prop_map(move |(after, length, longer)| {
        let start = midnight + minutes(5 * after);
        let within = Interval::new(start, start + minutes(length + longer)).unwrap();
        OtherStop { change: ChangeId::new(8), within, length: minutes(length) }
    });
    let works = prop_oneof![3 => Just(Vec::new()), 1 => vec(work, 1..=2)];
    let stops = prop_oneof![1 => Just(Vec::new()), 1 => vec(stop, 1..=2)];
    (works, stops).prop_map(|(works, stops)| Around { works, stops, freezes: Vec::new() })
}

/// The settings that are not about windows.
#[derive(Debug, Clone)]
struct Settings {
    customers_own: bool,
    approvals: u32,
    early: TimeDelta,
    late: Late,
    horizon: TimeDelta,
    evidence: Evidence,
    together: TimeDelta,
}

impl Settings {
    fn set(self, scene: &mut Scene) {
        if self.customers_own {
            scene.system.responsible = Responsible::Customer;
        }
        scene.horizon = self.horizon;
        scene.rules.approvals = self.approvals;
        scene.rules.early = self.early;
        scene.rules.late = self.late;
        scene.rules.count_together = self.together;
        scene.rules.backup_evidence = self.evidence;
    }
}

fn terms() -> impl Strategy<Value = Settings> {
    let approvals = prop_oneof![6 => Just(0), 1 => 1..3u32];
    let early = select(vec![0, 0, 1, 60]).prop_map(minutes);
    let late = prop_oneof![Just(Late::WINDOW), (0..90i64).prop_map(|late| Late::after(minutes(late)))];
    let horizon =
        prop_oneof![8 => (3..20i64).prop_map(TimeDelta::days), 1 => Just(minutes(600)), 1 => Just(TimeDelta::days(45))];
    let evidence = prop_oneof![2 => Just(Evidence::Verified), 1 => select(Evidence::ALL.to_vec())];
    let together = select(vec![60, 60, 15, 4, 120]).prop_map(minutes);
    (weighted(0.04), approvals, early, late, horizon, evidence, together).prop_map(
        |(customers_own, approvals, early, late, horizon, evidence, together)| Settings {
            customers_own,
            approvals,
            early,
            late,
            horizon,
            evidence,
            together,
        },
    )
}

/// Where to look: beside an edge of the scene, or a work's length before it.
#[derive(Debug, Clone)]
struct Moment {
    edge: Index,
    away: TimeDelta,
    work_before: bool,
}

impl Moment {
    fn on(&self, scene: &Scene, day: NaiveDate) -> Instant {
        let near = scene.clone().with(|scene| scene.horizon = minutes(0));
        let base = day.and_time(NaiveTime::MIN).and_utc();
        let oracle = Oracle::of(&near, base, base + TimeDelta::days(4));
        let edge = oracle.edges().get(self.edge.index(oracle.edges().len().max(1))).copied().unwrap_or(base);
        // A freeze may end a year later, where nobody looks.
        let edge = edge.clamp(base - TimeDelta::days(5), base + TimeDelta::days(10));
        edge + self.away - if self.work_before { scene.duration } else { TimeDelta::zero() }
    }
}

fn moment() -> impl Strategy<Value = Moment> {
    let away = prop_oneof![
        4 => select(vec![0, -1, 1]).prop_map(minutes),
        1 => (-300..300i64).prop_map(minutes),
        1 => select(vec![-1, 1]).prop_map(TimeDelta::milliseconds),
    ];
    (any::<Index>(), away, any::<bool>()).prop_map(|(edge, away, work_before)| Moment { edge, away, work_before })
}

/// On whose behalf, relative to the instant asked about.
#[derive(Debug, Clone)]
enum Behalf {
    Plan(Paperwork),
    System,
    Change { facts: ChangeFacts, starts_after: TimeDelta, promised: TimeDelta },
}

impl Behalf {
    fn at(self, at: Instant) -> Asking {
        match self {
            Self::Plan(papers) => Asking::Plan(papers),
            Self::System => Asking::System,
            Self::Change { facts, starts_after, promised } => {
                let start_at = at + starts_after;
                Asking::Change(ChangeFacts { start_at, latest_start_at: start_at + promised, ..facts })
            }
        }
    }
}

fn asking() -> impl Strategy<Value = Behalf> {
    prop_oneof![
        1 => paperwork().prop_map(Behalf::Plan),
        2 => Just(Behalf::System),
        4 => change(),
    ]
}

fn paperwork() -> impl Strategy<Value = Paperwork> {
    let usual = prop_oneof![4 => Just(Kind::Maintenance), 1 => select(Kind::ALL.to_vec())];
    (usual, weighted(0.1), any::<bool>(), any::<bool>()).prop_map(
        |(kind, touches_data, has_instruction, has_specification)| Paperwork {
            kind,
            touches_data,
            has_instruction,
            has_specification,
        },
    )
}

fn change() -> impl Strategy<Value = Behalf> {
    let state = prop_oneof![
        8 => Just(State::Planned),
        2 => select(vec![State::Failed, State::Missed]),
        1 => select(vec![State::Unknown, State::Running, State::Interrupted, State::Done, State::Closed, State::Cancelled, State::Rejected]),
    ];
    let starts_after = prop_oneof![
        2 => Just(0),
        1 => -100..0i64,
        2 => select(vec![1, 60, 61, 89, 90, 91, 120, 600]),
        1 => 0..6000i64,
    ];
    let differs = prop_oneof![9 => Just(Vec::new()), 1 => Just(vec![CommandDifference::Arguments])];
    let approvals = prop_oneof![2 => 0..3u32, 1 => Just(2)];
    let promised = prop_oneof![Just(0), 0..400i64];
    (paperwork(), state, starts_after, differs, approvals, promised).prop_map(
        |(paperwork, state, starts_after, command_differs, approvals, promised)| Behalf::Change {
            facts: ChangeFacts {
                waivers: Vec::new(),
                paperwork,
                state,
                start_at: Instant::UNIX_EPOCH,
                latest_start_at: Instant::UNIX_EPOCH,
                approvals,
                command_differs,
            },
            starts_after: minutes(starts_after),
            promised: minutes(promised),
        },
    )
}

/// What was learnt, relative to the instant asked about.
#[derive(Debug, Clone)]
struct Learnt {
    rare: [bool; 4],
    adoption: Adoption,
    ahead: TimeDelta,
    busy: Option<bool>,
    backups: Vec<Known>,
    last_run: Option<(Index, TimeDelta)>,
}

/// A backup: in front of which edge of freshness it was made, by how much, and what is known of it.
#[derive(Debug, Clone)]
struct Known {
    beside: Beside,
    away: TimeDelta,
    evidence: Evidence,
    whole: bool,
}

impl Known {
    fn all_well() -> Self {
        Self { beside: Beside::HalfAnHourAgo, away: TimeDelta::zero(), evidence: Evidence::Restored, whole: true }
    }
}

#[derive(Debug, Clone, Copy)]
enum Beside {
    OldestAllowed,
    Now,
    NewestAllowed,
    HalfAnHourAgo,
}

impl Learnt {
    fn all_well() -> Self {
        Self {
            rare: [false; 4],
            adoption: Adoption::InForce,
            ahead: minutes(-1),
            busy: None,
            backups: vec![Known::all_well()],
            last_run: None,
        }
    }

    fn at(self, scene: &Scene, at: Instant, work_at: Instant) -> Facts {
        let known: Vec<KnownBackup> = self
            .backups
            .iter()
            .map(|known| {
                let beside = match known.beside {
                    Beside::OldestAllowed => work_at - scene.rules.backup_max_age,
                    Beside::Now => at,
                    Beside::NewestAllowed => at + scene.skew,
                    Beside::HalfAnHourAgo => at - minutes(30),
                };
                let mut made = backup(beside + known.away);
                made.backup.evidence = known.evidence;
                if !known.whole {
                    made.missing.push("full-0".to_owned());
                }
                made
            })
            .collect();
        let last_run_ended_at = self.last_run.map(|(which, away)| {
            let beside = known.get(which.index(known.len().max(1))).map_or(at, |known| known.backup.at);
            beside + away
        });
        let [halted, broken, old_zone, look_failed] = self.rare;
        Facts {
            now: at,
            adoption: self.adoption,
            halts: if halted { vec![halt(at)] } else { Vec::new() },
            newest_entry_at: Some(at + self.ahead),
            ledger_fault: broken.then(|| "entry 7 does not chain".to_owned()),
            old_zones: if old_zone { vec![old_zone_of(scene)] } else { Vec::new() },
            busy: self.busy.map(|interrupted| busy(at, interrupted)),
            backups: BackupFacts {
                known,
                last_run_ended_at,
                last_run_on: None,
                look_failed: look_failed.then(|| "it timed out".to_owned()),
                unasked: false,
                not_restored: None,
            },
        }
    }
}

/// A line that Olga stopped.
pub fn halt(at: Instant) -> Halt {
    Halt { by: "olga".to_owned(), why: "an incident".to_owned(), since: at - minutes(5), everywhere: true }
}

/// Another change on the system.
pub fn busy(at: Instant, interrupted: bool) -> Busy {
    Busy { change: "CHG-7".to_owned(), since: at - minutes(5), interrupted }
}

/// The first customer's zone by older data than the ledger has seen.
pub fn old_zone_of(scene: &Scene) -> OldZone {
    OldZone { zone: scene.parties[0].zone.clone(), have: "2025b".to_owned(), newest: "2026e".to_owned() }
}

fn facts() -> impl Strategy<Value = Learnt> {
    let adoption =
        prop_oneof![8 => Just(Adoption::InForce), 1 => Just(Adoption::EmptyLedger), 1 => Just(Adoption::Differs)];
    let ahead = prop_oneof![
        6 => Just(TimeDelta::minutes(-1)),
        2 => select(vec![29_999, 30_000, 30_001, 3_600_000]).prop_map(TimeDelta::milliseconds),
    ];
    let busy = prop_oneof![8 => Just(None), 1 => any::<bool>().prop_map(Some)];
    let backups = prop_oneof![
        3 => Just(vec![Known::all_well()]),
        4 => vec(known(), 0..=3),
    ];
    let away = select(vec![-60_000, -1, 0, 1, 60_000]).prop_map(TimeDelta::milliseconds);
    let last_run = prop_oneof![3 => Just(None), 1 => (any::<Index>(), away).prop_map(Some)];
    let rare = prop::array::uniform4(weighted(0.04));
    (rare, adoption, ahead, busy, backups, last_run).prop_map(|(rare, adoption, ahead, busy, backups, last_run)| {
        Learnt { rare, adoption, ahead, busy, backups, last_run }
    })
}

fn known() -> impl Strategy<Value = Known> {
    let beside = select(vec![Beside::OldestAllowed, Beside::Now, Beside::NewestAllowed, Beside::HalfAnHourAgo]);
    let away = select(vec![-60_000, -1, 0, 1, 60_000]).prop_map(TimeDelta::milliseconds);
    let evidence = prop_oneof![2 => Just(Evidence::Verified), 1 => select(Evidence::ALL.to_vec())];
    (beside, away, evidence, weighted(0.8)).prop_map(|(beside, away, evidence, whole)| Known {
        beside,
        away,
        evidence,
        whole,
    })
}
