//! The newest zone data that the ledger has seen (row 24 of the decision table).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::calendar::ZoneName;
use crate::record::{Aggregate, Card, Digest, Label, Stamp, Unreadable};

/// What the ledger knows of the zones' rules: the subject `zonedata/rules`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneDataSeen {
    newest: Option<RulesSeen>,
    rulings: Vec<ZoneDataRuling>,
}

/// `zonedata.seen`: some machine had this release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesSeen {
    /// The IANA release, such as `2026e`; ordered as text.
    pub release: String,
    /// The digest of each configured zone's rules, by the zone's name.
    pub zones: BTreeMap<String, Digest>,
}

/// `zonedata.accepted`: what a machine has holds from here on, and the newest release seen before was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneDataAccepted {
    /// The release that holds now.
    pub release: String,
    /// The digest of each configured zone's rules, by the zone's name.
    pub zones: BTreeMap<String, Digest>,
    /// The release that was taken for the newest.
    pub replaced: String,
    /// Why, in a person's words.
    pub reason: String,
}

/// What becomes known of the zone data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZoneDataEvent {
    /// A newer release was seen.
    Seen(RulesSeen),
    /// A person put another one in its place.
    Accepted(ZoneDataAccepted),
}

/// An acceptance, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDataRuling {
    /// What was accepted.
    pub what: ZoneDataAccepted,
    /// The person, as the system names it.
    pub by: String,
    /// The number of its entry.
    pub seq: u64,
    /// The time of its entry.
    pub at: DateTime<Utc>,
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

    /// What persons put in the place of the newest release, oldest first.
    pub fn rulings(&self) -> &[ZoneDataRuling] {
        &self.rulings
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

impl Aggregate for ZoneDataSeen {
    type Event = ZoneDataEvent;
    const STREAM: &'static str = "zonedata";

    fn encode(event: &ZoneDataEvent) -> (&'static str, u16, Box<RawValue>) {
        match event {
            ZoneDataEvent::Seen(data) => ("zonedata.seen", 1, raw(data)),
            ZoneDataEvent::Accepted(data) => ("zonedata.accepted", 1, raw(data)),
        }
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<ZoneDataEvent, serde_json::Error>> {
        match (kind, dv) {
            ("zonedata.seen", 1) => Some(serde_json::from_str(data.get()).map(ZoneDataEvent::Seen)),
            ("zonedata.accepted", 1) => Some(serde_json::from_str(data.get()).map(ZoneDataEvent::Accepted)),
            _ => None,
        }
    }

    /// Of the same release the zones first seen stay as they were, and new ones are added.
    fn evolve(&mut self, stamp: &Stamp, event: ZoneDataEvent) -> Result<(), Unreadable> {
        match event {
            ZoneDataEvent::Seen(event) => match &mut self.newest {
                Some(newest) if event.release < newest.release => {}
                Some(newest) if event.release == newest.release => {
                    for (zone, digest) in event.zones {
                        newest.zones.entry(zone).or_insert(digest);
                    }
                }
                newest => *newest = Some(event),
            },
            ZoneDataEvent::Accepted(what) => {
                self.newest = Some(RulesSeen { release: what.release.clone(), zones: what.zones.clone() });
                let by = stamp.actor.clone();
                self.rulings.push(ZoneDataRuling { what, by, seq: stamp.seq, at: stamp.at });
            }
        }
        Ok(())
    }

    fn card(&self) -> Card {
        let Some(newest) = &self.newest else { return Card::default() };
        let labels = vec![Label::new("release", newest.release.clone())];
        Card { state: "seen".to_owned(), live: true, from: None, until: None, labels }
    }
}

fn raw(data: &impl Serialize) -> Box<RawValue> {
    to_raw_value(data).expect("texts as keys: always JSON")
}
