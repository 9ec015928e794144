//! What `pg_dump` writes: SQL, archives, directories.
//!
//! A list of what is in an archive proves nothing: it stands at its beginning, and is read from a file that was cut off. So
//! archives are read to their end by `pg_restore`, which restores them to nowhere, and SQL has to have its last lines. The
//! files of a directory are read here before that: `pg_restore` does not notice where they end.

mod directory;
mod header;
mod sql;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Answers, Ask, Backup, Deletion, Ends, Evidence, Fault, FileFault, FilesLook, FolderLook, FoldersLook, Judgement,
    Listing, PostgresFault, Question, ReadFile, Trouble,
    answer::name_of,
    cluster::{bin, literal, said, version_in},
    conversation::{Aim, Catalogue, Next, Tool},
    deleting, file,
    files::{self, is_candidate, manifests},
    listed::{self, Sizes},
    name_time::instant_in,
    printed::printed,
    steps::{Steps, Stop},
};
use crate::{
    calendar::instant::utc,
    policy::{FilesBackup, PgDumpBackup},
    record::harmless::harmless,
};
use header::Header;

const RESTORE: &str = "pg_restore";
/// Of a dump that is a directory, what is in it: written before the data.
const CONTENTS: &str = "toc.dat";
/// More of a strange file than anybody reads.
const SHOWN: usize = 16;
/// How far a wall clock may be from UTC, with an hour for a job that named its file before it began.
const FARTHEST_ZONE: TimeDelta = TimeDelta::hours(15);

impl Tool for PgDumpBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        Steps::new(told).judgement(|steps| {
            let folders = self.folders(steps)?;
            match self.newest_folder(folders)? {
                Some(newest) => self.look_into_folder(steps, folders, newest, aim),
                None => self.look_into_file(steps, folders, aim),
            }
        })
    }

    fn look_at(&self, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
        let alone = Self { pattern: literal(&copy.source), ..self.clone() };
        Some(alone.look(told, aim))
    }

    fn has_own_places(&self) -> bool {
        true
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        if bound.sha256.is_some() {
            return file::look_again(bound, self.marker.as_deref(), told);
        }
        Steps::new(told).judgement(|steps| {
            let folders = self.folders(steps)?;
            let is_it = |folder: &&FolderLook| folder.path == bound.source;
            let vanished = || Stop::refuted(FileFault::Vanished { path: bound.source.clone() });
            let folder = folders.folders.iter().find(is_it).ok_or_else(vanished)?;
            contents(folder)?.ok_or_else(vanished)?;
            let files = files_of(steps, folder)?;
            let (bytes, written_at) = (size_of(files), last_written(files));
            if (Some(bytes), written_at) != (bound.bytes, bound.finished_at) || aim.now < bound.at - aim.skew {
                let written_at = written_at.map(utc).unwrap_or_default();
                let what = format!("it has {bytes} bytes and was last written at {written_at}");
                return Err(Stop::refuted(PostgresFault::NotTheSame { id: bound.id.clone(), what }));
            }
            let mut backup = bound.clone();
            backup.checks.push("just before the start: its size, and when it was last written, unchanged".to_owned());
            Ok(Judgement::Confirmed(Box::new(backup)))
        })
    }

    fn catalogue(&self, told: &[Answers], _: &Aim) -> Next<Catalogue> {
        Steps::new(told).catalogue(|steps| {
            let folders = self.folders(steps)?;
            let ask = Ask::Files { pattern: self.pattern.clone(), marker: self.marker.clone() };
            let Answers::Listing(listing) = steps.answer(ask)? else { return Err(Stop::off_the_question()) };
            let (smallest, manifests) = (self.min_bytes.unwrap_or_default(), manifests(None));
            let is_candidate = |listed: &_| is_candidate(listed, &manifests);
            let mut backups = match file::catalogue(&self.pattern, listing, smallest, is_candidate) {
                Catalogue::Told(backups) => backups,
                other => return Ok(other),
            };
            for folder in &folders.folders {
                let Some(at) = instant_in(name_of(&folder.path)) else { continue };
                let begun = listed::begun_at(name_of(&folder.path).to_owned(), folder.path.clone(), at);
                // Nothing of a directory that a list shows tells whether it is whole.
                let finished_at = contents(folder)?.map(|contents| contents.modified_at);
                backups.push(Backup { finished_at, ..begun });
            }
            Ok(Catalogue::Told(backups))
        })
    }

    fn lists_what_is_complete(&self) -> bool {
        false
    }

    /// A dump that is a directory has no size in the list.
    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        deleting::file(copy, &manifests(None))
    }

    fn version(&self, told: &[Answers]) -> Option<String> {
        told.iter().find_map(|answers| match answers {
            Answers::Command(answer) if answer.stdout.starts_with(RESTORE.as_bytes()) => {
                version_in(&answer.stdout).map(str::to_owned)
            }
            _ => None,
        })
    }
}

/// What a dump in one file is, by its first bytes.
enum Kind {
    Archive(Option<Header>),
    Sql,
    /// Packed by something that okno does not unpack.
    Packed,
    /// An archive in a gzip, which nothing reads.
    PackedArchive,
    Other,
}

impl PgDumpBackup {
    fn as_files(&self) -> FilesBackup {
        FilesBackup {
            pattern: self.pattern.clone(),
            manifest: None,
            min_bytes: self.min_bytes,
            max_shrink: self.max_shrink,
            marker: self.marker.clone(),
        }
    }

    fn folders<'a>(&self, steps: &mut Steps<'a>) -> Result<&'a FoldersLook, Stop> {
        let ask = Ask::Folders {
            pattern: self.pattern.clone(),
            files: vec![CONTENTS.to_owned()],
            marker: self.marker.clone(),
        };
        match steps.answer(ask)? {
            Answers::Folders(Ok(look)) if !look.unreadable_names.is_empty() => {
                let faults =
                    look.unreadable_names.iter().map(|name| FileFault::NameNotUtf8 { name: harmless(name) }.into());
                Err(Stop::Unknown(faults.collect()))
            }
            Answers::Folders(Ok(look)) => Ok(look),
            Answers::Folders(Err(trouble)) => Err(cannot_look(&self.pattern, trouble)),
            _ => Err(Stop::off_the_question()),
        }
    }

    /// The newest dump that is a directory, if they are that.
    fn newest_folder<'a>(&self, look: &'a FoldersLook) -> Result<Option<&'a FolderLook>, Stop> {
        let mut ended = Vec::new();
        for folder in &look.folders {
            if let Some(contents) = contents(folder)? {
                let at = instant_in(name_of(&folder.path)).unwrap_or(contents.modified_at);
                ended.push((at, &folder.path, folder));
            }
        }
        match ended.into_iter().max_by_key(|(at, path, _)| (*at, *path)) {
            Some(_) if look.others > 0 => {
                Err(Stop::unknown(PostgresFault::FilesAndFolders { pattern: self.pattern.clone() }))
            }
            Some((.., newest)) => Ok(Some(newest)),
            None if look.others == 0 && !look.folders.is_empty() => {
                let not_ended = |path: &String| PostgresFault::NotEnded { path: path.clone(), missing: CONTENTS };
                let unfinished = look.folders.iter().map(|folder| not_ended(&folder.path).into());
                let none = FileFault::NoFile { pattern: self.pattern.clone(), passed_over: 0 }.into();
                Err(Stop::Refuted([none].into_iter().chain(unfinished).collect()))
            }
            None => Ok(None),
        }
    }

    fn look_into_file(&self, steps: &mut Steps<'_>, folders: &FoldersLook, aim: &Aim) -> Result<Judgement, Stop> {
        let expected = self.as_files();
        let ask =
            Ask::NewestFile { pattern: self.pattern.clone(), manifests: manifests(None), marker: self.marker.clone() };
        let Answers::Files(look) = steps.answer(ask)? else { return Err(Stop::off_the_question()) };
        let mut backup = match files::judge(&expected, look, aim.now, aim.skew) {
            Judgement::Confirmed(backup) => *backup,
            other => return Ok(other),
        };
        let Ok(FilesLook { newest: Some(Ok(read)), .. }) = look else { return Err(Stop::off_the_question()) };
        steps.go_on_about(&backup);
        for folder in &folders.folders {
            backup.checks.push(format!("passed over: {} has no {CONTENTS}", harmless(name_of(&folder.path))));
        }
        match kind(read) {
            Kind::Archive(header) => {
                if let Some(header) = &header {
                    fits_its_name(header, &mut backup)?;
                }
                if aim.need >= Evidence::Complete {
                    let is_summed = header.as_ref().is_some_and(Header::is_summed);
                    self.restore_to_nowhere(steps, is_summed, &mut backup)?;
                }
            }
            Kind::Sql => {
                let what = sql::ends(&read.inside)
                    .map_err(|last| Stop::refuted(PostgresFault::NotToItsEnd { path: backup.source.clone(), last }))?;
                let is_summed = read.gzip.is_some();
                proven(&mut backup, is_summed, &format!("SQL: it ends with {what:?}"));
            }
            Kind::Packed => backup.checks.push("packed in a way that okno does not unpack".to_owned()),
            Kind::PackedArchive => {
                let advice = "an archive that is packed again, which pg_restore cannot read: let pg_dump pack it";
                backup.checks.push(advice.to_owned());
            }
            Kind::Other => {
                let head = &read.inside.head;
                let begins_with = harmless(&String::from_utf8_lossy(&head[..head.len().min(SHOWN)]));
                return Err(Stop::refuted(PostgresFault::NotADump { path: backup.source, begins_with }));
            }
        }
        Ok(Judgement::Confirmed(Box::new(backup)))
    }

    fn look_into_folder(
        &self,
        steps: &mut Steps<'_>,
        look: &FoldersLook,
        newest: &FolderLook,
        aim: &Aim,
    ) -> Result<Judgement, Stop> {
        let path = || newest.path.clone();
        let Some(contents) = contents(newest)? else { return Err(Stop::off_the_question()) };
        let files = files_of(steps, newest)?;
        let modified_at = last_written(files).unwrap_or(contents.modified_at);
        let Some(at) = instant_in(name_of(&newest.path)) else {
            return Err(Stop::unknown(FileFault::NoTimeInName { path: path(), modified_at }));
        };
        let begun = listed::begun_at(name_of(&newest.path).to_owned(), path(), at);
        let mut item = listed::Item::new(Backup { finished_at: Some(modified_at), ..begun });
        steps.go_on_about(&item.backup);
        item.note(format!("time: {} from its name", utc(at)));
        if at > aim.latest_now() {
            item.note("time: in the future");
        }
        if at > modified_at + aim.skew {
            item.refuted.push(FileFault::NamedLaterThanWritten { path: path(), at, modified_at }.into());
        } else if modified_at > aim.latest_now() {
            item.refuted.push(FileFault::WrittenInFuture { path: path(), modified_at }.into());
        }
        item.backup.bytes = Some(size_of(files));
        let before = self.before(steps, look, newest)?;
        let sizes = Sizes { min_bytes: self.min_bytes, max_shrink: self.max_shrink };
        item.look_at_size(sizes, before.as_ref());
        let unfinished = look.folders.iter().filter(|folder| matches!(&folder.files, Ok(files) if files == &[None]));
        for folder in unfinished {
            item.note(format!("passed over: {} has no {CONTENTS}, it is unfinished", harmless(name_of(&folder.path))));
        }
        let mut backup = match item.conclude() {
            Judgement::Confirmed(backup) => *backup,
            other => return Ok(other),
        };
        let header = Header::read(&contents.head);
        if let Some(header) = &header {
            fits_its_name(header, &mut backup)?;
        }
        if aim.need >= Evidence::Complete {
            if let Some(untold) = directory::read_all(steps, files)? {
                backup.checks.push(directory::untold(untold));
                return Ok(Judgement::Confirmed(Box::new(backup)));
            }
            self.restore_to_nowhere(steps, header.as_ref().is_some_and(Header::is_summed), &mut backup)?;
        }
        Ok(Judgement::Confirmed(Box::new(backup)))
    }

    /// The directory before the newest, where the policy compares their sizes.
    fn before(&self, steps: &mut Steps<'_>, look: &FoldersLook, newest: &FolderLook) -> Result<Option<Backup>, Stop> {
        if self.max_shrink.is_none() {
            return Ok(None);
        }
        let ended = look.folders.iter().filter(|folder| matches!(&folder.files, Ok(files) if files != &[None]));
        let earlier = ended.filter_map(|folder| Some((instant_in(name_of(&folder.path))?, &folder.path, folder)));
        let before = earlier.filter(|(.., folder)| folder.path != newest.path).max_by_key(|(at, path, _)| (*at, *path));
        let Some((at, path, folder)) = before else { return Ok(None) };
        let bytes = Some(size_of(files_of(steps, folder)?));
        Ok(Some(Backup { bytes, ..listed::begun_at(name_of(path).to_owned(), path.clone(), at) }))
    }

    /// Has all of an archive read. `is_summed`: what it is packed with has checksums, so that a bit that flipped is found.
    fn restore_to_nowhere(&self, steps: &mut Steps<'_>, is_summed: bool, backup: &mut Backup) -> Result<(), Stop> {
        let restores = bin(self.bin.as_deref(), RESTORE);
        let answer = steps.command(Question::new(vec![restores.clone(), "--version".to_owned()]))?;
        printed(&restores, answer).map_err(Stop::unknown)?;
        let argv = [&restores, "-f", "/dev/null", &backup.source].map(str::to_owned).to_vec();
        let answer = steps.command(Question::new(argv))?;
        if let Err(fault) = printed(&restores, answer) {
            let text = String::from_utf8_lossy(&answer.stderr);
            if !tells_of_damage(&text) {
                return Err(Stop::unknown(fault));
            }
            let (id, program) = (backup.id.clone(), RESTORE.to_owned());
            let said = said(text.lines().next().unwrap_or_default());
            return Err(Stop::refuted(PostgresFault::Damaged { id, program, said }));
        }
        let without = if is_summed { "" } else { ", without checksums: it is not packed with gzip" };
        proven(backup, is_summed, &format!("{RESTORE}: read to its end{without}"));
        Ok(())
    }
}

/// Raises what is proven: complete, and verified where what was read has checksums.
fn proven(backup: &mut Backup, is_summed: bool, check: &str) {
    let evidence = if is_summed { Evidence::Verified } else { Evidence::Complete };
    if evidence >= backup.evidence {
        backup.evidence = evidence;
        // It proves what is missed there.
        backup.checks.retain(|check| !check.starts_with(files::NO_MANIFEST));
    }
    backup.checks.push(check.to_owned());
}

/// Whether the words are about the dump, and not about what it could not be read with.
fn tells_of_damage(stderr: &str) -> bool {
    const DAMAGE: [&str; 9] = [
        "could not read from input file: end of file",
        "could not uncompress data",
        "could not close compression stream",
        "could not decompress data",
        "input file is too short",
        "does not appear to be a valid",
        "corrupt",
        "unrecognized data block type",
        "unexpected block ID",
    ];
    !stderr.contains("Permission denied") && DAMAGE.iter().any(|words| stderr.contains(words))
}

/// An archive has the wall clock of where it was made. Farther from its name than any zone, it is another one under a new
/// name.
fn fits_its_name(header: &Header, backup: &mut Backup) -> Result<(), Stop> {
    let Some(made) = header.made else { return Ok(()) };
    if (made.and_utc() - backup.at).abs() > FARTHEST_ZONE {
        let fault = PostgresFault::MadeAtAnotherTime { path: backup.source.clone(), at: backup.at, made };
        return Err(Stop::refuted(fault));
    }
    backup.checks.push(format!("archive: made at {made} by the clock on its maker's wall"));
    Ok(())
}

fn kind(read: &ReadFile) -> Kind {
    const PACKERS: [&[u8]; 4] = [b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"];
    let head = read.inside.head.as_slice();
    let is_archive = head.starts_with(header::MAGIC) || head.starts_with(b"toc.dat\0");
    if is_archive && read.gzip.is_some() {
        Kind::PackedArchive
    } else if is_archive {
        Kind::Archive(Header::read(head))
    } else if sql::begins(head) {
        Kind::Sql
    } else if PACKERS.iter().any(|magic| head.starts_with(magic)) {
        Kind::Packed
    } else {
        Kind::Other
    }
}

fn contents(folder: &FolderLook) -> Result<Option<&Ends>, Stop> {
    match folder.files.as_deref() {
        Ok([contents]) => Ok(contents.as_ref()),
        Ok(_) => Err(Stop::off_the_question()),
        Err(trouble) => Err(cannot_look(&folder.path, trouble)),
    }
}

fn files_of<'a>(steps: &mut Steps<'a>, folder: &FolderLook) -> Result<&'a Listing, Stop> {
    let pattern = format!("{}/*", literal(&folder.path));
    match steps.answer(Ask::Files { pattern: pattern.clone(), marker: None })? {
        Answers::Listing(Ok(listing)) => Ok(listing),
        Answers::Listing(Err(trouble)) => Err(cannot_look(&pattern, trouble)),
        _ => Err(Stop::off_the_question()),
    }
}

fn size_of(files: &Listing) -> u64 {
    files.found.iter().map(|file| file.bytes).sum()
}

fn last_written(files: &Listing) -> Option<DateTime<Utc>> {
    files.found.iter().map(|file| file.modified_at).max()
}

fn cannot_look(what: &str, trouble: &Trouble) -> Stop {
    Stop::unknown(Fault::CannotLook { what: what.to_owned(), trouble: trouble.clone() })
}
