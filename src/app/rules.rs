//! `okno policy`: the rules in force, and the recorded act of adopting them.

use super::{
    Error, Site,
    answers::{Footing, Notice, PolicyDiff, PolicyView, SystemRules},
    planner::{self, bare_footing},
    powers, recording,
    work::Audience,
};
use crate::{
    ledger::{self, Read},
    policy::Adoption,
    record::{Digest, Head},
};

/// The rules as they are resolved for each system, or for one.
pub fn show(site: &Site<'_>, system: Option<&str>) -> Result<PolicyView, Error> {
    let wanted = match system {
        Some(name) => vec![site.system(name)?],
        None => site.policy.systems.values().collect(),
    };
    let found = recording::look(site, |read| Ok((ledger::load::<Adoption>(read, Adoption::NAME)?, read.head()?)))?;
    let (adoption, head) = found.unwrap_or_default();
    let rules = |system: &crate::policy::System| {
        let audience = Audience::of_system(site, system, &[])?;
        let has_own = system.backup_of().is_none() && system.needless_backup().is_none();
        let regime = site.policy.regime_of(system).filter(|_| has_own).cloned();
        Ok(SystemRules { id: system.id.clone(), places: audience.places(), rules: audience.rules, regime })
    };
    Ok(PolicyView {
        path: site.policy_path.display().to_string(),
        adopted: adoption.newest().map(|adopted| (adopted.what.text, adopted.by.clone(), adopted.at)),
        differs: adoption.differs(&site.policy),
        systems: wanted.into_iter().map(rules).collect::<Result<_, Error>>()?,
        footing: bare_footing(site, head),
    })
}

/// Under which rules, and on top of which entry, an answer about the rules alone is given.
pub fn footing(site: &Site<'_>) -> Footing {
    bare_footing(site, planner::head(site))
}

/// What an adoption would change.
pub fn diff(site: &Site<'_>) -> Result<PolicyDiff, Error> {
    let found = recording::look(site, |read| compare(site, read))?;
    Ok(found.unwrap_or_else(|| against(site, &Adoption::default(), String::new(), None)))
}

fn compare(site: &Site<'_>, read: &mut dyn Read) -> Result<PolicyDiff, Error> {
    let adoption: Adoption = ledger::load(read, Adoption::NAME)?;
    let old = match adoption.newest() {
        Some(adopted) => read.attachment(adopted.what.text)?.unwrap_or_default(),
        None => Vec::new(),
    };
    let head = read.head()?;
    Ok(against(site, &adoption, String::from_utf8_lossy(&old).into_owned(), head))
}

fn against(site: &Site<'_>, adoption: &Adoption, old: String, head: Option<Head>) -> PolicyDiff {
    let before = |path: &str| -> Option<Option<Digest>> {
        let files = &adoption.newest()?.what.files;
        files.iter().find(|file| file.path == path).map(|file| file.digest)
    };
    let changed = site.policy.files.iter().filter(|file| before(&file.path) != Some(file.digest));
    let nothing_adopted = adoption.newest().is_none();
    PolicyDiff {
        path: site.policy_path.display().to_string(),
        adopted: adoption.newest().map(|adopted| adopted.what.text),
        texts: (old, String::from_utf8_lossy(&site.policy_text).into_owned()),
        files: changed.map(|file| file.path.clone()).collect(),
        systems: if nothing_adopted {
            site.policy.systems.keys().cloned().collect()
        } else {
            adoption.differs(&site.policy)
        },
        notices: Vec::new(),
        footing: bare_footing(site, head),
    }
}

/// Records that these rules hold from now on. Powers that change are an administrator's to give (R6.2). Nothing is recorded when they are the ones that hold already.
pub fn adopt(site: &Site<'_>) -> Result<PolicyDiff, Error> {
    let recorded = recording::record(site, site.release(), |write| {
        let difference = compare(site, write)?;
        if difference.adopted != Some(site.policy.digest) || !difference.files.is_empty() {
            powers::giver_of_powers(site, write)?;
            recording::adopt(site, write)?;
        }
        Ok(difference)
    })?;
    let (difference, notices, head) = recorded.into_parts();
    // The first act on an empty ledger adopts by itself: what it found there was nothing.
    let found_nothing = notices.contains(&Notice::PolicyAdopted);
    let difference = if found_nothing { against(site, &Adoption::default(), String::new(), head) } else { difference };
    Ok(PolicyDiff { notices, footing: bare_footing(site, head), ..difference })
}
