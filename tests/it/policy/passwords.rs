//! A password in windows.toml is a fault, and no fault repeats it.

use super::{SMALL, faults_of, only_fault, read};

/// Everything that can be shown of the faults of SMALL with this line before it.
fn pages(line: &str) -> String {
    let faults = faults_of(&format!("{line}\n{SMALL}"));
    format!("{faults}\n{}\n{faults:?}", faults.render(false))
}

#[test]
fn a_password_in_the_ledgers_url_is_a_fault_that_does_not_repeat_it() {
    for line in [
        r#"ledger = "postgres://gate:s3cret@db.example/okno""#,
        "ledger = 'postgres://gate:s3cret@db.example/okno'",
        r#"ledger = "postgresql://gate:pa@ss:s3cret@db.example/okno""#,
        r#"ledger = "postgres://gate:it's s3cret@db.example/okno""#,
        r#"ledger = "postgres://gate:a@b's s3cret@db.example/okno""#,
        r#"ledger = "postgres://gate:s3cre\u0074@db.example/okno""#,
        r#"ledger = "postgres://gate:s3cret\u0040db.example/okno""#,
        r#"ledger = "postgres:\u002f/gate:s3cret@db.example/okno""#,
        r#"ledger = "postgres://db.example/okno?user=gate&password=s3cret""#,
        r#"ledger = "host=db.example password=s3cret""#,
        r#"ledger = """postgres://gate:s3cret@db.example/okno""""#,
    ] {
        let pages = pages(line);
        assert!(pages.contains("a password may not stand in windows.toml"), "{line}: {pages}");
        assert!(!pages.contains("s3cre") && !pages.contains("u0074"), "{line}: {pages}");
    }
}

#[test]
fn a_password_is_covered_in_faults_of_other_things_too() {
    for line in [
        r#"ledger = "postgres://gate:s3cret@db.example/okno"#,
        r#"ledgre = "postgres://gate:s3cret@db.example/okno""#,
        r#"ledger = [ "postgres://gate:s3cret@db.example/okno" ]"#,
        "ledger = postgres://gate:s3cret@db.example/okno",
        r#""postgres://gate:s3cret@db.example/okno" = 1"#,
        r#"policy = { zone-data = "postgres://gate:s3cret@db.example/okno", x = 1 }"#,
    ] {
        let pages = pages(line);
        assert!(!pages.contains("s3cret"), "{line}: {pages}");
    }
}

#[test]
fn a_ledger_in_postgresql_may_be_named_and_no_other_kind_of_server() {
    let url = "postgres://gate@db.example:5432/okno";
    let rules = read(&format!("ledger = \"{url}\"\n{SMALL}"));
    assert_eq!(rules.ledger.as_deref(), Some(url));
    let (message, _) = only_fault(&format!("ledger = \"mysql://db/okno\"\n{SMALL}"));
    assert!(message.contains("not a kind of ledger"), "{message}");
}

#[test]
fn a_password_for_the_database_that_is_backed_up_is_a_fault_that_does_not_repeat_it() {
    for database in [
        "host=db password=s3cret",
        "host=db password = s3cret",
        "postgres://okno:s3cret@db/shop",
        "postgres://okno@db/shop?password=s3cret",
    ] {
        let backup = format!("backup = {{ tool = \"pgbackrest\", stanza = \"x\", database = \"{database}\" }}");
        let text = SMALL.replace("[systems.web]\n", &format!("[systems.web]\n{backup}\n"));
        assert_ne!(text, SMALL);
        let faults = faults_of(&text);
        let pages = format!("{faults}\n{}", faults.render(false));
        assert!(pages.contains("a password"), "{database}: {pages}");
        assert!(!pages.contains("s3cret"), "{database}: {pages}");
    }
}
