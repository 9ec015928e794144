//! Which value of a key holds between `[policy]`, a system and its customers.

use std::fmt::Debug;

use chrono::TimeDelta;
use okno::calendar::{Hours, NightBelongsTo};
use okno::policy::{Evidence, Late, OnOverrun, Rules};

use super::{customer, read, small_with, system};

/// The rules of `db` with these lines in `[policy]`, in its own table, in acme's, and in best's.
fn rules(of_policy: &str, of_system: &str, of_acme: &str, of_best: &str) -> Rules {
    let text = small_with("[policy]", of_policy)
        .replace("[systems.db]", &format!("[systems.db]\n{of_system}"))
        .replace("[customers.acme]", &format!("[customers.acme]\n{of_acme}"))
        .replace("[customers.best]", &format!("[customers.best]\n{of_best}"));
    read(&text).rules(&system("db"), &[customer("acme"), customer("best")])
}

/// The merge of one key: `values` and what they are read as, the stricter one first.
fn check<T: PartialEq + Debug>(key: &str, values: [&str; 2], of: fn(&Rules) -> T, expected: [T; 2]) {
    let [stricter, laxer] = values.map(|value| format!("{key} = {value}"));
    let [strict, lax] = expected;
    assert_eq!(of(&rules(&laxer, "", "", "")), lax, "{key}: [policy] replaces the built-in value");
    assert_eq!(of(&rules(&stricter, &laxer, "", "")), lax, "{key}: a system replaces [policy]");
    assert_eq!(of(&rules(&stricter, "", &laxer, &laxer)), lax, "{key}: customers replace [policy]");
    assert_eq!(of(&rules(&stricter, "", &laxer, "")), strict, "{key}: the other customer keeps [policy]'s");
    assert_eq!(of(&rules("", &laxer, &stricter, "")), strict, "{key}: the strictest of system and customer");
    assert_eq!(of(&rules("", &laxer, &laxer, &stricter)), strict, "{key}: the strictest of all customers");
    assert_eq!(of(&rules("", &stricter, &laxer, &laxer)), strict, "{key}: the system's when it is the stricter");
}

#[test]
fn the_shorter_downtime_limit_holds() {
    let minutes = TimeDelta::minutes;
    check("downtime-limit", ["\"5m\"", "\"20m\""], |rules| rules.downtime_limit, [minutes(5), minutes(20)]);
}

#[test]
fn the_shorter_backup_max_age_holds() {
    let hours = TimeDelta::hours;
    check("backup-max-age", ["\"1h\"", "\"26h\""], |rules| rules.backup_max_age, [hours(1), hours(26)]);
}

#[test]
fn the_shorter_early_holds() {
    let minutes = TimeDelta::minutes;
    check("early", ["\"0m\"", "\"15m\""], |rules| rules.early, [minutes(0), minutes(15)]);
}

#[test]
fn the_shorter_late_holds() {
    let late = |minutes| Late::after(TimeDelta::minutes(minutes));
    check("late", ["\"5m\"", "\"15m\""], |rules| rules.late, [late(5), late(15)]);
}

#[test]
fn late_as_window_and_late_as_a_length_both_hold() {
    let late = rules("", "late = \"window\"", "late = \"2h\"", "late = \"window\"").late;
    assert_eq!(late.for_long_stops(), Some(TimeDelta::hours(2)));
    assert_eq!(late.for_short_stops(), TimeDelta::minutes(30));
    assert_eq!(Late::WINDOW.for_long_stops(), None);
}

#[test]
fn the_shorter_rollback_within_holds() {
    let hours = TimeDelta::hours;
    check("rollback-within", ["\"1h\"", "\"48h\""], |rules| rules.rollback_within, [hours(1), hours(48)]);
}

#[test]
fn the_longer_count_together_holds() {
    let hours = TimeDelta::hours;
    check("count-together", ["\"2h\"", "\"1h\""], |rules| rules.count_together, [hours(2), hours(1)]);
}

#[test]
fn the_stronger_backup_evidence_holds() {
    let values = ["\"restored\"", "\"present\""];
    check("backup-evidence", values, |rules| rules.backup_evidence, [Evidence::Restored, Evidence::Present]);
}

#[test]
fn the_more_approvals_hold() {
    check("approvals", ["2", "0"], |rules| rules.approvals, [2, 0]);
}

#[test]
fn on_overrun_is_the_systems() {
    let of = |system, acme, best| rules("", system, acme, best).on_overrun;
    let (warn, terminate) = ("on-overrun = \"warn\"", "on-overrun = \"terminate\"");
    assert_eq!(of(warn, terminate, terminate), OnOverrun::Warn);
    assert_eq!(of(terminate, warn, warn), OnOverrun::Terminate);
    assert_eq!(of("", terminate, ""), OnOverrun::Terminate);
    assert_eq!(of("", "", ""), OnOverrun::Warn);
    assert_eq!(rules(terminate, "", warn, warn).on_overrun, OnOverrun::Warn);
}

#[test]
fn windows_of_system_and_customer_are_kept_to_be_intersected() {
    let late = r#"window = { from = "23:00", to = "07:00" }"#;
    let day = "window = { all-day = true }";
    let count = |rules: &Rules| rules.windows.values().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(count(&rules(late, "", "", "")), [1, 1]);
    assert_eq!(count(&rules("", late, "", "")), [1, 1]);
    let both = rules("", late, day, late);
    assert_eq!(count(&both), [2, 1]);
    assert_eq!(both.windows[&customer("acme")][1].hours, Hours::AllDay);
    assert_ne!(both.windows[&customer("best")][0].hours, Hours::AllDay);
    let own = rules("", "", day, "");
    assert_eq!(own.windows[&customer("acme")][0].hours, Hours::AllDay);
    assert_ne!(own.windows[&customer("best")][0].hours, Hours::AllDay);
}

#[test]
fn differing_nights_are_both() {
    let night = |reading: &str| format!("night-belongs-to = \"{reading}\"");
    let of =
        |policy: &str, system: &str, acme: &str| rules(policy, system, acme, "").windows[&customer("acme")][0].belongs;
    let (opening, each) = (night("opening-day"), night("each-day"));
    assert_eq!(of(&each, "", ""), NightBelongsTo::EachDay);
    assert_eq!(of(&each, &opening, ""), NightBelongsTo::OpeningDay);
    assert_eq!(of(&opening, "", &each), NightBelongsTo::EachDay);
    assert_eq!(of("", &each, &each), NightBelongsTo::EachDay);
    assert_eq!(of("", &opening, &each), NightBelongsTo::Both);
    assert_eq!(of("", &night("both"), &each), NightBelongsTo::Both);
}
