//! What the ledger knows of a system's backups, as facts for the gate: no more of it than decides.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};

use super::Site;
use crate::{
    acceptance::Timekeeping,
    backup::{self, Backups, FailedRestore, Known, RefutedLook},
    change::{Change, Event, Outcome},
    gate::{BackupFacts, KnownBackup, NotRestored},
    ledger::{self, Question, Read, StoreError, Which},
    policy::{System, SystemId},
    record::{Aggregate as _, Subject, aggregate},
};

/// What the ledger knows of the backups that count for a system.
pub(super) struct BackupsLearnt {
    /// What decides.
    pub(super) facts: BackupFacts,
    /// The last look, where it found the newest to be no good: decides nothing, and is worth a word.
    pub(super) newest_refuted: Option<RefutedLook>,
}

/// The backups that decide: those made since `fresh_from`, and the newest. Whatever ran on any system that they cover may
/// have altered what they hold.
pub(super) fn learn(
    site: &Site<'_>,
    read: &mut dyn Read,
    system: &System,
    fresh_from: DateTime<Utc>,
    times: &Timekeeping,
) -> Result<BackupsLearnt, StoreError> {
    let source = site.policy.backed_up_with(system);
    let backups = newest_backups(read, &source.id, fresh_from, site.policy.max_clock_skew)?;
    let newest_first = backups.newest_first();
    // A run that ended before all that decide were made alters nothing.
    let made_from = newest_first.first().map(|newest| newest.backup.at.min(fresh_from));
    let known = newest_first
        .into_iter()
        .map(|known| KnownBackup { missing: backups.missing(&known.backup), backup: known.backup.clone() });
    let mut facts =
        BackupFacts { known: known.collect(), not_restored: newest_not_restored(&backups), ..BackupFacts::default() };
    let newest_refuted = backups.last_refuted().cloned();
    let Some(made_from) = made_from else { return Ok(BackupsLearnt { facts, newest_refuted }) };
    for covered in site.policy.covered_by(source) {
        let ended_at = last_run_ended_at(read, &covered, made_from, times)?;
        if ended_at > facts.last_run_ended_at {
            facts.last_run_ended_at = ended_at;
            facts.last_run_on = (covered != system.id).then_some(covered);
        }
    }
    Ok(BackupsLearnt { facts, newest_refuted })
}

/// What is told where no backup is known: then all entries were read.
fn newest_not_restored(backups: &Backups) -> Option<NotRestored> {
    let made_at = |why: &backup::NotRestored| why.known.as_ref().map(|known| known.backup.at);
    let newest = backups.not_restored().max_by_key(|(id, why)| (made_at(why), *id));
    newest.map(|(id, why)| NotRestored { id: id.to_owned(), at: why.failed.at, by: why.failed.by.clone() })
}

/// The newest backup that counts for a system, whatever it is worth.
pub(super) fn newest_for(site: &Site<'_>, read: &mut dyn Read, system: &System) -> Result<Option<Known>, StoreError> {
    let source = site.policy.backed_up_with(system);
    let backups = newest_backups(read, &source.id, site.caller.now, site.policy.max_clock_skew)?;
    Ok(backups.newest_first().first().map(|newest| (*newest).clone()))
}

/// The last look at a system's backups, where it found the newest to be no good.
pub(super) fn newest_refuted(
    site: &Site<'_>,
    read: &mut dyn Read,
    system: &System,
) -> Result<Option<RefutedLook>, StoreError> {
    let backups = newest_backups(read, &system.id, site.caller.now, site.policy.max_clock_skew)?;
    Ok(backups.last_refuted().cloned())
}

/// The restore of that backup that failed, where none has succeeded since: told by the drills and deletions of the system
/// alone, of which there are few.
pub(super) fn failed_restore(
    read: &mut dyn Read,
    system: &SystemId,
    id: &str,
) -> Result<Option<FailedRestore>, StoreError> {
    let subject = Backups::subject(system.as_str());
    let mut entries = Vec::new();
    for kind in ["backup.drilled", "backup.deleted"] {
        read.entries(&Which { subject: Some(&subject), kind: Some(kind), ..Which::default() }, &mut |entry| {
            entries.push(entry);
            ControlFlow::Continue(())
        })?;
    }
    entries.sort_by_key(|entry| entry.stamp.seq);
    let mut backups = Backups::default();
    entries.iter().try_for_each(|entry| aggregate::apply(&mut backups, entry))?;
    Ok(backups.failed_restore(id).cloned())
}

/// How many of a system's newest entries are asked for at first.
const FEW: u64 = 6;

/// What [`learn`] asks first of the backups with that subject.
pub(super) fn newest_of(backups: &Subject) -> Question<'_> {
    Question::Entries(newest(backups, FEW))
}

fn newest(backups: &Subject, limit: u64) -> Which<'_> {
    Which { subject: Some(backups), newest_first: true, limit: Some(limit), ..Which::default() }
}

/// What [`learn`] asks of the runs on a system, where there is a backup since `from`.
pub(super) fn ends_on(system: &SystemId, from: DateTime<Utc>) -> impl Iterator<Item = Question<'_>> {
    ENDS.into_iter().map(move |kind| Question::Entries(ends_of(system, kind, from)))
}

/// How runs end.
const ENDS: [&str; 3] = ["run.finished", "run.interrupted", "run.ended-late"];

fn ends_of<'w>(system: &'w SystemId, kind: &'w str, from: DateTime<Utc>) -> Which<'w> {
    let label = Some(("system", system.as_str()));
    Which { kind: Some(kind), label, since: Some(from), newest_first: true, ..Which::default() }
}

/// The backups of a system, folded from as few of its newest entries as are sure to tell which decide, so that a system may
/// have a million older ones; from all of them where these do not tell.
fn newest_backups(
    read: &mut dyn Read,
    system: &SystemId,
    fresh_from: DateTime<Utc>,
    skew: TimeDelta,
) -> Result<Backups, StoreError> {
    let subject = Backups::subject(system.as_str());
    for limit in [FEW, 48, 384] {
        let mut newest = Vec::new();
        read.entries(&self::newest(&subject, limit), &mut |entry| {
            newest.push(entry);
            ControlFlow::Continue(())
        })?;
        let mut backups = Backups::default();
        newest.iter().rev().try_for_each(|entry| aggregate::apply(&mut backups, entry))?;
        let Some(first) = newest.last() else { return Ok(backups) };
        // What was recorded before them was made before them, as far as clocks agree; and what was made after them was
        // recorded after them.
        let unseen_until = first.stamp.at + skew * 2;
        let all = u64::try_from(newest.len()).is_ok_and(|found| found < limit);
        if all || (unseen_until < fresh_from && backups.stand_alone_after(unseen_until)) {
            return Ok(backups);
        }
    }
    ledger::load(read, system.as_str())
}

/// When the last run on the system ended since `from`, failed and interrupted ones included. What a person settles later
/// ended before, and a command that could not be started has altered nothing.
fn last_run_ended_at(
    read: &mut dyn Read,
    system: &SystemId,
    from: DateTime<Utc>,
    times: &Timekeeping,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut last = None;
    for kind in ENDS {
        read.entries(&ends_of(system, kind, from), &mut |entry| {
            let event = Change::decode(&entry.kind, entry.dv, &entry.data).and_then(Result::ok);
            if matches!(&event, Some(Event::Finished(how) | Event::EndedLate(how)) if how.outcome == Outcome::NotStarted) {
                return ControlFlow::Continue(());
            }
            last = last.max(Some(times.made_at(entry.stamp.seq, entry.stamp.at)));
            ControlFlow::Break(())
        })?;
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        backup::{Confirmed, Deleted, DrillEnd, Drilled, Event as BackupEvent, Refuted, Source, Taken},
        ledger::{Found, Lease, Query, Stored},
        policy::Evidence,
        record::{Act, Claims, Digest, Entry, Head},
        tools::Backup,
    };

    /// The entries of one system, and nothing else.
    struct Story(Vec<Entry>);

    impl Read for Story {
        fn now(&mut self) -> ledger::Result<Option<DateTime<Utc>>> {
            unreachable!()
        }
        fn head(&mut self) -> ledger::Result<Option<Head>> {
            unreachable!()
        }
        fn entries(&mut self, which: &Which<'_>, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) -> ledger::Result<()> {
            let mut entries = self.0.clone();
            if which.newest_first {
                entries.reverse();
            }
            let most = which.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
            _ = entries.into_iter().take(most).try_for_each(each);
            Ok(())
        }
        fn stored(&mut self, _: u64, _: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>) -> ledger::Result<()> {
            unreachable!()
        }
        fn find(&mut self, _: &Query<'_>) -> ledger::Result<Vec<Found>> {
            unreachable!()
        }
        fn hash(&mut self, _: u64) -> ledger::Result<Option<Digest>> {
            unreachable!()
        }
        fn attachments(&mut self) -> ledger::Result<Vec<Digest>> {
            unreachable!()
        }
        fn leases(&mut self) -> ledger::Result<Vec<Lease>> {
            unreachable!()
        }
        fn attachment(&mut self, _: Digest) -> ledger::Result<Option<Vec<u8>>> {
            unreachable!()
        }
        fn lease(&mut self, _: &str) -> ledger::Result<Option<Lease>> {
            unreachable!()
        }
    }

    const SKEW: TimeDelta = TimeDelta::seconds(30);

    /// What happened so many minutes after what happened before, to the backup so many before the newest.
    #[derive(Debug, Clone)]
    struct Happening {
        minutes: i64,
        back: usize,
        what: What,
    }

    #[derive(Debug, Clone)]
    enum What {
        Made { by: Source, evidence: Evidence, refers: bool },
        LookedAtAgain { by: Source, evidence: Evidence, by_id: bool },
        Refuted { by_place: bool, by_id: bool },
        AllRefuted,
        Taken,
        Drilled(DrillEnd),
        Deleted,
    }

    fn happening() -> impl Strategy<Value = Happening> {
        let source = || prop_oneof![Just(Source::Tool), Just(Source::Person)];
        let evidence = || prop_oneof![Just(Evidence::Attested), Just(Evidence::Present), Just(Evidence::Verified)];
        let what = prop_oneof![
            4 => (source(), evidence(), prop::bool::weighted(0.1))
                .prop_map(|(by, evidence, refers)| What::Made { by, evidence, refers }),
            2 => (source(), evidence(), any::<bool>())
                .prop_map(|(by, evidence, by_id)| What::LookedAtAgain { by, evidence, by_id }),
            1 => (any::<bool>(), any::<bool>()).prop_map(|(by_place, by_id)| What::Refuted { by_place, by_id }),
            1 => Just(What::AllRefuted),
            1 => Just(What::Taken),
            1 => prop_oneof![Just(DrillEnd::Restored), Just(DrillEnd::Failed)].prop_map(What::Drilled),
            1 => Just(What::Deleted),
        ];
        (0_i64..40, 0_usize..60, what).prop_map(|(minutes, back, what)| Happening { minutes, back, what })
    }

    fn backup(at: DateTime<Utc>, evidence: Evidence, refers_to: Vec<String>) -> Backup {
        Backup {
            id: format!("b@{}", at.timestamp()),
            level: 0,
            at,
            started_at: None,
            finished_at: None,
            verified_at: None,
            evidence,
            bytes: None,
            source: format!("srv/{}", at.timestamp()),
            sha256: None,
            refers_to,
            copy_of: None,
            checks: Vec::new(),
        }
    }

    /// The entries, and when the last was written.
    fn told(happenings: &[Happening]) -> (Story, DateTime<Utc>) {
        let mut now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let mut made: Vec<Backup> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for Happening { minutes, back, what } in happenings {
            now += TimeDelta::minutes(*minutes);
            let earlier = made.len().checked_sub(1 + back).map(|place| made[place].clone());
            let event = match (what, earlier) {
                (What::Made { by, evidence, refers }, earlier) => {
                    let refers_to = earlier.filter(|_| *refers).map(|earlier| earlier.id).into_iter().collect();
                    let backup = backup(now - TimeDelta::minutes(*minutes), *evidence, refers_to);
                    made.push(backup.clone());
                    BackupEvent::Confirmed(Box::new(Confirmed { by: *by, ..Confirmed::by_hand(backup) }))
                }
                (What::LookedAtAgain { by, evidence, by_id }, Some(earlier)) => {
                    let backup = Backup { evidence: *evidence, ..earlier };
                    let confirmed = Confirmed { by: *by, by_id: *by_id, ..Confirmed::by_hand(backup) };
                    BackupEvent::Confirmed(Box::new(confirmed))
                }
                (What::Drilled(end), Some(earlier)) => BackupEvent::Drilled(Drilled {
                    id: earlier.id,
                    end: *end,
                    argv: Vec::new(),
                    exit_code: 0,
                    begun_at: now,
                    ended_at: now,
                    output_sha256: None,
                    output: None,
                }),
                (What::Deleted, Some(Backup { id, level, at, source, .. })) => {
                    let (reasons, way) = (Vec::new(), Vec::new());
                    BackupEvent::Deleted(Deleted { id, level, at, source, reasons, way })
                }
                (What::Refuted { by_place, by_id }, Some(Backup { id, source, .. })) => {
                    let (id, place) = if *by_place { (format!("{id}@new"), Some(source)) } else { (id, None) };
                    BackupEvent::Refuted(Refuted { place, by_id: *by_id, ..Refuted::known(id, Vec::new()) })
                }
                (What::AllRefuted, _) => {
                    BackupEvent::Refuted(Refuted { id: None, all: true, ..Refuted::known(String::new(), Vec::new()) })
                }
                _ => BackupEvent::Taken(Taken { argv: Vec::new(), exit_code: 0, elapsed_ms: 1, output: None }),
            };
            let act = Act {
                id: String::new(),
                now,
                actor: "o".to_owned(),
                claims: Claims::default(),
                policy: None,
                tzdb: None,
            };
            let previous = entries.last().map_or(Digest::ZERO, |entry| entry.hash);
            let seq = entries.len() as u64 + 1;
            entries.push(Entry::compose(Backups::draft("db", &event), &act, 0, seq, now, previous).unwrap());
        }
        (Story(entries), now)
    }

    /// Those that can decide.
    fn deciding(backups: &Backups, fresh_from: DateTime<Utc>) -> Vec<(Known, Vec<String>)> {
        let newest_first = backups.newest_first().into_iter().enumerate();
        newest_first
            .filter(|(place, known)| *place == 0 || known.backup.at >= fresh_from)
            .map(|(_, known)| (known.clone(), backups.missing(&known.backup)))
            .collect()
    }

    proptest! {
        #[test]
        fn the_newest_entries_tell_what_all_of_them_tell(
            happenings in prop::collection::vec(happening(), 0..150),
            age in 0_i64..2_000,
        ) {
            let (mut story, now) = told(&happenings);
            let fresh_from = now - TimeDelta::minutes(age);
            let system: SystemId = SystemId::parse("db").unwrap();
            let newest = newest_backups(&mut story, &system, fresh_from, SKEW).unwrap();
            let all = ledger::load::<Backups>(&mut story, "db").unwrap();
            prop_assert_eq!(deciding(&newest, fresh_from), deciding(&all, fresh_from));
            prop_assert_eq!(newest.last_refuted(), all.last_refuted());
        }
    }
}
