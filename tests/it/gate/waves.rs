//! Waves against exhaustive search: no fewer starts serve everybody.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use okno::gate::{Search, Slot, Wave, Waves, waves};
use okno::policy::CustomerId;
use proptest::{prelude::*, sample::select};

use super::scene::{Listed, Party, Scene, hours, instant, minutes};
use okno::calendar::{NightBelongsTo, WindowRule};

type Instant = DateTime<Utc>;

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const ZONES: [&str; 12] = [
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "UTC",
    "Europe/Berlin",
    "Europe/Moscow",
    "Asia/Yekaterinburg",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
];
const NIGHTS: [(&str, &str); 6] = [
    ("22:00", "06:00"),
    ("23:00", "02:00"),
    ("20:00", "24:00"),
    ("02:00", "05:30"),
    ("18:00", "08:00"),
    ("00:00", "06:00"),
];

fn parties(zones: &[&str]) -> Scene {
    let party = |(zone, name): (&&str, &str)| Party::new(name, zone, Listed::usual());
    Scene::of(zones.iter().zip(NAMES).map(party).collect())
}

fn planned(scene: &Scene, from: Instant) -> Waves {
    waves(&scene.question(), from)
}

/// The slots of each customer alone that begin within one day round the globe.
fn nights(scene: &Scene, from: Instant) -> Vec<Vec<Slot>> {
    let alone = |index: usize| {
        let mut question = scene.question();
        question.customers = vec![question.customers[index]];
        Search::new(&question, from).take(3).collect::<Vec<Slot>>()
    };
    let all: Vec<Vec<Slot>> = (0..scene.parties.len()).map(alone).collect();
    let begins = all.iter().flatten().map(|slot| slot.start_at).min().unwrap();
    let in_round =
        |slots: Vec<Slot>| slots.into_iter().filter(|slot| slot.start_at < begins + TimeDelta::hours(24)).collect();
    all.into_iter().map(in_round).collect()
}

/// The least number of instants that serve whoever has a night in the round, by trying all of them: a start can be moved to
/// the end of the slot that ends first around it.
fn least(nights: &[Vec<Slot>]) -> usize {
    let ends: BTreeSet<Instant> = nights.iter().flatten().map(|slot| slot.latest_start_at).collect();
    let ends: Vec<Instant> = ends.into_iter().collect();
    let serves = |chosen: u32| {
        let around = |slot: &Slot| {
            let here = ends.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
            here.into_iter().any(|(_, at)| slot.start_at <= *at && *at <= slot.latest_start_at)
        };
        nights.iter().filter(|slots| !slots.is_empty()).all(|slots| slots.iter().any(around))
    };
    (0..1_u32 << ends.len()).filter(|chosen| serves(*chosen)).map(|chosen| chosen.count_ones() as usize).min().unwrap()
}

fn scene() -> impl Strategy<Value = (Scene, Instant)> {
    let party = (select(ZONES.to_vec()), select(NIGHTS.to_vec()));
    let from = (0..7 * 96i64).prop_map(|quarter| instant("2026-10-19T00:00:00Z") + minutes(15 * quarter));
    (proptest::collection::vec(party, 1..=6), select(vec![11, 30, 60]), from).prop_map(|(chosen, length, from)| {
        let zones: Vec<&str> = chosen.iter().map(|party| party.0).collect();
        let mut scene = parties(&zones).stopping_for(length);
        for (rules, (_, (opens, closes))) in scene.rules.windows.values_mut().zip(&chosen) {
            rules[0].hours = hours(opens, closes);
        }
        (scene, from)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_fewer_starts_serve_the_nights_of_a_day((scene, from) in scene()) {
        let found = planned(&scene, from).waves;
        let first_round = found.iter().filter(|wave| wave.round == 1).count();
        let now = nights(&scene, from);
        let begun = now.iter().flatten().filter(|slot| slot.start_at <= from).map(|slot| slot.latest_start_at).max();
        let later = begun.map(|last| nights(&scene, last + TimeDelta::milliseconds(1)));
        // What is left of a night that had begun costs no start: the rounds after it may have won.
        prop_assert!([Some(&now), later.as_ref()].into_iter().flatten().any(|nights| least(nights) == first_round));
        if now.iter().all(|slots| !slots.is_empty()) {
            prop_assert!(found.len() <= least(&now));
        }
    }

    #[test]
    fn every_customer_is_served_once_in_its_own_window_and_waves_never_overlap((scene, from) in scene()) {
        let Waves { waves, unserved } = planned(&scene, from);
        prop_assert!(unserved.is_empty());
        let served: Vec<&str> = waves.iter().flat_map(|wave| &wave.customers).map(CustomerId::as_str).collect();
        prop_assert_eq!(served.len(), scene.parties.len());
        prop_assert_eq!(served.iter().collect::<BTreeSet<_>>().len(), served.len());
        for Wave { customers, slot, .. } in &waves {
            prop_assert!(from <= slot.start_at && slot.start_at <= slot.latest_start_at);
            for at in [slot.start_at, slot.latest_start_at] {
                let mut question = scene.question();
                question.customers.retain(|who| customers.contains(who.id));
                let next = Search::new(&question, at).next().unwrap();
                prop_assert_eq!(next.start_at, at);
            }
        }
        for two in waves.windows(2) {
            prop_assert!(two[0].slot.latest_start_at + scene.duration <= two[1].slot.start_at);
        }
    }
}

#[test]
fn one_common_night_is_one_wave() {
    let found = planned(&parties(&["Europe/Berlin", "Europe/Moscow"]), instant("2026-11-24T12:00:00Z"));
    assert_eq!(found.waves.len(), 1);
    let slot = found.waves[0].slot;
    assert_eq!(
        (slot.start_at, slot.latest_start_at),
        (instant("2026-11-24T21:00:00Z"), instant("2026-11-25T02:15:00Z"))
    );
}

#[test]
fn two_nights_that_share_no_minute_are_two_waves() {
    // UTC+2 and UTC+10.
    let found = planned(&parties(&["Africa/Johannesburg", "Australia/Brisbane"]), instant("2026-11-24T06:00:00Z"));
    let told: Vec<(String, Instant)> =
        found.waves.iter().map(|wave| (wave.customers[0].to_string(), wave.slot.start_at)).collect();
    let expected =
        [("b".to_owned(), instant("2026-11-24T12:00:00Z")), ("a".to_owned(), instant("2026-11-24T20:00:00Z"))];
    assert_eq!(told, expected);
}

#[test]
fn whose_calendar_has_a_day_off_gets_the_next_round() {
    let mut scene = parties(&["Europe/Berlin", "Europe/Berlin"]);
    let off = Listed { holidays: BTreeSet::from(["2026-11-24".parse().unwrap()]), ..Listed::usual() };
    scene.parties[1] = Party::new("b", "Europe/Berlin", off);
    let found = planned(&scene, instant("2026-11-24T12:00:00Z"));
    let told: Vec<(u32, String)> = found.waves.iter().map(|wave| (wave.round, wave.customers[0].to_string())).collect();
    assert_eq!(told, [(1, "a".to_owned()), (2, "b".to_owned())]);
}

#[test]
fn a_night_that_has_begun_costs_no_start() {
    // Late on Friday night Moscow could still begin, then New York; Brisbane, which could share a start with Moscow, is free
    // from Monday on only.
    let scene = parties(&["Europe/Moscow", "America/New_York", "Australia/Brisbane"]);
    let found = planned(&scene, instant("2026-11-28T02:00:00Z"));
    let told: Vec<Vec<&str>> =
        found.waves.iter().map(|wave| wave.customers.iter().map(CustomerId::as_str).collect()).collect();
    assert_eq!(told, [vec!["b"], vec!["a", "c"]]);
}

#[test]
fn whom_no_start_serves_is_named() {
    let mut scene = parties(&["Europe/Berlin", "Europe/Moscow"]).stopping_for(120);
    scene.rules.windows.values_mut().last().unwrap()[0] =
        WindowRule { hours: hours("22:00", "23:00"), belongs: NightBelongsTo::OpeningDay };
    let found = planned(&scene, instant("2026-11-24T12:00:00Z"));
    assert_eq!(found.unserved.iter().map(ToString::to_string).collect::<Vec<_>>(), ["b"]);
    assert_eq!(found.waves.len(), 1);
}

#[test]
fn waves_go_around_other_changes_and_each_other() {
    // Two nights that only just miss each other, and work nearly as long as they are.
    let scene = parties(&["Asia/Yekaterinburg", "Asia/Karachi", "Europe/Moscow"]).stopping_for(470);
    let found = planned(&scene, instant("2026-11-24T12:00:00Z"));
    for two in found.waves.windows(2) {
        assert!(two[0].slot.latest_start_at + scene.duration <= two[1].slot.start_at, "{found:?}");
    }
    assert!(found.unserved.is_empty());
}
