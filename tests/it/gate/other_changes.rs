//! Rows 9 and 10: other changes, and short stops that add up.

use okno::{
    gate::{Asking, Cause, Cure, Search},
    policy::Responsible,
};

use super::scene::{Scene, all_well, codes, ends, instant, minutes, other, planned_for, stop};

/// Work of 45 minutes in a night in which CHG-7 works from 20:00 to 21:00 UTC.
fn beside_another() -> Scene {
    Scene::usual().with(|scene| {
        scene.around.works.push(other("2026-11-24T20:00:00Z", Some("2026-11-24T21:00:00Z")));
    })
}

/// A stop of five minutes by day, when three others of so many minutes stop the system at noon, ten past and twenty past.
fn among_stops(length: i64) -> Scene {
    Scene::usual().stopping_for(5).with(|scene| {
        for (number, at) in ["2026-11-24T12:00:00Z", "2026-11-24T12:10:00Z", "2026-11-24T12:20:00Z"].iter().enumerate()
        {
            scene.around.stops.push(stop(number as u64 + 1, at, length));
        }
    })
}

#[test]
fn two_changes_may_touch_and_not_overlap() {
    let scene = beside_another();
    assert!(scene.at("2026-11-24T19:15:00Z").is_open());
    assert!(scene.at("2026-11-24T21:00:00Z").is_open());
    let decision = scene.at("2026-11-24T19:15:00.001Z");
    assert_eq!((codes(&decision), decision.gravest()), (vec!["conflict"], Some(Cure::Time)));
    assert_eq!(decision.retry_at, Some(instant("2026-11-24T21:00:00Z")));
    assert_eq!(codes(&scene.at("2026-11-24T20:59:59.999Z")), ["conflict"]);
}

#[test]
fn slots_lie_before_and_after_another_change() {
    let scene = beside_another();
    let found: Vec<_> = Search::new(&scene.question(), instant("2026-11-24T12:00:00Z")).take(2).map(ends).collect();
    let expected = [
        (instant("2026-11-24T17:00:00Z"), instant("2026-11-24T19:15:00Z")),
        (instant("2026-11-24T21:00:00Z"), instant("2026-11-25T00:15:00Z")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_change_that_lost_its_holder_has_no_end_until_somebody_says_so() {
    let scene = Scene::usual().with(|scene| scene.around.works.push(other("2026-11-24T09:00:00Z", None)));
    let decision = scene.at("2026-11-26T20:00:00Z");
    assert_eq!((codes(&decision), decision.gravest()), (vec!["conflict"], Some(Cure::Somebody)));
    assert_eq!((decision.retry_at, decision.next_slot), (None, None));
    let question = scene.question();
    let mut search = Search::new(&question, instant("2026-11-26T20:00:00Z"));
    assert_eq!(search.next(), None);
    assert!(matches!(search.why_none()[0].cause, Cause::Conflict { end_at: None, .. }));
}

#[test]
fn work_that_takes_no_time_still_happens() {
    let at = "2026-11-24T20:00:00Z";
    let scene = Scene::usual().with(|scene| scene.around.works.push(other(at, Some(at))));
    assert_eq!(codes(&scene.at(at)), ["conflict"]);
    assert!(scene.stopping_for(0).at("2026-11-24T20:00:00.001Z").is_open());
}

#[test]
fn three_short_stops_in_an_hour_are_one_long_one() {
    let decision = among_stops(2).at("2026-11-24T12:30:00Z");
    assert_eq!((codes(&decision), decision.gravest()), (vec!["stops-add-up"], Some(Cure::Time)));
    let Cause::StopsAddUp { total, changes } = &decision.reasons[0].cause else { panic!("{decision:?}") };
    assert_eq!((*total, changes.len()), (minutes(11), 3));
    // An hour that holds all of a stop at 12:56 begins at 12:01 or later, when half of the first one is over.
    assert_eq!(decision.retry_at, Some(instant("2026-11-24T12:56:00Z")));
    assert!(among_stops(2).at("2026-11-24T12:56:00Z").is_open());
    assert_eq!(codes(&among_stops(2).at("2026-11-24T12:55:59.999Z")), ["stops-add-up"]);
}

#[test]
fn exactly_the_limit_is_short_still() {
    let scene = among_stops(2).with(|scene| (scene.downtime, scene.duration) = (minutes(4), minutes(4)));
    assert!(scene.at("2026-11-24T12:30:00Z").is_open());
}

#[test]
fn inside_a_window_stops_add_up_to_nothing() {
    let night = among_stops(2).with(|scene| {
        scene.around.stops.iter_mut().for_each(|other| *other = stop(1, "2026-11-24T19:50:00Z", 10));
    });
    assert!(night.at("2026-11-24T20:00:00Z").is_open());
    // Five minutes before the window opens, and half in it.
    let edge =
        |at| codes(&among_stops(2).with(|scene| scene.around.stops[0] = stop(1, "2026-11-24T17:10:00Z", 10)).at(at));
    assert_eq!(edge("2026-11-24T16:55:00Z"), ["stops-add-up"]);
    assert_eq!(edge("2026-11-24T16:59:00Z"), ["stops-add-up"]);
    assert_eq!(edge("2026-11-24T17:00:00Z"), Vec::<&str>::new());
}

#[test]
fn long_stops_and_no_stops_do_not_add_up() {
    let at = "2026-11-24T20:00:00Z";
    assert!(among_stops(2).stopping_for(45).at(at).is_open());
    assert!(among_stops(10).stopping_for(0).at("2026-11-24T12:30:00Z").is_open());
}

#[test]
fn where_a_stop_lies_in_longer_work_nobody_knows() {
    let scene = Scene::usual().stopping_for(5).with(|scene| {
        scene.duration = minutes(60);
        scene.around.stops.push(stop(1, "2026-11-24T12:00:00Z", 6));
    });
    assert_eq!(codes(&scene.at("2026-11-24T12:50:00Z")), ["stops-add-up"], "it may stop at once");
    assert!(scene.at("2026-11-24T13:00:00Z").is_open());
    assert_eq!(codes(&scene.at("2026-11-24T10:10:00.001Z")), ["stops-add-up"], "it may stop at the end");
    assert!(scene.at("2026-11-24T10:10:00Z").is_open());
}

#[test]
fn what_the_customer_does_itself_hides_no_conflict() {
    let scene = beside_another().with(|scene| scene.system.responsible = Responsible::Customer);
    assert_eq!(codes(&scene.at("2026-11-24T20:00:00Z")), ["customer-does-it", "conflict"]);
}

#[test]
fn a_change_that_starts_some_seconds_late_is_not_stopped_by_the_one_planned_after_it() {
    let scene = beside_another();
    let judged = |planned: &str, at: &str| {
        let (planned, at) = (planned_for(instant(planned)), instant(at));
        codes(&scene.judge(&Asking::Change(planned), &all_well(at), at))
    };
    assert_eq!(judged("2026-11-24T19:15:00Z", "2026-11-24T19:15:59.999Z"), [""; 0]);
    assert_eq!(judged("2026-11-24T19:15:00Z", "2026-11-24T19:16:00Z"), ["conflict"]);
    assert_eq!(judged("2026-11-24T19:14:00Z", "2026-11-24T19:15:01Z"), ["conflict"], "a minute and a second late");
    assert_eq!(judged("2026-11-24T19:15:30Z", "2026-11-24T19:15:31Z"), ["conflict"], "it overlaps as planned");
}
