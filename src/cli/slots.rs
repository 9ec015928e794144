//! `okno slots`.

use clap::Args;

use super::{
    Context, Result,
    arguments::{LengthArgs, customer},
    context::DONE,
};
use crate::{
    app::{self, SlotsAsked},
    exit,
    output::{ics, json, table},
    policy::CustomerId,
};

#[derive(Debug, Args)]
pub(super) struct Slots {
    /// The system that the work stops
    #[arg(long, value_name = "NAME")]
    system: String,
    #[command(flatten)]
    lengths: LengthArgs,
    /// Only these of its customers (several times, or with commas)
    #[arg(long, value_name = "NAME", value_parser = customer, value_delimiter = ',')]
    customer: Vec<CustomerId>,
    /// From when on [default: now]
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    count: u16,
    /// Show the least number of starts that together serve every customer, each inside its own window
    #[arg(long)]
    waves: bool,
    /// Tell which customer, freeze or other change closes which hours of the next seven days
    #[arg(long)]
    explain: bool,
    /// The zone in which --from is read
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl Slots {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result {
        let site = context.site()?;
        let asked = SlotsAsked {
            system: self.system,
            customers: self.customer,
            lengths: self.lengths.lengths(),
            from: self.from,
            count: self.count.into(),
            zone: self.zone,
            waves: self.waves,
            explain: self.explain,
        };
        let slots = app::slots(&site, &asked)?;
        context.answer_or_ics(|style| table::slots(&slots, style), || json::slots(&slots), || ics::slots(&slots))?;
        Ok(slots.why_none.iter().map(|reason| reason.cure).max().map_or(DONE, |gravest| exit::of_cure(Some(gravest))))
    }
}
