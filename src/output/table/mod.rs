//! Answers for people: the verdict first, then sentences and aligned columns, within the width of the terminal.
//!
//! Times are shown on the customer's clock with UTC beside them. Everything that others wrote is made harmless first.

mod backups;
mod calendars;
mod change;
mod choices;
mod explained;
mod freezes;
mod health;
mod layout;
mod ledger;
mod line;
mod moving;
mod policy;
mod regime;
mod retention;
mod setup;
mod status;
mod timeline;
mod times;
mod verdict;
mod waves;

pub use backups::{backup_answer, backup_list, backup_report};
pub use calendars::{calendar_check, calendar_import, calendar_year};
pub use change::{change, change_list};
pub use choices::{slot_choice, system_choice};
pub use freezes::freezes;
pub use health::checkup;
pub use ledger::{acceptance, export_verification, head, log_page, rebuilt, verification};
pub use line::line;
pub use moving::{ledger_copied, ledger_made};
pub use policy::{adopted, policy_changes, policy_check, policy_diff, policy_view};
pub use regime::{due, taken_due};
pub use retention::{drill, prune, transfer};
pub use setup::{draft, initialised};
pub use status::status;
pub use times::{slots, windows};
pub use verdict::{run_report, verdict};
pub use waves::waves;
