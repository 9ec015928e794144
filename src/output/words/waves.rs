//! Waves in words: whom they serve, and what can be done with them.

use super::{Remedy, counted};
use crate::{app::answers::Slots, calendar::length};

/// `2 starts serve every customer in its own window`; whether anybody is left out is told elsewhere.
pub fn waves_headline(count: usize, serve_all: bool) -> String {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if serve_all {
        format!("{} every customer in its own window", counted(count, "start serves", "starts serve"))
    } else {
        counted(count, "start", "starts")
    }
}

/// For waves on a system that is stopped for everybody at once.
pub fn waves_need_divisible(slots: &Slots) -> String {
    let system = &slots.system;
    format!(
        "{system} is stopped for all of its customers at once: these waves can be planned once divisible = true stands for \
         it in windows.toml."
    )
}

/// Where a common start is far away and waves are not; the command asks for them.
pub fn sooner_in_waves(slots: &Slots) -> Option<Remedy> {
    let named = slots.sooner_in_waves.as_ref()?;
    let (downtime, duration) = (length::typed(slots.downtime), length::typed(slots.duration));
    let named: Vec<_> = named.iter().map(ToString::to_string).collect();
    let customers = if named.is_empty() { String::new() } else { format!(" --customer {}", named.join(",")) };
    let system = &slots.system;
    Some(Remedy {
        how: "Waves could serve them sooner".to_owned(),
        command: Some(format!(
            "okno slots --system {system}{customers} --downtime {downtime} --duration {duration} --waves"
        )),
    })
}
