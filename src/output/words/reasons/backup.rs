//! Reasons about backups (R8.3): none, too old, too weak, not to be looked at.

use chrono::{DateTime, Utc};

use super::{Explanation, Teller, quoted};
use crate::{
    app::answers::BackupCare,
    calendar::length,
    gate::{Cure, Staleness},
    output::{harmless::harmless, words::listed},
    policy::Evidence,
};

impl Teller<'_> {
    pub(super) fn backup_missing(&self) -> Explanation {
        self.take_one(format!("No backup of {} is known to okno.", self.system()))
    }

    pub(super) fn backup_stale(&self, id: &str, made_at: DateTime<Utc>, staleness: Staleness) -> Explanation {
        let (system, id, made) = (self.system(), harmless(id), self.moment(made_at));
        let newest = format!("The newest backup of {system} ({id}) is of {made}");
        match staleness {
            Staleness::TooOld { age, max_age } => self.take_one(format!(
                "{newest}; when the work starts it will be {} old, and {} is allowed.",
                length::words(age),
                length::words(max_age)
            )),
            Staleness::BeforeLastRun { ended_at } => self.take_one(format!(
                "{newest}; after that a change ran on the system until {}, and may have altered the data.",
                self.moment(ended_at)
            )),
            Staleness::FromTheFuture { ahead } => {
                let what = format!("{newest}: that is {} ahead of the clock here.", length::words(ahead));
                self.made_anew(what, "Compare the clocks of the two machines, then make another one")
            }
        }
    }

    pub(super) fn backup_unconfirmed(
        &self,
        id: &str,
        have: Evidence,
        need: Evidence,
        missing: &[String],
    ) -> Explanation {
        let (system, id) = (self.system(), harmless(id));
        let newest = format!("The newest backup of {system} ({id})");
        if !missing.is_empty() {
            let missing = listed(missing.iter().map(|id| harmless(id).into_owned()));
            let what = format!("{newest} cannot be restored without {missing}, of which nothing is known.");
            return self.made_anew(what, "Make one that needs no other");
        }
        let known = match have {
            Evidence::Attested => "was attested by a person".to_owned(),
            Evidence::Present => "is known to be there".to_owned(),
            stronger => format!("is known to be {stronger}"),
        };
        let need = need.as_str();
        let what = format!("{newest} {known}; that does not reach {need:?}, which the policy asks for.");
        match (self.context.backup_care, have) {
            (BackupCare::ByHand, _) => {
                let table = format!("[systems.{}.backup]", self.context.system);
                let how =
                    format!("Say in windows.toml, under {table}, how okno can look at it, then put that in force");
                Explanation::cured_by(what, how, "okno policy adopt")
            }
            (_, Evidence::Attested) => Explanation::cured_by(what, "Let okno look at it", self.confirm()),
            _ => Explanation::cured_by(what, "Let its own tool prove more, then let okno look again", self.confirm()),
        }
    }

    pub(super) fn backup_source_down(&self, why: &str) -> Explanation {
        let what = format!("The backup of {} could not be looked at just now: {}.", self.system(), quoted(why));
        Explanation::cured_by(what, "Repair that, then let okno look again", self.confirm())
    }

    /// What cures a missing or old backup; while the work is too far away for any backup to be fresh, that can wait.
    fn take_one(&self, what: String) -> Explanation {
        if let Some(retry_at) = self.reason.retry_at.filter(|_| self.reason.cure == Cure::Time) {
            let from = self.coming(retry_at);
            let what = format!("{what} One that is fresh enough for the start can be made from {from}.");
            return self.made_anew(what, "Make it then");
        }
        match self.context.backup_care {
            BackupCare::TakesAndLooks => {
                let how = "If there is a newer one, let okno look at it (okno backup confirm); else make one now";
                Explanation::cured_by(what, how, self.take())
            }
            BackupCare::Looks | BackupCare::ByHand => self.made_anew(what, "Make one, unless there is a newer one"),
        }
    }

    /// How a backup is made and comes to be known; `make` is that first step.
    fn made_anew(&self, what: String, make: &str) -> Explanation {
        match self.context.backup_care {
            BackupCare::TakesAndLooks => Explanation::cured_by(what, make, self.take()),
            BackupCare::Looks => {
                Explanation::cured_by(what, format!("{make}; then let okno look at it"), self.confirm())
            }
            BackupCare::ByHand => {
                let command = format!("{} --made-at … --location …", self.confirm());
                Explanation::cured_by(what, format!("{make}; then say so"), command)
            }
        }
    }

    fn take(&self) -> String {
        format!("okno backup take --system {}", self.context.system)
    }

    fn confirm(&self) -> String {
        format!("okno backup confirm --system {}", self.context.system)
    }
}
