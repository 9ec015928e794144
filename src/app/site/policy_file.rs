//! Where the rules are found: a windows.toml, or what a ledger adopted.

use std::{
    fs::File,
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use super::{Caller, Choice, opening::open_to_read};
use crate::{
    app::Error,
    calendar::ics::Ics,
    ledger::{self, address::Address},
    policy::{AdoptedFile, Adoption, Policy},
    record::Digest,
};

/// A windows.toml that was read.
pub(in crate::app) struct Found {
    pub(super) path: PathBuf,
    pub(in crate::app) folder: PathBuf,
    pub(in crate::app) text: Vec<u8>,
    /// The files that it referred to when it was adopted; `None`: those beside it count.
    pub(super) adopted_files: Option<AdoptedFiles>,
}

/// The files as they were when the policy was adopted.
pub(super) struct AdoptedFiles {
    list: Vec<AdoptedFile>,
    /// Where they are attached.
    ledger: Address,
}

impl AdoptedFiles {
    pub(super) fn digest(&self, path: &str) -> Option<Digest> {
        self.list.iter().find(|adopted| adopted.path == path)?.digest
    }

    pub(super) fn content(&self, path: &str) -> Result<Vec<u8>, String> {
        let missing = || "the ledger did not keep it".to_owned();
        let digest = self.digest(path).ok_or_else(missing)?;
        let mut store = open_to_read(&self.ledger).map_err(|error| error.to_string())?.ok_or_else(missing)?;
        let found = ledger::snapshot(store.as_mut(), |read| Ok::<_, Error>(read.attachment(digest)?));
        found.map_err(|error| error.to_string())?.ok_or_else(missing)
    }
}

/// An iCalendar file: as much of it as it takes to tell that there is too much.
pub(in crate::app) fn read_calendar_file(path: &Path) -> Result<Vec<u8>, String> {
    let read = || {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let mut bytes = Vec::new();
        file.take(Ics::MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| error.to_string())
}

/// By flag or variable; else here or in a parent folder; else the person's own; else the machine's.
pub(in crate::app) fn find_policy(caller: &Caller<'_>, choice: &Choice) -> Result<Option<Found>, Error> {
    if let Some(path) = &choice.config {
        let path = caller.folder.join(path);
        let found = read_policy(&path)?;
        return found.ok_or(Error::NoPolicy { looked_at: vec![path] }).map(Some);
    }
    for path in usual_places(caller) {
        if let Some(found) = read_policy(&path)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn usual_places(caller: &Caller<'_>) -> Vec<PathBuf> {
    let upwards = caller.folder.ancestors().map(|folder| folder.join("windows.toml"));
    let own = caller.config_home.iter().map(|home| home.join("okno/windows.toml"));
    upwards.chain(own).chain([PathBuf::from("/etc/okno/windows.toml")]).collect()
}

fn read_policy(path: &Path) -> Result<Option<Found>, Error> {
    match read_beginning(path) {
        Ok(text) => {
            let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
            Ok(Some(Found { path: path.to_path_buf(), folder, text, adopted_files: None }))
        }
        // A link that leads nowhere is meant to be the rules: those of another place must not hold instead.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) && !path.is_symlink() => {
            Ok(None)
        }
        Err(error) => Err(Error::File { path: path.to_path_buf(), error }),
    }
}

/// As much as it takes to tell that there is too much.
fn read_beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(Policy::MOST_BYTES as u64 + 1).read_to_end(&mut text)?;
    Ok(text)
}

/// Without a file, the policy that the named ledger adopted last rules.
pub(in crate::app) fn adopted_policy(caller: &Caller<'_>, ledger: Option<&Address>) -> Result<Found, Error> {
    let Some(ledger) = ledger else { return Err(Error::NoPolicy { looked_at: usual_places(caller) }) };
    let nothing = || Error::NothingAdopted { place: ledger.place() };
    let mut store = open_to_read(ledger)?.ok_or_else(nothing)?;
    let found = ledger::snapshot(store.as_mut(), |read| {
        let adoption: Adoption = ledger::load(read, Adoption::NAME)?;
        let Some(adopted) = adoption.newest() else { return Ok::<_, Error>(None) };
        let text = read.attachment(adopted.what.text)?;
        Ok(text.map(|text| (text, adopted.what.files.clone())))
    })?;
    let (text, files) = found.ok_or_else(nothing)?;
    let ledger = ledger.clone();
    let path = PathBuf::from("windows.toml (as adopted)");
    let adopted_files = Some(AdoptedFiles { list: files, ledger });
    Ok(Found { path, folder: caller.folder.clone(), text, adopted_files })
}
