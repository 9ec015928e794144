//! Looks at one file from outside, and reads it whole if asked to.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use chrono::{DateTime, SubsecRound, Utc};
use rustix::fs::OFlags;

use super::{budget::Budget, trouble};
use crate::{
    record::{Digest, digest::Hasher},
    tools::{FileLook, Trouble},
};

/// Where an `SQLite` database has its header.
const HEAD: usize = 100;
const BUFFER_SIZE: usize = 256 * 1024;

/// What can be seen of the file; with `hash` its content is read from beginning to end.
pub(super) fn look(path: &Path, hash: bool, budget: &Budget<'_>) -> Result<FileLook, Trouble> {
    look_along(path, hash.then_some(&mut |_: &[u8]| {}), budget)
}

/// Is shown what is read, piece by piece.
pub(super) type Along<'a> = &'a mut dyn FnMut(&[u8]);

/// The same; what is read is shown to `along` piece by piece.
pub(super) fn look_along(path: &Path, along: Option<Along<'_>>, budget: &Budget<'_>) -> Result<FileLook, Trouble> {
    let mut file = open(path).map_err(|error| trouble(&error))?;
    let before = file.metadata().map_err(|error| trouble(&error))?;
    if !before.is_file() {
        return Err(Trouble::Failed("it is not a regular file".to_owned()));
    }
    let content = along.map(|along| read_through(&mut file, along, budget)).transpose()?;
    // By its path again: it may have been replaced meanwhile.
    let after = fs::metadata(path).map_err(|error| trouble(&error))?;
    let is_whole = content.as_ref().is_none_or(|content| content.length == before.len());
    let (sha256, head) = content.map_or((None, Vec::new()), |content| (Some(content.sha256), content.head));
    Ok(FileLook {
        bytes: before.len(),
        modified_at: modified_at(before.mtime(), before.mtime_nsec())?,
        sha256,
        head,
        changed_meanwhile: !is_whole || fingerprint(&before) != fingerprint(&after),
        log_bytes: journal_bytes(path)?,
    })
}

/// Does not hang if the name turns out to be a pipe.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

struct Content {
    sha256: Digest,
    head: Vec<u8>,
    length: u64,
}

fn read_through(file: &mut File, along: Along<'_>, budget: &Budget<'_>) -> Result<Content, Trouble> {
    let mut hasher = Hasher::default();
    let mut head = Vec::new();
    let mut length = 0;
    let mut buffer = vec![0; BUFFER_SIZE];
    loop {
        budget.check()?;
        let bytes = match file.read(&mut buffer) {
            Ok(0) => return Ok(Content { sha256: hasher.finish(), head, length }),
            Ok(read) => &buffer[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(trouble(&error)),
        };
        hasher.update(bytes);
        along(bytes);
        length += bytes.len() as u64;
        head.extend(bytes.iter().take(HEAD - head.len()));
    }
}

/// Changes when the file is written to or replaced by another.
fn fingerprint(metadata: &Metadata) -> (u64, u64, u64, i64, i64) {
    (metadata.dev(), metadata.ino(), metadata.len(), metadata.mtime(), metadata.mtime_nsec())
}

/// Bytes in the files in which `SQLite` keeps changes that are not in the database itself yet.
fn journal_bytes(path: &Path) -> Result<u64, Trouble> {
    let mut bytes = 0;
    for ending in ["-wal", "-journal"] {
        let mut beside: OsString = path.into();
        beside.push(ending);
        match fs::metadata(&beside) {
            Ok(metadata) => bytes += metadata.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(trouble(&error)),
        }
    }
    Ok(bytes)
}

/// A file's time, cut to milliseconds like every instant of okno.
pub(super) fn modified_at(seconds: i64, nanoseconds: i64) -> Result<DateTime<Utc>, Trouble> {
    u32::try_from(nanoseconds)
        .ok()
        .and_then(|nanoseconds| DateTime::from_timestamp(seconds, nanoseconds))
        .map(|at| at.trunc_subsecs(3))
        .ok_or_else(|| Trouble::Failed(format!("its time, {seconds} s since 1970, is out of any range")))
}
