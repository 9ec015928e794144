//! windows.toml: what is right is read, what is wrong is shown with its place, all at once.

mod drafts;
mod faults;
mod fingerprints;
mod folding;
mod merging;
mod passwords;
mod properties;
mod reading;
mod regimes;

use okno::policy::{CustomerId, Faults, Policy, SystemId};

const SAMPLE: &str = include_str!("../../windows.toml");

/// A policy with one of everything, right as it is.
const SMALL: &str = r#"
[policy]
[calendars.plain]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"
[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar = "plain"
[customers.best]
time-zone = "Europe/Moscow"
calendar = "plain"
[systems.db]
customers = ["acme", "best"]
[systems.web]
customers = ["acme"]
depends-on = ["db"]
[people.olga]
role = "specialist"
[[freezes]]
from = "2026-12-25 00:00"
until = "2027-01-10 00:00"
customers = ["*"]
reason = "sales"
"#;

fn try_read(text: &str) -> Result<Policy, Faults> {
    Policy::read("windows.toml", text.as_bytes(), &|_| None)
}

fn read(text: &str) -> Policy {
    try_read(text).unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

fn faults_of(text: &str) -> Faults {
    try_read(text).expect_err("the text should be wrong")
}

/// SMALL with some lines added under the header of one of its tables.
fn small_with(header: &str, lines: &str) -> String {
    assert!(SMALL.contains(header), "{header}");
    SMALL.replacen(header, &format!("{header}\n{lines}"), 1)
}

/// SMALL with one of its lines written otherwise.
fn small_but(line: &str, instead: &str) -> String {
    assert!(SMALL.contains(line), "{line}");
    SMALL.replacen(line, instead, 1)
}

fn system(id: &str) -> SystemId {
    SystemId::parse(id).unwrap()
}

fn customer(id: &str) -> CustomerId {
    CustomerId::parse(id).unwrap()
}

/// The only fault of the text: its message and what is underlined.
fn only_fault(text: &str) -> (String, String) {
    let faults = faults_of(text);
    assert_eq!(faults.count(), 1, "{}", faults.render(false));
    let fault = faults.iter().next().unwrap();
    (fault.message.clone(), text[fault.span.clone()].to_owned())
}
