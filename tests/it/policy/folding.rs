//! The adopted policy and the zone data seen, folded from their entries.

use std::collections::BTreeMap;

use okno::calendar::ZoneName;
use okno::policy::{Adoption, PolicyAdopted, RulesSeen, Standing, ZoneDataEvent, ZoneDataSeen};
use okno::record::{Aggregate, Claims, Digest, Stamp};

use super::{SMALL, read, small_with, system};

fn stamp() -> Stamp {
    Stamp {
        seq: 7,
        act: "0.0".to_owned(),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        actor: "vera".to_owned(),
        claims: Claims::default(),
        policy: None,
        tzdb: None,
        okno: "0.1.0".to_owned(),
    }
}

/// The event as it comes back from the ledger.
fn stored<A: Aggregate>(event: &A::Event) -> A::Event {
    let (kind, dv, data) = A::encode(event);
    A::decode(kind, dv, &data).expect("a known kind").expect("readable")
}

fn adopted(text: &str) -> Adoption {
    let mut adoption = Adoption::default();
    adoption.evolve(&stamp(), stored::<Adoption>(&PolicyAdopted::of(&read(text)))).unwrap();
    adoption
}

#[test]
fn an_empty_ledger_agrees_with_every_policy() {
    let policy = read(SMALL);
    assert!(Adoption::default().agrees(&policy, &system("db")));
    assert!(Adoption::default().differs(&policy).is_empty());
    assert_eq!(Adoption::default().newest(), None);
}

#[test]
fn an_adopted_policy_agrees_with_itself_and_tells_who_and_when() {
    let adoption = adopted(SMALL);
    let policy = read(&format!("# only a comment more\n{SMALL}"));
    assert!(adoption.differs(&policy).is_empty());
    let newest = adoption.newest().unwrap();
    assert_eq!((newest.by.as_str(), newest.at), ("vera", stamp().at));
    assert_eq!(newest.what.text, Digest::of(SMALL.as_bytes()));
    assert_eq!(adoption.card().state, "adopted");
}

#[test]
fn the_same_text_read_by_another_okno_is_held_against_the_digests_of_its_rules() {
    let policy = read(SMALL);
    let mut event = PolicyAdopted::of(&policy);
    let now_digested_otherwise = Digest::of(b"as another version digests them");
    event.rules.values_mut().for_each(|digest| *digest = now_digested_otherwise);
    let agrees = |okno: &str, text: &str| {
        let mut adoption = Adoption::default();
        adoption.evolve(&Stamp { okno: okno.to_owned(), ..stamp() }, stored::<Adoption>(&event)).unwrap();
        adoption.agrees(&read(text), &system("db"))
    };
    assert!(agrees(Stamp::OKNO, SMALL), "the same text, read by the same program");
    assert!(!agrees("0.0.9", SMALL));
    assert!(!agrees(Stamp::OKNO, &format!("# only a comment more\n{SMALL}")));
}

#[test]
fn changed_new_and_removed_systems_differ() {
    let adoption = adopted(SMALL);
    let ids = |text: &str| adoption.differs(&read(text)).iter().map(ToString::to_string).collect::<Vec<_>>();
    let changed = small_with("[systems.web]", "early = \"1m\"");
    assert_eq!(ids(&changed), ["db", "web"], "web stops with db, which it depends on");
    assert!(!adoption.agrees(&read(&changed), &system("web")));
    let changed = small_with("[systems.db]", "early = \"1m\"");
    assert_eq!(ids(&changed), ["db"]);
    assert!(adoption.agrees(&read(&changed), &system("web")));
    assert_eq!(ids(&format!("{SMALL}\n[systems.app]\ncustomers = [\"best\"]\n")), ["app"]);
    assert_eq!(ids(&SMALL.replace("[systems.web]", "[systems.net]")), ["db", "net", "web"]);
}

#[test]
fn unknown_kinds_and_versions_are_not_decoded() {
    let (_, _, data) = Adoption::encode(&PolicyAdopted::of(&read(SMALL)));
    assert!(Adoption::decode("policy.adopted", 2, &data).is_none());
    assert!(Adoption::decode("zonedata.seen", 1, &data).is_none());
    assert!(ZoneDataSeen::decode("zonedata.seen", 1, &data).unwrap().is_err());
}

fn seen(release: &str, zones: &[(&str, &str)]) -> RulesSeen {
    let zones = zones.iter().map(|(zone, rules)| ((*zone).to_owned(), Digest::of(rules.as_bytes())));
    RulesSeen { release: release.to_owned(), zones: zones.collect() }
}

fn here(rules: &str) -> BTreeMap<ZoneName, Digest> {
    [(ZoneName::parse("Europe/Moscow").unwrap(), Digest::of(rules.as_bytes()))].into()
}

#[test]
fn rules_are_compared_with_the_newest_release_seen() {
    let mut state = ZoneDataSeen::default();
    let standing = |state: &ZoneDataSeen, release: &str, rules: &str| {
        state.compare(release, &here(rules)).into_values().next().unwrap()
    };
    assert_eq!(standing(&state, "2025b", "old"), Standing::Same);
    for event in [seen("2026e", &[("Europe/Moscow", "new")]), seen("2026c", &[("Europe/Moscow", "old")])] {
        state.evolve(&stamp(), stored::<ZoneDataSeen>(&ZoneDataEvent::Seen(event))).unwrap();
    }
    let differs = Standing::Differs { newest: "2026e".to_owned() };
    assert_eq!(standing(&state, "2026e", "new"), Standing::Same);
    assert_eq!(standing(&state, "2025b", "new"), Standing::OlderButEqual);
    assert_eq!(standing(&state, "2025b", "old"), differs);
    assert_eq!(standing(&state, "2026e", "other"), differs);
    assert_eq!(standing(&state, "2026f", "other"), Standing::Same);
}

#[test]
fn a_newer_release_or_a_new_zone_is_to_be_seen() {
    let mut state = ZoneDataSeen::default();
    assert!(state.to_be_seen("2026e", &here("r")).is_some());
    state.evolve(&stamp(), ZoneDataEvent::Seen(seen("2026e", &[("Asia/Omsk", "r")]))).unwrap();
    let event = state.to_be_seen("2026e", &here("r")).expect("the zone is new");
    state.evolve(&stamp(), ZoneDataEvent::Seen(event)).unwrap();
    assert_eq!(state.to_be_seen("2026e", &here("r")), None);
    assert_eq!(state.to_be_seen("2025b", &here("x")), None);
    assert!(state.to_be_seen("2026f", &here("r")).is_some());
    assert_eq!(state.newest().unwrap().zones.len(), 2);
}
