//! Carries out what the backup tools ask: lists and hashes files, opens a stranger's `SQLite` file, runs programs.
//! Edge.
//!
//! It finds facts and judges nothing; it never creates, changes or locks what it looks at.

mod budget;
mod database;
mod file;
mod listing;

use std::{io, path::Path, time::Duration};

use crate::{
    clock::Clock,
    exec::{Answer, End, quick},
    tools::{Answers, Ask, CommandAnswer, CommandEnd, DatabaseLook, Examined, FileLook, Listed, Trouble, newest},
};
use budget::Budget;

/// The most that a program may answer.
const LONGEST_ANSWER: usize = 1 << 20;

/// Finds out what was asked. Paths and programs are meant from `cwd`, the policy's folder; what takes longer than
/// `timeout` is given up, and the answer says so.
pub fn carry_out(ask: &Ask, clock: &dyn Clock, cwd: &Path, timeout: Duration) -> Answers {
    let budget = Budget::new(clock, timeout);
    match ask {
        Ask::NewestDatabase { pattern, tables } => Answers::Database(newest_database(pattern, tables, cwd, &budget)),
        Ask::File { path, hash } => Answers::File(file::look(&cwd.join(path), *hash, &budget)),
        Ask::Command { argv } => Answers::Command(in_tools_words(quick(argv, cwd, &[], timeout, LONGEST_ANSWER))),
    }
}

fn newest_database(pattern: &str, tables: &[String], cwd: &Path, budget: &Budget<'_>) -> Result<DatabaseLook, Trouble> {
    let listing = listing::list(pattern, cwd, budget)?;
    let newest = newest(&listing.found).map(|newest| examine(newest, tables, budget));
    Ok(DatabaseLook { listing, newest })
}

fn examine(listed: &Listed, tables: &[String], budget: &Budget<'_>) -> Result<Examined, Trouble> {
    let path = Path::new(&listed.path);
    let before = file::look(path, true, budget)?;
    let inside = database::contents(path, tables, budget);
    // The database is read after the hash: what was hashed and what was checked must be the same bytes.
    let after = file::look(path, false, budget)?;
    let is_same = (before.bytes, before.modified_at) == (after.bytes, after.modified_at);
    let changed_meanwhile = before.changed_meanwhile || !is_same;
    let outside = FileLook { changed_meanwhile, log_bytes: before.log_bytes.max(after.log_bytes), ..before };
    Ok(Examined { outside, inside })
}

fn in_tools_words(answer: Answer) -> CommandAnswer {
    let end = match answer.end {
        _ if answer.timed_out => CommandEnd::TimedOut,
        _ if answer.too_long => CommandEnd::TooLong(LONGEST_ANSWER),
        End::Exited(code) => CommandEnd::Exited(code),
        End::Signalled(signal) => CommandEnd::Signalled(signal),
        End::NotFound => CommandEnd::NotFound,
        End::Terminated => CommandEnd::TimedOut,
        End::NotExecutable(why) | End::CouldNotStart(why) => CommandEnd::NotStarted(why),
    };
    CommandAnswer { end, stdout: answer.stdout, stderr: answer.stderr }
}

fn trouble(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound => Trouble::NotFound,
        io::ErrorKind::PermissionDenied => Trouble::Denied,
        _ => Trouble::Failed(error.to_string()),
    }
}
