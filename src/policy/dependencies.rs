//! Which systems stop with a system.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Policy, System, SystemId};

impl Policy {
    /// The systems that cannot run without this one, directly or through others; the nearest first, each once.
    pub fn dependents(&self, system: &SystemId) -> Vec<&System> {
        let mut needed_by: BTreeMap<&SystemId, Vec<&SystemId>> = BTreeMap::new();
        for other in self.systems.values() {
            for needed in &other.depends_on {
                needed_by.entry(needed).or_default().push(&other.id);
            }
        }
        self.reached_from(system, |id| needed_by.get(id).cloned().unwrap_or_default())
    }

    /// The systems that this one cannot run without, directly or through others; the nearest first, each once.
    pub fn dependencies(&self, system: &SystemId) -> Vec<&System> {
        self.reached_from(system, |id| self.systems.get(id).iter().flat_map(|system| &system.depends_on).collect())
    }

    fn reached_from<'p>(
        &'p self,
        system: &SystemId,
        neighbours: impl Fn(&SystemId) -> Vec<&'p SystemId>,
    ) -> Vec<&'p System> {
        let mut ahead: VecDeque<&SystemId> = neighbours(system).into();
        let mut seen: BTreeSet<&SystemId> = BTreeSet::new();
        let mut reached = Vec::new();
        while let Some(id) = ahead.pop_front() {
            if id != system && seen.insert(id) {
                reached.extend(self.systems.get(id));
                ahead.extend(neighbours(id));
            }
        }
        reached
    }
}
