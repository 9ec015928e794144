//! Reads the `[policy]` keys, in whichever table they stand.

use super::cursor::{Item, Table};
use super::values::{any_length, hours, some_length};
use crate::calendar::NightBelongsTo;
use crate::policy::{Evidence, Late, OnOverrun, Terms};

/// The keys that `[policy]`, a system and a customer may set.
pub(super) fn terms(table: &Table<'_>) -> Terms {
    Terms {
        downtime_limit: table.get("downtime-limit").and_then(|item| any_length(&item)),
        window: table.get("window").and_then(|item| hours(&item)),
        night_belongs_to: table.get("night-belongs-to").and_then(|item| night(&item)),
        backup_max_age: table.get("backup-max-age").and_then(|item| some_length(&item)),
        backup_evidence: table.get("backup-evidence").and_then(|item| evidence(&item)),
        count_together: table.get("count-together").and_then(|item| some_length(&item)),
        approvals: table.get("approvals").and_then(|item| approvals(&item)),
        early: table.get("early").and_then(|item| any_length(&item)),
        late: table.get("late").and_then(|item| late(&item)),
        on_overrun: table.get("on-overrun").and_then(|item| on_overrun(&item)),
        rollback_within: table.get("rollback-within").and_then(|item| any_length(&item)),
    }
}

fn night(item: &Item<'_>) -> Option<NightBelongsTo> {
    let words = [NightBelongsTo::OpeningDay, NightBelongsTo::EachDay, NightBelongsTo::Both];
    item.word(&words.map(|night| (night.as_str(), night)))
}

fn evidence(item: &Item<'_>) -> Option<Evidence> {
    item.word(&Evidence::ALL.map(|evidence| (evidence.as_str(), evidence)))
}

fn approvals(item: &Item<'_>) -> Option<u32> {
    const MOST: u64 = 100;
    item.number(MOST).and_then(|number| u32::try_from(number).ok())
}

fn late(item: &Item<'_>) -> Option<Late> {
    match item.text_as("a text: \"window\", or a length as in \"2h\"")? {
        "window" => Some(Late::WINDOW),
        _ => any_length(item).map(Late::after),
    }
}

fn on_overrun(item: &Item<'_>) -> Option<OnOverrun> {
    item.word(&[OnOverrun::Warn, OnOverrun::Terminate].map(|action| (action.as_str(), action)))
}
