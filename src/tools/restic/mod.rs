//! Snapshots in a restic repository.
//!
//! A snapshot is whole in itself, whatever its level. restic stores none of a run that was killed, and does not mark one
//! that left files out (exit code 3): only a tag that the job sets after exit code 0 tells them apart.

mod forget;

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;

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
    policy::{Repository, ResticBackup},
    record::harmless::harmless,
};

/// A list of some fifty thousand snapshots.
const LONGEST_LIST: usize = 64 << 20;
/// A snapshot may be dated so far off its run: clocks are corrected.
const DATED: TimeDelta = TimeDelta::minutes(5);
/// Since then a check answers in JSON.
const CHECK_IN_JSON: Version = Version(0, 18, 0);
/// The oldest version whose answers were looked at.
const OLDEST: Version = Version(0, 14, 0);
/// What a check says at its end, before it answered in JSON.
const NO_ERRORS: &str = "no errors were found";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u32, u32, u32);

/// One item of `restic snapshots --json`.
#[derive(Debug, Deserialize)]
struct Snapshot {
    id: String,
    time: DateTime<Utc>,
    #[serde(default)]
    hostname: String,
    #[serde(default)]
    paths: Vec<String>,
    tags: Option<Vec<String>>,
    /// The first id of a snapshot that was tagged later, or copied from another repository.
    original: Option<String>,
    summary: Option<Summary>,
}

/// Told since 0.17.
#[derive(Debug, Deserialize)]
struct Summary {
    backup_start: DateTime<Utc>,
    backup_end: DateTime<Utc>,
    total_bytes_processed: u64,
}

/// `restic stats --json`.
#[derive(Debug, Deserialize)]
struct Stats {
    total_size: u64,
}

impl Repo for ResticBackup {
    type Version = Version;
    const SOUND: &str = "check --read-data: all data of the repository was read, no errors were found";

    fn repository(&self) -> &Repository {
        &self.repository
    }

    fn signs(&self) -> Signs<'static> {
        Signs {
            locked: (&[11], &["already locked"]),
            password: (&[12], &["wrong password", "an empty password", "Resolving password failed"]),
            no_repository: (&[10], &["unable to open config file"]),
            unfamiliar: (&[], ""),
            unlock: format!("{} --repo={} unlock", self.repository.program, self.repository.location),
            variables: ", or RESTIC_PASSWORD_FILE or RESTIC_PASSWORD_COMMAND in the environment of okno",
            before_the_file: "",
        }
    }

    fn known_version(&self, steps: &mut Steps<'_>) -> Result<Version, Stop> {
        let question = Question::new(vec![self.repository.program.clone(), "version".to_owned()]);
        let stdout = self.answered(steps.command(question)?)?;
        version_in(stdout).filter(|version| *version >= OLDEST).ok_or_else(|| {
            let (program, found) = (self.repository.program.clone(), last_line(stdout));
            Stop::unknown(RepositoryFault::Version { program, found, known: "restic 0.14 and later" })
        })
    }

    fn version_in(stdout: &[u8]) -> Option<String> {
        version_in(stdout).map(|Version(major, minor, patch)| format!("{major}.{minor}.{patch}"))
    }

    fn items(&self, steps: &mut Steps<'_>, aim: &Aim) -> Result<Vec<Item>, Stop> {
        let snapshots = self.of_one_source(self.snapshots(steps)?)?;
        Ok(snapshots.iter().map(|snapshot| self.item(snapshot, aim)).collect())
    }

    fn no_backup(&self, steps: &mut Steps<'_>) -> Result<RepositoryFault, Stop> {
        let host = self.repository.host.iter().map(|host| format!(" of host {host}"));
        let paths = self.paths.iter().map(|path| format!(" of {path}"));
        let tags = self.tags.iter().map(|tag| format!(" with the tag {tag}"));
        let of = host.chain(paths).chain(tags).collect();
        let question = self.question(&["snapshots", "--json", "--no-lock"]);
        let answer = steps.command(Question { most: LONGEST_LIST, ..question })?;
        let others: Vec<Snapshot> = self.read(answer, "a JSON list of snapshots").unwrap_or_default();
        let instead = distinct(others.iter().rev().map(|snapshot| self.other(snapshot)));
        Ok(RepositoryFault::NoBackup { location: self.repository.location.clone(), of, instead })
    }

    fn size_of(&self, steps: &mut Steps<'_>, id: &str) -> Result<u64, Stop> {
        let answer = steps.command(self.question(&["stats", "--json", "--no-lock", id]))?;
        Ok(self.read::<Stats>(answer, "the size of a snapshot")?.total_size)
    }

    /// Of the whole repository: it cannot be asked of one snapshot.
    fn check(&self, steps: &mut Steps<'_>, version: Version, _: &str) -> Result<Option<Fault>, Stop> {
        let answer = steps.command(self.question(&["check", "--json", "--read-data"]))?;
        Ok(self.damage(answer, version)?)
    }

    fn listed_at(&self, steps: &mut Steps<'_>, id: &str, _: &Aim) -> Result<Option<DateTime<Utc>>, Stop> {
        // A tag that was set meanwhile gave it another id.
        let is_it = |snapshot: &&Snapshot| snapshot.id == id || snapshot.original.as_deref() == Some(id);
        Ok(self.snapshots(steps)?.iter().find(is_it).map(|snapshot| snapshot.time.trunc_subsecs(3)))
    }

    /// The snapshot is forgotten; its data goes with the operator's `restic prune`.
    fn removal(&self, id: &str, dry: bool) -> Question {
        if dry { self.question(&["forget", "--dry-run", id]) } else { self.question(&["forget", id]) }
    }

    fn would_go(copy: &Backup, answer: &CommandAnswer) -> Vec<String> {
        forget::would_go(&copy.id, &String::from_utf8_lossy(&answer.stdout))
    }
}

impl ResticBackup {
    fn question(&self, words: &[&str]) -> Question {
        let mut argv = vec![self.repository.program.clone(), format!("--repo={}", self.repository.location)];
        argv.extend(self.repository.password_file.iter().map(|file| format!("--password-file={file}")));
        argv.extend(words.iter().map(|word| (*word).to_owned()));
        Question::new(argv)
    }

    /// The list needs no lock: it can be told while a backup runs.
    fn list(&self) -> Question {
        let mut question = self.question(&["snapshots", "--json", "--no-lock"]);
        question.argv.extend(self.repository.host.iter().map(|host| format!("--host={host}")));
        question.argv.extend(self.paths.iter().map(|path| format!("--path={path}")));
        if !self.tags.is_empty() {
            // With commas it is all of them, each by itself would be any.
            question.argv.push(format!("--tag={}", self.tags.join(",")));
        }
        Question { most: LONGEST_LIST, ..question }
    }

    fn snapshots(&self, steps: &mut Steps<'_>) -> Result<Vec<Snapshot>, Stop> {
        const WANTED: &str = "a JSON list of snapshots";
        let answer = steps.command(self.list())?;
        let snapshots: Vec<Snapshot> = self.read(answer, WANTED)?;
        // A snapshot whose file is damaged is left out of the list, and the exit code is 0.
        let left_out = |line: &&String| line.contains("could not load snapshot") || line.starts_with("Ignoring");
        if let Some(said) = messages(&answer.stderr).iter().find(left_out) {
            let location = self.repository.location.clone();
            let cure = format!("{} --repo={location} check", self.repository.program);
            let fault = RepositoryFault::ListNotWhole { location, said: said.clone(), cure };
            return Err(Stop::unknown(fault));
        }
        let is_id = |id: &str| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(other) = snapshots.iter().find(|snapshot| !is_id(&snapshot.id)) {
            return Err(self.unreadable(WANTED, &format!("{:?} is no id of a snapshot", other.id)).into());
        }
        Ok(snapshots)
    }

    /// The snapshots, if the policy tells of which host and of what they are, or there is one only.
    fn of_one_source(&self, snapshots: Vec<Snapshot>) -> Result<Vec<Snapshot>, Fault> {
        let hosts: BTreeSet<&str> = snapshots.iter().map(|snapshot| snapshot.hostname.as_str()).collect();
        let sources: BTreeSet<String> = snapshots.iter().map(Snapshot::source).collect();
        let keys = if self.repository.host.is_none() && hosts.len() > 1 {
            "host = \"…\""
        } else if self.paths.is_empty() && self.tags.is_empty() && sources.len() > hosts.len() {
            "paths = [\"…\"] or tags = [\"…\"]"
        } else {
            return Ok(snapshots);
        };
        let (location, found) = (self.repository.location.clone(), sources.into_iter().collect());
        Err(RepositoryFault::SeveralSources { location, found, keys }.into())
    }

    /// A snapshot that is not meant, by what the policy asks for.
    fn other(&self, snapshot: &Snapshot) -> String {
        let source = snapshot.source();
        match snapshot.tags.as_deref().unwrap_or_default() {
            [] => source,
            _ if self.tags.is_empty() => source,
            tags => harmless(&format!("{source} with the tags {}", tags.join(" "))),
        }
    }

    fn item(&self, snapshot: &Snapshot, aim: &Aim) -> Item {
        let (id, at) = (snapshot.id.clone(), snapshot.time.trunc_subsecs(3));
        let source = format!("{} {}", self.repository.location, snapshot.source());
        let mut item = Item::new(listed::begun_at(id.clone(), source, at));
        item.backup.copy_of = snapshot.original.as_deref().map(harmless);
        if !is_believable(at) {
            item.unknown.push(Fault::TimeNotBelieved { path: format!("backup {id}"), at });
        }
        if let Some(Summary { backup_start, backup_end, total_bytes_processed }) = snapshot.summary {
            item.backup.started_at = Some(backup_start.trunc_subsecs(3));
            item.backup.finished_at = Some(backup_end.trunc_subsecs(3));
            item.backup.bytes = Some(total_bytes_processed);
            if at < backup_start - DATED || at > backup_end + DATED {
                item.unknown.push(RepositoryFault::Dated { id: id.clone(), at, began_at: backup_start }.into());
            }
        }
        item.look_at_times(aim);
        let tags = snapshot.tags.as_deref().unwrap_or_default();
        match level_in(tags.iter().map(String::as_str)) {
            Ok(level) => item.backup.level = level,
            Err(found) => item.unknown.push(RepositoryFault::Level { id: id.clone(), found }.into()),
        }
        match &self.complete_tag {
            Some(tag) if !tags.contains(tag) => {
                item.refuted.push(RepositoryFault::NotMarked { id, kind: "tag", mark: tag.clone() }.into());
            }
            Some(tag) => repository::note_mark(&mut item, "tag", tag, self.repository.min_bytes),
            None => item.note("nothing tells whether the run ended well: restic marks no snapshot that left files out; set complete-tag"),
        }
        item
    }

    /// What a check found damaged; `None`: it read everything and said that all is well.
    fn damage(&self, answer: &CommandAnswer, version: Version) -> Result<Option<Fault>, Fault> {
        let (location, program) = (self.repository.location.clone(), self.repository.program.clone());
        let stdout = match self.answered(answer) {
            Ok(stdout) => stdout,
            Err(fault @ Fault::Program(ProgramFault::ExitCode { .. })) => {
                let messages = messages(&answer.stderr);
                if !messages.iter().any(|line| line.contains("repository contains errors")) {
                    return Err(fault);
                }
                let said = messages.into_iter().next().unwrap_or_default();
                return Ok(Some(RepositoryFault::Damaged { location, program, said }.into()));
            }
            Err(fault) => return Err(fault),
        };
        let text = String::from_utf8_lossy(stdout);
        if version < CHECK_IN_JSON {
            if text.lines().any(|line| line == NO_ERRORS) {
                return Ok(None);
            }
            return Err(RepositoryFault::NotSaid { program, location, wanted: NO_ERRORS }.into());
        }
        let errors = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
            let is_summary = message.get("message_type").and_then(Value::as_str) == Some("summary");
            message.get("num_errors").and_then(Value::as_u64).filter(|_| is_summary)
        });
        match errors {
            Some(0) => Ok(None),
            Some(errors) => {
                let said = format!("{errors} errors");
                Ok(Some(RepositoryFault::Damaged { location, program, said }.into()))
            }
            None => Err(RepositoryFault::NotSaid { program, location, wanted: "num_errors" }.into()),
        }
    }
}

impl Snapshot {
    /// Host and paths, fit to be shown.
    fn source(&self) -> String {
        harmless(&format!("{}:{}", self.hostname, self.paths.join(" ")))
    }
}

/// As in `restic 0.14.0 compiled with go1.19.8 on linux/amd64`.
fn version_in(stdout: &[u8]) -> Option<Version> {
    let text = std::str::from_utf8(stdout).ok()?;
    let mut words = text.split_whitespace();
    let version = (words.next()? == "restic").then(|| words.next())??;
    let number = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    let mut parts = version.split('.').map(number);
    Some(Version(parts.next()??, parts.next()??, parts.next()??))
}
