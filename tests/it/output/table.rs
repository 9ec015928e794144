//! Answers for people.
use super::fixtures::*;
use okno::app::answers::BackupOutcome;
use okno::change::Outcome;
use okno::output::{style::Style, table};
use okno::policy::Evidence;

#[test]
fn show() {
    let style = &Style::new(true, Some(80));
    let mut many = closed_for_many_reasons();
    many.places = far_apart();
    many.rules = rules(&far_apart());
    let mut w = windows();
    w.places = far_apart();
    w.customer = None;
    w.system = Some(system("shop"));
    w.ended_by_calendar = true;
    for text in [
        table::windows(&windows(), style),
        table::windows(&w, style),
        table::slots(&slots(), style),
        table::verdict(&closed_at_noon(), style),
        table::verdict(&closed_for_many_reasons(), style),
        table::verdict(&many, style),
        table::verdict(&open_tonight(), style),
        table::run_report(&run_report(finished(Outcome::Succeeded, 0)), style),
        table::change(&planned("Upgrade the bonus database to 4.2"), style),
        table::change(&failed(), style),
        table::change_list(&list(), style),
        table::status(&status(), style),
        table::backup_report(&backup_report(), style),
        table::backup_answer(&backup_answer(BackupOutcome::Confirmed(Box::new(backup("x", Evidence::Present)))), style),
        table::backup_answer(&backup_answer(BackupOutcome::Refuted(vec!["the file is empty".into()])), style),
        table::log_page(&log_page(), style),
        table::policy_view(&policy_view(), style),
        table::policy_diff(&policy_diff(), style),
        table::head(&footing(), style),
        table::verification(&verification(), style),
    ] {
        println!("{text}\n────────");
    }
}
