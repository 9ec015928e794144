//! Which dates are working days.

use super::*;

#[test]
fn moved_working_days_beat_holidays_and_holidays_beat_the_week() {
    let (holidays, moved) = (dates(&["2026-11-24", "2026-11-25"]), dates(&["2026-11-25", "2026-11-28"]));
    let days = Workdays::listed(&WEEKEND, holidays, moved, date("2026-11-01")..=date("2026-11-30"));
    let said = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-28", "2026-11-29"].map(|text| days.day(date(text)));
    assert_eq!(said, [Day::Working, Day::Free, Day::Working, Day::Working, Day::Free]);
}

#[test]
fn a_date_outside_the_calendar_is_unknown_even_if_listed() {
    let days = Workdays::listed(
        &WEEKEND,
        dates(&["2026-10-30"]),
        dates(&["2026-12-01"]),
        date("2026-11-01")..=date("2026-11-30"),
    );
    assert_eq!(["2026-10-30", "2026-10-31", "2026-12-01"].map(|text| days.day(date(text))), [Day::Unknown; 3]);
    assert_eq!(["2026-11-01", "2026-11-30"].map(|text| days.day(date(text))), [Day::Free, Day::Working]);
}

#[test]
fn the_russian_calendar_knows_the_transfers_of_2026_and_2027() {
    let days = Workdays::russian(dates(&[]), dates(&[]));
    for free in [
        "2026-01-09",
        "2026-03-09",
        "2026-05-11",
        "2026-12-31",
        "2027-02-22",
        "2027-05-03",
        "2027-05-10",
        "2027-06-14",
        "2027-11-05",
        "2027-12-31",
    ] {
        assert_eq!(days.day(date(free)), Day::Free, "{free}");
    }
    assert_eq!(days.day(date("2027-02-20")), Day::Working, "a Saturday");
    for year in [2026, 2027] {
        let all = date(&format!("{year}-01-01")).iter_days().take_while(|day| day.year() == year);
        assert_eq!(all.filter(|day| days.day(*day) == Day::Working).count(), 247, "{year}");
    }
}

#[test]
fn predictions_of_the_russian_calendar_are_unknown() {
    let days = Workdays::russian(dates(&[]), dates(&[]));
    let known = days.covers();
    assert!(known.contains(&date("1993-01-01")) && known.contains(&date("2027-12-31")));
    let ends = [known.start().pred_opt(), known.end().succ_opt()].map(|day| days.day(day.expect("a date")));
    assert_eq!(ends, [Day::Unknown; 2]);
    for day in known.start().iter_days().take_while(|day| known.contains(day)) {
        assert_ne!(days.day(day), Day::Unknown, "{day}");
    }
}

#[test]
fn a_customers_own_days_lie_on_top_of_the_russian_calendar() {
    let days = Workdays::russian(dates(&["2026-11-24"]), dates(&["2026-11-28", "2026-01-01"]));
    assert_eq!(
        ["2026-11-24", "2026-11-28", "2026-01-01"].map(|text| days.day(date(text))),
        [Day::Free, Day::Working, Day::Working]
    );
}
