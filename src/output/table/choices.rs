//! What a person is offered to choose from: numbered lines above the question.

use super::layout::{Column, columns};
use crate::{
    app::answers::Slots,
    output::{
        style::Style,
        words::{Clock, brief, distance},
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

/// The next slots on the customers' clock, with UTC beside it.
pub fn slot_choice(answered: &Slots, style: Style) -> String {
    let (clock, now) = (Clock::of(&answered.places), answered.footing.now);
    let row = |(index, slot): (usize, &crate::gate::Slot)| {
        let (start, latest) = (brief(slot.start_at, clock, now), brief(slot.latest_start_at, clock, now));
        vec![(index + 1).to_string(), start, latest, distance(slot.start_at, now)]
    };
    let city = clock.city();
    let headings = [Column::Fixed(""), Column::Fixed(&city), Column::Flowing("at the latest"), Column::Fixed("opens")];
    columns(&headings, answered.slots.iter().enumerate().map(row).collect(), style)
}
