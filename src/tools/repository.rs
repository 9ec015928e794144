//! Repositories of deduplicated backups: what restic and `BorgBackup` have in common.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Answers, Backup, CommandAnswer, CommandEnd, Deletion, Evidence, Fault, Judgement, ProgramFault, Question,
    RepositoryFault,
    conversation::{Aim, Catalogue, Next, Tool},
    listed::{self, Item, Sizes},
    printed,
    steps::{Steps, Stop},
};
use crate::{
    calendar::instant::utc,
    policy::Repository,
    record::{harmless::harmless, masking::mask_text},
};

/// A repository of one of these tools: what is asked in its own words, and how its answers are read.
pub(super) trait Repo {
    /// As far as answers differ by it.
    type Version;
    /// What is noted when a check found nothing wrong.
    const SOUND: &str;

    /// Where it is, and what is run.
    fn repository(&self) -> &Repository;

    /// How an answer that is none says why.
    fn signs(&self) -> Signs<'static>;

    /// A version whose answers are known; else a fault.
    fn known_version(&self, steps: &mut Steps<'_>) -> Result<Self::Version, Stop>;

    /// As it tells it of itself.
    fn version_in(stdout: &[u8]) -> Option<String>;

    /// The backups of the one source that is meant, each with what speaks against it.
    fn items(&self, steps: &mut Steps<'_>, aim: &Aim) -> Result<Vec<Item>, Stop>;

    /// There is none of that source; what there is instead is asked.
    fn no_backup(&self, steps: &mut Steps<'_>) -> Result<RepositoryFault, Stop>;

    /// The size of one of which the list tells none.
    fn size_of(&self, steps: &mut Steps<'_>, id: &str) -> Result<u64, Stop>;

    /// Has the bytes read again: what was found damaged, if anything.
    fn check(&self, steps: &mut Steps<'_>, version: Self::Version, id: &str) -> Result<Option<Fault>, Stop>;

    /// The time of that backup in the list of now; `None`: it is gone.
    fn listed_at(&self, steps: &mut Steps<'_>, id: &str, aim: &Aim) -> Result<Option<DateTime<Utc>>, Stop>;

    /// What deletes one backup, or says what that would delete.
    fn removal(&self, id: &str, dry: bool) -> Question;

    /// As [`Tool::would_go`].
    fn would_go(copy: &Backup, answer: &CommandAnswer) -> Vec<String>;

    /// The stdout of a program that ended with 0; else why it did not, in doubt in its last words.
    fn answered<'a>(&self, answer: &'a CommandAnswer) -> Result<&'a [u8], Fault> {
        answered(self.repository(), answer, &self.signs())
    }

    /// The same as JSON of a certain shape.
    fn read<T: DeserializeOwned>(&self, answer: &CommandAnswer, wanted: &'static str) -> Result<T, Fault> {
        let read = printed::read_json(self.answered(answer)?);
        let read = read.and_then(|json| serde_json::from_value(json).map_err(|error| error.to_string()));
        read.map_err(|why| self.unreadable(wanted, &why))
    }

    fn unreadable(&self, wanted: &'static str, why: &str) -> Fault {
        let why = printed::shortened(&harmless(why));
        ProgramFault::NotJson { program: self.repository().program.clone(), wanted, why }.into()
    }

    fn sizes(&self) -> Sizes {
        Sizes { min_bytes: self.repository().min_bytes, max_shrink: self.repository().max_shrink }
    }
}

impl<R: Repo> Tool for R {
    /// Version, list, the sizes that it leaves out, and the bytes read again where that is needed and can prove anything.
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        look_at(self, None, told, aim)
    }

    fn look_at(&self, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
        Some(look_at(self, Some(copy), told, aim))
    }

    /// That it is still in the list, with the same time, is all that seconds can tell.
    fn look_again(&self, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let Some(listed_at) = self.listed_at(steps, &bound.id, aim)? else {
                let location = self.repository().location.clone();
                return Err(Stop::refuted(RepositoryFault::Gone { id: bound.id.clone(), location }));
            };
            if listed_at != bound.at {
                let (path, was, is) = (format!("backup {}", bound.id), utc(bound.at), utc(listed_at));
                return Err(Stop::refuted(Fault::Changed { path, what: "time", was, is }));
            }
            let mut backup = bound.clone();
            backup.checks.push("just before the start: still in the list, unchanged".to_owned());
            Ok(Judgement::Confirmed(Box::new(backup)))
        })
    }

    fn catalogue(&self, told: &[Answers], aim: &Aim) -> Next<Catalogue> {
        let listed = |mut item: Item| {
            if item.backup.bytes.is_some() {
                item.look_at_size(self.sizes(), None);
            }
            item.listed()
        };
        Steps::new(told)
            .catalogue(|steps| Ok(Catalogue::Told(self.items(steps, aim)?.into_iter().map(listed).collect())))
    }

    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        let rehearsal = Some(self.removal(&copy.id, true));
        Some(Deletion::Program { rehearsal, question: self.removal(&copy.id, false) })
    }

    fn would_go(&self, copy: &Backup, answer: &CommandAnswer) -> Vec<String> {
        R::would_go(copy, answer)
    }

    fn version(&self, told: &[Answers]) -> Option<String> {
        let Answers::Command(answer) = told.first()? else { return None };
        R::version_in(&answer.stdout)
    }
}

/// What there is to know of one backup: of that copy, or of the newest.
fn look_at<R: Repo>(repo: &R, copy: Option<&Backup>, told: &[Answers], aim: &Aim) -> Next<Judgement> {
    Steps::new(told).judgement(|steps| {
        let version = repo.known_version(steps)?;
        let mut items = repo.items(steps, aim)?;
        if let Some(copy) = copy {
            steps.go_on_about(copy);
            let Some(place) = items.iter().position(|item| item.backup.id == copy.id) else {
                let location = repo.repository().location.clone();
                return Err(Stop::refuted(RepositoryFault::Gone { id: copy.id.clone(), location }));
            };
            let latest = items[place].backup.at;
            items.retain(|item| item.backup.at < latest || item.backup.id == copy.id);
        }
        let Some((newest, before)) = listed::newest(&items) else {
            return Err(Stop::refuted(repo.no_backup(steps)?));
        };
        let (mut newest, mut before) = (newest.clone(), before.cloned());
        let compared = before.as_mut().filter(|_| repo.repository().max_shrink.is_some());
        for backup in [Some(&mut newest.backup), compared].into_iter().flatten() {
            if backup.bytes.is_none() {
                backup.bytes = Some(repo.size_of(steps, &backup.id)?);
            }
        }
        newest.look_at_size(repo.sizes(), before.as_ref());
        let can_prove = !newest.is_faulty() && newest.backup.evidence >= Evidence::Complete;
        if can_prove && aim.need >= Evidence::Verified {
            let damage = repo.check(steps, version, &newest.backup.id)?;
            newest.note_reading(damage, R::SOUND, aim);
        }
        Ok(newest.conclude())
    })
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
    /// What counts more than the file that the policy names.
    pub(super) before_the_file: &'static str,
}

fn answered<'a>(repository: &Repository, answer: &'a CommandAnswer, signs: &Signs<'_>) -> Result<&'a [u8], Fault> {
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
        return Err(password_fault(repository, said, &messages, signs).into());
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

/// A named file that is not there is another thing than a password that is wrong.
fn password_fault(repository: &Repository, said: String, messages: &[String], signs: &Signs<'_>) -> RepositoryFault {
    const TROUBLES: [(&str, &str); 5] = [
        ("does not exist", "does not exist"),
        ("No such file or directory", "does not exist"),
        ("ermission denied", "may not be read by this account"),
        ("Is a directory", "is a folder"),
        // What `cat` itself says may be masked: it has the name of the file before a colon.
        ("passcommand supplied in BORG_PASSCOMMAND failed", "is not there, or may not be read by this account"),
    ];
    let location = repository.location.clone();
    let Some(file) = repository.password_file.clone() else {
        let cure = format!("name its file, password-file = \"…\"{}", signs.variables);
        return RepositoryFault::Password { location, said, cure };
    };
    let about_it = || messages.iter().filter(|line| line.contains(&file));
    let trouble = TROUBLES.into_iter().find(|(words, _)| about_it().any(|line| line.contains(words)));
    if let Some((_, trouble)) = trouble {
        return RepositoryFault::PasswordFile { location, file, trouble };
    }
    let cure = format!("is the one in password-file = {file:?} right?{}", signs.before_the_file);
    RepositoryFault::Password { location, said, cure }
}

/// Each once, in the same order.
pub(super) fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
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
