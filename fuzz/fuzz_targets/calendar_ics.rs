#![no_main]
#[expect(dead_code, reason = "each fuzz target makes one claim")]
#[path = "../claims.rs"]
mod claims;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::calendar_ics(bytes));
