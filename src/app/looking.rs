//! Looking at what was recorded takes no rules: those that are wrong or missing keep nobody from it.

use super::{
    Error,
    site::{self, Caller, Choice, Site, USUAL_LEDGER},
};
use crate::{ledger::address::Address, policy::Policy};

/// Why the rules could not be read, and what stands in for them.
#[derive(Debug)]
pub struct Substitute {
    /// Why.
    pub why: Error,
    /// Whether those that the ledger adopted last stand in; else there are none.
    pub adopted: bool,
}

impl<'a> Site<'a> {
    /// As [`Site::open`], for commands that only look at what was recorded. Where the rules are wrong or missing, those that
    /// the ledger adopted last stand in, or none at all: then no customer has a clock, and times are UTC.
    ///
    /// # Errors
    /// As [`Site::open`]; wrong or missing rules only where no ledger is found without them.
    pub fn open_to_look(caller: Caller<'a>, choice: &Choice) -> Result<(Self, Option<Substitute>), Error> {
        let why = match Self::open(caller.clone(), choice) {
            Err(
                why @ (Error::Policy(_) | Error::NoPolicy { .. } | Error::NothingAdopted { .. } | Error::File { .. }),
            ) => why,
            opened => return Ok((opened?, None)),
        };
        let places = ledgers(&caller, choice)?.into_iter();
        let Some(ledger) = places.into_iter().find(may_exist) else {
            return Err(why);
        };
        let adopted = site::adopted_policy(&caller, Some(&ledger));
        if let Ok(found) = adopted
            && let Ok(site) = Self::under(found, caller.clone(), Some(ledger.clone()), &choice.login)
        {
            return Ok((site, Some(Substitute { why, adopted: true })));
        }
        Ok((Self::without_rules(caller, ledger)?, Some(Substitute { why, adopted: false })))
    }
}

/// A server tells when it is asked.
fn may_exist(ledger: &Address) -> bool {
    match ledger {
        Address::File(path) => path.try_exists().unwrap_or(true),
        Address::Server(_) => true,
    }
}

/// Where a ledger may lie that nobody can read the rules of: named by flag or variable, by what is readable of windows.toml,
/// beside it, or where it usually is.
fn ledgers(caller: &Caller<'_>, choice: &Choice) -> Result<Vec<Address>, Error> {
    if let Some(chosen) = site::chosen_ledger(caller, choice)? {
        return Ok(vec![chosen]);
    }
    if let Ok(Some(found)) = site::find_policy(caller, choice) {
        let named = Policy::ledger_named(&found.text);
        // What must not be written there is not used either.
        if named.as_deref().is_some_and(Policy::holds_password) {
            return Ok(Vec::new());
        }
        let named = Address::parse(named.as_deref().unwrap_or(USUAL_LEDGER), &found.folder, &choice.login);
        return Ok(named.into_iter().collect());
    }
    let beside = |folder: &std::path::Path| Address::File(folder.join(USUAL_LEDGER));
    if let Some(path) = &choice.config {
        return Ok(caller.folder.join(path).parent().map(beside).into_iter().collect());
    }
    Ok(caller.folder.ancestors().map(beside).collect())
}
