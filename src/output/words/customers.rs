//! Customers in words: a few by name, thousands by their zones and calendars.

use std::{
    borrow::Borrow,
    collections::{HashMap, HashSet},
    hash::Hash,
};

use super::{counted, listed};
use crate::{
    app::answers::{Place, Places},
    output::harmless::harmless,
    policy::CustomerId,
};

/// So many are told by name; more are counted.
const NAMED: usize = 6;

/// The customer's name for people, or its id where nothing more is known.
pub fn customer(id: &CustomerId, places: &Places) -> String {
    places.known.get(id).map_or_else(|| id.to_string(), |place| harmless(&place.name).into_owned())
}

/// All customers of an answer.
pub fn customers(places: &Places) -> String {
    named(&places.order, places)
}

/// Some of the customers: their names, or the first two and how many more; of many how many there are, and where:
/// `312 customers in 14 zones`.
pub fn named(ids: &[CustomerId], places: &Places) -> String {
    let name = |id| customer(id, places);
    match ids {
        [] => "nobody".to_owned(),
        many if many.len() > NAMED => {
            let count = counted(long(many.len()), "customer", "customers");
            format!("{count} in {}", zones(many, places))
        }
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("{}, {} and {} more", name(first), name(second), rest.len())
        }
        all => listed(all.iter().map(name)),
    }
}

/// Customers who have something in common, with where they are: `Acme (Asia/Yekaterinburg, ru)`, `Acme and 20 more (2 zones,
/// ru)`.
pub fn together(ids: &[CustomerId], places: &Places) -> String {
    if ids.is_empty() {
        return "everybody".to_owned();
    }
    let zones = each_once(ids, places, |place| place.zone.name().as_str());
    let calendars = each_once(ids, places, |place| place.calendar.as_str());
    let told = |all: &[&str], many: &str| match all {
        [] => None,
        [only] => Some((*only).to_owned()),
        all => Some(format!("{} {many}", all.len())),
    };
    let places_told: Vec<String> = told(&zones, "zones").into_iter().chain(told(&calendars, "calendars")).collect();
    let whom = briefly(ids, places);
    if places_told.is_empty() { whom } else { format!("{whom} ({})", places_told.join(", ")) }
}

/// `Acme`, `Acme and Beta`, `Acme and 20 more`.
pub fn briefly<I: Borrow<CustomerId>>(ids: &[I], places: &Places) -> String {
    let name = |id: &I| customer(id.borrow(), places);
    match ids {
        [] => "nobody".to_owned(),
        [first, rest @ ..] if rest.len() > 1 => format!("{} and {} more", name(first), rest.len()),
        few => listed(few.iter().map(name)),
    }
}

/// `Asia/Omsk`, `Asia/Omsk and Asia/Tomsk`, `14 zones`.
pub fn zones(ids: &[CustomerId], places: &Places) -> String {
    let zones = each_once(ids, places, |place| place.zone.name().as_str());
    match zones.as_slice() {
        [_, _, _, ..] => counted(long(zones.len()), "zone", "zones"),
        few => listed(few.iter().map(ToString::to_string)),
    }
}

/// The customers of which the same is known, in order.
pub fn grouped<'i, K: Eq + Hash>(
    ids: impl IntoIterator<Item = &'i CustomerId>,
    of: impl Fn(&CustomerId) -> K,
) -> Vec<Vec<CustomerId>> {
    let mut groups: Vec<Vec<CustomerId>> = Vec::new();
    let mut known = HashMap::new();
    for id in ids {
        let group = *known.entry(of(id)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(id.clone());
    }
    groups
}

/// What is known of the places of customers, each value once, in order.
fn each_once<'p>(ids: &[CustomerId], places: &'p Places, of: impl Fn(&'p Place) -> &'p str) -> Vec<&'p str> {
    let mut known: HashSet<&str> = HashSet::new();
    let places = ids.iter().filter_map(|id| places.known.get(id));
    places.map(of).filter(|value| known.insert(*value)).collect()
}

fn long(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
