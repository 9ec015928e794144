//! The rules as they were understood, and what differs from those adopted.

use std::{fmt::Write as _, path::Path};

use super::layout::{INDENT, facts, footing, notices, to_type};
use crate::{
    app::answers::{Notice, PolicyDiff, PolicyView, SystemRules},
    calendar::{WindowRule, length},
    output::{
        diff,
        harmless::harmless,
        style::Style,
        words::{self, Clock, brief, hours, listed, nights},
    },
    policy::{CustomerId, Policy},
};

/// `okno policy show`.
pub fn policy_view(answered: &PolicyView, style: &Style) -> String {
    let style = *style;
    let now = answered.footing.now;
    let adopted = match &answered.adopted {
        None => "not yet".to_owned(),
        Some((digest, by, at)) => format!("{digest:.12} by {by}, {}", brief(*at, Clock::Utc, now)),
    };
    let mut known = vec![("file", answered.path.clone()), ("adopted", adopted)];
    if !answered.differs.is_empty() {
        let systems = listed(answered.differs.iter().map(ToString::to_string));
        known.push(("differs for", format!("{systems}: see okno policy diff")));
    }
    let mut text = facts(&known, style);
    for system in &answered.systems {
        _ = write!(text, "\n{}\n{}", style.bold(system.id.as_str()), facts(&rules(system), style));
    }
    text + &footing(&answered.footing, style)
}

fn rules(system: &SystemRules) -> Vec<(&'static str, String)> {
    let rules = &system.rules;
    let late = match rules.late.for_long_stops() {
        None => "as long as the work still fits into the window".to_owned(),
        Some(late) => format!("at most {} after the planned start", length::words(late)),
    };
    let early = match rules.early {
        early if early.is_zero() => "not before the planned start".to_owned(),
        early => format!("at most {} before the planned start", length::words(early)),
    };
    let mut facts = vec![(
        "any time",
        format!(
            "stops of up to {}; within {} they add up",
            length::words(rules.downtime_limit),
            length::words(rules.count_together)
        ),
    )];
    let windows = whose_windows(system).into_iter().enumerate();
    facts.extend(windows.map(|(number, told)| (if number == 0 { "windows" } else { "" }, told)));
    facts.extend([
        ("backup", format!("{}, at most {} old", rules.backup_evidence, length::words(rules.backup_max_age))),
        ("regime", words::regime(system.regime.as_ref())),
        ("approvals", rules.approvals.to_string()),
        ("early", early),
        ("late", format!("{late}; short stops at most {}", length::words(rules.late.for_short_stops()))),
        (
            "overrun",
            match rules.on_overrun {
                crate::policy::OnOverrun::Warn => "is recorded, the command goes on".to_owned(),
                crate::policy::OnOverrun::Terminate => "the command is stopped".to_owned(),
            },
        ),
        ("roll back", format!("within {}", length::words(rules.rollback_within))),
    ]);
    facts
}

/// The windows of each customer, those once that several of a zone share; the first few.
fn whose_windows(system: &SystemRules) -> Vec<String> {
    const SHOWN: usize = 8;
    let places = &system.places;
    let windows = |id: &CustomerId| system.rules.windows.get(id).map_or(&[][..], Vec::as_slice);
    let zone = |id: &CustomerId| places.known.get(id).map_or("", |place| place.zone.name().as_str());
    let mut by_zone = words::grouped(&places.order, |id| (zone(id), windows(id)));
    if by_zone.len() > SHOWN {
        by_zone = words::grouped(&places.order, |id| ("", windows(id)));
    }
    let (shown, more) = by_zone.split_at(by_zone.len().min(SHOWN));
    let told = |ids: &Vec<CustomerId>| {
        let place =
            if words::zones(ids, places) == zone(&ids[0]) { format!(" ({})", zone(&ids[0])) } else { String::new() };
        let whom = if place.is_empty() { words::named(ids, places) } else { words::briefly(ids, places) };
        format!("{whom}{place}: {}", window_words(windows(&ids[0])))
    };
    let mut told: Vec<String> = shown.iter().map(told).collect();
    let more: usize = more.iter().map(Vec::len).sum();
    told.extend((more > 0).then(|| format!("and those of {more} more customers (--format json has them)")));
    told
}

/// Each rule of a list to intersect.
fn window_words(rules: &[WindowRule]) -> String {
    let one = |rule: &WindowRule| {
        let hours = hours(std::slice::from_ref(rule)).unwrap_or_default();
        format!("{hours}; {}", nights(rule.belongs))
    };
    let all: Vec<_> = rules.iter().map(one).collect();
    all.join("; and ")
}

/// `okno policy diff`.
pub fn policy_diff(answered: &PolicyDiff, style: &Style) -> String {
    if answered.is_empty() {
        return format!("{} is what was adopted.\n", harmless(&answered.path));
    }
    let changes = policy_changes(answered, style);
    if answered.adopted.is_none() {
        return changes + &style.paragraph("The first command that records something adopts these rules.", 0);
    }
    if answered.systems.is_empty() {
        return changes;
    }
    let closed = style.paragraph("Until somebody adopts them, the gate stays closed there:", 0);
    changes + &closed + &to_type("okno policy adopt", INDENT, *style)
}

/// What differs from the rules that were adopted: what `okno policy adopt` shows before it asks.
pub fn policy_changes(answered: &PolicyDiff, style: &Style) -> String {
    let style = *style;
    let mut text = diff::unified(answered).map(|diff| coloured(&diff, style)).unwrap_or_default();
    if answered.adopted.is_none() {
        return text + "\nNothing was adopted yet.\n";
    }
    for file in &answered.files {
        text += &style.paragraph(&format!("The file {} has changed.", harmless(file)), 0);
    }
    let systems = match answered.systems.as_slice() {
        [] => "No rule of any system changes.".to_owned(),
        systems => format!("The rules change for {}.", listed(systems.iter().map(ToString::to_string))),
    };
    text + "\n" + &style.paragraph(&systems, 0)
}

/// `okno policy check`, when nothing is wrong.
pub fn policy_check(path: &Path, policy: &Policy, style: &Style) -> String {
    let parts = [
        words::counted(policy.customers.len() as u64, "customer", "customers"),
        words::counted(policy.systems.len() as u64, "system", "systems"),
        words::counted(policy.calendars.len() as u64, "calendar", "calendars"),
        words::counted(policy.people.len() as u64, "person", "people"),
        words::counted(policy.freezes.len() as u64, "freeze", "freezes"),
    ];
    let path = path.display().to_string();
    format!("{}  {}\n{}", style.green("RIGHT"), harmless(&path), style.paragraph(&listed(parts), INDENT))
}

/// `okno policy adopt`, when it is done.
pub fn adopted(difference: &PolicyDiff, style: &Style) -> String {
    let path = harmless(&difference.path).into_owned();
    if difference.is_empty() {
        return format!("{path} is what was adopted; nothing was recorded.\n");
    }
    let headline = format!("{}  the rules of {path} hold from now on\n", style.green("ADOPTED"));
    // That they are the first ones is what the headline says.
    let more: Vec<_> = difference.notices.iter().filter(|notice| **notice != Notice::PolicyAdopted).cloned().collect();
    headline + &notices(&more, *style)
}

/// A unified diff line by line; a line of the file stays one line, harmless, however long it is.
fn coloured(diff: &str, style: Style) -> String {
    let paint = |line: &str| {
        let line = harmless(line);
        let painted = match line.as_bytes().first() {
            Some(b'+') => style.green(&line),
            Some(b'-') => style.red(&line),
            Some(b'@') => style.dim(&line),
            _ => line.into_owned(),
        };
        painted + "\n"
    };
    diff.lines().map(paint).collect()
}
