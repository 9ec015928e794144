//! Making a new ledger: whole under another name, then put in its place, so that no half-made one is ever found there.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::faults::{Faults, explain_io, folder_of};
use super::opening::literal;
use super::schema;
use crate::ledger::{Result, StoreError};

/// What became of the wish to have a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// There was none; now there is.
    Created {
        /// What a person should know about the place, one sentence each.
        warnings: Vec<String>,
    },
    /// It was there already.
    Existing,
}

/// Makes a ledger at `path` unless something is there.
pub(super) fn create(path: &Path, patience: Duration) -> Result<Opened> {
    if fs::symlink_metadata(path).is_ok() {
        return Ok(Opened::Existing);
    }
    let folder = folder_of(path);
    if let Some(kind) = network_filesystem(folder) {
        return Err(StoreError::NetworkFilesystem { path: path.to_owned(), kind });
    }
    let mut made_folder = MadeFolder::at(folder).map_err(|why| explain_io(folder, why))?;
    let draft = DraftFile::beside(path).map_err(|why| explain_io(path, why))?;
    fill(&draft.path, &Faults { path: path.to_owned(), patience })?;
    let opened = match draft.put_in_place(path) {
        Ok(()) => Opened::Created { warnings: vec![warning(path)] },
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Opened::Existing,
        Err(why) => return Err(explain_io(path, why)),
    };
    made_folder.keep().map_err(|why| explain_io(folder, why))?;
    Ok(opened)
}

fn warning(path: &Path) -> String {
    format!(
        "{} is the only copy of what okno records. `git clean -fdx` or a CI runner that is thrown away would lose it; \
         for CI, name a ledger outside of the working copy.",
        path.display()
    )
}

/// Makes a whole, empty ledger of the empty file `draft`.
fn fill(draft: &Path, faults: &Faults) -> Result<()> {
    let explain = |error| faults.explain(error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(literal(draft), flags).map_err(explain)?;
    // everything is in the main file before there is a write-ahead log, which would keep its old name
    schema::bring_up_to_date(&mut connection).map_err(explain)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(explain)?;
    connection.close().map_err(|(_, error)| faults.explain(error))?;
    File::open(draft).and_then(|file| file.sync_all()).map_err(|why| explain_io(&faults.path, why))
}

/// Makes the ledger's folder as a new ledger makes it, for what has to lie in it before there is one.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    MadeFolder::at(path)?.keep()
}

/// A folder that did not exist before; removed again unless it is kept.
struct MadeFolder<'a> {
    path: &'a Path,
    /// The folders whose content grew.
    parents: Vec<PathBuf>,
    forget_it: bool,
}

impl<'a> MadeFolder<'a> {
    /// Makes the folder (0700, and hidden from git) unless it exists: then nothing about it is changed.
    fn at(path: &'a Path) -> io::Result<Self> {
        let parent_of = |folder: &Path| folder_of(folder).to_owned();
        let parents = path.ancestors().take_while(|folder| !folder.exists()).map(parent_of).collect();
        if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(above)?;
        }
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => {
                let made = Self { path, parents, forget_it: true };
                fs::write(path.join(".gitignore"), "*\n")?;
                Ok(made)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(Self { path, parents: Vec::new(), forget_it: false })
            }
            Err(error) => Err(error),
        }
    }

    /// It stays, even if the power fails.
    fn keep(&mut self) -> io::Result<()> {
        self.forget_it = false;
        self.parents.iter().try_for_each(|parent| File::open(parent)?.sync_all())
    }
}

impl Drop for MadeFolder<'_> {
    fn drop(&mut self) {
        // another process may have put its ledger there meanwhile: then the folder is not ours alone, and stays whole
        let ours_alone = || fs::read_dir(self.path).is_ok_and(|files| files.count() <= 1);
        if self.forget_it && ours_alone() {
            drop(fs::remove_file(self.path.join(".gitignore")));
            drop(fs::remove_dir(self.path));
        }
    }
}

/// A file under a name of its own beside the ledger to be; removed unless it was put in place.
struct DraftFile {
    path: PathBuf,
}

impl DraftFile {
    /// An empty one, readable for the owner alone, or for the group too where a set-group-id folder was made for it.
    fn beside(ledger: &Path) -> io::Result<Self> {
        let mut nonce = [0; 8];
        getrandom::fill(&mut nonce).map_err(|error| io::Error::other(error.to_string()))?;
        let mut name = OsString::from(".");
        name.push(ledger.file_name().unwrap_or_default());
        name.push(format!(".{:016x}", u64::from_be_bytes(nonce)));
        let path = folder_of(ledger).join(name);

        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let draft = Self { path };
        if fs::metadata(folder_of(ledger))?.mode() & 0o2000 != 0 {
            file.set_permissions(Permissions::from_mode(0o660))?;
        }
        Ok(draft)
    }

    /// Gives the file its name, unless that name is taken.
    fn put_in_place(&self, ledger: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, ledger) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => self.rename_to(ledger)?,
            linked => linked?,
        }
        File::open(folder_of(ledger))?.sync_all()
    }

    /// For file systems without hard links.
    fn rename_to(&self, ledger: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, &self.path, CWD, ledger, RenameFlags::NOREPLACE)?)
    }
}

impl Drop for DraftFile {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(suffix);
            drop(fs::remove_file(path));
        }
    }
}

/// The kind of network file system under `folder`, or under the nearest folder above it that exists.
fn network_filesystem(folder: &Path) -> Option<&'static str> {
    let disk = folder.ancestors().find_map(|above| {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        rustix::fs::statfs(above).ok()
    })?;
    network_kind(u64::try_from(disk.f_type & 0xffff_ffff).ok()?)
}

/// The kind of network file system with this magic number (statfs(2)); `None` for all others.
fn network_kind(magic: u64) -> Option<&'static str> {
    match magic {
        0x6969 => Some("NFS"),
        0x517b => Some("SMB"),
        0xff53_4d42 => Some("CIFS"),
        0xfe53_4d42 => Some("SMB2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_known_by_their_magic_numbers() {
        assert_eq!(network_kind(0x6969), Some("NFS"));
        assert_eq!(network_kind(0xff53_4d42), Some("CIFS"));
        assert_eq!(network_kind(0xfe53_4d42), Some("SMB2"));
        assert_eq!(network_kind(0x517b), Some("SMB"));
        assert_eq!(network_kind(0xef53), None, "ext4");
    }

    #[test]
    fn a_local_folder_is_no_network_file_system() {
        assert_eq!(network_filesystem(Path::new("/proc/no/such/folder")), None);
    }
}
