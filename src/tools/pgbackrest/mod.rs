//! pgBackRest: what its list, its repository and its own verification say of the newest backup of a stanza.
//!
//! No command of it answers alone: `info` stays green when the files are gone, `verify` ends with 0 when it finds damage,
//! prints nothing where nothing is wrong unless it is asked to, and does not miss a segment that was deleted.

mod expire;
mod info;
mod verify;

use chrono::{DateTime, Utc};

use super::{
    Answers, Backup, CommandAnswer, Deletion, Evidence, Fault, Judgement, PostgresFault, Question,
    cluster::{ask_server, count_segments, numbers, of_the_cluster, said, version_in},
    conversation::{Aim, Catalogue, Next, Tool},
    file::is_believable,
    listed::{self, Sizes},
    printed::{last_line, printed},
    steps::{Steps, Stop},
};
use crate::{calendar::instant::utc, policy::PgBackRestBackup, record::harmless::harmless};
use info::{Item, Stanza};

const PROGRAM: &str = "pgbackrest";
/// A list of some ten thousand backups.
const LONGEST_LIST: usize = 64 << 20;
/// A folder of the repository holds the segments of one log: up to 4096.
const LONGEST_FOLDER: usize = 4 << 20;
/// The oldest whose verification tells of each backup by name.
const VERIFIES: (u32, u32) = (2, 45);
/// The oldest that verifies one backup alone when asked to.
const VERIFIES_ONE: (u32, u32) = (2, 55);

impl Tool for PgBackRestBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let version = version(steps)?;
            let stanza = self.info(steps)?;
            let newest = self.newest(&stanza)?;
            self.look_into(steps, &version, &stanza, newest, aim)
        })
    }

    fn look_at(&self, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
        Some(Steps::new(told).judgement(|steps| {
            let version = version(steps)?;
            let stanza = self.info(steps)?;
            self.repos_answer(&stanza)?;
            steps.go_on_about(copy);
            let not_listed = || Stop::refuted(PostgresFault::NotListed { id: copy.id.clone() });
            let item = stanza.backups.iter().find(|item| item.label == copy.id).ok_or_else(not_listed)?;
            self.look_into(steps, &version, &stanza, item, aim)
        }))
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let stanza = self.info(steps)?;
            self.repos_answer(&stanza)?;
            let mut listed = stanza.backups.iter().filter(|item| item.label == bound.id);
            let not_listed = || Stop::refuted(PostgresFault::NotListed { id: bound.id.clone() });
            let item = listed.next().ok_or_else(not_listed)?;
            let found = self.complete(steps, &stanza, item, aim)?;
            if (found.at, found.started_at, found.bytes) != (bound.at, bound.started_at, bound.bytes) {
                let what = format!("it ended at {} with {} bytes", utc(found.at), found.bytes.unwrap_or_default());
                return Err(Stop::refuted(PostgresFault::NotTheSame { id: bound.id.clone(), what }));
            }
            let mut backup = bound.clone();
            backup.checks.push("just before the start: listed, with its manifest and its WAL".to_owned());
            Ok(Judgement::Confirmed(Box::new(backup)))
        })
    }

    fn catalogue(&self, told: &[Answers], _: &Aim) -> Next<Catalogue> {
        Steps::new(told).catalogue(|steps| {
            let stanza = self.info(steps)?;
            self.repos_answer(&stanza)?;
            let listed = |item: &Item| {
                let evidence = if item.error { Evidence::Present } else { Evidence::Complete };
                let refers_to = item.reference.clone().unwrap_or_default();
                Ok(Backup { refers_to, ..as_backup(&stanza, item, evidence)? })
            };
            Ok(Catalogue::Told(stanza.backups.iter().map(listed).collect::<Result<_, Stop>>()?))
        })
    }

    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        Some(expire::deletion(self, &copy.id))
    }

    fn would_go(&self, _: &Backup, answer: &CommandAnswer) -> Vec<String> {
        expire::would_go(&String::from_utf8_lossy(&answer.stdout))
    }

    fn version(&self, told: &[Answers]) -> Option<String> {
        match told.first() {
            Some(Answers::Command(answer)) => version_in(&answer.stdout).map(str::to_owned),
            _ => None,
        }
    }
}

fn version(steps: &mut Steps<'_>) -> Result<String, Stop> {
    let argv = [PROGRAM, "version"].map(str::to_owned).to_vec();
    let answer = steps.command(Question::new(argv))?;
    let stdout = printed(PROGRAM, answer).map_err(Stop::unknown)?;
    let no_version = || PostgresFault::NoVersion { program: PROGRAM.to_owned(), found: last_line(stdout) };
    version_in(stdout).map(str::to_owned).ok_or_else(|| Stop::unknown(no_version()))
}

impl PgBackRestBackup {
    /// What there is to know of one backup.
    fn look_into(
        &self,
        steps: &mut Steps<'_>,
        version: &str,
        stanza: &Stanza,
        item: &Item,
        aim: &Aim,
    ) -> Result<Judgement, Stop> {
        steps.go_on_about_one(item.label.clone(), self.place());
        let mut found = self.complete(steps, stanza, item, aim)?;
        if aim.need >= Evidence::Verified && found.evidence == Evidence::Complete {
            self.verify(steps, version, item, &mut found)?;
        }
        if let Some(database) = &self.database {
            let stop = item.lsn.as_ref().and_then(info::Positions::stop);
            let id = item.label.as_str();
            found.checks.extend(ask_server(steps, database, id, stanza.system_id(item), stop)?);
        }
        Ok(Judgement::Confirmed(Box::new(found)))
    }

    /// A question about the stanza. What is logged goes nowhere: the file of the log belongs to others.
    fn question(&self, repo: Option<u8>, arguments: &[&str], most: usize) -> Question {
        let mut argv = vec![PROGRAM.to_owned()];
        argv.extend(self.config.iter().map(|config| format!("--config={config}")));
        argv.push(format!("--stanza={}", self.stanza));
        argv.extend(repo.map(|repo| format!("--repo={repo}")));
        argv.extend(["--log-level-console=off", "--log-level-file=off"].map(str::to_owned));
        argv.extend(arguments.iter().map(|&argument| argument.to_owned()));
        Question { most, ..Question::new(argv) }
    }

    fn place(&self) -> String {
        format!("stanza {}", self.stanza)
    }

    fn info(&self, steps: &mut Steps<'_>) -> Result<Stanza, Stop> {
        let question = self.question(self.repo, &["--output=json", "info"], LONGEST_LIST);
        let answer = steps.command(question)?;
        let stdout = printed(PROGRAM, answer).map_err(Stop::unknown)?;
        let stanza = info::read(PROGRAM, &self.stanza, stdout).map_err(Stop::unknown)?;
        match stanza {
            Some(stanza) => Ok(stanza),
            None => Err(self.not_there("it is not listed")),
        }
    }

    fn not_there(&self, why: &str) -> Stop {
        Stop::unknown(PostgresFault::NotThere { place: self.place(), why: said(why) })
    }

    /// The newest of all, also where it is no good: an older one behind it does not make up for it.
    fn newest<'s>(&self, stanza: &'s Stanza) -> Result<&'s Item, Stop> {
        let newest = stanza.backups.iter().max_by_key(|item| (item.timestamp.stop, &item.label));
        if let Some(newest) = newest {
            let is_its = |repo: &&info::Repo| repo.key == newest.database.repo_key;
            let repo = stanza.repos.iter().find(is_its);
            return match repo {
                Some(repo) if repo.status.code != info::OK => Err(self.repo_fault(repo)),
                _ => Ok(newest),
            };
        }
        self.repos_answer(stanza)?;
        Err(Stop::refuted(PostgresFault::NoBackup { place: self.place() }))
    }

    /// Whether every repository told what it holds, if only that it holds none.
    fn repos_answer(&self, stanza: &Stanza) -> Result<(), Stop> {
        let answers = |repo: &info::Repo| matches!(repo.status.code, info::OK | info::NO_BACKUPS);
        match stanza.repos.iter().find(|repo| !answers(repo)) {
            Some(repo) => Err(self.repo_fault(repo)),
            None if stanza.repos.is_empty() => Err(self.not_there(&stanza.status.message)),
            None => Ok(()),
        }
    }

    fn repo_fault(&self, repo: &info::Repo) -> Stop {
        let (place, why) = (format!("repository {} of {}", repo.key, self.place()), said(&repo.status.message));
        match repo.status.code {
            info::NO_STANZA_PATH | info::NO_STANZA_DATA => Stop::unknown(PostgresFault::NotThere { place, why }),
            _ => Stop::unknown(PostgresFault::NotReadable { place, why }),
        }
    }

    /// What the list says of it, and whether its manifest and its write-ahead log are where they should be.
    fn complete(&self, steps: &mut Steps<'_>, stanza: &Stanza, item: &Item, aim: &Aim) -> Result<Backup, Stop> {
        let id = || item.label.clone();
        let mut backup = self.as_listed(stanza, item, aim)?;
        let others =
            stanza.repos.iter().filter(|repo| repo.key != item.database.repo_key && repo.status.code != info::OK);
        backup.checks.extend(others.map(|repo| format!("repository {}: {}", repo.key, said(&repo.status.message))));
        backup.checks.extend(of_the_cluster(&item.label, self.system_id, stanza.system_id(item))?);
        let repo = item.database.repo_key;
        for folder in item.reference.iter().flatten().chain([&item.label]) {
            if !self.has_manifest(steps, repo, folder)? {
                if *folder != item.label {
                    steps.go_on_about_all();
                }
                let missing = format!("backup.manifest of {folder} in repository {repo}");
                return Err(Stop::refuted(PostgresFault::FilesGone { id: id(), missing }));
            }
        }
        backup.checks.push(match item.reference.as_deref() {
            None | Some([]) => "files: its manifest is there".to_owned(),
            Some(references) => format!("files: its manifest is there, and those of {}", references.join(", ")),
        });
        if let Some(segments) = self.write_ahead_log(steps, stanza, item)? {
            let segments = count_segments(segments);
            backup.checks.push(format!("archive: {segments} from its start to its end, all there"));
        } else {
            // Also of one that was copied under the hands of a server that ran: --no-online --force.
            backup.evidence = Evidence::Present;
            backup.checks.push("WAL: none, it was made offline; nothing tells whether the server was down".to_owned());
        }
        Ok(backup)
    }

    /// What the list says of it, unless some of that speaks against it.
    fn as_listed(&self, stanza: &Stanza, item: &Item, aim: &Aim) -> Result<Backup, Stop> {
        let id = || item.label.clone();
        let mut listed = listed::Item::new(as_backup(stanza, item, Evidence::Complete)?);
        listed.note(format!("pgbackrest: {} backup without errors, ended at {}", item.kind, utc(listed.backup.at)));
        listed.look_at_times(aim);
        listed.look_at_size(Sizes { min_bytes: self.min_bytes, max_shrink: None }, None);
        let mut faults: Vec<PostgresFault> = Vec::new();
        if item.error {
            faults.push(PostgresFault::MadeWithErrors { id: id() });
        }
        if stanza.was_upgraded_after(item) {
            faults.push(PostgresFault::BeforeUpgrade { id: id() });
        }
        let is_gone = |label: &&String| {
            !stanza.backups.iter().any(|other| other.label == **label && other.database == item.database)
        };
        let needed = item.reference.iter().flatten().filter(is_gone);
        faults.extend(needed.map(|needed| PostgresFault::NoParent { id: id(), needed: needed.clone() }));
        listed.refuted.extend(faults.into_iter().map(Fault::from));
        match listed.conclude() {
            Judgement::Confirmed(backup) => Ok(*backup),
            Judgement::Refuted(faults, _) => Err(Stop::Refuted(faults)),
            Judgement::Unknown(faults) => Err(Stop::Unknown(faults)),
        }
    }

    /// Whether the folder of a backup has what is written into it last.
    fn has_manifest(&self, steps: &mut Steps<'_>, repo: u8, label: &str) -> Result<bool, Stop> {
        let folder = format!("backup/{}/{label}", self.stanza);
        Ok(self.listing(steps, repo, &folder)?.iter().any(|name| name == "backup.manifest"))
    }

    /// The names of the files in a folder of the repository that hold anything; of none where there is no such folder.
    fn listing(&self, steps: &mut Steps<'_>, repo: u8, folder: &str) -> Result<Vec<String>, Stop> {
        let question = self.question(Some(repo), &["--output=json", "repo-ls", folder], LONGEST_FOLDER);
        let answer = steps.command(question)?;
        let stdout = printed(PROGRAM, answer).map_err(Stop::unknown)?;
        info::files(PROGRAM, stdout).map_err(Stop::unknown)
    }

    /// Every segment from the backup's start to its end has to be in the archive: `verify` misses none that is deleted.
    /// How many these are; `None` of a backup that was made without the server.
    fn write_ahead_log(&self, steps: &mut Steps<'_>, stanza: &Stanza, item: &Item) -> Result<Option<usize>, Stop> {
        let id = || item.label.clone();
        let Some(range) = item.wal().map_err(|why| Stop::unknown(PostgresFault::WalRange { id: id(), why }))? else {
            return Ok(None);
        };
        let Some(archive) = stanza.archive_of(item) else {
            let why = "its archive is not listed".to_owned();
            return Err(Stop::unknown(PostgresFault::WalRange { id: id(), why }));
        };
        let mut missing = Vec::new();
        for in_folder in range.chunk_by(|one, next| one.folder() == next.folder()) {
            let folder = format!("archive/{}/{archive}/{}", self.stanza, in_folder[0].folder());
            let files = self.listing(steps, item.database.repo_key, &folder)?;
            let is_missing = |name: &String| !files.iter().any(|file| is_segment(file, name));
            missing.extend(in_folder.iter().map(ToString::to_string).filter(is_missing));
        }
        if let Some(first) = missing.first() {
            let fault = PostgresFault::MissingWal { id: id(), count: missing.len(), first: first.clone() };
            return Err(Stop::refuted(fault));
        }
        Ok(Some(range.len()))
    }

    /// Has pgBackRest read everything that the backup consists of. Its exit code tells nothing, its words do.
    fn verify(&self, steps: &mut Steps<'_>, version: &str, item: &Item, found: &mut Backup) -> Result<(), Stop> {
        let reads = numbers(version).unwrap_or_default();
        if reads < VERIFIES {
            found.checks.push(format!("verify: pgBackRest {version} does not tell what it verified, 2.45 does"));
            return Ok(());
        }
        let one = reads >= VERIFIES_ONE;
        let set = format!("--set={}", item.label);
        let mut arguments = vec!["--output=text", "--verbose", "verify"];
        if one {
            arguments.insert(0, &set);
        }
        let question = self.question(Some(item.database.repo_key), &arguments, LONGEST_LIST);
        let answer = steps.command(question)?;
        let stdout = printed(PROGRAM, answer).map_err(Stop::unknown)?;
        let verified = verify::read(&self.stanza, &item.label, one, stdout);
        let (id, program) = (item.label.clone(), format!("{PROGRAM} verify"));
        match verified {
            verify::Verified::Valid { files, segments } => {
                found.evidence = Evidence::Verified;
                found.checks.push(format!("verify: {files} files and {} read, all valid", count_segments(segments)));
                Ok(())
            }
            verify::Verified::Damaged(said) => {
                if item.reference.as_ref().is_some_and(|references| !references.is_empty()) {
                    // The damage may be in the files of one that others are built on too.
                    steps.go_on_about_all();
                }
                Err(Stop::refuted(PostgresFault::Damaged { id, program, said }))
            }
            verify::Verified::Unclear(said) => Err(Stop::unknown(PostgresFault::NotVerified { id, program, said })),
        }
    }
}

fn as_backup(stanza: &Stanza, item: &Item, evidence: Evidence) -> Result<Backup, Stop> {
    let unknown = |what, found: &str| {
        Stop::unknown(PostgresFault::UnknownValue { id: harmless(&item.label), what, found: said(found) })
    };
    if !item.label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return Err(unknown("the label", &item.label));
    }
    let level = match item.kind.as_str() {
        "full" => 0,
        "diff" => 1,
        "incr" => 2,
        other => return Err(unknown("the type", other)),
    };
    let (started_at, finished_at) = times(item)?;
    Ok(Backup {
        id: item.label.clone(),
        level,
        // Recovery goes on to where the backup ended.
        at: finished_at,
        started_at: Some(started_at),
        finished_at: Some(finished_at),
        verified_at: None,
        evidence,
        bytes: Some(item.info.size),
        source: format!("pgBackRest stanza {}, repository {}", harmless(&stanza.name), item.database.repo_key),
        sha256: None,
        // A look finds all of them and reads what it needs of them.
        refers_to: Vec::new(),
        copy_of: None,
        checks: Vec::new(),
    })
}

fn times(item: &Item) -> Result<(DateTime<Utc>, DateTime<Utc>), Stop> {
    let instant = |what, seconds: i64| {
        let fault = || PostgresFault::UnknownValue { id: harmless(&item.label), what, found: seconds.to_string() };
        DateTime::from_timestamp(seconds, 0).filter(|at| is_believable(*at)).ok_or_else(|| Stop::unknown(fault()))
    };
    Ok((instant("the start", item.timestamp.start)?, instant("the end", item.timestamp.stop)?))
}

/// `SEGMENT-<SHA-1>` with the ending of a compression.
fn is_segment(file: &str, segment: &str) -> bool {
    let Some(rest) = file.strip_prefix(segment).and_then(|rest| rest.strip_prefix('-')) else { return false };
    let digest = rest.split('.').next().unwrap_or_default();
    digest.len() == 40 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}
