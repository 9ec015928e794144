//! What is recorded and shown holds no secrets and no control sequences.

use proptest::prelude::*;

use okno::record::{
    harmless::harmless,
    masking::{mask, mask_output, mask_text, secrets},
};

fn masked(argv: &[&str]) -> Vec<String> {
    mask(&argv.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn masked_text(text: &str) -> String {
    String::from_utf8(mask_text(text.as_bytes())).unwrap()
}

#[test]
fn secrets_in_arguments_are_masked() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["tool", "--password=a b;c"], &["tool", "--password=***"]),
        (&["tool", "--password", "x", "y"], &["tool", "--password", "***", "y"]),
        (&["tool", "--token", "x"], &["tool", "--token", "***"]),
        (&["tool", "--api-key", "x"], &["tool", "--api-key", "***"]),
        (&["tool", "--password", "--user", "me"], &["tool", "--password", "--user", "me"]),
        (&["mysql", "-psecret", "-u", "me"], &["mysql", "-p***", "-u", "me"]),
        (&["sudo", "/usr/bin/mysqldump", "-psecret"], &["sudo", "/usr/bin/mysqldump", "-p***"]),
        (&["mariadb-backup", "-psecret"], &["mariadb-backup", "-p***"]),
        (&["sshpass", "-p", "x", "ssh", "host"], &["sshpass", "-p", "***", "ssh", "host"]),
        (&["env", "PGPASSWORD=x y", "psql"], &["env", "PGPASSWORD=***", "psql"]),
        (&["env", "SIGNING_KEY=x"], &["env", "SIGNING_KEY=***"]),
        (&["sh", "-c", "PGPASSWORD=x psql -p 5432"], &["sh", "-c", "PGPASSWORD=*** psql -p 5432"]),
        (&["sh", "-c", "mysql -px db; ls -pq"], &["sh", "-c", "mysql -p*** db; ls -pq"]),
        (&["psql", "postgres://me:p%40ss@host/db"], &["psql", "postgres://me:***@host/db"]),
        (&["curl", "-H", "Authorization: Bearer abc.def"], &["curl", "-H", "Authorization: Bearer ***"]),
        (&["curl", "-H", "X-Api-Key: abc"], &["curl", "-H", "X-Api-Key: ***"]),
        (&["tool", "AKIAIOSFODNN7EXAMPLE"], &["tool", "***"]),
        (&["tool", "https://x/?token=abc&page=2"], &["tool", "https://x/?token=***&page=2"]),
    ];
    for (argv, expected) in cases {
        assert_eq!(masked(argv), *expected);
    }
}

#[test]
fn what_is_no_secret_stays_as_it_is() {
    for argv in [
        &["mkdir", "-p", "/srv/a"] as &[&str],
        &["cp", "-pr", "a", "b"],
        &["tool", "--password-file=/run/secret.txt", "PWD=/srv", "--user=me", "--key", "release-12"],
        &["git", "clone", "ssh://git@host:22/repo"],
        &["psql", "-c", "select primary_key from t where a = 1"],
        &["./deploy.sh", "--max-tokens=5"],
    ] {
        assert_eq!(masked(argv), argv);
    }
}

#[test]
fn secrets_in_text_are_masked_and_the_rest_stays() {
    for (text, expected) in [
        ("a\npassword: hunter2\nb\n", "a\npassword: ***\nb\n"),
        (r#"{"password":"x","user":"me"}"#, r#"{"password":"***","user":"me"}"#),
        (r#"+ mysql --password "x y" db"#, r#"+ mysql --password "***" db"#),
        ("host=db password='x y' user=me", "host=db password='***' user=me"),
        ("token ghp_0123456789abcdefghij.", "token ***."),
        ("authorization: Basic abc=\r\n", "authorization: Basic ***\n"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest",
            "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nrest",
        ),
        ("-----BEGIN PRIVATE KEY-----\nabc", "-----BEGIN PRIVATE KEY-----***"),
        ("-----BEGIN CERTIFICATE-----\nabc", "-----BEGIN CERTIFICATE-----\nabc"),
    ] {
        assert_eq!(masked_text(text), expected);
    }
}

#[test]
fn control_sequences_become_visible() {
    assert_eq!(harmless("a\x1b[2Jb\r\n\tc\x7f\u{9b}\u{202e}ы"), "a␛[2Jb␍\n\tc␡\\u{9b}\\u{202e}ы");
}

proptest! {
    #[test]
    fn any_bytes_can_be_masked(text in proptest::collection::vec(any::<u8>(), 0..300)) {
        mask_text(&text);
    }

    #[test]
    fn what_was_masked_is_not_masked_again(
        text in r#"([a-z ]{0,4}|--password|--token |PASSWORD=|://u:|@h|"|'|mysql -p|bearer |: |;|\\|-----BEGIN PRIVATE KEY-----|ы){0,8}"#
    ) {
        let once = mask_text(text.as_bytes());
        prop_assert_eq!(String::from_utf8_lossy(&mask_text(&once)).into_owned(), String::from_utf8_lossy(&once).into_owned());
    }

    #[test]
    fn a_password_given_in_any_usual_way_is_gone(secret in "[A-Z]{12}", place in 0_usize..7) {
        let argv = match place {
            0 => vec!["t".to_owned(), format!("--password={secret}")],
            1 => vec!["t".to_owned(), "--password".to_owned(), secret.clone()],
            2 => vec!["mysql".to_owned(), format!("-p{secret}")],
            3 => vec!["sh".to_owned(), "-c".to_owned(), format!("A=1 DB_PASSWORD='{secret}' run | tee")],
            4 => vec!["t".to_owned(), format!("https://me:{secret}@h/")],
            5 => vec!["curl".to_owned(), format!("-HAuthorization: Bearer {secret}")],
            _ => vec!["sh".to_owned(), "-c".to_owned(), format!("mysql --password \"{secret} x\"")],
        };
        prop_assert!(!mask(&argv).concat().contains(&secret));
    }

    #[test]
    fn nothing_harmless_holds_a_control_character(text in any::<String>()) {
        prop_assert!(harmless(&text).chars().all(|shown| !shown.is_control() || matches!(shown, '\n' | '\t')));
    }
}

#[test]
fn a_secret_that_is_told_in_one_place_is_masked_in_all_of_the_command() {
    let argv = ["sh", "-c", "PGPASSWORD=hunter2 psql; echo hunter2", "x", "log-hunter2.txt"];
    assert_eq!(masked(&argv), ["sh", "-c", "PGPASSWORD=*** psql; echo ***", "x", "log-***.txt"]);
    assert_eq!(
        masked(&["tool", "--token", "abc", "abcdef"]),
        ["tool", "--token", "***", "abcdef"],
        "too short to look for"
    );
}

#[test]
fn output_that_repeats_a_secret_of_its_command_is_masked() {
    let argv = ["tool", "--password", "two words", "postgres://me:tiger@db/x"].map(str::to_owned);
    let secrets = secrets(&argv);
    assert_eq!(secrets, ["two words", "tiger"]);
    let output = mask_output(b"got two words and a tiger\ntokens: 12\n\xff tigertiger", &secrets);
    assert_eq!(output, b"got *** and a ***\ntokens: 12\n\xff ******");
}

proptest! {
    #[test]
    fn nothing_that_was_masked_in_a_command_is_left_in_its_output(secret in "[a-zA-Z0-9]{6,20}", text in "[a-z \n]{0,40}") {
        let argv = ["tool".to_owned(), "--password".to_owned(), secret.clone()];
        let output = format!("{text}{secret}{text} {secret}");
        let masked = mask_output(output.as_bytes(), &secrets(&argv));
        prop_assert!(!String::from_utf8(masked).unwrap().contains(&secret));
    }
}
