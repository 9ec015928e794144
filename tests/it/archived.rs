//! A real PostgreSQL that pgBackRest backs up: one for the whole binary. Each test works on a copy of its repository.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use crate::{
    house::{Answer, House, answer_of},
    server::{NOBODY, Server, as_nobody, is_root},
};

/// A server whose write-ahead log is archived, with a full backup and an increment.
pub struct Archived {
    server: Server,
    /// The configuration, the repository and the locks.
    folder: PathBuf,
}

impl Archived {
    /// The one that all tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Archived> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Another one, for a test that takes backups itself.
    pub fn start() -> Self {
        let server =
            Server::start(&["archive_mode = on", "archive_command = 'false'", "fsync = off", "log_timezone = 'UTC'"]);
        let folder = server.folder().join("pgbackrest");
        fs::create_dir(&folder).expect("a folder");
        if is_root() {
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("given away");
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("open to all");
        let archived = Self { server, folder };
        archived.configure(&archived.folder, &[]);
        let mut admin = archived.server.connect("postgres", "postgres").expect("a connection");
        let push =
            format!("pgbackrest --config={}/pgbackrest.conf --stanza=demo archive-push %p", archived.folder.display());
        archived.backs_up(&["stanza-create"]);
        admin.batch_execute(&format!("ALTER SYSTEM SET archive_command = '{push}'")).expect("set");
        let rows =
            "CREATE TABLE orders AS SELECT i, repeat(md5(i::text), 8) AS what FROM generate_series(1, 2000) AS i";
        admin.batch_execute(rows).expect("rows");
        admin.batch_execute("SELECT pg_reload_conf()").expect("reloaded");
        archived.backs_up(&["--type=full", "backup"]);
        admin.batch_execute("INSERT INTO orders SELECT * FROM orders").expect("more rows");
        archived.backs_up(&["--type=incr", "backup"]);
        archived
    }

    /// Writes the configuration of a repository that lies in a folder.
    fn configure(&self, folder: &Path, more: &[&str]) -> PathBuf {
        let (place, data) = (folder.display(), self.server.folder().join("data"));
        let text = format!(
            "[global]\nrepo1-path={place}/repo\nrepo1-retention-full=9\nlog-path={place}/log\nlock-path={place}/lock\n\
             start-fast=y\nprocess-max=2\n{}\n[demo]\npg1-path={}\npg1-socket-path={}\npg1-port={}\npg1-user=postgres\n",
            more.join("\n"),
            data.display(),
            self.server.folder().display(),
            self.server.port,
        );
        let path = folder.join("pgbackrest.conf");
        fs::write(&path, text).expect("written");
        path
    }

    /// pgBackRest on the repository that the server's log is archived in.
    pub fn backs_up(&self, arguments: &[&str]) {
        let mut pgbackrest = as_nobody(Path::new("pgbackrest"));
        pgbackrest.arg(format!("--config={}/pgbackrest.conf", self.folder.display()));
        let answer =
            answer_of(pgbackrest.args(["--stanza=demo", "--log-level-file=off"]).args(arguments).current_dir("/"));
        assert_eq!(answer.code, 0, "{arguments:?}: {answer:?}\n{}", self.server_log());
    }

    fn server_log(&self) -> String {
        fs::read_to_string(self.server.folder().join("log")).unwrap_or_default()
    }

    /// How psql reaches the server.
    pub fn conninfo(&self) -> String {
        format!("host={} port={} user=postgres dbname=postgres", self.server.folder().display(), self.server.port)
    }

    /// A house whose shop is backed up into a repository of its own: a copy of the shared one.
    pub fn house(&self, keys: &str) -> House {
        let house = self.empty_house(keys);
        let copied = Command::new("cp").arg("-R").arg(self.folder.join("repo")).arg(house.path("repo")).status();
        assert!(copied.expect("cp runs").success());
        house
    }

    /// The same without a repository.
    pub fn empty_house(&self, keys: &str) -> House {
        let rules = crate::house::RULES.split("tool =").next().expect("rules").to_owned();
        let house = House::with_rules("");
        let config = self.configure(house.folder(), &[]);
        let table = format!("tool = \"pgbackrest\"\nstanza = \"demo\"\nconfig = \"{}\"\n{keys}\n", config.display());
        house.write("windows.toml", rules + &table);
        house.follow_the_real_clock();
        house
    }

    /// Changes the configuration of a house.
    pub fn reconfigure(&self, house: &House, more: &[&str]) {
        self.configure(house.folder(), more);
    }
}

/// pgBackRest itself, on the repository of a house.
pub fn pgbackrest(house: &House, arguments: &[&str]) -> Command {
    let mut command = Command::new("pgbackrest");
    command.arg(format!("--config={}", house.path("pgbackrest.conf").display()));
    command.args(["--stanza=demo", "--log-level-file=off"]).args(arguments).current_dir(house.folder());
    command
}

/// Runs it to its end, which has to be a good one.
#[track_caller]
pub fn does(house: &House, arguments: &[&str]) -> Answer {
    answer_of(&mut pgbackrest(house, arguments)).exits(0)
}
