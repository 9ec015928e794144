//! docs/ledger-format.md: its test vectors are what okno writes, and its verifier verifies.

use std::{fs, process::Command};

use okno::record::export::verify_export;
use okno::record::{Act, Claims, Digest, Draft, Entry, Subject, chain};

use crate::house::{Answer, House, answer_of};
use crate::record::{at, raw};

const DOC: &str = include_str!("../../docs/ledger-format.md");
const VECTORS: &str = include_str!("../data/ledger-format/export.txt");

/// The first block of the document in that language.
fn block(language: &str) -> &'static str {
    let (_, rest) = DOC.split_once(&format!("\n```{language}\n")).expect("such a block");
    rest.split_once("```").expect("its end").0
}

/// What the program in the document says of an export.
fn verified(export: &str) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let (program, file) = (folder.path().join("verify.py"), folder.path().join("export.txt"));
    fs::write(&program, block("python")).unwrap();
    fs::write(&file, export).unwrap();
    answer_of(Command::new("python3").arg(program).arg(file))
}

fn hashes() -> Vec<Digest> {
    VECTORS.lines().map(|line| Digest::parse(&line[..64]).unwrap()).collect()
}

#[test]
fn the_document_shows_the_vectors_and_their_head() {
    assert_eq!(block("text"), VECTORS);
    assert!(DOC.contains(&format!("here `3 {}`", hashes()[2])));
    assert!(block("python").lines().count() <= 10);
}

#[test]
fn the_vectors_are_what_okno_writes() {
    let act = |id: &str, now: &str, actor: &str, claims: Claims, policy: bool| Act {
        id: id.to_owned(),
        now: at(now),
        actor: actor.to_owned(),
        claims,
        policy: policy
            .then(|| Digest::parse("1ee2df289c794ca5b4669b5047d453bd32622fe0600843ef863dee656bab76a0").unwrap()),
        tzdb: policy.then(|| "2026f".to_owned()),
    };
    let on_night1 = Claims { host: Some("night1".to_owned()), pid: Some(812), ..Claims::default() };
    let in_ci = Claims {
        ci_job: Some("deploy".to_owned()),
        ci_url: Some("https://ci.example/7".to_owned()),
        ..Claims::default()
    };
    let first =
        |policy| act("5f8a08d0305c5fb718595c7967996918", "2026-11-22T14:40:43.410Z", "olga", on_night1.clone(), policy);
    let third = act("0c1d3a52b07e4ec28a7a1f0f3f0d9c44", "2026-11-22T15:02:00Z", "uid:1234", in_ci, true);
    let draft = |stream, name, kind, data| Draft { subject: Subject::new(stream, name), kind, dv: 1, data: raw(data) };
    let written = [
        (first(false), 0, draft("ledger", "ledger", "ledger.created", r#"{"id":"5a3b9855e30426a40c87da759e2264cd"}"#)),
        (
            first(true),
            1,
            draft("change", "CHG-1", "change.cancelled", r#"{"reason":"Окно «закрыто» — \"no rollback\"\t✓"}"#),
        ),
        (third, 0, draft("change", "CHG-1", "change.reviewed", r#"{"note":null}"#)),
    ];
    let mut previous = Digest::ZERO;
    for ((seq, vector), (act, ordinal, draft)) in (1..).zip(VECTORS.lines()).zip(written) {
        let entry = Entry::compose(draft, &act, ordinal, seq, act.now, previous).expect("fit");
        // The vectors were written by one version; a later one only has another number there.
        let line = entry.line.replace(&format!(r#""okno":"{}""#, env!("CARGO_PKG_VERSION")), r#""okno":"0.1.0""#);
        previous = chain::link(previous, line.as_bytes());
        assert_eq!(format!("{previous} {line}"), vector);
    }
}

#[test]
fn the_verifier_of_the_document_agrees_with_okno() {
    let good = verified(VECTORS).exits(0);
    assert_eq!(good.out.trim(), format!("3 {}", hashes()[2]));
    assert_eq!(verify_export(VECTORS.as_bytes()).expect("whole").expect("entries").hash, hashes()[2]);

    let lines: Vec<&str> = VECTORS.lines().collect();
    let joined = |lines: &[&str]| lines.join("\n") + "\n";
    let shorter = verified(&joined(&lines[..2])).exits(0);
    assert_eq!(shorter.out.trim(), format!("2 {}", hashes()[1]), "only the head shows what is cut off");
    for (number, tampered) in [
        (1, VECTORS.replacen("olga", "oleg", 1)),
        (1, VECTORS.replacen("ledger.created\",\"dv\":1", "ledger.created\", \"dv\":1", 1)),
        (2, VECTORS.replace("закрыто", "открыто")),
        (3, VECTORS.replace("uid:1234", "uid:1235")),
        (3, VECTORS.replace(&hashes()[2].to_string(), &hashes()[1].to_string())),
        (1, joined(&[lines[1], lines[0], lines[2]])),
        (2, joined(&[lines[0], lines[2]])),
        (1, joined(&lines[1..])),
        (4, joined(&[lines[0], lines[1], lines[2], lines[2]])),
        (1, VECTORS.replacen("}\n", "} \n", 1)),
    ] {
        let refused = verified(&tampered).exits(1);
        assert_eq!(refused.err.trim(), format!("entry {number} does not follow from the one before"), "{tampered}");
        assert!(verify_export(tampered.as_bytes()).is_err(), "{tampered}");
    }
    // Whoever makes the whole chain anew still has to keep the numbers.
    let line = lines[1].split_once(' ').unwrap().1;
    let renumbered = format!("{} {line}\n", chain::link(Digest::ZERO, line.as_bytes()));
    verified(&renumbered).exits(1);
}

#[test]
fn the_verifier_of_the_document_verifies_a_fresh_export() {
    let house = House::new();
    house.okno(&["plan", "Окно \"ночью\"", "--system", "shop", "--downtime", "2m", "--", "true"]).exits(0);
    house.confirm_backup();
    house.okno(&["run", "1"]).exits(0);
    let exported = house.okno(&["log", "export"]).exits(0).out;
    let head = house.okno(&["log", "head"]).exits(0).out;
    assert_eq!(verified(&exported).exits(0).out.trim(), head.trim());
}
