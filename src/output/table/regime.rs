//! What is due by the backup regime.

use chrono::Datelike;

use super::{
    backups,
    layout::{Column, INDENT, columns, footing},
};
use crate::{
    app::{
        Error,
        answers::{BackupOutcome, DueReport, DueState, RegimeStanding, SystemDue, SystemTaken, TakeAttempt, TakenDue},
    },
    calendar::Zone,
    output::{
        harmless::harmless,
        style::Style,
        words::{self, Clock, brief, distance},
    },
    regime::{Filling, LevelStanding, SlotState},
};

/// How many missed slots are named.
const SHOWN: usize = 5;

/// `okno backup due`.
pub fn due(answered: &DueReport, style: &Style) -> String {
    let style = *style;
    if let [only] = answered.systems.as_slice() {
        let told = of_system(only, answered, None, style) + &clashes(only, answered, style);
        return told + &footing(&answered.footing, style);
    }
    let shared = shared_clock(answered);
    let mut text = style.paragraph(&words::due_summary(answered), 0);
    if let Some(clock) = &shared {
        text += &style.dim(&style.paragraph(&format!("All: {clock}."), 0));
    }
    let (urgent, rest): (Vec<_>, Vec<_>) =
        answered.systems.iter().partition(|system| system.state.falls_short() || system.state.is_unknown());
    for rank in [is_due, is_missed, is_unknown] {
        for system in urgent.iter().filter(|system| rank(&system.state)) {
            text += &format!("\n{}", of_system(system, answered, shared.as_deref(), style));
        }
    }
    if !rest.is_empty() {
        text += &format!("\n{}\n{}", style.green("NOTHING DUE"), at_rest(&rest, answered, style));
    }
    for system in &answered.systems {
        let clashes = clashes(system, answered, style);
        if !clashes.is_empty() {
            text += &format!("\n{}\n{clashes}", style.bold(system.system.as_str()));
        }
    }
    text + &footing(&answered.footing, style)
}

fn is_due(state: &DueState) -> bool {
    matches!(state, DueState::Kept(kept) if kept.standing.levels.iter().any(LevelStanding::is_due))
}

fn is_missed(state: &DueState) -> bool {
    state.falls_short() && !is_due(state)
}

fn is_unknown(state: &DueState) -> bool {
    state.is_unknown()
}

/// The clock and the way of counting, where all systems with a regime have the same.
fn shared_clock(report: &DueReport) -> Option<String> {
    let kept = report.systems.iter().filter_map(|system| match &system.state {
        DueState::Kept(kept) => Some(words::regime_clock(kept)),
        _ => None,
    });
    let clocks: Vec<String> = kept.collect();
    (clocks.len() > 1 && clocks.iter().all(|clock| clock == &clocks[0])).then(|| clocks[0].clone())
}

/// A line a system of which nothing is due.
fn at_rest(systems: &[&SystemDue], report: &DueReport, style: Style) -> String {
    let row = |system: &&SystemDue| {
        let next = match &system.state {
            DueState::Kept(kept) => kept.standing.levels.iter().map(|level| level.due_at).min(),
            _ => None,
        };
        let next = next.map_or_else(|| "-".to_owned(), |at| distance(at, report.at));
        vec![system.system.to_string(), next, words::nothing_due(&system.state)]
    };
    let headings = [Column::Fixed("system"), Column::Fixed("next"), Column::Flowing("regime")];
    columns(&headings, systems.iter().map(row).collect(), style)
}

fn of_system(system: &SystemDue, report: &DueReport, told_clock: Option<&str>, style: Style) -> String {
    let name = style.bold(system.system.as_str());
    let plain = |word: String, text: &str| format!("{word}  {name}\n{}", style.paragraph(text, INDENT));
    match &system.state {
        DueState::NotKept => plain(style.green("NOTHING DUE"), "It has no backup regime (backup-regime = \"none\")."),
        DueState::Needless(why) => {
            plain(style.green("NOTHING DUE"), &format!("There is nothing to back up: {}.", harmless(why)))
        }
        DueState::CoveredBy(of) => {
            plain(style.green("NOTHING DUE"), &format!("It is covered by the backups of {of}, whose regime counts."))
        }
        DueState::Unknown(faults) => untold(&name, faults, style),
        DueState::Kept(kept) => {
            let word = headline(kept, style);
            let clock = words::regime_clock(kept);
            let clock = match told_clock {
                Some(told) if told == clock => String::new(),
                _ => style.dim(style.paragraph(&clock, INDENT).trim_end()) + "\n",
            };
            format!("{word}  {name}\n{clock}{}", standing(kept, report, style))
        }
    }
}

/// A system whose backups cannot be told, and why.
fn untold(name: &str, faults: &[String], style: Style) -> String {
    let faults: String =
        faults.iter().map(|fault| style.paragraph(&format!("- {}", harmless(fault)), INDENT)).collect();
    format!("{}  {name}: its backups cannot be told\n{faults}", style.yellow("UNKNOWN"))
}

fn headline(kept: &RegimeStanding, style: Style) -> String {
    let levels = &kept.standing.levels;
    if levels.iter().any(LevelStanding::is_due) {
        style.red("DUE")
    } else if kept.standing.falls_short() {
        style.red("MISSED")
    } else {
        style.green("NOTHING DUE")
    }
}

/// What the regulation asks for and cannot have: copies expire before the working day on which they are to be moved.
fn clashes(system: &SystemDue, report: &DueReport, style: Style) -> String {
    let year = report.at.year();
    let told = |clash| format!("{}\n", style.yellow(style.paragraph(&words::clash(clash, year), INDENT).trim_end()));
    system.clashes.iter().map(told).collect()
}

/// `okno backup take --due`.
pub fn taken_due(answered: &TakenDue, style: &Style) -> String {
    let style = *style;
    if answered.systems.is_empty() {
        let nobody = "No system has both a backup regime and a command that takes its backups.";
        return style.paragraph(nobody, 0) + &footing(&answered.footing, style);
    }
    let systems: Vec<_> = answered.systems.iter().map(|taken| of_taken(taken, answered, style)).collect();
    let interrupted = answered.systems.iter().any(|taken| taken.interrupted_by().is_some());
    let end = if interrupted { style.paragraph("Interrupted: no other backup was begun.", 0) } else { String::new() };
    systems.join("\n") + &end + &footing(&answered.footing, style)
}

fn of_taken(taken: &SystemTaken, report: &TakenDue, style: Style) -> String {
    let name = style.bold(taken.system.as_str());
    let mut text = String::new();
    for TakeAttempt { level, answer } in &taken.attempts {
        match answer {
            Ok(answer) => {
                text += &backups::told(answer, style);
                if let BackupOutcome::Confirmed(made) = &answer.outcome {
                    text += &style.paragraph(&words::made_for(*level, made.level), INDENT);
                }
            }
            Err(error) => text += &not_taken(&name, error, style),
        }
    }
    match &taken.left {
        Err(error) => text + &not_taken(&name, error, style),
        Ok(DueState::Unknown(faults)) => text + &untold(&name, faults, style),
        Ok(state @ DueState::Kept(kept)) => {
            if taken.attempts.is_empty() {
                text += &format!("{}  {name}\n", style.green("NOTHING DUE"));
            }
            let clock = Clock::Local(&kept.zone);
            let next = kept.standing.levels.iter().filter(|level| !level.is_due()).map(|level| level.due_at).min();
            let next = next.map_or_else(String::new, |at| {
                let now = report.footing.now;
                format!(" The next one is due at {}, {}.", brief(at, clock, now), distance(at, now))
            });
            text + &style.paragraph(&format!("By its regime: {}.{next}", words::due_state(state)), INDENT)
        }
        Ok(state) => {
            text + &format!("{}  {name}\n", style.green("NOTHING DUE"))
                + &style.paragraph(&format!("Its regime: {}.", words::due_state(state)), INDENT)
        }
    }
}

fn not_taken(name: &str, error: &Error, style: Style) -> String {
    let mut text = format!("{}  {name}\n", style.red("NOT TAKEN"));
    text += &style.paragraph(&harmless(&error.to_string()), INDENT);
    text + &error.hint().map(|hint| style.paragraph(&harmless(&hint), INDENT)).unwrap_or_default()
}

/// The levels, what was missed of them, and what fills nothing.
fn standing(kept: &RegimeStanding, report: &DueReport, style: Style) -> String {
    let (clock, at) = (Clock::Local(&kept.zone), report.at);
    let row = |level: &LevelStanding| {
        let next = if level.is_due() { "now".to_owned() } else { distance(level.due_at, at) };
        let state = words::slot_state(&level.state).to_owned();
        let often = words::rhythm(level.rhythm).to_owned();
        vec![level.level.to_string(), often, words::slot(&level.slot, &kept.zone, at), state, next]
    };
    let headings = ["level", "due", "slot", "state", "next"].map(Column::Fixed);
    let mut text = columns(&headings, kept.standing.levels.iter().map(row).collect(), style);
    if report.systems.len() > 1 {
        let missed = words::missed_slots(&kept.standing.levels);
        text += &missed.map(|told| style.paragraph(&told, INDENT)).unwrap_or_default();
    } else {
        text += &fillings(&kept.standing.levels, clock, report, style);
        for level in &kept.standing.levels {
            text += &earlier(level, &kept.zone, report, style);
        }
    }
    for ignored in &kept.standing.ignored {
        text += &style.paragraph(&harmless(&words::ignored(ignored, clock, report.footing.now)), INDENT);
    }
    text
}

/// Which backups fill the open slots; one that fills several is named once.
fn fillings(levels: &[LevelStanding], clock: Clock<'_>, report: &DueReport, style: Style) -> String {
    let mut told: Vec<(&Filling, Vec<u8>)> = Vec::new();
    for level in levels {
        let SlotState::Filled(filling) = &level.state else { continue };
        match told.iter_mut().find(|(known, _)| known.id == filling.id) {
            Some((_, filled)) => filled.push(level.level),
            None => told.push((filling, vec![level.level])),
        }
    }
    let one = |(filling, levels): (&Filling, Vec<u8>)| {
        let levels = words::listed(levels.iter().map(|level| format!("level {level}")));
        let Filling { id, level, at, evidence, .. } = filling;
        let (id, made) = (words::short_id(id), brief(*at, clock, report.at));
        let told = format!("Filled: {levels} by {id}, of level {level}, {evidence}, made {made}.");
        style.paragraph(&harmless(&told), INDENT)
    };
    told.into_iter().map(one).collect()
}

/// The slots before the open one that are not filled.
fn earlier(level: &LevelStanding, zone: &Zone, report: &DueReport, style: Style) -> String {
    let at = report.at;
    let mut text = String::new();
    if !level.missed.is_empty() {
        let since = brief(level.since_at, Clock::Local(zone), at);
        let slots = words::slots(&level.missed, SHOWN, zone, at);
        let told = format!("Level {}: {} missed since {since}: {slots}.", level.level, level.missed.len());
        text += &style.paragraph(&told, INDENT);
    }
    if !level.awaited.is_empty() {
        let slots = words::slots(&level.awaited, SHOWN, zone, at);
        let told = format!("Level {}: a backup of {slots} may still be under way.", level.level);
        text += &style.paragraph(&told, INDENT);
    }
    text
}
