//! How strong the evidence of a backup is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is known of a backup, from weak to strong (R9.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A person's word.
    Attested,
    /// It is there.
    Present,
    /// It is there in full.
    Complete,
    /// Its content was checked.
    Verified,
    /// It was restored and looked at.
    Restored,
}

impl Evidence {
    /// All of them, from weak to strong.
    pub const ALL: [Self; 5] = [Self::Attested, Self::Present, Self::Complete, Self::Verified, Self::Restored];

    /// The word for it, in windows.toml and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Present => "present",
            Self::Complete => "complete",
            Self::Verified => "verified",
            Self::Restored => "restored",
        }
    }

    /// The evidence of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|evidence| evidence.as_str() == word)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
