//! What the backup tools answer when they are asked for their lists: a misspelt name or a wrong password shows here.

use crate::{
    app::{
        Site,
        backups::sentences,
        evidence,
        narrator::{Narrator, Step},
    },
    health::{BackupsSeen, ListSaid, ListSeen},
    policy::BackupTool,
    tools::Catalogue,
};

/// Asks the tools of each system of which nothing is missing for what `backup due` asks them.
pub(super) fn all(site: &Site<'_>, seen: &mut [BackupsSeen], narrator: &mut dyn Narrator) {
    for seen in seen.iter_mut().filter(|seen| seen.unusable.is_empty()) {
        let system = site.policy.systems.get(&seen.system);
        let Some(backup) = system.and_then(|system| system.own_backup()) else { continue };
        narrator.step(&Step::Listing { system: seen.system.to_string() });
        let there = backup.aftercare.transfer.as_ref().and_then(|transfer| transfer.there.as_ref());
        let tools = [(&backup.tool, false)].into_iter().chain(there.map(|there| (there, true)));
        seen.answers = tools.map(|(tool, there)| answer(site, tool, there)).collect();
    }
}

fn answer(site: &Site<'_>, tool: &BackupTool, there: bool) -> ListSeen {
    let said = match evidence::catalogue_by(site, tool, evidence::LIST_FOR_DOCTOR) {
        Catalogue::Told(listed) => ListSaid::Copies(listed.len()),
        Catalogue::NewestOnly => ListSaid::NewestOnly,
        Catalogue::Unknown(faults) => ListSaid::Nothing(sentences(&faults)),
    };
    ListSeen { tool: tool.name(), there, said }
}
