//! A conversation with a backup tool: questions that depend on earlier answers, and what they come to.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Answers, Ask, Backup, CommandAnswer, Deletion, Evidence, Fault, Judgement};

/// What comes next in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<T> {
    /// This has to be found out first.
    Ask(Ask),
    /// That is what it comes to.
    Done(T),
}

/// What a look is for.
#[derive(Debug, Clone, Copy)]
pub struct Aim {
    /// What has to be proven: whatever costs more than that is not asked.
    pub need: Evidence,
    /// The time of the judgement.
    pub now: DateTime<Utc>,
    /// By how much clocks may differ.
    pub skew: TimeDelta,
}

impl Aim {
    /// What is later than this is in the future.
    pub(super) fn latest_now(&self) -> DateTime<Utc> {
        self.now + self.skew
    }
}

/// All backups that a tool knows of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Catalogue {
    /// These, in no order. What is complete says so in its evidence, anything else is `present`; none is verified by a
    /// list.
    Told(Vec<Backup>),
    /// The tool tells of the newest alone.
    NewestOnly,
    /// It could not be asked, or the answer could not be read.
    Unknown(Vec<Fault>),
}

/// How a tool is talked to. `told` are the answers to the questions so far, in their order; each step judges all of them.
pub(super) trait Tool {
    /// The newest backup, and what is proven of it.
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement>;

    /// That one copy, as [`Tool::look`] does with the newest; `None`: it cannot be asked about one alone.
    fn look_at(&self, _copy: &Backup, _told: &[Answers], _aim: &Aim) -> Option<Next<Judgement>> {
        None
    }

    /// Whether each backup lies in a place of its own.
    fn has_own_places(&self) -> bool {
        false
    }

    /// Whether the backup that a run is bound to is still what it was, just before the command starts: a matter of
    /// seconds.
    fn look_again(&self, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement>;

    /// All backups that there are.
    fn catalogue(&self, told: &[Answers], aim: &Aim) -> Next<Catalogue>;

    /// Whether the list of all shows which of them are complete. A file shows its size alone.
    fn lists_what_is_complete(&self) -> bool {
        true
    }

    /// How that copy is deleted; `None`: okno knows no way.
    fn deletion(&self, _copy: &Backup) -> Option<Deletion> {
        None
    }

    /// What would go, by the rehearsal of that copy's deletion: ids as in the list, or other things in words.
    fn would_go(&self, _copy: &Backup, _answer: &CommandAnswer) -> Vec<String> {
        Vec::new()
    }

    /// The version that the tool tells of itself in a look.
    fn version(&self, _told: &[Answers]) -> Option<String> {
        None
    }
}

impl Judgement {
    pub(super) fn off_the_question() -> Next<Self> {
        Next::Done(Self::Unknown(vec![Fault::AnswersSomethingElse]))
    }
}

impl Catalogue {
    pub(super) fn off_the_question() -> Next<Self> {
        Next::Done(Self::Unknown(vec![Fault::AnswersSomethingElse]))
    }
}
