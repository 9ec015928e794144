//! `okno backup due`: which slots of the backup regime are filled, due or missed (R9.1).

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{
    Error, Site,
    answers::{BackupReport, DueReport, DueState, RegimeStanding, SystemDue},
    evidence,
    instants::Clockface,
    narrator::{Narrator, Step},
    planner::bare_footing,
    pruning, recording,
    work::Audience,
};
use crate::{
    backup::{Backups, RefutedLook},
    calendar::{Zone, ZoneName},
    clock::Clock as _,
    ledger,
    policy::{Regime, System, SystemId},
    record::Head,
    regime::{self, Ignored, List, WhyIgnored},
    tools::{self, Backup, Catalogue},
};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct DueAsked {
    /// Of this system alone.
    pub system: Option<String>,
    /// At that instant, as it was typed; else now.
    pub at: Option<String>,
    /// From that instant on, as it was typed.
    pub since: Option<String>,
    /// The zone in which both are read.
    pub zone: Option<String>,
    /// For monitoring, which does not wait long for a tool that hangs.
    pub monitoring: bool,
}

/// How the systems stand with their regimes.
pub fn due(site: &Site<'_>, asked: &DueAsked, narrator: &mut dyn Narrator) -> Result<DueReport, Error> {
    let systems = wanted(site, asked.system.as_deref())?;
    let alone = match systems.as_slice() {
        [only] => Some(Audience::of_system(site, only, &[])?),
        _ => None,
    };
    let clockface = Clockface::new(site, alone.as_ref(), asked.zone.as_deref())?;
    let read = |text: &Option<String>| text.as_deref().map(|text| clockface.read(text)).transpose();
    let at = read(&asked.at)?.unwrap_or(site.caller.now);
    let since = read(&asked.since)?;
    if since.is_some_and(|since| since > at) {
        return Err(Error::usage(
            "--since is later than the instant that is asked about",
            "name an earlier one: what was missed lies before",
        ));
    }
    let mut head = None;
    let mut answered = Vec::new();
    for system in systems {
        let audience = Audience::of_system(site, system, &[])?;
        let stood = stand(site, system, (at, since), asked.monitoring, narrator)?;
        head = stood.head.or(head);
        let clashes = pruning::clashes(site, system, &audience, at, false);
        answered.push(SystemDue {
            system: system.id.clone(),
            places: audience.places(),
            state: stood.state,
            newest_refuted: stood.newest_refuted,
            clashes,
        });
    }
    Ok(DueReport { systems: answered, at, footing: bare_footing(site, head) })
}

/// The system by that name, or all of them.
pub(super) fn wanted<'s>(site: &'s Site<'_>, system: Option<&str>) -> Result<Vec<&'s System>, Error> {
    match system {
        Some(name) => Ok(vec![site.system(name)?]),
        None => Ok(site.policy.systems.values().collect()),
    }
}

/// What is known of backups, whether it would open the gate now, and how the systems stand with their regimes.
pub fn status(site: &Site<'_>, system: Option<&str>, narrator: &mut dyn Narrator) -> Result<BackupReport, Error> {
    let mut report = super::backups::report(site, system)?;
    let mut gone: HashMap<SystemId, Vec<String>> = HashMap::new();
    for backups in &mut report.systems {
        let system = site.system(backups.system.as_str())?;
        let stood = stand(site, system, (site.caller.now, None), false, narrator)?;
        backups.regime = Some(stood.state);
        gone.insert(system.id.clone(), stood.gone);
    }
    for backups in &mut report.systems {
        let source = site.policy.backed_up_with(site.system(backups.system.as_str())?);
        if !gone.contains_key(&source.id) {
            let stood = stand(site, source, (site.caller.now, None), false, narrator)?;
            gone.insert(source.id.clone(), stood.gone);
        }
        let relies_on = backups.relies_on.as_ref().filter(|_| backups.reason.is_none());
        backups.gone = relies_on.filter(|id| gone[&source.id].contains(id)).cloned();
    }
    Ok(report)
}

/// How a system stands now.
pub(super) fn state(site: &Site<'_>, system: &System, narrator: &mut dyn Narrator) -> Result<DueState, Error> {
    let now = site.caller.clock.now();
    Ok(stand(site, system, (now, None), false, narrator)?.state)
}

/// How a system stands, and what the ledger says beside it.
struct Stood {
    state: DueState,
    /// The newest entry of the ledger that says so.
    head: Option<Head>,
    /// The last look, where it found the newest backup to be no good.
    newest_refuted: Option<RefutedLook>,
    /// The ids of backups that the ledger knows and the tool does not list any more.
    gone: Vec<String>,
}

impl Stood {
    /// Told by the rules alone.
    const fn by_rules(state: DueState) -> Self {
        Self { state, head: None, newest_refuted: None, gone: Vec::new() }
    }
}

/// How it stands at that instant, from that other on.
fn stand(
    site: &Site<'_>,
    system: &System,
    (at, since): (DateTime<Utc>, Option<DateTime<Utc>>),
    monitoring: bool,
    narrator: &mut dyn Narrator,
) -> Result<Stood, Error> {
    if let Some(why) = system.needless_backup() {
        return Ok(Stood::by_rules(DueState::Needless(why.to_owned())));
    }
    if let Some(other) = system.backup_of() {
        return Ok(Stood::by_rules(DueState::CoveredBy(other.clone())));
    }
    let Some(regime) = site.policy.regime_of(system) else { return Ok(Stood::by_rules(DueState::NotKept)) };
    let (zone, zone_is_fallback) = zone(site, system, regime)?;
    let found = recording::look(site, |read| {
        let backups: Backups = ledger::load(read, system.id.as_str())?;
        Ok((backups, read.head()?))
    })?;
    let (recorded, head) = found.unwrap_or_default();
    let newest_refuted = recorded.last_refuted().cloned();
    let (mut backups, ignored) = match known(site, system, &recorded, monitoring, narrator)? {
        Ok(known) => known,
        Err(faults) => return Ok(Stood { state: DueState::Unknown(faults), head, newest_refuted, gone: Vec::new() }),
    };
    let is_gone = |ignored: &&Ignored| ignored.why == WhyIgnored::Gone;
    let gone = ignored.iter().filter(is_gone).map(|ignored| ignored.id.clone()).collect();
    if at < site.caller.now {
        // What was made since was not there then.
        backups.retain(|backup| backup.at <= at && backup.finished_at.is_none_or(|finished_at| finished_at <= at));
    }
    let skew = site.policy.max_clock_skew;
    let mut standing = regime::stand(regime, &zone, &backups, at, since, skew);
    let is_past = at < site.caller.now;
    // Where nothing fills any slot, what might is of interest.
    let looked_from = standing.levels.iter().map(|level| match (since, &level.newest) {
        (None, None) => regime::first_kept(level.rhythm, at),
        _ => level.since_at,
    });
    let looked_from = looked_from.min().unwrap_or(at);
    let named = ignored.into_iter().filter(|ignored| ignored.at >= looked_from);
    let named = named.filter_map(|ignored| match ignored.at > at + skew {
        true if is_past => None,
        true => Some(Ignored { why: WhyIgnored::Future, ..ignored }),
        false => Some(ignored),
    });
    standing.ignored.extend(newest_unproven(named.collect()));
    let satisfies = regime.satisfies;
    let kept = RegimeStanding { zone, zone_is_fallback, satisfies, standing };
    Ok(Stood { state: DueState::Kept(Box::new(kept)), head, newest_refuted, gone })
}

/// At most so many that nobody looked at are named: a job may have made one an hour for weeks.
const MOST_UNPROVEN: usize = 10;

/// All of them, but of those that nobody looked at the newest alone; oldest first.
fn newest_unproven(mut ignored: Vec<Ignored>) -> Vec<Ignored> {
    ignored.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    let mut unproven = 0;
    ignored.retain(|ignored| {
        let is_unproven = ignored.why == WhyIgnored::Unproven;
        unproven += usize::from(is_unproven);
        !is_unproven || unproven <= MOST_UNPROVEN
    });
    ignored.reverse();
    ignored
}

/// The backups that count, and those that do not.
type Counting = (Vec<Backup>, Vec<Ignored>);

/// The same of a system, or why they cannot be told.
fn known(
    site: &Site<'_>,
    system: &System,
    recorded: &Backups,
    monitoring: bool,
    narrator: &mut dyn Narrator,
) -> Result<Result<Counting, Vec<String>>, Error> {
    let Some(backup) = system.own_backup() else { return Ok(Ok(regime::counting(recorded, None))) };
    let tells_completeness = tools::lists_what_is_complete(&backup.tool);
    narrator.step(&Step::Listing { system: system.id.to_string() });
    let listed =
        if monitoring { evidence::catalogue_for_monitoring(site, system)? } else { evidence::catalogue(site, system)? };
    Ok(match listed {
        Catalogue::Told(listed) => Ok(regime::counting(recorded, Some(List { backups: &listed, tells_completeness }))),
        Catalogue::NewestOnly => Ok(regime::counting(recorded, None)),
        Catalogue::Unknown(faults) => Err(super::backups::sentences(&faults)),
    })
}

/// Whose clock tells the slots: the zone that the regime names, else that of the system's own customers; UTC where they
/// live in several, and then `true`.
fn zone(site: &Site<'_>, system: &System, regime: &Regime) -> Result<(Zone, bool), Error> {
    let mut of_customers: Vec<&ZoneName> =
        system.customers.iter().filter_map(|id| site.policy.customers.get(id)).map(|customer| &customer.zone).collect();
    of_customers.sort();
    of_customers.dedup();
    let (name, is_fallback) = match (&regime.zone, of_customers.as_slice()) {
        (Some(named), _) => (named.clone(), false),
        (None, [only]) => ((*only).clone(), false),
        (None, _) => (ZoneName::parse("UTC")?, true),
    };
    let zones = site.zones([&name].into_iter())?;
    let zone = zones.get(&name).cloned().ok_or_else(|| Error::Environment {
        what: format!("the zone data has no {name}"),
        hint: Some("okno doctor shows the copies of the zone data".to_owned()),
    })?;
    Ok((zone, is_fallback))
}
