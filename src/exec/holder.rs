//! Who holds a run: which process on which machine, and the lock file that the kernel frees when it dies.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read as _, Write as _},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::process::{Process, start_time_of};

/// The process that holds a run; recorded in `run.started`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The machine's name.
    pub host: String,
    /// Changes with every start of the machine.
    pub boot_id: String,
    /// The process number of okno.
    pub pid: u32,
    /// When the process started, in clock ticks since boot.
    pub start_time: u64,
}

/// Whether a holder still lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderState {
    /// The same process still runs.
    Alive,
    /// It has ended, or the machine was started anew since.
    Gone,
    /// It ran on another machine: from here there is no telling.
    Elsewhere,
}

impl Holder {
    /// This process.
    ///
    /// # Errors
    ///
    /// `/proc` cannot be read.
    pub fn of_this_process() -> io::Result<Self> {
        let pid = std::process::id();
        let start_time =
            start_time_of(pid).ok_or_else(|| io::Error::other(format!("/proc/{pid}/stat cannot be read")))?;
        Ok(Self { host: host(), boot_id: boot_id()?, pid, start_time })
    }

    /// Whether that process still runs.
    pub fn state(&self) -> HolderState {
        if self.host != host() {
            return HolderState::Elsewhere;
        }
        let Ok(boot_id) = boot_id() else { return HolderState::Elsewhere };
        let is_same = |process: &Process| process.start_time == self.start_time && !process.is_zombie;
        if self.boot_id == boot_id && Process::look_up(self.pid).as_ref().is_some_and(is_same) {
            HolderState::Alive
        } else {
            HolderState::Gone
        }
    }
}

fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

fn boot_id() -> io::Result<String> {
    Ok(fs::read_to_string("/proc/sys/kernel/random/boot_id")?.trim().to_owned())
}

/// A lock that dies with its process, even by `kill -9` and while a command that it started lives on.
///
/// A leftover file without a lock means nothing; only the lock counts.
#[derive(Debug)]
pub struct RunLock {
    path: PathBuf,
    // Not inherited by children: std opens files close-on-exec.
    file: File,
}

impl RunLock {
    /// How often a lock that is held is tried again: [`Self::is_held`] of somebody else holds it for a moment.
    const ATTEMPTS: u32 = 5;

    /// Whether there is such a lock file, held or left.
    pub fn exists(folder: &Path, name: &str) -> bool {
        lock_path(folder, name).exists()
    }

    /// Takes the lock `<folder>/<name>.lock`; `None` if another process holds it.
    ///
    /// # Errors
    ///
    /// The file cannot be made or opened, or its file system knows no locks.
    pub fn take(folder: &Path, name: &str) -> io::Result<Option<Self>> {
        let path = lock_path(folder, name);
        for _ in 0..Self::ATTEMPTS {
            let file = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
            match file.try_lock() {
                // Whoever held it before may have removed the file meanwhile: a lock on a nameless file guards nothing.
                Ok(()) if is_at(&file, &path)? => return Ok(Some(Self { path, file })),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(2)),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Writes into the lock file who holds it, for those who find it held.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn leave_note(&self, who: &str) -> io::Result<()> {
        // A file that was left behind may hold another's note.
        self.file.set_len(0)?;
        (&self.file).write_all(who.as_bytes())
    }

    /// Who holds the lock, as far as whoever took it left a note.
    pub fn note(folder: &Path, name: &str) -> Option<String> {
        const LONGEST: u64 = 1000;
        let mut note = String::new();
        File::open(lock_path(folder, name)).ok()?.take(LONGEST).read_to_string(&mut note).ok()?;
        Some(note).filter(|note| !note.is_empty())
    }

    /// Whether some process holds the lock.
    ///
    /// # Errors
    ///
    /// The file exists and cannot be opened.
    pub fn is_held(folder: &Path, name: &str) -> io::Result<bool> {
        let file = match File::open(lock_path(folder, name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        // Only tidiness: the lock itself is freed with the file's descriptor.
        let _ = fs::remove_file(&self.path);
    }
}

fn lock_path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.lock"))
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let held = file.metadata()?;
    match fs::metadata(path) {
        Ok(found) => Ok((found.dev(), found.ino()) == (held.dev(), held.ino())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
