//! `okno slots --explain`, and answers about thousands of customers: grouped, the binding ones named, everything in JSON.

use serde_json::json;

use crate::house::{House, RULES};

/// Thousands of customers in fourteen zones, on weekdays of two kinds.
fn many(customers: usize) -> House {
    const ZONES: [&str; 14] = [
        "Europe/Kaliningrad",
        "Europe/Moscow",
        "Europe/Samara",
        "Asia/Yekaterinburg",
        "Asia/Omsk",
        "Europe/Berlin",
        "Europe/Helsinki",
        "Asia/Almaty",
        "Asia/Tbilisi",
        "Asia/Dubai",
        "Asia/Tashkent",
        "Europe/Istanbul",
        "Europe/Riga",
        "Asia/Baku",
    ];
    let mut rules = String::new();
    for (calendar, weekend) in [("office", r#""sat", "sun""#), ("gulf", r#""fri", "sat""#)] {
        rules += &format!("[calendars.{calendar}]\nweekend = [{weekend}]\ncovers = \"2026-01-01..2028-12-31\"\n");
    }
    let ids: Vec<String> = (0..customers).map(|number| format!("branch-{number:04}")).collect();
    for (number, id) in ids.iter().enumerate() {
        let (zone, calendar) = (ZONES[number % ZONES.len()], ["office", "gulf"][number / ZONES.len() % 2]);
        rules += &format!("[customers.{id}]\nname = \"Branch office No {number}\"\ntime-zone = \"{zone}\"\n");
        rules += &format!("calendar = \"{calendar}\"\n");
    }
    rules += &format!("[systems.tills]\ndivisible = true\nbackup.none = \"replicated\"\ncustomers = {ids:?}\n");
    House::with_rules(&rules)
}

#[test]
fn every_night_tells_who_closes_which_hours() {
    let more = "[[freezes]]\nfrom = \"2026-11-26 23:00\"\nuntil = \"2026-11-27 00:00\"\nsystems = [\"shop\"]\nreason = \"sales\"\n";
    let house = House::with_rules(&format!("{RULES}\n{more}"));
    house.okno(&["plan", "Update", "--system", "shop", "--downtime", "1h", "--at", "2026-11-26 00:00"]).exits(0);
    let said = house.okno(&["slots", "--system", "shop", "--downtime", "1h", "--explain"]).exits(0).out;
    let told: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("Who closes")).skip(1).collect();
    let expected = [
        "  night of      Yekaterinburg  closed by",
        "  Tue 24 Nov    17:00 – 22:00  ACME Retail",
        "                22:00 – 06:00  open",
        "                06:00 – 12:00  ACME Retail",
        "  Wed 25 Nov    12:00 – 22:00  ACME Retail",
        "                22:00 – 00:00  open",
        "                00:00 – 01:00  CHG-1 on shop",
        "                01:00 – 06:00  open",
        "                06:00 – 12:00  ACME Retail",
        "  Thu 26 Nov    12:00 – 22:00  ACME Retail",
        "                22:00 – 23:00  open",
        "                23:00 – 00:00  the freeze \"sales\"",
        "                00:00 – 06:00  open",
        "                06:00 – 12:00  ACME Retail",
        "  Fri 27 Nov    12:00 – 22:00  ACME Retail",
        "                22:00 – 06:00  open",
        "                06:00 – 12:00  ACME Retail",
        "  Sat 28 Nov    12:00 – 12:00  ACME Retail",
        "  – Sun 29 Nov",
    ];
    assert_eq!(told[..expected.len()], expected, "{said}");
}

#[test]
fn json_has_whoever_closes_hours_and_when_nobody_else_does() {
    let house = many(28);
    let asked = ["slots", "--system", "tills", "--downtime", "30m", "--explain", "--format", "json"];
    let answer = house.okno(&asked).exits(0).json();
    let explained = &answer["explained"];
    assert_eq!(explained["from_at"], "2026-11-24T12:00:00Z");
    assert_eq!(explained["until_at"], "2026-12-01T12:00:00Z");
    let closers = explained["closed_by"].as_array().unwrap();
    assert_eq!(closers.len(), 28, "a zone and a calendar each");
    let of = |id: &str| closers.iter().find(|closer| closer["customers"] == json!([id])).unwrap();
    // Berlin opens last of all, at 21:00 UTC; Riga, Helsinki and Kaliningrad an hour before.
    assert_eq!(of("branch-0005")["code"], "outside-window");
    assert_eq!(of("branch-0000")["alone"], json!([]));
    assert_eq!(explained["open"][0], json!({"from_at": "2026-11-24T21:00:00Z", "until_at": "2026-11-25T00:00:00Z"}));
    let bound = |side: &str| answer["bound_by"][side].as_array().unwrap().len();
    assert_eq!((bound("from"), bound("until")), (2, 2), "Berlin and Omsk, with both calendars");
    let unasked = house.okno(&["slots", "--system", "tills", "--downtime", "30m", "--format", "json"]).exits(0).json();
    assert_eq!(unasked["explained"], json!(null));
}

#[test]
fn thousands_of_customers_fit_on_a_screen_and_those_that_bind_are_named() {
    let house = many(3000);
    let slots = house.okno(&["slots", "--system", "tills", "--downtime", "30m"]).exits(0).flat();
    assert!(slots.contains("3000 customers in 14 zones"), "{slots}");
    let bound = "The first begins with the window of Branch office No 19 and 213 more (Europe/Berlin, 2 calendars), and ends \
                 with the window of Branch office No 18 and 213 more (Asia/Omsk, 2 calendars).";
    assert!(slots.contains(bound), "{slots}");
    let plan = ["plan", "Update", "--system", "tills", "--downtime", "30m", "--waves", "--", "true"];
    for (command, exit) in [
        (&["slots", "--system", "tills", "--downtime", "30m"][..], 0),
        (&["slots", "--system", "tills", "--downtime", "30m", "--explain", "--waves"], 0),
        (&["slots", "--system", "tills", "--downtime", "30m", "--customer", "nobody"], 2),
        (&["windows", "--system", "tills"], 0),
        (&["check", "--system", "tills", "--downtime", "30m"], 75),
        (&["policy", "show"], 0),
        (&plan, 0),
        (&["show", "1"], 0),
        (&["list"], 0),
        (&["check", "1"], 75),
        (&["status"], 0),
    ] {
        let answer = house.okno(command).exits(exit);
        let said = format!("{}{}", answer.out, answer.err);
        assert!(answer.out.lines().all(|line| line.chars().count() <= 80), "{said}");
        assert!(said.lines().count() <= 100, "{} lines: {said}", said.lines().count());
        assert!(said.to_lowercase().matches("branch").count() <= 60, "{said}");
    }
    let json = house.okno(&["check", "--system", "tills", "--downtime", "30m", "--format", "json"]).exits(75).json();
    assert_eq!(json["customers"].as_array().unwrap().len(), 3000);
    assert!(json["reasons"].as_array().unwrap().len() >= 3000);
}
