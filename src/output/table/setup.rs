//! The first rules: what was answered, and what became of it.

use super::{
    layout::{INDENT, facts, footing, notices, to_type},
    times::windows_alone,
};
use crate::{
    app::answers::Initialised,
    output::{
        harmless::harmless,
        style::Style,
        words::{counted, listed, setup},
    },
    policy::{System, draft::Draft},
};

/// How many customers' windows are shown.
const CUSTOMERS_SHOWN: usize = 3;

/// The answers, to look at once more before they are written.
pub fn draft(draft: &Draft, style: Style) -> String {
    let mut known = Vec::new();
    for calendar in &draft.calendars {
        known.push(("calendar", format!("{}: {}", calendar.id, setup::days(calendar))));
    }
    for customer in &draft.customers {
        known.push(("customer", format!("{}: {}, calendar {}", customer.id, customer.zone, customer.calendar)));
    }
    for system in &draft.systems {
        known.push(("system", format!("{}: {}", system.id, setup::drafted_system(system))));
    }
    format!("\n{}", facts(&known, style))
}

/// `okno init`.
pub fn initialised(answered: &Initialised, style: &Style) -> String {
    let path = harmless(&answered.path).into_owned();
    let mut text = format!("{}  {path}\n", style.green("WRITTEN"));
    let system = |system: &System| {
        let customers = listed(system.customers.iter().map(ToString::to_string));
        ("system", format!("{}, for {customers}; {}", system.id, setup::backups(system.backup.as_ref())))
    };
    text += &facts(&answered.systems.iter().map(system).collect::<Vec<_>>(), *style);
    for windows in answered.windows.iter().take(CUSTOMERS_SHOWN) {
        text += &format!("\n{}", windows_alone(windows, *style));
    }
    if let Some(more) = answered.windows.len().checked_sub(CUSTOMERS_SHOWN).filter(|more| *more > 0) {
        let more = counted(more as u64, "more customer", "more customers");
        text += &style.paragraph(&format!("and {more}: okno windows --customer NAME"), 0);
    }
    text += &format!("\n{}", style.paragraph(setup::WHAT_WINDOWS_MEAN, 0));
    text += &notices(&answered.notices, *style);
    if let Some(system) = answered.systems.first() {
        text += &format!("\n{}", style.paragraph(setup::NEXT, 0));
        text += &to_type(&format!("okno slots --system {} --downtime 45m", system.id), INDENT, *style);
        text += &to_type(
            &format!("okno plan \"What is done\" --system {} --downtime 45m -- COMMAND", system.id),
            INDENT,
            *style,
        );
    }
    text + &footing(&answered.footing, *style)
}
