//! What an entry is about.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `stream/name`: `change/CHG-12`, `backup/bonus-db`, `policy/windows`, `ledger/ledger`, `zonedata/rules`.
///
/// The stream says which aggregate is folded from the subject's entries; it holds no slash, the name may.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    text: String,
    slash: usize,
}

impl Subject {
    /// The subject called `name` within `stream`. Neither may be empty: no entry can be composed about such a subject.
    pub fn new(stream: &str, name: &str) -> Self {
        let text = format!("{stream}/{name}");
        let slash = text.find('/').unwrap_or(stream.len());
        Self { text, slash }
    }

    /// Reads `stream/name`; `None` when either part is missing.
    pub fn parse(text: &str) -> Option<Self> {
        let (stream, name) = text.split_once('/')?;
        (!stream.is_empty() && !name.is_empty()).then(|| Self { text: text.to_owned(), slash: stream.len() })
    }

    /// The part before the slash.
    pub fn stream(&self) -> &str {
        &self.text[..self.slash]
    }

    /// The part after the slash.
    pub fn name(&self) -> &str {
        &self.text[self.slash + 1..]
    }

    /// Both parts, as [`Subject::parse`] reads them.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// The text is not `stream/name`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not of the form stream/name")]
pub struct NotASubject {
    /// What was given.
    pub text: String,
}

impl FromStr for Subject {
    type Err = NotASubject;

    fn from_str(text: &str) -> Result<Self, NotASubject> {
        Self::parse(text).ok_or_else(|| NotASubject { text: text.to_owned() })
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
