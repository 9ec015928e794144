//! How one copy is deleted: by its id, never by a tool's own rules of what to keep (R9.3).

use chrono::{DateTime, Utc};

use super::{Backup, CommandAnswer, Question, manifest};
use crate::policy::{Aftercare, BackupTool, FilesBackup, PgBackRestBackup, SqliteBackup, aftercare};

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

/// How that copy is deleted; `None`: nothing says how.
pub fn deletion(tool: &BackupTool, aftercare: &Aftercare, copy: &Backup) -> Option<Deletion> {
    if let Some(argv) = &aftercare.delete {
        let question = Question::new(aftercare::about(argv, &copy.id, &copy.source));
        return Some(Deletion::Program { rehearsal: None, question });
    }
    let program = |rehearsal, question| Some(Deletion::Program { rehearsal: Some(rehearsal), question });
    match tool {
        BackupTool::Files(FilesBackup { manifest, .. }) => {
            let named = manifest.clone().map_or_else(|| manifest::USUAL.map(str::to_owned).to_vec(), |name| vec![name]);
            file(copy, named.into_iter().filter(|template| manifest::is_of_one_file(template)).collect())
        }
        BackupTool::Sqlite(SqliteBackup { .. }) => file(copy, Vec::new()),
        BackupTool::Restic(snapshots) => program(
            snapshots.question(&["forget", "--dry-run", copy.id.as_str()]),
            snapshots.question(&["forget", copy.id.as_str()]),
        ),
        BackupTool::Borg(archives) => {
            let place = archives.place_of(&copy.id);
            program(
                archives.question(&["delete", "--dry-run", "--list"], &place),
                archives.question(&["delete"], &place),
            )
        }
        BackupTool::PgBackRest(stanza) => program(expire(stanza, &copy.id, true), expire(stanza, &copy.id, false)),
        // A dump that is a directory has no size in the list.
        BackupTool::PgDump(_) => {
            let usual = manifest::USUAL.map(str::to_owned).into_iter();
            file(copy, usual.filter(|template| manifest::is_of_one_file(template)).collect())
        }
        BackupTool::Barman(server) => {
            let question = server.question(&["delete", &server.server, &copy.id], 1 << 20);
            Some(Deletion::Program { rehearsal: None, question })
        }
        BackupTool::Command(_) | BackupTool::BaseBackup(_) => None,
    }
}

fn file(copy: &Backup, manifests: Vec<String>) -> Option<Deletion> {
    let name = super::answer::name_of(&copy.source);
    let manifests = manifests.iter().map(|template| manifest::file_name(template, name)).collect();
    Some(Deletion::File { path: copy.source.clone(), bytes: copy.bytes?, modified_at: copy.finished_at?, manifests })
}

/// With its own rules kept out of the way: it would follow them too, and remove WAL by them.
fn expire(stanza: &PgBackRestBackup, label: &str, dry: bool) -> Question {
    let repo = stanza.repo.unwrap_or(1);
    let mut argv = vec!["pgbackrest".to_owned()];
    argv.extend(stanza.config.iter().map(|config| format!("--config={config}")));
    argv.push(format!("--stanza={}", stanza.stanza));
    // Where several are configured it asks for one by itself.
    argv.extend(stanza.repo.map(|repo| format!("--repo={repo}")));
    argv.extend(["--log-level-console=info", "--log-level-file=off"].map(str::to_owned));
    argv.push(format!("--set={label}"));
    argv.extend(["full", "diff", "archive"].map(|what| format!("--repo{repo}-retention-{what}=9999999")));
    argv.extend(dry.then(|| "--dry-run".to_owned()));
    argv.push("expire".to_owned());
    Question::new(argv)
}

/// Whether a rehearsal says that exactly that copy would be deleted, and nothing else.
///
/// # Errors
/// What it says instead, as a sentence.
pub fn rehearsed(tool: &BackupTool, copy: &Backup, answer: &CommandAnswer) -> Result<(), String> {
    let (stdout, stderr) = (String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
    let would_go = match tool {
        BackupTool::Restic(_) => of_restic(&stdout),
        BackupTool::Borg(_) => of_borg(&stderr),
        BackupTool::PgBackRest(_) => of_pgbackrest(&stdout),
        // These are not rehearsed.
        BackupTool::Command(_)
        | BackupTool::Files(_)
        | BackupTool::Sqlite(_)
        | BackupTool::PgDump(_)
        | BackupTool::BaseBackup(_)
        | BackupTool::Barman(_) => return Ok(()),
    };
    // restic shortens ids.
    let shortened = |said: &str| matches!(tool, BackupTool::Restic(_)) && said.len() >= 8 && copy.id.starts_with(said);
    match would_go.as_slice() {
        [only] if *only == copy.id || shortened(only) => Ok(()),
        [] => Err("its dry run would delete nothing".to_owned()),
        others => Err(format!("its dry run would delete {}", others.join(", "))),
    }
}

/// `Would have removed the following snapshots:` and, on the next line, `{c73fa194 …}`.
fn of_restic(stdout: &str) -> Vec<String> {
    let mut after = stdout.lines().skip_while(|line| !line.contains("Would have removed the following snapshots"));
    let listed = after.nth(1).unwrap_or_default().trim();
    let ids = listed.strip_prefix('{').and_then(|listed| listed.strip_suffix('}')).unwrap_or_default();
    ids.split_whitespace().map(str::to_owned).collect()
}

/// `Would delete archive: NAME … [ID] (1/1)`, perhaps as the message of a JSON line; as this okno names archives.
fn of_borg(stderr: &str) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Logged {
        message: String,
    }
    let said = |line: &str| serde_json::from_str(line).map_or_else(|_| line.to_owned(), |Logged { message }| message);
    let archive = |line: String| {
        let rest = line.strip_prefix("Would delete archive: ")?;
        let (before, id) = rest.rsplit_once('[')?;
        let name = before.split_whitespace().next()?;
        Some(super::borg::id_of(name, id.split(']').next()?))
    };
    stderr.lines().map(said).filter_map(archive).collect()
}

/// `… remove expired backup LABEL`, and whatever WAL it would remove.
fn of_pgbackrest(stdout: &str) -> Vec<String> {
    let removed = |line: &str| {
        let label = line.split_once("remove expired backup ").map(|(_, label)| label.trim().to_owned());
        label.or_else(|| line.contains("remove archive").then(|| format!("WAL ({})", line.trim())))
    };
    stdout.lines().filter_map(removed).collect()
}

/// Whether a list of this tool's shows which copies are complete. A file shows its size alone.
pub fn lists_what_is_complete(tool: &BackupTool) -> bool {
    match tool {
        BackupTool::Files(_) | BackupTool::Sqlite(_) | BackupTool::PgDump(_) => false,
        BackupTool::Command(_)
        | BackupTool::Restic(_)
        | BackupTool::Borg(_)
        | BackupTool::PgBackRest(_)
        | BackupTool::BaseBackup(_)
        | BackupTool::Barman(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dry_run_would_delete_is_read_to_the_last_copy() {
        let restic = "Would have removed the following snapshots:\n{c73fa194 248d106b}\n\n";
        assert_eq!(of_restic(restic), ["c73fa194", "248d106b"]);
        assert_eq!(of_restic("Ignoring \"deadbeef\": no matching ID found\n"), [""; 0]);
        let id = "0f2bf782951949bd6c484cb6cc52bdf7b9e94eb7d3a90a58b559f201b341fdd2";
        let plain = format!("Would delete archive: a1        Sun, 2026-11-22 20:59:04 [{id}] (1/1)");
        let logged = serde_json::json!({ "type": "log_message", "message": plain }).to_string();
        for said in [plain, logged] {
            assert_eq!(of_borg(&said), ["a1@0f2bf7829519"]);
        }
        assert_eq!(of_borg("Archive nope not found (1/1)."), [""; 0]);
        let pgbackrest = "2026-11-22 21:00:06.858 P00   INFO: [DRY-RUN] repo1: expire adhoc backup set 20261122-205946F, …\n\
             2026-11-22 21:00:06.859 P00   INFO: [DRY-RUN] repo1: remove expired backup 20261122-205946F_20261122-205953I\n\
             2026-11-22 21:00:06.859 P00   INFO: [DRY-RUN] repo1: remove expired backup 20261122-205946F\n\
             2026-11-22 21:00:06.860 P00   INFO: [DRY-RUN] repo1: 15-1 remove archive, start = 0, stop = 1\n";
        let found = of_pgbackrest(pgbackrest);
        assert_eq!(found[..2], ["20261122-205946F_20261122-205953I", "20261122-205946F"]);
        assert!(found[2].starts_with("WAL"));
    }
}
