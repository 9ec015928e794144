//! The codes that okno exits with. They are part of the public interface and only ever grow.
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | open; done; nothing falls short |
//! | 2 | usage; an id that does not exist (77 in `check`, `wait`, `run`) |
//! | 65 | the ledger's chain, or an exported log, does not verify |
//! | 69 | an evidence source, the ledger, or the clock cannot be trusted or reached |
//! | 70 | a bug |
//! | 74 | a named file cannot be read or written; or the command ended and its end could not be recorded |
//! | 75 | not now: waiting alone will cure it |
//! | 77 | refused: somebody has to act; something falls short |
//! | 78 | windows.toml is missing or wrong |
//! | 124 | the command was stopped at its deadline |
//! | 126, 127, 128+n | the command could not be run, was not found, was ended by signal n |
//!
//! `backup status --nagios` has the codes of that convention instead: 0, 1, 2, 3.
//!
//! `run` otherwise exits with the command's own code.

use crate::gate::Cure;

/// Open; done; nothing falls short.
pub const OK: u8 = 0;
/// The command line was not understood, or names something that does not exist.
pub const USAGE: u8 = 2;
/// The chain of the ledger or of an exported log does not verify.
pub const DOES_NOT_VERIFY: u8 = 65;
/// An evidence source, the ledger or the clock cannot be trusted or reached: an operator has to act.
pub const UNAVAILABLE: u8 = 69;
/// A bug in okno.
pub const BUG: u8 = 70;
/// A named file cannot be read or written, or the end of a command could not be recorded.
pub const INPUT_OUTPUT: u8 = 74;
/// Not now: waiting alone will cure it.
pub const NOT_NOW: u8 = 75;
/// Refused: somebody has to act, or something falls short.
pub const REFUSED: u8 = 77;
/// windows.toml is missing or wrong.
pub const CONFIG: u8 = 78;
/// The command was stopped at its deadline.
pub const DEADLINE: u8 = 124;
/// The command was found and could not be run.
pub const CANNOT_RUN: u8 = 126;
/// The command was not found.
pub const NOT_FOUND: u8 = 127;
/// What a plugin exits with by the convention of Nagios: `backup status --nagios` alone.
pub mod nagios {
    /// Somebody should look.
    pub const WARNING: u8 = 1;
    /// Somebody has to look now.
    pub const CRITICAL: u8 = 2;
    /// It cannot be told.
    pub const UNKNOWN: u8 = 3;
}
/// What a signal's number is added to when it ended the command.
pub const SIGNALLED: u8 = 128;

/// The code of a command that a signal ended.
pub fn of_signal(signal: i32) -> u8 {
    u8::try_from(i32::from(SIGNALLED) + (signal & 0x7f)).unwrap_or(u8::MAX)
}

/// The code of a decision by the gravest cure that it needs; `None` is open.
pub fn of_cure(gravest: Option<Cure>) -> u8 {
    match gravest {
        None => OK,
        Some(Cure::Time) => NOT_NOW,
        Some(Cure::Somebody) => REFUSED,
        Some(Cure::Operator) => UNAVAILABLE,
    }
}
