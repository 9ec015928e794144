//! What goes on, a line a step.

use chrono::SubsecRound as _;

use super::{Clock, ReasonContext, brief, distance, outlasted, reason, short_id};
use crate::{app::Step, calendar::instant, gate::Cure, output::harmless::harmless, record::typed};

/// The line for a step.
pub fn step(step: &Step) -> String {
    match step {
        Step::Taking { system } => format!("taking a backup of {system} …"),
        Step::Listing { system } => format!("asking for the backups of {system} …"),
        Step::Looking { system, id: None } => format!("looking at the newest backup of {system} …"),
        Step::Looking { system, id: Some(id) } => format!("looking at {} of {system} …", short_id(id)),
        Step::Transferring { system, id } => format!("copying {} of {system} to the backup server …", short_id(id)),
        Step::Drilling { system, id } => {
            format!("restoring {} of {system} to see whether it can be …", short_id(id))
        }
        Step::Waiting { until, verdict } => {
            let clock = Clock::of(&verdict.places);
            let start = brief(*until, clock, verdict.footing.now);
            let away = distance(*until, verdict.footing.now);
            let closing = verdict.decision.closing();
            let people: Vec<_> = closing.filter(|reason| reason.cure != Cure::Time).collect();
            let context = ReasonContext::of_verdict(verdict);
            let needs = people.iter().map(|closed| format!("\n  {}: {}", closed.code(), reason(closed, &context)));
            let outlasted =
                verdict.decision.misses.as_ref().map(|missed| format!("\n  {}", outlasted(missed, &context)));
            let needs: String = needs.chain(outlasted).collect();
            format!("waiting until {start}, {away}{needs}")
        }
        Step::Starting { change, command } => format!("the gate is open; {change} starts: {}", typed(command)),
        Step::NothingToBackUp { system, why } => {
            format!("there is nothing to back up on {system}: {}", harmless(why))
        }
        Step::NoBackup { system, why } => format!("the newest backup of {system} is no good: {}", why.join("; ")),
        Step::Overrun { deadline, stopping: false } => {
            format!(
                "the deadline {} has passed and the command still runs; it is let run",
                instant::utc(deadline.trunc_subsecs(0))
            )
        }
        Step::Overrun { deadline, stopping: true } => {
            format!("the deadline {} has passed; the command is being stopped", instant::utc(deadline.trunc_subsecs(0)))
        }
        Step::Signalled { signal: 1 } => "the connection is gone; the command goes on".to_owned(),
        Step::Signalled { signal: 2 } => {
            "interrupted: the command was told, and okno waits for it; once more, and it is killed".to_owned()
        }
        Step::Signalled { signal } => format!("signal {signal} was passed on to the command"),
    }
}
