//! What the fuzz targets claim, of their whole kept corpus and of what comes of it by a few changes: the same ones in every
//! run. Longer hunts are `cargo fuzz`'s: docs/measured.md.

use std::fs;
use std::path::Path;

use crate::claims;

/// How often each kept input is changed.
const CHANGES: usize = 12;

/// A small generator of numbers, the same ones every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap()
    }
}

fn replay(target: &str, claim: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut kept: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    kept.sort();
    assert!(kept.len() >= 10, "{} holds {} inputs", folder.display(), kept.len());
    let inputs: Vec<Vec<u8>> = kept.iter().map(|path| fs::read(path).unwrap()).collect();
    let mut numbers = Numbers(20_261_122);
    for input in &inputs {
        claim(input);
        for _ in 0..CHANGES {
            let other = &inputs[numbers.below(inputs.len())];
            claim(&changed(input, other, &mut numbers));
        }
    }
}

/// The input with one to three changes: a byte replaced, put in, or a piece cut out, repeated, or taken from another input.
fn changed(input: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + 1 + numbers.below(16)).min(bytes.len());
        match numbers.below(5) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 => drop(bytes.drain(at..end.max(at))),
            2 => {
                let piece = bytes[at..end.max(at)].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let from = numbers.below(other.len() + 1);
                let piece = &other[from..(from + 1 + numbers.below(40)).min(other.len()).max(from)];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap()),
        }
    }
    bytes
}

#[test]
fn any_bytes_as_windows_toml_are_rules_or_faults() {
    replay("windows_toml", claims::windows_toml);
}

#[test]
fn any_bytes_as_an_icalendar_file_are_days_or_faults() {
    replay("calendar_ics", claims::calendar_ics);
}

#[test]
fn any_text_as_an_instant_or_a_length_is_one_or_an_error() {
    replay("instants_lengths", claims::instants_lengths);
}

#[test]
fn any_bytes_of_a_backup_program_are_evidence_or_faults() {
    replay("evidence_json", claims::evidence_json);
}

#[test]
fn whatever_files_of_a_pattern_are_called_they_are_evidence_or_faults() {
    replay("evidence_sqlite", claims::evidence_sqlite);
}
