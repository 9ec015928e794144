//! Reasons that say what cannot be relied on: the rules, the clock, the ledger, the zone data.

use chrono::{DateTime, Utc};

use super::{Explanation, Teller, quoted, times};
use crate::{
    calendar::{ZoneName, length},
    output::harmless::harmless,
};

impl Teller<'_> {
    pub(super) fn policy_not_adopted(&self) -> Explanation {
        let what = format!(
            "The rules for {} in windows.toml are not the ones that were adopted: somebody edited the file.",
            self.system()
        );
        let how = "Look at what differs with `okno policy diff`; if it is right, put it in force";
        Explanation::cured_by(what, how, "okno policy adopt")
    }

    pub(super) fn clock_suspect(&self, now: DateTime<Utc>, newest_entry_at: DateTime<Utc>) -> Explanation {
        let what = format!(
            "The clock of this machine shows {}; the ledger has seen {}, {} later.",
            self.moment(now),
            times::beside(newest_entry_at, self.clock(), now, self.context.now),
            length::words(newest_entry_at - now),
        );
        let how = "Set the clock right; if it is right and a clock ran ahead once, an administrator accepts it";
        Explanation::cured_by(what, how, "okno ledger accept --clock --reason …")
    }

    pub(super) fn ledger_broken(why: &str) -> Explanation {
        let what = format!("The ledger cannot be trusted: {}.", quoted(why));
        Explanation::cured_by(what, "Let an operator find out what happened to it", "okno log verify")
    }

    pub(super) fn zone_data_old(zone: &ZoneName, have: &str, newest: &str) -> Explanation {
        let (have, newest) = (harmless(have), harmless(newest));
        let what = format!(
            "This machine reads the clock of {zone} by the rules of {have}; the ledger has seen {newest}, by whose rules \
             the hours there are others."
        );
        let how =
            "Bring the zone data of this machine up to date: the package tzdata, or the folder that zone-data names";
        let how = format!("{how}. If {newest} was a mistake, an administrator accepts these");
        Explanation::cured_by(what, how, "okno ledger accept --zone-data --reason …")
    }
}
