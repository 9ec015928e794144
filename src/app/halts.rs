//! `okno halt`, `okno resume`: stop the line.

use super::{Error, Site, answers::LineView, planner::bare_footing, recording};
use crate::{
    halt::{Event, Halted, Line, Resumed},
    ledger,
    record::Aggregate as _,
};

/// What is done to the line.
#[derive(Debug, Clone)]
pub enum Stopping {
    /// Nothing may start any more.
    Halt {
        /// On this system; `None`: everywhere.
        system: Option<String>,
        /// Why.
        reason: String,
    },
    /// Changes may start again.
    Resume {
        /// On this system; `None`: everywhere.
        system: Option<String>,
    },
}

/// Stops the line, or lets it go on.
pub fn stop(site: &Site<'_>, stopping: &Stopping) -> Result<LineView, Error> {
    let (Stopping::Halt { system, .. } | Stopping::Resume { system }) = stopping;
    let system = system.as_deref().map(|name| site.system(name)).transpose()?.map(|system| system.id.clone());
    let event = match stopping {
        Stopping::Halt { reason, .. } if reason.trim().is_empty() => {
            return Err(Error::usage("the reason is empty", "say why, for whoever is kept from working"));
        }
        Stopping::Halt { reason, .. } => {
            Event::Halted(Halted { system: system.clone(), reason: reason.trim().to_owned() })
        }
        Stopping::Resume { .. } => Event::Resumed(Resumed { system: system.clone() }),
    };
    let recorded = recording::record(site, site.release(), |write| {
        let line: Line = ledger::load(write, Line::NAME)?;
        if matches!(event, Event::Resumed(_)) && !line.is_halted(system.as_ref()) {
            let what = system.as_ref().map_or_else(|| "everything".to_owned(), ToString::to_string);
            return Err(Error::refused(format!("nobody has halted {what}"), "okno status shows what is halted"));
        }
        Ok(ledger::append_event::<Line>(write, &Line::subject(Line::NAME), &event)?)
    })?;
    let (line, notices, head) = recorded.into_parts();
    Ok(LineView { line, notices, footing: bare_footing(site, head) })
}
