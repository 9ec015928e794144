//! Repositories of deduplicated backups: what restic and `BorgBackup` have in common.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    Answers, Backup, CommandAnswer, CommandEnd, Evidence, Fault, Judgement, ProgramFault, RepositoryFault,
    listed::Item, printed,
};
use crate::{
    calendar::instant::utc,
    policy::Repository,
    record::{harmless::harmless, masking::mask_text},
};

/// What a program was asked to say; anything else does not fit the question.
pub(super) fn said_by(answers: &Answers) -> Result<&CommandAnswer, Fault> {
    match answers {
        Answers::Command(answer) => Ok(answer),
        _ => Err(Fault::AnswersSomethingElse),
    }
}

/// The messages of a program, one a line: of JSON lines what they say to people, but for the course of its work.
pub(super) fn messages(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(&mask_text(output)).into_owned();
    // Whoever asks for a password does so in the same line.
    let json_in = |line: &str| serde_json::from_str::<Value>(&line[line.find('{')?..]).ok();
    let of_line = |line: &str| match json_in(line) {
        Some(Value::Object(object)) => {
            let text = |key| object.get(key).and_then(Value::as_str);
            let is_course = matches!(text("levelname"), Some("INFO" | "DEBUG"));
            text("message").filter(|_| !is_course).unwrap_or_default().to_owned()
        }
        _ => line.to_owned(),
    };
    let lines: Vec<String> = text.lines().map(of_line).collect();
    let lines = lines.iter().flat_map(|message| message.lines()).map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| printed::shortened(&harmless(line))).collect()
}

/// How an answer that is none says why.
pub(super) struct Signs<'a> {
    /// Exit codes and words of a lock.
    pub(super) locked: (&'a [i32], &'a [&'a str]),
    /// Exit codes and words of a password that is wrong or missing.
    pub(super) password: (&'a [i32], &'a [&'a str]),
    /// Exit codes and words of a repository that is not there.
    pub(super) no_repository: (&'a [i32], &'a [&'a str]),
    /// Words of a question to a person before it is read, and how it is answered once for all.
    pub(super) unfamiliar: (&'a [&'a str], &'static str),
    /// What removes a lock that nobody holds.
    pub(super) unlock: String,
    /// Which variables tell the password.
    pub(super) variables: &'static str,
}

/// The stdout of a program that ended with 0; else why it did not, in doubt in its last words.
pub(super) fn answered<'a>(
    repository: &Repository,
    answer: &'a CommandAnswer,
    signs: &Signs<'_>,
) -> Result<&'a [u8], Fault> {
    let CommandEnd::Exited(code) = answer.end else { return printed::printed(&repository.program, answer) };
    if code == 0 {
        return Ok(&answer.stdout);
    }
    let messages = messages(&answer.stderr);
    let location = || repository.location.clone();
    // The line that says it; by an exit code alone, the last one.
    let tells = |(codes, words): (&[i32], &[&str])| {
        let said = messages.iter().find(|line| words.iter().any(|word| line.contains(word)));
        said.or(messages.last().filter(|_| codes.contains(&code))).cloned()
    };
    if let Some(said) = tells(signs.locked) {
        return Err(RepositoryFault::Locked { location: location(), said, cure: signs.unlock.clone() }.into());
    }
    if let Some(said) = tells(signs.password) {
        return Err(RepositoryFault::Password { location: location(), said, cure: signs.variables }.into());
    }
    if let Some(said) = tells(signs.no_repository) {
        return Err(RepositoryFault::NoRepository { location: location(), said }.into());
    }
    let (words, cure) = signs.unfamiliar;
    if let Some(said) = tells((&[], words)) {
        let program = repository.program.clone();
        return Err(RepositoryFault::Unfamiliar { program, location: location(), said, cure }.into());
    }
    let stderr = messages.last().cloned().unwrap_or_default();
    Err(ProgramFault::ExitCode { program: repository.program.clone(), code, stderr }.into())
}

/// The bound backup is still in the list, dated `listed_at`: that is all that seconds can tell.
pub(super) fn unchanged(bound: &Backup, listed_at: DateTime<Utc>) -> Judgement {
    if listed_at != bound.at {
        let (path, was, is) = (format!("backup {}", bound.id), utc(bound.at), utc(listed_at));
        return Judgement::Refuted(vec![Fault::Changed { path, what: "time", was, is }]);
    }
    let mut backup = bound.clone();
    backup.checks.push("just before the start: still in the list, unchanged".to_owned());
    Judgement::Confirmed(Box::new(backup))
}

/// It has the mark that the job sets when all went well: that and a size that can be are what makes it complete.
pub(super) fn note_mark(item: &mut Item, kind: &str, mark: &str, min_bytes: Option<u64>) {
    item.note(format!("{kind} {mark}: the job says that all went well"));
    if min_bytes.is_some() {
        item.backup.evidence = Evidence::Complete;
    } else {
        item.note("nothing tells a backup of nothing from a whole one: set min-bytes");
    }
}

/// `level=0`, `level=1` or `level=2` among these words; 0 where none of them is about a level.
pub(super) fn level_in<'a>(words: impl Iterator<Item = &'a str>) -> Result<u8, String> {
    let levels: Vec<&str> = words.filter(|word| word.starts_with("level=")).collect();
    match levels.as_slice() {
        [] | ["level=0"] => Ok(0),
        ["level=1"] => Ok(1),
        ["level=2"] => Ok(2),
        other => Err(printed::shortened(&harmless(&other.join(" ")))),
    }
}
