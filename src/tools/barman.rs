//! Barman: what its list says of the newest backup of a server, and what verifying it says.
//!
//! Only `DONE` counts: of any other status the copy is not whole, or its write-ahead log is not there yet. A run that was
//! killed stays `STARTED` for ever.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    Answers, Backup, CommandAnswer, CommandEnd, Deletion, Evidence, Fault, Judgement, PostgresFault, ProgramFault,
    Question,
    cluster::{Lsn, VERIFIED, ask_server, of_the_cluster, said, tells_of_damage, version_in},
    conversation::{Aim, Catalogue, Next, Tool},
    file::is_believable,
    listed::{self, Sizes},
    printed::{printed, read_json, why_not},
    steps::{Steps, Stop},
};
use crate::{calendar::instant::utc, policy::BarmanBackup, record::harmless::harmless};

const PROGRAM: &str = "barman";
/// A list of some ten thousand backups.
const LONGEST_LIST: usize = 64 << 20;
/// At most so many that are not done are named one by one.
const MOST_NAMED: usize = 5;

impl Tool for BarmanBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let version = self.question(&["--version"], 1 << 20);
            printed(PROGRAM, steps.command(version)?).map_err(Stop::unknown)?;
            let list = self.list(steps)?;
            let (newest, later) = self.newest(&list)?;
            self.look_into(steps, newest, &later, aim)
        })
    }

    fn look_at(&self, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
        Some(Steps::new(told).judgement(|steps| {
            let version = self.question(&["--version"], 1 << 20);
            printed(PROGRAM, steps.command(version)?).map_err(Stop::unknown)?;
            let list = self.list(steps)?;
            steps.go_on_about(copy);
            let not_listed = || Stop::refuted(PostgresFault::NotListed { id: copy.id.clone() });
            let item = list.iter().find(|item| item.backup_id == copy.id).ok_or_else(not_listed)?;
            if item.status != DONE {
                return Err(Stop::refuted(self.not_done(item)));
            }
            self.look_into(steps, item, &[], aim)
        }))
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], _: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let list = self.list(steps)?;
            let item = list.iter().find(|item| item.backup_id == bound.id);
            let item = item.ok_or_else(|| Stop::refuted(PostgresFault::NotListed { id: bound.id.clone() }))?;
            if item.status != DONE {
                return Err(Stop::refuted(self.not_done(item)));
            }
            let listed = self.backup(item, None)?;
            if (listed.at, listed.bytes) != (bound.at, bound.bytes) {
                let what = format!("it ended at {} with {} bytes", utc(listed.at), listed.bytes.unwrap_or_default());
                return Err(Stop::refuted(PostgresFault::NotTheSame { id: bound.id.clone(), what }));
            }
            let mut backup = bound.clone();
            backup.checks.push("just before the start: still DONE in the list".to_owned());
            Ok(Judgement::Confirmed(Box::new(backup)))
        })
    }

    fn catalogue(&self, told: &[Answers], _: &Aim) -> Next<Catalogue> {
        Steps::new(told).catalogue(|steps| {
            let list = self.list(steps)?;
            // One that is not done tells no time.
            let done = list.iter().filter(|item| item.status == DONE);
            Ok(Catalogue::Told(done.map(|item| self.backup(item, None)).collect::<Result<_, Stop>>()?))
        })
    }

    /// It rehearses nothing.
    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        let question = self.question(&["delete", &self.server, &copy.id], 1 << 20);
        Some(Deletion::Program { rehearsal: None, question })
    }

    fn version(&self, told: &[Answers]) -> Option<String> {
        match told.first() {
            Some(Answers::Command(answer)) => version_in(&answer.stdout).map(str::to_owned),
            _ => None,
        }
    }
}

const DONE: &str = "DONE";
/// What else a backup may be.
const OTHERS: [&str; 5] = ["WAITING_FOR_WALS", "STARTED", "FAILED", "SYNCING", "EMPTY"];

/// A backup in the list; one that is not done tells no times.
#[derive(Debug, Deserialize)]
struct Listed {
    backup_id: String,
    status: String,
    /// Older Barmans know of full ones alone.
    backup_type: Option<String>,
    /// Seconds since 1970, as a text; `end_time` is the wall clock of whoever asks.
    end_time_timestamp: Option<String>,
    size_bytes: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Detail {
    #[serde(rename = "base_backup_information")]
    base: Base,
    system_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Base {
    begin_time_timestamp: Option<String>,
    end_lsn: Option<String>,
}

/// What Barman answers with a server's name for a key, or with what it complains about.
#[derive(Debug, Deserialize)]
struct Complaint {
    #[serde(rename = "_ERROR")]
    error: Vec<String>,
}

impl BarmanBackup {
    /// What there is to know of one backup that is done.
    fn look_into(
        &self,
        steps: &mut Steps<'_>,
        newest: &Listed,
        later: &[&Listed],
        aim: &Aim,
    ) -> Result<Judgement, Stop> {
        let detail = self.detail(steps, &newest.backup_id)?;
        let mut item = listed::Item::new(self.backup(newest, Some(&detail))?);
        steps.go_on_about(&item.backup);
        let id = newest.backup_id.as_str();
        item.note(format!("barman: {id} is DONE, ended at {}", utc(item.backup.at)));
        item.look_at_times(aim);
        item.look_at_size(Sizes { min_bytes: self.min_bytes, max_shrink: None }, None);
        for other in later.iter().take(MOST_NAMED) {
            item.note(format!("passed over: {} is {}", harmless(&other.backup_id), harmless(&other.status)));
        }
        let mut backup = match item.conclude() {
            Judgement::Confirmed(backup) => *backup,
            other => return Ok(other),
        };
        let system_id = detail.system_id.as_deref().and_then(|text| text.parse().ok());
        backup.checks.extend(of_the_cluster(id, self.system_id, system_id)?);
        if aim.need >= Evidence::Verified {
            // Those that rsync made may share files by hard links.
            if newest.backup_type.as_deref() == Some("rsync") {
                steps.go_on_about_all();
            }
            self.verify(steps, &mut backup)?;
            steps.go_on_about(&backup);
        }
        if let Some(database) = &self.database {
            let end = detail.base.end_lsn.as_deref().and_then(Lsn::parse);
            backup.checks.extend(ask_server(steps, database, id, system_id, end)?);
        }
        Ok(Judgement::Confirmed(Box::new(backup)))
    }

    fn question(&self, arguments: &[&str], most: usize) -> Question {
        let mut argv = vec![PROGRAM.to_owned()];
        argv.extend(self.config.iter().flat_map(|config| ["-c".to_owned(), config.clone()]));
        argv.extend(arguments.iter().map(|&argument| argument.to_owned()));
        Question { most, ..Question::new(argv) }
    }

    fn place(&self) -> String {
        format!("server {}", harmless(&self.server))
    }

    fn list(&self, steps: &mut Steps<'_>) -> Result<Vec<Listed>, Stop> {
        let answer = steps.command(self.question(&["-f", "json", "list-backups", &self.server], LONGEST_LIST))?;
        let list: Vec<Listed> = self.told("Barman's list of backups", answer)?;
        let is_known = |item: &&Listed| item.status == DONE || OTHERS.contains(&item.status.as_str());
        if let Some(strange) = list.iter().find(|item| !is_known(item)) {
            let (id, found) = (harmless(&strange.backup_id), said(&strange.status));
            return Err(Stop::unknown(PostgresFault::UnknownValue { id, what: "the status", found }));
        }
        Ok(list)
    }

    fn detail(&self, steps: &mut Steps<'_>, id: &str) -> Result<Detail, Stop> {
        let question = self.question(&["-f", "json", "show-backup", &self.server, id], 1 << 20);
        self.told("what Barman shows of a backup", steps.command(question)?)
    }

    /// What it says of the server; it complains in JSON too, with exit code 1.
    fn told<T: for<'de> Deserialize<'de>>(&self, wanted: &'static str, answer: &CommandAnswer) -> Result<T, Stop> {
        let not_json = |why: String| Stop::unknown(ProgramFault::NotJson { program: PROGRAM.to_owned(), wanted, why });
        let value = match (&answer.end, read_json(&answer.stdout)) {
            (CommandEnd::Exited(0), value) => value.map_err(not_json)?,
            (CommandEnd::Exited(_), Ok(value)) => value,
            _ => return Err(Stop::unknown(why_not(PROGRAM, answer))),
        };
        if let Ok(Complaint { error }) = Complaint::deserialize(&value) {
            return Err(Stop::unknown(PostgresFault::NotThere { place: self.place(), why: said(&error.join("; ")) }));
        }
        if answer.end != CommandEnd::Exited(0) {
            return Err(Stop::unknown(why_not(PROGRAM, answer)));
        }
        let mut servers = BTreeMap::<String, T>::deserialize(value).map_err(|error| not_json(error.to_string()))?;
        servers.remove(&self.server).ok_or_else(|| not_json(format!("it says nothing of {}", self.place())))
    }

    /// The newest that is done, and those that were begun later.
    fn newest<'a>(&self, list: &'a [Listed]) -> Result<(&'a Listed, Vec<&'a Listed>), Stop> {
        let mut done = Vec::new();
        for item in list.iter().filter(|item| item.status == DONE) {
            done.push((ended_at(item)?, &item.backup_id, item));
        }
        let newest = done.into_iter().max_by_key(|(at, id, _)| (*at, *id));
        if let Some((.., newest)) = newest {
            // Ids are the times of the starts.
            let later = list.iter().filter(|item| item.status != DONE && item.backup_id > newest.backup_id);
            return Ok((newest, later.collect()));
        }
        let mut faults = vec![PostgresFault::NoBackup { place: self.place() }];
        faults.extend(list.iter().take(MOST_NAMED).map(|item| self.not_done(item)));
        Err(Stop::Refuted(faults.into_iter().map(Fault::from).collect()))
    }

    fn not_done(&self, item: &Listed) -> PostgresFault {
        let (id, status) = (harmless(&item.backup_id), harmless(&item.status));
        PostgresFault::NotDone { id, place: self.place(), status }
    }

    fn verify(&self, steps: &mut Steps<'_>, backup: &mut Backup) -> Result<(), Stop> {
        let answer = steps.command(self.question(&["verify-backup", &self.server, &backup.id], 1 << 20))?;
        let (id, program) = (backup.id.clone(), format!("{PROGRAM} verify-backup"));
        let (out, err) = (String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
        match &answer.end {
            CommandEnd::Exited(0) if out.lines().any(|line| line.trim() == VERIFIED) => {
                backup.evidence = Evidence::Verified;
                backup.checks.push(format!("barman verify-backup: {VERIFIED}"));
                Ok(())
            }
            CommandEnd::Exited(code) => {
                let words = if *code == 0 { &out } else { &err };
                let word = words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
                let said = said(word);
                if *code != 0 && tells_of_damage(&err) {
                    Err(Stop::refuted(PostgresFault::Damaged { id, program, said }))
                } else {
                    Err(Stop::unknown(PostgresFault::NotVerified { id, program, said }))
                }
            }
            _ => Err(Stop::unknown(why_not(PROGRAM, answer))),
        }
    }

    fn backup(&self, item: &Listed, detail: Option<&Detail>) -> Result<Backup, Stop> {
        let unknown = |what, found: &str| {
            let id = harmless(&item.backup_id);
            Stop::unknown(PostgresFault::UnknownValue { id, what, found: said(found) })
        };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if item.backup_id.is_empty() || item.backup_id.starts_with('-') || !item.backup_id.bytes().all(is_plain) {
            return Err(unknown("the id", &item.backup_id));
        }
        // What an increment is built on no sample tells: it is for a program of the operator's.
        let level = match item.backup_type.as_deref() {
            None | Some("full" | "rsync" | "snapshot") => 0,
            Some(other) => return Err(unknown("the type", other)),
        };
        let at = ended_at(item)?;
        let begun = detail.and_then(|detail| detail.base.begin_time_timestamp.as_deref());
        let started_at = begun.map(|begun| seconds(begun).ok_or_else(|| unknown("the start", begun))).transpose()?;
        Ok(Backup {
            id: item.backup_id.clone(),
            level,
            // Recovery goes on to where the backup ended.
            at,
            started_at,
            finished_at: Some(at),
            verified_at: None,
            evidence: Evidence::Complete,
            bytes: item.size_bytes,
            source: format!("Barman {}", self.place()),
            sha256: None,
            refers_to: Vec::new(),
            copy_of: None,
            checks: Vec::new(),
        })
    }
}

fn ended_at(item: &Listed) -> Result<DateTime<Utc>, Stop> {
    let found = item.end_time_timestamp.as_deref().unwrap_or_default();
    let fault = || PostgresFault::UnknownValue { id: harmless(&item.backup_id), what: "the end", found: said(found) };
    seconds(found).ok_or_else(|| Stop::unknown(fault()))
}

/// Seconds since 1970, with or without a fraction.
fn seconds(text: &str) -> Option<DateTime<Utc>> {
    let whole = text.split('.').next()?.parse().ok()?;
    DateTime::from_timestamp(whole, 0).filter(|at| is_believable(*at))
}
