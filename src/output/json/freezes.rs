//! `okno.freezes/1`.

use serde::Serialize;

use super::{NoticeBody, answer, notices};
use crate::{
    app::answers::{FreezeView, FrozenBy},
    calendar::instant,
    freeze::{Freeze, FreezeId},
    policy::Scope,
};

/// `okno freeze --format json`.
pub fn freezes(answered: &FreezeView) -> String {
    #[derive(Serialize)]
    struct Body {
        freezes: Vec<FreezeBody>,
        notices: Vec<NoticeBody>,
    }
    let recorded = answered.recorded.iter().filter_map(|(id, freeze)| FreezeBody::recorded(*id, freeze));
    let freezes = recorded.chain(answered.by_rules.iter().map(FreezeBody::by_rules)).collect();
    answer("okno.freezes/1", Body { freezes, notices: notices(&answered.notices) }, &answered.footing)
}

/// A freeze, wherever it is written.
#[derive(Serialize)]
struct FreezeBody {
    /// `null`: it stands in windows.toml.
    id: Option<String>,
    /// `null` where each customer reads it on its own clock.
    from_at: Option<String>,
    until_at: Option<String>,
    /// The readings of windows.toml.
    from_local: Option<String>,
    until_local: Option<String>,
    time_zone: Option<String>,
    customers: Vec<String>,
    systems: Vec<String>,
    reason: String,
    author: Option<String>,
    added_at: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<String>,
}

impl FreezeBody {
    fn recorded(id: FreezeId, freeze: &Freeze) -> Option<Self> {
        let (added, (by, at)) = (freeze.added()?, freeze.author()?);
        let everybody = added.customers.is_empty() && added.systems.is_empty();
        let all = || vec!["*".to_owned()];
        Some(Self {
            id: Some(id.to_string()),
            from_at: Some(instant::utc(added.from_at)),
            until_at: freeze.until_at().map(instant::utc),
            from_local: None,
            until_local: None,
            time_zone: None,
            customers: if everybody { all() } else { added.customers.iter().map(ToString::to_string).collect() },
            systems: if everybody { all() } else { added.systems.iter().map(ToString::to_string).collect() },
            reason: added.reason.clone(),
            author: Some(by.to_owned()),
            added_at: Some(instant::utc(at)),
            ended_by: freeze.ended().map(|(by, _)| by.to_owned()),
            ended_at: freeze.ended().map(|(_, at)| instant::utc(at)),
        })
    }

    fn by_rules(frozen: &FrozenBy) -> Self {
        let FrozenBy { freeze, from_at, until_at } = frozen;
        let reading = |local: chrono::NaiveDateTime| Some(local.format("%Y-%m-%dT%H:%M:%S").to_string());
        Self {
            id: None,
            from_at: from_at.map(instant::utc),
            until_at: until_at.map(instant::utc),
            from_local: reading(freeze.from),
            until_local: reading(freeze.until),
            time_zone: freeze.zone.as_ref().map(ToString::to_string),
            customers: names(&freeze.customers),
            systems: names(&freeze.systems),
            reason: freeze.reason.clone(),
            author: None,
            added_at: None,
            ended_by: None,
            ended_at: None,
        }
    }
}

fn names<Id: ToString>(scope: &Scope<Id>) -> Vec<String> {
    match scope {
        Scope::All => vec!["*".to_owned()],
        Scope::Listed(ids) => ids.iter().map(ToString::to_string).collect(),
    }
}
