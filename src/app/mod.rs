//! The use cases: load facts, ask, append, act. They answer with values; words belong to `output`.

pub mod answers;
mod backups;
mod changes;
mod check;
mod commands;
mod error;
mod facts;
mod instants;
pub mod log;
mod narrator;
mod plan;
mod planner;
mod recording;
mod rules;
mod run;
mod running;
mod site;
mod status;
mod texts;
mod work;

pub use backups::{ByHand, Confirming, confirm, report as backup_report, take};
pub use changes::{Deed, ListAsked, act, list, show};
pub use check::{About, CheckAsked, check};
pub use error::Error;
pub use narrator::{Narrator, Step};
pub use plan::{PlanAsked, Planned, plan, reschedule};
pub use planner::{HowMany, SlotsAsked, Whose, WindowsAsked, slots, windows};
pub use rules::{adopt, diff, footing, show as policy};
pub use run::{BackupFirst, RunAsked, Wording, run};
pub use running::Output;
pub use site::{Caller, Choice, Site};
pub use status::status;
pub use work::Lengths;
