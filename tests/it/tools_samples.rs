//! Answers that real tools gave, kept in `tests/data`, and conversations held with them.

use std::{fs, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    policy::BackupTool,
    tools::{
        self, Aim, Answers, Ask, Backup, Catalogue, CommandAnswer, CommandEnd, Evidence, Fault, Judgement, Next,
        Question,
    },
};

/// What a program printed that ended with this code: the file is its stdout, beside it may lie its stderr.
pub fn sample(name: &str, code: i32) -> Answers {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let stderr = path.with_file_name(format!("{}.stderr", path.file_name().unwrap().display()));
    assert!(path.exists() || stderr.exists(), "{name}");
    let read = |path: &Path| fs::read(path).unwrap_or_default();
    Answers::Command(CommandAnswer { end: CommandEnd::Exited(code), stdout: read(&path), stderr: read(&stderr) })
}

/// What a program printed to stdout and stderr, and the code it ended with.
pub fn said(stdout: &str, stderr: &str, code: i32) -> Answers {
    Answers::Command(CommandAnswer { end: CommandEnd::Exited(code), stdout: stdout.into(), stderr: stderr.into() })
}

/// How a program ended that printed nothing.
pub fn ended(end: CommandEnd) -> Answers {
    Answers::Command(CommandAnswer { end, stdout: Vec::new(), stderr: Vec::new() })
}

/// The sample with something in its stdout replaced.
pub fn changed(answers: Answers, from: &str, to: &str) -> Answers {
    let Answers::Command(mut answer) = answers else { panic!("{answers:?}") };
    let text = String::from_utf8(answer.stdout).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    answer.stdout = text.replace(from, to).into_bytes();
    Answers::Command(answer)
}

pub fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

pub fn aim(need: Evidence) -> Aim {
    Aim { need, now: now(), skew: TimeDelta::seconds(30) }
}

/// What a conversation came to, and what was asked in it.
#[derive(Debug)]
pub struct Talk<T> {
    pub done: T,
    pub asked: Vec<Question>,
    pub told: Vec<Answers>,
}

/// Holds a conversation: each question is answered by the first of these whose word is an argument of it, or the end of
/// its last one.
fn talk<T>(next: impl Fn(&[Answers]) -> Next<T>, answers: &[(&str, Answers)]) -> Talk<T> {
    let (mut told, mut asked) = (Vec::new(), Vec::new());
    loop {
        let question = match next(&told) {
            Next::Done(done) => return Talk { done, asked, told },
            Next::Ask(Ask::Command(question)) => question,
            Next::Ask(other) => panic!("{other:?}"),
        };
        let fits = |(word, _): &&(&str, Answers)| {
            question.argv.iter().any(|argument| argument == word)
                || (word.starts_with("::") && question.argv.last().is_some_and(|last| last.ends_with(word)))
        };
        let (_, answer) = answers.iter().find(fits).unwrap_or_else(|| panic!("nothing answers {question:?}"));
        told.push(answer.clone());
        asked.push(question);
    }
}

pub fn look(tool: &BackupTool, need: Evidence, answers: &[(&str, Answers)]) -> Talk<Judgement> {
    talk(|told| tools::look(tool, told, &aim(need)), answers)
}

pub fn look_again(tool: &BackupTool, bound: &Backup, answers: &[(&str, Answers)]) -> Talk<Judgement> {
    talk(|told| tools::look_again(tool, bound, told, &aim(Evidence::Verified)), answers)
}

pub fn catalogue(tool: &BackupTool, answers: &[(&str, Answers)]) -> Talk<Catalogue> {
    talk(|told| tools::catalogue(tool, told, &aim(Evidence::Complete)), answers)
}

#[track_caller]
pub fn confirmed(talk: Talk<Judgement>) -> Backup {
    match talk.done {
        Judgement::Confirmed(backup) => *backup,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn refuted(talk: Talk<Judgement>) -> Vec<&'static str> {
    match talk.done {
        Judgement::Refuted(faults, _) => faults.iter().map(Fault::code).collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn unknown(talk: Talk<Judgement>) -> Vec<&'static str> {
    match talk.done {
        Judgement::Unknown(faults) => faults.iter().map(Fault::code).collect(),
        other => panic!("{other:?}"),
    }
}

/// The sentences of a judgement that is no confirmation.
pub fn sentences(talk: &Talk<Judgement>) -> String {
    match &talk.done {
        Judgement::Refuted(faults, _) | Judgement::Unknown(faults) => {
            faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        Judgement::Confirmed(backup) => panic!("{backup:?}"),
    }
}
