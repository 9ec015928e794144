//! What an entry of the ledger says, in one line.

use std::fmt::Write as _;

use super::{Clock, acceptance, brief, elapsed, listed};
use crate::{
    acceptance::{ClockEvent, Heads, Timekeeping},
    backup::{self, Backups, DrillEnd},
    calendar::length,
    change::{self, Change, Finished, Outcome, Refusal, Started},
    freeze::{self, Freeze},
    halt::{self, Line},
    output::harmless::harmless,
    policy::{ZoneDataEvent, ZoneDataSeen},
    record::{Aggregate, Entry},
};

/// What happened, in words; an entry that this okno does not know is named by its kind.
pub fn happened(entry: &Entry, on: Clock<'_>) -> String {
    let words = match entry.subject.stream() {
        Change::STREAM => Change::decode(&entry.kind, entry.dv, &entry.data)
            .and_then(Result::ok)
            .map(|event| of_change(&event, entry, on)),
        Backups::STREAM => {
            Backups::decode(&entry.kind, entry.dv, &entry.data).and_then(Result::ok).map(|event| of_backup(&event))
        }
        Line::STREAM => {
            Line::decode(&entry.kind, entry.dv, &entry.data).and_then(Result::ok).map(|event| of_line(&event))
        }
        Timekeeping::STREAM => Timekeeping::decode(&entry.kind, entry.dv, &entry.data)
            .and_then(Result::ok)
            .map(|event| of_clock(&event, entry, on)),
        Heads::STREAM => Heads::decode(&entry.kind, entry.dv, &entry.data)
            .and_then(Result::ok)
            .map(|what| accepted(&acceptance::head(&what), &what.reason)),
        ZoneDataSeen::STREAM => {
            ZoneDataSeen::decode(&entry.kind, entry.dv, &entry.data).and_then(Result::ok).map(|event| of_zones(&event))
        }
        Freeze::STREAM => Freeze::decode(&entry.kind, entry.dv, &entry.data)
            .and_then(Result::ok)
            .map(|event| of_freeze(&event, entry, on)),
        _ => of_kind(&entry.kind).map(str::to_owned),
    };
    let words = words.unwrap_or_else(|| entry.kind.replace(['.', '-', '_'], " "));
    harmless(&words).into_owned()
}

fn of_kind(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "ledger.created" => "the ledger was created",
        "policy.adopted" => "the rules of windows.toml were adopted",
        _ => return None,
    })
}

fn of_change(event: &change::Event, entry: &Entry, on: Clock<'_>) -> String {
    use change::Event;
    let brief = |at| brief(at, on, entry.stamp.at);
    match event {
        Event::Planned(plan) => match &plan.emergency {
            None => format!("planned: {}, to start {}", plan.title, brief(plan.start_at)),
            Some(incident) => {
                format!("planned as an EMERGENCY ({incident}): {}, to start {}", plan.title, brief(plan.start_at))
            }
        },
        Event::Rescheduled(to) => format!("moved, to start {}", brief(to.start_at)),
        Event::Cancelled(why) => format!("cancelled: {}", why.reason),
        Event::Approved(approved) => format!("approved, version {}", approved.version),
        Event::Rejected(why) => format!("rejected: {}", why.reason),
        Event::Refused(refusal) => refused(refusal),
        Event::Started(started) => run_started(started),
        Event::Finished(how) => run_finished(how),
        Event::EndedLate(how) => format!("{}; that was told after it had been settled", run_finished(how)),
        Event::Interrupted(gone) => format!("run {} was interrupted: {}", gone.run, gone.why),
        Event::Overridden(waiver) => format!(
            "OVERRIDE of {} until {} ({}): {}",
            listed(waiver.codes.clone()),
            brief(waiver.expires_at),
            waiver.ticket,
            waiver.reason
        ),
        Event::Reviewed(review) => match &review.note {
            Some(note) => format!("reviewed: {note}"),
            None => "reviewed".to_owned(),
        },
        Event::Settled(how) => format!("settled as {}: {}", how.settlement.as_str(), how.reason),
    }
}

fn accepted(what: &str, reason: &str) -> String {
    format!("ACCEPTED {what}: {reason}")
}

fn of_clock(event: &ClockEvent, entry: &Entry, on: Clock<'_>) -> String {
    match event {
        ClockEvent::Accepted(what) => accepted(&acceptance::clock(what), &what.reason),
        ClockEvent::Read(read) => acceptance::clock_read(read, on, entry.stamp.at),
    }
}

fn of_zones(event: &ZoneDataEvent) -> String {
    match event {
        ZoneDataEvent::Seen(_) => "a newer release of the zone data was seen".to_owned(),
        ZoneDataEvent::Accepted(what) => accepted(&acceptance::zone_data(what), &what.reason),
    }
}

fn of_freeze(event: &freeze::Event, entry: &Entry, on: Clock<'_>) -> String {
    match event {
        freeze::Event::Added(freeze::Added { from_at, until_at, customers, systems, reason }) => {
            let brief = |at| brief(at, on, entry.stamp.at);
            let names = customers.iter().map(ToString::to_string).chain(systems.iter().map(ToString::to_string));
            let names: Vec<String> = names.collect();
            let whom = if names.is_empty() { "everybody".to_owned() } else { listed(names) };
            let until = until_at.map(|at| format!(" until {}", brief(at))).unwrap_or_default();
            format!("frozen for {whom}: {reason}; from {}{until}", brief(*from_at))
        }
        freeze::Event::Ended(freeze::Ended { reason: Some(reason) }) => format!("the freeze was ended: {reason}"),
        freeze::Event::Ended(freeze::Ended { reason: None }) => "the freeze was ended".to_owned(),
    }
}

fn of_line(event: &halt::Event) -> String {
    let everything = || "everything".to_owned();
    match event {
        halt::Event::Halted(halt::Halted { system, reason }) => {
            format!("HALTED {}: {reason}", system.as_ref().map_or_else(everything, ToString::to_string))
        }
        halt::Event::Resumed(halt::Resumed { system }) => {
            format!("resumed {}", system.as_ref().map_or_else(everything, ToString::to_string))
        }
    }
}

fn refused(refusal: &Refusal) -> String {
    let mut codes: Vec<_> = refusal.reasons.iter().map(|reason| reason.code.clone()).collect();
    codes.dedup();
    format!("asked to run and was refused: {}", listed(codes))
}

fn run_started(started: &Started) -> String {
    let of = started.backup_of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    let backup = match (&started.backup, started.evidence, &started.no_backup) {
        (Some(id), Some(evidence), _) => format!(", bound to the backup {id}{of} ({evidence})"),
        (Some(id), None, _) => format!(", bound to the backup {id}{of}"),
        (None, _, Some(why)) => format!(" without a backup, since there is nothing to back up: {why}"),
        (None, _, None) => String::new(),
    };
    let waived = match started.waived.as_slice() {
        [] => String::new(),
        codes => format!(" under an OVERRIDE of {}", listed(codes.iter().cloned())),
    };
    format!("run {} started{waived}{backup}", started.run)
}

fn run_finished(how: &Finished) -> String {
    let took = length::words(elapsed(how.elapsed_ms));
    let mut words = match how.outcome {
        Outcome::Succeeded => format!("run {} succeeded after {took}", how.run),
        Outcome::Failed => match how.signal {
            Some(signal) => format!("run {} was ended by signal {signal} after {took}", how.run),
            None => format!("run {} failed with exit code {} after {took}", how.run, how.exit_code),
        },
        Outcome::NotStarted => format!("run {} could not start", how.run),
        Outcome::Terminated => format!("run {} was stopped at its deadline after {took}", how.run),
    };
    if let Some(problem) = &how.problem {
        _ = write!(words, ": {problem}");
    }
    if let Some(overrun) = how.overrun {
        _ = write!(words, ", {} over its time", length::words(overrun));
    }
    if !how.left_behind.is_empty() {
        let left = listed(how.left_behind.iter().map(|process| format!("{} ({})", process.command, process.pid)));
        _ = write!(words, ", left running: {left}");
    }
    words
}

fn of_backup(event: &backup::Event) -> String {
    match event {
        backup::Event::Confirmed(confirmed) => {
            let how = match confirmed.by {
                backup::Source::Tool => "looked at by okno",
                backup::Source::Person => "by a person's word",
            };
            format!("backup {} is {}, {how}", confirmed.backup.id, confirmed.backup.evidence)
        }
        backup::Event::Refuted(refuted) => {
            let which = match &refuted.id {
                Some(id) => format!("backup {id}"),
                None if refuted.all => "what all backups from before share".to_owned(),
                None => "what was found".to_owned(),
            };
            format!("{which} is no good: {}", refuted.faults.join("; "))
        }
        backup::Event::Taken(taken) if taken.exit_code == 0 => {
            format!("the backup command ran for {}", length::words(elapsed(taken.elapsed_ms)))
        }
        backup::Event::Taken(taken) => format!("the backup command failed with exit code {}", taken.exit_code),
        backup::Event::Deleted(deleted) => {
            format!("backup {} was deleted: {}", deleted.id, deleted.reasons.join("; "))
        }
        backup::Event::Transferred(moved) => {
            let place = moved.there.as_ref().map(|there| format!(" at {there}")).unwrap_or_default();
            format!("backup {} is on the backup server{place} ({})", moved.backup.id, moved.evidence)
        }
        backup::Event::Drilled(drilled) => {
            let (id, code) = (&drilled.id, drilled.exit_code);
            match drilled.end {
                DrillEnd::Restored => format!("backup {id} was restored"),
                DrillEnd::Failed => format!("backup {id} could not be restored: exit code {code}"),
                DrillEnd::Unclear => format!("the drill of backup {id} told nothing: exit code {code}"),
            }
        }
    }
}
