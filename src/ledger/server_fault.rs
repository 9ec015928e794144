//! Why a database server does not let a command work. No text here ever holds a password.

use std::time::Duration;

/// Why a server does not let a command work; read after "the ledger `postgres://…`".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerFault {
    /// Nobody answers there.
    #[error("cannot be reached: {why}")]
    Unreachable {
        /// What the system said.
        why: String,
    },
    /// The connection broke, or the server stopped, in the middle.
    #[error("was lost in the middle of the command: {why}")]
    Lost {
        /// What was said last.
        why: String,
    },
    /// The connection broke while the server confirmed what was written: whether it is recorded shows when it is back.
    #[error("was lost before it confirmed what was written: {why}")]
    Unconfirmed {
        /// What was said last.
        why: String,
    },
    /// The server does not know the login, or not with that password.
    #[error("refuses the login {login:?}: {why}")]
    LoginRefused {
        /// The login.
        login: String,
        /// What the server said.
        why: String,
    },
    /// A password is asked for and none was given.
    #[error("asks the login {login:?} for a password, and none was given")]
    NoPassword {
        /// The login.
        login: String,
    },
    /// There is no such database.
    #[error("does not exist: there is no database {database:?} on that server")]
    NoDatabase {
        /// Its name.
        database: String,
    },
    /// No connection that is as safe as was asked for.
    #[error("gives no connection of the safety that was asked for: {why}")]
    Tls {
        /// What failed.
        why: String,
    },
    /// The server is older than any that okno was made for.
    #[error("lies on PostgreSQL {found}, and {needed} is the oldest that will do")]
    TooOld {
        /// Its version.
        found: String,
        /// The oldest that will do.
        needed: u32,
    },
    /// The database is there, and no ledger in it.
    #[error("is a database without a ledger")]
    NoLedger,
    /// Parts of the ledger's tables are missing.
    #[error("is made only in part: {why}")]
    HalfMade {
        /// What is missing.
        why: String,
    },
    /// Entries could lose letters in it.
    #[error("is encoded in {found}; a ledger needs UTF8")]
    Encoding {
        /// Its encoding.
        found: String,
    },
    /// A copy that lags behind.
    #[error("is a read-only replica: it may lag behind, and nothing can be decided on it")]
    Replica,
    /// It takes no writes now.
    #[error("takes no writes: the server is set to read-only")]
    ReadOnly,
    /// A pool hands every transaction to another session.
    #[error("is reached through a connection pool in transaction mode")]
    Pooled,
    /// The login may not do this.
    #[error("does not allow this to the login in use: {why}")]
    Forbidden {
        /// What the server said.
        why: String,
    },
    /// What was to be appended does not follow, or is not by this login. Also what its guard triggers say.
    #[error("refuses what was to be recorded: {why}")]
    Guarded {
        /// What the guard said.
        why: String,
    },
    /// Other writers were in the way each time.
    #[error("was too busy: the transaction was rolled back {attempts} times ({why})")]
    Contended {
        /// How often it was tried.
        attempts: u32,
        /// The last refusal.
        why: String,
    },
    /// It did not answer within the time.
    #[error("did not answer within {} s", .within.as_secs())]
    Slow {
        /// How long this process waited.
        within: Duration,
    },
    /// This okno was built without PostgreSQL.
    #[error("cannot be opened: this okno was built without PostgreSQL")]
    NotBuiltIn,
}

impl ServerFault {
    /// What to do about it.
    pub fn hint(&self, place: &str) -> Option<String> {
        Some(match self {
            Self::Unreachable { .. } => {
                "check host and port, and that the server runs and lets this machine in".to_owned()
            }
            Self::Lost { .. } => "run the command again; nothing was recorded".to_owned(),
            Self::Unconfirmed { .. } => "once it answers, look with `okno log` whether this was recorded".to_owned(),
            Self::LoginRefused { .. } => {
                "check the login, and its password in OKNO_LEDGER, PGPASSWORD or the passfile".to_owned()
            }
            Self::NoPassword { .. } => {
                "give it in PGPASSWORD, in OKNO_LEDGER, or in the passfile (~/.pgpass)".to_owned()
            }
            Self::NoDatabase { database } => format!("create it (createdb {database}), then okno ledger init {place}"),
            Self::Tls { .. } => {
                "name the authority's certificate with sslrootcert=FILE, or ask for less with sslmode=".to_owned()
            }
            Self::TooOld { .. } => "update the server".to_owned(),
            Self::NoLedger => format!("make one with: okno ledger init {place}"),
            Self::HalfMade { .. } => {
                "bring the schema okno back from its backup; if it never held entries, drop it and \
                                     run okno ledger init again"
                    .to_owned()
            }
            Self::Encoding { .. } => "make the database with: createdb --encoding=UTF8 --template=template0".to_owned(),
            Self::Replica => "name the primary server".to_owned(),
            Self::ReadOnly => "set default_transaction_read_only off, or ask the operator of the server".to_owned(),
            Self::Pooled => {
                "connect to the server itself, or to a pool in session mode that resets its sessions".to_owned()
            }
            Self::Forbidden { .. } => {
                "make the login a member of the gate's role; okno ledger init shows how".to_owned()
            }
            Self::Contended { .. } | Self::Slow { .. } => "try again; nothing was recorded".to_owned(),
            Self::Guarded { .. } => return None,
            Self::NotBuiltIn => "use an okno with the feature postgres".to_owned(),
        })
    }
}
