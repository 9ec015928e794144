//! What may be done to a change in which state, and by whom.

use super::{Approved, Change, Event, Override, Rescheduled, Review, Settled, Settlement, State, Withdrawn};
use crate::people::Account;

/// Why something may not be done to a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Its state forbids it.
    #[error("it is {}, and only {expected} can be {deed}", state.as_str())]
    State {
        /// The state it is in.
        state: State,
        /// The states that would allow it, in words.
        expected: &'static str,
        /// What was asked for.
        deed: &'static str,
    },
    /// The author may not judge the own work.
    #[error("{by} planned it or moved it; another person has to {deed} it")]
    Author {
        /// The author.
        by: String,
        /// What was asked for.
        deed: &'static str,
    },
    /// The superuser is nobody in particular.
    #[error("root is nobody in particular; use your own account to {deed} it")]
    Superuser {
        /// What was asked for.
        deed: &'static str,
    },
    /// The same account approved this version before.
    #[error("{by} approved it already")]
    Twice {
        /// Who.
        by: String,
    },
    /// Its run was the person's own.
    #[error("{by} ran it; another person has to review it")]
    Runner {
        /// Who ran it.
        by: String,
    },
    /// Its command still runs.
    #[error("its command still runs ({what}); settle it when that has ended")]
    StillRunning {
        /// The processes.
        what: String,
    },
}

impl NotAllowed {
    /// The same, told of the state that a person sees: a plan past its latest start is missed.
    #[must_use]
    pub fn seen_as(self, state: State) -> Self {
        match self {
            Self::State { expected, deed, .. } => Self::State { state, expected, deed },
            other => other,
        }
    }
}

impl Change {
    /// Gives it another start.
    ///
    /// # Errors
    /// Only a planned, missed or failed change can move.
    pub fn reschedule(&self, to: Rescheduled) -> Result<Event, NotAllowed> {
        self.may_move()?;
        Ok(Event::Rescheduled(to))
    }

    /// Whether it may get another start at all.
    ///
    /// # Errors
    /// Only a planned, missed or failed change can move.
    pub fn may_move(&self) -> Result<(), NotAllowed> {
        self.in_state(&[State::Planned, State::Failed], "a planned, missed or failed change", "rescheduled")
    }

    /// Withdraws it.
    ///
    /// # Errors
    /// Only a change that has not run can be cancelled.
    pub fn cancel(&self, reason: String) -> Result<Event, NotAllowed> {
        self.in_state(&[State::Planned], "a planned or missed change", "cancelled")?;
        Ok(Event::Cancelled(Withdrawn { reason }))
    }

    /// Another person agrees to the present version.
    ///
    /// # Errors
    /// Not by the author, not by uid 0, not twice, and only while it is planned.
    pub fn approve(&self, who: &Account) -> Result<Event, NotAllowed> {
        self.in_state(&[State::Planned, State::Failed], "a planned or failed change", "approved")?;
        self.by_another(who, "approve")?;
        if self.approvals().iter().any(|approval| approval.by == who.name) {
            return Err(NotAllowed::Twice { by: who.name.clone() });
        }
        Ok(Event::Approved(Approved { version: self.version() }))
    }

    /// Another person refuses it.
    ///
    /// # Errors
    /// Not by the author, not by uid 0, and only while it is planned.
    pub fn reject(&self, who: &Account, reason: String) -> Result<Event, NotAllowed> {
        self.in_state(&[State::Planned], "a planned or missed change", "rejected")?;
        self.by_another(who, "reject")?;
        Ok(Event::Rejected(Withdrawn { reason }))
    }

    /// A person says how an open end ended.
    ///
    /// # Errors
    /// Only an interrupted or failed change can be settled.
    pub fn settle(&self, settlement: Settlement, reason: String) -> Result<Event, NotAllowed> {
        self.in_state(&[State::Interrupted, State::Failed], "an interrupted or failed change", "settled")?;
        Ok(Event::Settled(Settled { settlement, reason }))
    }

    /// A person waives some reasons for the present version.
    ///
    /// # Errors
    /// Only for a change that may still run.
    pub fn waive(&self, waiver: Override) -> Result<Event, NotAllowed> {
        self.in_state(&[State::Planned, State::Failed], "a planned, missed or failed change", "overridden")?;
        Ok(Event::Overridden(waiver))
    }

    /// Another person looks at work that was done under a waiver.
    ///
    /// # Errors
    /// Not by the author, not by who ran it, not by uid 0, and only once it is done.
    pub fn review(&self, who: &Account, note: Option<String>) -> Result<Event, NotAllowed> {
        self.in_state(&[State::Done], "a change that is done and waits for it", "reviewed")?;
        self.by_another(who, "review")?;
        match self.runs().last() {
            Some(run) if run.by == who.name => Err(NotAllowed::Runner { by: who.name.clone() }),
            _ => Ok(Event::Reviewed(Review { note })),
        }
    }

    fn in_state(&self, allowed: &[State], expected: &'static str, deed: &'static str) -> Result<(), NotAllowed> {
        if allowed.contains(&self.state()) {
            return Ok(());
        }
        Err(NotAllowed::State { state: self.state(), expected, deed })
    }

    fn by_another(&self, who: &Account, deed: &'static str) -> Result<(), NotAllowed> {
        if who.is_superuser() {
            return Err(NotAllowed::Superuser { deed });
        }
        if self.is_by(&who.name) {
            return Err(NotAllowed::Author { by: who.name.clone(), deed });
        }
        Ok(())
    }
}
