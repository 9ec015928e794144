//! The one test binary.

mod approvals;
mod backups;
mod bound_command;
mod calendar;
mod changes;
mod exec;
mod gate;
mod house;
mod layering;
mod lifecycle;
mod masking;
mod night;
mod output;
mod policy;
mod probe;
mod record;
mod runs;
mod sqlite;
mod store_contract;
mod sweep;
mod tools;
mod zonedata;
