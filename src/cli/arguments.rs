//! How single arguments are read.

use chrono::TimeDelta;
use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::{
    app::Lengths,
    calendar::length,
    change::{Kind, Settlement, State},
    policy::{CustomerId, Evidence},
};

/// A length of time as people write it.
pub(super) fn length(text: &str) -> Result<TimeDelta, String> {
    length::parse(text).map_err(|error| error.to_string())
}

/// The name of a customer.
pub(super) fn customer(text: &str) -> Result<CustomerId, String> {
    CustomerId::parse(text).map_err(|error| error.to_string())
}

#[derive(Debug, Clone, Args)]
pub(super) struct LengthArgs {
    /// How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none
    #[arg(long, value_name = "LENGTH", value_parser = length, allow_hyphen_values = true)]
    downtime: TimeDelta,
    /// How long the whole work takes, the stop included [default: as long as the stop]
    #[arg(long, value_name = "LENGTH", value_parser = length, allow_hyphen_values = true)]
    duration: Option<TimeDelta>,
}

impl LengthArgs {
    pub(super) fn lengths(&self) -> Lengths {
        Lengths { downtime: self.downtime, duration: self.duration }
    }
}

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for Settlement {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Done, Self::Failed]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for State {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::SHOWN
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for Evidence {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}
