//! A first windows.toml, from a few answers: what `okno init` writes. Pure.

mod answers;
mod backups;
mod text;

use std::ops::RangeInclusive;

use chrono::{NaiveDate, Weekday};

pub use answers::{Named, Unfit, calendar_by_flag, dates, days_of_the_week, listed_days, words};
pub use backups::{
    backup_by_barman, backup_by_basebackup, backup_by_borg, backup_by_command, backup_by_files, backup_by_pg_dump,
    backup_by_pgbackrest, backup_by_restic, backup_by_sqlite, no_backup,
};

use super::{CalendarId, CustomerId, SystemBackup, SystemId};
use crate::calendar::ZoneName;

/// What was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Which days are worked.
    pub calendars: Vec<DraftCalendar>,
    /// Whose service stops.
    pub customers: Vec<DraftCustomer>,
    /// What a change stops.
    pub systems: Vec<DraftSystem>,
}

/// `[calendars.*]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCalendar {
    /// Its id.
    pub id: CalendarId,
    /// Its days.
    pub days: Days,
}

/// Which days of a calendar are worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// By Russia's production calendar, which is built in.
    Russian,
    /// By a week and a list.
    Listed {
        /// Free every week.
        weekend: Vec<Weekday>,
        /// The dates that are known.
        covers: RangeInclusive<NaiveDate>,
        /// Free beside the weekends, within `covers`.
        holidays: Vec<RangeInclusive<NaiveDate>>,
    },
}

/// `[customers.*]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCustomer {
    /// Its id.
    pub id: CustomerId,
    /// Its name for people.
    pub name: String,
    /// The zone of its wall clock.
    pub zone: ZoneName,
    /// Its calendar.
    pub calendar: CalendarId,
}

/// `[systems.*]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSystem {
    /// Its id.
    pub id: SystemId,
    /// Its name for people.
    pub name: String,
    /// Whose it is.
    pub customers: Vec<CustomerId>,
    /// How its backups are looked at; `None`: a person attests each by hand, and that is enough here.
    pub backup: Option<SystemBackup>,
}
