//! Instants as a person wrote them, read on the right clock.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{Error, Site, work::Audience};
use crate::calendar::{
    Zone, ZoneName,
    instant::{self, Written},
};

/// On which clock a reading without an offset is read.
pub(super) struct Clockface<'w> {
    site: &'w Site<'w>,
    audience: Option<&'w Audience<'w>>,
    named: Option<Zone>,
}

impl<'w> Clockface<'w> {
    /// The clock of the zone that was named, else that of the customers.
    pub(super) fn new(
        site: &'w Site<'w>,
        audience: Option<&'w Audience<'w>>,
        zone: Option<&str>,
    ) -> Result<Self, Error> {
        let named = match zone {
            None => None,
            Some(name) => {
                let name = ZoneName::parse(name).map_err(|error| unknown_zone(&error))?;
                site.zones([&name].into_iter())?.get(&name).cloned()
            }
        };
        Ok(Self { site, audience, named })
    }

    /// The instant that was meant, of something that has happened: a time alone is the last one.
    pub(super) fn read_past(&self, text: &str) -> Result<DateTime<Utc>, Error> {
        let now = self.site.caller.now;
        match instant::parse(text)? {
            Written::WallTime(time) => Ok(instant::last_reading(time, self.zone(text)?, now)?),
            Written::WeekdayTime(weekday, time) => Ok(instant::last_on(weekday, time, self.zone(text)?, now)?),
            _ => self.read(text),
        }
    }

    /// The instant that was meant; a time alone is the next one.
    pub(super) fn read(&self, text: &str) -> Result<DateTime<Utc>, Error> {
        let now = self.site.caller.now;
        match instant::parse(text)? {
            Written::Instant(at) => Ok(at),
            Written::Now => Ok(now),
            Written::Tonight => self.tonight(now),
            Written::Wall(local) => Ok(instant::resolve(local, self.zone(text)?)?),
            Written::WallTime(time) => Ok(instant::next_reading(time, self.zone(text)?, now)?),
            Written::WeekdayTime(weekday, time) => Ok(instant::next_on(weekday, time, self.zone(text)?, now)?),
            Written::Date(date) => {
                let zone = self.zone(text)?;
                let midnight = NaiveDateTime::new(date, NaiveTime::MIN);
                Ok(zone.first_instant(date).unwrap_or_else(|| zone.reading(midnight).earlier()))
            }
        }
    }

    fn zone(&self, text: &str) -> Result<&Zone, Error> {
        if let Some(zone) = &self.named {
            return Ok(zone);
        }
        self.audience.and_then(Audience::common_zone).ok_or_else(|| {
            let whose = match self.audience {
                Some(_) => "the customers live in several zones",
                None => "no customer is named",
            };
            let first = self.audience.and_then(|audience| audience.customers.first().copied());
            let example = first.or(self.site.policy.customers.values().next());
            let zone = example.map_or("Asia/Yekaterinburg", |customer| customer.zone.as_str());
            Error::usage(
                format!("{text:?} is a reading of a wall clock, and {whose}"),
                format!(
                    "say whose clock it is, for instance --zone {zone}, or write an offset: 2026-11-24T22:00+05:00"
                ),
            )
        })
    }

    /// The open window: now; else an opening on today's local date; else an error that names the next.
    fn tonight(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
        let Some(audience) = self.audience else {
            return Err(Error::usage(
                "\"tonight\" needs a customer or a system",
                "write the instant, or name --system",
            ));
        };
        let zone = self.zone("tonight")?;
        let next = audience.windows(now).next();
        let today = zone.local(now).date_naive();
        match next {
            Some(window) if window.span.contains(now) => Ok(now),
            Some(window) if zone.local(window.span.start()).date_naive() == today => Ok(window.span.start()),
            Some(window) => Err(Error::usage(
                "no window opens tonight",
                format!("the next one opens at {}", instant::local(window.span.start(), zone)),
            )),
            None => Err(Error::usage("no window opens tonight", "nor on any later night that the calendar knows")),
        }
    }
}

/// A start that lies ahead, or is now.
pub(super) fn not_past(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    if at < now - TimeDelta::seconds(60) {
        let past = instant::utc(at);
        return Err(Error::usage(format!("{past} has passed"), "a change starts now or later; now is --at now"));
    }
    Ok(at.max(now))
}

fn unknown_zone(error: &crate::calendar::ZoneError) -> Error {
    let hint = match error {
        crate::calendar::ZoneError::Unknown { suggestions, .. } if !suggestions.is_empty() => {
            format!("did you mean {}?", suggestions.join(" or "))
        }
        _ => "a name of the IANA database is needed, for instance Asia/Yekaterinburg".to_owned(),
    };
    Error::usage(error.to_string(), hint)
}
