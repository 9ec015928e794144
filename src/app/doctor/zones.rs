//! The copies of the zone data as the doctor sees them, and the planned changes on which they differ.

use chrono::{DateTime, TimeDelta, Utc};

use super::ledger::Planned;
use crate::{
    app::{Error, Site, facts},
    calendar::{Zone, ZoneName},
    health::{CopyRole, CopySeen, ZoneDispute},
    policy::{self, ZoneDataSeen},
    zonedata::{Source, Standing, ZoneCopy, ZoneData},
};

/// Clocks change in steps of a quarter of an hour.
const STEP: TimeDelta = TimeDelta::minutes(15);
/// The night around a change, whatever its length.
const AROUND: TimeDelta = TimeDelta::hours(24);

/// Every copy, newest first.
pub(super) fn copies(data: &ZoneData) -> Vec<CopySeen> {
    let mut used = false;
    let seen = |copy: ZoneCopy| CopySeen {
        folder: match copy.source {
            Source::BuiltIn => None,
            Source::Folder(folder) | Source::System(folder) => Some(folder.display().to_string()),
        },
        release: copy.release.to_string(),
        role: match copy.standing {
            Standing::Asked if !std::mem::replace(&mut used, true) => CopyRole::Used,
            Standing::Asked => CopyRole::InReserve,
            Standing::SetAside => CopyRole::SetAside,
            Standing::FromTheFuture => CopyRole::NotBelieved,
        },
    };
    data.copies().into_iter().map(seen).collect()
}

/// How this machine's rules for the customers' zones stand to the newest ones seen.
pub(super) fn standings(site: &Site<'_>, seen: &ZoneDataSeen) -> Result<Vec<(ZoneName, policy::Standing)>, Error> {
    let zones = site.zones(site.policy.customers.values().map(|customer| &customer.zone))?;
    Ok(seen.compare(zones.oldest.as_str(), &facts::digests_of(&zones)).into_iter().collect())
}

/// The planned changes around which a customer's clock shows something else by another copy.
pub(super) fn disputes(site: &Site<'_>, planned: &[Planned]) -> Vec<ZoneDispute> {
    let copies = site.zone_data().copies();
    let others: Vec<_> = copies.iter().filter(|copy| copy.standing != Standing::FromTheFuture).collect();
    let mut disputes = Vec::new();
    for Planned { id, plan } in planned {
        let mut zones: Vec<_> =
            plan.customers.iter().filter_map(|who| Some(&site.policy.customers.get(who)?.zone)).collect();
        zones.sort();
        zones.dedup();
        let until = plan.end_at().max(plan.latest_start_at + plan.duration) + AROUND;
        for name in zones {
            let Ok((used, release)) = site.zone_data().zone(name) else { continue };
            let differs = |copy: &&&ZoneCopy| {
                let other = ZoneData::zone_in(copy, name).ok().flatten();
                other.is_some_and(|other| differ(&used, &other, plan.start_at - AROUND, until))
            };
            if let Some(other) = others.iter().find(differs) {
                disputes.push(ZoneDispute {
                    change: *id,
                    zone: name.clone(),
                    used: release.to_string(),
                    other: other.release.to_string(),
                });
            }
        }
    }
    disputes
}

/// Whether two clocks show different times somewhere in between.
fn differ(one: &Zone, other: &Zone, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
    let mut instants = std::iter::successors(Some(from), |at| Some(*at + STEP)).take_while(|at| *at <= until);
    instants.any(|at| one.offset_at(at) != other.offset_at(at))
}
