//! A real PostgreSQL for the tests: one server for the whole binary, in a temp folder, a database for each test. It ends with
//! this process, however this process ends.

use std::{
    fs,
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use okno::ledger::{
    address::{Address, Login, ServerUrl},
    postgres::{self as store, Postgres},
};
use postgres::{Client, NoTls};

/// The account that owns nothing: a server never runs as root.
pub const NOBODY: u32 = 65_534;

/// A server that is running.
pub struct Server {
    folder: PathBuf,
    pub port: u16,
    /// Its death ends the server: it waits for the end of its input, which this process holds.
    watch: Mutex<Option<Child>>,
}

impl Server {
    /// The one that all tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        // nobody pulls its plug
        SHARED.get_or_init(|| Self::start(&["fsync = off"]))
    }

    /// Another one, with more lines in its configuration.
    pub fn start(configuration: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("okno-pg-").tempdir().expect("a folder").keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("open to its account");
        if is_root() {
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("given away");
        }
        let data = folder.join("data");
        let mut initdb = as_nobody(&program("initdb"));
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        let made = initdb.arg("--pgdata").arg(&data).current_dir("/").output().expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let access = "local all all trust\nlocal replication all trust\nhost all +with_password 127.0.0.1/32 scram-sha-256\n\
                      host all all 127.0.0.1/32 trust\n";
        fs::write(data.join("pg_hba.conf"), access).expect("written");
        let mut text = fs::read_to_string(data.join("postgresql.conf")).expect("a configuration");
        text.push_str("\nfsync = on\nmax_connections = 200\nshared_buffers = 32MB\nlisten_addresses = '127.0.0.1'\n");
        // Each base backup takes two senders and a slot, and tests run beside each other.
        text.push_str("max_wal_senders = 40\nmax_replication_slots = 40\n");
        for line in configuration {
            text.push_str(line);
            text.push('\n');
        }
        fs::write(data.join("postgresql.conf"), text).expect("written");
        let server = Self { folder, port: free_port(), watch: Mutex::default() };
        server.resume();
        server
    }

    /// Starts it where it stopped.
    pub fn resume(&self) {
        let script = "\"$1\" -D \"$2/data\" -k \"$2\" -p \"$3\" >>\"$2/log\" 2>&1 & server=$!\n\
                      echo $server >\"$2/pid\"; cat >/dev/null; kill -QUIT $server; wait $server\n\
                      [ -e \"$2/keep\" ] || rm -rf \"$2\"";
        let mut watch = as_nobody(Path::new("/bin/sh"));
        watch.args(["-c", script, "sh"]).arg(program("postgres")).arg(&self.folder).arg(self.port.to_string());
        let watch = watch.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        *self.watch.lock().unwrap() = Some(watch.expect("a shell"));
        let mut looks = 0;
        while let Err(error) = self.connect("postgres", "postgres") {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            looks += 1;
            assert!(looks < 1_200, "the server did not start: {error}\n{log}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops it as a power cut does: at once, without a word.
    pub fn crash(&self) {
        fs::write(self.folder.join("keep"), "").expect("written");
        if let Some(mut watch) = self.watch.lock().unwrap().take() {
            drop(watch.stdin.take());
            watch.wait().expect("it ends");
        }
        fs::remove_file(self.folder.join("keep")).expect("removed");
        drop(fs::remove_file(self.folder.join("data/postmaster.pid")));
    }

    /// Both at once.
    pub fn restart(&self) {
        self.crash();
        self.resume();
    }

    /// One of its own for a test that restarts it. It ends with this process, as the shared one.
    pub fn of_ones_own() -> &'static Self {
        Box::leak(Box::new(Self::start(&[])))
    }

    /// The folder of its socket, and of its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A connection of a login to a database.
    pub fn connect(&self, login: &str, database: &str) -> Result<Client, postgres::Error> {
        let folder = self.folder.to_str().expect("UTF-8");
        let text = format!("host={folder} port={} user={login} dbname={database}", self.port);
        Client::connect(&text, NoTls)
    }

    /// An empty database of its own.
    pub fn empty_database(&self) -> Database<'_> {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("okno_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut admin = self.connect("postgres", "postgres").expect("a connection");
        admin.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        Database { server: self, name }
    }

    /// A database with an empty ledger, and its three roles.
    pub fn database(&self) -> Database<'_> {
        let database = self.empty_database();
        store::make(&database.server_url("postgres"), true).expect("a ledger");
        database
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut watch) = self.watch.lock().unwrap().take() {
            drop(watch.stdin.take());
            drop(watch.wait());
        }
    }
}

/// A database of one test.
pub struct Database<'s> {
    pub server: &'s Server,
    pub name: String,
}

impl Database<'_> {
    /// Its URL for a login, over loopback.
    pub fn url(&self, login: &str) -> String {
        format!("postgres://{login}@127.0.0.1:{}/{}", self.server.port, self.name)
    }

    /// The same, read.
    pub fn server_url(&self, login: &str) -> ServerUrl {
        server_url(&self.url(login))
    }

    /// The store as a login sees it.
    pub fn store(&self, login: &str) -> Postgres {
        Postgres::open(&self.server_url(login)).expect("a store")
    }

    /// A bare connection.
    pub fn client(&self, login: &str) -> Client {
        self.server.connect(login, &self.name).expect("a connection")
    }

    /// SQL as the superuser.
    pub fn execute(&self, sql: &str) {
        self.client("postgres").batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// A login of its own that is a member of one of the ledger's roles. Logins are of the whole server.
    pub fn login(&self, person: &str, role: &str) -> String {
        let login = format!("{person}_{}", self.name);
        self.execute(&format!("CREATE ROLE {login} LOGIN IN ROLE {}_{role}", self.name));
        login
    }
}

/// A URL, read.
pub fn server_url(text: &str) -> ServerUrl {
    match Address::parse(text, Path::new("/"), &Login::default()).expect("a URL") {
        Address::Server(url) => *url,
        Address::File(path) => panic!("{} is a path", path.display()),
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// Whether the tests run as root.
pub fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// A program under the account that the servers run under.
pub fn as_nobody(program: &Path) -> Command {
    let mut command = Command::new(program);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    // a signal for the tests is none for the server
    command.process_group(0).env_remove("PGDATA");
    command
}

/// A program of PostgreSQL; Debian keeps those of the server out of the PATH.
pub fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> = versions.map(|version| version.path().join("bin").join(name)).collect();
    found.retain(|path| path.exists());
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}
