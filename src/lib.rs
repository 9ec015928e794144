//! okno: plans changes in the customer's local time and refuses what does not fit.

pub mod calendar;
pub mod clock;
pub mod exec;
pub mod ledger;
pub mod policy;
pub mod probe;
pub mod record;
pub mod tools;
pub mod zonedata;
