//! Every sentence that a person reads, by subject. A second language would touch this room alone.

mod acceptance;
mod calendars;
mod health;
mod notices;
mod reasons;
mod regime;
mod rows;
pub mod setup;
mod steps;
mod story;
mod times;

pub use acceptance::{accepted, consequence};
pub use calendars::{difference, ranges, runs, source, wrong};
pub use health::{Told, health, told};
pub use notices::{clock_differs, notice, notice_code, without_rules};
pub use reasons::{Explanation, ReasonContext, Remedy, explain, reason};
pub use regime::{due_state, ignored, made_for, regime, regime_clock, rhythm, slot, slot_state, slots};
pub use rows::not_judged;
pub use steps::step;
pub use story::happened;
pub use times::{Clock, brief, clock, date, distance, elapsed, for_reader, hours, moment, nights, span};

use super::harmless::harmless;
use crate::app::answers::Places;
use crate::policy::CustomerId;

/// The customer's name for people, or its id where nothing more is known.
pub fn customer(id: &CustomerId, places: &Places) -> String {
    places.known.get(id).map_or_else(|| id.to_string(), |place| harmless(&place.name).into_owned())
}

/// The customers' names: all of them, or the first two and how many more.
pub fn customers(places: &Places) -> String {
    let name = |id| customer(id, places);
    match places.order.as_slice() {
        [] => "nobody".to_owned(),
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("{}, {} and {} more", name(first), name(second), rest.len())
        }
        all => listed(all.iter().map(name)),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `1 entry`, `2 entries`.
pub fn counted(number: impl Into<u64>, one: &str, many: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}
