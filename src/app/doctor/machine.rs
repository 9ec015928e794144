//! The machine as the doctor sees it: permissions, programs, the clock.

use std::{
    collections::HashSet,
    fs,
    io::ErrorKind,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::fs::Access;

use super::folder_of;
use crate::{
    app::Caller,
    exec::{self, End},
    health::{BackupsSeen, FileSeen, MemorySeen, Thing, Unusable},
    policy::{BackupConfig, BackupTool, Evidence, System, SystemBackup, TakeCommand},
    tools::has_wildcard,
};

/// How long the machine may take to tell about its clock.
const PATIENCE: Duration = Duration::from_secs(2);
const MOST_BYTES: usize = 4096;

const PERMISSIONS: u32 = 0o7777;
const OTHERS_SEARCH: u32 = 0o001;

/// windows.toml.
pub(super) fn rules(path: &Path) -> Option<FileSeen> {
    file(Thing::Rules, path)
}

/// The ledger and its folder, where they exist.
pub(super) fn ledger(path: &Path) -> Vec<FileSeen> {
    [file(Thing::LedgerFolder, folder_of(path)), file(Thing::Ledger, path)].into_iter().flatten().collect()
}

fn file(thing: Thing, path: &Path) -> Option<FileSeen> {
    let metadata = fs::metadata(path).ok()?;
    let above = fs::metadata(folder_of(path)).ok();
    Some(FileSeen {
        thing,
        path: path.display().to_string(),
        mode: metadata.mode() & PERMISSIONS,
        // Rules that anybody may rewrite are wrong wherever they lie now.
        reachable: thing == Thing::Rules || above.is_none_or(|above| above.mode() & OTHERS_SEARCH != 0),
        writable: rustix::fs::access(path, Access::WRITE_OK).is_ok(),
    })
}

/// Where heads are remembered: a folder that exists and can be written, or that can be made.
pub(super) fn memory(caller: &Caller<'_>) -> MemorySeen {
    let Some(folder) = &caller.state_folder else { return MemorySeen { folder: None, writable: false } };
    let nearest = folder.ancestors().find(|above| above.symlink_metadata().is_ok());
    let writable = nearest.is_some_and(|nearest| {
        nearest.is_dir() && rustix::fs::access(nearest, Access::WRITE_OK | Access::EXEC_OK).is_ok()
    });
    MemorySeen { folder: Some(folder.display().to_string()), writable }
}

/// Whether the kernel says that the clock is kept in time; `None` where nobody can be asked.
pub(super) fn clock_is_synchronised(folder: &Path) -> Option<bool> {
    let asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"].map(str::to_owned);
    let answer = exec::quick(&asked, folder, &[], PATIENCE, MOST_BYTES);
    match (answer.end, answer.stdout.trim_ascii()) {
        (End::Exited(0), b"yes") => Some(true),
        (End::Exited(0), b"no") => Some(false),
        _ => None,
    }
}

/// What a system's backups need, looked at without running or reading any of it.
pub(super) fn backups(system: &System, need: Evidence, folder: &Path, path: &[PathBuf]) -> BackupsSeen {
    let unusable = system.own_backup().map(|backup| unusable(backup, folder, path)).unwrap_or_default();
    BackupsSeen {
        system: system.id.clone(),
        tool: match &system.backup {
            Some(SystemBackup::Own(backup)) => Some(backup.tool.name()),
            Some(SystemBackup::Of(_)) => Some("of"),
            Some(SystemBackup::Needless(_)) => Some("none"),
            None => None,
        },
        need,
        unusable,
        answers: Vec::new(),
    }
}

/// Everything that the backups name and that cannot be used, each once.
fn unusable(backup: &BackupConfig, folder: &Path, path: &[PathBuf]) -> Vec<Unusable> {
    let there = backup.aftercare.transfer.as_ref().and_then(|transfer| transfer.there.as_ref());
    let tools = [Some(&backup.tool), there].into_iter().flatten();
    let mut unusable: Vec<_> = tools.clone().flat_map(|tool| not_there(tool, folder)).collect();
    let takes = backup.take.iter().flat_map(TakeCommand::all).filter_map(<[String]>::first);
    let installed: Vec<_> = tools.flat_map(BackupTool::installed_programs).collect();
    let programs = backup.tool.programs().into_iter().chain(installed.iter().chain(takes).map(String::as_str));
    let programs = programs.chain(backup.aftercare.programs());
    unusable.extend(programs.filter_map(|program| no_program(program, folder, path)));
    let mut told = HashSet::new();
    unusable.retain(|what| told.insert(what.clone()));
    unusable
}

/// The folders and files that a tool needs.
fn not_there(tool: &BackupTool, folder: &Path) -> Vec<Unusable> {
    let folders = tool.pattern().and_then(|pattern| no_folder(pattern, folder));
    let files = tool.files().into_iter().filter_map(|file| no_file(&folder.join(file)));
    folders
        .into_iter()
        .chain(files)
        .chain(tool.repository_folder().and_then(|at| no_repository(&folder.join(at))))
        .collect()
}

fn no_file(file: &Path) -> Option<Unusable> {
    let shown = || file.display().to_string();
    match fs::metadata(file) {
        Ok(metadata) if metadata.is_file() => may_not_read(file),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Some(Unusable::NotReadable(shown())),
        _ => Some(Unusable::NoFile(shown())),
    }
}

/// Of restic and of borg it has a file `config`.
fn no_repository(folder: &Path) -> Option<Unusable> {
    let shown = || folder.display().to_string();
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => match fs::metadata(folder.join("config")) {
            Err(error) if error.kind() == ErrorKind::NotFound => Some(Unusable::NoRepository(shown())),
            _ => may_not_read(folder),
        },
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Some(Unusable::NotReadable(shown())),
        _ => Some(Unusable::NoFolder(shown())),
    }
}

fn may_not_read(path: &Path) -> Option<Unusable> {
    rustix::fs::access(path, Access::READ_OK).is_err().then(|| Unusable::NotReadable(path.display().to_string()))
}

/// The folder that a pattern names before its first wildcard.
fn no_folder(pattern: &str, folder: &Path) -> Option<Unusable> {
    let parts = pattern.split_inclusive('/').take_while(|part| !has_wildcard(part)).collect::<String>();
    let named = if parts.len() == pattern.len() { folder_of(Path::new(&parts)) } else { Path::new(&parts) };
    let there = folder.join(named);
    (!there.is_dir()).then(|| Unusable::NoFolder(there.display().to_string()))
}

fn no_program(name: &str, folder: &Path, path: &[PathBuf]) -> Option<Unusable> {
    let places: Vec<_> = if name.contains('/') {
        vec![folder.join(name)]
    } else {
        path.iter().map(|searched| folder.join(searched).join(name)).collect()
    };
    let is_executable = |place: &PathBuf| rustix::fs::access(place, Access::EXEC_OK).is_ok();
    let files: Vec<_> = places.into_iter().filter(|place| place.is_file()).collect();
    if files.is_empty() {
        Some(Unusable::NoProgram(name.to_owned()))
    } else {
        (!files.iter().any(is_executable)).then(|| Unusable::NotExecutable(name.to_owned()))
    }
}
