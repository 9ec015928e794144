//! Backups that a tool lists: which is the newest, and whether it can be one, by its times and its size.

use chrono::{DateTime, SubsecRound, Utc};

use super::{
    About, Backup, Evidence, Fault, FieldProblem, Judgement, ProgramFault, RepositoryFault, conversation::Aim,
};
use crate::calendar::instant::utc;

/// One backup of a list, and everything that speaks against it. What is found right goes into the backup's checks.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) backup: Backup,
    /// Why it is none.
    pub(super) refuted: Vec<Fault>,
    /// Why that cannot be told.
    pub(super) unknown: Vec<Fault>,
}

/// What the policy says of sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    /// A smaller one is no backup.
    pub(super) min_bytes: Option<u64>,
    /// By how many percent it may be smaller than the one before it.
    pub(super) max_shrink: Option<u8>,
}

/// The newest of a list, whatever speaks against it: an older one that is sound does not hide that the last run failed.
/// With it the one before it of its level that nothing speaks against and that is not empty, to compare sizes with.
pub(super) fn newest(items: &[Item]) -> Option<(&Item, Option<&Backup>)> {
    let age = |item: &&Item| (item.backup.at, item.backup.id.clone());
    let newest = items.iter().max_by_key(age)?;
    let is_before = |item: &&Item| {
        age(item) < age(&newest)
            && item.backup.level == newest.backup.level
            && item.refuted.is_empty()
            && item.backup.bytes != Some(0)
    };
    let before = items.iter().filter(is_before).max_by_key(age);
    Some((newest, before.map(|item| &item.backup)))
}

impl Item {
    pub(super) const fn new(backup: Backup) -> Self {
        Self { backup, refuted: Vec::new(), unknown: Vec::new() }
    }

    /// Adds what was found right.
    pub(super) fn note(&mut self, check: impl Into<String>) {
        self.backup.checks.push(check.into());
    }

    /// Its times, as far as the tool tells them. One in the future is reported: the gate judges it.
    pub(super) fn look_at_times(&mut self, aim: &Aim) {
        let Backup { at, started_at, finished_at, .. } = self.backup;
        let id = self.backup.id.clone();
        if let (Some(started_at), Some(finished_at)) = (started_at, finished_at)
            && finished_at < started_at
        {
            self.refuted.push(Fault::EndsBeforeStart { id: id.clone(), started_at, finished_at });
        }
        if at > aim.latest_now() {
            self.note(format!("time: {}, in the future", utc(at)));
        } else if let Some(finished_at) = finished_at.filter(|finished_at| *finished_at > aim.latest_now()) {
            self.refuted.push(Fault::EndsInFuture { id, finished_at });
        }
    }

    /// Its size, against the policy's and against the one before it.
    pub(super) fn look_at_size(&mut self, sizes: Sizes, before: Option<&Backup>) {
        let Some(bytes) = self.backup.bytes else {
            if sizes.min_bytes.is_some() || sizes.max_shrink.is_some() {
                self.unknown.push(ProgramFault::Field { field: "size", problem: FieldProblem::Missing }.into());
            }
            return;
        };
        let path = format!("backup {}", self.backup.id);
        if bytes == 0 {
            self.refuted.push(Fault::NoBytes { id: self.backup.id.clone() });
            return;
        }
        if let Some(least) = sizes.min_bytes.filter(|least| bytes < *least) {
            self.refuted.push(Fault::TooSmall { path: path.clone(), bytes, least });
        }
        self.note(format!("size: {bytes} bytes"));
        let Some(most) = sizes.max_shrink else { return };
        let Some((earlier, earlier_bytes)) = before.and_then(|before| Some((before.id.clone(), before.bytes?))) else {
            self.note(format!("size: there is no earlier backup of level {} to compare it with", self.backup.level));
            return;
        };
        let shrunk = shrunk_by(earlier_bytes, bytes);
        if shrunk > u64::from(most) {
            self.refuted.push(Fault::Shrunk { path, bytes, earlier, earlier_bytes, shrunk, most });
        } else {
            self.note(format!("size: {earlier_bytes} bytes of {earlier} before it"));
        }
    }

    /// All of its bytes were read again: what of them is damaged, or that nothing is.
    pub(super) fn note_reading(&mut self, damage: Option<Fault>, sound: &str, aim: &Aim) {
        if let Some(damage) = damage {
            self.refuted.push(damage);
            return;
        }
        self.note(sound);
        self.backup.evidence = Evidence::Verified;
        self.backup.verified_at = Some(aim.now.trunc_subsecs(3));
    }

    /// Whether something speaks against it.
    pub(super) fn is_faulty(&self) -> bool {
        !self.refuted.is_empty() || !self.unknown.is_empty()
    }

    /// What it comes to: what refutes it weighs more than what cannot be told.
    pub(super) fn conclude(self) -> Judgement {
        if !self.refuted.is_empty() {
            // Snapshots and archives share what a repository holds.
            let is_shared = |fault: &Fault| matches!(fault, Fault::Repository(RepositoryFault::Damaged { .. }));
            let about = if self.refuted.iter().any(is_shared) { About::All } else { About::copy(&self.backup) };
            Judgement::Refuted(self.refuted.into_iter().chain(self.unknown).collect(), about)
        } else if !self.unknown.is_empty() {
            Judgement::Unknown(self.unknown)
        } else {
            Judgement::Confirmed(Box::new(self.backup))
        }
    }

    /// As an item of a catalogue: what something speaks against is there, and no more is known of it.
    pub(super) fn listed(self) -> Backup {
        let evidence = if self.is_faulty() { Evidence::Present } else { self.backup.evidence };
        Backup { evidence, checks: Vec::new(), ..self.backup }
    }
}

/// A backup of which no more is known than that it is there, and when it was begun.
pub(super) fn begun_at(id: String, source: String, started_at: DateTime<Utc>) -> Backup {
    Backup {
        id,
        level: 0,
        at: started_at,
        started_at: Some(started_at),
        finished_at: None,
        verified_at: None,
        evidence: Evidence::Present,
        bytes: None,
        source,
        sha256: None,
        refers_to: Vec::new(),
        copy_of: None,
        checks: Vec::new(),
    }
}

/// By how many percent it became smaller, rounded up.
pub(super) fn shrunk_by(before: u64, after: u64) -> u64 {
    let (before, fewer) = (u128::from(before), u128::from(before.saturating_sub(after)));
    u64::try_from((fewer * 100).div_ceil(before.max(1))).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn item(id: &str, time: &str, bytes: u64) -> Item {
        let backup = begun_at(id.to_owned(), "there".to_owned(), time.parse().unwrap());
        Item::new(Backup { bytes: Some(bytes), ..backup })
    }

    fn aim() -> Aim {
        let now = "2026-11-22T08:00:00Z".parse().unwrap();
        Aim { need: Evidence::Complete, now, skew: TimeDelta::seconds(30) }
    }

    fn faults(item: &Item) -> Vec<&'static str> {
        item.refuted.iter().chain(&item.unknown).map(Fault::code).collect()
    }

    #[test]
    fn the_newest_is_compared_with_the_one_before_it_of_its_level() {
        let mut other_level = item("c", "2026-11-22T06:00:00Z", 7);
        other_level.backup.level = 1;
        let mut broken = item("d", "2026-11-22T05:30:00Z", 7);
        broken.refuted.push(Fault::Incomplete { id: "d".to_owned() });
        let empty = item("e", "2026-11-22T05:20:00Z", 0);
        let items =
            [item("a", "2026-11-22T07:00:00Z", 9), item("b", "2026-11-22T05:00:00Z", 8), other_level, broken, empty];
        let (newest, before) = newest(&items).unwrap();
        assert_eq!((newest.backup.id.as_str(), before.map(|before| before.id.as_str())), ("a", Some("b")));
    }

    #[test]
    fn the_newest_is_judged_however_bad_it_is() {
        let mut broken = item("b", "2026-11-22T07:00:00Z", 9);
        broken.refuted.push(Fault::Incomplete { id: "b".to_owned() });
        let items = [item("a", "2026-11-22T06:00:00Z", 9), broken];
        assert!(matches!(newest(&items).unwrap().0.clone().conclude(), Judgement::Refuted(..)));
        assert!(newest(&[]).is_none());
    }

    #[test]
    fn sizes_are_held_against_the_floor_and_the_one_before() {
        let before = item("a", "2026-11-22T06:00:00Z", 1000).backup;
        let sizes = Sizes { min_bytes: Some(400), max_shrink: Some(50) };
        for (bytes, wanted) in
            [(0, vec!["no-bytes"]), (399, vec!["too-small", "shrunk"]), (499, vec!["shrunk"]), (500, vec![])]
        {
            let mut item = item("b", "2026-11-22T07:00:00Z", bytes);
            item.look_at_size(sizes, Some(&before));
            assert_eq!(faults(&item), wanted, "{bytes}");
        }
    }

    #[test]
    fn a_size_that_is_not_told_is_no_size() {
        let mut item = item("b", "2026-11-22T07:00:00Z", 1);
        item.backup.bytes = None;
        item.look_at_size(Sizes { min_bytes: Some(1), max_shrink: None }, None);
        assert!(matches!(item.conclude(), Judgement::Unknown(_)));
    }

    #[test]
    fn what_ends_in_the_future_is_refuted_and_what_begins_there_is_reported() {
        let mut late = item("a", "2026-11-22T07:00:00Z", 1);
        late.backup.finished_at = Some("2026-11-22T09:00:00Z".parse().unwrap());
        late.look_at_times(&aim());
        assert_eq!(faults(&late), ["ends-in-future"]);
        let mut ahead = item("a", "2026-11-22T08:31:00Z", 1);
        ahead.look_at_times(&aim());
        assert_eq!((faults(&ahead), ahead.backup.checks.len()), (vec![], 1));
        let mut backwards = item("a", "2026-11-22T07:00:00Z", 1);
        backwards.backup.finished_at = Some("2026-11-22T06:00:00Z".parse().unwrap());
        backwards.look_at_times(&aim());
        assert_eq!(faults(&backwards), ["ends-before-start"]);
    }
}
