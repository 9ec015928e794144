//! A hermetic house for whole-program tests: a temp folder with rules, a simulated clock, accounts, and okno in it, either
//! in this process (`okno`) or as the real program (`program`).

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use okno::{
    Env,
    clock::{Alarm, Clock, SystemClock, Wake},
    env::Terminal,
    people::Account,
};
use serde_json::Value;
use tempfile::TempDir;

/// A clock that stands still until it is moved.
pub struct SimulatedClock {
    now: Mutex<DateTime<Utc>>,
    ticks: AtomicU64,
}

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.ticks.fetch_add(1, Ordering::Relaxed))
    }

    fn alarm(&self, _: &Path) -> Box<dyn Alarm + '_> {
        Box::new(Jump(self))
    }
}

/// Sleeps no time at all: the clock jumps.
struct Jump<'a>(&'a SimulatedClock);

impl Alarm for Jump<'_> {
    fn wait(&mut self, until: DateTime<Utc>) -> Wake {
        *self.0.now.lock().unwrap() = until;
        Wake::Due
    }
}

/// The place and the people of one test.
pub struct House {
    folder: TempDir,
    clock: SimulatedClock,
    account: Account,
}

/// The circumstances of one command.
pub struct Where<'w> {
    pub account: &'w Account,
    /// Variables beside the usual ones; an empty one counts as not set.
    pub vars: &'w [(&'w str, &'w str)],
    /// Below the house.
    pub folder: Option<&'w str>,
    pub terminal: Terminal,
}

impl<'w> Where<'w> {
    /// As usual: in the house, without a terminal.
    pub fn of(account: &'w Account) -> Self {
        Self { account, vars: &[], folder: None, terminal: Terminal::default() }
    }
}

/// What a command gave back.
#[derive(Debug)]
pub struct Answer {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// The object on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The codes of the reasons, by row.
    pub fn reasons(&self) -> Vec<String> {
        let reasons = self.json()["reasons"].as_array().cloned().unwrap_or_default();
        reasons.iter().map(|reason| reason["code"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Everything that was said, on one line.
    pub fn flat(&self) -> String {
        let said = format!("{} {}", self.out, self.err);
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Itself, if it exited with that code.
    #[track_caller]
    pub fn exits(self, code: u8) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

/// An instant of the tests, in UTC.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// One customer in Yekaterinburg, one database whose copies lie in `backups/`.
pub const RULES: &str = r#"
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"

[customers.acme]
name = "ACME Retail"
time-zone = "Asia/Yekaterinburg"
calendar = "office"

[systems.shop]
name = "Shop database"
customers = ["acme"]

[systems.shop.backup]
tool = "sqlite"
pattern = "backups/shop-*.db"
tables = ["orders"]
take = ["./take-backup"]
"#;

impl House {
    /// With [`RULES`], at noon UTC (17:00 for the customer) of Tuesday 2026-11-24, as olga.
    pub fn new() -> Self {
        let house = Self::with_rules(RULES);
        fs::create_dir(house.path("backups")).unwrap();
        house
    }

    /// With other rules.
    pub fn with_rules(rules: &str) -> Self {
        let house = Self {
            folder: tempfile::tempdir().unwrap(),
            clock: SimulatedClock { now: Mutex::new(instant("2026-11-24T12:00:00Z")), ticks: AtomicU64::new(0) },
            account: olga(),
        };
        house.write("windows.toml", rules);
        house
    }

    /// A path in the house.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of the house.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        assert!(path.starts_with(self.folder()), "{name} lies outside of the house");
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes a script that can be executed.
    pub fn script(&self, name: &str, content: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.write(name, content);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// Sets the simulated clock.
    pub fn at(&self, text: &str) -> &Self {
        *self.clock.now.lock().unwrap() = instant(text);
        self
    }

    /// Sets the simulated clock to what the real program sees.
    pub fn follow_the_real_clock(&self) {
        *self.clock.now.lock().unwrap() = SystemClock.now();
    }

    /// Moves the simulated clock.
    pub fn pass(&self, length: TimeDelta) -> &Self {
        *self.clock.now.lock().unwrap() += length;
        self
    }

    /// The simulated present.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The account of [`House::okno`].
    pub fn me(&self) -> &Account {
        &self.account
    }

    /// okno in this process, as olga.
    pub fn okno(&self, args: &[&str]) -> Answer {
        self.okno_as(&self.account, args)
    }

    /// okno in this process, as somebody else.
    pub fn okno_as(&self, account: &Account, args: &[&str]) -> Answer {
        self.okno_with(account, &[], args)
    }

    /// okno in this process, with more variables.
    pub fn okno_with(&self, account: &Account, vars: &[(&str, &str)], args: &[&str]) -> Answer {
        self.okno_at(Where { vars, ..Where::of(account) }, args)
    }

    /// okno in this process, from another folder.
    pub fn okno_in(&self, folder: &str, args: &[&str]) -> Answer {
        self.okno_at(Where { folder: Some(folder), ..Where::of(&self.account) }, args)
    }

    /// okno in this process, in any circumstances.
    pub fn okno_at(&self, at: Where<'_>, args: &[&str]) -> Answer {
        let Where { account, vars, folder, terminal } = at;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut all: BTreeMap<OsString, OsString> = self.variables();
        all.extend(vars.iter().map(|(name, value)| (name.into(), value.into())));
        let env = Env {
            vars: all,
            folder: folder.map_or_else(|| self.folder.path().to_path_buf(), |name| self.path(name)),
            program: Some(PathBuf::from("/usr/local/bin/okno")),
            clock: &self.clock,
            account: account.clone(),
            host: Some("testhost".to_owned()),
            pid: Some(4711),
            terminal,
            out: &mut out,
            err: &mut err,
        };
        let args = ["okno"].iter().chain(args).map(OsString::from);
        let outcome = okno::run(args, env);
        Answer {
            code: outcome.code,
            out: String::from_utf8(out).expect("answers are UTF-8"),
            err: String::from_utf8(err).expect("messages are UTF-8"),
        }
    }

    /// Where programs are looked for.
    pub fn search_path(&self) -> String {
        self.variables()[OsStr::new("PATH")].to_string_lossy().into_owned()
    }

    fn variables(&self) -> BTreeMap<OsString, OsString> {
        let in_house = |name: &str| self.path(name).into_os_string();
        #[expect(clippy::disallowed_methods, reason = "the tests find their tools where the person who runs them does")]
        let tools = std::env::var_os("PATH").unwrap_or_default();
        BTreeMap::from([
            ("HOME".into(), in_house("home")),
            ("XDG_STATE_HOME".into(), in_house("state")),
            ("XDG_CONFIG_HOME".into(), in_house("config")),
            ("PATH".into(), tools),
        ])
    }

    /// The real program in the house, by the real clock and account.
    pub fn program(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_okno"));
        command.args(args).current_dir(self.folder.path()).env_clear().envs(self.variables());
        command
    }

    /// Runs the real program to its end.
    pub fn run_program(&self, args: &[&str]) -> Answer {
        answer_of(&mut self.program(args))
    }

    /// Lets every account look into the house.
    pub fn open_to_everybody(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Everything that lies in the house, by name.
    pub fn files(&self) -> Vec<String> {
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<_> = fs::read_dir(self.folder()).unwrap().map(name).collect();
        names.sort();
        names
    }

    /// Makes a sound copy of a database with two orders in `backups/`, dated `at` by its name.
    pub fn make_backup(&self, at: DateTime<Utc>) -> PathBuf {
        let path = self.path(&format!("backups/shop-{}.db", at.format("%Y%m%dT%H%M%SZ")));
        let database = rusqlite::Connection::open(&path).unwrap();
        let schema =
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER); INSERT INTO orders (total) VALUES (1), (2);";
        database.execute_batch(schema).unwrap();
        path
    }

    /// Makes a backup now and confirms it.
    #[track_caller]
    pub fn confirm_backup(&self) {
        self.make_backup(self.now());
        self.okno(&["backup", "confirm", "--system", "shop"]).exits(0);
    }

    /// Makes and confirms a backup a minute later: one that is younger than the run before.
    #[track_caller]
    pub fn confirm_backup_later(&self) {
        self.pass(TimeDelta::minutes(1)).confirm_backup();
    }

    /// The ledger file.
    pub fn ledger(&self) -> PathBuf {
        self.path(".okno/ledger.db")
    }

    /// The kinds of all entries, oldest first.
    pub fn kinds(&self) -> Vec<String> {
        let log = self.okno(&["log", "--format", "jsonl"]).exits(0);
        let kind = |line: &str| serde_json::from_str::<Value>(line).unwrap()["kind"].as_str().unwrap().to_owned();
        log.out.lines().map(kind).collect()
    }
}

/// The real program in the house as somebody who owns nothing there; as ourselves where we are no superuser.
pub fn as_nobody(house: &House, args: &[&str]) -> Answer {
    use std::os::unix::{fs::PermissionsExt as _, process::CommandExt as _};
    const NOBODY: u32 = 65_534;
    if !rustix::process::getuid().is_root() {
        return house.run_program(args);
    }
    // The folder that the program was built in may be closed to others.
    let program = house.path("okno");
    // By another process: a child that some other test forks meanwhile must not hold it open for writing.
    assert!(
        Command::new("cp").args([env!("CARGO_BIN_EXE_okno").as_ref(), program.as_os_str()]).status().unwrap().success()
    );
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(&program);
    command.args(args).current_dir(house.folder()).env_clear().envs(house.variables());
    answer_of(command.uid(NOBODY).gid(NOBODY))
}

/// Runs a command to its end.
pub fn answer_of(command: &mut Command) -> Answer {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Answer {
        code: u8::try_from(status.code().unwrap_or(255)).unwrap(),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// Who usually works in the house.
pub fn olga() -> Account {
    Account { uid: 1000, name: "olga".to_owned() }
}

/// Another person.
pub fn boris() -> Account {
    Account { uid: 1001, name: "boris".to_owned() }
}

/// Nobody in particular.
pub fn root() -> Account {
    Account { uid: 0, name: "root".to_owned() }
}
