//! `okno plan` without arguments: a person at a terminal is asked for what is missing, and chooses among the next slots.

use chrono::TimeDelta;

use super::{Context, Failure, Result, prompt};
use crate::{
    app::{self, Lengths, Site, SlotsAsked},
    calendar::{instant, length},
    output::{harmless::harmless, table, words},
    policy::CustomerId,
};

/// How many slots are offered.
const OFFERED: usize = 5;

/// What was said of a plan so far.
pub(super) struct Said {
    pub(super) title: Option<String>,
    pub(super) system: Option<String>,
    pub(super) downtime: Option<TimeDelta>,
    pub(super) duration: Option<TimeDelta>,
    pub(super) customers: Vec<CustomerId>,
    pub(super) at: Option<String>,
    pub(super) zone: Option<String>,
    /// It cannot wait for a slot.
    pub(super) is_emergency: bool,
}

/// What every plan needs.
pub(super) struct Complete {
    pub(super) title: String,
    pub(super) system: String,
    pub(super) lengths: Lengths,
    pub(super) at: Option<String>,
}

/// What was said, and what a person answers to the rest. A plan that lacks nothing asks nothing.
pub(super) fn complete(context: &mut Context<'_>, site: &Site<'_>, said: Said) -> Result<Complete> {
    let Said { title, system, downtime, duration, customers, at, zone, is_emergency } = said;
    let missing = [("TITLE", title.is_none()), ("--system", system.is_none()), ("--downtime", downtime.is_none())];
    let missing: Vec<_> = missing.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name).collect();
    let asks = !missing.is_empty();
    if asks && !prompt::possible(context) {
        return Err(Failure::usage(
            format!("the plan lacks {}", missing.join(", ")),
            "give them on the command line; without them okno asks, but only a person at a terminal",
        ));
    }
    let system = match system {
        Some(system) => system,
        None => which_system(context, site)?,
    };
    // A name that leads nowhere is told before more is asked.
    site.system(&system)?;
    let title = match title {
        Some(title) => title,
        None => prompt::valid("What is done, in a few words", |text| match text.trim() {
            "" => Err("a plan needs a title".to_owned()),
            title => Ok(title.to_owned()),
        })?,
    };
    let downtime = match downtime {
        Some(downtime) => downtime,
        None => prompt::valid("How long the service stands still (45m, 1h30m; 0m for not at all)", |text| {
            length::parse(text.trim()).map_err(|error| error.to_string())
        })?,
    };
    let lengths = Lengths { downtime, duration };
    let at = match at {
        None if asks && !is_emergency => {
            let (system, from) = (system.clone(), None);
            let (count, waves, explain) = (OFFERED, false, false);
            which_slot(context, site, &SlotsAsked { system, customers, lengths, from, count, zone, waves, explain })?
        }
        at => at,
    };
    Ok(Complete { title, system, lengths, at })
}

fn which_system(context: &mut Context<'_>, site: &Site<'_>) -> Result<String> {
    let known: Vec<_> = site.policy.systems.values().collect();
    let style = context.err_style();
    context.complain(&table::system_choice(&known, style));
    let number =
        |text: &str| known.get(text.parse::<usize>().ok()?.checked_sub(1)?).map(|system| system.id.to_string());
    prompt::valid("Which system, by number or name", |text| match text.trim() {
        name if known.iter().any(|system| system.id.as_str() == name) => Ok(name.to_owned()),
        text => number(text).ok_or_else(|| format!("write 1 to {}, or a name", known.len())),
    })
}

/// One of the next slots, or another time at which the work fits; `None` where there is no slot: the refusal of the plan will
/// say why.
fn which_slot(context: &mut Context<'_>, site: &Site<'_>, asked: &SlotsAsked) -> Result<Option<String>> {
    let found = app::slots(site, asked)?;
    if found.slots.is_empty() {
        return Ok(None);
    }
    let style = context.err_style();
    context.complain(&table::slot_choice(&found, style));
    // A slip here must not cost what was typed before.
    let chosen =
        prompt::valid_or("Which one, by number, or another time", "1", |text| match text.trim().parse::<usize>() {
            Ok(number) => {
                let slot = number.checked_sub(1).and_then(|index| found.slots.get(index));
                let slot = slot.ok_or_else(|| format!("write 1 to {}, or a time", found.slots.len()))?;
                Ok(instant::utc(slot.start_at))
            }
            Err(_) => match app::fits_at(site, asked, text.trim()) {
                Ok(fit) => words::no_fit(fit, &found).map_or_else(|| Ok(text.trim().to_owned()), Err),
                Err(error) => {
                    let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                    Err(harmless(&format!("{error}{hint}")).into_owned())
                }
            },
        })?;
    Ok(Some(chosen))
}
