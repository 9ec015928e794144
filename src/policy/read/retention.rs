//! Reads `retention = { … }`.

use super::cursor::{Item, Table};
use super::values::zone;
use crate::policy::{RetentionTerms, Stay};

const HELP: &str = "write whole days, months or years, as in \"8d\", \"1month\" or \"1y\"";
/// More years than anybody keeps a copy, in each unit.
const MOST: [(&str, u16); 3] = [("days", 36_600), ("months", 1_200), ("years", 100)];

/// What a table sets of how long copies stay.
pub(super) fn retention(table: &Table<'_>) -> RetentionTerms {
    let Some(inner) = table.get("retention").and_then(|item| item.table("retention")) else {
        return RetentionTerms::default();
    };
    let level = |key| inner.get(key).and_then(|item| stay(&item));
    let levels = [level("level-0"), level("level-1"), level("level-2")];
    let first_of_year = inner.get("first-of-year").and_then(|item| item.boolean());
    let zone = inner.get("zone").and_then(|item| zone(&item));
    inner.no_other_keys();
    RetentionTerms { levels, first_of_year, zone }
}

fn stay(item: &Item<'_>) -> Option<Stay> {
    let text = item.text_as("a text with a unit, as in \"8d\" or \"1month\"")?.trim();
    let (number, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let unit = unit.trim_start();
    let (make, most): (fn(u16) -> Stay, _) = match unit {
        "d" | "day" | "days" => (Stay::Days, MOST[0]),
        "month" | "months" => (Stay::Months, MOST[1]),
        "y" | "year" | "years" => (Stay::Years, MOST[2]),
        "m" => {
            item.fault(format!("{text:?}: \"m\" is minutes elsewhere"), "write \"1month\" for a month".to_owned());
            return None;
        }
        _ => {
            item.fault(format!("{text:?} does not say how long copies stay"), HELP.to_owned());
            return None;
        }
    };
    let (name, most) = most;
    let number = number.parse::<u16>().ok().filter(|number| (1..=most).contains(number));
    if number.is_none() {
        item.fault(format!("copies stay for 1 to {most} {name}"), HELP.to_owned());
    }
    number.map(make)
}
