//! The rules that were adopted last, read again from what the ledger keeps of them.

use std::cell::RefCell;

use super::Error;
use crate::{
    ledger::{self, Read},
    policy::{Adoption, Beside, Policy},
};

/// The adoption and its rules; no rules where none were adopted, or where this okno does not understand them any more.
pub(super) fn adopted(read: &mut dyn Read) -> Result<(Adoption, Option<Policy>), Error> {
    let adoption: Adoption = ledger::load(read, Adoption::NAME)?;
    let Some(what) = adoption.newest().map(|adopted| &adopted.what) else { return Ok((adoption, None)) };
    let Some(text) = read.attachment(what.text)? else { return Ok((adoption, None)) };
    let digest_of = |path: &str| what.files.iter().find(|file| file.path == path)?.digest;
    let read = RefCell::new(read);
    let content_of = |path: &str| {
        let kept = digest_of(path).and_then(|digest| read.borrow_mut().attachment(digest).ok()?);
        kept.ok_or_else(|| "the ledger did not keep it".to_owned())
    };
    let beside = Beside { digest: &digest_of, content: &content_of };
    let policy = Policy::read_with("windows.toml (as adopted)", &text, beside).ok();
    Ok((adoption, policy))
}
