//! Rows 3 to 7, and the slots that they leave.

use chrono::{TimeDelta, Weekday};
use okno::{
    calendar::{Hours, NightBelongsTo, WindowRule, ZoneName},
    gate::{Cause, Cure, Decision, Lack, Reason, Rule, Search},
    policy::Scope,
};

use super::scene::{Listed, Party, Scene, codes, customer, date, ends, freeze, hours, instant, minutes, rows};

const OUTSIDE: (u8, &str, Option<&str>) = (4, "outside-window", Some("acme"));
const DOES_NOT_FIT: (u8, &str, Option<&str>) = (5, "does-not-fit", Some("acme"));
const UNKNOWN: (u8, &str, Option<&str>) = (3, "calendar-unknown", Some("acme"));
const NO_WINDOW: (u8, &str, Option<&str>) = (6, "no-window", None);

fn night(belongs: NightBelongsTo) -> WindowRule {
    WindowRule { hours: hours("22:00", "06:00"), belongs }
}

/// One customer in that zone, with that weekend.
fn in_zone(zone: &str, weekend: &[Weekday]) -> Scene {
    Scene::of(vec![Party::new("acme", zone, Listed { weekend: weekend.to_vec(), ..Listed::usual() })])
}

/// One customer in Yekaterinburg whose calendar ends with that date.
fn known_until(last: &str) -> Scene {
    let covers = date("2026-01-01")..=date(last);
    Scene::of(vec![Party::new("acme", "Asia/Yekaterinburg", Listed { covers, ..Listed::usual() })])
}

fn window_of(decision: &Decision) -> Option<(String, String)> {
    decision.window.map(|window| (window.span.start().to_rfc3339(), window.span.end().to_rfc3339()))
}

#[test]
fn a_window_opens_at_its_first_instant() {
    assert_eq!(rows(&Scene::usual().at("2026-11-24T16:59:59.999Z")), [OUTSIDE]);
    assert!(Scene::usual().at("2026-11-24T17:00:00Z").is_open());
}

#[test]
fn a_window_closes_at_its_end_instant() {
    assert!(Scene::usual().at("2026-11-25T00:15:00Z").is_open(), "45 minutes until 06:00");
    let decision = Scene::usual().at("2026-11-25T00:15:00.001Z");
    assert_eq!(rows(&decision), [DOES_NOT_FIT]);
    let Cause::DoesNotFit { closes_at, short_by } = decision.reasons[0].cause else { panic!("{decision:?}") };
    assert_eq!((closes_at, short_by.num_milliseconds()), (instant("2026-11-25T01:00:00Z"), 1));
    assert_eq!(rows(&Scene::usual().at("2026-11-25T01:00:00Z")), [OUTSIDE]);
}

#[test]
fn the_whole_work_lies_in_the_window_not_only_the_downtime() {
    let scene = Scene::usual().with(|scene| scene.duration = minutes(120));
    assert_eq!(rows(&scene.at("2026-11-24T23:01:00Z")), [DOES_NOT_FIT]);
    assert!(scene.at("2026-11-24T23:00:00Z").is_open());
}

#[test]
fn a_stop_of_exactly_the_limit_is_short_and_may_happen_at_any_hour() {
    let noon = "2026-11-24T07:00:00Z";
    let decision = Scene::usual().stopping_for(10).at(noon);
    assert!(decision.is_open());
    assert_eq!((decision.rule, decision.window), (Rule::AnyTime, None));
    let decision = Scene::usual().with(|scene| scene.downtime = minutes(10)).at(noon);
    assert!(decision.is_open(), "however long the work takes");
    assert_eq!(rows(&Scene::usual().stopping_for(11).at(noon)), [OUTSIDE]);
}

#[test]
fn work_that_begins_outside_is_not_also_said_to_end_outside() {
    let decision = Scene::usual().stopping_for(24 * 60).at("2026-11-24T09:00:00Z");
    assert_eq!(rows(&decision), [OUTSIDE, NO_WINDOW]);
}

#[test]
fn work_outside_is_told_when_its_next_fitting_window_opens() {
    let decision = Scene::usual().at("2026-11-21T12:00:00Z");
    let monday = instant("2026-11-23T17:00:00Z");
    assert_eq!((decision.reasons[0].retry_at, decision.retry_at), (Some(monday), Some(monday)));
    assert_eq!(decision.next_slot.map(ends), Some((monday, instant("2026-11-24T00:15:00Z"))));
}

#[test]
fn a_night_belongs_to_the_day_that_it_opens_on_or_to_each_day_or_to_both() {
    // Friday's night and Sunday's, each before and after midnight.
    let at = ["2026-11-20T18:00:00Z", "2026-11-20T20:00:00Z", "2026-11-22T18:00:00Z", "2026-11-22T20:00:00Z"];
    let open = |belongs| at.map(|at| Scene::usual().open(&[night(belongs)]).at(at).is_open());
    assert_eq!(open(NightBelongsTo::OpeningDay), [true, true, false, false]);
    assert_eq!(open(NightBelongsTo::EachDay), [true, false, false, true]);
    assert_eq!(open(NightBelongsTo::Both), [true, false, false, false]);
}

#[test]
fn pieces_that_touch_at_midnight_are_one_window() {
    let decision = Scene::usual().open(&[night(NightBelongsTo::EachDay)]).at("2026-11-24T18:30:00Z");
    assert!(decision.is_open(), "23:30 to 00:15");
    assert_eq!(
        window_of(&decision),
        Some(("2026-11-24T17:00:00+00:00".to_owned(), "2026-11-25T01:00:00+00:00".to_owned()))
    );
}

#[test]
fn a_holiday_opens_no_night_and_a_moved_workday_does() {
    let mut listed = Listed::usual();
    listed.holidays.insert(date("2026-11-24"));
    listed.workdays.insert(date("2026-11-28"));
    let scene = Scene::of(vec![Party::new("acme", "Asia/Yekaterinburg", listed)]);
    assert_eq!(rows(&scene.at("2026-11-24T18:00:00Z")), [OUTSIDE]);
    assert!(scene.at("2026-11-28T18:00:00Z").is_open());
}

#[test]
fn nights_are_as_long_as_the_clock_makes_them() {
    const SUN_THU: &[Weekday] = &[Weekday::Fri, Weekday::Sat];
    const MON_SAT: &[Weekday] = &[Weekday::Sun];
    // The night's opening in UTC, and its length in minutes.
    let nights = [
        ("Asia/Jerusalem", SUN_THU, "2026-03-26T20:00:00Z", 420),
        ("Africa/Cairo", SUN_THU, "2026-04-23T20:00:00Z", 420),
        ("Africa/Cairo", SUN_THU, "2026-10-29T19:00:00Z", 540),
        ("Europe/Berlin", MON_SAT, "2026-03-28T21:00:00Z", 420),
        ("Europe/Berlin", MON_SAT, "2026-10-24T20:00:00Z", 540),
        ("America/Santiago", MON_SAT, "2026-09-06T02:00:00Z", 420),
        ("Australia/Lord_Howe", MON_SAT, "2026-10-03T11:30:00Z", 450),
    ];
    for (zone, weekend, opens_at, length) in nights {
        let scene = in_zone(zone, weekend);
        assert!(scene.clone().stopping_for(length).at(opens_at).is_open(), "{zone} {opens_at}");
        let decision = scene.stopping_for(length + 1).at(opens_at);
        assert_eq!(codes(&decision)[0], "does-not-fit", "{zone} {opens_at}");
    }
}

#[test]
fn every_customer_of_a_shared_system_is_asked_and_named() {
    let scene = Scene::in_zones(&["Asia/Yekaterinburg", "Europe/Berlin"]);
    let decision = scene.at("2026-11-24T18:00:00Z");
    assert_eq!(rows(&decision), [(4, "outside-window", Some("beta"))], "23:00 there, 19:00 here");
    assert!(scene.at("2026-11-24T21:00:00Z").is_open(), "02:00 and 22:00");
    let decision = scene.at("2026-11-24T09:00:00Z");
    assert_eq!(rows(&decision), [OUTSIDE, (4, "outside-window", Some("beta"))]);
    assert_eq!(decision.retry_at, Some(instant("2026-11-24T21:00:00Z")), "the last of them to open");
    let Cause::OutsideWindow { opens_at } = decision.reasons[0].cause else { panic!("{decision:?}") };
    assert_eq!(opens_at, Some(instant("2026-11-24T17:00:00Z")), "each hears of its own");
}

#[test]
fn customers_who_share_no_night_have_no_window() {
    let scene = Scene::in_zones(&["Europe/Helsinki", "Australia/Brisbane"]);
    let decision = scene.at("2026-11-24T21:00:00Z");
    assert_eq!(rows(&decision), [(4, "outside-window", Some("beta")), NO_WINDOW]);
    assert_eq!((decision.gravest(), decision.retry_at), (Some(Cure::Somebody), None));
    assert_eq!(decision.reasons[0].retry_at, None, "waiting for one of them is of no use");
    assert_eq!(decision.next_slot, None);
}

#[test]
fn it_is_told_whether_one_customer_after_the_other_would_help() {
    let lack = |zones: &[&str], length, divisible| {
        let mut scene = Scene::in_zones(zones).stopping_for(length);
        scene.system.divisible = divisible;
        let decision = scene.at("2026-11-24T21:00:00Z");
        let told = decision.reasons.iter().find_map(|reason| match reason.cause {
            Cause::NoWindow { lack, .. } => Some(lack),
            _ => None,
        });
        told.unwrap()
    };
    let apart = ["Europe/Helsinki", "Australia/Brisbane"];
    assert_eq!([true, false].map(|divisible| lack(&apart, 45, divisible)), [Lack::OfAllDivisible, Lack::OfAll]);
    assert_eq!(lack(&apart, 481, true), Lack::OfOne, "no night of anybody is as long");
    assert_eq!(lack(&["Europe/Helsinki", "Europe/Helsinki"], 481, true), Lack::OfOne);
}

#[test]
fn work_longer_than_any_night_has_no_window() {
    let decision = Scene::usual().stopping_for(481).at("2026-11-24T17:00:00Z");
    assert_eq!(rows(&decision), [DOES_NOT_FIT, NO_WINDOW]);
    assert!(Scene::usual().stopping_for(480).at("2026-11-24T17:00:00Z").is_open());
}

#[test]
fn a_window_beyond_the_horizon_is_no_window() {
    let far = |hours| Scene::usual().with(|scene| scene.horizon = TimeDelta::hours(hours));
    let saturday = "2026-11-21T17:00:00Z";
    assert_eq!(rows(&far(48).at(saturday)), [OUTSIDE, NO_WINDOW], "Monday's night opens when the horizon ends");
    assert_eq!(rows(&far(49).at(saturday)), [OUTSIDE]);
}

#[test]
fn a_date_that_the_calendar_does_not_know_opens_nothing() {
    let scene = known_until("2026-11-23");
    assert!(scene.at("2026-11-23T20:00:00Z").is_open(), "the night of the last day is known");
    let decision = scene.at("2026-11-24T20:00:00Z");
    assert_eq!(rows(&decision), [UNKNOWN]);
    let Cause::CalendarUnknown { date: asked, known_until, .. } = &decision.reasons[0].cause else {
        panic!("{decision:?}")
    };
    assert_eq!((*asked, *known_until), (date("2026-11-24"), date("2026-11-23")));
    assert_eq!(decision.gravest(), Some(Cure::Somebody));
}

#[test]
fn each_day_and_both_need_the_calendar_of_the_morning_too() {
    let after_midnight = "2026-11-23T20:00:00Z";
    let asked = |belongs| codes(&known_until("2026-11-23").open(&[night(belongs)]).at(after_midnight));
    assert!(asked(NightBelongsTo::OpeningDay).is_empty());
    assert_eq!(asked(NightBelongsTo::EachDay), ["calendar-unknown"]);
    assert_eq!(asked(NightBelongsTo::Both), ["calendar-unknown"]);
}

#[test]
fn a_search_that_ends_with_the_calendar_says_so() {
    let decision = known_until("2026-11-23").at("2026-11-24T09:00:00Z");
    assert_eq!(rows(&decision), [UNKNOWN, OUTSIDE], "today would do, were it known");
    assert_eq!(decision.reasons[1].retry_at, None);
}

#[test]
fn no_calendar_is_blamed_for_work_that_fits_no_night() {
    let decision = known_until("2026-11-26").stopping_for(481).at("2026-11-24T09:00:00Z");
    assert_eq!(rows(&decision), [OUTSIDE, NO_WINDOW]);
    let scene = known_until("2026-11-26").stopping_for(481);
    let question = scene.question();
    let mut search = Search::new(&question, instant("2026-11-24T09:00:00Z"));
    assert_eq!(search.next(), None);
    assert_eq!(search.why_none().iter().map(Reason::code).collect::<Vec<_>>(), ["no-window"]);
}

#[test]
fn a_freeze_is_half_open() {
    let scene = Scene::usual().with(|scene| scene.freezes.push(freeze("2026-11-24 23:00", "2026-11-25 02:00")));
    let frozen = |at| codes(&scene.at(at)) == ["frozen"];
    assert!(!frozen("2026-11-24T17:15:00Z"), "ends as it begins");
    assert!(frozen("2026-11-24T17:15:00.001Z"));
    assert!(frozen("2026-11-24T20:59:59.999Z"));
    assert!(!frozen("2026-11-24T21:00:00Z"), "begins as it ends");
}

#[test]
fn a_freeze_stops_short_work_too_and_ends_by_itself() {
    let scene = Scene::usual().stopping_for(0).with(|scene| {
        scene.freezes.push(freeze("2026-11-24 12:00", "2026-11-24 13:00"));
    });
    let decision = scene.at("2026-11-24T07:00:00Z");
    assert_eq!(rows(&decision), [(7, "frozen", Some("acme"))]);
    assert_eq!((decision.gravest(), decision.retry_at), (Some(Cure::Time), Some(instant("2026-11-24T08:00:00Z"))));
}

#[test]
fn a_freeze_concerns_work_through_its_systems_or_its_customers() {
    let frozen = |customers: Option<&str>, systems: Option<&str>| {
        let scene = Scene::usual().with(|scene| {
            let mut freeze = freeze("2026-11-24 00:00", "2026-11-26 00:00");
            freeze.customers = Scope::Listed(customers.map(customer).into_iter().collect());
            freeze.systems = Scope::Listed(systems.map(|id| id.parse().unwrap()).into_iter().collect());
            scene.freezes.push(freeze);
        });
        !scene.at("2026-11-24T18:00:00Z").is_open()
    };
    assert!(frozen(Some("acme"), None) && frozen(None, Some("bonus-db")));
    assert!(!frozen(Some("beta"), None) && !frozen(None, Some("other")));
}

#[test]
fn a_freeze_is_read_on_its_own_clock_or_on_each_customers() {
    let customers = ["Asia/Yekaterinburg", "Europe/Berlin"];
    let own = Scene::in_zones(&customers).stopping_for(5).with(|scene| {
        scene.freezes.push(freeze("2026-11-24 12:00", "2026-11-24 13:00"));
    });
    assert_eq!(rows(&own.at("2026-11-24T07:30:00Z")), [(7, "frozen", Some("acme"))]);
    assert_eq!(rows(&own.at("2026-11-24T11:30:00Z")), [(7, "frozen", Some("beta"))]);
    let moscow = own.with(|scene| scene.freezes[0].zone = ZoneName::parse("Europe/Moscow").ok());
    assert_eq!(rows(&moscow.at("2026-11-24T09:30:00Z")), [(7, "frozen", None)]);
    assert!(moscow.at("2026-11-24T07:30:00Z").is_open());
}

#[test]
fn a_freeze_lasts_longer_where_its_readings_come_twice() {
    let frozen = |from: &str, until: &str, at: &str| {
        let scene = in_zone("Europe/Berlin", &[]).stopping_for(0).with(|scene| scene.freezes.push(freeze(from, until)));
        !scene.at(at).is_open()
    };
    assert!(frozen("2026-10-25 02:30", "2026-10-25 12:00", "2026-10-25T00:30:00Z"), "begins with the first 02:30");
    assert!(frozen("2026-10-24 12:00", "2026-10-25 02:30", "2026-10-25T01:29:59Z"), "ends with the second");
    assert!(!frozen("2026-10-24 12:00", "2026-10-25 02:30", "2026-10-25T01:30:00Z"));
}

#[test]
fn slots_step_over_freezes_and_closed_nights() {
    let scene = Scene::usual().with(|scene| scene.freezes.push(freeze("2026-11-24 23:00", "2026-11-25 02:00")));
    let question = scene.question();
    let slots = Search::new(&question, instant("2026-11-24T09:00:00Z")).map(ends).take(3);
    let expected = [
        ("2026-11-24T17:00:00Z", "2026-11-24T17:15:00Z"),
        ("2026-11-24T21:00:00Z", "2026-11-25T00:15:00Z"),
        ("2026-11-25T17:00:00Z", "2026-11-26T00:15:00Z"),
    ];
    assert_eq!(slots.collect::<Vec<_>>(), expected.map(|(first, last)| (instant(first), instant(last))));
}

#[test]
fn a_slot_of_no_length_is_one_start() {
    let scene = Scene::usual().stopping_for(480);
    let question = scene.question();
    let slot = Search::new(&question, instant("2026-11-24T09:00:00Z")).next().map(ends);
    assert_eq!(slot, Some((instant("2026-11-24T17:00:00Z"), instant("2026-11-24T17:00:00Z"))));
}

#[test]
fn rules_that_have_to_hold_together_may_leave_no_window() {
    let morning = WindowRule { hours: hours("08:00", "12:00"), belongs: NightBelongsTo::OpeningDay };
    let scene = Scene::usual().open(&[night(NightBelongsTo::OpeningDay), morning]);
    assert_eq!(rows(&scene.at("2026-11-24T18:00:00Z")), [OUTSIDE, NO_WINDOW]);
    let whole_day = WindowRule { hours: Hours::AllDay, belongs: NightBelongsTo::OpeningDay };
    let scene = Scene::usual().open(&[night(NightBelongsTo::OpeningDay), whole_day]);
    assert!(scene.at("2026-11-24T18:00:00Z").is_open());
}
