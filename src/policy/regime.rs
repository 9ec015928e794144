//! The backup regime: how often a backup of each level is made (R9.1).
//!
//! It opens no gate: that is `backup-max-age`'s and `backup-evidence`'s business. It says what is due and what was missed.

use chrono::Weekday;

use super::{Policy, System};
use crate::calendar::{ZoneName, weekday_word};

/// What `backup-regime` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupRegime {
    /// `"none"`: no productive installation, so nothing is due.
    NotKept,
    /// Backups are due by this.
    Kept(Regime),
}

/// How often a backup of each level is due, and on whose clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regime {
    /// By level, 0 first; `None`: no backup of that level is due by itself.
    pub rhythms: [Option<Rhythm>; 3],
    /// Whose clock tells hours, days and weeks; `None`: that of the system's customers.
    pub zone: Option<ZoneName>,
    /// Which levels fill a slot.
    pub satisfies: Satisfies,
}

impl Regime {
    /// What the regulation asks for (R9.1): level 0 every Sunday, level 1 every day, level 2 every hour.
    pub const REGULATION: Self = Self {
        rhythms: [Some(Rhythm::Weekly(Weekday::Sun)), Some(Rhythm::Daily), Some(Rhythm::Hourly)],
        zone: None,
        satisfies: Satisfies::Upward,
    };

    /// The levels that are due by themselves, the fullest first.
    pub fn levels(&self) -> impl Iterator<Item = (u8, Rhythm)> + '_ {
        (0..).zip(&self.rhythms).filter_map(|(level, rhythm)| Some((level, (*rhythm)?)))
    }
}

/// How often a backup is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rhythm {
    /// Every hour that the clock shows.
    Hourly,
    /// Every date.
    Daily,
    /// On that day of every week.
    Weekly(Weekday),
}

impl Rhythm {
    /// All of them, in the order of how often.
    pub const ALL: [Self; 9] = [
        Self::Hourly,
        Self::Daily,
        Self::Weekly(Weekday::Mon),
        Self::Weekly(Weekday::Tue),
        Self::Weekly(Weekday::Wed),
        Self::Weekly(Weekday::Thu),
        Self::Weekly(Weekday::Fri),
        Self::Weekly(Weekday::Sat),
        Self::Weekly(Weekday::Sun),
    ];

    /// The word for it in windows.toml.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly(day) => weekday_word(day),
        }
    }
}

/// Which backups fill a slot of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Satisfies {
    /// Those of that level, and fuller ones: Sunday's level 0 is that day's level 1 and that hour's level 2.
    Upward,
    /// Those of that very level.
    Exact,
}

impl Satisfies {
    /// The word for it in windows.toml.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upward => "upward",
            Self::Exact => "exact",
        }
    }

    /// Whether a backup of level `made` fills a slot of level `wanted`.
    pub const fn fills(self, made: u8, wanted: u8) -> bool {
        match self {
            Self::Upward => made <= wanted,
            Self::Exact => made == wanted,
        }
    }
}

impl Policy {
    /// The regime of a system: its own, else that of `[policy]`, else the regulation's; `None`: nothing is due.
    pub fn regime_of<'a>(&'a self, system: &'a System) -> Option<&'a Regime> {
        const REGULATION: &BackupRegime = &BackupRegime::Kept(Regime::REGULATION);
        match system.regime.as_ref().or(self.regime.as_ref()).unwrap_or(REGULATION) {
            BackupRegime::NotKept => None,
            BackupRegime::Kept(regime) => Some(regime),
        }
    }
}
