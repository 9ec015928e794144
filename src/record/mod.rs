//! What an entry of the ledger is, how entries chain, and how an aggregate is folded from its own. Pure.
//!
//! An entry is one line of JSON, kept as the exact bytes that were hashed; nothing is re-serialised to verify.

pub mod aggregate;
pub mod card;
pub mod chain;
pub mod command_line;
pub mod digest;
pub mod entry;
pub mod export;
pub mod folding;
pub mod harmless;
pub mod identity;
pub mod masking;
pub mod plain;
pub mod subject;

pub use aggregate::{Aggregate, Unreadable};
pub use card::{Card, Label};
pub use chain::{ChainFault, Head, Verifier};
pub use command_line::typed;
pub use digest::Digest;
pub use entry::{Act, Claims, Draft, Entry, Stamp};
pub use folding::{Folding, Registry, Streams};
pub use identity::{LedgerId, LedgerIdentity};
pub use plain::Unfit;
pub use subject::Subject;
