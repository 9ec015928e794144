//! Timers that take what is due every hour: units for systemd, lines for cron.
//!
//! Both go by UTC: by a clock that is moved they would leave out an hour in spring and run twice in autumn.

use crate::{app::answers::BackupSchedule, output::harmless::harmless, record::typed};

/// A file to put somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerFile {
    /// Where it belongs.
    pub path: String,
    /// What is in it.
    pub content: String,
}

/// A service and its timer.
pub fn systemd(schedule: &BackupSchedule) -> Vec<TimerFile> {
    let name = match &schedule.system {
        None => "okno-backup".to_owned(),
        // Unit names are ASCII; the digits tell systems apart whose names are not.
        Some(id) if id.as_str().is_ascii() => format!("okno-backup-{id}"),
        Some(id) => format!("okno-backup-{:.12}", crate::record::Digest::of(id.as_str().as_bytes())),
    };
    let of = schedule.system.as_ref().map_or_else(String::new, |id| format!(" of {id}"));
    let command: Vec<String> = schedule.argv.iter().map(|word| quoted(word)).collect();
    let service = format!(
        "# /etc/systemd/system/{name}.service\n\
         # Put this and {name}.timer there, then:\n\
         #   systemctl daemon-reload && systemctl enable --now {name}.timer\n\
         # On one machine only: that two backups of a system never run at once holds there, not across machines.\n\
         [Unit]\n\
         Description=Take the backups{of} that are due\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         # The account that may make backups and write the ledger; without this line in a user's own systemd.\n\
         User={user}\n\
         ExecStart={command}\n\
         # 75: one is being taken already\n\
         SuccessExitStatus=75\n",
        user = schedule.account.replace('%', "%%"),
        command = command.join(" "),
    );
    let timer = format!(
        "# /etc/systemd/system/{name}.timer\n\
         [Unit]\n\
         Description=Every hour: take the backups{of} that are due\n\
         \n\
         [Timer]\n\
         # By UTC: no hour is left out and none comes twice when local clocks are moved.\n\
         OnCalendar=*-*-* *:00:00 UTC\n\
         # What was due while the machine was off is taken as soon as it is up.\n\
         Persistent=true\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n",
    );
    let path = |kind: &str| format!("/etc/systemd/system/{name}.{kind}");
    vec![TimerFile { path: path("service"), content: service }, TimerFile { path: path("timer"), content: timer }]
}

/// Lines for a crontab.
pub fn cron(schedule: &BackupSchedule) -> Vec<TimerFile> {
    // A percent sign ends the command in a crontab.
    let command = typed(&schedule.argv).replace('%', "\\%");
    let content = format!(
        "# Put these lines at the end of the crontab of {user}: crontab -e\n\
         # CRON_TZ is understood by cronie and holds for the lines below it. A cron that does not know it (Debian's)\n\
         # runs the line every hour of the machine's own clock, which is as good where that is moved by whole hours.\n\
         # Hours in which the machine was off are not made up for: okno backup due tells of them.\n\
         CRON_TZ=UTC\n\
         0 * * * * {command}\n",
        user = harmless(&schedule.account),
    );
    vec![TimerFile { path: "crontab".to_owned(), content }]
}

/// One after the other, each with its place in its first line.
pub fn printed(files: &[TimerFile]) -> String {
    let contents: Vec<&str> = files.iter().map(|file| file.content.as_str()).collect();
    contents.join("\n")
}

/// A word of a command line of systemd: in quotes, without specifiers and variables.
fn quoted(word: &str) -> String {
    let mut text = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '%' | '$' => text.extend([c, c]),
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}
