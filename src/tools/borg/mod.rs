//! Archives in a `BorgBackup` repository.
//!
//! An archive is whole in itself, whatever its level. borg keeps one that left files out (exit code 1), or that is of an
//! empty pipe, and marks neither: only a name that the job gives after exit code 0, and its size, tell them apart. Its times
//! have no offset: they are UTC, since it is run with `TZ=UTC`.

mod delete;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use serde::Deserialize;

use super::{
    Backup, CommandAnswer, Fault, ProgramFault, Question, RepositoryFault,
    conversation::Aim,
    file::is_believable,
    listed::{self, Item},
    printed::last_line,
    repository::{self, Repo, Signs, distinct, level_in, messages},
    steps::{Steps, Stop},
};
use crate::{
    policy::{BorgBackup, Repository},
    record::{harmless::harmless, typed},
};

/// A list of some hundred thousand archives.
const LONGEST_LIST: usize = 64 << 20;
/// How long borg waits for a lock: a backup that runs holds it to its end, other questions for a moment.
const LOCK_WAIT: &str = "--lock-wait=3";
/// What is asked of each archive beside its name, id and time.
const FORMAT: &str = "--format={start}{end}{comment}{hostname}";
/// What a check says of the repository, and then of the archive.
const SOUND: [&str; 2] =
    ["Finished full repository check, no problems found.", "Archive consistency check complete, no problems found."];

/// `borg list --json`, and `borg info --json` of one archive.
#[derive(Debug, Deserialize)]
struct Archives {
    archives: Vec<Archive>,
}

#[derive(Debug, Deserialize)]
struct Archive {
    name: String,
    id: String,
    start: String,
    end: Option<String>,
    comment: Option<String>,
    hostname: Option<String>,
    stats: Option<Stats>,
}

/// Told by `info` alone.
#[derive(Debug, Deserialize)]
struct Stats {
    original_size: u64,
}

impl Repo for BorgBackup {
    type Version = ();
    const SOUND: &str = "check: all segments of the repository were read, no problems found; nor in the archive";

    fn repository(&self) -> &Repository {
        &self.repository
    }

    fn signs(&self) -> Signs<'static> {
        Signs {
            locked: (&[73], &["lock.exclusive (timeout)", "lock.roster (timeout)"]),
            password: (
                &[50, 51, 52, 53],
                &["assphrase supplied in", "asscommand supplied in", "can not acquire a passphrase"],
            ),
            no_repository: (&[13, 15], &["does not exist.", "is not a valid repository"]),
            unfamiliar: (
                &["previously unknown unencrypted repository", "was previously located at"],
                "let the account that runs okno list it once by hand, or set in okno's environment \
                 BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes or BORG_RELOCATED_REPO_ACCESS_IS_OK=yes",
            ),
            unlock: format!("{} break-lock {}", self.repository.program, self.repository.location),
            variables: ", or BORG_PASSCOMMAND in the environment of okno; BORG_PASSPHRASE there comes before both",
            before_the_file: " BORG_PASSPHRASE in the environment of okno comes before it",
        }
    }

    fn known_version(&self, steps: &mut Steps<'_>) -> Result<(), Stop> {
        let question = Question::new(vec![self.repository.program.clone(), "--version".to_owned()]);
        let stdout = self.answered(steps.command(question)?)?;
        let minor = version_in(stdout).and_then(|version| version.strip_prefix("1.")?.split('.').next()?.parse().ok());
        if minor.is_some_and(|minor: u32| minor >= 2) {
            return Ok(());
        }
        let (program, found) = (self.repository.program.clone(), last_line(stdout));
        let known = "borg 1.2 and later ones that begin with 1";
        Err(Stop::unknown(RepositoryFault::Version { program, found, known }))
    }

    fn version_in(stdout: &[u8]) -> Option<String> {
        version_in(stdout).map(str::to_owned)
    }

    fn items(&self, steps: &mut Steps<'_>, aim: &Aim) -> Result<Vec<Item>, Stop> {
        let pattern = format!("--glob-archives={}", self.archives);
        let question = self.question(&["list", "--json", FORMAT, &pattern], &self.repository.location);
        let answer = steps.command(Question { most: LONGEST_LIST, ..question })?;
        let Archives { mut archives } = self.read(answer, "a JSON list of archives")?;
        // borg leaves the rest of a killed run out unless it is asked for.
        archives.retain(|archive| !is_checkpoint(&archive.name));
        match &self.repository.host {
            Some(host) => archives.retain(|archive| archive.hostname.as_ref() == Some(host)),
            None => self.of_one_host(&archives)?,
        }
        Ok(archives.iter().map(|archive| self.item(archive, aim)).collect::<Result<_, Fault>>()?)
    }

    fn no_backup(&self, steps: &mut Steps<'_>) -> Result<RepositoryFault, Stop> {
        let host = self.repository.host.as_ref().map(|host| format!(" of host {host}")).unwrap_or_default();
        let of = format!("{host} that is called {}", self.archives);
        let question = self.question(&["list", "--json", FORMAT], &self.repository.location);
        let answer = steps.command(Question { most: LONGEST_LIST, ..question })?;
        let others =
            self.read(answer, "a JSON list of archives").map_or_else(|_| Vec::new(), |Archives { archives }| archives);
        let of_host = |archive: &Archive| {
            let host = archive.hostname.as_ref().map(|host| format!(" of host {host}")).unwrap_or_default();
            harmless(&format!("{}{host}", archive.name))
        };
        let instead = distinct(others.iter().rev().filter(|archive| !is_checkpoint(&archive.name)).map(of_host));
        Ok(RepositoryFault::NoBackup { location: self.repository.location.clone(), of, instead })
    }

    fn size_of(&self, steps: &mut Steps<'_>, id: &str) -> Result<u64, Stop> {
        const WANTED: &str = "the statistics of one archive";
        let answer = steps.command(self.question(&["info", "--json"], &self.place_of(id)))?;
        let Archives { archives } = self.read(answer, WANTED)?;
        match archives.as_slice() {
            [Archive { name, id: told, stats: Some(stats), .. }] if id_of(name, told) == id => Ok(stats.original_size),
            _ => Err(self.unreadable(WANTED, &format!("it does not tell of {id}")).into()),
        }
    }

    fn check(&self, steps: &mut Steps<'_>, (): (), id: &str) -> Result<Option<Fault>, Stop> {
        let answer = steps.command(self.question(&["--info", "check"], &self.place_of(id)))?;
        Ok(self.damage(answer)?)
    }

    fn listed_at(&self, steps: &mut Steps<'_>, id: &str, aim: &Aim) -> Result<Option<DateTime<Utc>>, Stop> {
        Ok(self.items(steps, aim)?.iter().find(|item| item.backup.id == id).map(|item| item.backup.at))
    }

    /// Its space is freed by the operator's `borg compact`.
    fn removal(&self, id: &str, dry: bool) -> Question {
        let words: &[&str] = if dry { &["delete", "--dry-run", "--list"] } else { &["delete"] };
        self.question(words, &self.place_of(id))
    }

    fn would_go(_: &Backup, answer: &CommandAnswer) -> Vec<String> {
        delete::would_go(&String::from_utf8_lossy(&answer.stderr))
    }
}

impl BorgBackup {
    fn question(&self, words: &[&str], place: &str) -> Question {
        let mut argv = vec![self.repository.program.clone(), "--log-json".to_owned(), LOCK_WAIT.to_owned()];
        argv.extend(words.iter().copied().chain([place]).map(str::to_owned));
        let mut env = vec![("BORG_EXIT_CODES".to_owned(), "modern".to_owned())];
        env.extend(self.repository.password_file.iter().map(|file| {
            let argv = ["cat", "--", file.as_str()].map(str::to_owned);
            ("BORG_PASSCOMMAND".to_owned(), typed(&argv))
        }));
        Question { env, ..Question::new(argv) }
    }

    /// An archive as borg names it.
    fn place_of(&self, id: &str) -> String {
        format!("{}::{}", self.repository.location, parts_of(id).0)
    }

    fn of_one_host(&self, archives: &[Archive]) -> Result<(), Fault> {
        let hosts: BTreeSet<&str> = archives.iter().filter_map(|archive| archive.hostname.as_deref()).collect();
        if hosts.len() < 2 {
            return Ok(());
        }
        let found = hosts.into_iter().map(|host| harmless(&format!("host {host}"))).collect();
        let location = self.repository.location.clone();
        Err(RepositoryFault::SeveralSources { location, found, keys: "host = \"…\"" }.into())
    }

    fn item(&self, archive: &Archive, aim: &Aim) -> Result<Item, Fault> {
        const WANTED: &str = "a JSON list of archives";
        let Archive { name, id, start, end, comment, hostname, .. } = archive;
        if id.len() != 64 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) || name.chars().any(char::is_control) {
            return Err(self.unreadable(WANTED, &format!("{name:?} has the id {id:?}")));
        }
        let instant =
            |text: &str| utc_of(text).ok_or_else(|| self.unreadable(WANTED, &format!("{name} has the time {text:?}")));
        let at = instant(start)?;
        let id = id_of(name, id);
        let source = [Some(self.repository.location.as_str()), hostname.as_deref()];
        let source = harmless(&source.into_iter().flatten().collect::<Vec<_>>().join(" "));
        let mut item = Item::new(listed::begun_at(id.clone(), source, at));
        item.backup.finished_at = end.as_deref().map(instant).transpose()?;
        if !is_believable(at) {
            item.unknown.push(Fault::TimeNotBelieved { path: format!("backup {id}"), at });
        }
        item.look_at_times(aim);
        match level_in(comment.as_deref().unwrap_or_default().split_whitespace()) {
            Ok(level) => item.backup.level = level,
            Err(found) => item.unknown.push(RepositoryFault::Level { id: id.clone(), found }.into()),
        }
        match &self.complete_suffix {
            Some(ending) if !name.ends_with(ending) => {
                item.refuted.push(RepositoryFault::NotMarked { id, kind: "ending", mark: ending.clone() }.into());
            }
            Some(ending) => repository::note_mark(&mut item, "ending", ending, self.repository.min_bytes),
            None => item.note(
                "nothing tells whether the run ended well: borg marks no archive that left files out; set complete-suffix",
            ),
        }
        Ok(item)
    }

    /// What a check found damaged; `None`: it read everything and said that all is well.
    fn damage(&self, answer: &CommandAnswer) -> Result<Option<Fault>, Fault> {
        let (location, program) = (self.repository.location.clone(), self.repository.program.clone());
        match self.answered(answer) {
            Ok(_) => {}
            Err(fault @ Fault::Program(ProgramFault::ExitCode { code, .. })) => {
                let messages = messages(&answer.stderr);
                let integrity = messages.iter().find(|line| line.contains("integrity error"));
                let said = integrity.or(messages.first().filter(|_| code == 1)).cloned().ok_or(fault)?;
                return Ok(Some(RepositoryFault::Damaged { location, program, said }.into()));
            }
            Err(fault) => return Err(fault),
        }
        let said = String::from_utf8_lossy(&answer.stderr);
        match SOUND.into_iter().find(|wanted| !said.contains(wanted)) {
            None => Ok(None),
            Some(wanted) => Err(RepositoryFault::NotSaid { program, location, wanted }.into()),
        }
    }
}

/// An archive that is made again under the same name has another id there.
fn id_of(name: &str, id: &str) -> String {
    format!("{name}@{id:.12}")
}

/// The name, and the beginning of the id there.
fn parts_of(id: &str) -> (&str, &str) {
    id.rsplit_once('@').unwrap_or((id, ""))
}

fn is_checkpoint(name: &str) -> bool {
    name.rsplit_once(".checkpoint").is_some_and(|(_, rest)| {
        rest.is_empty() || rest.strip_prefix('.').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// A time without an offset, of a borg that was run with `TZ=UTC`.
fn utc_of(text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(naive.and_utc().trunc_subsecs(3))
}

/// As in `borg 1.2.4`.
fn version_in(stdout: &[u8]) -> Option<&str> {
    let version = std::str::from_utf8(stdout).ok()?.trim().strip_prefix("borg ")?;
    version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+-".contains(&byte)).then_some(version)
}
