//! The command of a change: what is recorded of it when it is planned, and what has become of it since (row 20).

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use super::{Error, site::random_hex};
use crate::{
    change::{PlannedCommand, ProgramFile},
    gate::CommandDifference,
    record::{Digest, digest::Hasher, masking::mask},
};

/// Programs that run a script, and the options by which they take a program's text instead: the script is what was
/// approved, not the interpreter.
const INTERPRETERS: [(&[&str], &[&str]); 6] = [
    (&["sh", "bash", "dash", "ash", "zsh", "ksh"], &["-c"]),
    (&["python", "python3"], &["-c", "-m"]),
    (&["perl"], &["-e", "-E"]),
    (&["ruby"], &["-e"]),
    (&["node"], &["-e", "--eval", "-p", "--print"]),
    (&["php"], &["-r"]),
];

/// Binds a command to a plan: masked for the record, with a salted digest of the true arguments.
pub(super) fn bind(argv: &[String], folder: &Path, interactive: bool) -> Result<PlannedCommand, Error> {
    let salt = random_hex()?;
    let masked = mask(argv);
    Ok(PlannedCommand {
        masked: masked != argv,
        argv: masked,
        digest: PlannedCommand::digest_of(&salt, argv),
        salt,
        folder: folder.display().to_string(),
        interactive,
        program: program_file(argv, folder)?,
    })
}

/// What differs between the plan and what would run now; `given` are arguments that were typed again.
pub(super) fn differences(planned: &PlannedCommand, given: Option<&[String]>) -> Vec<CommandDifference> {
    let folder = Path::new(&planned.folder);
    let mut found = Vec::new();
    if given.is_some_and(|given| !planned.is(given)) {
        found.push(CommandDifference::Arguments);
    }
    if !folder.is_dir() {
        found.push(CommandDifference::WorkingFolder);
    }
    if let Some(program) = &planned.program
        && digest_of(Path::new(&program.path)).ok() != program.sha256
    {
        found.push(CommandDifference::ProgramFile);
    }
    found
}

/// The program or script that the arguments name by its path, and what is in it.
fn program_file(argv: &[String], folder: &Path) -> Result<Option<ProgramFile>, Error> {
    let Some(path) = named_file(argv, folder) else { return Ok(None) };
    let sha256 = match digest_of(&path) {
        Ok(sha256) => Some(sha256),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Error::File { path, error }),
    };
    Ok(Some(ProgramFile { path: path.display().to_string(), sha256 }))
}

/// A program named by its path; of an interpreter the script, wherever it stands among the options.
fn named_file(argv: &[String], folder: &Path) -> Option<PathBuf> {
    let (program, arguments) = argv.split_first()?;
    let script = |name: &String| Some(folder.join(name)).filter(|path| path.is_file());
    match takes_text_by(program) {
        Some(options) => {
            let is_text = |argument: &&String| options.contains(&argument.as_str());
            let before_any_text = arguments.iter().take_while(|argument| !is_text(argument));
            before_any_text.filter(|argument| !argument.starts_with(['-', '+'])).find_map(script)
        }
        None => program.contains('/').then(|| folder.join(program)).filter(|path| !path.is_dir()),
    }
}

/// For an interpreter: the options after which a program's text stands instead of a script.
fn takes_text_by(program: &str) -> Option<&'static [&'static str]> {
    let name = Path::new(program).file_name()?.to_str()?;
    INTERPRETERS.iter().find(|(names, _)| names.contains(&name)).map(|(_, options)| *options)
}

fn digest_of(path: &Path) -> std::io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// The folder that a command would run in, as the system knows it.
pub(super) fn working_folder(folder: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(folder).map_err(|error| Error::File { path: folder.to_path_buf(), error })
}
