//! The one test binary.

mod calendar;
mod exec;
mod masking;
mod policy;
mod record;
mod sweep;
mod zonedata;
