//! What long work tells while it goes on.

use chrono::{DateTime, Utc};

use super::answers::{Notice, Verdict};

/// A step that takes time.
#[derive(Debug, Clone)]
pub enum Step {
    /// The backup command runs.
    Taking {
        /// Of this system.
        system: String,
    },
    /// A tool is asked for all backups.
    Listing {
        /// Of this system.
        system: String,
    },
    /// A backup is being read.
    Looking {
        /// Of this system.
        system: String,
        /// The copy; `None`: the newest.
        id: Option<String>,
    },
    /// A copy goes to the backup server.
    Transferring {
        /// Of this system.
        system: String,
        /// The copy.
        id: String,
    },
    /// A copy is restored.
    Drilling {
        /// Of this system.
        system: String,
        /// The copy.
        id: String,
    },
    /// The newest backup is no good.
    NoBackup {
        /// Of this system.
        system: String,
        /// What is wrong with it.
        why: Vec<String>,
    },
    /// A backup was asked for, and there is nothing to back up.
    NothingToBackUp {
        /// On this system.
        system: String,
        /// Why, as windows.toml says.
        why: String,
    },
    /// okno sleeps until the start; told again when what closes the gate has changed.
    Waiting {
        /// When it will look again for good.
        until: DateTime<Utc>,
        /// What closes the gate meanwhile.
        verdict: Box<Verdict>,
    },
    /// The gate is open and the intent recorded: the command starts.
    Starting {
        /// The change.
        change: String,
        /// The command, masked.
        command: Vec<String>,
    },
    /// The command runs past its deadline.
    Overrun {
        /// The deadline.
        deadline: DateTime<Utc>,
        /// Whether it is being stopped.
        stopping: bool,
    },
    /// okno received a signal while the command ran.
    Signalled {
        /// Its number.
        signal: i32,
    },
}

impl Step {
    /// Whether somebody has to know, even who asked for silence.
    pub fn is_urgent(&self) -> bool {
        matches!(self, Self::NoBackup { .. } | Self::Overrun { .. } | Self::Signalled { .. })
    }
}

/// Told what goes on; whoever implements it decides how, and for whom.
pub trait Narrator {
    /// A step begins.
    fn step(&mut self, step: &Step);
    /// Something worth a line was noticed.
    fn notice(&mut self, notice: &Notice);
}
