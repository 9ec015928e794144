//! What people and scripts get to see.

#[path = "output/fixtures.rs"]
mod fixtures;
#[path = "output/json.rs"]
mod json;
#[path = "output/table.rs"]
mod table;
#[path = "output/words.rs"]
mod words;
