//! The digest of the rules of a system (row 1 of the decision table).

use std::collections::BTreeSet;

use okno::policy::Policy;
use okno::record::Digest;

use super::{SMALL, read, small_with, system};

const BACKUP: &str = "[systems.db.backup]\ntool = \"sqlite\"\npattern = \"x\"\ntables = [\"a\", \"b\"]\n";

fn rich() -> String {
    small_with("[systems.db]", "approvals = 1").replace("[people.olga]", &format!("{BACKUP}[people.olga]"))
}

/// The digests of `db` and of `web`.
fn digests(text: &str) -> [Digest; 2] {
    let policy = read(text);
    ["db", "web"].map(|id| policy.rules_digest(&system(id)))
}

#[test]
fn the_digest_ignores_comments_names_and_where_things_are_kept() {
    let before = digests(&rich());
    for (piece, instead) in [
        ("[policy]", "ledger = \"elsewhere.db\"\n# comment\n[policy]\nzone-data = \"/srv\""),
        ("[customers.acme]", "[customers.acme]\nname = \"A\"\nlogin = \"a\"\nmail = [\"a@b\"]"),
        ("[systems.db]", "[systems.db]\nname = \"D\""),
        ("[policy]", "[policy]\ndowntime-limit = \"600s\"\nearly = \"0m\""),
        ("role = \"specialist\"", "role = \"manager\""),
        ("reason = \"sales\"", "reason = \"other words\""),
    ] {
        assert!(rich().contains(piece), "{piece}");
        assert_eq!(digests(&rich().replacen(piece, instead, 1)), before, "{instead}");
    }
}

#[test]
fn the_digest_ignores_order() {
    let lists =
        rich().replace("[\"acme\", \"best\"]", "[\"best\", \"acme\"]").replace("[\"a\", \"b\"]", "[\"b\", \"a\"]");
    assert_ne!(lists, rich());
    assert_eq!(digests(&lists), digests(&rich()));
    let tables: Vec<String> = rich().split("\n[").skip(1).map(|table| format!("[{table}\n")).collect();
    let backwards: String = tables.iter().rev().map(String::as_str).collect();
    assert_eq!(digests(&backwards), digests(&rich()));
}

#[test]
fn the_digest_tells_every_change_of_a_rule() {
    let mut seen = BTreeSet::from([digests(&rich())[0]]);
    for (piece, instead) in [
        ("[policy]", "[policy]\nhorizon = \"90d\""),
        ("[policy]", "[policy]\nmax-clock-skew = \"1s\""),
        ("[policy]", "[policy]\ndowntime-limit = \"9m\""),
        ("[policy]", "[policy]\nbackup-max-age = \"9m\""),
        ("[policy]", "[policy]\ncount-together = \"9m\""),
        ("[policy]", "[policy]\nrollback-within = \"9m\""),
        ("[policy]", "[policy]\nearly = \"9m\""),
        ("[policy]", "[policy]\nlate = \"9m\""),
        ("[policy]", "[policy]\non-overrun = \"terminate\""),
        ("[policy]", "[policy]\nbackup-evidence = \"present\""),
        ("[policy]", "[policy]\nnight-belongs-to = \"both\""),
        ("[policy]", "[policy]\nwindow = { all-day = true }"),
        ("approvals = 1", "approvals = 2"),
        ("approvals = 1", "approvals = 1\ndivisible = true"),
        ("approvals = 1", "approvals = 1\nresponsible = \"customer\""),
        ("weekend = [\"sat\", \"sun\"]", "weekend = [\"sun\"]"),
        ("..2027-12-31", "..2028-12-31"),
        ("[calendars.plain]", "[calendars.plain]\nholidays = [\"2026-01-01\"]"),
        ("Europe/Moscow", "Asia/Omsk"),
        ("[\"acme\", \"best\"]", "[\"acme\"]"),
        ("depends-on = [\"db\"]", "depends-on = []"),
        ("2027-01-10 00:00", "2027-01-11 00:00"),
        ("customers = [\"*\"]", "customers = [\"best\"]"),
        ("customers = [\"*\"]", "customers = [\"*\"]\nzone = \"Asia/Omsk\""),
        ("pattern = \"x\"", "pattern = \"y\""),
        ("pattern = \"x\"", "pattern = \"x\"\nmin-bytes = 1"),
        ("pattern = \"x\"", "pattern = \"x\"\ntake = [\"t\"]"),
        ("pattern = \"x\"", "pattern = \"x\"\ntake = { level-0 = [\"t\"] }"),
        ("pattern = \"x\"", "pattern = \"x\"\ntake = { level-1 = [\"t\"] }"),
        ("pattern = \"x\"", "pattern = \"x\"\nlook-within = \"2h\""),
        ("tables = [\"a\", \"b\"]", "tables = [\"a\"]"),
        (BACKUP, ""),
    ] {
        assert!(rich().contains(piece), "{piece}");
        assert!(seen.insert(digests(&rich().replacen(piece, instead, 1))[0]), "{instead} was not told");
    }
}

#[test]
fn the_backup_regime_opens_no_gate_and_is_not_told() {
    for (piece, instead) in [
        ("[policy]", "[policy]\nbackup-regime = \"none\""),
        ("approvals = 1", "approvals = 1\nbackup-regime = { level-0 = \"mon\", zone = \"Asia/Omsk\" }"),
    ] {
        assert!(rich().contains(piece), "{piece}");
        assert_eq!(digests(&rich().replacen(piece, instead, 1)), digests(&rich()), "{instead}");
    }
}

#[test]
fn what_concerns_another_system_alone_is_not_told() {
    let of_web = digests(&rich())[1];
    assert_eq!(digests(&rich().replace("approvals = 1", "approvals = 2"))[1], of_web);
    assert_eq!(digests(&rich().replace("Europe/Moscow", "Asia/Omsk"))[1], of_web);
    let frozen = |scope: &str| digests(&rich().replace("customers = [\"*\"]", scope))[1];
    assert_eq!(frozen("customers = [\"best\"]"), frozen("systems = [\"db\"]"));
    assert_ne!(frozen("customers = [\"best\"]"), of_web);
}

#[test]
fn the_bytes_of_a_referred_program_are_told() {
    let text = format!("{SMALL}\n[systems.db.backup]\ntool = \"command\"\ncommand = [\"./x\"]\n");
    let of = |bytes: Option<&[u8]>| {
        let policy = Policy::read("w", text.as_bytes(), &|_| bytes.map(Digest::of)).unwrap();
        policy.rules_digest(&system("db"))
    };
    let digests = BTreeSet::from([of(Some(b"one")), of(Some(b"two")), of(None)]);
    assert_eq!(digests.len(), 3);
}

/// The digests of `db` and of `web`, each with that backup table.
fn with_tables(db: &str, web: &str) -> [Digest; 2] {
    let tables = format!("[systems.db.backup]\n{db}\n[systems.web.backup]\n{web}\n[people.olga]");
    digests(&SMALL.replacen("[people.olga]", &tables, 1))
}

#[test]
fn the_digest_tells_every_key_of_files() {
    let plain = "tool = \"files\"\npattern = \"x\"\n";
    let mut seen = BTreeSet::from([with_tables(plain, plain)[0]]);
    for more in [
        "pattern = \"y\"",
        "pattern = \"x\"\nmanifest = \"SHA256SUMS\"",
        "pattern = \"x\"\nmanifest = \"{name}.sha256\"",
        "pattern = \"x\"\nmin-bytes = 1",
        "pattern = \"x\"\nmax-shrink = \"50%\"",
        "pattern = \"x\"\nmax-shrink = \"51%\"",
        "pattern = \"x\"\nmarker = \"m\"",
    ] {
        assert!(seen.insert(with_tables(&format!("tool = \"files\"\n{more}"), plain)[0]), "{more}");
    }
}

#[test]
fn the_digest_tells_every_key_of_repositories() {
    let common = [
        "repository = \"s\"",
        "repository = \"r\"\nprogram = \"p\"",
        "repository = \"r\"\npassword-file = \"f\"",
        "repository = \"r\"\nhost = \"h\"",
        "repository = \"r\"\nmin-bytes = 1",
        "repository = \"r\"\nmax-shrink = \"50%\"",
    ];
    let restic =
        ["paths = [\"/a\"]", "tags = [\"a\"]", "complete-tag = \"a\""].map(|key| format!("repository = \"r\"\n{key}"));
    let borg = ["complete-suffix = \"a\""].map(|key| format!("repository = \"r\"\n{key}"));
    for (tool, own) in
        [("tool = \"restic\"", restic.as_slice()), ("tool = \"borg\"\narchives = \"*\"", borg.as_slice())]
    {
        let plain = format!("{tool}\nrepository = \"r\"");
        let mut seen = BTreeSet::from([with_tables(&plain, &plain)[0]]);
        for more in common.into_iter().chain(own.iter().map(String::as_str)) {
            assert!(seen.insert(with_tables(&format!("{tool}\n{more}"), &plain)[0]), "{more}");
        }
    }
    let named = |names: &str| {
        with_tables(&format!("tool = \"borg\"\nrepository = \"r\"\narchives = \"{names}\""), "of = \"db\"")
    };
    assert_ne!(named("a*"), named("b*"));
}

#[test]
fn the_digest_of_a_covered_system_tells_a_change_of_what_covers_it() {
    let own = "tool = \"files\"\npattern = \"x\"";
    let none = "none = \"nothing is kept here\"";
    let before = with_tables(own, "of = \"db\"");
    let after = with_tables("tool = \"files\"\npattern = \"y\"", "of = \"db\"");
    assert!(before[0] != after[0] && before[1] != after[1]);
    // Whatever runs on a covered system makes the backups of the covering one stale.
    assert_ne!(with_tables(own, none)[0], before[0], "db knows that it covers web");
    assert_ne!(with_tables(own, none)[1], with_tables(own, "none = \"nothing is kept there\"")[1]);
}
