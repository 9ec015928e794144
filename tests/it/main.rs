//! The one test binary.

mod calendar;
mod emergencies;
mod exec;
mod gate;
mod house;
mod layering;
mod masking;
mod night;
mod output;
mod pipelines;
mod policy;
mod probe;
mod record;
mod sqlite;
mod store_contract;
mod sweep;
mod tools;
mod zonedata;
