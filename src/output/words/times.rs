//! Instants in words: on the customer's wall clock, with UTC beside it.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};

use super::{counted, listed};
use crate::{
    app::{
        Fit,
        answers::{Places, Slots},
    },
    calendar::{Hours, Interval, NightBelongsTo, WindowRule, Zone, length},
    policy::CustomerId,
};

/// Whose clock an instant is read on.
#[derive(Debug, Clone, Copy)]
pub enum Clock<'a> {
    /// A customer's, or that of customers who share a zone.
    Local(&'a Zone),
    /// Nobody's in particular: the customers live in several zones.
    Utc,
}

impl<'a> Clock<'a> {
    /// The clock on which all customers read the same.
    pub fn of(places: &'a Places) -> Self {
        places.common_zone().map_or(Self::Utc, Self::Local)
    }

    /// What the clock shows.
    pub fn reading(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            // At the very ends of time an offset may lead out of them: then the reading is UTC's.
            Self::Local(zone) => at.naive_utc().checked_add_offset(zone.offset_at(at)).unwrap_or(at.naive_utc()),
            Self::Utc => at.naive_utc(),
        }
    }

    /// The instant at which it shows that; the earlier of two, and after a jump that passed it over the first.
    pub fn instant(self, reading: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::Local(zone) => zone.reading(reading).earlier(),
            Self::Utc => reading.and_utc(),
        }
    }

    /// Its name.
    pub fn name(self) -> &'a str {
        match self {
            Self::Local(zone) => zone.name().as_str(),
            Self::Utc => "UTC",
        }
    }

    /// The city that it is named after: `Isle of Man` for `Europe/Isle_of_Man`.
    pub fn city(self) -> String {
        self.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
    }

    /// Whether it is another clock than UTC by name.
    pub fn is_local(self) -> bool {
        self.name() != "UTC"
    }
}

/// For sentences: `14:00 on Tuesday, 24 November (Asia/Yekaterinburg; 09:00 UTC)`. The year is named unless it is `now`'s.
pub fn moment(at: DateTime<Utc>, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let local = on.reading(at);
    let said = format!("{} on {}", time_seen(at, on, now), long_date(local.date(), on.reading(now).year()));
    if on.is_local() {
        format!("{said} ({}; {} UTC)", on.name(), utc_beside(at, local.date(), now))
    } else {
        format!("{said} (UTC)")
    }
}

/// For sentences that named a date before: `22:00 (17:00 UTC)`, with the date where it is another one.
pub fn beside(at: DateTime<Utc>, on: Clock<'_>, before: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let local = on.reading(at);
    let same_date = local.date() == on.reading(before).date();
    let date =
        if same_date { String::new() } else { format!(" on {}", long_date(local.date(), on.reading(now).year())) };
    let utc = if on.is_local() { format!("{} UTC", utc_beside(at, local.date(), now)) } else { "UTC".to_owned() };
    format!("{}{date} ({utc})", time(local))
}

/// For facts: `Tue 24 Nov 22:00 (17:00 UTC)`, on a clock that is named elsewhere.
pub fn brief(at: DateTime<Utc>, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let local = on.reading(at);
    let said = format!("{} {}", date(local.date(), on.reading(now).year()), time_seen(at, on, now));
    if !on.is_local() {
        return format!("{said} UTC");
    }
    let (utc_date, utc_time) = (at.date_naive(), time_seen(at, Clock::Utc, now));
    let beside = if utc_date == local.date() { utc_time } else { format!("{} {utc_time}", date(utc_date, now.year())) };
    format!("{said} ({beside} UTC)")
}

/// Why work does not lie at the time that somebody typed below a list of slots; `None` where it does. It stands behind
/// `error: ` on one line of 80 columns, which the question below it must not be pushed out of.
pub fn no_fit(fit: Fit, slots: &Slots) -> Option<String> {
    let clock = Clock::of(&slots.places);
    match fit {
        Fit::Fits => None,
        Fit::Later(at) => Some(format!("it first fits {}", brief(at, clock, slots.footing.now))),
        Fit::Never => Some("it does not fit then, nor at any later time that is known".to_owned()),
    }
}

/// The same instant on the reader's own clock: `20:00`, with the weekday where it is another date; `None` where that says
/// nothing new.
pub fn for_reader(at: DateTime<Utc>, on: Clock<'_>, reader: Option<&Zone>) -> Option<String> {
    let own = reader?.local(at).naive_local();
    let known = [on.reading(at), at.naive_utc()];
    (!known.contains(&own)).then(|| {
        let date = if own.date() == known[0].date() { String::new() } else { format!("{} ", own.format("%a")) };
        format!("{date}{}", time(own))
    })
}

/// The clocks of customers, each once, in their order.
pub fn clocks<'i, 'p>(ids: impl IntoIterator<Item = &'i CustomerId>, places: &'p Places) -> Vec<Clock<'p>> {
    let mut seen = HashSet::new();
    let zones = ids.into_iter().filter_map(|id| places.known.get(id)).map(|place| &place.zone);
    zones.filter(|zone| seen.insert(zone.name().as_str())).map(Clock::Local).collect()
}

/// The same instant where the customers are, if they live in several zones: `22:00 in Yekaterinburg, 20:00 in Moscow and 7
/// more zones`; the weekday is named where it is not that of the date that is shown in UTC.
pub fn on_site(at: DateTime<Utc>, places: &Places) -> Option<String> {
    const SHOWN: usize = 3;
    let clocks = clocks(&places.order, places);
    if clocks.len() < 2 {
        return None;
    }
    let (shown, more) = clocks.split_at(clocks.len().min(SHOWN));
    let told = shown.iter().map(|on| format!("{} in {}", clock(at, *on, at.date_naive()), on.city()));
    Some(listed(told.chain((!more.is_empty()).then(|| more_zones(more.len())))))
}

/// `7 more zones`.
pub fn more_zones(count: usize) -> String {
    counted(u64::try_from(count).unwrap_or(u64::MAX), "more zone", "more zones")
}

/// For columns: `06:00` on the date that the column is about, `Wed 06:00` in the days around it, else `9 Dec 06:00`.
pub fn clock(at: DateTime<Utc>, on: Clock<'_>, about: NaiveDate) -> String {
    let local = on.reading(at);
    match (local.date() - about).num_days() {
        0 => time(local),
        -6..=6 => format!("{} {}", local.format("%a"), time(local)),
        _ => format!("{} {}", date(local.date(), about.year()), time(local)),
    }
}

/// For columns: `22:00 – Wed 06:00`.
pub fn span(interval: Interval, on: Clock<'_>, about: NaiveDate) -> String {
    format!("{} – {}", clock(interval.start(), on, about), clock(interval.end(), on, about))
}

/// For columns: `Tue 24 Nov`, with the year unless it is the one given.
pub fn date(date: NaiveDate, year: i32) -> String {
    let year = if date.year() == year { "" } else { " %Y" };
    date.format(&format!("%a %-d %b{year}")).to_string()
}

/// The length of time that has passed: the longer, the coarser.
pub fn coarse(away: TimeDelta) -> String {
    length::words(coarsely(away))
}

fn coarsely(away: TimeDelta) -> TimeDelta {
    let grain = match away {
        away if away < TimeDelta::minutes(1) => TimeDelta::seconds(1),
        away if away < TimeDelta::days(1) => TimeDelta::minutes(1),
        away if away < TimeDelta::days(10) => TimeDelta::hours(1),
        _ => TimeDelta::days(1),
    };
    TimeDelta::seconds(away.num_seconds() / grain.num_seconds() * grain.num_seconds())
}

/// From now on: `in 8 h`, `3 h ago`, `now`; the farther away, the coarser.
pub fn distance(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let coarse = coarsely((at - now).abs());
    match length::words(coarse) {
        _ if coarse.is_zero() => "now".to_owned(),
        words if at > now => format!("in {words}"),
        words => format!("{words} ago"),
    }
}

/// A recorded number of milliseconds as a length; one that no clock could have counted is the longest there is.
pub fn elapsed(ms: u64) -> TimeDelta {
    i64::try_from(ms).ok().and_then(TimeDelta::try_milliseconds).unwrap_or(TimeDelta::MAX)
}

/// Which working day the hours after midnight belong to.
pub fn nights(belongs: NightBelongsTo) -> &'static str {
    match belongs {
        NightBelongsTo::OpeningDay => "a night belongs to the working day on which it opens",
        NightBelongsTo::EachDay => "the hours after midnight belong to the new day",
        NightBelongsTo::Both => "the hours after midnight need both days to be working days",
    }
}

/// When a window is open: `between 22:00 and 06:00 on a working night`; `None` for rules that differ, to be intersected.
pub fn hours(rules: &[WindowRule]) -> Option<String> {
    let (first, rest) = rules.split_first()?;
    if rest.iter().any(|rule| rule.hours != first.hours) {
        return None;
    }
    Some(match first.hours {
        Hours::AllDay => "on a working day".to_owned(),
        Hours::FromTo { from, to: Some(to) } if to < from => {
            format!("between {} and {} on a working night", from.format("%H:%M"), to.format("%H:%M"))
        }
        Hours::FromTo { from, to } => {
            let to = to.map_or_else(|| "24:00".to_owned(), |to| to.format("%H:%M").to_string());
            format!("between {} and {to} on a working day", from.format("%H:%M"))
        }
    })
}

fn time(reading: NaiveDateTime) -> String {
    let shown = if reading.second() == 0 && reading.nanosecond() == 0 { "%H:%M" } else { "%H:%M:%S" };
    reading.format(shown).to_string()
}

/// `Tuesday, 24 November`, with the year unless it is the one given.
pub(super) fn long_date(date: NaiveDate, year: i32) -> String {
    let year = if date.year() == year { "" } else { " %Y" };
    date.format(&format!("%A, %-d %B{year}")).to_string()
}

/// `09:00`, or `23 November 19:00` where UTC has another date than the clock that is read.
fn utc_beside(at: DateTime<Utc>, local_date: NaiveDate, now: DateTime<Utc>) -> String {
    let (date, time) = (at.date_naive(), time_seen(at, Clock::Utc, now));
    if date == local_date { time } else { format!("{} {time}", date.format("%-d %B")) }
}

/// The time of day; of the present minute nobody wants to know the second.
fn time_seen(at: DateTime<Utc>, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let local = on.reading(at);
    if is_present(at, now) { local.format("%H:%M").to_string() } else { time(local) }
}

/// Whether the instant is now, as people say it.
pub(super) fn is_present(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (at - now).abs() < TimeDelta::minutes(1)
}
