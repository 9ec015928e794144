//! `okno completions`.

use clap::Args;
use clap_complete::Shell;

use super::{Context, Result, command_line, context::DONE};

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command_line(), "okno", &mut script);
        context.print(&String::from_utf8_lossy(&script))?;
        Ok(DONE)
    }
}
