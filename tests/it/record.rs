//! What a line of the ledger is, and how lines chain.

use chrono::{DateTime, Utc};
use okno::record::export::{ExportFault, ExportReader, verify_export, write_line};
use okno::record::{
    Act, Aggregate, Card, ChainFault, Claims, Digest, Draft, Entry, Label, LedgerId, LedgerIdentity, Registry, Stamp,
    Streams, Subject, Unreadable, Verifier, aggregate, chain, identity::LedgerCreated,
};
use proptest::prelude::*;
use serde_json::value::RawValue;

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn act(id: &str, now: &str) -> Act {
    Act {
        id: id.to_owned(),
        now: at(now),
        actor: "olga".to_owned(),
        claims: Claims { host: Some("build-7".to_owned()), pid: Some(812), ..Claims::default() },
        policy: Some(Digest::of(b"policy")),
        tzdb: Some("2026e".to_owned()),
    }
}

pub fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("JSON")
}

fn draft(name: &str, data: &str) -> Draft {
    Draft { subject: Subject::new("change", name), kind: "change.planned", dv: 1, data: raw(data) }
}

/// A chain of as many entries.
fn entries(number: u64) -> Vec<Entry> {
    let mut chain: Vec<Entry> = Vec::new();
    for seq in 1..=number {
        let previous = chain.last().map_or(Digest::ZERO, |entry| entry.hash);
        let act = act(&format!("{seq:032x}"), "2026-11-24T17:00:00Z");
        let draft = draft(&format!("CHG-{seq}"), &format!(r#"{{"n":{seq}}}"#));
        chain.push(Entry::compose(draft, &act, 0, seq, act.now, previous).expect("fit"));
    }
    chain
}

fn export(entries: &[Entry]) -> String {
    entries.iter().map(|entry| write_line(entry) + "\n").collect()
}

#[test]
fn a_line_has_its_keys_in_the_agreed_order_and_absent_facts_as_null() {
    let mut act = act("0123456789abcdef0123456789abcdef", "2026-11-24T17:00:00.1239Z");
    act.policy = None;
    let entry = Entry::compose(draft("CHG-12", r#"{"title":"т"}"#), &act, 3, 41, act.now, Digest::ZERO).expect("fit");
    assert_eq!(
        entry.line,
        concat!(
            r#"{"v":1,"seq":41,"act":"0123456789abcdef0123456789abcdef.3","at":"2026-11-24T17:00:00.123Z","actor":"olga","#,
            r#""claims":{"host":"build-7","pid":812,"ci_job":null,"ci_url":null},"subject":"change/CHG-12","#,
            r#""kind":"change.planned","dv":1,"data":{"title":"т"},"policy":null,"tzdb":"2026e","okno":"0.1.0"}"#
        )
    );
}

#[test]
fn a_hash_covers_the_raw_hash_before_and_the_line() {
    let chain = entries(2);
    let by_hand = [chain[0].hash.as_bytes().as_slice(), chain[1].line.as_bytes()].concat();
    assert_eq!(chain[1].hash, Digest::of(&by_hand));
    assert_eq!(chain[0].hash, Digest::of(&[[0; 32].as_slice(), chain[0].line.as_bytes()].concat()));
}

#[test]
fn a_line_reads_back_as_what_was_written() {
    let written = &entries(3)[2];
    let read = Entry::read(written.line.clone(), written.hash).expect("readable");
    assert_eq!(read.stamp, written.stamp);
    assert_eq!((read.subject, read.kind, read.dv), (written.subject.clone(), written.kind.clone(), written.dv));
    assert_eq!(read.data.get(), written.data.get());
}

#[test]
fn what_some_languages_read_differently_is_not_recorded() {
    let act = act("a", "2026-11-24T17:00:00Z");
    for (data, word) in [
        (r#"{"n":1.5}"#, "1.5"),
        (r#"{"n":1e3}"#, "1000"),
        (r#"{"n":9007199254740993}"#, "9007199254740993"),
        (r#"{"n":[{"deep":-9007199254740993}]}"#, "-9007199254740993"),
        (r#"{"n":"a\u0000b"}"#, "U+0000"),
        (r#"{"a\u0000b":1}"#, "U+0000"),
        ("{\n}", "line break"),
    ] {
        let unfit = Entry::compose(draft("CHG-1", data), &act, 0, 1, act.now, Digest::ZERO).expect_err(data);
        assert!(unfit.to_string().contains(word), "{data}: {unfit}");
    }
    for data in [r#"{"n":9007199254740992}"#, r#"{"n":"9007199254740993"}"#, r#"{"n":-1,"t":true,"u":null,"l":[]}"#] {
        assert!(Entry::compose(draft("CHG-1", data), &act, 0, 1, act.now, Digest::ZERO).is_ok(), "{data}");
    }
}

#[test]
fn u0000_is_refused_wherever_a_caller_could_put_it() {
    let mut hostile = act("a", "2026-11-24T17:00:00Z");
    hostile.claims.ci_url = Some("x\0".to_owned());
    assert!(Entry::compose(draft("CHG-1", "{}"), &hostile, 0, 1, hostile.now, Digest::ZERO).is_err());
    let clean = act("a", "2026-11-24T17:00:00Z");
    assert!(Entry::compose(draft("CHG\0", "{}"), &clean, 0, 1, clean.now, Digest::ZERO).is_err());
}

#[test]
fn a_subject_is_a_stream_and_a_name() {
    let subject = Subject::new("backup", "eu/bonus-db");
    assert_eq!((subject.stream(), subject.name()), ("backup", "eu/bonus-db"));
    assert_eq!(subject.to_string().parse(), Ok(subject));
    for text in ["", "change", "/x", "change/"] {
        assert_eq!(Subject::parse(text), None, "{text:?}");
    }
    let act = act("a", "2026-11-24T17:00:00Z");
    assert!(Entry::compose(draft("", "{}"), &act, 0, 1, act.now, Digest::ZERO).is_err(), "it could not be read back");
}

#[test]
fn a_line_of_another_form_is_unreadable_and_says_so() {
    let line = entries(1)[0].line.clone();
    for (from, to) in [(r#""v":1"#, r#""v":2"#), (r#""dv":1"#, r#""dv":1,"more":2"#), (r#","dv":1"#, ""), ("}", "")] {
        let other = line.replacen(from, to, 1);
        let read = Entry::read(other.clone(), Digest::ZERO);
        assert!(matches!(read, Err(Unreadable::Line { .. })), "{other}");
    }
}

#[test]
fn the_verifier_names_the_first_entry_that_does_not_chain() {
    let chain = entries(3);
    let mut verifier = Verifier::default();
    assert_eq!(verifier.next(1, chain[0].line.as_bytes(), chain[0].hash), Ok(()));
    let missing = verifier.next(3, chain[2].line.as_bytes(), chain[2].hash);
    assert_eq!(missing, Err(ChainFault::Missing { expected: 2, found: 3 }));
    let changed = verifier.next(2, chain[1].line.replace("CHG-2", "CHG-9").as_bytes(), chain[1].hash);
    assert_eq!(changed, Err(ChainFault::Hash { seq: 2 }));
    assert_eq!(verifier.head(), Some(chain[0].head()), "a fault is not taken in");
}

#[test]
fn an_export_verifies_and_reads_back() {
    let chain = entries(5);
    let text = export(&chain);
    assert_eq!(verify_export(text.as_bytes()).expect("whole"), Some(chain[4].head()));
    let lines: Vec<String> = ExportReader::new(text.as_bytes()).map(|entry| entry.expect("whole").line).collect();
    assert_eq!(lines, chain.iter().map(|entry| entry.line.clone()).collect::<Vec<_>>());
    assert!(matches!(verify_export(&b""[..]), Err(ExportFault::Empty)), "the first entry is written with the ledger");
}

#[test]
fn a_fault_in_an_export_is_named_by_its_line() {
    let chain = entries(4);
    let text = export(&chain).replace("CHG-3", "CHG-7");
    let fault = verify_export(text.as_bytes()).expect_err("changed");
    assert!(matches!(fault, ExportFault::Chain { line: 3, fault: ChainFault::Hash { seq: 3 } }), "{fault}");
    let cut = export(&chain[1..]);
    assert!(matches!(verify_export(cut.as_bytes()), Err(ExportFault::Chain { line: 1, .. })));
    let other = format!("{}no hash\n", export(&chain));
    assert!(matches!(verify_export(other.as_bytes()), Err(ExportFault::Form { line: 5 })));
}

#[test]
fn a_line_that_chains_under_a_wrong_number_is_found_by_reading() {
    let act = act("a", "2026-11-24T17:00:00Z");
    let entry = Entry::compose(draft("CHG-1", "{}"), &act, 0, 7, act.now, Digest::ZERO).expect("fit");
    let text = export(&[entry]);
    let fault = ExportReader::new(text.as_bytes()).next().expect("one");
    assert!(matches!(fault, Err(ExportFault::Chain { line: 1, fault: ChainFault::Misnumbered { seq: 1, says: 7 } })));
}

#[test]
fn an_event_of_a_newer_okno_is_named_and_stops_the_fold() {
    let mut identity = LedgerIdentity::default();
    let fault = aggregate::apply(&mut identity, &entries(1)[0]).expect_err("another kind");
    assert_eq!(fault, Unreadable::UnknownKind { seq: 1, kind: "change.planned".to_owned(), dv: 1 });
}

#[test]
fn a_ledger_has_one_name() {
    let act = act("a", "2026-11-24T17:00:00Z");
    let id = LedgerId::from_bytes([0xab; 16]);
    let created = LedgerIdentity::draft(LedgerIdentity::NAME, &LedgerCreated { id: id.clone() });
    let entry = Entry::compose(created, &act, 0, 1, act.now, Digest::ZERO).expect("fit");
    let mut identity = LedgerIdentity::default();
    aggregate::apply(&mut identity, &entry).expect("first");
    assert_eq!(identity.id, Some(id.clone()));
    assert!(matches!(aggregate::apply(&mut identity, &entry), Err(Unreadable::Data { seq: 1, .. })));
    assert_eq!(id.to_string().parse(), Ok(id));
    for text in ["", "AB", "../../../../../../../etc/passwd00", "ABABABABABABABABABABABABABABABAB"] {
        assert!(text.parse::<LedgerId>().is_err(), "{text}");
    }
}

#[test]
fn a_registry_knows_its_streams_and_the_ledgers_own() {
    #[derive(Default)]
    struct Silent;
    impl Aggregate for Silent {
        type Event = ();
        const STREAM: &'static str = "silent";
        fn encode((): &()) -> (&'static str, u16, Box<RawValue>) {
            ("silent.kept", 1, raw("{}"))
        }
        fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<(), serde_json::Error>> {
            ((kind, dv) == ("silent.kept", 1)).then(|| serde_json::from_str::<serde_json::Value>(data.get()).map(drop))
        }
        fn evolve(&mut self, _: &Stamp, (): ()) -> Result<(), Unreadable> {
            Ok(())
        }
        fn card(&self) -> Card {
            Card { state: "silent".to_owned(), ..Card::default() }
        }
    }
    let registry = Streams::default().with::<Silent>();
    assert_eq!(registry.begin("silent").map(|fold| fold.card().state), Some("silent".to_owned()));
    assert!(registry.begin("ledger").is_some());
    assert!(registry.begin("loud").is_none());
}

#[test]
fn a_card_is_the_same_however_its_labels_are_ordered() {
    let card = |labels: &[(&'static str, &str)]| Card {
        labels: labels.iter().map(|(name, value)| Label::new(*name, *value)).collect(),
        ..Card::default()
    };
    let one = card(&[("system", "b"), ("customer", "a"), ("system", "b")]).canonical();
    assert_eq!(one, card(&[("customer", "a"), ("system", "b")]).canonical());
}

proptest! {
    #[test]
    fn any_bytes_are_read_as_an_export_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = verify_export(bytes.as_slice());
        let _ = ExportReader::new(bytes.as_slice()).count();
    }

    #[test]
    fn any_text_is_read_as_a_line_without_a_panic(text in ".{0,200}") {
        let _ = Entry::read(text, Digest::ZERO);
    }

    #[test]
    fn no_byte_of_an_export_can_change_unnoticed(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let chain = entries(3);
        let text = export(&chain);
        let place = place.index(text.len());
        let mut bytes = text.into_bytes();
        bytes[place] ^= flip;
        prop_assume!(flip != 0x20, "a hash written in capitals is the same hash");
        prop_assert!(verify_export(bytes.as_slice()).is_err());
    }

    #[test]
    fn whatever_is_fit_to_be_recorded_reads_back(name in "\\PC{1,20}", actor in ".{0,20}", text in ".{0,40}") {
        let mut act = act("0123456789abcdef0123456789abcdef", "2026-11-24T17:00:00Z");
        act.actor.clone_from(&actor);
        let data = serde_json::json!({ "text": text }).to_string();
        if let Ok(entry) = Entry::compose(draft(&name, &data), &act, 0, 1, act.now, Digest::ZERO) {
            let read = Entry::read(entry.line.clone(), entry.hash).expect("readable");
            prop_assert_eq!(read.stamp, entry.stamp);
            prop_assert_eq!(read.subject, entry.subject);
            prop_assert_eq!(chain::link(Digest::ZERO, entry.line.as_bytes()), entry.hash);
        } else {
            prop_assert!(format!("{name}{actor}{text}").contains('\0'), "only U+0000 is refused here");
        }
    }
}
