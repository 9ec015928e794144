//! Finds the files of a pattern.

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use super::{budget::Budget, file::modified_at, trouble};
use crate::tools::{Listed, Listing, Trouble, has_wildcard, matches};

/// Everything that matches.
///
/// # Errors
///
/// A folder that the pattern names does not exist, or one that it reaches cannot be read: the newest file may be there.
pub(super) fn list(pattern: &str, cwd: &Path, budget: &Budget<'_>) -> Result<Listing, Trouble> {
    let root = if pattern.starts_with('/') { PathBuf::from("/") } else { absolute(cwd)? };
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let Some((name, folders)) = parts.split_last() else { return Ok(Listing::default()) };

    let mut reached = vec![root];
    for folder in folders {
        reached = step_into(&reached, folder, budget)?;
    }
    let mut listing = Listing::default();
    for folder in reached {
        let Matching { paths, is_empty } = matching(&folder, name, budget)?;
        if is_empty {
            listing.empty_folders.push(folder.to_string_lossy().into_owned());
        }
        for path in paths {
            add(&path, &mut listing)?;
        }
    }
    Ok(listing)
}

fn absolute(cwd: &Path) -> Result<PathBuf, Trouble> {
    std::path::absolute(cwd).map_err(|error| trouble(&error))
}

fn step_into(reached: &[PathBuf], folder: &str, budget: &Budget<'_>) -> Result<Vec<PathBuf>, Trouble> {
    let mut next = Vec::new();
    for parent in reached {
        if has_wildcard(folder) {
            next.extend(matching(parent, folder, budget)?.paths.into_iter().filter(|path| path.is_dir()));
        } else {
            next.push(parent.join(folder));
        }
    }
    Ok(next)
}

/// Paths in one folder whose names match.
struct Matching {
    paths: Vec<PathBuf>,
    /// There is nothing at all in the folder, by any name.
    is_empty: bool,
}

fn matching(folder: &Path, name: &str, budget: &Budget<'_>) -> Result<Matching, Trouble> {
    let (mut paths, mut is_empty) = (Vec::new(), true);
    for entry in fs::read_dir(folder).map_err(|error| in_folder(folder, &error))? {
        budget.check()?;
        is_empty = false;
        let entry = entry.map_err(|error| in_folder(folder, &error))?;
        // Bytes that are no UTF-8 become a character that only a wildcard matches.
        let entry_name = entry.file_name();
        let shown = entry_name.to_string_lossy();
        if if has_wildcard(name) { matches(name, &shown) } else { shown == name } {
            paths.push(entry.path());
        }
    }
    Ok(Matching { paths, is_empty })
}

fn in_folder(folder: &Path, error: &std::io::Error) -> Trouble {
    if error.kind() == ErrorKind::NotFound {
        return Trouble::NoFolder(folder.display().to_string());
    }
    Trouble::Failed(format!("folder {}: {}", folder.display(), trouble(error)))
}

fn add(path: &Path, listing: &mut Listing) -> Result<(), Trouble> {
    let Some(text) = path.to_str() else {
        listing.unreadable_names.push(path.to_string_lossy().into_owned());
        return Ok(());
    };
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        // Gone again, or a link to nowhere: not a file in any case.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(trouble(&error)),
    };
    let modified_at = modified_at(metadata.mtime(), metadata.mtime_nsec())?;
    let (is_regular, bytes) = (metadata.is_file(), metadata.len());
    listing.found.push(Listed { path: text.to_owned(), is_regular, is_link, bytes, modified_at });
    Ok(())
}
