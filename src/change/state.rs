//! The state of a change, folded from its story.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::{Event, Finished, Override, Plan, Settled, Settlement, Started};
use crate::{
    change::Outcome,
    record::{Aggregate, Card, Label, Stamp, Unreadable},
};

/// Where a change is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    /// Nothing was planned under this id.
    #[default]
    Unknown,
    /// It waits for its start.
    Planned,
    /// Its command runs.
    Running,
    /// Its run has no end and nobody holds it.
    Interrupted,
    /// Its last run failed; it may run again under the same plan.
    Failed,
    /// It is done and somebody has still to look at it.
    Done,
    /// It is over.
    Closed,
    /// It was withdrawn.
    Cancelled,
    /// Another person refused it.
    Rejected,
    /// Planned, and past its latest start: derived, never stored.
    Missed,
}

impl State {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::Missed => "missed",
        }
    }

    /// Those that a change which exists can be in.
    pub const SHOWN: [Self; 9] = [
        Self::Planned,
        Self::Running,
        Self::Interrupted,
        Self::Failed,
        Self::Done,
        Self::Closed,
        Self::Cancelled,
        Self::Rejected,
        Self::Missed,
    ];

    /// Whether it can still lead to a run, or has one open.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Planned | Self::Running | Self::Interrupted | Self::Failed | Self::Done | Self::Missed)
    }
}

/// Another person's agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The version that was looked at.
    pub version: u32,
}

/// A waiver with who granted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What it waives, and until when.
    pub waiver: Override,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The number of its entry.
    pub seq: u64,
}

/// One attempt at the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The intent.
    pub started: Started,
    /// Who started it.
    pub by: String,
    /// When the intent was recorded.
    pub started_at: DateTime<Utc>,
    /// How it ended, once it has.
    pub end: Option<RunEnd>,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// It was recorded by the process that ran it.
    Finished {
        /// How.
        how: Finished,
        /// When.
        at: DateTime<Utc>,
    },
    /// Its holder was found gone; nobody has settled it yet.
    Interrupted {
        /// When that was recorded.
        at: DateTime<Utc>,
    },
    /// A person settled it.
    Settled {
        /// How.
        how: Settled,
        /// Who.
        by: String,
        /// When.
        at: DateTime<Utc>,
    },
}

impl RunEnd {
    /// When the end was recorded.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Finished { at, .. } | Self::Interrupted { at } | Self::Settled { at, .. } => *at,
        }
    }
}

/// A change with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    plan: Option<Plan>,
    version: u32,
    state: State,
    author: String,
    rescheduled_by: Option<String>,
    approvals: Vec<Approval>,
    overrides: Vec<Granted>,
    runs: Vec<Run>,
    withdrawn: Option<String>,
    revised_at: Option<DateTime<Utc>>,
}

impl Change {
    /// Its newest plan; `None` for an id that nobody planned.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// The version of the plan, from 1.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The state that its entries give; see [`Change::state_at`].
    pub fn state(&self) -> State {
        self.state
    }

    /// The state as of an instant: a plan past its latest start is missed.
    pub fn state_at(&self, now: DateTime<Utc>) -> State {
        match (&self.plan, self.state) {
            (Some(plan), State::Planned) if now > plan.latest_start_at => State::Missed,
            (_, state) => state,
        }
    }

    /// Who planned it.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Whether the present version is that person's: who planned it, and who moved it last.
    pub fn is_by(&self, person: &str) -> bool {
        self.author == person || self.rescheduled_by.as_deref() == Some(person)
    }

    /// The approvals of the present version.
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// The waivers of the present version, whether they have expired or not.
    pub fn overrides(&self) -> impl Iterator<Item = &Granted> {
        self.overrides.iter().filter(|granted| granted.waiver.version == self.version)
    }

    /// Its runs, oldest first.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// How often its time was changed or withdrawn: what a calendar program tells the newer of two copies by.
    pub fn sequence(&self) -> u32 {
        self.version.saturating_sub(1) + u32::from(self.withdrawn.is_some())
    }

    /// When it was last planned, moved or withdrawn; `None` for an id that nobody planned.
    pub fn revised_at(&self) -> Option<DateTime<Utc>> {
        self.revised_at
    }

    /// Why it was cancelled or rejected.
    pub fn withdrawn(&self) -> Option<&str> {
        self.withdrawn.as_deref()
    }

    /// The run that has no recorded end, or whose holder is gone.
    pub fn open_run(&self) -> Option<&Run> {
        matches!(self.state, State::Running | State::Interrupted).then(|| self.runs.last()).flatten()
    }

    fn end_run(&mut self, run: u32, end: RunEnd) {
        if let Some(open) = self.runs.iter_mut().rev().find(|known| known.started.run == run) {
            open.end = Some(end);
        }
    }
}

impl Aggregate for Change {
    type Event = Event;
    const STREAM: &'static str = "change";

    fn encode(event: &Event) -> (&'static str, u16, Box<RawValue>) {
        event.encode()
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<Event, serde_json::Error>> {
        Event::decode(kind, dv, data)
    }

    fn evolve(&mut self, stamp: &Stamp, event: Event) -> Result<(), Unreadable> {
        if matches!(event, Event::Planned(_) | Event::Rescheduled(_) | Event::Cancelled(_) | Event::Rejected(_)) {
            self.revised_at = Some(stamp.at);
        }
        match event {
            Event::Planned(plan) => {
                self.plan = Some(*plan);
                self.version = 1;
                self.state = State::Planned;
                self.author.clone_from(&stamp.actor);
            }
            Event::Rescheduled(to) => {
                if let Some(plan) = &mut self.plan {
                    let same_night = plan.night_of == to.night_of;
                    (plan.start_at, plan.latest_start_at, plan.night_of) =
                        (to.start_at, to.latest_start_at, to.night_of);
                    if !same_night {
                        self.approvals.clear();
                    }
                }
                self.version += 1;
                self.state = State::Planned;
                self.rescheduled_by = Some(stamp.actor.clone());
            }
            Event::Cancelled(why) => {
                self.state = State::Cancelled;
                self.withdrawn = Some(why.reason);
            }
            Event::Rejected(why) => {
                self.state = State::Rejected;
                self.withdrawn = Some(why.reason);
            }
            Event::Approved(approved) => {
                let known = self.approvals.iter().any(|approval| approval.by == stamp.actor);
                if !known {
                    let (by, version) = (stamp.actor.clone(), approved.version);
                    self.approvals.push(Approval { by, at: stamp.at, version });
                }
            }
            // what a person said stands: both are in the story
            Event::Refused(_) | Event::EndedLate(_) => {}
            Event::Started(started) => {
                let (by, started_at) = (stamp.actor.clone(), stamp.at);
                self.runs.push(Run { started, by, started_at, end: None });
                self.state = State::Running;
            }
            Event::Finished(how) => {
                self.state = if how.outcome == Outcome::Succeeded { self.done() } else { State::Failed };
                self.end_run(how.run, RunEnd::Finished { how, at: stamp.at });
            }
            Event::Interrupted(gone) => {
                self.state = State::Interrupted;
                self.end_run(gone.run, RunEnd::Interrupted { at: stamp.at });
            }
            Event::Settled(how) => self.close_open_end(how, stamp),
            Event::Overridden(waiver) => {
                self.overrides.push(Granted { waiver, by: stamp.actor.clone(), at: stamp.at, seq: stamp.seq });
            }
            Event::Reviewed(_) => self.state = State::Closed,
        }
        Ok(())
    }

    fn card(&self) -> Card {
        let Some(plan) = &self.plan else { return Card::default() };
        let label = |name: &'static str, value: &str| Label::new(name, value);
        let mut labels = vec![label("system", plan.system.as_str()), label("author", &self.author)];
        labels.extend(plan.customers.iter().map(|customer| label("customer", customer.as_str())));
        labels.extend(plan.key.iter().map(|key| label("key", key)));
        labels.extend(plan.wave.iter().map(|wave| label("waves", &wave.set)));
        labels.extend(plan.reference.iter().map(|reference| label("ref", reference)));
        labels.sort();
        labels.dedup();
        let (from, until) = self.reach(plan);
        Card {
            state: self.state.as_str().to_owned(),
            live: self.state.is_live(),
            from: Some(from),
            until: Some(until),
            labels,
        }
    }
}

impl Change {
    /// From the first to the last instant that the plan or a run of it touches.
    fn reach(&self, plan: &Plan) -> (DateTime<Utc>, DateTime<Utc>) {
        let started = self.runs.iter().map(|run| run.started_at);
        let ended = self.runs.iter().map(|run| run.end.as_ref().map_or(run.started_at, RunEnd::at));
        (started.fold(plan.start_at, Ord::min), ended.fold(plan.end_at(), Ord::max))
    }

    /// Work that is done closes at once, or after a review where a reason was waived for it.
    fn done(&self) -> State {
        let waived = self.runs.last().is_some_and(|run| !run.started.waived.is_empty());
        if waived { State::Done } else { State::Closed }
    }

    fn close_open_end(&mut self, how: Settled, stamp: &Stamp) {
        self.state = match (self.state, how.settlement) {
            // A failed run that a person found to be no success may be tried again, as if the run itself had said so.
            (State::Running | State::Interrupted, Settlement::Failed) => State::Failed,
            (_, Settlement::Done) => self.done(),
            (_, Settlement::Failed) => State::Closed,
        };
        if let Some(run) = self.runs.last_mut() {
            let open = !matches!(run.end, Some(RunEnd::Finished { .. }));
            if open {
                run.end = Some(RunEnd::Settled { how, by: stamp.actor.clone(), at: stamp.at });
            }
        }
    }
}
