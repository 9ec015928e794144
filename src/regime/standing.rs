//! How a system stands with its regime: which slots are filled, due or missed.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Slot, first_kept, slot_at, slots_since};
use crate::{
    backup::FailedRestore,
    calendar::Zone,
    policy::{Evidence, Regime, Rhythm},
    tools::Backup,
};

/// The backup that fills a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// Its id.
    pub id: String,
    /// What level it is.
    pub level: u8,
    /// Its consistency point.
    pub at: DateTime<Utc>,
    /// What is proven of it.
    pub evidence: Evidence,
    /// It was made after the slot's first day, or was done only after the slot and the time that a backup may take.
    pub late: bool,
}

/// What became of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotState {
    /// A backup fills it.
    Filled(Filling),
    /// It is open, and nothing fills it yet.
    Due {
        /// There should have been one before: on the first day of the week.
        overdue: bool,
    },
    /// It is over and nothing fills it: but a backup that was begun in time may still be under way.
    Awaited,
    /// Nothing filled it.
    Missed,
}

/// How one level stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelStanding {
    /// The level.
    pub level: u8,
    /// How often.
    pub rhythm: Rhythm,
    /// The slot that is open.
    pub slot: Slot,
    /// What became of it so far: never [`SlotState::Missed`] or [`SlotState::Awaited`].
    pub state: SlotState,
    /// When the next backup is due: now, or with the next slot.
    pub due_at: DateTime<Utc>,
    /// The slots before it that may still be filled by a backup that is under way, in order.
    pub awaited: Vec<Slot>,
    /// The slots before it that nothing filled, in order.
    pub missed: Vec<Slot>,
    /// From where slots were looked at.
    pub since_at: DateTime<Utc>,
    /// The newest backup that fills slots of this level, wherever it belongs.
    pub newest: Option<Filling>,
}

impl LevelStanding {
    /// Whether a backup has to be made now.
    pub fn is_due(&self) -> bool {
        matches!(self.state, SlotState::Due { .. })
    }

    /// Whether anything is due or was missed.
    pub fn falls_short(&self) -> bool {
        self.is_due() || !self.missed.is_empty()
    }
}

/// Why a backup fills nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyIgnored {
    /// It was made in the future, by more than clocks may differ.
    Future,
    /// Backups that it refers to are not there, or fill nothing themselves.
    Incomplete(Vec<String>),
    /// The tool lists it, and neither the tool nor a look says that it is complete.
    Unproven,
    /// A look confirmed it, and showed no more than that it is there.
    OnlyThere,
    /// A look found it to be no good.
    Refuted,
    /// It could not be restored.
    NotRestored(FailedRestore),
    /// A look confirmed it, and the tool does not list it any more.
    Gone,
}

/// A backup that fills nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Its id.
    pub id: String,
    /// Its consistency point.
    pub at: DateTime<Utc>,
    /// Why not.
    pub why: WhyIgnored,
}

/// How a system stands with its regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Each level that is due by itself, the fullest first.
    pub levels: Vec<LevelStanding>,
    /// Backups that fill nothing, oldest first.
    pub ignored: Vec<Ignored>,
}

impl Standing {
    /// Whether anything is due or was missed.
    pub fn falls_short(&self) -> bool {
        self.levels.iter().any(LevelStanding::falls_short)
    }
}

/// How a system stands at `now`, given its known backups, those that nothing refuted. `since`: from where slots are looked
/// at; without it a fitting stretch of each rhythm, but not what lies before the oldest backup: the regime began with it.
pub fn stand(
    regime: &Regime,
    zone: &Zone,
    backups: &[Backup],
    now: DateTime<Utc>,
    since: Option<DateTime<Utc>>,
    skew: TimeDelta,
) -> Standing {
    let (counting, ignored) = sorted_out(backups, now + skew);
    let begun_at = counting.first().map(|oldest| oldest.at);
    let level = |(level, rhythm): (u8, Rhythm)| {
        let fills = |backup: &&&Backup| regime.satisfies.fills(backup.level, level);
        let filling: Vec<&Backup> = counting.iter().filter(fills).copied().collect();
        let since_at =
            since.unwrap_or_else(|| begun_at.map_or(now, |begun_at| begun_at.max(first_kept(rhythm, now)))).min(now);
        stand_level(level, rhythm, zone, &filling, now, since_at)
    };
    Standing { levels: regime.levels().map(level).collect(), ignored }
}

/// Those that may fill slots, oldest first, and those that may not.
fn sorted_out(backups: &[Backup], latest: DateTime<Utc>) -> (Vec<&Backup>, Vec<Ignored>) {
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut sorted: Vec<&Backup> = backups.iter().collect();
    sorted.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let mut ignored = Vec::new();
    sorted.retain(|backup| {
        let missing: Vec<_> = backup.refers_to.iter().filter(|id| !kept.contains(id.as_str())).cloned().collect();
        let why = match (backup.at > latest, missing.is_empty()) {
            (false, true) => {
                kept.insert(&backup.id);
                return true;
            }
            (true, _) => WhyIgnored::Future,
            (false, false) => WhyIgnored::Incomplete(missing),
        };
        ignored.push(Ignored { id: backup.id.clone(), at: backup.at, why });
        false
    });
    (sorted, ignored)
}

fn stand_level(
    level: u8,
    rhythm: Rhythm,
    zone: &Zone,
    filling: &[&Backup],
    now: DateTime<Utc>,
    since_at: DateTime<Utc>,
) -> LevelStanding {
    let slot = slot_at(zone, rhythm, now);
    let state = state(&slot, filling, now);
    let (mut awaited, mut missed) = (Vec::new(), Vec::new());
    for earlier in slots_since(zone, rhythm, since_at).take_while(|earlier| earlier.span.end() <= slot.span.start()) {
        match self::state(&earlier, filling, now) {
            SlotState::Missed => missed.push(earlier),
            SlotState::Awaited => awaited.push(earlier),
            SlotState::Filled(_) | SlotState::Due { .. } => {}
        }
    }
    let due_at = match state {
        SlotState::Due { .. } => slot.span.start(),
        _ => slot.span.end(),
    };
    let newest = filling.last().map(|backup| filled_by(&slot_at(zone, rhythm, backup.at), backup));
    LevelStanding { level, rhythm, slot, state, due_at, awaited, missed, since_at, newest }
}

/// What became of a slot; `filling` are the backups that may fill it, oldest first.
fn state(slot: &Slot, filling: &[&Backup], now: DateTime<Utc>) -> SlotState {
    let first = filling.partition_point(|backup| backup.at < slot.span.start());
    let inside = filling[first..].iter().take_while(|backup| slot.span.contains(backup.at));
    // One that was in time counts before one that was late.
    if let Some(found) = inside.map(|backup| filled_by(slot, backup)).min_by_key(|found| (found.late, found.at)) {
        return SlotState::Filled(found);
    }
    match now {
        now if now < slot.span.end() => SlotState::Due { overdue: now >= slot.overdue_from() },
        now if now < slot.missed_from() => SlotState::Awaited,
        _ => SlotState::Missed,
    }
}

fn filled_by(slot: &Slot, backup: &Backup) -> Filling {
    let late =
        backup.at >= slot.late_from || backup.finished_at.is_some_and(|finished_at| finished_at > slot.overdue_from());
    Filling { id: backup.id.clone(), level: backup.level, at: backup.at, evidence: backup.evidence, late }
}
