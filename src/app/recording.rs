//! One recorded act: a transaction with everything that has to come first.

use std::fs;

use chrono::{DateTime, SubsecRound as _, Utc};

use super::{Error, Site, answers::Notice, facts, kept_ends, site::random_hex};
use crate::{
    acceptance::{ClockEvent, Timekeeping},
    change::{Change, Event, Interrupted},
    ledger::{self, Committed, Read, StoreError, Which, Write, seen_head::Estranged},
    policy::{Adoption, PolicyAdopted, ZoneDataEvent, ZoneDataSeen},
    record::{Act, Aggregate as _, Digest, Head, LedgerId},
    zonedata::Release,
};

/// What was recorded, and what was noticed on the way.
pub(super) struct Recorded<T> {
    committed: Committed<T>,
    pub(super) notices: Vec<Notice>,
}

impl<T> Recorded<T> {
    /// The ledger's newest entry after it.
    pub(super) fn head(&self) -> Option<Head> {
        self.committed.head()
    }

    /// With what was noticed before it.
    pub(super) fn after(self, mut notices: Vec<Notice>) -> Self {
        notices.extend(self.notices);
        Self { notices, ..self }
    }

    /// What the work gave back, with the notices and the head.
    pub(super) fn into_parts(self) -> (T, Vec<Notice>, Option<Head>) {
        let head = self.committed.head();
        (self.committed.into_value(), self.notices, head)
    }
}

/// Records what `work` appends, in one transaction. The first act on an empty ledger adopts the policy, the first one
/// under a newer release of the zone data says so, and runs that lost their holder are named before anything else.
pub(super) fn record<T>(
    site: &Site<'_>,
    tzdb: &Release,
    work: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<Recorded<T>, Error> {
    let caught_up = kept_ends::catch_up(site);
    Ok(record_as(site, tzdb, &random_hex()?, work)?.after(caught_up))
}

/// The same under an act that may have been tried before.
pub(super) fn record_as<T>(
    site: &Site<'_>,
    tzdb: &Release,
    act: &str,
    work: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<Recorded<T>, Error> {
    if let Some(how) = site.gone() {
        return Err(StoreError::from(Box::new(how)).into());
    }
    let (mut store, mut notices) = site.ledger_to_write()?;
    let act = Act { id: act.to_owned(), ..site.act(tzdb)? };
    let mut ledger = None;
    let committed = ledger::transact(store.as_mut(), &act, |write| {
        see(site, write)?;
        // What is appended to a ledger that was brought back would hide that it was.
        if let Some(how) = facts::estranged(site, write)? {
            return Err(StoreError::from(Box::new(how)).into());
        }
        come_first(site, write, act.now, &mut notices)?;
        let done = work(write)?;
        ledger = ledger::ledger_id(write)?;
        Ok::<_, Error>(done)
    })?;
    remember(site, ledger.as_ref(), committed.head(), &mut notices, Remembering::Later);
    Ok(Recorded { committed, notices })
}

/// Records how a command went, and keeps what it printed; if the disk has no room for both, how it went alone: that is
/// known now or never.
pub(super) fn record_with_output<T>(
    site: &Site<'_>,
    tzdb: &Release,
    printed: Option<&[u8]>,
    work: impl FnMut(&mut dyn Write, Option<Digest>) -> Result<T, Error>,
) -> Result<Recorded<T>, Error> {
    let caught_up = kept_ends::catch_up(site);
    Ok(record_with_output_as(site, tzdb, &random_hex()?, printed, work)?.after(caught_up))
}

/// The same under an act that may have been tried before.
pub(super) fn record_with_output_as<T>(
    site: &Site<'_>,
    tzdb: &Release,
    act: &str,
    printed: Option<&[u8]>,
    mut work: impl FnMut(&mut dyn Write, Option<Digest>) -> Result<T, Error>,
) -> Result<Recorded<T>, Error> {
    let recorded = record_as(site, tzdb, act, |write| {
        let attachment = printed.map(|bytes| write.attach(bytes)).transpose()?;
        work(write, attachment)
    });
    match recorded {
        Err(Error::Store(StoreError::Full { .. } | StoreError::Unwritten { .. })) if printed.is_some() => {
            record_as(site, tzdb, act, |write| work(write, None))
        }
        recorded => recorded,
    }
}

/// The same in a ledger that is not the one that this machine saw last: `work` decides whether it may be, and comes before
/// all else. From then on this machine remembers this ledger, in the place of the other.
pub(super) fn record_estranged<T>(
    site: &Site<'_>,
    tzdb: &Release,
    work: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<Recorded<T>, Error> {
    let (mut store, mut notices) = site.ledger_to_write()?;
    let act = site.act(tzdb)?;
    let mut ledger = None;
    let committed = ledger::transact(store.as_mut(), &act, |write| {
        see(site, write)?;
        let done = work(write)?;
        come_first(site, write, act.now, &mut notices)?;
        ledger = ledger::ledger_id(write)?;
        Ok::<_, Error>(done)
    })?;
    remember(site, ledger.as_ref(), committed.head(), &mut notices, Remembering::Instead);
    Ok(Recorded { committed, notices })
}

/// What is recorded beside every act.
fn come_first(
    site: &Site<'_>,
    write: &mut dyn Write,
    now: DateTime<Utc>,
    notices: &mut Vec<Notice>,
) -> Result<(), Error> {
    read_clock(write, now)?;
    adopt_first(site, write, notices)?;
    see_zone_data(site, write)?;
    name_the_interrupted(site, write, notices)?;
    write.attach(&site.policy_text)?;
    Ok(())
}

/// While entries carry a time that somebody found to be wrong, what the clock really shows is recorded beside.
fn read_clock(write: &mut dyn Write, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(newest) = facts::newest(write, &Which::default())? else { return Ok(()) };
    let timekeeping: Timekeeping = ledger::load(write, Timekeeping::NAME)?;
    if let Some(reading) = timekeeping.to_be_read(now.trunc_subsecs(3), newest.stamp.at) {
        let subject = Timekeeping::subject(Timekeeping::NAME);
        ledger::append_event::<Timekeeping>(write, &subject, &ClockEvent::Read(reading))?;
    }
    Ok(())
}

/// What becomes of an earlier memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remembering {
    /// It gives way to a later head of the same ledger.
    Later,
    /// It gives way to this ledger, whichever that is.
    Instead,
}

/// Remembers the newest head on this machine, so that a ledger that was rewritten is noticed here (row 22). Best effort:
/// a machine without a place to remember still has the chain.
fn remember(
    site: &Site<'_>,
    ledger: Option<&LedgerId>,
    head: Option<Head>,
    notices: &mut Vec<Notice>,
    how: Remembering,
) {
    let (Some(heads), Some(id), Some(head)) = (site.seen_heads(), ledger, head) else { return };
    let kept = match how {
        Remembering::Later => heads.remember(id, head),
        Remembering::Instead => heads.replace(id, head),
    };
    if let Err(error) = kept.and_then(|()| heads.remember_place(site.ledger_place(), id)) {
        notices.push(Notice::NotRemembered { folder: heads.folder().to_path_buf(), why: error.to_string() });
    }
}

fn adopt_first(site: &Site<'_>, write: &mut dyn Write, notices: &mut Vec<Notice>) -> Result<(), Error> {
    let adopted: Adoption = ledger::load(write, Adoption::NAME)?;
    if adopted.newest().is_none() {
        adopt(site, write)?;
        notices.push(Notice::PolicyAdopted);
    }
    Ok(())
}

/// Appends `policy.adopted`, with the text and every file that it refers to.
pub(super) fn adopt(site: &Site<'_>, write: &mut dyn Write) -> Result<(), Error> {
    write.attach(&site.policy_text)?;
    for file in &site.policy.files {
        let bytes = fs::read(site.folder.join(&file.path)).ok();
        if let Some(bytes) = bytes.filter(|bytes| Some(Digest::of(bytes)) == file.digest) {
            write.attach(&bytes)?;
        }
    }
    let subject = Adoption::subject(Adoption::NAME);
    ledger::append_event::<Adoption>(write, &subject, &PolicyAdopted::of(&site.policy))?;
    Ok(())
}

fn see_zone_data(site: &Site<'_>, write: &mut dyn Write) -> Result<(), Error> {
    let seen: ZoneDataSeen = ledger::load(write, ZoneDataSeen::NAME)?;
    let release = site.release().as_str();
    let names = || site.policy.customers.values().map(|customer| &customer.zone);
    let nothing_new = seen.newest().is_some_and(|newest| {
        release < newest.release.as_str()
            || release == newest.release && names().all(|name| newest.zones.contains_key(name.as_str()))
    });
    if nothing_new {
        return Ok(());
    }
    let zones = site.zones(names())?;
    let digests = zones.iter().map(|(name, zone)| (name.clone(), Digest::of(zone.rules_text().as_bytes()))).collect();
    if let Some(news) = seen.to_be_seen(release, &digests) {
        ledger::append_event::<ZoneDataSeen>(
            write,
            &ZoneDataSeen::subject(ZoneDataSeen::NAME),
            &ZoneDataEvent::Seen(news),
        )?;
    }
    Ok(())
}

fn name_the_interrupted(site: &Site<'_>, write: &mut dyn Write, notices: &mut Vec<Notice>) -> Result<(), Error> {
    for (id, change) in facts::open_runs(write)? {
        let Some(run) = change.open_run() else { continue };
        if run.end.is_none() && facts::is_orphaned(site, &change) {
            let why = facts::why_orphaned(site, &run.started);
            let event = Event::Interrupted(Interrupted { run: run.started.run, why });
            ledger::append_event::<Change>(write, &Change::subject(&id.to_string()), &event)?;
            notices.push(Notice::Interrupted(id));
        }
    }
    Ok(())
}

/// What every use of a ledger that lies elsewhere begins with.
fn see(site: &Site<'_>, read: &mut dyn Read) -> Result<(), StoreError> {
    if site.is_shared() {
        facts::foresee(site, read)?;
        site.see_leases(read.leases()?);
    }
    Ok(())
}

/// A consistent look at the ledger; `None` where there is none.
pub(super) fn look<T>(
    site: &Site<'_>,
    look: impl FnOnce(&mut dyn Read) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let Some(mut store) = site.ledger_to_read()? else { return Ok(None) };
    ledger::snapshot(store.as_mut(), |read| {
        see(site, read)?;
        look(read)
    })
    .map(Some)
}

/// The same for the gate, to which a ledger that is gone is a reason, not an error: [`facts::without_ledger`] has it.
pub(super) fn glance<T>(
    site: &Site<'_>,
    look: impl FnOnce(&mut dyn Read) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    match self::look(site, look) {
        Err(Error::Store(StoreError::Estranged(how))) if matches!(*how, Estranged::Gone { .. }) => Ok(None),
        found => found,
    }
}
