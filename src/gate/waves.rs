//! Waves: the least number of starts that together serve every customer, each inside its own window.
//!
//! Customers whose nights share no minute are served one group after the other. A **round** is one day round the globe: it
//! begins with the first start that any of the customers left allows, and every slot that begins within 24 hours of that
//! belongs to it. Whoever has none then, because its calendar has a day off, gets the next round. A night that has begun already
//! when the question is asked does not cost a start: the rounds that begin after it are tried too, and fewer starts win.
//!
//! Why the number of starts in a round is the least, where every customer has one night a day. Take any starts that serve
//! everybody, and let `p` be the first. Move `p` later until the first of the slots that it lies in ends: nobody is lost, and
//! no start is passed, or one of the two was needless. So some least set of starts begins at the end of a slot. Given `p`,
//! whoever has a slot around `p` is served. Every other slot lies wholly after `p` (one that ended before cannot be used any
//! more), and there is one for each customer left: with one night a day, a customer has two slots in a round only when the
//! round began inside the first, and that one contains `p` or is over. What is left is to stab intervals on a line, each with
//! a point: the interval that ends first needs a point, no point in it reaches more of the others than its end does, and so
//! on with those that this end misses. All ends of slots are tried as `p`, and the least number wins.
//!
//! Customers with several slots a day (pieces of a night, freezes inside of it) are served in the first slot after `p`: then
//! the waves are right, and there may be one more than needed. Waves never overlap, since two changes on one system do not:
//! each begins as early as its slots and the wave before it allow, and a group for which that leaves no start gets the next
//! round.

use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Affected, Question, Search, Slot};
use crate::{
    calendar::WindowRule,
    policy::{CustomerId, Scope},
};

/// One of the starts, and whom it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// Which day round the globe, from 1.
    pub round: u32,
    /// Whose service stops, in the order of the question.
    pub customers: Vec<CustomerId>,
    /// From when until when it may start, and whose night it is.
    pub slot: Slot,
}

/// What waves make of the customers of a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waves {
    /// The waves, by start; they do not overlap.
    pub waves: Vec<Wave>,
    /// Customers that no start within the horizon serves.
    pub unserved: Vec<CustomerId>,
}

/// The waves for the work, from an instant on.
pub fn waves(question: &Question<'_>, from: DateTime<Utc>) -> Waves {
    let groups = groups(question);
    let questions: Vec<Question<'_>> = groups.iter().map(|group| group.question(question)).collect();
    let mut best = Rounds::from(&questions, question.work_length(), from);
    if let Some(after) = best.begun_until.map(|last| last + TimeDelta::milliseconds(1)) {
        let later = Rounds::from(&questions, question.work_length(), after);
        if later.cost() < best.cost() {
            best = later;
        }
    }
    let Rounds { found, unserved, .. } = best;
    let starts: Vec<DateTime<Utc>> = found.iter().map(|(_, _, slot)| slot.start_at).skip(1).collect();
    let wave = |(index, (round, served, mut slot)): (usize, (u32, Vec<usize>, Slot))| {
        // Whoever starts later than that would meet the next wave.
        let before_next = starts.get(index).map_or(slot.latest_start_at, |next| *next - question.work_length());
        slot.latest_start_at = slot.latest_start_at.min(before_next);
        Wave { round, customers: in_order(&groups, served, question), slot }
    };
    Waves { waves: found.into_iter().enumerate().map(wave).collect(), unserved: in_order(&groups, unserved, question) }
}

/// Rounds from an instant on, until nobody is left whom a start serves.
struct Rounds {
    /// The round, the groups that are served, and from when until when, by start.
    found: Vec<(u32, Vec<usize>, Slot)>,
    unserved: Vec<usize>,
    /// The last start in a night that had begun already; `None` when none had.
    begun_until: Option<DateTime<Utc>>,
}

impl Rounds {
    /// Serves the groups, each of which has its own question, in one round after the other.
    fn from(questions: &[Question<'_>], work_length: TimeDelta, from: DateTime<Utc>) -> Self {
        let of_group = |(group, question)| Waiting { group, ahead: Search::new(question, from).peekable() };
        let mut waiting: Vec<Waiting<'_>> = questions.iter().enumerate().map(of_group).collect();
        let mut rounds = Self { found: Vec::new(), unserved: Vec::new(), begun_until: None };
        let mut free_from = from;
        for round in 1.. {
            let (open, hopeless): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .map(|mut one| (one.ahead.peek().copied(), one))
                .partition(|(slot, _)| slot.is_some());
            rounds.unserved.extend(hopeless.into_iter().map(|(_, one)| one.group));
            let Some(begins_at) = open.iter().filter_map(|(slot, _)| slot.map(|slot| slot.start_at)).min() else {
                break;
            };
            if round == 1 {
                let first = open.iter().filter_map(|(slot, _)| *slot).filter(|slot| slot.start_at <= from);
                rounds.begun_until = first.map(|slot| slot.latest_start_at).max();
            }
            waiting = open.into_iter().map(|(_, one)| one).collect();
            let mut nights: Vec<(usize, Vec<Slot>)> = Vec::new();
            for one in &mut waiting {
                let slots = one.nights_before(begins_at + TimeDelta::hours(24), free_from);
                if !slots.is_empty() {
                    nights.push((one.group, slots));
                }
            }
            for (served, slot) in least_starts(nights) {
                let start_at = slot.start_at.max(free_from);
                if start_at > slot.latest_start_at {
                    continue;
                }
                free_from = start_at + work_length;
                waiting.retain(|one| !served.contains(&one.group));
                rounds.found.push((round, served, Slot { start_at, ..slot }));
            }
        }
        rounds
    }

    /// Whoever is not served weighs more than any number of starts.
    fn cost(&self) -> (usize, usize) {
        (self.unserved.len(), self.found.len())
    }
}

/// Customers to whom the very same hours are open.
struct Group<'a> {
    customers: Vec<Affected<'a>>,
    /// The freezes of the rules that protect them, by their places in the question.
    freezes: Vec<usize>,
}

impl<'a> Group<'a> {
    fn question(&self, of_all: &Question<'a>) -> Question<'a> {
        let freezes = self.freezes.iter().map(|index| of_all.freezes[*index]).collect();
        of_all.about(self.customers.clone(), freezes)
    }
}

/// What the hours of a customer depend on: zone, calendar, window and freezes, those of the rules before those recorded.
type Hours<'a> = (&'a str, &'a str, &'a [WindowRule], Vec<usize>);

fn groups<'a>(question: &Question<'a>) -> Vec<Group<'a>> {
    let mut frozen: Vec<Vec<usize>> = vec![Vec::new(); question.customers.len()];
    let places: HashMap<&CustomerId, usize> =
        question.customers.iter().enumerate().map(|(place, who)| (who.id, place)).collect();
    for (index, zoned) in question.freezes.iter().enumerate() {
        match &zoned.freeze.customers {
            // The usual case by the thousand: a freeze that names a few customers and no system.
            Scope::Listed(ids) if zoned.freeze.systems == Scope::nobody() => {
                ids.iter().filter_map(|id| places.get(id)).for_each(|place| frozen[*place].push(index));
            }
            _ => {
                let concerned = question.customers.iter().zip(&mut frozen);
                let concerned = concerned.filter(|(who, _)| question.is_concerned(zoned.freeze, who));
                concerned.for_each(|(_, freezes)| freezes.push(index));
            }
        }
    }
    let by_rules = question.freezes.len();
    for (index, freeze) in question.around.freezes.iter().enumerate() {
        let concerned = question.customers.iter().zip(&mut frozen);
        let concerned = concerned.filter(|(who, _)| question.is_protected(freeze, who));
        concerned.for_each(|(_, freezes)| freezes.push(by_rules + index));
    }
    let mut known: HashMap<Hours<'_>, usize> = HashMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (who, freezes) in question.customers.iter().zip(frozen) {
        let rules = question.rules.windows.get(who.id).map_or(&[][..], Vec::as_slice);
        let hours = (who.zone.name().as_str(), who.calendar.as_str(), rules, freezes.clone());
        let group = *known.entry(hours).or_insert_with(|| {
            let freezes = freezes.into_iter().filter(|freeze| *freeze < by_rules).collect();
            groups.push(Group { customers: Vec::new(), freezes });
            groups.len() - 1
        });
        groups[group].customers.push(*who);
    }
    groups
}

fn in_order(groups: &[Group<'_>], of: Vec<usize>, question: &Question<'_>) -> Vec<CustomerId> {
    let members: std::collections::HashSet<&CustomerId> =
        of.iter().flat_map(|group| &groups[*group].customers).map(|who| who.id).collect();
    question.customers.iter().map(|who| who.id).filter(|id| members.contains(id)).cloned().collect()
}

/// A group that has not been served yet.
struct Waiting<'q> {
    group: usize,
    ahead: Peekable<Search<'q>>,
}

impl Waiting<'_> {
    /// Its slots that begin before `end`, as far as they leave a start at `free_from` or later.
    fn nights_before(&mut self, end: DateTime<Utc>, free_from: DateTime<Utc>) -> Vec<Slot> {
        let mut slots = Vec::new();
        while let Some(slot) = self.ahead.next_if(|slot| slot.start_at < end) {
            if slot.latest_start_at >= free_from {
                slots.push(Slot { start_at: slot.start_at.max(free_from), ..slot });
            }
        }
        slots
    }
}

/// From when until when each slot of a round can be begun.
type Starts = Vec<(DateTime<Utc>, DateTime<Utc>)>;

/// Slots of a round, and the groups that have just these.
type Alike = (Vec<Slot>, Vec<usize>);

/// The least number of starts that serve everybody: for each whom, and from when until when.
fn least_starts(nights: Vec<(usize, Vec<Slot>)>) -> Vec<(Vec<usize>, Slot)> {
    // Thousands of groups share a few nights.
    let mut alike: BTreeMap<Starts, Alike> = BTreeMap::new();
    for (group, slots) in nights {
        let ends = slots.iter().map(|slot| (slot.start_at, slot.latest_start_at)).collect();
        alike.entry(ends).or_insert_with(|| (slots, Vec::new())).1.push(group);
    }
    let nights: Vec<Alike> = alike.into_values().collect();
    let mut firsts: Vec<DateTime<Utc>> =
        nights.iter().flat_map(|(slots, _)| slots).map(|slot| slot.latest_start_at).collect();
    firsts.sort();
    firsts.dedup();
    let choices = firsts.into_iter().filter_map(|first| starting_with(first, &nights));
    let best = choices.min_by_key(|starts| (starts.len(), starts.last().map(|(_, slot)| slot.start_at)));
    let in_groups = |(classes, slot): (Vec<usize>, Slot)| {
        (classes.into_iter().flat_map(|class| nights[class].1.iter().copied()).collect(), slot)
    };
    best.unwrap_or_default().into_iter().map(in_groups).collect()
}

/// The least number of starts of which `first` is the first; `None` where it comes too late for somebody.
fn starting_with(first: DateTime<Utc>, nights: &[Alike]) -> Option<Vec<(Vec<usize>, Slot)>> {
    let mut chosen: Vec<(usize, Slot)> = Vec::new();
    for (class, (slots, _)) in nights.iter().enumerate() {
        chosen.push((class, *slots.iter().find(|slot| slot.latest_start_at >= first)?));
    }
    chosen.sort_by_key(|(_, slot)| slot.latest_start_at);
    let mut starts: Vec<(Vec<usize>, Slot)> = Vec::new();
    let mut point = None;
    // Whoever is open at `first` comes before whoever is not, though it may close later.
    let (now, later): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|(_, slot)| slot.start_at <= first);
    for (class, slot) in now {
        join(&mut starts, class, slot, point.is_none());
        point = Some(first);
    }
    for (class, slot) in later {
        let missed = point.is_none_or(|point| slot.start_at > point);
        if missed {
            point = Some(slot.latest_start_at);
        }
        join(&mut starts, class, slot, missed);
    }
    Some(starts)
}

/// Adds a class to the last start, or begins another one with it.
fn join(starts: &mut Vec<(Vec<usize>, Slot)>, class: usize, slot: Slot, begins: bool) {
    match starts.last_mut() {
        Some((classes, common)) if !begins => {
            classes.push(class);
            common.start_at = common.start_at.max(slot.start_at);
            common.latest_start_at = common.latest_start_at.min(slot.latest_start_at);
            common.night_of = common.night_of.min(slot.night_of);
        }
        _ => starts.push((vec![class], slot)),
    }
}
