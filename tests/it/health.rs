//! What of all that can be seen falls short: judged without a machine that is in that state.

use chrono::{NaiveDate, TimeDelta};
use okno::{
    calendar::ZoneName,
    change::ChangeId,
    health::{
        CalendarSeen, Changes, ClockSeen, CopyRole, CopySeen, GitSeen, Health, LedgerOpen, LedgerSeen, LoginSeen,
        MemorySeen, RulesFile, RulesSeen, Seen, What, judge,
    },
    policy::{CalendarId, Standing, SystemId},
};

use crate::house::instant;

/// A place in which nothing falls short.
fn well() -> Seen {
    let copy = |folder: Option<&str>, release: &str, role| CopySeen {
        folder: folder.map(str::to_owned),
        release: release.to_owned(),
        role,
    };
    Seen {
        now: instant("2026-11-24T12:00:00Z"),
        version: "1.0.0".to_owned(),
        build: "release build".to_owned(),
        rules: RulesSeen { file: RulesFile::Read("windows.toml".to_owned()), not_adopted: Vec::new() },
        copies: Ok(vec![copy(None, "2026f", CopyRole::Used), copy(Some("/zones"), "2025b", CopyRole::InReserve)]),
        zones: vec![(ZoneName::parse("Europe/Moscow").unwrap(), Standing::Same)],
        newest_release: Some("2026f".to_owned()),
        disputes: Vec::new(),
        calendars: vec![CalendarSeen {
            id: CalendarId::parse("ru").unwrap(),
            known_until: NaiveDate::from_ymd_opt(2027, 12, 31).unwrap(),
            used: true,
            beyond: Vec::new(),
        }],
        horizon: TimeDelta::days(180),
        files: Vec::new(),
        memory: MemorySeen { folder: Some("/state".to_owned()), writable: true },
        clock: ClockSeen {
            synchronised: Some(true),
            newest_entry_at: Some(instant("2026-11-24T11:00:00Z")),
            max_skew: TimeDelta::seconds(30),
        },
        backups: Vec::new(),
        ledger: Some(LedgerSeen::Open(open(Changes { planned: 1, ..Changes::default() }))),
    }
}

fn open(changes: Changes) -> LedgerOpen {
    LedgerOpen {
        place: "ledger.db".to_owned(),
        entries: 9,
        remembered: true,
        changes,
        git: GitSeen::Outside,
        login: None,
    }
}

/// What is not well.
fn short(seen: &Seen) -> Vec<(Health, What)> {
    let found = judge(seen).into_iter();
    found.filter(|finding| finding.health != Health::Well).map(|finding| (finding.health, finding.what)).collect()
}

#[test]
fn a_place_without_fault_has_none_found() {
    assert_eq!(short(&well()), []);
}

#[test]
fn a_clock_that_nobody_keeps_is_told_and_one_that_cannot_be_asked_is_not_alarmed_about() {
    let clock = |synchronised| ClockSeen { synchronised, ..well().clock };
    let found = short(&Seen { clock: clock(Some(false)), ..well() });
    assert_eq!(found, [(Health::Attention, What::ClockSynchronised(Some(false)))]);
    let found = short(&Seen { clock: clock(None), ..well() });
    assert_eq!(found, [(Health::Unknown, What::ClockSynchronised(None))]);
}

#[test]
fn interrupted_runs_and_leases_of_the_dead_are_broken() {
    let shop = SystemId::parse("shop").unwrap();
    let changes = Changes {
        planned: 1,
        interrupted: vec![ChangeId::new(3)],
        missed: vec![ChangeId::new(4)],
        leases_left: vec![(shop.clone(), "CHG-2".to_owned())],
    };
    let found = short(&Seen { ledger: Some(LedgerSeen::Open(open(changes))), ..well() });
    assert_eq!(
        found,
        [
            (Health::Broken, What::Interrupted(vec![ChangeId::new(3)])),
            (Health::Broken, What::LeaseLeft { system: shop, change: "CHG-2".to_owned() }),
            (Health::Attention, What::Missed(vec![ChangeId::new(4)])),
        ]
    );
}

#[test]
fn older_zone_data_is_worth_a_look_and_differing_rules_are_broken() {
    let moscow = ZoneName::parse("Europe/Moscow").unwrap();
    let newest = || Some("2027a".to_owned());
    let zones = |standing| vec![(moscow.clone(), standing)];
    let found = short(&Seen { zones: zones(Standing::OlderButEqual), newest_release: newest(), ..well() });
    assert_eq!(found, [(Health::Attention, What::ZoneDataOlder { newest: "2027a".to_owned() })]);
    let differs = Standing::Differs { newest: "2027a".to_owned() };
    let found = short(&Seen { zones: zones(differs), newest_release: newest(), ..well() });
    assert_eq!(found, [(Health::Broken, What::ZoneRulesOld { zones: vec![moscow], newest: "2027a".to_owned() })]);
}

#[test]
fn a_calendar_that_nobody_uses_may_end_and_one_that_a_change_outlives_may_not() {
    let calendar = |used, beyond: &[u64], last: &str| CalendarSeen {
        used,
        beyond: beyond.iter().map(|number| ChangeId::new(*number)).collect(),
        known_until: last.parse().unwrap(),
        ..well().calendars[0].clone()
    };
    let health = |calendar| {
        judge(&Seen { calendars: vec![calendar], ..well() })
            .into_iter()
            .find(|finding| matches!(finding.what, What::Calendar(_)))
            .unwrap()
            .health
    };
    assert_eq!(health(calendar(false, &[], "2020-12-31")), Health::Well);
    assert_eq!(health(calendar(true, &[], "2026-11-24")), Health::Broken);
    assert_eq!(health(calendar(true, &[], "2027-01-23")), Health::Attention);
    assert_eq!(health(calendar(true, &[], "2027-01-24")), Health::Well);
    assert_eq!(health(calendar(true, &[7], "2027-06-30")), Health::Attention);
}

#[test]
fn a_login_that_can_do_more_than_append_deserves_attention() {
    let with = |excess: Result<Vec<String>, String>| {
        let login = Some(LoginSeen { name: "olga".to_owned(), excess });
        let seen = Seen { ledger: Some(LedgerSeen::Open(LedgerOpen { login, ..open(Changes::default()) })), ..well() };
        let found = judge(&seen).into_iter().find(|found| matches!(found.what, What::Login(_)));
        found.expect("a finding").health
    };
    assert_eq!(with(Ok(Vec::new())), Health::Well);
    assert_eq!(with(Ok(vec!["it owns the database".to_owned()])), Health::Attention);
    assert_eq!(with(Err("gone".to_owned())), Health::Unknown);
}
