//! The next days drawn as lines: open hours, what stands in the way, and the slots.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use unicode_width::UnicodeWidthStr as _;

use super::layout::INDENT;
use crate::{
    app::answers::{Slots, Timeline},
    calendar::Interval,
    output::{
        style::Style,
        words::{Clock, date},
    },
};

/// What a cell of a line shows; what is later in this list hides what is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// The clock jumped over it.
    Skipped,
    /// Before the first instant that was asked about.
    Past,
    Closed,
    Window,
    Other,
    Frozen,
    Work,
}

impl Sign {
    /// Those that the legend explains.
    const EXPLAINED: [Self; 5] = [Self::Closed, Self::Window, Self::Other, Self::Frozen, Self::Work];

    fn shape(self) -> char {
        match self {
            Self::Skipped | Self::Past => ' ',
            Self::Closed => '·',
            Self::Window => '░',
            Self::Other => '#',
            Self::Frozen => 'x',
            Self::Work => '█',
        }
    }

    fn painted(self, cells: &str, style: Style) -> String {
        match self {
            Self::Skipped | Self::Past | Self::Window => cells.to_owned(),
            Self::Closed => style.dim(cells),
            Self::Other => style.yellow(cells),
            Self::Frozen => style.red(cells),
            Self::Work => style.green(cells),
        }
    }

    fn meaning(self, answered: &Slots) -> &'static str {
        match self {
            Self::Skipped => "skipped by the clock",
            Self::Past => "over",
            Self::Closed if answered.needs_window => "closed",
            Self::Closed => "no room for it",
            Self::Window if answered.needs_window => "window",
            Self::Window => "allowed",
            Self::Other => "another change here",
            Self::Frozen => "frozen",
            Self::Work if answered.slots.len() > 1 => "the work at the first start of each slot",
            Self::Work => "the work at the first start",
        }
    }
}

/// A line of the picture: 24 hours, told by the date on which they begin.
#[derive(Debug, Clone, Copy)]
struct Rows<'a> {
    clock: Clock<'a>,
    /// The reading at which a row begins.
    begins: NaiveTime,
}

impl<'a> Rows<'a> {
    /// From noon to noon, so that a night stays whole; from midnight where the table's dates are calendar days: what may be
    /// done at any hour belongs to no night, and under some readings of the night its hours belong to the new day.
    fn of(answered: &Slots, clock: Clock<'a>) -> Self {
        let from_midnight = Self { clock, begins: NaiveTime::MIN };
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let from_noon = Self { clock, begins: noon };
        let agrees = |rows: Self| answered.slots.iter().all(|slot| rows.row_of(slot.start_at) == slot.night_of);
        if !answered.needs_window || !agrees(from_noon) && agrees(from_midnight) { from_midnight } else { from_noon }
    }

    /// The row that the instant is in.
    fn row_of(self, at: DateTime<Utc>) -> NaiveDate {
        (self.clock.reading(at) - self.begins.signed_duration_since(NaiveTime::MIN)).date()
    }

    /// The reading so many hours after the row's beginning.
    fn reading(self, row: NaiveDate, hours: i64) -> NaiveDateTime {
        row.and_time(self.begins) + TimeDelta::hours(hours)
    }

    /// The dates whose rows are drawn.
    fn dates(self, answered: &Slots, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<NaiveDate> {
        let first = self.row_of(from);
        let last = answered.slots.last().map_or(first, |slot| self.row_of(slot.start_at));
        let last = last.min(self.row_of(until - TimeDelta::days(1))).max(first);
        first.iter_days().take_while(|date| *date <= last).collect()
    }

    /// What a row is, for the legend.
    fn meaning(self) -> &'static str {
        if self.begins == NaiveTime::MIN { "a row is a day" } else { "a row begins at noon of its date" }
    }
}

/// The days from the first instant of the timeline to that of the last slot, a week at most: a line a day on the customers'
/// clock, with UTC below that; nothing where there is no slot, or no room.
pub(super) fn timeline(answered: &Slots, style: Style) -> String {
    let Some(Timeline { from, until, .. }) = &answered.timeline else { return String::new() };
    let clock = Clock::of(&answered.places);
    let rows = Rows::of(answered, clock);
    let year = answered.footing.now.year();
    let dates = rows.dates(answered, *from, *until);
    let city = clock.city();
    let named = dates.iter().map(|row| date(*row, year).width());
    let label = named.chain([city.width(), 3]).max().unwrap_or_default();
    let room = usize::from(style.width()).saturating_sub(INDENT + label + 2);
    if room < 24 {
        return String::new();
    }
    let cell = if room >= 48 { TimeDelta::minutes(30) } else { TimeDelta::hours(1) };
    let line = |name: &str, cells: &str| {
        format!("{}{name}{}  {cells}\n", " ".repeat(INDENT), " ".repeat(label.saturating_sub(name.width())))
    };
    let mut text = String::new();
    let (mut utc, mut seen) = (String::new(), Vec::new());
    let drawn: Vec<_> = dates.iter().map(|row| (*row, signs(answered, rows, *row, cell))).collect();
    for alike in drawn.chunk_by(|(_, one), (_, next)| is_frozen(one) && is_frozen(next)) {
        let (row, signs) = &alike[0];
        let beneath = axis(cell, |hour| clock.instant(rows.reading(*row, hour)).format("%H:%M").to_string());
        if beneath != utc {
            let above = axis(cell, |hour| rows.reading(*row, hour).format("%H:%M").to_string());
            text += &style.dim(line(&city, &above).trim_end());
            text.push('\n');
            if clock.is_local() {
                text += &style.dim(line("UTC", &beneath).trim_end());
                text.push('\n');
            }
            utc = beneath;
        }
        seen.extend(signs.iter().copied());
        let cells = match alike {
            [_, .., (last, _)] => style.red(&format!("{:x^1$}", format!(" to {} ", date(*last, year)), signs.len())),
            _ => painted(signs, style),
        };
        text += &line(&date(*row, year), &cells);
    }
    let legend = Sign::EXPLAINED.into_iter().filter(|sign| seen.contains(sign));
    let legend = legend.map(|sign| format!("{} {}", sign.shape(), sign.meaning(answered)));
    let legend: Vec<_> = legend.chain([rows.meaning().to_owned()]).collect();
    _ = writeln!(text, "{}", style.dim(style.paragraph(&legend.join(", "), INDENT).trim_end()));
    text + "\n"
}

/// Whether nothing but a freeze is in the row: several of them are one line.
fn is_frozen(signs: &[Sign]) -> bool {
    signs.iter().all(|sign| *sign == Sign::Frozen)
}

/// The hours above the cells, every third one; minutes only where the zone has them.
fn axis(cell: TimeDelta, label: impl Fn(i64) -> String) -> String {
    let cells = usize::try_from(TimeDelta::hours(3).num_minutes() / cell.num_minutes()).unwrap_or(1);
    let labels: Vec<String> = (0..24).step_by(3).map(label).collect();
    let whole = labels.iter().all(|label| label.ends_with(":00"));
    // Where there is no room for the minutes, the hour has to do.
    let shown = |label: &String| if whole || cells < 6 { label[..2].to_owned() } else { label.clone() };
    let cell = |label: &String| format!("{:<cells$}", shown(label));
    labels.iter().map(cell).collect::<Vec<_>>().concat()
}

/// What each cell of a row shows.
fn signs(answered: &Slots, rows: Rows<'_>, row: NaiveDate, cell: TimeDelta) -> Vec<Sign> {
    let Some(Timeline { from: asked_from, open, freezes, others, .. }) = &answered.timeline else { return Vec::new() };
    let begin = rows.reading(row, 0);
    let end = rows.reading(row.checked_add_days(Days::new(1)).unwrap_or(row), 0);
    let work = answered.slots.iter().filter_map(|slot| {
        let length = answered.duration.max(TimeDelta::minutes(1));
        Interval::new(slot.start_at, slot.start_at + length)
    });
    let work: Vec<Interval> = work.collect();
    let mut signs = Vec::new();
    let mut from = begin;
    while from < end {
        let until = from + cell;
        let touched = |list: &[Interval], span: &Interval| list.iter().any(|known| known.overlaps(span));
        signs.push(match Interval::new(rows.clock.instant(from), rows.clock.instant(until)) {
            None => Sign::Skipped,
            Some(span) if touched(&work, &span) => Sign::Work,
            Some(span) if touched(freezes, &span) => Sign::Frozen,
            Some(span) if touched(others, &span) => Sign::Other,
            // A cell that is open only in part is not shown as open.
            Some(span) if open.iter().any(|open| open.encloses(&span)) => Sign::Window,
            // What is allowed at any hour is not looked for in the past.
            Some(span) if !answered.needs_window && span.start() < *asked_from => Sign::Past,
            Some(_) => Sign::Closed,
        });
        from = until;
    }
    signs
}

/// Cells of one kind are painted in one go.
fn painted(signs: &[Sign], style: Style) -> String {
    let runs = signs.chunk_by(|one, next| one == next);
    let paint = |run: &[Sign]| run[0].painted(&run[0].shape().to_string().repeat(run.len()), style);
    runs.map(paint).collect()
}
