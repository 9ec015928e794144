//! What every store keeps, whatever it is made of. A second store is one more line in `STORES`.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use okno::calendar::Interval;
use okno::ledger::sqlite::Sqlite;
use okno::ledger::verify::{rebuild, verify};
use okno::ledger::{
    Committed, Found, Lease, Query, Read, Store, StoreError, Which, Write, append_event, contains, ledger_id, load,
    snapshot, transact,
};
use okno::record::{
    Act, Aggregate, Card, ChainFault, Claims, Digest, Draft, Entry, Head, Label, Stamp, Streams, Subject, Unreadable,
};
use serde_json::value::RawValue;

use crate::record::{at, raw};
use crate::server::Server;

/// A ledger that lives as long as this value, and can be opened again and again.
struct Ledger {
    open: Box<dyn Fn() -> Box<dyn Store> + Send + Sync>,
}

type Make = fn() -> Ledger;

const STORES: &[(&str, Make)] = &[("sqlite", sqlite), ("postgres", postgres)];

fn sqlite() -> Ledger {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db");
    let open = move || -> Box<dyn Store> {
        let _kept = &folder;
        Box::new(Sqlite::create_or_open(&path).expect("a ledger").0)
    };
    Ledger { open: Box::new(open) }
}

/// As the owner, who may write as anybody at any time.
fn postgres() -> Ledger {
    let database = Server::shared().database();
    Ledger { open: Box::new(move || -> Box<dyn Store> { Box::new(database.store("postgres")) }) }
}

fn on_every_store(rule: impl Fn(&Ledger)) {
    for (name, make) in STORES {
        eprintln!("on {name}");
        rule(&make());
    }
}

/// A note on a board: the simplest thing with a life.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Note {
    texts: Vec<String>,
    removed: bool,
}

enum NoteEvent {
    Written { text: String },
    Removed,
}

impl Aggregate for Note {
    type Event = NoteEvent;
    const STREAM: &'static str = "note";

    fn encode(event: &NoteEvent) -> (&'static str, u16, Box<RawValue>) {
        match event {
            NoteEvent::Written { text } => ("note.written", 1, raw(&serde_json::json!({ "text": text }).to_string())),
            NoteEvent::Removed => ("note.removed", 1, raw("{}")),
        }
    }

    fn decode(kind: &str, dv: u16, data: &RawValue) -> Option<Result<NoteEvent, serde_json::Error>> {
        #[derive(serde::Deserialize)]
        struct Text {
            text: String,
        }
        match (kind, dv) {
            ("note.written", 1) => {
                Some(serde_json::from_str(data.get()).map(|Text { text }| NoteEvent::Written { text }))
            }
            ("note.removed", 1) => Some(Ok(NoteEvent::Removed)),
            _ => None,
        }
    }

    fn evolve(&mut self, stamp: &Stamp, event: NoteEvent) -> Result<(), Unreadable> {
        match event {
            NoteEvent::Written { .. } if self.removed => {
                let why = "it was removed before".to_owned();
                return Err(Unreadable::Data { seq: stamp.seq, kind: "note.written".to_owned(), why });
            }
            NoteEvent::Written { text } => self.texts.push(text),
            NoteEvent::Removed => self.removed = true,
        }
        Ok(())
    }

    fn card(&self) -> Card {
        Card {
            state: if self.removed { "removed" } else { "written" }.to_owned(),
            live: !self.removed,
            labels: self.texts.iter().map(|text| Label::new("text", text)).collect(),
            ..Card::default()
        }
    }
}

fn notes() -> Streams {
    Streams::default().with::<Note>()
}

fn act(id: &str) -> Act {
    act_at(id, at("2026-11-24T17:00:00Z"))
}

fn act_at(id: &str, now: DateTime<Utc>) -> Act {
    Act { id: id.to_owned(), now, actor: "olga".to_owned(), claims: Claims::default(), policy: None, tzdb: None }
}

fn written(text: &str) -> NoteEvent {
    NoteEvent::Written { text: text.to_owned() }
}

fn write_note(store: &mut dyn Store, id: &str, name: &str, text: &str) -> Committed<Note> {
    transact(store, &act(id), |write| append_event::<Note>(write, &Note::subject(name), &written(text)))
        .expect("recorded")
}

fn collect(store: &mut dyn Store, which: &Which<'_>) -> Vec<Entry> {
    snapshot(store, |read| all(read, which)).expect("entries")
}

fn all(read: &mut dyn Read, which: &Which<'_>) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    read.entries(which, &mut |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    })?;
    Ok(entries)
}

fn seqs(store: &mut dyn Store, which: &Which<'_>) -> Vec<u64> {
    collect(store, which).iter().map(|entry| entry.stamp.seq).collect()
}

fn names(store: &mut dyn Store, query: &Query<'_>) -> Vec<String> {
    let found = snapshot(store, |read| read.find(query)).expect("cards");
    found.iter().map(|found| found.subject.name().to_owned()).collect()
}

fn head(store: &mut dyn Store) -> Option<Head> {
    snapshot(store, |read| read.head()).expect("a head")
}

fn assert_verifies(store: &mut dyn Store) {
    let verification = snapshot(store, |read| verify(read, &notes())).expect("verified");
    assert!(verification.ok(), "{verification:?}");
    assert_eq!(verification.head, head(store));
}

#[test]
fn a_new_ledger_is_empty_and_has_no_name() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        assert_eq!(head(&mut *store), None);
        assert_eq!(snapshot(&mut *store, |read| ledger_id(read)).expect("readable"), None);
        assert_eq!(seqs(&mut *store, &Which::default()), [0; 0]);
        assert_verifies(&mut *store);
    });
}

#[test]
fn the_first_append_names_the_ledger_before() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        write_note(&mut *store, "a", "n", "hello");
        let entries = collect(&mut *store, &Which::default());
        assert_eq!(entries[0].kind, "ledger.created");
        assert_eq!(entries[0].subject.as_str(), "ledger/ledger");
        assert_eq!(entries[1].kind, "note.written");
        assert_eq!([&*entries[0].stamp.act, &*entries[1].stamp.act], ["a.0", "a.1"]);
        let id = snapshot(&mut *store, |read| ledger_id(read)).expect("readable").expect("named");
        assert_eq!(entries[0].data.get(), format!(r#"{{"id":"{id}"}}"#));
        write_note(&mut *store, "b", "n", "again");
        assert_eq!(collect(&mut *store, &Which { kind: Some("ledger.created"), ..Which::default() }).len(), 1);
    });
}

#[test]
fn two_ledgers_have_two_names() {
    on_every_store(|ledger| {
        let mut other = sqlite();
        let mut ids = Vec::new();
        for ledger in [ledger, &mut other] {
            let mut store = (ledger.open)();
            write_note(&mut *store, "a", "n", "hello");
            ids.push(snapshot(&mut *store, |read| ledger_id(read)).expect("readable"));
        }
        assert_ne!(ids[0], ids[1]);
    });
}

#[test]
fn entries_chain_and_are_what_append_answered() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        let draft = || Draft { subject: Subject::new("other", "x"), kind: "other.happened", dv: 1, data: raw("{}") };
        let committed = transact(&mut *store, &act("a"), |write| {
            (0..5).map(|_| write.append(draft())).collect::<Result<Vec<_>, StoreError>>()
        })
        .expect("recorded");
        let answered = committed.value();
        let entries = collect(&mut *store, &Which::default());
        assert_eq!(entries.len(), 6);
        for (answered, stored) in answered.iter().zip(&entries[1..]) {
            assert_eq!((&answered.line, answered.hash), (&stored.line, stored.hash));
        }
        assert_eq!(committed.head(), Some(entries[5].head()));
        assert_eq!(head(&mut *store), Some(entries[5].head()));
        assert_verifies(&mut *store);
    });
}

#[test]
fn an_act_is_recorded_once() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        write_note(&mut *store, "a", "n", "hello");
        write_note(&mut *store, "b", "n", "more");
        let mut called = false;
        let again = transact(&mut *store, &act("b"), |_| {
            called = true;
            Ok::<_, StoreError>(())
        });
        assert!(matches!(again, Err(StoreError::AlreadyRecorded { seq: 3, ref act }) if act == "b"), "{again:?}");
        assert!(!called, "the work is not even tried");
        write_note(&mut *store, "bb", "n", "another act, though it begins alike");
    });
}

#[test]
fn an_error_leaves_no_trace() {
    #[derive(Debug)]
    enum Mine {
        Store,
        Own,
    }
    impl From<StoreError> for Mine {
        fn from(_: StoreError) -> Self {
            Self::Store
        }
    }
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        write_note(&mut *store, "a", "n", "hello");
        let before = head(&mut *store);
        let bytes = b"an attachment";
        let failed = transact(&mut *store, &act("b"), |write| -> Result<(), Mine> {
            append_event::<Note>(write, &Note::subject("new"), &written("gone"))?;
            write.attach(bytes)?;
            write.put_lease(&lease("db", "r1"))?;
            Err(Mine::Own)
        });
        assert!(matches!(failed, Err(Mine::Own)), "the error of the work comes back as it is");
        assert_eq!(head(&mut *store), before);
        assert_eq!(names(&mut *store, &Query { stream: Some("note"), ..Query::default() }), ["n"]);
        assert_eq!(snapshot(&mut *store, |read| read.attachment(Digest::of(bytes))).expect("readable"), None);
        assert_eq!(snapshot(&mut *store, |read| read.lease("db")).expect("readable"), None);
        write_note(&mut *store, "b", "n", "the act was not spent");
        assert_verifies(&mut *store);
    });
}

#[test]
fn what_is_unfit_is_refused_and_the_rest_may_still_be_kept() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        transact(&mut *store, &act("a"), |write| {
            let float = Draft { subject: Subject::new("x", "y"), kind: "x.happened", dv: 1, data: raw("1.5") };
            assert!(matches!(write.append(float), Err(StoreError::Unfit(_))));
            append_event::<Note>(write, &Note::subject("n"), &written("fit"))
        })
        .expect("recorded");
        assert_verifies(&mut *store);
    });
}

#[test]
fn a_transaction_sees_its_own_writes() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        transact(&mut *store, &act("a"), |write| {
            let before = write.head()?;
            append_event::<Note>(write, &Note::subject("n"), &written("one"))?;
            let note = append_event::<Note>(write, &Note::subject("n"), &written("two"))?;
            assert_eq!(note.texts, ["one", "two"]);
            assert_eq!(load::<Note>(write, "n")?, note);
            assert_eq!(write.find(&Query { labels: vec![("text", "two")], ..Query::default() })?.len(), 1);
            assert_eq!((before, write.head()?.map(|head| head.seq)), (None, Some(3)));
            Ok::<_, StoreError>(())
        })
        .expect("recorded");
    });
}

#[test]
fn a_snapshot_is_of_one_moment() {
    on_every_store(|ledger| {
        let (mut reader, mut writer) = ((ledger.open)(), (ledger.open)());
        write_note(&mut *writer, "a", "n", "one");
        snapshot(&mut *reader, |read| {
            let before = (read.head()?, load::<Note>(read, "n")?);
            write_note(&mut *writer, "b", "n", "two");
            assert_eq!((read.head()?, load::<Note>(read, "n")?), before);
            assert_eq!(all(read, &Which::default())?.len(), 2);
            assert_eq!(read.find(&Query { labels: vec![("text", "two")], ..Query::default() })?, []);
            Ok::<_, StoreError>(())
        })
        .expect("a snapshot");
        let after = snapshot(&mut *reader, |read| load::<Note>(read, "n")).expect("a snapshot");
        assert_eq!(after.texts, ["one", "two"]);
    });
}

#[test]
fn time_never_goes_back() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        let noon = at("2026-11-24T12:00:00Z");
        let mut record = |id: &str, now: DateTime<Utc>| {
            transact(&mut *store, &act_at(id, now), |write| {
                write.append(Draft { subject: Subject::new("x", "y"), kind: "x.happened", dv: 1, data: raw("{}") })
            })
            .expect("recorded")
            .into_value()
            .stamp
            .at
        };
        assert_eq!(record("a", noon + TimeDelta::microseconds(1_234_567)), noon + TimeDelta::milliseconds(1_234));
        assert_eq!(record("b", noon - TimeDelta::hours(1)), noon + TimeDelta::milliseconds(1_234), "a clock gone back");
        assert_eq!(record("c", noon + TimeDelta::seconds(2)), noon + TimeDelta::seconds(2));
    });
}

/// Entries 2…: n1 by olga at 12:00, n2 by oleg at 13:00, n1 by oleg at 14:00, x/y by olga at 15:00; 1 is of the ledger.
fn small_log(ledger: &Ledger) -> Box<dyn Store> {
    let mut store = (ledger.open)();
    let noon = at("2026-11-24T12:00:00Z");
    for (hour, (actor, name)) in [("olga", "n1"), ("oleg", "n2"), ("oleg", "n1")].into_iter().enumerate() {
        let now = noon + TimeDelta::hours(i64::try_from(hour).expect("small"));
        let act = Act { actor: actor.to_owned(), ..act_at(&format!("{hour}"), now) };
        let event = written(&format!("of {name}"));
        transact(&mut *store, &act, |write| append_event::<Note>(write, &Note::subject(name), &event))
            .expect("recorded");
    }
    transact(&mut *store, &act_at("last", noon + TimeDelta::hours(3)), |write| {
        write.append(Draft { subject: Subject::new("x", "y"), kind: "x.happened", dv: 1, data: raw("{}") })
    })
    .expect("recorded");
    store
}

#[test]
fn entries_are_found_by_everything_they_can_be_asked_for() {
    on_every_store(|ledger| {
        let mut store = small_log(ledger);
        let (n1, unknown) = (Note::subject("n1"), Note::subject("n9"));
        let (one, two) = (at("2026-11-24T13:00:00Z"), at("2026-11-24T14:00:00Z"));
        let cases: Vec<(Which<'_>, &[u64])> = vec![
            (Which::default(), &[1, 2, 3, 4, 5]),
            (Which { newest_first: true, ..Which::default() }, &[5, 4, 3, 2, 1]),
            (Which { newest_first: true, limit: Some(2), ..Which::default() }, &[5, 4]),
            (Which { limit: Some(0), ..Which::default() }, &[]),
            (Which { limit: Some(u64::MAX), after: Some(u64::MAX), ..Which::default() }, &[]),
            (Which { after: Some(3), ..Which::default() }, &[4, 5]),
            (Which { subject: Some(&n1), ..Which::default() }, &[2, 4]),
            (Which { subject: Some(&unknown), ..Which::default() }, &[]),
            (Which { stream: Some("note"), ..Which::default() }, &[2, 3, 4]),
            (Which { stream: Some("not"), ..Which::default() }, &[]),
            (Which { kind: Some("note.written"), newest_first: true, ..Which::default() }, &[4, 3, 2]),
            (Which { actor: Some("oleg"), ..Which::default() }, &[3, 4]),
            (Which { actor: Some("oleg"), subject: Some(&n1), ..Which::default() }, &[4]),
            (Which { since: Some(one), ..Which::default() }, &[3, 4, 5]),
            (Which { until: Some(two), ..Which::default() }, &[1, 2, 3]),
            (Which { since: Some(one), until: Some(two), ..Which::default() }, &[3]),
            (Which { since: Some(two), until: Some(one), ..Which::default() }, &[]),
            (Which { since: Some(at("2027-01-01T00:00:00Z")), ..Which::default() }, &[]),
            (Which { until: Some(at("2027-01-01T00:00:00Z")), ..Which::default() }, &[1, 2, 3, 4, 5]),
            (Which { since: Some(one), stream: Some("note"), after: Some(3), ..Which::default() }, &[4]),
            (Which { label: Some(("text", "of n1")), ..Which::default() }, &[2, 4]),
            (Which { label: Some(("text", "of n1")), actor: Some("oleg"), ..Which::default() }, &[4]),
            (Which { label: Some(("text", "of n1")), newest_first: true, limit: Some(1), ..Which::default() }, &[4]),
            (Which { label: Some(("text", "of n3")), ..Which::default() }, &[]),
        ];
        for (which, expected) in cases {
            assert_eq!(seqs(&mut *store, &which), expected, "{which:?}");
        }
    });
}

#[test]
fn reading_ends_when_the_reader_breaks_off() {
    on_every_store(|ledger| {
        let mut store = small_log(ledger);
        let mut seen = 0;
        snapshot(&mut *store, |read| {
            read.entries(&Which::default(), &mut |_| {
                seen += 1;
                if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        })
        .expect("entries");
        assert_eq!(seen, 2);
    });
}

/// Five cards; c and d are open at one end each.
fn board(ledger: &Ledger) -> Box<dyn Store> {
    let mut store = (ledger.open)();
    let hour = |hour: u32| Some(at(&format!("2026-11-24T{hour:02}:00:00Z")));
    let card = |state: &str, live, from, until, labels: &[(&'static str, &str)]| Card {
        state: state.to_owned(),
        live,
        from,
        until,
        labels: labels.iter().map(|(name, value)| Label::new(*name, *value)).collect(),
    };
    let cards = [
        ("e", card("planned", true, hour(10), hour(12), &[("system", "db"), ("customer", "acme")])),
        ("a", card("planned", true, hour(12), hour(14), &[("system", "db"), ("customer", "other")])),
        ("b", card("done", false, hour(10), hour(12), &[("system", "web"), ("customer", "acme")])),
        ("c", card("running", true, hour(13), None, &[("system", "web")])),
        ("d", card("done", false, None, hour(11), &[])),
    ];
    transact(&mut *store, &act("a"), |write| {
        for (name, card) in &cards {
            let subject = Subject::new("job", name);
            let kind = "job.made";
            write.append(Draft { subject: subject.clone(), kind, dv: 1, data: raw("{}") })?;
            write.put_card(&subject, card)?;
        }
        Ok::<_, StoreError>(())
    })
    .expect("recorded");
    store
}

#[test]
fn cards_are_found_by_everything_they_can_be_asked_for() {
    on_every_store(|ledger| {
        let mut store = board(ledger);
        let jobs = || Query { stream: Some("job"), ..Query::default() };
        let from_to = |from: u32, to: u32| {
            let hour = |hour: u32| at(&format!("2026-11-24T{hour:02}:00:00Z"));
            Interval::new(hour(from), hour(to))
        };
        let cases: Vec<(Query<'_>, &[&str])> = vec![
            (jobs(), &["e", "a", "b", "c", "d"]),
            (Query { newest_first: true, ..jobs() }, &["d", "c", "b", "a", "e"]),
            (Query { newest_first: true, limit: Some(2), ..jobs() }, &["d", "c"]),
            (Query { stream: Some("jo"), ..Query::default() }, &[]),
            (Query { state: Some("done"), ..jobs() }, &["b", "d"]),
            (Query { live: Some(true), ..jobs() }, &["e", "a", "c"]),
            (Query { live: Some(true), ..Query::default() }, &["e", "a", "c"]),
            (Query { live: Some(false), state: Some("planned"), ..jobs() }, &[]),
            (Query { labels: vec![("system", "db")], ..jobs() }, &["e", "a"]),
            (Query { labels: vec![("system", "db"), ("customer", "acme")], ..jobs() }, &["e"]),
            (Query { labels: vec![("customer", "acme"), ("system", "db"), ("customer", "other")], ..jobs() }, &[]),
            (Query { labels: vec![("system", "web")], live: Some(true), ..Query::default() }, &["c"]),
            (Query { overlapping: from_to(11, 12), ..jobs() }, &["e", "b"]),
            (Query { overlapping: from_to(12, 13), ..jobs() }, &["a"]),
            (Query { overlapping: from_to(9, 10), ..jobs() }, &["d"]),
            (Query { overlapping: from_to(20, 21), ..jobs() }, &["c"]),
            (Query { overlapping: from_to(10, 14), labels: vec![("system", "db")], ..jobs() }, &["e", "a"]),
        ];
        for (query, expected) in cases {
            assert_eq!(names(&mut *store, &query), expected, "{query:?}");
        }
    });
}

#[test]
fn a_card_comes_back_as_it_was_put_and_is_replaced_whole() {
    on_every_store(|ledger| {
        let mut store = board(ledger);
        let subject = Subject::new("job", "e");
        let card = Card {
            state: "done".to_owned(),
            live: false,
            from: None,
            until: Some(at("2026-11-24T12:30:00.5Z")),
            labels: vec![Label::new("system", "new"), Label::new("author", "Ольга"), Label::new("system", "new")],
        };
        transact(&mut *store, &act("b"), |write| write.put_card(&subject, &card)).expect("recorded");
        let find = |labels| Query { labels, ..Query::default() };
        assert_eq!(names(&mut *store, &find(vec![("system", "db")])), ["a"]);
        let found = snapshot(&mut *store, |read| read.find(&find(vec![("author", "Ольга")]))).expect("found");
        assert_eq!(found, [Found { subject, card: card.canonical() }]);
    });
}

#[test]
fn attachments_are_kept_by_their_digest() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        for bytes in [&b"windows.toml"[..], b"", &[0, 255, 0], b"windows.toml"] {
            let id = format!("{:?}{}", bytes, head(&mut *store).map_or(0, |head| head.seq));
            let attach = |write: &mut dyn Write| {
                write.append(Draft { subject: Subject::new("x", "y"), kind: "x.happened", dv: 1, data: raw("{}") })?;
                write.attach(bytes)
            };
            let digest = transact(&mut *store, &act(&id), attach).expect("recorded").into_value();
            assert_eq!(digest, Digest::of(bytes));
            let back = snapshot(&mut *store, |read| read.attachment(digest)).expect("readable");
            assert_eq!(back.as_deref(), Some(bytes));
        }
        let absent = snapshot(&mut *store, |read| read.attachment(Digest::of(b"never"))).expect("readable");
        assert_eq!(absent, None);
    });
}

fn lease(system: &str, run: &str) -> Lease {
    Lease {
        system: system.to_owned(),
        run: Subject::new("run", run),
        holder: "build-7 812".to_owned(),
        since: at("2026-11-24T17:00:00Z"),
        until: Some(at("2026-11-24T17:05:00Z")),
    }
}

#[test]
fn one_run_holds_a_system() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        let (mine, theirs) = (lease("db", "r1"), lease("db", "r2"));
        transact(&mut *store, &act("a"), |write| write.put_lease(&mine)).expect("free");
        let refused = transact(&mut *store, &act("b"), |write| write.put_lease(&theirs));
        assert!(matches!(refused, Err(StoreError::Leased(held)) if *held == mine), "even when its time is over");
        let longer = Lease { until: None, ..mine.clone() };
        transact(&mut *store, &act("c"), |write| write.put_lease(&longer)).expect("one's own");
        assert_eq!(snapshot(&mut *store, |read| read.lease("db")).expect("readable"), Some(longer));
        assert_eq!(snapshot(&mut *store, |read| read.lease("web")).expect("readable"), None);
        transact(&mut *store, &act("d"), |write| write.end_lease(&mine.run)).expect("ended");
        transact(&mut *store, &act("e"), |write| write.put_lease(&theirs)).expect("free again");
    });
}

#[test]
fn a_lease_is_renewed_by_its_run_until_it_is_ended() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        let until = at("2026-11-24T18:00:00Z");
        let mine = lease("db", "r1");
        transact(&mut *store, &act("a"), |write| write.put_lease(&mine)).expect("free");
        store.renew(&mine.run, until).expect("renewed");
        let held = snapshot(&mut *store, |read| read.lease("db")).expect("readable");
        assert_eq!(held, Some(Lease { until: Some(until), ..mine.clone() }));
        transact(&mut *store, &act("b"), |write| write.end_lease(&mine.run)).expect("ended");
        let lost = store.renew(&mine.run, until);
        assert!(matches!(lost, Err(StoreError::LeaseLost { run }) if run == mine.run));
    });
}

#[test]
fn an_event_that_the_aggregate_does_not_bear_is_not_recorded() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        let subject = Note::subject("n");
        transact(&mut *store, &act("a"), |write| append_event::<Note>(write, &subject, &NoteEvent::Removed))
            .expect("ok");
        let before = head(&mut *store);
        let late = transact(&mut *store, &act("b"), |write| append_event::<Note>(write, &subject, &written("late")));
        assert!(matches!(late, Err(StoreError::Unreadable(Unreadable::Data { .. }))), "{late:?}");
        assert_eq!(head(&mut *store), before);
    });
}

#[test]
fn entries_of_a_newer_okno_are_listed_and_verified_but_not_folded() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        write_note(&mut *store, "a", "n", "hello");
        transact(&mut *store, &act("b"), |write| {
            write.append(Draft { subject: Note::subject("n"), kind: "note.painted", dv: 1, data: raw("{}") })
        })
        .expect("recorded");
        assert_eq!(seqs(&mut *store, &Which { stream: Some("note"), ..Which::default() }), [2, 3]);
        let folded = snapshot(&mut *store, |read| load::<Note>(read, "n"));
        let kind = "note.painted".to_owned();
        let expected = Unreadable::UnknownKind { seq: 3, kind, dv: 1 };
        assert!(matches!(folded, Err(StoreError::Unreadable(why)) if why == expected));
        let verification = snapshot(&mut *store, |read| verify(read, &notes())).expect("verified");
        assert!(verification.ok());
        assert_eq!((verification.entries, verification.unreadable), (3, vec![expected]));
    });
}

#[test]
fn verifying_finds_wrong_cards_and_rebuilding_cures_them() {
    on_every_store(|ledger| {
        let mut store = (ledger.open)();
        for name in ["n1", "n2", "n3"] {
            write_note(&mut *store, name, name, "hello");
        }
        let find = |store: &mut dyn Store| snapshot(store, |read| read.find(&Query::default())).expect("cards");
        let right = find(&mut *store);
        let stray = Subject::new("stray", "x");
        transact(&mut *store, &act("wrong"), |write| {
            write.put_card(&Note::subject("n1"), &Card { state: "eaten".to_owned(), ..Card::default() })?;
            write.remove_card(&Note::subject("n2"))?;
            write.put_card(&stray, &Card::default())
        })
        .expect("recorded");
        let verification = snapshot(&mut *store, |read| verify(read, &notes())).expect("verified");
        let wrong: Vec<&str> = verification.cards.iter().map(|fault| fault.subject.as_str()).collect();
        assert_eq!(wrong, ["note/n1", "note/n2", "stray/x"]);
        assert!(!verification.ok());
        assert_eq!(rebuild(&mut *store, &act("rebuild"), &notes()).expect("rebuilt"), 3);
        assert_eq!(find(&mut *store), right);
        assert_verifies(&mut *store);
        assert_eq!(rebuild(&mut *store, &act("again"), &notes()).expect("rebuilt"), 0);
    });
}

#[test]
fn a_head_that_was_seen_stays_in_the_chain() {
    on_every_store(|ledger| {
        let mut store = small_log(ledger);
        let seen = head(&mut *store).expect("entries");
        write_note(&mut *store, "more", "n", "more");
        let mut holds = |seen| snapshot(&mut *store, |read| contains(read, seen)).expect("readable");
        assert_eq!(holds(seen), Ok(()));
        let other = Head { hash: Digest::of(b"another history"), ..seen };
        assert_eq!(holds(other), Err(ChainFault::Rewritten { seen: other, found: Some(seen.hash) }));
        let later = Head { seq: 99, ..seen };
        assert_eq!(holds(later), Err(ChainFault::Rewritten { seen: later, found: None }));
    });
}

fn import(copy: &mut dyn Store, entries: impl Iterator<Item = Entry>) -> Result<u64, StoreError> {
    copy.import(&act("import"), &mut entries.map(Ok), &mut |_| Ok(()))
}

#[test]
fn an_import_that_is_cut_short_leaves_no_trace() {
    on_every_store(|ledger| {
        let source = sqlite();
        let mut original = small_log(&source);
        let entries = collect(&mut *original, &Which::default());
        let mut copy = (ledger.open)();
        let cut = || StoreError::LeaseLost { run: Subject::new("x", "the source is gone") };
        let cut_short = entries.iter().take(3).cloned().map(Ok).chain(std::iter::once_with(|| Err(cut())));
        let refused = copy.import(&act("cut"), &mut { cut_short }, &mut |_| Ok(()));
        assert!(matches!(refused, Err(StoreError::LeaseLost { .. })), "{refused:?}");
        assert_eq!(head(&mut *copy), None);
        let refused = copy.import(&act("cut"), &mut entries.iter().cloned().map(Ok), &mut |write| {
            write.attach(b"beside")?;
            Err(cut())
        });
        assert!(matches!(refused, Err(StoreError::LeaseLost { .. })), "{refused:?}");
        assert_eq!(head(&mut *copy), None);
        assert_eq!(snapshot(&mut *copy, |read| read.attachments()).expect("read"), []);
        // what lies beside comes with the entries
        let beside = copy.import(&act("cut"), &mut entries.into_iter().map(Ok), &mut |write| {
            write.attach(b"beside")?;
            okno::ledger::verify::rebuild_within(write, &notes()).map(drop)
        });
        beside.expect("imported");
        assert_eq!(snapshot(&mut *copy, |read| read.attachments()).expect("read").len(), 1);
        assert_verifies(&mut *copy);
    });
}

#[test]
fn a_ledger_is_copied_entry_by_entry_with_its_hashes() {
    on_every_store(|ledger| {
        let mut original = small_log(ledger);
        let entries = collect(&mut *original, &Which::default());
        let mut copy = (sqlite().open)();
        assert_eq!(import(&mut *copy, entries.iter().take(2).cloned()).expect("imported"), 2);
        assert_eq!(import(&mut *copy, entries.iter().skip(2).cloned()).expect("imported"), 3);
        assert_eq!(head(&mut *copy), head(&mut *original));
        rebuild(&mut *copy, &act("rebuild"), &notes()).expect("rebuilt");
        assert_verifies(&mut *copy);
        write_note(&mut *copy, "next", "n", "it goes on");
        assert_verifies(&mut *copy);
    });
}

#[test]
fn an_import_that_does_not_chain_leaves_no_trace() {
    on_every_store(|ledger| {
        let mut original = small_log(ledger);
        let entries = collect(&mut *original, &Which::default());
        let mut copy = (sqlite().open)();
        let gap = import(&mut *copy, entries.iter().filter(|entry| entry.stamp.seq != 3).cloned());
        assert!(matches!(gap, Err(StoreError::Broken(ChainFault::Missing { expected: 3, found: 4 }))), "{gap:?}");
        let changed = entries.iter().cloned().map(|mut entry| {
            entry.line = entry.line.replace("oleg", "olga");
            entry
        });
        let changed = import(&mut *copy, changed);
        assert!(matches!(changed, Err(StoreError::Broken(ChainFault::Hash { seq: 3 }))), "{changed:?}");
        assert_eq!(head(&mut *copy), None);
    });
}

#[test]
fn eight_writers_make_one_chain() {
    on_every_store(|ledger| {
        std::thread::scope(|threads| {
            for thread in 0..8 {
                threads.spawn(move || {
                    let mut store = (ledger.open)();
                    for turn in 0..10 {
                        write_note(&mut *store, &format!("{thread}-{turn}"), &format!("n{thread}"), "hello");
                    }
                });
            }
        });
        let mut store = (ledger.open)();
        assert_eq!(head(&mut *store).map(|head| head.seq), Some(81));
        assert_verifies(&mut *store);
    });
}
