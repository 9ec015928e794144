//! Walks through a conversation step by step: an answer that is there is taken up, one that is not is asked for.

use super::{
    About, Answers, Ask, Backup, CommandAnswer, Fault, Judgement, Question,
    conversation::{Catalogue, Next},
};

/// Why a conversation goes no further for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// This has to be found out first.
    Ask(Ask),
    /// It is no good.
    Refuted(Vec<Fault>),
    /// It cannot be told.
    Unknown(Vec<Fault>),
}

impl Stop {
    pub(super) fn refuted(fault: impl Into<Fault>) -> Self {
        Self::Refuted(vec![fault.into()])
    }

    pub(super) fn unknown(fault: impl Into<Fault>) -> Self {
        Self::Unknown(vec![fault.into()])
    }

    pub(super) fn off_the_question() -> Self {
        Self::unknown(Fault::AnswersSomethingElse)
    }
}

/// What nobody says of the backup itself leaves it unknown.
impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::unknown(fault)
    }
}

/// The answers that were not taken up yet.
#[derive(Debug, Clone)]
pub(super) struct Steps<'a> {
    rest: std::slice::Iter<'a, Answers>,
    /// What a refusal is about from here on.
    about: About,
}

impl<'a> Steps<'a> {
    pub(super) fn new(told: &'a [Answers]) -> Self {
        Self { rest: told.iter(), about: About::Nothing }
    }

    /// Whatever is refuted from here on is that backup.
    pub(super) fn go_on_about(&mut self, backup: &Backup) {
        self.about = About::copy(backup);
    }

    /// The same of one of which no more is known yet than its id and where it lies.
    pub(super) fn go_on_about_one(&mut self, id: String, source: String) {
        self.about = About::Copy { id, source };
    }

    /// Whatever is refuted from here on concerns data that other backups share.
    pub(super) fn go_on_about_all(&mut self) {
        self.about = About::All;
    }

    /// The answer to what the probe is asked next.
    pub(super) fn answer(&mut self, ask: Ask) -> Result<&'a Answers, Stop> {
        self.rest.next().ok_or(Stop::Ask(ask))
    }

    /// The answer of a program.
    pub(super) fn command(&mut self, question: Question) -> Result<&'a CommandAnswer, Stop> {
        match self.answer(Ask::Command(question))? {
            Answers::Command(answer) => Ok(answer),
            _ => Err(Stop::off_the_question()),
        }
    }

    /// What it comes to, once nothing is left to ask.
    pub(super) fn judgement(mut self, walk: impl FnOnce(&mut Self) -> Result<Judgement, Stop>) -> Next<Judgement> {
        let judgement = match walk(&mut self) {
            Ok(judgement) => judgement,
            Err(Stop::Ask(ask)) => return Next::Ask(ask),
            Err(Stop::Refuted(faults)) => Judgement::Refuted(faults, self.about),
            Err(Stop::Unknown(faults)) => Judgement::Unknown(faults),
        };
        if self.rest.next().is_some() { Judgement::off_the_question() } else { Next::Done(judgement) }
    }

    /// The same of a list: what is no good for a judgement tells nothing of all.
    pub(super) fn catalogue(mut self, walk: impl FnOnce(&mut Self) -> Result<Catalogue, Stop>) -> Next<Catalogue> {
        match walk(&mut self) {
            Ok(catalogue) => Next::Done(catalogue),
            Err(Stop::Ask(ask)) => Next::Ask(ask),
            Err(Stop::Refuted(faults) | Stop::Unknown(faults)) => Next::Done(Catalogue::Unknown(faults)),
        }
    }
}
