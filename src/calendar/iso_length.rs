//! Lengths inside entries: ISO 8601 text such as `PT45M`, for `#[serde(with = "…")]`.

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

use super::length;

/// Writes a length.
pub fn serialize<S: Serializer>(value: &TimeDelta, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&length::iso(*value))
}

/// Reads a length.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeDelta, D::Error> {
    let text = String::deserialize(deserializer)?;
    length::from_iso(&text).map_err(D::Error::custom)
}

/// The same for a length that may be absent.
pub mod option {
    use super::{Deserialize, Deserializer, Error, Serializer, TimeDelta, length};

    /// Writes a length or null.
    pub fn serialize<S: Serializer>(value: &Option<TimeDelta>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a length or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TimeDelta>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| length::from_iso(&text).map_err(D::Error::custom)).transpose()
    }
}
