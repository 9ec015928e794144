//! Who closes which hours, and what bounds a slot or a window.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    calendar::{Interval, instant},
    gate::{Bound, Closer, Closing, Explained},
    policy::CustomerId,
};

/// `explained` of `okno.slots/1`.
#[derive(Serialize)]
pub(super) struct ExplainedBody<'a> {
    from_at: String,
    until_at: String,
    closed_by: Vec<CloserBody<'a>>,
    /// When nothing closes it.
    open: Vec<SpanBody>,
}

impl<'a> ExplainedBody<'a> {
    pub(super) fn new(explained: &'a Explained) -> Self {
        let alone = |index: usize| explained.sections.iter().filter(move |section| section.alone == Some(index));
        let spans = |spans: Vec<Interval>| spans.into_iter().map(SpanBody::new).collect();
        let closers = explained.closers.iter().enumerate().map(|(index, closer)| CloserBody {
            spans: Some(spans(closer.spans.clone())),
            alone: Some(spans(alone(index).map(|section| section.span).collect())),
            ..CloserBody::new(closer)
        });
        let open = explained.sections.iter().filter(|section| section.count == 0);
        Self {
            from_at: instant::utc(explained.within.start()),
            until_at: instant::utc(explained.within.end()),
            closed_by: closers.collect(),
            open: open.map(|section| SpanBody::new(section.span)).collect(),
        }
    }
}

/// `bound_by`: what ends where the first slot or window begins, and what begins where it ends.
#[derive(Serialize)]
pub(super) struct BoundBody<'a> {
    from: Vec<CloserBody<'a>>,
    until: Vec<CloserBody<'a>>,
}

impl<'a> BoundBody<'a> {
    pub(super) fn new(bound: &'a Bound) -> Self {
        let bodies = |closers: &'a [Closer]| closers.iter().map(CloserBody::new).collect();
        Self { from: bodies(&bound.from), until: bodies(&bound.until) }
    }
}

/// Something that closes hours.
#[derive(Serialize)]
struct CloserBody<'a> {
    /// That of the reason which it would be in a decision.
    code: &'static str,
    /// For whose sake; `null`: everybody's.
    customers: Option<Vec<&'a str>>,
    /// Why there is a freeze.
    reason: Option<&'a str>,
    /// The freeze, if it is recorded.
    freeze: Option<String>,
    /// The other changes.
    changes: Option<Vec<String>>,
    /// What the other change stops.
    system: Option<&'a str>,
    /// The dates that a calendar does not know.
    dates: Option<&'a [NaiveDate]>,
    /// When; not told of what bounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<SpanBody>>,
    /// When nothing else does.
    #[serde(skip_serializing_if = "Option::is_none")]
    alone: Option<Vec<SpanBody>>,
}

impl<'a> CloserBody<'a> {
    fn new(closer: &'a Closer) -> Self {
        let customers =
            (!closer.customers.is_empty()).then(|| closer.customers.iter().map(CustomerId::as_str).collect());
        let body = |code| Self {
            code,
            customers,
            reason: None,
            freeze: None,
            changes: None,
            system: None,
            dates: None,
            spans: None,
            alone: None,
        };
        match &closer.cause {
            Closing::Windows => body("outside-window"),
            Closing::UnknownDates(dates) => Self { dates: Some(dates), ..body("calendar-unknown") },
            Closing::Freeze { why, recorded } => {
                Self { reason: Some(why), freeze: recorded.map(|id| id.to_string()), ..body("frozen") }
            }
            Closing::Change { change, system } => {
                Self { changes: Some(vec![change.to_string()]), system: Some(system.as_str()), ..body("conflict") }
            }
            Closing::StopsAddUp(changes) => {
                Self { changes: Some(changes.iter().map(ToString::to_string).collect()), ..body("stops-add-up") }
            }
        }
    }
}

#[derive(Serialize)]
struct SpanBody {
    from_at: String,
    until_at: String,
}

impl SpanBody {
    fn new(span: Interval) -> Self {
        Self { from_at: instant::utc(span.start()), until_at: instant::utc(span.end()) }
    }
}
