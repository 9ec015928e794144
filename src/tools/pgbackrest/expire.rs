//! One backup is deleted by its label, and with it none of the archived WAL.

use super::{
    super::{Deletion, Question},
    PROGRAM,
};
use crate::policy::PgBackRestBackup;

/// More than there can be.
const ALL: u32 = 9_999_999;

pub(super) fn deletion(stanza: &PgBackRestBackup, label: &str) -> Deletion {
    Deletion::Program { rehearsal: Some(expire(stanza, label, true)), question: expire(stanza, label, false) }
}

/// With its own rules kept out of the way: it would follow them too, and remove WAL by them.
fn expire(stanza: &PgBackRestBackup, label: &str, dry: bool) -> Question {
    let repo = stanza.repo.unwrap_or(1);
    let mut argv = vec![PROGRAM.to_owned()];
    argv.extend(stanza.config.iter().map(|config| format!("--config={config}")));
    argv.push(format!("--stanza={}", stanza.stanza));
    // Where several are configured it asks for one by itself.
    argv.extend(stanza.repo.map(|repo| format!("--repo={repo}")));
    argv.extend(["--log-level-console=info", "--log-level-file=off"].map(str::to_owned));
    argv.push(format!("--set={label}"));
    argv.extend(["full", "diff", "archive"].map(|what| format!("--repo{repo}-retention-{what}={ALL}")));
    argv.extend(dry.then(|| "--dry-run".to_owned()));
    argv.push("expire".to_owned());
    Question::new(argv)
}

/// `… remove expired backup LABEL`, and whatever WAL it would remove.
pub(super) fn would_go(stdout: &str) -> Vec<String> {
    let removed = |line: &str| {
        let label = line.split_once("remove expired backup ").map(|(_, label)| label.trim().to_owned());
        label.or_else(|| line.contains("remove archive").then(|| format!("WAL ({})", line.trim())))
    };
    stdout.lines().filter_map(removed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_tells_of_every_backup_and_of_wal() {
        let said = "2026-11-22 21:00:06.858 P00   INFO: [DRY-RUN] repo1: expire adhoc backup set 20261122-205946F, …\n\
             2026-11-22 21:00:06.859 P00   INFO: [DRY-RUN] repo1: remove expired backup 20261122-205946F_20261122-205953I\n\
             2026-11-22 21:00:06.859 P00   INFO: [DRY-RUN] repo1: remove expired backup 20261122-205946F\n\
             2026-11-22 21:00:06.860 P00   INFO: [DRY-RUN] repo1: 15-1 remove archive, start = 0, stop = 1\n";
        let found = would_go(said);
        assert_eq!(found[..2], ["20261122-205946F_20261122-205953I", "20261122-205946F"]);
        assert!(found[2].starts_with("WAL"));
        assert_eq!(found.len(), 3);
    }
}
