//! Why the gate is closed, in sentences: what is wrong, for whom, by which clock, and what to do about it.

mod backup;
mod people;
mod time;
mod trust;

use std::{collections::HashMap, fmt};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Clock, briefly, customers, times};
use crate::{
    app::answers::{BackupWay, Footing, Places, Slots, SystemBackups, Verdict},
    change::ChangeId,
    gate::{Cause, Missed, Reason},
    output::harmless::harmless,
    policy::{CustomerId, Rules, SystemId},
};

/// What the sentence about a reason needs to know beside the reason.
#[derive(Debug, Clone, Copy)]
pub struct ReasonContext<'a> {
    /// The system that the work stops.
    pub system: &'a SystemId,
    /// Its name for people.
    pub system_name: &'a str,
    /// The affected customers.
    pub places: &'a Places,
    /// The change, if one was asked about.
    pub change: Option<ChangeId>,
    /// The instant that was judged.
    pub at: DateTime<Utc>,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// How long the service stands still.
    pub downtime: TimeDelta,
    /// How long the work takes.
    pub duration: TimeDelta,
    /// The rules that the work was held against, where they are at hand.
    pub rules: Option<&'a Rules>,
    /// How a backup of the system comes about.
    pub backup_way: BackupWay,
    /// The system whose backups count, if they are not the system's own.
    pub backup_of: Option<&'a SystemId>,
}

impl<'a> ReasonContext<'a> {
    /// For the reasons of a verdict.
    pub fn of_verdict(verdict: &'a Verdict) -> Self {
        Self {
            system: &verdict.system,
            system_name: &verdict.system_name,
            places: &verdict.places,
            change: verdict.change.map(|(id, _)| id),
            at: verdict.decision.at,
            now: verdict.footing.now,
            downtime: verdict.downtime,
            duration: verdict.duration,
            rules: Some(&verdict.rules),
            backup_way: verdict.backup_way,
            backup_of: verdict.decision.backup_of.as_ref(),
        }
    }

    /// For why there is no slot.
    pub fn of_slots(slots: &'a Slots) -> Self {
        let Slots { system, places, downtime, duration, footing, .. } = slots;
        Self {
            system,
            system_name: system.as_str(),
            places,
            change: None,
            at: footing.now,
            now: footing.now,
            downtime: *downtime,
            duration: *duration,
            rules: None,
            backup_way: BackupWay::Take,
            backup_of: None,
        }
    }

    /// For what is wrong with a system's backups.
    pub fn of_backups(backups: &'a SystemBackups, footing: &Footing) -> Self {
        Self {
            system: &backups.system,
            system_name: backups.system.as_str(),
            places: &backups.places,
            change: None,
            at: footing.now,
            now: footing.now,
            downtime: TimeDelta::zero(),
            duration: TimeDelta::zero(),
            rules: None,
            backup_way: backups.way,
            backup_of: backups.of.as_ref(),
        }
    }
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong: whole sentences.
    pub what: String,
    /// What to do about it, where it does not pass by itself.
    pub remedy: Option<Remedy>,
}

/// What a person can do about a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// A sentence without its full stop.
    pub how: String,
    /// The command that does it.
    pub command: Option<String>,
}

impl Explanation {
    /// A reason that passes by itself.
    fn passing(what: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: None }
    }

    /// A reason about which a person can do something without okno.
    fn with(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: Some(Remedy { how: how.into(), command: None }) }
    }

    /// A reason for which there is a command.
    fn cured_by(what: impl Into<String>, how: impl Into<String>, command: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: Some(Remedy { how: how.into(), command: Some(command.into()) }) }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.remedy {
            None => Ok(()),
            Some(Remedy { how, command: Some(command) }) => write!(f, " {how}: {command}"),
            Some(Remedy { how, command: None }) => write!(f, " {how}."),
        }
    }
}

/// The whole sentence of a reason, on one line.
pub fn reason(reason: &Reason, context: &ReasonContext<'_>) -> String {
    explain(reason, context).to_string()
}

/// The same reason for several customers: thousands of them share a few nights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared<'a> {
    /// That of the first of them.
    pub reason: &'a Reason,
    /// Who has it; none where it is nobody's in particular.
    pub customers: Vec<&'a CustomerId>,
}

impl<'a> Shared<'a> {
    fn of(reason: &'a Reason) -> Self {
        Self { reason, customers: reason.customer.iter().collect() }
    }
}

/// The reasons in their order, those once that differ in nothing but the customer.
pub fn shared<'a>(reasons: &'a [Reason], context: &ReasonContext<'_>) -> Vec<Shared<'a>> {
    let place = |reason: &Reason| {
        let id = reason.customer.as_ref()?;
        let windows = context.rules.and_then(|rules| rules.windows.get(id));
        Some((context.places.known.get(id)?.zone.name(), windows))
    };
    let mut known: HashMap<_, Vec<usize>> = HashMap::new();
    let mut shared: Vec<Shared<'a>> = Vec::new();
    for reason in reasons {
        let at = place(reason);
        let alike = known.entry((reason.row(), at.map(|(zone, _)| zone), reason.retry_at)).or_default();
        let same = |index: &&usize| {
            let first = shared[**index].reason;
            reason.customer.is_some() && place(first) == at && first.is_like(reason)
        };
        if let Some(index) = alike.iter().find(same) {
            shared[*index].customers.extend(&reason.customer);
        } else {
            alike.push(shared.len());
            shared.push(Shared::of(reason));
        }
    }
    shared
}

/// What is to be said of a change that waiting makes too late, though all that closes the gate at present passes by itself.
pub fn outlasted(missed: &Missed, context: &ReasonContext<'_>) -> Explanation {
    let change = context.change.map_or_else(|| "The change".to_owned(), |id| id.to_string());
    let typed = context.change.map_or_else(|| "CHG-…".to_owned(), |id| id.to_string());
    let latest = times::moment(missed.latest_start_at, Clock::of(context.places), context.now);
    let why = if missed.then.is_empty() { "what closes the gate lasts longer" } else { "the gate will be closed then" };
    let what = format!("{change} has to start by {latest}, and {why}: waiting does not help.");
    Explanation::cured_by(what, "Give it another start", format!("okno reschedule {typed} --at …"))
}

/// A reason in words, what is wrong apart from what to do.
pub fn explain(reason: &Reason, context: &ReasonContext<'_>) -> Explanation {
    explain_shared(&Shared::of(reason), context)
}

/// The same of a reason that several customers share.
pub fn explain_shared(shared: &Shared<'_>, context: &ReasonContext<'_>) -> Explanation {
    let reason = shared.reason;
    let teller = Teller { reason, customers: &shared.customers, context };
    match &reason.cause {
        Cause::PolicyNotAdopted => teller.policy_not_adopted(),
        Cause::CustomerDoesIt => teller.customer_does_it(),
        Cause::CalendarUnknown { calendar, date, known_until, built_in } => {
            teller.calendar_unknown(calendar, *date, *known_until, *built_in)
        }
        Cause::OutsideWindow { opens_at } => teller.outside_window(*opens_at),
        Cause::DoesNotFit { closes_at, short_by } => teller.does_not_fit(*closes_at, *short_by),
        Cause::NoWindow { searched_until, lack } => teller.no_window(*searched_until, *lack),
        Cause::Frozen { why, from, until, recorded, through } => {
            teller.frozen(why, (*from, *until), *recorded, through)
        }
        Cause::StopTheLine { by, why, since, everywhere } => teller.stop_the_line(by, why, *since, *everywhere),
        Cause::Conflict { change, system, start_at, end_at, running } => {
            teller.conflict(*change, system, (*start_at, *end_at), *running)
        }
        Cause::StopsAddUp { total, changes } => teller.stops_add_up(*total, changes),
        Cause::InstructionMissing => teller.instruction_missing(),
        Cause::SpecificationMissing { kind } => Teller::specification_missing(*kind),
        Cause::NotPlanned { state } => teller.not_planned(*state),
        Cause::TooEarly { from } => teller.too_early(*from),
        Cause::TooLate { until } => teller.too_late(*until),
        Cause::ApprovalMissing { have, need } => teller.approval_missing(*have, *need),
        Cause::BackupMissing { not_restored } => teller.backup_missing(not_restored.as_ref()),
        Cause::BackupStale { id, at, staleness } => teller.backup_stale(id, *at, staleness),
        Cause::BackupUnconfirmed { id, have, need, missing } => teller.backup_unconfirmed(id, *have, *need, missing),
        Cause::BackupSourceDown { why } => teller.backup_source_down(why),
        Cause::CommandChanged { what } => teller.command_changed(what),
        Cause::ClockSuspect { now, newest_entry_at } => teller.clock_suspect(*now, *newest_entry_at),
        Cause::LedgerBroken { why } => Teller::ledger_broken(why),
        Cause::Busy { change, since, interrupted } => teller.busy(change, *since, *interrupted),
        Cause::ZoneDataOld { zone, have, newest } => Teller::zone_data_old(zone, have, newest),
    }
}

/// What others wrote, to go on or end a sentence of ours: harmless, and without a full stop of its own.
fn quoted(text: &str) -> String {
    harmless(text.trim().trim_end_matches('.')).into_owned()
}

/// Knows one reason and what surrounds it, and how to name people, systems and instants.
struct Teller<'a> {
    reason: &'a Reason,
    /// The customers that it is told of; none where it is nobody's in particular.
    customers: &'a [&'a CustomerId],
    context: &'a ReasonContext<'a>,
}

impl<'a> Teller<'a> {
    /// The clock of the customer whose rule it is, else the one that all customers share.
    fn clock(&self) -> Clock<'a> {
        let places = self.context.places;
        let own = self.reason.customer.as_ref().and_then(|id| places.known.get(id));
        own.map_or_else(|| Clock::of(places), |place| Clock::Local(&place.zone))
    }

    /// The customer whose rule it is, else all of them.
    fn whom(&self) -> String {
        let places = self.context.places;
        match self.customers {
            [] => customers(places),
            whom => briefly(whom, places),
        }
    }

    fn system(&self) -> String {
        harmless(self.context.system_name).into_owned()
    }

    /// `CHG-12`, or `the change` where it has no number yet.
    fn change(&self) -> String {
        self.context.change.map_or_else(|| "The change".to_owned(), |id| id.to_string())
    }

    /// The change as it is typed after a command.
    fn change_typed(&self) -> String {
        self.context.change.map_or_else(|| "CHG-…".to_owned(), |id| id.to_string())
    }

    /// `14:00 on Tuesday, 24 November (Asia/Yekaterinburg; 09:00 UTC)`.
    fn moment(&self, at: DateTime<Utc>) -> String {
        times::moment(at, self.clock(), self.context.now)
    }

    /// `14:00 on Tuesday, 24 November (Asia/Yekaterinburg; 09:00 UTC), in 5 h`.
    fn coming(&self, at: DateTime<Utc>) -> String {
        format!("{}, {}", self.moment(at), times::distance(at, self.context.now))
    }

    /// `22:00 (17:00 UTC), in 8 h`, after a sentence that named the instant that was judged.
    fn next(&self, at: DateTime<Utc>) -> String {
        let context = self.context;
        let beside = times::beside(at, self.clock(), context.at, context.now);
        format!("{beside}, {}", times::distance(at, context.now))
    }
}
