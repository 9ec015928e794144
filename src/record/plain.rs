//! What a line may hold, so that every language reads the same from it: no floats, no integers that a double cannot
//! hold, no U+0000, no line breaks.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The largest integer that a line may hold as a number; larger ones are written as strings.
pub const LARGEST_INTEGER: u64 = 1 << 53;

/// What was to be recorded cannot be written as a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot be recorded: {why}")]
pub struct Unfit {
    /// What is wrong with it.
    pub why: String,
}

/// Checks a line of JSON against the rules of this file.
pub fn check(line: &str) -> Result<(), Unfit> {
    if line.contains(['\n', '\r']) {
        return Err(Unfit { why: "a record is one line, and this one has a line break in it".to_owned() });
    }
    serde_json::from_str::<Plain>(line).map(|_| ()).map_err(|error| Unfit { why: error.to_string() })
}

/// Any JSON value that keeps the rules; nothing of it is kept.
struct Plain;

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without floats, integers above 2^53 and U+0000")
    }

    fn visit_unit<E: Error>(self) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Plain, E> {
        if number > LARGEST_INTEGER { Err(too_large(number)) } else { Ok(Plain) }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Plain, E> {
        if number.unsigned_abs() > LARGEST_INTEGER { Err(too_large(number)) } else { Ok(Plain) }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Plain, E> {
        Err(E::custom(format_args!("{number} is not an integer, and records hold no floating-point numbers")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Plain, E> {
        if text.contains('\0') { Err(E::custom(format_args!("the text {text:?} holds U+0000"))) } else { Ok(Plain) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        while items.next_element::<Plain>()?.is_some() {}
        Ok(Plain)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Plain, A::Error> {
        while pairs.next_entry::<Plain, Plain>()?.is_some() {}
        Ok(Plain)
    }
}

fn too_large<E: Error>(number: impl fmt::Display) -> E {
    E::custom(format_args!("{number} is beyond 2^53, where some readers round: it must be written as a string"))
}
