//! Why copies stay, and why they could not go, be moved or be restored.

use super::times::date;
use crate::{
    app::answers::{Stopped, SystemPlan},
    retention::{Clash, Reason, Verdict},
};

/// Why a copy stays.
pub fn stays_because(reason: &Reason, verdict: &Verdict, year: i32) -> String {
    match reason {
        Reason::NotExpired => match verdict.last_day() {
            Some(last_day) => format!("not old enough: stays until the end of {}", date(last_day, year)),
            None => "not old enough".to_owned(),
        },
        Reason::FirstOfYear { year } => format!("the first level 0 of {year}, which stays for ever"),
        Reason::PerhapsFirstOfYear { year } => {
            format!("perhaps the first level 0 of {year}: nobody looked whether it is complete")
        }
        Reason::StandsIn { year, first } => {
            format!(
                "stands by for {first}, the first level 0 of {year}, until that one is verified and on the backup server"
            )
        }
        Reason::ReferredTo { by, others: 0 } => format!("{by} cannot be restored without it"),
        Reason::ReferredTo { by, others: 1 } => format!("{by} and one other cannot be restored without it"),
        Reason::ReferredTo { by, others } => format!("{by} and {others} others cannot be restored without it"),
        Reason::LastOfLevel => "the newest of its level that is complete".to_owned(),
        Reason::NoneComplete => "none of its level is known to be complete".to_owned(),
        Reason::NotMoved => "not on the backup server yet".to_owned(),
        Reason::BoundTo { change } => format!("{change} is not closed and relies on it"),
        Reason::ClockInDoubt => "clock, zone data or ledger cannot be trusted".to_owned(),
        Reason::FromFuture => "its time is still to come".to_owned(),
        Reason::Circular => "it is said to need copies that need it".to_owned(),
        Reason::SameId => "another copy has the same id".to_owned(),
        Reason::UnknownLevel => "its level is none of 0, 1 and 2".to_owned(),
    }
}

/// Why a copy goes.
pub fn goes_because(level: u8, verdict: &Verdict, year: i32) -> String {
    match (verdict.stay, verdict.last_day()) {
        (Some(stay), Some(last_day)) => {
            format!("level {level} stays {stay}: until the end of {}", date(last_day, year))
        }
        _ => String::new(),
    }
}

/// Why the deletion went no further.
pub fn stopped(stopped: &Stopped) -> String {
    match stopped {
        Stopped::NotDeleted { id, why } => format!("{id} could not be deleted, so nothing after it was: {why}."),
        Stopped::NotRecorded { id, why } => {
            format!("{id} IS DELETED, and that could not be recorded: {why}. Nothing after it was deleted.")
        }
        Stopped::Changed => "What would go now is not what was shown: nothing was deleted. Ask again.".to_owned(),
        Stopped::Busy => "Another okno is at these copies: nothing was deleted.".to_owned(),
    }
}

/// More would go than may at once.
pub fn over_limit(plan: &SystemPlan) -> String {
    format!(
        "{} copies would go, and {} may at once: nothing is deleted. Is the clock right, and the zone? If so, say how many with --max-delete.",
        plan.order.len(),
        plan.most
    )
}

/// Holidays that are longer than copies stay.
pub fn clash(clash: &Clash, year: i32) -> String {
    let Clash { first, last, stays_until, moved_on } = *clash;
    let made = if first == last {
        format!("on {}", date(first, year))
    } else {
        format!("from {} to {}", date(first, year), date(last, year))
    };
    format!(
        "Level 2 copies made {made} would expire (the first at the end of {}) before the next working day, {}, on which they are to be moved. They stay until they are moved.",
        date(stays_until, year),
        date(moved_on, year)
    )
}
