//! One screen: what is open now, and what needs somebody.

use super::{
    change::rows,
    layout::{Column, INDENT, columns, footing, to_type},
};
use crate::{
    app::answers::{Accepted, ChangeView, Footing, Status, SystemStatus},
    calendar::Window,
    halt::{Line, Reach, Stop},
    output::{
        harmless::harmless,
        style::Style,
        words::{self, Clock, distance, listed},
    },
};

/// `okno status`.
pub fn status(answered: &Status, style: &Style) -> String {
    let style = *style;
    let headings = [Column::Flowing("system"), Column::Flowing("window"), Column::Flowing("backup")];
    let systems = answered.systems.iter().map(|system| system_row(system, answered)).collect();
    let mut text = columns(&headings, systems, style);
    text += &halted(&answered.line, &answered.footing, style);
    text += &accepted(answered, style);
    let Status { interrupted, running, failed, missed, due, to_review, .. } = answered;
    text += &section(&style.red("TO REVIEW"), "done under an override: another person, okno review", to_review, style);
    if !answered.not_adopted.is_empty() {
        let systems = listed(answered.not_adopted.iter().map(ToString::to_string));
        text += &format!("\n{}  the rules of {systems} were edited\n", style.red("NOT ADOPTED"));
        text += &to_type("okno policy diff", INDENT, style);
    }
    text += &section(&style.red("INTERRUPTED"), "nobody has said how it ended: okno settle", interrupted, style);
    text += &section(&style.yellow("RUNNING"), "", running, style);
    text += &section(&style.red("FAILED"), "may run again, or be settled", failed, style);
    text += &section(&style.yellow("MISSED"), "needs another start: okno reschedule", missed, style);
    text += &section(&style.bold("DUE"), "within the next 24 hours", due, style);
    if [interrupted, running, failed, missed, due, to_review].iter().all(|views| views.is_empty()) {
        text += "\nNothing is running, and nothing is due within the next 24 hours.\n";
    }
    text + &footing(&answered.footing, style)
}

/// What is halted, by whom and why.
pub(super) fn halted(line: &Line, footing: &Footing, style: Style) -> String {
    let told = |(reach, stop): (&Reach, &Stop)| {
        let (what, command) = match reach {
            Reach::Everywhere => ("every change".to_owned(), "okno resume".to_owned()),
            Reach::System(system) => (system.to_string(), format!("okno resume --system {system}")),
        };
        let why = format!(
            "{what}, {} by {}: {}",
            distance(stop.since, footing.now),
            harmless(&stop.by),
            harmless(&stop.reason)
        );
        format!("\n{}  {}\n{}", style.red("HALTED"), why, to_type(&command, INDENT, style))
    };
    line.stops().map(told).collect()
}

/// What an administrator accepted lately: everybody is to know.
fn accepted(answered: &Status, style: Style) -> String {
    let told = |accepted: &Accepted| {
        let (by, at, reason) = accepted.ruling();
        let when = distance(at, answered.footing.now);
        let text = format!("ACCEPTED  {}, {when} by {}: {}", words::accepted(accepted), harmless(by), harmless(reason));
        format!("\n{}", style.yellow(style.paragraph(&text, 0).trim_end()) + "\n")
    };
    answered.accepted.iter().map(told).collect()
}

fn section(headline: &str, remark: &str, views: &[ChangeView], style: Style) -> String {
    if views.is_empty() {
        return String::new();
    }
    format!("\n{headline}  {}\n{}", style.dim(remark), rows(views, style))
}

fn system_row(system: &SystemStatus, status: &Status) -> Vec<String> {
    let now = status.footing.now;
    let backup = system.backup.as_ref().map_or_else(
        || if system.no_backup.is_some() { "not needed" } else { "none known" }.to_owned(),
        |known| format!("{}, {}", known.backup.evidence, distance(known.backup.at, now)),
    );
    vec![system.id.to_string(), window(system, status), backup]
}

fn window(system: &SystemStatus, status: &Status) -> String {
    let now = status.footing.now;
    let clock = Clock::of(&system.places);
    let today = clock.reading(now).date();
    let at = |at| {
        let utc = if clock.is_local() {
            format!("{} UTC", words::clock(at, Clock::Utc, clock.reading(at).date()))
        } else {
            "UTC".to_owned()
        };
        format!("{} ({utc}), {}", words::clock(at, clock, today), distance(at, now))
    };
    if let Some((why, until)) = &system.frozen {
        return match until {
            Some(until) => format!("frozen until {}: {why}", at(*until)),
            None => format!("frozen: {why}"),
        };
    }
    match (&system.open, &system.next) {
        (Some(Window { span, .. }), _) => format!("open until {}", at(span.end())),
        (None, Some(Window { span, .. })) => format!("opens {}", at(span.start())),
        (None, None) => "closed, and no window is known".to_owned(),
    }
}
