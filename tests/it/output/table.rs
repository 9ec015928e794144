//! Answers for people: within the width, on the customer's clock, and deaf to hostile text.

use okno::app::answers::{BackupOutcome, ChangeList, Footing, Notice, Verification};
use okno::app::{Narrator as _, Step};
use okno::backup::Source;
use okno::change::{ChangeId, LeftBehind, Outcome};
use okno::gate::{Cause, Lack};
use okno::output::{harmless::is_hazardous, narrator::TerminalNarrator, style::Style, table};
use okno::policy::Evidence;
use unicode_width::UnicodeWidthStr;

use super::fixtures::*;

/// Every answer, with a name to find it by.
fn all(style: Style) -> Vec<(&'static str, String)> {
    let style = &style;
    let mut shared = windows();
    (shared.customer, shared.system, shared.places) = (None, Some(system("shop")), far_apart());
    shared.ended_by_calendar = true;
    let mut no_slot = slots();
    no_slot.slots.clear();
    no_slot.why_none =
        vec![somebody(Cause::NoWindow { searched_until: no_slot.searched_until, lack: Lack::OfAllDivisible })];
    let mut many_customers = closed_for_many_reasons();
    (many_customers.places, many_customers.rules) = (far_apart(), rules(&far_apart()));
    let mut left_behind = finished(Outcome::Failed, 3);
    left_behind.left_behind = vec![LeftBehind { pid: 812, command: "nginx".to_owned() }];
    let mut unrecorded = run_report(finished(Outcome::Succeeded, 0));
    if let Some(run) = &mut unrecorded.run {
        run.unrecorded = Some("the disk is full".to_owned());
    }
    let mut noticed = planned("Upgrade the bonus database to 4.2");
    noticed.notices = vec![Notice::CommandMasked, Notice::ApprovalsVoided(1), Notice::Interrupted(ChangeId::new(3))];
    let confirmed = BackupOutcome::Confirmed(Box::new(backup("bonus-1.db 0f3a9c12d45e", Evidence::Present)));
    let refuted = BackupOutcome::Refuted(vec!["the file is empty".to_owned()]);
    let broken = Verification {
        ok: false,
        first_bad: Some((7, "entry 7 was changed: its hash is not that of its line after entry 6".to_owned())),
        cards_differ: vec!["change/CHG-12".to_owned()],
        ..verification()
    };
    vec![
        ("windows", table::windows(&windows(), style)),
        ("shared windows", table::windows(&shared, style)),
        ("slots", table::slots(&slots(), style)),
        ("no slot", table::slots(&no_slot, style)),
        ("closed", table::verdict(&closed_at_noon(), style)),
        ("closed for many", table::verdict(&closed_for_many_reasons(), style)),
        ("closed for many customers", table::verdict(&many_customers, style)),
        ("open", table::verdict(&open_tonight(), style)),
        ("run", table::run_report(&run_report(left_behind), style)),
        ("unrecorded", table::run_report(&unrecorded, style)),
        ("planned", table::change(&noticed, style)),
        ("failed", table::change(&failed(), style)),
        ("list", table::change_list(&list(), style)),
        ("status", table::status(&status(), style)),
        ("backups", table::backup_report(&backup_report(), style)),
        ("backup list", table::backup_list(&backup_report(), style)),
        ("confirmed", table::backup_answer(&backup_answer(confirmed), style)),
        ("refuted", table::backup_answer(&backup_answer(refuted), style)),
        ("log", table::log_page(&log_page(), style)),
        ("policy", table::policy_view(&policy_view(), style)),
        ("policy diff", table::policy_diff(&policy_diff(), style)),
        ("head", table::head(&footing(), style)),
        ("verifies", table::verification(&verification(), style)),
        ("does not verify", table::verification(&broken, style)),
    ]
}

fn assert_fits(name: &str, text: &str, width: usize) {
    for line in text.lines() {
        assert!(line.width() <= width, "{name}: {} columns in {line:?}\n{text}", line.width());
        assert_eq!(line, line.trim_end(), "{name}: blanks at the end of {line:?}");
    }
}

#[test]
fn every_answer_stays_within_80_columns() {
    for (name, text) in all(Style::plain()) {
        assert_fits(name, &text, 80);
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name} ends with one line break: {text:?}");
    }
}

#[test]
fn without_colour_no_answer_holds_an_escape_sequence() {
    for (name, text) in all(Style::plain()) {
        assert!(text.chars().all(|c| c == '\n' || !is_hazardous(c)), "{name}: {text:?}");
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    for ((name, plain), (_, coloured)) in all(Style::plain()).into_iter().zip(all(Style::new(true, None))) {
        assert_eq!(plain, without_colour(&coloured), "{name}");
    }
}

/// The text without the sequences from ESC to `m`.
fn without_colour(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn a_verdict_begins_with_what_the_gate_says() {
    assert!(table::verdict(&closed_at_noon(), &Style::plain()).starts_with("CLOSED  Bonus database\n"));
    assert!(
        table::verdict(&open_tonight(), &Style::plain()).starts_with("OPEN  CHG-12, version 1, on Bonus database\n")
    );
}

#[test]
fn a_closed_gate_shows_every_reason_its_command_and_the_next_slot() {
    let text = table::verdict(&closed_for_many_reasons(), &Style::plain());
    for part in [
        "outside-window  passes by itself in 8 h",
        "stop-the-line  somebody has to act",
        "clock-suspect  an operator has to act",
        "\n      okno approve CHG-12\n",
        "\n      okno backup take --system bonus-db\n",
        "next slot  Tue 24 Nov 22:00 (17:00 UTC), in 8 h; last start Wed 05:00",
    ] {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
}

#[test]
fn what_was_not_judged_is_told_in_words() {
    let text = table::verdict(&closed_at_noon(), &Style::plain());
    assert!(text.contains("not judged  the customer's instruction, the specification"), "{text}");
}

#[test]
fn windows_are_shown_on_the_customers_clock_with_utc_beside_it() {
    let text = table::windows(&windows(), &Style::plain());
    let line = "  Tue 24 Nov  22:00 – Wed 06:00  17:00 – Wed 01:00  8 h     in 8 h\n";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_window_of_several_zones_is_shown_on_each_clock() {
    let mut shared = windows();
    shared.places = far_apart();
    let text = table::windows(&shared, &Style::plain());
    for part in
        ["Yekaterinburg   22:00 – Wed 06:00", "Moscow          20:00 – Wed 04:00", "ComodRivadavia  14:00 – 22:00"]
    {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
}

#[test]
fn a_story_tells_each_entry_in_a_line_of_words() {
    let text = table::change(&failed(), &Style::new(false, Some(200)));
    for part in [
        "planned: Upgrade the bonus database to 4.2, to start Tue 24 Nov 22:00 (17:00 UTC)",
        "asked to run and was refused: outside-window",
        "run 1 started, bound to the backup bonus-20261124 (verified)",
        "run 1 failed with exit code 3 after 3 min 12 s",
    ] {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
}

const HOSTILE: [&str; 5] = [
    "\u{1b}[2J\u{1b}[1;1HOPEN\r\nOPEN\u{7}",
    "\u{202e}desolc si etag eht\u{2066}\u{200b}\u{9b}31m",
    "a_word_that_is_far_longer_than_any_line_of_a_terminal_and_has_no_place_to_break_it_at_all_however_hard_one_looks",
    "Обновление базы данных бонусов до версии 4.2 с переносом истории начислений за все годы работы программы",
    "更新奖励数据库到版本并迁移所有历史记录包括自程序启动以来的所有年份的记录和所有客户的余额以及交易",
];

#[test]
fn hostile_titles_neither_reach_the_terminal_nor_break_the_width() {
    for title in HOSTILE {
        let view = planned(title);
        let changes = ChangeList { changes: vec![view.clone()], ledger: None, footing: footing() };
        let log = okno::app::answers::LogPage { entries: view.story.clone(), ..log_page() };
        for text in [
            table::change(&view, &Style::plain()),
            table::change_list(&changes, &Style::plain()),
            table::log_page(&log, &Style::plain()),
        ] {
            assert_fits(title, &text, 80);
            assert!(text.chars().all(|c| c == '\n' || !is_hazardous(c)), "{text:?}");
        }
    }
}

#[test]
fn hostile_names_of_backups_systems_and_releases_are_harmless_too() {
    for hostile in HOSTILE {
        let mut verdict = closed_for_many_reasons();
        verdict.system_name = hostile.to_owned();
        verdict.footing = Footing { tzdb: hostile.to_owned(), ..verdict.footing };
        if let Some(known) = &mut verdict.decision.backup {
            known.backup.id = hostile.to_owned();
        }
        for place in verdict.places.known.values_mut() {
            place.name = hostile.to_owned();
        }
        let mut backups = backup_report();
        backups.systems[0].known = vec![known_backup(hostile, Evidence::Present, Source::Tool)];
        backups.systems[0].known[0].by = hostile.to_owned();
        let refuted = backup_answer(BackupOutcome::Refuted(vec![hostile.to_owned()]));
        let mut diff = policy_diff();
        diff.texts.1 = hostile.to_owned();
        for text in [
            table::verdict(&verdict, &Style::plain()),
            table::backup_list(&backups, &Style::plain()),
            table::backup_answer(&refuted, &Style::plain()),
            table::policy_diff(&diff, &Style::plain()),
        ] {
            assert!(text.chars().all(|c| c == '\n' || !is_hazardous(c)), "{text:?}");
        }
    }
}

#[test]
fn a_narrow_terminal_is_respected() {
    let narrow = Style::new(false, Some(60));
    assert_fits("closed", &table::verdict(&closed_at_noon(), &narrow), 60);
    assert_fits("planned", &table::change(&planned("Upgrade the bonus database"), &narrow), 60);
    assert_fits("policy", &table::policy_view(&policy_view(), &narrow), 60);
}

#[test]
fn no_word_is_broken_in_a_table_of_backups_and_digests_are_short() {
    let digest = |first: char| format!("{first}8ad7483b202b0e3c4c4714fd95b635a66f2140d4a5ecff6c42759e6d106139f");
    let mut report = backup_report();
    report.systems.truncate(1);
    report.systems[0].known = ['a', 'b']
        .map(|first| known_backup(&digest(first), Evidence::Verified, Source::Tool))
        .into_iter()
        .chain([known_backup("shop-20261124T082500Z.dump", Evidence::Verified, Source::Tool)])
        .collect();
    let told = table::backup_list(&report, &Style::plain());
    for whole in ["okno, for olga  a8ad7483b202\n", "okno, for olga  b8ad7483b202\n", "shop-20261124T082500Z.dump"] {
        assert_eq!(told.matches(whole).count(), 1, "{whole:?} in {told}");
    }
    assert!(!told.contains(&digest('a')), "{told}");
    // Where the first digits would not tell two apart, all are shown.
    let twin = digest('a').replace("139f", "0000");
    report.systems[0].known.push(known_backup(&twin, Evidence::Verified, Source::Tool));
    let told = table::backup_list(&report, &Style::new(false, Some(200)));
    assert!(told.contains(&digest('a')) && told.contains(&twin) && told.contains("olga  b8ad7483b202\n"), "{told}");
}

#[test]
fn what_goes_on_is_told_in_lines_that_fit() {
    let mut told = Vec::new();
    let id = "shop-20261124T082500Z-of-the-large-machine.dump".to_owned();
    let step = Step::Drilling { system: "the-shop-database".to_owned(), id };
    TerminalNarrator::new(false, Style::plain(), &mut told).step(&step);
    let told = String::from_utf8(told).unwrap();
    assert!(told.lines().count() == 2 && told.lines().all(|line| line.width() <= 80), "{told}");
    assert!(told.lines().all(|line| !line.starts_with(' ')) && told.contains("whether it can be"), "{told}");
}
