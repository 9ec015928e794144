//! One line for monitoring, by the convention of Nagios plugins: a state, a sentence, and after `|` the figures.

use super::words;
use crate::{
    app::answers::{DueReport, DueState, SystemDue},
    policy::Rhythm,
    regime::{Grade, LevelStanding, old_from, period, too_old_from},
};

/// The states of the convention, each with its exit code in [`crate::exit::nagios`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// All is well.
    Ok,
    /// Somebody should look.
    Warning,
    /// It cannot be told.
    Unknown,
    /// Somebody has to look now.
    Critical,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Unknown => "UNKNOWN",
            Self::Critical => "CRITICAL",
        }
    }
}

/// `okno backup status --nagios`.
pub fn backups(answered: &DueReport) -> (State, String) {
    let states = answered.systems.iter().map(|system| state(system, answered));
    let state = states.max().unwrap_or(State::Ok);
    let figures: Vec<String> = answered.systems.iter().flat_map(|system| figures(system, answered)).collect();
    let figures = if figures.is_empty() { String::new() } else { format!(" | {}", figures.join(" ")) };
    (state, line(state, &sentence(answered), &figures))
}

/// The same where there is no answer at all.
pub fn failure(message: &str) -> (State, String) {
    (State::Unknown, line(State::Unknown, message, ""))
}

/// `|` begins the figures, so a sentence may not hold one; nor may it go on in another line.
fn line(state: State, sentence: &str, figures: &str) -> String {
    let sentence: Vec<&str> = sentence.split_whitespace().collect();
    let sentence = super::harmless::harmless(&sentence.join(" ")).replace('|', "/");
    format!("OKNO BACKUP {} - {sentence}{figures}\n", state.as_str())
}

fn state(system: &SystemDue, report: &DueReport) -> State {
    match &system.state {
        DueState::NotKept | DueState::Needless(_) | DueState::CoveredBy(_) => State::Ok,
        DueState::Unknown(_) => State::Unknown,
        DueState::Kept(kept) => match kept.standing.grade(report.at) {
            Grade::Good if system.newest_refuted.is_some() => State::Warning,
            Grade::Good => State::Ok,
            Grade::Old => State::Warning,
            Grade::TooOld => State::Critical,
        },
    }
}

/// What is wrong where; else how many systems there are.
fn sentence(report: &DueReport) -> String {
    let told: Vec<String> = report.systems.iter().filter_map(|system| complaint(system, report)).collect();
    if !told.is_empty() {
        return told.join("; ");
    }
    let kept = report.systems.iter().filter(|system| matches!(system.state, DueState::Kept(_))).count();
    format!("{} with fresh backups", words::counted(kept as u64, "system", "systems"))
}

fn complaint(system: &SystemDue, report: &DueReport) -> Option<String> {
    let name = &system.system;
    let mut told = match &system.state {
        DueState::NotKept | DueState::Needless(_) | DueState::CoveredBy(_) => return None,
        DueState::Unknown(faults) => vec![format!("cannot be told: {}", faults.join(", "))],
        DueState::Kept(kept) => {
            let bad = kept.standing.levels.iter().filter(|level| level.grade(report.at) != Grade::Good);
            let mut told: Vec<String> = bad.map(|level| level_words(level, report)).collect();
            if kept.standing.has_future() {
                told.push("a backup is of the future".to_owned());
            }
            told
        }
    };
    told.extend(system.newest_refuted.as_ref().map(words::newest_refuted_shortly));
    (!told.is_empty()).then(|| format!("{name}: {}", told.join(", ")))
}

fn level_words(level: &LevelStanding, report: &DueReport) -> String {
    match level.age(report.at) {
        None => format!("no backup of level {}", level.level),
        Some(age) => format!("level {} is {} old", level.level, words::coarse(age)),
    }
}

/// `'bonus-db age'=2700s;5400;9000;0` of the level that is due most often, `'bonus-db level 0 age'=…` of the others.
fn figures(system: &SystemDue, report: &DueReport) -> Vec<String> {
    let DueState::Kept(kept) = &system.state else { return Vec::new() };
    let levels = &kept.standing.levels;
    let often = levels.iter().min_by_key(|level| (period(level.rhythm), std::cmp::Reverse(level.level)));
    let figure = |level: &LevelStanding| {
        let name = &system.system;
        let label = match often {
            Some(often) if often.level == level.level => format!("{name} age"),
            _ => format!("{name} level {} age", level.level),
        };
        // The convention writes a figure that is not known as U.
        let age = level.age(report.at).map_or_else(|| "U".to_owned(), |age| format!("{}s", age.num_seconds()));
        let [old, too_old] = limits(level.rhythm);
        format!("'{}'={age};{old};{too_old};0", label.replace('\'', "''"))
    };
    levels.iter().rev().map(figure).collect()
}

/// In seconds.
fn limits(rhythm: Rhythm) -> [i64; 2] {
    [old_from(rhythm).num_seconds(), too_old_from(rhythm).num_seconds()]
}
