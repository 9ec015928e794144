//! `okno check`.

use chrono::TimeDelta;
use clap::{ArgGroup, Args};

use super::{
    Context, Failure, Result,
    arguments::{customer, length},
};
use crate::{
    app::{self, About, CheckAsked, Lengths},
    change::ChangeId,
    exit,
    output::{json, table},
    policy::CustomerId,
};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("about").required(true).args(["id", "system"])))]
pub(super) struct Check {
    /// The change: CHG-12 or 12
    id: Option<ChangeId>,
    /// Without a change: the system that the work would stop
    #[arg(long, value_name = "NAME", requires = "downtime")]
    system: Option<String>,
    /// How long the service would stand still: 45m, 1h30m, 90s, PT45M; 0m for none
    #[arg(long, value_name = "LENGTH", value_parser = length, allow_hyphen_values = true, requires = "system")]
    downtime: Option<TimeDelta>,
    /// How long the whole work would take [default: as long as the stop]
    #[arg(long, value_name = "LENGTH", value_parser = length, allow_hyphen_values = true, requires = "system")]
    duration: Option<TimeDelta>,
    /// Only these of its customers (several times, or with commas)
    #[arg(long, value_name = "NAME", value_parser = customer, value_delimiter = ',', requires = "system", conflicts_with = "id")]
    customer: Vec<CustomerId>,
    /// The instant to judge [default: now]
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// The zone in which --at is read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl Check {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let about = match (self.id, self.system, self.downtime) {
            (Some(id), ..) => About::Change(id),
            (None, Some(system), Some(downtime)) => {
                let lengths = Lengths { downtime, duration: self.duration };
                About::System { system, customers: self.customer, lengths }
            }
            _ => {
                return Err(Failure::usage(
                    "neither a change nor a system is named",
                    "okno check --help shows both ways",
                ));
            }
        };
        let site = context.site()?;
        let asked = CheckAsked { about, at: self.at, zone: self.zone };
        let verdict = app::check(&site, &asked).map_err(|error| Failure::from(error).at_the_gate())?;
        context.answer(|style| table::verdict(&verdict, style), || json::verdict(&verdict))?;
        Ok(exit::of_cure(verdict.decision.gravest()))
    }
}
