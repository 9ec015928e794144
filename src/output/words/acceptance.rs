//! What an administrator accepted although it looked wrong.

use super::{Clock, brief};
use crate::{
    acceptance::{ClockAccepted, ClockRead, HeadAccepted},
    app::answers::Accepted,
    calendar::length,
    output::harmless::harmless,
    policy::ZoneDataAccepted,
    record::Head,
};

/// What was accepted, without the reason.
pub fn accepted(accepted: &Accepted) -> String {
    match accepted {
        Accepted::Clock(ruling) => clock(&ruling.what),
        Accepted::ZoneData(ruling) => zone_data(&ruling.what),
        Accepted::Head(ruling) => head(&ruling.what),
    }
}

/// What holds from now on, in whole sentences.
pub fn consequence(accepted: &Accepted) -> String {
    match accepted {
        Accepted::Clock(ruling) => {
            let until = brief(ruling.what.newest_entry_at, Clock::Utc, ruling.what.now_at);
            format!(
                "Until {until} entries go on to carry that time; when they were really made is recorded beside. \
                 Waivers that the wrong clock made are void, and what backups say of their own time is not touched."
            )
        }
        Accepted::ZoneData(ruling) => format!(
            "Remove the copy of {} wherever it is, before okno runs there again: whoever has it brings it back.",
            harmless(&ruling.what.replaced)
        ),
        Accepted::Head(_) => {
            "Only this machine forgets what it remembered. Others that saw more ask for themselves.".to_owned()
        }
    }
}

pub(super) fn clock(what: &ClockAccepted) -> String {
    let ClockAccepted { now_at, newest_entry_at, .. } = what;
    format!(
        "the clock, which showed {}, {} before the newest entry",
        brief(*now_at, Clock::Utc, *newest_entry_at),
        length::words(*newest_entry_at - *now_at)
    )
}

pub(super) fn clock_read(read: &ClockRead, on: Clock<'_>, at: chrono::DateTime<chrono::Utc>) -> String {
    format!("the clock showed {} when what follows was recorded", brief(read.now_at, on, at))
}

pub(super) fn zone_data(what: &ZoneDataAccepted) -> String {
    format!("the zone data {}, in the place of {}", harmless(&what.release), harmless(&what.replaced))
}

pub(super) fn head(what: &HeadAccepted) -> String {
    let whom = what.host.as_deref().map_or_else(|| "a machine".into(), harmless);
    let short = |head: &Head| format!("entry {} ({:.12}…)", head.seq, head.hash);
    let remembered = what.remembered.as_ref().map_or_else(|| "another ledger".to_owned(), short);
    match &what.found {
        Some(found) => format!("this ledger up to {}, where {whom} remembered {remembered}", short(found)),
        None => format!("a new ledger, where {whom} remembered {remembered}"),
    }
}
