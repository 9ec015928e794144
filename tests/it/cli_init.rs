//! `okno init`: from nothing to rules that work.

use std::{fs, os::unix::fs::PermissionsExt as _};

use okno::policy::Policy;

use crate::house::{Answer, House};

/// A house without any rules.
fn bare() -> House {
    let house = House::with_rules("");
    fs::remove_file(house.path("windows.toml")).unwrap();
    house
}

const CUSTOMER: [&str; 2] = ["--customer", "acme=Asia/Yekaterinburg"];
const REST: [&str; 6] = ["--calendar", "ru", "--system", "shop", "--backup", "sqlite:backups/shop-*.db"];

fn init(house: &House, args: &[&[&str]]) -> Answer {
    house.okno(&[&["init"], args.concat().as_slice()].concat())
}

fn policy(house: &House) -> Policy {
    Policy::read("windows.toml", &fs::read(house.path("windows.toml")).unwrap(), &|_| None).unwrap()
}

#[test]
fn what_flags_say_works_at_once() {
    let house = bare();
    let written = init(&house, &[&CUSTOMER, &REST]).exits(0);
    assert_eq!(house.files(), ["windows.toml"], "nothing else is left behind");
    let mode = fs::metadata(house.path("windows.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o133, 0, "not executable, written by the owner alone: {mode:o}");
    assert!(written.out.contains("22:00 – Wed 06:00"), "{}", written.out);

    house.okno(&["policy", "check"]).exits(0);
    house.okno(&["windows", "--customer", "acme"]).exits(0);
    // The commands that the answer names, as it names them.
    let named: Vec<_> = written.out.lines().map(str::trim).filter(|line| line.starts_with("okno ")).collect();
    assert_eq!(
        named,
        [
            "okno slots --system shop --downtime 45m",
            "okno plan \"What is done\" --system shop --downtime 45m -- COMMAND"
        ]
    );
    house.okno(&["slots", "--system", "shop", "--downtime", "45m"]).exits(0);
    house.okno(&["plan", "What is done", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    fs::create_dir(house.path("backups")).unwrap();
    house.confirm_backup();
    house.okno(&["run", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
}

#[test]
fn backups_by_hand_open_the_gate_that_init_made() {
    let house = bare();
    init(&house, &[&CUSTOMER, &REST[..4], &["--backup", "by-hand"]]).exits(0);
    let attested = ["backup", "confirm", "--system", "shop", "--evidence", "attested", "--made-at", "now"];
    house.okno(&[attested.as_slice(), &["--location", "shelf 3"]].concat()).exits(0);
    house.okno(&["run", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
}

#[test]
fn several_customers_calendars_and_systems_fit_on_one_line() {
    let house = bare();
    let args = [
        "--customer",
        "ACME Retail=Asia/Yekaterinburg,ru",
        "--customer",
        "galil=Asia/Jerusalem,il",
        "--calendar",
        "il=fri+sat,2026-01-01..2027-12-31",
        "--holidays",
        "il=2026-12-08,2026-12-10..2026-12-11",
        "--system",
        "shop=acme-retail",
        "--system",
        "portal",
        "--backup",
        "shop=command:./newest 'a b'",
        "--backup",
        "by-hand",
        "--take",
        "shop=./take",
    ];
    let answer = init(&house, &[&args, &["--format", "json"]]).exits(0).json();
    assert_eq!(answer["schema"], "okno.init/1");
    assert_eq!(answer["customers"][0]["customer"], "acme-retail");
    assert_eq!(answer["customers"][1]["windows"][0]["night_of"], "2026-11-24");
    assert_eq!(answer["systems"][0]["system"], "portal");
    assert_eq!(answer["systems"][0]["backup"], serde_json::Value::Null);
    assert_eq!(answer["systems"][1]["backup"], "command");
    let policy = policy(&house);
    assert_eq!(policy.customers.values().next().unwrap().name, "ACME Retail");
    let text = fs::read_to_string(house.path("windows.toml")).unwrap();
    assert!(text.contains(r#"command = ["./newest", "a b"]"#) && text.contains(r#"take    = ["./take"]"#), "{text}");
    assert!(text.contains("  \"2026-12-10..2026-12-11\",\n"), "{text}");
}

#[test]
fn systems_may_be_covered_by_others_or_need_no_backups() {
    let house = bare();
    let systems = ["--system", "shop", "--system", "portal", "--system", "pages"];
    let backups = [
        "--backup",
        "shop=files:dumps/*.sql.gz",
        "--backup",
        "portal=of:shop",
        "--backup",
        "pages=none:rebuilt from source",
    ];
    let answer = init(&house, &[&CUSTOMER, &REST[..2], &systems, &backups, &["--format", "json"]]).exits(0).json();
    let tools: Vec<_> = answer["systems"].as_array().unwrap().iter().map(|system| system["backup"].clone()).collect();
    assert_eq!(tools, ["none", "of", "files"]);
    house.okno(&["run", "--system", "pages", "--downtime", "5m", "--", "true"]).exits(77);
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    house.okno(&["run", "--system", "pages", "--downtime", "5m", "--", "true"]).exits(0);
}

#[test]
fn flags_name_every_tool_and_what_is_written_reads_back() {
    for (how, more, says) in [
        ("pgbackrest:bonus", vec![], "stanza  = \"bonus\""),
        ("barman:main", vec![], "server  = \"main\""),
        ("pg_basebackup:/srv/base-*", vec!["--take", "./take"], "take    = [\"./take\"]"),
        ("pg_dump:dumps/*.dump", vec![], "pattern = \"dumps/*.dump\""),
        ("restic:sftp:backup@host:/srv/r", vec!["--complete", "done"], "complete-tag = \"done\""),
        ("borg:ssh://backup@host/srv/b::shop-*", vec!["--complete", ".done"], "complete-suffix = \".done\""),
    ] {
        let house = bare();
        init(&house, &[&CUSTOMER, &REST[..4], &["--backup", how], &more]).exits(0);
        let text = fs::read_to_string(house.path("windows.toml")).unwrap();
        assert!(text.contains(says), "{says} is missing in\n{text}");
        house.okno(&["policy", "check"]).exits(0);
    }
}

#[test]
fn what_the_tools_would_not_take_is_refused() {
    for (how, more, says) in [
        ("barman:-x", vec![], "not the name of a server"),
        ("restic:-r", vec![], "take this for an option"),
        ("restic:rest:https://u:hunter2@host/", vec![], "password"),
        ("borg:/srv/b", vec![], "archives are called is missing"),
        ("pgbackrest:", vec![], "nothing was written"),
        ("pgbackrest:bonus", vec!["--complete", "done"], "--complete belongs to nothing"),
    ] {
        let house = bare();
        let answer = init(&house, &[&CUSTOMER, &REST[..4], &["--backup", how], &more]).exits(2);
        assert!(answer.err.contains(says) && !answer.err.contains("hunter2"), "{how}: {answer:?}");
        assert!(house.files().is_empty());
    }
}

#[test]
fn answers_that_do_not_fit_together_are_refused_before_anything_is_written() {
    let house = bare();
    let systems = ["--system", "shop", "--system", "portal"];
    for (backups, says) in [
        (["shop=of:portal", "portal=of:shop"], "do not fit together"),
        (["shop=of:moon", "portal=by-hand"], "no system is called \"moon\""),
        (["shop=none:because", "portal=by-hand"], "at least 10 characters"),
    ] {
        let flags = ["--backup", backups[0], "--backup", backups[1]];
        let answer = init(&house, &[&CUSTOMER, &REST[..2], &systems, &flags]).exits(2);
        assert!(answer.err.contains(says), "{answer:?}");
    }
    assert!(house.files().is_empty());
}

#[test]
fn rules_that_are_there_are_never_overwritten() {
    let house = House::new();
    let before = fs::read(house.path("windows.toml")).unwrap();
    for args in [&[][..], &["--yes"], &["--config", "windows.toml"]] {
        let answer = init(&house, &[&CUSTOMER, &REST, args]).exits(77);
        assert!(answer.err.contains("is there already"), "{answer:?}");
    }
    assert_eq!(fs::read(house.path("windows.toml")).unwrap(), before);
    // A link that leads nowhere is somebody's too.
    std::os::unix::fs::symlink("nowhere", house.path("link.toml")).unwrap();
    init(&house, &[&CUSTOMER, &REST, &["--config", "link.toml"]]).exits(77);
    assert!(!house.path("nowhere").exists());
}

#[test]
fn rules_go_where_the_flag_says() {
    let house = bare();
    init(&house, &[&CUSTOMER, &REST, &["--config", "rules.toml"]]).exits(0);
    assert_eq!(house.files(), ["rules.toml"]);
    let answer = init(&house, &[&CUSTOMER, &REST, &["--config", "no/such/folder/rules.toml"]]).exits(74);
    assert!(answer.err.contains("no such folder"), "{answer:?}");
}

#[test]
fn rules_of_a_folder_above_are_told_of() {
    let house = House::new();
    fs::create_dir(house.path("below")).unwrap();
    let answer = house.okno_in("below", &[&["init"], CUSTOMER.as_slice(), &REST].concat()).exits(0);
    assert!(answer.flat().contains("holds here too until now"), "{answer:?}");
    let json = house.okno_in("below", &["policy", "check", "--format", "json"]).exits(0).json();
    assert!(json["path"].as_str().unwrap().ends_with("below/windows.toml"));
}

#[test]
fn a_ledger_that_adopted_other_rules_is_told_of() {
    let house = House::new();
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    fs::remove_file(house.path("windows.toml")).unwrap();
    let answer = init(&house, &[&CUSTOMER, &REST]).exits(0);
    assert!(answer.flat().contains("has adopted other rules"), "{answer:?}");
    house.okno(&["policy", "diff"]).exits(77);
}

#[test]
fn without_a_terminal_a_missing_answer_names_its_flag_and_nothing_is_written() {
    let house = bare();
    for (args, flag) in [
        (&[][..], "--customer"),
        (&CUSTOMER, "--calendar"),
        (&["--customer", "acme=Asia/Yekaterinburg", "--calendar", "ru"], "--system"),
        (&["--customer", "acme=Asia/Yekaterinburg,ru", "--system", "shop"], "--backup"),
    ] {
        let answer = init(&house, &[args]).exits(2);
        assert!(answer.err.contains(flag) && answer.err.contains("nobody can be asked"), "{args:?}: {answer:?}");
        init(&house, &[args, &["--format", "json"]]).exits(2);
    }
    assert!(house.files().is_empty());
}

#[test]
fn an_answer_that_makes_no_sense_is_refused_with_what_would() {
    let house = bare();
    let rest = REST.as_slice();
    let customer = CUSTOMER.as_slice();
    for (args, says) in [
        (vec!["--customer", "acme=yekat"], "did you mean Asia/Yekaterinburg?"),
        (vec!["--customer", "acme=Europe/Moskow"], "did you mean Europe/Moscow"),
        (vec!["--customer", "acme"], "its time zone is missing"),
        (vec!["--customer", "***=UTC"], "nothing that could be a name"),
        (vec!["--customer", "acme=UTC", "--customer", "acme=UTC"], "twice"),
        (vec!["--customer", "acme=UTC,moon"], "no --calendar is called \"moon\""),
        ([customer, &["--calendar", "de"]].concat(), "\"de\" is no calendar"),
        ([customer, &["--calendar", "x=sat,2026-12-31..2026-01-01"]].concat(), "ends before it begins"),
        (
            [customer, &["--calendar", "x=mon+tue+wed+thu+fri+sat+sun,2026-01-01..2026-12-31"]].concat(),
            "without any working day",
        ),
        (
            [customer, &["--calendar", "x=sat,2026-01-01..2026-12-31", "--holidays", "2027-01-01"]].concat(),
            "lies outside",
        ),
        ([customer, &["--calendar", "ru", "--holidays", "2027-01-01"]].concat(), "ru has its holidays built in"),
        ([customer, &["--calendar", "ru", "--system", "shop=nobody"]].concat(), "no customer is called \"nobody\""),
        (
            [customer, &rest[..4], &["--backup", "tape"]].concat(),
            "by-hand, sqlite:PATTERN, files:PATTERN, command:PROGRAM",
        ),
        ([customer, &rest[..4], &["--backup", "command:'x"]].concat(), "a quote is not closed"),
        ([customer, &rest[..4], &["--backup", "by-hand", "--take", "x"]].concat(), "--take belongs to nothing"),
        ([customer, rest, &["--backup", "by-hand"]].concat(), "says two things"),
        ([customer, &rest[..4], &["--backup", "command:dump postgres://a:hunter2@b/c"]].concat(), "password"),
    ] {
        let answer = init(&house, &[&args]).exits(2);
        assert!(answer.err.contains(says), "{args:?}: {answer:?}");
        assert!(!answer.err.contains("hunter2"), "{answer:?}");
    }
    assert!(house.files().is_empty());
}
