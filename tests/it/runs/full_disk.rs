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
fn where_what_it_printed_does_not_fit_its_end_is_recorded_without_it() {
    let house = house();
    plan(&house, "2m", &["sh", "-c", "touch ran; head -c 1000000 /dev/urandom"]);
    let answer = confined(&house, size(&house) + 200_000, &["run", "1", "--result", "result.json"]).exits(0);
    assert!(answer.flat().contains("1000000 bytes, not kept"), "{}", answer.err);
    let result: serde_json::Value = serde_json::from_slice(&fs::read(house.path("result.json")).unwrap()).unwrap();
    assert_eq!((&result["outcome"], &result["run"]["unrecorded"]), (&"succeeded".into(), &serde_json::Value::Null));
    let shown = shown(&house, "1");
    let output = &shown["runs"][0]["output"];
    assert_eq!((&output["bytes"], &output["kept"]), (&1_000_000.into(), &false.into()));
    assert_eq!((&shown["state"], &shown["output"]), (&"closed".into(), &serde_json::Value::Null));
    house.run_program(&["log", "verify"]).exits(0);
}
