//! Reads `[systems.*]`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::backup::{Coverings, backup};
use super::cursor::{Log, Table};
use super::customers::name;
use super::ids::Ids;
use super::regime;
use super::retention::retention;
use super::terms::terms;
use crate::policy::{CustomerId, Responsible, System, SystemId};

/// What a system depends on, and where that is written.
pub(super) type Dependencies = BTreeMap<SystemId, Vec<(SystemId, Range<usize>)>>;

/// One system; notes in `dependencies` and in `coverings` where the systems that it refers to are written.
pub(super) fn system(
    id: SystemId,
    table: Table<'_>,
    customers: &Ids<'_>,
    systems: &Ids<'_>,
    dependencies: &mut Dependencies,
    coverings: &mut Coverings,
) -> Option<System> {
    const RESPONSIBLE: [(&str, Responsible); 2] = [("us", Responsible::Us), ("customer", Responsible::Customer)];
    let name = name(&table, id.as_str());
    let whose = table
        .required("customers", "write whose service it is, as in customers = [\"acme\"]")
        .and_then(|item| Some((customers.references(&item, CustomerId::parse)?, item)));
    if let Some((_, item)) = whose.as_ref().filter(|(_, item)| item.is_empty_list()) {
        item.fault("a system has at least one customer", "write whose service it is".to_owned());
    }
    let responsible = table.get("responsible").map(|item| item.word(&RESPONSIBLE));
    let depends_on = depends_on(&table, systems);
    let divisible = table.get("divisible").map(|item| item.boolean());
    let terms = terms(&table);
    let retention = retention(&table);
    let backup_table = table.get("backup").and_then(|item| item.table(format!("[systems.{id}.backup]")));
    let backup = backup_table.and_then(|table| backup(&id, table, systems, coverings));
    let regime_item = table.get("backup-regime");
    let regime = regime_item.as_ref().map(regime::regime);
    if let (Some(item), Some(regime)) = (&regime_item, &regime) {
        regime::of_own_backups(item, regime.as_ref(), backup.as_ref());
    }
    table.no_other_keys();
    dependencies.insert(id.clone(), depends_on.clone());
    Some(System {
        id,
        name,
        customers: whose?.0,
        responsible: responsible.unwrap_or(Some(Responsible::Us))?,
        depends_on: depends_on.into_iter().map(|(id, _)| id).collect(),
        divisible: divisible.unwrap_or(Some(false))?,
        terms,
        retention,
        backup,
        regime: regime.map_or(Some(None), |regime| regime.map(Some))?,
    })
}

fn depends_on(table: &Table<'_>, systems: &Ids<'_>) -> Vec<(SystemId, Range<usize>)> {
    let mut found: Vec<(SystemId, Range<usize>)> = Vec::new();
    let items = table.get("depends-on").and_then(|item| item.list("a list of systems, as in [\"db\"]"));
    for item in items.unwrap_or_default() {
        match systems.reference(&item, SystemId::parse) {
            Some(id) if found.iter().any(|(known, _)| *known == id) => {
                item.fault("this system is in the list twice", None);
            }
            Some(id) => found.push((id, item.span())),
            None => {}
        }
    }
    found
}

/// Notes each circle of dependencies where it closes. A walk with a stack of its own: a file may be long.
pub(super) fn no_circles(dependencies: &Dependencies, log: &Log) {
    let needs = |system: &SystemId| dependencies.get(system).map_or(&[][..], Vec::as_slice).iter();
    let mut finished: BTreeSet<&SystemId> = BTreeSet::new();
    for start in dependencies.keys() {
        if finished.contains(start) {
            continue;
        }
        let (mut path, mut on_path) = (vec![(start, needs(start))], BTreeSet::from([start]));
        while let Some((system, rest)) = path.last_mut() {
            let Some((next, span)) = rest.next() else {
                on_path.remove(*system);
                finished.insert(*system);
                path.pop();
                continue;
            };
            if on_path.contains(next) {
                let circle = path.iter().map(|(system, _)| *system).skip_while(|system| *system != next);
                log.fault(span.clone(), circle_in_words(circle, next), Some("leave one of these out".to_owned()));
            } else if !finished.contains(next) {
                on_path.insert(next);
                path.push((next, needs(next)));
            }
        }
    }
}

fn circle_in_words<'a>(circle: impl Iterator<Item = &'a SystemId>, back: &SystemId) -> String {
    const MOST: usize = 10;
    let mut steps: Vec<&str> = circle.map(SystemId::as_str).collect();
    if steps.len() > MOST {
        steps.splice(MOST / 2..steps.len() - MOST / 2, ["…"]);
    }
    format!("systems depend on each other in a circle: {} -> {back}", steps.join(" -> "))
}
