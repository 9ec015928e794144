//! One change with its story, and several in a list.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, Utc};

use super::layout::{Column, columns, facts, footing, notices, to_the_minute};
use crate::{
    app::answers::{ChangeList, ChangeView, Places, Verdict},
    calendar::length,
    change::{Finished, Plan, State},
    output::{
        harmless::harmless,
        style::Style,
        words::{self, Clock, brief, counted, customers, distance, elapsed, happened, listed},
    },
    record::typed,
};

/// `okno plan`, `reschedule`, `approve` … and `show`.
pub fn change(answered: &ChangeView, style: &Style) -> String {
    let style = *style;
    let id = style.bold(&answered.id.to_string());
    let state = state_word(answered.state, style);
    let Some(plan) = answered.change.plan() else {
        return format!("{id}  {state}\n{}", footing(&answered.footing, style));
    };
    let mut text = format!("{id}  {state}\n{}", style.paragraph(&harmless(&plan.title), 2));
    _ = write!(text, "\n{}", facts(&plan_facts(answered, plan), style));
    text += &notices(&answered.notices, style);
    if !answered.story.is_empty() {
        _ = write!(text, "\n{}", story(answered, style));
    }
    if let Some(kept) = &answered.output {
        text += &printed(kept, answered.whole_output, style);
    }
    text + &footing(&answered.footing, style)
}

/// What the last run printed, or its last lines, each made harmless.
fn printed(kept: &[u8], whole: bool, style: Style) -> String {
    const SHOWN: usize = 20;
    let kept = String::from_utf8_lossy(kept);
    let lines: Vec<_> = kept.lines().collect();
    let left_out = if whole { 0 } else { lines.len().saturating_sub(SHOWN) };
    let headline = match (lines.len(), left_out) {
        (0, _) => return String::new(),
        (_, 0) => "it printed".to_owned(),
        (_, left_out) => format!(
            "it printed, {} left out (--output shows all)",
            counted(u64::try_from(left_out).unwrap_or(u64::MAX), "line", "lines")
        ),
    };
    let mut text = format!("\n  {}\n", style.dim(&headline));
    for line in &lines[left_out..] {
        _ = writeln!(text, "  | {}", harmless(&line.replace('\t', "    ")));
    }
    text
}

/// `okno list`.
pub fn change_list(answered: &ChangeList, style: &Style) -> String {
    if answered.changes.is_empty() {
        return "No change is planned that answers to this.\n".to_owned();
    }
    rows(&answered.changes, *style)
}

/// A row a change, by its start: id, state, start, system, title. All rows show the same clocks, or what is sorted would not
/// look it: the customers' and UTC; where they have several, UTC, and what the clock on site shows. And the reader's own.
pub(super) fn rows(views: &[ChangeView], style: Style) -> String {
    const ROOMY: u16 = 80;
    let common = common_clock(views);
    let reader = views.first().and_then(|view| view.footing.reader.as_ref());
    let shows_more = |view: &ChangeView| view.change.plan().and_then(|plan| own(plan, view, common)).is_some();
    let reader =
        reader.filter(|_| views.iter().any(shows_more)).map(|zone| format!("{} (you)", Clock::Local(zone).city()));
    // On a narrow terminal the reader's own clock is enough beside UTC.
    let has_site = common.is_local() || reader.is_none() || style.width() >= ROOMY;
    let city = common.city();
    let mut headings = vec![Column::Fixed(""), Column::Fixed("state"), Column::Fixed(&city)];
    headings.extend(has_site.then_some(Column::Fixed(if common.is_local() { "UTC" } else { "on site" })));
    headings.extend(reader.as_deref().map(Column::Fixed));
    headings.extend([Column::Flowing("system"), Column::Flowing("title")]);
    let row = |view| row(view, common, has_site, reader.is_some());
    columns(&headings, views.iter().map(row).collect(), style)
}

/// The clock on which the customers of all of them read the same.
fn common_clock(views: &[ChangeView]) -> Clock<'_> {
    let mut clocks = views.iter().map(|view| Clock::of(&view.places));
    let first = clocks.next().unwrap_or(Clock::Utc);
    if clocks.all(|clock| clock.name() == first.name()) { first } else { Clock::Utc }
}

fn row(view: &ChangeView, common: Clock<'_>, has_site: bool, has_own: bool) -> Vec<String> {
    let (id, state) = (view.id.to_string(), view.state.as_str().to_owned());
    let Some(plan) = view.change.plan() else { return vec![id, state] };
    let start = to_the_minute(plan.start_at);
    let date = common.reading(start).date();
    let shown = format!("{} {}", words::date(date, view.footing.now.year()), words::clock(start, common, date));
    let site = Clock::of(&view.places);
    let beside = match site {
        _ if common.is_local() => words::clock(start, Clock::Utc, date),
        site if site.is_local() => format!("{} {}", words::clock(start, site, date), site.city()),
        _ => match words::clocks(&view.places.order, &view.places).len() {
            0 | 1 => String::new(),
            zones => format!("{zones} zones"),
        },
    };
    let own = has_own.then(|| own(plan, view, common).unwrap_or_default());
    let before = [id, state, shown].into_iter().chain(has_site.then_some(beside)).chain(own);
    before.chain([plan.system.to_string(), plan.title.clone()]).collect()
}

/// The start on the reader's own clock, where that says something new.
fn own(plan: &Plan, view: &ChangeView, common: Clock<'_>) -> Option<String> {
    words::for_reader(to_the_minute(plan.start_at), common, view.footing.reader.as_ref())
}

/// The state in the colour of how things stand.
pub(super) fn state_word(state: State, style: Style) -> String {
    let word = state.as_str();
    match state {
        State::Failed | State::Interrupted | State::Rejected => style.red(word),
        State::Running | State::Missed => style.yellow(word),
        State::Done | State::Closed => style.green(word),
        State::Unknown | State::Planned | State::Cancelled => word.to_owned(),
    }
}

fn plan_facts(view: &ChangeView, plan: &Plan) -> Vec<(&'static str, String)> {
    let (now, clock, change) = (view.footing.now, Clock::of(&view.places), &view.change);
    let first_date = clock.reading(plan.start_at).date();
    let mut facts = Vec::new();
    if let Some(wave) = &plan.wave {
        let others = wave.all().into_iter().filter(|id| *id != view.id).map(|id| id.to_string());
        let beside: Vec<String> = others.collect();
        let with = if beside.is_empty() { String::new() } else { format!(", with {}", listed(beside)) };
        facts.push(("wave", format!("{} of {}{with}", wave.number, wave.of)));
    }
    facts.extend([
        ("system", format!("{}, for {} ({})", plan.system, customers(&view.places), clock.name())),
        ("start", format!("{}, {}", brief(plan.start_at, clock, now), distance(plan.start_at, now))),
        ("at the latest", words::clock(plan.latest_start_at, clock, first_date)),
        ("end", words::clock(plan.end_at(), clock, first_date)),
        ("downtime", format!("{}, duration {}", length::words(plan.downtime), length::words(plan.duration))),
        ("kind", plan.kind.to_string()),
    ]);
    let mut add = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
    let reader = view.footing.reader.as_ref();
    add("on site", words::on_site(plan.start_at, &view.places));
    add("on your clock", words::for_reader(plan.start_at, clock, reader));
    add("emergency", plan.emergency.clone());
    add("ticket", plan.reference.clone());
    add(
        "command",
        Some(plan.command.as_ref().map_or_else(|| "none; it is given at the run".to_owned(), |it| typed(&it.argv))),
    );
    add("in", plan.command.as_ref().map(|command| command.folder.clone()));
    add("instruction", plan.instruction.clone());
    add("specification", plan.specification.as_ref().map(|file| file.name.clone()));
    add("planned by", Some(format!("{}, version {}", change.author(), change.version())));
    let approvals = listed(change.approvals().iter().map(|approval| approval.by.clone()));
    add("approved by", (!approvals.is_empty()).then_some(approvals));
    for granted in change.overrides() {
        let until = brief(granted.waiver.expires_at, clock, now);
        let codes = listed(granted.waiver.codes.clone());
        add("override", Some(format!("of {codes} by {} until {until}: {}", granted.by, granted.waiver.reason)));
    }
    add("withdrawn", change.withdrawn().map(str::to_owned));
    facts
}

/// Its entries, oldest first, on the customer's clock.
fn story(view: &ChangeView, style: Style) -> String {
    let (clock, year) = (Clock::of(&view.places), view.footing.now.year());
    let row = |entry: &crate::record::Entry| {
        let at = entry.stamp.at;
        let date = clock.reading(at).date();
        let when = format!("{} {}", words::date(date, year), words::clock(at, clock, date));
        vec![when, entry.stamp.actor.clone(), happened(entry, clock)]
    };
    let city = clock.city();
    let headings = [Column::Fixed(&city), Column::Flowing("who"), Column::Flowing("what")];
    columns(&headings, view.story.iter().map(row).collect(), style)
}

/// How a run ended.
pub(super) fn run_facts(
    number: u32,
    started_at: DateTime<Utc>,
    how: &Finished,
    verdict: &Verdict,
) -> Vec<(&'static str, String)> {
    let places: &Places = &verdict.places;
    let mut facts = vec![
        ("run", number.to_string()),
        ("started", brief(started_at, Clock::of(places), verdict.footing.now)),
        ("took", length::words(elapsed(how.elapsed_ms))),
        ("exit code", how.exit_code.to_string()),
    ];
    let mut add = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
    add("signal", how.signal.map(|signal| signal.to_string()));
    add("problem", how.problem.clone());
    add("over its time", how.overrun.map(length::words));
    let lost = how.output.as_ref().filter(|output| output.attachment.is_none());
    add("printed", lost.map(|output| format!("{} bytes, not kept: the ledger's disk is full", output.bytes)));
    let left = listed(how.left_behind.iter().map(|process| format!("{} ({})", process.command, process.pid)));
    add("still running", (!left.is_empty()).then_some(left));
    facts
}
