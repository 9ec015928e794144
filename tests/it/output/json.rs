//! Answers for scripts, held against the contract.

use okno::app::answers::{BackupOutcome, Footing, Verdict, Verification};
use okno::change::{LeftBehind, Outcome, Output};
use okno::exit;
use okno::gate::{Cause, Cure, Lack, Reason};
use okno::output::json;
use okno::policy::Evidence;
use okno::record::Digest;
use serde_json::{Value, json};

use super::fixtures::*;

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("an answer is JSON")
}

fn policy() -> String {
    Digest::of(b"policy").prefixed()
}

fn head() -> Value {
    json!({"seq": 41, "hash": Digest::of(b"entry 41").to_string()})
}

/// The keys of the outermost object, in the order of the text.
fn keys(text: &str) -> Vec<&str> {
    let outermost = |line: &&str| line.starts_with("  \"");
    text.lines().filter(outermost).filter_map(|line| line.split('"').nth(1)).collect()
}

#[test]
fn windows_are_answered_as_in_the_contract() {
    let mut asked = windows();
    asked.windows.truncate(1);
    let expected = json!({
        "schema": "okno.windows/1", "customer": "acme", "system": null,
        "customers": [{"customer": "acme", "time_zone": "Asia/Yekaterinburg", "calendar": "ru", "night_belongs_to": "opening-day"}],
        "windows": [{"night_of": "2026-11-24", "opens_at": "2026-11-24T17:00:00Z", "closes_at": "2026-11-25T01:00:00Z",
            "opens_local": "2026-11-24T22:00:00+05:00", "closes_local": "2026-11-25T06:00:00+05:00", "length": "PT8H"}],
        "bound_by": null, "known_until": "2027-12-31", "tzdb": "2026e", "policy": policy(), "head": null
    });
    let text = json::windows(&asked);
    assert_eq!(read(&text), expected);
    assert_eq!(
        keys(&text),
        ["schema", "customer", "system", "customers", "windows", "bound_by", "known_until", "tzdb", "policy", "head"]
    );
}

#[test]
fn a_decision_is_answered_as_in_the_contract() {
    let text = json::verdict(&closed_at_noon());
    let answered = read(&text);
    let message = answered["reasons"][0]["message"].clone();
    assert!(message.as_str().is_some_and(|message| message.contains("ACME Retail")));
    let expected = json!({
        "schema": "okno.decision/1", "decision": "closed", "exit_code": 75, "change": null, "version": null,
        "system": "bonus-db", "customers": ["acme"], "at": "2026-11-24T09:00:00Z",
        "at_local": "2026-11-24T14:00:00+05:00", "downtime": "PT45M", "duration": "PT1H", "rule": "window",
        "window": null,
        "reasons": [{"row": 4, "code": "outside-window", "customer": "acme", "cure": "time", "message": message,
            "retry_at": "2026-11-24T17:00:00Z", "waived_by": null}],
        "retry_at": "2026-11-24T17:00:00Z", "misses_latest_start": null, "closed_then": [], "not_judged": [11, 12, 13, 14, 15, 20],
        "next_slot": {"start_at": "2026-11-24T17:00:00Z", "latest_start_at": "2026-11-25T00:00:00Z"},
        "backup": {"id": "bonus-20261124", "level": 2, "at": "2026-11-24T08:25:00Z", "evidence": "verified"},
        "backup_of": null, "no_backup": null, "newest_refuted": null,
        "tzdb": "2026e", "policy": policy(), "head": head()
    });
    assert_eq!(answered, expected);
    let order = "schema decision exit_code change version system customers at at_local downtime duration rule window \
                 reasons retry_at misses_latest_start closed_then not_judged next_slot backup backup_of no_backup newest_refuted tzdb policy head";
    assert_eq!(keys(&text), order.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn the_exit_code_of_a_decision_is_that_of_its_gravest_cure() {
    let code = |verdict: &Verdict| read(&json::verdict(verdict))["exit_code"].clone();
    let with = |cures: &[Cure]| {
        let reason = |cure: &Cure| Reason {
            cause: Cause::BackupMissing { not_restored: None },
            customer: None,
            cure: *cure,
            retry_at: None,
            waived_by: None,
        };
        let mut verdict = closed_at_noon();
        verdict.decision.reasons = cures.iter().map(reason).collect();
        code(&verdict)
    };
    assert_eq!(with(&[]), 0);
    assert_eq!(with(&[Cure::Time]), 75);
    assert_eq!(with(&[Cure::Time, Cure::Somebody]), 77);
    assert_eq!(with(&[Cure::Operator, Cure::Somebody, Cure::Time]), 69);
}

#[test]
fn customers_in_several_zones_have_no_local_time() {
    let mut verdict = closed_at_noon();
    verdict.places = far_apart();
    assert_eq!(read(&json::verdict(&verdict))["at_local"], Value::Null);
    let mut asked = windows();
    asked.places = far_apart();
    assert_eq!(read(&json::windows(&asked))["windows"][0]["opens_local"], Value::Null);
}

#[test]
fn a_refused_run_has_an_outcome_and_no_run() {
    let report = okno::app::answers::RunReport { verdict: closed_at_noon(), run: None };
    let text = json::run_report(&report);
    let answered = read(&text);
    assert_eq!(answered["outcome"], "refused");
    assert_eq!(answered["run"], Value::Null);
    assert_eq!(answered["exit_code"], 75);
    assert_eq!(keys(&text)[..3], ["schema", "decision", "exit_code"]);
}

#[test]
fn a_run_carries_the_code_of_the_command() {
    let mut how = finished(Outcome::Failed, 3);
    how.overrun = Some(minutes(2));
    how.left_behind = vec![LeftBehind { pid: 812, command: "nginx".to_owned() }];
    how.output =
        Some(Output { attachment: Some(Digest::of(b"kept")), bytes: 10, sha256: Digest::of(b"all"), cut: false });
    let answered = read(&json::run_report(&run_report(how)));
    assert_eq!(answered["decision"], "open");
    assert_eq!(answered["exit_code"], 3);
    assert_eq!(answered["outcome"], "failed");
    let expected = json!({
        "number": 1, "exit_code": 3, "started_at": "2026-11-24T17:30:00Z", "finished_at": "2026-11-24T17:33:12Z",
        "outcome": "failed", "deadline": "2026-11-25T01:00:00Z", "overrun": "PT2M", "signal": null,
        "interrupted_by": null, "problem": null, "left_behind": [{"pid": 812, "command": "nginx"}],
        "output": {"bytes": 10, "sha256": Digest::of(b"all").to_string(), "cut": false, "kept": true}, "unrecorded": null
    });
    assert_eq!(answered["run"], expected);
}

#[test]
fn a_run_whose_end_could_not_be_recorded_exits_with_74() {
    let mut report = run_report(finished(Outcome::Succeeded, 0));
    if let Some(run) = &mut report.run {
        run.unrecorded = Some("the disk is full".to_owned());
    }
    let answered = read(&json::run_report(&report));
    assert_eq!(answered["exit_code"], 74);
    assert_eq!(answered["run"]["exit_code"], 0);
    assert_eq!(answered["run"]["unrecorded"], "the disk is full");
}

#[test]
fn a_run_that_failed_after_a_signal_was_interrupted() {
    let interrupted = |outcome, code| {
        let mut report = run_report(finished(outcome, code));
        if let Some(run) = &mut report.run {
            run.interrupted_by = Some(2);
        }
        read(&json::run_report(&report))["outcome"].clone()
    };
    assert_eq!(interrupted(Outcome::Failed, 130), "interrupted");
    assert_eq!(interrupted(Outcome::Succeeded, 0), "succeeded");
}

#[test]
fn a_change_is_answered_in_the_order_of_the_contract() {
    let text = json::change(&planned("Upgrade"));
    let order = "schema id version state title kind system customers start_at latest_start_at end_at downtime duration \
                 command author approvals";
    let order: Vec<_> = order.split_whitespace().collect();
    assert_eq!(keys(&text)[..order.len()], order);
    let answered = read(&text);
    assert_eq!(answered["schema"], "okno.change/1");
    assert_eq!(answered["id"], "CHG-12");
    assert_eq!(answered["state"], "planned");
    assert_eq!(answered["end_at"], "2026-11-24T18:00:00Z");
    assert_eq!(answered["start_local"], "2026-11-24T22:00:00+05:00");
    assert_eq!(answered["command"], json!(["psql", "-f", "upgrade 4.2.sql"]));
    assert_eq!(answered["approvals"], json!([{"by": "pavel", "at": "2026-11-23T06:40:00Z", "version": 1}]));
    assert_eq!(answered["story"][0]["data"]["title"], "Upgrade");
    assert_eq!(answered["instruction"], Value::Null);
}

#[test]
fn slots_say_why_there_is_none() {
    let answered = read(&json::slots(&slots()));
    assert_eq!(answered["schema"], "okno.slots/1");
    assert_eq!(answered["why_none"], Value::Null);
    assert_eq!(answered["waves"], Value::Null);
    assert_eq!(answered["slots"][0]["night_of"], "2026-11-24");
    let mut none = slots();
    none.slots.clear();
    none.why_none = vec![somebody(Cause::NoWindow { searched_until: none.searched_until, lack: Lack::OfOne })];
    let answered = read(&json::slots(&none));
    assert_eq!(answered["slots"], json!([]));
    assert_eq!(answered["why_none"][0]["code"], "no-window");
}

#[test]
fn a_failure_is_answered_as_in_the_contract() {
    let text = json::error(exit::CONFIG, "windows.toml is wrong", None);
    let expected = "{\n  \"schema\": \"okno.error/1\",\n  \"exit_code\": 78,\n  \"message\": \"windows.toml is wrong\",\n  \
                    \"hint\": null\n}\n";
    assert_eq!(text, expected);
}

#[test]
fn a_verified_ledger_is_answered_as_in_the_contract() {
    let text = json::verification(&verification());
    assert_eq!(keys(&text)[..5], ["schema", "ok", "entries", "head", "first_bad"]);
    let answered = read(&text);
    assert_eq!(answered["ok"], true);
    assert_eq!(answered["head"], head());
    assert_eq!(answered["first_bad"], Value::Null);
    let why = "entry 7 was changed".to_owned();
    let broken = Verification { ok: false, first_bad: Some((7, why)), ..verification() };
    assert_eq!(read(&json::verification(&broken))["first_bad"], json!({"seq": 7, "why": "entry 7 was changed"}));
}

#[test]
fn every_answer_tells_its_schema_first_and_under_which_rules_it_was_given() {
    let outcome = BackupOutcome::Confirmed(Box::new(backup("x", Evidence::Verified)));
    let answers = [
        ("okno.windows/1", json::windows(&windows())),
        ("okno.slots/1", json::slots(&slots())),
        ("okno.decision/1", json::verdict(&closed_at_noon())),
        ("okno.decision/1", json::run_report(&run_report(finished(Outcome::Succeeded, 0)))),
        ("okno.change/1", json::change(&failed())),
        ("okno.changes/1", json::change_list(&list())),
        ("okno.status/1", json::status(&status())),
        ("okno.backups/1", json::backup_report(&backup_report())),
        ("okno.backup/1", json::backup_answer(&backup_answer(outcome))),
        ("okno.log/1", json::log_page(&log_page())),
        ("okno.head/1", json::head(&footing())),
        ("okno.policy/1", json::policy_view(&policy_view())),
        ("okno.policy-diff/1", json::policy_diff(&policy_diff())),
        ("okno.verify/1", json::verification(&verification())),
    ];
    for (schema, text) in answers {
        assert!(text.starts_with(&format!("{{\n  \"schema\": \"{schema}\"")), "{text}");
        assert!(text.ends_with("\n}\n"), "{schema}");
        let keys = keys(&text);
        for carried in ["tzdb", "policy", "head"] {
            assert_eq!(keys.iter().filter(|key| **key == carried).count(), 1, "{carried} in {schema}");
        }
        assert!(keys.iter().all(|key| key.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase())), "{schema}");
    }
}

#[test]
fn without_a_ledger_the_head_is_null() {
    let answered = read(&json::head(&Footing { head: None, policy: None, ..footing() }));
    assert_eq!(answered, json!({"schema": "okno.head/1", "tzdb": "2026e", "policy": null, "head": null}));
}

#[test]
fn a_policy_diff_tells_what_would_change() {
    let answered = read(&json::policy_diff(&policy_diff()));
    assert_eq!(answered["differs"], true);
    let diff = answered["diff"].as_str().unwrap_or_default();
    assert!(diff.contains("-downtime-limit = \"10m\"\n+downtime-limit = \"30m\"\n"), "{diff}");
    let mut same = policy_diff();
    same.texts.1 = same.texts.0.clone();
    same.files.clear();
    same.systems.clear();
    let answered = read(&json::policy_diff(&same));
    assert_eq!((&answered["differs"], &answered["diff"]), (&json!(false), &Value::Null));
}

#[test]
fn what_a_terminal_would_obey_is_escaped_and_reads_back_the_same() {
    let hostile = "a\u{1b}[2J\u{9b}31m\u{202e}\u{e0041}\u{7f}b";
    let text = json::change(&planned(hostile));
    assert!(text.chars().all(|c| c == '\n' || !okno::output::harmless::is_hazardous(c)), "{text:?}");
    assert_eq!(read(&text)["title"], hostile);
    assert_eq!(read(&text)["story"][0]["data"]["title"], hostile);
}
