//! Backups: what is known of them, and what a look at one gave.

use std::fmt::Write as _;

use chrono::Datelike;

use super::layout::{Column, INDENT, columns, facts, footing, notices, remedy, short_ids, to_the_minute};
use crate::{
    app::answers::{BackupAnswer, BackupOutcome, BackupReport, SystemBackups},
    backup::{Known, Source},
    calendar::length,
    output::{
        harmless::harmless,
        style::Style,
        words::{self, Clock, ReasonContext, brief, distance, explain},
    },
    record::typed,
    tools::Backup,
};

/// `okno backup status`: the newest backup of each system, how it stands with its regime, and whether it would open the
/// gate.
pub fn backup_report(answered: &BackupReport, style: &Style) -> String {
    let style = *style;
    if answered.systems.len() < 2 {
        return of_systems(answered, 1, style);
    }
    let told: Vec<_> = answered.systems.iter().filter(|system| system.needs_attention()).collect();
    let mut text = at_a_glance(answered, style);
    for system in &told {
        text += &format!("\n{}", of_system(system, answered, 1, style));
    }
    if told.len() < answered.systems.len() {
        let rest = if told.is_empty() { "All is well" } else { "All is well with the others" };
        text += &format!("\n{}", style.paragraph(&format!("{rest}; --system NAME tells more of one."), INDENT));
    }
    text + &footing(&answered.footing, style)
}

/// A line a system.
fn at_a_glance(answered: &BackupReport, style: Style) -> String {
    let now = answered.footing.now;
    let row = |system: &SystemBackups| {
        let newest = system.known.first().map(|known| &known.backup);
        let of = |what: fn(&Backup) -> String| newest.map_or_else(|| "-".to_owned(), what);
        let gate = match (&system.needless, system.falls_short()) {
            (Some(_), _) => "needs none",
            (None, false) => "good",
            (None, true) if system.gone.is_some() => "gone",
            (None, true) => "short",
        };
        vec![
            system.system.to_string(),
            newest.map_or_else(|| "none".to_owned(), |backup| distance(backup.at, now)),
            of(|backup| backup.level.to_string()),
            of(|backup| backup.evidence.to_string()),
            gate.to_owned(),
            system.regime.as_ref().map_or_else(String::new, words::nothing_due),
        ]
    };
    let headings = [
        Column::Fixed("system"),
        Column::Fixed("newest"),
        Column::Fixed("level"),
        Column::Fixed("evidence"),
        Column::Fixed("gate"),
        Column::Flowing("regime"),
    ];
    columns(&headings, answered.systems.iter().map(row).collect(), style)
}

/// `okno backup list`: all that are known.
pub fn backup_list(answered: &BackupReport, style: &Style) -> String {
    of_systems(answered, usize::MAX, *style)
}

fn of_systems(answered: &BackupReport, shown: usize, style: Style) -> String {
    let system = |system| of_system(system, answered, shown, style);
    let systems: Vec<_> = answered.systems.iter().map(system).collect();
    systems.join("\n") + &footing(&answered.footing, style)
}

fn of_system(system: &SystemBackups, report: &BackupReport, shown: usize, style: Style) -> String {
    let mut text = format!("{}\n", style.bold(system.system.as_str()));
    if let Some(why) = &system.needless {
        return text + &style.paragraph(&format!("There is nothing to back up: {}.", harmless(why)), INDENT);
    }
    let whose = system.of.as_ref().map_or_else(|| "them".to_owned(), |of| format!("those of {of}, which cover it,"));
    let asks = format!(
        "needs one that is {}, at most {} old; okno looks at {whose} with: {}",
        system.need,
        length::words(system.max_age),
        system.tool
    );
    _ = writeln!(text, "{}", style.dim(style.paragraph(&asks, INDENT).trim_end()));
    let now = report.footing.now;
    let clock = Clock::of(&system.places);
    let is_list = shown == usize::MAX;
    let row = |known: &Known| {
        let date = clock.reading(known.backup.at).date();
        let minute = to_the_minute(known.backup.at);
        let made = format!("{} {}", words::date(date, now.year()), words::clock(minute, clock, date));
        let by = match known.source {
            Source::Tool => format!("okno, for {}", known.by),
            Source::Person => format!("{}'s word", known.by),
        };
        let level = known.backup.level.to_string();
        let evidence = known.backup.evidence.to_string();
        vec![made, level, evidence, by, known.backup.id.clone()]
    };
    let city = clock.city();
    let headings = [
        Column::Fixed(&city),
        Column::Fixed("level"),
        Column::Fixed("evidence"),
        Column::Fixed("by"),
        Column::Flowing("id"),
    ];
    text += &columns(&headings, short_ids(system.known.iter().take(shown).map(row).collect()), style);
    let not_restored: Vec<_> =
        if is_list { system.not_restored.iter().collect() } else { system.newest_not_restored() };
    for (id, why) in not_restored {
        let told = words::restore_failed(id, &why.failed, clock, now);
        text += &format!("{}\n", style.yellow(style.paragraph(&harmless(&told), INDENT).trim_end()));
    }
    let last = [
        system.refuted.as_ref().map(|look| words::newest_refuted(look, !system.known.is_empty(), clock, now)),
        system.take_failed.as_ref().map(|failed| words::take_failed(failed, clock, now)),
    ];
    for told in last.into_iter().flatten() {
        text += &format!("{}\n", style.yellow(style.paragraph(&harmless(&told), INDENT).trim_end()));
    }
    if let Some(state) = &system.regime {
        let told = format!("By its regime: {}.", words::due_state(state));
        text += &style.dim(style.paragraph(&told, INDENT).trim_end());
        text.push('\n');
    }
    if let Some(id) = &system.gone {
        let told = words::newest_gone(id, system.of.as_ref().unwrap_or(&system.system), system.way);
        return text + &format!("{}\n", style.red(style.paragraph(&harmless(&told), INDENT).trim_end()));
    }
    let Some(reason) = &system.reason else {
        let age = system.known.first().map(|known| distance(known.backup.at, now));
        let age = age.map(|age| format!(" The newest was made {age}.")).unwrap_or_default();
        return text + &format!("{}{}{age}\n", " ".repeat(INDENT), style.green("Good for work that starts now."));
    };
    let why = explain(reason, &ReasonContext::of_backups(system, &report.footing));
    text += &style.paragraph(&why.what, INDENT);
    text + &why.remedy.map(|how| remedy(&how, INDENT, style)).unwrap_or_default()
}

/// `okno backup confirm|take`.
pub fn backup_answer(answered: &BackupAnswer, style: &Style) -> String {
    told(answered, *style) + &footing(&answered.footing, *style)
}

/// The same, where more is told after it.
pub(super) fn told(answered: &BackupAnswer, style: Style) -> String {
    let system = style.bold(&whose(answered));
    let mut text = match &answered.outcome {
        BackupOutcome::Confirmed(backup) => confirmed(answered, backup, style),
        BackupOutcome::Refuted(faults) => {
            format!("{}  {system}: what was found is no good\n{}", style.red("REFUTED"), listed(faults, style))
        }
        BackupOutcome::MadeNone(faults) => {
            let none = "the backup command succeeded and made no new backup";
            format!("{}  {system}: {none}\n{}", style.red("REFUTED"), listed(faults, style))
        }
        BackupOutcome::NotRestored(backup, failed) => {
            let why = words::restore_failed(&backup.id, failed, Clock::of(&answered.places), answered.footing.now);
            let why = format!("{why} This look at it is recorded and changes nothing about that: take another backup.");
            format!("{}  {system}\n{}", style.red("REFUTED"), style.paragraph(&harmless(&why), INDENT))
        }
        BackupOutcome::Unknown(faults) => {
            format!("{}  {system}: it could not be told\n{}", style.yellow("UNKNOWN"), listed(faults, style))
        }
        BackupOutcome::NotTaken if answered.interrupted_by.is_some() => {
            format!("{}  {system}: the backup command was interrupted\n", style.red("NOT TAKEN"))
        }
        BackupOutcome::NotTaken => {
            format!("{}  {system}: the backup command failed, so nothing was looked at\n", style.red("NOT TAKEN"))
        }
        BackupOutcome::Needless(why) => {
            let why = format!("There is nothing to back up: {}.", harmless(why));
            format!("{}  {system}\n{}", style.green("NOT NEEDED"), style.paragraph(&why, INDENT))
        }
    };
    if let Some(taken) = &answered.taken {
        let command = typed(&taken.argv);
        let ended = words::command_ended(taken.exit_code, taken.elapsed_ms);
        text += &facts(&[("command", command), ("ended with", ended)], style);
    }
    text + &notices(&answered.notices, style)
}

/// `shop`, or `shop, with db`: the system, and the one whose backups cover it.
fn whose(answered: &BackupAnswer) -> String {
    match &answered.of {
        Some(of) => format!("{}, backed up with {of}", answered.system),
        None => answered.system.to_string(),
    }
}

fn confirmed(answered: &BackupAnswer, backup: &Backup, style: Style) -> String {
    let now = answered.footing.now;
    let made = brief(backup.at, Clock::of(&answered.places), now);
    let mut known = vec![
        ("backup", words::id_in_full(&backup.id)),
        ("made", format!("{made}, {}", distance(backup.at, now))),
        ("level", words::level(backup.level)),
        ("evidence", backup.evidence.to_string()),
        ("lies at", backup.source.clone()),
    ];
    known.extend(backup.bytes.map(|bytes| ("size", words::size(bytes))));
    known.extend(
        backup
            .checks
            .iter()
            .enumerate()
            .map(|(number, check)| (if number == 0 { "looked at" } else { "" }, words::short_id(check).into_owned())),
    );
    let system = style.bold(&whose(answered));
    let short = answered.asked.filter(|asked| backup.evidence < *asked);
    let mut text = match short {
        Some(asked) => {
            let short = words::not_shown(asked, backup.evidence);
            format!("{}  {system}: {short}\n{}", style.yellow("CONFIRMED"), facts(&known, style))
        }
        None => format!("{}  {system}\n{}", style.green("CONFIRMED"), facts(&known, style)),
    };
    if backup.evidence < answered.need {
        let short = format!("That does not reach {:?}, which the policy asks for.", answered.need.as_str());
        _ = writeln!(text, "\n{}", style.yellow(style.paragraph(&short, INDENT).trim_end()));
    }
    text
}

fn listed(faults: &[String], style: Style) -> String {
    faults.iter().map(|fault| style.paragraph(&format!("- {}", harmless(fault)), INDENT)).collect()
}
