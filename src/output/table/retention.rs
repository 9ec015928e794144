//! Which copies go and which stay; what was moved; how a drill went.

use chrono::Datelike;

use super::layout::{Column, INDENT, columns, facts, footing, notices, short_ids, to_the_minute, to_type};
use crate::{
    app::answers::{
        DrillReport, OwedCopy, PlannedCopy, PruneReport, SystemPlan, SystemTransfer, TransferOutcome, TransferReport,
    },
    backup::DrillEnd,
    output::{
        harmless::harmless,
        style::Style,
        words::{self, Clock, brief, distance},
    },
    policy::Evidence,
    record::typed,
    retention::{Due, Reason},
};

/// `okno backup prune`; `all`: with the copies that are merely not old enough.
pub fn prune(report: &PruneReport, all: bool, style: &Style) -> String {
    let systems: Vec<_> = report.systems.iter().map(|plan| of_system(plan, report, all, *style)).collect();
    systems.join("\n") + &notices(&report.notices, *style) + &footing(&report.footing, *style)
}

fn of_system(plan: &SystemPlan, report: &PruneReport, all: bool, style: Style) -> String {
    let mut text = format!("{}\n", style.bold(plan.system.as_str()));
    let [full, daily, hourly] = plan.stays.each_ref().map(|stay| words::spaced(stay));
    let zones =
        if plan.zones.is_empty() { String::new() } else { format!(", by the days of {}", plan.zones.join(", ")) };
    let rule = format!("level 0 stays {full}, level 1 {daily}, level 2 {hourly}{zones}; listed by {}", plan.tool);
    text += &format!("{}\n", style.dim(style.paragraph(&rule, INDENT).trim_end()));
    if !plan.faults.is_empty() {
        text += &style.paragraph("There is no plan:", INDENT);
        return text + &listed(&plan.faults, style);
    }
    let year = report.footing.now.year();
    let clock = Clock::of(&plan.places);
    let row = |copy: &PlannedCopy, verdict: &str, why: String| {
        let at = copy.backup.at;
        let date = clock.reading(at).date();
        let made = format!("{} {}", words::date(date, year), words::clock(to_the_minute(at), clock, date));
        vec![verdict.to_owned(), made, copy.backup.level.to_string(), copy.backup.id.clone(), why]
    };
    let goes = |place: &usize| {
        let copy = &plan.copies[*place];
        row(copy, "delete", words::goes_because(copy.backup.level, &copy.verdict, year))
    };
    let stays = |copy: &PlannedCopy| {
        let reason = |reason: &Reason| words::stays_because(reason, &copy.verdict, year);
        let why: Vec<_> = copy.verdict.reasons.iter().map(reason).collect();
        row(copy, "keep", why.join("; "))
    };
    let is_merely_young = |copy: &&PlannedCopy| copy.verdict.reasons == [Reason::NotExpired];
    let shown = |copy: &&PlannedCopy| !copy.verdict.goes() && (all || !is_merely_young(copy));
    let mut rows: Vec<_> = plan.order.iter().map(goes).collect();
    rows.extend(plan.copies.iter().filter(shown).map(stays));
    let headings = [
        Column::Fixed(""),
        Column::Fixed("made"),
        Column::Fixed("level"),
        Column::Flowing("id"),
        Column::Flowing("why"),
    ];
    text += &columns(&headings, short_ids(rows), style);
    let young = plan.copies.iter().filter(is_merely_young).count();
    if young > 0 && !all {
        let next = plan.copies.iter().filter(is_merely_young).filter_map(|copy| copy.verdict.last_day()).min();
        let until = next.map(|day| words::date(day, year));
        text += &style.paragraph(&words::not_old_enough(young, until.as_deref()), INDENT);
    }
    text + &years_in_doubt(plan, style) + &remarks(plan, report, style)
}

/// Years whose first full copy nobody can name, and which copies somebody should look at.
fn years_in_doubt(plan: &SystemPlan, style: Style) -> String {
    const MOST: usize = 5;
    let in_doubt = plan.years_in_doubt();
    if in_doubt.is_empty() {
        return String::new();
    }
    let years = words::years_in_doubt(in_doubt.keys().copied());
    let mut text = format!("{}\n", style.yellow(style.paragraph(&years, INDENT).trim_end()));
    for copy in in_doubt.values().take(MOST) {
        let id = typed(&[harmless(&copy.backup.id).into()]);
        text += &to_type(&format!("okno backup confirm --system {} --id {id}", plan.system), INDENT, style);
    }
    text
}

/// What was done, and what somebody should know.
fn remarks(plan: &SystemPlan, report: &PruneReport, style: Style) -> String {
    const MOST: usize = 5;
    let year = report.footing.now.year();
    let mut text = String::new();
    let mut warn = |sentence: &str| {
        text += &format!("{}\n", style.yellow(style.paragraph(sentence, INDENT).trim_end()));
    };
    if let Some(code) = plan.doubt {
        warn(&format!("Nothing goes: clock, zone data or ledger cannot be trusted ({code})."));
    }
    if plan.is_over_limit() {
        warn(&words::over_limit(plan));
    }
    if plan.has_no_way {
        warn("Nothing says how these copies are deleted: set delete = [\"PROGRAM\", \"{id}\"] in windows.toml.");
    }
    for clash in &plan.clashes {
        warn(&words::clash(clash, year));
    }
    if !plan.vanished.is_empty() {
        let some: Vec<_> = plan.vanished.iter().take(MOST).map(String::as_str).collect();
        let more = plan.vanished.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        warn(&format!(
            "The ledger knows {}{more}, which the tool does not list any more, though no entry says that okno deleted it.",
            harmless(&words::short_id(&some.join(", ")))
        ));
    }
    if let Some(stopped) = &plan.stopped {
        warn(&harmless(&words::short_id(&words::stopped(stopped))));
    }
    let all = plan.copies.len();
    let sum = match (report.applied, plan.order.len(), plan.deleted.len()) {
        (true, going, deleted) => {
            let left = all - deleted;
            let (were, are) = (if deleted == 1 { "was" } else { "were" }, if left == 1 { "is" } else { "are" });
            format!("{deleted} of {going} {were} deleted; {left} of {all} {are} left.")
        }
        (false, 0, _) if all == 0 => "There is no copy.".to_owned(),
        (false, 0, _) if all == 1 => "Nothing goes: it stays.".to_owned(),
        (false, 0, _) => format!("Nothing goes: all {all} stay."),
        (false, going, _) => format!("{going} of {all} would go."),
    };
    text += &style.paragraph(&sum, INDENT);
    let can_go = !plan.order.is_empty() && !plan.has_no_way && plan.doubt.is_none();
    let is_left = plan.is_over_limit() || !report.applied;
    if can_go && is_left && report.at <= report.footing.now {
        let most = if plan.is_over_limit() { format!(" --max-delete {}", plan.order.len()) } else { String::new() };
        text += &to_type(&format!("okno backup prune --system {} --apply{most}", plan.system), INDENT, style);
    }
    text
}

fn listed(faults: &[String], style: Style) -> String {
    faults.iter().map(|fault| style.paragraph(&format!("- {}", harmless(fault)), INDENT)).collect()
}

/// `okno backup transfer`.
pub fn transfer(report: &TransferReport, style: &Style) -> String {
    let systems: Vec<_> = report.systems.iter().map(|system| of_transfer(system, report, *style)).collect();
    let systems = if systems.is_empty() {
        style.paragraph("No system has a backup server: windows.toml has no transfer table.", 0)
    } else {
        systems.join("\n")
    };
    let end = match report.interrupted_by {
        Some(_) => style.paragraph("Interrupted: no other copy was moved.", 0),
        None => String::new(),
    };
    systems + &end + &notices(&report.notices, *style) + &footing(&report.footing, *style)
}

fn of_transfer(system: &SystemTransfer, report: &TransferReport, style: Style) -> String {
    let mut text = format!("{}\n", style.bold(system.system.as_str()));
    let (year, clock) = (report.footing.now.year(), Clock::of(&system.places));
    if system.is_busy {
        text += &style.paragraph("Another okno is at these copies: nothing was done.", INDENT);
    }
    text += &listed(&system.faults, style);
    let mut rows = Vec::new();
    let mut why_not = String::new();
    for copy in &system.copies {
        let due = match copy.due {
            Due::On { day, .. } if copy.is_late => format!("{}, late", words::date(day, year)),
            Due::On { day, .. } => words::date(day, year),
            Due::Unknown { .. } => "the calendar ends".to_owned(),
        };
        let outcome = match &copy.outcome {
            TransferOutcome::Moved { evidence, was_there: true } => format!("there already, {evidence}"),
            TransferOutcome::Moved { evidence, .. } => format!("moved, {evidence}"),
            TransferOutcome::NotMoved { why } => {
                why_not += &style.paragraph(
                    &format!(
                        "{}: {}.",
                        harmless(&words::short_id(&copy.id)),
                        harmless(&words::short_id(&why.join("; ")))
                    ),
                    INDENT,
                );
                "NOT MOVED".to_owned()
            }
        };
        let date = clock.reading(copy.at).date();
        let made = format!("{} {}", words::date(date, year), words::clock(to_the_minute(copy.at), clock, date));
        rows.push(vec![outcome, made, copy.level.to_string(), due, copy.id.clone()]);
    }
    if rows.is_empty() && system.faults.is_empty() && !system.is_busy {
        text += &style.paragraph("Nothing is owed to the backup server.", INDENT);
    }
    let headings =
        [Column::Fixed(""), Column::Fixed("made"), Column::Fixed("level"), Column::Fixed("due"), Column::Flowing("id")];
    text += &columns(&headings, short_ids(rows), style);
    text += &style.yellow(&why_not);
    let is_unproven = |copy: &&OwedCopy| matches!(&copy.outcome, TransferOutcome::Moved { evidence, .. } if *evidence < Evidence::Complete);
    let unproven = system.copies.iter().filter(is_unproven).count();
    if unproven > 0 {
        let told = words::moved_unproven(unproven);
        text += &format!("{}\n", style.yellow(style.paragraph(&told, INDENT).trim_end()));
    }
    if system.later > 0 {
        text += &style.paragraph(
            &format!("{} more {} not due yet.", system.later, if system.later == 1 { "is" } else { "are" }),
            INDENT,
        );
    }
    for clash in &system.clashes {
        text += &format!("{}\n", style.yellow(style.paragraph(&words::clash(clash, year), INDENT).trim_end()));
    }
    text
}

/// `okno backup drill`.
pub fn drill(report: &DrillReport, style: &Style) -> String {
    let style = *style;
    let system = match &report.of {
        Some(of) => format!("{}, backed up with {of}", report.system),
        None => report.system.to_string(),
    };
    let system = style.bold(&system);
    let mut text = match report.end() {
        DrillEnd::Restored => format!("{}  {system}\n", style.green("RESTORED")),
        DrillEnd::Failed => format!("{}  {system}: the backup could not be restored\n", style.red("REFUTED")),
        DrillEnd::Unclear => format!("{}  {system}: the drill told nothing\n", style.yellow("UNCLEAR")),
    };
    let now = report.footing.now;
    let elapsed_ms = u64::try_from(report.took.num_milliseconds()).unwrap_or_default();
    let made = brief(report.backup.at, Clock::of(&report.places), now);
    text += &facts(
        &[
            ("backup", words::id_in_full(&report.backup.id)),
            ("made", format!("{made}, {}", distance(report.backup.at, now))),
            ("command", typed(&report.drilled.argv)),
            ("ended with", words::command_ended(report.drilled.exit_code, elapsed_ms)),
        ],
        style,
    );
    if report.end() == DrillEnd::Failed {
        let next = "Without --id the next drill restores this one again; an older one is restored by its --id.";
        text += &style.paragraph(next, INDENT);
    }
    text + &notices(&report.notices, style) + &footing(&report.footing, style)
}
