//! Who closes which hours, in words.

use super::{customers::together, first_few, listed};
use crate::{
    app::answers::Places,
    gate::{Bound, Closer, Closing},
    output::harmless::harmless,
    policy::CustomerId,
};

/// So many of each kind are told.
const TOLD: usize = 2;

/// `Acme (Asia/Yekaterinburg, ru)`, `the freeze "stocktaking" of Acme (…)`, `CHG-12 on portal`.
pub fn closer(closer: &Closer, places: &Places) -> String {
    let of = if closer.customers.is_empty() {
        String::new()
    } else {
        format!(" of {}", together(&closer.customers, places))
    };
    match &closer.cause {
        Closing::Windows => together(&closer.customers, places),
        Closing::UnknownDates(_) => format!("the calendar{of}, which knows no further"),
        Closing::Freeze { why, recorded: None } => format!("the freeze \"{}\"{of}", harmless(why)),
        Closing::Freeze { why, recorded: Some(id) } => format!("{id} \"{}\"{of}", harmless(why)),
        Closing::Change { change, system } => format!("{change} on {system}"),
        Closing::StopsAddUp(changes) => format!("a start then adds up with {}", first_few(TOLD, changes)),
    }
}

/// What bounds a slot or a window: `begins with the window of Acme (…) and ends before CHG-12 on portal`. `None` where that is
/// the same for everybody.
pub fn bound(bound: &Bound, places: &Places) -> Option<String> {
    let told = |closers: &[Closer], [with, beside]: [&str; 2]| {
        let windows: Vec<CustomerId> = closers
            .iter()
            .filter(|closer| closer.cause == Closing::Windows)
            .flat_map(|closer| closer.customers.iter().cloned())
            .collect();
        let others = closers.iter().filter(|one| one.cause != Closing::Windows).take(TOLD);
        let others: Vec<String> = others.map(|one| closer(one, places)).collect();
        let whose = (!windows.is_empty() && windows.len() < places.order.len())
            .then(|| format!("{with} the window of {}", together(&windows, places)));
        let others = (!others.is_empty()).then(|| format!("{beside} {}", listed(others)));
        others.or(whose)
    };
    let begins = told(&bound.from, ["begins with", "begins after"]);
    let ends = told(&bound.until, ["ends with", "ends before"]);
    let both: Vec<String> = begins.into_iter().chain(ends).collect();
    (!both.is_empty()).then(|| both.join(", and "))
}
