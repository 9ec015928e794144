//! What the rules name, by its name.

use super::Site;
use crate::{
    app::Error,
    policy::{Calendar, Customer, System},
};

impl Site<'_> {
    /// The customer by that name.
    pub(in crate::app) fn customer(&self, name: &str) -> Result<&Customer, Error> {
        let known = &self.policy.customers;
        let found = known.iter().find(|(id, _)| id.as_str() == name).map(|(_, customer)| customer);
        found.ok_or_else(|| unknown("customer", name, known.keys().map(ToString::to_string)))
    }

    /// The system by that name.
    pub fn system(&self, name: &str) -> Result<&System, Error> {
        let known = &self.policy.systems;
        let found = known.iter().find(|(id, _)| id.as_str() == name).map(|(_, system)| system);
        found.ok_or_else(|| unknown("system", name, known.keys().map(ToString::to_string)))
    }

    /// The calendar by that name.
    pub(in crate::app) fn calendar(&self, name: &str) -> Result<&Calendar, Error> {
        let known = &self.policy.calendars;
        let found = known.iter().find(|(id, _)| id.as_str() == name).map(|(_, calendar)| calendar);
        found.ok_or_else(|| unknown("calendar", name, known.keys().map(ToString::to_string)))
    }
}

fn unknown(what: &str, name: &str, known: impl Iterator<Item = String>) -> Error {
    let mut known: Vec<_> = known.collect();
    known.sort_by_cached_key(|candidate| strsim::damerau_levenshtein(candidate, name));
    let hint = match known.first() {
        Some(nearest) if strsim::damerau_levenshtein(nearest, name) <= 2 => format!("did you mean {nearest}?"),
        Some(_) => format!("windows.toml knows {}", known[..known.len().min(8)].join(", ")),
        None => format!("windows.toml names no {what}"),
    };
    Error::usage(format!("there is no {what} {name:?} in windows.toml"), hint)
}
