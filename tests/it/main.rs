//! The one test binary.

mod calendar;
mod masking;
mod record;
mod sweep;
mod zonedata;
