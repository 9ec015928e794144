//! Reasons of time: calendars, windows, freezes, the planned start, a system that is busy.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::{Explanation, Teller, quoted};
use crate::{
    calendar::length,
    change::ChangeId,
    freeze::FreezeId,
    output::{
        harmless::harmless,
        words::{
            first_few, hours, listed,
            times::{is_present, long_date},
        },
    },
    policy::{CalendarId, SystemId},
};

impl Teller<'_> {
    pub(super) fn calendar_unknown(
        &self,
        calendar: &CalendarId,
        date: NaiveDate,
        known_until: NaiveDate,
    ) -> Explanation {
        let year = self.context.now.year();
        let unknown = long_date(date, year);
        let knows = if date > known_until {
            format!("ends on {}", long_date(known_until, year))
        } else {
            "does not cover that date".to_owned()
        };
        let what = format!(
            "Nobody can tell whether {unknown} is a working day for {whom}: the calendar {calendar:?} {knows}. \
             A night that may not be one opens no window.",
            whom = self.whom(),
            calendar = calendar.as_str(),
        );
        let how = format!("Add the missing dates to [calendars.{calendar}] in windows.toml, then put it in force");
        Explanation::cured_by(what, how, "okno policy adopt")
    }

    pub(super) fn outside_window(&self, opens_at: Option<DateTime<Utc>>) -> Explanation {
        let begins = if is_present(self.context.at, self.context.now) { "it is" } else { "the work would start at" };
        let mut what = format!("For {} {begins} {}; {}.", self.whom(), self.moment(self.context.at), self.allowed());
        if let Some(opens_at) = opens_at {
            _ = write!(what, " The next window that is long enough opens at {}.", self.next(opens_at));
        }
        Explanation::passing(what)
    }

    /// When such a stop may be made.
    fn allowed(&self) -> String {
        let stop = length::words(self.context.downtime);
        let windows =
            self.context.rules.zip(self.reason.customer.as_ref()).and_then(|(rules, id)| rules.windows.get(id));
        match (windows.and_then(|windows| hours(windows)), self.context.rules) {
            (Some(hours), Some(rules)) => {
                let limit = length::words(rules.downtime_limit);
                format!("a stop of {stop} is longer than {limit} and may only be made {hours}")
            }
            _ => format!("a stop of {stop} may only be made inside an agreed window"),
        }
    }

    pub(super) fn does_not_fit(&self, closes_at: DateTime<Utc>, short_by: TimeDelta) -> Explanation {
        let mut what = format!(
            "For {} the window closes at {}. Work of {} that starts at {} would go on for {} after that.",
            self.whom(),
            self.moment(closes_at),
            length::words(self.context.duration),
            self.moment(self.context.at),
            length::words(short_by),
        );
        if let Some(retry_at) = self.reason.retry_at {
            _ = write!(what, " The next window in which it fits opens at {}.", self.next(retry_at));
        }
        Explanation::passing(what)
    }

    pub(super) fn no_window(&self, searched_until: DateTime<Utc>, shared: bool) -> Explanation {
        let work = length::words(self.context.duration);
        let until = long_date(self.clock().reading(searched_until).date(), self.context.now.year());
        let whom = self.whom();
        if !shared {
            let what = format!("Until {until} {whom} has no window as long as the work, which takes {work}.");
            return Explanation::with(what, "Split the work into shorter pieces, or agree on a longer window");
        }
        let what = format!(
            "Until {until} there is no window that {whom} have in common and that is as long as the work, which takes {work}."
        );
        let how = "Do the work for one group of customers after the other, in waves";
        let (downtime, duration) = (length::typed(self.context.downtime), length::typed(self.context.duration));
        let system = self.context.system;
        let command = format!("okno slots --system {system} --downtime {downtime} --duration {duration} --waves");
        Explanation::cured_by(what, how, command)
    }

    pub(super) fn frozen(
        &self,
        why: &str,
        (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
        recorded: Option<FreezeId>,
        through: &[SystemId],
    ) -> Explanation {
        let (system, whom, why) = (self.system(), self.whom(), quoted(why));
        // One that begins only later is told when no start is free of it.
        let from = if from > self.context.at { format!(" from {}", self.moment(from)) } else { String::new() };
        let stopping = match through {
            [] => String::new(),
            through => format!(", since {} would stop with it", listed(through.iter().map(ToString::to_string))),
        };
        let nothing =
            |until: &str| format!("Nothing on {system} may be changed for {whom}{from}{until}{stopping}: {why}.");
        match until {
            Some(until) => {
                let until = self.moment(until);
                Explanation::passing(nothing(&format!(" until {until}")))
            }
            None if recorded.is_some() => Explanation::cured_by(
                nothing(" until somebody ends the freeze"),
                "Ask whoever recorded it, or end it",
                format!("okno freeze end {}", recorded.map(|id| id.to_string()).unwrap_or_default()),
            ),
            None => Explanation::with(
                nothing(", with no end in sight"),
                "The freeze stands in windows.toml, and ends when it is given an end there",
            ),
        }
    }

    pub(super) fn conflict(
        &self,
        change: ChangeId,
        system: &SystemId,
        (start_at, end_at): (DateTime<Utc>, Option<DateTime<Utc>>),
        running: bool,
    ) -> Explanation {
        let same = system == self.context.system;
        let related = if same {
            String::new()
        } else {
            format!(", and one of the two needs the other ({})", self.context.system)
        };
        let Some(end_at) = end_at else {
            let what = format!(
                "{change} was started on {system} at {}{related}; its process is gone, and nobody has said how it ended.",
                self.moment(start_at)
            );
            let command = format!("okno settle {change} --as done|failed --reason …");
            return Explanation::cured_by(what, "Look at the system, then say how it ended", command);
        };
        if running {
            return Explanation::passing(format!(
                "{change} is running on {system} since {}{related}, and is expected to end by {}.",
                self.moment(start_at),
                self.next(end_at)
            ));
        }
        Explanation::passing(format!(
            "{change} is planned for {system} from {} until {}{related}.",
            self.moment(start_at),
            self.next(end_at)
        ))
    }

    pub(super) fn stops_add_up(&self, total: TimeDelta, changes: &[ChangeId]) -> Explanation {
        let others = first_few(4, changes);
        let span =
            self.context.rules.map_or_else(|| "one span".to_owned(), |rules| length::words(rules.count_together));
        let mut what = format!(
            "With {others} this stop of {} would make {} of stops of {} within {span}: together they are a long one, and \
             that may only be made inside an agreed window.",
            length::words(self.context.downtime),
            length::words(total),
            self.system(),
        );
        if let Some(retry_at) = self.reason.retry_at {
            _ = write!(what, " They no longer add up for a start at {}.", self.next(retry_at));
        }
        Explanation::passing(what)
    }

    pub(super) fn too_early(&self, from: DateTime<Utc>) -> Explanation {
        Explanation::passing(format!("{} may not start before {}.", self.change(), self.coming(from)))
    }

    pub(super) fn too_late(&self, until: DateTime<Utc>) -> Explanation {
        let what = format!("{} had to start by {}, and that is past.", self.change(), self.moment(until));
        let command = format!("okno reschedule {} --at …", self.change_typed());
        Explanation::cured_by(what, "Give it another start", command)
    }

    pub(super) fn busy(&self, change: &str, since: DateTime<Utc>, interrupted: bool) -> Explanation {
        let (system, change, since) = (self.system(), harmless(change), self.moment(since));
        if interrupted {
            let what = format!(
                "{change} was started on {system} at {since}, its process is gone, and nobody has said how it ended."
            );
            let command = format!("okno settle {change} --as done|failed --reason …");
            return Explanation::cured_by(what, "Look at the system, then say how it ended", command);
        }
        Explanation::passing(format!("{change} is running on {system} since {since}; two changes never run at once."))
    }
}
