//! What may be hoped for at the instant that was judged: the window around it, the next slot, and when what closes the gate
//! passes by itself.

use chrono::{DateTime, Utc};

use super::{Asking, Cause, Cure, Question, Reason, Search, Slot, obstacles::Timetable};
use crate::calendar::Window;

/// When what time alone will cure has passed.
pub(super) enum Passing {
    /// From then on.
    From(DateTime<Utc>),
    /// Not within the horizon.
    Never,
    /// Nobody can tell, or time alone does not cure it.
    Unknown,
}

/// An instant, with everything that closes the gate at it.
pub(super) struct Outlook<'o, 'a> {
    pub(super) question: &'o Question<'a>,
    pub(super) at: DateTime<Utc>,
    pub(super) reasons: &'o [Reason],
}

impl Outlook<'_, '_> {
    fn closing(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| reason.waived_by.is_none())
    }

    /// The common window that the whole work lies in.
    pub(super) fn window(&self) -> Option<Window> {
        if !self.question.needs_window() {
            return None;
        }
        let work = self.question.work_from(self.at)?;
        let mut windows =
            Timetable::of_search(self.question, self.at).into_iter().map(|mut timetable| timetable.window_at(self.at));
        let first = windows.next().flatten()?;
        let common = windows.try_fold(first, |common, window| {
            let window = window?;
            let span = common.span.intersection(&window.span)?;
            Some(Window { night_of: common.night_of.min(window.night_of), span })
        })?;
        common.span.encloses(&work).then_some(common)
    }

    /// The next slot where the gate is closed, unless a row that no start can cure is among the reasons.
    pub(super) fn next_slot(&self, asking: &Asking) -> Option<Slot> {
        let hopeless = |reason: &&Reason| matches!(reason.row(), 1 | 2 | 8 | 21 | 22 | 24);
        let hopeless_papers = |reason: &&Reason| matches!((asking, reason.row()), (Asking::Plan(_), 11 | 12));
        let is_open = self.closing().next().is_none();
        if is_open || self.closing().any(|reason| hopeless(&reason) || hopeless_papers(&reason)) {
            return None;
        }
        Search::new(self.question, self.at).next()
    }

    /// From when everything passes, if time alone will cure it.
    pub(super) fn passing(&self) -> Passing {
        if self.closing().next().is_none() || self.closing().any(|reason| reason.cure != Cure::Time) {
            return Passing::Unknown;
        }
        let mut from = self.at;
        for reason in self.closing() {
            match reason.cause {
                // These are searched for together below: the latest of them need not fit them all.
                Cause::OutsideWindow { .. }
                | Cause::DoesNotFit { .. }
                | Cause::Frozen { .. }
                | Cause::Conflict { .. }
                | Cause::StopsAddUp { .. } => {}
                _ => {
                    let Some(retry_at) = reason.retry_at else { return Passing::Unknown };
                    from = from.max(retry_at);
                }
            }
        }
        // What a person waived is no reason to wait for.
        let waived =
            |rows: &[u8]| self.reasons.iter().any(|reason| reason.waived_by.is_some() && rows.contains(&reason.row()));
        let rows: [(u8, &[u8]); 4] = [(4, &[4, 5, 6]), (7, &[7]), (9, &[9]), (10, &[10])];
        let minding: Vec<u8> = rows.iter().filter(|(_, rows)| !waived(rows)).map(|(row, _)| *row).collect();
        let start = Search::minding(self.question, from, &minding).next();
        start.map_or(Passing::Never, |slot| Passing::From(slot.start_at))
    }
}
