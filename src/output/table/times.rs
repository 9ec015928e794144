//! Windows and slots.

use std::{collections::HashSet, fmt::Write as _};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use unicode_width::UnicodeWidthStr as _;

use super::{
    explained::explained,
    layout::{Column, INDENT, columns, footing, remedy},
    timeline::timeline,
    verdict::each,
};
use crate::{
    app::answers::{Footing, Places, Slots, Windows},
    calendar::{Interval, Window, length},
    gate::{Bound, Slot},
    output::{
        style::Style,
        words::{self, Clock, ReasonContext, customers, date, distance, explain_shared, nights, span},
    },
    policy::CustomerId,
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
    text += &bound(answered.bound.as_ref(), places, style);
    text += &Nights::of(places, &answered.footing, answered.bound.as_ref()).table(
        answered.windows.iter().map(row),
        ("night of", &["length", "opens"]),
        style,
    );
    if answered.windows.is_empty() {
        text += &style.paragraph("There is no window in that time.", INDENT);
    }
    if answered.ended_by_calendar {
        let known = date(answered.known_until, now.year());
        let note = if answered.windows.is_empty() && places.order.len() > 1 {
            format!("They have no window in common until {known}; what comes then is not known: a calendar ends.")
        } else {
            format!("More windows are not known: a calendar ends on {known}.")
        };
        _ = writeln!(text, "\n{}", style.yellow(style.paragraph(&note, INDENT).trim_end()));
    }
    text
}

/// For each zone, calendar and reading of a night: the customers of whom it is; the first few of them, or those that bind.
fn whose_nights(answered: &Windows) -> Vec<String> {
    const SHOWN: usize = 4;
    let places = &answered.places;
    let of = |id: &CustomerId| {
        let place = places.known.get(id)?;
        Some((place.zone.name().as_str(), place.calendar.as_str(), answered.belongs.get(id).copied()))
    };
    let few = words::grouped(&places.order, of);
    if few.len() <= SHOWN {
        let line = |ids: &Vec<CustomerId>| {
            let (zone, calendar, belongs) = of(ids.first()?)?;
            let reading = belongs.map_or_else(String::new, |belongs| format!("; {}", nights(belongs)));
            let name =
                if places.order.len() > 1 { format!("{}: ", words::briefly(ids, places)) } else { String::new() };
            Some(format!("{name}{zone}, calendar {calendar}{reading}"))
        };
        return few.iter().filter_map(line).collect();
    }
    let mut seen = HashSet::new();
    let binding = answered.bound.iter().flat_map(Bound::customers).chain(&places.order).filter(|id| seen.insert(*id));
    let by_zone = words::grouped(binding, |id| of(id).map(|(zone, _, belongs)| (zone, belongs)));
    let (shown, more) = by_zone.split_at(by_zone.len().min(SHOWN));
    let line = |ids: &Vec<CustomerId>| {
        let (_, _, belongs) = of(ids.first()?)?;
        let reading = belongs.map_or_else(String::new, |belongs| format!("; {}", nights(belongs)));
        Some(format!("{}{reading}", words::together(ids, places)))
    };
    let mut lines: Vec<_> = shown.iter().filter_map(line).collect();
    let more: Vec<CustomerId> = more.iter().flatten().cloned().collect();
    if !more.is_empty() {
        let count = words::counted(u64::try_from(more.len()).unwrap_or(u64::MAX), "customer", "customers");
        lines.push(format!("and {count} more in {}", words::zones(&more, places)));
    }
    lines
}

/// Whose window, which freeze or other change the first of them begins and ends with.
fn bound(bound: Option<&Bound>, places: &Places, style: Style) -> String {
    let told = bound.and_then(|bound| words::bound(bound, places));
    let told = told.map(|told| style.paragraph(&format!("The first {told}."), INDENT) + "\n");
    told.unwrap_or_default()
}

/// `okno slots`.
pub fn slots(answered: &Slots, style: &Style) -> String {
    let (style, places, now) = (*style, &answered.places, answered.footing.now);
    let stop = format!(
        "a downtime of {}, a duration of {}",
        length::words(answered.downtime),
        length::words(answered.duration)
    );
    let headline = style.paragraph(&format!("Slots on {} for {stop}", answered.system), 0);
    let mut text = format!("{}\n", style.bold(headline.trim_end()));
    let rule = if answered.needs_window { "only inside a window" } else { "short enough for any hour" };
    let rule = format!("{}: {rule}", customers(places));
    _ = writeln!(text, "{}\n", style.dim(style.paragraph(&rule, INDENT).trim_end()));
    text += &timeline(answered, style);
    let row = |slot: &Slot| {
        let starts = Interval::new(slot.start_at, slot.latest_start_at);
        let starts = match starts {
            _ if slot.latest_start_at >= answered.searched_until => Stretch::From(slot.start_at),
            Some(starts) => Stretch::Between(starts),
            None => Stretch::Instant(slot.start_at),
        };
        (slot.night_of, starts, vec![distance(slot.start_at, now)])
    };
    text += &bound(answered.bound.as_ref(), places, style);
    // What needs no window belongs to no night.
    let dated = if answered.needs_window { "night of" } else { "date" };
    text += &Nights::of(places, &answered.footing, answered.bound.as_ref()).table(
        answered.slots.iter().map(row),
        (dated, &["start"]),
        style,
    );
    let why = if answered.slots.is_empty() { &answered.why_none } else { &answered.why_no_more };
    if answered.slots.is_empty() || !why.is_empty() {
        let context = ReasonContext::of_slots(answered);
        let until = date(Clock::of(places).reading(answered.searched_until).date(), now.year());
        let more = if answered.slots.is_empty() {
            "There is none"
        } else {
            text.push('\n');
            "There are no more"
        };
        text += &style.paragraph(&format!("{more} until {until}."), INDENT);
        let told = |shared: &words::Shared<'_>| {
            let told = explain_shared(shared, &context);
            let remedy = told.remedy.map(|how| remedy(&how, INDENT, style)).unwrap_or_default();
            format!("\n{}{remedy}", style.paragraph(&told.what, INDENT))
        };
        text += &each(why, told, &context, style);
    }
    if let Some(told) = &answered.explained {
        text += &explained(answered, told, style);
    }
    if let Some(how) = words::sooner_in_waves(answered) {
        text += &format!("\n{}", remedy(&how, INDENT, style));
    }
    if let Some(waves) = &answered.waves {
        text += &super::waves::of_slots(answered, waves, style);
    }
    text + &footing(&answered.footing, style)
}

/// The nights of an answer, on the clocks that matter: one customers' clock beside UTC, or several below each other.
struct Nights<'a> {
    clocks: Vec<Clock<'a>>,
    /// So many zones of customers are not among them.
    more: usize,
    /// The one among them that is on the reader's own wall.
    own: Option<Clock<'a>>,
    year: i32,
}

impl<'a> Nights<'a> {
    /// The clocks of all customers, UTC, and the reader's own where it shows another time; of more than a few those of the
    /// customers that bind.
    fn of(places: &'a Places, footing: &'a Footing, bound: Option<&Bound>) -> Self {
        const SHOWN: usize = 4;
        const BINDING: usize = 2;
        let all = clocks(&mut places.order.iter(), places, usize::MAX);
        let mut clocks = all.clone();
        if clocks.len() > SHOWN {
            let mut binding = bound.into_iter().flat_map(Bound::customers);
            let mut ends = bound.into_iter().flat_map(|bound| &bound.until).flat_map(|closer| &closer.customers);
            let mut few = self::clocks(&mut binding, places, 1);
            few.extend(self::clocks(&mut ends, places, 1));
            few.dedup_by_key(|clock| clock.name());
            clocks.truncate(BINDING);
            clocks = if few.is_empty() { clocks } else { few };
        }
        let more = all.len() - clocks.len();
        clocks.push(Clock::Utc);
        let own = footing.reader.as_ref().map(Clock::Local);
        let own = own.filter(|own| clocks.iter().all(|known| known.reading(footing.now) != own.reading(footing.now)));
        clocks.extend(own);
        Self { clocks, more, own, year: footing.now.year() }
    }

    fn named(&self, clock: Clock<'_>) -> String {
        match self.own {
            Some(own) if own.name() == clock.name() => format!("{} (you)", clock.city()),
            _ => clock.city(),
        }
    }

    /// The clocks beside each other where there are two and the width allows it, else below each other.
    fn table(
        &self,
        rows: impl Iterator<Item = (NaiveDate, Stretch, Vec<String>)>,
        (dated, extra): (&str, &[&str]),
        style: Style,
    ) -> String {
        let rows: Vec<_> = rows.collect();
        let cities: Vec<_> = self.clocks.iter().map(|clock| self.named(*clock)).collect();
        let headed = |clocks: &[&'_ str]| -> Vec<String> {
            std::iter::once(&dated).chain(clocks).chain(extra).map(|heading| (*heading).to_owned()).collect()
        };
        let beside = rows.iter().map(|(night, stretch, extra)| {
            let shown = self.clocks.iter().map(|clock| stretch.on(*clock, *night));
            std::iter::once(date(*night, self.year)).chain(shown).chain(extra.iter().cloned()).collect()
        });
        let beside: Vec<Vec<String>> = beside.collect();
        let headings = headed(&cities.iter().map(String::as_str).collect::<Vec<_>>());
        let (headings, cells) = if self.clocks.len() <= 2 && fits(&headings, &beside, style) {
            (headings, beside)
        } else {
            let below = rows.iter().flat_map(|(night, stretch, extra)| self.below(*night, *stretch, extra));
            (headed(&["clock of", ""]), below.collect())
        };
        let columned: Vec<_> = headings.iter().map(|heading| Column::Fixed(heading)).collect();
        let table = columns(&columned, cells, style);
        if self.more == 0 || table.is_empty() {
            return table;
        }
        let more = format!("and {} at other hours", words::more_zones(self.more));
        format!("{table}{}\n", style.dim(style.paragraph(&more, INDENT).trim_end()))
    }

    /// One row a clock; only the first carries what is said once.
    fn below(&self, night: NaiveDate, stretch: Stretch, extra: &[String]) -> Vec<Vec<String>> {
        let row = |(number, clock): (usize, &Clock<'_>)| {
            let once = |text: String| if number == 0 { text } else { String::new() };
            let before = [once(date(night, self.year)), self.named(*clock), stretch.on(*clock, night)];
            before.into_iter().chain(extra.iter().cloned().map(once)).collect()
        };
        self.clocks.iter().enumerate().map(row).collect()
    }
}

/// Whether such columns have room without a break.
fn fits(headings: &[String], rows: &[Vec<String>], style: Style) -> bool {
    let widest = |(place, heading): (usize, &String)| {
        let cells = rows.iter().filter_map(|row| row.get(place));
        cells.chain([heading]).map(|cell| cell.width()).max().unwrap_or_default() + INDENT
    };
    headings.iter().enumerate().map(widest).sum::<usize>() <= usize::from(style.width())
}

/// The clocks of customers, each once, without UTC; so many at most.
fn clocks<'a>(ids: &mut dyn Iterator<Item = &CustomerId>, places: &'a Places, most: usize) -> Vec<Clock<'a>> {
    words::clocks(ids, places).into_iter().filter(|clock| clock.is_local()).take(most).collect()
}

/// What a row is about: an interval, or a single instant.
#[derive(Clone, Copy)]
enum Stretch {
    Between(Interval),
    Instant(DateTime<Utc>),
    /// Nothing ends it as far as was searched.
    From(DateTime<Utc>),
}

impl Stretch {
    fn on(self, clock: Clock<'_>, about: NaiveDate) -> String {
        match self {
            Self::Between(interval) => span(interval, clock, about),
            Self::Instant(at) => words::clock(at, clock, about),
            Self::From(at) => format!("{} onwards", words::clock(at, clock, about)),
        }
    }
}
