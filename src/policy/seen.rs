//! The newest zone data that the ledger has seen (row 24 of the decision table).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::calendar::ZoneName;
use crate::record::{Aggregate, Card, Digest, Label, Stamp, Unreadable};

/// What the ledger knows of the zones' rules: the subject `zonedata/rules`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneDataSeen {
    newest: Option<RulesSeen>,
}

/// `zonedata.seen`: some machine had this release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesSeen {
    /// The IANA release, such as `2026e`; ordered as text.
    pub release: String,
    /// The digest of each configured zone's rules, by the zone's name.
    pub zones: BTreeMap<String, Digest>,
}

/// How this machine's rules for a zone stand to the newest ones seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// From the newest release seen, or from a newer one; or the zone was never seen.
    Same,
    /// From an older release, but the rules say the same.
    OlderButEqual,
    /// The rules differ from those of the newest release seen.
    Differs {
        /// That release.
        newest: String,
    },
}

impl ZoneDataSeen {
    /// The name of the one subject of the stream.
    pub const NAME: &'static str = "rules";

    /// The newest release seen, and what its rules were; `None` in a ledger that has seen none.
    pub fn newest(&self) -> Option<&RulesSeen> {
        self.newest.as_ref()
    }

    /// How each zone's rules on this machine, of this release, stand to the newest ones seen.
    ///
    /// A newer release may differ: it is about to be seen. The same release with other rules was tampered with.
    pub fn compare(&self, release: &str, zones: &BTreeMap<ZoneName, Digest>) -> BTreeMap<ZoneName, Standing> {
        zones.iter().map(|(zone, digest)| (zone.clone(), self.standing(release, zone, digest))).collect()
    }

    fn standing(&self, release: &str, zone: &ZoneName, digest: &Digest) -> Standing {
        let Some(newest) = self.newest.as_ref().filter(|newest| release <= newest.release.as_str()) else {
            return Standing::Same;
        };
        match newest.zones.get(zone.as_str()) {
            Some(seen) if seen != digest => Standing::Differs { newest: newest.release.clone() },
            _ if release == newest.release => Standing::Same,
            _ => Standing::OlderButEqual,
        }
    }

    /// The event to append first, when this machine has a newer release, or zones of the newest that were not seen yet.
    pub fn to_be_seen(&self, release: &str, zones: &BTreeMap<ZoneName, Digest>) -> Option<RulesSeen> {
        let is_news = self.newest.as_ref().is_none_or(|newest| {
            release > newest.release.as_str()
                || release == newest.release && zones.keys().any(|zone| !newest.zones.contains_key(zone.as_str()))
        });
        let zones = zones.iter().map(|(zone, digest)| (zone.as_str().to_owned(), *digest));
        is_news.then(|| RulesSeen { release: release.to_owned(), zones: zones.collect() })
    }
}

impl RulesSeen {
    const KIND: &'static str = "zonedata.seen";
    const DV: u16 = 1;
}

impl Aggregate for ZoneDataSeen {
    type Event = RulesSeen;
    const STREAM: &'static str = "zonedata";

    fn encode(event: &RulesSeen) -> (&'static str, u16, Box<RawValue>) {
        (RulesSeen::KIND, RulesSeen::DV, to_raw_value(event).expect("texts as keys: always JSON"))
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<RulesSeen, serde_json::Error>> {
        (kind == RulesSeen::KIND && dv == RulesSeen::DV).then(|| serde_json::from_str(data.get()))
    }

    /// Of the same release the zones first seen stay as they were, and new ones are added.
    fn evolve(&mut self, _: &Stamp, event: RulesSeen) -> Result<(), Unreadable> {
        match &mut self.newest {
            Some(newest) if event.release < newest.release => {}
            Some(newest) if event.release == newest.release => {
                for (zone, digest) in event.zones {
                    newest.zones.entry(zone).or_insert(digest);
                }
            }
            newest => *newest = Some(event),
        }
        Ok(())
    }

    fn card(&self) -> Card {
        let Some(newest) = &self.newest else { return Card::default() };
        let labels = vec![Label::new("release", newest.release.clone())];
        Card { state: "seen".to_owned(), live: true, from: None, until: None, labels }
    }
}
