//! The gate's verdict: one example a rule here; the table as a whole against an independent reading of it, and every
//! combination of reasons, beside.

mod agreement;
mod backups;
mod cases;
mod combinations;
mod explained;
mod oracle;
mod other_changes;
mod scene;
mod time_rules;
mod waves;

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    change::{Kind, State},
    gate::{
        Adoption, Asking, Busy, CODES, ChangeFacts, CommandDifference, Cure, Decision, Facts, Paperwork, Rule, Waiver,
    },
    policy::{Late, Responsible},
};

use self::scene::{Scene, all_well, codes, instant, minutes, paperwork, planned_for, rows};

/// Yekaterinburg is five hours ahead, its night of the 24th lasts from 17:00 to 01:00 UTC.
const IN_THE_NIGHT: &str = "2026-11-24T20:00:00Z";
const BY_DAY: &str = "2026-11-24T09:00:00Z";

/// Judges a change in the night; the closure spoils something.
fn change(spoil: impl FnOnce(&mut Scene, &mut ChangeFacts, &mut Facts)) -> Decision {
    let at = instant(IN_THE_NIGHT);
    let (mut scene, mut change, mut facts) = (Scene::usual(), planned_for(at), all_well(at));
    spoil(&mut scene, &mut change, &mut facts);
    scene.judge(&Asking::Change(change), &facts, at)
}

#[test]
fn the_gate_is_open_when_nothing_is_wrong() {
    let decision = change(|_, _, _| {});
    assert!(decision.is_open());
    assert_eq!((decision.gravest(), decision.next_slot, decision.retry_at), (None, None, None));
    assert_eq!(decision.not_judged, Vec::<u8>::new());
}

#[test]
fn edited_rules_are_refused_until_adopted_but_an_empty_ledger_takes_them_as_they_are() {
    let with = |adoption| change(|_, _, facts| facts.adoption = adoption);
    assert_eq!(codes(&with(Adoption::Differs)), ["policy-not-adopted"]);
    assert!(with(Adoption::EmptyLedger).is_open());
}

#[test]
fn what_the_customer_changes_itself_is_not_ours() {
    let decision = change(|scene, _, _| scene.system.responsible = Responsible::Customer);
    assert_eq!((codes(&decision), decision.gravest()), (vec!["customer-does-it"], Some(Cure::Somebody)));
}

#[test]
fn a_stopped_line_stops_every_change_at_any_hour() {
    let halt = cases::halt(instant(IN_THE_NIGHT));
    let decision = change(|scene, _, facts| {
        scene.downtime = minutes(0);
        facts.halts.push(halt);
    });
    assert_eq!(codes(&decision), ["stop-the-line"]);
    assert_eq!(decision.next_slot, None, "no start cures it");
}

#[test]
fn the_customers_data_needs_a_written_instruction() {
    let asking = |has_instruction| Paperwork { touches_data: true, has_instruction, ..paperwork() };
    assert_eq!(codes(&change(|_, change, _| change.paperwork = asking(false))), ["instruction-missing"]);
    assert!(change(|_, change, _| change.paperwork = asking(true)).is_open());
}

#[test]
fn only_new_functions_and_modernisation_need_a_specification() {
    for kind in Kind::ALL {
        let refused = matches!(kind, Kind::NewFunction | Kind::Modernisation);
        let decision = change(|_, change, _| change.paperwork.kind = kind);
        assert_eq!(codes(&decision), if refused { vec!["specification-missing"] } else { vec![] }, "{kind}");
    }
    let specified = Paperwork { kind: Kind::NewFunction, has_specification: true, ..paperwork() };
    assert!(change(|_, change, _| change.paperwork = specified).is_open());
}

#[test]
fn only_planned_and_failed_changes_may_run() {
    use State::{Cancelled, Closed, Done, Failed, Interrupted, Planned, Rejected, Running, Unknown};
    for state in [Unknown, Running, Interrupted, Done, Closed, Cancelled, Rejected] {
        assert_eq!(codes(&change(|_, change, _| change.state = state)), ["not-planned"], "{}", state.as_str());
    }
    for state in [Planned, Failed] {
        assert!(change(|_, change, _| change.state = state).is_open(), "{}", state.as_str());
    }
}

#[test]
fn a_missed_change_is_too_late_and_nothing_else() {
    let decision = change(|_, change, _| {
        change.state = State::Missed;
        change.start_at -= minutes(240);
        change.latest_start_at = change.start_at + minutes(30);
    });
    assert_eq!((codes(&decision), decision.gravest()), (vec!["too-late"], Some(Cure::Somebody)));
}

#[test]
fn a_change_may_start_as_early_as_the_policy_says_and_no_moment_before() {
    let ahead = |start: TimeDelta| {
        change(|scene, change, _| {
            scene.rules.early = minutes(15);
            change.start_at += start;
        })
    };
    assert!(ahead(minutes(15)).is_open());
    let decision = ahead(minutes(15) + TimeDelta::milliseconds(1));
    assert_eq!((codes(&decision), decision.gravest()), (vec!["too-early"], Some(Cure::Time)));
    assert_eq!(decision.retry_at, Some(decision.at + TimeDelta::milliseconds(1)));
}

#[test]
fn a_change_may_start_until_the_last_start_that_was_promised() {
    let promised = |until: TimeDelta| change(|_, change, _| change.latest_start_at = change.start_at + until);
    assert!(promised(minutes(0)).is_open());
    assert_eq!(codes(&promised(TimeDelta::milliseconds(-1))), ["too-late"]);
}

#[test]
fn a_policy_may_allow_less_than_was_promised() {
    let late = |late: Late, downtime, behind| {
        codes(&change(|scene, change, _| {
            (scene.rules.late, scene.downtime) = (late, minutes(downtime));
            change.start_at -= minutes(behind);
        }))
    };
    assert!(late(Late::after(minutes(20)), 45, 20).is_empty());
    assert_eq!(late(Late::after(minutes(20)), 45, 21), ["too-late"]);
    assert!(late(Late::WINDOW, 45, 120).is_empty(), "long stops have the whole window");
    assert!(late(Late::WINDOW, 10, 30).is_empty(), "short stops have half an hour");
    assert_eq!(late(Late::WINDOW, 10, 31), ["too-late"]);
}

#[test]
fn as_many_people_approve_as_the_policy_asks_for() {
    let approved_by = |approvals| {
        change(|scene, change, _| {
            scene.rules.approvals = 2;
            change.approvals = approvals;
        })
    };
    assert_eq!(codes(&approved_by(1)), ["approval-missing"]);
    assert!(approved_by(2).is_open());
}

#[test]
fn the_command_that_runs_is_the_one_that_was_approved() {
    let decision = change(|_, change, _| change.command_differs.push(CommandDifference::WorkingFolder));
    assert_eq!((codes(&decision), decision.gravest()), (vec!["command-changed"], Some(Cure::Somebody)));
}

#[test]
fn a_clock_may_stand_before_the_newest_entry_by_the_skew_and_no_more() {
    let newest_after = |ahead| change(|_, _, facts| facts.newest_entry_at = Some(facts.now + ahead));
    assert!(newest_after(TimeDelta::seconds(30)).is_open());
    let decision = newest_after(TimeDelta::milliseconds(30_001));
    assert_eq!((codes(&decision), decision.gravest()), (vec!["clock-suspect"], Some(Cure::Operator)));
}

#[test]
fn the_clock_is_judged_by_the_real_now_whatever_instant_is_asked_about() {
    let mut facts = all_well(instant(IN_THE_NIGHT));
    facts.now = instant("2026-11-20T09:00:00Z");
    facts.newest_entry_at = Some(facts.now + minutes(1));
    let decision = Scene::usual().judge(&Asking::System, &facts, instant(IN_THE_NIGHT));
    assert_eq!(codes(&decision), ["clock-suspect"]);
}

#[test]
fn a_broken_ledger_opens_nothing() {
    let decision = change(|_, _, facts| facts.ledger_fault = Some("entry 7 does not chain".to_owned()));
    assert_eq!((codes(&decision), decision.gravest()), (vec!["ledger-broken"], Some(Cure::Operator)));
}

#[test]
fn a_run_that_holds_the_system_ends_by_itself_unless_it_was_interrupted() {
    let busy = |interrupted| {
        let since = instant(IN_THE_NIGHT) - minutes(5);
        let decision = change(|_, _, facts| facts.busy = Some(Busy { change: "CHG-7".to_owned(), since, interrupted }));
        assert_eq!((codes(&decision), decision.retry_at), (vec!["busy"], None), "nobody knows when");
        decision.gravest()
    };
    assert_eq!([busy(false), busy(true)], [Some(Cure::Time), Some(Cure::Somebody)]);
}

#[test]
fn zone_rules_that_are_known_to_be_old_open_nothing() {
    let decision = change(|scene, _, facts| facts.old_zones.push(cases::old_zone_of(scene)));
    assert_eq!((codes(&decision), decision.gravest()), (vec!["zone-data-old"], Some(Cure::Operator)));
}

#[test]
fn the_gravest_cure_decides_and_all_reasons_are_told_by_row() {
    let scene = Scene::usual().with(|scene| scene.system.responsible = Responsible::Customer);
    let mut facts = all_well(instant(BY_DAY));
    facts.ledger_fault = Some("entry 7 does not chain".to_owned());
    facts.backups.known.clear();
    let decision = scene.judge(&Asking::System, &facts, instant(BY_DAY));
    let told = [
        (2, "customer-does-it", None),
        (4, "outside-window", Some("acme")),
        (16, "backup-missing", None),
        (22, "ledger-broken", None),
    ];
    assert_eq!(rows(&decision), told);
    assert_eq!(decision.gravest(), Some(Cure::Operator));
    assert_eq!(decision.retry_at, None, "waiting alone does not help");
}

#[test]
fn a_plan_is_not_asked_for_what_comes_with_the_run() {
    let at = instant(IN_THE_NIGHT);
    let mut facts = all_well(at);
    facts.backups.known.clear();
    facts.busy = Some(cases::busy(at, true));
    let scene = Scene::usual().with(|scene| scene.rules.approvals = 2);
    let decision = scene.judge(&Asking::Plan(paperwork()), &facts, at);
    assert!(decision.is_open());
    assert_eq!((decision.rule, decision.backup), (Rule::Window, None));
    assert_eq!(decision.not_judged, [13, 14, 15, 16, 17, 18, 19, 20, 23]);
}

#[test]
fn waiting_is_promised_for_the_instant_from_which_all_rows_pass_together() {
    let at = instant(BY_DAY);
    let scene = Scene::usual().with(|scene| scene.freezes.push(scene::freeze("2026-11-24 21:00", "2026-11-24 23:30")));
    let mut facts = all_well(at);
    facts.backups.known.clear();
    let change = planned_for(instant("2026-11-24T18:00:00Z"));
    let decision = scene.judge(&Asking::Change(change.clone()), &facts, at);
    assert_eq!(codes(&decision), ["outside-window", "too-early", "backup-missing"]);
    assert_eq!(
        decision.retry_at,
        Some(instant("2026-11-24T18:30:00Z")),
        "when the freeze ends, later than each row says"
    );
    let promised_too_little = ChangeFacts { latest_start_at: instant("2026-11-24T18:29:00Z"), ..change };
    let decision = scene.judge(&Asking::Change(promised_too_little), &facts, at);
    assert_eq!(decision.retry_at, None, "it would be too late then");
}

/// A waiver of every code there is, as nobody could record it.
fn of_everything(expires_at: DateTime<Utc>) -> Waiver {
    let codes = CODES.iter().map(|(_, code)| (*code).to_owned()).collect();
    Waiver { by: "olga".to_owned(), codes, expires_at }
}

#[test]
fn what_nobody_may_waive_closes_the_gate_under_any_waiver() {
    let at = instant(IN_THE_NIGHT);
    let decision = change(|scene, change, facts| {
        change.waivers.push(of_everything(at + minutes(60)));
        scene.system.responsible = Responsible::Customer;
        change.paperwork = Paperwork { kind: Kind::NewFunction, touches_data: true, ..paperwork() };
        change.state = State::Cancelled;
        change.command_differs.push(CommandDifference::Arguments);
        facts.adoption = Adoption::Differs;
        facts.halts.push(cases::halt(at));
        facts.ledger_fault = Some("broken".to_owned());
        facts.newest_entry_at = Some(at + minutes(5));
        facts.busy = Some(Busy { change: "CHG-7".to_owned(), since: at, interrupted: true });
        facts.old_zones.push(cases::old_zone_of(scene));
    });
    let closing: Vec<u8> = decision.closing().map(okno::gate::Reason::row).collect();
    assert_eq!(closing, [1, 2, 11, 12, 13, 20, 21, 22, 23, 24]);
    assert_eq!(decision.waived(), ["stop-the-line"]);
}

#[test]
fn a_waiver_holds_until_its_last_instant_and_no_longer() {
    let at = instant(IN_THE_NIGHT);
    let open = |expires_at| {
        let halted = change(|_, change, facts| {
            change.waivers.push(of_everything(expires_at));
            facts.halts.push(cases::halt(at));
        });
        halted.is_open()
    };
    assert!(open(at + TimeDelta::milliseconds(1)));
    assert!(!open(at));
}
