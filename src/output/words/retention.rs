//! Why copies stay, and why they could not go, be moved or be restored.

use super::{backups::short_id, listed, times::date};
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
            format!("perhaps the first level 0 of {year}: no look has shown it to be complete")
        }
        Reason::StandsIn { year, first } => {
            let first = short_id(first);
            format!(
                "stands by for {first}, the first level 0 of {year}, until that one is verified (okno backup confirm with \
                 --id {first} looks at it) and on the backup server"
            )
        }
        Reason::ReferredTo { by, others: 0 } => format!("{} cannot be restored without it", short_id(by)),
        Reason::ReferredTo { by, others: 1 } => format!("{} and one other cannot be restored without it", short_id(by)),
        Reason::ReferredTo { by, others } => {
            format!("{} and {others} others cannot be restored without it", short_id(by))
        }
        Reason::LastOfLevel => "the newest of its level that is complete".to_owned(),
        Reason::LastVerified => "the newest of its level that was verified".to_owned(),
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

/// A length as windows.toml writes it, `8d`, as people do: `8 days`.
pub fn spaced(stay: &str) -> String {
    let digits = stay.find(|c: char| !c.is_ascii_digit()).unwrap_or_default();
    let (number, unit) = stay.split_at(digits);
    let unit = match unit {
        "d" => "day",
        "months" => "month",
        "y" => "year",
        other => other,
    };
    let many = if number == "1" { "" } else { "s" };
    if number.is_empty() { stay.to_owned() } else { format!("{number} {unit}{many}") }
}

/// How many copies are merely young, and until when the first of them stays.
pub fn not_old_enough(young: usize, until: Option<&str>) -> String {
    match (young, until) {
        (1, None) => "1 more stays since it is not old enough.".to_owned(),
        (1, Some(until)) => format!("1 more stays since it is not old enough, until the end of {until}."),
        (_, None) => format!("{young} more stay since they are not old enough."),
        (_, Some(until)) => {
            format!("{young} more stay since they are not old enough, the first of them until the end of {until}.")
        }
    }
}

/// Why a copy goes.
pub fn goes_because(level: u8, verdict: &Verdict, year: i32) -> String {
    match (verdict.stay, verdict.last_day()) {
        (Some(stay), Some(last_day)) => {
            format!("level {level} stays {}: until the end of {}", spaced(&stay.to_string()), date(last_day, year))
        }
        _ => String::new(),
    }
}

/// Copies of which nothing is known but that they are the same on both sides.
pub fn moved_unproven(copies: usize) -> String {
    let (count, they) = if copies == 1 { ("One".to_owned(), "it has") } else { (copies.to_string(), "they have") };
    let is = if copies == 1 { "is" } else { "are" };
    format!(
        "{count} {is} said to be present alone: {they} the same bytes there as here, and no look has shown whether they are complete."
    )
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
        "{} copies would go, and {} may at once: nothing is deleted. Is the clock right, and the zone? If so, allow as many with --max-delete.",
        plan.order.len(),
        plan.most
    )
}

/// Years whose first full copy nobody can name, for want of a look.
pub fn years_in_doubt(years: impl IntoIterator<Item = i32>) -> String {
    let years = listed(years.into_iter().map(|year| year.to_string()));
    format!(
        "Nobody looked which level 0 of {years} is the first that is complete: all that may be it stay. To look at the earliest:"
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
