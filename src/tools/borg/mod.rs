//! Archives in a `BorgBackup` repository.
//!
//! An archive is whole in itself, whatever its level. borg keeps one that left files out (exit code 1), or that is of an
//! empty pipe, and marks neither: only a name that the job gives after exit code 0, and its size, tell them apart. Its times
//! have no offset: they are UTC, since it is run with `TZ=UTC`.

mod delete;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Answers, Ask, Backup, CommandAnswer, Deletion, Evidence, Fault, Judgement, ProgramFault, Question, RepositoryFault,
    conversation::{Aim, Catalogue, Next, Tool},
    file::is_believable,
    listed::{self, Item, Sizes},
    printed::{last_line, read_json, shortened},
    repository::{self, Signs, answered, level_in, messages, said_by},
};
use crate::{
    policy::BorgBackup,
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

impl Tool for BorgBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        self.newest(told, aim).unwrap_or_else(|fault| Next::Done(Judgement::Unknown(vec![fault])))
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        let [answers] = told else { return self.ask_list() };
        Next::Done(match self.items(answers, aim) {
            Ok(items) => self.judge_again(bound, &items),
            Err(fault) => Judgement::Unknown(vec![fault]),
        })
    }

    fn catalogue(&self, told: &[Answers], aim: &Aim) -> Next<Catalogue> {
        let [answers] = told else { return self.ask_list() };
        Next::Done(match self.items(answers, aim) {
            Ok(items) => Catalogue::Told(items.into_iter().map(Item::listed).collect()),
            Err(fault) => Catalogue::Unknown(vec![fault]),
        })
    }

    /// Its space is freed by the operator's `borg compact`.
    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        let place = self.place_of(&copy.id);
        let rehearsal = Some(self.question(&["delete", "--dry-run", "--list"], &place));
        Some(Deletion::Program { rehearsal, question: self.question(&["delete"], &place) })
    }

    fn would_go(&self, _: &Backup, answer: &CommandAnswer) -> Vec<String> {
        delete::would_go(&String::from_utf8_lossy(&answer.stderr))
    }

    fn version(&self, told: &[Answers]) -> Option<String> {
        let Answers::Command(answer) = told.first()? else { return None };
        version_in(&answer.stdout).map(str::to_owned)
    }
}

impl BorgBackup {
    /// Version, list, sizes, and the bytes read again where that is needed and can prove anything.
    fn newest(&self, told: &[Answers], aim: &Aim) -> Result<Next<Judgement>, Fault> {
        let mut told = told.iter();
        let Some(answers) = told.next() else {
            let argv = vec![self.repository.program.clone(), "--version".to_owned()];
            return Ok(Next::Ask(Ask::Command(Question::new(argv))));
        };
        self.known_version(said_by(answers)?)?;
        let Some(answers) = told.next() else { return Ok(self.ask_list()) };
        let items = self.items(answers, aim)?;
        let Some((newest, before)) = listed::newest(&items) else {
            return Ok(Next::Done(Judgement::Refuted(vec![self.no_backup()])));
        };
        let (mut newest, mut before) = (newest.clone(), before.cloned());
        let compared = before.as_mut().filter(|_| self.repository.max_shrink.is_some());
        for backup in [Some(&mut newest.backup), compared].into_iter().flatten() {
            let Some(answers) = told.next() else {
                return Ok(self.ask(&["info", "--json"], &self.place_of(&backup.id)));
            };
            backup.bytes = Some(self.size_of(&backup.id, answers)?);
        }
        newest.look_at_size(self.sizes(), before.as_ref());
        if newest.is_faulty() || aim.need < Evidence::Verified || newest.backup.evidence < Evidence::Complete {
            return Ok(Next::Done(newest.conclude()));
        }
        let Some(answers) = told.next() else {
            return Ok(self.ask(&["--info", "check"], &self.place_of(&newest.backup.id)));
        };
        let damage = self.check(said_by(answers)?)?;
        newest.note_reading(
            damage,
            "check: all segments of the repository were read, no problems found; nor in the archive",
            aim,
        );
        Ok(Next::Done(newest.conclude()))
    }

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

    fn ask<T>(&self, words: &[&str], place: &str) -> Next<T> {
        Next::Ask(Ask::Command(self.question(words, place)))
    }

    fn ask_list<T>(&self) -> Next<T> {
        let pattern = format!("--glob-archives={}", self.archives);
        let question = self.question(&["list", "--json", FORMAT, &pattern], &self.repository.location);
        Next::Ask(Ask::Command(Question { most: LONGEST_LIST, ..question }))
    }

    /// An archive as borg names it.
    fn place_of(&self, id: &str) -> String {
        format!("{}::{}", self.repository.location, parts_of(id).0)
    }

    const fn sizes(&self) -> Sizes {
        Sizes { min_bytes: self.repository.min_bytes, max_shrink: self.repository.max_shrink }
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
        }
    }

    fn known_version(&self, answer: &CommandAnswer) -> Result<(), Fault> {
        let stdout = answered(&self.repository, answer, &self.signs())?;
        let minor = version_in(stdout).and_then(|version| version.strip_prefix("1.")?.split('.').next()?.parse().ok());
        if minor.is_some_and(|minor: u32| minor >= 2) {
            return Ok(());
        }
        let (program, found) = (self.repository.program.clone(), last_line(stdout));
        Err(RepositoryFault::Version { program, found, known: "borg 1.2 and later ones that begin with 1" }.into())
    }

    fn read<T: DeserializeOwned>(&self, answers: &Answers, wanted: &'static str) -> Result<T, Fault> {
        let stdout = answered(&self.repository, said_by(answers)?, &self.signs())?;
        let read = read_json(stdout).and_then(|json| serde_json::from_value(json).map_err(|error| error.to_string()));
        read.map_err(|why| self.unreadable(wanted, &why))
    }

    fn unreadable(&self, wanted: &'static str, why: &str) -> Fault {
        ProgramFault::NotJson { program: self.repository.program.clone(), wanted, why: shortened(&harmless(why)) }
            .into()
    }

    /// The archives of the host that is meant, each with what speaks against it.
    fn items(&self, answers: &Answers, aim: &Aim) -> Result<Vec<Item>, Fault> {
        let Archives { mut archives } = self.read(answers, "a JSON list of archives")?;
        // borg leaves the rest of a killed run out unless it is asked for.
        archives.retain(|archive| !is_checkpoint(&archive.name));
        match &self.repository.host {
            Some(host) => archives.retain(|archive| archive.hostname.as_ref() == Some(host)),
            None => self.of_one_host(&archives)?,
        }
        archives.iter().map(|archive| self.item(archive, aim)).collect()
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

    fn no_backup(&self) -> Fault {
        let host = self.repository.host.as_ref().map(|host| format!(" of host {host}")).unwrap_or_default();
        let of = format!("{host} that is called {}", self.archives);
        RepositoryFault::NoBackup { location: self.repository.location.clone(), of }.into()
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

    fn size_of(&self, id: &str, answers: &Answers) -> Result<u64, Fault> {
        const WANTED: &str = "the statistics of one archive";
        let Archives { archives } = self.read(answers, WANTED)?;
        match archives.as_slice() {
            [Archive { name, id: told, stats: Some(stats), .. }] if id_of(name, told) == id => Ok(stats.original_size),
            _ => Err(self.unreadable(WANTED, &format!("it does not tell of {id}"))),
        }
    }

    /// What a check found damaged; `None`: it read everything and said that all is well.
    fn check(&self, answer: &CommandAnswer) -> Result<Option<Fault>, Fault> {
        let (location, program) = (self.repository.location.clone(), self.repository.program.clone());
        match answered(&self.repository, answer, &self.signs()) {
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

    fn judge_again(&self, bound: &Backup, items: &[Item]) -> Judgement {
        let Some(found) = items.iter().find(|item| item.backup.id == bound.id) else {
            let location = self.repository.location.clone();
            return Judgement::Refuted(vec![RepositoryFault::Gone { id: bound.id.clone(), location }.into()]);
        };
        repository::unchanged(bound, found.backup.at)
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
