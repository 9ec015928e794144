//! The next nights drawn as lines: windows, what stands in the way, and the slots.

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
    Closed,
    Window,
    Other,
    Frozen,
    Work,
}

impl Sign {
    const ALL: [Self; 6] = [Self::Skipped, Self::Closed, Self::Window, Self::Other, Self::Frozen, Self::Work];

    fn shape(self) -> char {
        match self {
            Self::Skipped => ' ',
            Self::Closed => '·',
            Self::Window => '░',
            Self::Other => '#',
            Self::Frozen => 'x',
            Self::Work => '█',
        }
    }

    fn painted(self, cells: &str, style: Style) -> String {
        match self {
            Self::Skipped | Self::Window => cells.to_owned(),
            Self::Closed => style.dim(cells),
            Self::Other => style.yellow(cells),
            Self::Frozen => style.red(cells),
            Self::Work => style.green(cells),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Skipped => "skipped by the clock",
            Self::Closed => "closed",
            Self::Window => "window",
            Self::Other => "another change here",
            Self::Frozen => "frozen",
            Self::Work => "the work at the first start",
        }
    }
}

/// The nights from the first instant of the timeline to that of the last slot, a week at most: a line a night, from noon to
/// noon on the customers' clock, with UTC below that; nothing where there is no slot, or no room.
pub(super) fn timeline(answered: &Slots, style: Style) -> String {
    let Some(Timeline { from, until, .. }) = &answered.timeline else { return String::new() };
    let (from, until) = (*from, *until);
    let clock = Clock::of(&answered.places);
    let year = answered.footing.now.year();
    let nights: Vec<NaiveDate> = nights(clock, from, until, answered).collect();
    let named: Vec<String> = nights.iter().map(|night| date(*night, year)).collect();
    let city = clock.city();
    let label = named.iter().map(|name| name.width()).chain([city.width(), 3]).max().unwrap_or_default();
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
    for (night, name) in nights.iter().zip(&named) {
        let beneath = axis(cell, |hour| instant(clock, *night, hour).format("%H:%M").to_string());
        if beneath != utc {
            let above = axis(cell, |hour| reading(*night, hour).format("%H:%M").to_string());
            text += &style.dim(line(&city, &above).trim_end());
            text.push('\n');
            if clock.is_local() {
                text += &style.dim(line("UTC", &beneath).trim_end());
                text.push('\n');
            }
            utc = beneath;
        }
        let signs = signs(answered, clock, *night, cell);
        seen.extend(signs.iter().copied());
        text += &line(name, &painted(&signs, style));
    }
    let legend = Sign::ALL.into_iter().filter(|sign| *sign != Sign::Skipped && seen.contains(sign));
    let legend: Vec<_> = legend.map(|sign| format!("{} {}", sign.shape(), sign.meaning())).collect();
    _ = writeln!(text, "{}", style.dim(style.paragraph(&legend.join(", "), INDENT).trim_end()));
    text + "\n"
}

/// The local dates whose nights are drawn.
fn nights(
    clock: Clock<'_>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    answered: &Slots,
) -> impl Iterator<Item = NaiveDate> {
    // Before noon it is still the night of the day before.
    let first = (clock.reading(from) - TimeDelta::hours(12)).date();
    let last = answered.slots.last().map_or(first, |slot| (clock.reading(slot.start_at) - TimeDelta::hours(12)).date());
    let last = last.min((clock.reading(until) - TimeDelta::hours(36)).date()).max(first);
    first.iter_days().take_while(move |date| *date <= last)
}

/// The reading so many hours after the noon of the date.
fn reading(night: NaiveDate, hours: i64) -> NaiveDateTime {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    night.and_time(noon) + TimeDelta::hours(hours)
}

fn instant(clock: Clock<'_>, night: NaiveDate, hours: i64) -> DateTime<Utc> {
    clock.instant(reading(night, hours))
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

/// What each cell of a night shows.
fn signs(answered: &Slots, clock: Clock<'_>, night: NaiveDate, cell: TimeDelta) -> Vec<Sign> {
    let Some(Timeline { windows, freezes, others, .. }) = &answered.timeline else { return Vec::new() };
    let noon = reading(night, 0);
    let next_noon = reading(night.checked_add_days(Days::new(1)).unwrap_or(night), 0);
    let work = answered.slots.iter().filter_map(|slot| {
        let length = answered.duration.max(TimeDelta::minutes(1));
        Interval::new(slot.start_at, slot.start_at + length)
    });
    let work: Vec<Interval> = work.collect();
    let mut signs = Vec::new();
    let mut from = noon;
    while from < next_noon {
        let until = from + cell;
        let touched = |list: &[Interval], span: &Interval| list.iter().any(|known| known.overlaps(span));
        signs.push(match Interval::new(clock.instant(from), clock.instant(until)) {
            None => Sign::Skipped,
            Some(span) if touched(&work, &span) => Sign::Work,
            Some(span) if touched(freezes, &span) => Sign::Frozen,
            Some(span) if touched(others, &span) => Sign::Other,
            // A cell that a window fills only in part is not shown as open.
            Some(span) if windows.iter().any(|window| window.encloses(&span)) => Sign::Window,
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
