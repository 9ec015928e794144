//! A reason, wherever it closes something.

use serde::Serialize;

use crate::{
    calendar::instant,
    gate::Reason,
    output::words::{self, ReasonContext},
};

/// One row of the decision table that closes the gate.
#[derive(Serialize)]
pub(super) struct ReasonBody {
    row: u8,
    code: &'static str,
    customer: Option<String>,
    cure: &'static str,
    message: String,
    retry_at: Option<String>,
    /// The override that waives it.
    waived_by: Option<String>,
}

impl ReasonBody {
    pub(super) fn new(reason: &Reason, context: &ReasonContext<'_>) -> Self {
        Self {
            row: reason.row(),
            code: reason.code(),
            customer: reason.customer.as_ref().map(ToString::to_string),
            cure: reason.cure.as_str(),
            message: words::reason(reason, context),
            retry_at: reason.retry_at.map(instant::utc),
            waived_by: reason.waived_by.clone(),
        }
    }
}
