//! Reasons about backups (R8.3): none, too old, too weak, not to be looked at.

use chrono::{DateTime, Utc};

use super::{Explanation, Teller, quoted};
use crate::{
    app::answers::BackupWay,
    calendar::length,
    gate::{Cure, NotRestored, Staleness},
    output::{
        harmless::harmless,
        words::{listed, short_id},
    },
    policy::Evidence,
};

impl Teller<'_> {
    pub(super) fn backup_missing(&self, not_restored: Option<&NotRestored>) -> Explanation {
        if let Some(not_restored) = not_restored {
            return self.none_restored(not_restored);
        }
        self.take_one(match self.context.backup_of {
            Some(of) => format!("No backup of {of} is known to okno, and {} is backed up with it.", self.system()),
            None => format!("No backup of {} is known to okno.", self.system()),
        })
    }

    /// A look cannot help here: nothing but a restore makes that backup count again.
    fn none_restored(&self, NotRestored { id, at, by }: &NotRestored) -> Explanation {
        let source = self.context.backup_of.unwrap_or(self.context.system);
        let what = format!(
            "No backup of {} counts: the restore of {}, tried by {}, failed on {}.",
            self.backed_up(),
            harmless(&short_id(id)),
            harmless(by),
            self.moment(*at)
        );
        let again = format!("okno backup drill --system {source} --id {id}");
        let how = format!("Repair what failed and restore it again ({}), or make a new one", harmless(&again));
        Explanation::cured_by(what, how, self.take())
    }

    pub(super) fn backup_stale(&self, id: &str, made_at: DateTime<Utc>, staleness: &Staleness) -> Explanation {
        let (system, id, made) = (self.backed_up(), harmless(short_id(id).as_ref()).into_owned(), self.moment(made_at));
        let newest = format!("The newest backup of {system} ({id}) is of {made}");
        match staleness {
            Staleness::TooOld { age, max_age } => self.take_one(format!(
                "{newest}; when the work starts it will be {} old, and {} is allowed.",
                length::words(*age),
                length::words(*max_age)
            )),
            Staleness::BeforeLastRun { ended_at, on } => {
                let on = on
                    .as_ref()
                    .map_or_else(|| "the system".to_owned(), |other| format!("{other}, which the same backups cover,"));
                self.take_one(format!(
                    "{newest}; after that a change ran on {on} until {}, and may have altered the data.",
                    self.moment(*ended_at)
                ))
            }
            Staleness::FromTheFuture { ahead } => Explanation::cured_by(
                format!("{newest}: that is {} ahead of the clock here.", length::words(*ahead)),
                "Compare the clocks of the two machines; then make another backup",
                self.take(),
            ),
        }
    }

    pub(super) fn backup_unconfirmed(
        &self,
        id: &str,
        have: Evidence,
        need: Evidence,
        missing: &[String],
    ) -> Explanation {
        let (system, id) = (self.backed_up(), harmless(short_id(id).as_ref()).into_owned());
        let what = if missing.is_empty() {
            let known = match have {
                Evidence::Attested => "was attested by a person".to_owned(),
                Evidence::Present => "is known to be there".to_owned(),
                stronger => format!("is known to be {stronger}"),
            };
            format!(
                "The newest backup of {system} ({id}) {known}; that does not reach {need:?}, which the policy asks for.",
                need = need.as_str()
            )
        } else {
            let missing = listed(missing.iter().map(|id| harmless(&short_id(id)).into_owned()));
            format!(
                "The newest backup of {system} ({id}) cannot be restored without {missing}, of which nothing is known."
            )
        };
        if !missing.is_empty() {
            return Explanation::cured_by(what, "Make one that needs no other", self.take());
        }
        if self.context.backup_way == BackupWay::Attest {
            let source = self.context.backup_of.unwrap_or(self.context.system);
            let how = format!("Say in windows.toml how it can be looked at: [systems.{source}.backup]");
            return Explanation::with(what, how);
        }
        let command = format!("okno backup confirm --system {}", self.context.system);
        let how = match have {
            Evidence::Attested => "Let okno look at it",
            _ => "Let its own tool prove more of it, then let okno look again",
        };
        Explanation::cured_by(what, how, command)
    }

    pub(super) fn backup_source_down(&self, why: &str) -> Explanation {
        let what = format!("The backup of {} could not be looked at just now: {}.", self.backed_up(), quoted(why));
        let command = format!("okno backup confirm --system {}", self.context.system);
        Explanation::cured_by(what, "Repair that, then let okno look again", command)
    }

    /// What cures a missing or old backup; while the work is too far away for any backup to be fresh, that can wait.
    fn take_one(&self, what: String) -> Explanation {
        if let Some(retry_at) = self.reason.retry_at.filter(|_| self.reason.cure == Cure::Time) {
            let from = self.coming(retry_at);
            let what = format!("{what} One that is fresh enough for the start can be made from {from}.");
            return Explanation::cured_by(what, "Make it then", self.take());
        }
        let how = match self.context.backup_way {
            BackupWay::Take => "If there is a newer one, let okno look at it (okno backup confirm); else make one now",
            BackupWay::Look => "Make one now, then let okno look at it",
            BackupWay::Attest | BackupWay::Needless => "Make one now, then say when and where",
        };
        Explanation::cured_by(what, how, self.take())
    }

    /// The command after which a backup is known.
    fn take(&self) -> String {
        let system = self.context.system;
        match self.context.backup_way {
            BackupWay::Take => format!("okno backup take --system {system}"),
            BackupWay::Look => format!("okno backup confirm --system {system}"),
            BackupWay::Attest | BackupWay::Needless => {
                format!("okno backup confirm --system {system} --made-at WHEN --location WHERE")
            }
        }
    }

    /// The system whose backups count, for people.
    fn backed_up(&self) -> String {
        match self.context.backup_of {
            Some(of) => format!("{of}, with which {} is backed up", self.system()),
            None => self.system(),
        }
    }
}
