//! The backup regime in words.

use chrono::{DateTime, Datelike, Utc, Weekday};

use super::{Clock, brief, listed, short_id};
use crate::{
    app::answers::{DueReport, DueState, RegimeStanding, SystemDue},
    backup::FailedRestore,
    calendar::{Reading, Zone},
    policy::{Regime, Rhythm, Satisfies},
    regime::{Ignored, LevelStanding, Slot, SlotState, WhyIgnored},
};

/// How often: `every hour`, `every day`, `every Sunday`.
pub fn rhythm(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Hourly => "every hour",
        Rhythm::Daily => "every day",
        Rhythm::Weekly(Weekday::Mon) => "every Monday",
        Rhythm::Weekly(Weekday::Tue) => "every Tuesday",
        Rhythm::Weekly(Weekday::Wed) => "every Wednesday",
        Rhythm::Weekly(Weekday::Thu) => "every Thursday",
        Rhythm::Weekly(Weekday::Fri) => "every Friday",
        Rhythm::Weekly(Weekday::Sat) => "every Saturday",
        Rhythm::Weekly(Weekday::Sun) => "every Sunday",
    }
}

/// A regime by itself: `level 0 every Sunday, level 1 every day, …`.
pub fn regime(regime: Option<&Regime>) -> String {
    let Some(regime) = regime else { return "none: nothing is ever due".to_owned() };
    let levels = regime.levels().map(|(level, often)| format!("level {level} {}", rhythm(often)));
    let clock = match &regime.zone {
        Some(zone) => format!("on the clock of {zone}"),
        None => "on the customers' clock".to_owned(),
    };
    format!("{}; {clock}; {}", listed(levels), satisfies(regime.satisfies))
}

fn satisfies(satisfies: Satisfies) -> &'static str {
    match satisfies {
        Satisfies::Upward => "a fuller backup counts for the lesser levels too",
        Satisfies::Exact => "each level needs a backup of its own",
    }
}

/// The first line about several systems: how many are due, and which.
pub fn due_summary(report: &DueReport) -> String {
    let all = report.systems.len();
    let is_due = |state: &DueState| match state {
        DueState::Kept(kept) => kept.standing.levels.iter().any(LevelStanding::is_due),
        _ => false,
    };
    let names = |of: &dyn Fn(&DueState) -> bool| -> Vec<String> {
        let is_one = |system: &&SystemDue| of(&system.state);
        report.systems.iter().filter(is_one).map(|system| system.system.to_string()).collect()
    };
    let due = names(&is_due);
    let missed = names(&|state| state.falls_short() && !is_due(state));
    let unknown = names(&DueState::is_unknown);
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let mut text = match due.len() {
        0 => format!("None of {all} systems is due."),
        count => format!("{count} of {all} systems {} due: {}.", are(count), due.join(", ")),
    };
    if !missed.is_empty() {
        let have = if missed.len() == 1 { "has" } else { "have" };
        text += &format!(" {} {have} missed slots: {}.", missed.len(), missed.join(", "));
    }
    if !unknown.is_empty() {
        text += &format!(" Of {} it cannot be told: {}.", unknown.len(), unknown.join(", "));
    }
    text
}

/// Whose clock tells the slots, and which backups fill them.
pub fn regime_clock(kept: &RegimeStanding) -> String {
    let zone = kept.zone.name();
    let clock = if kept.zone_is_fallback {
        "by UTC, since its customers live in several zones and backup-regime names none".to_owned()
    } else {
        format!("by the clock of {zone}")
    };
    format!("{clock}; {}", satisfies(kept.satisfies))
}

/// A slot as people call it: `Sun 25 Oct 03:00`, with the offset where the clock shows that hour twice; of a day or a week
/// the date.
pub fn slot(slot: &Slot, zone: &Zone, now: DateTime<Utc>) -> String {
    let local = slot.begins_local;
    let year = if local.year() == now.year() { "" } else { " %Y" };
    match slot.rhythm {
        Rhythm::Hourly => {
            let offset = match zone.reading(local.naive_local()) {
                Reading::Twice { .. } => " %:z",
                Reading::Once(_) | Reading::Never { .. } => "",
            };
            local.format(&format!("%a %-d %b{year} %H:%M{offset}")).to_string()
        }
        Rhythm::Daily | Rhythm::Weekly(_) => local.format(&format!("%a %-d %b{year}")).to_string(),
    }
}

/// The newest of several slots.
pub fn slots(slots: &[Slot], shown: usize, zone: &Zone, now: DateTime<Utc>) -> String {
    let first = slots.len().saturating_sub(shown);
    let named = listed(slots[first..].iter().map(|one| slot(one, zone, now)));
    if first == 0 { named } else { format!("the last {shown} are {named}") }
}

/// What became of the open slot, in a word.
pub fn slot_state(state: &SlotState) -> &'static str {
    match state {
        SlotState::Filled(filling) if filling.late => "filled late",
        SlotState::Filled(_) => "filled",
        SlotState::Due { overdue: true } => "OVERDUE",
        SlotState::Due { overdue: false } => "DUE",
        SlotState::Awaited => "awaited",
        SlotState::Missed => "MISSED",
    }
}

/// A regime's state in a line: `level 0 filled, level 1 filled, level 2 DUE, 3 missed`.
pub fn due_state(state: &DueState) -> String {
    match state {
        DueState::NotKept => "none: nothing is ever due".to_owned(),
        DueState::Needless(_) => "nothing to back up".to_owned(),
        DueState::CoveredBy(of) => format!("that of {of}"),
        DueState::Unknown(_) => "cannot be told".to_owned(),
        DueState::Kept(kept) => {
            let levels = kept.standing.levels.iter().map(level_state);
            levels.collect::<Vec<_>>().join(", ")
        }
    }
}

/// How many slots were missed, where several systems are told of; `None` where none was.
pub fn missed_slots(levels: &[LevelStanding]) -> Option<String> {
    let missed = levels.iter().filter(|level| !level.missed.is_empty());
    let counts: Vec<String> = missed.map(|level| format!("{} of level {}", level.missed.len(), level.level)).collect();
    (!counts.is_empty()).then(|| format!("Missed: {}; --system NAME names them.", listed(counts)))
}

/// Why nothing is due, in a line.
pub fn nothing_due(state: &DueState) -> String {
    match state {
        DueState::Needless(why) => format!("nothing to back up: {why}"),
        DueState::CoveredBy(of) => format!("covered by the backups of {of}"),
        state => due_glance(state),
    }
}

/// A regime's state for a column: `filled`, or the levels that are not: `level 0 and 1 DUE, 3 missed`.
fn due_glance(state: &DueState) -> String {
    let DueState::Kept(kept) = state else { return due_state(state) };
    let levels = &kept.standing.levels;
    let mut states: Vec<(&str, Vec<String>)> = Vec::new();
    for level in levels.iter().filter(|level| !matches!(level.state, SlotState::Filled(_))) {
        let word = slot_state(&level.state);
        match states.iter_mut().find(|(known, _)| *known == word) {
            Some((_, levels)) => levels.push(level.level.to_string()),
            None => states.push((word, vec![level.level.to_string()])),
        }
    }
    let mut parts: Vec<String> =
        states.into_iter().map(|(word, levels)| format!("level {} {word}", listed(levels))).collect();
    if parts.is_empty() {
        parts.push("filled".to_owned());
    }
    let missed: usize = levels.iter().map(|level| level.missed.len()).sum();
    if missed > 0 {
        parts.push(format!("{missed} missed"));
    }
    parts.join(", ")
}

fn level_state(level: &LevelStanding) -> String {
    let missed = match level.missed.len() {
        0 => String::new(),
        count => format!(" ({count} missed)"),
    };
    format!("level {} {}{missed}", level.level, slot_state(&level.state))
}

/// What level was made for the one that was due.
pub fn made_for(due: u8, made: u8) -> String {
    if due == made {
        format!("It is of level {made}, which was due.")
    } else {
        format!("Level {due} was due, and it is of level {made}: that is what counts.")
    }
}

/// Why a backup that was looked at counts for nothing.
pub fn restore_failed(id: &str, failed: &FailedRestore, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let FailedRestore { at, by } = failed;
    format!(
        "{} does not count for the gate: its restore failed on {}, tried by {by}. Only a restore that succeeds makes it \
         count again.",
        short_id(id),
        brief(*at, on, now)
    )
}

/// Why a backup fills nothing.
pub fn ignored(ignored: &Ignored, on: Clock<'_>, now: DateTime<Utc>) -> String {
    let Ignored { id, at, why } = ignored;
    let (id, made) = (short_id(id), brief(*at, on, now));
    match why {
        WhyIgnored::Future => format!("{id} fills nothing: its time, {made}, is still to come"),
        WhyIgnored::Incomplete(missing) => {
            format!(
                "{id} ({made}) fills nothing: it needs {}, which is not there",
                short_id(&listed(missing.iter().cloned()))
            )
        }
        WhyIgnored::Unproven => format!(
            "{id} ({made}) fills nothing: nobody looked at it, so nobody knows that it is complete; okno backup confirm with \
             --id {id} does"
        ),
        WhyIgnored::OnlyThere => {
            format!("{id} ({made}) fills nothing: the look at it showed only that it is there, not that it is complete")
        }
        WhyIgnored::Refuted => format!("{id} ({made}) fills nothing: a look found it to be no good"),
        WhyIgnored::NotRestored(FailedRestore { at, by }) => {
            format!("{id} ({made}) fills nothing: its restore failed on {}, tried by {by}", brief(*at, on, now))
        }
        WhyIgnored::Gone => format!("{id} ({made}) fills nothing: it is not there any more"),
    }
}
