//! Every combination of reasons: whatever else is wrong, a reason is neither hidden nor invented.

use chrono::{DateTime, Utc};
use okno::{
    change::{Kind, State},
    gate::{Adoption, Asking, ChangeFacts, CommandDifference, Cure, Decision, Facts},
    policy::{Evidence, Responsible},
};

use super::{
    cases::{busy, halt, old_zone_of},
    scene::{Scene, all_well, codes, freeze, hours, instant, minutes, other, planned_for, stop},
};

/// What is asked; each fault changes its own part of it.
struct Asked {
    scene: Scene,
    change: ChangeFacts,
    facts: Facts,
}

/// A way to close one row.
#[derive(Clone, Copy)]
struct Fault {
    row: u8,
    code: &'static str,
    cure: Cure,
    happens: fn(&mut Asked),
}

const fn time(row: u8, code: &'static str, happens: fn(&mut Asked)) -> Fault {
    Fault { row, code, cure: Cure::Time, happens }
}

const fn somebody(row: u8, code: &'static str, happens: fn(&mut Asked)) -> Fault {
    Fault { row, code, cure: Cure::Somebody, happens }
}

const fn operator(row: u8, code: &'static str, happens: fn(&mut Asked)) -> Fault {
    Fault { row, code, cure: Cure::Operator, happens }
}

/// By row. Faults of one group exclude one another, those of different groups do not.
const GROUPS: [&[Fault]; 16] = [
    &[somebody(1, "policy-not-adopted", |asked| asked.facts.adoption = Adoption::Differs)],
    &[somebody(2, "customer-does-it", |asked| asked.scene.system.responsible = Responsible::Customer)],
    &[
        time(4, "outside-window", |asked| {
            asked.scene.rules.windows.values_mut().for_each(|rules| rules[0].hours = hours("22:00", "04:00"));
        }),
        time(5, "does-not-fit", |asked| (asked.scene.downtime, asked.scene.duration) = (minutes(91), minutes(91))),
        time(10, "stops-add-up", |asked| {
            asked.scene.rules.windows.values_mut().for_each(|rules| rules[0].hours = hours("22:00", "04:00"));
            (asked.scene.downtime, asked.scene.duration) = (minutes(5), minutes(5));
            asked.scene.around.stops.push(stop(8, "2026-11-24T23:00:00Z", 6));
        }),
        time(7, "frozen", |asked| asked.scene.freezes.push(freeze("2026-11-25 05:00", "2026-11-26 12:00"))),
    ],
    &[
        somebody(8, "stop-the-line", |asked| asked.facts.halts.push(halt(now()))),
        time(9, "conflict", |asked| {
            asked.scene.around.works.push(other("2026-11-24T23:00:00Z", Some("2026-11-25T00:00:00Z")));
        }),
    ],
    &[somebody(11, "instruction-missing", |asked| asked.change.paperwork.touches_data = true)],
    &[somebody(12, "specification-missing", |asked| asked.change.paperwork.kind = Kind::NewFunction)],
    &[somebody(13, "not-planned", |asked| asked.change.state = State::Running)],
    &[
        time(14, "too-early", |asked| asked.change.start_at = now() + minutes(1)),
        somebody(14, "too-late", |asked| asked.change.latest_start_at = now() - minutes(1)),
    ],
    &[somebody(15, "approval-missing", |asked| asked.scene.rules.approvals = 1)],
    &[
        somebody(16, "backup-missing", |asked| asked.facts.backups.known.clear()),
        somebody(17, "backup-stale", |asked| asked.facts.backups.last_run_ended_at = Some(now() - minutes(30))),
        somebody(18, "backup-unconfirmed", |asked| asked.scene.rules.backup_evidence = Evidence::Restored),
    ],
    &[operator(19, "backup-source-down", |asked| asked.facts.backups.look_failed = Some("it timed out".to_owned()))],
    &[somebody(20, "command-changed", |asked| asked.change.command_differs.push(CommandDifference::ProgramFile))],
    &[operator(21, "clock-suspect", |asked| asked.facts.newest_entry_at = Some(now() + minutes(1)))],
    &[operator(22, "ledger-broken", |asked| asked.facts.ledger_fault = Some("entry 7 does not chain".to_owned()))],
    &[
        time(23, "busy", |asked| asked.facts.busy = Some(busy(now(), false))),
        somebody(23, "busy", |asked| asked.facts.busy = Some(busy(now(), true))),
    ],
    &[operator(24, "zone-data-old", |asked| asked.facts.old_zones.push(old_zone_of(&asked.scene)))],
];

#[test]
fn a_change_hears_every_reason_and_the_gravest_cure() {
    let combinations = each_combination(&GROUPS, &mut |faults| {
        let decision = ask(faults, Asking::Change);
        assert_eq!(codes(&decision), expected(faults, &[]));
        let gravest = faults.iter().map(|fault| fault.cure).max();
        assert_eq!(decision.closing().map(|reason| reason.cure).max(), gravest);
        assert!(decision.misses.is_none() || gravest == Some(Cure::Time), "waiting was no cure anyway");
        assert_eq!(decision.gravest(), decision.misses.as_ref().map(|_| Cure::Somebody).or(gravest));
        assert_eq!(decision.is_open(), faults.is_empty());
    });
    assert_eq!(combinations, 2_usize.pow(11) * 3 * 5 * 3 * 4 * 3, "none was left out");
}

#[test]
fn a_plan_hears_every_reason_that_does_not_wait_for_the_run() {
    each_combination(&GROUPS.map(|faults| &faults[..1]), &mut |faults| {
        let decision = ask(faults, |change| Asking::Plan(change.paperwork));
        assert_eq!(codes(&decision), expected(faults, &[13, 14, 15, 16, 17, 18, 19, 20, 23]));
    });
}

#[test]
fn a_system_hears_every_reason_that_needs_no_change() {
    each_combination(&GROUPS.map(|faults| &faults[..1]), &mut |faults| {
        let decision = ask(faults, |_| Asking::System);
        assert_eq!(codes(&decision), expected(faults, &[11, 12, 13, 14, 15, 20]));
    });
}

/// The middle of the night of 2026-11-24 in Yekaterinburg, 90 minutes before its end.
fn now() -> DateTime<Utc> {
    instant("2026-11-24T23:30:00Z")
}

fn ask(faults: &[Fault], on_behalf_of: impl Fn(ChangeFacts) -> Asking) -> Decision {
    let mut asked = Asked { scene: Scene::usual(), change: planned_for(now()), facts: all_well(now()) };
    for fault in faults {
        (fault.happens)(&mut asked);
    }
    asked.scene.judge(&on_behalf_of(asked.change), &asked.facts, now())
}

fn expected(faults: &[Fault], not_judged: &[u8]) -> Vec<&'static str> {
    let mut judged: Vec<&Fault> = faults.iter().filter(|fault| !not_judged.contains(&fault.row)).collect();
    judged.sort_by_key(|fault| fault.row);
    judged.into_iter().map(|fault| fault.code).collect()
}

/// Calls with every choice of at most one fault a group, and counts the choices.
fn each_combination(groups: &[&[Fault]], check: &mut dyn FnMut(&[Fault])) -> usize {
    fn choose(groups: &[&[Fault]], chosen: &mut Vec<Fault>, check: &mut dyn FnMut(&[Fault])) -> usize {
        let Some((group, rest)) = groups.split_first() else {
            check(chosen);
            return 1;
        };
        let mut count = choose(rest, chosen, check);
        for fault in *group {
            chosen.push(*fault);
            count += choose(rest, chosen, check);
            chosen.pop();
        }
        count
    }
    choose(groups, &mut Vec::new(), check)
}
