//! Days from iCalendar files, every rule by name, and recurrences against an independent library.

use std::collections::BTreeSet;

use calcard::icalendar::ICalendar;
use chrono::NaiveDate;
use okno::calendar::ics::{Ics, IcsDays, IcsFault};
use proptest::prelude::*;

use super::date;

/// A file with those events, each given as the lines between BEGIN and END.
fn file(events: &[&str]) -> String {
    let event = |(number, lines): (usize, &&str)| {
        let uid = if lines.contains("UID:") { String::new() } else { format!("UID:{number}\r\n") };
        format!("BEGIN:VEVENT\r\n{uid}{}\r\nEND:VEVENT\r\n", lines.trim().replace('\n', "\r\n"))
    };
    let events: String = events.iter().enumerate().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{events}END:VCALENDAR\r\n")
}

fn days_of(text: &str) -> IcsDays {
    let covers = date("2026-01-01")..=date("2028-12-31");
    Ics::read(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults:?}")).days(&covers).unwrap()
}

/// The dates that one event makes free.
fn free(event: &str) -> Vec<String> {
    days_of(&file(&[event])).holidays.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn faults(text: &str) -> Vec<IcsFault> {
    Ics::read(text.as_bytes()).unwrap_err()
}

#[track_caller]
fn refused(event: &str, line: usize, says: &str) {
    let faults = faults(&file(&[event]));
    assert!(faults.len() == 1 && faults[0].line == line && faults[0].message.contains(says), "{faults:?}");
}

#[test]
fn an_event_of_dates_makes_them_free_its_end_left_out() {
    assert_eq!(free("DTSTART;VALUE=DATE:20270308"), ["2027-03-08"]);
    assert_eq!(free("DTSTART:20270308"), ["2027-03-08"]);
    assert_eq!(free("DTSTART;VALUE=DATE:20270308\nDTEND;VALUE=DATE:20270310"), ["2027-03-08", "2027-03-09"]);
    assert_eq!(free("DTSTART;VALUE=DATE:20270308\nDURATION:P2D"), ["2027-03-08", "2027-03-09"]);
    assert_eq!(free("DTSTART;VALUE=DATE:20270308\nDTEND;VALUE=DATE:20270308"), ["2027-03-08"]);
}

#[test]
fn a_date_is_the_same_whatever_line_ends_and_folds_the_file_has() {
    let text = file(&["SUMMARY:День защитника Отечества\nDTSTART;VALUE=DATE:20270223"]);
    let expected = days_of(&text);
    assert_eq!(expected.holidays.len(), 1);
    assert_eq!(days_of(&text.replace("\r\n", "\n")), expected);
    assert_eq!(days_of(&format!("\u{feff}{text}")), expected);
    for width in [1, 2, 3, 7] {
        // Folded anywhere, within the date and within letters of two bytes.
        let folded: Vec<u8> = text
            .split_inclusive("\r\n")
            .flat_map(|line| {
                let (line, end) = line.split_at(line.len() - 2);
                let pieces: Vec<&[u8]> = line.as_bytes().chunks(width).collect();
                [pieces.join(b"\r\n\t".as_slice()), end.as_bytes().to_vec()].concat()
            })
            .collect();
        let days = Ics::read(&folded).unwrap().days(&(date("2026-01-01")..=date("2028-12-31"))).unwrap();
        assert_eq!(days, expected, "folded at {width}");
    }
}

#[test]
fn an_event_with_times_counts_only_for_dates_that_it_fills_on_its_own_clock() {
    let all_day = "DTSTART;TZID=Asia/Yekaterinburg:20270308T000000\nDTEND;TZID=Asia/Yekaterinburg:20270309T000000";
    assert_eq!(free(all_day), ["2027-03-08"]);
    assert_eq!(free("DTSTART:20270308T000000\nDTEND:20270308T235959"), ["2027-03-08"]);
    assert_eq!(free("DTSTART:20270307T180000\nDTEND:20270309T090000"), ["2027-03-08"]);
    assert_eq!(free("DTSTART:20270308T000000\nDURATION:PT24H"), ["2027-03-08"]);
    for partial in [
        "DTSTART:20270308T090000Z\nDTEND:20270308T180000Z",
        "DTSTART:20270308T000000",
        "DTSTART:20270308T080000\nDURATION:PT12H",
    ] {
        let ics = Ics::read(file(&[partial]).as_bytes()).unwrap();
        assert_eq!((free(partial).len(), ics.passed_over()), (0, 1), "{partial}");
    }
    refused("DTSTART:20270307T190000Z\nDTEND:20270308T190000Z", 6, "a day or longer in UTC");
    refused("DTSTART;TZID=Asia/Tokyo:20270308T000000\nDTEND:20270309T000000Z", 7, "another clock");
}

#[test]
fn an_event_of_the_category_workday_makes_its_dates_working_days() {
    let text = file(&["DTSTART;VALUE=DATE:20270222", "DTSTART;VALUE=DATE:20270220\nCATEGORIES:Moved,workday"]);
    let days = days_of(&text);
    assert_eq!((days.holidays.len(), days.workdays), (1, BTreeSet::from([date("2027-02-20")])));
}

#[test]
fn what_was_called_off_is_no_day_off() {
    assert_eq!(free("DTSTART;VALUE=DATE:20270308\nSTATUS:CANCELLED"), [""; 0]);
    assert_eq!(free("DTSTART;VALUE=DATE:20270308\nSTATUS:TENTATIVE\nTRANSP:TRANSPARENT"), ["2027-03-08"]);
}

#[test]
fn recurrences_leave_out_what_is_excepted_moved_or_called_off() {
    let yearly = "DTSTART;VALUE=DATE:20200308\nRRULE:FREQ=YEARLY";
    assert_eq!(free(yearly), ["2026-03-08", "2027-03-08", "2028-03-08"]);
    assert_eq!(free(&format!("{yearly}\nEXDATE;VALUE=DATE:20270308")), ["2026-03-08", "2028-03-08"]);
    assert_eq!(free(&format!("{yearly};UNTIL=20270308")), ["2026-03-08", "2027-03-08"]);
    assert_eq!(free(&format!("{yearly};COUNT=7")), ["2026-03-08"]);
    assert_eq!(free("DTSTART;VALUE=DATE:20270308\nRDATE;VALUE=DATE:20270501,20270503").len(), 3);
    let moved = [
        "UID:a\nDTSTART;VALUE=DATE:20200308\nRRULE:FREQ=YEARLY",
        "UID:a\nRECURRENCE-ID;VALUE=DATE:20270308\nDTSTART;VALUE=DATE:20270309",
        "UID:a\nRECURRENCE-ID;VALUE=DATE:20280308\nDTSTART;VALUE=DATE:20280308\nSTATUS:CANCELLED",
    ];
    let days = days_of(&file(&moved));
    assert_eq!(days.holidays, [date("2026-03-08"), date("2027-03-09")].into());
    let timed = "DTSTART;TZID=Europe/Moscow:20260308T000000\nDURATION:P1D\nRRULE:FREQ=YEARLY";
    assert_eq!(free(&format!("{timed}\nEXDATE;TZID=Europe/Moscow:20270308T000000")), ["2026-03-08", "2028-03-08"]);
    refused(&format!("{timed}\nEXDATE:20270307T210000Z"), 9, "not written as DTSTART is");
}

#[test]
fn the_holidays_of_rules_fall_where_people_expect_them() {
    // The last Monday of May, the second Sunday of October, the Friday after the fourth Thursday of November.
    let memorial = "DTSTART;VALUE=DATE:20200525\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO";
    assert_eq!(free(memorial), ["2026-05-25", "2027-05-31", "2028-05-29"]);
    let health = "DTSTART;VALUE=DATE:20201012\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=2MO";
    assert_eq!(free(health), ["2026-10-12", "2027-10-11", "2028-10-09"]);
    let friday = "DTSTART;VALUE=DATE:20201127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29";
    assert_eq!(free(friday), ["2026-11-27", "2027-11-26", "2028-11-24"]);
    let last_workday = "DTSTART;VALUE=DATE:20260130\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3";
    assert_eq!(free(last_workday), ["2026-01-30", "2026-02-27", "2026-03-31"]);
}

#[test]
fn a_rule_that_no_date_satisfies_ends_and_one_that_never_ends_is_cut_off() {
    let impossible = "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
    assert_eq!(free(impossible), ["2026-01-01"]);
    assert_eq!(free("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY").len(), 365 + 365 + 366);
    assert_eq!(free("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;INTERVAL=4000000000"), ["2026-01-01"]);
    // Counted from the year 1, ten thousand times over: nobody waits for that.
    let endless = file(&["DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY;COUNT=4000000"; 10]);
    let covers = date("2026-01-01")..=date("2028-12-31");
    let fault = Ics::read(endless.as_bytes()).unwrap().days(&covers).unwrap_err();
    assert!(fault.message.contains("too often"), "{fault}");
}

#[test]
fn what_is_not_understood_is_a_fault_with_its_line() {
    refused("SUMMARY:Nothing", 4, "has no DTSTART");
    refused("DTSTART;VALUE=DATE:20270231", 6, "is no date or time");
    refused("SUMMARY:x\n y\nDTSTART:tomorrow", 8, "is no date or time");
    refused("DTSTART:20270308\nDTSTART:20270309", 7, "twice");
    refused("DTSTART:20270308\nDTEND:20270307", 7, "ends before it starts");
    refused("DTSTART:20270308\nRRULE:FREQ=HOURLY", 7, "does not recur by the day");
    refused("DTSTART:20270308\nRRULE:FREQ=YEARLY;BYWEEKNO=20", 7, "BYWEEKNO=20");
    refused("DTSTART:20270308\nRRULE:RSCALE=HEBREW;FREQ=YEARLY", 7, "RSCALE=HEBREW");
    refused("DTSTART:20270308\nRECURRENCE-ID;RANGE=THISANDFUTURE:20270308", 7, "RANGE");
    refused("DTSTART:20270308\nDURATION:1 day", 7, "no length");
    refused("DTSTART:20270308\nthis is no property", 7, "NAME:VALUE");
}

#[test]
fn a_file_that_is_cut_off_or_is_something_else_is_refused() {
    let text = file(&["DTSTART:20270308", "DTSTART:20270501"]);
    let (whole_lines, _) = text.split_once("END:VCALENDAR").unwrap();
    let cut = faults(whole_lines);
    assert!(cut[0].line == 1 && cut[0].message.contains("the file is cut off"), "{cut:?}");
    for end in (60..text.len() - 2).step_by(7) {
        assert!(Ics::read(&text.as_bytes()[..end]).is_err(), "{}", &text[..end]);
    }
    assert!(faults("")[0].message.contains("no iCalendar file"));
    assert!(faults("<html>\n")[0].message.contains("NAME:VALUE"));
    assert!(faults(&text.replacen("END:VEVENT", "END:VTODO", 1))[0].message.contains("should end"));
}

/// What an independent library makes of one event.
fn by_calcard(event: &str) -> BTreeSet<NaiveDate> {
    let calendar = ICalendar::parse(file(&[event])).unwrap();
    let expanded = calendar.expand_dates(calcard::common::timezone::Tz::Floating, 5_000);
    assert!(expanded.errors.is_empty(), "{event}: {:?}", expanded.errors);
    expanded.events.iter().map(|event| event.start.date_naive()).collect()
}

/// A rule with parts that most calendars use.
fn rule() -> impl Strategy<Value = String> {
    let weekday = prop::sample::select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);
    let numbered = (prop::sample::select(vec!["1", "2", "4", "5", "-1", "-2"]), weekday.clone())
        .prop_map(|(number, day)| format!("{number}{day}"));
    let plain = prop::collection::btree_set(weekday.prop_map(str::to_owned), 1..3);
    let numbered = prop::collection::btree_set(numbered, 1..3);
    let joined = |days: BTreeSet<String>| format!(";BYDAY={}", days.into_iter().collect::<Vec<_>>().join(","));
    let (plain, numbered) = (plain.prop_map(joined).boxed(), numbered.prop_map(joined).boxed());
    let month = (1..=12).prop_map(|month| format!(";BYMONTH={month}")).boxed();
    let month_day = prop::sample::select(vec![1, 13, 28, 30, 31, -1, -3]).prop_map(|day| format!(";BYMONTHDAY={day}"));
    let none = Just(String::new()).boxed();
    let any = |options: Vec<BoxedStrategy<String>>| prop::strategy::Union::new(options).boxed();
    let parts = prop_oneof![
        Just("YEARLY".to_owned()),
        (month.clone(), any(vec![none.clone(), plain.clone(), numbered.clone(), month_day.clone().boxed()]))
            .prop_map(|(month, day)| format!("YEARLY{month}{day}")),
        numbered.clone().prop_map(|day| format!("YEARLY{day}")),
        (any(vec![none.clone(), month.clone()]), any(vec![plain.clone(), numbered, month_day.boxed()]))
            .prop_map(|(month, day)| format!("MONTHLY{month}{day}")),
        (any(vec![none.clone(), month.clone()]), any(vec![none.clone(), plain.clone()]))
            .prop_map(|(month, day)| format!("WEEKLY{month}{day}")),
        (any(vec![none.clone(), month]), any(vec![none, plain])).prop_map(|(month, day)| format!("DAILY{month}{day}")),
    ];
    (parts, 1..4).prop_map(|(parts, interval)| format!("RRULE:FREQ={parts};INTERVAL={interval};UNTIL=20281231"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn recurrences_are_those_of_an_independent_library(rule in rule(), day in 0u64..1400) {
        let start = date("2024-01-01") + chrono::Days::new(day);
        let event = format!("DTSTART;VALUE=DATE:{}\n{rule}", start.format("%Y%m%d"));
        let covers = date("2026-01-01")..=date("2028-12-31");
        let ours = days_of(&file(&[&event])).holidays;
        let theirs: BTreeSet<_> = by_calcard(&event).into_iter().filter(|date| covers.contains(date)).collect();
        // Libraries disagree on a DTSTART that its own rule leaves out; here it always counts.
        let without_the_first = |dates: &BTreeSet<NaiveDate>| dates.iter().copied().filter(|date| *date != start).collect::<Vec<_>>();
        prop_assert_eq!(without_the_first(&ours), without_the_first(&theirs), "{}", event);
    }
}
