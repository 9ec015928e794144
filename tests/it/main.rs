//! The one test binary.

mod calendar;
mod sweep;
mod zonedata;
