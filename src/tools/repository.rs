//! Repositories of deduplicated backups: what restic and `BorgBackup` have in common.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Answers, Backup, CommandAnswer, CommandEnd, Evidence, Fault, Judgement, listed::Item, printed};
use crate::{
    calendar::instant::utc,
    policy::Repository,
    record::{harmless::harmless, masking::mask_text},
};

/// More sources than anybody reads.
const MOST_NAMED: usize = 5;

/// What is wrong with a repository, or with a backup in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepositoryFault {
    /// Somebody works in it, or did and was killed.
    #[error("{location} is locked by another process ({said}): wait until it has ended; if it was killed: {cure}")]
    Locked {
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// What removes a lock that nobody holds.
        cure: String,
    },
    /// The password is wrong, or there is none.
    #[error("the password of {location} is wrong or missing ({said}): name its file, password-file = \"…\"{cure}")]
    Password {
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// Which variables tell it.
        cure: &'static str,
    },
    /// It is not there.
    #[error("there is no repository at {location} ({said}): is its volume mounted, and the path right?")]
    NoRepository {
        /// Where it should be.
        location: String,
        /// In the tool's words.
        said: String,
    },
    /// The tool asks a person whether it may read it.
    #[error("{program} asks a person before it reads {location} ({said}): {cure}")]
    Unfamiliar {
        /// The program.
        program: String,
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// How it is told.
        cure: &'static str,
    },
    /// The list leaves out what could not be read.
    #[error("the list of {location} is not whole ({said}): {cure} tells what is damaged")]
    ListNotWhole {
        /// The repository.
        location: String,
        /// In the tool's words.
        said: String,
        /// What looks closer.
        cure: String,
    },
    /// Nothing in it is a backup of the system.
    #[error("{location} holds no backup{of}")]
    NoBackup {
        /// The repository.
        location: String,
        /// Of what there should be one, in words that begin with a blank; may be empty.
        of: String,
    },
    /// It holds backups of several things, and the policy does not say which.
    #[error("{location} holds backups of {}: say which are meant, with {keys}", named(.found))]
    SeveralSources {
        /// The repository.
        location: String,
        /// Of what.
        found: Vec<String>,
        /// The keys that tell them apart.
        keys: &'static str,
    },
    /// The mark that the job sets when all went well is missing.
    #[error(
        "backup {id} does not have the {kind} {mark:?}, which the job sets when all went well: it failed, left files out, or has not ended"
    )]
    NotMarked {
        /// The backup.
        id: String,
        /// `tag` or `ending`.
        kind: &'static str,
        /// The mark.
        mark: String,
    },
    /// Its level is none that there is.
    #[error("backup {id} says {found:?}: a level is level=0, level=1 or level=2, once")]
    Level {
        /// The backup.
        id: String,
        /// What it says.
        found: String,
    },
    /// It was dated by hand.
    #[error(
        "backup {id} is dated {}, and its run began at {}: nobody knows of when its content is; take one without dating it",
        utc(*.at),
        utc(*.began_at)
    )]
    Dated {
        /// The backup.
        id: String,
        /// Its date.
        at: DateTime<Utc>,
        /// When its run began, by the clock of the machine.
        began_at: DateTime<Utc>,
    },
    /// Reading it again found it damaged.
    #[error("{location} is damaged: {program} check says {said:?}")]
    Damaged {
        /// The repository.
        location: String,
        /// The program.
        program: String,
        /// In its words.
        said: String,
    },
    /// The check ended well and did not say that all is well.
    #[error("{program} check does not say that {location} is sound: {wanted:?} is missing in its answer")]
    NotSaid {
        /// The program.
        program: String,
        /// The repository.
        location: String,
        /// What it should have said.
        wanted: &'static str,
    },
    /// The backup that the run was bound to is gone.
    #[error("backup {id} is gone from {location}")]
    Gone {
        /// The backup.
        id: String,
        /// The repository.
        location: String,
    },
    /// A version whose answers are not known.
    #[error("{program} says that it is {found:?}: it has to be {known}")]
    Version {
        /// The program.
        program: String,
        /// What it says.
        found: String,
        /// Which ones are known.
        known: &'static str,
    },
}

impl RepositoryFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
            Self::Password { .. } => "password",
            Self::NoRepository { .. } => "no-repository",
            Self::Unfamiliar { .. } => "unfamiliar",
            Self::ListNotWhole { .. } => "list-not-whole",
            Self::NoBackup { .. } => "no-backup",
            Self::SeveralSources { .. } => "several-sources",
            Self::NotMarked { .. } => "not-marked",
            Self::Level { .. } => "level",
            Self::Dated { .. } => "dated",
            Self::Damaged { .. } => "damaged",
            Self::NotSaid { .. } => "not-said",
            Self::Gone { .. } => "gone",
            Self::Version { .. } => "version",
        }
    }
}

fn named(found: &[String]) -> String {
    let more = found.len().saturating_sub(MOST_NAMED);
    let shown = found.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

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
    Err(Fault::ExitCode { program: repository.program.clone(), code, stderr })
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
