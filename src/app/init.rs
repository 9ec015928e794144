//! `okno init`: a first windows.toml, where there is none.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::{
    Caller, Choice, Error, Site,
    answers::{Initialised, Notice},
    planner::{self, HowMany, Whose, WindowsAsked},
    rules, site,
};
use crate::policy::draft::Draft;

/// How many windows of each customer are shown: enough to see a weekend.
const WINDOWS_SHOWN: usize = 3;

/// A place for a windows.toml where there is none.
#[derive(Debug, Clone)]
pub struct Vacancy {
    /// Where it will lie.
    pub path: PathBuf,
    /// What should be known about the place before anything is asked.
    pub notices: Vec<Notice>,
}

/// Where `--config` says, else here.
///
/// # Errors
/// Something lies there already; it is left as it is.
pub fn vacancy(caller: &Caller<'_>, choice: &Choice) -> Result<Vacancy, Error> {
    let path = caller.folder.join(choice.config.as_deref().unwrap_or(Path::new("windows.toml")));
    if path.symlink_metadata().is_ok() {
        return Err(taken(&path));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if !folder.is_dir() {
        let error = io::Error::new(io::ErrorKind::NotFound, "there is no such folder");
        return Err(Error::File { path: folder.to_path_buf(), error });
    }
    let above = folder.ancestors().map(|folder| folder.join("windows.toml"));
    let shadowed = above.skip(1).find(|above| above.symlink_metadata().is_ok());
    let notices = shadowed.map(|path| Notice::RulesShadowed(path.display().to_string()));
    Ok(Vacancy { path, notices: notices.into_iter().collect() })
}

/// Writes the rules, once they were read and asked for windows as every command will.
///
/// # Errors
/// The answers do not fit together, or the file cannot be written.
pub fn init(caller: Caller<'_>, choice: &Choice, vacancy: Vacancy, draft: &Draft) -> Result<Initialised, Error> {
    let Vacancy { path, mut notices } = vacancy;
    let text = draft.text();
    let site = Site::under_text(caller, choice, &path, text.clone().into_bytes()).map_err(unfit)?;
    let windows = site.policy.customers.keys().map(|id| {
        let whose = Whose::Customer(id.to_string());
        planner::windows(
            &site,
            &WindowsAsked { whose, from: None, how_many: HowMany::Count(WINDOWS_SHOWN), zone: None },
        )
    });
    let windows = windows.collect::<Result<_, Error>>()?;
    match rules::diff(&site) {
        Ok(difference) if difference.adopted.is_some() && !difference.is_empty() => {
            notices.push(Notice::OtherRulesAdopted(site.ledger_place().display().to_string()));
        }
        Ok(_) => {}
        Err(error) => notices.push(Notice::Ledger(error.to_string())),
    }
    write_new(&path, text.as_bytes())?;
    Ok(Initialised {
        path: path.display().to_string(),
        systems: site.policy.systems.values().cloned().collect(),
        windows,
        notices,
        footing: rules::footing(&site),
    })
}

/// Answers that are right one by one and do not fit together, such as systems that are covered by each other's backups.
fn unfit(error: Error) -> Error {
    match error {
        Error::Policy(faults) => {
            let why = faults.iter().next().map_or_else(|| faults.to_string(), |first| first.message.clone());
            let help = faults.iter().next().and_then(|first| first.help.clone());
            Error::Usage { what: format!("the answers do not fit together: {why}"), hint: help }
        }
        error => error,
    }
}

fn taken(path: &Path) -> Error {
    Error::refused(
        format!("{} is there already, and okno init overwrites nothing", path.display()),
        "edit it, and see what is wrong with it: okno policy check",
    )
}

/// Writes a file whole, under a name that nobody has.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let unwritable = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(path),
        _ => Error::File { path: path.to_path_buf(), error },
    };
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", site::random_hex()?));
    let draft = path.with_file_name(name);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o644).open(&draft).map_err(unwritable)?;
    let put = write_through(file, bytes).and_then(|()| put_in_place(&draft, path));
    drop(fs::remove_file(&draft));
    put.map_err(unwritable)
}

fn write_through(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the file its name, unless that name is taken.
fn put_in_place(draft: &Path, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match fs::hard_link(draft, path) {
        // For file systems without hard links.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Ok(renameat_with(CWD, draft, CWD, path, RenameFlags::NOREPLACE)?)
        }
        linked => linked,
    }
}
