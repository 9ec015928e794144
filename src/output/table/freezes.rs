//! Freezes, recorded and of windows.toml.

use chrono::{DateTime, Utc};

use super::layout::{Column, columns, footing, notices};
use crate::{
    app::answers::{FreezeView, FrozenBy},
    freeze::{Freeze, FreezeId},
    output::{
        harmless::harmless,
        style::Style,
        words::{Clock, brief, first_few},
    },
    policy::Scope,
};

/// So many customers and systems of a freeze are named; `--format json` has them all.
const NAMED: usize = 6;

/// `okno freeze`: a row a freeze.
pub fn freezes(answered: &FreezeView, style: &Style) -> String {
    let style = *style;
    let now = answered.footing.now;
    let own = answered.footing.reader.as_ref().map_or(Clock::Utc, Clock::Local);
    let shown = |at| brief(at, own, now);
    let recorded = answered.recorded.iter().filter_map(|(id, freeze)| recorded(*id, freeze, &shown));
    let by_rules = answered.by_rules.iter().map(|frozen| by_rules(frozen, &shown));
    let rows: Vec<Vec<String>> = recorded.chain(by_rules).collect();
    let mut text = if rows.is_empty() {
        "Nothing is frozen.\n".to_owned()
    } else {
        // Both clocks take much room: on a narrow terminal they are broken.
        let is_broken = own.is_local() && style.width() < 80;
        let time = if is_broken { Column::Flowing } else { Column::Fixed };
        let from = if own.is_local() { "from, on your clock" } else { "from" };
        let flowing = ["whom", "why"].map(Column::Flowing);
        let fixed = [Column::Fixed(""), time(from), time("until")];
        columns(&fixed.into_iter().chain(flowing).collect::<Vec<_>>(), rows, style)
    };
    text += &notices(&answered.notices, style);
    text + &footing(&answered.footing, style)
}

fn recorded(id: FreezeId, freeze: &Freeze, shown: &dyn Fn(DateTime<Utc>) -> String) -> Option<Vec<String>> {
    let added = freeze.added()?;
    let (by, _) = freeze.author()?;
    let until = match freeze.until_at() {
        None => "somebody ends it".to_owned(),
        Some(until) if until <= added.from_at => "(never began)".to_owned(),
        Some(until) => shown(until),
    };
    let names = added.customers.iter().map(ToString::to_string).chain(added.systems.iter().map(ToString::to_string));
    let names: Vec<String> = names.collect();
    let whom = if names.is_empty() { "everybody".to_owned() } else { first_few(NAMED, &names) };
    let ended = freeze.ended().map(|(by, _)| format!("; ended by {by}")).unwrap_or_default();
    let why = format!("{} ({by}{ended})", harmless(&added.reason));
    Some(vec![id.to_string(), shown(added.from_at), until, whom, why])
}

fn by_rules(frozen: &FrozenBy, shown: &dyn Fn(DateTime<Utc>) -> String) -> Vec<String> {
    let FrozenBy { freeze, from_at, until_at } = frozen;
    // Without a zone each customer reads it on its own clock.
    let either = |at: Option<DateTime<Utc>>, local: chrono::NaiveDateTime| {
        at.map_or_else(|| local.format("%-d %b %H:%M, local").to_string(), shown)
    };
    let customers = scope(&freeze.customers, "everybody");
    let systems = scope(&freeze.systems, "every system");
    let whom = first_few(NAMED, &customers.into_iter().chain(systems).collect::<Vec<_>>());
    let why = format!("{} (windows.toml)", harmless(&freeze.reason));
    vec![String::new(), either(*from_at, freeze.from), either(*until_at, freeze.until), whom, why]
}

fn scope<Id: ToString>(scope: &Scope<Id>, all: &str) -> Vec<String> {
    match scope {
        Scope::All => vec![all.to_owned()],
        Scope::Listed(ids) => ids.iter().map(ToString::to_string).collect(),
    }
}
