//! What a person is offered to choose from: numbered lines above the question.

use super::layout::{Column, columns};
use crate::{
    app::answers::Slots,
    output::{
        style::Style,
        words::{Clock, brief, distance, on_site},
    },
    policy::System,
};

/// The systems, for `okno plan` that does not name one.
pub fn system_choice(systems: &[&System], style: Style) -> String {
    let row =
        |(index, system): (usize, &&System)| vec![(index + 1).to_string(), system.id.to_string(), system.name.clone()];
    let headings = [Column::Fixed(""), Column::Fixed("system"), Column::Flowing("name")];
    columns(&headings, systems.iter().enumerate().map(row).collect(), style)
}

/// The next slots on the customers' clock, with UTC beside it; on the first few of their clocks where they have several.
pub fn slot_choice(answered: &Slots, style: Style) -> String {
    let (places, now) = (&answered.places, answered.footing.now);
    let clock = Clock::of(places);
    let is_spread = on_site(now, places).is_some();
    let row = |(index, slot): (usize, &crate::gate::Slot)| {
        let (start, latest) = (brief(slot.start_at, clock, now), brief(slot.latest_start_at, clock, now));
        let more = if is_spread { on_site(slot.start_at, places).unwrap_or_default() } else { latest };
        vec![(index + 1).to_string(), start, distance(slot.start_at, now), more]
    };
    let city = clock.city();
    let more = if is_spread { "on site" } else { "at the latest" };
    let headings = [Column::Fixed(""), Column::Fixed(&city), Column::Fixed("opens"), Column::Flowing(more)];
    columns(&headings, answered.slots.iter().enumerate().map(row).collect(), style)
}
