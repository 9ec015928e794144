//! Ledgers of any size: one story that okno really recorded, told over and over about other changes and systems. They are
//! kept under `target/measured` for the next time.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use okno::Env;
use okno::backup::Taken;
use okno::clock::{Clock as _, SystemClock};
use okno::env::Terminal;
use okno::ledger::{Store as _, StoreError, snapshot, sqlite::Sqlite, transact};
use okno::people::Account;
use okno::policy::{Policy, SystemId};
use okno::record::{Act, Claims, Digest, Draft, Entry, Subject};
use serde_json::{Value, value::to_raw_value};

/// The rules of every ledger: those that this repository shows, with seven customers and five systems.
const RULES: &str = include_str!("../../windows.toml");

/// How far apart the entries of a ledger lie: a million of them are two years.
const APART: TimeDelta = TimeDelta::seconds(60);

/// The newest so many changes are planned, and have not begun.
const AHEAD: u64 = 20;

/// Written into one transaction; a million would fill the memory.
const AT_ONCE: usize = 50_000;

/// A folder with rules and a ledger.
pub struct Site {
    folder: PathBuf,
}

impl Site {
    /// That of a folder.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Where its ledger lies.
    pub fn ledger(&self) -> PathBuf {
        self.folder.join(".okno/ledger.db")
    }

    /// When its newest entry was recorded.
    pub fn newest_at(&self) -> DateTime<Utc> {
        newest_at(&self.ledger())
    }

    /// okno as a process.
    pub fn okno(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_okno"));
        command.args(args).args(["--yes", "--quiet"]).current_dir(&self.folder);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("XDG_STATE_HOME", self.folder.join("state"));
        command
    }

    /// okno within this process.
    pub fn okno_here(&self, args: &[&str]) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let env = Env {
            vars: [(OsString::from("XDG_STATE_HOME"), self.folder.join("state").into_os_string())].into(),
            folder: self.folder.clone(),
            program: None,
            clock: &SystemClock,
            account: Account { uid: 0, name: "bench".to_owned() },
            host: None,
            pid: None,
            terminal: Terminal::default(),
            out: &mut out,
            err: &mut err,
        };
        let args = ["okno"].iter().chain(args).map(OsString::from);
        okno::run(args, env);
        assert!(!out.is_empty(), "{}", String::from_utf8_lossy(&err));
    }

    /// A copy that may be written to.
    pub fn copy(&self, name: &str) -> Self {
        let folder = measured().join(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(folder.join(".okno")).expect("a folder");
        fs::copy(self.folder.join("windows.toml"), folder.join("windows.toml")).expect("a copy");
        fs::copy(self.ledger(), folder.join(".okno/ledger.db")).expect("a copy");
        Self { folder }
    }
}

/// `target/measured`.
fn measured() -> PathBuf {
    build_folder().ancestors().nth(1).expect("the target folder").join("measured")
}

/// `target/release`: this program lies in its `deps`.
fn build_folder() -> PathBuf {
    let own = std::env::current_exe().expect("this program");
    own.ancestors().nth(2).expect("target/release/deps").to_owned()
}

/// The bare process, built if need be.
pub fn bare_program() -> PathBuf {
    let order = ["build", "--release", "--locked", "--quiet", "--example", "bare"];
    let built = Command::new(env!("CARGO")).args(order).current_dir(env!("CARGO_MANIFEST_DIR")).status();
    assert!(built.expect("cargo").success());
    build_folder().join("examples/bare")
}

/// The site with a ledger of so many entries.
pub fn site(entries: u64) -> Site {
    let folder = measured().join(format!("{entries}"));
    let site = Site { folder };
    let made_by = site.folder.join("made-by");
    let wanted = format!("{} {}", env!("CARGO_PKG_VERSION"), Digest::of(RULES.as_bytes()));
    if fs::read_to_string(&made_by).ok() != Some(wanted.clone()) {
        make(&site, entries);
        fs::write(made_by, wanted).expect("a note");
    }
    site
}

fn make(site: &Site, entries: u64) {
    drop(fs::remove_dir_all(&site.folder));
    fs::create_dir_all(&site.folder).expect("a folder");
    fs::write(site.folder.join("windows.toml"), RULES).expect("the rules");
    let story = Story::record();
    let policy = Policy::read("windows.toml", RULES.as_bytes(), &|_| None).expect("right rules");
    let systems: Vec<(SystemId, Vec<String>)> = policy
        .systems
        .values()
        .map(|system| (system.id.clone(), system.customers.iter().map(ToString::to_string).collect()))
        .collect();
    let (mut opened, _) = Sqlite::create_or_open(site.ledger()).expect("a ledger");
    let first_at = SystemClock.now() - APART * i32::try_from(entries).expect("not so many");
    let mut told =
        (0..).flat_map(|number| story.told(number, &systems)).take(usize::try_from(entries).expect("64 bit"));
    let mut previous = (0, Digest::ZERO);
    let begun = story.beginning.clone();
    let mut left = entries;
    let mut begun = begun.into_iter();
    while left > 0 {
        let mut part = Vec::new();
        while part.len() < AT_ONCE && left > 0 {
            left -= 1;
            let (seq, hash) = previous;
            let at = first_at + APART * i32::try_from(seq).expect("not so many");
            let template = begun.next().unwrap_or_else(|| told.next().expect("endless"));
            // Those that lie ahead are only planned.
            let draft = template.draft(at, left / Story::LENGTH < AHEAD && entries > 1_000);
            let entry = Entry::compose(draft, &act(seq, at), 0, seq + 1, at, hash).expect("fit");
            previous = (seq + 1, entry.hash);
            part.push(entry);
        }
        let act = act(u64::MAX - 1, first_at);
        opened.import(&act, &mut part.into_iter().map(Ok), &mut |_| Ok(())).expect("it chains");
    }
    drop(opened);
    let (wall, _) = super::timing::both(|| {
        assert!(site.okno(&["log", "rebuild"]).status().expect("okno").success());
    });
    // Whoever writes next moves what so large a transaction left in the log into the file: readers begin with the log.
    let mut opened = Sqlite::open(site.ledger()).expect("the ledger opens");
    let now = SystemClock.now();
    transact::<_, StoreError>(&mut opened, &act(u64::MAX, now), |write| {
        story.attachments.iter().try_for_each(|bytes| write.attach(bytes).map(drop))
    })
    .expect("attachments");
    println!("made a ledger of {entries} entries; all of its cards by `log rebuild`: {wall:.1} s on the wall");
}

/// One attempt to write, unlike any other.
pub fn act(number: u64, now: DateTime<Utc>) -> Act {
    let claims = Claims { host: Some("bench".to_owned()), ..Claims::default() };
    let policy = Some(Digest::of(RULES.as_bytes()));
    Act { id: format!("{number:032x}"), now, actor: "bench".to_owned(), claims, policy, tzdb: Some("2026f".to_owned()) }
}

/// The smallest entry that is often written.
pub fn taken() -> okno::backup::Event {
    let argv = vec!["/usr/local/bin/backup-portal".to_owned()];
    okno::backup::Event::Taken(Taken { argv, exit_code: 0, elapsed_ms: 1234, output: None })
}

/// What is written again and again, from entries of a real ledger.
struct Story {
    beginning: Vec<Template>,
    change: Vec<Template>,
    attachments: Vec<Vec<u8>>,
}

/// An entry without its place and time.
#[derive(Clone)]
struct Template {
    subject: Subject,
    kind: &'static str,
    dv: u16,
    data: Value,
    /// What the instants in it are relative to.
    told_at: DateTime<Utc>,
}

impl Story {
    /// Planned, backup confirmed, started, finished.
    const LENGTH: u64 = 4;

    /// Lets okno plan and run a change under somewhat milder rules, and adopt the real ones.
    fn record() -> Self {
        let folder = measured().join("story");
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("a folder");
        let mild = RULES.replace("backup-evidence  = \"verified\"", "backup-evidence = \"attested\"");
        let mild = mild.replace("approvals = 1", "approvals = 0").replace("approvals = 2", "approvals = 0");
        fs::write(folder.join("windows.toml"), mild).expect("rules");
        let site = Site { folder };
        for command in [
            "plan|Rebuild the index|--system|bonus-db|--downtime|5m|--instruction|mail of Monday|--|true",
            "backup|confirm|--system|bonus-db|--evidence|attested|--made-at|now|--location|srv:/b|--bytes|4096",
            "run|1",
            "policy|adopt",
        ] {
            if command == "policy|adopt" {
                fs::write(site.folder.join("windows.toml"), RULES).expect("the rules");
            }
            let output = okno_first(&site, command).output().expect("okno");
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        }
        let mut story = Self { beginning: Vec::new(), change: Vec::new(), attachments: vec![RULES.into(), Vec::new()] };
        let mut opened = Sqlite::open_read_only(site.ledger()).expect("the ledger");
        snapshot::<_, StoreError>(&mut opened, |read| {
            read.entries(&okno::ledger::Which::default(), &mut |entry| {
                story.take(entry);
                std::ops::ControlFlow::Continue(())
            })
        })
        .expect("the ledger");
        assert_eq!(story.change.len() as u64, Self::LENGTH);
        story
    }

    fn take(&mut self, entry: Entry) {
        let template = Template {
            data: serde_json::from_str(entry.data.get()).expect("JSON"),
            told_at: entry.stamp.at,
            subject: entry.subject,
            // A handful of words.
            kind: entry.kind.leak(),
            dv: entry.dv,
        };
        match template.subject.stream() {
            "change" | "backup" => self.change.push(template),
            _ => {
                // The rules that were adopted last are those that hold.
                self.beginning.retain(|earlier| earlier.subject != template.subject);
                self.beginning.push(template);
                self.beginning.sort_by_key(|template| template.kind != "ledger.created");
            }
        }
    }

    /// The story as that of another change, on the systems in turn.
    fn told(&self, number: u64, systems: &[(SystemId, Vec<String>)]) -> Vec<Template> {
        let (system, customers) = &systems[usize::try_from(number).expect("64 bit") % systems.len()];
        let mut told = self.change.clone();
        for template in &mut told {
            if let Some(data) = template.data.as_object_mut().filter(|data| data.contains_key("system")) {
                data.insert("system".to_owned(), system.as_str().into());
                data.insert("customers".to_owned(), customers.clone().into());
            }
            template.subject = match template.subject.stream() {
                "change" => Subject::new("change", &format!("CHG-{}", number + 1)),
                stream => Subject::new(stream, system.as_str()),
            };
        }
        told
    }
}

/// The arguments, and before what follows `--` those that every command gets.
fn okno_first(site: &Site, command: &str) -> Command {
    let args: Vec<&str> = command.split('|').collect();
    let (own, of_the_change) = args.split_at(args.iter().position(|arg| *arg == "--").unwrap_or(args.len()));
    let mut okno = site.okno(own);
    okno.args(of_the_change);
    okno
}

impl Template {
    /// The entry as it is written at that instant; of a change that lies ahead only the plan, again and again.
    fn draft(mut self, at: DateTime<Utc>, ahead: bool) -> Draft {
        let mut later = at - self.told_at;
        if ahead && self.kind == "change.planned" {
            later += TimeDelta::days(3);
        }
        let ends = ahead && self.kind.starts_with("run.");
        if ends {
            // In the place of a run that has not begun: one more look at the backup.
            let system = if self.kind == "run.started" { "portal" } else { "tracking" };
            (self.kind, self.subject) = ("backup.taken", Subject::new("backup", system));
            self.data = serde_json::to_value(serde_json::json!({
                "argv": ["/usr/local/bin/backup-portal"], "exit_code": 0, "elapsed_ms": 1234, "output": null
            }))
            .expect("JSON");
        }
        shift(&mut self.data, later);
        Draft { subject: self.subject, kind: self.kind, dv: self.dv, data: to_raw_value(&self.data).expect("JSON") }
    }
}

/// Moves every instant in it.
fn shift(value: &mut Value, by: TimeDelta) {
    match value {
        Value::String(text) => {
            let (before, instant) = text.rsplit_once('@').map_or(("", text.as_str()), |(before, at)| (before, at));
            if let Ok(at) = instant.parse::<DateTime<Utc>>() {
                let moved = (at + by).to_rfc3339_opts(SecondsFormat::Millis, true);
                *text = if before.is_empty() { moved } else { format!("{before}@{moved}") };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Value::Object(fields) => fields.values_mut().for_each(|field| shift(field, by)),
        _ => {}
    }
}

/// A folder with those rules and no ledger.
pub fn folder_with(rules: &str) -> PathBuf {
    let folder = measured().join("rules");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("windows.toml"), rules).expect("the rules");
    folder
}

/// When the newest entry of the ledger was recorded.
fn newest_at(ledger: &Path) -> DateTime<Utc> {
    let mut store = Sqlite::open_read_only(ledger).expect("the ledger opens");
    let mut at = None;
    store
        .snapshot(&mut |read| {
            let which = okno::ledger::Which { newest_first: true, limit: Some(1), ..Default::default() };
            read.entries(&which, &mut |entry| {
                at = Some(entry.stamp.at);
                std::ops::ControlFlow::Break(())
            })
        })
        .expect("the ledger reads");
    at.expect("it has entries")
}
