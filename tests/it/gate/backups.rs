//! Rows 16 to 19: is there a fresh, confirmed backup (R8.3)?

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    gate::{Asking, Cure, Decision, KnownBackup},
    policy::Evidence,
};

use super::scene::{Scene, all_well, backup, codes, instant, minutes, planned_for};

fn at() -> DateTime<Utc> {
    instant("2026-11-24T20:00:00Z")
}

/// Asks with these backups; the policy wants verified ones of the last 90 minutes.
fn with(known: Vec<KnownBackup>) -> Decision {
    let mut facts = all_well(at());
    facts.backups.known = known;
    Scene::usual().judge(&Asking::System, &facts, at())
}

fn of_age(age: TimeDelta) -> KnownBackup {
    backup(at() - age)
}

const MOMENT: TimeDelta = TimeDelta::milliseconds(1);

#[test]
fn without_a_backup_the_gate_is_closed_even_to_short_stops() {
    let mut facts = all_well(at());
    facts.backups.known.clear();
    let decision = Scene::usual().stopping_for(0).judge(&Asking::System, &facts, at());
    assert_eq!((codes(&decision), decision.gravest()), (vec!["backup-missing"], Some(Cure::Somebody)));
}

#[test]
fn a_backup_is_fresh_as_long_as_it_is_no_older_than_the_policy_allows() {
    assert!(with(vec![of_age(minutes(90))]).is_open());
    assert_eq!(codes(&with(vec![of_age(minutes(90) + MOMENT)])), ["backup-stale"]);
}

#[test]
fn a_backup_from_the_future_is_not_fresh() {
    let skew = TimeDelta::seconds(30);
    assert!(with(vec![of_age(-skew)]).is_open());
    assert_eq!(codes(&with(vec![of_age(-skew - MOMENT)])), ["backup-stale"]);
}

#[test]
fn a_backup_is_younger_than_the_end_of_the_last_run() {
    let last_run = |ended_before: TimeDelta| {
        let mut facts = all_well(at());
        facts.backups.known = vec![of_age(minutes(30))];
        facts.backups.last_run_ended_at = Some(at() - ended_before);
        codes(&Scene::usual().judge(&Asking::System, &facts, at()))
    };
    assert!(last_run(minutes(30) + MOMENT).is_empty());
    assert_eq!(last_run(minutes(30)), ["backup-stale"]);
}

#[test]
fn weak_evidence_and_missing_parents_confirm_nothing() {
    for (evidence, confirmed) in Evidence::ALL.into_iter().zip([false, false, false, true, true]) {
        let mut known = of_age(minutes(30));
        known.backup.evidence = evidence;
        assert_eq!(codes(&with(vec![known])).is_empty(), confirmed, "{evidence}");
    }
    let mut orphan = of_age(minutes(30));
    orphan.missing.push("full-0".to_owned());
    assert_eq!(codes(&with(vec![orphan])), ["backup-unconfirmed"]);
}

#[test]
fn the_newest_that_meets_everything_is_judged_else_the_newest_there_is() {
    let mut weak = of_age(minutes(5));
    weak.backup.evidence = Evidence::Present;
    let (good, older, stale) = (of_age(minutes(40)), of_age(minutes(60)), of_age(minutes(600)));
    let judged =
        |known: &[&KnownBackup]| with(known.iter().copied().cloned().collect()).backup.map(|known| known.backup.at);
    assert_eq!(judged(&[&older, &good, &weak, &stale]), Some(good.backup.at));
    assert_eq!(judged(&[&stale, &weak]), Some(weak.backup.at));
    assert_eq!(codes(&with(vec![stale, weak])), ["backup-unconfirmed"], "one row, that of the newest");
}

#[test]
fn a_backup_is_judged_for_the_planned_start_not_for_the_asking() {
    let asked =
        |ahead: TimeDelta| Scene::usual().judge(&Asking::Change(planned_for(at() + ahead)), &all_well(at()), at());
    assert_eq!(codes(&asked(minutes(60))), ["too-early"], "30 minutes old now, 90 then");
    let decision = asked(minutes(61));
    assert_eq!(codes(&decision), ["too-early", "backup-stale"]);
    assert_eq!(decision.gravest(), Some(Cure::Somebody), "a newer one can be made now");
}

#[test]
fn while_no_backup_can_be_fresh_for_the_start_waiting_is_all_there_is_to_do() {
    let asked = |ahead: TimeDelta| {
        let mut facts = all_well(at());
        facts.backups.known.clear();
        Scene::usual().judge(&Asking::Change(planned_for(at() + ahead)), &facts, at())
    };
    assert_eq!(asked(minutes(90)).gravest(), Some(Cure::Somebody));
    let decision = asked(minutes(91));
    assert_eq!((codes(&decision), decision.gravest()), (vec!["too-early", "backup-missing"], Some(Cure::Time)));
    assert_eq!(decision.reasons[1].retry_at, Some(at() + minutes(1)));
    assert_eq!(decision.retry_at, Some(at() + minutes(91)), "the start itself");
}

#[test]
fn a_tool_that_cannot_look_is_the_operators_trouble() {
    let mut facts = all_well(at());
    facts.backups.look_failed = Some("it timed out".to_owned());
    let decision = Scene::usual().judge(&Asking::System, &facts, at());
    assert_eq!((codes(&decision), decision.gravest()), (vec!["backup-source-down"], Some(Cure::Operator)));
}
