//! Every sentence that a person reads, by subject. A second language would touch this room alone.

mod acceptance;
mod backups;
mod calendars;
mod customers;
mod explained;
mod health;
mod notices;
mod reasons;
mod regime;
mod retention;
mod rows;
pub mod setup;
mod steps;
mod story;
mod times;
mod waves;

pub use acceptance::{accepted, consequence};
pub use backups::{
    command_ended, id_in_full, level, newest_gone, newest_refuted, newest_refuted_shortly, not_shown, short_id, size,
    take_failed,
};
pub use calendars::{difference, ranges, runs, source, wrong};
pub use customers::{briefly, customer, customers, grouped, named, together, zones};
pub use explained::{bound, closer};
pub use health::{Told, health, told};
pub use notices::{clock_differs, notice, notice_code, without_rules};
pub use reasons::{Explanation, ReasonContext, Remedy, Shared, explain, explain_shared, outlasted, reason, shared};
pub use regime::{
    due_state, due_summary, ignored, made_for, missed_slots, nothing_due, regime, regime_clock, restore_failed, rhythm,
    slot, slot_state, slots,
};
pub use retention::{
    clash, goes_because, moved_unproven, not_old_enough, over_limit, spaced, stays_because, stopped, years_in_doubt,
};
pub use rows::not_judged;
pub use steps::step;
pub use story::happened;
pub use times::{
    Clock, brief, clock, clocks, coarse, date, distance, elapsed, for_reader, hours, moment, more_zones, nights,
    no_fit, on_site, span,
};
pub use waves::{sooner_in_waves, waves_headline, waves_need_divisible};

/// `a`, `a and b`, `a, b and c`.
pub fn listed(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Of several things so many by name: `CHG-1, CHG-2 and 7 more`.
pub fn first_few<T: ToString>(most: usize, things: &[T]) -> String {
    let named = things.iter().take(most).map(ToString::to_string);
    let more = things.len().saturating_sub(most);
    listed(named.chain((more > 0).then(|| format!("{more} more"))))
}

/// `1 entry`, `2 entries`.
pub fn counted(number: impl Into<u64>, one: &str, many: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}
