//! The power fails: of what a disk did not confirm anything may be missing, halved, or garbage; what was answered is there.

use std::{
    collections::BTreeMap,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use okno::ledger::verify::verify;
use okno::ledger::{StoreError, snapshot, sqlite::Sqlite, transact};
use okno::record::{Draft, Streams, Subject};

use super::{Deed, faulty, house, left_by};
use crate::house::House;
use crate::record::{act, raw};

/// What happened to the ledger's files, in order.
enum Event {
    Written {
        file: usize,
        offset: usize,
        bytes: Vec<u8>,
    },
    Cut {
        file: usize,
        length: usize,
    },
    Confirmed {
        file: usize,
    },
    /// okno answered: that many entries are recorded for good.
    Answered {
        entries: usize,
    },
}

/// The main file and its write-ahead log.
const FILES: [&str; 2] = ["ledger.db", "ledger.db-wal"];

fn read_trace(mut trace: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    while let Some(end) = trace.iter().position(|byte| *byte == b'\n') {
        let head = std::str::from_utf8(&trace[..end]).unwrap();
        trace = &trace[end + 1..];
        let [what, offset, length, path] = head.splitn(4, ' ').collect::<Vec<_>>()[..] else { panic!("{head}") };
        let (offset, length): (usize, usize) = (offset.parse().unwrap(), length.parse().unwrap());
        let (bytes, rest) = trace.split_at(length);
        trace = rest;
        let Some(file) = FILES.iter().position(|name| path.ends_with(&format!("/{name}"))) else { continue };
        events.push(match what {
            "W" => Event::Written { file, offset, bytes: bytes.to_vec() },
            "T" => Event::Cut { file, length: offset },
            "S" => Event::Confirmed { file },
            _ => panic!("{head}"),
        });
    }
    events
}

fn lines(path: &Path) -> Result<Vec<String>, StoreError> {
    let mut store = Sqlite::open_read_only(path)?;
    let verification = snapshot(&mut store, |read| verify(read, &Streams::default()))?;
    assert!(verification.first_bad.is_none(), "{verification:?}");
    let mut lines = Vec::new();
    snapshot(&mut store, |read| {
        read.stored(0, &mut |stored| {
            lines.push(String::from_utf8(stored.line.to_vec()).unwrap());
            ControlFlow::Continue(())
        })
    })?;
    Ok(lines)
}

/// Appends, and finds it there.
fn append(path: &Path) {
    let before = lines(path).unwrap().len();
    let mut store = Sqlite::open(path).expect("opened");
    let draft = Draft { subject: Subject::new("x", "after"), kind: "x.happened", dv: 1, data: raw("{}") };
    transact(&mut store, &act("after", "2027-11-24T17:00:00Z"), |write| write.append(draft)).expect("recorded");
    drop(store);
    // The first entry of all brings `ledger.created` with it.
    assert_eq!(lines(path).unwrap().len(), before.max(1) + 1);
}

/// A ledger, what several commands wrote to it, and all of its entries at the end.
struct Story {
    house: House,
    base: [Vec<u8>; 2],
    events: Vec<Event>,
    lines: Vec<String>,
}

impl Story {
    /// Some commands write a little. Two write much, so that the next one moves the log into the main file and begins it
    /// anew.
    fn new() -> Self {
        let house = house();
        let bytes = |name: &str| fs::read(house.path(".okno").join(name)).unwrap();
        let base = FILES.map(bytes);
        let mut events = Vec::new();
        let mut entries = lines(&house.ledger()).unwrap().len();
        events.push(Event::Answered { entries });
        let mut noise = Noise(7);
        for number in 0..9 {
            let mut args = vec!["plan", "Work", "--system", "shop", "--downtime", "0m"];
            if number == 3 || number == 4 {
                let specification: Vec<u8> = (0..600_000).map(|_| b'a' + noise.byte() % 26).collect();
                house.write("spec.txt", specification);
                args.extend(["--specification", "spec.txt"]);
            }
            let trace = house.folder().with_extension("trace");
            fs::write(&trace, "").unwrap();
            let mut okno = faulty(&house, Deed::Trace, 0, &[&args[..], &["--", "true"]].concat());
            okno.env("FAULT_TRACE", &trace);
            let left = left_by(okno);
            assert!(left.status.success(), "{}", left.said);
            events.extend(read_trace(&fs::read(&trace).unwrap()));
            fs::remove_file(&trace).unwrap();
            entries += 1;
            events.push(Event::Answered { entries });
        }
        let lines = lines(&house.ledger()).unwrap();
        assert_eq!(lines.len(), entries);
        Self { house, base, events, lines }
    }
}

/// The same numbers in every run.
struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

/// A file on a disk: what is confirmed, and what may or may not have got there.
#[derive(Clone, Default)]
struct OnDisk {
    bytes: Vec<u8>,
    pending: Vec<Pending>,
}

#[derive(Clone)]
enum Pending {
    Written(usize, Vec<u8>),
    Cut(usize),
}

const SECTOR: usize = 512;

impl OnDisk {
    fn confirm(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Written(offset, bytes) => self.put(offset, &bytes),
                Pending::Cut(length) => self.bytes.resize(length, 0),
            }
        }
    }

    fn put(&mut self, offset: usize, bytes: &[u8]) {
        let end = offset + bytes.len();
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[offset..end].copy_from_slice(bytes);
    }

    /// Without power: of what was not confirmed some is there, some not, and some sectors hold neither.
    fn fail(mut self, noise: &mut Noise) -> Vec<u8> {
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Cut(length) if noise.below(2) == 0 => self.bytes.resize(length, 0),
                Pending::Cut(_) => {}
                Pending::Written(offset, bytes) => match noise.below(4) {
                    0 => {}
                    1 | 2 => self.put(offset, &bytes),
                    _ => {
                        for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                            let place = offset + number * SECTOR;
                            match noise.below(4) {
                                0 => {}
                                1 => self.put(place, &vec![0; sector.len()]),
                                2 => self.put(place, &vec![noise.byte(); sector.len()]),
                                _ => self.put(place, sector),
                            }
                        }
                    }
                },
            }
        }
        self.bytes
    }
}

/// A ledger of those bytes in a folder of its own.
fn laid_out(folder: &Path, files: [&[u8]; 2]) -> PathBuf {
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        drop(fs::remove_file(folder.join(name)));
    }
    for (name, bytes) in FILES.iter().zip(files) {
        fs::write(folder.join(name), bytes).unwrap();
    }
    folder.join("ledger.db")
}

#[test]
fn whenever_the_power_fails_every_entry_that_was_answered_is_there_and_the_rest_whole_or_not_at_all() {
    let Story { house, base, events, lines: all } = Story::new();
    let checkpointed = events.iter().filter(|event| matches!(event, Event::Written { file: 0, .. })).count();
    assert!(checkpointed > 5, "the log was moved into the main file");
    let folder = tempfile::tempdir().unwrap();
    let mut disk = base.map(|bytes| OnDisk { bytes, pending: Vec::new() });
    let (mut noise, mut answered, mut outcomes) = (Noise(20_261_122), 0, BTreeMap::new());
    for (number, event) in events.iter().enumerate() {
        match event {
            Event::Written { file, offset, bytes } => {
                disk[*file].pending.push(Pending::Written(*offset, bytes.clone()));
            }
            Event::Cut { file, length } => disk[*file].pending.push(Pending::Cut(*length)),
            Event::Confirmed { file } => disk[*file].confirm(),
            Event::Answered { entries } => answered = *entries,
        }
        // Most of the events are the frames of the two large entries.
        if !matches!(event, Event::Confirmed { .. } | Event::Answered { .. }) && noise.below(6) > 0 {
            continue;
        }
        let files = disk.clone().map(|file| file.fail(&mut noise));
        let ledger = laid_out(folder.path(), [&files[0], &files[1]]);
        let found = lines(&ledger).unwrap_or_else(|error| panic!("event {number}: {error}"));
        assert!(all.starts_with(&found), "event {number}: other entries");
        assert!(found.len() >= answered, "event {number}: {} of {answered} answered entries", found.len());
        append(&ledger);
        *outcomes.entry(found.len() - answered).or_insert(0) += 1;
    }
    assert!(outcomes[&0] > 50 && outcomes.len() > 1, "{outcomes:?}");
    drop(house);
}

/// A log of small entries, and where each of its frames begins.
fn log_of_small_entries() -> (House, [Vec<u8>; 2], Vec<usize>) {
    const HEADER: usize = 32;
    const FRAME: usize = 24 + 4096;
    let house = house();
    for reason in ["one", "two"] {
        house.okno(&["halt", "--reason", reason]).exits(0);
        house.okno(&["resume"]).exits(0);
    }
    let files = FILES.map(|name| fs::read(house.path(".okno").join(name)).unwrap());
    let frames = (HEADER..=files[1].len()).step_by(FRAME).collect::<Vec<_>>();
    assert!(frames.len() > 10);
    (house, files, frames)
}

#[test]
fn a_log_cut_anywhere_is_a_shorter_ledger_of_whole_entries_which_this_machine_notices() {
    let (house, [main, log], frames) = log_of_small_entries();
    let all = lines(&house.ledger()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let around = |place: usize| [place.saturating_sub(1), place, place + 1, place + 24, place + 2000];
    let (mut lengths, mut refused) = (Vec::new(), 0);
    for length in [0, 1, 31].into_iter().chain(frames.iter().flat_map(|frame| around(*frame))) {
        let cut = &log[..length.min(log.len())];
        let ledger = laid_out(folder.path(), [&main, cut]);
        match lines(&ledger) {
            Ok(found) => {
                assert!(all.starts_with(&found), "cut to {length}");
                append(&ledger);
                lengths.push(found.len());
            }
            Err(error) => {
                assert!(
                    matches!(error, StoreError::Damaged { .. } | StoreError::NotALedger { .. }),
                    "{length}: {error}"
                );
                refused += 1;
            }
        }
    }
    assert!(lengths.is_sorted() && lengths.last() == Some(&all.len()), "{lengths:?}, {refused} refused");

    // No power cut loses what the disk confirmed. If it is lost all the same, this machine remembers.
    laid_out(&house.path(".okno"), [&main, &log[..frames[frames.len() - 4]]]);
    let verified = house.okno(&["log", "verify"]).exits(65);
    assert!(verified.flat().contains("entry"), "{verified:?}");
    house.okno(&["plan", "Work", "--system", "shop", "--downtime", "0m", "--", "true"]).exits(69);
}

#[test]
fn one_that_lost_part_of_its_main_file_is_refused_as_damaged_or_whole() {
    let (house, [main, log], _) = log_of_small_entries();
    let all = lines(&house.ledger()).unwrap();
    for length in [0, 1, 100, 600, main.len() / 2, main.len() - 4096, main.len() - 1] {
        let ledger = laid_out(&house.path(".okno"), [&main[..length], &log]);
        if let Ok(found) = lines(&ledger) {
            assert_eq!(found, all, "cut to {length}: the log holds the rest");
            continue;
        }
        for args in [&["status"][..], &["plan", "Work", "--system", "shop", "--downtime", "0m", "--", "true"]] {
            let refused = house.okno(args).exits(69);
            assert!(refused.err.contains("ledger.db") && refused.err.contains("hint:"), "cut to {length}: {refused:?}");
        }
    }
}

#[test]
fn the_folders_of_a_new_ledger_are_on_the_disk_before_okno_answers() {
    let house = House::new();
    let trace = house.folder().with_extension("trace");
    fs::write(&trace, "").unwrap();
    let args = ["plan", "Work", "--system", "shop", "--downtime", "0m", "--ledger", "a/b/ledger.db", "--", "true"];
    let mut okno = faulty(&house, Deed::Trace, 0, &args);
    okno.env("FAULT_TRACE", &trace);
    let left = left_by(okno);
    assert!(left.status.success(), "{}", left.said);
    let told = fs::read(&trace).unwrap();
    fs::remove_file(&trace).unwrap();
    for folder in ["/a", "/a/b"] {
        let folder = fs::canonicalize(house.folder()).unwrap().display().to_string() + folder;
        let confirmed = format!("S 0 0 {folder}\n");
        assert!(told.windows(confirmed.len()).any(|part| part == confirmed.as_bytes()), "{folder}");
    }
}
