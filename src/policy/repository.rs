//! Repositories of deduplicated backups, as windows.toml describes them: restic's and `BorgBackup`'s (R8.3).

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// What both have in common: where the repository is, and what a sound backup in it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// The program that reads it: a name or a path.
    pub program: String,
    /// Where it is, as the program takes it; without a password in it.
    pub location: String,
    /// The file that holds its password, as written; `None`: the environment tells it, or there is none.
    pub password_file: Option<String>,
    /// The host whose backups these are; `None`: there is no other one's in it.
    pub host: Option<String>,
    /// A smaller one is no backup.
    pub min_bytes: Option<u64>,
    /// By how many percent the newest may be smaller than the one before it.
    pub max_shrink: Option<u8>,
}

/// Snapshots in a restic repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResticBackup {
    /// Where they are.
    pub repository: Repository,
    /// Paths that a snapshot has to be of.
    pub paths: Vec<String>,
    /// Tags that a snapshot has to have.
    pub tags: Vec<String>,
    /// The tag that the job sets when all went well; without it nothing tells a snapshot that is whole from one that is
    /// not.
    pub complete_tag: Option<String>,
}

/// Archives in a `BorgBackup` repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorgBackup {
    /// Where they are.
    pub repository: Repository,
    /// Names that an archive may have, as borg matches them.
    pub archives: String,
    /// The ending that the job gives the name when all went well; without it nothing tells an archive that is whole from
    /// one that is not.
    pub complete_suffix: Option<String>,
}

impl Repository {
    /// Its folder, as written, where it is one of this machine: neither `sftp:…` nor `backup@store:…`.
    pub(super) fn folder(&self) -> Option<&str> {
        let bare = ["local:", "file://"].into_iter().find_map(|prefix| self.location.strip_prefix(prefix));
        let is_path = |location: &str| location.starts_with(['/', '.']) || !location.contains(':');
        bare.or(Some(&self.location)).filter(|location| is_path(location))
    }

    fn as_json(&self) -> Value {
        json!({
            "program": self.program,
            "location": self.location,
            "password_file": self.password_file,
            "host": self.host,
            "min_bytes": self.min_bytes,
            "max_shrink": self.max_shrink,
        })
    }
}

impl ResticBackup {
    /// What of it decides.
    pub(super) fn as_json(&self) -> Value {
        let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
        json!({
            "tool": "restic",
            "repository": self.repository.as_json(),
            "paths": sorted(&self.paths),
            "tags": sorted(&self.tags),
            "complete_tag": self.complete_tag,
        })
    }
}

impl BorgBackup {
    /// What of it decides.
    pub(super) fn as_json(&self) -> Value {
        json!({
            "tool": "borg",
            "repository": self.repository.as_json(),
            "archives": self.archives,
            "complete_suffix": self.complete_suffix,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_a_folder_unless_it_lies_elsewhere() {
        let folder = |location: &str| {
            let location = location.to_owned();
            let (program, password_file, host) = ("restic".to_owned(), None, None);
            let repository = Repository { program, location, password_file, host, min_bytes: None, max_shrink: None };
            repository.folder().map(str::to_owned)
        };
        for (location, wanted) in
            [("/srv/r", "/srv/r"), ("r", "r"), ("./a:b", "./a:b"), ("local:/r", "/r"), ("file:///r", "/r")]
        {
            assert_eq!(folder(location).as_deref(), Some(wanted), "{location}");
        }
        for location in
            ["sftp:backup@store:/r", "rest:https://store/", "s3:s3.example/r", "ssh://backup@store/./r", "store:r"]
        {
            assert_eq!(folder(location), None, "{location}");
        }
    }
}
