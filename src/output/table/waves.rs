//! Waves on one line of time.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};

use super::layout::{Column, INDENT, columns, footing, notices};
use crate::{
    app::answers::{ChangeList, Notice, Places, Slots},
    calendar::Interval,
    gate::Waves,
    output::{
        style::Style,
        words::{self, Clock, counted, customers},
    },
    policy::CustomerId,
};

/// How many characters the line of time has.
const LINE: i64 = 32;

/// `okno plan --waves`: a row a change, and where it lies in time.
pub fn waves(answered: &ChangeList, noticed: &[Notice], style: &Style) -> String {
    let style = *style;
    let plans = || answered.changes.iter().filter_map(|view| Some((view, view.change.plan()?)));
    let spans: Vec<Interval> = plans().filter_map(|(_, plan)| plan.work()).collect();
    let Some(line) = Line::over(&spans) else { return footing(&answered.footing, style) };
    let now = answered.footing.now;
    let row = |(view, plan): (&crate::app::answers::ChangeView, &crate::change::Plan)| {
        let starts = stamp(plan.start_at, now);
        let bar = plan.work().map(|work| line.draw(work)).unwrap_or_default();
        vec![view.id.to_string(), starts, bar, customers(&view.places)]
    };
    let count = u64::try_from(answered.changes.len()).unwrap_or(u64::MAX);
    let mut text = format!("{}\n\n", style.bold(&format!("Planned in {}", counted(count, "wave", "waves"))));
    let headings = ["", "start (UTC)"].map(Column::Fixed);
    let headings = headings.into_iter().chain([Column::Fixed(line.heading.as_str()), Column::Flowing("customers")]);
    text += &columns(&headings.collect::<Vec<_>>(), plans().map(row).collect(), style);
    text += &notices(noticed, style);
    text + &footing(&answered.footing, style)
}

/// The waves of `okno slots`: a row a start.
pub(super) fn of_slots(answered: &Slots, waves: &Waves, style: Style) -> String {
    let spans: Vec<Interval> =
        waves.waves.iter().filter_map(|wave| Interval::new(wave.slot.start_at, end(answered, wave))).collect();
    let mut text = String::new();
    if let Some(line) = Line::over(&spans) {
        let heading = words::waves_headline(waves.waves.len(), waves.unserved.is_empty());
        text += &format!("\n{}\n", style.bold(&heading));
        let row = |(wave, span): (&crate::gate::Wave, &Interval)| {
            let starts = stamp(wave.slot.start_at, answered.footing.now);
            vec![starts, line.draw(*span), named(&wave.customers, &answered.places)]
        };
        let headings =
            [Column::Fixed("start (UTC)"), Column::Fixed(line.heading.as_str()), Column::Flowing("customers")];
        text += &columns(&headings, waves.waves.iter().zip(&spans).map(row).collect(), style);
    }
    if waves.waves.len() > 1 && !answered.divisible {
        text += &format!("\n{}", style.paragraph(&words::waves_need_divisible(answered), INDENT));
    }
    if !waves.unserved.is_empty() {
        let told = format!("No start serves {}.", named(&waves.unserved, &answered.places));
        text += &format!("\n{}", style.yellow(&style.paragraph(&told, 2)));
    }
    text
}

fn end(answered: &Slots, wave: &crate::gate::Wave) -> DateTime<Utc> {
    wave.slot.start_at + answered.duration.max(TimeDelta::milliseconds(1))
}

fn named(ids: &[CustomerId], places: &Places) -> String {
    words::named(ids, places)
}

fn stamp(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let date = at.date_naive();
    format!("{} {}", words::date(date, now.year()), words::clock(at, Clock::Utc, date))
}

/// A stretch of time as so many characters.
struct Line {
    begins: DateTime<Utc>,
    cell: TimeDelta,
    heading: String,
}

impl Line {
    /// From the hour in which the first begins, in cells of whole quarters of an hour.
    fn over(spans: &[Interval]) -> Option<Self> {
        let begins = spans.iter().map(Interval::start).min()?;
        let ends = spans.iter().map(Interval::end).max()?;
        let begins = begins.duration_trunc(TimeDelta::hours(1)).unwrap_or(begins);
        let quarters = ((ends - begins).num_minutes() / (15 * LINE)) + 1;
        let cell = TimeDelta::minutes(15 * quarters);
        let last = begins + cell * i32::try_from(LINE).unwrap_or(i32::MAX);
        let shown = if last - begins > TimeDelta::days(1) { "%-d %b %H:%M" } else { "%H:%M" };
        let [from, until] = [begins, last].map(|at| at.format(shown).to_string());
        let width = usize::try_from(LINE).unwrap_or(0).saturating_sub(from.len());
        Some(Self { begins, cell, heading: format!("{from}{until:>width$}") })
    }

    fn draw(&self, span: Interval) -> String {
        let touched = |cell: &i64| {
            let start = self.begins + self.cell * i32::try_from(*cell).unwrap_or(i32::MAX);
            Interval::new(start, start + self.cell).is_some_and(|cell| cell.overlaps(&span))
        };
        (0..LINE).map(|cell| if touched(&cell) { '#' } else { '.' }).collect()
    }
}
