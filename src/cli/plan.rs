//! `okno plan`, `okno reschedule`.

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::Args;

use super::{
    Context, Result,
    arguments::{customer, length},
    context::DONE,
    plan_prompt::{self, Complete, Said},
};
use crate::{
    app::{self, PlanAsked, Planned, PlannedWaves},
    change::{ChangeId, Kind},
    exit,
    output::{json, table},
    policy::CustomerId,
};

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// What is done, in a few words; like --system and --downtime asked for on a terminal
    title: Option<String>,
    /// The system that it stops
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none
    #[arg(long, value_name = "LENGTH", value_parser = length, allow_hyphen_values = true)]
    downtime: Option<TimeDelta>,
    /// How long the whole work takes, the stop included [default: as long as the stop]
    #[arg(long, value_name = "LENGTH", value_parser = length, allow_hyphen_values = true)]
    duration: Option<TimeDelta>,
    /// Only these of its customers (several times, or with commas)
    #[arg(long, value_name = "NAME", value_parser = customer, value_delimiter = ',')]
    customer: Vec<CustomerId>,
    /// When: 2026-11-24T22:00+05:00, "2026-11-24 22:00" or 22:00, fri 22:00 on the customer's clock, tonight, now
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// The zone in which --at is read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// What sort of work it is
    #[arg(long, value_enum, default_value = "maintenance")]
    kind: Kind,
    /// The ticket that it belongs to
    #[arg(long = "ref", value_name = "TICKET")]
    reference: Option<String>,
    /// Leave terminal and standard input to the command; its output is not recorded
    #[arg(long, requires = "command")]
    interactive: bool,
    /// It views, changes or deletes the customer's data
    #[arg(long)]
    touches_data: bool,
    /// The customer's written instruction
    #[arg(long, value_name = "REFERENCE")]
    instruction: Option<String>,
    /// The technical specification; kept with the record
    #[arg(long, value_name = "FILE")]
    specification: Option<PathBuf>,
    /// The incident that cannot wait: recorded although the hours are wrong; an override lets it run
    #[arg(long, value_name = "INCIDENT")]
    emergency: Option<String>,
    /// One change for each group of customers that a common start serves; on a divisible system
    #[arg(long, conflicts_with_all = ["at", "zone", "emergency"])]
    waves: bool,
    /// The command that will run, in this folder
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Plan {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let said = Said {
            title: self.title,
            system: self.system,
            downtime: self.downtime,
            duration: self.duration,
            customers: self.customer.clone(),
            at: self.at,
            zone: self.zone.clone(),
            is_emergency: self.emergency.is_some(),
        };
        let Complete { title, system, lengths, at } = plan_prompt::complete(context, &site, said)?;
        let asked = PlanAsked {
            title,
            system,
            customers: self.customer,
            lengths,
            at,
            zone: self.zone,
            kind: self.kind,
            reference: self.reference,
            interactive: self.interactive,
            touches_data: self.touches_data,
            instruction: self.instruction,
            specification: self.specification,
            emergency: self.emergency,
            key: None,
            command: (!self.command.is_empty()).then_some(self.command),
        };
        if self.waves {
            return match app::plan_waves(&site, &asked)? {
                PlannedWaves::Recorded(waves, notices) => {
                    context.answer(|style| table::waves(&waves, &notices, style), || json::waves(&waves, &notices))?;
                    Ok(DONE)
                }
                PlannedWaves::Refused(verdict) => answer(context, &Planned::Refused(verdict)),
            };
        }
        let planned = app::plan(&site, &asked)?;
        answer(context, &planned)
    }
}

#[derive(Debug, Args)]
pub(super) struct Reschedule {
    /// The change: CHG-12 or 12
    id: ChangeId,
    /// When, as for plan
    #[arg(long, value_name = "INSTANT")]
    at: String,
    /// The zone in which --at is read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl Reschedule {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let planned = app::reschedule(&site, self.id, Some(&self.at), self.zone.as_deref())?;
        answer(context, &planned)
    }
}

fn answer(context: &mut Context<'_>, planned: &Planned) -> Result {
    match planned {
        Planned::Recorded(view) => {
            context.answer(|style| table::change(view, style), || json::change(view))?;
            Ok(DONE)
        }
        Planned::Refused(verdict) => {
            context.answer(|style| table::verdict(verdict, style), || json::verdict(verdict))?;
            Ok(exit::of_cure(verdict.decision.gravest()))
        }
    }
}
