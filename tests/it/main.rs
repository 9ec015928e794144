//! The one test binary.

mod calendar;
mod cli_adoption;
mod cli_discovery;
mod cli_instants;
mod cli_json;
mod cli_ledger;
mod cli_rules;
mod cli_windows;
mod exec;
mod gate;
mod house;
mod layering;
mod masking;
mod night;
mod output;
mod policy;
mod probe;
mod record;
mod sqlite;
mod store_contract;
mod sweep;
mod tools;
mod zonedata;
