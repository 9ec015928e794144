//! `backup-regime`, and `take` by level.

use chrono::Weekday;
use okno::policy::{Policy, Regime, Rhythm, Satisfies, TakeCommand};

use super::{faults_of, only_fault, read, small_with, system};

fn regime_of<'p>(policy: &'p Policy, id: &str) -> Option<&'p Regime> {
    policy.regime_of(&policy.systems[&system(id)])
}

#[test]
fn without_a_word_the_regulations_regime_holds() {
    let policy = read(super::SMALL);
    let regime = regime_of(&policy, "db").unwrap();
    assert_eq!(regime, &Regime::REGULATION);
    let levels: Vec<_> = regime.levels().collect();
    assert_eq!(levels, [(0, Rhythm::Weekly(Weekday::Sun)), (1, Rhythm::Daily), (2, Rhythm::Hourly)]);
    assert_eq!((regime.zone.as_ref(), regime.satisfies), (None, Satisfies::Upward));
}

#[test]
fn a_level_that_is_left_out_keeps_the_regulations_rhythm_and_none_takes_it_away() {
    let policy = read(&small_with(
        "[policy]",
        r#"backup-regime = { level-0 = "sat", level-2 = "none", zone = "Europe/Moscow" }"#,
    ));
    let regime = regime_of(&policy, "db").unwrap();
    assert_eq!(regime.rhythms, [Some(Rhythm::Weekly(Weekday::Sat)), Some(Rhythm::Daily), None]);
    assert_eq!(regime.zone.as_ref().unwrap().as_str(), "Europe/Moscow");
}

#[test]
fn a_systems_regime_replaces_that_of_the_policy_as_a_whole() {
    let common = r#"backup-regime = { level-0 = "sat", zone = "Europe/Moscow", satisfies = "exact" }"#;
    let text = small_with("[policy]", common)
        .replace("[systems.web]", "[systems.web]\nbackup-regime = { level-2 = \"none\" }");
    let policy = read(&text);
    assert_eq!(regime_of(&policy, "db").unwrap().satisfies, Satisfies::Exact);
    let of_web = regime_of(&policy, "web").unwrap();
    assert_eq!(of_web.rhythms, [Some(Rhythm::Weekly(Weekday::Sun)), Some(Rhythm::Daily), None]);
    assert_eq!((of_web.zone.as_ref(), of_web.satisfies), (None, Satisfies::Upward));
}

#[test]
fn none_takes_the_whole_regime_away_and_a_system_may_bring_it_back() {
    let text = small_with("[policy]", "backup-regime = \"none\"")
        .replace("[systems.web]", "[systems.web]\nbackup-regime = {}");
    let policy = read(&text);
    assert_eq!(regime_of(&policy, "db"), None);
    assert_eq!(regime_of(&policy, "web"), Some(&Regime::REGULATION));
}

#[test]
fn a_system_without_backups_of_its_own_has_no_regime_of_its_own() {
    let of_other = small_with("[systems.web]", "backup-regime = {}\nbackup = { of = \"db\" }");
    let (message, shown) = only_fault(&of_other);
    assert!(message.contains("covered by those of db"), "{message}");
    assert_eq!(shown, "{}");
    let needless = small_with("[systems.web]", "backup-regime = {}\nbackup = { none = \"rebuilt from source\" }");
    assert!(only_fault(&needless).0.contains("nothing to back up"));
    read(&small_with("[systems.web]", "backup-regime = \"none\"\nbackup = { of = \"db\" }"));
}

#[test]
fn all_faults_of_a_regime_are_told_at_once() {
    let text =
        small_with("[policy]", r#"backup-regime = { level-0 = "x", level-1 = "y", zone = "z", satisfies = "w" }"#);
    let told = faults_of(&text).render(false);
    assert_eq!(told.matches("windows.toml:").count(), 4, "{told}");
}

#[test]
fn take_is_one_command_or_one_a_level() {
    let of = |take: &str| {
        let policy = read(&small_with(
            "[systems.web]",
            &format!("backup = {{ tool = \"files\", pattern = \"x\", take = {take} }}"),
        ));
        policy.systems[&system("web")].own_backup().unwrap().take.clone().unwrap()
    };
    let one = of(r#"["t", ""]"#);
    assert_eq!(one, TakeCommand::Any(vec!["t".into(), String::new()]));
    assert_eq!((one.for_level(0), one.for_level(2)), (one.quickest(), one.quickest()));
    let two = of(r#"{ level-0 = ["full"], level-2 = ["incr", "-v"] }"#);
    assert_eq!(two.for_level(0).unwrap(), ["full"]);
    assert_eq!(two.for_level(1), None);
    assert_eq!(two.quickest().unwrap(), ["incr", "-v"]);
    assert_eq!(two.all().len(), 2);
}

#[test]
fn the_programs_of_every_level_are_part_of_the_rules() {
    let text = small_with(
        "[systems.web]",
        r#"backup = { tool = "files", pattern = "x", take = { level-0 = ["./full"], level-1 = ["./incr"], level-2 = ["./incr"] } }"#,
    );
    let policy = read(&text);
    let files: Vec<&str> = policy.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["./full", "./incr"]);
}
