//! The name of an IANA release.

use std::fmt;

/// An IANA release, e.g. `2026e`; ordered as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release(String);

impl Release {
    /// Accepts a year of this century and a letter, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [b'2', b'0', tens, ones, letter]
                if tens.is_ascii_digit() && ones.is_ascii_digit() && letter.is_ascii_lowercase() =>
            {
                Some(Self(text.to_owned()))
            }
            _ => None,
        }
    }

    /// As IANA writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year it was published in.
    pub fn year(&self) -> i32 {
        self.0.bytes().take(4).fold(0, |year, digit| year * 10 + i32::from(digit - b'0'))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
