//! The first full copy of each calendar year.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::{Moved, Reason, StoredCopy};
use crate::{calendar::Zone, policy::Evidence};

/// Which copies stay for the sake of a year, by one zone's calendar; `counts` says of each whether it may be judged at
/// all, `whole` whether it is complete.
pub(super) fn reasons(copies: &[StoredCopy], counts: &[bool], whole: &[bool], zone: &Zone) -> Vec<(usize, Reason)> {
    let is_possible = |place: &usize| copies[*place].level == 0 && counts[*place] && !copies[*place].is_refuted;
    let mut fulls: Vec<usize> = (0..copies.len()).filter(is_possible).collect();
    fulls.sort_unstable_by_key(|place| (copies[*place].started_at, copies[*place].id.as_str()));
    let mut years: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for place in fulls {
        years.entry(zone.date(copies[place].started_at).year()).or_default().push(place);
    }
    years.into_iter().flat_map(|(year, fulls)| of_year(year, &fulls, copies, whole, zone)).collect()
}

/// The earliest that is known to be complete stays, and whatever is earlier and may be: all of a year of which none is
/// known. A copy that nobody looked at takes nobody's place.
fn of_year(year: i32, fulls: &[usize], copies: &[StoredCopy], whole: &[bool], zone: &Zone) -> Vec<(usize, Reason)> {
    let known = fulls.iter().position(|place| whole[*place]);
    let (earlier, rest) = fulls.split_at(known.unwrap_or(fulls.len()));
    let perhaps = |place: &usize| (*place, Reason::PerhapsFirstOfYear { year });
    let mut reasons: Vec<_> = earlier.iter().map(perhaps).collect();
    if let Some((&first, later)) = rest.split_first() {
        reasons.push((first, Reason::FirstOfYear { year }));
        let stand_in = |place: usize| (place, Reason::StandsIn { year, first: copies[first].id.clone() });
        reasons.extend(stand_ins(first, later, copies, whole, zone).into_iter().map(stand_in));
    }
    reasons
}

/// Which later ones stand by until the first of the year was verified and lies on the backup server: the others of its
/// month, the next complete one and the next verified one; all of them where no other is known to be complete.
fn stand_ins(first: usize, later: &[usize], copies: &[StoredCopy], whole: &[bool], zone: &Zone) -> Vec<usize> {
    let kept = &copies[first];
    if kept.evidence >= Evidence::Verified && kept.moved != Moved::NotYet {
        return Vec::new();
    }
    let complete = || later.iter().copied().filter(|place| whole[*place]);
    let Some(next) = complete().next() else { return later.to_vec() };
    let verified = complete().find(|place| copies[*place].evidence >= Evidence::Verified);
    let month = zone.date(kept.started_at).month();
    let stands_by = |place: &usize| {
        *place == next || Some(*place) == verified || zone.date(copies[*place].started_at).month() == month
    };
    later.iter().copied().filter(stands_by).collect()
}
