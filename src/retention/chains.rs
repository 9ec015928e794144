//! Which copies others cannot be restored without.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use chrono::{DateTime, Utc};

use super::StoredCopy;
use crate::policy::Evidence;

/// The references between copies, by their places in the list.
pub(super) struct Chains {
    /// What each refers to.
    pub(super) ancestors: Vec<Vec<usize>>,
    /// Dependents before what they refer to, the oldest first; without those that are in a circle or needed by one.
    pub(super) order: Vec<usize>,
    /// Those that `order` lacks.
    pub(super) circular: Vec<usize>,
    /// Whether it refers to a copy that is not in the list.
    has_gap: Vec<bool>,
    /// Whether another has its id.
    pub(super) is_twin: Vec<bool>,
}

impl Chains {
    pub(super) fn of(copies: &[StoredCopy]) -> Self {
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(copies.len());
        let mut is_twin = vec![false; copies.len()];
        for (place, copy) in copies.iter().enumerate() {
            if let Some(first) = places.insert(&copy.id, place) {
                is_twin[first] = true;
                is_twin[place] = true;
            }
        }
        let mut has_gap = vec![false; copies.len()];
        let mut ancestors: Vec<Vec<usize>> = Vec::with_capacity(copies.len());
        for (place, copy) in copies.iter().enumerate() {
            let mut found = Vec::with_capacity(copy.refers_to.len());
            for id in copy.refers_to.iter().filter(|id| **id != copy.id) {
                match places.get(id.as_str()) {
                    Some(ancestor) => found.push(*ancestor),
                    None => has_gap[place] = true,
                }
            }
            found.sort_unstable();
            found.dedup();
            ancestors.push(found);
        }
        let (order, circular) = ordered(copies, &ancestors);
        Self { ancestors, order, circular, has_gap, is_twin }
    }

    /// Which copies can be restored as far as anybody knows: complete, and so is everything that they refer to.
    pub(super) fn whole(&self, copies: &[StoredCopy]) -> Vec<bool> {
        let mut whole = vec![false; copies.len()];
        for &place in self.order.iter().rev() {
            let copy = &copies[place];
            whole[place] = copy.evidence >= Evidence::Complete
                && !copy.is_refuted
                && !self.has_gap[place]
                && self.ancestors[place].iter().all(|ancestor| whole[*ancestor]);
        }
        whole
    }
}

/// Dependents before what they refer to, and those for which there is no such order.
fn ordered(copies: &[StoredCopy], ancestors: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut dependents = vec![0_usize; copies.len()];
    for &ancestor in ancestors.iter().flatten() {
        dependents[ancestor] += 1;
    }
    let ready = |place: usize| -> Reverse<(DateTime<Utc>, &str, usize)> {
        Reverse((copies[place].at, copies[place].id.as_str(), place))
    };
    let mut free: BinaryHeap<_> = (0..copies.len()).filter(|place| dependents[*place] == 0).map(ready).collect();
    let mut order = Vec::with_capacity(copies.len());
    while let Some(Reverse((.., place))) = free.pop() {
        order.push(place);
        for &ancestor in &ancestors[place] {
            dependents[ancestor] -= 1;
            if dependents[ancestor] == 0 {
                free.push(ready(ancestor));
            }
        }
    }
    let circular = (0..copies.len()).filter(|place| dependents[*place] > 0).collect();
    (order, circular)
}
