//! okno: plans changes in the customer's local time and refuses what does not fit.

pub mod app;
pub mod backup;
pub mod calendar;
pub mod change;
pub mod clock;
pub mod exec;
pub mod exit;
pub mod gate;
pub mod ledger;
pub mod output;
pub mod people;
pub mod policy;
pub mod probe;
pub mod record;
pub mod tools;
pub mod zonedata;
