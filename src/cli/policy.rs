//! `okno policy`.

use clap::{Args, Subcommand};

use super::{Context, Failure, Result, context::DONE, prompt};
use crate::{
    app, exit,
    output::{json, table},
};

#[derive(Debug, Args)]
pub(super) struct Policy {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// The rules as they come out for each system
    Show {
        /// Only this system's
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
    },
    /// Read windows.toml and show everything that is wrong in it
    Check,
    /// What an adoption would change; exits with 77 if anything
    Diff,
    /// Record that these rules hold from now on
    Adopt,
}

impl Policy {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        match self.task {
            Task::Show { system } => {
                let site = context.site()?;
                let view = app::policy(&site, system.as_deref())?;
                context.answer(|style| table::policy_view(&view, style), || json::policy_view(&view))?;
                Ok(DONE)
            }
            Task::Check => {
                let site = context.site()?;
                let (path, policy) = (&site.policy_path, &site.policy);
                context.answer(
                    |style| table::policy_check(path, policy, style),
                    || json::policy_check(path, policy, &app::footing(&site)),
                )?;
                Ok(DONE)
            }
            Task::Diff => {
                let site = context.site()?;
                let difference = app::diff(&site)?;
                context.answer(|style| table::policy_diff(&difference, style), || json::policy_diff(&difference))?;
                Ok(if difference.is_empty() { DONE } else { exit::REFUSED })
            }
            Task::Adopt => adopt(context),
        }
    }
}

/// The difference is shown before anybody agrees to it.
fn adopt(context: &mut Context<'_>) -> Result {
    let site = context.site()?;
    let difference = app::diff(&site)?;
    if !difference.is_empty() && !context.globals.yes {
        let style = context.err_style();
        context.complain(&table::policy_changes(&difference, &style));
        if !prompt::agree(context, "Adopt these rules?", "--yes")? {
            return Err(Failure::declined());
        }
    }
    let adopted = app::adopt(&site)?;
    context.answer(|style| table::adopted(&adopted, style), || json::policy_diff(&adopted))?;
    Ok(DONE)
}
