//! Reasons that people have to cure: whose work it is, papers, states, approvals, the command.

use chrono::{DateTime, Utc};

use super::{Explanation, Teller, quoted};
use crate::{
    change::{Kind, State},
    gate::CommandDifference,
    output::{
        harmless::harmless,
        words::{counted, customers, listed},
    },
};

impl Teller<'_> {
    pub(super) fn customer_does_it(&self) -> Explanation {
        let (system, whom) = (self.system(), customers(self.context.places));
        Explanation::with(
            format!(
                "{system} is for {whom} to change, not for us: windows.toml says that the customer is responsible."
            ),
            "Hand the work over; if the agreement has changed, correct `responsible` in windows.toml and adopt it",
        )
    }

    pub(super) fn stop_the_line(&self, by: &str, why: &str, since: DateTime<Utc>, everywhere: bool) -> Explanation {
        let (by, why, since) = (harmless(by), quoted(why), self.moment(since));
        let (place, command) = if everywhere {
            ("everywhere".to_owned(), "okno resume".to_owned())
        } else {
            (format!("on {}", self.system()), format!("okno resume --system {}", self.context.system))
        };
        let what = format!("{by} stopped all changes {place} at {since}: {why}.");
        Explanation::cured_by(what, "Once the cause is gone, a person lets them go on", command)
    }

    pub(super) fn instruction_missing(&self) -> Explanation {
        let whom = self.whom();
        Explanation::with(
            format!("The work touches the data of {whom}, and no written instruction of the customer is named."),
            "Name the letter or ticket that asks for it when you plan the work: --instruction REF",
        )
    }

    pub(super) fn specification_missing(kind: Kind) -> Explanation {
        Explanation::with(
            format!("Work of the kind {kind} needs a technical specification, and none is given."),
            "Add the document when you plan the work: --specification FILE",
        )
    }

    pub(super) fn not_planned(&self, state: State) -> Explanation {
        let (change, typed) = (self.change(), self.change_typed());
        match state {
            State::Unknown => Explanation::cured_by(
                format!("Nobody has planned {typed}."),
                "See which changes there are",
                "okno list",
            ),
            State::Running => Explanation::cured_by(
                format!("{change} is running already."),
                "See how it goes",
                format!("okno show {typed}"),
            ),
            State::Interrupted => Explanation::cured_by(
                format!("The last run of {change} was interrupted, and nobody has said how it ended."),
                "Look at the system, then say it",
                format!("okno settle {typed} --as done|failed --reason …"),
            ),
            State::Missed => Explanation::cured_by(
                format!("The planned start of {change} has passed."),
                "Give it another one",
                format!("okno reschedule {typed} --at …"),
            ),
            State::Done | State::Closed => {
                Explanation::with(format!("{change} is done."), "If the work is needed once more, plan it anew")
            }
            State::Cancelled => {
                Explanation::with(format!("{change} was cancelled."), "If the work is needed after all, plan it anew")
            }
            State::Rejected => Explanation::cured_by(
                format!("{change} was rejected."),
                "See by whom and why, then plan it anew",
                format!("okno show {typed}"),
            ),
            State::Planned | State::Failed => Explanation::passing(format!("{change} is {}.", state.as_str())),
        }
    }

    pub(super) fn approval_missing(&self, have: u32, need: u32) -> Explanation {
        let has = if have == 0 { "none".to_owned() } else { have.to_string() };
        let what = format!("{} needs {}, and has {has}.", self.change(), counted(need, "approval", "approvals"));
        let command = format!("okno approve {}", self.change_typed());
        Explanation::cured_by(what, "Somebody other than its author looks at it and types", command)
    }

    pub(super) fn command_changed(&self, what: &[CommandDifference]) -> Explanation {
        let name = |difference: &CommandDifference| match difference {
            CommandDifference::Arguments => "its arguments".to_owned(),
            CommandDifference::WorkingFolder => "the folder it runs in".to_owned(),
            CommandDifference::ProgramFile => "the content of the program file".to_owned(),
        };
        let differs = listed(what.iter().map(name));
        let verb = if what.len() == 1 { "differs" } else { "differ" };
        Explanation::cured_by(
            format!("The command is not the one that was planned and approved: {differs} {verb}."),
            "Run what was planned, or plan the new command; to see what was planned",
            format!("okno show {}", self.change_typed()),
        )
    }
}
