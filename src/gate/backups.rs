//! Rows 16–18: is there a fresh, confirmed backup (R8.3)?

use chrono::{DateTime, TimeDelta, Utc};

use super::{BackupFacts, Cause, KnownBackup, Question, Reason, Staleness};

/// What the backups of a system are held against.
pub(super) struct Judging<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) facts: &'a BackupFacts,
    /// The instant asked about.
    pub(super) at: DateTime<Utc>,
    /// When the work starts: `at`, or a planned start after it.
    pub(super) start: DateTime<Utc>,
}

impl<'a> Judging<'a> {
    /// The newest backup that meets everything, else the newest there is; and what is wrong with it.
    pub(super) fn judge(&self) -> (Option<&'a KnownBackup>, Option<Reason>) {
        if self.facts.unasked {
            return (None, None);
        }
        let by_age = |known: &&'a KnownBackup| known.backup.at;
        let fitting = self.facts.known.iter().filter(|known| self.fault(known).is_none()).max_by_key(by_age);
        if fitting.is_some() {
            return (fitting, None);
        }
        let newest = self.facts.known.iter().max_by_key(by_age);
        let cause = match newest {
            Some(known) => self.fault(known),
            None => Some(Cause::BackupMissing { not_restored: self.facts.not_restored.clone() }),
        };
        (newest, cause.map(|cause| self.reason(cause)))
    }

    fn fault(&self, known: &KnownBackup) -> Option<Cause> {
        let backup = &known.backup;
        if let Some(staleness) = self.staleness(backup.at) {
            return Some(Cause::BackupStale { id: backup.id.clone(), at: backup.at, staleness });
        }
        let need = self.question.rules.backup_evidence;
        (backup.evidence < need || !known.missing.is_empty()).then(|| Cause::BackupUnconfirmed {
            id: backup.id.clone(),
            have: backup.evidence,
            need,
            missing: known.missing.clone(),
        })
    }

    fn staleness(&self, made_at: DateTime<Utc>) -> Option<Staleness> {
        let max_age = self.question.rules.backup_max_age;
        let ahead = made_at - self.at;
        if ahead > self.question.max_clock_skew {
            return Some(Staleness::FromTheFuture { ahead });
        }
        if let Some(ended_at) = self.facts.last_run_ended_at.filter(|ended_at| made_at <= *ended_at) {
            return Some(Staleness::BeforeLastRun { ended_at, on: self.facts.last_run_on.clone() });
        }
        let age = self.start - made_at;
        (age > max_age).then_some(Staleness::TooOld { age: age.max(TimeDelta::zero()), max_age })
    }

    /// While the start is farther away than a backup may be old, none can be fresh for it yet.
    fn reason(&self, cause: Cause) -> Reason {
        let max_age = self.question.rules.backup_max_age;
        if self.start - self.at > max_age {
            return Reason::time(cause, Some(self.start - max_age));
        }
        Reason::somebody(cause)
    }
}
