//! How one copy is deleted: by its id, never by a tool's own rules of what to keep (R9.3).

use chrono::{DateTime, Utc};

use super::{Backup, CommandAnswer, Question, answer::name_of, manifest, talk_to};
use crate::policy::{Aftercare, BackupTool, aftercare};

/// How one copy is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// Its file is removed, if it is still what was listed, and what speaks of that file alone.
    File {
        /// Where it lies.
        path: String,
        /// Its size as it was listed.
        bytes: u64,
        /// When it was last written, as it was listed.
        modified_at: DateTime<Utc>,
        /// What manifests of this file alone may be called, beside it.
        manifests: Vec<String>,
    },
    /// A program is told to.
    Program {
        /// The same without effect, where the tool can say what it would do: [`rehearsed`] holds that against the plan.
        rehearsal: Option<Question>,
        /// What deletes it.
        question: Question,
    },
}

/// How that copy is deleted: by the policy's command where there is one, else in the tool's own way; `None`: nothing says
/// how.
pub fn deletion(tool: &BackupTool, aftercare: &Aftercare, copy: &Backup) -> Option<Deletion> {
    match &aftercare.delete {
        Some(argv) => {
            let question = Question::new(aftercare::about(argv, &copy.id, &copy.source));
            Some(Deletion::Program { rehearsal: None, question })
        }
        None => talk_to(tool).deletion(copy),
    }
}

/// Whether a rehearsal says that exactly that copy would be deleted, and nothing else.
///
/// # Errors
/// What it says instead, as a sentence.
pub fn rehearsed(tool: &BackupTool, copy: &Backup, answer: &CommandAnswer) -> Result<(), String> {
    match talk_to(tool).would_go(copy, answer).as_slice() {
        [only] if *only == copy.id => Ok(()),
        [] => Err("its dry run would delete nothing".to_owned()),
        others => Err(format!("its dry run would delete {}", others.join(", "))),
    }
}

/// Whether a list of this tool's shows which copies are complete. A file shows its size alone.
pub fn lists_what_is_complete(tool: &BackupTool) -> bool {
    talk_to(tool).lists_what_is_complete()
}

/// A copy that is a file, and the manifests that speak of it alone. One without a size is a directory, which okno does not
/// remove.
pub(super) fn file(copy: &Backup, manifests: &[String]) -> Option<Deletion> {
    let of_it_alone = manifests.iter().filter(|template| manifest::is_of_one_file(template));
    let manifests = of_it_alone.map(|template| manifest::file_name(template, name_of(&copy.source))).collect();
    Some(Deletion::File { path: copy.source.clone(), bytes: copy.bytes?, modified_at: copy.finished_at?, manifests })
}
