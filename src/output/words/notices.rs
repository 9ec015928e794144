//! What a person should know that is no reason to refuse.

use chrono::TimeDelta;

use super::{counted, first_few};
use crate::{app::answers::Notice, output::harmless::harmless};

/// The sentence.
pub fn notice(notice: &Notice) -> String {
    match notice {
        Notice::PolicyAdopted => {
            "These rules are the first that this ledger sees: they were adopted as they stand in windows.toml."
                .to_owned()
        }
        Notice::CommandMasked => {
            "The command holds what looks like a secret. It is recorded with *** in its place: give the command again \
             to run it."
                .to_owned()
        }
        Notice::ApprovalsVoided(count) => {
            let voided = counted(u64::try_from(*count).unwrap_or(u64::MAX), "approval", "approvals");
            format!("The move to another night voided {voided}: the change has to be approved again.")
        }
        Notice::LedgerCreated(place) => format!("A new ledger was created at {}.", harmless(place)),
        Notice::Ledger(text) => sentence(&harmless(text)),
        Notice::EndRecorded(change) => {
            format!("The end of the last run of {change}, which could not be recorded when it came, is recorded now.")
        }
        Notice::EndedLate(change) => format!(
            "A run of {change} ended after somebody had settled it: how is recorded beside what was said. See okno show \
             {change}."
        ),
        Notice::NothingToSettle(change) => format!(
            "Nothing is left to settle: how the run of {change} ended was kept on this machine, and agrees with what you say."
        ),
        Notice::Interrupted(change) => {
            format!(
                "The process that ran {change} is gone. Look at the system, then say how it ended: \
                 okno settle {change} --as done|failed --reason …"
            )
        }
        Notice::OlderZoneData { have, newest } => {
            let (have, newest) = (harmless(have), harmless(newest));
            format!(
                "The zone data of this machine ({have}) is older than the newest seen ({newest}); its rules are the same here."
            )
        }
        Notice::OverrideNeeded { id, codes, incident } => {
            let (waive, ticket) = (codes.join(","), harmless(incident));
            format!(
                "The gate is closed for {id}, and stays closed until a person takes responsibility for it by name: \
                 okno override {id} --waive {waive} --reason … --ticket {ticket} --expires 2h"
            )
        }
        Notice::PlansFrozen(changes) => {
            let named = first_few(6, changes);
            let (are, them) = if changes.len() == 1 { ("is", "it") } else { ("are", "them") };
            format!(
                "{named} {are} planned within this freeze, and the gate will refuse {them}: okno reschedule ID, or \
                 okno cancel ID"
            )
        }
        Notice::WaveCancelled { standing, customers } => {
            let (others, whom) = (first_few(6, standing), harmless(&first_few(6, customers)).into_owned());
            let (stand, are) = (if standing.len() == 1 { "stands" } else { "stand" }, if customers.len() == 1 { "is" } else { "are" });
            format!("{others} of the same waves still {stand}, and {whom} {are} served by none of them.")
        }
        Notice::OtherWavesCancelled(changes) => {
            let (was, its) = if changes.len() == 1 { ("was", "its") } else { ("were", "their") };
            format!("{} of the same waves {was} cancelled: {its} customers are not served.", first_few(6, changes))
        }
        Notice::ProgramMissing(path) => format!(
            "{} does not exist. What lies there when the change runs was not part of what was planned and approved.",
            harmless(path)
        ),
        Notice::NoAdministrator => {
            "windows.toml names no administrator with an account under [people]: anybody who can write to the ledger may do \
             this."
                .to_owned()
        }
        Notice::NotRemembered { folder, why } => format!(
            "This machine cannot remember what it saw of the ledger: {} cannot be written ({}). A ledger that is brought \
             back will not be noticed here.",
            harmless(&folder.display().to_string()),
            harmless(why)
        ),
        Notice::RulesShadowed(path) => format!(
            "{} holds here too until now. The new rules take its place in this folder and below, with a ledger of their \
             own: what is halted, planned or confirmed in the other one does not count here.",
            harmless(path)
        ),
        Notice::OtherRulesAdopted(place) => format!(
            "The ledger at {} has adopted other rules: the gate stays closed until somebody adopts these. See okno policy \
             diff, then okno policy adopt.",
            harmless(place)
        ),
        Notice::NoCommand => "No command is planned: give it when you run the change, after --.".to_owned(),
    }
}

/// The clock of the ledger's server is ahead of this machine's by that.
pub fn clock_differs(by: TimeDelta) -> String {
    let how = if by > TimeDelta::zero() { "behind" } else { "ahead of" };
    format!(
        "the clock of this machine is {} {how} that of the ledger's server. The server's counts.",
        crate::calendar::length::words(by.abs())
    )
}

/// What stands in for rules that cannot be read, for whoever only looks at what was recorded.
pub fn without_rules(adopted: bool) -> &'static str {
    if adopted {
        "The rules that the ledger adopted last stand in. See: okno policy check"
    } else {
        "No rules stand in: times are shown in UTC, and what customers and systems are called is not known. See: okno \
         policy check"
    }
}

/// What another room told in a fragment, as a sentence.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.trim_end_matches('.').chars();
    let capital: Vec<_> = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    capital.into_iter().chain(letters).chain(['.']).collect()
}

/// The code for scripts.
pub fn notice_code(notice: &Notice) -> &'static str {
    match notice {
        Notice::PolicyAdopted => "policy-adopted",
        Notice::CommandMasked => "command-masked",
        Notice::ApprovalsVoided(_) => "approvals-voided",
        Notice::LedgerCreated(_) => "ledger-created",
        Notice::Ledger(_) => "ledger",
        Notice::Interrupted(_) => "interrupted",
        Notice::EndRecorded(_) => "end-recorded",
        Notice::EndedLate(_) => "ended-late",
        Notice::NothingToSettle(_) => "nothing-to-settle",
        Notice::OlderZoneData { .. } => "older-zone-data",
        Notice::OverrideNeeded { .. } => "override-needed",
        Notice::NoAdministrator => "no-administrator",
        Notice::NotRemembered { .. } => "not-remembered",
        Notice::NoCommand => "no-command",
        Notice::PlansFrozen(_) => "plans-frozen",
        Notice::WaveCancelled { .. } => "wave-cancelled",
        Notice::OtherWavesCancelled(_) => "other-waves-cancelled",
        Notice::ProgramMissing(_) => "program-missing",
        Notice::RulesShadowed(_) => "rules-shadowed",
        Notice::OtherRulesAdopted(_) => "other-rules-adopted",
    }
}
