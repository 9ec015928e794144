//! What is wrong with a program that was asked, or with its answer.

/// One thing that is wrong, with what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramFault {
    /// The program does not exist.
    #[error("{program} is not found")]
    NoProgram {
        /// The program.
        program: String,
    },
    /// The program could not be started.
    #[error("{program} cannot be run: {why}")]
    NotStarted {
        /// The program.
        program: String,
        /// Why.
        why: String,
    },
    /// The program ended with an error.
    #[error("{program} ended with exit code {code}{}", quoted(.stderr))]
    ExitCode {
        /// The program.
        program: String,
        /// Its exit code.
        code: i32,
        /// The last line it wrote to stderr.
        stderr: String,
    },
    /// A signal ended the program.
    #[error("{program} was ended by signal {signal}")]
    Signalled {
        /// The program.
        program: String,
        /// The signal.
        signal: i32,
    },
    /// The program did not answer in time.
    #[error("{program} did not answer in time")]
    NoAnswer {
        /// The program.
        program: String,
    },
    /// The program wrote more than an answer.
    #[error("{program} wrote more than {limit} bytes")]
    TooLong {
        /// The program.
        program: String,
        /// The most it may write.
        limit: usize,
    },
    /// The program's answer is not the JSON that it should be.
    #[error("the answer of {program} is not {wanted}: {why}")]
    NotJson {
        /// The program.
        program: String,
        /// `one JSON object`.
        wanted: &'static str,
        /// Where and why.
        why: String,
    },
    /// A field of the answer cannot be used.
    #[error("field {field} {problem}")]
    Field {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        problem: FieldProblem,
    },
}

/// What is wrong with a field of a program's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldProblem {
    /// It is not there, or null.
    #[error("is missing")]
    Missing,
    /// It is of another type, or out of range.
    #[error("must be {expected}, not {found}")]
    IllTyped {
        /// What it must be.
        expected: &'static str,
        /// What it is, shortened.
        found: String,
    },
    /// A time that names no offset: nobody knows which instant is meant.
    #[error("has no offset: write {0}Z for UTC, or {0}+05:00")]
    NoOffset(String),
}

impl ProgramFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoProgram { .. } => "no-program",
            Self::NotStarted { .. } => "not-started",
            Self::ExitCode { .. } => "exit-code",
            Self::Signalled { .. } => "signalled",
            Self::NoAnswer { .. } => "no-answer",
            Self::TooLong { .. } => "too-long",
            Self::NotJson { .. } => "not-json",
            Self::Field { .. } => "field",
        }
    }
}

fn quoted(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}
