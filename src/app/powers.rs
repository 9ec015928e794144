//! What only an administrator may do. Powers hold as they were adopted: nobody becomes one by editing a file.

use super::{Error, Site, adopted::adopted, answers::Notice};
use crate::{ledger::Read, policy::Policy};

/// Refuses whoever is no administrator, where anybody is; `what` goes on after "may". Where nobody is, anybody may, and
/// that is worth saying.
pub(super) fn administrator(site: &Site<'_>, read: &mut dyn Read, what: &str) -> Result<Option<Notice>, Error> {
    let adopted = adopted(read)?.1;
    let adopted = adopted.iter().flat_map(Policy::administrators).collect::<Vec<_>>();
    let administrators = if adopted.is_empty() { site.policy.administrators() } else { adopted };
    among(site, &administrators, what)
}

/// The same for an adoption: powers that change are given by those who have them now.
pub(super) fn giver_of_powers(site: &Site<'_>, read: &mut dyn Read) -> Result<(), Error> {
    let Some(adopted) = adopted(read)?.1 else { return Ok(()) };
    if site.policy.gives_the_same_powers(&adopted) {
        return Ok(());
    }
    among(site, &adopted.administrators(), "change what people may do ([people] differs)").map(drop)
}

/// The same where there is no ledger that could have adopted anything.
pub(super) fn by_windows_toml(site: &Site<'_>, what: &str) -> Result<Option<Notice>, Error> {
    among(site, &site.policy.administrators(), what)
}

fn among(site: &Site<'_>, administrators: &[&str], what: &str) -> Result<Option<Notice>, Error> {
    let account = site.caller.account.name.as_str();
    if administrators.is_empty() {
        return Ok(Some(Notice::NoAdministrator));
    }
    if administrators.contains(&account) {
        return Ok(None);
    }
    Err(Error::refused(
        format!("only an administrator may {what}, and {account} is none"),
        format!("ask one of them: {}", administrators.join(", ")),
    ))
}
