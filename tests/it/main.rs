//! The one test binary.

mod calendar;
mod exec;
mod masking;
mod policy;
mod probe;
mod record;
mod sweep;
mod tools;
mod zonedata;
