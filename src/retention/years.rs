//! The first full copy of each calendar year.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::{Moved, Reason, StoredCopy};
use crate::{calendar::Zone, policy::Evidence};

/// Which copies stay for the sake of a year, by one zone's calendar; `counts` says of each whether it may be judged at
/// all, `whole` whether it is complete.
pub(super) fn reasons(copies: &[StoredCopy], counts: &[bool], whole: &[bool], zone: &Zone) -> Vec<(usize, Reason)> {
    let mut fulls: Vec<usize> = (0..copies.len()).filter(|place| copies[*place].level == 0 && counts[*place]).collect();
    fulls.sort_unstable_by_key(|place| (copies[*place].started_at, copies[*place].id.as_str()));
    let mut years: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for place in fulls {
        years.entry(zone.date(copies[place].started_at).year()).or_default().push(place);
    }
    years.into_iter().flat_map(|(year, fulls)| of_year(year, &fulls, copies, whole, zone)).collect()
}

/// The earliest that is complete stays, else the earliest that may be. Until that one was verified and lies on the backup
/// server, the others of its month and the next complete one stand by.
fn of_year(year: i32, fulls: &[usize], copies: &[StoredCopy], whole: &[bool], zone: &Zone) -> Vec<(usize, Reason)> {
    let is_possible = |place: &&usize| !copies[**place].is_refuted;
    let mut complete = fulls.iter().filter(|place| whole[**place]);
    let earliest_possible = fulls.iter().find(is_possible).copied();
    let Some(first) = complete.next().copied().or(earliest_possible) else { return Vec::new() };
    let mut reasons = vec![(first, Reason::FirstOfYear { year })];
    if let Some(earlier) = earliest_possible.filter(|earlier| *earlier != first) {
        reasons.push((earlier, Reason::PerhapsFirstOfYear { year }));
    }
    let kept = &copies[first];
    if !whole[first] || kept.evidence < Evidence::Verified || kept.moved == Moved::NotYet {
        let month = zone.date(kept.started_at).month();
        let next = complete.next().copied();
        let stands_by = |place: &usize| {
            *place != first && (Some(*place) == next || zone.date(copies[*place].started_at).month() == month)
        };
        let stand_in = |place: usize| (place, Reason::StandsIn { year, first: kept.id.clone() });
        reasons.extend(fulls.iter().copied().filter(stands_by).map(stand_in));
    }
    reasons
}
