//! Where a ledger is: a file, or a database on a server. Passwords never leave this file but towards the server.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A `SQLite` file.
    File(PathBuf),
    /// A database in PostgreSQL.
    Server(Box<ServerUrl>),
}

impl Address {
    /// Reads a path, relative to `folder`, or a `postgres://` URL.
    pub fn parse(text: &str, folder: &Path, login: &Login) -> Result<Self, BadUrl> {
        match text.split_once("://") {
            None => Ok(Self::File(folder.join(text))),
            Some(("postgres" | "postgresql", rest)) => Ok(Self::Server(Box::new(ServerUrl::parse(rest, login)?))),
            Some((scheme, _)) => Err(BadUrl::new(format!("{scheme}:// is no kind of ledger that there is"))),
        }
    }

    /// The place as notes on this machine know it: a path, or a URL without login and password.
    pub fn place(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Server(url) => PathBuf::from(url.place()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Server(url) => url.fmt(f),
        }
    }
}

/// What the person who runs okno brings along for servers.
#[derive(Debug, Clone, Default)]
pub struct Login {
    /// The account, where the URL names no login.
    pub account: String,
    /// `PGPASSWORD`.
    pub password: Option<Secret>,
    /// `PGPASSFILE`, else `~/.pgpass`.
    pub passfile: Option<PathBuf>,
}

/// A word that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// For the server alone.
    #[cfg(feature = "postgres")]
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The URL makes no sense. What it says is not repeated, since it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct BadUrl {
    why: String,
}

impl BadUrl {
    fn new(why: impl Into<String>) -> Self {
        Self { why: format!("the URL of the ledger is wrong: {}", why.into()) }
    }

    /// What one looks like.
    pub fn hint() -> &'static str {
        "write it as postgres://LOGIN@HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE"
    }
}

/// How safe the connection has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// In the clear.
    Disable,
    /// Encrypted if the server can; nobody's name is checked.
    Prefer,
    /// Encrypted; nobody's name is checked.
    Require,
    /// Encrypted, by a certificate of a known authority.
    VerifyCa,
    /// The same, of that very host.
    VerifyFull,
}

/// A `postgres://` URL. Shown without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl {
    /// Name or address; a folder that starts with `/` for a local socket.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The login.
    pub login: String,
    /// The database.
    pub database: String,
    /// How safe.
    pub tls: TlsMode,
    /// The certificates of the authorities to trust; `None`: the machine's.
    pub root_certificates: Option<PathBuf>,
    /// How long to wait for the server at the start.
    pub connect_within: Duration,
    password: Option<Secret>,
}

/// Where a local server listens, unless the URL says otherwise.
const SOCKET_FOLDER: &str = "/var/run/postgresql";

impl ServerUrl {
    /// Reads what follows `postgres://`.
    fn parse(rest: &str, brought: &Login) -> Result<Self, BadUrl> {
        let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = before.split_once('/').unwrap_or((before, ""));
        let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match userinfo.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (userinfo, None),
        };
        if host.contains(',') {
            return Err(BadUrl::new("it names several hosts"));
        }
        let (host, port) = host_and_port(host)?;
        let mut parts = Parts {
            host: decoded(host)?,
            port: port.map(parse_port).transpose()?,
            login: decoded(user)?,
            password: password.map(decoded).transpose()?,
            database: decoded(path)?,
            ..Parts::default()
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            parts.take(&decoded(key)?, decoded(value)?)?;
        }
        parts.into_url(brought)
    }

    /// The ledger without login and password: the same for everybody who uses it.
    pub fn place(&self) -> String {
        format!("postgres://{}/{}", self.host_as_written(), self.database)
    }

    /// Whether the server is this machine.
    fn is_local(host: &str) -> bool {
        host.starts_with('/') || host == "localhost" || host == "::1" || host.starts_with("127.")
    }

    fn host_as_written(&self) -> String {
        let host = match &self.host {
            path if path.starts_with('/') => path.replace('/', "%2F"),
            address if address.contains(':') => format!("[{address}]"),
            name => name.clone(),
        };
        if self.port == 5432 { host } else { format!("{host}:{}", self.port) }
    }

    /// The password, for the server alone.
    #[cfg(feature = "postgres")]
    pub(super) fn password(&self) -> Option<&Secret> {
        self.password.as_ref()
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgres://{}@{}/{}", self.login, self.host_as_written(), self.database)
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What was read so far.
#[derive(Default)]
struct Parts {
    host: String,
    port: Option<u16>,
    login: String,
    password: Option<String>,
    database: String,
    tls: Option<TlsMode>,
    root_certificates: Option<PathBuf>,
    connect_within: Option<Duration>,
    passfile: Option<PathBuf>,
}

impl Parts {
    fn take(&mut self, key: &str, value: String) -> Result<(), BadUrl> {
        match key {
            "host" => self.host = value,
            "port" => self.port = Some(parse_port(&value)?),
            "user" => self.login = value,
            "password" => self.password = Some(value),
            "dbname" => self.database = value,
            "sslmode" => {
                self.tls = Some(match value.as_str() {
                    "disable" => TlsMode::Disable,
                    "prefer" | "allow" => TlsMode::Prefer,
                    "require" => TlsMode::Require,
                    "verify-ca" => TlsMode::VerifyCa,
                    "verify-full" => TlsMode::VerifyFull,
                    _ => {
                        let why = "sslmode is disable, prefer, require, verify-ca or verify-full";
                        return Err(BadUrl::new(why));
                    }
                });
            }
            "sslrootcert" => self.root_certificates = (value != "system").then(|| value.into()),
            "passfile" => self.passfile = Some(value.into()),
            "connect_timeout" => {
                let seconds: u64 = value.parse().map_err(|_| BadUrl::new("connect_timeout is a number of seconds"))?;
                self.connect_within = Some(Duration::from_secs(seconds.clamp(1, 3600)));
            }
            "application_name" => {}
            other => return Err(BadUrl::new(format!("there is no parameter {other:?}"))),
        }
        Ok(())
    }

    fn into_url(self, brought: &Login) -> Result<ServerUrl, BadUrl> {
        let host = if self.host.is_empty() { SOCKET_FOLDER.to_owned() } else { self.host };
        let login = if self.login.is_empty() { brought.account.clone() } else { self.login };
        let port = self.port.unwrap_or(5432);
        let database = if self.database.is_empty() { login.clone() } else { self.database };
        for (what, text) in [("host", &host), ("login", &login), ("database", &database)] {
            if text.is_empty() || text.chars().any(char::is_control) {
                return Err(BadUrl::new(format!("it names no {what}")));
            }
        }
        let usual_tls = if ServerUrl::is_local(&host) { TlsMode::Prefer } else { TlsMode::VerifyFull };
        let mut url = ServerUrl {
            host,
            port,
            login,
            database,
            tls: self.tls.unwrap_or(usual_tls),
            root_certificates: self.root_certificates,
            connect_within: self.connect_within.unwrap_or(Duration::from_secs(10)),
            password: self.password.map(Secret).or_else(|| brought.password.clone()),
        };
        if url.password.is_none() {
            let passfile = self.passfile.as_ref().or(brought.passfile.as_ref());
            url.password = passfile.and_then(|path| from_passfile(path, &url));
        }
        Ok(url)
    }
}

fn host_and_port(text: &str) -> Result<(&str, Option<&str>), BadUrl> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, port) = rest.split_once(']').ok_or_else(|| BadUrl::new("a [ has no ]"))?;
        return Ok((host, port.strip_prefix(':')));
    }
    Ok(match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    })
}

fn parse_port(text: &str) -> Result<u16, BadUrl> {
    text.parse().ok().filter(|port| *port > 0).ok_or_else(|| BadUrl::new("the port is no number from 1 to 65535"))
}

/// With `%41` read as `A`.
fn decoded(text: &str) -> Result<String, BadUrl> {
    let wrong = || BadUrl::new("a % is not followed by two digits of a byte of UTF-8 (write %25 for the % itself)");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        rest = others;
        if *first == b'%' {
            let digits = others.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(wrong)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
            rest = &others[2..];
        } else {
            bytes.push(*first);
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    if text.contains('\0') { Err(wrong()) } else { Ok(text) }
}

/// The password of the first line that fits, unless others may read the file.
fn from_passfile(path: &Path, url: &ServerUrl) -> Option<Secret> {
    use std::os::unix::fs::PermissionsExt as _;
    let file = fs::metadata(path).ok()?;
    if file.permissions().mode() & 0o077 != 0 {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let local = url.host.starts_with('/');
    let port = url.port.to_string();
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = passfile_fields(line);
        let [host, on_port, database, login, password] = <[String; 5]>::try_from(fields).ok()?;
        let fits = |field: &str, value: &str| field == "*" || field == value;
        let host_fits = fits(&host, &url.host) || local && host == "localhost";
        (host_fits && fits(&on_port, &port) && fits(&database, &url.database) && fits(&login, &url.login))
            .then_some(Secret(password))
    })
}

/// The fields between colons; a backslash takes away the meaning of what follows. What follows the fourth colon is one.
fn passfile_fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let meant = match letter {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => letters.next(),
            letter => Some(letter),
        };
        fields.last_mut().expect("there is always one").extend(meant);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ServerUrl, BadUrl> {
        let login = Login { account: "olga".to_owned(), ..Login::default() };
        match Address::parse(text, Path::new("/w"), &login)? {
            Address::Server(url) => Ok(*url),
            Address::File(path) => panic!("a path: {path:?}"),
        }
    }

    #[test]
    fn a_url_says_host_port_login_database_and_safety() {
        let url = parse("postgres://gate:p%40ss@db.example:5433/okno?sslmode=require").expect("a URL");
        assert_eq!((&*url.host, url.port, &*url.login, &*url.database), ("db.example", 5433, "gate", "okno"));
        assert_eq!(url.tls, TlsMode::Require);
        assert_eq!(url.password, Some(Secret("p@ss".to_owned())));
        let local = parse("postgresql:///okno").expect("a URL");
        assert_eq!((&*local.host, &*local.login, local.tls), (SOCKET_FOLDER, "olga", TlsMode::Prefer));
        assert_eq!(parse("postgres://db.example/okno").expect("a URL").tls, TlsMode::VerifyFull);
        assert_eq!(parse("postgres://[::1]:1/okno").expect("a URL").host, "::1");
        assert_eq!(parse("postgres://%2Fsock/okno").expect("a URL").host, "/sock");
    }

    #[test]
    fn no_text_of_a_url_shows_its_password() {
        for text in ["postgres://gate:s3cret@db/okno", "postgres://gate@db/okno?password=s3cret"] {
            let url = parse(text).expect("a URL");
            let address = Address::Server(Box::new(url.clone()));
            let shown = format!("{url} {url:?} {address} {address:?} {:?} {}", url.password, url.place());
            assert!(!shown.contains("s3cret"), "{shown}");
            assert!(shown.contains("postgres://gate@db/okno"), "{shown}");
        }
        for wrong in ["postgres://gate:s3cret@db:x/okno", "postgres://g:s3cret@a,b/d", "mysql://gate:s3cret@db/okno"] {
            let error = Address::parse(wrong, Path::new("/"), &Login::default()).expect_err("wrong");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_wrong_url_is_refused() {
        for wrong in [
            "postgres://db:0/okno",
            "postgres://db:66000/okno",
            "postgres://a,b/okno",
            "postgres://db/okno?sslmode=maybe",
            "postgres://db/okno?ssl=on",
            "postgres://db/%zz",
            "postgres://db/%00",
            "postgres://[::1/okno",
            "postgres://db/okno?connect_timeout=soon",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_passfile_gives_the_password_of_the_first_line_that_fits() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pgpass");
        let text = "# mine\nother:5432:okno:gate:no\ndb:*:okno:gate:a\\:b:c\n*:*:*:*:last\n";
        fs::write(&path, text).expect("written");
        let login = Login { passfile: Some(path.clone()), ..Login::default() };
        let password = |text: &str| match Address::parse(text, Path::new("/"), &login) {
            Ok(Address::Server(url)) => url.password.map(|secret| secret.0),
            other => panic!("{other:?}"),
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        assert_eq!(password("postgres://gate@db/okno").as_deref(), Some("a:b:c"));
        assert_eq!(password("postgres://gate@db2/okno").as_deref(), Some("last"));
        assert_eq!(password("postgres://gate:own@db/okno").as_deref(), Some("own"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        assert_eq!(password("postgres://gate@db/okno"), None, "others may read it");
    }
}
