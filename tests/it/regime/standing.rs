//! Which slots are filled, due or missed.

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    policy::{Evidence, Regime, Rhythm, Satisfies},
    regime::{LevelStanding, Slot, SlotState, Standing, WhyIgnored, slots_since, stand},
    tools::Backup,
};
use proptest::prelude::*;

use super::{at, zone};

const SKEW: TimeDelta = TimeDelta::seconds(30);

fn backup(level: u8, made_at: DateTime<Utc>) -> Backup {
    Backup {
        id: format!("L{level}@{}", made_at.timestamp()),
        level,
        at: made_at,
        started_at: None,
        finished_at: None,
        verified_at: None,
        evidence: Evidence::Verified,
        bytes: None,
        source: "srv".to_owned(),
        sha256: None,
        refers_to: Vec::new(),
        copy_of: None,
        checks: Vec::new(),
    }
}

fn stand_by(regime: &Regime, backups: &[Backup], now: &str, since: Option<&str>) -> Standing {
    stand(regime, &zone("Europe/Moscow"), backups, at(now), since.map(at), SKEW)
}

fn level(standing: &Standing, level: u8) -> &LevelStanding {
    standing.levels.iter().find(|found| found.level == level).expect("the level is due by itself")
}

fn filled_by(standing: &Standing, of: u8) -> Option<(String, bool)> {
    match &level(standing, of).state {
        SlotState::Filled(filling) => Some((filling.id.clone(), filling.late)),
        _ => None,
    }
}

fn labels(slots: &[Slot]) -> Vec<String> {
    slots.iter().map(Slot::label).collect()
}

fn exactly() -> Regime {
    Regime { satisfies: Satisfies::Exact, ..Regime::REGULATION }
}

// Sunday 22 November 2026, 12:25 in Moscow.
const SUNDAY: &str = "2026-11-22T09:25:00Z";

#[test]
fn sundays_full_backup_is_also_that_days_and_that_hours() {
    let full = backup(0, at("2026-11-22T09:05:00Z"));
    let standing = stand_by(&Regime::REGULATION, std::slice::from_ref(&full), SUNDAY, None);
    for of in 0..3 {
        assert_eq!(filled_by(&standing, of), Some((full.id.clone(), false)), "level {of}");
    }
    assert!(!standing.falls_short());
    assert_eq!(level(&standing, 2).due_at, at("2026-11-22T10:00:00Z"));
    assert_eq!(level(&standing, 1).due_at, at("2026-11-22T21:00:00Z"));
    assert_eq!(level(&standing, 0).due_at, at("2026-11-28T21:00:00Z"));
}

#[test]
fn with_exact_only_the_very_level_fills() {
    let full = backup(0, at("2026-11-22T09:05:00Z"));
    let standing = stand_by(&exactly(), &[full], SUNDAY, None);
    assert!(filled_by(&standing, 0).is_some());
    assert!(level(&standing, 1).is_due() && level(&standing, 2).is_due());
}

#[test]
fn an_increment_fills_no_fuller_slot() {
    let increment = backup(2, at("2026-11-22T09:05:00Z"));
    let standing = stand_by(&Regime::REGULATION, &[increment], SUNDAY, None);
    assert!(filled_by(&standing, 2).is_some());
    assert!(level(&standing, 0).is_due() && level(&standing, 1).is_due());
}

#[test]
fn without_any_backup_everything_is_due_and_nothing_was_missed() {
    let standing = stand_by(&Regime::REGULATION, &[], SUNDAY, None);
    assert!(standing.levels.iter().all(|level| level.is_due() && level.missed.is_empty()));
    assert_eq!(level(&standing, 2).due_at, at("2026-11-22T09:00:00Z"));
    assert_eq!(level(&standing, 2).newest, None);
}

#[test]
fn whoever_asks_since_when_hears_of_every_slot_since() {
    let standing = stand_by(&Regime::REGULATION, &[], SUNDAY, Some("2026-11-22T05:10:00Z"));
    assert_eq!(
        labels(&level(&standing, 2).missed),
        ["2026-11-22T08:00+03:00", "2026-11-22T09:00+03:00", "2026-11-22T10:00+03:00"]
    );
    assert_eq!(labels(&level(&standing, 2).awaited), ["2026-11-22T11:00+03:00"]);
}

#[test]
fn the_regime_begins_with_the_first_backup_that_is_known() {
    let first = backup(0, at("2026-11-22T05:20:00Z"));
    let standing = stand_by(&Regime::REGULATION, &[first], SUNDAY, None);
    assert_eq!(labels(&level(&standing, 2).missed), ["2026-11-22T09:00+03:00", "2026-11-22T10:00+03:00"]);
    assert_eq!(level(&standing, 1).missed, []);
}

#[test]
fn a_schedule_that_stopped_long_ago_shows_a_day_of_hours_a_week_of_days_and_four_weeks() {
    let old = backup(0, at("2026-09-01T09:00:00Z"));
    let standing = stand_by(&Regime::REGULATION, &[old], "2026-11-22T09:45:00Z", None);
    assert_eq!(level(&standing, 2).missed.len(), 24);
    assert_eq!(level(&standing, 1).missed.len(), 7);
    assert_eq!(level(&standing, 0).missed.len(), 4);
}

#[test]
fn a_slot_that_is_over_waits_for_the_backup_under_way_before_it_is_missed() {
    // The last one but one was made at 11:10; the slot of 12 o'clock ends at 13:00 and is missed from 13:30 on.
    let made = [backup(0, at("2026-11-22T08:10:00Z")), backup(2, at("2026-11-22T10:00:00Z"))];
    let awaited = stand_by(&Regime::REGULATION, &made, "2026-11-22T10:29:59Z", None);
    assert_eq!(labels(&level(&awaited, 2).awaited), ["2026-11-22T12:00+03:00"]);
    assert!(!awaited.falls_short());
    let missed = stand_by(&Regime::REGULATION, &made, "2026-11-22T10:30:00Z", None);
    assert_eq!(labels(&level(&missed, 2).missed), ["2026-11-22T12:00+03:00"]);
    assert!(missed.falls_short());
}

#[test]
fn a_backup_that_was_done_only_after_the_slack_fills_its_slot_late() {
    let slow = |finished| Backup { finished_at: Some(at(finished)), ..backup(0, at("2026-11-22T09:05:00Z")) };
    for (finished, late) in [("2026-11-22T10:30:00Z", false), ("2026-11-22T10:30:01Z", true)] {
        let standing = stand_by(&Regime::REGULATION, &[slow(finished)], SUNDAY, None);
        assert_eq!(filled_by(&standing, 2).unwrap().1, late, "{finished}");
        assert!(!filled_by(&standing, 1).unwrap().1);
    }
}

#[test]
fn a_weeks_full_backup_is_late_after_its_day_and_overdue_half_a_day_later() {
    let overdue = |now| {
        matches!(level(&stand_by(&Regime::REGULATION, &[], now, None), 0).state, SlotState::Due { overdue: true })
    };
    assert!(!overdue("2026-11-23T08:59:59Z"));
    assert!(overdue("2026-11-23T09:00:00Z"));
    for (made, late) in [("2026-11-22T20:59:59Z", false), ("2026-11-22T21:00:00Z", true)] {
        let standing = stand_by(&Regime::REGULATION, &[backup(0, at(made))], "2026-11-25T09:00:00Z", None);
        assert_eq!(filled_by(&standing, 0).unwrap().1, late, "{made}");
    }
}

#[test]
fn a_backup_in_time_counts_before_one_that_was_late() {
    let slow = Backup { finished_at: Some(at("2026-11-22T18:00:00Z")), ..backup(2, at("2026-11-22T09:01:00Z")) };
    let good = backup(2, at("2026-11-22T09:20:00Z"));
    let standing = stand_by(&Regime::REGULATION, &[slow, good.clone()], SUNDAY, None);
    assert_eq!(filled_by(&standing, 2), Some((good.id, false)));
}

#[test]
fn a_backup_of_the_future_fills_nothing() {
    let (within, beyond) = (backup(0, at(SUNDAY) + SKEW), backup(0, at(SUNDAY) + SKEW + TimeDelta::seconds(1)));
    assert!(filled_by(&stand_by(&Regime::REGULATION, &[within], SUNDAY, None), 2).is_some());
    let standing = stand_by(&Regime::REGULATION, std::slice::from_ref(&beyond), SUNDAY, None);
    assert!(level(&standing, 2).is_due());
    assert_eq!((standing.ignored[0].id.as_str(), &standing.ignored[0].why), (beyond.id.as_str(), &WhyIgnored::Future));
}

#[test]
fn an_increment_whose_full_backup_is_gone_fills_nothing() {
    let increment = Backup { refers_to: vec!["gone".to_owned()], ..backup(2, at("2026-11-22T09:05:00Z")) };
    let standing = stand_by(&Regime::REGULATION, std::slice::from_ref(&increment), SUNDAY, None);
    assert!(level(&standing, 2).is_due());
    assert_eq!(standing.ignored[0].why, WhyIgnored::Incomplete(vec!["gone".to_owned()]));
    let full = Backup { id: "gone".to_owned(), ..backup(0, at("2026-11-22T03:00:00Z")) };
    assert!(filled_by(&stand_by(&Regime::REGULATION, &[full, increment], SUNDAY, None), 2).is_some());
}

#[test]
fn a_level_that_is_not_due_by_itself_is_not_judged() {
    let nightly = Regime { rhythms: [Some(Rhythm::Daily), None, None], ..Regime::REGULATION };
    let standing = stand_by(&nightly, &[], SUNDAY, None);
    assert_eq!(standing.levels.iter().map(|level| level.level).collect::<Vec<_>>(), [0]);
}

#[test]
fn on_the_day_with_two_hours_alike_each_wants_its_backup() {
    let berlin = zone("Europe/Berlin");
    let hourly: Vec<Backup> =
        (0..25).map(|hour| backup(2, at("2026-10-24T22:10:00Z") + TimeDelta::hours(hour))).collect();
    let judge = |backups: &[Backup]| {
        stand(&Regime::REGULATION, &berlin, backups, at("2026-10-25T23:40:00Z"), Some(at("2026-10-24T22:00:00Z")), SKEW)
    };
    assert_eq!(level(&judge(&hourly), 2).missed, []);
    let one_short: Vec<Backup> =
        hourly.iter().filter(|backup| backup.at != at("2026-10-25T01:10:00Z")).cloned().collect();
    assert_eq!(labels(&level(&judge(&one_short), 2).missed), ["2026-10-25T02:00+01:00"]);
}

#[test]
fn an_hour_that_the_clock_skips_is_not_missed() {
    let berlin = zone("Europe/Berlin");
    let hourly: Vec<Backup> =
        (0..23).map(|hour| backup(2, at("2026-03-28T23:10:00Z") + TimeDelta::hours(hour))).collect();
    let now = at("2026-03-29T22:40:00Z");
    let standing = stand(&Regime::REGULATION, &berlin, &hourly, now, Some(at("2026-03-28T23:00:00Z")), SKEW);
    assert_eq!(level(&standing, 2).missed, []);
}

proptest! {
    /// Every slot since some instant is filled, awaited, missed or due: none is left out, none is told twice.
    #[test]
    fn every_slot_is_told_once(
        made in prop::collection::vec((0_u8..3, 0_i64..5 * 24 * 60), 0..60), now in 4 * 24 * 60_i64..5 * 24 * 60,
        exact in any::<bool>(),
    ) {
        // Around the night on which Berlin's clocks go back.
        let (berlin, begin) = (zone("Europe/Berlin"), at("2026-10-23T00:00:00Z"));
        let now = begin + TimeDelta::minutes(now);
        let backups: Vec<Backup> = made.into_iter().map(|(level, minute)| backup(level, begin + TimeDelta::minutes(minute))).collect();
        let regime = if exact { exactly() } else { Regime::REGULATION };
        let standing = stand(&regime, &berlin, &backups, now, Some(begin), SKEW);
        for level in &standing.levels {
            let fills = |slot: &Slot| backups.iter().any(|backup| {
                slot.span.contains(backup.at) && backup.at <= now + SKEW && regime.satisfies.fills(backup.level, level.level)
            });
            for slot in slots_since(&berlin, level.rhythm, begin).take_while(|slot| slot.span.start() <= now) {
                let (missed, awaited) = (level.missed.contains(&slot), level.awaited.contains(&slot));
                let open = slot == level.slot;
                prop_assert_eq!(missed, !fills(&slot) && now >= slot.missed_from(), "{:?}", slot);
                prop_assert_eq!(awaited, !fills(&slot) && !open && now < slot.missed_from(), "{:?}", slot);
                if open {
                    prop_assert_eq!(level.is_due(), !fills(&slot), "{:?}", slot);
                }
            }
        }
    }

    /// What is filled stays filled when more is known.
    #[test]
    fn one_more_backup_never_makes_anything_short(
        made in prop::collection::vec((0_u8..3, 0_i64..3 * 24 * 60), 1..30), more in (0_u8..3, 0_i64..3 * 24 * 60),
    ) {
        let begin = at("2026-10-23T00:00:00Z");
        let one = |(level, minute): (u8, i64)| backup(level, begin + TimeDelta::minutes(minute));
        let mut backups: Vec<Backup> = made.into_iter().map(one).collect();
        let judge = |backups: &[Backup]| {
            stand(&Regime::REGULATION, &zone("Europe/Berlin"), backups, begin + TimeDelta::days(3), Some(begin), SKEW)
        };
        let before = judge(&backups);
        backups.push(one(more));
        let after = judge(&backups);
        for (before, after) in before.levels.iter().zip(&after.levels) {
            prop_assert!(after.missed.iter().all(|slot| before.missed.contains(slot)));
            prop_assert!(!after.is_due() || before.is_due());
        }
    }
}
