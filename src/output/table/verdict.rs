//! What the gate says, and what came of it.

use std::{cmp::Reverse, fmt::Write as _};

use super::{
    change::run_facts,
    layout::{INDENT, facts, footing, remedy, to_type},
};
use crate::{
    app::answers::{BackupWay, RunOutcome, RunReport, Verdict},
    calendar::{Interval, length},
    change::{ChangeId, Outcome},
    gate::{Cure, Reason},
    output::{
        harmless::harmless,
        style::Style,
        words::{
            self, Clock, ReasonContext, Shared, brief, customers, explain_shared, for_reader, not_judged, outlasted,
            shared,
        },
    },
};

/// `okno check`, a refused `plan`, and what `wait` prints at once.
pub fn verdict(answered: &Verdict, style: &Style) -> String {
    let style = *style;
    let open = answered.decision.is_open();
    let said = if open { style.green("OPEN") } else { style.red("CLOSED") };
    let mut text = format!("{said}  {}\n", style.bold(&what(answered)));
    text += &style.paragraph(&when(answered), INDENT);
    let context = ReasonContext::of_verdict(answered);
    text += &each(&answered.decision.reasons, |shared| told(shared, &context, style), &context, style);
    if let Some(missed) = &answered.decision.misses {
        let outlasted = outlasted(missed, &context);
        text += "\n";
        text += &style.paragraph(&outlasted.what, INDENT);
        text += &each(&missed.then, |shared| told(shared, &context, style), &context, style);
        text += if missed.then.is_empty() { "" } else { "\n" };
        text += &outlasted.remedy.map(|how| remedy(&how, INDENT, style)).unwrap_or_default();
    }
    let ahead = ahead(answered);
    if !ahead.is_empty() {
        _ = write!(text, "\n{}", facts(&ahead, style));
    }
    text += &refuted(answered, style);
    text + &footing(&answered.footing, style)
}

/// That the newest backup is no good, though an older one may open the gate.
fn refuted(answered: &Verdict, style: Style) -> String {
    let Some(look) = &answered.newest_refuted else { return String::new() };
    let has_older = answered.decision.backup.is_some();
    let told = words::newest_refuted(look, has_older, Clock::of(&answered.places), answered.footing.now);
    format!("\n{}\n", style.yellow(style.paragraph(&harmless(&told), INDENT).trim_end()))
}

/// `okno run`: why it was refused, or how it ended.
pub fn run_report(answered: &RunReport, style: &Style) -> String {
    let Some(run) = &answered.run else { return verdict(&answered.verdict, style) };
    let style = *style;
    let outcome = run.outcome();
    let headline = match outcome {
        "succeeded" => style.green("SUCCEEDED"),
        outcome => style.red(&outcome.replace('-', " ").to_uppercase()),
    };
    let mut text = format!("{headline}  {}\n", style.bold(&what(&answered.verdict)));
    text += &facts(&run_facts(run.number, run.started_at, &run.finished, &answered.verdict), style);
    match (&run.unrecorded, answered.verdict.change) {
        (Some(why), _) => _ = write!(text, "\n{}", unrecorded(run, why, answered, style)),
        (None, Some((id, _))) if run.finished.outcome != Outcome::Succeeded => {
            text += &to_go_on(id, answered.verdict.backup_way, style);
        }
        (None, _) => {}
    }
    text + &footing(&answered.verdict.footing, style)
}

/// What may be done about a run that did not go well.
fn to_go_on(id: ChangeId, way: BackupWay, style: Style) -> String {
    let run = match way {
        BackupWay::Take => format!("okno run {id} --backup take"),
        BackupWay::Look => format!("okno run {id} --backup confirm"),
        BackupWay::Attest | BackupWay::Needless => format!("okno run {id}"),
    };
    let settle = format!("okno settle {id} --as done|failed --reason …");
    let [run, settle] = [run, settle].map(|command| to_type(&command, INDENT, style));
    let again = match way {
        BackupWay::Needless => "The change may run again under the same plan:",
        _ => "The change may run again under the same plan, after a new backup:",
    };
    let over = "Or say that it is over:";
    format!("\n{}{run}{}{settle}", style.paragraph(again, INDENT), style.paragraph(over, INDENT))
}

fn unrecorded(run: &RunOutcome, why: &str, answered: &RunReport, style: Style) -> String {
    let id = answered.verdict.change.map_or_else(|| "CHG-…".to_owned(), |(id, _)| id.to_string());
    let what = format!(
        "The command ended with exit code {}, and that could not be recorded: {}. Once the ledger answers again, say how it ended:",
        run.finished.exit_code,
        harmless(why)
    );
    let command = format!("okno settle {id} --as done|failed --reason …");
    style.red(style.paragraph(&what, INDENT).trim_end()) + "\n" + &to_type(&command, INDENT, style)
}

/// `CHG-12 (version 1) on Bonus database`.
fn what(answered: &Verdict) -> String {
    let system = harmless(&answered.system_name);
    match answered.change {
        Some((id, version)) => format!("{id}, version {version}, on {system}"),
        None => format!("{system}"),
    }
}

/// When, for whom, how long.
fn when(answered: &Verdict) -> String {
    let (places, decision) = (&answered.places, &answered.decision);
    let start = brief(decision.at, Clock::of(places), answered.footing.now);
    let (downtime, duration) = (length::words(answered.downtime), length::words(answered.duration));
    let own = for_reader(decision.at, Clock::of(places), answered.footing.reader.as_ref());
    let own = own.map(|own| format!(", {own} on your clock")).unwrap_or_default();
    format!("{start}{own}, for {}: downtime {downtime}, duration {duration}", customers(places))
}

/// Every reason, once for all customers who share it; of many of one row those that last longest.
pub(super) fn each(
    reasons: &[Reason],
    told: impl Fn(&Shared<'_>) -> String,
    context: &ReasonContext<'_>,
    style: Style,
) -> String {
    const SHOWN: usize = 4;
    let mut text = String::new();
    for row in shared(reasons, context).chunk_by_mut(|one, next| one.reason.row() == next.reason.row()) {
        if row.len() > SHOWN {
            // What has no end of its own lasts longest.
            row.sort_by_key(|shared| (shared.reason.retry_at.is_some(), Reverse(shared.reason.retry_at)));
        }
        let (shown, left_out) = row.split_at(row.len().min(SHOWN));
        text.extend(shown.iter().map(&told));
        if let Some(first) = left_out.first() {
            let customers: usize = left_out.iter().map(|shared| shared.customers.len()).sum();
            let passes = if first.reason.retry_at.is_some() { ", and passes no later" } else { "" };
            let more = format!(
                "{} holds for {}{passes} (--format json has them all).",
                first.reason.code(),
                words::counted(u64::try_from(customers).unwrap_or(u64::MAX), "customer more", "customers more")
            );
            _ = write!(text, "\n{}", style.dim(style.paragraph(&more, INDENT).trim_end()));
            text.push('\n');
        }
    }
    text
}

/// One reason: its code and who can cure it, the sentence, the command.
fn told(shared: &Shared<'_>, context: &ReasonContext<'_>, style: Style) -> String {
    let (reason, told) = (shared.reason, explain_shared(shared, context));
    let cure = match (reason.cure, reason.retry_at) {
        _ if reason.waived_by.is_some() => {
            format!("waived by {}", harmless(reason.waived_by.as_deref().unwrap_or_default()))
        }
        (Cure::Time, Some(at)) => format!("passes by itself {}", words::distance(at, context.now)),
        // The row beside it says why.
        (Cure::Time, None) if matches!(reason.row(), 4 | 5) => "no window is in sight".to_owned(),
        (Cure::Time, None) => "passes by itself".to_owned(),
        (Cure::Somebody, _) => "somebody has to act".to_owned(),
        (Cure::Operator, _) => "an operator has to act".to_owned(),
    };
    let code = match reason.cure {
        _ if reason.waived_by.is_some() => style.dim(reason.code()),
        Cure::Time => style.yellow(reason.code()),
        Cure::Somebody | Cure::Operator => style.red(reason.code()),
    };
    let mut text = format!("\n{}{code}  {}\n", " ".repeat(INDENT), style.dim(&cure));
    let indent = 2 * INDENT;
    text += &style.paragraph(&told.what, indent);
    text + &told.remedy.map(|how| remedy(&how, indent, style)).unwrap_or_default()
}

/// What may be hoped for: the window, the next slot, when to ask again, the backup, and what nobody looked at.
fn ahead(answered: &Verdict) -> Vec<(&'static str, String)> {
    let (decision, places, now) = (&answered.decision, &answered.places, answered.footing.now);
    let clock = Clock::of(places);
    let mut facts = Vec::new();
    if let Some(window) = decision.window {
        let closes = brief(window.span.end(), clock, now);
        facts.push(("window", format!("closes {closes}, {}", words::distance(window.span.end(), now))));
    }
    if let Some(slot) = decision.next_slot.filter(|slot| slot.start_at > decision.at) {
        let first = brief(slot.start_at, clock, now);
        let latest = words::clock(slot.latest_start_at, clock, clock.reading(slot.start_at).date());
        let several = Interval::new(slot.start_at, slot.latest_start_at).is_some();
        let latest = if several { format!("; last start {latest}") } else { String::new() };
        facts.push(("next slot", format!("{first}, {}{latest}", words::distance(slot.start_at, now))));
    }
    let promised = decision.next_slot.map(|slot| slot.start_at);
    if let Some(at) = decision.retry_at.filter(|at| Some(*at) != promised) {
        facts.push(("ask again", format!("{}, {}", brief(at, clock, now), words::distance(at, now))));
    }
    if let Some(known) = &decision.backup {
        let backup = &known.backup;
        let made = words::distance(backup.at, now);
        let of = decision.backup_of.as_ref().map(|of| format!(", of {of}")).unwrap_or_default();
        facts.push(("backup", format!("{}{of}, {}, made {made}", words::short_id(&backup.id), backup.evidence)));
    }
    if let Some(why) = &decision.no_backup {
        facts.push(("backup", format!("not needed: {}", harmless(why))));
    }
    facts.extend(not_judged(&decision.not_judged).map(|rows| ("not judged", rows)));
    let told = |id: &&ChangeId| decision.reasons.iter().any(|reason| reason.cause.is_interruption_of(**id));
    for id in answered.interrupted.iter().filter(|id| !told(id)) {
        facts.push(("interrupted", format!("{id}: okno settle {id} --as done|failed --reason …")));
    }
    facts
}
