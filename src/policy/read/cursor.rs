//! Walks the parsed document, collects faults with their places, and knows which keys nobody asked for.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::secrets::Secret;
use super::suggest::{listed, nearest, suggestion};
use crate::policy::Fault;

/// Collects faults while the document is read on.
#[derive(Debug, Default)]
pub(super) struct Log {
    faults: RefCell<Vec<Fault>>,
    left_out: Cell<usize>,
    secrets: RefCell<Vec<Secret>>,
}

impl Log {
    /// More faults than anybody reads: the rest is counted.
    const MOST: usize = 200;

    /// Notes a fault.
    pub(super) fn fault(&self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        if self.is_full() {
            self.left_out.update(|count| count + 1);
        } else {
            self.faults.borrow_mut().push(Fault { span, message: message.into(), help });
        }
    }

    /// Whether further faults are only counted, so that suggestions for them need not be looked for.
    pub(super) fn is_full(&self) -> bool {
        self.faults.borrow().len() >= Self::MOST
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_clean(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    /// The faults; how many more there were; the values that hold passwords.
    pub(super) fn finish(self) -> (Vec<Fault>, usize, Vec<Secret>) {
        (self.faults.into_inner(), self.left_out.get(), self.secrets.into_inner())
    }
}

/// One table, e.g. `[customers.acme]`.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// How people call it: `[customers.acme]`; for the whole file: `the file`.
    name: String,
    span: Range<usize>,
    entries: &'a DeTable<'a>,
    known: RefCell<Vec<&'static str>>,
    log: &'a Log,
}

impl<'a> Table<'a> {
    /// The whole document.
    pub(super) fn root(entries: &'a DeTable<'a>, log: &'a Log) -> Self {
        Self { name: "windows.toml".to_owned(), span: 0..0, entries, known: RefCell::default(), log }
    }

    /// The value of a key, if there is one.
    pub(super) fn get(&self, key: &'static str) -> Option<Item<'a>> {
        self.known.borrow_mut().push(key);
        let value = self.entries.get(key)?;
        Some(Item { name: key.to_owned(), span: value.span(), value: value.get_ref(), log: self.log })
    }

    /// The value of a key that must be there.
    pub(super) fn required(&self, key: &'static str, help: &str) -> Option<Item<'a>> {
        let item = self.get(key);
        if item.is_none() {
            self.fault(format!("{} has no `{key}`", self.name), Some(help.to_owned()));
        }
        item
    }

    /// Every key with its value, for tables whose keys are ids.
    pub(super) fn items(&self) -> impl Iterator<Item = (Key<'a>, Item<'a>)> + use<'a> {
        let log = self.log;
        self.entries.iter().map(move |(key, value)| {
            let key = Key { text: key.get_ref(), span: key.span() };
            (key.clone(), Item { name: key.text.to_owned(), span: value.span(), value: value.get_ref(), log })
        })
    }

    /// Where a fault of the table as a whole is shown.
    pub(super) fn fault(&self, message: impl Into<String>, help: Option<String>) {
        self.log.fault(self.span.clone(), message, help);
    }

    /// How people call it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Reports every key that nobody asked for.
    pub(super) fn no_other_keys(&self) {
        let known = self.known.borrow();
        for key in self.entries.keys() {
            let text = key.get_ref().as_ref();
            if !known.contains(&text) {
                let help = nearest(text, known.iter().copied()).map_or_else(
                    || format!("it may have {}", listed(known.iter().copied())),
                    |near| format!("did you mean `{near}`?"),
                );
                self.log.fault(key.span(), format!("{} has no key {text:?}", self.name), Some(help));
            }
        }
    }
}

/// A key and its place.
#[derive(Debug, Clone)]
pub(super) struct Key<'a> {
    /// The key itself, without quotes.
    pub(super) text: &'a str,
    /// Where it is written.
    pub(super) span: Range<usize>,
}

/// One value and its place.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    name: String,
    span: Range<usize>,
    value: &'a DeValue<'a>,
    log: &'a Log,
}

impl<'a> Item<'a> {
    /// Where it is written.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Whether further faults are only counted.
    pub(super) fn log_is_full(&self) -> bool {
        self.log.is_full()
    }

    /// Lets no fault show the passwords in this value.
    pub(super) fn keep_secret(&self) {
        let value = self.value.as_str().unwrap_or_default().to_owned();
        self.log.secrets.borrow_mut().push(Secret { span: self.span(), value });
    }

    /// Notes a fault of this value.
    pub(super) fn fault(&self, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.log.fault(self.span(), message, help.into());
    }

    /// Notes that the value is of another type than wanted.
    fn wrong_type(&self, wanted: &str) {
        let help = match self.value {
            DeValue::Datetime(_) if wanted.starts_with("a text") => Some("put it in quotes".to_owned()),
            DeValue::String(_) if wanted.starts_with("a list") => Some("put it in square brackets".to_owned()),
            _ => None,
        };
        self.fault(format!("`{}` must be {wanted}, this is {}", self.name, described(self.value)), help);
    }

    /// A text that is not blank.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.text_as("a text")
    }

    /// A text that is not blank; `wanted` starts with "a text" and says what it should hold.
    pub(super) fn text_as(&self, wanted: &str) -> Option<&'a str> {
        let Some(text) = self.value.as_str() else {
            self.wrong_type(wanted);
            return None;
        };
        if text.trim().is_empty() {
            self.fault(format!("`{}` may not be empty", self.name), None);
            return None;
        }
        if let Some(control) = text.chars().find(|c| c.is_control()) {
            self.fault(format!("`{}` may not hold the control character {control:?}", self.name), None);
            return None;
        }
        Some(text)
    }

    /// A text that `parse` understands.
    pub(super) fn parsed<T, E: Display>(&self, wanted: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        parse(self.text_as(wanted)?).map_err(|error| self.fault(error.to_string(), None)).ok()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known = || words.iter().map(|(word, _)| *word);
            self.fault(format!("`{}` may not be {text:?}", self.name), suggestion(text, known()));
        }
        found
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self) -> Option<bool> {
        let found = self.value.as_bool();
        if found.is_none() {
            self.wrong_type("true or false");
        }
        found
    }

    /// A whole number from 0 to `most`.
    pub(super) fn number(&self, most: u64) -> Option<u64> {
        let Some(integer) = self.value.as_integer() else {
            self.wrong_type("a whole number");
            return None;
        };
        let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
        let fits = number.and_then(|number| u64::try_from(number).ok()).filter(|number| *number <= most);
        if fits.is_none() {
            self.fault(format!("`{}` must be a whole number from 0 to {most}", self.name), None);
        }
        fits
    }

    /// A list, each element as an item of the same name.
    pub(super) fn list(&self, wanted: &str) -> Option<Vec<Item<'a>>> {
        let Some(array) = self.value.as_array() else {
            self.wrong_type(wanted);
            return None;
        };
        let item = |element: &'a Spanned<DeValue<'a>>| Item {
            name: self.name.clone(),
            span: element.span(),
            value: element.get_ref(),
            log: self.log,
        };
        Some(array.iter().map(item).collect())
    }

    /// A list of texts that are not blank.
    pub(super) fn texts(&self) -> Option<Vec<(&'a str, Item<'a>)>> {
        let items = self.list("a list of texts")?;
        Some(items.into_iter().filter_map(|item| Some((item.text()?, item))).collect())
    }

    /// A text that may be empty, as an argument of a program may.
    pub(super) fn argument(&self) -> Option<&'a str> {
        let text = self.value.as_str();
        match text {
            None => self.wrong_type("a text"),
            Some(text) if text.contains('\0') => self.fault("an argument may not hold U+0000", None),
            Some(_) => {}
        }
        text
    }

    /// Whether it is a list with nothing in it.
    pub(super) fn is_empty_list(&self) -> bool {
        self.value.as_array().is_some_and(|array| array.is_empty())
    }

    /// Whether it is `"*"`.
    pub(super) fn is_star(&self) -> bool {
        self.is("*")
    }

    /// Whether it is that text.
    pub(super) fn is(&self, text: &str) -> bool {
        self.value.as_str() == Some(text)
    }

    /// A table; `name` is how people call it.
    pub(super) fn table(&self, name: impl Into<String>) -> Option<Table<'a>> {
        let name = name.into();
        let Some(entries) = self.value.as_table() else {
            self.fault(format!("{name} must be a table, this is {}", described(self.value)), None);
            return None;
        };
        Some(Table { name, span: self.span(), entries, known: RefCell::default(), log: self.log })
    }

    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        self.value.is_table()
    }
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
