//! Reads `[[freezes]]`.

use super::cursor::{Item, Table};
use super::ids::Ids;
use super::values::{wall_reading, zone};
use crate::policy::{CustomerId, Freeze, NameError, Scope, SystemId};

/// All of them, in the order of the file.
pub(super) fn freezes(item: &Item<'_>, customers: &Ids<'_>, systems: &Ids<'_>) -> Vec<Freeze> {
    if item.is_table() {
        item.fault("freezes are a list", "write [[freezes]] with two brackets".to_owned());
        return Vec::new();
    }
    let items = item.list("a list of tables: [[freezes]]").unwrap_or_default();
    items.iter().filter_map(|item| freeze(item.table("[[freezes]]")?, customers, systems)).collect()
}

fn freeze(table: Table<'_>, customers: &Ids<'_>, systems: &Ids<'_>) -> Option<Freeze> {
    let from = table
        .required("from", "write when it begins, as in from = \"2026-12-25 00:00\"")
        .and_then(|item| wall_reading(&item));
    let until = table
        .required("until", "write when it ends, as in until = \"2027-01-10 00:00\"")
        .and_then(|item| Some((wall_reading(&item)?, item)));
    if let (Some(from), Some((until, item))) = (from, &until)
        && *until <= from
    {
        item.fault("the freeze would end before it begins", None);
    }
    let zone_item = table.get("zone");
    let zone = zone_item.as_ref().map(zone);
    let (customers_item, systems_item) = (table.get("customers"), table.get("systems"));
    if customers_item.is_none() && systems_item.is_none() {
        table.fault(
            "the freeze says neither which customers nor which systems it is for",
            Some("write customers = [\"*\"] for all of them".to_owned()),
        );
    }
    let customers = customers_item.and_then(|item| scope(&item, customers, CustomerId::parse));
    let systems = systems_item.and_then(|item| scope(&item, systems, SystemId::parse));
    let reason = table.required("reason", "write why, for the people whose change is refused");
    let reason = reason.and_then(|item| item.text().map(str::to_owned));
    table.no_other_keys();
    Some(Freeze {
        from: from?,
        until: until?.0,
        zone: zone.flatten(),
        customers: customers.unwrap_or_else(Scope::nobody),
        systems: systems.unwrap_or_else(Scope::nobody),
        reason: reason?,
    })
}

/// `["*"]` or a list of ids.
fn scope<Id: Clone + Ord>(
    item: &Item<'_>,
    ids: &Ids<'_>,
    parse: fn(&str) -> Result<Id, NameError>,
) -> Option<Scope<Id>> {
    let elements = item.list("a list of ids, or [\"*\"]")?;
    if elements.is_empty() {
        item.fault("this list is empty", "write [\"*\"] for all, or leave the key out".to_owned());
        return None;
    }
    if elements.iter().any(Item::is_star) {
        if elements.len() > 1 {
            item.fault("\"*\" is all of them: nothing may stand beside it", None);
        }
        return Some(Scope::All);
    }
    ids.references(item, parse).map(|found| Scope::Listed(found.into_iter().collect()))
}
