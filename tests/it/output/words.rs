//! Sentences: each reason says what is wrong, for whom, by which clock, and what to do.

use chrono::{DateTime, Utc};
use okno::app::answers::Verdict;
use okno::calendar::ZoneName;
use okno::change::{ChangeId, Kind, State};
use okno::gate::{Cause, CommandDifference, Cure, Lack, Reason, Staleness};
use okno::output::words::{self, ReasonContext};
use okno::policy::{CalendarId, Evidence};

use super::fixtures::*;

/// The sentence for a reason of CHG-12 at noon.
fn told_of(verdict: &Verdict, reason: &Reason) -> String {
    words::reason(reason, &ReasonContext::of_verdict(verdict))
}

fn noon() -> Verdict {
    let mut verdict = closed_at_noon();
    verdict.change = Some((ChangeId::new(12), 1));
    verdict
}

fn told(cause: Cause) -> String {
    told_of(&noon(), &somebody(cause))
}

fn of_acme(cause: Cause, retry_at: Option<DateTime<Utc>>) -> String {
    let reason = Reason { cause, customer: Some(customer("acme")), cure: Cure::Time, retry_at, waived_by: None };
    told_of(&noon(), &reason)
}

fn assert_tells(sentence: &str, parts: &[&str]) {
    for part in parts {
        assert!(sentence.contains(part), "{part:?} is missing in: {sentence}");
    }
    assert!(!sentence.contains('\n') && !sentence.contains("  "), "one line, single spaces: {sentence}");
    assert!(!sentence.contains("row"), "no jargon: {sentence}");
}

#[test]
fn outside_of_a_window_the_sentence_names_the_customer_both_clocks_the_hours_and_the_next_opening() {
    let sentence = told_of(&noon(), &outside_window());
    let whole = "For ACME Retail it is 14:00 on Tuesday, 24 November (Asia/Yekaterinburg; 09:00 UTC); a stop of 45 min \
                 is longer than 10 min and may only be made between 22:00 and 06:00 on a working night. The next window \
                 that is long enough opens at 22:00 (17:00 UTC), in 8 h.";
    assert_eq!(sentence, whole);
}

#[test]
fn of_another_instant_the_sentence_does_not_say_that_it_is_now() {
    let mut verdict = noon();
    verdict.decision.at = at("2026-11-25T19:30:00Z");
    let sentence = told_of(&verdict, &outside_window());
    assert_tells(&sentence, &["the work would start at 00:30 on Thursday, 26 November", "25 November 19:30 UTC"]);
}

#[test]
fn among_several_customers_each_reads_its_own_clock() {
    let mut verdict = noon();
    verdict.places = far_apart();
    verdict.rules = rules(&far_apart());
    let reason = Reason { customer: Some(customer("globex")), ..outside_window() };
    assert_tells(
        &told_of(&verdict, &reason),
        &["For Globex it is 12:00", "Europe/Moscow", "opens at 20:00 (17:00 UTC)"],
    );
}

#[test]
fn work_that_does_not_fit_is_told_by_how_much() {
    let cause = Cause::DoesNotFit { closes_at: at("2026-11-25T01:00:00Z"), short_by: minutes(30) };
    let sentence = of_acme(cause, Some(at("2026-11-25T17:00:00Z")));
    assert_tells(
        &sentence,
        &[
            "ACME Retail",
            "closes at 06:00 on Wednesday, 25 November",
            "01:00 UTC",
            "Work of 1 h",
            "30 min",
            "22:00 on Wed",
        ],
    );
}

#[test]
fn without_a_window_the_sentence_says_how_to_go_on() {
    let searched_until = at("2027-05-23T09:00:00Z");
    let alone = told(Cause::NoWindow { searched_until, lack: Lack::OfOne });
    assert_tells(&alone, &["Sunday, 23 May 2027", "ACME Retail", "1 h", "Split the work"]);
    let shared = told(Cause::NoWindow { searched_until, lack: Lack::OfAllDivisible });
    assert_tells(&shared, &["in common", "okno slots --system bonus-db --downtime 45m --duration 1h --waves"]);
    let at_once = told(Cause::NoWindow { searched_until, lack: Lack::OfAll });
    assert_tells(&at_once, &["in common", "stops for all of them at once"]);
    assert!(!at_once.contains("--waves"), "{at_once}");
}

#[test]
fn an_unknown_date_is_told_with_the_calendar_and_its_last_date() {
    let calendar = CalendarId::parse("ru").expect("an id");
    let cause =
        Cause::CalendarUnknown { calendar, date: day("2027-01-01"), known_until: day("2026-12-31"), built_in: false };
    let sentence = told_of(&noon(), &Reason { customer: Some(customer("acme")), ..somebody(cause.clone()) });
    assert_tells(
        &sentence,
        &["ACME Retail", "Friday, 1 January 2027", "\"ru\"", "Thursday, 31 December", "okno policy adopt"],
    );
    let Cause::CalendarUnknown { calendar, date, known_until, .. } = cause else { unreachable!("made above") };
    let built_in = Cause::CalendarUnknown { calendar, date, known_until, built_in: true };
    let sentence = told_of(&noon(), &Reason { customer: Some(customer("acme")), ..somebody(built_in) });
    assert_tells(&sentence, &["A newer okno knows a later year", "instead of `country`", "okno policy adopt"]);
}

fn frozen(why: &str, until: Option<DateTime<Utc>>) -> Cause {
    let from = at("2026-11-01T00:00:00Z");
    Cause::Frozen { why: why.to_owned(), from, until, recorded: None, through: Vec::new() }
}

#[test]
fn a_freeze_of_another_system_and_one_that_begins_later_say_so() {
    let through = vec![system("tills"), system("portal")];
    let (from, until) = (at("2026-12-01T19:00:00Z"), Some(at("2026-12-02T19:00:00Z")));
    let cause = Cause::Frozen { why: "stocktaking".to_owned(), from, until, recorded: None, through };
    let sentence = of_acme(cause, until);
    assert_tells(&sentence, &["from 00:00 on Wednesday, 2 December", "since tills and portal would stop with it"]);
}

#[test]
fn a_freeze_is_told_with_its_reason_and_its_end() {
    let until = Some(at("2027-01-09T19:00:00Z"));
    let sentence = of_acme(frozen("New Year sales.", until), until);
    assert_tells(
        &sentence,
        &["ACME Retail", "00:00 on Sunday, 10 January 2027", "9 January 19:00 UTC", ": New Year sales."],
    );
    assert!(!sentence.contains(".."), "{sentence}");
    assert_tells(&told(frozen("lawsuit", None)), &["no end in sight", "windows.toml"]);
}

#[test]
fn reasons_with_a_command_tell_it_to_the_letter() {
    let halt =
        |everywhere| Cause::StopTheLine { by: "pavel".to_owned(), why: "smoke".to_owned(), since: now(), everywhere };
    let busy = |interrupted| Cause::Busy { change: "CHG-3".to_owned(), since: now(), interrupted };
    let cases = [
        (Cause::PolicyNotAdopted, "okno policy diff"),
        (Cause::PolicyNotAdopted, ": okno policy adopt"),
        (halt(false), ": okno resume --system bonus-db"),
        (halt(true), ": okno resume"),
        (Cause::InstructionMissing, "--instruction"),
        (Cause::SpecificationMissing { kind: Kind::NewFunction }, "--specification"),
        (Cause::NotPlanned { state: State::Interrupted }, ": okno settle CHG-12 --as done|failed --reason …"),
        (Cause::NotPlanned { state: State::Missed }, ": okno reschedule CHG-12 --at …"),
        (Cause::TooLate { until: now() }, ": okno reschedule CHG-12 --at …"),
        (Cause::ApprovalMissing { have: 0, need: 1 }, ": okno approve CHG-12"),
        (Cause::BackupMissing { not_restored: None }, ": okno backup take --system bonus-db"),
        (Cause::BackupSourceDown { why: "timed out".to_owned() }, ": okno backup confirm --system bonus-db"),
        (Cause::CommandChanged { what: vec![CommandDifference::Arguments] }, ": okno show CHG-12"),
        (Cause::LedgerBroken { why: "entry 7 was changed".to_owned() }, ": okno log verify"),
        (busy(true), ": okno settle CHG-3 --as done|failed --reason …"),
    ];
    for (cause, command) in cases {
        assert_tells(&told(cause), &[command]);
    }
    assert_tells(&told(busy(false)), &["CHG-3 is running on Bonus database", "14:00", "09:00 UTC"]);
}

#[test]
fn a_backup_by_word_of_mouth_is_told_as_such() {
    let cause = Cause::BackupUnconfirmed {
        id: "nightly".to_owned(),
        have: Evidence::Attested,
        need: Evidence::Verified,
        missing: Vec::new(),
    };
    let parts =
        ["Bonus database", "nightly", "attested by a person", "verified", "okno backup confirm --system bonus-db"];
    assert_tells(&told(cause), &parts);
    let chained = Cause::BackupUnconfirmed {
        id: "incr-7".to_owned(),
        have: Evidence::Verified,
        need: Evidence::Verified,
        missing: vec!["full-1".to_owned(), "incr-6".to_owned()],
    };
    assert_tells(&told(chained), &["cannot be restored without full-1 and incr-6"]);
}

#[test]
fn a_stale_backup_is_told_with_what_makes_it_stale() {
    let stale = |staleness| Cause::BackupStale { id: "nightly".to_owned(), at: at("2026-11-24T06:00:00Z"), staleness };
    let old = told(stale(Staleness::TooOld { age: minutes(180), max_age: minutes(90) }));
    assert_tells(&old, &["11:00 on Tuesday", "06:00 UTC", "3 h old", "1 h 30 min is allowed", "okno backup take"]);
    let before = told(stale(Staleness::BeforeLastRun { ended_at: at("2026-11-24T07:00:00Z"), on: None }));
    assert_tells(&before, &["until 12:00", "altered the data", "okno backup take"]);
    assert_tells(&told(stale(Staleness::FromTheFuture { ahead: minutes(7) })), &["7 min ahead", "clocks"]);
}

#[test]
fn while_the_work_is_far_away_a_backup_can_wait() {
    let retry_at = Some(at("2026-11-24T15:30:00Z"));
    let reason = Reason {
        cause: Cause::BackupMissing { not_restored: None },
        customer: None,
        cure: Cure::Time,
        retry_at,
        waived_by: None,
    };
    assert_tells(&told_of(&noon(), &reason), &["20:30 on Tuesday", "15:30 UTC", "in 6 h 30 min", "Make it then"]);
}

#[test]
fn a_clock_behind_the_ledger_is_told_with_both_readings() {
    let sentence = told(Cause::ClockSuspect { now: now(), newest_entry_at: now() + minutes(5) });
    assert_tells(
        &sentence,
        &["shows 14:00 on Tuesday", "09:00 UTC", "14:05 (09:05 UTC)", "5 min later", "Set the clock right"],
    );
}

#[test]
fn old_zone_data_is_told_with_both_releases() {
    let zone = ZoneName::parse("America/Vancouver").expect("a name");
    let cause = Cause::ZoneDataOld { zone, have: "2025b".to_owned(), newest: "2026e".to_owned() };
    assert_tells(&told(cause), &["America/Vancouver", "2025b", "2026e", "the package tzdata"]);
}

#[test]
fn an_early_start_is_told_with_both_clocks() {
    let cause = Cause::TooEarly { from: at("2026-11-24T17:00:00Z") };
    assert_tells(&told(cause), &["CHG-12 may not start before 22:00", "17:00 UTC", "in 8 h"]);
}

#[test]
fn every_state_has_a_sentence_about_the_change() {
    for state in State::SHOWN {
        assert_tells(&told(Cause::NotPlanned { state }), &["CHG-12"]);
    }
}

#[test]
fn hostile_text_in_a_reason_is_harmless() {
    let cause = Cause::StopTheLine {
        by: "p\u{1b}]0;x\u{7}".to_owned(),
        why: "a\nOPEN\u{202e}".to_owned(),
        since: now(),
        everywhere: true,
    };
    let sentence = told(cause);
    assert!(!sentence.contains(okno::output::harmless::is_hazardous), "{sentence:?}");
}

#[test]
fn instants_at_the_ends_of_time_are_told_too() {
    let cause = frozen("x", Some(DateTime::<Utc>::MAX_UTC));
    assert_tells(&of_acme(cause, None), &["ACME Retail"]);
    let cause = Cause::TooLate { until: DateTime::<Utc>::MIN_UTC };
    assert_tells(&told(cause), &["CHG-12"]);
}

#[test]
fn of_a_digest_the_first_digits_are_shown_wherever_it_stands() {
    let digest = "a8ad7483b202b0e3c4c4714fd95b635a66f2140d4a5ecff6c42759e6d106139f";
    assert_eq!(words::short_id(digest), "a8ad7483b202");
    let both = format!("shop.db@{digest}: sha256:{digest}");
    assert_eq!(words::short_id(&both), "shop.db@a8ad7483b202: sha256:a8ad7483b202");
    for other in ["20261123-040000F", "\u{431}\u{430}\u{437}\u{430}", &format!("{digest}0")] {
        assert_eq!(words::short_id(other), other);
    }
}

#[test]
fn a_size_is_told_as_people_read_it_and_exactly() {
    assert_eq!(words::size(1), "1 byte");
    assert_eq!(words::size(1023), "1023 bytes");
    assert_eq!(words::size(1024), "1.0 KiB (1024 bytes)");
    assert_eq!(words::size(31_840_492), "30.4 MiB (31840492 bytes)");
}

#[test]
fn each_way_of_looking_at_backups_is_offered_on_a_line_of_its_own() {
    for (number, way) in words::setup::WAYS.iter().enumerate() {
        let line = format!("  {}) {way}", number + 1);
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn what_126_and_127_mean_is_told_and_not_which_command_it_was() {
    assert!(words::command_ended(127, 2).ends_with(": a command was not found"), "{}", words::command_ended(127, 2));
    assert_eq!(words::command_ended(127, 60_000), "exit code 127 after 1 min: a command was not found");
    assert_eq!(words::command_ended(126, 60_000), "exit code 126 after 1 min: a command could not be run");
    assert_eq!(words::command_ended(3, 60_000), "exit code 3 after 1 min");
}

#[test]
fn an_instant_and_its_utc_are_told_in_one_style() {
    let noon = noon();
    let clock = words::Clock::of(&noon.places);
    let told = words::brief("2026-11-22T23:20:00Z".parse().unwrap(), clock, noon.footing.now);
    assert_eq!(told, "Mon 23 Nov 04:20 (Sun 22 Nov 23:20 UTC)");
}
