//! A first windows.toml says what was answered, whatever was answered.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, TimeDelta, Weekday};
use okno::{
    calendar::{Day, Workdays, ZoneName},
    policy::{
        BackupConfig, CalendarId, CustomerId, Evidence, Policy, SystemBackup, SystemId, TakeCommand,
        draft::{
            Days, Draft, DraftCalendar, DraftCustomer, DraftSystem, Named, backup_by_barman, backup_by_basebackup,
            backup_by_borg, backup_by_command, backup_by_files, backup_by_pg_dump, backup_by_pgbackrest,
            backup_by_restic, backup_by_sqlite, no_backup, words,
        },
    },
};
use proptest::prelude::*;

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();

fn date(day: i64) -> NaiveDate {
    FIRST + TimeDelta::days(day)
}

/// Names as people type them, that can be used.
fn named<Id: std::fmt::Debug + Clone>(
    parse: fn(&str) -> Result<Id, okno::policy::NameError>,
) -> impl Strategy<Value = Named<Id>> {
    let text = prop_oneof![any::<String>(), r#"[a-zA-Zя"'\\#\]=. -]{1,12}"#, "[a-z]{1,8}"];
    text.prop_filter_map("no name", move |text| Named::of(&text, parse).ok())
}

fn days() -> impl Strategy<Value = Days> {
    let weekends = prop::collection::btree_set(0_u8..7, 0..6);
    let listed = (weekends, 0_i64..400, prop::collection::vec((0_i64..400, 0_i64..20), 0..5));
    let listed = listed.prop_map(|(weekend, length, holidays)| {
        let covers = FIRST..=date(length);
        let inside = |(from, length): (i64, i64)| -> RangeInclusive<NaiveDate> {
            date(from).min(*covers.end())..=date(from + length).min(*covers.end())
        };
        let weekend = weekend.into_iter().map(|day| Weekday::try_from(day).unwrap()).collect();
        Days::Listed { weekend, holidays: holidays.into_iter().map(inside).collect(), covers }
    });
    prop_oneof![Just(Days::Russian), listed]
}

fn backup() -> impl Strategy<Value = Option<SystemBackup>> {
    let text = prop_oneof![any::<String>(), r#"[a-z/*"'\\ ,-]{1,20}"#];
    let none = text.clone().prop_filter_map("no reason", |why| no_backup(&why).ok());
    let config = (text.clone(), text.clone(), text, 0..9);
    let config = config.prop_filter_map("no backup", |(what, tables, take, tool)| {
        let config = match tool {
            0 => backup_by_command(&what),
            1 => backup_by_files(&what),
            2 => backup_by_pgbackrest(&what),
            3 => backup_by_barman(&what),
            4 => backup_by_basebackup(&what),
            5 => backup_by_pg_dump(&what),
            6 => backup_by_restic(&what, &tables),
            7 => backup_by_borg(&format!("{what}::{tables}"), &take),
            _ => backup_by_sqlite(&what, &tables),
        };
        config.ok().map(|config| {
            SystemBackup::Own(Box::new(BackupConfig { take: words(&take).ok().map(TakeCommand::Any), ..config }))
        })
    });
    prop::option::of(prop_oneof![3 => config, 1 => none])
}

fn draft() -> impl Strategy<Value = Draft> {
    let calendars = prop::collection::vec((named(CalendarId::parse), days()), 1..3);
    let zones = prop::sample::select(vec!["Asia/Yekaterinburg", "America/Argentina/Buenos_Aires", "UTC"]);
    let customers = prop::collection::vec((named(CustomerId::parse), zones, any::<prop::sample::Index>()), 1..4);
    let systems = prop::collection::vec((named(SystemId::parse), 1_usize..4, backup()), 1..4);
    (calendars, customers, systems).prop_map(|(calendars, customers, systems)| {
        let mut calendars: Vec<_> =
            calendars.into_iter().map(|(named, days)| DraftCalendar { id: named.id, days }).collect();
        calendars.sort_by_key(|calendar| calendar.id.clone());
        calendars.dedup_by_key(|calendar| calendar.id.clone());
        let customer = |(Named { id, name }, zone, index): (_, &str, prop::sample::Index)| {
            let calendar = calendars[index.index(calendars.len())].id.clone();
            DraftCustomer { id, name, zone: ZoneName::parse(zone).unwrap(), calendar }
        };
        let mut customers: Vec<_> = customers.into_iter().map(customer).collect();
        customers.sort_by_key(|customer| customer.id.clone());
        customers.dedup_by_key(|customer| customer.id.clone());
        let ids: Vec<_> = customers.iter().map(|customer| customer.id.clone()).collect();
        let system = |(Named { id, name }, count, backup)| DraftSystem {
            id,
            name,
            customers: ids.iter().take(count).cloned().collect(),
            backup,
        };
        let mut systems: Vec<_> = systems.into_iter().map(system).collect();
        systems.sort_by_key(|system| system.id.clone());
        systems.dedup_by_key(|system| system.id.clone());
        Draft { calendars, customers, systems }
    })
}

/// What the days of a draft mean.
fn meant(days: &Days) -> Workdays {
    match days {
        Days::Russian => Workdays::russian([].into(), [].into()),
        Days::Listed { weekend, covers, holidays } => {
            let holidays =
                holidays.iter().flat_map(|span| span.start().iter_days().take_while(|date| date <= span.end()));
            Workdays::listed(weekend, holidays.collect(), [].into(), covers.clone())
        }
    }
}

proptest! {
    #[test]
    fn any_accepted_answers_are_read_back_as_they_were_given(draft in draft()) {
        let text = draft.text();
        let policy = Policy::read("w", text.as_bytes(), &|_| None);
        let policy = policy.map_err(|faults| TestCaseError::fail(format!("{}\n{text}", faults.render(false))))?;
        prop_assert_eq!(policy.calendars.len(), draft.calendars.len());
        for calendar in &draft.calendars {
            let read = &policy.calendars[&calendar.id].workdays;
            let meant = meant(&calendar.days);
            prop_assert_eq!(read.covers(), meant.covers());
            for day in -10..420 {
                prop_assert_eq!(read.day(date(day)), meant.day(date(day)), "{}", date(day));
            }
            prop_assert_eq!(read.day(*read.covers().end() + TimeDelta::days(1)), Day::Unknown);
        }
        let customers: Vec<_> = policy.customers.into_values().collect();
        prop_assert_eq!(customers.len(), draft.customers.len());
        for (read, given) in customers.iter().zip(&draft.customers) {
            prop_assert_eq!((&read.id, &read.name), (&given.id, &given.name));
            prop_assert_eq!((&read.zone, &read.calendar), (&given.zone, &given.calendar));
        }
        let systems: Vec<_> = policy.systems.into_values().collect();
        prop_assert_eq!(systems.len(), draft.systems.len());
        for (read, given) in systems.iter().zip(&draft.systems) {
            prop_assert_eq!((&read.id, &read.name, &read.customers), (&given.id, &given.name, &given.customers));
            prop_assert_eq!(&read.backup, &given.backup);
            prop_assert_eq!(read.terms.backup_evidence, given.backup.is_none().then_some(Evidence::Attested));
        }
    }
}

#[test]
fn a_name_for_people_leaves_one_for_commands() {
    for (text, id) in
        [("ACME Retail", "acme-retail"), ("  shop ", "shop"), ("«База» №1", "база-1"), ("Shop_DB", "Shop_DB")]
    {
        assert_eq!(Named::of(text, SystemId::parse).unwrap().id.as_str(), id);
    }
    for text in ["", " ", "!?", "a\u{1b}b"] {
        assert!(Named::of(text, SystemId::parse).is_err(), "{text:?}");
    }
}

#[test]
fn a_city_or_a_part_of_its_name_is_enough_to_find_a_zone() {
    let meant = |text: &str| ZoneName::meant_by(text, 3).iter().map(ToString::to_string).collect::<Vec<_>>();
    for (text, zone) in [
        ("yekat", "Asia/Yekaterinburg"),
        ("moscow", "Europe/Moscow"),
        ("EUROPE/berlin", "Europe/Berlin"),
        ("Yekaterinberg", "Asia/Yekaterinburg"),
        ("vladi", "Asia/Vladivostok"),
    ] {
        assert_eq!(meant(text), [zone], "{text}");
    }
    assert_eq!(meant("new york"), ["America/New_York"]);
    assert_eq!(meant("an").len(), 3, "no more than were asked for");
    for text in ["", "Екатеринбург", "zzzzzz"] {
        assert!(meant(text).is_empty(), "{text}");
    }
}
