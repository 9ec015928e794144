//! The ids that windows.toml gives to customers, systems, calendars and people.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was written.
    #[error("an id may not be empty")]
    Empty,
    /// A character that would need quoting in a shell, a file name or a URL.
    #[error("{found:?} may not stand in an id")]
    Character {
        /// The first such character.
        found: char,
    },
    /// On a command line it would look like a flag.
    #[error("an id may not begin with a dash")]
    LeadingDash,
    /// More than 64 characters.
    #[error("an id may have at most {MAX_LENGTH} characters, this one has {length}")]
    TooLong {
        /// How many it has.
        length: usize,
    },
}

const MAX_LENGTH: usize = 64;

/// Letters (of any script), digits, `-` and `_`; not empty, at most 64 characters.
fn check(text: &str) -> Result<(), NameError> {
    let length = text.chars().count();
    match text.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_')) {
        _ if text.is_empty() => Err(NameError::Empty),
        _ if text.starts_with('-') => Err(NameError::LeadingDash),
        Some(found) => Err(NameError::Character { found }),
        None if length > MAX_LENGTH => Err(NameError::TooLong { length }),
        None => Ok(()),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Accepts letters, digits, `-` and `_`, at most 64 of them.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                check(text).map(|()| Self(text.to_owned()))
            }

            /// The id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

id! {
    /// A customer: whose service stops.
    CustomerId
}
id! {
    /// A system: what a change stops.
    SystemId
}
id! {
    /// A calendar: which dates are working days.
    CalendarId
}
id! {
    /// A person with a role.
    PersonId
}
