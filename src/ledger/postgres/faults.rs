//! From what the server and the connection say to what was wrong.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use postgres::error::SqlState;

use crate::ledger::address::ServerUrl;
use crate::ledger::{ServerFault, StoreError};

/// What went wrong in a statement.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server or the connection said so.
    Said(postgres::Error),
    /// It is known already what that means.
    Known(ServerFault),
    /// A row makes no sense.
    Damaged(String),
}

impl Trouble {
    fn state(&self) -> Option<&SqlState> {
        match self {
            Self::Said(error) => error.code(),
            Self::Known(_) | Self::Damaged(_) => None,
        }
    }

    /// Whether the connection is gone.
    pub(super) fn is_lost(&self) -> bool {
        match self {
            Self::Said(error) => match error.code() {
                // the server said goodbye
                Some(state) => {
                    [
                        SqlState::ADMIN_SHUTDOWN,
                        SqlState::CRASH_SHUTDOWN,
                        SqlState::CANNOT_CONNECT_NOW,
                        SqlState::DATABASE_DROPPED,
                        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                    ]
                    .contains(state)
                        || state.code().starts_with("08")
                }
                None => error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>),
            },
            Self::Known(fault) => matches!(fault, ServerFault::Lost { .. } | ServerFault::Unreachable { .. }),
            Self::Damaged(_) => false,
        }
    }

    /// Whether the server rolled back without fault of what was written, or the answer was lost.
    pub(super) fn is_worth_repeating(&self) -> bool {
        let rolled_back = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.is_lost() || self.state().is_some_and(|state| rolled_back.contains(state))
    }
}

impl From<postgres::Error> for Trouble {
    fn from(error: postgres::Error) -> Self {
        Self::Said(error)
    }
}

/// The innermost cause: the outer ones repeat it.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(error) => f.write_str(&said(error)),
            Self::Known(fault) => fault.fmt(f),
            Self::Damaged(why) => f.write_str(why),
        }
    }
}

/// What the server said, without what it quotes of the statement; else what the system said.
pub(super) fn said(error: &postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        return answer.message().to_owned();
    }
    let mut cause = error.source();
    let mut text = cause.map_or_else(|| error.to_string(), ToString::to_string);
    while let Some(inner) = cause.and_then(std::error::Error::source) {
        text = inner.to_string();
        cause = Some(inner);
    }
    text
}

/// Why no connection came about.
pub(super) fn of_connecting(error: &postgres::Error, url: &ServerUrl) -> ServerFault {
    let why = said(error);
    let login = url.login.clone();
    match error.code() {
        Some(state) if *state == SqlState::INVALID_CATALOG_NAME => {
            ServerFault::NoDatabase { database: url.database.clone() }
        }
        Some(state) if state.code().starts_with("28") && why.contains("no encryption") => ServerFault::Tls { why },
        Some(state) if state.code().starts_with("28") => ServerFault::LoginRefused { login, why },
        Some(state) if *state == SqlState::INSUFFICIENT_PRIVILEGE => ServerFault::Forbidden { why },
        Some(state) if *state == SqlState::PROTOCOL_VIOLATION && why.contains("startup parameter") => {
            ServerFault::Pooled
        }
        Some(_) => ServerFault::Unreachable { why },
        None if why.contains("password missing") || why.contains("password is missing") => {
            ServerFault::NoPassword { login }
        }
        None => {
            let outer = error.to_string();
            if outer.contains("TLS") || why.contains("certificate") || why.contains("does not support TLS") {
                ServerFault::Tls { why }
            } else {
                ServerFault::Unreachable { why }
            }
        }
    }
}

/// What trouble within a session means.
pub(super) fn explain(trouble: Trouble, place: &str, patience: Duration) -> StoreError {
    let server = |fault| StoreError::Server { place: place.to_owned(), fault };
    let lost = trouble.is_lost();
    let why = trouble.to_string();
    match trouble {
        Trouble::Known(fault) => server(fault),
        Trouble::Damaged(why) => StoreError::Damaged { path: place.into(), why },
        Trouble::Said(_) if lost => server(ServerFault::Lost { why }),
        Trouble::Said(error) => match error.code().map(SqlState::code) {
            Some("55P03") => StoreError::Busy { path: place.into(), waited: patience },
            Some("57014") => server(ServerFault::Slow { within: super::session::STATEMENT_WITHIN }),
            Some("25006") => server(ServerFault::ReadOnly),
            Some("42501") => server(ServerFault::Forbidden { why }),
            Some("40001" | "40P01") => server(ServerFault::Contended { attempts: 1, why }),
            Some("26000" | "08P01") => server(ServerFault::Pooled),
            Some("53100") => StoreError::Full { path: place.into() },
            Some("XX001" | "XX002") => StoreError::Damaged { path: place.into(), why },
            Some(code) if code.starts_with("OK0") => server(ServerFault::Guarded { why }),
            _ => StoreError::Database { path: place.into(), why },
        },
    }
}
