//! `okno.calendar/1` and `okno.calendar-check/1`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::{answer, print};
use crate::{
    app::answers::{
        CalendarCheck, CalendarImport, CalendarState, CalendarYear, ChangeView, Difference, Disagreement, Mark, Other,
    },
    calendar::{Day, weekday_word},
    policy::{CalendarSource, CustomerId},
};

/// `okno calendar show --format json`.
pub fn calendar_year(answered: &CalendarYear) -> String {
    use chrono::Datelike as _;
    #[derive(Serialize)]
    struct Body<'a> {
        calendar: &'a str,
        source: SourceBody<'a>,
        covers: CoversBody,
        year: Option<i32>,
        weekend: Vec<&'static str>,
        working_days: usize,
        days_off: usize,
        unknown_days: usize,
        /// Free, although that weekday usually is not.
        holidays: Vec<NaiveDate>,
        /// Working, although that weekday usually is free.
        workdays: Vec<NaiveDate>,
    }
    let (first, last) = answered.covers.clone().into_inner();
    let body = Body {
        calendar: answered.id.as_str(),
        source: SourceBody::new(&answered.source),
        covers: CoversBody { first, last },
        year: answered.days.first().map(|(date, _)| date.year()),
        weekend: answered.weekend.iter().map(|day| weekday_word(*day)).collect(),
        working_days: answered.count(Day::Working),
        days_off: answered.count(Day::Free),
        unknown_days: answered.count(Day::Unknown),
        holidays: answered.marked(Mark::Holiday),
        workdays: answered.marked(Mark::Worked),
    };
    answer("okno.calendar/1", body, &answered.footing)
}

/// `okno calendar import --format json`.
pub fn calendar_import(answered: &CalendarImport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        schema: &'static str,
        calendar: &'a str,
        file: &'a str,
        covers: CoversBody,
        /// Whether that was concluded from the events, not said.
        covers_concluded: bool,
        weekend: Option<Vec<&'static str>>,
        holidays: &'a BTreeSet<NaiveDate>,
        workdays: &'a BTreeSet<NaiveDate>,
        passed_over: usize,
    }
    let (first, last) = answered.covers.clone().into_inner();
    print(&Body {
        schema: "okno.calendar-import/1",
        calendar: answered.id.as_str(),
        file: &answered.file,
        covers: CoversBody { first, last },
        covers_concluded: answered.concluded,
        weekend: answered.weekend.as_ref().map(|days| days.iter().map(|day| weekday_word(*day)).collect()),
        holidays: &answered.days.holidays,
        workdays: &answered.days.workdays,
        passed_over: answered.passed_over,
    })
}

/// `okno calendar check --format json`.
pub fn calendar_check(answered: &CalendarCheck) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        ok: bool,
        needed_until: NaiveDate,
        calendars: Vec<StateBody<'a>>,
        /// Planned changes that need a date which their calendar does not know.
        beyond: Vec<String>,
        /// Planned changes whose time is no window any more.
        outside: Vec<String>,
    }
    let ids = |changes: &[ChangeView]| changes.iter().map(|change| change.id.to_string()).collect();
    let body = Body {
        ok: answered.is_sound(),
        needed_until: answered.needed_until,
        calendars: answered.calendars.iter().map(StateBody::new).collect(),
        beyond: ids(&answered.beyond),
        outside: ids(&answered.outside),
    };
    answer("okno.calendar-check/1", body, &answered.footing)
}

#[derive(Serialize)]
struct SourceBody<'a> {
    kind: &'static str,
    country: Option<&'a str>,
    file: Option<&'a str>,
}

impl<'a> SourceBody<'a> {
    fn new(source: &'a CalendarSource) -> Self {
        match source {
            CalendarSource::Country(code) => Self { kind: "country", country: Some(code), file: None },
            CalendarSource::Listed => Self { kind: "listed", country: None, file: None },
            CalendarSource::File(path) => Self { kind: "ics", country: None, file: Some(path) },
        }
    }
}

#[derive(Serialize)]
struct CoversBody {
    first: NaiveDate,
    last: NaiveDate,
}

#[derive(Serialize)]
struct StateBody<'a> {
    calendar: &'a str,
    source: SourceBody<'a>,
    covers: CoversBody,
    customers: Vec<&'a str>,
    /// It ends before the horizon, and somebody lives by it.
    ends: bool,
    /// The built-in facts are others than those under which the rules were adopted.
    renewed: bool,
    differs: Vec<DifferenceBody>,
}

impl<'a> StateBody<'a> {
    fn new(state: &'a CalendarState) -> Self {
        let (first, last) = state.covers.clone().into_inner();
        Self {
            calendar: state.id.as_str(),
            source: SourceBody::new(&state.source),
            covers: CoversBody { first, last },
            customers: state.customers.iter().map(CustomerId::as_str).collect(),
            ends: state.ends,
            renewed: state.renewed,
            differs: state.differs.iter().map(DifferenceBody::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct DifferenceBody {
    from: String,
    dates: Vec<DisagreementBody>,
}

impl DifferenceBody {
    fn new(difference: &Difference) -> Self {
        let from = match difference.from {
            Other::Adopted => "adopted".to_owned(),
            Other::BuiltIn(code) => format!("country:{code}"),
        };
        let dates = difference.dates.iter().map(|Disagreement { date, here, there }| DisagreementBody {
            date: *date,
            here: day(*here),
            there: day(*there),
        });
        Self { from, dates: dates.collect() }
    }
}

#[derive(Serialize)]
struct DisagreementBody {
    date: NaiveDate,
    here: &'static str,
    there: &'static str,
}

fn day(day: Day) -> &'static str {
    match day {
        Day::Working => "working",
        Day::Free => "free",
        Day::Unknown => "unknown",
    }
}
