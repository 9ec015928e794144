//! When a copy is old enough to go.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use crate::{calendar::Zone, policy::Stay};

/// When the rule of its level lets a copy go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// The last local day on which it stays.
    pub last_day: NaiveDate,
    /// The end of that day.
    pub at: DateTime<Utc>,
}

/// When a copy made at `at` may go: at the end of the local day so many days, months or years later; of several zones
/// whichever is the last. A month ends where it is shorter: 31 January and a month is 28 or 29 February; 29 February and
/// a year is 1 March.
pub fn expiry(stay: Stay, at: DateTime<Utc>, zones: &[&Zone]) -> Expiry {
    let in_zone = |zone: &&Zone| {
        let last_day = last_day(stay, zone.date(at));
        Expiry { last_day, at: zone.next_midnight(last_day) }
    };
    let never = Expiry { last_day: NaiveDate::MAX, at: DateTime::<Utc>::MAX_UTC };
    zones.iter().map(in_zone).max_by_key(|expiry| expiry.at).unwrap_or(never)
}

fn last_day(stay: Stay, made_on: NaiveDate) -> NaiveDate {
    let later = match stay {
        Stay::Days(days) => made_on.checked_add_days(Days::new(days.into())),
        Stay::Months(months) => made_on.checked_add_months(Months::new(months.into())),
        Stay::Years(years) => {
            let same_day = made_on.with_year(made_on.year() + i32::from(years));
            let day_after = made_on.succ_opt().and_then(|next| next.with_year(next.year() + i32::from(years)));
            same_day.or(day_after)
        }
    };
    later.unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_months_and_years_end_where_the_calendar_does() {
        for (stay, made_on, expected) in [
            (Stay::Days(8), "2026-12-28", "2027-01-05"),
            (Stay::Months(1), "2026-01-31", "2026-02-28"),
            (Stay::Months(1), "2028-01-31", "2028-02-29"),
            (Stay::Months(1), "2026-03-31", "2026-04-30"),
            (Stay::Months(1), "2026-02-28", "2026-03-28"),
            (Stay::Years(1), "2026-01-04", "2027-01-04"),
            (Stay::Years(1), "2028-02-29", "2029-03-01"),
            (Stay::Years(4), "2028-02-29", "2032-02-29"),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            assert_eq!(last_day(stay, day(made_on)), day(expected), "{stay} from {made_on}");
        }
    }
}
