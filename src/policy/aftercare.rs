//! What becomes of copies once they are made: the backup server (R9.2), the drill, and the way that they go (R9.3).

use serde_json::{Value, json};

use super::BackupTool;

/// Stands for the id of a copy in a command, as one whole argument.
pub const ID: &str = "{id}";
/// Stands for where a copy lies, as one whole argument.
pub const SOURCE: &str = "{source}";

/// What becomes of the copies of a system once they are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aftercare {
    /// The command that deletes one copy, for tools that okno cannot ask; `None`: the tool does it.
    pub delete: Option<Vec<String>>,
    /// How they come to the backup server; `None`: they are made there.
    pub transfer: Option<Box<Transfer>>,
    /// The command that restores one copy and probes what came out.
    pub drill: Option<Vec<String>>,
}

/// How copies come to the backup server; at least one of `there` and `verify` is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The command that copies.
    pub command: Vec<String>,
    /// How they are looked at there.
    pub there: Option<BackupTool>,
    /// A command that succeeds only for a copy that is sound there.
    pub verify: Option<Vec<String>>,
}

impl Transfer {
    /// Whether the command is about one copy; else one run of it copies all that is owed.
    pub fn is_for_one(&self) -> bool {
        self.command.iter().any(|argument| argument == ID || argument == SOURCE)
    }
}

impl Aftercare {
    /// The programs that are run: one that is named by a path is part of the rules.
    pub fn programs(&self) -> Vec<&str> {
        let transfer = self.transfer.as_deref();
        let commands = [
            self.delete.as_ref(),
            self.drill.as_ref(),
            transfer.map(|transfer| &transfer.command),
            transfer.and_then(|transfer| transfer.verify.as_ref()),
        ];
        let own = commands.into_iter().flatten().filter_map(|argv| argv.first()).map(String::as_str);
        let there = transfer.and_then(|transfer| transfer.there.as_ref()).map(BackupTool::programs);
        own.chain(there.into_iter().flatten()).collect()
    }

    /// As part of the rules that are adopted.
    pub(super) fn as_json(&self) -> Value {
        json!({
            "delete": self.delete,
            "drill": self.drill,
            "transfer": self.transfer.as_ref().map(|transfer| json!({
                "command": transfer.command,
                "there": transfer.there.as_ref().map(BackupTool::as_json),
                "verify": transfer.verify,
            })),
        })
    }
}

/// The command about one copy, its placeholders filled in: each stands for one whole argument.
pub fn about(argv: &[String], id: &str, source: &str) -> Vec<String> {
    let fill = |argument: &String| match argument.as_str() {
        ID => id.to_owned(),
        SOURCE => source.to_owned(),
        _ => argument.clone(),
    };
    argv.iter().map(fill).collect()
}
