//! Reads `[customers.*]` and `[people.*]`.

use super::cursor::{Item, Table};
use super::ids::{Ids, Unique};
use super::terms::terms;
use super::values::zone;
use crate::policy::{CalendarId, Customer, CustomerId, Person, PersonId, Role};

/// One customer.
pub(super) fn customer(id: CustomerId, table: Table<'_>, calendars: &Ids<'_>, logins: &Unique) -> Option<Customer> {
    let name = name(&table, id.as_str());
    let zone = table
        .required("time-zone", "write the zone of its wall clock, as in time-zone = \"Europe/Moscow\"")
        .and_then(|item| zone(&item));
    let calendar = table
        .required("calendar", "write the id of its calendar, as in calendar = \"ru\"")
        .and_then(|item| calendars.reference(&item, CalendarId::parse));
    let login = table.get("login").and_then(|item| logins.claim(&item, id.as_str()));
    let mail = table.get("mail").map(|item| addresses(&item)).unwrap_or_default();
    let terms = terms(&table);
    table.no_other_keys();
    Some(Customer { id, name, zone: zone?, calendar: calendar?, login, mail, terms })
}

/// `name`, for people; without it the id serves.
pub(super) fn name(table: &Table<'_>, id: &str) -> String {
    table.get("name").and_then(|item| item.text().map(str::to_owned)).unwrap_or_else(|| id.to_owned())
}

fn addresses(item: &Item<'_>) -> Vec<String> {
    let mut addresses = Vec::new();
    for (text, item) in item.texts().unwrap_or_default() {
        let parts = text.split_once('@').filter(|(who, place)| !who.is_empty() && !place.is_empty());
        if parts.is_none_or(|(_, place)| place.contains('@')) || text.contains(char::is_whitespace) {
            item.fault(format!("{text:?} is not a mail address"), "write one as in \"it@acme.example\"".to_owned());
        } else {
            addresses.push(text.to_owned());
        }
    }
    addresses
}

/// One person.
pub(super) fn person(id: PersonId, table: Table<'_>, customers: &Ids<'_>, accounts: &Unique) -> Option<Person> {
    const ROLES: [Role; 4] = [Role::Specialist, Role::Manager, Role::Administrator, Role::Curator];
    let name = name(&table, id.as_str());
    let account = table.get("account").and_then(|item| accounts.claim(&item, id.as_str()));
    let role_item = table.required("role", "write what the person is, as in role = \"specialist\"");
    let role = role_item.as_ref().and_then(|item| item.word(&ROLES.map(|role| (role.as_str(), role))));
    let of_item = table.get("of");
    let of = of_item.as_ref().and_then(|item| customers.references(item, CustomerId::parse)).unwrap_or_default();
    match (role, role_item, of_item) {
        (Some(Role::Curator), Some(role), None) => {
            role.fault("a curator is one of some customers", "add them, as in of = [\"acme\"]".to_owned());
        }
        (Some(Role::Curator), _, Some(item)) if item.is_empty_list() => {
            item.fault("a curator is one of some customers", "name them, as in of = [\"acme\"]".to_owned());
        }
        (Some(other), _, Some(item)) if other != Role::Curator => {
            item.fault(format!("a {} is not bound to customers", other.as_str()), "only a curator is".to_owned());
        }
        _ => {}
    }
    table.no_other_keys();
    Some(Person { id, name, account, role: role?, of })
}
