//! `okno calendar show` and `check`.

use okno::env::Terminal;
use serde_json::json;

use crate::house::{House, RULES, Where, olga};

/// The production calendar, one that is listed for a year, and one that nobody lives by.
const SEVERAL: &str = r#"
[policy]
horizon = "60d"

[calendars.ru]
country = "ru"
[calendars.listed]
weekend  = ["fri", "sat"]
covers   = "2026-01-01..2026-12-31"
holidays = ["2026-12-01"]
workdays = ["2026-12-05"]
[calendars.idle]
weekend  = ["sun"]
covers   = "2026-01-01..2026-11-30"

[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar  = "ru"
[customers.galil]
time-zone = "Asia/Jerusalem"
calendar  = "listed"

[systems.shop]
customers = ["acme"]
[systems.clinic]
customers = ["galil"]
"#;

/// The days of a year as they stand in the table, all months in one line.
fn cells(out: &str) -> String {
    let months = out.lines().filter(|line| line.starts_with("  ") && line.contains(|c: char| c.is_ascii_digit()));
    months.map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_year_tells_every_sort_of_day_by_its_shape() {
    let house = House::with_rules(SEVERAL);
    let shown = house.okno(&["calendar", "show", "ru", "--year", "2027"]).exits(0).out;
    assert!(shown.starts_with("Calendar ru in 2027: 247 working days and 118 days off\n"), "{shown}");
    assert!(shown.contains("15 16 17 18 19 20+21."), "{shown}");
    assert!(shown.contains("22*23*24 25 26 27.28."), "{shown}");
    assert!(shown.contains("worked           Sat 20 Feb"), "{shown}");
    let listed = house.okno(&["calendar", "show", "listed"]).exits(0).out;
    assert!(listed.contains("    1* 2  3  4. 5+ 6"), "{listed}");
    let unknown = house.okno(&["calendar", "show", "listed", "--year", "2027"]).exits(0).out;
    assert!(unknown.contains("0 working days, 0 days off and 365 unknown"), "{unknown}");
    assert!(cells(&unknown).contains("31?") && unknown.contains("12? unknown: opens nothing"), "{unknown}");
}

#[test]
fn a_year_fits_the_terminal_and_is_the_same_without_colour() {
    let house = House::with_rules(SEVERAL);
    for columns in [40, 80, 100] {
        let terminal = Terminal { stdout: true, columns: Some(columns), ..Terminal::default() };
        let shown = |vars: &[(&str, &str)]| {
            let who = olga();
            let at = Where { vars, terminal, ..Where::of(&who) };
            house.okno_at(at, &["calendar", "show", "ru", "--year", "2027"]).exits(0).out
        };
        let (coloured, plain) = (shown(&[]), shown(&[("NO_COLOR", "1")]));
        assert!(coloured.contains("\u{1b}[1;31m 8*\u{1b}[0m"), "{coloured}");
        let mut stripped = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once("\u{1b}[") {
            stripped += before;
            rest = after.split_once('m').unwrap().1;
        }
        stripped += rest;
        let trimmed = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(trimmed(&stripped), trimmed(&plain));
        assert!(plain.lines().all(|line| line.chars().count() <= columns.into()), "{columns}:\n{plain}");
    }
}

#[test]
fn the_json_of_a_year_counts_and_names_what_is_particular() {
    let house = House::with_rules(SEVERAL);
    let year = house.okno(&["calendar", "show", "listed", "--format", "json"]).exits(0).json();
    assert_eq!(year["schema"], "okno.calendar/1");
    assert_eq!(year["source"], json!({ "kind": "listed", "country": null, "file": null }));
    assert_eq!(year["covers"], json!({ "first": "2026-01-01", "last": "2026-12-31" }));
    assert_eq!((&year["year"], &year["weekend"]), (&json!(2026), &json!(["fri", "sat"])));
    assert_eq!((&year["holidays"], &year["workdays"]), (&json!(["2026-12-01"]), &json!(["2026-12-05"])));
    let counts: u64 = ["working_days", "days_off", "unknown_days"].iter().map(|key| year[key].as_u64().unwrap()).sum();
    assert_eq!(counts, 365);
}

#[test]
fn a_calendar_that_is_not_there_is_named_with_those_that_are() {
    let house = House::with_rules(SEVERAL);
    let wrong = house.okno(&["calendar", "show", "listd"]).exits(2);
    assert!(wrong.flat().contains("there is no calendar \"listd\"") && wrong.flat().contains("did you mean listed?"));
    house.okno(&["calendar", "show", "ru", "--year", "2300"]).exits(2);
}

#[test]
fn a_calendar_that_somebody_lives_by_and_that_ends_within_the_horizon_falls_short() {
    let house = House::with_rules(SEVERAL);
    let check = house.okno(&["calendar", "check", "--format", "json"]).exits(77).json();
    assert_eq!((&check["schema"], &check["ok"]), (&json!("okno.calendar-check/1"), &json!(false)));
    assert_eq!(check["needed_until"], "2027-01-23");
    let ends = |name: &str| {
        let calendars = check["calendars"].as_array().unwrap();
        calendars.iter().find(|calendar| calendar["calendar"] == name).unwrap()["ends"].clone()
    };
    assert_eq!((ends("listed"), ends("ru"), ends("idle")), (json!(true), json!(false), json!(false)));
    let told = house.okno(&["calendar", "check"]).exits(77);
    assert!(told.flat().contains("It ends on Thu 31 Dec, and slots are searched until Sat 23 Jan 2027"), "{told:?}");
    let sound = House::new();
    let told = sound.okno(&["calendar", "check"]).exits(0);
    assert!(told.out.starts_with("RIGHT  every calendar in use is known until"), "{told:?}");
}

#[test]
fn planned_changes_are_named_that_a_newer_calendar_leaves_without_a_window() {
    let house = House::new();
    for at in ["2026-12-01 22:00", "2026-12-15 22:00", "2026-12-16 22:00"] {
        house.okno(&["plan", "Update", "--system", "shop", "--downtime", "1h", "--at", at]).exits(0);
    }
    house.okno(&["plan", "Short", "--system", "shop", "--downtime", "5m", "--at", "2026-12-18 12:00"]).exits(0);
    house.okno(&["calendar", "check"]).exits(0);
    let shorter = "covers = \"2026-01-01..2026-12-15\"\nholidays = [\"2026-12-01\"]";
    house.write("windows.toml", RULES.replace("covers = \"2026-01-01..2027-12-31\"", shorter));
    let check = house.okno(&["calendar", "check", "--format", "json"]).exits(77).json();
    assert_eq!((&check["beyond"], &check["outside"]), (&json!(["CHG-3"]), &json!(["CHG-1"])));
    let told = house.okno(&["calendar", "check"]).exits(77);
    assert!(told.out.contains("CHG-3") && told.out.contains("CHG-1") && !told.out.contains("CHG-2"), "{told:?}");
    let doctor = house.okno(&["doctor"]).exits(77).flat();
    assert!(doctor.contains("Planned beyond it: CHG-3."), "a short stop asks no calendar: {doctor}");
}

#[test]
fn what_differs_from_the_adopted_calendar_is_named_by_date() {
    let house = House::new();
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    let longer = "covers = \"2026-01-01..2027-12-31\"\nholidays = [\"2026-11-23\", \"2026-12-01\"]";
    house.write("windows.toml", RULES.replace("covers = \"2026-01-01..2027-12-31\"", longer));
    let check = house.okno(&["calendar", "check", "--format", "json"]).exits(77).json();
    let expected =
        json!([{ "from": "adopted", "dates": [{ "date": "2026-12-01", "here": "free", "there": "working" }] }]);
    // Yesterday decides nothing any more.
    assert_eq!(check["calendars"][0]["differs"], expected);
    let told = house.okno(&["calendar", "check"]).exits(77).flat();
    assert!(told.contains("It differs from what was adopted on 1 date: Tue 1 Dec is free, working there."), "{told}");
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    house.okno(&["calendar", "check"]).exits(0);
}

#[test]
fn a_list_that_is_named_after_russia_is_held_against_the_built_in_facts() {
    let listed = r#"
[calendars.ru]
weekend  = ["sat", "sun"]
covers   = "2026-01-01..2027-02-28"
holidays = ["2026-12-31..2027-01-08", "2027-02-22"]
workdays = ["2027-02-20"]
[customers.acme]
time-zone = "Asia/Yekaterinburg"
calendar  = "ru"
[systems.shop]
customers = ["acme"]
"#;
    let house = House::with_rules(&listed.replacen("[calendars.ru]", "[policy]\nhorizon = \"30d\"\n[calendars.ru]", 1));
    let check = house.okno(&["calendar", "check", "--format", "json"]).exits(77).json();
    // The list forgot the 23rd of February, a holiday in every year.
    let expected =
        json!([{ "from": "country:ru", "dates": [{ "date": "2027-02-23", "here": "working", "there": "free" }] }]);
    assert_eq!(check["calendars"][0]["differs"], expected);
}

/// The rules of a house whose calendar is a file.
const FROM_FILE: &str = r#"
[policy]
horizon = "30d"
[calendars.kz]
weekend = ["sat", "sun"]
covers  = "2026-01-01..2027-12-31"
ics     = "calendars/kz.ics"
[customers.steppe]
time-zone = "Asia/Almaty"
calendar  = "kz"
[systems.shop]
customers = ["steppe"]
"#;

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{lines}\r\n{lines}\r\nEND:VEVENT\r\n")
}

/// The Republic Day of two years, and a moved working Saturday.
fn file() -> String {
    let events = [
        event("DTSTART;VALUE=DATE:20261026"),
        event("DTSTART;VALUE=DATE:20271025"),
        event("DTSTART;VALUE=DATE:20261205\r\nCATEGORIES:WORKDAY"),
    ];
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{}END:VCALENDAR\r\n", events.concat())
}

fn house_with_file(text: &str) -> House {
    let house = House::with_rules(FROM_FILE);
    std::fs::create_dir(house.path("calendars")).unwrap();
    house.write("calendars/kz.ics", text);
    house
}

#[test]
fn a_calendar_is_read_from_the_file_beside_windows_toml() {
    let house = house_with_file(&file());
    let year = house.okno(&["calendar", "show", "kz", "--year", "2026", "--format", "json"]).exits(0).json();
    assert_eq!((&year["holidays"], &year["workdays"]), (&json!(["2026-10-26"]), &json!(["2026-12-05"])));
    assert_eq!(year["source"], json!({ "kind": "ics", "country": null, "file": "calendars/kz.ics" }));
    let windows =
        house.okno(&["windows", "--customer", "steppe", "--from", "2026-12-05 12:00", "--count", "1"]).exits(0);
    assert!(windows.out.contains("Sat 5 Dec"), "{windows:?}");
}

#[test]
fn a_fault_of_the_file_shows_the_file_the_line_and_where_it_is_named() {
    let house = house_with_file(&file().replace("20271025", "20271099"));
    let wrong = house.okno(&["policy", "check"]).exits(78);
    let said = wrong.err;
    assert!(said.contains("calendars/kz.ics, line 10: \"DTSTART\": \"20271099\" is no date or time"), "{said}");
    assert!(said.contains("windows.toml:7:11") && said.contains("ics     = \"calendars/kz.ics\""), "{said}");
    std::fs::remove_file(house.path("calendars/kz.ics")).unwrap();
    let missing = house.okno(&["policy", "check"]).exits(78).err;
    assert!(missing.contains("calendars/kz.ics cannot be read"), "{missing}");
}

#[test]
fn a_year_of_which_the_file_says_nothing_is_not_taken_for_a_plain_one() {
    let house = house_with_file(&file());
    house.write("windows.toml", FROM_FILE.replace("2027-12-31", "2028-12-31"));
    let wrong = house.okno(&["policy", "check"]).exits(78).err;
    assert!(wrong.contains("has no event in 2028, which `covers` says is known"), "{wrong}");
    house.write("windows.toml", FROM_FILE.replace("covers  = \"2026-01-01..2027-12-31\"\n", ""));
    let wrong = house.okno(&["policy", "check"]).exits(78).err;
    assert!(wrong.contains("has no `covers`") && wrong.contains("covers = \"2026-01-01..2027-12-31\"?"), "{wrong}");
    house.write(
        "windows.toml",
        FROM_FILE.replace("weekend = [\"sat\", \"sun\"]\ncovers  = \"2026-01-01..2027-12-31\"", "country = \"ru\""),
    );
    let wrong = house.okno(&["policy", "check"]).exits(78).err;
    assert!(wrong.contains("`ics` may not stand beside `country`"), "{wrong}");
}

#[test]
fn the_file_is_part_of_the_adopted_rules() {
    let house = house_with_file(&file());
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    let check = ["check", "--system", "shop", "--downtime", "5m", "--format", "json"];
    let before = house.okno(&check).reasons();
    assert!(!before.contains(&"policy-not-adopted".to_owned()), "{before:?}");
    // A holiday that nobody adopted closes the gate, like any edited rule.
    house.write("calendars/kz.ics", file().replace("20261205", "20261207").replace("\r\nCATEGORIES:WORKDAY", ""));
    let after = house.okno(&check).reasons();
    assert_eq!(after.iter().filter(|code| !before.contains(code)).count(), 1, "{after:?}");
    let difference = house.okno(&["policy", "diff"]).exits(77).flat();
    assert!(difference.contains("The file calendars/kz.ics has changed."), "{difference}");
    let differs = house.okno(&["calendar", "check", "--format", "json"]).exits(77).json();
    let dates = differs["calendars"][0]["differs"][0]["dates"].as_array().unwrap().clone();
    assert_eq!(dates.iter().map(|found| &found["date"]).collect::<Vec<_>>(), ["2026-12-05", "2026-12-07"]);
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    assert_eq!(house.okno(&check).reasons(), before);
}

#[test]
fn a_ledger_without_its_rules_still_has_the_file() {
    let house = house_with_file(&file());
    house.okno(&["policy", "adopt", "--yes"]).exits(0);
    for path in ["windows.toml", "calendars/kz.ics"] {
        std::fs::remove_file(house.path(path)).unwrap();
    }
    let year = ["--ledger", ".okno/ledger.db", "calendar", "show", "kz", "--format", "json"];
    let year = house.okno(&year).exits(0).json();
    assert_eq!((&year["holidays"], &year["workdays"]), (&json!(["2026-10-26"]), &json!(["2026-12-05"])));
}

#[test]
fn what_recurs_for_ever_tells_nothing_of_a_year_where_other_events_are_dated() {
    let yearly = "BEGIN:VEVENT\r\nUID:new-year\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260101\r\n\
                  RRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n";
    let both = file().replacen("BEGIN:VEVENT", &format!("{yearly}BEGIN:VEVENT"), 1);
    let house = house_with_file(&both);
    house.write("windows.toml", FROM_FILE.replace("2027-12-31", "2028-12-31"));
    let wrong = house.okno(&["policy", "check"]).exits(78).err;
    assert!(wrong.contains("has no event in 2028"), "{wrong}");
    let import = ["calendar", "import", "calendars/kz.ics", "--covers", "2026-01-01..2028-12-31"];
    let wrong = house.okno(&import).exits(2).flat();
    assert!(wrong.contains("calendars/kz.ics has no event in 2028") && wrong.contains("--covers"), "{wrong}");
    // A calendar of recurrences alone is what its author says it is; one without events knows nothing.
    let alone = |events: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n");
    house.write("calendars/kz.ics", alone(yearly));
    house.okno(&["policy", "check"]).exits(0);
    assert!(house.okno(&import).exits(0).out.contains("\"2028-01-01\""));
    house.write("calendars/kz.ics", alone(""));
    house.okno(&["policy", "check"]).exits(78);
    house.okno(&import).exits(2);
}

#[test]
fn what_import_prints_is_a_calendar_of_windows_toml_with_the_same_days() {
    let house = house_with_file(&file());
    let printed = house.okno(&["calendar", "import", "calendars/kz.ics"]).exits(0).out;
    assert!(printed.starts_with("# calendars/kz.ics: 2 days off and 1 working day\n[calendars.kz]\n"), "{printed}");
    assert!(
        printed.contains("covers   = \"2026-01-01..2027-12-31\"    # the file does not say: look at it\n"),
        "{printed}"
    );
    let (_, rest) = FROM_FILE.split_once("[customers").unwrap();
    let year = |house: &House| {
        let shown = house.okno(&["calendar", "show", "kz", "--year", "2026", "--format", "json"]).exits(0).json();
        ["weekend", "covers", "holidays", "workdays"].map(|key| shown[key].clone())
    };
    let from_file = year(&house);
    house.write("windows.toml", format!("{printed}[customers{rest}"));
    assert_eq!(year(&house), from_file);
    let named = [
        "calendar",
        "import",
        "calendars/kz.ics",
        "--name",
        "almaty",
        "--weekend",
        "fri,sat",
        "--covers",
        "2026-01-01..2026-12-31",
    ];
    let printed = house.okno(&named).exits(0).out;
    let expected = "# calendars/kz.ics: 1 day off and 1 working day\n[calendars.almaty]\nweekend  = [\"fri\", \"sat\"]\n\
                    covers   = \"2026-01-01..2026-12-31\"\nholidays = [\n  \"2026-10-26\",\n]\nworkdays = [\n  \"2026-12-05\",\n]\n";
    assert_eq!(printed, expected);
    let imported = house.okno(&[&named[..], &["--format", "json"]].concat()).exits(0).json();
    assert_eq!(
        (&imported["schema"], &imported["holidays"]),
        (&json!("okno.calendar-import/1"), &json!(["2026-10-26"]))
    );
}

#[test]
fn import_needs_no_rules_and_says_what_is_wrong_with_a_file() {
    let house = house_with_file(&file().replace("20261026", "2026"));
    std::fs::remove_file(house.path("windows.toml")).unwrap();
    let wrong = house.okno(&["calendar", "import", "calendars/kz.ics"]).exits(74).flat();
    assert!(wrong.contains("calendars/kz.ics: line 6: \"DTSTART\": \"2026\" is no date or time"), "{wrong}");
    house.okno(&["calendar", "import", "nothing.ics"]).exits(74);
    house.okno(&["calendar", "import", "calendars"]).exits(74);
    // A year in between without an event was not published, whatever lies after it.
    house.write("calendars/kz.ics", file().replace("20261026", "20241026").replace("20261205", "20241207"));
    let unsaid = house.okno(&["calendar", "import", "calendars/kz.ics"]).exits(2).flat();
    assert!(unsaid.contains("does not say which dates are known") && unsaid.contains("--covers"), "{unsaid}");
}

#[test]
fn import_reads_standard_input() {
    use std::{io::Write as _, process::Stdio};
    let house = House::new();
    let mut command = house.program(&["calendar", "import", "-", "--name", "kz"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(file().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("# standard input: 2 days off and 1 working day\n[calendars.kz]\n"), "{printed}");
}

#[test]
fn the_file_of_a_public_tool_says_what_the_example_lists() {
    let house = House::with_rules(include_str!("../../windows.toml"));
    let shown = || {
        let years = ["2026", "2027"].map(|year| {
            let shown = house.okno(&["calendar", "show", "kz", "--year", year, "--format", "json"]).exits(0).json();
            (shown["holidays"].clone(), shown["working_days"].clone())
        });
        years.to_vec()
    };
    let listed = shown();
    house.write("kz.ics", include_str!("../data/kz-2026-2027.ics"));
    let text = include_str!("../../windows.toml");
    let (before, rest) = text.split_once("[calendars.kz]").unwrap();
    let (_, after) = rest.split_once("[calendars.shops]").unwrap();
    let printed = house.okno(&["calendar", "import", "kz.ics"]).exits(0).out;
    house.write("windows.toml", format!("{before}{printed}\n[calendars.shops]{after}"));
    assert_eq!(shown(), listed);
}

#[test]
fn powers_are_as_adopted_also_where_a_calendar_is_a_file() {
    let house = house_with_file(&file());
    let people =
        |account: &str| format!("{FROM_FILE}\n[people.boss]\naccount = \"{account}\"\nrole = \"administrator\"\n");
    house.write("windows.toml", people("boris"));
    house.okno_as(&crate::house::boris(), &["policy", "adopt", "--yes"]).exits(0);
    house.write("windows.toml", people("olga"));
    let refused = house.okno(&["policy", "adopt", "--yes"]).exits(77).flat();
    assert!(refused.contains("only an administrator may change what people may do"), "{refused}");
    house.okno_as(&crate::house::boris(), &["policy", "adopt", "--yes"]).exits(0);
}
