//! Which ids the file defines, so that references to others are faults.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::cursor::{Item, Table};
use super::suggest::suggestion;
use crate::policy::NameError;

/// The ids under one top-level table such as `[customers]`.
#[derive(Debug)]
pub(super) struct Ids<'a> {
    /// What they are ids of: `customer`.
    what: &'static str,
    ids: BTreeSet<&'a str>,
}

impl<'a> Ids<'a> {
    /// Every key of the table, whether what stands under it is right or not.
    pub(super) fn of(what: &'static str, table: Option<&Table<'a>>) -> Self {
        let ids = table.map(|table| table.items().map(|(key, _)| key.text).collect()).unwrap_or_default();
        Self { what, ids }
    }

    /// Whether the file defines none.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A reference to one of them.
    pub(super) fn reference<Id>(&self, item: &Item<'_>, parse: fn(&str) -> Result<Id, NameError>) -> Option<Id> {
        let text = item.text()?;
        if !self.ids.contains(text) {
            if item.log_is_full() {
                item.fault("", None);
                return None;
            }
            let help = if self.ids.is_empty() {
                format!("the file has no {} at all", self.what)
            } else {
                suggestion(text, self.ids.iter().copied())
            };
            item.fault(format!("there is no {} {text:?}", self.what), help);
            return None;
        }
        // an id with wrong characters is a fault where it is defined
        parse(text).ok()
    }

    /// A list of references without repetitions.
    pub(super) fn references<Id: Clone + Ord>(
        &self,
        item: &Item<'_>,
        parse: fn(&str) -> Result<Id, NameError>,
    ) -> Option<Vec<Id>> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for element in item.list("a list of ids")? {
            let Some(id) = self.reference(&element, parse) else { continue };
            if seen.insert(id.clone()) {
                found.push(id);
            } else {
                element.fault(format!("this {} is in the list twice", self.what), None);
            }
        }
        Some(found)
    }
}

/// Texts of which each may stand for one thing only, such as accounts.
#[derive(Debug, Default)]
pub(super) struct Unique(RefCell<BTreeMap<String, String>>);

impl Unique {
    /// The text of the item, which from now on belongs to `owner`.
    pub(super) fn claim(&self, item: &Item<'_>, owner: &str) -> Option<String> {
        let text = item.text()?.to_owned();
        let before = self.0.borrow_mut().insert(text.clone(), owner.to_owned());
        if let Some(before) = before {
            item.fault(format!("{text:?} already belongs to {before:?}"), "each needs one of its own".to_owned());
        }
        Some(text)
    }
}
