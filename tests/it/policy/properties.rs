//! Any bytes as windows.toml: a policy or faults, never a panic.

use okno::policy::Policy;
use proptest::prelude::*;

use super::SAMPLE;

/// One way in which a text is spoilt.
#[derive(Debug, Clone)]
enum Mutation {
    Cut,
    Repeat,
    Put(&'static str),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let words = vec![
        "\"",
        "[",
        "]]",
        "{",
        "= 1",
        "\n",
        "#",
        "true",
        "-1",
        "é",
        "\u{0}",
        "99999999999999999999",
        "'''",
        "\\u",
        "=",
    ];
    prop_oneof![Just(Mutation::Cut), Just(Mutation::Repeat), prop::sample::select(words).prop_map(Mutation::Put),]
}

fn spoilt(edits: Vec<(usize, usize, Mutation)>) -> Vec<u8> {
    let mut bytes = SAMPLE.as_bytes().to_vec();
    for (at, length, mutation) in edits {
        let range = at.min(bytes.len())..(at + length).min(bytes.len());
        match mutation {
            Mutation::Cut => drop(bytes.drain(range)),
            Mutation::Repeat => bytes.extend_from_within(range),
            Mutation::Put(word) => drop(bytes.splice(range, word.bytes())),
        }
    }
    bytes
}

proptest! {
    #[test]
    fn any_bytes_are_a_policy_or_faults_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Err(faults) = Policy::read("w", &bytes, &|_| None) {
            prop_assert!(faults.count() > 0);
            prop_assert!(!faults.render(true).is_empty());
        }
    }

    #[test]
    fn a_spoilt_sample_is_a_policy_or_faults_and_never_a_panic(
        edits in prop::collection::vec((0..SAMPLE.len(), 0..30_usize, mutation()), 1..6),
    ) {
        let bytes = spoilt(edits);
        if let Err(faults) = Policy::read("w", &bytes, &|_| None) {
            prop_assert!(faults.count() > 0);
            prop_assert!(!faults.render(false).is_empty());
            let whole = str::from_utf8(&bytes).ok();
            for fault in faults.iter() {
                prop_assert!(whole.is_none_or(|text| text.get(fault.span.clone()).is_some()), "{fault:?}");
            }
        }
    }
}
