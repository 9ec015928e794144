//! What goes on, a line a step.

use chrono::SubsecRound as _;

use crate::{app::Step, calendar::instant, record::typed};

/// The line for a step.
pub fn step(step: &Step) -> String {
    match step {
        Step::Taking { system } => format!("taking a backup of {system} …"),
        Step::Looking { system } => format!("looking at the newest backup of {system} …"),
        Step::Starting { change, command } => format!("the gate is open; {change} starts: {}", typed(command)),
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
