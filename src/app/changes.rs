//! What people do to changes, and how they look at them.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Error, Site,
    answers::{ChangeList, ChangeView, Notice},
    check, facts,
    instants::Clockface,
    kept_ends,
    planner::bare_footing,
    recording, texts, waves, work,
};
use crate::{
    calendar::Interval,
    change::{Change, ChangeId, Event, NotAllowed, Outcome, Override, RunEnd, Settlement, State},
    exec,
    gate::{CODES, Waivable},
    ledger::{self, Query, Read, Which},
    record::{Aggregate as _, Digest, Entry, Head},
};

/// What a person does to a change.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Withdraws it.
    Cancel {
        /// Why.
        reason: String,
    },
    /// Agrees to it.
    Approve,
    /// Refuses it.
    Reject {
        /// Why.
        reason: String,
    },
    /// Ends what a dead run left open.
    Settle {
        /// How it ended.
        settlement: Settlement,
        /// How the person knows.
        reason: String,
    },
    /// Looks at work that was done under a waiver.
    Review {
        /// What there is to say about it.
        note: Option<String>,
    },
    /// Waives some reasons for the present version.
    Override(Waiving),
}

/// A waiver as it was asked for.
#[derive(Debug, Clone)]
pub struct Waiving {
    /// The codes of the reasons.
    pub codes: Vec<String>,
    /// Why.
    pub reason: String,
    /// The ticket that it belongs to.
    pub ticket: String,
    /// For how long.
    pub expires_in: TimeDelta,
}

/// A waiver is for one night, not for ever.
const LONGEST_WAIVER: TimeDelta = TimeDelta::hours(24);
/// A shorter reason explains nothing.
pub(super) const SHORTEST_REASON: usize = 10;

impl Waiving {
    fn check(&self) -> Result<(), Error> {
        for code in &self.codes {
            match Waivable::of_code(code) {
                None => {
                    let known = CODES.iter().filter(|(row, _)| Waivable::of_row(*row) != Waivable::Never);
                    let known: Vec<_> = known.map(|(_, code)| *code).collect();
                    return Err(Error::usage(
                        format!("there is no reason {code:?}"),
                        format!("{} may be waived", known.join(", ")),
                    ));
                }
                Some(Waivable::Never) => {
                    return Err(Error::refused(
                        format!("{code} may be waived by nobody"),
                        "what it says has to be put right; okno check tells how",
                    ));
                }
                Some(Waivable::InEmergency | Waivable::AsViolation) => {}
            }
        }
        if self.reason.trim().chars().count() < SHORTEST_REASON {
            return Err(Error::usage("the reason is too short", "say in a sentence why this cannot wait"));
        }
        if self.ticket.trim().is_empty() {
            return Err(Error::usage("the ticket is empty", "name the incident that this belongs to"));
        }
        if self.expires_in <= TimeDelta::zero() || self.expires_in > LONGEST_WAIVER {
            return Err(Error::usage("an override lasts at most 24 hours", "give --expires a length such as 2h"));
        }
        Ok(())
    }

    fn of_version(&self, version: u32, now: DateTime<Utc>) -> Override {
        Override {
            version,
            codes: self.codes.clone(),
            reason: self.reason.trim().to_owned(),
            ticket: self.ticket.trim().to_owned(),
            expires_at: now + self.expires_in,
        }
    }
}

/// Does it, if the change's state and the person's account allow it.
pub fn act(site: &Site<'_>, id: ChangeId, deed: &Deed) -> Result<ChangeView, Error> {
    if let Deed::Cancel { reason } | Deed::Reject { reason } | Deed::Settle { reason, .. } = deed {
        texts::check("the reason", reason)?;
    }
    if let Deed::Override(waiving) = deed {
        waiving.check()?;
    }
    if !site.is_shared() {
        // no command makes a ledger to say that it holds no such change
        site.ledger_to_read()?.ok_or(Error::UnknownChange(id))?;
    }
    let caught_up = kept_ends::catch_up(site);
    if let Deed::Settle { settlement, .. } = deed
        && caught_up.contains(&Notice::EndRecorded(id))
    {
        return told_by_its_end(site, id, *settlement, caught_up);
    }
    let recorded = recording::record(site, site.release(), |write| {
        let change = check::load(write, id)?;
        check::planned(id, &change)?;
        let refused = |why: NotAllowed| {
            let why = why.seen_as(change.state_at(site.caller.now));
            Error::NotAllowed { id, why }
        };
        let event = event(site, &change, deed).map_err(refused)?;
        let changed = ledger::append_event::<Change>(write, &check::subject(id), &event)?;
        if matches!(event, Event::Settled(_)) {
            write.end_lease(&check::subject(id))?;
        }
        let about =
            if matches!(event, Event::Cancelled(_)) { waves::about_others(site, write, id, &changed)? } else { None };
        Ok((changed, about))
    })?;
    let ((change, about_waves), mut notices, head) = recorded.after(caught_up).into_parts();
    notices.extend(about_waves);
    if matches!(deed, Deed::Settle { .. }) {
        notices.retain(|notice| *notice != Notice::Interrupted(id));
    }
    view(site, id, change, notices, head)
}

/// A run whose end this machine had kept, and recorded just now: a person's word on it is no longer needed. Where that word
/// was another, it is refused.
fn told_by_its_end(
    site: &Site<'_>,
    id: ChangeId,
    said: Settlement,
    mut notices: Vec<Notice>,
) -> Result<ChangeView, Error> {
    let found = recording::look(site, |read| Ok((check::load(read, id)?, read.head()?)))?;
    let (change, head) = found.ok_or(Error::UnknownChange(id))?;
    let ended = change.runs().last().and_then(|run| run.end.as_ref());
    let succeeded = matches!(ended, Some(RunEnd::Finished { how, .. }) if how.outcome == Outcome::Succeeded);
    if succeeded != (said == Settlement::Done) {
        let how = if succeeded { "succeeded" } else { "did not succeed" };
        return Err(Error::refused(
            format!(
                "{id}: the end of its run, which was kept on this machine, is recorded now: it {how}; that it was {} is \
                 not recorded",
                said.as_str()
            ),
            format!("nothing is left to settle; okno show {id} tells its story"),
        ));
    }
    notices.push(Notice::NothingToSettle(id));
    view(site, id, change, notices, head)
}

fn event(site: &Site<'_>, change: &Change, deed: &Deed) -> Result<Event, NotAllowed> {
    let who = &site.caller.account;
    match deed.clone() {
        Deed::Cancel { reason } => change.cancel(reason),
        Deed::Approve => change.approve(who),
        Deed::Reject { reason } => change.reject(who, reason),
        Deed::Settle { settlement, reason } => {
            let living = living_processes(change);
            if change.state() == State::Interrupted && !living.is_empty() {
                return Err(NotAllowed::StillRunning { what: living });
            }
            change.settle(settlement, reason)
        }
        Deed::Review { note } => change.review(who, note),
        Deed::Override(waiving) => change.waive(waiving.of_version(change.version(), site.caller.now)),
    }
}

/// How a run's command and its offspring are told from others: by their environment.
pub(super) fn marked(mark: &str) -> (String, String) {
    ("OKNO_RUN_MARK".to_owned(), mark.to_owned())
}

/// What still lives of an interrupted run's command.
fn living_processes(change: &Change) -> String {
    const SHOWN: usize = 5;
    let Some(run) = change.open_run() else { return String::new() };
    let living = exec::processes_with(&marked(&run.started.mark));
    let mut named: Vec<_> =
        living.iter().take(SHOWN).map(|(pid, command)| format!("{command}, process {pid}")).collect();
    if living.len() > SHOWN {
        named.push(format!("{} more", living.len() - SHOWN));
    }
    named.join("; ")
}

/// One change with its whole story, and what was kept of the output of its last run.
pub fn show(site: &Site<'_>, id: ChangeId, whole_output: bool) -> Result<ChangeView, Error> {
    let found = recording::look(site, |read| {
        let story = story(read, id)?;
        let change = facts::fold(&story)?;
        let kept = last_output(&change).map(|kept| read.attachment(kept)).transpose()?.flatten();
        let about_waves = waves::about_others(site, read, id, &change)?;
        Ok((change, story, kept, about_waves, read.head()?))
    })?;
    let (change, story, output, about_waves, head) = found.ok_or(Error::UnknownChange(id))?;
    let mut view = view(site, id, change, about_waves.into_iter().collect(), head)?;
    if view.state == State::Interrupted {
        view.notices.push(Notice::Interrupted(id));
    }
    Ok(ChangeView { story, output, whole_output, ..view })
}

/// The attachment with what the last run printed.
fn last_output(change: &Change) -> Option<Digest> {
    match change.runs().last()?.end.as_ref()? {
        RunEnd::Finished { how, .. } => how.output.as_ref()?.attachment,
        RunEnd::Interrupted { .. } | RunEnd::Settled { .. } => None,
    }
}

fn story(read: &mut dyn Read, id: ChangeId) -> Result<Vec<Entry>, Error> {
    let subject = check::subject(id);
    let mut story = Vec::new();
    read.entries(&Which { subject: Some(&subject), ..Which::default() }, &mut |entry| {
        story.push(entry);
        ControlFlow::Continue(())
    })?;
    Ok(story)
}

/// Which changes are wanted; all that is given must match.
#[derive(Debug, Clone, Default)]
pub struct ListAsked {
    /// On this system.
    pub system: Option<String>,
    /// For this customer.
    pub customer: Option<String>,
    /// Planned by this person.
    pub person: Option<String>,
    /// In this state.
    pub state: Option<State>,
    /// Whose work ends after this, as it was typed.
    pub since: Option<String>,
    /// Whose work starts before this, as it was typed.
    pub until: Option<String>,
    /// `--zone`.
    pub zone: Option<String>,
    /// Also those that are over.
    pub all: bool,
}

/// Changes by start.
pub fn list(site: &Site<'_>, asked: &ListAsked) -> Result<ChangeList, Error> {
    let clock = Clockface::new(site, None, asked.zone.as_deref())?;
    let since = asked.since.as_deref().map(|text| clock.read(text)).transpose()?;
    let until = asked.until.as_deref().map(|text| clock.read(text)).transpose()?;
    let far = TimeDelta::days(365 * 300);
    let overlapping =
        match (since, until) {
            (None, None) => None,
            (since, until) => {
                let (since, until) = (since.unwrap_or(site.caller.now - far), until.unwrap_or(site.caller.now + far));
                Some(Interval::new(since, until).ok_or_else(|| {
                    Error::usage("--since is not before --until", "give the earlier instant to --since")
                })?)
            }
        };
    let labels = [("system", &asked.system), ("customer", &asked.customer), ("author", &asked.person)];
    let labels = labels.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect();
    let live = match asked.state {
        Some(state) => state.is_live().then_some(true),
        None => (!asked.all && overlapping.is_none()).then_some(true),
    };
    // What is derived is not stored: those are found among the others that are live.
    let stored = asked.state.filter(|state| !matches!(state, State::Missed | State::Interrupted));
    let query = Query {
        stream: Some(Change::STREAM),
        state: stored.map(State::as_str),
        live,
        labels,
        overlapping,
        ..Query::default()
    };
    let found = recording::look(site, |read| Ok((load_all(read, &query)?, read.head()?, ledger::ledger_id(read)?)))?;
    let (changes, head, ledger) = found.unwrap_or_default();
    if changes.is_empty() {
        names_are_known(site, asked)?;
    }
    let views = changes.into_iter().map(|(id, change)| view(site, id, change, Vec::new(), head));
    let mut changes = views.collect::<Result<Vec<_>, _>>()?;
    changes.retain(|view| asked.state.is_none_or(|state| view.state == state));
    changes.sort_by_key(|view| (view.change.plan().map(|plan| plan.start_at), view.id));
    let ledger = ledger.map(|id| id.to_string());
    Ok(ChangeList { changes, ledger, footing: bare_footing(site, head) })
}

/// A system or a customer that neither the rules nor any change names is a slip of the pen. Without rules nobody knows.
fn names_are_known(site: &Site<'_>, asked: &ListAsked) -> Result<(), Error> {
    let is_recorded = |label: &str, name: &str| {
        let labels = vec![(label, name)];
        let query = Query { stream: Some(Change::STREAM), labels, ..Query::default() };
        let found = recording::look(site, |read| Ok(!read.find(&query)?.is_empty()))?;
        Ok::<bool, Error>(found.unwrap_or_default())
    };
    if site.rules_digest().is_none() {
        return Ok(());
    }
    if let Some(name) = &asked.system
        && let Err(unknown) = site.system(name)
        && !is_recorded("system", name)?
    {
        return Err(unknown);
    }
    if let Some(name) = &asked.customer
        && let Err(unknown) = site.customer(name)
        && !is_recorded("customer", name)?
    {
        return Err(unknown);
    }
    Ok(())
}

/// The changes that the query finds.
pub(super) fn load_all(read: &mut dyn Read, query: &Query<'_>) -> Result<Vec<(ChangeId, Change)>, Error> {
    let mut changes = Vec::new();
    for found in read.find(query)? {
        if let Ok(id) = found.subject.name().parse::<ChangeId>() {
            changes.push((id, check::load(read, id)?));
        }
    }
    Ok(changes)
}

/// A change as answers show it.
pub(super) fn view(
    site: &Site<'_>,
    id: ChangeId,
    change: Change,
    notices: Vec<Notice>,
    head: Option<Head>,
) -> Result<ChangeView, Error> {
    let plan = check::planned(id, &change)?;
    // A customer that has left windows.toml has no clock to show any more; its name stays in the plan.
    let customers: Vec<_> = plan.customers.iter().filter_map(|id| site.policy.customers.get(id)).collect();
    let zones = site.zones(customers.iter().map(|who| &who.zone))?;
    let state = facts::state_at(site, &change, site.caller.now);
    let mut places = work::places(&customers, &zones);
    places.order.clone_from(&plan.customers);
    Ok(ChangeView {
        id,
        state,
        places,
        story: Vec::new(),
        output: None,
        whole_output: false,
        notices,
        footing: super::answers::Footing { tzdb: zones.oldest.to_string(), ..bare_footing(site, head) },
        change,
    })
}
