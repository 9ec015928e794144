//! A windows.toml in every bad state: exit 78 (74 where it cannot be read), all faults at once with their places.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
};

use crate::house::{Answer, House, RULES, as_nobody};

/// Everything that reads the rules.
const COMMANDS: &[&[&str]] = &[
    &["windows", "--customer", "acme"],
    &["slots", "--system", "shop", "--downtime", "5m"],
    &["plan", "x", "--system", "shop", "--downtime", "5m"],
    &["reschedule", "1", "--at", "now"],
    &["cancel", "1", "--reason", "x"],
    &["approve", "1"],
    &["reject", "1", "--reason", "x"],
    &["check", "1"],
    &["check", "--system", "shop", "--downtime", "5m"],
    &["run", "1"],
    &["settle", "1", "--as", "done", "--reason", "x"],
    &["backup", "take", "--system", "shop"],
    &["backup", "confirm", "--system", "shop"],
    &["backup", "status"],
    &["backup", "list"],
    &["status"],
    &["show", "1"],
    &["list"],
    &["log"],
    &["log", "verify"],
    &["log", "head"],
    &["log", "rebuild"],
    &["policy", "show"],
    &["policy", "check"],
    &["policy", "diff"],
    &["policy", "adopt", "--yes"],
];

fn refused(rules: impl AsRef<[u8]>) -> Answer {
    let house = House::with_rules("");
    house.write("windows.toml", rules);
    let answer = house.okno(&["policy", "check"]).exits(78);
    assert_eq!(answer.out, "");
    assert!(!house.path(".okno").exists());
    answer
}

#[test]
fn a_file_without_rules_says_what_it_needs() {
    for rules in ["", "\n\n  \n"] {
        let answer = refused(rules);
        assert!(answer.err.contains("the file is empty"), "{answer:?}");
        assert!(answer.err.contains("[customers.*]"), "{answer:?}");
    }
    assert!(refused("# nothing yet\n").err.contains("there is no customer"));
}

#[test]
fn a_file_that_is_no_text_is_refused_with_the_first_wrong_byte() {
    let answer = refused([RULES.as_bytes(), b"\x00\xff\xfe\x80"].concat());
    assert!(answer.err.contains("the file is not UTF-8 text"), "{answer:?}");
    let program: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    assert!(refused(program).err.len() < 2_000);
}

#[test]
fn ten_megabytes_are_refused_at_a_glance() {
    let answer = refused(RULES.repeat(1 + (10 << 20) / RULES.len()));
    assert!(answer.err.contains("more than 4194304 bytes"), "{answer:?}");
    assert!(answer.err.len() < 500, "{}", answer.err.len());
}

#[test]
fn nesting_without_end_is_an_error_and_no_overflow() {
    for rules in [format!("a = {}", "[".repeat(100_000)), format!("[{}x]", "a.".repeat(100_000))] {
        assert!(refused(rules).err.contains("nested too deeply"));
    }
}

/// One of everything that can be wrong: its place in the text is asserted below.
const WRONG: &str = r#"ledger = "postgres://gate:hunter2@db.example/okno"
[policy]
downtime-limit = "-5m"
horizon = "99999999999999999999d"
window = { from = "22:00", to = "22:00" }
[calendars.office]
weekend = ["sat", "sun"]
covers = "2026-01-01..2027-12-31"
holidays = ["2026-02-30"]
[customers.acme]
time-zone = "Asia/Ekaterinburg"
calendar = "ofice"
coler = "red"
[systems.shop]
customers = ["acme", "nobody"]
depends-on = ["web"]
[systems.shop.backup]
tool = "bacula"
[[freezes]]
from = "2026-12-25 00:00"
until = "2026-12-25 00:00"
systems = ["shop"]
reason = "sales"
"#;

/// Where each fault of [`WRONG`] is, what is underlined there, and a word of what is said.
const FAULTS: &[(usize, &str, &str)] = &[
    (1, r#""postgres://gate:*******@db.example/okno""#, "password"),
    (3, r#""-5m""#, "negative"),
    (4, r#""99999999999999999999d""#, "too long"),
    (5, r#""22:00""#, "close when it opens"),
    (9, r#""2026-02-30""#, "there is no date"),
    (11, r#""Asia/Ekaterinburg""#, r#"did you mean "Asia/Yekaterinburg"?"#),
    (12, r#""ofice""#, r#"did you mean "office"?"#),
    (13, "coler", "has no key"),
    (15, r#""nobody""#, "there is no customer"),
    (16, r#""web""#, "there is no system"),
    (18, r#""bacula""#, "`tool` may not be"),
    (21, r#""2026-12-25 00:00""#, "end before it begins"),
];

#[test]
fn all_faults_are_told_at_once_each_with_its_line_column_and_the_text_underlined() {
    let house = House::with_rules(WRONG);
    let answer = house.okno(&["check", "--system", "shop", "--downtime", "5m"]).exits(78);
    let path = house.path("windows.toml").display().to_string();
    let faults: Vec<_> = answer.err.split("\n\n").collect();
    let mut told = faults.iter();
    for (line, underlined, says) in FAULTS {
        let shown = WRONG.replace("hunter2", "*******");
        let text = shown.lines().nth(line - 1).unwrap();
        let column = text.rfind(underlined).unwrap();
        let place = format!("--> {path}:{line}:{}\n", column + 1);
        let fault = told.find(|fault| fault.contains(&place)).unwrap_or_else(|| panic!("{place}{}", answer.err));
        let marks = format!("| {}{}", " ".repeat(column), "^".repeat(underlined.len()));
        assert!(fault.lines().any(|line| line.ends_with(&marks)), "{marks}\n{fault}");
        assert!(fault.contains(text), "{text}\n{fault}");
        assert!(fault.contains(says), "{says}\n{fault}");
    }
    assert_eq!(faults.len(), FAULTS.len(), "{}", answer.err);
}

#[test]
fn for_programs_the_faults_are_one_object() {
    let house = House::with_rules(WRONG);
    let answer = house.okno(&["policy", "check", "--format", "json"]).exits(78);
    assert_eq!(answer.err, "");
    let object = answer.json();
    assert_eq!(object["schema"], "okno.error/1");
    assert_eq!(object["exit_code"], 78);
    let message = object["message"].as_str().unwrap();
    assert!(FAULTS.iter().all(|(line, ..)| message.contains(&format!("windows.toml:{line}:"))), "{message}");
    assert!(!message.contains('\u{1b}'));
}

#[test]
fn a_customer_that_is_written_twice_names_both_lines() {
    let answer = refused(format!("{RULES}\n[customers.acme]\nname = \"again\"\n"));
    assert!(answer.err.contains("\"acme\" is defined twice"), "{answer:?}");
    assert!(answer.err.contains("stands in line 6 already"), "{answer:?}");
}

#[test]
fn every_command_refuses_wrong_rules_and_does_nothing() {
    let house = House::with_rules(WRONG);
    for command in COMMANDS {
        let answer = house.okno(command);
        assert_eq!(answer.code, 78, "{command:?}: {answer:?}");
        assert_eq!(answer.out, "", "{command:?}");
        let answer = house.okno(&[command, ["--format", "json"].as_slice()].concat()).exits(78);
        assert_eq!(answer.json()["schema"], "okno.error/1", "{command:?}");
    }
    assert_eq!(house.files(), ["windows.toml"]);
}

#[test]
fn no_command_ever_shows_a_password() {
    let house = House::with_rules(WRONG);
    let secrets = [
        "ledger = \"postgres://gate:hunter2@db/okno\"",
        "ledger = \"postgres://db/okno?password=hunter2\"",
        "ledger = \"postgres://gate:\\u0068unter2@db/okno\"",
        "ledger = \"postgres://gate:hunter2@db/okno",
    ];
    for secret in secrets {
        house.write("windows.toml", format!("{secret}\n{RULES}"));
        for command in COMMANDS {
            let answer = house.okno(command).exits(78);
            assert!(!answer.err.contains("unter2"), "{secret} {command:?}: {}", answer.err);
            let answer = house.okno(&[command, ["--format", "json"].as_slice()].concat()).exits(78);
            assert!(!answer.out.contains("unter2"), "{secret} {command:?}: {}", answer.out);
        }
    }
}

#[test]
fn without_rules_every_place_that_was_looked_at_is_named() {
    let house = House::with_rules(RULES);
    fs::remove_file(house.path("windows.toml")).unwrap();
    fs::create_dir_all(house.path("a/b")).unwrap();
    let answer = house.okno_in("a/b", &["check", "--system", "shop", "--downtime", "5m"]).exits(78);
    for place in ["a/b/windows.toml", "a/windows.toml", "windows.toml", "config/okno/windows.toml"] {
        let place = house.path(place).display().to_string();
        assert!(answer.err.contains(&place), "{place}: {}", answer.err);
    }
    assert!(answer.err.contains("/etc/okno/windows.toml"), "{}", answer.err);
    assert!(answer.err.contains("--config"), "{}", answer.err);
    let json = house.okno_in("a/b", &["status", "--format", "json"]).exits(78).json();
    assert_eq!(json["exit_code"], 78);
    assert!(json["hint"].as_str().unwrap().contains("--config"));
}

#[test]
fn rules_that_were_named_and_are_not_there_are_missing() {
    let house = House::new();
    let answer = house.okno(&["--config", "elsewhere.toml", "status"]).exits(78);
    assert!(answer.err.contains(&house.path("elsewhere.toml").display().to_string()), "{}", answer.err);
    let vars = [("OKNO_CONFIG", "elsewhere.toml")];
    house.okno_with(&crate::house::olga(), &vars, &["status"]).exits(78);
}

#[test]
fn rules_that_cannot_be_read_are_never_replaced_by_others() {
    let house = House::with_rules(RULES);
    fs::create_dir(house.path("below")).unwrap();
    fs::create_dir(house.path("below/windows.toml")).unwrap();
    let answer = house.okno_in("below", &["policy", "check"]).exits(74);
    assert!(answer.err.contains("below/windows.toml"), "{answer:?}");

    fs::remove_dir(house.path("below/windows.toml")).unwrap();
    symlink("nowhere.toml", house.path("below/windows.toml")).unwrap();
    let answer = house.okno_in("below", &["policy", "check"]).exits(74);
    assert!(answer.err.contains("below/windows.toml"), "{answer:?}");

    fs::remove_file(house.path("below/windows.toml")).unwrap();
    house.okno_in("below", &["policy", "check"]).exits(0);
}

#[test]
fn rules_that_may_not_be_read_are_an_error_that_names_the_file() {
    let house = House::with_rules(RULES);
    house.open_to_everybody();
    fs::set_permissions(house.path("windows.toml"), fs::Permissions::from_mode(0o000)).unwrap();
    let answer = as_nobody(&house, &["policy", "check"]).exits(74);
    assert!(answer.err.contains("windows.toml: Permission denied"), "{answer:?}");
}

#[test]
fn rules_without_end_are_not_read_to_their_end() {
    let house = House::new();
    let answer = house.okno(&["--config", "/dev/zero", "policy", "check"]).exits(78);
    assert!(answer.err.contains("more than 4194304 bytes"), "{answer:?}");
}

#[test]
fn wrong_rules_keep_nobody_from_reading_what_was_recorded() {
    let house = House::new();
    house.okno(&["plan", "Add an index", "--system", "shop", "--downtime", "2m"]).exits(0);
    house.write("windows.toml", "[customers.acme\n");
    house.okno(&["plan", "Another", "--system", "shop", "--downtime", "2m"]).exits(78);
    for task in [&["log"][..], &["log", "verify"], &["log", "head"], &["show", "1"], &["list"]] {
        let read = house.okno(task).exits(0);
        assert!(read.err.contains("okno policy check"), "{read:?}");
    }
    let elsewhere = House::with_rules("[customers.acme\n");
    elsewhere.okno(&["log"]).exits(78);
}
