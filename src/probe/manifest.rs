//! Reads the file with digests that lies beside a backup.

use std::{
    io::{self, ErrorKind, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use super::{file, trouble};
use crate::tools::{ManifestLook, Trouble, manifest_name};

/// Fifty thousand lines.
const LONGEST: u64 = 4 << 20;

/// The first of the manifests of that file that is there.
pub(super) fn look(path: &Path, templates: &[String]) -> Result<Option<ManifestLook>, Trouble> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(None) };
    for template in templates {
        let beside = path.with_file_name(manifest_name(template, name));
        match read(&beside) {
            Ok(look) => return look.map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Trouble::Failed(format!("manifest {}: {}", beside.display(), trouble(&error)))),
        }
    }
    Ok(None)
}

fn read(path: &Path) -> io::Result<Result<ManifestLook, Trouble>> {
    let file = file::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut content = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut content)?;
    let is_cut = content.len() as u64 > LONGEST;
    content.truncate(usize::try_from(LONGEST).unwrap_or(usize::MAX));
    let path = path.display().to_string();
    Ok(file::modified_at(metadata.mtime(), metadata.mtime_nsec()).map(|modified_at| ManifestLook {
        path,
        content,
        is_cut,
        modified_at,
    }))
}
