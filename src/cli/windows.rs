//! `okno windows`.

use clap::{ArgGroup, Args};

use super::{Context, Result, context::DONE};
use crate::{
    app::{self, HowMany, Whose, WindowsAsked},
    output::{ics, json, table},
};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("about").required(true).args(["customer", "system"])))]
pub(super) struct Windows {
    /// One customer's windows
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// The windows that all customers of a system have in common
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// From when on; a window that is open then is shown whole [default: now]
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Only windows that open before this
    #[arg(long, value_name = "INSTANT", conflicts_with = "count")]
    until: Option<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    count: u16,
    /// The zone in which --from and --until are read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl Windows {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let whose = match (self.customer, self.system) {
            (Some(customer), _) => Whose::Customer(customer),
            (None, system) => Whose::System(system.unwrap_or_default()),
        };
        let how_many = self.until.map_or(HowMany::Count(self.count.into()), HowMany::Until);
        let site = context.site()?;
        let windows = app::windows(&site, &WindowsAsked { whose, from: self.from, how_many, zone: self.zone })?;
        context.answer_or_ics(
            |style| table::windows(&windows, style),
            || json::windows(&windows),
            || ics::windows(&windows),
        )?;
        Ok(DONE)
    }
}
