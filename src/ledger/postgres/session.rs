//! One connection: how it begins, how its transactions begin, and what the server says of itself.

use std::time::Duration;

use chrono::{DateTime, Utc};
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, Row, SimpleQueryMessage};

use super::faults::{self, Trouble};
use super::{NEWEST_FORM, OLDEST, tls};
use crate::ledger::address::{ServerUrl, TlsMode};
use crate::ledger::{Presence, Result, ServerFault, StoreError};

/// How long a single statement may take: longer than any question about a large ledger does.
pub(super) const STATEMENT_WITHIN: Duration = Duration::from_mins(10);

/// The one lock of a ledger: whoever holds it is the only one to write. `okno` in ASCII, twice.
const WRITERS_LOCK: i64 = 0x6f6b_6e6f_6f6b_6e6f;

/// Of a large ledger the server takes each question for a long one, and compiles it for longer than it takes to answer it.
const NO_COMPILING: &str = "SET LOCAL jit = off";

/// What the server says of itself and of us, in one row.
const INTRODUCTION: &str = "SELECT current_setting('server_version_num')::integer, current_setting('server_version'), \
     pg_is_in_recovery(), session_user::text, current_setting('server_encoding'), pg_backend_pid(), \
     (SELECT version FROM okno.form), round(extract(epoch FROM okno.now())::numeric * 1000)::bigint, \
     coalesce(current_setting('okno.session', true), '')";

/// One connection to a ledger, and what it takes to make it again.
pub(super) struct Session {
    url: ServerUrl,
    patience: Duration,
    client: Client,
    /// The process on the server; a pool in transaction mode gives others.
    pid: Option<i32>,
    /// What this connection left in the session: one that has another, or lost it, is shared with others by a pool.
    mark: String,
    /// A snapshot that nobody reads any more: it is left by the next statement, or with the connection.
    stale: bool,
    /// Whether a statement of the transaction failed: then nothing of it can be kept.
    failed: bool,
    form: i32,
    presence: Option<Presence>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn open(url: &ServerUrl, patience: Duration) -> Result<Self> {
        let client = connect(url)?;
        Ok(Self {
            url: url.clone(),
            patience,
            client,
            pid: None,
            mark: String::new(),
            stale: false,
            failed: false,
            form: 0,
            presence: None,
        })
    }

    pub(super) fn reconnect(&mut self) -> Result<()> {
        self.client = connect(&self.url)?;
        (self.pid, self.stale) = (None, false);
        self.mark.clear();
        Ok(())
    }

    pub(super) fn place(&self) -> String {
        self.url.to_string()
    }

    pub(super) fn explain(&self, trouble: Trouble) -> StoreError {
        faults::explain(trouble, &self.place(), self.patience)
    }

    pub(super) fn fault(&self, fault: ServerFault) -> StoreError {
        StoreError::Server { place: self.place(), fault }
    }

    /// The version of the ledger's form, by the transaction that began last.
    pub(super) fn form(&self) -> i32 {
        self.form
    }

    /// The server's clock at the beginning of the transaction.
    pub(super) fn now(&self) -> Option<DateTime<Utc>> {
        self.presence.as_ref().map(|presence| presence.now)
    }

    /// Statements without values or answers. One round trip.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), Trouble> {
        let done = self.client.batch_execute(sql);
        self.failed |= done.is_err();
        Ok(done?)
    }

    /// Commits. The server takes a COMMIT of a transaction that failed for a ROLLBACK, and does not say so.
    pub(super) fn commit(&mut self) -> Result<(), Trouble> {
        if self.failed {
            return Err(Trouble::Damaged(
                "a statement of the transaction failed, so nothing of it was recorded".to_owned(),
            ));
        }
        self.run("COMMIT")
    }

    /// A question; prepared, asked and answered in one round trip.
    pub(super) fn ask(&mut self, sql: &str, values: &[(&(dyn ToSql + Sync), Type)]) -> Result<Vec<Row>, Trouble> {
        let answered = self.client.query_typed(sql, values);
        self.failed |= answered.is_err();
        Ok(answered?)
    }

    /// Leaves the transaction; if the connection is gone, so is the transaction.
    pub(super) fn roll_back(&mut self) {
        drop(self.client.batch_execute("ROLLBACK"));
    }

    /// Leaves a snapshot without a round trip of its own.
    pub(super) fn leave_later(&mut self) {
        self.stale = true;
    }

    /// One moment for everything that is read. One round trip.
    pub(super) fn begin_to_read(&mut self) -> Result<(), Trouble> {
        let limit = STATEMENT_WITHIN.as_millis();
        self.introduce(&format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = okno, pg_catalog; \
             SET LOCAL statement_timeout = {limit}; {NO_COMPILING}; {INTRODUCTION}"
        ))
    }

    /// The only writer. The lock is a statement of its own: what follows sees everything that was committed before the lock
    /// was granted. A server that was set to read-only stays so: it may have been done since its disk is full. One round trip.
    pub(super) fn begin_to_write(&mut self) -> Result<(), Trouble> {
        let (limit, patience) = (STATEMENT_WITHIN.as_millis(), self.patience.as_millis().max(1));
        self.introduce(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL search_path = okno, pg_catalog; \
             SET LOCAL synchronous_commit = on; SET LOCAL statement_timeout = {limit}; {NO_COMPILING}; \
             SET LOCAL lock_timeout = {patience}; SELECT pg_advisory_xact_lock({WRITERS_LOCK}); \
             SET LOCAL lock_timeout = 0; {INTRODUCTION}"
        ))
    }

    /// Who we are and what time it is, in a transaction of its own, which leaves a mark in the session. One round trip.
    pub(super) fn presence(&mut self) -> Result<Presence> {
        let mark = getrandom::u64().unwrap_or_default().to_string();
        let introduced = self.introduce(&format!("{INTRODUCTION}; SET okno.session = '{mark}'"));
        introduced.map_err(|trouble| self.explain(trouble))?;
        self.mark = mark;
        self.presence.clone().ok_or_else(|| self.fault(ServerFault::NoLedger))
    }

    /// Extends leases, in a transaction of its own. How many.
    pub(super) fn renew(&mut self, run: &str, until: i64) -> Result<u64, Trouble> {
        if std::mem::take(&mut self.stale) {
            self.run("ROLLBACK")?;
        }
        let sql = "UPDATE okno.lease SET until_at = $2 WHERE run = $1";
        Ok(self.client.execute_typed(sql, &[(&run, Type::TEXT), (&until, Type::INT8)])?)
    }

    /// Sends statements that end with [`INTRODUCTION`], and checks what it says.
    fn introduce(&mut self, sql: &str) -> Result<(), Trouble> {
        let leaving = if std::mem::take(&mut self.stale) { "ROLLBACK; " } else { "" };
        let messages = match self.client.simple_query(&format!("{leaving}{sql}")) {
            Ok(messages) => messages,
            Err(error) => return Err(self.why_not_introduced(error)),
        };
        let row = messages.into_iter().rev().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let row = row.ok_or_else(|| Trouble::Damaged("the server does not say what it is".to_owned()))?;
        let text = |column: usize| row.get(column).unwrap_or_default();
        let number = |column: usize| text(column).parse::<i64>().ok();
        check_server(number(0), text(1), text(2) == "t")?;
        if text(4) != "UTF8" {
            return Err(Trouble::Known(ServerFault::Encoding { found: text(4).to_owned() }));
        }
        let form = number(6).and_then(|form| i32::try_from(form).ok()).filter(|form| *form > 0);
        let Some(form) = form else {
            return Err(Trouble::Known(ServerFault::HalfMade { why: "okno.form has no row".to_owned() }));
        };
        if form < NEWEST_FORM {
            let why = format!("it has the form {form}, and this okno reads {NEWEST_FORM}");
            return Err(Trouble::Known(ServerFault::HalfMade { why }));
        }
        let pid = number(5).and_then(|pid| i32::try_from(pid).ok());
        if self.pid.is_some() && self.pid != pid || self.mark != text(8) {
            return Err(Trouble::Known(ServerFault::Pooled));
        }
        let now = number(7).and_then(DateTime::from_timestamp_millis);
        let now = now.ok_or_else(|| Trouble::Damaged("the server's clock makes no sense".to_owned()))?;
        (self.pid, self.form, self.failed) = (pid, form, false);
        self.presence = Some(Presence { login: text(3).to_owned(), now });
        Ok(())
    }

    /// Where the introduction itself fails: is it the server, or are tables missing?
    fn why_not_introduced(&mut self, error: postgres::Error) -> Trouble {
        let missing = match error.code().map(postgres::error::SqlState::code) {
            // no such schema, table, function, column; or no permission to look
            Some("3F000" | "42P01" | "42883" | "42703" | "42501" | "0A000" | "25006" | "55000") => faults::said(&error),
            _ => return Trouble::Said(error),
        };
        self.roll_back();
        let sql = "SELECT current_setting('server_version_num')::integer, current_setting('server_version'), \
                   pg_is_in_recovery(), to_regnamespace('okno') IS NOT NULL, \
                   coalesce(has_schema_privilege(to_regnamespace('okno'), 'USAGE'), false)";
        let row = match self.client.query_typed_one(sql, &[]) {
            Ok(row) => row,
            Err(error) => return Trouble::Said(error),
        };
        let checked = check_server(Some(row.get::<_, i32>(0).into()), row.get(1), row.get(2));
        if let Err(trouble) = checked {
            return trouble;
        }
        match (row.get::<_, bool>(3), row.get::<_, bool>(4)) {
            (false, _) => Trouble::Known(ServerFault::NoLedger),
            (true, true) if error.code() != Some(&postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) => {
                Trouble::Known(ServerFault::HalfMade { why: missing })
            }
            _ => Trouble::Said(error),
        }
    }
}

/// Whether the server may hold a ledger at all.
fn check_server(number: Option<i64>, version: &str, replica: bool) -> Result<(), Trouble> {
    if number.is_none_or(|number| number < i64::from(OLDEST) * 10_000) {
        return Err(Trouble::Known(ServerFault::TooOld { found: version.to_owned(), needed: OLDEST }));
    }
    if replica {
        return Err(Trouble::Known(ServerFault::Replica));
    }
    Ok(())
}

/// A connection as safe as the URL asks for.
pub(super) fn connect(url: &ServerUrl) -> Result<Client> {
    let fault = |fault| StoreError::Server { place: url.to_string(), fault };
    let mut config = Config::new();
    config
        .host(&url.host)
        .port(url.port)
        .user(&url.login)
        .dbname(&url.database)
        .application_name("okno")
        .connect_timeout(url.connect_within)
        .keepalives_idle(Duration::from_secs(15))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(3)
        .tcp_user_timeout(Duration::from_secs(30))
        .ssl_mode(match url.tls {
            TlsMode::Disable => postgres::config::SslMode::Disable,
            TlsMode::Prefer => postgres::config::SslMode::Prefer,
            TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => postgres::config::SslMode::Require,
        });
    if let Some(password) = url.password() {
        config.password(password.reveal());
    }
    let connected = if url.tls == TlsMode::Disable || url.host.starts_with('/') {
        config.ssl_mode(postgres::config::SslMode::Disable);
        config.connect(postgres::NoTls)
    } else {
        config.connect(tls::connector(url).map_err(|why| fault(ServerFault::Tls { why }))?)
    };
    connected.map_err(|error| fault(faults::of_connecting(&error, url)))
}
