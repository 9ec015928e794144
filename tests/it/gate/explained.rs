//! Who closes which hours, against the search itself: an hour is told as open where work of a moment may be, and nowhere else.

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    calendar::Interval,
    gate::{Around, Closing, Explained, Search, bound_by, explain},
};
use proptest::prelude::*;

use super::{
    cases::search,
    scene::{Scene, all_well, freeze, instant, minutes, other, rows, stop},
};

const MOMENT: TimeDelta = TimeDelta::milliseconds(1);

fn explained(scene: &Scene, from: DateTime<Utc>, length: TimeDelta) -> Explained {
    explain(&scene.question(), Interval::new(from, from + length).unwrap())
}

/// Whether work of a moment may be at that instant; with windows or without.
fn is_free(scene: &Scene, at: DateTime<Utc>, windows: bool) -> bool {
    let scene = scene.clone().with(|scene| {
        (scene.downtime, scene.duration) = (MOMENT, MOMENT);
        scene.rules.downtime_limit = if windows { TimeDelta::zero() } else { minutes(1) };
        scene.around.stops.clear();
    });
    Search::new(&scene.question(), at).next().is_some_and(|slot| slot.start_at == at)
}

/// One of the customers alone, with nothing around.
fn alone(scene: &Scene, index: usize) -> Scene {
    scene.clone().with(|scene| {
        scene.parties = vec![scene.parties[index].clone()];
        scene.freezes.clear();
        scene.around = Around::nothing();
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_hour_is_closed_by_whoever_stands_in_its_way((scene, from) in search()) {
        let needs_window = scene.question().needs_window();
        let told = explained(&scene, from, TimeDelta::days(4));
        prop_assert_eq!(told.sections.first().unwrap().span.start(), told.within.start());
        prop_assert_eq!(told.sections.last().unwrap().span.end(), told.within.end());
        for two in told.sections.windows(2) {
            prop_assert_eq!(two[0].span.end(), two[1].span.start());
        }
        for section in &told.sections {
            let closing: Vec<_> = told.closing(section).collect();
            prop_assert_eq!(closing.len(), section.count);
            prop_assert_eq!(section.alone.is_some(), section.count == 1);
            let (first, last) = (section.span.start(), section.span.end() - MOMENT);
            for at in [first, first + (last - first) / 2, last] {
                let adds_up = closing.iter().any(|closer| matches!(closer.cause, Closing::StopsAddUp(_)));
                let others = section.count - usize::from(adds_up);
                prop_assert_eq!(others == 0, is_free(&scene, at, needs_window), "{} {:?}", at, closing);
                let decision = scene.judge(&okno::gate::Asking::System, &all_well(at), at);
                prop_assert_eq!(adds_up, rows(&decision).iter().any(|row| row.0 == 10), "{} {:?}", at, closing);
                let shut = |index: &usize| !is_free(&alone(&scene, *index), at, true);
                let without = if needs_window { (0..scene.parties.len()).filter(shut).count() } else { 0 };
                prop_assert_eq!(section.without_window, without, "{}", at);
            }
        }
    }

    #[test]
    fn what_bounds_a_slot_ends_and_begins_with_it((scene, from) in search()) {
        let question = scene.question();
        for slot in Search::new(&question, from).take(3) {
            let bound = bound_by(&question, &slot);
            prop_assert!(slot.start_at == from || !bound.from.is_empty(), "{:?} {:?}", slot, bound);
            let length = scene.duration.max(MOMENT);
            let is_end = |at| move |closer: &okno::gate::Closer| closer.spans.iter().any(|span| span.start() == at);
            let all_begin = bound.until.iter().all(is_end(slot.latest_start_at + length));
            // Work that adds up with other stops is barred by its start.
            let adds_up = bound.until.iter().all(|closer| matches!(closer.cause, Closing::StopsAddUp(_)));
            prop_assert!(all_begin || adds_up, "{:?} {:?}", slot, bound);
        }
    }
}

#[test]
fn the_customer_that_binds_is_told_from_those_that_do_not() {
    let scene = Scene::in_zones(&["Europe/Berlin", "Europe/Moscow", "Asia/Yekaterinburg"]);
    // Berlin's night begins last, Yekaterinburg's ends first.
    let question = scene.question();
    let slot = Search::new(&question, instant("2026-11-24T12:00:00Z")).next().unwrap();
    let bound = bound_by(&question, &slot);
    let named = |closers: &[okno::gate::Closer]| {
        closers.iter().flat_map(|closer| closer.customers.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    assert_eq!((named(&bound.from), named(&bound.until)), (vec!["acme".to_owned()], vec!["cola".to_owned()]));
}

#[test]
fn a_freeze_and_another_change_are_told_with_whose_they_are() {
    let mut scene = Scene::usual();
    scene.freezes.push(freeze("2026-11-24 23:00", "2026-11-25 00:00"));
    scene.around.works.push(other("2026-11-24T20:00:00Z", Some("2026-11-24T21:00:00Z")));
    let told = explained(&scene, instant("2026-11-24T17:00:00Z"), TimeDelta::hours(8));
    let spans: Vec<_> = told.sections.iter().map(|section| (section.span.start(), section.count)).collect();
    let at = |hour: &str| instant(&format!("2026-11-24T{hour}:00:00Z"));
    assert_eq!(spans, [(at("17"), 0), (at("18"), 1), (at("19"), 0), (at("20"), 1), (at("21"), 0)]);
    let causes: Vec<_> = told.closers.iter().map(|closer| closer.cause.clone()).collect();
    assert!(matches!(&causes[0], Closing::Freeze { why, recorded: None } if why == "New Year sales"), "{causes:?}");
    assert!(matches!(&causes[1], Closing::Change { change, .. } if change.to_string() == "CHG-7"), "{causes:?}");
}

#[test]
fn stops_inside_a_window_beyond_the_horizon_add_up_to_nothing() {
    let scene = Scene::usual().stopping_for(5).with(|scene| {
        scene.horizon = TimeDelta::hours(2);
        scene.around.stops.push(stop(1, "2026-11-24T20:00:00Z", 10));
    });
    let told = explained(&scene, instant("2026-11-24T12:00:00Z"), TimeDelta::hours(12));
    assert!(told.closers.iter().all(|closer| !matches!(closer.cause, Closing::StopsAddUp(_))), "{:?}", told.closers);
}
