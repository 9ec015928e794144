//! Carries out what the backup tools ask: lists and hashes files, opens a stranger's `SQLite` file, runs programs.
//! Edge.
//!
//! It finds facts and judges nothing; it never creates, changes or locks what it looks at.

mod budget;
mod database;
mod file;
mod folders;
mod gzip;
mod listing;
mod manifest;
mod writers;

use std::{fs, io, path::Path, time::Duration};

use crate::{
    clock::Clock,
    exec::{Answer, End, quick},
    tools::{
        Answers, Ask, CommandAnswer, CommandEnd, DatabaseLook, Examined, FileLook, FilesLook, Listed, Question,
        ReadFile, Trouble, newest, newest_file,
    },
};
use budget::Budget;

/// Finds out what was asked. Paths and programs are meant from `cwd`, the policy's folder; what takes longer than
/// `timeout` is given up, and the answer says so.
pub fn carry_out(ask: &Ask, clock: &dyn Clock, cwd: &Path, timeout: Duration) -> Answers {
    let budget = Budget::new(clock, timeout);
    match ask {
        Ask::NewestDatabase { pattern, tables } => Answers::Database(newest_database(pattern, tables, cwd, &budget)),
        Ask::NewestFile { pattern, manifests, marker } => {
            let mounted = marker.as_deref().map_or(Ok(()), |marker| is_mounted(marker, cwd));
            Answers::Files(mounted.and_then(|()| newest_of_files(pattern, manifests, cwd, &budget)))
        }
        Ask::File { path, hash, marker } => {
            let mounted = marker.as_deref().map_or(Ok(()), |marker| is_mounted(marker, cwd));
            Answers::File(mounted.and_then(|()| one_file(&cwd.join(path), *hash, &budget)))
        }
        Ask::Files { pattern, marker } => {
            let mounted = marker.as_deref().map_or(Ok(()), |marker| is_mounted(marker, cwd));
            Answers::Listing(mounted.and_then(|()| listing::list(pattern, cwd, &budget)))
        }
        Ask::Folders { pattern, files, marker } => {
            let mounted = marker.as_deref().map_or(Ok(()), |marker| is_mounted(marker, cwd));
            Answers::Folders(mounted.and_then(|()| folders::look(pattern, files, cwd, &budget)))
        }
        Ask::Content { path, most } => Answers::Content(folders::content(&cwd.join(path), *most)),
        Ask::Command(Question { argv, env, most }) => {
            Answers::Command(in_tools_words(quick(argv, cwd, env, timeout, *most), *most))
        }
    }
}

fn newest_database(pattern: &str, tables: &[String], cwd: &Path, budget: &Budget<'_>) -> Result<DatabaseLook, Trouble> {
    let listing = listing::list(pattern, cwd, budget)?;
    let newest = newest(&listing.found).map(|newest| examine(newest, tables, budget));
    Ok(DatabaseLook { listing, newest })
}

/// Whether the file that marks the volume is there.
fn is_mounted(marker: &str, cwd: &Path) -> Result<(), Trouble> {
    match fs::metadata(cwd.join(marker)) {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(Trouble::NoMarker(marker.to_owned()))
        }
        Err(error) => Err(trouble(&error)),
    }
}

/// A file whose folder is gone may come back with its volume: that is another trouble than a file that is gone.
fn one_file(path: &Path, hash: bool, budget: &Budget<'_>) -> Result<FileLook, Trouble> {
    let look = file::look(path, hash, budget);
    match path.parent() {
        Some(folder) if look == Err(Trouble::NotFound) && !folder.exists() => {
            Err(Trouble::NoFolder(folder.display().to_string()))
        }
        _ => look,
    }
}

fn newest_of_files(pattern: &str, manifests: &[String], cwd: &Path, budget: &Budget<'_>) -> Result<FilesLook, Trouble> {
    let listing = listing::list(pattern, cwd, budget)?;
    let newest = newest_file(&listing.found, manifests).map(|newest| read_file(newest, manifests, budget));
    Ok(FilesLook { listing, newest })
}

fn read_file(listed: &Listed, manifests: &[String], budget: &Budget<'_>) -> Result<ReadFile, Trouble> {
    let path = Path::new(&listed.path);
    let mut unpacking = gzip::Unpacking::default();
    let outside = file::look_along(path, Some(&mut |bytes| unpacking.take(bytes)), budget)?;
    let manifest = manifest::look(path, manifests)?;
    let (gzip, inside) = unpacking.finish();
    Ok(ReadFile { outside, gzip, inside, manifest, writer: writers::writer_of(path) })
}

fn examine(listed: &Listed, tables: &[String], budget: &Budget<'_>) -> Result<Examined, Trouble> {
    let path = Path::new(&listed.path);
    let before = file::look(path, true, budget)?;
    let inside = database::contents(path, tables, budget);
    // The database is read after the hash: what was hashed and what was checked must be the same bytes.
    let after = file::look(path, false, budget)?;
    let is_same = (before.bytes, before.modified_at) == (after.bytes, after.modified_at);
    let changed_meanwhile = before.changed_meanwhile || !is_same;
    let outside = FileLook { changed_meanwhile, log_bytes: before.log_bytes.max(after.log_bytes), ..before };
    Ok(Examined { outside, inside })
}

fn in_tools_words(answer: Answer, most: usize) -> CommandAnswer {
    let end = match answer.end {
        _ if answer.timed_out => CommandEnd::TimedOut,
        _ if answer.too_long => CommandEnd::TooLong(most),
        End::Exited(code) => CommandEnd::Exited(code),
        End::Signalled(signal) => CommandEnd::Signalled(signal),
        End::NotFound => CommandEnd::NotFound,
        End::Terminated => CommandEnd::TimedOut,
        End::NotExecutable(why) | End::CouldNotStart(why) => CommandEnd::NotStarted(why),
    };
    CommandAnswer { end, stdout: answer.stdout, stderr: answer.stderr }
}

fn trouble(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound => Trouble::NotFound,
        io::ErrorKind::PermissionDenied => Trouble::Denied,
        _ => Trouble::Failed(error.to_string()),
    }
}
