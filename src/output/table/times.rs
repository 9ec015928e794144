//! Windows and slots.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{
    layout::{Column, INDENT, columns, footing, remedy},
    timeline::timeline,
};
use crate::{
    app::answers::{Footing, Places, Slots, Windows},
    calendar::{Interval, Window, length},
    gate::Slot,
    output::{
        style::Style,
        words::{self, Clock, ReasonContext, customers, date, distance, explain, nights, span},
    },
};

/// `okno windows`.
pub fn windows(answered: &Windows, style: &Style) -> String {
    windows_alone(answered, *style) + &footing(&answered.footing, *style)
}

/// The same without the last line, for answers that show windows among other things.
pub(super) fn windows_alone(answered: &Windows, style: Style) -> String {
    let (places, now) = (&answered.places, answered.footing.now);
    let whose = match &answered.system {
        Some(system) => format!("{system} ({})", customers(places)),
        None => customers(places),
    };
    let mut text = format!("{}\n", style.bold(&format!("Windows of {whose}")));
    for line in whose_nights(answered) {
        text += &style.dim(style.paragraph(&line, INDENT).trim_end());
        text.push('\n');
    }
    text.push('\n');
    let row = |window: &Window| {
        let when = if window.span.contains(now) { "open now".to_owned() } else { distance(window.span.start(), now) };
        (window.night_of, Stretch::Between(window.span), vec![length::words(window.span.length()), when])
    };
    text += &Nights::of(places, &answered.footing).table(answered.windows.iter().map(row), &["length", "opens"], style);
    if answered.windows.is_empty() {
        text += &style.paragraph("There is no window in that time.", INDENT);
    }
    if answered.ended_by_calendar {
        let known = date(answered.known_until, now.year());
        let note = format!("More windows are not known: a calendar ends on {known}.");
        _ = writeln!(text, "\n{}", style.yellow(style.paragraph(&note, INDENT).trim_end()));
    }
    text
}

/// For each customer: its zone, its calendar, and which reading of a night holds; the first few of them.
fn whose_nights(answered: &Windows) -> Vec<String> {
    const SHOWN: usize = 4;
    let places = &answered.places;
    let line = |id| {
        let place = places.known.get(id)?;
        let belongs = answered.belongs.get(id);
        let reading = belongs.map_or_else(String::new, |belongs| format!("; {}", nights(*belongs)));
        let name = if places.order.len() > 1 { format!("{}: ", words::customer(id, places)) } else { String::new() };
        Some(format!("{name}{}, calendar {}{reading}", place.zone.name(), place.calendar))
    };
    let mut lines: Vec<_> = places.order.iter().take(SHOWN).filter_map(line).collect();
    if places.order.len() > SHOWN {
        lines.push(format!("and {} more customers", places.order.len() - SHOWN));
    }
    lines
}

/// `okno slots`.
pub fn slots(answered: &Slots, style: &Style) -> String {
    let (style, places, now) = (*style, &answered.places, answered.footing.now);
    let stop = format!(
        "a downtime of {}, a duration of {}",
        length::words(answered.downtime),
        length::words(answered.duration)
    );
    let mut text = format!("{}\n", style.bold(&format!("Slots on {} for {stop}", answered.system)));
    let rule = if answered.needs_window { "only inside a window" } else { "short enough for any hour" };
    let rule = format!("{}: {rule}", customers(places));
    _ = writeln!(text, "{}\n", style.dim(style.paragraph(&rule, INDENT).trim_end()));
    text += &timeline(answered, style);
    let row = |slot: &Slot| {
        let starts = Interval::new(slot.start_at, slot.latest_start_at);
        let starts = starts.map_or(Stretch::Instant(slot.start_at), Stretch::Between);
        (slot.night_of, starts, vec![distance(slot.start_at, now)])
    };
    text += &Nights::of(places, &answered.footing).table(answered.slots.iter().map(row), &["start"], style);
    if answered.slots.is_empty() {
        let context = ReasonContext::of_slots(answered);
        let until = date(Clock::of(places).reading(answered.searched_until).date(), now.year());
        text += &style.paragraph(&format!("There is none until {until}."), INDENT);
        for reason in &answered.why_none {
            let told = explain(reason, &context);
            _ = write!(text, "\n{}", style.paragraph(&told.what, INDENT));
            text += &told.remedy.map(|how| remedy(&how, INDENT, style)).unwrap_or_default();
        }
    }
    if let Some(waves) = &answered.waves {
        text += &super::waves::of_slots(answered, waves, style);
    }
    text + &footing(&answered.footing, style)
}

/// The nights of an answer, on the clocks that matter: one customers' clock beside UTC, or several below each other.
struct Nights<'a> {
    clocks: Vec<Clock<'a>>,
    year: i32,
}

impl<'a> Nights<'a> {
    /// The clocks of the first few customers, and UTC.
    fn of(places: &'a Places, footing: &Footing) -> Self {
        const SHOWN: usize = 4;
        let mut clocks: Vec<Clock<'_>> = Vec::new();
        for place in places.order.iter().filter_map(|id| places.known.get(id)) {
            let clock = Clock::Local(&place.zone);
            if clocks.len() < SHOWN && clock.is_local() && clocks.iter().all(|known| known.name() != clock.name()) {
                clocks.push(clock);
            }
        }
        clocks.push(Clock::Utc);
        Self { clocks, year: footing.now.year() }
    }

    fn side_by_side(&self) -> bool {
        self.clocks.len() <= 2
    }

    fn table(
        &self,
        rows: impl Iterator<Item = (NaiveDate, Stretch, Vec<String>)>,
        extra: &[&str],
        style: Style,
    ) -> String {
        let cities: Vec<_> = self.clocks.iter().map(|clock| clock.city()).collect();
        let clocks: Vec<&str> =
            if self.side_by_side() { cities.iter().map(String::as_str).collect() } else { vec!["on the clock of", ""] };
        let headings: Vec<_> =
            std::iter::once("night of").chain(clocks).chain(extra.iter().copied()).map(Column::Fixed).collect();
        let rows = rows.flat_map(|(night, stretch, extra)| self.rows(date(night, self.year), night, stretch, extra));
        columns(&headings, rows.collect(), style)
    }

    /// One row with all clocks, or one row a clock.
    fn rows(&self, night_of: String, about: NaiveDate, stretch: Stretch, extra: Vec<String>) -> Vec<Vec<String>> {
        let shown = |clock: &Clock<'_>| stretch.on(*clock, about);
        if self.side_by_side() {
            return vec![std::iter::once(night_of).chain(self.clocks.iter().map(shown)).chain(extra).collect()];
        }
        let row = |(number, clock): (usize, &Clock<'_>)| {
            let (night_of, extra) = if number == 0 { (night_of.clone(), extra.clone()) } else { Default::default() };
            [night_of, clock.city(), shown(clock)].into_iter().chain(extra).collect()
        };
        self.clocks.iter().enumerate().map(row).collect()
    }
}

/// What a row is about: an interval, or a single instant.
#[derive(Clone, Copy)]
enum Stretch {
    Between(Interval),
    Instant(DateTime<Utc>),
}

impl Stretch {
    fn on(self, clock: Clock<'_>, about: NaiveDate) -> String {
        match self {
            Self::Between(interval) => span(interval, clock, about),
            Self::Instant(at) => words::clock(at, clock, about),
        }
    }
}
