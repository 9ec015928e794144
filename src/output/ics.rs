//! iCalendar (RFC 5545): changes, windows and slots for a calendar program to subscribe to.
//!
//! Times are in UTC, so that no program's zone rules come between; the customers' times stand in the description. A change
//! keeps its UID for ever, each new version of its plan raises SEQUENCE, and a withdrawn one stays as CANCELLED.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use super::{
    harmless::harmless,
    words::{Clock, brief, clocks, customer, customers, listed, more_zones, named},
};
use crate::{
    app::answers::{ChangeList, ChangeView, Places, Slots, Windows},
    calendar::length,
    change::State,
    gate::Wave,
    policy::CustomerId,
};

/// `okno list --format ics`.
pub fn change_list(answered: &ChangeList) -> String {
    let ledger = answered.ledger.as_deref().unwrap_or("okno");
    printed("okno: changes", answered.changes.iter().filter_map(|view| change(view, ledger)))
}

/// `okno windows --format ics`.
pub fn windows(answered: &Windows) -> String {
    let whose = match (&answered.system, &answered.customer) {
        (Some(system), _) => format!("system-{system}"),
        (None, Some(customer)) => format!("customer-{customer}"),
        (None, None) => String::new(),
    };
    let (places, now) = (&answered.places, answered.footing.now);
    let named = answered.system.as_ref().map_or_else(|| customers(places), ToString::to_string);
    let event = |window: &crate::calendar::Window| {
        let span = window.span;
        let uid = format!("window-{whose}-{}@okno", compact(span.start()));
        let mut event = spanning(&uid, span.start(), span.end(), now);
        let mut about = vec![format!("Night of {}, {}.", window.night_of, length::words(span.length()))];
        about.extend(times(&places.order, places, span.start(), span.end()));
        event.summary(&format!("Window: {named}")).description(&about.join("\n"));
        event.add_property("TRANSP", "TRANSPARENT");
        event.done()
    };
    printed(&format!("okno: windows of {named}"), answered.windows.iter().map(event))
}

/// `okno slots --format ics`: each slot and each wave with the work at its first start. A slot that has begun starts now, so its UID tells
/// it by its date and its place among those of that date: who subscribes sees it move, and not once more at each look.
pub fn slots(answered: &Slots) -> String {
    let (places, now) = (&answered.places, answered.footing.now);
    let event = |(index, slot): (usize, &crate::gate::Slot)| {
        let before = answered.slots[..index].iter().filter(|other| other.night_of == slot.night_of).count();
        let (start, end) = (slot.start_at, slot.start_at + answered.duration);
        let uid = format!(
            "slot-{}-{}-{}-{}-{}@okno",
            answered.system,
            length::iso(answered.downtime),
            length::iso(answered.duration),
            slot.night_of,
            before + 1
        );
        let mut event = spanning(&uid, start, end, now);
        let latest = brief(slot.latest_start_at, Clock::of(places), now);
        let mut about = vec![format!("It may start until {latest}. Nothing is planned yet.")];
        about.extend(times(&places.order, places, start, end));
        event.summary(&format!("Slot: {}", answered.system)).description(&about.join("\n"));
        event.status(EventStatus::Tentative).add_property("TRANSP", "TRANSPARENT");
        event.done()
    };
    let slots = answered.slots.iter().enumerate().map(event);
    let waves = answered.waves.iter().flat_map(|waves| &waves.waves).map(|one| wave(answered, one));
    printed(&format!("okno: slots on {}", answered.system), slots.chain(waves))
}

/// A wave with the work at its start. A customer is in one wave alone, so the first of them and the night name it.
fn wave(answered: &Slots, wave: &Wave) -> Event {
    let (places, now) = (&answered.places, answered.footing.now);
    let (start, end) = (wave.slot.start_at, wave.slot.start_at + answered.duration);
    let uid = format!(
        "wave-{}-{}-{}-{}-{}@okno",
        answered.system,
        length::iso(answered.downtime),
        length::iso(answered.duration),
        wave.slot.night_of,
        wave.customers.first().map_or("", CustomerId::as_str)
    );
    let mut event = spanning(&uid, start, end, now);
    let names = listed(wave.customers.iter().map(|id| customer(id, places)));
    let latest = brief(wave.slot.latest_start_at, Clock::Utc, now);
    let mut about =
        vec![format!("Customers: {names}."), format!("It may start until {latest}. Nothing is planned yet.")];
    about.extend(times(&wave.customers, places, start, end));
    let about: Vec<_> = about.iter().map(|line| harmless(line).into_owned()).collect();
    event.summary(&format!("Wave: {} for {}", answered.system, named(&wave.customers, places)));
    event.description(&about.join("\n"));
    event.status(EventStatus::Tentative).add_property("TRANSP", "TRANSPARENT");
    event.done()
}

fn change(view: &ChangeView, ledger: &str) -> Option<Event> {
    let (plan, change, now) = (view.change.plan()?, &view.change, view.footing.now);
    let revised_at = change.revised_at().unwrap_or(now);
    let uid = format!("{}-{ledger}@okno", view.id.to_string().to_lowercase());
    let mut event = spanning(&uid, plan.start_at, plan.end_at(), revised_at);
    let mut about = vec![
        format!("{}: {}, {}", view.id, view.state.as_str(), plan.kind),
        format!("System {}, for {}", plan.system, customers(&view.places)),
        format!("Downtime {}, duration {}", length::words(plan.downtime), length::words(plan.duration)),
    ];
    about.extend(times(&view.places.order, &view.places, plan.start_at, plan.end_at()));
    about.push(format!("At the latest {}", brief(plan.latest_start_at, Clock::of(&view.places), now)));
    about.extend(plan.reference.iter().map(|ticket| format!("Ticket {ticket}")));
    about.push(format!("Planned by {}, version {}", change.author(), change.version()));
    about.extend(change.withdrawn().map(|why| format!("Withdrawn: {why}")));
    let about: Vec<_> = about.iter().map(|line| harmless(line).into_owned()).collect();
    event
        .summary(&harmless(&format!("{} {}", view.id, plan.title)))
        .description(&about.join("\n"))
        .sequence(change.sequence())
        .last_modified(revised_at)
        .status(match view.state {
            State::Cancelled | State::Rejected => EventStatus::Cancelled,
            // Past its last start, and nobody knows yet when it will be.
            State::Missed => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        });
    event.add_property("CATEGORIES", plan.kind.as_str());
    Some(event.done())
}

/// An event between two instants; one that takes no time has no end.
fn spanning(uid: &str, start: DateTime<Utc>, end: DateTime<Utc>, stamp: DateTime<Utc>) -> Event {
    let mut event = Event::new();
    event.uid(uid).timestamp(stamp).starts(start);
    if end > start {
        event.ends(end);
    }
    event.done()
}

/// The same times on the clock of each zone that one of these customers lives in.
fn times(ids: &[CustomerId], places: &Places, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<String> {
    const SHOWN: usize = 8;
    let line = |clock: Clock<'_>| {
        let reading = |at| clock.reading(at).format("%a %-d %b %Y %H:%M").to_string();
        format!("{}: {} – {}", clock.name(), reading(start), reading(end))
    };
    let clocks = clocks(ids, places);
    let more = clocks.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("and {}", more_zones(more)));
    clocks.into_iter().take(SHOWN).map(line).chain(more).collect()
}

/// `20261124T170000Z`.
fn compact(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn printed(name: &str, events: impl Iterator<Item = Event>) -> String {
    let mut calendar = Calendar::empty();
    let hour = length::iso(TimeDelta::hours(1));
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//okno//okno//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", &harmless(name)),
        ("X-PUBLISHED-TTL", &hour),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    for event in events {
        calendar.push(event);
    }
    calendar.to_string()
}
