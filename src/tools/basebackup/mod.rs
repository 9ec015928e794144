//! Directories that `pg_basebackup` makes, plain and incremental.
//!
//! The manifest is written last: where it is, the run ended. It tells no time of its own, so the one in the label counts,
//! the start. An increment is sound by itself and of no use without those it is built on.

mod folders;
mod label;
mod manifest;

use super::{
    Answers, Ask, Backup, Content, Evidence, Fault, FileFault, FoldersLook, Judgement, Listing, PostgresFault,
    ProgramFault, Question, Trouble,
    cluster::{
        Lsn, Segment, VERIFIED, ask_server, bin, count_segments, literal, of_the_cluster, said, tells_of_damage,
        version_in,
    },
    conversation::{Aim, Catalogue, Next, Tool},
    listed::{self, Sizes},
    printed::{last_line, printed, program_of, why_not},
    steps::{Steps, Stop},
};
use crate::{policy::BaseBackup, record::harmless::harmless};
use folders::{Ended, Folder, Found};
use label::Label;
use manifest::Manifest;

const LABEL: &str = "backup_label";
const MANIFEST: &str = "backup_manifest";
const VERIFY: &str = "pg_verifybackup";
const COMBINE: &str = "pg_combinebackup";
/// From 1 MiB to 1 GiB.
const SEGMENT_SIZES: std::ops::RangeInclusive<u64> = 1 << 20..=1 << 30;
/// The manifest of half a million files.
const LONGEST_MANIFEST: usize = 64 << 20;
/// `pg_control` has 8 KiB, and its first bytes are the system identifier.
const CONTROL: usize = 8192;

impl Tool for BaseBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let found = self.folders(steps)?;
            let newest = found.newest(&self.pattern)?;
            self.look_into(steps, &found, newest, aim)
        })
    }

    fn look_at(&self, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
        Some(Steps::new(told).judgement(|steps| {
            let found = self.folders(steps)?;
            steps.go_on_about(copy);
            let is_it = |folder: &&Folder| folder.path == copy.source;
            let vanished = || Stop::refuted(FileFault::Vanished { path: copy.source.clone() });
            let folder = found.folders.iter().find(is_it).ok_or_else(vanished)?;
            if folder.ended.is_none() {
                return Err(Stop::refuted(PostgresFault::NotEnded { path: folder.path.clone(), missing: MANIFEST }));
            }
            self.look_into(steps, &found, folder, aim)
        }))
    }

    fn has_own_places(&self) -> bool {
        true
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], _: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let found = self.folders(steps)?;
            let is_it = |folder: &&Folder| folder.path == bound.source;
            let vanished = || Stop::refuted(FileFault::Vanished { path: bound.source.clone() });
            let folder = found.folders.iter().find(is_it).ok_or_else(vanished)?;
            let not_the_same =
                |what: &str| Stop::refuted(PostgresFault::NotTheSame { id: bound.id.clone(), what: what.to_owned() });
            let Some(ended) = &folder.ended else { return Err(not_the_same("its backup_manifest is gone")) };
            if folder.id() != bound.id {
                return Err(not_the_same("its backup_manifest is another one"));
            }
            if Some(ended.at) != bound.finished_at {
                return Err(not_the_same("its backup_manifest was written again"));
            }
            found.chain(folder)?;
            let mut backup = bound.clone();
            backup.checks.push("just before the start: its manifest and those it is built on are there".to_owned());
            Ok(Judgement::Confirmed(Box::new(backup)))
        })
    }

    fn catalogue(&self, told: &[Answers], _: &Aim) -> Next<Catalogue> {
        Steps::new(told).catalogue(|steps| {
            let found = self.folders(steps)?;
            let mut backups = Vec::new();
            for folder in &found.folders {
                let Ok(label) = &folder.label else { continue };
                let (chain, evidence) = match found.chain(folder) {
                    Ok(chain) if folder.ended.is_some() => (chain, Evidence::Complete),
                    _ => (vec![folder], Evidence::Present),
                };
                let mut backup = folder.backup(&chain, evidence)?;
                if evidence == Evidence::Present && label.from.is_some() {
                    backup.level = 1;
                }
                backup.refers_to = chain.iter().rev().skip(1).map(|parent| parent.id()).collect();
                backups.push(backup);
            }
            Ok(Catalogue::Told(backups))
        })
    }

    fn version(&self, told: &[Answers]) -> Option<String> {
        told.iter().find_map(|answers| match answers {
            Answers::Command(answer) if answer.stdout.starts_with(VERIFY.as_bytes()) => {
                version_in(&answer.stdout).map(str::to_owned)
            }
            _ => None,
        })
    }
}

/// What was found right, unless something is wrong.
fn sound(item: listed::Item) -> Result<Backup, Stop> {
    match item.conclude() {
        Judgement::Confirmed(backup) => Ok(*backup),
        Judgement::Refuted(faults, _) => Err(Stop::Refuted(faults)),
        Judgement::Unknown(faults) => Err(Stop::Unknown(faults)),
    }
}

impl BaseBackup {
    /// What there is to know of one directory that is finished.
    fn look_into(&self, steps: &mut Steps<'_>, found: &Found, newest: &Folder, aim: &Aim) -> Result<Judgement, Stop> {
        steps.go_on_about_one(newest.id(), newest.path.clone());
        let chain = found.chain(newest)?;
        let mut item = listed::Item::new(newest.backup(&chain, Evidence::Complete)?);
        Folder::look_at_times(&mut item, aim);
        let manifest = manifest(steps, newest)?;
        item.backup.bytes = Some(manifest.bytes());
        item.look_at_size(Sizes { min_bytes: self.min_bytes, max_shrink: None }, None);
        for passed_over in found.unfinished() {
            item.note(format!("passed over: {} has no {MANIFEST}, it is unfinished", harmless(passed_over)));
        }
        let mut backup = sound(item)?;
        if chain.len() > 1 {
            let below: Vec<_> = chain.iter().rev().skip(1).map(|parent| parent.id()).collect();
            backup.checks.push(format!("chain: built on {}, all there", below.join(", ")));
        }
        let system_id = cluster(steps, newest, &manifest)?;
        backup.checks.extend(of_the_cluster(&backup.id, self.system_id, system_id)?);
        write_ahead_log(steps, newest, &manifest, &mut backup)?;
        if aim.need >= Evidence::Verified {
            self.verify(steps, &chain, &mut backup)?;
        }
        if let Some(database) = &self.database {
            let checks = ask_server(steps, database, &backup.id, system_id, manifest.end())?;
            backup.checks.extend(checks);
        }
        Ok(Judgement::Confirmed(Box::new(backup)))
    }

    fn folders(&self, steps: &mut Steps<'_>) -> Result<Found, Stop> {
        let ask = Ask::Folders {
            pattern: self.pattern.clone(),
            files: [LABEL, MANIFEST].map(str::to_owned).to_vec(),
            marker: self.marker.clone(),
        };
        let cannot_look = |what: &str, trouble: &Trouble| {
            Stop::unknown(Fault::CannotLook { what: what.to_owned(), trouble: trouble.clone() })
        };
        let look = match steps.answer(ask)? {
            Answers::Folders(Ok(look)) => look,
            Answers::Folders(Err(trouble)) => return Err(cannot_look(&self.pattern, trouble)),
            _ => return Err(Stop::off_the_question()),
        };
        let FoldersLook { folders, others, unreadable_names } = look;
        if !unreadable_names.is_empty() {
            let faults = unreadable_names.iter().map(|name| FileFault::NameNotUtf8 { name: harmless(name) }.into());
            return Err(Stop::Unknown(faults.collect()));
        }
        let mut found = Found { folders: Vec::new(), passed_over: *others };
        for folder in folders {
            let files = folder.files.as_ref().map_err(|trouble| cannot_look(&folder.path, trouble))?;
            let [Some(label), manifest] = files.as_slice() else {
                found.passed_over += 1;
                continue;
            };
            let ended = manifest.as_ref().and_then(|manifest| {
                let end = if manifest.tail.is_empty() { &manifest.head } else { &manifest.tail };
                Some(Ended { checksum: manifest::checksum_at_the_end(end)?, at: manifest.modified_at })
            });
            found.folders.push(Folder { path: folder.path.clone(), label: Label::read(&label.head), ended });
        }
        Ok(found)
    }

    /// Has all that the backup consists of read: each increment is sound by itself, so each is looked at.
    fn verify(&self, steps: &mut Steps<'_>, chain: &[&Folder], backup: &mut Backup) -> Result<(), Stop> {
        let verifies = bin(self.bin.as_deref(), VERIFY);
        let answer = steps.command(Question::new(vec![verifies.clone(), "--version".to_owned()]))?;
        printed(&verifies, answer).map_err(Stop::unknown)?;
        for folder in chain {
            let question = Question::new(vec![verifies.clone(), folder.path.clone()]);
            let answer = steps.command(question)?;
            let (id, program) = (folder.id(), VERIFY.to_owned());
            match printed(&verifies, answer) {
                Ok(stdout) if last_line(stdout) == VERIFIED => {}
                Ok(stdout) => {
                    let said = last_line(stdout);
                    return Err(Stop::unknown(PostgresFault::NotVerified { id, program, said }));
                }
                Err(fault) => {
                    let text = String::from_utf8_lossy(&answer.stderr);
                    if !tells_of_damage(&text) {
                        return Err(Stop::unknown(fault));
                    }
                    let said = said(text.lines().next().unwrap_or_default());
                    if chain.len() > 1 {
                        // Others may be built on the damaged one too.
                        steps.go_on_about_all();
                    }
                    return Err(Stop::refuted(PostgresFault::Damaged { id, program, said }));
                }
            }
        }
        let all = if chain.len() == 1 { "it".to_owned() } else { format!("all {} of its chain", chain.len()) };
        backup.checks.push(format!("{VERIFY}: read {all} with checksums and WAL: {VERIFIED}"));
        if chain.len() > 1 {
            self.combine(steps, chain, backup)?;
        }
        backup.evidence = Evidence::Verified;
        Ok(())
    }

    /// Whether the chain can be put together, without doing it.
    fn combine(&self, steps: &mut Steps<'_>, chain: &[&Folder], backup: &mut Backup) -> Result<(), Stop> {
        let mut argv = vec![bin(self.bin.as_deref(), COMBINE), "--dry-run".to_owned()];
        argv.extend(chain.iter().map(|folder| folder.path.clone()));
        argv.extend(["-o".to_owned(), format!("{}.okno-dry-run", backup.source)]);
        let program = program_of(&argv);
        let answer = steps.command(Question::new(argv))?;
        match why_not(&program, answer) {
            Fault::Program(ProgramFault::ExitCode { code: 0, .. }) => {
                backup.checks.push(format!("{COMBINE}: would put the chain together"));
                Ok(())
            }
            Fault::Program(ProgramFault::ExitCode { stderr, .. }) if !stderr.contains("Permission denied") => {
                let (id, program, said) = (backup.id.clone(), COMBINE.to_owned(), stderr);
                Err(Stop::refuted(PostgresFault::Damaged { id, program, said }))
            }
            fault => Err(Stop::unknown(fault)),
        }
    }
}

fn content<'a>(steps: &mut Steps<'a>, folder: &Folder, name: &str, most: usize) -> Result<&'a Content, Stop> {
    let path = format!("{}/{name}", folder.path);
    match steps.answer(Ask::Content { path: path.clone(), most })? {
        Answers::Content(Ok(content)) => Ok(content),
        Answers::Content(Err(Trouble::NotFound)) => {
            Err(Stop::refuted(PostgresFault::FilesGone { id: folder.id(), missing: name.to_owned() }))
        }
        Answers::Content(Err(trouble)) => {
            Err(Stop::unknown(Fault::CannotLook { what: path, trouble: trouble.clone() }))
        }
        _ => Err(Stop::off_the_question()),
    }
}

fn manifest(steps: &mut Steps<'_>, folder: &Folder) -> Result<Manifest, Stop> {
    let found = content(steps, folder, MANIFEST, LONGEST_MANIFEST)?;
    let (id, program) = (folder.id(), MANIFEST.to_owned());
    if found.is_cut {
        let said = format!("it has more than {LONGEST_MANIFEST} bytes");
        return Err(Stop::unknown(PostgresFault::NotVerified { id, program, said }));
    }
    Manifest::read(&found.bytes).map_err(|said| Stop::refuted(PostgresFault::Damaged { id, program, said }))
}

/// Which cluster it is of: the manifest tells since PostgreSQL 17, `pg_control` always.
fn cluster(steps: &mut Steps<'_>, folder: &Folder, manifest: &Manifest) -> Result<Option<u64>, Stop> {
    let control = content(steps, folder, "global/pg_control", CONTROL)?;
    let in_control = manifest::system_id_in_control(&control.bytes);
    match (manifest.system_id(), in_control) {
        (Some(manifest), Some(control)) if manifest != control => {
            let said = format!("its system identifier is {manifest}, that of pg_control {control}");
            Err(Stop::refuted(PostgresFault::Damaged { id: folder.id(), program: MANIFEST.to_owned(), said }))
        }
        (told, control) => Ok(told.or(control)),
    }
}

/// Whether the directory has the write-ahead log that brings it to a consistent state.
fn write_ahead_log(
    steps: &mut Steps<'_>,
    folder: &Folder,
    manifest: &Manifest,
    backup: &mut Backup,
) -> Result<(), Stop> {
    let pattern = format!("{}/pg_wal/*", literal(&folder.path));
    let listing = match steps.answer(Ask::Files { pattern: pattern.clone(), marker: None })? {
        Answers::Listing(Ok(listing)) => listing.clone(),
        // A link to a volume that is elsewhere, or nothing at all.
        Answers::Listing(Err(Trouble::NoFolder(_))) => Listing::default(),
        Answers::Listing(Err(trouble)) => {
            return Err(Stop::unknown(Fault::CannotLook { what: pattern, trouble: trouble.clone() }));
        }
        _ => return Err(Stop::off_the_question()),
    };
    let id = || backup.id.clone();
    let segments: Vec<_> = listing.found.iter().filter(|file| Segment::parse(file.name()).is_some()).collect();
    // They are not packed: the size of one is that of all.
    let is_size = |size: &u64| size.is_power_of_two() && SEGMENT_SIZES.contains(size);
    let size = segments.iter().map(|file| file.bytes).filter(is_size).max();
    let mut count = 0;
    for range in manifest.ranges() {
        let unclear = |why: &str| Stop::unknown(PostgresFault::WalRange { id: id(), why: why.to_owned() });
        let (timeline, start, end) = range.map_err(unclear)?;
        let bytes = size.unwrap_or(16 << 20);
        // What ends with a segment does not need the next one.
        let last = Lsn(end.0.saturating_sub(1)).max(start);
        let ends = Segment::holding(start, timeline, bytes).zip(Segment::holding(last, timeline, bytes));
        let (first, last) = ends.ok_or_else(|| unclear("its positions are in no segment"))?;
        let per_log = u32::try_from((1_u64 << 32) / bytes).ok();
        let needed = first.up_to(last, per_log).map_err(unclear)?;
        let is_there = |name: &str| segments.iter().any(|file| file.name() == name && Some(file.bytes) == size);
        let missing: Vec<_> = needed.iter().map(ToString::to_string).filter(|name| !is_there(name)).collect();
        if let Some(first) = missing.first() {
            let fault = PostgresFault::MissingWal { id: id(), count: missing.len(), first: first.clone() };
            return Err(Stop::refuted(fault));
        }
        count += needed.len();
    }
    backup.checks.push(format!("pg_wal: {} from its start to its end, all there", count_segments(count)));
    Ok(())
}
