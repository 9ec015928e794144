//! `okno calendar`: a year at a glance, and what of the calendars has to be looked after.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    Error, Site,
    adopted::adopted,
    answers::{CalendarCheck, CalendarState, CalendarYear, ChangeView, Difference, Disagreement, Other},
    changes, check, facts,
    planner::{bare_footing, head},
    recording,
};
use crate::{
    calendar::{Day, Workdays},
    change::{Change, State},
    gate::{self, Asking},
    ledger::{Query, Read},
    policy::{Calendar, CalendarSource, Policy},
    record::Aggregate as _,
};

/// One year of a calendar; `None`: the present one.
pub fn year(site: &Site<'_>, name: &str, year: Option<i32>) -> Result<CalendarYear, Error> {
    let calendar = site.calendar(name)?;
    let year = year.unwrap_or(site.caller.now.year());
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let days = first.into_iter().flat_map(|first| first.iter_days()).take_while(|date| date.year() == year);
    let workdays = &calendar.workdays;
    Ok(CalendarYear {
        id: calendar.id.clone(),
        source: calendar.source.clone(),
        covers: workdays.covers(),
        weekend: WEEK.into_iter().filter(|weekday| workdays.is_free_every(*weekday)).collect(),
        days: days.map(|date| (date, workdays.day(date))).collect(),
        footing: bare_footing(site, head(site)),
    })
}

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Which calendars end within the horizon, which planned changes lie beyond, and what differs from newer data.
pub fn look_after(site: &Site<'_>) -> Result<CalendarCheck, Error> {
    let needed_until = site.caller.now.checked_add_signed(site.policy.horizon).unwrap_or(site.caller.now).date_naive();
    let found = recording::look(site, |read| {
        let before = Before::of(read)?;
        let (beyond, outside) = stranded(site, read)?;
        Ok((before, beyond, outside, read.head()?))
    })?;
    let (before, beyond, outside, head) = found.unwrap_or_default();
    let calendars = site.policy.calendars.values();
    Ok(CalendarCheck {
        calendars: calendars.map(|calendar| state(site, calendar, needed_until, &before)).collect(),
        needed_until,
        beyond,
        outside,
        footing: bare_footing(site, head),
    })
}

/// The rules as they were adopted, and whether they still come out as they did then.
#[derive(Default)]
struct Before {
    policy: Option<Policy>,
    renewed: bool,
}

impl Before {
    fn of(read: &mut dyn Read) -> Result<Self, Error> {
        let (adoption, policy) = adopted(read)?;
        // The same text comes out otherwise only if what is built in has changed.
        let renewed = policy.as_ref().is_some_and(|policy| !adoption.differs(policy).is_empty());
        Ok(Self { policy, renewed })
    }
}

fn state(site: &Site<'_>, calendar: &Calendar, needed_until: NaiveDate, before: &Before) -> CalendarState {
    let Calendar { id, source, workdays } = calendar;
    let customers: Vec<_> = site.policy.customers.values().filter(|who| who.calendar == *id).collect();
    let today = site.caller.now.date_naive();
    let adopted = before.policy.as_ref().and_then(|policy| policy.calendars.get(id));
    let is_built_in = matches!(source, CalendarSource::Country(_));
    let mut differs = Vec::new();
    if let Some(adopted) = adopted {
        differs.extend(difference(Other::Adopted, workdays, &adopted.workdays, today));
    }
    if !is_built_in && id.as_str().eq_ignore_ascii_case("ru") {
        let facts = Workdays::russian(BTreeSet::new(), BTreeSet::new());
        differs.extend(difference(Other::BuiltIn("ru"), workdays, &facts, today).map(|found| Difference {
            // Beyond the facts there is nothing to be compared with.
            dates: found.dates.into_iter().filter(|date| ![date.here, date.there].contains(&Day::Unknown)).collect(),
            ..found
        }));
        differs.retain(|difference| !difference.dates.is_empty());
    }
    CalendarState {
        id: id.clone(),
        source: source.clone(),
        covers: workdays.covers(),
        ends: !customers.is_empty() && *workdays.covers().end() < needed_until,
        customers: customers.into_iter().map(|who| who.id.clone()).collect(),
        differs,
        renewed: is_built_in && before.renewed,
    }
}

/// Where the two disagree on a date to come.
fn difference(from: Other, here: &Workdays, there: &Workdays, today: NaiveDate) -> Option<Difference> {
    let first = today.max(*here.covers().start().min(there.covers().start()));
    let last = *here.covers().end().max(there.covers().end());
    let dates = first.iter_days().take_while(|date| *date <= last);
    let dates = dates.map(|date| Disagreement { date, here: here.day(date), there: there.day(date) });
    let dates: Vec<_> = dates.filter(|date| date.here != date.there).collect();
    (!dates.is_empty()).then_some(Difference { from, dates })
}

/// Planned changes that need a date which their calendar does not know, and those whose time is no window any more.
fn stranded(site: &Site<'_>, read: &mut dyn Read) -> Result<(Vec<ChangeView>, Vec<ChangeView>), Error> {
    let live = Query { stream: Some(Change::STREAM), live: Some(true), ..Query::default() };
    let (mut beyond, mut outside) = (Vec::new(), Vec::new());
    let mut changes = changes::load_all(read, &live)?;
    changes.sort_by_key(|(id, change)| (change.plan().map(|plan| plan.start_at), *id));
    let head = read.head()?;
    for (id, change) in changes {
        let Some(plan) = change.plan().filter(|_| change.state_at(site.caller.now) == State::Planned) else { continue };
        // A system that has left the rules has no calendar to ask.
        let Ok(work) = check::work_of(site, plan) else { continue };
        // The calendars and the hours are asked, not the ledger.
        let learnt = facts::without_ledger(site);
        let asking = Asking::Plan(check::paperwork(plan));
        let reasons = gate::decide(&work.question(&learnt.around), &asking, &learnt.facts, plan.start_at).reasons;
        let has = |rows: &[u8]| reasons.iter().any(|reason| rows.contains(&reason.row()));
        let stranded = match (has(&[3]), has(&[4, 5])) {
            (true, _) => &mut beyond,
            // What cannot wait for a window was never meant to lie in one.
            (false, true) if plan.emergency.is_none() => &mut outside,
            (false, _) => continue,
        };
        stranded.push(changes::view(site, id, change, Vec::new(), head)?);
    }
    Ok((beyond, outside))
}
