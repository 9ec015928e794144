//! Looks into folders: a few small files of each.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    os::unix::fs::MetadataExt,
    path::Path,
};

use super::{budget::Budget, file, listing, trouble};
use crate::tools::{Content, Ends, FolderLook, FoldersLook, Trouble};

/// So much of the beginning of a file.
const HEAD: u64 = 4096;
/// So much of its end.
const TAIL: u64 = 512;

/// The folders of a pattern, and the ends of some files in each.
pub(super) fn look(pattern: &str, files: &[String], cwd: &Path, budget: &Budget<'_>) -> Result<FoldersLook, Trouble> {
    let listing = listing::list(pattern, cwd, budget)?;
    let mut look = FoldersLook { unreadable_names: listing.unreadable_names, ..FoldersLook::default() };
    for listed in listing.found {
        budget.check()?;
        let path = Path::new(&listed.path);
        if path.is_dir() {
            let files = files.iter().map(|name| ends(&path.join(name))).collect();
            look.folders.push(FolderLook { path: listed.path, files });
        } else {
            look.others += 1;
        }
    }
    Ok(look)
}

/// Both ends of a file, if it is there.
fn ends(path: &Path) -> Result<Option<Ends>, Trouble> {
    let mut file = match open(path) {
        Ok(file) => file,
        Err(Trouble::NotFound) => return Ok(None),
        Err(trouble) => return Err(trouble),
    };
    let failed = |error: std::io::Error| trouble(&error);
    let metadata = file.metadata().map_err(failed)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
    if metadata.len() > HEAD {
        file.seek(SeekFrom::Start(metadata.len() - TAIL)).map_err(failed)?;
        file.take(TAIL).read_to_end(&mut tail).map_err(failed)?;
    }
    let modified_at = file::modified_at(metadata.mtime(), metadata.mtime_nsec())?;
    Ok(Some(Ends { bytes: metadata.len(), modified_at, head, tail }))
}

/// The beginning of a file, all of it if it is small enough.
pub(super) fn content(path: &Path, most: usize) -> Result<Content, Trouble> {
    let file = open(path)?;
    let failed = |error: std::io::Error| trouble(&error);
    let metadata = file.metadata().map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    let is_cut = bytes.len() > most;
    bytes.truncate(most);
    Ok(Content { bytes, is_cut, modified_at: file::modified_at(metadata.mtime(), metadata.mtime_nsec())? })
}

fn open(path: &Path) -> Result<File, Trouble> {
    let file = file::open(path).map_err(|error| trouble(&error))?;
    let is_file = file.metadata().map_err(|error| trouble(&error))?.is_file();
    if is_file { Ok(file) } else { Err(Trouble::Failed("it is not a regular file".to_owned())) }
}
