//! The next nights, drawn by `okno slots`.

use okno::env::Terminal;

use crate::house::{House, RULES, Where, olga};

/// The lines of the picture, up to the table.
fn picture(out: &str) -> Vec<String> {
    let lines = out
        .lines()
        .skip_while(|line| !line.contains("12    15") && !line.contains("00    03"))
        .take_while(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn slots(house: &House, more: &[&str]) -> Vec<String> {
    picture(&house.okno(&[&["slots", "--system", "shop", "--downtime", "1h"], more].concat()).exits(0).out)
}

#[test]
fn the_nights_are_drawn_from_noon_to_noon_with_utc_below() {
    let house = House::new();
    let drawn = slots(&house, &["--count", "2"]);
    let closed = |cells: usize| "·".repeat(cells);
    let night = format!("{}██{}{}", closed(20), "░".repeat(14), closed(12));
    let expected = [
        "  Yekaterinburg  12    15    18    21    00    03    06    09".to_owned(),
        "  UTC            07    10    13    16    19    22    01    04".to_owned(),
        format!("  Tue 24 Nov     {night}"),
        format!("  Wed 25 Nov     {night}"),
        "  · closed, ░ window, █ the work at the first start of each slot, a row begins".to_owned(),
        "  at noon of its date".to_owned(),
    ];
    assert_eq!(drawn, expected);
}

#[test]
fn freezes_and_other_changes_hide_the_window() {
    let freeze = "\n[[freezes]]\nfrom = \"2026-11-26 02:00\"\nuntil = \"2026-11-26 20:00\"\nsystems = [\"shop\"]\nreason = \"sales\"\n";
    let house = House::with_rules(&format!("{RULES}{freeze}"));
    house.okno(&["plan", "Update", "--system", "shop", "--downtime", "1h", "--at", "2026-11-25 00:00"]).exits(0);
    let drawn = slots(&house, &["--count", "3"]);
    let (tuesday, wednesday, legend) = (&drawn[2], &drawn[3], drawn[4..].join(" "));
    assert!(tuesday.ends_with(&format!("██{}##██{}{}", "░".repeat(2), "░".repeat(8), "·".repeat(12))), "{drawn:#?}");
    assert!(wednesday.ends_with(&format!("██{}{}", "░".repeat(6), "x".repeat(20))), "{drawn:#?}");
    assert!(legend.contains("x frozen") && legend.contains("# another change here"), "{drawn:#?}");
}

#[test]
fn a_clock_that_is_set_back_moves_the_line_of_utc() {
    let rules = RULES.replace("Asia/Yekaterinburg", "Europe/Berlin").replace("[\"sat\", \"sun\"]", "[\"sun\"]");
    let house = House::with_rules(&rules);
    let drawn = slots(house.at("2026-10-23T15:00:00Z"), &["--count", "3"]);
    let utc: Vec<_> = drawn.iter().filter(|line| line.starts_with("  UTC")).map(|line| line.trim()).collect();
    assert_eq!(utc.len(), 3, "{drawn:#?}");
    assert!(utc[0].ends_with("10    13    16    19    22    01    04    07"), "{drawn:#?}");
    // On the night of the 24th the clock goes back at 03:00.
    assert!(utc[1].ends_with("10    13    16    19    22    02    05    08"), "{drawn:#?}");
    assert!(utc[2].ends_with("11    14    17    20    23    02    05    08"), "{drawn:#?}");
}

#[test]
fn the_picture_fits_narrow_terminals_and_is_the_same_without_colour() {
    let house = House::new();
    for columns in [40, 60, 80, 120] {
        let terminal = Terminal { stdout: true, columns: Some(columns), ..Terminal::default() };
        let who = olga();
        let at = Where { vars: &[("NO_COLOR", "1")], terminal, ..Where::of(&who) };
        let out = house.okno_at(at, &["slots", "--system", "shop", "--downtime", "1h"]).exits(0).out;
        let drawn: Vec<_> = out.lines().filter(|line| line.contains('█')).collect();
        assert_eq!(drawn.is_empty(), columns == 40, "{out}");
        assert!(drawn.iter().all(|line| line.chars().count() <= columns.into()), "{out}");
    }
}

#[test]
fn no_slot_no_picture() {
    let house = House::new();
    let none = house.okno(&["slots", "--system", "shop", "--downtime", "9h"]).exits(77);
    assert!(!none.out.contains('·') || picture(&none.out).is_empty(), "{none:?}");
}

#[test]
fn a_short_stop_is_drawn_on_calendar_days_where_every_hour_to_come_is_allowed() {
    let house = House::new();
    // Before noon the night of a window would still be the day before.
    house.at("2026-11-24T03:00:00Z");
    let out = house.okno(&["slots", "--system", "shop", "--downtime", "5m"]).exits(0).out;
    let expected = [
        "  Yekaterinburg  00    03    06    09    12    15    18    21".to_owned(),
        "  UTC            19    22    01    04    07    10    13    16".to_owned(),
        format!("  Tue 24 Nov     {}█{}", " ".repeat(16), "░".repeat(31)),
        "  ░ allowed, █ the work at the first start, a row is a day".to_owned(),
    ];
    assert_eq!(picture(&out), expected, "{out}");
    assert!(
        out.contains("\n  date ") && out.contains("\n  Tue 24 Nov  08:00 onwards  ") && !out.contains("night of"),
        "{out}"
    );
}

#[test]
fn what_bars_a_short_stop_is_drawn_and_its_legend_names_no_closed_hours() {
    let freeze = "\n[[freezes]]\nfrom = \"2026-11-24 20:00\"\nuntil = \"2026-11-24 22:00\"\nsystems = [\"shop\"]\nreason = \"sales\"\n";
    let house = House::with_rules(&format!("{RULES}{freeze}"));
    let drawn = picture(&house.okno(&["slots", "--system", "shop", "--downtime", "5m"]).exits(0).out);
    let row = format!("  Tue 24 Nov     {}█{}xxxx█{}", " ".repeat(34), "░".repeat(5), "░".repeat(3));
    assert_eq!(drawn[2], row, "{drawn:#?}");
    let legend = drawn[3..].join(" ");
    assert!(legend.contains("x frozen") && legend.contains("first start of each slot"), "{drawn:#?}");
    assert!(!legend.contains("closed") && !legend.contains("window"), "{drawn:#?}");
}

#[test]
fn the_rows_carry_the_dates_of_the_table_under_every_reading_of_the_night() {
    for reading in ["opening-day", "each-day"] {
        let rules = format!("[policy]\nnight-belongs-to = \"{reading}\"\n{RULES}");
        let house = House::with_rules(&rules);
        // Monday's hours after midnight: under the one reading nobody's, under the other Monday's own.
        house.at("2026-11-22T12:00:00Z");
        let out = house.okno(&["slots", "--system", "shop", "--downtime", "1h", "--count", "1"]).exits(0).out;
        let worked = picture(&out).into_iter().find(|line| line.contains('█') && !line.contains("the work")).unwrap();
        assert!(worked.starts_with("  Mon 23 Nov "), "{reading}: {out}");
        let row = out.lines().skip_while(|line| !line.starts_with("  night of")).nth(1).unwrap();
        assert!(row.starts_with("  Mon 23 Nov "), "{reading}: {out}");
    }
}

#[test]
fn days_that_are_wholly_frozen_are_one_line() {
    let freeze = "\n[[freezes]]\nfrom = \"2026-11-24 00:00\"\nuntil = \"2026-11-30 12:00\"\nsystems = [\"shop\"]\nreason = \"sales\"\n";
    let house = House::with_rules(&format!("{RULES}{freeze}"));
    let drawn = slots(&house, &["--count", "1"]);
    let frozen: Vec<_> = drawn.iter().filter(|line| line.contains("xx")).collect();
    assert_eq!(frozen.len(), 1, "{drawn:#?}");
    assert!(frozen[0].starts_with("  Tue 24 Nov  ") && frozen[0].contains("x to Sun 29 Nov x"), "{drawn:#?}");
    assert_eq!(frozen[0].chars().count(), drawn[3].trim_end().chars().count(), "{drawn:#?}");
    assert!(drawn[3].starts_with("  Mon 30 Nov") && drawn[3].contains('█'), "{drawn:#?}");
}
