//! What a wrong windows.toml is answered with.

use okno::policy::Policy;

use super::{SMALL, faults_of, only_fault, small_but, small_with};

/// Each of these lines, put under that header, is one fault: what it says and what is underlined.
#[rustfmt::skip]
const WRONG_LINES: &[(&str, &str, &str, &str)] = &[
    ("[policy]", r#"downtime-limit = "10""#, "has no unit", r#""10""#),
    ("[policy]", "downtime-limit = 10", "must be a text with a unit", "10"),
    ("[policy]", r#"downtime-limit = "-5m""#, "negative", r#""-5m""#),
    ("[policy]", r#"horizon = "99999999999999999999d""#, "too long", r#""99999999999999999999d""#),
    ("[policy]", r#"horizon = "20000d""#, "so far ahead", r#""20000d""#),
    ("[policy]", r#"horizon = "0m""#, "may not be zero", r#""0m""#),
    ("[policy]", r#"backup-max-age = "0m""#, "may not be zero", r#""0m""#),
    ("[policy]", r#"backup-evidence = "verifed""#, "may not be \"verifed\"", r#""verifed""#),
    ("[policy]", r#"night-belongs-to = "friday""#, "may not be \"friday\"", r#""friday""#),
    ("[policy]", r#"on-overrun = "kill""#, "may not be \"kill\"", r#""kill""#),
    ("[policy]", r#"late = "windows""#, "is not a length of time", r#""windows""#),
    ("[policy]", "approvals = -1", "from 0 to 100", "-1"),
    ("[policy]", "approvals = 1.5", "a number with a fraction", "1.5"),
    ("[policy]", "approvals = 0xffffffffffffffffffffff", "from 0 to 100", "0xffffffffffffffffffffff"),
    ("[policy]", r#"zone-data = """#, "may not be empty", r#""""#),
    ("[policy]", "aprovals = 1", "has no key \"aprovals\"", "aprovals"),
    ("[policy]", r#"window = "22:00-06:00""#, "in braces", r#""22:00-06:00""#),
    ("[policy]", r#"window = { from = "22:00" }"#, "both `from` and `to`", r#"{ from = "22:00" }"#),
    ("[policy]", r#"window = { from = "22:00", to = "22:00" }"#, "close when it opens", r#""22:00""#),
    ("[policy]", r#"window = { from = "24:00", to = "06:00" }"#, "end of the day", r#""24:00""#),
    ("[policy]", r#"window = { from = "22:00", to = "25:00" }"#, "not a time of day", r#""25:00""#),
    ("[policy]", r#"window = { from = "9:00", to = "10:00" }"#, "not a time of day", r#""9:00""#),
    ("[policy]", "window = { all-day = false }", "may only be true", "false"),
    ("[policy]", r#"window = { all-day = true, to = "06:00" }"#, "not both", "true"),
    ("[policy]", "window = { all-day = true, x = 1 }", "has no key \"x\"", "x"),
    ("[calendars.plain]", r#"ics = "a.ics""#, "a.ics cannot be read", r#""a.ics""#),
    ("[calendars.plain]", r#"holidays = ["2026-02-29"]"#, "there is no date", r#""2026-02-29""#),
    ("[calendars.plain]", r#"holidays = ["26-02-01"]"#, "is not a date", r#""26-02-01""#),
    ("[calendars.plain]", "holidays = [2026-02-01]", "without quotes", "2026-02-01"),
    ("[calendars.plain]", r#"holidays = ["2028-01-01"]"#, "does not cover", r#""2028-01-01""#),
    ("[calendars.plain]", r#"workdays = ["2025-01-01"]"#, "does not cover", r#""2025-01-01""#),
    ("[calendars.plain]", r#"holidays = ["2026-02-03..2026-02-01"]"#, "before the first", r#""2026-02-03..2026-02-01""#),
    ("[calendars.plain]", r#"holidays = "2026-01-01""#, "must be a list of dates", r#""2026-01-01""#),
    ("[customers.acme]", r#"name = " ""#, "may not be empty", r#"" ""#),
    ("[customers.acme]", r#"mail = ["acme.example"]"#, "is not a mail address", r#""acme.example""#),
    ("[customers.acme]", r#"horizon = "3d""#, "has no key \"horizon\"", "horizon"),
    ("[customers.acme]", "approvals = true", "must be a whole number", "true"),
    ("[systems.web]", r#"responsible = "them""#, "may not be \"them\"", r#""them""#),
    ("[systems.web]", r#"divisible = "no""#, "must be true or false", r#""no""#),
    ("[systems.web]", r#"max-clock-skew = "1m""#, "has no key", "max-clock-skew"),
    ("[systems.web]", "backup = { }", "has no `tool`", "{ }"),
    ("[systems.web]", r#"backup = { tool = "bacula", stanza = "x" }"#, "`tool` may not be \"bacula\"", r#""bacula""#),
    ("[systems.web]", r#"backup = { tool = "zip" }"#, "may not be \"zip\"", r#""zip""#),
    ("[systems.web]", r#"backup = { of = "bd" }"#, "there is no system \"bd\"", r#""bd""#),
    ("[systems.web]", r#"backup = { of = "web" }"#, "covered by its own backups", r#""web""#),
    ("[systems.web]", r#"backup = { of = "db", tool = "sqlite" }"#, "`tool` may not stand beside `of`", r#""sqlite""#),
    ("[systems.web]", r#"backup = { of = "db", take = ["x"] }"#, "`take` may not stand beside `of`", r#"["x"]"#),
    ("[systems.web]", r#"backup = { of = "db", x = 1 }"#, "`x` may not stand beside `of`", "1"),
    ("[systems.web]", r#"backup = { of = "db", none = "nothing is kept here" }"#, "not both", r#""nothing is kept here""#),
    ("[systems.web]", r#"backup = { none = "" }"#, "may not be empty", r#""""#),
    ("[systems.web]", r#"backup = { none = "static" }"#, "at least 10 characters", r#""static""#),
    ("[systems.web]", r#"backup = { none = "nothing is kept here", tool = "files" }"#, "`tool` may not stand beside `none`", r#""files""#),
    ("[systems.web]", r#"backup = { tool = "files" }"#, "has no `pattern`", r#"{ tool = "files" }"#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", look-within = "0m" }"#, "may not be zero", r#""0m""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", look-within = 30 }"#, "with a unit", "30"),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", max-shrink = "100%" }"#, "from 0% to 99%", r#""100%""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", max-shrink = "half" }"#, "from 0% to 99%", r#""half""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", max-shrink = 50 }"#, "percent sign", "50"),
    ("[systems.web]", r#"backup = { tool = "pgbackrest" }"#, "has no `stanza`", "{ tool = \"pgbackrest\" }"),
    ("[systems.web]", r#"backup = { tool = "pgbackrest", stanza = "x", repo = 0 }"#, "number of a repository", "0"),
    ("[systems.web]", r#"backup = { tool = "pgbackrest", stanza = "x", config = "p.conf" }"#, "begin with a slash", r#""p.conf""#),
    ("[systems.web]", r#"backup = { tool = "pg_basebackup", pattern = "x", bin = "bin" }"#, "begin with a slash", r#""bin""#),
    ("[systems.web]", r#"backup = { tool = "pg_dump", pattern = "x", database = "service=x" }"#, "no key", "database"),
    ("[systems.web]", r#"backup = { tool = "barman", server = "--all" }"#, "not the name of a server", r#""--all""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", manifest = "../SHA256SUMS" }"#, "a path, not a name", r#""../SHA256SUMS""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", manifest = "{name}" }"#, "names no manifest", r#""{name}""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", manifest = "*.sha256" }"#, "names no manifest", r#""*.sha256""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", marker = "/mnt/*" }"#, "one file", r#""/mnt/*""#),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", tables = ["a"] }"#, "no key \"tables\"", "tables"),
    ("[systems.web]", r#"backup = { tool = "restic" }"#, "has no `repository`", r#"{ tool = "restic" }"#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "rest:https://me:secret@db1/" }"#, "a password may not stand", r#""rest:https://me:secret@db1/""#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "-r" }"#, "for an option", r#""-r""#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "r", tags = ["a,b"] }"#, "takes a comma", r#""a,b""#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "r", paths = ["/a", "/a"] }"#, "twice", r#""/a""#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "r", tags = ["a"], complete-tag = "a" }"#, "are not looked for", r#""a""#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "r", max-shrink = "all" }"#, "from 0% to 99%", r#""all""#),
    ("[systems.web]", r#"backup = { tool = "restic", repository = "r", password = "x" }"#, "no key \"password\"", "password"),
    ("[systems.web]", r#"backup = { tool = "borg", repository = "r" }"#, "has no `archives`", r#"{ tool = "borg", repository = "r" }"#),
    ("[systems.web]", r#"backup = { tool = "borg", repository = "r", archives = "*", complete-suffix = "a/b" }"#, "a name with a slash", r#""a/b""#),
    ("[systems.web]", r#"backup = { tool = "borg", repository = "r", archives = "*", tags = ["x"] }"#, "no key \"tags\"", "tags"),
    ("[systems.web]", r#"backup = { tool = "command", command = [] }"#, "no program", "[]"),
    ("[systems.web]", r#"backup = { tool = "command", command = [""] }"#, "may not be empty", r#""""#),
    ("[systems.web]", r#"backup = { tool = "command", command = "./x" }"#, "must be a list", r#""./x""#),
    ("[systems.web]", r#"backup = { tool = "command" }"#, "has no `command`", r#"{ tool = "command" }"#),
    ("[systems.web]", r#"backup = { tool = "sqlite", pattern = "x", min-bytes = -4 }"#, "from 0", "-4"),
    ("[systems.web]", r#"backup = { tool = "sqlite", pattern = "x", max-shrink = "9%" }"#, "no key", "max-shrink"),
    ("[systems.web]", r#"backup = { tool = "sqlite", pattern = "x", tables = ["a", "a"] }"#, "twice", r#""a""#),
    ("[policy]", r#"backup-regime = "weekly""#, "a table in braces", r#""weekly""#),
    ("[policy]", "backup-regime = 3", "must be a table in braces", "3"),
    ("[policy]", r#"backup-regime = { level-0 = "weekly" }"#, "on which of them?", r#""weekly""#),
    ("[policy]", r#"backup-regime = { level-1 = "dayly" }"#, "may not be \"dayly\"", r#""dayly""#),
    ("[policy]", r#"backup-regime = { level-3 = "daily" }"#, "has no key \"level-3\"", "level-3"),
    ("[policy]", r#"backup-regime = { satisfies = "up" }"#, "may not be \"up\"", r#""up""#),
    ("[policy]", r#"backup-regime = { zone = "Moscow" }"#, "unknown time zone", r#""Moscow""#),
    ("[systems.web]", r#"backup-regime = { level-0 = "none", level-1 = "none", level-2 = "none" }"#, "no level is ever due", r#"{ level-0 = "none", level-1 = "none", level-2 = "none" }"#),
    ("[customers.acme]", r#"backup-regime = "none""#, "has no key \"backup-regime\"", "backup-regime"),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", take = { } }"#, "no level has a command", "{ }"),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", take = { level-0 = [] } }"#, "no program", "[]"),
    ("[systems.web]", r#"backup = { tool = "files", pattern = "x", take = { level-0 = ["x"], full = ["x"] } }"#, "has no key \"full\"", "full"),
    ("[people.olga]", r#"of = ["acme"]"#, "is not bound to customers", r#"["acme"]"#),
    ("[people.olga]", r#"account = """#, "may not be empty", r#""""#),
    ("[[freezes]]", r#"zone = "Moscow""#, "unknown time zone", r#""Moscow""#),
    ("[[freezes]]", "systems = []", "is empty", "[]"),
    ("[[freezes]]", r#"systems = ["*", "db"]"#, "nothing may stand beside it", r#"["*", "db"]"#),
    ("[[freezes]]", r#"systems = ["dbb"]"#, "there is no system", r#""dbb""#),
];

/// Each of these changes of a piece of the text is one fault: what it says and what is underlined.
#[rustfmt::skip]
const WRONG_CHANGES: &[(&str, &str, &str, &str)] = &[
    (r#"["sat", "sun"]"#, r#"["sat", "sat"]"#, "in the list twice", r#""sat""#),
    (r#"["sat", "sun"]"#, r#"["saturday"]"#, "may not be", r#""saturday""#),
    (r#"["sat", "sun"]"#, r#"["mon","tue","wed","thu","fri","sat","sun"]"#, "without any working day",
        r#"["mon","tue","wed","thu","fri","sat","sun"]"#),
    ("weekend = [\"sat\", \"sun\"]\n", "", "has no `weekend`", "[calendars.plain]"),
    ("covers = \"2026-01-01..2027-12-31\"\n", "", "has no `covers`", "[calendars.plain]"),
    ("2026-01-01..2027-12-31", "2027-12-31..2026-01-01", "before the first one", r#""2027-12-31..2026-01-01""#),
    ("2026-01-01..2027-12-31", "1026-01-01..2027-12-31", "out of reach", r#""1026-01-01..2027-12-31""#),
    ("Asia/Yekaterinburg", "Asia/Ekaterinburg", "unknown time zone", r#""Asia/Ekaterinburg""#),
    ("Asia/Yekaterinburg", "UTC+5", "unknown time zone", r#""UTC+5""#),
    ("time-zone = \"Europe/Moscow\"\n", "", "has no `time-zone`", "[customers.best]"),
    (r#"calendar = "plain""#, r#"calendar = "plan""#, "there is no calendar", r#""plan""#),
    (r#"["acme", "best"]"#, r#"["acme", "rest"]"#, "there is no customer \"rest\"", r#""rest""#),
    (r#"["acme", "best"]"#, r#"["acme", "acme"]"#, "in the list twice", r#""acme""#),
    (r#"["acme", "best"]"#, "[]", "at least one customer", "[]"),
    (r#"depends-on = ["db"]"#, r#"depends-on = ["web"]"#, "circle: web -> web", r#""web""#),
    (r#"depends-on = ["db"]"#, r#"depends-on = ["bd"]"#, "there is no system", r#""bd""#),
    (r#"role = "specialist""#, r#"role = "boss""#, "may not be \"boss\"", r#""boss""#),
    (r#"role = "specialist""#, r#"role = "curator""#, "of some customers", r#""curator""#),
    (r#"role = "specialist""#, "", "has no `role`", "[people.olga]"),
    ("2027-01-10 00:00", "2026-12-25 00:00", "end before it begins", r#""2026-12-25 00:00""#),
    ("2027-01-10 00:00", "2027-01-10", "not a date with a time", r#""2027-01-10""#),
    ("2027-01-10 00:00", "2027-01-10 00:00:00Z", "not a time of day", r#""2027-01-10 00:00:00Z""#),
    ("2027-01-10 00:00", "2027-01-09 24:00", "next day", r#""2027-01-09 24:00""#),
    (r#"reason = "sales""#, "", "has no `reason`", "[[freezes]]"),
    (r#"customers = ["*"]"#, "", "neither which customers nor which systems", "[[freezes]]"),
    ("[[freezes]]", "[freezes]", "freezes are a list", "[freezes]"),
    ("[people.olga]", r#"[people."o.l"]"#, "'.' may not stand in an id", r#""o.l""#),
    ("[people.olga]", "[people.-olga]", "may not begin with a dash", "-olga"),
    ("[people.olga]", r#"[people.""]"#, "may not be empty", r#""""#),
    ("[people.olga]", "[poeple.olga]", "has no key \"poeple\"", "poeple"),
];

#[test]
fn a_wrong_value_is_one_fault_at_its_place() {
    for (header, line, says, underlined) in WRONG_LINES {
        let (message, shown) = only_fault(&small_with(header, line));
        assert!(message.contains(says), "{line}: {message}");
        assert_eq!(shown, *underlined, "{line}: {message}");
    }
    for (piece, instead, says, underlined) in WRONG_CHANGES {
        let (message, shown) = only_fault(&small_but(piece, instead));
        assert!(message.contains(says), "{instead}: {message}");
        assert_eq!(shown, *underlined, "{instead}: {message}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file() {
    let text = small_with("[policy]", "late = 1").replace("[\"db\"]", "[\"bd\"]").replace("Moscow", "Mosow");
    let faults = faults_of(&format!("ledgre = 1\n{text}"));
    let lines: Vec<usize> = faults.iter().map(|fault| faults.place(fault).unwrap().line).collect();
    assert_eq!(lines, [1, 4, 12, 18], "{}", faults.render(false));
}

#[test]
fn a_typing_error_is_answered_with_what_was_meant() {
    let help = |text: &str| faults_of(text).iter().next().unwrap().help.clone().unwrap();
    assert_eq!(help(&small_with("[policy]", "downtime_limit = \"5m\"")), "did you mean `downtime-limit`?");
    assert_eq!(help(&small_but("calendar = \"plain\"", "calendar = \"plian\"")), "did you mean \"plain\"?");
    assert!(help(&small_but("Europe/Moscow", "Europe/Mosow")).contains("Europe/Moscow"));
}

#[test]
fn accounts_and_logins_belong_to_one_each() {
    let text = small_with("[people.olga]", "account = \"root\"");
    let (message, _) = only_fault(&format!("{text}\n[people.ivan]\nrole = \"manager\"\naccount = \"root\"\n"));
    assert!(message.contains("\"root\" already belongs to"), "{message}");
    let text = small_with("[customers.acme]", "login = \"x\"");
    let (message, shown) = only_fault(&text.replace("[customers.best]", "[customers.best]\nlogin = \"x\""));
    assert!(message.contains("already belongs to \"acme\""), "{message}");
    assert_eq!(shown, "\"x\"");
}

#[test]
fn each_circle_of_dependencies_is_told_once_however_long() {
    let ring = |length: usize| {
        let table = |n: usize| {
            let next = (n + 1) % length;
            format!("[systems.s{n}]\ncustomers = [\"acme\"]\ndepends-on = [\"s{next}\"]\n")
        };
        (0..length).map(table).collect::<String>() + SMALL
    };
    let (message, _) = only_fault(&ring(3));
    assert_eq!(message, "systems depend on each other in a circle: s0 -> s1 -> s2 -> s0");
    let (message, _) = only_fault(&ring(5000));
    assert!(message.len() < 200, "{message}");
}

#[test]
fn what_is_defined_twice_names_the_first_line() {
    for (text, key, line) in [
        ("[customers.acme]\n[customers.acme]\n", "acme", 1),
        ("\n[policy]\nearly = \"1m\"\nlate = \"1m\"\nearly = \"2m\"", "early", 3),
    ] {
        let faults = faults_of(text);
        let fault = faults.iter().next().unwrap();
        assert_eq!(fault.message, format!("{key:?} is defined twice"));
        assert!(fault.help.as_ref().unwrap().starts_with(&format!("it stands in line {line} already")), "{fault:?}");
    }
}

#[test]
fn every_error_of_syntax_is_told() {
    let faults = faults_of("a = \nb = ?\n[c\n");
    let lines: Vec<usize> = faults.iter().map(|fault| faults.place(fault).unwrap().line).collect();
    assert_eq!(lines, [1, 2, 3], "{}", faults.render(false));
}

#[test]
fn a_file_without_content_says_what_is_needed() {
    for text in ["", " \n\t\n", "\u{feff}"] {
        let page = faults_of(text).render(false);
        assert!(page.contains("the file is empty") && page.contains("README"), "{page}");
    }
    assert!(faults_of("# only a comment\n").to_string().contains("there is no customer"));
    assert!(faults_of("[policy]\n").to_string().contains("there is no customer"));
}

#[test]
fn what_is_not_text_is_refused_with_the_byte() {
    let faults = Policy::read("w", b"ledger = \"\xc3\x28\"", &|_| None).unwrap_err();
    assert_eq!(faults.to_string(), "w:1:11: the file is not UTF-8 text: byte 10 is 0xc3");
    let utf_16: Vec<u8> = "\u{feff}a".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Policy::read("w", &utf_16, &|_| None).unwrap_err().render(false).contains("UTF-16"));
}

#[test]
fn ten_megabytes_are_refused_unread() {
    let faults = Policy::read("w", &vec![b'#'; 10 << 20], &|_| None).unwrap_err();
    assert!(faults.to_string().contains("has more than 4194304 bytes"), "{faults}");
    assert!(faults.render(false).len() < 500);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = |open: &str, close: &str| format!("a = {}{}", open.repeat(200_000), close.repeat(200_000));
    let dotted = vec!["a"; 100_000].join(".");
    for text in [deep("[", "]"), deep("{a=", "}"), format!("[{dotted}]"), format!("{dotted} = 1")] {
        assert!(faults_of(&text).to_string().contains("nested too deeply"), "{}", &text[..20]);
    }
}

#[test]
fn thousands_of_faults_are_counted_but_not_all_shown() {
    let many = small_but("[\"acme\", \"best\"]", &format!("[{}]", "\"nobody\", ".repeat(100_000)));
    let faults = faults_of(&many);
    assert_eq!(faults.count(), 100_000);
    let page = faults.render(false);
    assert!(page.ends_with("error: and 99800 more"), "{}", &page[page.len() - 200..]);
}

#[test]
fn a_fault_is_shown_with_file_line_column_and_the_text_underlined() {
    let expected = "\
error: there is no calendar \"план\"
 --> conf/windows.toml:3:12
  |
3 | calendar = \"план\" # наш
  |            ^^^^^^
  |
  = help: did you mean \"планы\"?";
    let text = "[customers.acme]\r\ntime-zone = \"Europe/Moscow\"\r\ncalendar = \"план\" # наш\r\n\
                [calendars.планы]\ncountry = \"ru\"\n";
    let text = text.replace("планы]", "\"планы\"]");
    let faults = Policy::read("conf/windows.toml", text.as_bytes(), &|_| None).unwrap_err();
    assert_eq!(faults.render(false), expected);
    assert!(faults.render(true).contains("\u{1b}["));
    assert_eq!(faults.to_string(), "conf/windows.toml:3:12: there is no calendar \"план\"");
}

#[test]
fn columns_count_characters_also_in_a_very_long_line() {
    let text = format!("[customers]\nx = {{ name = \"{}\", a = 1 }}", "ы".repeat(5000));
    let faults = faults_of(&text);
    let fault = faults.iter().find(|fault| fault.message.contains("no key \"a\"")).unwrap();
    assert_eq!(faults.place(fault).unwrap().column, 5018);
    let page = faults.render(false);
    assert!(page.contains(":2:5018\n"), "{page}");
    assert!(page.chars().count() < 3000, "{page}");
}

#[test]
fn control_characters_of_the_file_never_reach_the_terminal() {
    for text in ["a = \"\u{1b}[31m\"", "\"\\u001b[31m\u{202e}\" = 1", "[systems.x]\nname = \"\\u001b[0m\"", "a\u{9b}"] {
        let page = faults_of(text).render(false);
        assert!(!page.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{page:?}");
    }
}

/// The faults of these backup tables of `db` and `web`, with the place that each one names.
fn of_tables(db: &str, web: &str) -> Vec<String> {
    let text = small_but("depends-on = [\"db\"]\n", "").replacen(
        "[people.olga]",
        &format!("[systems.db.backup]\n{db}\n\n[systems.web.backup]\n{web}\n\n[people.olga]"),
        1,
    );
    faults_of(&text).render(false).lines().map(str::to_owned).collect()
}

#[test]
fn a_system_is_covered_in_one_step_by_one_that_has_backups() {
    let chain = |db, web, says: &str| {
        let shown = of_tables(db, web).join("\n");
        assert!(shown.contains(says), "{shown}");
        assert!(shown.contains("windows.toml:"), "file, line and column: {shown}");
    };
    chain("of = \"web\"", "of = \"db\"", "in a circle: db -> web -> db");
    chain("none = \"nothing is kept here\"", "of = \"db\"", "db has no backups");
    let third = small_but("depends-on = [\"db\"]\n", "").replacen(
        "[people.olga]",
        "[systems.db.backup]\nof = \"api\"\n[systems.web.backup]\nof = \"db\"\n[systems.api]\ncustomers = [\"acme\"]\n[people.olga]",
        1,
    );
    let (message, underlined) = only_fault(&third);
    assert!(message.contains("db has no backups of its own: it is covered by those of api"), "{message}");
    assert_eq!(underlined, r#""db""#);
}
