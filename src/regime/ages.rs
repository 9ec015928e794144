//! How old the backups of a level may be, for monitoring: what counts there is how things stand now, not what was missed
//! once.

use chrono::{DateTime, TimeDelta, Utc};

use super::{LevelStanding, Standing, WhyIgnored, slack};
use crate::policy::Rhythm;

/// How a system fares, from well to ill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Every level has a backup that is young enough.
    Good,
    /// Some level's newest backup is older than its period and the time that a backup may take.
    Old,
    /// Some level's newest backup is older than two periods and that time, or there is none.
    TooOld,
}

/// The length of a period, as far as ages go.
pub const fn period(rhythm: Rhythm) -> TimeDelta {
    match rhythm {
        Rhythm::Hourly => TimeDelta::hours(1),
        Rhythm::Daily => TimeDelta::hours(24),
        Rhythm::Weekly(_) => TimeDelta::days(7),
    }
}

/// An older backup is [`Grade::Old`].
pub fn old_from(rhythm: Rhythm) -> TimeDelta {
    period(rhythm) + slack(rhythm)
}

/// An older backup is [`Grade::TooOld`].
pub fn too_old_from(rhythm: Rhythm) -> TimeDelta {
    period(rhythm) * 2 + slack(rhythm)
}

impl LevelStanding {
    /// The age of the newest backup that fills slots of this level; never negative.
    pub fn age(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.newest.as_ref().map(|newest| (now - newest.at).max(TimeDelta::zero()))
    }

    /// How this level fares.
    pub fn grade(&self, now: DateTime<Utc>) -> Grade {
        match self.age(now) {
            Some(age) if age <= old_from(self.rhythm) => Grade::Good,
            Some(age) if age <= too_old_from(self.rhythm) => Grade::Old,
            _ => Grade::TooOld,
        }
    }
}

impl Standing {
    /// How the worst level fares; a backup of the future means that some clock is wrong.
    pub fn grade(&self, now: DateTime<Utc>) -> Grade {
        let worst = self.levels.iter().map(|level| level.grade(now)).max().unwrap_or(Grade::Good);
        if self.has_future() { worst.max(Grade::Old) } else { worst }
    }

    /// Whether there is a backup of the future.
    pub fn has_future(&self) -> bool {
        self.ignored.iter().any(|ignored| ignored.why == WhyIgnored::Future)
    }
}
