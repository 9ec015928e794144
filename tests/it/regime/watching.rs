//! `okno backup status`, for people and for monitoring, and `okno backup schedule`.

use std::{collections::BTreeMap, fs, process::Command};

use chrono::TimeDelta;
use expectrl::Expect as _;

use crate::house::{House, RULES, answer_of};

#[test]
fn status_tells_how_each_system_stands_with_its_regime() {
    let house = House::with_rules(&format!("{RULES}[systems.web]\ncustomers = [\"acme\"]\n"));
    fs::create_dir(house.path("backups")).unwrap();
    house.confirm_backup();
    house.pass(TimeDelta::hours(1));
    let status = house.okno(&["backup", "status", "--format", "json"]).json();
    let levels = status["systems"][0]["regime"]["levels"].as_array().unwrap();
    assert_eq!((&levels[0]["state"], &levels[2]["state"]), (&"filled".into(), &"due".into()));
    let said = house.okno(&["backup", "status"]).flat();
    assert!(said.contains("system newest level evidence gate regime"), "{said}");
    assert!(said.contains("shop 1 h ago 0 verified good level 2 DUE"), "{said}");
    let list = house.okno(&["backup", "list", "--format", "json"]).exits(0).json();
    assert!(list["systems"][0]["regime"].is_null());
}

#[test]
fn a_backup_whose_file_is_gone_is_not_good_for_work_that_starts_now() {
    let house =
        House::with_rules(&format!("{RULES}[systems.api]\ncustomers = [\"acme\"]\nbackup = {{ of = \"shop\" }}\n"));
    fs::create_dir(house.path("backups")).unwrap();
    house.confirm_backup();
    let status = house.okno(&["backup", "status", "--format", "json"]).exits(0).json();
    assert!(status["systems"][0]["gone"].is_null(), "{status}");
    fs::rename(house.path("backups"), house.path("elsewhere")).unwrap();
    fs::create_dir(house.path("backups")).unwrap();
    for system in ["shop", "api"] {
        let only = ["backup", "status", "--system", system];
        let said = house.okno(&only).exits(77).flat();
        assert!(said.contains("is not there any more") && !said.contains("Good for work"), "{said}");
        assert!(said.contains("okno backup take --system shop"), "{said}");
        let status = house.okno(&[&only[..], &["--format", "json"]].concat()).exits(77).json();
        assert!(status["systems"][0]["gone"].as_str().unwrap().starts_with("shop-20261124T120000Z.db"), "{status}");
    }
    let said = house.okno(&["backup", "status"]).exits(77).flat();
    assert!(said.contains("verified gone level 0 OVERDUE"), "{said}");
    // Whoever asks no tool cannot know.
    let check = house.okno(&["check", "--system", "shop", "--downtime", "5m", "--format", "json"]).exits(0);
    assert_eq!(check.reasons(), [""; 0]);
    let list = house.okno(&["backup", "list", "--format", "json"]).exits(0).json();
    assert!(list["systems"][0]["gone"].is_null(), "{list}");
}

#[test]
fn a_tool_that_hangs_is_given_up_and_the_other_systems_are_told() {
    let slow = "[systems.web]\ncustomers = [\"acme\"]\n[systems.web.backup]\ntool = \"command\"\ncommand = [\"./newest\"]\n\
                list = [\"./list\"]\ntake = [\"./newest\"]\nlook-within = \"1s\"\n";
    let house = House::with_rules(&format!("{RULES}{slow}"));
    fs::create_dir(house.path("backups")).unwrap();
    // Whoever waits long enough hears that there is none.
    house.script("list", "#!/bin/sh\nsleep 15\necho '[]'\n");
    house.script("newest", "#!/bin/sh\nexit 1\n");
    house.confirm_backup();
    house.follow_the_real_clock();
    house.confirm_backup();
    for command in [&["backup", "status"][..], &["backup", "due"]] {
        let told = house.run_program(&[command, &["--format", "json"]].concat()).json();
        let state = |place: usize| {
            let system = &told["systems"][place];
            let regime = if command[1] == "due" { system } else { &system["regime"] };
            (regime["regime"].as_str().unwrap().to_owned(), regime["faults"].to_string())
        };
        assert_eq!(state(0).0, "kept", "{told}");
        assert!(state(1).0 == "unknown" && state(1).1.contains("in time"), "{told}");
    }
    let taken = house.run_program(&["backup", "take", "--due", "--system", "web"]).exits(69).flat();
    assert!(taken.contains("UNKNOWN web: its backups cannot be told") && taken.contains("in time"), "{taken}");
    let plan = house.run_program(&["backup", "prune", "--system", "web"]).exits(69).flat();
    assert!(plan.contains("There is no plan") && plan.contains("in time"), "{plan}");
}

#[test]
fn monitoring_gets_one_line_with_figures() {
    let house = House::new();
    house.confirm_backup();
    house.pass(TimeDelta::minutes(45));
    let line = house.okno(&["backup", "status", "--nagios"]).exits(0).out;
    assert_eq!(
        line,
        "OKNO BACKUP OK - 1 system with fresh backups | 'shop age'=2700s;5400;9000;0 \
         'shop level 1 age'=2700s;93600;180000;0 'shop level 0 age'=2700s;648000;1252800;0\n"
    );
}

#[test]
fn monitoring_is_warned_after_a_period_and_alarmed_after_two() {
    let house = House::new();
    house.confirm_backup();
    for (minutes, code, says) in [
        (90, 0, "OK - 1 system"),
        (91, 1, "WARNING - shop: level 2 is 1 h 31 min old |"),
        (150, 1, "WARNING"),
        (151, 2, "CRITICAL - shop: level 2 is 2 h 31 min old |"),
    ] {
        house.at("2026-11-24T12:00:00Z").pass(TimeDelta::minutes(minutes));
        let line = house.okno(&["backup", "status", "--nagios"]).exits(code).out;
        assert!(line.contains(says), "{line}");
        assert_eq!(line.lines().count(), 1);
    }
}

#[test]
fn monitoring_hears_of_none_of_the_future_and_of_what_cannot_be_told() {
    let house = House::new();
    let line = house.okno(&["backup", "status", "--nagios"]).exits(2).out;
    assert!(
        line.contains(
            "shop: no backup of level 0, no backup of level 1, no backup of level 2 | 'shop age'=U;5400;9000;0"
        ),
        "{line}"
    );
    house.confirm_backup();
    house.make_backup(house.now() + TimeDelta::hours(3));
    let line = house.okno(&["backup", "status", "--nagios"]).exits(1).out;
    assert!(line.contains("WARNING - shop: a backup is of the future"), "{line}");
    fs::remove_dir_all(house.path("backups")).unwrap();
    let line = house.okno(&["backup", "status", "--nagios"]).exits(3).out;
    assert!(line.starts_with("OKNO BACKUP UNKNOWN - shop: cannot be told: "), "{line}");
    house.write("windows.toml", "[nonsense]");
    let wrong = house.okno(&["backup", "status", "--nagios"]).exits(3);
    assert!(wrong.out.starts_with("OKNO BACKUP UNKNOWN - ") && wrong.out.lines().count() == 1, "{wrong:?}");
}

#[test]
fn monitoring_is_warned_of_a_newest_backup_that_was_refuted_until_a_look_finds_a_good_one() {
    let house = House::new();
    house.confirm_backup();
    house.pass(TimeDelta::minutes(5));
    house.write("backups/shop-20261124T120500Z.db", "");
    house.okno(&["backup", "status", "--nagios"]).exits(0);
    house.okno(&["backup", "confirm", "--system", "shop"]).exits(77);
    let line = house.okno(&["backup", "status", "--nagios"]).exits(1).out;
    assert!(line.starts_with("OKNO BACKUP WARNING - shop: the newest backup was refuted: "), "{line}");
    assert!(line.contains("is empty") && line.contains(" | 'shop age'=300s;5400;9000;0 "), "{line}");
    assert_eq!(line.lines().count(), 1);
    house.pass(TimeDelta::hours(3));
    let line = house.okno(&["backup", "status", "--nagios"]).exits(2).out;
    assert!(line.contains("CRITICAL") && line.contains(" old, the newest backup was refuted: "), "{line}");
    house.confirm_backup();
    let line = house.okno(&["backup", "status", "--nagios"]).exits(0).out;
    assert!(!line.contains("refuted"), "{line}");
}

/// The units that were printed: each by the path in its first line, its keys by section.
fn units(printed: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut units: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let (mut unit, mut section) = (String::new(), String::new());
    for line in printed.lines() {
        if let Some(path) = line.strip_prefix("# /etc/") {
            unit = format!("/etc/{path}");
        } else if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            let known = units.entry(unit.clone()).or_default().insert(format!("{section}.{key}"), value.to_owned());
            assert_eq!(known, None, "{line}");
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "{line:?}");
        }
    }
    units
}

/// A command line as systemd reads it: quoted words, `%%`, `$$`, backslashes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    while rest.next_if_eq(&'"').is_some() {
        let mut word = String::new();
        loop {
            match rest.next().expect("a closing quote") {
                '"' => break,
                '\\' => word.push(rest.next().unwrap()),
                c @ ('%' | '$') => {
                    assert_eq!(rest.next(), Some(c), "a lone {c} means something else to systemd");
                    word.push(c);
                }
                c => word.push(c),
            }
        }
        words.push(word);
        _ = rest.next_if_eq(&' ');
    }
    assert_eq!(rest.next(), None, "every word is quoted: {line}");
    words
}

#[test]
fn the_units_for_systemd_call_okno_every_hour_by_utc_and_by_absolute_paths() {
    let house = House::new();
    let units = units(&house.okno(&["backup", "schedule", "--systemd"]).exits(0).out);
    let names: Vec<_> = units.keys().map(String::as_str).collect();
    assert_eq!(names, ["/etc/systemd/system/okno-backup.service", "/etc/systemd/system/okno-backup.timer"]);
    let (service, timer) = (&units[names[0]], &units[names[1]]);
    let rules = house.path("windows.toml").to_str().unwrap().to_owned();
    assert_eq!(
        words(&service["Service.ExecStart"]),
        ["/usr/local/bin/okno", "--config", &rules, "backup", "take", "--due"]
    );
    assert_eq!((service["Service.Type"].as_str(), service["Service.User"].as_str()), ("oneshot", "olga"));
    assert_eq!(service["Service.SuccessExitStatus"], "75");
    assert_eq!((timer["Timer.OnCalendar"].as_str(), timer["Timer.Persistent"].as_str()), ("*-*-* *:00:00 UTC", "true"));
    assert_eq!(timer["Install.WantedBy"], "timers.target");
}

#[test]
fn what_a_timer_calls_works_from_any_folder_whatever_the_paths_are_called() {
    let house = House::new();
    fs::create_dir(house.path("my $rules 100%")).unwrap();
    house.write("my $rules 100%/windows.toml", RULES.replace("backups/", "../backups/").replace("./take", "../take"));
    house.script(
        "take-backup",
        "#!/bin/sh\nexec cp \"$0.src\" \"$(dirname \"$0\")/backups/shop-$(date -u +%Y%m%dT%H%M%SZ).db\"\n",
    );
    let made = house.make_backup(house.now());
    fs::rename(made, house.path("take-backup.src")).unwrap();
    let schedule = |kind: &str| {
        house
            .run_program(&["--config", "my $rules 100%/windows.toml", "backup", "schedule", kind, "--system", "shop"])
            .exits(0)
            .out
    };
    let units = units(&schedule("--systemd"));
    let service = &units["/etc/systemd/system/okno-backup-shop.service"];
    let argv = words(&service["Service.ExecStart"]);
    let run = |command: &mut Command| {
        let environment = house.program(&[]);
        let variables = environment.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        answer_of(command.current_dir("/").env_clear().envs(variables))
    };
    let first = run(Command::new(&argv[0]).args(&argv[1..])).exits(0);
    assert!(first.out.contains("CONFIRMED"), "{first:?}");
    let crontab = schedule("--cron");
    assert!(crontab.contains("\nCRON_TZ=UTC\n"), "{crontab}");
    let line = crontab.lines().find(|line| line.starts_with("0 * * * * ")).unwrap();
    let command = line.trim_start_matches("0 * * * * ").replace("\\%", "%");
    let second = run(Command::new("sh").args(["-c", &command])).exits(0);
    assert!(second.out.contains("shop"), "{second:?}");
}

#[test]
fn a_schedule_is_of_one_kind_and_can_be_read_by_programs() {
    let house = House::new();
    house.okno(&["backup", "schedule"]).exits(2);
    house.okno(&["backup", "schedule", "--systemd", "--cron"]).exits(2);
    house.okno(&["backup", "schedule", "--cron", "--system", "shpo"]).exits(2);
    let files = house.okno(&["backup", "schedule", "--systemd", "--format", "json"]).exits(0).json();
    assert_eq!(files["schema"], "okno.backup-schedule/1");
    assert_eq!(files["files"][1]["path"], "/etc/systemd/system/okno-backup.timer");
    let ledger = house.okno(&["--ledger", "other/ledger.db", "backup", "schedule", "--cron"]).exits(0).out;
    assert!(ledger.contains(&format!("--ledger {}", house.path("other/ledger.db").display())), "{ledger}");
}

#[test]
fn monitoring_does_not_wait_for_a_tool_that_hangs_nor_do_people_without_being_told() {
    let (before, _) = RULES.split_once("[systems.shop.backup]").unwrap();
    let tool = "[systems.shop.backup]\ntool = \"command\"\ncommand = [\"./newest\"]\nlist = [\"./hang\"]\n";
    let house = House::with_rules(&format!("{before}{tool}"));
    house.script("newest", "#!/bin/sh\nexit 1\n");
    house.script("hang", "#!/bin/sh\nsleep 600\n");
    let line = house.run_program(&["backup", "status", "--nagios"]).exits(3).out;
    assert!(line.starts_with("OKNO BACKUP UNKNOWN - shop: cannot be told: ./hang "), "{line}");
    let mut terminal = expectrl::Session::spawn(house.program(&["backup", "due"])).unwrap();
    terminal.expect("asking for the backups of shop").unwrap();
    terminal.get_process_mut().exit(true).unwrap();
}

#[test]
fn of_several_systems_status_tells_more_of_those_that_need_somebody() {
    let house = House::with_rules(&format!("{RULES}[systems.web]\ncustomers = [\"acme\"]\n"));
    fs::create_dir(house.path("backups")).unwrap();
    house.confirm_backup();
    let said = house.okno(&["backup", "status"]).flat();
    assert!(!said.contains("Good for work") && said.contains("All is well with the others"), "{said}");
    assert!(said.contains("No backup of web is known to okno"), "{said}");
    let one = house.okno(&["backup", "status", "--system", "shop"]).exits(0).flat();
    assert!(one.contains("Good for work that starts now."), "{one}");
}

#[test]
fn the_line_for_monitoring_is_no_json() {
    let refused = House::new().okno(&["backup", "status", "--nagios", "--format", "json"]).exits(2);
    assert!(refused.flat().contains("--nagios"), "{refused:?}");
}
