//! Conversations with backup tools in which programs answer what a test says.

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    policy::BackupTool,
    tools::{
        self, Aim, Answers, Ask, Backup, Catalogue, CommandAnswer, CommandEnd, Evidence, Fault, Judgement, Next,
        Question,
    },
};

/// What a program answers: exit code, stdout, stderr.
pub type Said = (i32, Vec<u8>, Vec<u8>);

/// With 0, and nothing on stderr.
pub fn said(stdout: impl AsRef<[u8]>) -> Said {
    (0, stdout.as_ref().to_vec(), Vec::new())
}

/// With an error.
pub fn failed(code: i32, stderr: impl AsRef<[u8]>) -> Said {
    (code, Vec::new(), stderr.as_ref().to_vec())
}

/// What the probe answers where programs answer so.
pub fn by_programs(programs: impl Fn(&Question) -> Said) -> impl Fn(&Ask) -> Answers {
    move |ask| match ask {
        Ask::Command(question) => {
            let (code, stdout, stderr) = programs(question);
            Answers::Command(CommandAnswer { end: CommandEnd::Exited(code), stdout, stderr })
        }
        other => panic!("{other:?}"),
    }
}

/// Somebody who looks at a certain time for certain evidence.
pub struct Looking {
    pub now: DateTime<Utc>,
    pub need: Evidence,
}

impl Looking {
    /// For all that can be proven.
    pub fn at(now: &str) -> Self {
        Self { now: now.parse().unwrap(), need: Evidence::Verified }
    }

    /// For no more than that it is complete.
    pub fn cheaply(self) -> Self {
        Self { need: Evidence::Complete, ..self }
    }

    fn aim(&self) -> Aim {
        Aim { need: self.need, now: self.now, skew: TimeDelta::seconds(30) }
    }

    fn hold<T>(&self, answer: impl Fn(&Ask) -> Answers, next: impl Fn(&[Answers], &Aim) -> Next<T>) -> T {
        let mut told = Vec::new();
        loop {
            assert!(told.len() < 100, "it never ends: {told:?}");
            match next(&told, &self.aim()) {
                Next::Done(done) => return done,
                Next::Ask(ask) => told.push(answer(&ask)),
            }
        }
    }

    pub fn look(&self, tool: &BackupTool, answer: impl Fn(&Ask) -> Answers) -> Judgement {
        self.hold(answer, |told, aim| tools::look(tool, told, aim))
    }

    pub fn look_again(&self, tool: &BackupTool, bound: &Backup, answer: impl Fn(&Ask) -> Answers) -> Judgement {
        self.hold(answer, |told, aim| tools::look_again(tool, bound, told, aim))
    }

    pub fn catalogue(&self, tool: &BackupTool, answer: impl Fn(&Ask) -> Answers) -> Catalogue {
        self.hold(answer, |told, aim| tools::catalogue(tool, told, aim))
    }
}

#[track_caller]
pub fn confirmed(judgement: Judgement) -> Backup {
    match judgement {
        Judgement::Confirmed(backup) => *backup,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn refuted(judgement: Judgement) -> Vec<&'static str> {
    match judgement {
        Judgement::Refuted(faults, _) => faults.iter().map(Fault::code).collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn unknown(judgement: Judgement) -> Vec<&'static str> {
    match judgement {
        Judgement::Unknown(faults) => faults.iter().map(Fault::code).collect(),
        other => panic!("{other:?}"),
    }
}

/// Whether one of the checks has this in it.
#[track_caller]
pub fn assert_checked(backup: &Backup, part: &str) {
    assert!(backup.checks.iter().any(|check| check.contains(part)), "{part:?} is missing in {:#?}", backup.checks);
}
