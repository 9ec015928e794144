//! What a right windows.toml says.

use std::collections::BTreeSet;

use chrono::{NaiveTime, TimeDelta};
use okno::calendar::{Day, Hours, NightBelongsTo, WindowRule};
use okno::policy::{
    BackupRegime, BackupTool, CommandBackup, Evidence, FileUser, Late, OnOverrun, Policy, Regime, Responsible, Role,
    Rules, Scope,
};
use okno::record::Digest;

use super::{SAMPLE, SMALL, customer, read, small_but, small_with, system};

#[test]
fn the_sample_has_no_fault_and_shows_every_kind_of_thing() {
    let policy = read(SAMPLE);
    let zones: BTreeSet<&str> = policy.customers.values().map(|customer| customer.zone.as_str()).collect();
    assert!(zones.len() >= 7, "{zones:?}");
    for calendar in policy.calendars.values() {
        for date in ["2026-11-22", "2027-12-31"] {
            assert_ne!(calendar.workdays.day(date.parse().unwrap()), Day::Unknown, "{} {date}", calendar.id);
        }
    }
    assert!(policy.systems.values().any(|system| system.responsible == Responsible::Customer));
    assert!(policy.systems.values().any(|system| system.divisible));
    let roles: BTreeSet<Role> = policy.people.values().map(|person| person.role).collect();
    assert_eq!(roles.len(), 4);
    assert_eq!(policy.freezes.len(), 2);
}

#[test]
fn the_sample_names_every_key() {
    let keys = "ledger downtime-limit window from to all-day night-belongs-to backup-max-age backup-evidence \
                count-together approvals early late on-overrun rollback-within max-clock-skew horizon zone-data \
                country weekend covers holidays workdays ics name time-zone calendar login mail customers \
                responsible depends-on divisible tool take command pattern tables min-bytes max-shrink manifest \
                stanza of none backup-regime level-0 level-1 level-2 satisfies account role until systems reason zone";
    let is_part_of_key = |c: char| c.is_alphanumeric() || c == '-';
    let words: BTreeSet<&str> = SAMPLE.split(|c| !is_part_of_key(c)).collect();
    let missing: Vec<&str> = keys.split_whitespace().filter(|key| !words.contains(key)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    for section in ["[policy]", "[calendars.", "[customers.", "[systems.", ".backup]", "[people.", "[[freezes]]"] {
        assert!(SAMPLE.contains(section), "{section}");
    }
}

#[test]
fn what_is_not_written_has_the_built_in_value() {
    let policy = read(SMALL);
    let rules = policy.rules(&system("web"), &[customer("acme")]);
    assert_eq!(policy.max_clock_skew, TimeDelta::seconds(30));
    assert_eq!(policy.horizon, TimeDelta::days(180));
    assert_eq!(policy.ledger, None);
    assert_eq!(policy.zone_data, None);
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let night =
        WindowRule { hours: Hours::FromTo { from: time(22), to: Some(time(6)) }, belongs: NightBelongsTo::OpeningDay };
    let expected = Rules {
        downtime_limit: TimeDelta::minutes(10),
        backup_max_age: TimeDelta::minutes(90),
        count_together: TimeDelta::hours(1),
        rollback_within: TimeDelta::hours(24),
        backup_evidence: Evidence::Verified,
        approvals: 0,
        early: TimeDelta::zero(),
        late: Late::WINDOW,
        on_overrun: OnOverrun::Warn,
        windows: [(customer("acme"), vec![night])].into(),
    };
    assert_eq!(rules, expected);
}

#[test]
fn the_policy_table_of_the_sample_shows_the_built_in_values() {
    let (_, from_policy_on) = SAMPLE.split_once("\n[policy]\n").unwrap();
    let (table, _) = from_policy_on.split_once("# ----").unwrap();
    let written = read(&small_with("[policy]", table));
    let all = [customer("acme"), customer("best")];
    assert_eq!(written.rules(&system("db"), &all), read(SMALL).rules(&system("db"), &all));
    assert_eq!(written.regime, Some(BackupRegime::Kept(Regime::REGULATION)));
    assert_eq!(written.horizon, read(SMALL).horizon);
    assert_eq!(written.max_clock_skew, read(SMALL).max_clock_skew);
    assert!(written.terms.rollback_within.is_some(), "the table was read");
}

#[test]
fn a_name_that_is_not_written_is_the_id() {
    let policy = read(SMALL);
    assert_eq!(policy.customers[&customer("acme")].name, "acme");
    assert_eq!(policy.systems[&system("db")].name, "db");
}

#[test]
fn windows_are_hours_until_midnight_or_the_whole_day() {
    let hours = |window: &str| read(&small_with("[policy]", &format!("window = {window}"))).terms.window.unwrap();
    let time = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
    assert_eq!(hours("{ all-day = true }"), Hours::AllDay);
    assert_eq!(hours(r#"{ from = "20:30", to = "24:00" }"#), Hours::FromTo { from: time(20), to: None });
    assert_eq!(hours(r#"{ from = "01:30", to = "04:30" }"#), Hours::FromTo { from: time(1), to: Some(time(4)) });
}

#[test]
fn a_decree_adds_days_to_a_countrys_facts() {
    let text = small_with("[policy]", "[calendars.ru]\ncountry = \"ru\"\nholidays = [\"2026-06-10\"]");
    let policy = read(&text);
    let calendar = policy.calendars.values().find(|calendar| calendar.id.as_str() == "ru").unwrap();
    let day = |date: &str| calendar.workdays.day(date.parse().unwrap());
    assert_eq!(day("2026-06-10"), Day::Free);
    assert_eq!(day("2026-06-09"), Day::Working);
    assert_eq!(day("2026-06-12"), Day::Free);
    assert_eq!(day("2199-06-09"), Day::Unknown);
}

#[test]
fn a_freeze_is_about_its_customers_and_about_its_systems() {
    let policy = read(&small_but(r#"customers = ["*"]"#, "customers = [\"best\"]\nsystems = [\"web\"]"));
    let freeze = &policy.freezes[0];
    assert!(freeze.concerns(&system("db"), &customer("best")));
    assert!(freeze.concerns(&system("web"), &customer("acme")));
    assert!(!freeze.concerns(&system("db"), &customer("acme")));
    assert_eq!(read(SMALL).freezes[0].customers, Scope::All);
    assert_eq!(read(SMALL).freezes[0].systems, Scope::nobody());
}

#[test]
fn programs_beside_the_file_are_looked_at_and_programs_of_the_path_are_not() {
    let backups = r#"
[systems.db.backup]
tool = "command"
command = ["./last", "a/b"]
take = ["rsync", ""]
[systems.web.backup]
tool = "sqlite"
pattern = "/srv/*.db"
take = ["bin/take"]
"#;
    let text = format!("{SMALL}{backups}");
    let digest = |path: &str| (path == "./last").then(|| Digest::of(b"program"));
    let policy = Policy::read("windows.toml", text.as_bytes(), &digest).unwrap();
    let files: Vec<_> = policy.files.iter().map(|f| (f.path.as_str(), f.digest, f.used_by.clone())).collect();
    let used_by = |id: &str| FileUser::System(system(id));
    assert_eq!(files, [("./last", Some(Digest::of(b"program")), used_by("db")), ("bin/take", None, used_by("web"))]);
    let tool = policy.systems[&system("db")].own_backup().unwrap().tool.clone();
    assert_eq!(tool, BackupTool::Command(CommandBackup { command: vec!["./last".into(), "a/b".into()], list: None }));
}

#[test]
fn the_backup_tables_of_the_documentation_are_read() {
    let page = include_str!("../../../docs/windows-toml.md");
    let tables: Vec<&str> = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let tables = tables.into_iter().filter(|table| table.contains(".backup]")).collect::<String>();
    let systems = ["bonus-db", "api", "pages"].map(|id| format!("[systems.{id}]\ncustomers = [\"acme\"]\n")).concat();
    let policy = read(&SMALL.replacen("[people.olga]", &format!("{systems}{tables}[people.olga]"), 1));
    let of = |id| &policy.systems[&system(id)];
    assert_eq!(of("bonus-db").own_backup().unwrap().tool.name(), "files");
    assert_eq!(policy.backed_up_with(of("api")).id, system("bonus-db"));
    assert_eq!(policy.covered_by(of("bonus-db")), [system("bonus-db"), system("api")]);
    assert_eq!(of("pages").needless_backup(), Some("static pages, rebuilt from source"));
}
