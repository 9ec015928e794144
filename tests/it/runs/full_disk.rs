//! A ledger that cannot grow any more: before the intent nothing runs, after it nothing is guessed.

use std::{fs, process::Output};

use super::{house, plan, shown, started_by};
use crate::house::{Answer, House};

/// okno, which may not let any file grow beyond so many bytes.
fn confined(house: &House, bytes: u64, args: &[&str]) -> Answer {
    // Ignored, the signal of a file that is too large becomes an error, as a full disk is one.
    let outer = format!("trap '' XFSZ; exec prlimit --fsize={bytes} -- \"$@\"");
    let mut okno = started_by(&["sh", "-c", &outer, "sh"], house, args);
    let Output { status, stdout, stderr } = okno.output().unwrap();
    Answer {
        code: status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(255),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// The size of the ledger's largest file.
fn size(house: &House) -> u64 {
    let files = [house.ledger(), house.path(".okno/ledger.db-wal")];
    files.iter().filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).max().unwrap()
}

#[test]
fn where_the_intent_cannot_be_recorded_nothing_runs() {
    let house = house();
    plan(&house, "2m", &["touch", "ran"]);
    let before = house.kinds();
    let refused = confined(&house, size(&house), &["run", "1"]).exits(69);
    assert!(refused.err.contains("ledger.db"), "{refused:?}");
    assert!(!house.path("ran").exists());
    assert_eq!(house.kinds(), before);
    house.run_program(&["run", "1"]).exits(0);
    assert!(house.path("ran").exists());
}

#[test]
fn where_the_end_cannot_be_recorded_it_is_told_with_what_to_do_and_nothing_is_lost() {
    let house = house();
    // What it prints is kept with its end, and does not fit.
    plan(&house, "2m", &["sh", "-c", "touch ran; head -c 1000000 /dev/urandom"]);
    let refused =
        confined(&house, size(&house) + 200_000, &["run", "1", "--quiet", "--result", "result.json"]).exits(74);
    let said = refused.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["ended with exit code 0", "could not be recorded", "okno settle CHG-1 --as done|failed --reason"] {
        assert!(said.contains(part), "{part:?} is missing: {said}");
    }
    let result: serde_json::Value = serde_json::from_slice(&fs::read(house.path("result.json")).unwrap()).unwrap();
    assert_eq!((&result["exit_code"], &result["outcome"]), (&74.into(), &"succeeded".into()));
    assert_eq!(result["run"]["exit_code"], 0);
    assert!(result["run"]["unrecorded"].is_string());
    assert!(house.path("ran").exists());

    assert_eq!(shown(&house, "1")["state"], "interrupted", "nothing is guessed");
    house.run_program(&["log", "verify"]).exits(0);
    house.run_program(&["settle", "1", "--as", "done", "--reason", "it said so"]).exits(0);
    assert_eq!(shown(&house, "1")["state"], "closed");
}
