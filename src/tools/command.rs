//! The user's own program, which prints one JSON object about the newest backup.
//!
//! `{"id":…,"level":0,"started_at":…,"finished_at":…,"complete":true,"bytes":…,"source":…}`, and if there is something to
//! say: `verified_at`, `restored_at`, `sha256`, `refers_to`. Times are RFC 3339 with an offset. Unknown fields are
//! ignored; everything that is wrong is named at once.

use chrono::{DateTime, Datelike, NaiveDateTime, SubsecRound, Utc};
use serde_json::{Map, Value};

use super::{
    About, Answers, Ask, Backup, CommandAnswer, Evidence, Fault, FieldProblem, Judgement, ProgramFault, Question,
    conversation::{Aim, Catalogue, Next, Tool},
    printed::{kind_of, printed, program_of, read_json, shortened},
};
use crate::{policy::CommandBackup, record::Digest};

/// A list of some ten thousand backups.
const LONGEST_LIST: usize = 64 << 20;

impl Tool for CommandBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        match told {
            [] => Next::Ask(Ask::Command(Question::new(self.command.clone()))),
            [Answers::Command(answer)] => Next::Done(match statement(&self.command, answer) {
                Ok(statement) => statement.judge(aim.latest_now()),
                Err(faults) => Judgement::Unknown(faults),
            }),
            _ => Judgement::off_the_question(),
        }
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        match self.look(told, aim) {
            // A newer one that is sound takes its place: the tool speaks of the newest alone.
            Next::Done(Judgement::Confirmed(found)) if found.id != bound.id && found.at <= bound.at => {
                let fault = Fault::OtherBackup { expected: bound.id.clone(), found: found.id };
                Next::Done(Judgement::Refuted(vec![fault], About::copy(bound)))
            }
            next => next,
        }
    }

    fn catalogue(&self, told: &[Answers], aim: &Aim) -> Next<Catalogue> {
        let Some(list) = &self.list else { return Next::Done(Catalogue::NewestOnly) };
        match told {
            [] => Next::Ask(Ask::Command(Question { most: LONGEST_LIST, ..Question::new(list.clone()) })),
            [Answers::Command(answer)] => Next::Done(match statements(list, answer) {
                Ok(statements) => {
                    Catalogue::Told(statements.into_iter().map(|told| told.listed(aim.latest_now())).collect())
                }
                Err(faults) => Catalogue::Unknown(faults),
            }),
            _ => Catalogue::off_the_question(),
        }
    }
}

fn statement(command: &[String], answer: &CommandAnswer) -> Result<Statement, Vec<Fault>> {
    let program = program_of(command);
    let wanted = "one JSON object";
    match json(&program, wanted, answer)? {
        Value::Object(object) => Statement::read(&object),
        other => Err(vec![not_what_was_asked(&program, wanted, format!("it is {}", kind_of(&other)))]),
    }
}

/// One fault is enough: a list that cannot be read whole tells nothing.
fn statements(command: &[String], answer: &CommandAnswer) -> Result<Vec<Statement>, Vec<Fault>> {
    let program = program_of(command);
    let wanted = "a JSON list of objects";
    let items = match json(&program, wanted, answer)? {
        Value::Array(items) => items,
        other => return Err(vec![not_what_was_asked(&program, wanted, format!("it is {}", kind_of(&other)))]),
    };
    let read = |(place, item): (usize, Value)| match item {
        Value::Object(object) => Statement::read(&object),
        other => {
            let why = format!("item {} is {}", place + 1, kind_of(&other));
            Err(vec![not_what_was_asked(&program, wanted, why)])
        }
    };
    items.into_iter().enumerate().map(read).collect()
}

fn json(program: &str, wanted: &'static str, answer: &CommandAnswer) -> Result<Value, Vec<Fault>> {
    let stdout = printed(program, answer).map_err(|fault| vec![fault])?;
    read_json(stdout).map_err(|why| vec![not_what_was_asked(program, wanted, why)])
}

fn not_what_was_asked(program: &str, wanted: &'static str, why: String) -> Fault {
    ProgramFault::NotJson { program: program.to_owned(), wanted, why }.into()
}

/// What the program said, as far as types go.
struct Statement {
    id: String,
    level: u8,
    started_at: DateTime<Utc>,
    finished_at: DateTime<Utc>,
    is_complete: bool,
    bytes: u64,
    source: String,
    verified_at: Option<DateTime<Utc>>,
    restored_at: Option<DateTime<Utc>>,
    sha256: Option<Digest>,
    refers_to: Vec<String>,
}

impl Statement {
    fn read(object: &Map<String, Value>) -> Result<Self, Vec<Fault>> {
        let mut fields = Fields { object, faults: Vec::new() };
        let statement = Self {
            id: fields.required("id", ONE_LINE, one_line),
            level: fields.required("level", "0, 1 or 2", |value| {
                value.as_u64().and_then(|level| u8::try_from(level).ok()).filter(|level| *level <= 2)
            }),
            started_at: fields.required_instant("started_at"),
            finished_at: fields.required_instant("finished_at"),
            is_complete: fields.required("complete", "true or false", Value::as_bool),
            bytes: fields.required("bytes", "a whole number up to 2^64", Value::as_u64),
            source: fields.required("source", ONE_LINE, one_line),
            verified_at: fields.instant("verified_at"),
            restored_at: fields.instant("restored_at"),
            sha256: fields.optional("sha256", "64 hex digits", |value| Digest::parse(value.as_str()?)),
            refers_to: fields.optional("refers_to", "a list of ids", ids).unwrap_or_default(),
        };
        if fields.faults.is_empty() { Ok(statement) } else { Err(fields.faults) }
    }

    fn judge(self, latest_now: DateTime<Utc>) -> Judgement {
        let faults = self.contradictions(latest_now);
        if !faults.is_empty() {
            return Judgement::Refuted(faults, About::Copy { id: self.id, source: self.source });
        }
        let (evidence, checks) = self.evidence(latest_now);
        Judgement::Confirmed(Box::new(self.backup(evidence, checks)))
    }

    /// As an item of a list, which proves no more than that it is there, or is complete.
    fn listed(self, latest_now: DateTime<Utc>) -> Backup {
        let sound = self.contradictions(latest_now).is_empty();
        self.backup(if sound { Evidence::Complete } else { Evidence::Present }, Vec::new())
    }

    fn backup(self, evidence: Evidence, checks: Vec<String>) -> Backup {
        Backup {
            id: self.id,
            level: self.level,
            // When unsure, the start: it can only refuse more.
            at: self.started_at,
            started_at: Some(self.started_at),
            finished_at: Some(self.finished_at),
            verified_at: self.verified_at,
            evidence,
            bytes: Some(self.bytes),
            source: self.source,
            sha256: self.sha256,
            refers_to: self.refers_to,
            copy_of: None,
            checks,
        }
    }

    fn contradictions(&self, latest_now: DateTime<Utc>) -> Vec<Fault> {
        let Self { id, started_at, finished_at, .. } = self;
        let (started_at, finished_at) = (*started_at, *finished_at);
        let mut faults = Vec::new();
        if !self.is_complete {
            faults.push(Fault::Incomplete { id: id.clone() });
        }
        if self.bytes == 0 {
            faults.push(Fault::NoBytes { id: id.clone() });
        }
        if finished_at < started_at {
            faults.push(Fault::EndsBeforeStart { id: id.clone(), started_at, finished_at });
        }
        if self.is_complete && finished_at > latest_now {
            faults.push(Fault::EndsInFuture { id: id.clone(), finished_at });
        }
        faults
    }

    /// The strongest that holds: a check counts only if it came after the backup, and not from the future.
    fn evidence(&self, latest_now: DateTime<Utc>) -> (Evidence, Vec<String>) {
        let mut evidence = Evidence::Complete;
        let mut checks = vec![format!("the tool says: complete, {} bytes", self.bytes)];
        for (what, at, proves) in
            [("verified", self.verified_at, Evidence::Verified), ("restored", self.restored_at, Evidence::Restored)]
        {
            let Some(at) = at else { continue };
            let shown = crate::calendar::instant::utc(at);
            if at < self.finished_at {
                checks
                    .push(format!("the tool says: {what} at {shown}, before the backup was finished: does not count"));
            } else if at > latest_now {
                checks.push(format!("the tool says: {what} at {shown}, in the future: does not count"));
            } else {
                checks.push(format!("the tool says: {what} at {shown}"));
                evidence = proves;
            }
        }
        (evidence, checks)
    }
}

const ONE_LINE: &str = "a text of one line";
const INSTANT: &str = "a time like 2026-11-24T17:00:00Z";

/// Reads the fields of an object and collects what is wrong with them.
struct Fields<'a> {
    object: &'a Map<String, Value>,
    faults: Vec<Fault>,
}

impl Fields<'_> {
    /// A fault leaves the default behind, which nobody sees: the faults are what is returned then.
    fn required<T: Default>(
        &mut self,
        field: &'static str,
        expected: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> T {
        self.require(field);
        self.optional(field, expected, read).unwrap_or_default()
    }

    fn required_instant(&mut self, field: &'static str) -> DateTime<Utc> {
        self.require(field);
        self.instant(field).unwrap_or_default()
    }

    fn require(&mut self, field: &'static str) {
        if self.object.get(field).is_none_or(Value::is_null) {
            self.faults.push(ProgramFault::Field { field, problem: FieldProblem::Missing }.into());
        }
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        expected: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.object.get(field).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            let problem = FieldProblem::IllTyped { expected, found: shortened(&value.to_string()) };
            self.faults.push(ProgramFault::Field { field, problem }.into());
        }
        read
    }

    fn instant(&mut self, field: &'static str) -> Option<DateTime<Utc>> {
        let naive = self.object.get(field).and_then(Value::as_str).filter(|text| is_naive(text));
        if let Some(text) = naive {
            self.faults.push(ProgramFault::Field { field, problem: FieldProblem::NoOffset(text.to_owned()) }.into());
            return None;
        }
        self.optional(field, INSTANT, |value| instant(value.as_str()?))
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    // chrono keeps a leap second as a second of 1,000 ms and more.
    let is_leap_second = at.timestamp_subsec_millis() >= 1000;
    ((1970..=2200).contains(&at.year()) && !is_leap_second).then(|| at.trunc_subsecs(3))
}

fn is_naive(text: &str) -> bool {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .any(|format| NaiveDateTime::parse_from_str(text, format).is_ok())
}

/// What can be recorded and shown: not empty, without control characters.
fn one_line(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty() && !text.chars().any(char::is_control)).map(str::to_owned)
}

fn ids(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(one_line).collect()
}
