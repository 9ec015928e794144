//! How long copies stay (R9.3): what windows.toml says of it, and what holds where it says nothing.

use std::fmt;

use super::{Policy, System};
use crate::calendar::ZoneName;

/// How long copies of one level stay, in whole days, calendar months or calendar years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stay {
    /// So many days.
    Days(u16),
    /// So many calendar months.
    Months(u16),
    /// So many calendar years.
    Years(u16),
}

impl fmt::Display for Stay {
    /// As windows.toml writes it: `8d`, `1month`, `1y`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "{days}d"),
            Self::Months(1) => f.write_str("1month"),
            Self::Months(months) => write!(f, "{months}months"),
            Self::Years(years) => write!(f, "{years}y"),
        }
    }
}

/// `retention = { … }` as one table sets it; `None`: not set there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RetentionTerms {
    /// How long copies of level 0, 1 and 2 stay.
    pub levels: [Option<Stay>; 3],
    /// Whether the first level 0 of each calendar year stays for ever.
    pub first_of_year: Option<bool>,
    /// Whose clock tells days and years.
    pub zone: Option<ZoneName>,
}

/// How long the copies of one system stay.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Retention {
    /// How long copies of level 0, 1 and 2 stay.
    pub levels: [Stay; 3],
    /// Whether the first level 0 of each calendar year stays for ever.
    pub first_of_year: bool,
    /// Whose clock tells days and years; `None`: the customers' own, whichever keeps longer.
    pub zone: Option<ZoneName>,
}

impl Default for Retention {
    /// As the regulation has it.
    fn default() -> Self {
        Self { levels: [Stay::Years(1), Stay::Months(1), Stay::Days(8)], first_of_year: true, zone: None }
    }
}

impl Policy {
    /// How long the copies of the system stay: what the system sets, else what `[policy]` sets, else the regulation's.
    pub fn retention(&self, system: &System) -> Retention {
        let built_in = Retention::default();
        let (own, general) = (&system.retention, &self.retention);
        let levels =
            std::array::from_fn(|level| own.levels[level].or(general.levels[level]).unwrap_or(built_in.levels[level]));
        Retention {
            levels,
            first_of_year: own.first_of_year.or(general.first_of_year).unwrap_or(built_in.first_of_year),
            zone: own.zone.clone().or_else(|| general.zone.clone()),
        }
    }
}
