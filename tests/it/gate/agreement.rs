//! The gate against the oracle: on random scenes around the nights that the clock makes longer or shorter, at instants
//! beside everything that begins or ends.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use okno::calendar::Window;
use okno::gate::{Asking, Cure, Decision, Reason, Rule, Search};
use okno::policy::{Evidence, Responsible};
use proptest::{prelude::*, test_runner::TestCaseError};

use super::{
    cases::{Case, case, search},
    oracle::{Finding, Oracle, Verdict},
    scene::{all_well, ends},
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_gate_says_what_the_table_says(case in case()) {
        let oracle = Oracle::of(&case.scene, case.at, case.latest_instant());
        let decision = case.scene.judge(&case.asking, &case.facts, case.at);
        let verdict = oracle.verdict(&case.asking, &case.facts, case.at);
        prop_assert_eq!(said_by(&decision, case.at + case.scene.horizon), verdict.clone());
        prop_assert_eq!(decision.at, case.at);
        prop_assert_eq!(decision.rule, if oracle.needs_window() { Rule::Window } else { Rule::AnyTime });
        prop_assert_eq!(decision.is_open(), verdict.findings.is_empty());
        let outlasted = verdict.misses.then_some(Cure::Somebody);
        prop_assert_eq!(decision.gravest(), verdict.findings.iter().map(|finding| finding.3).chain(outlasted).max());
        every_reason_is_told_once_and_by_row(&decision)?;
        every_reason_knows_when_it_passes(&decision, &oracle, &case)?;
    }

    #[test]
    fn slots_are_the_starts_that_pass((scene, from) in search()) {
        let until = from + scene.horizon;
        let oracle = Oracle::of(&scene, from, until);
        let question = scene.question();
        let mut looked_at = from;
        for slot in Search::new(&question, from).take(6) {
            prop_assert_eq!(Some(until_at_most(until, ends(slot))), oracle.slot(looked_at, until));
            looked_at = slot.latest_start_at + TimeDelta::milliseconds(1);
        }
        if Search::new(&question, from).take(6).count() < 6 && looked_at < until {
            prop_assert_eq!(None, oracle.slot(looked_at, until));
        }
    }

    #[test]
    fn what_a_slot_promises_the_gate_keeps((scene, from) in search()) {
        let scene = scene.with(|scene| {
            scene.system.responsible = Responsible::Us;
            scene.rules.backup_evidence = Evidence::Verified;
        });
        let open_at = |start| scene.judge(&Asking::System, &all_well(start), start).is_open();
        for slot in Search::new(&scene.question(), from).take(4) {
            let (first, last) = ends(slot);
            prop_assert!(first <= last);
            prop_assert!(open_at(first) && open_at(last) && open_at(first + (last - first) / 2));
            let moment = TimeDelta::milliseconds(1);
            prop_assert!(first == from || !open_at(first - moment));
            prop_assert!(from + scene.horizon <= last || !open_at(last + moment));
        }
    }
}

/// What was decided, in the oracle's words. Windows on all days in a row and the slots in them may be longer than it looks.
fn said_by(decision: &Decision, until: DateTime<Utc>) -> Verdict {
    let near = |window: Window| {
        let three_days = TimeDelta::days(3);
        (window.span.start().max(decision.at - three_days), window.span.end().min(decision.at + three_days))
    };
    Verdict {
        findings: decision.reasons.iter().map(finding).collect(),
        retry_at: decision.retry_at,
        misses: decision.misses.is_some(),
        next_slot: decision.next_slot.map(|slot| until_at_most(until, ends(slot))),
        window: decision.window.map(near),
        backup_at: decision.backup.as_ref().map(|known| known.backup.at),
        not_judged: decision.not_judged.clone(),
    }
}

fn until_at_most(
    until: DateTime<Utc>,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
) -> (DateTime<Utc>, DateTime<Utc>) {
    (first, last.min(until))
}

fn finding(reason: &Reason) -> Finding {
    (reason.row(), reason.code(), reason.customer.as_ref().map(ToString::to_string), reason.cure)
}

fn every_reason_is_told_once_and_by_row(decision: &Decision) -> Result<(), TestCaseError> {
    prop_assert!(decision.reasons.is_sorted_by_key(Reason::row));
    let of_windows = decision.reasons.iter().filter(|reason| matches!(reason.row(), 3..=6)).map(finding);
    let told: Vec<Finding> = of_windows.collect();
    prop_assert_eq!(told.len(), told.iter().collect::<BTreeSet<_>>().len());
    Ok(())
}

/// What a reason says of itself: rows 4 and 5 pass with their own customer's next fitting window, unless there is none in
/// which all customers meet.
fn every_reason_knows_when_it_passes(decision: &Decision, oracle: &Oracle, case: &Case) -> Result<(), TestCaseError> {
    let meets = oracle.next_common_window(case.at).is_some();
    let change = if let Asking::Change(change) = &case.asking { Some(change) } else { None };
    let start_less = |length| change.map(|change| change.start_at - length);
    for reason in &decision.reasons {
        let whose = reason.customer.as_ref().map(ToString::to_string).unwrap_or_default();
        let passes_at = match (reason.row(), reason.cure) {
            (4 | 5, Cure::Time) => oracle.first_fit_of(&whose, case.at).filter(|_| meets),
            (10, Cure::Time) => oracle.first_not_adding_up(case.at),
            (7 | 9, Cure::Time) => {
                reason.retry_at.filter(|retry_at| case.at < *retry_at && oracle.edges().contains(retry_at))
            }
            (14, Cure::Time) => start_less(case.scene.rules.early),
            (16..=18, Cure::Time) => start_less(case.scene.rules.backup_max_age),
            _ => None,
        };
        prop_assert_eq!(reason.retry_at, passes_at, "{:?}", reason);
    }
    Ok(())
}
