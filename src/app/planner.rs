//! Questions about time: `okno windows`, `okno slots`.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Caller, Error, Site,
    answers::{Footing, Slots, Timeline, Windows},
    facts::{self, Looking},
    instants::Clockface,
    recording,
    work::{Audience, Lengths, Work},
};
use crate::{
    calendar::Interval,
    gate::{self, Around, Cause, Cure, Lack, Question, Search, Slot},
    ledger::Read,
    policy::CustomerId,
    record::Head,
};

/// Whose windows are asked about.
#[derive(Debug, Clone)]
pub enum Whose {
    /// One customer's, by the rules of the policy and its own.
    Customer(String),
    /// Those that all customers of a system have in common.
    System(String),
}

/// How many windows are wanted.
#[derive(Debug, Clone)]
pub enum HowMany {
    /// So many.
    Count(usize),
    /// All that open before the instant, as it was typed.
    Until(String),
}

/// A question about windows.
#[derive(Debug, Clone)]
pub struct WindowsAsked {
    /// Whose.
    pub whose: Whose,
    /// From when, as it was typed; `None`: now.
    pub from: Option<String>,
    /// How many.
    pub how_many: HowMany,
    /// `--zone`.
    pub zone: Option<String>,
}

/// The windows by the rules alone (R8.1).
pub fn windows(site: &Site<'_>, asked: &WindowsAsked) -> Result<Windows, Error> {
    let audience = match &asked.whose {
        Whose::System(name) => Audience::of_system(site, site.system(name)?, &[])?,
        Whose::Customer(name) => Audience::of_customer(site, site.customer(name)?)?,
    };
    let clock = Clockface::new(site, Some(&audience), asked.zone.as_deref())?;
    let from = asked.from.as_deref().map_or(Ok(site.caller.now), |text| clock.read(text))?;
    let mut search = audience.windows(from);
    let windows: Vec<_> = match &asked.how_many {
        HowMany::Count(count) => search.by_ref().take(*count).collect(),
        HowMany::Until(text) => {
            let until = clock.read(text)?;
            search.by_ref().take_while(|window| window.span.start() < until).collect()
        }
    };
    let first = windows.first().filter(|_| audience.customers.len() > 1);
    let bound = first.map(|first| gate::window_bound_by(&audience.affected(), &audience.rules, first));
    let belongs = audience.rules.windows.iter().filter_map(|(id, rules)| Some((id.clone(), rules.first()?.belongs)));
    Ok(Windows {
        customer: matches!(asked.whose, Whose::Customer(_)).then(|| audience.customers[0].id.clone()),
        system: match &asked.whose {
            Whose::System(name) => Some(site.system(name)?.id.clone()),
            Whose::Customer(_) => None,
        },
        places: audience.places(),
        belongs: belongs.collect(),
        known_until: search.known_until(),
        ended_by_calendar: search.ended_by_calendar(),
        windows,
        bound,
        footing: footing(site, &audience, head(site)),
    })
}

/// A question about slots.
#[derive(Debug, Clone)]
pub struct SlotsAsked {
    /// The system.
    pub system: String,
    /// A part of its customers; all of them when empty.
    pub customers: Vec<CustomerId>,
    /// How long.
    pub lengths: Lengths,
    /// From when, as it was typed; `None`: now.
    pub from: Option<String>,
    /// How many.
    pub count: usize,
    /// `--zone`.
    pub zone: Option<String>,
    /// Show the waves that serve everybody, even if one start does.
    pub waves: bool,
    /// Tell who closes which hours of the next days.
    pub explain: bool,
}

/// Start times at which work of that length passes.
pub fn slots(site: &Site<'_>, asked: &SlotsAsked) -> Result<Slots, Error> {
    let system = site.system(&asked.system)?;
    let work = Work::new(site, system, &asked.customers, asked.lengths)?;
    let clock = Clockface::new(site, Some(&work.audience), asked.zone.as_deref())?;
    let from = asked.from.as_deref().map_or(Ok(site.caller.now), |text| clock.read(text))?;
    let looking = Looking::from(site, from);
    let learnt = recording::glance(site, |read| Ok(facts::learn(site, &work, read, looking)?))?;
    let learnt = learnt.unwrap_or_else(|| facts::without_ledger(site));
    let question = work.question(&learnt.around);
    // Whatever no start can cure closes every slot; the papers are a matter of the plan.
    let mut why_none = gate::closed_at_any_time(&question, &learnt.facts);
    let mut search = Search::new(&question, from);
    let slots: Vec<_> = if why_none.is_empty() { search.by_ref().take(asked.count).collect() } else { Vec::new() };
    if slots.is_empty() && why_none.is_empty() {
        why_none = search.why_none();
    }
    let mut why_no_more = Vec::new();
    if !slots.is_empty() && slots.len() < asked.count {
        why_no_more = search.why_none();
        // That the horizon has come is nothing to be cured.
        why_no_more.retain(|reason| reason.cure == Cure::Somebody && reason.row() != 6);
    }
    let timeline = slots.first().map(|_| timeline(&work, from, &learnt.around));
    let ahead = asked.explain.then(|| Interval::new(from, from + EXPLAINED)).flatten();
    // Customers who share no window are served one group after the other, where the system can be stopped for a part of them.
    let apart = slots.is_empty()
        && why_none.iter().any(|reason| matches!(reason.cause, Cause::NoWindow { lack: Lack::OfAllDivisible, .. }));
    let barred = why_none.iter().any(|reason| !matches!(reason.row(), 3 | 6 | 7 | 9 | 10));
    let waves = ((asked.waves || apart) && !barred).then(|| gate::waves(&question, from));
    if asked.waves && waves.as_ref().is_some_and(|waves| waves.unserved.is_empty()) {
        why_none.clear();
    }
    let is_sooner = waves.is_none() && slots.first().is_some_and(|first| waves_are_sooner(&question, from, first));
    Ok(Slots {
        waves,
        sooner_in_waves: is_sooner.then(|| asked.customers.clone()),
        divisible: system.divisible,
        system: system.id.clone(),
        places: work.audience.places(),
        downtime: work.downtime,
        duration: work.duration,
        needs_window: question.needs_window(),
        bound: slots.first().map(|first| gate::bound_by(&question, first)),
        explained: ahead.map(|ahead| gate::explain(&question, ahead)),
        searched_until: search.searched_until(),
        timeline,
        slots,
        why_none,
        why_no_more,
        footing: footing(site, &work.audience, learnt.head),
    })
}

/// Whether the first common start is far away, and waves have served everybody before it.
fn waves_are_sooner(question: &Question<'_>, from: DateTime<Utc>, first: &Slot) -> bool {
    if !question.system.divisible || question.customers.len() < 2 || first.start_at - from <= FAR {
        return false;
    }
    let found = gate::waves(question, from);
    let last = found.waves.iter().map(|wave| wave.slot.start_at).max();
    found.unserved.is_empty() && last.is_some_and(|last| last < first.start_at)
}

/// Who waits longer than that for a common start may want to know of waves.
const FAR: TimeDelta = TimeDelta::days(14);

/// So many days are explained: a week of nights.
const EXPLAINED: TimeDelta = TimeDelta::days(7);

/// What lies around slots from that instant on: eight days, so that a week of nights is whole.
fn timeline(work: &Work<'_>, from: DateTime<Utc>, around: &Around) -> Timeline {
    // The first night may have begun a day ago.
    let (begin, until) = (from - TimeDelta::days(1), from + TimeDelta::days(8));
    let Some(span) = Interval::new(begin, until) else {
        return Timeline { from, until, open: Vec::new(), freezes: Vec::new(), others: Vec::new() };
    };
    let question = work.question(around);
    let others = around.works.iter().filter_map(|other| Interval::new(other.start_at, other.end_at.unwrap_or(until)));
    let open: Vec<Interval> = if question.needs_window() {
        let windows = work.audience.windows(begin).map(|window| window.span);
        windows.take_while(|window| window.start() < until).collect()
    } else {
        let slots = Search::new(&question, from).take_while(|slot| slot.start_at < until);
        slots.filter_map(|slot| Interval::new(slot.start_at, slot.latest_start_at + work.duration)).collect()
    };
    Timeline {
        from,
        until,
        open,
        freezes: gate::freezes(&question, span),
        others: others.filter(|other| other.overlaps(&span)).collect(),
    }
}

/// Under which rules an answer about that work is given.
pub(super) fn footing(site: &Site<'_>, audience: &Audience<'_>, head: Option<Head>) -> Footing {
    Footing { tzdb: audience.zones.oldest.to_string(), ..bare_footing(site, head) }
}

/// Under which rules an answer about the ledger is given.
pub(super) fn bare_footing(site: &Site<'_>, head: Option<Head>) -> Footing {
    let Caller { now, .. } = site.caller;
    Footing { now, tzdb: site.release().to_string(), policy: site.rules_digest(), head, reader: site.reader() }
}

/// The ledger's newest entry; a ledger that is broken has none to show.
pub(super) fn head(site: &Site<'_>) -> Option<Head> {
    recording::look(site, |read: &mut dyn Read| Ok(read.head()?)).unwrap_or_default().flatten()
}
