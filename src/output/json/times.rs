//! `okno.windows/1` and `okno.slots/1`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    answer,
    explained::{BoundBody, ExplainedBody},
    reason::ReasonBody,
};
use crate::{
    app::answers::{Places, Slots, Windows},
    calendar::{Window, instant, length},
    gate::{Reason, Slot, Wave},
    output::words::ReasonContext,
    policy::{CustomerId, SystemId},
};

/// `okno windows --format json`.
pub fn windows(answered: &Windows) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        customer: Option<&'a str>,
        system: Option<&'a str>,
        customers: Vec<CustomerBody<'a>>,
        windows: Vec<WindowBody>,
        bound_by: Option<BoundBody<'a>>,
        known_until: NaiveDate,
    }
    let places = &answered.places;
    let body = Body {
        customer: answered.customer.as_ref().map(CustomerId::as_str),
        system: answered.system.as_ref().map(SystemId::as_str),
        customers: places.order.iter().map(|id| CustomerBody::new(id, answered)).collect(),
        windows: answered.windows.iter().map(|window| WindowBody::new(window, places)).collect(),
        bound_by: answered.bound.as_ref().map(BoundBody::new),
        known_until: answered.known_until,
    };
    answer("okno.windows/1", body, &answered.footing)
}

/// `okno slots --format json`.
pub fn slots(answered: &Slots) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        system: &'a str,
        customers: Vec<&'a str>,
        downtime: String,
        duration: String,
        rule: &'static str,
        slots: Vec<DatedSlotBody>,
        /// What bounds the first of them.
        bound_by: Option<BoundBody<'a>>,
        explained: Option<ExplainedBody<'a>>,
        /// Groups that are served one after the other.
        waves: Option<Vec<WaveBody<'a>>>,
        /// Customers that no wave serves.
        unserved: Vec<&'a str>,
        searched_until: String,
        why_none: Option<Vec<ReasonBody>>,
        why_no_more: Option<Vec<ReasonBody>>,
    }
    let context = ReasonContext::of_slots(answered);
    let told = |reasons: &[Reason]| {
        (!reasons.is_empty()).then(|| reasons.iter().map(|reason| ReasonBody::new(reason, &context)).collect())
    };
    let body = Body {
        system: answered.system.as_str(),
        customers: customers(&answered.places),
        downtime: length::iso(answered.downtime),
        duration: length::iso(answered.duration),
        rule: if answered.needs_window { "window" } else { "any-time" },
        slots: answered.slots.iter().map(|slot| DatedSlotBody::new(slot, &answered.places)).collect(),
        bound_by: answered.bound.as_ref().map(BoundBody::new),
        explained: answered.explained.as_ref().map(ExplainedBody::new),
        waves: answered.waves.as_ref().map(|waves| waves.waves.iter().map(WaveBody::new).collect()),
        unserved: answered.waves.iter().flat_map(|waves| &waves.unserved).map(CustomerId::as_str).collect(),
        searched_until: instant::utc(answered.searched_until),
        why_none: told(&answered.why_none),
        why_no_more: told(&answered.why_no_more),
    };
    answer("okno.slots/1", body, &answered.footing)
}

/// A start that serves some of the customers.
#[derive(Serialize)]
struct WaveBody<'a> {
    customers: Vec<&'a str>,
    start_at: String,
    latest_start_at: String,
    night_of: NaiveDate,
    round: u32,
}

impl<'a> WaveBody<'a> {
    fn new(wave: &'a Wave) -> Self {
        let SlotBody { start_at, latest_start_at } = SlotBody::new(&wave.slot);
        let customers = wave.customers.iter().map(CustomerId::as_str).collect();
        Self { customers, start_at, latest_start_at, night_of: wave.slot.night_of, round: wave.round }
    }
}

/// The ids of the customers, in the order of the question.
pub(super) fn customers(places: &Places) -> Vec<&str> {
    places.order.iter().map(CustomerId::as_str).collect()
}

/// The instant on the customers' common wall clock; `None` where they have none.
pub(super) fn local(at: DateTime<Utc>, places: &Places) -> Option<String> {
    let zone = places.common_zone()?;
    // At the very ends of time an offset may lead out of them.
    at.naive_utc().checked_add_offset(zone.offset_at(at)).map(|_| instant::local(at, zone))
}

/// A customer and what its nights depend on.
#[derive(Serialize)]
pub(super) struct CustomerBody<'a> {
    customer: &'a str,
    time_zone: Option<&'a str>,
    calendar: Option<&'a str>,
    night_belongs_to: Option<&'static str>,
}

impl<'a> CustomerBody<'a> {
    pub(super) fn new(id: &'a CustomerId, answered: &'a Windows) -> Self {
        let place = answered.places.known.get(id);
        Self {
            customer: id.as_str(),
            time_zone: place.map(|place| place.zone.name().as_str()),
            calendar: place.map(|place| place.calendar.as_str()),
            night_belongs_to: answered.belongs.get(id).map(|belongs| belongs.as_str()),
        }
    }
}

/// A window.
#[derive(Serialize)]
pub(super) struct WindowBody {
    night_of: NaiveDate,
    opens_at: String,
    closes_at: String,
    opens_local: Option<String>,
    closes_local: Option<String>,
    length: String,
}

impl WindowBody {
    pub(super) fn new(window: &Window, places: &Places) -> Self {
        let (opens, closes) = (window.span.start(), window.span.end());
        Self {
            night_of: window.night_of,
            opens_at: instant::utc(opens),
            closes_at: instant::utc(closes),
            opens_local: local(opens, places),
            closes_local: local(closes, places),
            length: length::iso(window.span.length()),
        }
    }
}

/// Starts from which the work fits.
#[derive(Serialize)]
pub(super) struct SlotBody {
    start_at: String,
    latest_start_at: String,
}

impl SlotBody {
    pub(super) fn new(slot: &Slot) -> Self {
        Self { start_at: instant::utc(slot.start_at), latest_start_at: instant::utc(slot.latest_start_at) }
    }
}

/// The same with its night and the customers' clock.
#[derive(Serialize)]
struct DatedSlotBody {
    start_at: String,
    latest_start_at: String,
    night_of: NaiveDate,
    start_local: Option<String>,
    latest_start_local: Option<String>,
}

impl DatedSlotBody {
    fn new(slot: &Slot, places: &Places) -> Self {
        let SlotBody { start_at, latest_start_at } = SlotBody::new(slot);
        Self {
            start_at,
            latest_start_at,
            night_of: slot.night_of,
            start_local: local(slot.start_at, places),
            latest_start_local: local(slot.latest_start_at, places),
        }
    }
}
